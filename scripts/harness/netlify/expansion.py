"""A target with its captures put in: as Netlify's engine does it, or without what Carom does not copy of it.

A target is a list of cells, one a character, so that it stays known what came from where: the engine reads a
captured text as a template again, and Carom never does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

LITERAL, OF_PATH, OF_QUERY, REQUEST_QUERY = range(4)


@dataclass(frozen=True)
class Capture:
    name: str
    text: str  # from a query: decoded and encoded again, as the engine puts it in
    source: int  # OF_PATH or OF_QUERY


class Cell(NamedTuple):
    text: str
    source: int
    piece: int  # a number for each text that was put in as a whole; 0 is the target itself


def text_of(cells: list[Cell]) -> str:
    return "".join(cell.text for cell in cells)


def expand(target: str, captures: list[Capture], like: frozenset[str]) -> list[Cell]:
    """In: like has the names of those behaviours of the engine that are copied."""
    if "nameless" not in like:
        captures = [capture for capture in captures if capture.name]
    cells = [Cell(c, LITERAL, 0) for c in target]
    if "re-entrant" not in like:
        return _expand_once(target, cells, captures, like)
    for number, capture in enumerate(captures, 1):
        cells = _replace(cells, capture, number, like)
    return cells


def _replace(cells: list[Cell], capture: Capture, number: int, like: frozenset[str]) -> list[Cell]:
    """One name everywhere, also in what earlier captures have put in."""
    text, out, at = text_of(cells), [], 0
    while at < len(text):
        if text[at] == ":" and _is_named(text[at + 1:], capture, like):
            out += _cells_of(capture, number, like)
            at += 1 + len(capture.name)
        else:
            out.append(cells[at])
            at += 1
    return out


def _expand_once(target: str, cells: list[Cell], captures: list[Capture], like: frozenset[str]) -> list[Cell]:
    """From left to right; of several names the longest, or the first where a prefix will do."""
    out, at = [], 0
    while at < len(target):
        named = []
        if target[at] == ":":
            named = [capture for capture in captures if _is_named(target[at + 1:], capture, like)]
        if named:
            found = named[0] if "prefix" in like else max(named, key=lambda capture: len(capture.name))
            out += _cells_of(found, at + 1, like)
            at += 1 + len(found.name)
        else:
            out.append(cells[at])
            at += 1
    return out


def _is_named(text: str, capture: Capture, like: frozenset[str]) -> bool:
    """Whether a text begins with the capture's name; `ab` is no `a` with something behind it."""
    if not text.startswith(capture.name):
        return False
    rest = text[len(capture.name):]
    return "prefix" in like or not (rest and capture.name and _is_word(rest[0]) and _is_word(capture.name[-1]))


def _is_word(c: str) -> bool:
    return c.isascii() and (c.isalnum() or c == "_")


def _cells_of(capture: Capture, piece: int, like: frozenset[str]) -> list[Cell]:
    text = _unescaped(capture) if "backslash" in like else capture.text
    return [Cell(c, capture.source, piece) for c in text]


def _unescaped(capture: Capture) -> str:
    """A text as RE2 reads a rewrite: a backslash escapes, and one that escapes nothing ends the text.

    A digit stands for a group: 0 is what was matched, and the others are not there.
    """
    out, at, text = "", 0, capture.text
    while at < len(text):
        if text[at] != "\\":
            out += text[at]
        elif text[at + 1:at + 2] == "0":
            out += f":{capture.name}"
            at += 1
        elif text[at + 1:at + 2] in tuple("123456789"):
            at += 1
        elif text[at + 1:at + 2] == "\\":
            out += "\\"
            at += 1
        else:
            break
        at += 1
    return out
