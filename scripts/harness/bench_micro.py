"""carom-micro: nanoseconds of a decision and of reading a URL in process, and exact instructions by callgrind."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

from harness.bench_build import callgrind
from harness.bench_errors import BenchError

# Both are multiples of how many requests a case goes through, so that the difference holds whole
# turns; what the program does before and after the loop cancels out.
FEW_ITERATIONS = 4096
MANY_ITERATIONS = 3 * FEW_ITERATIONS
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


def instructions_per_operation(few: int, many: int) -> float:
    return (many - few) / (MANY_ITERATIONS - FEW_ITERATIONS)


def _case_entry(command: list[str], case: dict, directory: Path, progress) -> dict:
    """One case of bench.json; without figures when its peer is not built."""
    name = case["name"]
    if not case["built"]:
        return {"name": name, "built": False, "ns_per_op": None, "instructions_per_op": None}
    progress.note(f"micro: counting the instructions of {name}")
    few, many = (_instructions(command, name, count, directory)
                 for count in (FEW_ITERATIONS, MANY_ITERATIONS))
    return {"name": name, "built": True, "ns_per_op": case["median_ns"],
            "instructions_per_op": instructions_per_operation(few, many)}


def measure_micro(program: Path, site_file: Path, directory: Path, progress) -> dict:
    """The `micro` part of bench.json; its `readings` and `linear` are carom-micro's own."""
    directory.mkdir(parents=True, exist_ok=True)
    command = [str(program)] + (["--rules", str(site_file)] if site_file.is_file() else [])
    progress.note("micro: timing decisions and URLs in process")
    measured = json.loads(_output([*command, "--json"], "carom-micro").stdout)
    return {"cases": [_case_entry(command, case, directory, progress)
                      for case in measured["cases"]],
            "readings": measured["readings"], "linear": measured["linear"]}
