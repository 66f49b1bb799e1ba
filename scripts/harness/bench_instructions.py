"""User instructions of a server for one request, counted by callgrind.

The kernel samples whose time it is some hundred times a second, which cannot tell servers apart that
differ by a few hundred nanoseconds. Callgrind's count is exact, and the same on a busy machine; it
leaves the kernel's part out. Several connections ask at once, because a turn of the event loop, which a
single connection pays for with each request, is shared under load.
"""

from __future__ import annotations

import time
from pathlib import Path

from harness import load_check, load_many
from harness.bench_build import callgrind
from harness.bench_errors import BenchError
from harness.bench_process import ServerProcess, split_cores
from harness.peers import Server, free_port

# What is counted before the first request and after the last one cancels out.
FEW_REQUESTS = 500
MANY_REQUESTS = 2500
CONNECTIONS = 16
# A server under callgrind is some fifty times slower than by itself; few starts are as long as that.
START_PATIENCE_FACTOR = 10


def total_of_profile(text: str) -> int:
    """Instructions in one of callgrind's files: its `totals:` line, or `summary:` in older ones."""
    for line in text.splitlines():
        key, _, value = line.partition(":")
        if key in ("totals", "summary") and value.split():
            return int(value.split()[0])
    raise BenchError("a callgrind file without totals")


def _count(server: Server, scenario, paths: list[str], directory: Path) -> int:
    """Instructions of the server and its children from start to end, with `paths` asked between."""
    for old in directory.glob("callgrind.*"):
        old.unlink()
    port = free_port()
    argv = [*callgrind(directory / "callgrind", ".%p"), "--trace-children=yes",
            *server.write(scenario, directory, port)]
    core, _ = split_cores()
    with ServerProcess(server.name, argv, core, directory / "callgrind.log") as process:
        load_check.wait_for_answer(process, port, scenario.check_paths[0],
                                   START_PATIENCE_FACTOR * scenario.patience_s)
        load_many.ask_at_once(port, paths, CONNECTIONS)
        # Long enough for every server here to end by itself, and so to write its profile.
        process.stop(patience_s=20.0)
    profiles = [path for path in directory.glob("callgrind.*") if path.suffix != ".log"]
    if not profiles:
        raise BenchError(f"{server.name} under callgrind left no profile: {process.last_words()}")
    return sum(total_of_profile(path.read_text(encoding="utf-8", errors="replace"))
               for path in profiles)


def instructions_per_request(server: Server, scenario, load: list[str], directory: Path) -> float:
    directory.mkdir(parents=True, exist_ok=True)
    paths = load * (MANY_REQUESTS // len(load) + 1)
    few, many = (_count(server, scenario, paths[:count], directory)
                 for count in (FEW_REQUESTS, MANY_REQUESTS))
    return (many - few) / (MANY_REQUESTS - FEW_REQUESTS)


def instructions_note(servers: dict[str, Server], scenario, directory: Path, progress) -> str:
    """One line with every server's figure."""
    parts = []
    for name, server in servers.items():
        progress.note(f"{scenario.name}: counting the instructions of {name}")
        began = time.monotonic()
        count = instructions_per_request(server, scenario, scenario.load,
                                         directory / scenario.name / name / "callgrind")
        parts.append(f"{name} {count:,.0f}")
        progress.note(f"{scenario.name}: {name}: {count:,.0f} user instructions a request "
                      f"({time.monotonic() - began:.0f} s)")
    return (f"user instructions of a request by callgrind, {CONNECTIONS} connections at once: "
            f"{', '.join(parts)}")
