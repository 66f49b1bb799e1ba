#!/usr/bin/python3
"""carom trace: real chains over loopback, and what arrived at their servers."""
import base64
import contextlib
import json
import os
import pty
import select
import signal
import subprocess
import time
import unittest

from tool_support import TIMEOUT_S, ToolTest, main
from tool_trace_server import Server, certificate, response

HAS_TRACE = os.environ.get("CAROM_TRACE", "ON") == "ON"
FORM = "application/x-www-form-urlencoded"


class WithoutLibcurl(ToolTest):
    @unittest.skipIf(HAS_TRACE, "libcurl is built in")
    def test_the_command_says_how_to_get_it(self):
        result = self.carom("trace", "http://127.0.0.1/")
        self.assertEqual((result.code, result.out), (1, b""))
        self.assertIn("install libcurl4-openssl-dev", result.messages)


@unittest.skipUnless(HAS_TRACE, "built without libcurl")
class TraceTest(ToolTest):
    """Two servers, `a` and `b`, which are two origins."""

    def setUp(self):
        super().setUp()
        self.a, self.b = self.serve(), self.serve()
        # No proxy of this machine stands between, and no jar or name of its user.
        self.environment = {key: value for key, value in os.environ.items()
                            if not key.lower().endswith("_proxy") and key != "NO_COLOR"}

    def serve(self, tls=None):
        server = Server(tls)
        self.addCleanup(server.close)
        return server

    def redirect(self, server, path, status, location, **more):
        server.answers[path] = response(status, location, **more)

    def trace(self, *arguments, code=0, **more):
        more.setdefault("env", self.environment)
        result = self.carom("trace", "--timeout", "10", *arguments, **more)
        self.assertEqual(result.code, code, result.text + result.messages)
        return result

    def trace_json(self, *arguments, **more):
        return self.trace("--json", *arguments, **more).json()

    def arrived(self, *servers):
        """(method, path, body) of all that came, at each server in its order."""
        return [(r.method, r.path, r.body) for server in servers or (self.a,) for r in server.arrived]


