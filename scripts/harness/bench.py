"""scripts/bench: the same rules on Carom's server and on its peers, measured side by side."""

from __future__ import annotations

import argparse
import datetime
import json
import signal
import sys
from pathlib import Path

from rich.console import Console

from harness import (bench_build, bench_instructions, bench_micro, bench_scale, bench_scale_table,
                     bench_summary, bench_table, peers, wrk)
from harness.bench_errors import BenchError, Interrupted, UsageError
from harness.bench_measure import Plan, measure_scenario
from harness.bench_output import claimed
from harness.bench_process import split_cores
from harness.bench_scenarios_large import all_scenarios
from harness.duration import duration_argument
from harness.files import write_json
from harness.paths import OUT, ROOT, shown

SITE_RULES = ROOT / "bench" / "workloads" / "site.redirects"
QUICK_ROUNDS, QUICK_SECONDS = 2, 1
ROUNDS, SECONDS = 3, 3

_EPILOG = """\
One core runs the server and another one wrk, over loopback, with every log off; each round runs
every server once. Before it measures it checks that all servers answer every path of the scenario
with the same status and Location. Figures are CPU microseconds of the server for each request.

out/bench.json holds only the scenarios of the last run, which replaces the one before; with
`--out DIR` a run goes to DIR/bench.json, and out/bench.json stays.

exit status: 0 done; 1 a server disagreed, or there were errors; 2 wrong usage, a missing program, a
folder that cannot be written to, or another benchmark that writes there; 128 + N ended by signal N
"""


