"""What a person sees of a campaign: a live table on a terminal, plain lines elsewhere, a summary."""

import sys
import time

from rich.console import Console
from rich.live import Live
from rich.table import Table

from harness.duration import format_duration
from harness.fuzz_campaign import describe
from harness.fuzz_process import FuzzerProcess

_LINE_INTERVAL_S = 10.0
_STYLES = {"running": "cyan", "done": "green", "crash": "bold red", "failed": "bold red",
           "stopped": "yellow", "waiting": "dim"}
_HEADINGS = ("target", "state", "executions", "exec/s", "edges", "features", "corpus", "new",
             "crashes")


def cells(run: FuzzerProcess) -> list[str]:
    """One row: the numbers that libFuzzer said last."""
    log = run.log
    total = f"/{log.edges_total:,}" if log.edges_total else ""
    return [run.target.name, run.state, f"{log.executions:,}", f"{log.exec_per_s:,}",
            f"{log.edges:,}{total}", f"{log.features:,}", f"{log.corpus_files:,}",
            f"{log.new_inputs:,}" if log.finished else "-", f"{len(log.crashes)}"]


def time_left(run: FuzzerProcess) -> str:
    if run.state == "running":
        return format_duration(run.seconds - run.elapsed())
    return format_duration(run.seconds) if run.state == "waiting" else "-"


def finding(run: FuzzerProcess) -> list[str]:
    """The lines that tell of a crash, or of a target that did not run to its end."""
    if run.state == "failed":
        return [f"FAILED {run.target.name}: {run.error}"]
    lines = []
    for crash in describe(run)["crashes"]:
        lines += [f"{crash['kind'].upper()} {run.target.name}: {crash['summary']}",
                  f"  input      {crash['path']}",
                  f"  reproduce  {crash['reproduce']}"]
    return lines


def live_table(runs: list[FuzzerProcess]) -> Table:
    """Eighty columns hold it. How many inputs are new is known only at the end."""
    headings = [heading for heading in _HEADINGS if heading != "new"] + ["left"]
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0),
                  caption="Ctrl-C ends it and keeps what was found", caption_justify="left")
    for heading in headings:
        justify = "left" if heading in ("target", "state") else "right"
        table.add_column(heading, justify=justify, no_wrap=True)
    for run in runs:
        row = dict(zip(_HEADINGS, cells(run))) | {"left": time_left(run)}
        table.add_row(*(row[heading] for heading in headings), style=_STYLES[run.state])
    return table


class LineView:
    """For pipes and logs: one line per running target every some seconds."""

    def __init__(self) -> None:
        self._next = time.monotonic() + _LINE_INTERVAL_S

    def __enter__(self) -> "LineView":
        return self

    def __exit__(self, *_unused: object) -> None:
        pass

    def show(self, runs: list[FuzzerProcess]) -> None:
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _LINE_INTERVAL_S
        for run in runs:
            if run.state == "running":
                self._line(run)

    def ended(self, run: FuzzerProcess) -> None:
        self._line(run)
        for line in finding(run):
            print(line, file=sys.stderr, flush=True)

    def _line(self, run: FuzzerProcess) -> None:
        name, state, executions, speed, edges, features, corpus, _, crashes = cells(run)
        print(f"fuzz: {name} {state}: {executions} executions, {speed} exec/s, {edges} edges, "
              f"{features} features, corpus {corpus}, crashes {crashes}, left {time_left(run)}",
              file=sys.stderr, flush=True)


class LiveView:
    """For terminals: a table that follows the targets."""

    def __init__(self) -> None:
        self._console = Console(stderr=True)
        self._live = Live(console=self._console, refresh_per_second=4)

    def __enter__(self) -> "LiveView":
        self._live.__enter__()
        return self

    def __exit__(self, *details: object) -> None:
        self._live.__exit__(*details)

    def show(self, runs: list[FuzzerProcess]) -> None:
        self._live.update(live_table(runs))

    def ended(self, run: FuzzerProcess) -> None:
        for line in finding(run):
            self._console.print(line, style="bold red", markup=False, highlight=False,
                                soft_wrap=True)


def make_view() -> LineView | LiveView:
    return LiveView() if sys.stderr.isatty() else LineView()


def summary(runs: list[FuzzerProcess]) -> str:
    """The table at the end, in plain text."""
    rows = [list(_HEADINGS), *(cells(run) for run in runs)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    lines = []
    for row in rows:
        left = [cell.ljust(width) for cell, width in zip(row[:2], widths[:2])]
        right = [cell.rjust(width) for cell, width in zip(row[2:], widths[2:])]
        lines.append("  ".join(left + right).rstrip())
    return "\n".join(lines)