class WhatArrives(TraceTest):
    def test_each_status_makes_of_a_post_what_the_policy_says(self):
        for status, method, body in ((301, "GET", b""), (302, "GET", b""), (303, "GET", b""),
                                     (307, "POST", b"a=1&b=2"), (308, "POST", b"a=1&b=2")):
            with self.subTest(status=status):
                self.a.arrived.clear()
                self.redirect(self.a, "/from", status, "/to")
                seen = self.trace_json("-d", "a=1&b=2", self.a.url + "/from")
                first, last = self.a.arrived
                self.assertEqual((first.method, first.body), ("POST", b"a=1&b=2"))
                self.assertEqual((last.method, last.path, last.body), (method, "/to", body))
                self.assertEqual(first.all("Content-Type"), [FORM])
                self.assertEqual(last.all("Content-Type"), [FORM] if body else [])
                self.assertEqual(last.all("Content-Length"), ["7"] if body else [])
                self.assertEqual((seen["method_kept"], seen["body_kept"]), (bool(body), bool(body)))

    def test_a_policy_is_the_client_it_names(self):
        self.redirect(self.a, "/from", 301, "/to")
        self.trace("--policy", "okhttp", "-X", "PUT", "-d", "x", self.a.url + "/from")
        self.trace("--policy", "curl-request", "-X", "PUT", "-d", "x", self.a.url + "/from")
        self.trace("--policy", "curl", "--postredir", "301", "-d", "x", self.a.url + "/from")
        self.assertEqual([r[::2] for r in self.arrived()],
                         [("PUT", b"x"), ("GET", b""), ("PUT", b"x"), ("PUT", b""),
                          ("POST", b"x"), ("POST", b"x")])

    def test_head_stays_head_and_query_keeps_its_body(self):
        for status in (301, 302, 303, 307, 308):
            self.redirect(self.a, f"/{status}", status, "/to")
            self.trace("-X", "HEAD", f"{self.a.url}/{status}")
        self.assertEqual({r.method for r in self.a.arrived}, {"HEAD"})
        self.a.arrived.clear()
        self.trace("-X", "QUERY", "-d", "q", self.a.url + "/301")
        self.assertEqual(self.arrived(), [("QUERY", "/301", b"q"), ("QUERY", "/to", b"q")])

    def test_credentials_that_were_dropped_never_come_back(self):
        self.redirect(self.a, "/1", 307, self.b.url + "/2")
        self.redirect(self.b, "/2", 307, self.a.url + "/3")
        self.redirect(self.a, "/3", 307, "/4")
        self.trace("-H", "Authorization: Bearer s", "-H", "Cookie: c=1", "-H", "X-Mine: yes",
                   "-d", "x", self.a.url + "/1")
        self.assertEqual(self.a.paths() + self.b.paths(),
                         [("POST", "/1"), ("POST", "/3"), ("POST", "/4"), ("POST", "/2")])
        first, *rest = self.a.arrived + self.b.arrived
        self.assertEqual(first.all("Authorization") + first.all("Cookie"), ["Bearer s", "c=1"])
        for request in rest:
            self.assertEqual(request.all("Authorization") + request.all("Cookie"), [], request)
            self.assertEqual(request.all("X-Mine"), ["yes"])

    def test_a_user_name_in_the_url_goes_to_that_url_alone(self):
        self.redirect(self.a, "/1", 307, self.b.url + "/2")
        self.redirect(self.b, "/2", 307, self.a.url + "/3")
        self.trace(self.a.url.replace("//", "//us%65r:p%3aw@") + "/1")
        basic = "Basic " + base64.b64encode(b"user:p:w").decode()
        self.assertEqual([r.all("Authorization") for r in self.a.arrived], [[basic], []])
        self.assertEqual([r.all("Authorization") for r in self.b.arrived], [[]])

    def test_an_authorization_field_stands_above_the_user_name_in_the_url(self):
        self.trace("-H", "Authorization: mine", self.a.url.replace("//", "//u:p@"))
        self.assertEqual(self.a.arrived[0].all("Authorization"), ["mine"])

    def test_fields_are_sent_as_they_are_given(self):
        self.trace("-H", "X-Empty:", "-H", "x-low: 1", "-H", "X-Twice: a", "-H", "X-Twice: b",
                   "-H", "User-Agent: me", "-H", "Host: other.example", self.a.url)
        request, = self.a.arrived
        self.assertIn(("X-Empty", ""), request.fields)
        self.assertIn(("x-low", "1"), request.fields)
        self.assertEqual(request.all("X-Twice"), ["a", "b"])
        self.assertEqual((request.all("User-Agent"), request.all("Host")), (["me"], ["other.example"]))

    def test_a_host_field_is_not_sent_to_the_next_url(self):
        self.redirect(self.a, "/1", 302, "/2")
        self.trace("-H", "Host: other.example", self.a.url + "/1")
        self.assertEqual([r.all("Host")[0] for r in self.a.arrived],
                         ["other.example", f"127.0.0.1:{self.a.port}"])

    def test_the_fragment_and_the_user_name_are_no_part_of_what_is_asked_for(self):
        self.trace(self.a.url.replace("//", "//u@") + "/p?q#f")
        self.assertEqual(self.a.paths(), [("GET", "/p?q")])

    def test_a_post_without_a_body_says_that_it_has_none(self):
        self.trace("-X", "POST", self.a.url)
        self.assertEqual(self.a.arrived[0].all("Content-Length"), ["0"])
        self.assertEqual(self.a.arrived[0].all("Content-Type"), [])

    def test_cookies_are_kept_only_when_asked_for(self):
        self.redirect(self.a, "/1", 302, "/2", fields=[("Set-Cookie", "k=v; Path=/")])
        self.trace(self.a.url + "/1")
        self.assertEqual([r.all("Cookie") for r in self.a.arrived], [[], []])
        self.a.arrived.clear()
        self.trace("--cookies", "-H", "Cookie: mine=1", self.a.url + "/1")
        self.assertEqual([r.all("Cookie") for r in self.a.arrived], [["mine=1"], ["k=v; mine=1"]])

    def test_cookies_of_the_users_own_are_sent_with_those_of_the_jar(self):
        self.redirect(self.a, "/1", 307, "/2", fields=[("Set-Cookie", "c=3")])
        self.redirect(self.a, "/2", 307, self.b.url + "/3")
        self.trace("--cookies", "-H", "Cookie: a=1", "-H", "cookie: b=2", self.a.url + "/1")
        self.assertEqual([r.all("Cookie") for r in self.a.arrived], [["a=1; b=2"], ["c=3; a=1; b=2"]])
        self.assertEqual(self.b.arrived[0].all("Cookie"), ["c=3"], "the jar goes by the host alone")

    def test_a_name_is_resolved_as_the_user_says(self):
        self.redirect(self.a, "/1", 302, f"http://b.example:{self.b.port}/2")
        self.trace("--resolve", f"a.example:{self.a.port}:127.0.0.1",
                   "--resolve", f"b.example:{self.b.port}:127.0.0.1",
                   f"http://a.example:{self.a.port}/1")
        self.assertEqual(self.b.arrived[0].all("Host"), [f"b.example:{self.b.port}"])

    def test_the_proxy_of_the_environment_is_asked(self):
        self.trace("http://nowhere.example/p", env={**self.environment, "http_proxy": self.b.url})
        self.assertEqual(self.b.paths(), [("GET", "http://nowhere.example/p")])