def _bounded(lowest: int, highest: int):
    def parse(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not lowest <= int(text) <= highest:
            raise argparse.ArgumentTypeError(f"'{text}' is not a number from {lowest} to {highest}")
        return int(text)
    return parse


def _run_time(text: str) -> int:
    seconds = duration_argument(text)
    if seconds > 600:
        raise argparse.ArgumentTypeError(f"'{text}' is more than 10m for one run")
    return seconds


def parser(scenario_names: list[str]) -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(
        prog="scripts/bench", description=__doc__.partition(": ")[2], epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False)
    add = options.add_argument
    add("--quick", action="store_true",
        help=f"{QUICK_ROUNDS} rounds of {QUICK_SECONDS} s, no micro: does it work, not how fast")
    add("--scenario", action="append", metavar="NAME", choices=scenario_names,
        help=f"only this one (repeatable): {', '.join(scenario_names)}; the last three, of very "
             f"many rules and of patterns, are run only when they are named")
    add("--server", action="append", metavar="NAME", choices=peers.NAMES,
        help=f"only this one (repeatable): {', '.join(peers.NAMES)}; the last two, Carom without its "
             f"memory of answers and Carom with compiled rules, only when they are named or one "
             f"of the last three scenarios is")
    add("--rounds", type=_bounded(1, 100), metavar="N", help=f"rounds (default {ROUNDS})")
    add("--time", type=_run_time, metavar="TIME",
        help=f"length of one run, as 3s or 1m (default {SECONDS}s)")
    add("--connections", type=_bounded(1, 1000), default=64, metavar="N",
        help="connections that wrk keeps open (default 64)")
    add("--micro", action=argparse.BooleanOptionalAction, default=None,
        help="only decisions in process, with callgrind's instruction counts, and no server; "
             "--no-micro: only the servers (default: both; with --quick only the servers)")
    add("--scale", choices=("quick", "full"),
        help="only decisions by 10 to 1,000,000 rules in process, with callgrind's instruction "
             "counts, and no server; full: also 10,000,000 rules in a mapped file (some minutes, "
             "6 GB of memory); with --micro both")
    add("--instructions", action="store_true",
        help="also each server's user instructions for one request, by callgrind (a minute more)")
    add("--out", type=Path, default=OUT, metavar="DIR",
        help="where bench.json and the servers' files go (default out)")
    add("--json", action="store_true", help="print bench.json on standard output, no tables")
    add("--list", action="store_true", help="list scenarios and servers, and do nothing")
    return options


def _print_list(scenarios: dict) -> None:
    for scenario in scenarios.values():
        when = "; only when it is named" if scenario.on_request else ""
        print(f"scenario {scenario.name}: {scenario.description}; {', '.join(scenario.servers)}{when}")
    for name in peers.NAMES:
        print(f"server {name}")


def _check_together(options) -> None:
    """--micro and --scale measure no server, so options about servers would silently do nothing."""
    given = [name for name in ("scenario", "server", "rounds", "time", "instructions", "quick")
             if getattr(options, name)]
    if options.micro and given:
        raise UsageError(f"--micro runs no server, so it does not go with --{given[0]}; without "
                         f"--micro, the servers are measured and then decisions in process")
    if options.scale and given:
        raise UsageError(f"--scale runs no server, so it does not go with --{given[0]}: run the two "
                         f"one after the other, each with an --out DIR of its own")


def _plan(options) -> Plan:
    rounds, seconds = (QUICK_ROUNDS, QUICK_SECONDS) if options.quick else (ROUNDS, SECONDS)
    return Plan(rounds=options.rounds or rounds, seconds=options.time or seconds,
                connections=options.connections, directory=options.out.resolve() / "bench")


def _chosen_scenarios(options, scenarios: dict) -> list:
    return [scenario for name, scenario in scenarios.items()
            if (name in options.scenario if options.scenario else not scenario.on_request)]


def _pairs(options, scenarios: dict) -> list[tuple]:
    """(scenario, its servers) for each scenario that was asked for and has a server to run on."""
    programs = (bench_build.RELEASE / "bench" / "server" / "carom-server",
                bench_build.RELEASE / "core" / "tool" / "carom")
    pairs = []
    for scenario in _chosen_scenarios(options, scenarios):
        names = [name for name in peers.NAMES if name in scenario.servers
                 and (name in options.server if options.server else name not in scenario.unusual)]
        if names:
            pairs.append((scenario, {name: peers.server_named(name, *programs) for name in names}))
    if not pairs:
        raise UsageError("none of the servers asked for can run any of the scenarios asked for")
    return pairs


def _progress(console: Console, pairs: list[tuple], plan: Plan):
    total = sum(len(servers) * plan.rounds for _, servers in pairs)
    if console.is_terminal:
        return bench_table.BarProgress(console, total)
    return bench_table.PlainProgress(console)


def _measure(options, console: Console, scenarios: dict) -> dict:
    _check_together(options)
    in_process = bool(options.micro or options.scale)
    with_micro = options.micro if options.micro is not None else not (options.quick or options.scale)
    pairs = [] if in_process else _pairs(options, scenarios)
    servers = {name: server for _, chosen in pairs for name, server in chosen.items()}
    plan = _plan(options)
    _require_programs(servers, bool(with_micro or options.scale or options.instructions))
    started = datetime.datetime.now().astimezone().isoformat(timespec="seconds")
    with claimed(options.out.absolute()), _progress(console, pairs, plan) as progress:
        _build(_targets(servers, bool(with_micro or options.scale)), progress)
        versions = {name: server.version() for name, server in servers.items()}
        entries = [_scenario_entry(options, scenario, chosen, plan, versions, progress)
                   for scenario, chosen in pairs]
        micro = _micro(plan, progress) if with_micro else None
        scale = _scale(options.scale, plan, progress) if options.scale else None
    return {"schema": bench_summary.SCHEMA, "started": started, "machine": bench_summary.machine(),
            "quick": options.quick, "scenarios": entries, "micro": micro, "scale": scale}


def _targets(servers: dict, with_micro: bool) -> list[str]:
    return (["carom-server"] * any(name in peers.CAROMS for name in servers)
            + ["carom"] * (peers.CaromImage.name in servers) + ["carom-micro"] * with_micro)


def _build(targets: list[str], progress) -> None:
    if targets:
        progress.note("building build/release")
        bench_build.build_release(targets)


def _micro(plan: Plan, progress) -> dict:
    program = bench_build.find_program(bench_build.RELEASE, "carom-micro")
    return bench_micro.measure_micro(program, SITE_RULES, plan.directory / "micro", progress)


def _scale(which: str, plan: Plan, progress) -> dict:
    program = bench_build.find_program(bench_build.RELEASE, "carom-micro")
    return bench_scale.measure_scale(program, which, plan.directory / "scale", progress)


def _scenario_entry(options, scenario, servers: dict, plan: Plan, versions: dict, progress) -> dict:
    server_core, client_core = split_cores()
    entry = bench_summary.scenario_entry(scenario, plan,
                                         measure_scenario(servers, scenario, plan, progress),
                                         versions, server_core == client_core)
    if options.instructions:
        entry["notes"].append(bench_instructions.instructions_note(servers, scenario,
                                                                   plan.directory, progress))
    scenario.remove_large_files()
    return entry


def _require_programs(servers: dict, with_valgrind: bool) -> None:
    """Says what is missing before anything is built or started."""
    if servers:
        wrk.find_wrk()
    if with_valgrind:
        bench_build.require("valgrind", "valgrind")
    for name, server in servers.items():
        if name not in peers.CAROMS:
            server.find()


def _show(options, result: dict) -> None:
    if options.json:
        print(json.dumps(result, indent=1, ensure_ascii=False))
    else:
        console = Console(width=None if sys.stdout.isatty() else 120)
        bench_table.print_results(console, result)
        if result["scale"]:
            bench_scale_table.print_scale(console, result["scale"])


def _report(options, console: Console, result: dict) -> int:
    path = options.out / "bench.json"
    try:
        _show(options, result)
        sys.stdout.flush()
    finally:
        # Each is done though the other may fail: a full disk, or a reader that has gone.
        write_json(path, result)
    console.print(f"written: {shown(path)}", soft_wrap=True, markup=False, highlight=False)
    errors = sum(server["errors"] for entry in result["scenarios"] for server in entry["servers"])
    if errors:
        print(f"bench: {errors} errors during the runs; see the notes", file=sys.stderr)
    return 1 if errors else 0


_ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def _interrupt(number: int, _frame) -> None:
    """Unwinds, so that every server is stopped on the way out; a second signal must not cut that off."""
    for name in _ENDING_SIGNALS:
        signal.signal(name, signal.SIG_IGN)
    raise Interrupted(number)


def _catch_signals() -> None:
    for name in _ENDING_SIGNALS:
        # nohup and a shell's `&` ask for a signal to be ignored.
        if signal.getsignal(name) != signal.SIG_IGN:
            signal.signal(name, _interrupt)


def main(arguments: list[str]) -> int:
    _catch_signals()
    scenarios = all_scenarios(SITE_RULES)
    options = parser(list(scenarios)).parse_args(arguments)
    if options.list:
        _print_list(scenarios)
        return 0
    console = Console(stderr=True)
    try:
        return _report(options, console, _measure(options, console, scenarios))
    except UsageError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    except (BenchError, OSError) as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    except Interrupted as interruption:
        print(f"bench: {interruption}; every server was stopped", file=sys.stderr)
        return interruption.exit_code
