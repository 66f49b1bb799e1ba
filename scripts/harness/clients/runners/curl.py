"""curl, the command, with the options that change what it does on a redirect."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from harness.clients.process import ClientError, run_program
from harness.clients.runner import CRASH, FAILED_CONNECTION, Case, Outcome, Runner, World, in_parallel

# Exit code and words, last status, last URL.
_WRITE_OUT = "%{json}"
_TIMED_OUT = 28
# No name, no connection, none with TLS, no answer on it, what broke while sending and receiving, and no trust.
_CONNECTION = frozenset({5, 6, 7, 35, 52, 55, 56, 60, 77})


class Curl(Runner):
    """`curl -L`: the method comes with the option for the body; with `request`, by -X."""
    group = "curl"
    package = "curl"
    resolves_names = True
    tells_fragment = True
    # The command's default; the library's is 30 since 8.3.
    max_redirects = 50

    def __init__(self, name: str, title: str, *options: str, policy: str | None = "curl",
                 methods: set[str] | None = None, groups: set[str] | None = None,
                 request: bool = False, postredir: int = 0):
        self.name = name
        self.title = title
        self.options = options
        self.policy = policy
        self.methods = frozenset(methods) if methods else None
        self.groups = frozenset(groups) if groups else None
        self.request = request
        self.postredir = postredir

    def version(self) -> str | None:
        if shutil.which("curl") is None:
            return None
        found = re.match(r"curl (\S+)", run_program(["curl", "--version"], 10).out)
        return found[1] if found else None

    def cannot(self, case: Case) -> str | None:
        if case.stream and case.method != "PUT":
            return "sends from a pipe with -T alone, which is PUT"
        return super().cannot(case)

    def run(self, cases: list[Case], world: World) -> Iterator[Outcome]:
        for body in {case.body for case in cases if case.body is not None}:
            self._file(body, world).write_bytes(body)
        return in_parallel(lambda case: self.run_one(case, world), cases, world.jobs)

    def run_one(self, case: Case, world: World) -> Outcome:
        command = ["curl", "-q", "--silent", "--show-error", "--location", "--globoff", "--noproxy", "*",
                   "--max-time", str(world.timeout_s), "--output", "/dev/null",
                   *(["--cacert", str(world.certificate)] if world.certificate else []),
                   "--write-out", _WRITE_OUT, *self.options, *self._method(case, world)]
        for name, value in case.fields:
            command += ["--header", f"{name}: {value}"]
        for name, address in world.hosts.items():
            command += ["--connect-to", f"{name}::{address}:"]
        given = case.body if case.stream else None
        done = run_program([*command, "--", case.url], world.timeout_s + 5, given)
        if done.timed_out or done.code == _TIMED_OUT:
            return Outcome(case.name, error="no answer in time", timed_out=True)
        if done.code < 0:
            return Outcome(case.name, error=f"ended by signal {-done.code}", failed=CRASH)
        try:
            told = json.loads(done.out)
        except ValueError as error:
            raise ClientError(f"curl ended with status {done.code}: {done.err.strip()[-500:]}") from error
        error = f"exit code {done.code}: {told['errormsg']}" if done.code else None
        return Outcome(case.name, told["http_code"] or None, told["url_effective"], error,
                       failed=FAILED_CONNECTION if done.code in _CONNECTION else None)

    def _method(self, case: Case, world: World) -> list[str]:
        words, implied = self._body(case, world)
        if case.method == "HEAD":
            words, implied = ["--head"], "HEAD"
        if implied == case.method and not self.request:
            return words
        return [*words, "--request", case.method]

    def _body(self, case: Case, world: World) -> tuple[list[str], str]:
        """The options for the body, and the method that they imply."""
        if case.stream:
            return ["--upload-file", "-"], "PUT"
        if case.body is None:
            return [], "GET"
        if case.method != "PUT" or self.request:
            return ["--data-binary", case.body.decode("ascii")], "POST"
        return ["--upload-file", str(self._file(case.body, world))], "PUT"

    def _file(self, body: bytes, world: World) -> Path:
        return world.folder / f"body-{hashlib.sha256(body).hexdigest()[:16]}"


RUNNERS: list[Runner] = [
    Curl("curl", "curl -L", methods={"GET", "HEAD", "POST", "PUT"}),
    Curl("curl-post301", "curl -L --post301", "--post301", methods={"POST"}, groups={"methods"},
         postredir=1),
    Curl("curl-post302", "curl -L --post302", "--post302", methods={"POST"}, groups={"methods"},
         postredir=2),
    Curl("curl-post303", "curl -L --post303", "--post303", methods={"POST"}, groups={"methods"},
         postredir=4),
    Curl("curl-request", "curl -L -X METHOD", policy="curl-request", request=True,
         groups={"methods", "forms", "chains"}),
    Curl("curl-trusted", "curl --location-trusted", "--location-trusted", policy=None,
         methods={"GET", "POST"}, groups={"credentials"}),
]
