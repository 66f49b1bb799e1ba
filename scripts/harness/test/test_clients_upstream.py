"""The recorder before a server that closes connections which it said it would keep."""

import http.client
import socket
import threading
import unittest

from harness.clients.recorder import Recorder

ANSWER = b"HTTP/1.1 302 Found\r\nLocation: /case/end\r\nContent-Length: 0\r\n\r\n"


class Closing:
    """Answers one request of each connection, and closes it without a word."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = self.listener.getsockname()
        self.accepted = 0
        self.gone = threading.Semaphore(0)
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.accepted += 1
            with connection, connection.makefile("rb") as stream:
                while stream.readline() not in (b"\r\n", b""):
                    pass
                connection.sendall(ANSWER)
            self.gone.release()

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


class Upstream(unittest.TestCase):
    def setUp(self):
        self.server = Closing()
        self.recorder = self.enterContext(Recorder(lambda _port: {}))
        self.recorder.upstream = self.server.address
        self.recorder.expect("case")
        self.client = http.client.HTTPConnection("127.0.0.1", self.recorder.port, timeout=10)
        self.addCleanup(self.client.close)

    def ask(self):
        self.client.request("GET", "/case/x")
        response = self.client.getresponse()
        response.read()
        return response.status

    def test_a_connection_that_was_closed_meanwhile_is_opened_again(self):
        self.addCleanup(self.server.close)
        for _ in range(3):
            self.assertEqual(self.ask(), 302)
            self.assertTrue(self.server.gone.acquire(timeout=10))
        self.assertEqual(self.server.accepted, 3)

    def test_a_server_that_is_gone_is_502(self):
        self.assertEqual(self.ask(), 302)
        self.assertTrue(self.server.gone.acquire(timeout=10))
        self.server.close()
        self.assertEqual(self.ask(), 502)


if __name__ == "__main__":
    unittest.main()
