"""A rule as Netlify's parser hands it to the matcher."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import unquote

from harness.netlify.line import NOTHING_LOST, Lost, lost_of
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
    lost: Lost = NOTHING_LOST

    @staticmethod
    def from_parser(members: dict, line: str) -> Rule:
        conditions = {name: ",".join(value) if isinstance(value, list) else value
                      for name, value in members["conditions"].items()}
        return Rule(members["line"], members["path"], members["to"], members.get("status", 301),
                    members["force"], members.get("scheme", ""), members.get("host", ""),
                    tuple(members["query"].items()), tuple(conditions.items()), lost_of(line))

    def pairs(self, like: frozenset[str]) -> list[tuple[str, str]]:
        """What is asked of the query, in the order of the keys."""
        lost = () if "prototype" in like else self.lost.pairs
        return sorted((*self.query, *lost), key=lambda pair: pair[0].encode())

    def with_url_names(self) -> Rule:
        """With the names of a URL in the target as they are in the path: percent-encoded."""
        target = self.to
        for name in compile_pattern(self.path).names if self.scheme and "%" in self.path else ():
            target = target.replace(f":{unquote(name)}", f":{name}")
        return self if target == self.to else replace(self, to=target)
