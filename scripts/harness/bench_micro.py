"""carom-micro: nanoseconds of a decision and of reading a URL in process, and exact instructions by callgrind."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

from harness.bench_build import callgrind
from harness.bench_errors import BenchError

# The shorter of the two runs that callgrind counts, at least; callgrind is fifty times as slow.
ITERATIONS_MIN = 1024
TIMEOUT_S = 120


def _output(command: list[str], what: str, timeout_s: int = TIMEOUT_S) -> subprocess.CompletedProcess:
    try:
        finished = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                  timeout=timeout_s, check=False)
    except subprocess.TimeoutExpired as error:
        raise BenchError(f"{what} did not end within {timeout_s} s") from error
    if finished.returncode != 0:
        raise BenchError(f"{what} ended with status {finished.returncode}: "
                         f"{(finished.stderr or finished.stdout).strip()[-500:]}")
    return finished


def parse_collected(text: str) -> int:
    """Reads how many instructions callgrind counted: `Collected : N` on its standard error."""
    match = re.search(r"Collected\s*:\s*(\d+)", text)
    if match is None:
        raise BenchError(f"callgrind did not say how much it counted: {text.strip()[-200:]}")
    return int(match[1])


def _collected(command: list[str], name: str, iterations: int, directory: Path) -> int:
    profile = directory / f"callgrind.{name}.{iterations}"
    finished = _output([*callgrind(profile), *command, "--iterations", str(iterations)],
                       f"{name} under callgrind")
    return parse_collected(finished.stderr)


def iterations_of(turn: int) -> tuple[int, int]:
    """Few and many: whole turns both, so that what the program does besides its loop cancels out."""
    few = turn * -(-ITERATIONS_MIN // turn)
    return few, 3 * few


def instructions_per_op(command: list[str], name: str, turn: int, directory: Path) -> float:
    """Of the loop of one case or set, which `command` names and whose turn is so long."""
    few, many = iterations_of(turn)
    more = (_collected(command, name, many, directory) - _collected(command, name, few, directory))
    return more / (many - few)


def json_of(command: list[str], what: str, timeout_s: int = TIMEOUT_S) -> dict:
    return json.loads(_output([*command, "--json"], what, timeout_s).stdout)


def _case_entry(command: list[str], case: dict, directory: Path, progress) -> dict:
    """One case of bench.json; without figures when its peer is not built."""
    name = case["name"]
    if not case["built"]:
        return {"name": name, "built": False, "ns_per_op": None, "instructions_per_op": None}
    progress.note(f"micro: counting the instructions of {name}")
    return {"name": name, "built": True, "ns_per_op": case["median_ns"],
            "instructions_per_op": instructions_per_op([*command, "--case", name], name,
                                                       case["turn"], directory)}


def measure_micro(program: Path, site_file: Path, directory: Path, progress) -> dict:
    """The `micro` part of bench.json; its `readings` and `linear` are carom-micro's own."""
    directory.mkdir(parents=True, exist_ok=True)
    command = [str(program)] + (["--rules", str(site_file)] if site_file.is_file() else [])
    progress.note("micro: timing decisions and URLs in process")
    measured = json_of(command, "carom-micro")
    return {"cases": [_case_entry(command, case, directory, progress)
                      for case in measured["cases"]],
            "readings": measured["readings"], "linear": measured["linear"]}
