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

    def closes_with_400(self, request):
        with self.server.connect() as client:
            # What follows must never be read as a request.
            client.send(request + b"GET /see HTTP/1.1\r\nHost: h\r\n\r\n")
            response = client.read()
            self.assertEqual((response.status, response.get("Connection")), (400, "close"))
            self.assertIsNone(response.get("Location"))
            self.assertTrue(client.at_end())

    def test_a_missing_or_impossible_host_is_400(self):
        """RFC 9112 §3.2: it must be, for HTTP/1.1."""
        for field in (b"", b"Host: \r\n", b"Host:\r\n", b"Host: a b\r\n", b"Host: \xff\r\n",
                      b"Host: <script>\r\n", b"Host: user@h\r\n", b"Host: h/x\r\n",
                      b"Host: h?\r\n", b"Host: h#\r\n", b"Host: a\\b\r\n", b"Host: \"h\r\n",
                      b"Accept: */*\r\n", b"Hos: h\r\n", b"X-Host: h\r\n"):
            for method in (b"GET", b"TRACE", b"HEAD"):
                with self.subTest(method=method, field=field):
                    response = self.server.ask(
                        method + b" /old HTTP/1.1\r\n" + field + b"\r\n", head=True)
                    self.assertEqual((response.status, response.get("Connection")), (400, "close"))
            self.closes_with_400(b"GET http://h.example/old HTTP/1.1\r\n" + field + b"\r\n")

    def test_every_byte_of_a_host_is_judged_by_rfc_3986(self):
        good = set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                   b"-._~!$&'()*+,;=:[]%")
        for byte in set(range(256)) - {0, 10, 13}:
            host = b"a" + bytes([byte]) + b"b"
            response = self.server.ask(b"GET /old HTTP/1.1\r\nHost: " + host + b"\r\n\r\n")
            self.assertEqual(response.status, 307 if byte in good else 400, hex(byte))

    def test_a_host_that_can_be_is_answered(self):
        for field in (b"Host: h", b"Host:h", b"HOST: h:8080", b"Host: [::1]:80", b"Host: x:99999",
                      b"Host: 127.0.0.1", b"Host: a%20b", b"Host:   h  ", b"host: " + b"h" * 70000,
                      b"Accept: */*\r\nX-Host: y\r\nHost: h\r\nHosts: z"):
            with self.subTest(field[:20]):
                response = self.server.ask(b"GET /old HTTP/1.1\r\n" + field + b"\r\n\r\n")
                self.assertEqual(response.get("Location"), "https://new.example/new")
        for fields in (b"", b"Host: h\r\n", b"Accept: */*\r\n"):  # HTTP/1.0 needs none
            response = self.server.ask(b"GET /old HTTP/1.0\r\n" + fields + b"\r\n")
            self.assertEqual(response.status, 302)

    def test_two_hosts_are_400(self):
        for fields in (b"Host: a\r\nHost: b", b"Host: a\r\nHost: a", b"Host:\nHost:b",
                       b"Host: a\r\nAccept: */*\r\nhOST: b", b"Accept: */*\r\nHost: a\r\nHost: b",
                       b"Host: a\r\nHost: b\r\nContent-Length: 0"):
            with self.subTest(fields):
                self.closes_with_400(b"GET /old HTTP/1.1\r\n" + fields + b"\r\n\r\n")
        self.closes_with_400(b"GET /old HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n")

    def test_a_second_pipelined_request_is_judged_by_its_own_head(self):
        with self.server.connect() as client:
            good = b"POST /post HTTP/1.1\r\nContent-Length: 3\r\nHost: h\r\n\r\na=b"
            bad = b"POST /post HTTP/1.1\r\nContent-Length: 3\r\nHost: h\r\nHost: h\r\n\r\na=b"
            client.send(good + good + b"\r\n" + good + bad + good)
            self.assertEqual([client.read().status for _ in range(4)], [307, 307, 307, 400])
            self.assertTrue(client.at_end())

    def test_lengths_that_contradict_are_400_and_end_the_connection(self):
        """RFC 9112 §6.1, §6.3: what follows might be part of the body, or a request."""
        chunked = b"0\r\n\r\n"
        for fields, body in (
                (b"Content-Length: 3\r\nContent-Length: 4", b"abcd"),
                (b"Content-Length: 0\r\nX: y\r\nContent-Length: 4", b""),
                (b"Content-Length: 3\r\nContent-Length: 03", b"abc"),
                (b"Content-Length: 5\r\nTransfer-Encoding: chunked", chunked),
                (b"Transfer-Encoding: chunked\r\nContent-Length: 5", chunked),
                (b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", chunked),
                (b"Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked", chunked),
                (b"Content-Length: 3\r\n 4", b"abc")):
            with self.subTest(fields):
                self.closes_with_400(b"POST /post HTTP/1.1\r\nHost: h\r\n" + fields
                                     + b"\r\n\r\n" + body)
        self.closes_with_400(b"POST /post HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked)

    def test_one_length_that_stands_twice_is_one_length(self):
        with self.server.connect() as client:
            client.send(b"POST /post HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n"
                        b"content-length:  3 \r\n\r\na=b")
            self.assertEqual(client.read().status, 307)
            self.assertEqual(client.ask("/see").status, 303)

    def test_an_authority_of_http_2_is_judged_like_a_host(self):
        for authority, text in (("h.example:80", b"new.example"), (None, b"new.example"),
                                ("a b", b"400"), ("user@h", b"400"), ("<h>", b"400")):
            with self.subTest(authority), H2Client(self.server.host, self.server.port) as client:
                stream = client.request("/old", authority=authority)
                self.assertTrue(client.wait_for([stream]))
                self.assertIn(text, client.bodies[stream])

    def test_a_host_is_judged_after_an_upgrade_too(self):
        for options, status in (((), 307), (("-d", "a=b"), 307), (("-H", "Host:"), 400),
                                (("-H", "Host: <x>"), 400), (("-H", "Host: <x>", "-d", "a"), 400)):
            with self.subTest(options):
                code, response = support.curl("--http2", *options, self.server.url + "/old")
                self.assertEqual((code, response.version, response.status), (0, "HTTP/2", status))

    def test_a_method_that_is_no_token_is_400(self):
        for method in ("", "G T", "G\u00e9T"):
            with self.subTest(method), H2Client(self.server.host, self.server.port) as client:
                stream = client.request("/old", method=method)
                self.assertTrue(client.wait_for([stream]))
                self.assertIn(b"400", client.bodies[stream])

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
