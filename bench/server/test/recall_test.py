#!/usr/bin/python3
"""Remembered answers: no request can tell them from answers that were decided."""

import time
import unittest
from email.utils import parsedate_to_datetime as date

from support import Server

TARGETS = ("/old", "/post", "/perm", "/see", "/found", "/blog/a/b?x=y", "/user/7", "/out/a%20b",
           "/out/%2F%2Fe", "/gone", "/secret", "/many", "/only", "/missing", "/", "*",
           "http://x.example/old", "/blog/" + "x" * 300, "/blog/" + "y" * 3000, "/old\x7f")
ACCEPTS = ([], ["Accept: text/html"], ["Accept: text/plain"], ["accept: application/json;q=0.5"],
           ["Accept: text/plain;q=0.1", "Accept: application/json"], ["Accept: image/png"],
           ["Accept: */*"] * 6, ["Accept: text/html" + " " * 500])
METHODS = ("GET", "HEAD", "POST", "OPTIONS", "TRACE", "DELETE", "get")


def request(method, target, fields, version="1.1", host="h.example"):
    lines = [f"{method} {target} HTTP/{version}", f"Host: {host}", "Connection: close", *fields]
    if method == "POST":
        lines.append("Content-Length: 0")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"


def all_requests():
    for method in METHODS:
        for target in TARGETS:
            yield request(method, target, ACCEPTS[1]), method
    for target in TARGETS[:4]:
        for fields in ACCEPTS:
            yield request("GET", target, fields), "GET"
    for version in ("1.0", "1.1"):
        for host in ("h.example", "x.example", "new.example", "H.example:80"):
            for method in ("GET", "PUT"):
                yield request(method, "/old", [], version, host), method


def shown(response):
    fields = [field for field in response.fields if field[0] != "Date"]
    return response.status, response.reason, fields, response.body


class Recall(unittest.TestCase):

    def ask(self, server, sent, method):
        return shown(server.ask(sent, head=method == "HEAD"))

    def test_every_answer_is_the_one_that_is_decided(self):
        policy = ("--trace", "--strict-accept")
        for common, options in (((), ()), (policy, ()), ((), ("--recall=1",)),
                                ((), ("--recall", "65536"))):
            with Server(options=("--recall", "0", *common)) as plain, \
                    Server(options=(*common, *options)) as server:
                sent = list(all_requests())
                expected = [self.ask(plain, *one) for one in sent]
                for _ in range(4):
                    for one, answer in zip(sent, expected):
                        self.assertEqual(self.ask(server, *one), answer, one[0][:100])

    def test_a_reload_forgets(self):
        with Server(rules="/a /one 307\n") as server, server.connect() as client:
            for number in range(6):
                for _ in range(5):
                    self.assertEqual(client.ask("/a").get("Location"),
                                     f"/{number}" if number else "/one")
                server.reload(f"/a /{number + 1} 307\n")

    def test_expires_moves_on(self):
        """Max-Age and Expires say the same lifetime in every second."""
        with Server(rules="/a /b 307 Max-Age=60\n") as server, server.connect() as client:
            seen = set()
            end = time.monotonic() + 10
            while len(seen) < 3 and time.monotonic() < end:
                answer = client.ask("/a")
                seen.add(answer.get("Expires"))
                lifetime = date(answer.get("Expires")) - date(answer.get("Date"))
                self.assertLessEqual(abs(lifetime.total_seconds() - 60), 1)
                time.sleep(0.05)
            self.assertGreaterEqual(len(seen), 3)

    def test_a_bad_request_does_not_profit_from_a_good_one(self):
        with Server() as server:
            good = b"GET /old HTTP/1.1\r\nHost: h\r\n\r\n"
            for _ in range(4):
                self.assertEqual(server.ask(good).status, 307)
                for bad in (b"GET /old HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n",
                            b"GET /old HTTP/1.1\r\n\r\n",
                            b"GET /old HTTP/1.1\r\nHost: x\r\nX: y\r\nHost: h\r\n\r\n"):
                    answer = server.ask(bad)
                    self.assertEqual((answer.status, answer.get("Connection")), (400, "close"))

    def test_answers_outlive_what_pushed_them_out(self):
        """One slot, many pipelined requests, and a client that reads late."""
        with Server(options=("--recall", "1")) as server, server.connect() as client:
            asked = [target for i in range(200) for target in
                     (f"/user/{i // 8}", f"/user/{i // 8}", "/old", "/old")]
            client.send(b"".join(f"GET {target} HTTP/1.1\r\nHost: h\r\n\r\n".encode()
                                 for target in asked))
            for target in asked:
                expected = "https://new.example/" + (
                    "people/" + target[6:] if target != "/old" else "new")
                self.assertEqual(client.read().get("Location"), expected)

    def test_its_size_is_a_number_in_bounds(self):
        for value in ("-1", "65537", "x", "1k", ""):
            with self.subTest(value), self.assertRaises(AssertionError) as raised:
                Server(options=("--recall", value)).close()
            self.assertIn("--recall", str(raised.exception))


if __name__ == "__main__":
    unittest.main()
