"""Where a benchmark writes: found writable before the first round, and used by one run at a time."""

from __future__ import annotations

import contextlib
import fcntl
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from harness.bench_errors import UsageError
from harness.paths import shown

_ADVICE = "make it a folder that you can write to, or choose another with --out DIR"


def require_writable(out: Path) -> None:
    """Makes the folder and writes a file to it: an hour of rounds must not end at its last line."""
    for folder in (out, out / "bench"):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass
        except (FileExistsError, NotADirectoryError) as error:
            file = next((path for path in (folder, *folder.parents) if path.is_file()), folder)
            raise UsageError(f"cannot write to {shown(folder)}: {shown(file)} is not a folder: "
                             f"{_ADVICE}") from error
        except OSError as error:
            raise UsageError(f"cannot write to {shown(folder)}: {error.strerror}: "
                             f"{_ADVICE}") from error
    if (out / "bench.json").is_dir():
        raise UsageError(f"cannot write {shown(out / 'bench.json')}: it is a folder: remove it, or "
                         f"choose another place with --out DIR")


def _owner(lock: IO[str]) -> str:
    lock.seek(0)
    return lock.read().strip() or "unknown"


@contextlib.contextmanager
def claimed(out: Path) -> Iterator[Path]:
    """The folder for the servers' files, for this run alone while the block lasts.

    The lock ends with the process, however that ends; the file stays, because removing it would let
    two runs each lock a file of their own.
    """
    require_writable(out)
    directory = out / "bench"
    descriptor = os.open(directory / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    with open(descriptor, "r+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UsageError(f"another benchmark is running in this tree (pid {_owner(lock)}) and "
                             f"writes to {shown(out)}: wait for it, or choose another folder with "
                             f"--out DIR") from error
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield directory
