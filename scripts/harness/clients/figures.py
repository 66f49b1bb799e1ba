"""What clients.json holds, and the short words that the matrix shows."""

from __future__ import annotations

import datetime
import time
import urllib.parse
from collections import Counter
from typing import Any

from harness.clients import schemes
from harness.clients.deviation import Deviation
from harness.clients.deviations import DEVIATIONS
from harness.clients.predict import Step
from harness.clients.recorder import Exchange
from harness.clients.reference import location_word
from harness.clients.runner import FAILED_CONNECTION, Runner
from harness.clients.scenarios import GROUPS, Scenario
from harness.clients.verdict import AGREES, CANNOT, EXPLAINED, MISMATCH, SHOWN, Cell


def figures_of(runners: list[Runner], versions: dict[str, str | None], scenarios: list[Scenario],
               cells: list[Cell], unseen: list[Deviation], reference: dict[str, tuple[str, str]],
               strays: list[Exchange], started: float) -> dict[str, Any]:
    """In: reference says of scenarios what RFC 9110 has there; strays belong to no case."""
    counts = Counter(cell.verdict for cell in cells)
    failed = counts[MISMATCH] + len(unseen) + len(strays)
    return {
        "schema": 1,
        "ok": failed == 0,
        "started": datetime.datetime.fromtimestamp(started).astimezone().isoformat(timespec="seconds"),
        "seconds": round(time.time() - started, 1),
        "counts": {"passed": counts[AGREES] + counts[EXPLAINED] + counts[SHOWN], "failed": failed,
                   **{verdict: counts[verdict] for verdict in (AGREES, EXPLAINED, MISMATCH, SHOWN, CANNOT)}},
        "groups": [{"name": name, "title": title} for name, title in GROUPS.items()],
        "clients": [{"name": runner.name, "title": runner.title, "group": runner.group,
                     "policy": runner.policy, "package": runner.package, "version": versions[runner.name]}
                    for runner in runners],
        "scenarios": [{"name": scenario.name, "group": scenario.group, "text": scenario.text,
                       "method": scenario.method, "path": scenario.path,
                       "fields": [list(field) for field in scenario.fields],
                       "body": scenario.body.decode("ascii") if scenario.body is not None else None,
                       "stream": scenario.stream, "reference": _reference(reference.get(scenario.name))}
                      for scenario in scenarios],
        "cells": [_cell(cell) for cell in cells],
        "deviations": _deviations(cells, runners),
        "never_hit": [row.name for row in unseen],
        "strays": [_exchange(exchange, None) for exchange in strays],
    }


def _reference(word: tuple[str, str] | None) -> dict[str, str] | None:
    return None if word is None else {"word": word[0], "kind": word[1]}


def _deviations(cells: list[Cell], runners: list[Runner]) -> list[dict[str, Any]]:
    """The rows about clients of this run."""
    hits = Counter(row.name for cell in cells for row in cell.deviations)
    return [{"name": row.name, "clients": list(row.clients), "scenarios": list(row.scenarios),
             "phrases": list(row.phrases), "does": row.does, "why": row.why, "source": row.source,
             "cells": hits[row.name]}
            for row in DEVIATIONS if any(row.names_client(runner.name) for runner in runners)]


def _cell(cell: Cell) -> dict[str, Any]:
    observation, outcome = cell.observation, cell.observation.outcome
    steps = cell.compared.steps if cell.compared else []
    exchanges = observation.taken.exchanges
    word, kind = _result(cell)
    return {
        "client": observation.runner.name, "scenario": observation.scenario.name,
        "verdict": cell.verdict, "result": word, "kind": kind, "cannot": observation.cannot,
        "deviations": [row.name for row in cell.deviations], "wrong": cell.wrong,
        "requests": [_exchange(exchange, steps[at] if at < len(steps) else None)
                     for at, exchange in enumerate(exchanges)],
        "preflights": [_exchange(exchange, None) for exchange in observation.taken.preflights],
        "outcome": None if outcome is None else {"status": outcome.status, "url": outcome.url,
                                                 "error": outcome.error, "failed": outcome.failed},
    }


