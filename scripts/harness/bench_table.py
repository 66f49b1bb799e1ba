"""The benchmark on a terminal: progress while it runs, tables when it is done."""

from __future__ import annotations

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from harness.bench_measure import Run


class PlainProgress:
    """One line for each run, for pipes and logs."""

    def __init__(self, console: Console):
        self.console = console

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def line(self, text: str) -> None:
        self.console.print(text, soft_wrap=True, markup=False, highlight=False)

    def note(self, text: str) -> None:
        self.line(text)

    def checking(self, scenario: str) -> None:
        self.line(f"{scenario}: checking that every server answers the same")

    def running(self, scenario: str, number: int, rounds: int, server: str) -> None:
        pass

    def ran(self, scenario: str, number: int, rounds: int, server: str, run: Run) -> None:
        self.line(f"{scenario}: round {number} of {rounds}: {server}: {describe(run)}")


class BarProgress(PlainProgress):
    """A bar with what runs now beside it."""

    def __init__(self, console: Console, total: int):
        super().__init__(console)
        self.progress = Progress(TextColumn("{task.description}"), BarColumn(),
                                 MofNCompleteColumn(), TimeElapsedColumn(), console=console,
                                 transient=True)
        self.task = self.progress.add_task("starting", total=total)

    def __enter__(self):
        self.progress.start()
        return self

    def __exit__(self, *_):
        self.progress.stop()

    def note(self, text: str) -> None:
        self.progress.update(self.task, description=text)

    def checking(self, scenario: str) -> None:
        self.note(f"{scenario}: checking that every server answers the same")

    def running(self, scenario: str, number: int, rounds: int, server: str) -> None:
        self.note(f"{scenario}: round {number} of {rounds}: {server}")

    def ran(self, scenario: str, number: int, rounds: int, server: str, run: Run) -> None:
        self.progress.advance(self.task)


def describe(run: Run) -> str:
    text = (f"{run.requests_per_s:,.0f} requests/s, "
            f"{run.cpu_user_us:.2f} + {run.cpu_system_us:.2f} µs a request")
    return f"{text}, {run.errors} errors ({run.remark})" if run.errors else text


def _ranged(figures: dict, form: str) -> str:
    """The median, and below it the range when there is one: narrow enough for 80 columns."""
    median, low, high = (format(figures[key], form) for key in ("median", "min", "max"))
    return median if low == high else f"{median}\n{low}–{high}"


def plain_table(title: str, first: str, *headings: str) -> Table:
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False,
                  collapse_padding=True)
    table.add_column(first, no_wrap=True)
    for heading in headings:
        table.add_column(heading, justify="right", no_wrap=True)
    return table


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def servers_table(scenario: dict) -> Table:
    table = plain_table(f"{scenario['name']}: {scenario['description']}", "server", "requests/s",
                   "user µs", "system µs", "RSS\nPSS MiB", "start ms", "errors")
    for server in scenario["servers"]:
        table.add_row(f"{server['name']} {server['version'].partition('-')[0]}",
                      _ranged(server["requests_per_s"], ",.0f"),
                      _ranged(server["cpu_user_us"], ".2f"),
                      _ranged(server["cpu_system_us"], ".2f"),
                      f"{server['rss_bytes'] / 2**20:,.1f}\n{server['pss_bytes'] / 2**20:,.1f}",
                      f"{server['start_s'] * 1000:,.0f}",
                      str(server["errors"]))
    return table


def ratios_table(scenario: dict) -> Table:
    table = plain_table("carom / peer, by round", "peer", "requests/s",
                   "user CPU", "total CPU")
    for ratio in scenario["ratios"]:
        table.add_row(ratio["peer"], *(_ranged(ratio[key], ".2f") for key in
                                       ("requests_per_s", "cpu_user", "cpu_total")))
    return table


def micro_table(micro: dict) -> Table:
    table = plain_table("in process, without a server", "case", "ns", "instructions")
    for case in micro["cases"]:
        nanoseconds, count = case["ns_per_op"], case["instructions_per_op"]
        table.add_row(case["name"], "not built" if nanoseconds is None else f"{nanoseconds:,.0f}",
                      "–" if count is None else f"{count:,.0f}")
    return table


def _time_of_url(row: dict, cell: dict | None) -> str:
    """Nanoseconds, with a mark when the one URL of the row was refused or read as another one."""
    if cell is None:
        return "not built"
    mark = "!" if cell["refused"] else "~" if cell["other"] else " "
    return f"{cell['ns']['median']:,.0f}{mark if row['shapes'] == 1 else ' '}"


def reading_table(reading: dict) -> Table:
    title = f"{reading['name']}: {reading['description']}, ns for one URL"
    table = plain_table(title, "shape", *(reader["name"] for reader in reading["readers"]))
    table.min_width = len(title)
    for row in reading["rows"]:
        name = row["name"] if row["shapes"] == 1 else f"{row['name']}: {row['shapes']}"
        table.add_row(name, *(_time_of_url(row, cell) for cell in row["readers"]))
    return table


def reading_ratios_table(reading: dict) -> Table:
    """Carom's time divided by each other reader's, over the rows of several shapes."""
    rows = [row for row in reading["rows"] if row["shapes"] > 1]
    table = plain_table("carom / other, by round", "other",
                   *(f"{row['name']}: {row['shapes']}" for row in rows), "refused", "read otherwise")
    for index, reader in enumerate(reading["readers"]):
        if index > 0 and reader["built"]:
            cells = [row["readers"][index] for row in rows]
            table.add_row(reader["name"], *(_ranged(cell["carom_ratio"], ".3f") for cell in cells),
                          str(cells[0]["refused"]), str(cells[0]["other"]))
    return table


def linear_table(linear: list[dict]) -> Table:
    table = plain_table("long and hostile URLs, ns a byte", "input", "1 KB", "64 KB", "1 MB",
                   "1 MB / 1 KB", "")
    for entry in linear:
        remarks = ["refused"] * entry["refused"] + ["GROWS more than threefold"] * entry["grows"]
        table.add_row(entry["name"], *(f"{size['ns_per_byte']['median']:.2f}"
                                       for size in entry["sizes"]),
                      f"{entry['growth']['median']:.2f}", ", ".join(remarks))
    return table


def print_micro(console: Console, micro: dict) -> None:
    console.print(micro_table(micro))
    for reading in micro["readings"]:
        console.print(reading_table(reading))
        console.print(reading_ratios_table(reading))
        console.print(f"{_counted(reading['rounds'], 'round')}; ! refused, ~ read as another URL",
                      highlight=False)
        for reader in reading["readers"]:
            console.print(f"  {reader['name']}: {reader['does']}", soft_wrap=True, markup=False,
                          highlight=False)
        console.print()
    if micro["linear"]:
        console.print(linear_table(micro["linear"]))


def print_results(console: Console, result: dict) -> None:
    for scenario in result["scenarios"]:
        console.print(servers_table(scenario))
        for left in scenario["left_out"]:
            console.print(f"{left['name']}: not comparable: {left['reason']}", soft_wrap=True,
                          markup=False, highlight=False)
        if scenario["ratios"]:
            console.print(ratios_table(scenario))
        console.print(f"{_counted(scenario['rounds'], 'round')} of {scenario['seconds_per_run']} s, "
                      f"{_counted(scenario['connections'], 'connection')}, "
                      f"{_counted(scenario['checked_requests'], 'request')} checked before",
                      highlight=False)
        for note in scenario["notes"]:
            console.print(f"  {note}", soft_wrap=True, markup=False, highlight=False)
        console.print()
    if result["micro"]:
        print_micro(console, result["micro"])
