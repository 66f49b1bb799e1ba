"""One run of wrk: the load, what it counted, and how busy it was itself."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from harness.bench_errors import BenchError, UsageError
from harness.paths import ROOT

SCRIPT = ROOT / "bench" / "workloads" / "requests.lua"
_MARK = "carom-bench "


@dataclass(frozen=True)
class LoadResult:
    requests: int
    duration_s: float
    bytes_read: int
    errors: int            # sockets, timeouts, and answers with a status of 400 or more
    error_text: str        # "3 read, 1 timeout"; empty without errors
    cpu_share: float       # of one core, of wrk itself

    @property
    def requests_per_s(self) -> float:
        return self.requests / self.duration_s


def find_wrk() -> str:
    found = shutil.which("wrk")
    if found is None:
        raise UsageError("wrk is not installed (Debian package wrk): run scripts/setup")
    return found


def parse_result(output: str, cpu_share: float) -> LoadResult:
    """Reads the line that done() in the Lua script printed."""
    for line in output.splitlines():
        if line.startswith(_MARK):
            counts = json.loads(line[len(_MARK):])
            kinds = ("connect", "read", "write", "status", "timeout")
            text = ", ".join(f"{counts[kind]} {kind}" for kind in kinds if counts[kind])
            return LoadResult(counts["requests"], counts["duration_us"] / 1e6, counts["bytes"],
                              sum(counts[kind] for kind in kinds), text, cpu_share)
    raise BenchError(f"wrk printed no result: {output.strip()[-200:]}")


def _children_cpu_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def run_wrk(port: int, load_file: Path, connections: int, seconds: int, core: int) -> LoadResult:
    """Loads a server for `seconds`. One thread, on one core, and nothing in Lua but an index."""
    command = [find_wrk(), "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "2s",
               "-s", str(SCRIPT), f"http://127.0.0.1:{port}", "--", str(load_file)]
    # Servers are not reaped meanwhile, so what the children's time grows by is wrk's.
    cpu_before, began = _children_cpu_s(), time.monotonic()
    try:
        finished = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True, timeout=seconds + 20,
                                  check=False,
                                  preexec_fn=lambda: os.sched_setaffinity(0, {core}))
    except subprocess.TimeoutExpired as error:
        raise BenchError(f"wrk did not end {seconds + 20} s after its start") from error
    elapsed_s = time.monotonic() - began
    if finished.returncode != 0:
        raise BenchError(f"wrk ended with status {finished.returncode}: "
                         f"{finished.stdout.strip()[-200:]}")
    cpu_share = min(1.0, (_children_cpu_s() - cpu_before) / elapsed_s)
    return parse_result(finished.stdout, cpu_share)
