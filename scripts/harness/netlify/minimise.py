"""From a difference to the least rules and request that show one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from harness.netlify.compare import Unexplained, compare
from harness.netlify.generate import Case
from harness.netlify.request import Request
from harness.netlify.sides import Core, Engine, refused_lines

_ROUNDS_MAX = 60


def minimised(found: Unexplained, tool: Path, engine: Engine, core: Core) -> Unexplained:
    """A smaller one of the same kind: of a line, or of an answer."""
    def try_it(lines: tuple[str, ...], request: Request | None) -> Unexplained | None:
        case = Case(lines, (request,) if request else ())
        tally = compare(case, refused_lines(tool, [case.rules])[0], engine, core)
        same = [one for one in tally.unexplained if (one.request is None) == (found.request is None)]
        return same[0] if same else None

    best = try_it(found.lines, found.request)
    if best is None:  # only together with what was asked before: shown as it was found
        return found
    for _ in range(_ROUNDS_MAX):
        smaller = _first_that_shows(best, try_it)
        if smaller is None:
            break
        best = smaller
    return best


def _first_that_shows(best: Unexplained, try_it: Callable) -> Unexplained | None:
    for lines in _smaller_lines(best.lines):
        shown = try_it(lines, best.request)
        if shown is not None:
            return shown
    for request in _smaller_requests(best.request):
        shown = try_it(best.lines, request)
        if shown is not None:
            return shown
    return None


def _smaller_lines(lines: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Without some lines, half of them at first; without one word of a line; without one segment of a word."""
    size = len(lines) // 2
    while size > 0:
        for at in range(0, len(lines), size):
            yield lines[:at] + lines[at + size:]
        size //= 2
    for at, line in enumerate(lines):
        words = line.split()
        for smaller in _without_one(words):
            yield (*lines[:at], " ".join(smaller), *lines[at + 1:])
        for index, word in enumerate(words):
            for shorter in _without_one(word.split("/")):
                if word.startswith("/") and shorter[0] != "":
                    continue
                changed = [*words[:index], "/".join(shorter), *words[index + 1:]]
                yield (*lines[:at], " ".join(changed), *lines[at + 1:])


def _smaller_requests(request: Request | None) -> Iterator[Request]:
    if request is None:
        return
    plain = Request(request.path)
    for member in ("query", "scheme", "host", "country", "accept_language", "cookie"):
        if getattr(request, member) != getattr(plain, member):
            yield replace(request, **{member: getattr(plain, member)})
    for shorter in _without_one(request.path.split("/")):
        path = "/".join(shorter)
        if path.startswith("/"):
            yield replace(request, path=path)
    for shorter in _without_one((request.query or "").split("&")):
        yield replace(request, query="&".join(shorter))


def _without_one(parts: list[str]) -> Iterator[list[str]]:
    for at in range(len(parts) if len(parts) > 1 else 0):
        yield parts[:at] + parts[at + 1:]
