#!/usr/bin/python3
"""SIGTERM: open requests are finished, nothing new is begun, and the end comes soon."""

import os
import signal
import subprocess
import tempfile
import threading
import time
import unittest

import support
from h2_client import H2Client
from support import Server, curl


class Worker(threading.Thread):
    """Asks over one connection until the server says that it will close it."""

    def __init__(self, server):
        super().__init__()
        self.server = server
        self.client = server.connect()
        self.count = 0
        self.closed_by_word = False
        self.failure = None

    def run(self):
        try:
            with self.client:
                while not self.closed_by_word:
                    response = self.client.ask("/blog/" + "x" * 2000)
                    if response.status != 301 or len(response.body) < 2000:
                        raise AssertionError(f"status {response.status}")
                    self.count += 1
                    self.closed_by_word = response.get("Connection") == "close"
                if not self.client.at_end():
                    raise AssertionError("bytes behind the last answer")
        except Exception as error:  # pylint: disable=broad-except; the test reports it
            self.failure = error


class Unread:
    """A server whose reloader hangs in a message, since its standard error is a full pipe."""

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="carom-server-test-")
        path = os.path.join(self.folder.name, "rules")
        with open(path, "w", encoding="utf-8") as file:
            file.write(support.RULES)
        self.pipe = os.pipe()
        os.set_blocking(self.pipe[1], False)
        self.process = subprocess.Popen(
            [support.BINARY, "--rules", path, "--listen=127.0.0.1:0"], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=self.pipe[1])
        port = int(self.process.stdout.readline().decode().rsplit(":", 1)[1])
        self.client = support.Client("127.0.0.1", port)
        try:
            while True:
                os.write(self.pipe[1], b"x" * 4096)
        except BlockingIOError:
            os.set_blocking(self.pipe[1], True)
        with open(path, "a", encoding="utf-8") as file:
            file.write("nonsense\n")
        self.process.send_signal(signal.SIGHUP)
        time.sleep(0.3)
        return self

    def __exit__(self, *_):
        self.client.socket.close()
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        for end in self.pipe:
            os.close(end)
        self.folder.cleanup()


