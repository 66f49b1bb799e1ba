"""carom-server for the time of a run, on a free port."""

from __future__ import annotations

import re
import select
import signal
import subprocess
import time
from pathlib import Path

from harness.clients.process import ClientError, end, start

_READY = re.compile(rb"listening on http://([0-9.]+):([0-9]+)")
_PATIENCE_S = 10


class Server:
    """Use as a context manager: leaving it stops the server, come what may."""

    def __init__(self, program: Path, rules: str, folder: Path):
        self.rules = folder / "scenarios.redirects"
        self.rules.write_text(rules, encoding="utf-8")
        self.log = folder / "carom-server.log"
        with self.log.open("wb") as log:
            self.process = start([str(program), "--rules", str(self.rules), "--listen", "127.0.0.1:0",
                                  "--threads", "1"],
                                 stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log)
        try:
            self.address = self._ready()
        except BaseException:
            end(self.process)
            raise

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(3)
        except subprocess.TimeoutExpired:
            pass
        end(self.process)

    def _ready(self) -> tuple[str, int]:
        """The address, as the server prints it when it is ready."""
        said, deadline = b"", time.monotonic() + _PATIENCE_S
        while (found := _READY.search(said)) is None or b"\n" not in said[found.end():]:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.process.stdout], [], [], left)[0]:
                raise ClientError("carom-server is not ready in time")
            piece = self.process.stdout.read1(4096)
            if not piece:
                words = self.log.read_text(encoding="utf-8", errors="replace").strip()[-2000:]
                raise ClientError(f"carom-server ended: {words}")
            said += piece
        return found[1].decode(), int(found[2])
