"""Clients as processes: bounded in time, in a group of their own, and ended by its id."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import selectors
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_PR_SET_PDEATHSIG = 1
# What a client may know of the environment of whoever runs this: where programs are, and what a sanitizer or a
# coverage of this build is told. Proxies, options in variables, settings below HOME and a locale are none of it.
_PASSED_ON = ("PATH", "TMPDIR", "LD_LIBRARY_PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "LLVM_PROFILE_FILE")
_PINNED = {"HOME": "/nonexistent", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
_LIBC = ctypes.CDLL(None, use_errno=True)
_OUTPUT_MAX = 1 << 20


class ClientError(Exception):
    """A client cannot be run at all; the text says what it printed, or what to do."""


@dataclass(frozen=True)
class Finished:
    code: int
    out: str
    err: str
    timed_out: bool


_running: set[subprocess.Popen] = set()
_running_lock = threading.Lock()
_stopped = threading.Event()


def environment(**more: str) -> dict[str, str]:
    """The variables that a client is started with, the same on each machine."""
    passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return {**passed, **_PINNED, **more}


def start(command: list[str], env: dict[str, str] | None = None, **options: Any) -> subprocess.Popen:
    """A process in a session of its own, which ends when the harness is killed. `end` is its end.

    In: env is None for `environment()`."""
    if _stopped.is_set():
        raise ClientError("interrupted")
    parent = os.getpid()

    def prepare() -> None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        # Whoever started the harness may have left INT ignored, and a child inherits that.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        if os.getppid() != parent:
            os._exit(127)

    try:
        process = subprocess.Popen(command, start_new_session=True, preexec_fn=prepare,
                                   env=environment() if env is None else env, **options)
    except OSError as error:
        raise ClientError(f"{command[0]}: {error.strerror}. Run scripts/setup") from error
    with _running_lock:
        _running.add(process)
    return process


def end(process: subprocess.Popen) -> None:
    """Kills the process and what it started, unless it has ended, and takes its exit code."""
    try:
        # Its session is its own, and its id is not given to another before it is waited for.
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            try:
                pipe.close()
            except OSError:
                pass
    with _running_lock:
        _running.discard(process)


@contextlib.contextmanager
def ending_all(pool: ThreadPoolExecutor) -> Iterator[None]:
    """When the block is left by an exception, what the pool's threads run is killed, what they would run next is
    not started, and they are waited for: so ends an interrupted run."""
    try:
        yield
    except BaseException:
        _stopped.set()
        with _running_lock:
            left = list(_running)
        for process in left:
            try:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        pool.shutdown(wait=True, cancel_futures=True)
        raise
    finally:
        _stopped.clear()


def run_program(command: list[str], timeout_s: float, given: bytes | None = None,
                cwd: Path | None = None, env: dict[str, str] | None = None) -> Finished:
    """Runs a program to its end, or kills it after `timeout_s`. `given` goes to its standard input."""
    process = start(command, env, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                    stdin=subprocess.DEVNULL if given is None else subprocess.PIPE)
    timed_out = False
    try:
        try:
            out, err = process.communicate(given, timeout_s)
        except subprocess.TimeoutExpired:
            timed_out = True
            os.killpg(process.pid, signal.SIGKILL)
            out, err = process.communicate()
    finally:
        end(process)
    return Finished(process.returncode, out[:_OUTPUT_MAX].decode("utf-8", "replace"),
                    err[:_OUTPUT_MAX].decode("utf-8", "replace"), timed_out)


class LineProcess:
    """A program that answers each line with one line of JSON."""

    def __init__(self, command: list[str], folder: Path, env: dict[str, str] | None = None):
        self.command = command
        self.words = folder / "stderr.log"
        with self.words.open("ab") as words:
            self.process = start(command, env, cwd=folder, stdin=subprocess.PIPE,
                                 stdout=subprocess.PIPE, stderr=words)
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.process.stdout, selectors.EVENT_READ)
        self.pending = b""

    def ask(self, line: str, timeout_s: float) -> Any:
        """The answer; None when there was none in time. Raises ClientError when the program has ended."""
        try:
            self.process.stdin.write(line.encode("utf-8") + b"\n")
            self.process.stdin.flush()
        except OSError as error:
            raise self._ended() from error
        deadline = time.monotonic() + timeout_s
        while b"\n" not in self.pending:
            left = deadline - time.monotonic()
            if left <= 0 or not self.selector.select(left):
                return None
            piece = os.read(self.process.stdout.fileno(), 65536)
            if not piece or len(self.pending) > _OUTPUT_MAX:
                raise self._ended()
            self.pending += piece
        answer, _, self.pending = self.pending.partition(b"\n")
        try:
            return json.loads(answer)
        except ValueError as error:
            raise ClientError(f"`{' '.join(self.command)}` answered {answer[:200]!r}") from error

    def _ended(self) -> ClientError:
        self.end()
        said = self.words.read_text(encoding="utf-8", errors="replace").strip()[-2000:]
        return ClientError(f"`{' '.join(self.command)}` ended with status {self.process.returncode}: {said}")

    def end(self) -> None:
        """Ends the program: it has a moment to do so by itself when its input ends."""
        self.selector.close()
        try:
            self.process.stdin.close()
            self.process.wait(1)
        except (OSError, subprocess.TimeoutExpired):
            pass
        end(self.process)
