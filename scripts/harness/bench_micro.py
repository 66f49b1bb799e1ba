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


def _output(command: list[str], what: str) -> subprocess.CompletedProcess:
    try:
        finished = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                  timeout=TIMEOUT_S, check=False)
    except subprocess.TimeoutExpired as error:
        raise BenchError(f"{what} did not end within {TIMEOUT_S} s") from error
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


def _instructions(command: list[str], case: str, iterations: int, directory: Path) -> int:
    profile = directory / f"callgrind.{case}.{iterations}"
    finished = _output([*callgrind(profile), *command, "--case", case,
                        "--iterations", str(iterations)], f"{case} under callgrind")
    return parse_collected(finished.stderr)


def iterations_of(turn: int) -> tuple[int, int]:
    """Few and many: whole turns both, so that what the program does besides its loop cancels out."""
    few = turn * -(-ITERATIONS_MIN // turn)
    return few, 3 * few


def _case_entry(command: list[str], case: dict, directory: Path, progress) -> dict:
    """One case of bench.json; without figures when its peer is not built."""
    name = case["name"]
    if not case["built"]:
        return {"name": name, "built": False, "ns_per_op": None, "instructions_per_op": None}
    progress.note(f"micro: counting the instructions of {name}")
    few, many = iterations_of(case["turn"])
    more = (_instructions(command, name, many, directory)
            - _instructions(command, name, few, directory))
    return {"name": name, "built": True, "ns_per_op": case["median_ns"],
            "instructions_per_op": more / (many - few)}


def measure_micro(program: Path, site_file: Path, directory: Path, progress) -> dict:
    """The `micro` part of bench.json; its `readings` and `linear` are carom-micro's own."""
    directory.mkdir(parents=True, exist_ok=True)
    command = [str(program)] + (["--rules", str(site_file)] if site_file.is_file() else [])
    progress.note("micro: timing decisions and URLs in process")
    measured = json.loads(_output([*command, "--json"], "carom-micro").stdout)
    return {"cases": [_case_entry(command, case, directory, progress)
                      for case in measured["cases"]],
            "readings": measured["readings"], "linear": measured["linear"]}
