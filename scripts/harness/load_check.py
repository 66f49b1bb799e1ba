"""A small HTTP/1.1 client that asks servers what they answer, before and after the load."""

import socket
import time
from dataclasses import dataclass

from harness.bench_errors import BenchError

TIMEOUT_S = 5.0
TIMES_ASKED = 3   # carom-server remembers an answer when it gives it a second time
# The fields of bench/workloads/requests.lua: what is checked is what is measured.
BROWSER_HEAD = (
    "Host: www.example.com\r\n"
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r\n"
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n"
    "Accept-Language: en-US,en;q=0.5\r\n"
    "Accept-Encoding: gzip, deflate\r\n"
    "\r\n")


@dataclass(frozen=True)
class Answer:
    status: int
    location: str | None
    size_bytes: int = 0    # head and body, as they came over the wire

    @property
    def decision(self):
        return self.status, self.location

    def __str__(self):
        return f"{self.status} {self.location if self.location is not None else 'without Location'}"


def parse_head(head):
    """Status, Location, Content-Length and whether the connection stays, from a response's head."""
    lines = head.decode("latin-1").split("\r\n")
    words = lines[0].split(" ", 2)
    if len(words) < 2 or not words[0].startswith("HTTP/1.") or not words[1].isdigit():
        raise BenchError(f"not an HTTP/1 status line: {lines[0][:80]!r}")
    fields = {}
    for line in lines[1:]:
        name, _, value = line.partition(":")
        fields.setdefault(name.strip().lower(), []).append(value.strip())
    locations = fields.get("location", [])
    if len(locations) > 1:
        raise BenchError(f"{len(locations)} Location fields in one answer")
    length = fields.get("content-length", ["0"])[0]
    if "transfer-encoding" in fields or not length.isdigit():
        raise BenchError("an answer without a plain Content-Length")
    keeps = "close" not in ",".join(fields.get("connection", [])).lower()
    return int(words[1]), locations[0] if locations else None, int(length), keeps


class Client:
    """One keep-alive connection, opened again when the server closes it."""

    def __init__(self, port):
        self.port = port
        self.closed_by_server = 0
        self._socket = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def get(self, path):
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self.port), TIMEOUT_S)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(f"GET {path} HTTP/1.1\r\n{BROWSER_HEAD}".encode("latin-1"))
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._receive(path)
        head, _, body = data.partition(b"\r\n\r\n")
        status, location, length, keeps = parse_head(head)
        while len(body) < length:
            body += self._receive(path)
        if not keeps:
            self.closed_by_server += 1
            self.close()
        return Answer(status, location, len(head) + 4 + length)

    def _receive(self, path):
        data = self._socket.recv(65536)
        if not data:
            raise BenchError(f"GET {path}: the server closed the connection in mid-answer")
        return data


def ask_all(port, paths):
    """The answer to each path; a socket that fails is an error that names the path.

    Each is asked for more than once: a server may remember what it answered, and load meets that.
    """
    answers = {}
    with Client(port) as client:
        for path in paths:
            for _ in range(TIMES_ASKED):
                try:
                    answer = client.get(path)
                except OSError as error:
                    raise BenchError(f"GET {path}: {error}") from error
                first = answers.setdefault(path, answer)
                if answer != first:
                    raise BenchError(f"GET {path}: answered {first} at first, and {answer} later")
        if client.closed_by_server > TIMES_ASKED * len(paths) // 2:
            raise BenchError("the server closes the connection after each answer")
    return answers


def wait_for_answer(server, port, path, patience_s=30.0):
    """Seconds from the server's start to its first complete answer."""
    deadline = server.started_at + patience_s
    while True:
        server.require_alive()
        try:
            with Client(port) as client:
                client.get(path)
            return time.monotonic() - server.started_at
        except (OSError, BenchError) as error:
            if time.monotonic() > deadline:
                raise BenchError(f"{server.name} gave no answer within {patience_s:.0f} s "
                                 f"({error}): {server.last_words()}") from error
            time.sleep(0.001)


def first_difference(expected, answers, name, other="carom"):
    """What to tell the user when a server's answers are not the expected ones; None when they are."""
    for path, answer in answers.items():
        if answer.decision != expected[path].decision:
            return (f"GET {path}: {other} answers {expected[path]}, {name} answers {answer}; "
                    f"the benchmark compares equal answers only")
    return None
