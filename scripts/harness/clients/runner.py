"""What a client's runner is: the interface between scripts/clients and one real client.

A runner makes requests with a real client, lets the client follow redirects by itself, and tells how each ended.
What arrived on the way is not its business: the recorder has that. It takes nothing from a case but what stands
in `Case`, and changes nothing of it: a client that cannot send a case says so in `cannot`, and the case is shown
as not sendable instead of being sent in another form.

A new client is a module harness/clients/runners/<name>.py with a list `RUNNERS` of Runner objects, one for each
way of running it that has a column of its own. Nothing else has to name it. Programs that a runner needs lie in
the same folder (client.go, node.mjs; one in Python is called <name>_driver.py, and is not imported).

`JsonLines` is the base for a client that is a library: one process for all cases, one JSON object a line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from harness.clients.process import LineProcess, environment


FAILED_CONNECTION, CRASH = "a failed connection", "a crash"
# As Node, Python, Go, Java and Chromium say it. What is not here is taken for the client's own decision.
_CONNECTION = re.compile(
    r"\b(ECONNREFUSED|ECONNRESET|ECONNABORTED|ENOTFOUND|EAI_AGAIN|EPIPE|EHOSTUNREACH|ENETUNREACH|UND_ERR_SOCKET)\b"
    r"|other side closed|connection refused|connection reset|no such host|network is unreachable|: EOF$"
    r"|^(ConnectionError|ChunkedEncodingError|ProxyError|SSLError):"
    r"|^java\.net\.(Connect|UnknownHost|Socket|NoRouteToHost)Exception|unexpected end of stream"
    r"|net::ERR_(CONNECTION|NAME|ADDRESS|EMPTY_RESPONSE|SOCKET|NETWORK|INTERNET|PROXY|SSL|CERT)"
    # No trust in a certificate, or no TLS at all.
    r"|\bx509: |\btls: |^javax\.net\.ssl\.|\b(DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_[A-Z_]+|ERR_(TLS|SSL)_[A-Z_]+)\b")
_TIMEOUT = re.compile(r"^(TimeoutError|ReadTimeout|ConnectTimeout):|^java\.net\.SocketTimeoutException")


@dataclass(frozen=True)
class Case:
    """One first request. The client follows what comes back as its users would have it follow."""
    name: str       # tells the cases of a run apart
    method: str     # GET, HEAD, POST, PUT, DELETE, QUERY, …
    url: str        # absolute; the fragment, if any, is the client's to keep
    fields: tuple[tuple[str, str], ...] = ()    # to be sent as they are, beside the client's own
    body: bytes | None = None                   # ASCII
    stream: bool = False                        # the body is given such that the client cannot send it twice

    def has(self, name: str) -> bool:
        return any(field.lower() == name.lower() for field, _ in self.fields)


@dataclass(frozen=True)
class Outcome:
    """How a case ended, in the client's own view."""
    case: str
    status: int | None = None   # of the response that the client handed over; None when there was none
    url: str | None = None      # what the client says is that response's URL; None when it does not tell
    error: str | None = None    # what it told its caller when it failed; None when it did not
    timed_out: bool = False     # it was ended by the runner; always a failure of the run
    failed: str | None = None   # FAILED_CONNECTION, CRASH: it did not end by a decision of its own


@dataclass(frozen=True)
class World:
    """What all runners of a run share."""
    folder: Path            # the runner's own, made for it, below out/clients; it stays after the run
    page: str               # URL of an empty HTML page on the first origin, for browsers; not recorded
    hosts: dict[str, str]   # names that cases use, each with its loopback address, for resolves_names
    jobs: int = 2           # processes at once
    timeout_s: float = 10   # for one case
    tool: Path = Path("carom")  # the tool that is compared with
    secure_page: str = ""   # the same page on the first origin of https
    certificate: Path | None = None # of every origin of https, PEM: the client is told to trust it
    ports: tuple[int, ...] = () # of all origins


def outcome_of(case: str, status: int | None, url: str | None, error: str | None) -> Outcome:
    """Of a library that tells an error in words."""
    failed = FAILED_CONNECTION if error and _CONNECTION.search(error) else None
    return Outcome(case, status, url, error, bool(error and _TIMEOUT.search(error)), failed)


