"""The folder that a run writes to, out/clients: for one run at a time, and without what a killed one has left."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from harness.paths import shown

# Folders of one run, here and below a runner's own; their names end in letters that differ.
SCRATCH = "scratch-"
_RESULTS = ("clients.json", "clients.html")


class UsageError(Exception):
    """The text says what is wrong with what was asked for."""


@contextlib.contextmanager
def claimed(folder: Path) -> Iterator[Path]:
    """The folder, made and for this run alone while the block lasts; the results are written beside it.

    The lock ends with the process, however that ends; its file stays, because removing it would let two runs each
    lock a file of their own.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise UsageError(f"cannot write to {shown(folder)}: {error.strerror}: choose another place with "
                         "--out DIR") from error
    with open(descriptor, "r+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UsageError(f"another run writes to {shown(folder)}: wait for it, or choose another place with "
                             "--out DIR") from error
        _require_results(folder.parent)
        # Whoever was killed could not take them away.
        for left in (*folder.glob(f"{SCRATCH}*"), *folder.glob(f"*/{SCRATCH}*")):
            shutil.rmtree(left, ignore_errors=True)
        yield folder.resolve()


def _require_results(out: Path) -> None:
    """Found out before the clients run, and not when their results are to be written."""
    if not os.access(out, os.W_OK):
        raise UsageError(f"cannot write to {shown(out)}: choose another place with --out DIR")
    for name in _RESULTS:
        if (out / name).is_dir():
            raise UsageError(f"cannot write {shown(out / name)}: it is a folder: remove it, or choose another place "
                             "with --out DIR")
