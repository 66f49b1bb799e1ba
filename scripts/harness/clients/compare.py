"""What arrived beside what was predicted: each difference as one phrase that a table can name."""

from __future__ import annotations

import base64
import urllib.parse
from dataclasses import dataclass, field

from harness.clients.observe import Observation
from harness.clients.predict import Predictor, Step
from harness.clients.recorder import Exchange
from harness.clients.scenarios import HOSTS


_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Difference:
    at: int         # the request that the phrase is about, from 0
    phrase: str     # without the run's ports and tokens, the same in each run


@dataclass
class Compared:
    """One observation and its prediction."""
    steps: list[Step] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)

    @property
    def phrases(self) -> frozenset[str]:
        return frozenset(difference.phrase for difference in self.differences)


class Plain:
    """Takes what differs from run to run out of a text."""

    def __init__(self, ports: dict[str, int]):
        self.ports = ports

    def __call__(self, observation: Observation, text: str) -> str:
        text = text.replace(f"/{observation.case.name}", "")
        for letter, port in self.ports.items():
            text = text.replace(f":{port}", f":{letter}")
        return text


def compare(observation: Observation, predictor: Predictor | None, plain: Plain) -> Compared:
    """In: predictor is None for a client without a policy: then only the first request is looked at."""
    found = Compared()
    _first(observation, found)
    exchanges = observation.taken.exchanges
    if predictor is None or not exchanges:
        return found
    url, chain = observation.case.url, None
    for at, exchange in enumerate(exchanges):
        step = predictor.step(observation.runner, url, exchange, observation.case.stream, chain)
        found.steps.append(step)
        chain = step.chain
        after = exchanges[at + 1] if at + 1 < len(exchanges) else None
        if after is None or step.action == "stop":
            _end(observation, found, at, step, after, url, plain)
            break
        _fields(observation, found, at, step, exchange, after)
        url = _url(observation, found, at, step, after, plain)
    return found


def _first(observation: Observation, found: Compared) -> None:
    """The client must have sent what the case says, or nothing that follows means anything."""
    case, outcome = observation.case, observation.outcome
    if outcome.timed_out:
        found.differences.append(Difference(0, "does not end in time"))
    if not observation.taken.exchanges:
        found.differences.append(Difference(0, "sends nothing"))
        return
    first = observation.taken.exchanges[0]
    if first.status != observation.scenario.status:
        found.differences.append(Difference(0, f"is answered with {first.status}, not {observation.scenario.status}"))
    for at, exchange in enumerate(observation.taken.exchanges):
        if exchange.status >= 500:
            found.differences.append(Difference(at, f"is answered with {exchange.status}: the server fails"))
    if first.method != case.method:
        found.differences.append(Difference(0, f"begins with {first.method}"))
    if first.body != (case.body or b""):
        found.differences.append(Difference(0, "begins with another body"))
    for name, value in case.fields:
        if first.values(name) != [value]:
            found.differences.append(Difference(0, f"begins with another {name}"))


def _end(observation: Observation, found: Compared, at: int, step: Step, after: Exchange | None, url: str,
         plain: Plain) -> None:
    outcome, exchanges = observation.outcome, observation.taken.exchanges
    if step.action != "stop":
        ended = outcome.failed or ("an error" if outcome.error else "the response")
        late = f" after {at + 1} requests" if at else ""
        found.differences.append(Difference(at, f"stops with {ended} instead of {step.method}{late}"))
        return
    if after is not None:
        target = plain(observation, f"{after.method} {after.target}")
        more = len(exchanges) - at - 1
        times = f", {more} requests" if more > 1 else ""
        found.differences.append(Difference(at + 1, f"goes on with {target} after {step.reason}{times}"))
        return
    last = exchanges[at]
    if outcome.failed:
        found.differences.append(Difference(at, f"{outcome.failed} after {step.reason}"))
        return
    if bool(outcome.error) != step.is_error:
        ended = "an error" if outcome.error else "no error"
        found.differences.append(Difference(at, f"{ended} after {step.reason}"))
    elif not outcome.error and outcome.status != last.status:
        found.differences.append(Difference(at, f"tells status {outcome.status} of {last.status}"))
    _told_url(observation, found, at, last, plain)
    if observation.runner.tells_fragment and not outcome.error:
        told, kept = (urllib.parse.urlsplit(text).fragment for text in (outcome.url or "", url))
        if told != kept:
            found.differences.append(Difference(at, f"ends with #{told} for #{kept}"))