class Bodies(TraceTest):
    def test_a_file_is_sent_as_it_is_on_every_hop(self):
        raw = bytes(range(256)) * 300
        self.write("body", raw)
        self.redirect(self.a, "/1", 308, "/2")
        self.trace("-d", "@body", "-H", "Content-Type: image/x", self.a.url + "/1")
        self.assertEqual(self.arrived(), [("POST", "/1", raw), ("POST", "/2", raw)])
        self.assertEqual(self.a.arrived[1].all("Content-Type"), ["image/x"])
        self.assertEqual(self.a.arrived[0].all("Expect"), [])

    def test_a_post_whose_connection_breaks_is_not_sent_again(self):
        self.redirect(self.a, "/1", 307, "/2")
        self.a.answers["/2"] = lambda connection, request: False
        result = self.trace("-d", "x", self.a.url + "/1", code=1)
        self.assertIn("closed the connection without an answer", result.messages)
        self.assertEqual(self.a.paths(), [("POST", "/1"), ("POST", "/2")])

    def test_standard_input_that_was_read_before_can_be_sent_again(self):
        self.redirect(self.a, "/1", 307, "/2")
        self.trace("-d", "@-", self.a.url + "/1", stdin=b"from a pipe")
        self.assertEqual([r[2] for r in self.arrived()], [b"from a pipe"] * 2)

    def test_a_streamed_body_stops_where_it_would_be_sent_again(self):
        self.redirect(self.a, "/1", 307, "/2")
        result = self.trace("-d", "-", self.a.url + "/1", stdin=b"x" * 200000, code=1)
        self.assertIn("stop     the body cannot be sent again", result.text)
        self.assertEqual(self.arrived(), [("POST", "/1", b"x" * 200000)])
        self.assertEqual(self.a.arrived[0].all("Transfer-Encoding"), ["chunked"])

    def test_a_streamed_file_has_a_length_and_is_not_sent_after_a_303(self):
        self.redirect(self.a, "/1", 303, "/2")
        self.write("body", b"12345")
        with open(self.folder / "body", "rb") as file:
            self.trace("-d", "-", self.a.url + "/1", stdin_file=file)
        self.assertEqual(self.arrived(), [("POST", "/1", b"12345"), ("GET", "/2", b"")])
        self.assertEqual(self.a.arrived[0].all("Content-Length"), ["5"])

    def test_a_body_that_does_not_come_is_not_waited_for(self):
        reading, writing = os.pipe()
        self.addCleanup(os.close, writing)
        with open(reading, "rb") as never:
            result = self.carom("trace", "--timeout", "1", "-d", "-", self.a.url, stdin_file=never,
                                env=self.environment)
        self.assertEqual(result.code, 1)
        self.assertIn("standard input, the body, did not end in time (1 s)", result.messages)

    def test_an_answer_before_the_end_of_the_body_is_seen(self):
        reading, writing = os.pipe()
        self.addCleanup(os.close, writing)
        self.a.on_head = lambda: self.a.connections[0].sendall(response(307, "/2"))
        with open(reading, "rb") as never:
            result = self.trace("-d", "-", self.a.url, stdin_file=never, code=1)
        self.assertIn("stop     the body cannot be sent again", result.text)

    def test_a_streamed_file_that_becomes_shorter_is_said_to(self):
        def shorten():
            with open(self.folder / "body", "wb") as file:
                file.write(b"x" * 70000)
        with open(self.folder / "body", "wb") as file:
            file.write(b"x" * 1000000)
        self.a.on_head = shorten
        with open(self.folder / "body", "rb") as file:
            result = self.trace("-H", "Expect: 100-continue", "-d", "-", self.a.url, stdin_file=file, code=1)
        self.assertIn("the body could not be read from standard input", result.messages)

    def test_a_body_that_comes_in_parts_arrives_in_full(self):
        with subprocess.Popen(["sh", "-c", "for i in 1 2 3; do printf $i; sleep 0.3; done"],
                              stdout=subprocess.PIPE) as slow:
            self.trace("-d", "-", self.a.url, stdin_file=slow.stdout)
        self.assertEqual(self.arrived(), [("POST", "/", b"123")])

    def test_an_empty_body_is_a_body(self):
        self.redirect(self.a, "/1", 302, "/2")
        self.assertIs(self.trace_json("-d", "", self.a.url + "/1")["body_kept"], False)
        self.assertEqual(self.a.arrived[0].all("Content-Length"), ["0"])

    def test_a_file_that_cannot_be_read_is_said(self):
        result = self.trace("-d", "@none", self.a.url, code=1)
        self.assertIn("-d: none cannot be read: No such file", result.messages)
        self.assertEqual(self.a.arrived, [])


