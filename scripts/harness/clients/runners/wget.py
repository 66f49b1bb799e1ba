"""GNU Wget, the command."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator

from harness.clients.process import run_program
from harness.clients.runner import CRASH, FAILED_CONNECTION, Case, Outcome, Runner, World, in_parallel

# By its manual: network failure, SSL verification failure.
_CONNECTION = frozenset({4, 5})
_STATUS = re.compile(r"^ *HTTP/1\.[01] (\d{3})", re.MULTILINE)


class Wget(Runner):
    """`wget`, with --method and --body-data where the request is no GET."""
    name = group = package = policy = "wget"
    title = "wget"
    streams = False # --body-file is read again for each request

    def version(self) -> str | None:
        if shutil.which("wget") is None:
            return None
        found = re.match(r"GNU Wget (\S+)", run_program(["wget", "--version"], 10).out)
        return found[1] if found else None

    def run(self, cases: list[Case], world: World) -> Iterator[Outcome]:
        return in_parallel(lambda case: self.run_one(case, world), cases, world.jobs)

    def run_one(self, case: Case, world: World) -> Outcome:
        command = ["wget", "--no-config", "--no-hsts", "--no-proxy", "--tries=1", "--no-verbose",
                   "--server-response", f"--timeout={world.timeout_s:g}", "--output-document=/dev/null"]
        if world.certificate is not None:
            command.append(f"--ca-certificate={world.certificate}")
        if case.method == "POST" and case.body is not None:
            command.append(f"--post-data={case.body.decode('ascii')}")
        elif case.method != "GET":
            command.append(f"--method={case.method}")
            if case.body is not None:
                command.append(f"--body-data={case.body.decode('ascii')}")
        command += [f"--header={name}: {value}" for name, value in case.fields]
        done = run_program([*command, "--", case.url], world.timeout_s + 5, cwd=world.folder)
        if done.timed_out:
            return Outcome(case.name, error="no answer in time", timed_out=True)
        if done.code < 0:
            return Outcome(case.name, error=f"ended by signal {-done.code}", failed=CRASH)
        statuses = _STATUS.findall(done.err)
        error = f"exit code {done.code}: {_words(done.err)}" if done.code else None
        return Outcome(case.name, int(statuses[-1]) if statuses else None, None, error,
                       failed=FAILED_CONNECTION if done.code in _CONNECTION else None)


def _words(text: str) -> str:
    """What it said last that is not a field of a response."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("  ")]
    return lines[-1] if lines else "it said nothing"


RUNNERS: list[Runner] = [Wget()]
