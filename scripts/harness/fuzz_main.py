"""The command line of scripts/fuzz."""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from harness import coverage
from harness.build import BuildError, build_preset, require_programs
from harness.duration import duration_argument
from harness.files import read_json, write_json
from harness.fuzz_campaign import Campaign
from harness.fuzz_process import FuzzerProcess
from harness.fuzz_targets import Target, TargetError, Tree, choose_targets, count_files
from harness.fuzz_view import finding, make_view, summary
from harness.paths import OUT, ROOT, shown

_EPILOG = """\
A target is fuzz/fuzz_<name>.c; it starts from corpus/<name>/, which is never written. New inputs are
kept in out/fuzz/<name>/corpus, so that the next campaign goes on from there; what crashes is in
out/fuzz/<name>/crashes, and the figures are in out/fuzz.json.

examples:
  scripts/fuzz                          every target, 60 s each
  scripts/fuzz rules decide --time 1h   two of them, for longer
  scripts/fuzz --coverage               what of core/src the corpora reach

exit: 0 no crash, 1 a crash was found or a target did not run to its end,
      2 wrong usage, or something is missing or does not build; 130 interrupted"""


def make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/fuzz", description="Fuzzes Carom's core with libFuzzer, ASan and UBSan.",
        epilog=_EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False)
    parser.add_argument("targets", nargs="*", metavar="TARGET",
                        help="rules or fuzz_rules; every target when none is named")
    parser.add_argument("--time", type=duration_argument, default=60, metavar="TIME",
                        help="for each target: 60, 60s, 5m, 1h (default 60s)")
    parser.add_argument("--jobs", type=_positive, default=os.cpu_count() or 1, metavar="N",
                        help="targets at once (default: one per core)")
    parser.add_argument("--seed", type=_positive, metavar="N",
                        help="of libFuzzer's random numbers (default: another one each time)")
    parser.add_argument("--out", type=Path, default=OUT, metavar="DIR",
                        help="where everything is written (default out)")
    parser.add_argument("--coverage", action="store_true",
                        help="do not fuzz: replay the corpora and print the coverage of core/src")
    parser.add_argument("--committed-only", action="store_true",
                        help="with --coverage: only corpus/, not what campaigns found")
    parser.add_argument("--with-tests", action="store_true",
                        help="with --coverage: also what the core's unit tests reach")
    parser.add_argument("--list", action="store_true", help="list the targets and leave")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON on stdout")
    return parser


def main(arguments: list[str] | None = None) -> int:
    parser = make_parser()
    options = parser.parse_args(arguments)
    if options.committed_only and not options.coverage:
        parser.error("--committed-only goes with --coverage")
    if options.with_tests and not options.coverage:
        parser.error("--with-tests goes with --coverage")
    tree = Tree(ROOT, options.out.resolve())
    try:
        targets = choose_targets(tree, options.targets)
        if options.list:
            return _list(targets, options.json)
        if options.coverage:
            return _coverage(targets, tree, options)
        return _fuzz(targets, tree, options)
    except KeyboardInterrupt:
        print("fuzz: interrupted", file=sys.stderr)
        return 130
    except (TargetError, BuildError, coverage.CoverageError, OSError) as error:
        print(f"fuzz: {error}", file=sys.stderr)
        return 2


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 2**31:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from 1 on")
    return int(text)


def _list(targets: list[Target], as_json: bool) -> int:
    rows = [{"name": target.name, "committed_inputs": count_files(target.committed_corpora),
             "found_inputs": count_files([target.found_corpus])} for target in targets]
    if as_json:
        print(json.dumps(rows))
        return 0
    for row in rows:
        print(f"{row['name']:<12} {row['committed_inputs']:>6} committed inputs, "
              f"{row['found_inputs']:>6} found")
    return 0


def _fuzz(targets: list[Target], tree: Tree, options: argparse.Namespace) -> int:
    require_programs(["cmake", "ninja", "clang-19", "clang++-19"])
    print("fuzz: building preset fuzz in build/fuzz", file=sys.stderr, flush=True)
    build_preset(tree.root, "fuzz", [target.program for target in targets],
                 tree.out / "fuzz" / "build.log")
    runs = [FuzzerProcess(target, options.time, options.seed) for target in targets]
    print(f"fuzz: {len(runs)} targets, {options.time} s each, {options.jobs} at once",
          file=sys.stderr, flush=True)
    with make_view() as view:
        campaign = Campaign(runs, options.jobs, view)
        campaign.run()
    result = campaign.result()
    path = tree.out / "fuzz.json"
    write_json(path, result)
    if options.json:
        print(json.dumps(result))
    else:
        _print_summary(campaign, path)
    if campaign.failed():
        return 1
    return 130 if campaign.interrupted else 0


def _print_summary(campaign: Campaign, path: Path) -> None:
    print(summary(campaign.runs))
    for run in campaign.runs:
        for line in finding(run):
            print(line)
    print(f"wrote {shown(path)}")


def _coverage(targets: list[Target], tree: Tree, options: argparse.Namespace) -> int:
    require_programs(["cmake", "ninja", "clang-19", "clang++-19", *coverage.PROGRAMS])
    print("fuzz: building preset coverage in build/coverage", file=sys.stderr, flush=True)
    build_preset(tree.root, "coverage", [f"replay_{target.name}" for target in targets]
                 + ["core_tests"] * options.with_tests, tree.out / "fuzz" / "build-coverage.log")
    replays = coverage.plan(targets, tree, options.committed_only)
    if options.with_tests:
        replays += coverage.unit_tests(tree)
    measured, failures = coverage.measure(replays, tree, tree.out / "fuzz" / "coverage")
    path = tree.out / "fuzz.json"
    result = _with_coverage(path, measured)
    write_json(path, result)
    print(json.dumps(measured) if options.json else coverage.table(measured))
    for line in measured["notes"] + failures:
        print(f"fuzz: {line}", file=sys.stderr)
    print(f"fuzz: wrote {shown(path)}", file=sys.stderr)
    return 1 if failures else 0


def _with_coverage(path: Path, measured: dict[str, Any]) -> dict[str, Any]:
    """The last campaign's figures, if there are any, with the new coverage."""
    try:
        result = read_json(path)
    except (OSError, ValueError):
        result = None
    if not isinstance(result, dict) or result.get("schema") != 1:
        result = {"schema": 1, "started": None, "seconds": 0, "interrupted": False, "targets": []}
    return result | {"coverage": measured}