class Runner:
    """One client, run in one way. Attributes are constants of the class or set in __init__."""
    name = ""               # a word for --client: curl, curl-post301
    title = ""              # for people: what is run, such as `curl --post301 -d`
    group = ""              # columns that belong together: curl, wget, …
    package = ""            # what brings it: the Debian package, or where else it comes from
    policy: str | None = None       # the policy of `carom follow` that says what it does; None: shown only
    postredir = 0                   # with a policy of curl's: the statuses that keep POST, as bits 1, 2, 4
    max_redirects: int | None = None    # when it is run with another maximum than the policy's
    by_default = True       # False: only with --all, or when it is named
    resolves_names = False  # it can be told the addresses of World.hosts
    tells_fragment = False  # Outcome.url has the fragment that it ended with
    methods: frozenset[str] | None = None   # the only ones that make sense for it; None: any
    groups: frozenset[str] | None = None    # the only groups of scenarios that it differs in; None: any
    forbidden: frozenset[str] = frozenset() # fields in lower case that it does not let its user set
    streams = True          # it can be given a body that it cannot send twice

    def version(self) -> str | None:
        """The client's version as a short text; None when it is not installed."""
        raise NotImplementedError

    def cannot(self, case: Case) -> str | None:
        """Why this client cannot send this case, in a few words; None when it can."""
        if self.methods is not None and case.method not in self.methods:
            return "not run with this method"
        if case.stream and not self.streams:
            return "has no body that can be sent only once"
        if not self.resolves_names and ".test" in case.url:
            return "cannot be told where a name leads"
        for name, _ in case.fields:
            if name.lower() in self.forbidden:
                return f"does not let its user set {name}"
        return None

    def run(self, cases: list[Case], world: World) -> Iterator[Outcome]:
        """Runs the cases, none of which it cannot, and yields one outcome for each, as they end.

        Leaving the iterator early, and any exception, ends every process that it started, by its id.
        """
        raise NotImplementedError


class JsonLines(Runner):
    """A client in a process that reads cases and answers outcomes, one JSON object a line, in order.

    In:  {"name", "method", "url", "fields": [[name, value]…], "body": text or null, "stream": bool}
    Out: {"status": int or null, "url": text or null, "error": text or null}
    The environment variable CAROM_CLIENTS_HOSTS has World.hosts as a JSON object, and the one that `trusts_by` names
    the path of World.certificate.
    """
    trusts_by = "CAROM_CLIENTS_CERTIFICATE"

    def command(self, world: World) -> list[str]:
        """The command line; it may build the program first."""
        raise NotImplementedError

    def run(self, cases: list[Case], world: World) -> Iterator[Outcome]:
        command = self.command(world)
        trusted = {} if world.certificate is None else {self.trusts_by: str(world.certificate)}
        env = environment(CAROM_CLIENTS_HOSTS=json.dumps(world.hosts), **trusted)
        process = None
        try:
            for case in cases:
                if process is None:
                    process = LineProcess(command, world.folder, env)
                answer = process.ask(_line(case), world.timeout_s)
                if answer is None:
                    process.end()
                    process = None
                    yield Outcome(case.name, error="no answer in time", timed_out=True)
                else:
                    yield outcome_of(case.name, answer["status"], answer["url"], answer["error"])
        finally:
            if process is not None:
                process.end()


def _line(case: Case) -> str:
    return json.dumps({"name": case.name, "method": case.method, "url": case.url,
                       "fields": [list(field) for field in case.fields],
                       "body": None if case.body is None else case.body.decode("ascii"),
                       "stream": case.stream})


def in_parallel(run: Callable[[Case], Outcome], cases: Iterable[Case], jobs: int) -> Iterator[Outcome]:
    """For clients that need a process for each case: `jobs` at once, outcomes in the cases' order."""
    # Imported here: the pool's atexit hook is of no use to the other runners.
    from concurrent.futures import ThreadPoolExecutor
    pool = ThreadPoolExecutor(jobs)
    try:
        yield from pool.map(run, cases)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
