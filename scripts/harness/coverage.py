"""Line and branch coverage of core/src by the corpora and the unit tests, with llvm-cov."""

import json
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.fuzz_targets import Target, Tree, count_files
from harness.paths import shown

PROGRAMS = ["llvm-profdata-19", "llvm-cov-19"]
_REPLAY_TIMEOUT_S = 600
# The layout that .clang-format gives a function: its braces are alone at the start of a line.
_FUNCTION_BODY = re.compile(r"^\{\n(?:.*\n)*?\}$", re.M)


class CoverageError(Exception):
    """A tool of llvm failed, or there is nothing to measure."""


@dataclass(frozen=True)
class Replay:
    """A program that runs the core: a target's replay and what it is to read, or a unit test."""

    program: Path
    inputs: list[Path]

    @property
    def name(self) -> str:
        return self.program.name


def plan(targets: list[Target], tree: Tree, committed_only: bool) -> list[Replay]:
    replays = []
    for target in targets:
        folders = list(target.committed_corpora)
        if not committed_only:
            folders.append(target.found_corpus)
        inputs = [folder for folder in folders if count_files([folder]) > 0]
        program = tree.binary("coverage", f"replay_{target.name}")
        if inputs and program.exists():
            replays.append(Replay(program, inputs))
    if not replays:
        raise CoverageError("nothing to replay: no corpus, or no replay_<target> was built")
    return replays


def unit_tests(tree: Tree) -> list[Replay]:
    """The core's unit tests that were built."""
    built = tree.root / "build" / "coverage" / "core" / "test"
    sources = sorted((tree.root / "core" / "test").glob("*_test.c"))
    return [Replay(built / source.stem, []) for source in sources if (built / source.stem).exists()]


def measure(replays: list[Replay], tree: Tree, work: Path) -> tuple[dict[str, Any], list[str]]:
    """Replays and measures. Returns fuzz.json's `coverage`, and a line for each replay that failed."""
    work.mkdir(parents=True, exist_ok=True)
    failures, profiles = [], []
    for replay in replays:
        profile = work / f"{replay.name}.profraw"
        profile.unlink(missing_ok=True)
        failure = _replay(replay, tree, profile)
        if failure is not None:
            failures.append(failure)
        if profile.exists():
            profiles.append(str(profile))
    if not profiles:
        raise CoverageError("no replay left a profile:\n" + "\n".join(failures))
    merged = work / "merged.profdata"
    _run(["llvm-profdata-19", "merge", "-sparse", *profiles, "-o", str(merged)])
    objects = [str(replay.program) for replay in replays]
    command = ["llvm-cov-19", "export", "-summary-only", f"-instr-profile={merged}", objects[0]]
    for path in objects[1:]:
        command += ["-object", path]
    exported = _run([*command, str(tree.root / "core" / "src")])
    measured = summarise(exported, tree.root, function_lines(tree.root))
    # A replay that aborts leaves no profile: what it covers is missing, and a reader must know.
    return measured | {"failures": failures}, failures


def function_lines(root: Path) -> dict[str, int]:
    """Each core/src/*.c that has functions, and how many lines these have, by its text."""
    counts = {}
    for path in sorted((root / "core" / "src").glob("*.c")):
        bodies = _FUNCTION_BODY.findall(path.read_text(encoding="utf-8"))
        if bodies:
            counts[shown(path, root)] = sum(body.count("\n") + 1 for body in bodies)
    return counts


def summarise(exported: str, root: Path, expected: dict[str, int]) -> dict[str, Any]:
    """Reads what llvm-cov exports. A header without code has no lines and is left out.

    llvm-cov does not know a source file that no replay links: those of `expected` that it leaves
    out count with all their lines as not reached.
    """
    files = []
    totals = {"lines": [0, 0], "branches": [0, 0]}
    for entry in json.loads(exported)["data"][0]["files"]:
        counts = entry["summary"]
        if counts["lines"]["count"] == 0:
            continue
        for kind, total in totals.items():
            total[0] += counts[kind]["covered"]
            total[1] += counts[kind]["count"]
        files.append({"file": shown(Path(entry["filename"]), root)}
                     | {kind: _percent(counts[kind]["covered"], counts[kind]["count"])
                        for kind in totals})
    measured = {file["file"] for file in files}
    notes = []
    for name in sorted(expected.keys() - measured):
        totals["lines"][1] += expected[name]
        files.append({"file": name, "lines": 0.0, "branches": 0.0})
        notes.append(f"{name} is linked into no replay: its {expected[name]} lines count as not "
                     "reached, its branches are not counted")
    whole = {kind: _percent(*total) for kind, total in totals.items()}
    return whole | {"files": sorted(files, key=lambda file: file["file"]), "notes": notes}


def table(coverage: dict[str, Any]) -> str:
    """The coverage in plain text, a line per file."""
    rows = [(file["file"], file["lines"], file["branches"]) for file in coverage["files"]]
    rows.append(("core/src, all", coverage["lines"], coverage["branches"]))
    width = max(len(name) for name, _, _ in rows)
    lines = [f"{'file'.ljust(width)}   lines  branches"]
    lines += [f"{name.ljust(width)}  {line:5.1f}%  {branch:6.1f}%" for name, line, branch in rows]
    return "\n".join(lines)


def _replay(replay: Replay, tree: Tree, profile: Path) -> str | None:
    environment = dict(os.environ, LLVM_PROFILE_FILE=str(profile))
    command = [str(replay.program), *(str(path) for path in replay.inputs)]
    try:
        done = subprocess.run(command, cwd=tree.root, env=environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                              errors="replace", timeout=_REPLAY_TIMEOUT_S, check=False)
    except subprocess.TimeoutExpired:
        return f"{replay.name}: not done after {_REPLAY_TIMEOUT_S} s"
    if done.returncode == 0:
        return None
    last = (done.stderr.strip().splitlines() or ["no message"])[-1]
    return f"{replay.name}: exit code {done.returncode}: {last}"


def _run(command: list[str]) -> str:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          check=False)
    if done.returncode != 0:
        raise CoverageError(f"{command[0]} failed: {done.stderr.strip()}")
    return done.stdout


def _percent(covered: int, count: int) -> float:
    """Nothing to cover is covered."""
    return round(100 * covered / count, 1) if count else 100.0