class TheTable(TraceTest):
    def test_a_person_reads_the_chain_and_what_became_of_the_post(self):
        self.redirect(self.a, "/1", 307, "/2", fields=[("Cache-Control", "max-age=60")])
        self.redirect(self.a, "/2", 302, self.b.url + "/3")
        result = self.trace("-d", "x", "-H", "Authorization: s", self.a.url + "/1")
        self.assertEqual(result.err, b"")
        self.assertEqual(result.text, f"""\
hop  status  method   URL
  1  307     POST     {self.a.url}/1
             cache    not stored: responses to this method are not cached
             next     POST with its body
  2  302     POST     {self.a.url}/2
             cache    not stored: responses to this method are not cached
             next     GET without its body, without Authorization, Content-Type, to another origin
  3  200     GET      {self.b.url}/3
             cache    may be stored: by its status; without a lifetime: to be asked about before each use
             stop     the status is no redirect

final status  200 after 2 redirects
outcome       the method changed from POST to GET at hop 2 (302); the body was lost there
in future     use {self.a.url}/1
""")

    def test_a_post_that_survives_is_said_to(self):
        self.redirect(self.a, "/1", 308, "/2")
        self.redirect(self.a, "/2", 307, "/3")
        text = self.trace("-d", "x", self.a.url + "/1").text
        self.assertIn("outcome       POST stayed POST through 2 redirects, with its body\n", text)
        self.assertIn(f"in future     use {self.a.url}/2\n", text)
        text = self.trace(self.a.url + "/2").text
        self.assertIn("outcome       GET stayed GET through a redirect\n", text)
        text = self.trace(self.a.url + "/3").text
        self.assertIn("outcome       GET was sent once: no redirect was followed\n", text)

    def test_a_body_may_be_lost_without_the_method(self):
        self.redirect(self.a, "/1", 302, "/2")
        text = self.trace("--policy", "curl-request", "-d", "x", self.a.url + "/1").text
        self.assertIn("POST stayed POST, but its body was lost at hop 1 (302)\n", text)

    def test_lifetimes_are_told(self):
        self.redirect(self.a, "/1", 302, "/2", fields=[("Cache-Control", "max-age=3660"),
                                                       ("Vary", "Accept")])
        text = self.trace(self.a.url + "/1").text
        self.assertIn("cache    may be stored: a field says so; fresh for 1 h 1 min, by max-age; "
                      "for requests whose fields match, by Vary\n", text)

    def test_a_loop_and_too_many_redirects_end_the_chain(self):
        self.redirect(self.a, "/1", 301, "/2")
        self.redirect(self.a, "/2", 301, "/1")
        text = self.trace(self.a.url + "/1", code=1).text
        self.assertIn(f"stop     the next request was sent before: {self.a.url}/1", text)
        self.assertEqual(self.a.paths(), [("GET", "/1"), ("GET", "/2")])
        self.a.arrived.clear()
        text = self.trace("--policy", "curl", "--max-redirects", "5", self.a.url + "/1", code=1).text
        self.assertIn("stop     there were too many redirects", text)
        self.assertEqual(len(self.a.arrived), 6)

    def test_a_choice_is_shown_with_its_body_and_alternatives(self):
        self.a.answers["/1"] = response(300, body=b"one\r\n\x1b[31mtwo\n" + b"z" * 9000, fields=[
            ("Link", '</de>; rel=alternate; hreflang=de')])
        result = self.trace(self.a.url + "/1")
        self.assertIn("             body     one\n                      \\x1B[31mtwo\n", result.text)
        self.assertIn("z" * (4096 - 14) + "\n", result.text)
        self.assertNotIn("z" * (4096 - 13), result.text)
        self.assertIn(f"alternatives\n              {self.a.url}/de (de)\n", result.text)

    def test_an_error_of_the_client_says_with_what_to_ask_again(self):
        self.a.answers["/401"] = response(401, fields=[("WWW-Authenticate", "Basic")])
        self.a.answers["/406"] = response(406, body=b"only de")
        text = self.trace(self.a.url + "/401", code=1).text
        self.assertIn("ask again     with credentials; WWW-Authenticate says which\n", text)
        text = self.trace("-H", "Authorization: x", self.a.url + "/401", code=1).text
        self.assertIn("ask again     with other credentials only: the same are refused again\n", text)
        text = self.trace(self.a.url + "/406", code=1).text
        self.assertIn("body     only de\n", text)
        self.assertIn("ask again     with another Accept, or ask for one of the alternatives\n", text)

    def test_control_bytes_from_the_network_do_not_reach_the_terminal(self):
        self.a.answers["/1"] = (b"HTTP/1.1 300 x\r\nContent-Length: 3\r\n"
                                b"Link: </\x1b]0;t\x07>; rel=alternate; title=\"\xc2\x9b31m\x1b[1m\xe2\x80\xae\"\r\n"
                                b"\r\n\x1b\x9bH")
        self.a.answers["/2"] = b"HTTP/1.1 302 x\r\nContent-Length: 0\r\nLocation: /\x1b[2J\r\n\r\n"
        for path in ("/1", "/2"):
            result = self.carom("trace", self.a.url + path, env=self.environment)
            for raw in (b"\x1b", b"\x07", b"\x9b", b"\xe2\x80\xae"):
                self.assertNotIn(raw, result.out + result.err)

    def test_the_exit_code_is_that_of_the_end(self):
        for status, code in ((200, 0), (204, 0), (304, 0), (400, 1), (404, 1), (500, 1)):
            self.a.answers["/x"] = (b"HTTP/1.1 %d x\r\n\r\n" % status if status in (204, 304)
                                    else response(status))
            self.trace(self.a.url + "/x", code=code)


