#!/usr/bin/python3
"""Country, Language, Cookie, host and scheme over sockets, and that remembered answers know them."""

import unittest

import support
from h2_client import H2Client
from support import Server

RULES = """\
/c /german 302 Country=de,at
/c /anywhere 302
/l /deutsch 302 Language=de
/l /portugues 302 Language=pt-BR
/l /english 302
/k /again 302 Cookie=seen
/k /first 302
https://h.example/s /secure 302
http://other.example/s /other 302
/s /plain 302
/all /all-three 302 Country=de Language=de Cookie=seen
"""


class Conditions(unittest.TestCase):

    def server(self, *options):
        server = Server(rules=RULES, options=options)
        self.addCleanup(server.close)
        return server

    def where(self, server, target, *fields):
        """Asks more often than is needed for the answer to be remembered; it must stay the same."""
        answers = set()
        for _ in range(4):
            response = server.get(target, *fields)
            self.assertIn(response.status, (302, 404))
            answers.add(response.get("Location"))
        self.assertEqual(len(answers), 1, answers)
        return answers.pop()

    def test_without_a_configured_field_no_country_is_known(self):
        server = self.server()
        for fields in ((), ("X-Country: de",), ("CF-IPCountry: DE",), ("Country: de",)):
            self.assertEqual(self.where(server, "/c", *fields), "/anywhere")

    def test_the_configured_field_tells_the_country(self):
        for name in ("X-Country", "x-country", "cf-ipcountry", "Via"):  # Via: one that h2o knows
            server = self.server("--country-header", name)
            for field, expected in (((f"{name}: de",), "/german"), ((f"{name.upper()}: AT",), "/german"),
                                    ((f"{name}:   De \t ",), "/german"), ((f"{name}: fr",), "/anywhere"),
                                    ((f"{name}: ",), "/anywhere"), ((f"{name}: de,fr",), "/anywhere"),
                                    ((), "/anywhere"), ((f"{name}x: de",), "/anywhere")):
                self.assertEqual(self.where(server, "/c", *field), expected, field)

    def test_a_country_that_is_told_twice_is_not_known(self):
        server = self.server("--country-header", "X-Country")
        self.assertEqual(self.where(server, "/c", "X-Country: de", "X-Country: de"), "/anywhere")
        self.assertEqual(self.where(server, "/c", "X-Country: de", "X-Country: fr"), "/anywhere")
        self.assertEqual(self.where(server, "/c", "X-Country: de"), "/german")

    def test_the_language_that_is_preferred_most_counts(self):
        server = self.server()
        for value, expected in (("de", "/deutsch"), ("de-AT,en;q=0.9", "/deutsch"),
                                ("en, de;q=0.9", "/english"), ("de;q=0.5, pt-br", "/portugues"),
                                ("fr", "/english"), ("", "/english")):
            self.assertEqual(self.where(server, "/l", f"Accept-Language: {value}"), expected, value)
        self.assertEqual(self.where(server, "/l"), "/english")
        self.assertEqual(self.where(server, "/l", "Accept-Language: en;q=0.3",
                                    "Accept-Language: de"), "/deutsch")

    def test_a_cookie_that_is_there_counts(self):
        server = self.server()
        for fields, expected in ((("Cookie: seen=1",), "/again"), (("Cookie: a=b; seen=",), "/again"),
                                 (("Cookie: a=seen",), "/first"), ((), "/first"),
                                 (("Cookie: a=b", "Cookie: seen=2"), "/again"),
                                 (("Cookie: " + "x" * 5000 + "=1; seen=1",), "/again")):
            self.assertEqual(self.where(server, "/k", *fields), expected)

    def test_the_host_and_the_scheme_count(self):
        server = self.server()
        self.assertEqual(self.where(server, "/s"), "/plain")
        for host, expected in (("other.example", "/other"), ("OTHER.example:80", "/other"),
                               ("other.example:81", "/plain"), ("h.example", "/plain")):
            for _ in range(3):
                response = server.ask(f"GET /s HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
                self.assertEqual(response.get("Location"), expected, host)
        response = server.ask(b"GET https://h.example/s HTTP/1.1\r\nHost: h.example\r\n\r\n")
        self.assertEqual(response.get("Location"), "/secure")

    def test_equal_requests_but_for_one_field_have_their_own_answers(self):
        """In turns and over one connection, so that each finds the others remembered."""
        for options in ((), ("--recall", "1"), ("--recall", "0")):
            server = self.server("--country-header", "X-Country", *options)
            fields = ("X-Country: de", "Accept-Language: de", "Cookie: seen=1")
            with server.connect() as client:
                for _ in range(6):
                    for left_out in range(4):
                        sent = [field for at, field in enumerate(fields) if at != left_out]
                        location = client.ask("/all", *sent).get("Location")
                        self.assertEqual(location, "/all-three" if left_out == 3 else None)

    def test_http_2_tells_the_same(self):
        server = self.server("--country-header", "X-Country")
        for target, fields, expected in (
                ("/c", [("x-country", "de")], "/german"), ("/c", [], "/anywhere"),
                ("/l", [("accept-language", "pt-BR")], "/portugues"),
                ("/k", [("cookie", "a=b"), ("cookie", "seen=1")], "/again"),
                ("/k", [("cookie", f"c{n}=1") for n in range(40)] + [("cookie", "seen=1")], "/again"),
                ("/k", [("cookie", "a=b")], "/first")):
            arguments = [part for name, value in fields for part in ("-H", f"{name}: {value}")]
            code, response = support.curl("--http2-prior-knowledge", *arguments, server.url + target)
            self.assertEqual((code, response.get("Location")), (0, expected), fields)
        with H2Client(server.host, server.port) as client:
            self.assertTrue(client.wait_for([client.request("/c")]))


if __name__ == "__main__":
    support.main()
