"""Requests for generated rules: mostly made from a rule, as they are or bent a little."""

from __future__ import annotations

from dataclasses import replace

from harness.netlify import vocabulary as words
from harness.netlify.request import Request
from harness.netlify.theme import Source, Theme


class RequestMaker:
    def __init__(self, theme: Theme, sources: list[Source]):
        self.theme = theme
        self.pick = theme.pick
        self.often = theme.often
        self.sources = sources

    def request(self) -> Request:
        source = self.pick(self.sources) if self.sources else Source([])
        request = Request(self._bent(self._path(source)), self._query(source))
        if self.theme.has_origins:
            request = self._with_origin(request, source)
        if self.theme.has_conditions:
            request = replace(request, country=self.pick(words.COUNTRIES),
                              accept_language=self.pick(words.ACCEPTED),
                              cookie=self.pick(words.COOKIE_FIELDS))
        return request

    def _with_origin(self, request: Request, source: Source) -> Request:
        scheme, host = source.origin or ("", "")
        if self.often(0.6) and host and host not in words.UNASKED_HOSTS:
            return replace(request, scheme=scheme, host=host)
        return replace(request, scheme=self.pick(("https", "http")), host=self.pick(words.ASKED_HOSTS))

    # ---- path ----

    def _path(self, source: Source) -> str:
        kind = self.theme.chance.random()
        if kind < 0.12:
            return "/" + "/".join(self.pick(self.theme.words) for _ in range(self.pick((0, 1, 1, 2, 3, 5))))
        if kind < 0.27 and source.target.startswith("/"):
            return self._filled(source.target.partition("?")[0].partition("#")[0].strip("/").split("/"))
        return self._filled(source.segments)

    def _filled(self, segments: list[str]) -> str:
        """A path for a pattern: with something, or nothing, where it captures."""
        out: list[str] = []
        for segment in segments:
            if segment in ("*", ":splat"):
                out += [self._word() for _ in range(self.pick((0, 0, 1, 1, 2, 3)))]
            elif segment.startswith(":") and len(segment) > 1:
                out.append(self._word())
            elif segment.endswith("*"):
                out.append(segment[:-1] + self.pick(("", "a", "*", "a/b")))
            else:
                out.append(segment)
        return "/" + "/".join(out)

    def _word(self) -> str:
        return self.pick(words.PATH_WORDS if self.often(0.04) else self.theme.words)

    def _bent(self, path: str) -> str:
        kind = self.theme.chance.random()
        if kind < 0.7:
            return path
        if kind < 0.81:
            return path + self.pick(("/", "/", "//"))
        if kind < 0.85:
            return "/" + path
        if kind < 0.93:
            at = self.pick([at for at, byte in enumerate(path) if byte == "/"])
            return path[:at] + "/" + path[at:]
        return path + self.pick(self.theme.words) if kind < 0.97 else path.swapcase()

    # ---- query ----

    def _query(self, source: Source) -> str | None:
        if not self.theme.has_pairs and self.often(0.8):
            return None
        parts = [self._pair(key, value) for key, value in source.pairs if self.often(0.92)]
        parts += [self._other_pair() for _ in range(self.pick((0, 0, 0, 1, 1, 2)))]
        self.theme.chance.shuffle(parts)
        return "&".join(parts) + ("" if self.often(0.93) else self.pick(("&", "&&", "?", "&x")))

    def _pair(self, key: str, value: str) -> str:
        if value.startswith(":") or self.often(0.2):
            value = self.pick(words.VALUES if self.often(0.7) else words.ODD_VALUES)
        return f"{key}={value}"

    def _other_pair(self) -> str:
        key = self.pick(words.ASKED_KEYS)
        value = self.pick((*words.VALUES, self.pick(words.ODD_VALUES), ""))
        return key if self.often(0.25) else f"{key}={value}"