class Drain(unittest.TestCase):

    def test_every_request_under_load_gets_its_whole_answer(self):
        for threads in (1, 2):
            with self.subTest(threads=threads), Server(threads=threads) as server:
                workers = [Worker(server) for _ in range(6)]
                for worker in workers:
                    worker.start()
                time.sleep(0.4)
                self.assertEqual(server.stop(), 0)
                for worker in workers:
                    worker.join(support.WAIT_S)
                    self.assertIsNone(worker.failure)
                    self.assertTrue(worker.closed_by_word)
                    self.assertGreater(worker.count, 1)

    def test_half_a_request_at_the_signal_is_still_answered(self):
        with Server() as server, server.connect() as head, server.connect() as body:
            head.send(b"GET /old HTTP/1.1\r\nHo")
            body.send(b"POST /post HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\n\r\nabc")
            time.sleep(0.1)
            server.signal(signal.SIGTERM)
            time.sleep(1.3)  # longer than idle connections get
            head.send(b"st: h\r\n\r\n")
            body.send(b"def")
            for client in (head, body):
                response = client.read()
                self.assertEqual((response.status, response.get("Connection")), (307, "close"))
                self.assertTrue(client.at_end())
            self.assertEqual(server.wait(), 0)

    def test_a_connection_in_the_backlog_is_still_answered(self):
        with Server() as server:
            os.kill(server.process.pid, signal.SIGSTOP)  # so that nothing is accepted
            clients = [server.connect() for _ in range(10)]
            for client in clients:
                client.send(b"GET /old HTTP/1.1\r\nHost: h\r\n\r\n")
            server.signal(signal.SIGTERM)
            os.kill(server.process.pid, signal.SIGCONT)
            for client in clients:
                with client:
                    self.assertEqual(client.read().status, 307)
            self.assertEqual(server.wait(), 0)

    def test_an_http_2_request_under_way_is_finished(self):
        with Server() as server, tempfile.NamedTemporaryFile() as body:
            body.write(b"x" * 60000)
            body.flush()
            result = []
            thread = threading.Thread(target=lambda: result.append(curl(
                "--http2-prior-knowledge", "--limit-rate", "100k", "--data-binary",
                "@" + body.name, server.url + "/post")))
            thread.start()
            time.sleep(0.25)
            self.assertEqual(server.stop(), 0)
            thread.join(support.WAIT_S)
            code, response = result[0]
            self.assertEqual((code, response.status, response.get("Location")),
                             (0, 307, "/api/v2/post"))

    def test_http_2_is_told_to_go_away_and_open_streams_are_finished(self):
        with Server() as server, H2Client(server.host, server.port) as client:
            first = client.request("/old")
            self.assertTrue(client.wait_for([first]))
            open_stream = client.request("/post", method="POST", end=False)
            time.sleep(0.1)
            server.signal(signal.SIGTERM)
            while not client.goaways:
                self.assertIsNotNone(client.read_frame())
            self.assertEqual(client.goaways, [2**31 - 1])  # RFC 9113 §6.8: the first warning
            crossing = client.request("/user/late")
            client.send_body(open_stream, b"a=b")
            self.assertTrue(client.wait_for([open_stream, crossing]))
            self.assertIn(b"/people/late", client.bodies[crossing])
            while client.read_frame() is not None:
                pass
            self.assertEqual(client.goaways[1:], [crossing])
            self.assertEqual(server.wait(), 0)

    def test_idle_connections_do_not_hold_the_end(self):
        with Server() as server, server.connect() as silent, server.connect() as kept:
            self.assertEqual(kept.ask("/old").status, 307)
            began = time.monotonic()
            self.assertEqual(server.stop(), 0)
            self.assertLess(time.monotonic() - began, 4)
            self.assertTrue(silent.at_end())
            self.assertTrue(kept.at_end())
            self.assertEqual(server.complaints(), "")

    def test_without_connections_it_ends_at_once(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with Server(threads=4) as server:
                server.get("/old")
                began = time.monotonic()
                server.signal(number)
                self.assertEqual(server.wait(), 0)
                self.assertLess(time.monotonic() - began, 1)

    def test_nothing_new_is_accepted_after_the_signal(self):
        with Server() as server, server.connect() as half:
            half.send(b"GET /old HTT")
            time.sleep(0.1)
            server.signal(signal.SIGTERM)
            time.sleep(0.3)
            with self.assertRaises(ConnectionRefusedError):
                server.connect()
            half.send(b"P/1.1\r\nHost: h\r\n\r\n")
            self.assertEqual(half.read().status, 307)
            self.assertEqual(server.wait(), 0)

    def test_a_second_signal_ends_it_at_once(self):
        with Server() as server, server.connect() as half:
            half.send(b"GET /old HTT")
            time.sleep(0.1)
            server.signal(signal.SIGTERM)
            time.sleep(0.7)
            self.assertIsNone(server.process.poll())
            began = time.monotonic()
            server.signal(signal.SIGTERM)
            self.assertEqual(server.wait(), 0)
            self.assertLess(time.monotonic() - began, 1)
            self.assertIn("1 connection", server.log())

    def test_a_second_signal_on_the_heels_of_the_first_is_the_same_wish(self):
        """timeout(1) signals the process and then its group."""
        with Server() as server, server.connect() as half:
            half.send(b"GET /old HTT")
            time.sleep(0.1)
            server.signal(signal.SIGTERM)
            server.signal(signal.SIGINT)
            time.sleep(0.2)
            server.signal(signal.SIGTERM)
            half.send(b"P/1.1\r\nHost: h\r\n\r\n")
            self.assertEqual(half.read().status, 307)
            self.assertEqual(server.wait(), 0)
            self.assertEqual(server.complaints(), "")

    def test_a_standard_error_that_nobody_reads_does_not_hold_the_end(self):
        with Unread() as unread:
            self.assertEqual(unread.client.ask("/old").status, 307)
            unread.process.send_signal(signal.SIGTERM)
            self.assertEqual(unread.process.wait(5), 0)

    def test_nor_does_it_hold_the_end_at_a_second_signal(self):
        with Unread() as unread:
            unread.client.send(b"GET /old HTT")
            unread.process.send_signal(signal.SIGTERM)
            time.sleep(0.7)
            self.assertIsNone(unread.process.poll())
            unread.process.send_signal(signal.SIGTERM)
            self.assertEqual(unread.process.wait(2), 0)

    def test_a_request_that_never_ends_holds_it_ten_seconds_at_most(self):
        with Server() as server, server.connect() as half:
            half.send(b"POST /post HTTP/1.1\r\nHost: h\r\nContent-Length: 9999999\r\n\r\n")
            began = time.monotonic()
            server.signal(signal.SIGTERM)
            try:
                for _ in range(150):
                    half.send(b"x")
                    time.sleep(0.1)
            except (BrokenPipeError, ConnectionResetError):
                pass
            self.assertEqual(server.wait(), 0)
            self.assertLess(time.monotonic() - began, 12)

    def test_being_stopped_and_continued_is_survived(self):
        """epoll_wait answers EINTR after SIGCONT."""
        with Server(threads=2) as server:
            for _ in range(5):
                os.kill(server.process.pid, signal.SIGSTOP)
                time.sleep(0.02)
                os.kill(server.process.pid, signal.SIGCONT)
                self.assertEqual(server.get("/old").status, 307)

    def test_running_out_of_descriptors_is_survived(self):
        with Server() as server:
            pid = server.process.pid
            used = len(os.listdir(f"/proc/{pid}/fd"))
            subprocess.run(["prlimit", f"--pid={pid}", f"--nofile={used + 5}"], check=True)
            clients = [server.connect() for _ in range(20)]
            server.wait_for_log("cannot accept more connections")
            time.sleep(0.3)
            with open(f"/proc/{pid}/stat", encoding="ascii") as file:
                ticks = sum(map(int, file.read().rsplit(")", 1)[1].split()[11:13]))
            self.assertLess(ticks, 200, "the loop spins")
            for client in clients[:5]:
                self.assertEqual(client.ask("/old").status, 307)
            for client in clients[:15]:
                client.socket.close()
            for client in clients[15:]:
                self.assertEqual(client.ask("/old").status, 307)
                client.socket.close()
            self.assertEqual(server.log().count("cannot accept more"), 1)


if __name__ == "__main__":
    support.main()
