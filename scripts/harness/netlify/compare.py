"""One rule set put to both sides, and what of the differences is explained."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from harness.netlify.behaviours import BEHAVIOURS, LIKE_CAROM, LIKE_ENGINE
from harness.netlify.generate import Case
from harness.netlify.model import NONE, Served, decide, serve
from harness.netlify.refusals import reason_to_refuse, refusal_of
from harness.netlify.request import Request
from harness.netlify.rule import Rule, RuleSet
from harness.netlify.sides import Core, Engine


@dataclass(frozen=True)
class Unexplained:
    """A difference that nothing in the table proves. Of a line, or of an answer."""

    lines: tuple[str, ...]
    request: Request | None
    engine: str
    carom: str


@dataclass
class Tally:
    """What was compared, and what came out."""

    pairs: int = 0
    rule_sets: int = 0
    lines: int = 0
    refused_by_both: int = 0
    matched: int = 0
    agreed: int = 0
    explained: Counter = field(default_factory=Counter)
    refusals: Counter = field(default_factory=Counter)
    unexplained: list[Unexplained] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        for name in ("pairs", "rule_sets", "lines", "refused_by_both", "matched", "agreed"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.explained += other.explained
        self.refusals += other.refusals
        self.unexplained += other.unexplained


def compare(case: Case, refused: dict[int, str], engine: Engine, core: Core) -> Tally:
    """In: refused are the lines that Carom refuses, with what it says of each."""
    tally = Tally(rule_sets=1, lines=len(case.lines), pairs=len(case.requests))
    # Of a file with errors Carom makes nothing, and Netlify the rest; so both are asked about the rest.
    kept = tuple("" if number in refused else line for number, line in enumerate(case.lines, 1))
    asked = "\n".join(kept)
    theirs = engine.answers(case, asked)
    _compare_lines(case, refused, theirs, tally)
    rules = RuleSet(tuple(Rule.from_parser(members, kept[members["line"] - 1])
                          for members in theirs["rules"]), tuple(theirs["kept"]))
    rule_of = {rule.line: rule for rule in rules.rules}
    ours = core.answers(asked, case.requests)
    for request, their, our in zip(case.requests, theirs["answers"], ours):
        of_engine = _of_engine(rule_of, request, their)
        of_carom = _of_carom(our)
        tally.matched += of_engine != NONE
        if of_engine == of_carom:
            tally.agreed += 1
            continue
        names = explain(rules, request, of_engine, of_carom)
        tally.explained.update(names)
        if not names:
            tally.unexplained.append(Unexplained(kept, request, str(of_engine), str(of_carom or our)))
    return tally


def explain(rules: RuleSet, request: Request, of_engine: Served, of_carom: Served | None) -> list[str]:
    """The behaviours that make Carom's answer the engine's, and none to spare; none when that is not proved."""
    if decide(rules, request, LIKE_ENGINE) != of_engine or decide(rules, request, LIKE_CAROM) != of_carom:
        return []
    needed = LIKE_ENGINE
    for behaviour in BEHAVIOURS:
        if decide(rules, request, needed - {behaviour.name}) == of_engine:
            needed = needed - {behaviour.name}
    return sorted(needed)


def _of_engine(rule_of: dict[int, Rule], request: Request, answer: list | str | None) -> Served:
    if answer is None:
        return NONE
    if answer == "role":  # which no rule has that Carom takes
        return Served(answer)
    line, status, to, force = answer
    served = serve(rule_of[line], to, request)
    return replace(served, status=status, force=force)


def _of_carom(answer: dict) -> Served | None:
    """None when it is no answer."""
    if not answer["ok"]:
        return None
    if answer["action"] == "none":
        return NONE
    return Served(answer["action"], _status(answer), answer["location"] or "", answer["force"],
                  answer["rule"] or 0)


def _status(answer: dict) -> int:
    """Of the decision. Carom is no proxy, and answers 502 when it decides that one is asked for."""
    if answer["action"] != "rewrite" or answer["location"].startswith("/"):
        return answer["status"]
    return 200 if answer["status"] == 502 else 0


def _compare_lines(case: Case, refused: dict[int, str], theirs: dict, tally: Tally) -> None:
    """Whether both refuse the same lines, or it is known why Carom refuses one more, and not another."""
    read = {members["line"]: members for members in theirs["read"]}
    wrong = set(theirs["wrong"])
    tally.refused_by_both += len(wrong & refused.keys())
    for number in sorted(wrong - refused.keys()):
        tally.unexplained.append(Unexplained((case.lines[number - 1],), None, "refuses this line", "takes it"))
    for number in sorted(refused.keys() - wrong):
        line, message = case.lines[number - 1], refused[number]
        name = refusal_of(read[number], line, message) if number in read else None
        if name:
            tally.refusals[name] += 1
        else:
            tally.unexplained.append(Unexplained((line,), None, "takes this line", f"refuses it: {message}"))
    for number in sorted(read.keys() - refused.keys()):
        line = case.lines[number - 1]
        name = reason_to_refuse(read[number], line)
        if name:
            tally.unexplained.append(Unexplained((line,), None, "takes this line",
                                                 f"takes it, although the row `{name}` holds"))

