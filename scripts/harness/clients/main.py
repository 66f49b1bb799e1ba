"""The command line of scripts/clients."""

from __future__ import annotations

import argparse
import fnmatch
import json
import os
import signal
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console

from harness.build import BuildError, build_preset, require_programs
from harness.clients.certificate import make_certificate
from harness.clients.compare import Plain, compare
from harness.clients.figures import figures_of
from harness.clients.folder import SCRATCH, UsageError, claimed
from harness.clients.observe import Observation, Observer
from harness.clients.predict import Predictor
from harness.clients.process import ClientError
from harness.clients.recorder import Recorder
from harness.clients.reference import references
from harness.clients.report import render
from harness.clients.runner import Runner
from harness.clients.runners import all_runners
from harness.clients.scenarios import Scenario, answers, rules, scenarios
from harness.clients.schemes import CERTIFIED
from harness.clients.server import Server
from harness.clients.verdict import Cell, judge, never_hit
from harness.clients.view import list_text, make_view, summary
from harness.files import write_atomically, write_json
from harness.paths import OUT, ROOT, shown

_EPILOG = """\
Each client makes its requests to a recorder on loopback, which has carom-server decide the redirects and
answers by itself what no rules file can say. What arrives is compared with what `carom follow` predicts under
the policy of the client's name, hop by hop: method, URL, body, which fields are still there, where the chain
ends and whether that is an error. Known deviations stand in a table (scripts/harness/clients/deviations.py),
each with its reason; one that a run does not show fails it, too.

examples:
  scripts/clients                               the command-line clients
  scripts/clients --all                         also Chromium, Go, OkHttp, undici, where they are installed
  scripts/clients --client curl --client wget   these two
  scripts/clients --scenario 'credentials/*'    one group
  scripts/clients --list                        clients and scenarios

exit: 0 every client does as predicted or as the table explains, 1 one does not, 2 wrong usage, or something
      is missing or does not build; 130 interrupted"""


def make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/clients", epilog=_EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Shows what real clients do on a redirect, and compares it with `carom follow`.",
        allow_abbrev=False)
    parser.add_argument("--client", action="append", default=[], metavar="NAME",
                        help="only this one, or this group (repeatable)")
    parser.add_argument("--scenario", action="append", default=[], metavar="GLOB",
                        help="only scenarios whose name matches (repeatable)")
    parser.add_argument("--all", action="store_true", help="also the clients that take longer")
    parser.add_argument("--jobs", type=_whole_number, default=os.cpu_count() or 1, metavar="N",
                        help="clients, and processes of one client, at once (default: one per core)")
    parser.add_argument("--build", type=Path, metavar="DIR",
                        help="where carom and carom-server are built (default: the preset `release`, built first)")
    parser.add_argument("--out", type=Path, default=OUT, metavar="DIR",
                        help="where clients.json and clients.html are written (default out)")
    parser.add_argument("--json", action="store_true", help="print what clients.json holds on stdout")
    parser.add_argument("--list", action="store_true", help="print clients and scenarios, and run nothing")
    return parser


def _whole_number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 64:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from 1 to 64")
    return int(text)


