"""What RFC 9110 says, as `carom follow` reads it: the first column of the matrix."""

from __future__ import annotations

import re
import urllib.parse

from harness.clients.observe import Observation
from harness.clients.predict import Predictor, Step
from harness.clients.recorder import ANSWERED
from harness.clients.runner import Runner
from harness.clients.scenarios import Scenario
from harness.clients.schemes import GROUP, is_about_a_field


class _Rfc9110(Runner):
    name = policy = "rfc9110"


# Of a Location whose authority a client took for a path; its port is another in each run.
_AUTHORITY = re.compile(r"127\.0\.0\.1:[0-9]+")
_ALIKE = ("methods", "bodies", "forms", "credentials", "locations", "fragments", GROUP)


def references(observations: list[Observation], predictor: Predictor) -> dict[str, tuple[str, str]]:
    """Of each scenario (the word, its kind), from the first response that any client was given.

    A chain's end is no matter of one response, and has none.
    """
    found: dict[str, tuple[str, str]] = {}
    for observation in observations:
        scenario, exchanges = observation.scenario, observation.taken.exchanges
        if scenario.name in found or scenario.group not in _ALIKE or not exchanges:
            continue
        step = predictor.step(_Rfc9110(), observation.case.url, exchanges[0], scenario.stream, None)
        found[scenario.name] = _word(scenario, step, observation.case.name, exchanges[0].origin)
    return found


def _word(scenario: Scenario, step: Step, token: str, origin: str) -> tuple[str, str]:
    if step.action == "stop":
        return ("error", "error") if step.is_error else ("stops", "stops")
    if scenario.group == "credentials" or scenario.group == GROUP and is_about_a_field(scenario):
        names = {name.lower() for name, _ in scenario.fields}
        return ("dropped", "dropped") if names & step.dropped else ("sent", "kept")
    if scenario.group == "locations":
        url = urllib.parse.urlsplit(step.url)
        return location_word(url, token, f"{url.hostname}:{url.port}" != origin)
    if scenario.group == "fragments":
        fragment = urllib.parse.urlsplit(step.url).fragment
        return (f"#{fragment}", "kept") if fragment else ("none", "dropped")
    return _method_word(scenario, step)


def _method_word(scenario: Scenario, step: Step) -> tuple[str, str]:
    body = scenario.body is not None and step.keeps_body
    word = step.method + (" + body" if body else "")
    if step.action == "confirm":
        return f"asks: {word}", "changed"
    if step.method != scenario.method:
        return word, "changed"
    if scenario.body is not None and not body:
        return f"{word}, no body", "dropped"
    return word, "kept"


def location_word(url: urllib.parse.SplitResult, token: str, is_other: bool) -> tuple[str, str]:
    """In: url, of which the path and query count; is_other says that it has another origin."""
    target = url.path + (f"?{url.query}" if url.query else "")
    short = _AUTHORITY.sub("HOST", target.replace(f"/{token}", ""))
    if short != "/end" and not target.endswith(ANSWERED):
        return f"to {short}", "went"
    return ("to the other origin" if is_other else "follows"), "went"
