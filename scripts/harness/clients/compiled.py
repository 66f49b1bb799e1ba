"""Client programs that have to be compiled: once for each source and compiler, below build/clients."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from harness.clients.process import ClientError, run_program
from harness.paths import ROOT

PLACE = ROOT / "build" / "clients"
_TIMEOUT_S = 120


def compiled(source: Path, compiler: str, command: Callable[[Path], list[str]],
             env: dict[str, str] | None = None) -> Path:
    """The folder that `command(folder)` fills from the source; `compiler` is its version, and names what else
    the result depends on."""
    digest = hashlib.sha256(source.read_bytes() + compiler.encode()).hexdigest()[:16]
    folder = PLACE / f"{source.stem.lower()}-{source.suffix[1:]}-{digest}"
    if folder.is_dir():
        return folder
    PLACE.mkdir(parents=True, exist_ok=True)
    # Built aside and renamed: what has the name is whole, also when two build at once.
    with tempfile.TemporaryDirectory(prefix=".", dir=PLACE) as scratch:
        made = Path(scratch) / "made"
        made.mkdir()
        done = run_program(command(made), _TIMEOUT_S, env=env)
        if done.timed_out or done.code != 0:
            raise ClientError(f"{source.name} cannot be compiled: {done.err.strip()[-2000:]}")
        try:
            os.rename(made, folder)
        except OSError:
            if not folder.is_dir():
                raise
    return folder
