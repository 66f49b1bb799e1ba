"""Requests over many connections at once, each with one in flight: a load of an exact number of requests."""

import selectors
import socket
from collections import deque

from harness.bench_errors import BenchError
from harness.load_check import BROWSER_HEAD, TIMEOUT_S, parse_head

# A server under callgrind is some fifty times slower than by itself.
PATIENCE_S = 4 * TIMEOUT_S


class _Connection:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE_S)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.path = None
        self.data = b""

    def send(self, path):
        self.path, self.data = path, b""
        self.socket.sendall(f"GET {path} HTTP/1.1\r\n{BROWSER_HEAD}".encode("latin-1"))

    def receive(self):
        """Reads what is there; True when the answer is complete."""
        part = self.socket.recv(65536)
        if not part:
            raise BenchError(f"GET {self.path}: the server closed the connection in mid-answer")
        self.data += part
        head, end, body = self.data.partition(b"\r\n\r\n")
        if not end:
            return False
        _, _, length, keeps = parse_head(head)
        if len(body) >= length and not keeps:
            raise BenchError(f"GET {self.path}: the server closes the connection after its answer")
        return len(body) >= length


def _ask(connections, waiting):
    with selectors.DefaultSelector() as selector:
        for connection in connections[:len(waiting)]:
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            connection.send(waiting.popleft())
        while selector.get_map():
            ready = selector.select(PATIENCE_S)
            if not ready:
                raise BenchError(f"no answer for {PATIENCE_S:.0f} s")
            for key, _ in ready:
                connection = key.data
                if not connection.receive():
                    continue
                if waiting:
                    connection.send(waiting.popleft())
                else:
                    selector.unregister(connection.socket)


def ask_at_once(port, paths, connection_count):
    """Asks for each path once, in order, as soon as one of the connections is free."""
    connections = []
    try:
        for _ in range(connection_count):
            connections.append(_Connection(port))
        _ask(connections, deque(paths))
    finally:
        for connection in connections:
            connection.socket.close()
