"""What becomes of an expanded target until it is a Location."""

from __future__ import annotations

import re
from itertools import groupby

from harness.netlify.expansion import LITERAL, OF_QUERY, REQUEST_QUERY, Cell, text_of

_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PATH_BYTES = _UNRESERVED | frozenset(b"!$&'()*+,;=:@/")
_QUERY_BYTES = _PATH_BYTES | frozenset(b"?")
_ALL_BYTES = frozenset(range(256))
_PLAIN = re.compile(r"[A-Za-z0-9._~/:-]*")
_ESCAPE = re.compile(rb"%[0-9A-Fa-f]{2}")
_ABSOLUTE = re.compile(r"(https?)://([^/?#\\]*)")
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}

_MARK, _AUTHORITY, _PATH, _QUERY, _FRAGMENT = range(5)


def has_query(target: str) -> bool:
    return "?" in target.partition("#")[0]


def with_query(cells: list[Cell], query: str) -> list[Cell]:
    """With the request's query, before a fragment."""
    at = next((index for index, cell in enumerate(cells) if cell.text == "#" and cell.source == LITERAL),
              len(cells))
    mark = [Cell("?", LITERAL, 0)]
    return cells[:at] + mark + [Cell(c, REQUEST_QUERY, 0) for c in query] + cells[at:]


def without_leading_slashes(cells: list[Cell]) -> list[Cell]:
    """A relative target that no client takes for another host. A backslash of its own is encoded anyhow."""
    end = 1
    while end < len(cells) and (cells[end].text == "/" or
                                cells[end].text == "\\" and cells[end].source != LITERAL):
        end += 1
    return cells[:1] + cells[end:]


def leads_elsewhere(cells: list[Cell]) -> bool:
    """Whether captures make another authority than what the rule has around them."""
    found = _ABSOLUTE.match(text_of(cells))
    if found is None:
        return False
    authority = []
    for cell in cells[found.start(2):]:
        if cell.source == LITERAL and cell.text in "/?#\\":
            break
        authority.append(cell)
    port = _DEFAULT_PORTS[found[1]]
    written, own = text_of(authority), text_of([cell for cell in authority if cell.source == LITERAL])
    return written.lower().removesuffix(port) != own.lower().removesuffix(port)


def encoded(cells: list[Cell], like: frozenset[str]) -> str:
    """With what may not stand there percent-encoded, each text by itself."""
    out = ""
    for (place, source, _), group in groupby(_placed(cells), key=lambda found: (found[0], *found[1][1:])):
        text = text_of([cell for _, cell in group])
        out += text if place in (_MARK, _AUTHORITY) else _encoded_text(text, place, source, like)
    return out


def _placed(cells: list[Cell]) -> list[tuple[int, Cell]]:
    """Each cell with the part of the URI it stands in. What was put in ends no part."""
    origin = _ABSOLUTE.match(text_of(cells))
    authority_end = origin.end() if origin else 0
    place, out = _PATH, []
    for at, cell in enumerate(cells):
        if at < authority_end:
            out.append((_AUTHORITY, cell))
        elif cell.source == LITERAL and (cell.text == "?" and place == _PATH or
                                         cell.text == "#" and place != _FRAGMENT):
            place = _QUERY if cell.text == "?" else _FRAGMENT
            out.append((_MARK, cell))
        else:
            out.append((place, cell))
    return out


def _encoded_text(text: str, place: int, source: int, like: frozenset[str]) -> str:
    if source == OF_QUERY:
        return text if place == _QUERY or "plus" in like else text.replace("+", "%20")
    stays = _PATH_BYTES if place == _PATH else _QUERY_BYTES
    if "raw" in like:
        stays = _ALL_BYTES
    if place == _QUERY and source not in (LITERAL, REQUEST_QUERY) and "values" not in like:
        stays = stays - frozenset(b"&+")
    return _percent_encoded(text, stays)


def _percent_encoded(text: str, stays: frozenset[int]) -> str:
    """All but the bytes that stay, and what is encoded already."""
    if _PLAIN.fullmatch(text):
        return text
    raw, out, at = text.encode(), bytearray(), 0
    while at < len(raw):
        escape = _ESCAPE.match(raw, at)
        if escape:
            out += escape[0]
            at = escape.end()
        else:
            out += raw[at:at + 1] if raw[at] in stays else b"%%%02X" % raw[at]
            at += 1
    return out.decode()
