"""Rule sets and requests for them, all from a seed."""

from __future__ import annotations

from dataclasses import dataclass

from harness.netlify.make_requests import RequestMaker
from harness.netlify.make_rules import RuleMaker
from harness.netlify.request import Request
from harness.netlify.theme import Theme


@dataclass(frozen=True)
class Case:
    """A rule set and the requests that are put to it."""

    lines: tuple[str, ...]
    requests: tuple[Request, ...]

    @property
    def rules(self) -> str:
        return "\n".join(self.lines)


def make_case(seed: int, index: int, request_count: int) -> Case:
    """The same for the same numbers, on any machine."""
    theme = Theme(f"{seed}:{index}")
    rules = RuleMaker(theme)
    lines = tuple(rules.lines())
    requests = RequestMaker(theme, rules.sources)
    return Case(lines, tuple(requests.request() for _ in range(request_count)))
