"""An origin, or rather some, that writes down every request, and has carom-server decide the redirects.

What comes to a path of the table `Answer`s is answered here, byte for byte, since no rules file can say it; `end`
is the 200 that a chain leads to; everything else is sent on to carom-server and its answer handed back. The first
segment of a path is the token of the case that the request belongs to.
"""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from harness.clients.certificate import Certificate

_HEAD_MAX = 64 << 10
_BODY_MAX = 1 << 20
_IDLE_S = 20
# A client that follows without end is answered with 200 at last.
REQUESTS_MAX = 150
PAGE = "/page"
# A request with this query has come to the end, too.
ANSWERED = "?answered"
# What a case's folder is called.
_TOKEN = re.compile(r"c[0-9]+n[0-9]+")
# The method of what is no request.
MALFORMED = "(malformed)"
_MANGLED = "\\"
_PAGE_TEXT = b"<!doctype html><title>carom</title><body></body>"
# Of one connection only; carom-server's are not the client's.
_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "host", "expect",
               "proxy-connection", "te", "upgrade"}

Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Answer:
    """What the recorder itself says. `{here}`, `{a}`, `{b}`, `{c}` in a value are the case's folder and origins."""
    status: int
    fields: Fields = ()


@dataclass(frozen=True)
class Exchange:
    """One request as it arrived, and the answer that was sent."""
    origin: str             # host and port that it came to, by the socket and not by what Host says
    method: str
    target: str
    fields: Fields
    body: bytes
    status: int
    answered: Fields        # the fields of the answer but for those about its length and connection
    by: str                 # carom-server, recorder
    at_ms: int              # since the first request of the case
    scheme: str = "http"    # by the socket, too

    def values(self, name: str) -> list[str]:
        return [value for other, value in self.fields if other.lower() == name.lower()]


@dataclass
class Taken:
    """What arrived for one case."""
    exchanges: list[Exchange] = field(default_factory=list)
    preflights: list[Exchange] = field(default_factory=list)
    started: float = 0.0


@dataclass(frozen=True)
class _Request:
    method: str
    target: str
    fields: Fields
    body: bytes
    keeps_open: bool

    def value(self, name: str) -> str | None:
        return next((value for other, value in self.fields if other.lower() == name), None)


class Malformed(Exception):
    """Bytes that are no HTTP request."""


