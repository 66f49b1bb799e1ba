#!/usr/bin/python3
"""What carom-server answers, over HTTP/1.0, HTTP/1.1 and HTTP/2."""

import json
import unittest

import support
from h2_client import H2Client
from support import Server, curl

PROTOCOLS = ("--http1.1", "--http2-prior-knowledge")


class Protocol(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        cls.server = Server(threads=2)

    @classmethod
    def tearDownClass(cls):
        cls.server.close()

    def fetch(self, *arguments):
        code, response = curl(*arguments)
        self.assertEqual(code, 0, arguments)
        return response

    def test_a_307_names_its_location_once_and_carries_a_note(self):
        for protocol, version in zip(PROTOCOLS, ("HTTP/1.1", "HTTP/2")):
            with self.subTest(protocol):
                response = self.fetch(protocol, self.server.url + "/old")
                self.assertEqual((response.version, response.status), (version, 307))
                self.assertEqual(response.get("Location"), "https://new.example/new")
                self.assertEqual(int(response.get("Content-Length")), len(response.body))
                self.assertIn(b'<a href="https://new.example/new">', response.body)
                for name in ("Date", "Server", "Content-Type", "Vary"):
                    self.assertIsNotNone(response.get(name), name)
                self.assertIsNone(response.get("Cache-Control"))
                self.assertIsNone(response.get("Expires"))
                self.assertIsNone(response.get("Transfer-Encoding"))

    def test_http_1_1_names_the_registered_reason_and_keeps_the_connection(self):
        with self.server.connect() as client:
            for _ in range(3):
                response = client.ask("/old")
                self.assertEqual(response.reason, "Temporary Redirect")
                self.assertEqual(response.get("Connection"), "keep-alive")

    def test_head_says_the_length_of_get_and_has_no_body(self):
        for protocol in PROTOCOLS:
            for path in ("/old", "/gone", "/nothing", "/many"):
                with self.subTest(protocol=protocol, path=path):
                    get = self.fetch(protocol, self.server.url + path)
                    head = self.fetch(protocol, "--head", self.server.url + path)
                    self.assertEqual(head.get("Content-Length"), get.get("Content-Length"))
                    self.assertEqual(head.status, get.status)
                    self.assertEqual(head.get("Location"), get.get("Location"))
        with self.server.connect() as client:  # and the next answer begins right behind the head
            client.send(b"HEAD /old HTTP/1.1\r\nHost: h\r\n\r\nGET /see HTTP/1.1\r\nHost: h\r\n\r\n")
            self.assertEqual(client.read(head=True).status, 307)
            self.assertEqual(client.read().status, 303)

    def test_post_stays_post_on_307_and_the_note_advises_to_send_the_body_again(self):
        for protocol in PROTOCOLS:
            response = self.fetch(protocol, "-H", "Accept: application/json", "--data", "a=b",
                                  self.server.url + "/post")
            self.assertEqual(response.status, 307)
            note = json.loads(response.body)
            self.assertEqual((note["method"], note["location"]), ("POST", "/api/v2/post"))
            self.assertIs(note["send_body_again"], True)
            response = self.fetch(protocol, "-H", "Accept: text/plain", "--data", "a=b",
                                  self.server.url + "/post")
            self.assertIn(b"POST", response.body)
            self.assertIn(b"same body", response.body)

    def test_curl_follows_a_307_with_the_same_method_and_body(self):
        with Server(rules="/from /to 307\n/to 410\n") as server:
            response = self.fetch("--location", "--data", "a=b", "-H", "Accept: application/json",
                                  server.url + "/from")
        self.assertEqual(response.status, 410)

    def test_an_http_1_0_agent_gets_a_stand_in_that_it_knows(self):
        for path, status in (("/old", 302), ("/perm", 301), ("/see", 302), ("/found", 302),
                             ("/blog/x", 301)):
            with self.subTest(path):
                response = self.fetch("--http1.0", self.server.url + path)
                self.assertEqual(response.status, status)
                self.assertIsNotNone(response.get("Location"))
        response = self.fetch("--http1.0", "--data", "a=b", self.server.url + "/post")
        self.assertEqual(response.status, 307)
        self.assertEqual(response.get("Location"), "/api/v2/post")

    def test_an_http_1_0_connection_closes_unless_it_asked_to_stay(self):
        with self.server.connect() as client:
            client.send(b"GET /old HTTP/1.0\r\n\r\n")
            self.assertEqual(client.read().get("Connection"), "close")
            self.assertTrue(client.at_end())
        with self.server.connect() as client:
            for _ in range(2):
                client.send(b"GET /old HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                self.assertEqual(client.read().get("Connection"), "keep-alive")

    def test_connection_close_is_obeyed(self):
        with self.server.connect() as client:
            response = client.ask("/old", "Connection: close")
            self.assertEqual(response.get("Connection"), "close")
            self.assertTrue(client.at_end())

    def test_accept_chooses_the_form_of_the_note(self):
        for protocol in PROTOCOLS:
            for accept, media in (("application/json", "application/json"),
                                  ("text/plain, text/html;q=0.5", "text/plain"),
                                  ("text/html;q=0.1, application/json;q=0.2", "application/json"),
                                  ("*/*", "text/html"), ("image/png", "text/html")):
                with self.subTest(protocol=protocol, accept=accept):
                    response = self.fetch(protocol, "-H", f"Accept: {accept}",
                                          self.server.url + "/old")
                    self.assertTrue(response.get("Content-Type").startswith(media))
                    self.assertEqual(response.get("Vary"), "Accept")

    def test_an_old_browser_is_told_what_the_answer_varies_with_too(self):
        for protocol in PROTOCOLS:
            with self.subTest(protocol):
                response = self.fetch(protocol, "-A", "Mozilla/4.0 (compatible; MSIE 6.0)",
                                      self.server.url + "/old")
                self.assertEqual(response.get("Vary"), "Accept")
                self.assertIsNone(response.get("Cache-Control"))

    def test_several_accept_fields_count_as_one_list(self):
        response = self.server.get("/old", "Accept: text/html;q=0.1", "X-Other: 1",
                                   "ACCEPT: text/plain")
        self.assertTrue(response.get("Content-Type").startswith("text/plain"))

    def test_a_request_may_have_many_fields(self):
        response = self.server.get("/old", *["Accept: text/html;q=0.1"] * 90, "Accept: text/plain")
        self.assertTrue(response.get("Content-Type").startswith("text/plain"))
        self.assertEqual(self.server.get("/old", *["X-Y: z"] * 120).status, 400)

    def test_the_query_is_passed_on(self):
        for protocol in PROTOCOLS:
            response = self.fetch(protocol, self.server.url + "/old?a=1&b=%20")
            self.assertEqual(response.get("Location"), "https://new.example/new?a=1&b=%20")

    def test_captures_are_put_in(self):
        response = self.fetch(self.server.url + "/user/ann")
        self.assertEqual(response.get("Location"), "https://new.example/people/ann")
        response = self.fetch(self.server.url + "/blog/2020/01/x")
        self.assertEqual((response.status, response.get("Location")),
                         (301, "/articles/2020/01/x"))

    def test_an_explicit_lifetime_is_sent(self):
        response = self.fetch(self.server.url + "/short")
        self.assertEqual(response.get("Cache-Control"), "max-age=60")
        self.assertRegex(response.get("Expires"), r"^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$")

    def test_alternates_are_listed_in_the_note(self):
        response = self.fetch("-H", "Accept: application/json", self.server.url + "/many")
        note = json.loads(response.body)
        self.assertEqual(response.get("Location"), "/first")
        self.assertEqual(note["alternates"], ["/second", "/third"])

    def test_a_refusal_shows_its_reason_only_when_it_is_public(self):
        gone = self.fetch(self.server.url + "/gone")
        self.assertEqual(gone.status, 410)
        self.assertIn(b"It is gone", gone.body)
        secret = self.fetch(self.server.url + "/secret")
        self.assertEqual((secret.status, secret.get("Location")), (403, None))

    def test_no_rule_is_404(self):
        for protocol in PROTOCOLS:
            response = self.fetch(protocol, self.server.url + "/nothing")
            self.assertEqual((response.status, response.get("Location")), (404, None))

    def test_a_rule_that_asks_for_a_proxy_is_502(self):
        rules = "/api/* https://api.example/:splat 200\n/* /index.html 200\n"
        with Server(rules=rules, options=("--dialect", "netlify", "--trace")) as server:
            for protocol in PROTOCOLS:
                for method in ("GET", "POST", "OPTIONS", "TRACE"):
                    with self.subTest(protocol=protocol, method=method):
                        response = self.fetch(protocol, "-X", method, "-H", "Accept: text/plain",
                                              server.url + "/api/users?id=1")
                        self.assertEqual((response.status, response.get("Location")), (502, None))
                        self.assertEqual(int(response.get("Content-Length")), len(response.body))
                        self.assertIn(b"asks for a proxy to another site, which this server is not",
                                      response.body)
                        self.assertNotIn(b"api.example", response.body)
                self.assertEqual(self.fetch(protocol, server.url + "/app").status, 200)

    def test_a_rule_for_some_methods_passes_the_others_over(self):
        self.assertEqual(self.fetch(self.server.url + "/only").status, 307)
        self.assertEqual(self.fetch("--data", "x", self.server.url + "/only").status, 404)

    def test_a_204_has_no_length_and_the_connection_stays(self):
        with self.server.connect() as client:
            for _ in range(3):
                client.send(b"OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n")
                response = client.read()
                self.assertEqual((response.status, response.get("Connection")), (204, "keep-alive"))
                self.assertIsNone(response.get("Content-Length"))
                self.assertIsNone(response.get("Transfer-Encoding"))
                self.assertIn("GET", response.get("Allow"))
        response = self.fetch("--http2-prior-knowledge", "-X", "OPTIONS", "--request-target", "*",
                              self.server.url + "/")
        self.assertEqual((response.status, response.get("Content-Length")), (204, None))

    def test_trace_is_off(self):
        response = self.fetch("-X", "TRACE", "-H", "Authorization: Basic c2VjcmV0",
                              self.server.url + "/old")
        self.assertNotIn(b"c2VjcmV0", response.body)
        self.assertNotEqual(response.status, 200)

    def test_trace_is_answered_when_it_is_enabled_and_leaves_credentials_out(self):
        with Server(options=("--trace",)) as server, server.connect() as client:
            client.send(b"TRACE /nothing HTTP/1.1\r\nHost: h\r\nAuthorization: Basic c2VjcmV0\r\n"
                        b"Cookie: secret=1\r\nX-Trace: 1\r\n\r\n")
            response = client.read()
            self.assertEqual(response.status, 200)
            self.assertEqual(response.get("Content-Type"), "message/http")
            self.assertIn(b"TRACE /nothing HTTP/1.1\r\n", response.body)
            self.assertIn(b"Host: h\r\n", response.body)
            self.assertIn(b"X-Trace: 1\r\n", response.body)
            self.assertNotIn(b"ecret", response.body)
            self.assertNotIn(b"c2VjcmV0", response.body)

    def test_a_strict_operator_gets_406_for_a_form_that_there_is_not(self):
        with Server(options=("--strict-accept",)) as server:
            for protocol in PROTOCOLS:
                response = self.fetch(protocol, "-H", "Accept: image/png", server.url + "/old")
                self.assertEqual(response.status, 406)
                self.assertIsNone(response.get("Location"))
                self.assertIn(b"application/json", response.body)
                response = self.fetch(protocol, "-H", "Accept: text/plain", server.url + "/old")
                self.assertEqual(response.status, 307)

    def test_http_1_1_upgrades_to_cleartext_http_2(self):
        response = self.fetch("--http2", self.server.url + "/old")
        self.assertEqual((response.version, response.status), ("HTTP/2", 307))

    def test_many_streams_of_one_http_2_connection_are_all_answered(self):
        with H2Client(self.server.host, self.server.port) as client:
            for first in range(0, 500, 100):
                streams = {client.request(f"/user/{i}"): i for i in range(first, first + 100)}
                self.assertTrue(client.wait_for(streams))
                for stream, i in streams.items():
                    self.assertEqual(json.loads(client.bodies[stream])["location"],
                                     f"https://new.example/people/{i}")

    def test_both_threads_serve(self):
        """With two listening sockets, 64 connections cannot all fall to one, but for 1 in 2^63."""
        tasks = f"/proc/{self.server.process.pid}/task"
        clients = [self.server.connect() for _ in range(64)]
        try:
            for client in clients:
                self.assertEqual(client.ask("/old").status, 307)
            self.assertGreaterEqual(self.busy_threads(tasks), 2)
        finally:
            for client in clients:
                client.socket.close()

    @staticmethod
    def busy_threads(tasks):
        """How many threads have been woken often: the ones that serve."""
        busy = 0
        for task in support.os.listdir(tasks):
            with open(f"{tasks}/{task}/status", encoding="ascii") as file:
                for line in file:
                    if line.startswith("voluntary_ctxt_switches:"):
                        busy += int(line.split()[1]) > 10
        return busy

    def test_expect_100_continue_is_answered_before_the_body(self):
        with self.server.connect() as client:
            client.send(b"POST /post HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n"
                        b"Expect: 100-continue\r\n\r\n")
            self.assertEqual(client.read(head=True).status, 100)
            client.send(b"a=b")
            self.assertEqual(client.read().status, 307)

    def test_a_chunked_body_is_read_and_the_next_request_is_answered(self):
        with self.server.connect() as client:
            client.send(b"POST /post HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                        b"3\r\na=b\r\n0\r\n\r\nGET /see HTTP/1.1\r\nHost: h\r\n\r\n")
            self.assertEqual(client.read().status, 307)
            self.assertEqual(client.read().status, 303)

    def test_a_body_above_1_mib_is_413(self):
        head = b"POST /post HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n"
        with self.server.connect() as client:
            client.send(head % 1048576 + b"x" * 1048576)
            self.assertEqual(client.read().status, 307)
            client.send(head % 1048577)
            self.assertEqual(client.read().status, 413)

    def test_a_body_above_max_body_is_413_and_in_http_2_a_reset(self):
        with Server(options=("--max-body", "1000")) as server:
            for length, status in ((1000, 307), (1001, 413)):
                response = server.ask(b"POST /post HTTP/1.1\r\nHost: h\r\n"
                                      b"Content-Length: %d\r\n\r\n" % length + b"x" * length)
                self.assertEqual(response.status, status)
            response = server.ask(b"POST /post HTTP/1.1\r\nHost: h\r\n"
                                  b"Transfer-Encoding: chunked\r\n\r\n7d0\r\n" + b"x" * 2000
                                  + b"\r\n0\r\n\r\n")
            self.assertEqual(response.status, 413)
            with H2Client(server.host, server.port) as client:
                whole = client.request("/post", method="POST", end=False)
                longer = client.request("/post", method="POST", end=False)
                client.send_body(whole, b"x" * 1000)
                client.send_body(longer, b"x" * 1001)
                self.assertTrue(client.wait_for([whole]))
                self.assertFalse(client.wait_for([longer]))


if __name__ == "__main__":
    support.main()
