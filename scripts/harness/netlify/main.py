"""The command line of scripts/differential."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from rich.console import Console

from harness.build import BuildError, build_preset, require_programs
from harness.files import write_json
from harness.netlify.compare import Tally, compare
from harness.netlify.generate import make_case
from harness.netlify.minimise import minimised
from harness.netlify.sides import Core, Engine, SideError, refused_lines
from harness.netlify.view import make_view, report, summary
from harness.paths import OUT, ROOT, shown

INSTALLER = [str(ROOT / "scripts" / "harness" / "npm_install"), "netlify"]
_REQUESTS_PER_SET = 30
_SETS_PER_BATCH = 100
# A difference in the core shows in thousands of pairs; what is written is to be read by a person.
_UNEXPLAINED_MAX = 100
_MINIMISED_MAX = 5

_EPILOG = f"""\
Rule sets and requests come from the seed, and each rule set meets {_REQUESTS_PER_SET} requests. Both sides get
the same text and the same request: Netlify's parser and its matcher (npm, in build/netlify), and `carom
check` and `carom decide --dialect netlify`. What is compared is which lines are refused, and for each request
which rule decides, the status and the location, byte for byte. What Carom does not copy stands in a table
(scripts/harness/netlify/behaviours.py); a difference counts as explained only when a model of the engine
proves that it is a row's.

examples:
  scripts/differential                       100,000 pairs
  scripts/differential --pairs 1000000       the whole run
  scripts/differential --seed 7 --json       other pairs, figures as JSON

exit: 0 no unexplained difference, 1 at least one, with the least rules and request that show it,
      2 wrong usage, or something is missing or does not build; 130 interrupted"""


def make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/differential", epilog=_EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Compares the netlify dialect with Netlify's own engine.", allow_abbrev=False)
    parser.add_argument("--pairs", type=_whole_number(1), default=100_000, metavar="N",
                        help="how many pairs of rule set and request (default 100000)")
    parser.add_argument("--seed", type=_whole_number(0), default=1, metavar="S",
                        help="of the generated rule sets and requests (default 1)")
    parser.add_argument("--jobs", type=_whole_number(1), default=os.cpu_count() or 1, metavar="N",
                        help="processes at once (default: one per core)")
    parser.add_argument("--tool", type=Path, metavar="FILE",
                        help="the carom tool (default: the preset `release`, built first)")
    parser.add_argument("--out", type=Path, default=OUT, metavar="DIR",
                        help="where differential.json is written (default out)")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON on stdout")
    return parser


def _whole_number(lowest: int):
    def parse(text: str) -> int:
        if not text.isascii() or not text.isdigit() or int(text) < lowest:
            raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from {lowest} on")
        return int(text)
    return parse


def main(arguments: list[str] | None = None) -> int:
    options = make_parser().parse_args(arguments)
    try:
        return _run(options)
    except KeyboardInterrupt:
        print("differential: interrupted", file=sys.stderr)
        return 130
    except (SideError, BuildError, OSError) as error:
        print(f"differential: {error}", file=sys.stderr)
        return 2


def _run(options) -> int:
    tool = _prepared_tool(options)
    started = time.monotonic()
    tally = _compare_all(options, tool)
    smallest = _minimised(tally, tool)
    figures = report(options, tally, smallest, time.monotonic() - started)
    write_json(options.out / "differential.json", figures)
    if options.json:
        print(json.dumps(figures, indent=1, ensure_ascii=False))
    else:
        summary(Console(), figures, shown(options.out / "differential.json"))
    return 0 if figures["ok"] else 1


def _prepared_tool(options) -> Path:
    require_programs(["node", "npm"])
    done = subprocess.run(INSTALLER, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False)
    if done.returncode != 0:
        raise SideError("Netlify's engine is not there to compare with")
    if options.tool is None:
        require_programs(["cmake", "ninja"])
        print("differential: building preset release in build/release", file=sys.stderr)
        build_preset(ROOT, "release", ["carom"], options.out / "differential" / "build.log")
        return ROOT / "build" / "release" / "core" / "tool" / "carom"
    if not os.access(options.tool, os.X_OK):
        raise SideError(f"{options.tool}: there is no such program")
    return options.tool.resolve()


def _batches(pairs: int) -> Iterator[tuple[int, list[int]]]:
    """The index of the first rule set of each batch, and of each rule set how many requests it gets."""
    index = 0
    while pairs > 0:
        counts = []
        while pairs > 0 and len(counts) < _SETS_PER_BATCH:
            counts.append(min(pairs, _REQUESTS_PER_SET))
            pairs -= counts[-1]
        yield index, counts
        index += len(counts)


def _compare_all(options, tool: Path) -> Tally:
    total = Tally()
    with (make_view(Console(stderr=True), options.pairs) as view,
          ProcessPoolExecutor(options.jobs, initializer=_start, initargs=(tool,)) as pool):
        work = [pool.submit(_compare_batch, options.seed, first, counts)
                for first, counts in _batches(options.pairs)]
        for done in work:
            total.add(done.result())
            view.compared(total)
            if len(total.unexplained) >= _UNEXPLAINED_MAX:
                pool.shutdown(cancel_futures=True)
                break
    return total


# Of one worker process: they end with it.
_sides: tuple[Path, Engine, Core]


def _start(tool: Path) -> None:
    global _sides
    _sides = (tool, Engine(), Core(tool))


def _compare_batch(seed: int, first: int, counts: list[int]) -> Tally:
    tool, engine, core = _sides
    cases = [make_case(seed, first + at, count) for at, count in enumerate(counts)]
    tally = Tally()
    for case, refused in zip(cases, refused_lines(tool, [case.rules for case in cases])):
        tally.add(compare(case, refused, engine, core))
    return tally


def _minimised(tally: Tally, tool: Path) -> list:
    """The first differences, each made small, and none twice."""
    if not tally.unexplained:
        return []
    engine, core = Engine(), Core(tool)
    try:
        small = [minimised(found, tool, engine, core) for found in tally.unexplained[:_MINIMISED_MAX]]
    finally:
        engine.close()
        core.close()
    return list(dict.fromkeys(small))
