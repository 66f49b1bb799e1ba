"""`carom trace`, which follows a URL over the network and leaves every decision to the core."""

from __future__ import annotations

import json
import urllib.parse
from collections.abc import Iterator
from typing import Any

from harness.clients.process import ClientError, run_program
from harness.clients.runner import FAILED_CONNECTION, Case, Outcome, Runner, World, in_parallel


class Trace(Runner):
    """What is predicted is decided by the same core: this shows that it is also what is sent."""
    name = group = "carom"
    title = "carom trace --policy rfc9110 --yes"
    package = "this tree"
    policy = "rfc9110"
    resolves_names = True
    tells_fragment = True

    def version(self) -> str | None:
        return "this build"

    def run(self, cases: list[Case], world: World) -> Iterator[Outcome]:
        return in_parallel(lambda case: self.run_one(case, world), cases, world.jobs)

    def run_one(self, case: Case, world: World) -> Outcome:
        command = [str(world.tool), "trace", "--json", "--yes", "--policy", self.policy, "-X", case.method,
                   "--timeout", f"{world.timeout_s:g}"]
        for name, value in case.fields:
            command += ["-H", f"{name}: {value}"]
        if case.body is not None:
            command += ["-d", "-" if case.stream else case.body.decode("ascii")]
        if world.certificate is not None:
            command += ["--cacert", str(world.certificate)]
        for host, address in world.hosts.items():
            for port in {urllib.parse.urlsplit(case.url).port, *world.ports}:
                command += ["--resolve", f"{host}:{port}:{address}"]
        done = run_program([*command, case.url], 3 * world.timeout_s, case.body if case.stream else None)
        if done.timed_out:
            return Outcome(case.name, error="no answer in time", timed_out=True)
        try:
            return _outcome(case, json.loads(done.out))
        except (ValueError, KeyError, TypeError) as error:
            raise ClientError(f"carom trace ended with status {done.code}: {done.err.strip()[-500:]}") from error


def _outcome(case: Case, told: dict[str, Any]) -> Outcome:
    if not told["ok"]:
        # What is decided has `ok`: this is libcurl's.
        return Outcome(case.name, error=told["error"], failed=FAILED_CONNECTION)
    last = told["hops"][-1]
    if last["decision"]["error"]:
        return Outcome(case.name, error=last["decision"]["text"])
    return Outcome(case.name, told["final_status"], last["request"]["url"])


RUNNERS: list[Runner] = [Trace()]