class TheObject(TraceTest):
    def test_it_holds_every_hop_as_it_was(self):
        self.redirect(self.a, "/1", 302, "/2", fields=[("X-Folded", "a\r\n  b"), ("X", "1"), ("X", "2")])
        seen = self.trace_json("-d", "abc", "-H", "X-Mine: 1", self.a.url + "/1#f")
        self.assertEqual(list(seen), ["ok", "error", "ending", "hops", "final_status", "method_kept",
                                      "body_kept", "fate", "future_url"])
        self.assertEqual((seen["ok"], seen["error"], seen["ending"], seen["final_status"]),
                         (True, None, "decided", 200))
        first, last = seen["hops"]
        self.assertEqual(list(first), ["request", "status", "headers", "body_start", "note", "decision",
                                       "confirmed", "time_ms"])
        self.assertEqual((first["request"]["method"], first["request"]["url"]),
                         ("POST", self.a.url + "/1#f"))
        self.assertEqual((first["request"]["body"], first["request"]["body_len"]), ("replayable", 3))
        self.assertEqual([list(field) for field in self.a.arrived[0].fields], first["request"]["headers"])
        self.assertEqual([list(field) for field in self.a.arrived[1].fields], last["request"]["headers"])
        self.assertIn(["X-Folded", "a    b"], first["headers"])
        self.assertEqual([value for name, value in first["headers"] if name == "X"], ["1", "2"])
        self.assertEqual(first["decision"]["url"], self.a.url + "/2#f", "the fragment is inherited")
        self.assertEqual((first["status"], first["decision"]["method"]), (302, "GET"))
        self.assertGreaterEqual(first["time_ms"], 0)
        self.assertEqual(seen["fate"], "the method changed from POST to GET at hop 1 (302); the body was "
                                       "lost there")

    def test_a_hop_asked_again_as_one_decision_is_decided_alike(self):
        self.redirect(self.a, "/1", 307, self.b.url + "/2", fields=[("Date", "x")])
        hop = self.trace_json("-d", "abc", "-H", "Authorization: s", self.a.url + "/1")["hops"][0]
        asked = self.carom("follow", "--json", "-X", "POST", "--body", "replayable", "-H",
                           "Authorization: s", "-H", f"Content-Type: {FORM}", "--status", "307",
                           "--location", self.b.url + "/2", "--now", "1", self.a.url + "/1").json()
        self.assertEqual({**asked, "cache": None}, {**hop["decision"], "cache": None})

    def test_a_network_error_is_in_it_too(self):
        self.redirect(self.a, "/1", 307, "http://127.0.0.1:1/")
        seen = self.trace_json(self.a.url + "/1", code=1)
        self.assertEqual((seen["ok"], seen["ending"], seen["final_status"]), (False, "failed", 307))
        self.assertIn("no connection to `127.0.0.1:1`", seen["error"])
        self.assertEqual(len(seen["hops"]), 1)


