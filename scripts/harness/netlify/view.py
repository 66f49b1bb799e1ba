"""What scripts/differential shows: progress while it runs, the tables and the figures when it is done."""

from __future__ import annotations

import datetime
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from harness.netlify.behaviours import BEHAVIOURS
from harness.netlify.compare import Tally, Unexplained
from harness.netlify.refusals import REFUSALS

_LINES = 10  # of progress in a pipe


class PlainView:
    """A few lines, for pipes and logs."""

    def __init__(self, console: Console, pairs: int):
        self.console = console
        self.pairs = pairs
        self.next = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def compared(self, tally: Tally) -> None:
        if tally.pairs * _LINES >= self.next * self.pairs:
            self.console.print(f"differential: {tally.pairs} of {self.pairs} pairs, "
                               f"{len(tally.unexplained)} differences not explained",
                               soft_wrap=True, markup=False, highlight=False)
            self.next = tally.pairs * _LINES // self.pairs + 1


class BarView(PlainView):
    def __init__(self, console: Console, pairs: int):
        super().__init__(console, pairs)
        self.progress = Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
                                 TimeElapsedColumn(), console=console, transient=True)
        self.task = self.progress.add_task("comparing", total=pairs)

    def __enter__(self):
        self.progress.start()
        return self

    def __exit__(self, *_):
        self.progress.stop()

    def compared(self, tally: Tally) -> None:
        self.progress.update(self.task, completed=tally.pairs)


def make_view(console: Console, pairs: int) -> PlainView:
    return (BarView if console.is_terminal else PlainView)(console, pairs)


def report(options, tally: Tally, smallest: list[Unexplained], seconds: float) -> dict[str, Any]:
    """What differential.json holds."""
    return {
        "schema": 1,
        "ok": not tally.unexplained,
        "started": (datetime.datetime.now().astimezone() -
                    datetime.timedelta(seconds=seconds)).isoformat(timespec="seconds"),
        "seconds": round(seconds, 1),
        "seed": options.seed,
        "pairs": tally.pairs,
        "rule_sets": tally.rule_sets,
        "lines": tally.lines,
        "matched": tally.matched,
        "agreed": tally.agreed,
        "lines_refused_by_both": tally.refused_by_both,
        "explained": [{"name": row.name, "engine": row.engine, "carom": row.carom, "rules": row.rules,
                       "request": row.request.url, "pairs": tally.explained[row.name]}
                      for row in BEHAVIOURS],
        "refused_by_carom": [{"name": row.name, "carom": row.carom, "line": row.line,
                              "lines": tally.refusals[row.name]} for row in REFUSALS],
        "unexplained": len(tally.unexplained),
        "reproductions": [_reproduction(found) for found in smallest],
    }


def _reproduction(found: Unexplained) -> dict[str, Any]:
    request = found.request
    return {"rules": "\n".join(found.lines), "url": request.url if request else None,
            "headers": request.headers if request else [], "engine": found.engine, "carom": found.carom}


def summary(console: Console, figures: dict[str, Any], file: str) -> None:
    if console.is_terminal:
        console.print(_explained_table(figures))
        console.print(_refused_table(figures))
    else:
        for row in figures["explained"]:
            _line(console, f"explained {row['name']}: {row['pairs']} pairs: Netlify {row['engine']}; Carom "
                           f"{row['carom']}: {row['rules']} on {row['request']}")
        for row in figures["refused_by_carom"]:
            _line(console, f"refused {row['name']}: {row['lines']} lines: {row['carom']}: "
                           f"{_visible(row['line'])}")
    for found in figures["reproductions"]:
        _print_reproduction(console, found)
    verdict = "no difference is unexplained" if figures["ok"] else f"{figures['unexplained']} NOT EXPLAINED"
    _line(console, f"differential: {figures['pairs']} pairs of {figures['rule_sets']} rule sets "
                   f"({figures['lines']} lines) in {figures['seconds']:.0f} s, {figures['matched']} matched by "
                   f"a rule, {figures['agreed']} the same byte for byte: {verdict}")
    _line(console, f"wrote {file}")


def _visible(text: str) -> str:
    """Without control bytes, which a rule may have where it is the example of what must not have them."""
    return "".join(c if c.isprintable() or c == "\n" else f"\\x{ord(c):02x}" for c in text)


def _line(console: Console, text: str) -> None:
    console.print(text, soft_wrap=True, markup=False, highlight=False)


def _explained_table(figures: dict[str, Any]) -> Table:
    table = Table(box=SIMPLE_HEAD, title="explained differences", title_justify="left")
    for name in ("behaviour", "pairs", "Netlify's engine", "Carom", "example"):
        table.add_column(name, justify="right" if name == "pairs" else "left")
    for row in figures["explained"]:
        table.add_row(row["name"], f"{row['pairs']:,}", row["engine"], row["carom"],
                      f"{row['rules']}\n{row['request']}")
    return table


def _refused_table(figures: dict[str, Any]) -> Table:
    table = Table(box=SIMPLE_HEAD, title="lines that Carom alone refuses", title_justify="left")
    for name in ("reason", "lines", "Carom", "example"):
        table.add_column(name, justify="right" if name == "lines" else "left")
    for row in figures["refused_by_carom"]:
        table.add_row(row["name"], f"{row['lines']:,}", row["carom"], _visible(row["line"]))
    return table


def _print_reproduction(console: Console, found: dict[str, Any]) -> None:
    _line(console, "NOT EXPLAINED")
    for line in found["rules"].split("\n"):
        _line(console, f"  rules    {line!r}")
    if found["url"] is not None:
        _line(console, f"  request  {found['url']!r} {found['headers'] or ''}")
    _line(console, f"  Netlify  {found['engine']}")
    _line(console, f"  Carom    {found['carom']}")
