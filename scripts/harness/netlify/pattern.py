"""A rule's path as Netlify's engine reads it: one regular expression, tried for a full match."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True)
class Pattern:
    regex: re.Pattern
    names: tuple[str, ...]  # of the groups
    star_count: int

    @property
    def has_star(self) -> bool:
        return self.star_count > 0

    def captures(self, path: str) -> list[tuple[str, str]] | None:
        """Name and text of what is captured; None when the path does not match."""
        found = self.regex.fullmatch(path)
        if found is None:
            return None
        return [(name, text or "") for name, text in zip(self.names, found.groups())]

    def matches(self, path: str) -> bool:
        return self.regex.fullmatch(path) is not None


@lru_cache(maxsize=65536)
def compile_pattern(path: str) -> Pattern:
    segments = path.removeprefix("/").split("/")
    if "" in segments:  # the pattern ends at its first empty segment
        segments = segments[:segments.index("")]
    if not any(_is_star(segment) or _is_placeholder(segment) for segment in segments):
        return Pattern(re.compile(re.escape("/" + "/".join(segments)) + "/?"), (), 0)
    parts, names = [], []
    for index, segment in enumerate(segments):
        parts.append(_part(segments, index))
        if _is_star(segment):
            names.append("splat")
        elif _is_placeholder(segment):
            names.append(segment[1:])
    return Pattern(re.compile("".join(parts)), tuple(names),
                   sum(map(_is_star, segments)))


def _part(segments: list[str], index: int) -> str:
    segment = segments[index]
    if segment == "*" and index > 0:
        return "(?:|/|/(.*)/?)"
    if _is_star(segment):
        return ("/" + re.escape(segment[:-1]) if len(segment) > 1 else "") + "/?(.*)/?"
    # A further slash is let through behind each segment, unless a splat follows, which takes it.
    slash = "" if segments[index + 1:index + 2] == ["*"] else "/?"
    return ("/([^/]+)" if _is_placeholder(segment) else "/" + re.escape(segment)) + slash


def _is_placeholder(segment: str) -> bool:
    return segment.startswith(":") and len(segment) > 1


def _is_star(segment: str) -> bool:
    return segment.endswith("*") and not _is_placeholder(segment)
