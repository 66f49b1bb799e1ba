"""What scripts/clients shows: progress while it runs, the table and the last line when it is done."""

from __future__ import annotations

import json
import threading
from collections import Counter
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from harness.clients.observe import Observation
from harness.clients.runner import Runner
from harness.clients.scenarios import Scenario
from harness.clients.verdict import AGREES, CANNOT, EXPLAINED, MISMATCH, SHOWN

_WRONG_MAX = 40
_PIPE_WIDTH = 110


class PlainView:
    """A line when a client is through, for pipes and logs."""

    def __init__(self, console: Console, runners: list[Runner], scenarios: list[Scenario]):
        self.console = console
        self.counts: Counter[str] = Counter()
        self.totals = {runner.name: _total(runner, scenarios) for runner in runners}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def seen(self, observation: Observation) -> None:
        name = observation.runner.name
        self.counts[name] += 1
        if self.counts[name] == self.totals[name]:
            self.console.print(f"clients: {name}: {self.totals[name]} scenarios recorded", soft_wrap=True,
                               markup=False, highlight=False)


class BarView(PlainView):
    """One bar for each client."""

    def __init__(self, console: Console, runners: list[Runner], scenarios: list[Scenario]):
        super().__init__(console, runners, scenarios)
        self.progress = Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
                                 TimeElapsedColumn(), console=console, transient=True)
        self.tasks = {name: self.progress.add_task(name, total=total) for name, total in self.totals.items()}

    def __enter__(self):
        self.progress.start()
        return self

    def __exit__(self, *_):
        self.progress.stop()

    def seen(self, observation: Observation) -> None:
        self.progress.advance(self.tasks[observation.runner.name])


def _total(runner: Runner, scenarios: list[Scenario]) -> int:
    return sum(1 for scenario in scenarios
               if (runner.groups is None or scenario.group in runner.groups)
               and runner.cannot(scenario.case("c0n0", 80)) is None)


def make_view(console: Console, runners: list[Runner], scenarios: list[Scenario]) -> PlainView:
    return (BarView if console.is_terminal else PlainView)(console, runners, scenarios)


def list_text(runners: list[Runner], scenarios: list[Scenario], as_json: bool) -> str:
    if as_json:
        return json.dumps({
            "clients": [{"name": runner.name, "title": runner.title, "policy": runner.policy,
                         "package": runner.package, "version": runner.version(),
                         "by_default": runner.by_default} for runner in runners],
            "scenarios": [{"name": scenario.name, "text": scenario.text} for scenario in scenarios],
        }, indent=1, ensure_ascii=False)
    lines = ["clients:"]
    for runner in runners:
        version = runner.version() or f"not installed (package: {runner.package})"
        later = "" if runner.by_default else "; only with --all or by its name"
        lines.append(f"  {runner.name:16} {runner.title}: {version}{later}")
    lines.append("scenarios:")
    lines += [f"  {scenario.name:36} {scenario.text}" for scenario in scenarios]
    return "\n".join(lines)


def summary(console: Console, figures: dict[str, Any], page: str) -> None:
    """The table by client, what is wrong, and the last line."""
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False, pad_edge=False)
    for name in ("client", "version", "policy"):
        table.add_column(name, no_wrap=True)
    for name in ("agrees", "explained", "mismatch", "shown", "cannot"):
        table.add_column(name, justify="right")
    for client in figures["clients"]:
        counts = Counter(cell["verdict"] for cell in figures["cells"] if cell["client"] == client["name"])
        table.add_row(client["name"], (client["version"] or "not installed").split(" (")[0], client["policy"] or "none",
                      *(str(counts[verdict] or "–") for verdict in
                        (AGREES, EXPLAINED, MISMATCH, SHOWN, CANNOT)))
    if not console.is_terminal:
        # A pipe has no width of its own, and a name that is cut off is of no use in a log.
        console.width = max(console.width, _PIPE_WIDTH)
    console.print(table)
    _wrong(console, figures)
    say(console, f"wrote {page}")
    say(console, f"{figures['counts']['passed']} passed, {figures['counts']['failed']} failed")


def _wrong(console: Console, figures: dict[str, Any]) -> None:
    wrong = [cell for cell in figures["cells"] if cell["verdict"] == MISMATCH]
    for cell in wrong[:_WRONG_MAX]:
        for text in cell["wrong"]:
            say(console, f"MISMATCH {cell['client']} {cell['scenario']}: {text}")
    if len(wrong) > _WRONG_MAX:
        say(console, f"and {len(wrong) - _WRONG_MAX} more: see clients.json")
    for name in figures["never_hit"]:
        say(console, f"MISMATCH the table of deviations has `{name}`, and no scenario shows it")


    for stray in figures["strays"]:
        say(console, f"MISMATCH {stray['origin']} was sent {stray['method']} {stray['target']}, which no client that "
                     f"still ran had to send")


def say(console: Console, text: str) -> None:
    console.print(text, soft_wrap=True, markup=False, highlight=False)
