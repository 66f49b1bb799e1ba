#!/usr/bin/python3
"""Requests that no honest client sends: each gets a defined answer, and none writes a header."""

import json
import unittest

import support
from h2_client import H2Client
from support import Server

# What RFC 3986 lets stand in a URI reference.
URI_BYTES = set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                b"-._~:/?#[]@!$&'()*+,;=%")


class Hostile(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.server = Server()

    @classmethod
    def tearDownClass(cls):
        cls.server.close()

    def target(self, target):
        """Sends the bytes of a request-target as they are."""
        return self.server.ask(b"GET " + target + b" HTTP/1.1\r\nHost: h.example\r\n"
                               b"Connection: close\r\n\r\n")

    def alive(self):
        self.assertEqual(self.server.get("/old").status, 307)

    def test_encoded_line_breaks_stay_encoded(self):
        for target in (b"/out/a%0d%0aSet-Cookie:%20x=1", b"/blog/%0a%0dX:y", b"/user/%0D%0A",
                       b"/old?q=%0d%0aX:%20y", b"/out/%E5%98%8A%E5%98%8D", b"/out/%00"):
            with self.subTest(target):
                response = self.target(target)
                self.assertIn(response.status, (301, 302, 307))
                self.assertLessEqual(set(response.get("Location").encode("latin-1")), URI_BYTES)
                self.assertIsNone(response.get("Set-Cookie"))
                self.assertIsNone(response.get("X"))

    def test_raw_controls_are_400(self):
        for byte in (b"\x00", b"\x01", b"\x0b", b"\x1f", b"\x7f", b"\r", b"\n"):
            with self.subTest(byte):
                self.assertEqual(self.target(b"/out/a" + byte + b"b").status, 400)
        self.alive()

    def test_a_raw_line_break_does_not_add_a_field(self):
        response = self.server.ask(b"GET /out/a\r\nX-Evil: 1 HTTP/1.1\r\nHost: h\r\n\r\n")
        self.assertEqual(response.status, 400)
        self.assertIsNone(response.get("X-Evil"))

    def test_bytes_above_ascii_are_encoded(self):
        response = self.target(b"/blog/\xc3\xa9\xff")
        self.assertEqual(response.get("Location").lower(), "/articles/%c3%a9%ff")
        response = self.target(b"/old?q=\xff\xfe")
        self.assertEqual(response.get("Location").lower(), "https://new.example/new?q=%ff%fe")

    def test_a_capture_cannot_name_another_host(self):
        for target in (b"/out//evil.example", b"/out///evil.example", b"/out/\\evil.example",
                       b"/out/\\/evil.example", b"/out//\\evil.example/", b"/out/%2Fevil.example",
                       b"/out/%5Cevil.example", b"/out//evil.example%2f..", b"//out//evil.example"):
            with self.subTest(target):
                response = self.target(target)
                location = response.get("Location")
                if location is None:
                    self.assertEqual(response.status, 404)
                    continue
                self.assertRegex(location, r"^/(?![/\\])")

    def test_the_note_is_escaped(self):
        response = self.target(b"/blog/%22%3E<script>alert(1)</script>&'")
        self.assertEqual(response.status, 301)
        self.assertNotIn(b"<script", response.body)
        self.assertNotIn(b'">alert', response.body)

    def test_an_absolute_target_is_read_for_its_path(self):
        response = self.target(b"http://h.example/old?a=1")
        self.assertEqual((response.status, response.get("Location")),
                         (307, "https://new.example/new?a=1"))

    def test_targets_that_are_no_paths_have_a_defined_answer(self):
        self.assertEqual(self.target(b"old").status, 400)
        self.assertEqual(self.target(b"*").status, 404)
        connect = self.server.ask(b"CONNECT h.example:443 HTTP/1.1\r\nHost: h\r\n\r\n")
        self.assertEqual(connect.status, 404)
        for target in (b"..", b"/..", b"/../../old", b"http://", b"http:///old", b"?", b"#", b"/%"):
            with self.subTest(target):
                self.assertIn(self.target(target).status, (307, 400, 404))
        self.alive()

    def test_a_missing_or_strange_host_does_no_harm(self):
        for field in (b"", b"Host: \r\n", b"Host: a b\r\n", b"Host: [::1\r\n", b"Host: \xff\r\n",
                      b"Host: x:99999\r\n", b"Host: a\r\nHost: b\r\n",
                      b"Host: " + b"h" * 70000 + b"\r\n"):
            with self.subTest(field[:20]):
                response = self.server.ask(b"GET /old HTTP/1.1\r\n" + field + b"\r\n")
                self.assertEqual(response.get("Location"), "https://new.example/new")

    def test_a_long_path_is_answered_whole(self):
        tail = b"x" * 65536
        response = self.target(b"/blog/" + tail)
        self.assertEqual(response.get("Location"), "/articles/" + tail.decode())
        self.assertEqual(len(response.body), int(response.get("Content-Length")))
        self.assertEqual(self.target(b"/blog/" + b"\xff" * 65536).get("Location").lower(),
                         "/articles/" + "%ff" * 65536)

    def test_locations_of_every_length_are_whole(self):
        """Around the sizes at which the server needs a second try."""
        with self.server.connect() as client:
            for length in list(range(100, 260)) + [500, 1000, 1019, 1020, 1021, 4096, 20000]:
                tail = "y" * length
                response = client.ask("/blog/" + tail, "Accept: text/plain")
                self.assertEqual(response.get("Location"), "/articles/" + tail)
                self.assertIn(tail.encode(), response.body)

    def test_a_path_of_a_megabyte_is_400(self):
        with self.server.connect() as client:
            try:
                client.send(b"GET /blog/" + b"x" * 1048576 + b" HTTP/1.1\r\nHost: h\r\n\r\n")
                status = client.read().status
            except (BrokenPipeError, ConnectionResetError):
                status = 400  # the answer was lost in the reset that unread bytes cause
            self.assertEqual(status, 400)
        self.alive()

    def test_a_long_path_over_http_2_is_answered_whole(self):
        for length in (60000, 300000):
            with H2Client(self.server.host, self.server.port) as client:
                stream = client.request("/blog/" + "x" * length)
                self.assertTrue(client.wait_for([stream]))
                note = json.loads(client.bodies[stream])
                self.assertEqual(note["location"], "/articles/" + "x" * length)

    def test_a_path_of_a_megabyte_over_http_2_ends_the_connection_only(self):
        with H2Client(self.server.host, self.server.port) as client:
            try:
                stream = client.request("/blog/" + "x" * 1048576)
                self.assertFalse(client.wait_for([stream]))
            except (BrokenPipeError, ConnectionResetError):
                pass  # it was closed while we were still sending
        self.alive()

    def test_pipelined_requests_are_answered_in_order(self):
        with self.server.connect() as client:
            client.send(b"".join(b"GET /user/%d HTTP/1.1\r\nHost: h\r\n\r\n" % i
                                 for i in range(200)))
            for i in range(200):
                self.assertEqual(client.read().get("Location"), f"https://new.example/people/{i}")

    def test_a_request_in_single_bytes_is_answered(self):
        with self.server.connect() as client:
            client.socket.setsockopt(support.socket.IPPROTO_TCP, support.socket.TCP_NODELAY, 1)
            for byte in b"GET /old HTTP/1.1\r\nHost: h\r\n\r\n":
                client.send(bytes([byte]))
            self.assertEqual(client.read().status, 307)

    def test_half_a_request_and_a_close_leaves_nothing_behind(self):
        for text in (b"", b"G", b"GET /old", b"GET /old HTTP/1.1\r\nHost: h\r\n", b"\r\n\r\n",
                     b"POST /post HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc",
                     b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                     b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\xff"):
            for _ in range(10):
                with self.server.connect() as client:
                    client.send(text)
        self.alive()

    def test_a_client_that_does_not_read_does_not_stop_the_others(self):
        with self.server.connect() as client:
            client.socket.settimeout(0.3)
            request = b"GET /old HTTP/1.1\r\nHost: h\r\n\r\n" * 500
            try:
                for _ in range(200):
                    client.send(request)
            except TimeoutError:
                pass
            self.alive()

    def test_bytes_that_are_no_http_are_400(self):
        for text in (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 40,
                     b"HELO h\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET  HTTP/1.1\r\n\r\n",
                     b"\xff" * 100 + b"\r\n\r\n",
                     b"GET /old HTTP/1.1\r\nHost : h\r\n\r\n", b"GET /old HTTP/1.1\r\n: h\r\n\r\n"):
            with self.subTest(text[:12]):
                self.assertEqual(self.server.ask(text).status, 400)
        self.alive()


if __name__ == "__main__":
    support.main()