def _exchange(exchange: Exchange, step: Step | None) -> dict[str, Any]:
    return {"scheme": exchange.scheme, "origin": exchange.origin, "method": exchange.method, "target": exchange.target,
            "fields": [list(field) for field in exchange.fields],
            "body": exchange.body.decode("latin-1"), "status": exchange.status,
            "answered": [list(field) for field in exchange.answered], "by": exchange.by,
            "at_ms": exchange.at_ms,
            "predicted": None if step is None else {
                "action": step.action, "reason": step.reason, "error": step.is_error,
                "method": step.method, "url": step.url, "body": "keep" if step.keeps_body else "drop",
                "drop_headers": sorted(step.dropped)}}


# --- a cell in a word ---------------------------------------------------------------------------------------

def _result(cell: Cell) -> tuple[str, str]:
    """(the word, its kind): kept, changed, dropped, restored, went, stops, error, cannot."""
    observation = cell.observation
    if observation.outcome is None:
        return "–", "cannot"
    if observation.outcome.timed_out:
        return "no end", "error"
    return _WORDS[observation.scenario.group](cell)


def _ended(cell: Cell) -> tuple[str, str]:
    if cell.observation.outcome.failed == FAILED_CONNECTION:
        return "tries to connect", "error"
    if cell.observation.outcome.failed:
        return "crashes", "error"
    if cell.observation.outcome.error:
        return "error", "error"
    return "stops", "stops"


def _method_word(cell: Cell) -> tuple[str, str]:
    exchanges = cell.observation.taken.exchanges
    if len(exchanges) < 2:
        return _ended(cell)
    first, after = exchanges[:2]
    word = after.method + (" + body" if after.body else "")
    if after.method != first.method:
        return word, "changed"
    if after.body != first.body:
        return f"{word}, no body" if not after.body else word, "dropped"
    return word, "kept"


def _credential_word(cell: Cell) -> tuple[str, str]:
    """Whether the field is still there, at each hop."""
    scenario, exchanges = cell.observation.scenario, cell.observation.taken.exchanges
    if len(exchanges) < 2:
        return _ended(cell)
    has = [_has_all(exchange, scenario) for exchange in exchanges[1:]]
    if len(has) > 1 and has[-1] and not has[0]:
        return ("sent later" if scenario.name.endswith("-on") else "comes back"), "restored"
    if has[-1] and all(has):
        return "sent", "kept"
    return "dropped", "dropped"


def _has_all(exchange: Exchange, scenario: Scenario) -> bool:
    return all(value in exchange.values(name) for name, value in scenario.fields)


def _location_word(cell: Cell) -> tuple[str, str]:
    exchanges = cell.observation.taken.exchanges
    if len(exchanges) < 2:
        return _ended(cell)
    if len(exchanges) > 2:
        ended, kind = _ended(cell)
        return f"{_requests(len(exchanges))}, {ended}", kind
    origins = [exchange.origin for exchange in exchanges]
    target = urllib.parse.urlsplit(f"http://{origins[1]}{exchanges[1].target}")
    return location_word(target, cell.observation.case.name, origins[1] != origins[0])


def _fragment_word(cell: Cell) -> tuple[str, str]:
    outcome = cell.observation.outcome
    if outcome.error:
        return "error", "error"
    if not cell.observation.runner.tells_fragment or outcome.url is None:
        return "does not tell", "cannot"
    fragment = urllib.parse.urlsplit(outcome.url).fragment
    return (f"#{fragment}", "kept") if fragment else ("none", "dropped")


def _chain_word(cell: Cell) -> tuple[str, str]:
    exchanges = cell.observation.taken.exchanges
    ended, kind = _ended(cell)
    reached = exchanges and exchanges[-1].status == 200
    last = exchanges[-1] if exchanges else None
    if reached and cell.observation.scenario.method != "GET":
        return f"{last.method}{' + body' if last.body else ''} at the end", \
            "kept" if last.method == cell.observation.scenario.method and last.body else "changed"
    return f"{_requests(len(exchanges))}, {'the end' if reached else ended}", "went" if reached else kind


def _requests(count: int) -> str:
    return "1 request" if count == 1 else f"{count} requests"


def _scheme_word(cell: Cell) -> tuple[str, str]:
    return (_credential_word if schemes.is_about_a_field(cell.observation.scenario) else _method_word)(cell)


_WORDS = {"methods": _method_word, "bodies": _method_word, "forms": _method_word,
          "credentials": _credential_word,
          "locations": _location_word, "fragments": _fragment_word, "chains": _chain_word,
          schemes.GROUP: _scheme_word}
