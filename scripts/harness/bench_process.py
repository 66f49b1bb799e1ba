"""A server as a process: started on one core, measured from /proc, and always stopped by its pid."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import struct
import subprocess
import time
from dataclasses import dataclass

import psutil

from harness.bench_errors import BenchError

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True)
_TICK_NS = 1_000_000_000 // os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class CpuTime:
    """What a process and its children have used so far: total in ns, and the sampled split in ticks."""
    total_ns: int = 0
    user_ticks: int = 0
    system_ticks: int = 0

    def since(self, before):
        """The total is that of the threads that still live: what ended ones used is in the ticks alone.
        Two ticks may be begun and not used."""
        user = self.user_ticks - before.user_ticks
        system = self.system_ticks - before.system_ticks
        least_ns = (user + system - 2) * _TICK_NS
        return CpuTime(max(self.total_ns - before.total_ns, least_ns, 0), user, system)

    def split_us(self, samples=None):
        """User and system microseconds: the exact total, divided as the samples or else the ticks."""
        user, system = self.user_ticks, self.system_ticks
        if samples is not None:
            user, system = samples.user, samples.system
        user_share = user / (user + system) if user + system else 0.0
        total_us = self.total_ns / 1000
        return total_us * user_share, total_us * (1 - user_share)


@dataclass(frozen=True)
class Memory:
    """What a process and its children hold. What several share counts whole in rss, in parts in pss."""
    rss_bytes: int = 0
    pss_bytes: int = 0

    def __add__(self, other):
        return Memory(self.rss_bytes + other.rss_bytes, self.pss_bytes + other.pss_bytes)


def parse_memory(text):
    """Reads /proc/PID/smaps_rollup."""
    kilobytes = dict(re.findall(r"^(Rss|Pss): +([0-9]+) kB$", text, re.MULTILINE))
    return Memory(int(kilobytes["Rss"]) * 1024, int(kilobytes["Pss"]) * 1024)


def split_cores():
    """(server's core, client's core): two different ones when this process may use two."""
    cores = sorted(os.sched_getaffinity(0))
    return cores[-1], cores[0]


def _prepare_child(core, clock):
    """Runs in the child before exec: pinned, and gone when the harness is killed.

    At last it says what time it is: that this process was copied is no part of the server's start.
    """
    os.sched_setaffinity(0, {core})
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    # A shell may have started the harness with INT ignored, and a child inherits that.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.write(clock, struct.pack("d", time.monotonic()))


def _process_cpu(pid):
    """Sums the threads' run times: /proc/PID/schedstat itself has only the first thread's."""
    total_ns = 0
    for thread in os.listdir(f"/proc/{pid}/task"):
        try:
            with open(f"/proc/{pid}/task/{thread}/schedstat", encoding="ascii") as file:
                total_ns += int(file.read().split()[0])
        except (FileNotFoundError, ProcessLookupError):
            continue    # a thread that ended just now
    with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
        fields = file.read().rpartition(")")[2].split()
    return CpuTime(total_ns, int(fields[11]), int(fields[12]))


def is_running(process):
    """False for a zombie too: who inherited it may take its time to reap it."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


class ServerProcess:
    """A running server. Use as a context manager: leaving it stops the server, come what may."""

    def __init__(self, name, argv, core, log_path, stop_signal=signal.SIGTERM):
        self.name = name
        self.stop_signal = stop_signal
        self.log_path = log_path
        ours, childs = os.pipe()
        try:
            with open(log_path, "wb") as log:
                self.popen = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                              start_new_session=True,
                                              preexec_fn=lambda: _prepare_child(core, childs))
            self.started_at, = struct.unpack("d", os.read(ours, 8))
        finally:
            os.close(ours)
            os.close(childs)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def pids(self):
        try:
            children = psutil.Process(self.popen.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            children = []
        return [self.popen.pid] + [child.pid for child in children]

    def require_alive(self):
        if self.popen.poll() is not None:
            raise BenchError(f"{self.name} ended with status {self.popen.returncode}: "
                             f"{self.last_words()}")

    def last_words(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as log:
            lines = [line.strip() for line in log.read()[-2000:].splitlines() if line.strip()]
        return lines[-1] if lines else f"it printed nothing; see {self.log_path.parent}"

    def cpu(self):
        self.require_alive()
        parts = [_process_cpu(pid) for pid in self.pids()]
        return CpuTime(sum(part.total_ns for part in parts),
                       sum(part.user_ticks for part in parts),
                       sum(part.system_ticks for part in parts))

    def memory(self):
        total = Memory()
        for pid in self.pids():
            try:
                with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
                    total += parse_memory(file.read())
            except (FileNotFoundError, ProcessLookupError):
                continue    # a child that has ended, and holds none any more
        return total

    def stop(self, patience_s=3.0):
        """The server's own signal; what is left after `patience_s` is killed, by pid."""
        processes = [psutil.Process(pid) for pid in self.pids() if psutil.pid_exists(pid)]
        if self.popen.poll() is None:
            self.popen.send_signal(self.stop_signal)
        try:
            self.popen.wait(patience_s)
        except subprocess.TimeoutExpired:
            self.popen.kill()
            self.popen.wait()
        deadline = time.monotonic() + patience_s
        while any(is_running(process) for process in processes):
            if time.monotonic() > deadline:
                for process in filter(is_running, processes):
                    process.kill()
                return
            time.sleep(0.005)