def _told_url(observation: Observation, found: Compared, at: int, last: Exchange, plain: Plain) -> None:
    """What the client calls the response's URL must be what was asked for; a fragment is looked at by itself."""
    told = urllib.parse.urlsplit(observation.outcome.url or "")
    target = (told.path or "/") + (f"?{told.query}" if told.query else "")
    if told.scheme and not observation.outcome.error and target != last.target:
        found.differences.append(Difference(at, "tells the URL of " + plain(observation, target)))


def _fields(observation: Observation, found: Compared, at: int, step: Step, before: Exchange,
            after: Exchange) -> None:
    """Method, body and fields of the next request."""
    if after.method != step.method:
        found.differences.append(Difference(at + 1, f"{after.method} for {step.method}"))
    body = before.body if step.keeps_body else b""
    if after.body != body:
        word = "drops" if not after.body else "sends" if not body else "changes"
        found.differences.append(Difference(at + 1, f"{word} the body"))
    for name in _tracked(observation, before):
        had, has = (_values(observation, exchange, name) for exchange in (before, after))
        if has == ([] if name in step.dropped else had):
            continue
        word = "drops" if not has else "changes" if had and name not in step.dropped else \
            "sends" if had else "restores"
        found.differences.append(Difference(at + 1, f"{word} {name}"))


def _tracked(observation: Observation, before: Exchange) -> list[str]:
    """The fields that are compared: the case's own, and the type that goes with a body."""
    names = [name.lower() for name, _ in observation.case.fields]
    if before.body and "content-type" not in names:
        names.append("content-type")
    return names


def _values(observation: Observation, exchange: Exchange, name: str) -> list[str]:
    values = exchange.values(name)
    if name != "host":
        return values
    # There is always a Host: what is looked for is the one that the user gave.
    return [value for value in values if ("Host", value) in observation.case.fields]


def _url(observation: Observation, found: Compared, at: int, step: Step, after: Exchange,
         plain: Plain) -> str:
    """Compares where the request went. Returns the URL for the prediction after this one."""
    predicted = urllib.parse.urlsplit(step.url)
    host, port = predicted.hostname or "", predicted.port or _PORTS.get(predicted.scheme)
    target = (predicted.path or "/") + (f"?{predicted.query}" if predicted.query else "")
    named = after.values("host")[0] if after.values("host") else ""
    arrived = f"{after.scheme}://{after.origin}{after.target}"
    expected = f"{predicted.scheme}://{HOSTS.get(host, host)}:{port}{target}"
    if arrived != expected:
        found.differences.append(Difference(at + 1, "asks for " + plain(observation, arrived)))
        return f"{arrived}#{predicted.fragment}" if predicted.fragment else arrived
    if after.status == 404:
        # No rule was for it: the scenario is not what it says.
        found.differences.append(Difference(at + 1, "finds nothing at " + plain(observation, after.target)))
    has_own_host = observation.case.has("Host") and _values(observation, after, "host")
    if named != f"{host}:{port}" and not has_own_host:
        found.differences.append(Difference(at + 1, "calls the host " + plain(observation, named)))
    _userinfo(observation, found, at, predicted, after)
    return step.url


def _userinfo(observation: Observation, found: Compared, at: int, predicted: urllib.parse.SplitResult,
              after: Exchange) -> None:
    if observation.case.has("Authorization"):
        return
    expected = []
    if predicted.username is not None:
        pair = ":".join(urllib.parse.unquote(part or "") for part in (predicted.username, predicted.password))
        expected = ["Basic " + base64.b64encode(pair.encode()).decode()]
    if after.values("authorization") != expected:
        word = "leaves out" if expected else "sends"
        found.differences.append(Difference(at + 1, f"{word} the URL's user name and password"))
