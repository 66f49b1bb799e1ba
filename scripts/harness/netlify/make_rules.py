"""Lines of a rules file, at random."""

from __future__ import annotations

import re
from collections.abc import Sequence

from harness.netlify import vocabulary as words
from harness.netlify.theme import Source, Theme


class RuleMaker:
    def __init__(self, theme: Theme):
        self.theme = theme
        self.pick = theme.pick
        self.often = theme.often
        self.sources: list[Source] = []

    def lines(self) -> list[str]:
        # A few sets are large: what finds a rule among many must be seen to do so.
        usual = self.often(0.98)
        count = self.pick((1, 1, 2, 2, 3, 3, 4, 5, 6, 8)) if usual else self.pick((30, 80))
        lines: list[str] = []
        for _ in range(count):
            again = bool(lines) and self.often(0.07)
            lines.append(self._altered(self.pick(lines)) if again else self._line())
        return lines

    def _altered(self, line: str) -> str:
        """A line again, the same or nearly so."""
        return self.pick((line, line, line, f"{line} ", line.replace("301", "302"), line.replace("302", ""),
                          line.replace(" 301", ""), line.replace("Country", "country"),
                          line.replace(" ", "  ", 1), line.replace(" ", "// ", 1), f"{line} # again",
                          line.replace("/a", "/b", 1), f"{line} 301",
                          line.replace("é", "%C3%A9"), line.replace("Foo=1", "Foo=2"),
                          f"{line} 301 {self.pick(words.SIGNATURES)}",
                          f"{line} {self.pick(words.SIGNATURES)}",
                          # A forward rule with the target that it has anyhow.
                          re.sub(r"^(\S*/)\* 200", r"\1* \1:splat 200", line)))

    def _line(self) -> str:
        if self.theme.is_odd and self.often(0.3):
            return self.pick(words.ODD_LINES)
        source = Source(self._segments())
        self.sources.append(source)
        tokens = [self._from(source)]
        if source.segments[-1:] == ["*"] and self.often(0.06):
            tokens.append(self.pick(("200", "200!", "301", "299", "200 x=1")))
            return self._joined(tokens + self._conditions())
        if self.theme.has_pairs:
            tokens += self._pairs(source)
        source.target = self._target(source)
        status, conditions = self._status(source.target), self._conditions()
        tokens += [source.target, status or ("301" if conditions else ""), *conditions]
        return self._joined([token for token in tokens if token])

    def _joined(self, tokens: list[str]) -> str:
        if not self.theme.is_odd:
            return " ".join(tokens)
        text = "".join(token + self.pick(words.SPACES) for token in tokens)
        if self.often(0.2):
            text += self.pick(words.ENDINGS)
        return (self.pick(words.SPACES) if self.often(0.2) else "") + text

    # ---- from ----

    def _segments(self) -> list[str]:
        return [self._segment() for _ in range(self.pick((0, 1, 1, 1, 2, 2, 2, 3, 3, 4)))]

    def _segment(self) -> str:
        kind = self.theme.chance.random()
        if kind < 0.55:
            return self.pick(self.theme.words)
        if kind < 0.76:
            return ":" + self.pick(words.NAMES)
        if kind < 0.96:
            return "*"
        return self.pick(self.theme.words) + "*" if kind < 0.98 else self.pick(words.ODD_SEGMENTS)

    def _from(self, source: Source) -> str:
        path = "/" + "/".join(source.segments)
        if self.often(0.08):
            path += self.pick(("/", "//"))
        if self.often(0.02):
            path = path.replace("/", "//", self.pick((1, 2)))
        if self.often(0.02):
            path += self.pick(("?x=1", "#f"))
        if not self.theme.has_origins or self.often(0.5):
            return path
        hosts = (*words.ODD_HOSTS, *words.UNASKED_HOSTS) if self.often(0.1) else words.HOSTS
        source.origin = (self.pick(words.SCHEMES), self.pick(hosts))
        return f"{source.origin[0]}://{source.origin[1]}{path}"

    def _pairs(self, source: Source) -> list[str]:
        tokens = []
        for _ in range(self.pick((0, 1, 1, 1, 2, 3))):
            key = self.pick(words.KEYS if self.often(0.9) else words.ODD_KEYS)
            value = self.pick((*words.CAPTURED, *words.VALUES, self.pick(words.ODD_VALUES)))
            source.pairs.append((key, value))
            tokens.append(f"{key}={value}" if self.often(0.97) else key)
        return tokens

    # ---- to ----

    def _target(self, source: Source) -> str:
        origin = ""
        if self.often(0.14):
            origin = f"{self.pick(words.SCHEMES)}://{self._target_host(source)}"
            if self.often(0.1):
                return origin
        return origin + self._target_path(source) + self._target_end(source)

    def _target_host(self, source: Source) -> str:
        if self.often(0.95):
            return self.pick(words.HOSTS)
        name = ":" + self.pick(source.names)
        return self.pick((*words.TARGET_HOSTS, name, f"{name}.example", f"h.example:{name[1:]}"))

    def _target_path(self, source: Source) -> str:
        segments = [self._target_segment(source) for _ in range(self.pick((0, 1, 1, 2, 2, 3)))]
        if self.often(0.3):  # towards its own source
            segments = [*source.segments[:self.pick((1, 2))], *segments]
            segments = [":splat" if segment == "*" else segment for segment in segments]
        path = "/" + "/".join(segments) + ("/" if self.often(0.06) else "")
        if path.startswith(("//", "/\\")) and self.often(0.95):  # Carom refuses it
            path = "/" + path.lstrip("/\\")
        return path.replace("/", "//", 2).replace("//", "/", 1) if self.often(0.02) else path

    def _target_segment(self, source: Source) -> str:
        kind = self.theme.chance.random()
        name = ":" + self.pick(source.names)
        if kind < 0.45:
            return self.pick(self.theme.words)
        if kind < 0.85:
            return name
        if kind < 0.93:
            return self.pick((f"{name}.html", f"x{name}", f"{name}{name}", f"{name}-x", f"{name}x",
                              f"{name}1", f"a{name}b"))
        return ":" + self.pick(words.NAMES) if kind < 0.97 else self.pick(words.ODD_TARGET_SEGMENTS)

    def _target_end(self, source: Source) -> str:
        end, name = "", ":" + self.pick(source.names)
        if self.often(0.1):
            end += "?" + self.pick(("x=1", "", "q=:q", f"x={name}", "/:splat",
                                    f"x={self.pick(words.ODD_VALUES)}&y={name}"))
        if self.often(0.06):
            end += "#" + self.pick(("f", "", name, "/:splat/x"))
        return end

    # ---- status and conditions ----

    def _status(self, target: str) -> str:
        if self.often(0.4):
            return ""
        if self.theme.is_odd and self.often(0.3):
            return self.pick(words.ODD_STATUSES)
        # With a refusal Carom serves nothing from elsewhere, which is shown often enough.
        can_be_served = target.startswith("/") or self.often(0.05)
        return self.pick(words.STATUSES if can_be_served else words.ELSEWHERE) + "!" * self.often(0.2)

    def _conditions(self) -> list[str]:
        if not self.theme.has_conditions or self.often(0.4):
            return []
        return [self._condition() for _ in range(self.pick((1, 1, 1, 2, 3)))]

    def _condition(self) -> str:
        kind = self.theme.chance.random()
        if kind < 0.4:
            return self.pick(("Country=", "Country=", "country=")) + self._list(words.COUNTRIES)
        if kind < 0.75:
            return self.pick(("Language=", "Language=", "language=")) + self._list(words.LANGUAGES)
        if kind < 0.9:
            return self.pick(("Cookie=", "Cookie=", "Cookie=", "cookie=")) + self._list(words.COOKIES)
        return self.pick(words.ODD_CONDITIONS)

    def _list(self, choices: Sequence[str]) -> str:
        usual = choices if self.theme.is_odd else [choice for choice in choices if choice]
        return ",".join(self.pick(usual) for _ in range(self.pick((1, 1, 2))))