class Recorder:
    """Use as a context manager. `upstream` is set to carom-server's address before the first case."""

    def __init__(self, answers: Callable[[int], Mapping[str, Answer]], certificate: Certificate | None = None):
        """In: answers makes the table from the port of the first origin; certificate is for two origins of https,
        which are not there without it."""
        self.upstream: tuple[str, int] | None = None
        self.strays: list[Exchange] = []
        self._taken: dict[str, Taken] = {}
        self._lock = threading.Lock()
        self._connections: set[socket.socket] = set()
        self._closing = False
        self._listeners = _listen()
        self.port, self.other_port = (self._listeners[0].getsockname()[1],
                                      self._listeners[2].getsockname()[1])
        self.answers = answers(self.port)
        self.origins = {"a": f"127.0.0.1:{self.port}", "b": f"127.0.0.1:{self.other_port}",
                        "c": f"127.0.0.2:{self.port}"}
        self.certificate = certificate
        self._tls = None if certificate is None else _tls(certificate)
        self._secure_listeners = [] if certificate is None else \
            [socket.create_server(("127.0.0.1", 0), backlog=128) for _ in range(2)]
        self.secure_ports = tuple(listener.getsockname()[1] for listener in self._secure_listeners)

    def __enter__(self) -> Recorder:
        for tls, listeners in ((None, self._listeners), (self._tls, self._secure_listeners)):
            for listener in listeners:
                threading.Thread(target=self._accept, args=(listener, tls), daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        with self._lock:
            self._closing = True
            open_now = list(self._connections)
        for one in [*self._listeners, *self._secure_listeners, *open_now]:
            # Wakes the thread that waits in it, which closing alone would not. A TLS socket's own shutdown would take
            # the TLS away under that thread.
            try:
                socket.socket.shutdown(one, socket.SHUT_RDWR)
            except OSError:
                pass
            one.close()

    def expect(self, token: str) -> None:
        """From now on requests below /TOKEN/ are recorded for it."""
        with self._lock:
            self._taken[token] = Taken()

    def taken(self, token: str) -> Taken:
        """What arrived so far. A client that has ended has been answered, and its requests are all here."""
        with self._lock:
            found = self._taken[token]
            return Taken(list(found.exchanges), list(found.preflights), found.started)

    # --- connections ---------------------------------------------------------------------------------

    def _accept(self, listener: socket.socket, tls: ssl.SSLContext | None) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            connection.settimeout(_IDLE_S)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if tls is not None:
                try:
                    connection = tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
                except OSError:
                    continue    # the client has gone already
            with self._lock:
                if self._closing:
                    connection.close()
                    return
                self._connections.add(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        upstream, origin = _Upstream(), "?"
        try:
            origin = "%s:%d" % connection.getsockname()[:2]
            if isinstance(connection, ssl.SSLSocket):
                connection.do_handshake()
            with connection.makefile("rb") as stream:
                while (request := _read_request(stream, connection)) is not None:
                    connection.sendall(self._answer(origin, request, upstream))
                    if not request.keeps_open:
                        break
        except OSError:
            pass
        except Malformed as error:
            # The client sees a connection that breaks: whatever it makes of that is no answer to a redirect.
            with self._lock:
                self.strays.append(Exchange(origin, MALFORMED, str(error), (), b"", 0, (), "recorder", 0))
        finally:
            upstream.close()
            connection.close()
            with self._lock:
                self._connections.discard(connection)

    # --- answers -------------------------------------------------------------------------------------

    def _answer(self, origin: str, request: _Request, upstream: _Upstream) -> bytes:
        path = request.target.partition("?")[0]
        token, rest = self._token(path)
        if path in (PAGE, "/favicon.ico"):
            return _message(request, 200, (("Content-Type", "text/html"),), _PAGE_TEXT)
        preflight = (request.method == "OPTIONS"
                     and request.value("access-control-request-method") is not None)
        status, fields, body, by = self._decide(origin, request, token, rest, preflight, upstream)
        fields += _cors(request, preflight)
        self._record(token, preflight, Exchange(origin, request.method, request.target, request.fields,
                                                request.body, status, fields, by, 0, self._scheme(origin)))
        return _message(request, status, fields, body)

    def _scheme(self, origin: str) -> str:
        return "https" if int(origin.rpartition(":")[2]) in self.secure_ports else "http"

    def _token(self, path: str) -> tuple[str, str]:
        """The case that a path belongs to, and what is below its folder.

        Where a client has mangled the path, that is where it ends.
        """
        token, _, rest = path[1:].partition("/")
        if token not in self._taken:
            for word in _TOKEN.findall(path):
                if word in self._taken:
                    return word, _MANGLED
        return token, rest

    def _decide(self, origin: str, request: _Request, token: str, rest: str, preflight: bool,
                upstream: _Upstream) -> tuple[int, Fields, bytes, str]:
        with self._lock:
            taken = self._taken.get(token)
            enough = taken is not None and len(taken.exchanges) >= REQUESTS_MAX
        if taken is None:
            return 404, (), b"no such case\n", "recorder"
        if preflight:
            return 204, (), b"", "recorder"
        if enough or _is_the_end(rest) or request.target.endswith(ANSWERED):
            return 200, (("Content-Type", "text/plain"),), b"the end\n", "recorder"
        if rest in self.answers:
            answer = self.answers[rest]
            names = {"here": f"/{token}", **self.origins}
            return answer.status, tuple((name, value.format(**names)) for name, value in answer.fields), \
                b"see Location\n", "recorder"
        status, fields, body = upstream.ask(self.upstream, origin, request)
        return status, fields, body, "carom-server"

    def _record(self, token: str, preflight: bool, exchange: Exchange) -> None:
        now = time.monotonic()
        with self._lock:
            taken = self._taken.get(token)
            if taken is None:
                self.strays.append(exchange)
                return
            if not taken.exchanges and not taken.preflights:
                taken.started = now
            at_ms = round((now - taken.started) * 1000)
            timed = Exchange(**{**exchange.__dict__, "at_ms": at_ms})
            (taken.preflights if preflight else taken.exchanges).append(timed)


def _is_the_end(rest: str) -> bool:
    """Where a chain leads to: `end`, what is below it, and two Locations made one, as `end, /end` or `x/, /end`."""
    return rest in ("", _MANGLED) or re.split("[/,]", rest)[0] == "end" or rest.endswith("/end")


def _tls(certificate: Certificate) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.file, certificate.key)
    return context


def _listen() -> list[socket.socket]:
    """127.0.0.1 and 127.0.0.2 on one port, and 127.0.0.1 on another."""
    for _ in range(50):
        opened: list[socket.socket] = []
        try:
            opened.append(socket.create_server(("127.0.0.1", 0), backlog=128))
            opened.append(socket.create_server(("127.0.0.2", opened[0].getsockname()[1]), backlog=128))
            opened.append(socket.create_server(("127.0.0.1", 0), backlog=128))
            return opened
        except OSError:
            for one in opened:
                one.close()
    raise OSError("no port is free on both 127.0.0.1 and 127.0.0.2")


class _Upstream:
    """One connection's way to carom-server."""

    def __init__(self) -> None:
        self.connection: http.client.HTTPConnection | None = None

    def ask(self, address: tuple[str, int] | None, origin: str,
            request: _Request) -> tuple[int, Fields, bytes]:
        if address is None:
            return 502, (), b"no server\n"
        # carom-server closes a connection that was idle, which shows only when it is used again.
        for is_last in ((True,) if self.connection is None else (False, True)):
            try:
                return self._ask(address, origin, request)
            except (OSError, http.client.HTTPException) as error:
                self.close()
                if is_last:
                    return 502, (), f"carom-server: {error!r}\n".encode()
        raise AssertionError("the last attempt returns")

    def _ask(self, address: tuple[str, int], origin: str, request: _Request) -> tuple[int, Fields, bytes]:
        if self.connection is None:
            self.connection = http.client.HTTPConnection(*address, timeout=_IDLE_S)
        self.connection.putrequest(request.method, request.target, skip_host=True, skip_accept_encoding=True)
        self.connection.putheader("Host", origin)
        for name, value in request.fields:
            if name.lower() not in _HOP_BY_HOP:
                self.connection.putheader(name, value)
        if request.body:
            self.connection.putheader("Content-Length", str(len(request.body)))
        self.connection.endheaders(request.body or None)
        response = self.connection.getresponse()
        body = response.read()
        kept = tuple((name, value) for name, value in response.getheaders()
                     if name.lower() not in _HOP_BY_HOP)
        return response.status, kept, body

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None


def _cors(request: _Request, preflight: bool) -> Fields:
    """Whatever a page asks for is allowed: what the browser drops by itself is the question."""
    origin = request.value("origin")
    if origin is None:
        return ()
    fields = (("Access-Control-Allow-Origin", origin), ("Access-Control-Allow-Credentials", "true"))
    if preflight:
        fields += (("Access-Control-Allow-Methods", request.value("access-control-request-method") or ""),
                   ("Access-Control-Allow-Headers", request.value("access-control-request-headers") or ""))
    return fields


def _message(request: _Request, status: int, fields: Fields, body: bytes) -> bytes:
    lines = [f"HTTP/1.1 {status} {http.client.responses.get(status, 'Other')}"]
    lines += [f"{name}: {value}" for name, value in fields]
    if status not in (204, 304):
        lines.append(f"Content-Length: {len(body)}")
    if not request.keeps_open:
        lines.append("Connection: close")
    # What stands in a field's value may be any byte: fields are handled as Latin-1 texts of their bytes.
    head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
    return head if request.method == "HEAD" or status in (204, 304) else head + body


# --- reading requests ----------------------------------------------------------------------------------

def _read_request(stream, connection: socket.socket) -> _Request | None:
    """The next request; None at the end of the connection."""
    line = stream.readline(_HEAD_MAX)
    while line in (b"\r\n", b"\n"):
        line = stream.readline(_HEAD_MAX)
    if not line:
        return None
    words = line.decode("latin-1").rstrip("\r\n").split(" ")
    if len(words) < 3 or not words[-1].startswith("HTTP/1."):
        raise Malformed(line)
    fields = _read_fields(stream)
    named = {name.lower(): value for name, value in fields}
    if named.get("expect", "").lower() == "100-continue":
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    connection_value = named.get("connection", "").lower()
    keeps_open = "close" not in connection_value and (words[-1] != "HTTP/1.0" or "keep-alive" in connection_value)
    # A target with a space in it, which no client should send, is recorded as it is.
    return _Request(words[0], " ".join(words[1:-1]), fields, _read_body(stream, named), keeps_open)


def _read_fields(stream) -> Fields:
    fields, left = [], _HEAD_MAX
    while (line := stream.readline(left)) not in (b"\r\n", b"\n"):
        left -= len(line)
        name, colon, value = line.decode("latin-1").partition(":")
        if not line.endswith(b"\n") or not colon or left <= 0:
            raise Malformed(line)
        fields.append((name, value.strip(" \t\r\n")))
    return tuple(fields)


def _read_body(stream, named: Mapping[str, str]) -> bytes:
    if "chunked" in named.get("transfer-encoding", "").lower():
        return _read_chunks(stream)
    text = named.get("content-length", "0")
    if not text.isascii() or not text.isdigit() or int(text) > _BODY_MAX:
        raise Malformed(text)
    body = stream.read(int(text))
    if len(body) != int(text):
        raise Malformed("the body is short")
    return body


def _read_chunks(stream) -> bytes:
    body = b""
    while True:
        try:
            size = int(stream.readline(_HEAD_MAX).partition(b";")[0], 16)
        except ValueError as error:
            raise Malformed("a chunk without a size") from error
        if size < 0 or len(body) + size > _BODY_MAX:
            raise Malformed("a body that is too long")
        body += stream.read(size)
        if size == 0:
            _read_fields(stream)
            return body
        stream.readline(_HEAD_MAX)
