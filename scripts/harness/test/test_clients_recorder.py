"""The recorder of scripts/clients, spoken to in bytes, with a stand-in for carom-server behind it."""

import http.server
import socket
import threading
import unittest

from harness.clients.recorder import MALFORMED, PAGE, REQUESTS_MAX, Answer, Recorder

ANSWERS = {
    "odd": Answer(302, (("Location", "{here}/end"), ("location", "http://{b}{here}/x"), ("X-Byte", "\xe9\t{{")),),
    "loop": Answer(307, (("Location", "{here}/loop"),)),
}


class Upstream(http.server.BaseHTTPRequestHandler):
    """Answers with what it was asked, in fields."""
    protocol_version = "HTTP/1.1"

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.send_response(308)
        self.send_header("Location", "/elsewhere")
        self.send_header("X-Asked", f"{self.command} {self.path} {self.headers['Host']} "
                                    f"{','.join(self.headers.get_all('X-Twice', []))} {body.decode()}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_QUERY = do_PUT = answer

    def log_message(self, *_):
        pass


class Spoken(unittest.TestCase):
    def setUp(self):
        upstream = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
        self.addCleanup(upstream.server_close)
        self.addCleanup(upstream.shutdown)
        threading.Thread(target=upstream.serve_forever, args=(0.02,), daemon=True).start()
        self.recorder = Recorder(lambda _: ANSWERS).__enter__()
        self.addCleanup(self.recorder.__exit__)
        self.recorder.upstream = upstream.server_address
        self.recorder.expect("c1n2")

    def say(self, text, host="127.0.0.1", port=None):
        """Sends bytes on one connection and returns everything until the recorder closes it."""
        with socket.create_connection((host, port or self.recorder.port), 5) as connection:
            connection.sendall(text.replace("\n", "\r\n").encode("latin-1"))
            connection.shutdown(socket.SHUT_WR)
            answered = b""
            while piece := connection.recv(65536):
                answered += piece
        return answered.decode("latin-1")

    def ask(self, target, *fields, method="GET", body="", **where):
        lines = [f"{method} {target} HTTP/1.1", "Host: h", *fields, "Connection: close"]
        if body:
            lines.append(f"Content-Length: {len(body)}")
        return self.say("\n".join(lines) + "\n\n" + body, **where)

    def exchanges(self):
        return self.recorder.taken("c1n2").exchanges

    def test_an_answer_of_its_own_is_sent_byte_for_byte(self):
        answered = self.ask("/c1n2/odd")
        origin = self.recorder.origins["b"]
        self.assertTrue(answered.startswith("HTTP/1.1 302 Found\r\nLocation: /c1n2/end\r\n"
                                            f"location: http://{origin}/c1n2/x\r\nX-Byte: \xe9\t{{\r\n"), answered)

    def test_what_arrived_is_recorded_with_the_answer(self):
        self.ask("/c1n2/odd?q=1", "X-A: 1", "x-a:2 ", method="PUT", body="bytes")
        exchange, = self.exchanges()
        self.assertEqual((exchange.method, exchange.target, exchange.body, exchange.status, exchange.by),
                         ("PUT", "/c1n2/odd?q=1", b"bytes", 302, "recorder"))
        self.assertEqual(exchange.values("X-A"), ["1", "2"])
        self.assertEqual(exchange.origin, f"127.0.0.1:{self.recorder.port}")
        self.assertEqual(exchange.answered[0], ("Location", "/c1n2/end"))

    def test_origins_are_told_apart_by_the_socket(self):
        self.ask("/c1n2/end", host="127.0.0.2")
        self.ask("/c1n2/end", port=self.recorder.other_port)
        self.assertEqual([exchange.origin for exchange in self.exchanges()],
                         [self.recorder.origins["c"], self.recorder.origins["b"]])

    def test_other_paths_are_decided_by_the_server_behind(self):
        answered = self.ask("/c1n2/ruled?q", "X-Twice: a", "X-Twice: b", method="QUERY", body="body")
        self.assertIn("HTTP/1.1 308 ", answered)
        self.assertIn("\r\nLocation: /elsewhere\r\n", answered)
        self.assertIn(f"\r\nX-Asked: QUERY /c1n2/ruled?q 127.0.0.1:{self.recorder.port} a,b body\r\n", answered)
        self.assertEqual(self.exchanges()[0].by, "carom-server")

    def test_without_a_server_behind_it_says_so(self):
        self.recorder.upstream = None
        self.assertIn("HTTP/1.1 502 ", self.ask("/c1n2/ruled"))

    def test_several_requests_come_on_one_connection(self):
        answered = self.say("GET /c1n2/end HTTP/1.1\nHost: h\n\nGET /c1n2/end/2 HTTP/1.1\nHost: h\n"
                            "Connection: close\n\nGET /c1n2/end/3 HTTP/1.1\nHost: h\n\n")
        self.assertEqual(answered.count("HTTP/1.1 200 "), 2)
        self.assertEqual([exchange.target for exchange in self.exchanges()], ["/c1n2/end", "/c1n2/end/2"])

    def test_http_1_0_is_closed_unless_it_asks_to_be_kept(self):
        asked = "GET /c1n2/end HTTP/1.0\n{}\n" * 2
        self.assertEqual(self.say(asked.format("", "")).count("HTTP/1.1 200 "), 1)
        kept = "Connection: Keep-Alive\n"
        self.assertEqual(self.say(asked.format(kept, kept)).count("HTTP/1.1 200 "), 2)

    def test_a_body_in_chunks_is_put_together_and_awaited(self):
        answered = self.say("POST /c1n2/end HTTP/1.1\nHost: h\nTransfer-Encoding: chunked\n"
                            "Expect: 100-continue\nConnection: close\n\n3;x=y\nabc\n2\nde\n0\nTrailer: t\n\n")
        self.assertTrue(answered.startswith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 "), answered)
        self.assertEqual(self.exchanges()[0].body, b"abcde")

    def test_head_and_304_have_no_body(self):
        self.assertTrue(self.ask("/c1n2/end", method="HEAD").endswith("\r\n\r\n"))
        self.recorder.answers = {"fresh": Answer(304)}
        answered = self.ask("/c1n2/fresh")
        self.assertTrue(answered.endswith("\r\n\r\n"))
        self.assertNotIn("Content-Length", answered)

    def test_a_page_of_another_origin_may_read_everything(self):
        answered = self.ask("/c1n2/end", "Origin: http://page.example")
        self.assertIn("\r\nAccess-Control-Allow-Origin: http://page.example\r\n", answered)
        self.assertIn("\r\nAccess-Control-Allow-Credentials: true\r\n", answered)
        self.assertNotIn("Access-Control", self.ask("/c1n2/end"))

    def test_preflights_are_recorded_apart(self):
        answered = self.ask("/c1n2/odd", "Origin: null", "Access-Control-Request-Method: PUT",
                            "Access-Control-Request-Headers: x-a", method="OPTIONS")
        self.assertIn("HTTP/1.1 204 ", answered)
        self.assertIn("\r\nAccess-Control-Allow-Methods: PUT\r\nAccess-Control-Allow-Headers: x-a\r\n", answered)
        taken = self.recorder.taken("c1n2")
        self.assertEqual((len(taken.exchanges), len(taken.preflights)), (0, 1))
        self.ask("/c1n2/odd", method="OPTIONS")
        self.assertEqual(len(self.exchanges()), 1)

    def test_a_mangled_path_still_belongs_to_its_case(self):
        for target in ("/c1n2\\end", "/%5C127.0.0.1:1/c1n2/end", "/c1n2/end/a b", "/x,%20/c1n2/end"):
            with self.subTest(target):
                self.assertIn("HTTP/1.1 200 ", self.ask(target))
                self.assertEqual(self.exchanges()[-1].target, target)

    def test_a_path_of_no_case_is_a_stray(self):
        self.assertIn("HTTP/1.1 404 ", self.ask("/c9n9/end"))
        self.assertEqual([stray.target for stray in self.recorder.strays], ["/c9n9/end"])
        self.assertEqual(self.exchanges(), [])

    def test_the_page_for_browsers_is_not_recorded(self):
        self.assertIn("Content-Type: text/html", self.ask(PAGE))
        self.assertEqual((self.exchanges(), self.recorder.strays), ([], []))

    def test_a_client_that_goes_on_for_ever_is_sent_to_the_end(self):
        asked = "GET /c1n2/loop HTTP/1.1\nHost: h\n\n" * REQUESTS_MAX
        self.assertEqual(self.say(asked).count("HTTP/1.1 307 "), REQUESTS_MAX)
        self.assertIn("HTTP/1.1 200 ", self.ask("/c1n2/loop"))

    def test_bytes_that_are_no_request_end_the_connection_alone(self):
        for text in ("nonsense\n\n", "GET / HTTP/1.1\nno colon\n\n", "GET / HTTP/1.1\nContent-Length: -1\n\n",
                     "GET / HTTP/1.1\nContent-Length: 9\n\nshort",
                     "GET / HTTP/1.1\nTransfer-Encoding: chunked\n\nxyz\n"):
            with self.subTest(text):
                self.assertEqual(self.say(text), "")
                self.assertEqual(self.recorder.strays.pop().method, MALFORMED)
                self.assertEqual(self.recorder.strays, [])
        self.assertIn("HTTP/1.1 200 ", self.ask("/c1n2/end"))

    def test_leaving_it_closes_every_connection(self):
        with Recorder(lambda _: ANSWERS) as recorder:
            recorder.expect("c1n2")
            connection = socket.create_connection(("127.0.0.1", recorder.port), 5)
            self.addCleanup(connection.close)
            connection.sendall(b"GET /c1n2/end HTTP/1.1\r\nHost: h\r\n\r\n")
            self.assertIn(b" 200 ", connection.recv(1000))
        connection.settimeout(5)
        while piece := connection.recv(1000):
            self.assertNotIn(b"HTTP/1.1", piece)
        with self.assertRaises(OSError):
            socket.create_connection(("127.0.0.1", recorder.port), 1)


if __name__ == "__main__":
    unittest.main()