class WhatGoesWrong(TraceTest):
    def fails(self, *arguments, says, **more):
        result = self.trace(*arguments, code=1, **more)
        self.assertEqual(result.messages.count("\n"), 1, result.messages)
        self.assertIn(says, result.messages)
        return result

    def test_each_failure_says_what_to_do(self):
        self.fails("http://127.0.0.1:1/", says="no connection to `127.0.0.1:1`")
        # A label of 64 bytes is no name, so that no name server is asked.
        name = "a" * 64 + ".invalid"
        self.fails(f"http://{name}/", says=f"no address is known for `{name}`: check its spelling")
        self.fails("https" + self.a.url[4:], says="no TLS with")
        result = self.fails("http://127.0.0.1:1/", says="see that a server listens there")
        self.assertIn("final status  none: no response came\n"
                      "outcome       GET got no response\n", result.text)

    def test_a_server_that_says_nothing_is_not_waited_for(self):
        done = []
        self.a.answers["/1"] = lambda connection, request: done.append(1) or time.sleep(3)
        result = self.carom("trace", "--timeout", "1", self.a.url + "/1", env=self.environment)
        self.assertEqual(result.code, 1)
        self.assertIn("in time (1 s): see what holds the server up", result.messages)

    def test_a_server_that_closes_early_is_said_to(self):
        def close(connection, request):
            return False

        def cut_head(connection, request):
            connection.sendall(b"HTTP/1.1 307 x\r\nLocat")
            return False

        def cut_body(connection, request):
            connection.sendall(b"HTTP/1.1 307 x\r\nLocation: /end\r\nContent-Length: 99\r\n\r\nab")
            return False
        self.a.answers.update({"/close": close, "/head": cut_head, "/body": cut_body})
        self.fails(self.a.url + "/close", says="closed the connection without an answer")
        self.fails(self.a.url + "/head", says="broke before the head of the response was there")
        text = self.trace(self.a.url + "/body").text
        self.assertIn("note     the body broke off: ", text)
        self.assertEqual(self.a.paths()[-1], ("GET", "/end"))

    def test_a_head_without_end_is_not_read_to_it(self):
        def fields(connection, request):
            connection.sendall(b"HTTP/1.1 200 x\r\n" + b"".join(
                b"F%d: %s\r\n" % (i, b"v" * 1000) for i in range(400)))
            return True

        def field(connection, request):
            connection.sendall(b"HTTP/1.1 200 x\r\nF: " + b"v" * 400000)
            return True

        def interim(connection, request):
            connection.sendall(b"HTTP/1.1 103 x\r\nF: v\r\n\r\n" * 30000)
            return True
        self.a.answers.update({"/fields": fields, "/field": field, "/interim": interim})
        self.fails(self.a.url + "/fields", says="the head of the response")
        self.fails(self.a.url + "/field", says="longer than libcurl reads")
        self.fails(self.a.url + "/interim", says="the head of the response has more than 256 KiB")

    def test_a_status_line_is_the_first_line_of_a_head_and_an_empty_line_its_last(self):
        head = b"HTTP/1.1 302 x\r\nLocation: /end\r\nContent-Length: 0\r\n"
        self.a.answers.update({"/status": head + b"HTTP/1.1 200 OK: x\r\n\r\n",
                               "/name": head + b"HTTP/X: 1\r\n\r\n",
                               "/short": b"HTTP/1.1 302 x\r\n:\n" + head[16:] + b"\r\n",
                               "/spaces": head.replace(b" 302", b"  302") + b"\r\n"})
        for path in self.a.answers:
            with self.subTest(path=path):
                hops = self.trace_json(self.a.url + path)["hops"]
                self.assertEqual([hop["status"] for hop in hops], [302, 200])
                self.assertIn(["Location", "/end"], hops[0]["headers"])

    def test_a_body_without_end_is_not_read_to_it(self):
        def body(connection, request):
            connection.sendall(b"HTTP/1.1 307 x\r\nLocation: /end\r\n\r\n")
            with contextlib.suppress(OSError):
                while True:
                    connection.sendall(b"z" * 65536)
            return False
        self.a.answers["/1"] = body
        text = self.trace(self.a.url + "/1").text
        self.assertIn("note     of the body only the first 256 KiB were read\n", text)
        self.assertEqual(self.a.paths(), [("GET", "/1"), ("GET", "/end")])

    def test_what_is_not_http_is_said_to_be_none(self):
        def send(raw):
            def answer(connection, request):
                connection.sendall(raw)
                return False
            return answer
        self.a.answers.update({"/old": send(b"hello\n"), "/odd": send(b"HTTP/1.1 999 x\r\n\r\n"),
                               "/nul": send(b"HTTP/1.1 200 x\r\na: \x00\r\n\r\n")})
        self.fails(self.a.url + "/old", says="is not HTTP")
        self.fails(self.a.url + "/odd", says="a status that HTTP does not have")
        self.fails(self.a.url + "/nul", says="is not HTTP")

    def test_interim_responses_are_passed_over(self):
        self.a.answers["/1"] = (b"HTTP/1.1 103 x\r\nLocation: /wrong\r\n\r\n" +
                                response(302, "/right"))
        self.trace(self.a.url + "/1")
        self.assertEqual(self.a.paths()[1], ("GET", "/right"))

    def test_a_trailer_is_no_part_of_the_head(self):
        self.a.answers["/1"] = (b"HTTP/1.1 302 x\r\nTransfer-Encoding: chunked\r\n\r\n"
                                b"1\r\nz\r\n0\r\nLocation: /wrong\r\n\r\n")
        text = self.trace(self.a.url + "/1").text
        self.assertIn("stop     there is no Location\n", text)

    def test_a_certificate_is_trusted_when_the_user_says_so(self):
        context, file = certificate(self.folder)
        server = self.serve(context)
        result = self.fails(server.url + "/1", says="is not trusted")
        self.assertIn("--cacert FILE", result.messages)
        self.trace("--cacert", file, server.url + "/1")
        self.trace("--insecure", server.url + "/1")
        self.assertEqual(server.paths(), [("GET", "/1"), ("GET", "/1")])
        self.fails("--cacert", "none.pem", server.url, says="the certificates of --cacert")

    def test_from_https_to_http_is_told(self):
        context, file = certificate(self.folder)
        server = self.serve(context)
        self.redirect(server, "/1", 307, self.a.url + "/2")
        text = self.trace("--cacert", file, "-d", "x", server.url + "/1").text
        self.assertIn("next     POST with its body, no longer encrypted\n", text)

    def test_a_full_disk_behind_standard_output_is_noticed(self):
        with open("/dev/full", "wb") as full:
            result = self.trace(self.a.url, code=1, stdout=full)
        self.assertIn("cannot write to standard output", result.messages)

    def test_wrong_words_are_refused(self):
        url = self.a.url
        for arguments, says in (
                ([], "no URL is given"), ([url, url], "more than one URL"),
                (["ftp://h/"], "an http or https URL"), (["http://"], "the request's URL: "),
                (["--yes", "--no", url], "cannot be given together"),
                (["-X", "a b", url], "must be a token"), (["-X", "CONNECT", url], "asks a proxy"),
                (["-X", "HEAD", "-d", "x", url], "a HEAD request with a body"),
                (["-d", "x", "-d", "y", url], "option `-d` is given twice"),
                (["-H", "x", url], "given as `Name: value`"),
                (["-H", "Content-Length: 3", url], "made from the body"),
                (["-H", "transfer-encoding: chunked", url], "made from the body"),
                (["--timeout", "0", url], "from 1 to 86400"),
                (["--resolve", "h:80", url], "HOST:PORT:ADDRESS"),
                (["--resolve", "-h:80:1.2.3.4", url], "HOST:PORT:ADDRESS"),
                (["--resolve", "h:99999:1.2.3.4", url], "HOST:PORT:ADDRESS"),
                (["--policy", "lynx", url], "unknown policy `lynx`")):
            result = self.carom("trace", *arguments)
            self.assertEqual((result.code, result.out), (2, b""), arguments)
            self.assertIn(says, result.messages)
        self.assertEqual(self.a.arrived, [])

    def test_help_names_every_option(self):
        text = self.trace("--help").text
        for option in ("--policy P", "--max-redirects N", "--postredir LIST", "-X METHOD", "-H '",
                       "-d BODY", "--yes, --no", "--cookies", "--timeout SECONDS", "--cacert FILE",
                       "--insecure", "--resolve HOST:PORT:ADDRESS", "--json ", "--help", "http_proxy",
                       "NO_COLOR"):
            self.assertIn(option, text)


