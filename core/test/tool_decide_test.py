#!/usr/bin/python3
"""carom decide: the response to one request, requirement by requirement."""
from tool_support import Response, ToolTest, main

RULES = """\
/old/:id            /new/:id                        307
/moved              /target                         308
/found              /target                         302
/seen               /target                         303
/plain              /target
/cached             /target                         307 Max-Age=120
/choice             /first                          307 Alternate=/second Alternate=https://third.example/x
/splat/*            /to/:splat                      307
/root/*             /:splat                         307
/out/*              https://other.example/:splat    307
/secret             403 Reason="for members only"
/hidden             403
/missing            404
/gone               410 Reason="it is over"
/law                451 Reason="by order"
/script             403 Reason="<script>alert('x & y')</script>"
/app/*              /index.html                     200
/post-only          /target                         307 Method=POST
"""

BODY_ADVICE = b"send the same body again"


class DecideTest(ToolTest):
    def respond(self, *arguments, code=0):
        return self.decide(RULES, *arguments, code=code)

    # S1
    def test_s1_a_307_has_one_location_with_the_temporary_uri(self):
        response = self.respond("https://h.example/old/7")
        self.assertEqual((response.status, response.reason), (307, "Temporary Redirect"))
        self.assertEqual(response.one("Location"), "/new/7")

    def test_s1_an_absolute_target_is_an_absolute_location(self):
        self.assertEqual(self.respond("/out/a/b?q=1").one("Location"),
                         "https://other.example/a/b?q=1")

    # S2
    def test_s2_the_note_holds_a_hyperlink_to_the_new_uri(self):
        response = self.respond("/old/7")
        self.assertEqual(response.one("Content-Type"), "text/html; charset=utf-8")
        self.assertIn(b'<a href="/new/7">/new/7</a>', response.body)
        self.assertEqual(response.one("Content-Length"), str(len(response.body)))

    def test_s2_head_gets_the_same_fields_and_no_note(self):
        for url in ("/old/7", "/cached", "/secret", "/app/x", "/nothing"):
            with self.subTest(url):
                code = 1 if url == "/secret" else 0
                head = self.respond("-X", "HEAD", url, code=code)
                get = self.respond("-X", "GET", url, code=code)
                self.assertEqual(head.fields, get.fields)
                self.assertEqual((head.status, head.body), (get.status, b""))
                self.assertNotEqual(get.body, b"")

    # S3
    def test_s3_the_note_tells_method_and_uri_and_to_send_the_body_again(self):
        response = self.respond("-X", "POST", "/old/7")
        for part in (b"POST", b"/new/7", BODY_ADVICE):
            self.assertIn(part, response.body)
        self.assertNotIn(BODY_ADVICE, self.respond("/old/7").body)

    def test_s3_the_plain_and_the_json_note_tell_it_too(self):
        for accept in ("text/plain", "application/json"):
            response = self.respond("-X", "PUT", "-H", f"Accept: {accept}", "/old/7")
            self.assertIn(accept, response.one("Content-Type"))
            for part in (b"PUT", b"/new/7"):
                self.assertIn(part, response.body)

    # S4
    def test_s4_without_a_lifetime_nothing_is_said_about_caching(self):
        response = self.respond("--now", "1700000000", "/old/7")
        self.assertEqual(response.all("Cache-Control") + response.all("Expires"), [])

    def test_s4_a_lifetime_is_sent_and_expires_only_when_the_time_is_known(self):
        response = self.respond("/cached")
        self.assertEqual(response.one("Cache-Control"), "max-age=120")
        self.assertEqual(response.all("Expires"), [])
        response = self.respond("--now", "784111657", "/cached")
        # RFC 9110 §5.6.7 gives this date as its example, here 120 seconds after --now.
        self.assertEqual(response.one("Expires"), "Sun, 06 Nov 1994 08:49:37 GMT")

    # S5
    def test_s5_an_http10_get_or_head_gets_the_status_it_knows(self):
        for method in ("GET", "HEAD"):
            for url, status in (("/old/7", 302), ("/moved", 301), ("/seen", 302), ("/found", 302),
                                ("/plain", 301)):
                with self.subTest(f"{method} {url}"):
                    response = self.respond("--http", "1.0", "-X", method, url)
                    self.assertEqual(response.status, status)
                    self.assertTrue(response.one("Location"))

    def test_s5_an_http10_post_keeps_307_and_the_note_does_the_work(self):
        for method in ("POST", "PUT", "DELETE"):
            response = self.respond("--http", "1.0", "-X", method, "/old/7")
            self.assertEqual(response.status, 307)
            self.assertIn(method.encode(), response.body)

    def test_s5_later_versions_get_the_status_of_the_rule(self):
        for version in ("1.1", "2"):
            self.assertEqual(self.respond("--http", version, "/old/7").status, 307)

    # S6
    def test_s6_every_alternate_is_a_hyperlink_and_location_is_the_preferred_one(self):
        response = self.respond("/choice")
        self.assertEqual(response.one("Location"), "/first")
        for uri in (b"/first", b"/second", b"https://third.example/x"):
            self.assertIn(b'<a href="%s">' % uri, response.body)

    # S13
    def test_s13_a_public_reason_is_in_the_body_but_not_for_head(self):
        response = self.respond("/secret", code=1)
        self.assertEqual(response.status, 403)
        self.assertIn(b"for members only", response.body)
        self.assertEqual(self.respond("-X", "HEAD", "/secret", code=1).body, b"")
        for url, status, reason in (("/gone", 410, b"it is over"), ("/law", 451, b"by order")):
            response = self.respond(url, code=1)
            self.assertEqual(response.status, status)
            self.assertIn(reason, response.body)

    def test_s13_without_a_public_reason_none_is_told(self):
        for url, status in (("/hidden", 403), ("/missing", 404)):
            response = self.respond(url, code=1)
            self.assertEqual(response.status, status)
            self.assertNotIn(b"hidden", response.body)
        self.assertEqual(self.respond("/nothing").status, 404)

    def test_s13_a_reason_is_text_and_no_markup(self):
        body = self.respond("/script", code=1).body
        self.assertNotIn(b"<script>", body)
        self.assertIn(b"&lt;script&gt;", body)

    # S15
    def test_s15_options_tells_the_methods(self):
        response = self.respond("-X", "OPTIONS", "/app/x")
        self.assertEqual((response.status, response.body), (204, b""))
        allowed = response.one("Allow").split(", ")
        self.assertIn("GET", allowed)
        self.assertNotIn("TRACE", allowed)
        response = self.respond("--trace", "-X", "OPTIONS", "/app/x")
        self.assertIn("TRACE", response.one("Allow").split(", "))

    def test_s15_trace_is_off_unless_enabled(self):
        response = self.respond("-X", "TRACE", "/app/x")
        self.assertEqual(response.status, 405)
        self.assertNotIn("TRACE", response.one("Allow"))

    def test_s15_trace_sends_the_request_back_without_its_secrets(self):
        response = self.respond("--trace", "-X", "TRACE", "-H", "Host: h.example", "-H",
                                "X-Path:  a b ", "-H", "Cookie: id=secret", "-H",
                                "Authorization: Basic secret", "/app/x?q=1")
        self.assertEqual((response.status, response.one("Content-Type")), (200, "message/http"))
        self.assertEqual(response.body, b"TRACE /app/x?q=1 HTTP/1.1\r\n"
                                        b"Host: h.example\r\nX-Path: a b\r\n\r\n")
        self.assertEqual(response.one("Content-Length"), str(len(response.body)))

    def test_a_rewrite_to_another_site_is_decided_and_answered_with_502(self):
        self.write("r", "/api/* https://x.example/:splat 200\n")
        arguments = ("decide", "--rules", "r", "--dialect", "netlify", "/api/a?q=1")
        decision = self.carom(*arguments, "--json").json()
        self.assertEqual((decision["action"], decision["status"], decision["location"]),
                         ("rewrite", 502, "https://x.example/a?q=1"))
        result = self.carom(*arguments)
        self.assertEqual(result.code, 0)
        self.assertTrue(result.text.startswith("HTTP/1.1 502 Bad Gateway\r\n"), result.text)
        self.assertNotIn("x.example", result.text)

    def test_s15_a_rewrite_answers_get_with_a_note_on_what_is_served(self):
        response = self.respond("/app/x")
        self.assertEqual((response.status, response.all("Location")), (200, []))
        self.assertIn(b"/index.html", response.body)
        self.assertEqual(self.respond("-X", "POST", "/app/x").status, 200)

    # S16
    def test_s16_by_default_the_note_is_sent_though_accept_rules_it_out(self):
        response = self.respond("-H", "Accept: image/png", "/old/7")
        self.assertEqual(response.status, 307)
        self.assertIn(b'<a href="/new/7">', response.body)

    def test_s16_strictly_406_lists_the_forms(self):
        response = self.respond("--strict-accept", "-H", "Accept: image/png", "/old/7")
        self.assertEqual((response.status, response.all("Location")), (406, []))
        for media_type in (b"text/html", b"text/plain", b"application/json"):
            self.assertIn(media_type, response.body)
        self.assertIn(b"/new/7", response.body)

    def test_s16_the_form_is_the_one_that_accept_prefers(self):
        for accept, expected in (("text/plain", "text/plain; charset=utf-8"),
                                 ("application/json", "application/json"),
                                 ("text/plain;q=0.4, application/json;q=0.5", "application/json"),
                                 ("*/*", "text/html; charset=utf-8"),
                                 ("text/*, text/html;q=0", "text/plain; charset=utf-8")):
            with self.subTest(accept):
                response = self.respond("--strict-accept", "-H", f"Accept: {accept}", "/old/7")
                self.assertEqual(response.status, 307)
                self.assertEqual(response.one("Content-Type"), expected)
                self.assertIn("Accept", response.one("Vary"))

    # the request's own bytes
    def test_vary_names_the_fields_that_rules_asked_for(self):
        rules = "/a /b Country=de\n/a /c Language=de\n/x /y\n"
        for arguments, expected in ((("/a",), "Accept, Accept-Language, X-Country"),
                                    (("--country-header", "Geo", "/a"), "Accept, Accept-Language, Geo"),
                                    (("/x",), "Accept")):
            self.assertEqual(self.decide(rules, *arguments).one("Vary"), expected)

    def test_no_byte_of_the_path_can_start_another_field(self):
        for path in ("/splat/a\r\nSet-Cookie: x=1", "/splat/a\nX: y", "/splat/\r\n\r\n<html>",
                     "/splat/a\x0b\x1f\x7f", "/splat/é\u2028", "/splat/a b\tc",
                     b"/splat/\xff\xfe", "/splat/?q=\r\nX: y", '/splat/"<>\\^`{|}'):
            with self.subTest(path):
                response = self.respond(path)
                location = response.one("Location")
                self.assertRegex(location, r"\A/to/[!-~]*\Z")
                self.assertNotRegex(location, r'[\s"<>\\^`{|}]')
                self.assertEqual([name for name in response.names if name in ("Set-Cookie", "X")],
                                 [])

    def test_escapes_of_the_request_are_kept_as_they_are(self):
        self.assertEqual(self.respond("/splat/%0d%0aX:%20y%2F%e3").one("Location"),
                         "/to/%0d%0aX:%20y%2F%e3")
        self.assertEqual(self.respond("/splat/100%").one("Location"), "/to/100%25")

    def test_a_capture_cannot_lead_to_another_host(self):
        for path in ("/root//evil.example", "/root/\\evil.example", "/root/\\/evil.example",
                     "/root//\\evil.example/x", "/root////evil.example"):
            with self.subTest(path):
                location = self.respond(path).one("Location")
                self.assertRegex(location, r"\A/[^/\\]")

    def test_markup_in_a_path_is_escaped_in_the_note(self):
        for accept in ("text/html", "application/json"):
            body = self.respond("-H", f"Accept: {accept}", "/splat/\"><script>&'").body
            self.assertNotIn(b"<script>", body)

    def test_the_method_decides_which_rule_matches(self):
        self.assertEqual(self.respond("-X", "POST", "/post-only").status, 307)
        self.assertEqual(self.respond("-X", "GET", "/post-only").status, 404)
        self.assertEqual(self.respond("-X", "post", "/post-only").status, 404)

    # the URL
    def test_a_url_may_be_absolute_or_a_path(self):
        for url in ("/old/7", "http://h/old/7", "https://h.example:8443/old/7",
                    "HTTPS://h.example/old/7", "http://[::1]:80/old/7", "/old/7/",
                    "https://h/old/7#fragment", "/old/7#?x=1"):
            with self.subTest(url):
                self.assertEqual(self.respond(url).one("Location"), "/new/7")

    def test_an_empty_path_is_the_root(self):
        rules = "/ /start 307\n"
        for url, location in (("https://h", "/start"), ("https://h?x=1", "/start?x=1"),
                              ("https://h#top", "/start"), ("/", "/start")):
            self.assertEqual(self.decide(rules, url).one("Location"), location)

    def test_what_is_no_url_is_refused_with_what_to_give(self):
        rules = self.write("r", RULES)
        for url, says in (("old/7", "path that begins with `/`"), ("", "not a URL"),
                          ("ftp://h/old/7", "http or https"), ("https:///old/7", "no host"),
                          ("https://user@/x", "user information"),
                          ("https:/old", "not a URL"),
                          ("https://h x/old", "host holds a byte"), ("//h/x#", None),
                          ("https://bücher.example/", "xn--"), ("#x", "not a URL")):
            with self.subTest(url):
                result = self.carom("decide", "--rules", rules, url)
                if says is None:
                    self.assertEqual(result.code, 0)
                    continue
                self.assertEqual((result.code, result.out), (2, b""))
                self.assertIn(says, result.messages)

    def expect_url_refused(self, rules, arguments, says):
        result = self.carom("decide", "--rules", rules, *arguments)
        self.assertEqual((result.code, result.out), (2, b""), arguments)
        self.assertIn(says, result.messages)

    def test_a_host_is_a_name_or_an_address_in_brackets(self):
        rules = self.write("r", RULES)
        for host in ("h", "h.example", "127.0.0.1", "a-b_c~d", "!$&'()*+,;=", "b%C3%BCcher.example",
                     "[::1]", "[2001:db8::7]", "[::ffff:127.0.0.1]"):
            for port in ("", ":", ":0", ":80", ":08080", ":65535"):
                with self.subTest(host + port):
                    self.assertEqual(self.respond(f"http://{host}{port}/old/7").status, 307)
                    self.assertEqual(self.respond("-H", f"Host: {host}{port}", "/old/7").status, 307)
        for authority, says in (
                ("[::1", "IPv6"), ("[[[", "IPv6"), ("[]", "IPv6"), ("[1]", "IPv6"), ("[", "IPv6"),
                ("[::g]", "IPv6"), ("[fe80::1%25eth0]", "IPv6"), ("[v1.a:b:c]", "IPv6"),
                ("[::1]80", "only a port"), ("[::1]x:80", "only a port"), ("::1", "in brackets"), ("2001:db8::7", "port must be"),
                ("h]", "host holds a byte"), ("a[::1]", "host holds a byte"),
                ("h%", "hexadecimal"), ("h%4", "hexadecimal"), ("h%4g", "hexadecimal"),
                ("h%:80", "hexadecimal"), (":80", "host is missing"), (":", "host is missing"),
                ("example.com:99999999", "port must be"), ("h:65536", "port must be"),
                ("h:000080", "port must be"), ("h:8a", "port must be"), ("h:-1", "port must be"),
                ("h:80:80", "port must be"), ("h:+80", "port must be")):
            with self.subTest(authority):
                self.expect_url_refused(rules, [f"http://{authority}/old/7"], says)
                self.expect_url_refused(rules, ["-H", f"Host: {authority}", "/old/7"], says)

    def test_user_information_and_a_backslash_before_the_path_are_refused(self):
        rules = self.write("r", RULES)
        for url in ("https://user@h/old/7", "https://user:password@h/old/7", "https://@h/old/7",
                    "http://h@e@f", "http://h:80@e?x"):
            self.expect_url_refused(rules, [url], "user information")
        for url in (r"http://h\@e/a", r"http://h\a", r"http://\h/a", r"http://u@h\a/b"):
            self.expect_url_refused(rules, [url], "a backslash before its path")
        for url in (r"http:\\h/a", r"http:/\h/a", r"\\h\a"):
            self.expect_url_refused(rules, [url], "not a URL")
        self.expect_url_refused(rules, ["-H", "Host: u@h", "/old/7"], "host holds a byte")
        self.expect_url_refused(rules, ["-H", r"Host: h\e", "/old/7"], "host holds a byte")
        self.assertEqual(self.respond(r"http://h/splat/a\b@c").one("Location"), "/to/a%5Cb@c")
        self.assertEqual(self.respond(r"http://h?\@").status, 404)

    def test_a_host_field_may_be_empty(self):
        self.assertEqual(self.respond("-H", "Host:", "/old/7").status, 307)

    def test_options_may_ask_about_the_server_as_a_whole(self):
        rules = "/* /all 307\n"
        response = self.decide(rules, "-X", "OPTIONS", "*")
        self.assertEqual((response.status, response.all("Location")), (204, []))
        self.assertIn("GET", response.one("Allow").split(", "))
        self.assertEqual(self.decide_json(rules, "-X", "OPTIONS", "*")["status"], 204)
        for method in ("GET", "POST", "TRACE", "options"):
            self.expect_url_refused("_redirects", ["-X", method, "*"], "the method OPTIONS alone")
        self.expect_url_refused("_redirects", ["*"], "the method OPTIONS alone")
        for url in ("*#x", "**", "*/", "*?x"):
            self.expect_url_refused("_redirects", ["-X", "OPTIONS", url], "not a URL")

    def test_fields_and_methods_that_could_inject_are_refused(self):
        rules = self.write("r", RULES)
        for field in ("X: a\r\nY: b", "X: a\nb", "X: a\x01", "X: a\x7f", "X y: a", ": a", "X",
                      "X\r\nY: a", "Xé: a", ""):
            with self.subTest(field):
                result = self.carom("decide", "--rules", rules, "-H", field, "/old/7")
                self.assertEqual((result.code, result.out), (2, b""))
                self.assertIn("carom: decide: -H `", result.messages)
        for method in ("", "GE T", "GET\r\nX: y", "GÉT", "G(T"):
            result = self.carom("decide", "--rules", rules, "-X", method, "/old/7")
            self.assertEqual((result.code, result.out), (2, b""))
            self.assertIn("the method must be a token", result.messages)

    def test_a_host_field_is_checked_and_stands_alone(self):
        rules = self.write("r", RULES)
        self.assertEqual(self.respond("-H", "Host: other.example:81", "https://h/old/7").status, 307)
        for fields in (["-H", "Host: a", "-H", "host: b"], ["-H", "Host: a/b"]):
            result = self.carom("decide", "--rules", rules, *fields, "/old/7")
            self.assertEqual((result.code, result.out), (2, b""))

    def test_bad_rules_are_printed_and_nothing_is_answered(self):
        result = self.carom("decide", "--rules", self.write("r", "nonsense\n" * 50), "/")
        self.assertEqual((result.code, result.out), (1, b""))
        lines = result.messages.splitlines()
        self.assertEqual(len(lines), 21)
        self.assertTrue(lines[0].startswith("r:1:1: error: "))
        self.assertEqual(lines[-1], "carom: … and 30 more")

    # --json
    def test_json_has_exactly_the_shape_of_the_contract(self):
        answer = self.decide_json(RULES, "-X", "POST", "https://h/old/7?x=1")
        self.assertEqual(list(answer), ["ok", "action", "status", "location", "rule", "headers",
                                        "body"])
        self.assertEqual([answer[key] for key in ("ok", "action", "status", "location", "rule")],
                         [True, "redirect", 307, "/new/7?x=1", 1])
        self.assertEqual(answer["headers"][0], ["Location", "/new/7?x=1"])
        self.assertTrue(all(len(pair) == 2 for pair in answer["headers"]))

    def test_json_tells_the_same_as_the_response(self):
        for arguments in (["/old/7"], ["-X", "HEAD", "/cached"], ["--http", "1.0", "/moved"],
                          ["/app/x"], ["/nothing"], ["-X", "OPTIONS", "/app/x"],
                          ["--strict-accept", "-H", "Accept: x/y", "/choice"]):
            with self.subTest(arguments):
                answer = self.decide_json(RULES, *arguments)
                response = self.respond(*arguments)
                self.assertEqual(answer["status"], response.status)
                self.assertEqual([tuple(pair) for pair in answer["headers"]], response.fields)
                self.assertEqual(answer["body"].encode(), response.body)

    def test_json_and_exit_code_of_each_action(self):
        for url, action, status, location, rule, code in (
                ("/old/7", "redirect", 307, "/new/7", 1, 0),
                ("/app/x", "rewrite", 200, "/index.html", 17, 0),
                ("/hidden", "refuse", 403, None, 12, 1),
                ("/nothing", "none", 404, None, None, 0)):
            with self.subTest(url):
                answer = self.decide_json(RULES, url, code=code)
                self.assertEqual([answer["action"], answer["status"], answer["location"],
                                  answer["rule"]], [action, status, location, rule])
                self.assertEqual(self.respond(url, code=code).status, status)

    def test_a_host_that_the_rule_does_not_name_is_refused_by_it(self):
        self.write("open", "# hosts\n/x/* https://ok:splat 307! Allow-Host=ok.example Max-Age=60\n")
        for path, status, location, code in (("/x/.evil", 400, None, 1), ("/x/@evil", 400, None, 1),
                                             ("/x/", 307, "https://ok", 0),
                                             ("/x/.example", 307, "https://ok.example", 0)):
            with self.subTest(path):
                answer = self.carom("decide", "--rules", "open", "--json", path)
                self.assertEqual(answer.code, code)
                fields = dict(answer.json()["headers"])
                self.assertEqual([answer.json()[key] for key in ("status", "location", "rule")],
                                 [status, location, 2])
                self.assertEqual("Cache-Control" in fields, status == 307)

    def test_json_answers_an_error_with_an_object_too(self):
        for rules, wrong in (("bad", "the rules have errors"), (None, "no such file")):
            with self.subTest(wrong):
                name = self.write("r", rules) if rules is not None else "missing"
                result = self.carom("decide", "--json", "--rules", name, "/x")
                self.assertEqual(result.code, 1)
                answer = result.json()
                self.assertEqual(list(answer), ["ok", "error"])
                self.assertIs(answer["ok"], False)
                self.assertIn(wrong, answer["error"])
                self.assertNotEqual(result.err, b"")

    def test_json_shows_bytes_that_are_no_text_as_replacement_characters(self):
        answer = self.decide_json(RULES, "--trace", "-X", "TRACE", "-H", b"X: a\xffb\xe2\x82",
                                  b"/app/\xc3\x28\xf0\x9f\x8e\xb1")
        self.assertEqual(answer["body"], "TRACE /app/\ufffd(\U0001f3b1 HTTP/1.1\r\n"
                                         "X: a\ufffdb\ufffd\r\n\r\n")

    def test_a_long_location_makes_the_buffers_grow(self):
        path = "/splat/" + "é" * 30_000
        response = self.respond(path)
        self.assertEqual(response.one("Location"), "/to/" + "%C3%A9" * 30_000)
        self.assertEqual(response.one("Content-Length"), str(len(response.body)))

    def test_the_response_is_all_that_stands_on_standard_output(self):
        result = self.carom("decide", "--rules", self.write("r", RULES), "/old/7")
        self.assertTrue(result.out.startswith(b"HTTP/1.1 307 Temporary Redirect\r\n"))
        self.assertTrue(result.out.endswith(Response(result.out).body))
        self.assertEqual(result.err, b"")


if __name__ == "__main__":
    main()
