"""The client of many connections, against a server that answers only when each of them has asked."""

import socket
import threading
import unittest

from harness import load_many
from harness.bench_errors import BenchError

ANSWER = b"HTTP/1.1 307 Temporary Redirect\r\nLocation: /b\r\nContent-Length: 2\r\n\r\nok"


class TogetherServer:
    """Takes `count` connections and, for each answer's turn, a request from every one before it answers."""

    def __init__(self, count, turns, answer=ANSWER):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.paths = []
        self.thread = threading.Thread(target=self._serve, args=(count, turns, answer), daemon=True)
        self.thread.start()

    def _serve(self, count, turns, answer):
        peers = [self.listener.accept()[0] for _ in range(count)]
        for _ in range(turns):
            for peer in peers:
                peer.settimeout(10)
                head = b""
                while not head.endswith(b"\r\n\r\n"):
                    head += peer.recv(4096)
                self.paths.append(head.split(b" ")[1].decode())
            for peer in peers:
                # In two parts: an answer need not come as one.
                peer.sendall(answer[:40])
                peer.sendall(answer[40:])
        for peer in peers:
            peer.close()

    def close(self):
        self.thread.join(10)
        self.listener.close()


class ManyConnections(unittest.TestCase):
    def serve(self, *arguments):
        server = TogetherServer(*arguments)
        self.addCleanup(server.close)
        return server

    def test_each_connection_has_a_request_in_flight_and_each_path_is_asked_once(self):
        server = self.serve(16, 5)
        paths = [f"/{number}" for number in range(80)]
        load_many.ask_at_once(server.port, paths, 16)
        self.assertEqual(sorted(server.paths), sorted(paths))

    def test_fewer_paths_than_connections_leave_some_idle(self):
        server = self.serve(1, 1)
        load_many.ask_at_once(server.port, ["/a"], 3)
        self.assertEqual(server.paths, ["/a"])

    def test_a_connection_that_ends_too_early_is_an_error_that_names_the_path(self):
        for answer in (ANSWER[:-1], ANSWER.replace(b"Content-", b"Connection: close\r\nContent-")):
            with self.subTest(answer):
                server = self.serve(2, 1, answer)
                with self.assertRaisesRegex(BenchError, "GET /[ab]: the server close[ds] the connection"):
                    load_many.ask_at_once(server.port, ["/a", "/b"], 2)


if __name__ == "__main__":
    unittest.main()