class APerson(TraceTest):
    """The policy rfc2616 asks before a POST is sent on."""

    def setUp(self):
        super().setUp()
        self.redirect(self.a, "/1", 307, "/2")
        self.words = ("--policy", "rfc2616", "-d", "x", self.a.url + "/1")

    def on_terminal(self, *arguments, answer=None, interrupt=False, environment=None):
        """Runs on a pseudo-terminal, answers its question, and returns the exit code and all that was shown."""
        pid, terminal = pty.fork()
        if pid == 0:
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # where the tests run in the background
            os.chdir(self.folder)
            os.execve(self.binary, [self.binary, "trace", *arguments],
                      environment or {**self.environment, "TERM": "xterm"})
        shown = b""
        end = time.monotonic() + TIMEOUT_S
        try:
            while time.monotonic() < end:
                ready, _, _ = select.select([terminal], [], [], 1)
                chunk = self.read_terminal(terminal) if ready else None
                if chunk == b"":
                    break
                shown += chunk or b""
                if answer is not None and b"[y/N] " in shown:
                    os.write(terminal, b"\x03" if interrupt else answer)
                    answer = None
        finally:
            os.close(terminal)
            _, status = os.waitpid(pid, 0)
        self.assertNotIn(b"Sanitizer", shown)
        return os.waitstatus_to_exitcode(status), shown.decode().replace("\r\n", "\n")

    def read_terminal(self, terminal):
        try:
            return os.read(terminal, 65536)
        except OSError:  # how Linux says that nobody is at the other end any more
            return b""

    def test_yes_sends_it(self):
        text = self.trace("--yes", *self.words).text
        self.assertIn("ask      the method is not known to be safe to repeat: POST with its body\n", text)
        self.assertIn("yes      it is sent\n", text)
        self.assertEqual(self.arrived(), [("POST", "/1", b"x"), ("POST", "/2", b"x")])

    def test_no_does_not(self):
        result = self.trace("--no", *self.words, code=1)
        self.assertEqual(result.err, b"")
        self.assertIn("no       it is not sent\n", result.text)
        self.assertEqual(self.arrived(), [("POST", "/1", b"x")])

    def test_without_a_terminal_it_stops_and_says_how_to_go_on(self):
        result = self.trace(*self.words, code=1)
        self.assertIn("--yes sends the next request", result.messages)
        self.assertEqual(self.arrived(), [("POST", "/1", b"x")])
        seen = self.trace_json(*self.words, code=1)
        self.assertEqual((seen["ok"], seen["ending"], seen["hops"][0]["confirmed"]),
                         (True, "unasked", False))
        seen = self.trace_json("--yes", *self.words)
        self.assertEqual([hop["confirmed"] for hop in seen["hops"]], [True, None])

    def test_a_person_who_says_y_is_obeyed(self):
        code, shown = self.on_terminal(*self.words, answer=b"y\n")
        self.assertEqual(code, 0)
        self.assertIn(f"Send POST with its body to {self.a.url}/2? [y/N] ", shown)
        self.assertEqual(self.arrived(), [("POST", "/1", b"x"), ("POST", "/2", b"x")])

    def test_a_person_who_says_anything_else_is_obeyed_too(self):
        for answer in (b"n\n", b"\n", b"yo\n", b"\x04"):
            self.a.arrived.clear()
            code, shown = self.on_terminal(*self.words, answer=answer)
            self.assertEqual(code, 1, shown)
            self.assertEqual(self.arrived(), [("POST", "/1", b"x")])

    def test_ctrl_c_at_the_question_ends_it(self):
        code, shown = self.on_terminal(*self.words, answer=b"", interrupt=True)
        self.assertEqual(code, 1)
        self.assertIn("carom: trace: interrupted\n", shown)
        self.assertEqual(len(self.a.arrived), 1)

    def test_colour_is_for_terminals_and_can_be_turned_off(self):
        self.assertIn("\x1b[32m200", self.on_terminal(self.a.url)[1])
        for more in ({"TERM": "dumb"}, {"TERM": "xterm", "NO_COLOR": "1"}):
            shown = self.on_terminal(self.a.url, environment={**self.environment, **more})[1]
            self.assertNotIn("\x1b", shown)
        self.assertNotIn(b"\x1b", self.trace(self.a.url).out)

    def interrupt(self, *arguments, after, stdin=subprocess.DEVNULL):
        """Interrupts a run once so many requests have arrived; returns what it printed."""
        self.a.arrived.clear()
        process = subprocess.Popen([self.binary, "trace", *arguments], stdin=stdin,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   env=self.environment,
                                   preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        end = time.monotonic() + TIMEOUT_S
        while len(self.a.arrived) < after and time.monotonic() < end:
            time.sleep(0.01)
        begun = time.monotonic()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=TIMEOUT_S)
        self.assertLess(time.monotonic() - begun, 10, "it waits for nobody")
        self.assertEqual((process.returncode, err), (1, b"carom: trace: interrupted\n"))
        return out.decode()

    def test_ctrl_c_while_it_waits_leaves_what_was_learned(self):
        self.a.answers["/3"] = lambda connection, request: time.sleep(20)
        self.redirect(self.a, "/0", 302, "/3")
        self.assertIn("302, and then it was interrupted\n", self.interrupt(self.a.url + "/0", after=2))
        seen = json.loads(self.interrupt("--json", self.a.url + "/0", after=2))
        self.assertEqual((seen["ok"], seen["error"], seen["ending"]),
                         (False, "interrupted", "interrupted"))
        self.assertEqual([hop["status"] for hop in seen["hops"]], [302])

    def test_ctrl_c_while_a_body_is_awaited_ends_it(self):
        reader, writer = os.pipe()
        try:
            os.write(writer, b"the beginning")
            # The head of the request comes with the body's first bytes; the rest never does.
            self.a.on_head = lambda: self.a.arrived.append(None)
            out = self.interrupt("-d", "-", self.a.url + "/1", after=1, stdin=reader)
        finally:
            os.close(reader)
            os.close(writer)
        self.assertIn("none: no response came", out)


if __name__ == "__main__":
    main()