def main(arguments: list[str] | None = None) -> int:
    options = make_parser().parse_args(arguments)
    # TERM as INT: whatever was started is ended on the way out.
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        return _run(options)
    except KeyboardInterrupt:
        print("clients: interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # A reader that has seen enough, such as `head`, is no error; what is left has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (UsageError, BuildError, ClientError, OSError) as error:
        print(f"clients: {error}", file=sys.stderr)
        return 2


def _interrupt(*_) -> None:
    raise KeyboardInterrupt


def _run(options) -> int:
    runners, chosen = _chosen_runners(options), _chosen_scenarios(options)
    if options.list:
        print(list_text(all_runners() if not options.client else runners, chosen, options.json))
        return 0
    versions = _versions(options, runners)
    with claimed(options.out / "clients") as folder:
        return _compared(options, runners, versions, chosen, folder)


def _compared(options, runners: list[Runner], versions: dict[str, str | None], chosen: list[Scenario],
              folder: Path) -> int:
    started = time.time()
    present = [runner for runner in runners if versions[runner.name]]
    tool, server = _programs(options, folder)
    with Predictor(tool, folder) as predictor:
        # An old build is better known before the clients have run.
        predictor.check()
    observations, recorder = _observed(options, present, chosen, (tool, server), folder)
    plain = Plain(dict(zip("ABST", (recorder.port, recorder.other_port, *recorder.secure_ports), strict=True)))
    with Predictor(tool, folder) as predictor:
        cells = [_judged(observation, predictor, plain) for observation in observations]
        reference = references(observations, predictor)
    # With a choice of scenarios a row may have had no chance.
    unseen = [] if options.scenario else never_hit(cells)
    figures = figures_of(runners, versions, chosen, cells, unseen, reference,
                         recorder.strays, started)
    write_json(options.out / "clients.json", figures)
    write_atomically(options.out / "clients.html", render(figures))
    if options.json:
        print(json.dumps(figures, indent=1, ensure_ascii=False))
    else:
        summary(Console(), figures, shown(options.out / "clients.html"))
    return 0 if figures["ok"] else 1


def _chosen_runners(options) -> list[Runner]:
    runners = all_runners()
    if not options.client:
        return [runner for runner in runners if runner.by_default or options.all]
    for name in options.client:
        if not any(name in (runner.name, runner.group) for runner in runners):
            names = ", ".join(runner.name for runner in runners)
            raise UsageError(f"no client '{name}'; there are: {names}")
    return [runner for runner in runners if runner.name in options.client or runner.group in options.client]


def _chosen_scenarios(options) -> list[Scenario]:
    found = scenarios()
    if not options.scenario:
        return found
    for pattern in options.scenario:
        if not any(fnmatch.fnmatchcase(scenario.name, pattern) for scenario in found):
            raise UsageError(f"no scenario matches '{pattern}'; --list prints them")
    return [scenario for scenario in found
            if any(fnmatch.fnmatchcase(scenario.name, pattern) for pattern in options.scenario)]


def _versions(options, runners: list[Runner]) -> dict[str, str | None]:
    versions = {runner.name: runner.version() for runner in runners}
    missing = [runner for runner in runners if versions[runner.name] is None]
    for runner in missing:
        text = f"{runner.name} is not installed (package: {runner.package})"
        # A group of several versions is what there is of it.
        if runner.name in options.client:
            raise UsageError(text)
        print(f"clients: {text}", file=sys.stderr)
    if len(missing) == len(runners):
        raise UsageError("no client is installed. Run scripts/setup, or scripts/setup --clients")
    return versions


def _programs(options, folder: Path) -> tuple[Path, Path]:
    """The tool and the server."""
    build = options.build
    if build is None:
        require_programs(["cmake", "ninja"])
        print("clients: building preset release in build/release", file=sys.stderr)
        build = ROOT / "build" / "release"
        build_preset(ROOT, "release", ["carom", "carom-server"], folder / "build.log")
    programs = build / "core" / "tool" / "carom", build / "bench" / "server" / "carom-server"
    for program in programs:
        if not os.access(program, os.X_OK):
            raise UsageError(f"{program}: there is no such program")
    return programs[0].resolve(), programs[1].resolve()


def _observed(options, runners: list[Runner], chosen: list[Scenario],
              programs: tuple[Path, Path], folder: Path) -> tuple[list[Observation], Recorder]:
    tool, server = programs
    with tempfile.TemporaryDirectory(prefix=SCRATCH, dir=folder.resolve()) as scratch, \
            Recorder(answers, make_certificate(Path(scratch), CERTIFIED)) as recorder, \
            Server(server, rules(recorder.port, recorder.other_port, recorder.secure_ports), folder) as running:
        recorder.upstream = running.address
        with make_view(Console(stderr=True), runners, chosen) as view:
            observations = Observer(recorder, folder, tool, options.jobs, view.seen).observe(runners, chosen)
    return observations, recorder


def _judged(observation: Observation, predictor: Predictor, plain: Plain) -> Cell:
    if observation.outcome is None:
        return judge(observation, None)
    return judge(observation, compare(observation, predictor if observation.runner.policy else None, plain))
