"""A rule as Netlify's parser hands it to the matcher, and which of several rules are one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import unquote

from harness.netlify.line import takes_back
from harness.netlify.pattern import compile_pattern


@dataclass(frozen=True)
class Rule:
    line: int
    path: str
    to: str
    status: int
    force: bool = False
    scheme: str = ""
    host: str = ""
    query: tuple[tuple[str, str], ...] = ()
    conditions: tuple[tuple[str, str], ...] = ()  # lists joined with commas
    takes_back: bool = False  # a condition that nobody knows
    # `from` as it was written, whether there is a status, and what it is signed by.
    source: tuple[str, bool, str | None] = ("", True, None)

    @staticmethod
    def from_parser(members: dict, line: str) -> Rule:
        conditions = {name: ",".join(value) if isinstance(value, list) else value
                      for name, value in members["conditions"].items()}
        return Rule(members["line"], members["path"], members["to"], members.get("status", 301),
                    members["force"], members.get("scheme", ""), members.get("host", ""),
                    tuple(members["query"].items()), tuple(sorted(conditions.items())), takes_back(line),
                    (members["from"], "status" in members, members.get("signed")))

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What is asked of the query, in the order of the keys."""
        return sorted(self.query, key=lambda pair: pair[0].encode())

    def with_url_names(self) -> Rule:
        """With the names of a URL in the target as they are in the path: percent-encoded."""
        target = self.to
        for name in compile_pattern(self.path).names if self.scheme and "%" in self.path else ():
            target = target.replace(f":{unquote(name)}", f":{name}")
        return self if target == self.to else replace(self, to=target)

    @property
    def meaning(self) -> tuple:
        """By what Carom tells whether two rules are one."""
        known = tuple(pair for pair in self.conditions if pair[0] in ("Country", "Language", "Cookie"))
        never = self.takes_back or known != self.conditions
        return (self.source, self.to, self.status, self.force, tuple(self.pairs), known, never)


@dataclass(frozen=True)
class RuleSet:
    """All rules of a file that can be read."""

    rules: tuple[Rule, ...]
    kept_lines: tuple[int, ...]  # those that the engine's parser leaves

    @cached_property
    def _as_written(self) -> list[Rule]:
        return [rule for rule in self.rules if rule.line in self.kept_lines]

    @cached_property
    def _as_read(self) -> list[Rule]:
        last = {rule.meaning: rule.line for rule in self.rules}
        return [rule for rule in self.rules if last[rule.meaning] == rule.line]

    def kept(self, like: frozenset[str]) -> list[Rule]:
        """Without those that are the same as a later one."""
        return self._as_written if "identical" in like else self._as_read
