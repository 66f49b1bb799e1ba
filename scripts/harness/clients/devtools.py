"""A headless Chromium, driven over the pipe that its DevTools protocol has."""

from __future__ import annotations

import fcntl
import json
import os
import selectors
import subprocess
import tempfile
import time
from collections import deque
from pathlib import Path
from typing import Any

from harness.clients.folder import SCRATCH
from harness.clients.process import ClientError, end, environment, start

PROGRAM = "chromium"
_START_TIMEOUT_S = 60
_COMMAND_TIMEOUT_S = 20
# The browser reads commands from its descriptor 3 and writes answers to 4. Ours are above, so that the one is
# not lost when the other is put into its place.
_LOWEST_DESCRIPTOR = 10
_ON_3_AND_4 = 'exec 3<&"$1" 4>&"$2"; shift 2; exec "$@"'
_OPTIONS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
    "--no-default-browser-check", "--disable-background-networking", "--disable-breakpad",
    "--disable-component-update", "--disable-default-apps", "--disable-extensions", "--disable-sync",
    "--metrics-recording-only", "--mute-audio", "--no-pings", "--no-proxy-server", "--password-store=basic",
    "--use-mock-keychain", "--remote-debugging-pipe",
)


class Refused(Exception):
    """The browser answered a command with an error; the text is the browser's."""


class Browser:
    """Use as a context manager: a browser of its own, with one page."""

    def __init__(self, folder: Path, hosts: dict[str, str], *options: str):
        self.scratch = tempfile.TemporaryDirectory(prefix=SCRATCH, dir=folder, ignore_cleanup_errors=True)
        self.words = folder / "stderr.log"
        self.events: deque[dict] = deque()
        self.process = None
        self._pending = b""
        self._last_id = 0
        self._session: str | None = None
        self._start(hosts, options)

    def _start(self, hosts: dict[str, str], options: tuple[str, ...]) -> None:
        home = self.scratch.name
        rules = ", ".join(f"MAP {name} {address}" for name, address in hosts.items())
        command = [PROGRAM, *_OPTIONS, *options, f"--user-data-dir={home}/profile", f"--host-resolver-rules={rules}",
                   "about:blank"]
        theirs_in, self._to = (_high(descriptor) for descriptor in os.pipe())
        self._from, theirs_out = (_high(descriptor) for descriptor in os.pipe())
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._from, selectors.EVENT_READ)
        try:
            with self.words.open("ab") as words:
                self.process = start(
                    ["/bin/bash", "-c", _ON_3_AND_4, "bash", str(theirs_in), str(theirs_out), *command],
                    pass_fds=(theirs_in, theirs_out), cwd=home, stdin=subprocess.DEVNULL, stdout=words, stderr=words,
                    env=environment(HOME=home, XDG_CONFIG_HOME=home, XDG_CACHE_HOME=home, TMPDIR=home))
        finally:
            os.close(theirs_in)
            os.close(theirs_out)

    def __enter__(self) -> Browser:
        try:
            target = self.call("Target.createTarget", {"url": "about:blank"}, _START_TIMEOUT_S)["targetId"]
            self._session = self.call("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def close(self) -> None:
        """Ends the browser and everything that it started, and removes what it wrote."""
        if self.process is not None:
            end(self.process)
            self.process = None
            self._selector.close()
            os.close(self._to)
            os.close(self._from)
            self.scratch.cleanup()

    def call(self, method: str, parameters: dict | None = None, timeout_s: float = _COMMAND_TIMEOUT_S) -> Any:
        """The result of a command. Events that come meanwhile are kept in `events`.

        Raises Refused, TimeoutError, and ClientError when the browser has ended."""
        self._last_id += 1
        message: dict[str, Any] = {"id": self._last_id, "method": method, "params": parameters or {}}
        if self._session is not None:
            message["sessionId"] = self._session
        left = memoryview(json.dumps(message).encode() + b"\0")
        try:
            while left:
                left = left[os.write(self._to, left):]
        except OSError as error:
            raise self._ended() from error
        deadline = time.monotonic() + timeout_s
        while True:
            answer = self._next(deadline)
            if answer.get("id") != self._last_id:
                self._keep(answer)
            elif "error" in answer:
                raise Refused(f"{method}: {answer['error']['message']}")
            else:
                return answer["result"]

    def event(self, deadline: float) -> dict:
        """The next event of the page. Raises as `call` does."""
        while not self.events:
            self._keep(self._next(deadline))
        return self.events.popleft()

    def evaluate(self, expression: str, timeout_s: float = _COMMAND_TIMEOUT_S) -> Any:
        """The value of an expression in the page, a promise's when it is one."""
        found = self.call("Runtime.evaluate", {"expression": expression, "awaitPromise": True,
                                               "returnByValue": True}, timeout_s)
        if "exceptionDetails" in found:
            details = found["exceptionDetails"]
            raise Refused(details.get("exception", {}).get("description", details["text"]))
        return found["result"].get("value")

    def _keep(self, message: dict) -> None:
        # What answers a command that was given up is of no use.
        if "method" in message:
            self.events.append(message)

    def _next(self, deadline: float) -> dict:
        while b"\0" not in self._pending:
            left = deadline - time.monotonic()
            if left <= 0 or not self._selector.select(left):
                raise TimeoutError("the browser gave no answer in time")
            piece = os.read(self._from, 65536)
            if not piece:
                raise self._ended()
            self._pending += piece
        message, _, self._pending = self._pending.partition(b"\0")
        return json.loads(message)

    def _ended(self) -> ClientError:
        said = self.words.read_text(encoding="utf-8", errors="replace").strip()[-2000:]
        return ClientError(f"{PROGRAM} ended before it was told to: {said}")


def _high(descriptor: int) -> int:
    moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, _LOWEST_DESCRIPTOR)
    os.close(descriptor)
    return moved
