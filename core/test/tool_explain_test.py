#!/usr/bin/python3
"""carom decide --explain: which rules were considered, and why each was passed over."""
from tool_support import ToolTest, main


class ExplainTest(ToolTest):
    def explain(self, rules, *arguments, code=0, option="--explain"):
        result = self.carom("decide", "--rules", self.write("_redirects", rules), option, *arguments)
        self.assertEqual((result.code, result.err), (code, b""), result.messages)
        return result.text.splitlines()

    def considered(self, rules, *arguments, code=0):
        """Line, reason and detail of each rule that --json lists."""
        answer = self.decide_json(rules, "--explain", *arguments, code=code)
        return [(one["line"], one["why"], one["detail"]) for one in answer["considered"]]

    def test_the_rule_that_decides_comes_with_its_captures_the_location_and_the_response(self):
        self.assertEqual(self.explain("/x /y\n/u/:id/* /p/:id/:splat 307\n/late /z\n", "/u/7/a/b?q=1"), [
            "… 1 rule whose path does not match",
            "line 2: /u/:id/*: it decides",
            "    :id = 7",
            "    :splat = a/b",
            "location: /p/7/a/b?q=1",
            "HTTP/1.1 307 Temporary Redirect",
        ])

    def test_each_rule_that_is_passed_over_says_what_it_lacks(self):
        rules = ("/a /m 307 Method=PUT,POST\n/a id=5 k=:k /q\n/a /c Country=de,at\n"
                 "/a /l Language=fr\n/a /k Cookie=c\nhttp://o.example/a /h\n"
                 "https://h.example/a /s\n/b /n\n/a /end\n")
        self.assertEqual(self.explain(rules, "http://h.example/a?id=6", "-H", "X-Country: us", "-H",
                                      "Accept-Language: de, fr;q=0.5", "-H", "Cookie: d=1"), [
            "line 1: /a: Method=PUT,POST does not have GET",
            "line 2: /a: the query has no pair id=5, and none k=…",
            "line 3: /a: Country=de,at: the request's country is us",
            "line 4: /a: Language=fr: Accept-Language is de, fr;q=0.5",
            "line 5: /a: Cookie=c: Cookie is d=1",
            "line 6: http://o.example/a: the request's host is h.example",
            "line 7: https://h.example/a: the request's scheme is http",
            "… 1 rule whose path does not match",
            "line 9: /a: it decides",
            "location: /end?id=6",
            "HTTP/1.1 301 Moved Permanently",
        ])

    def test_what_is_not_known_of_a_request_is_said_so(self):
        rules = "/a /c Country=de\n/a /l Language=fr\n/a /k Cookie=c\nhttps://h.example/a /s\n"
        self.assertEqual(self.explain(rules, "/a"), [
            "line 1: /a: Country=de: the request's country is not known",
            "line 2: /a: Language=fr: the request has no Accept-Language",
            "line 3: /a: Cookie=c: the request has no Cookie",
            "line 4: https://h.example/a: the request's scheme is not known",
            "no rule decides",
            "HTTP/1.1 404 Not Found",
        ])

    def test_only_the_pairs_that_are_not_there_are_named(self):
        for query, says in (("?k=1", "no pair id=5"), ("?id=5", "no pair k=…"),
                            ("?id=6&k=1&k=2", "no pair id=5"), ("?id=5&id=7&k=", "no pair id=5"),
                            ("", "no pair id=5, and none k=…")):
            _, why, detail = self.considered("/a id=5 k=:k /q\n", "/a" + query)[0]
            self.assertEqual((why, detail), ("query", f"the query has {says}"))

    def test_a_host_that_is_not_the_requests_is_no_reason_where_the_path_is_not_either(self):
        lines = self.explain("https://o.example/x /y\nhttps://o.example/a /y\n/* /z 200\n",
                             "https://h.example/a")
        self.assertEqual(lines[:2], ["… 1 rule whose path does not match",
                                     "line 2: https://o.example/a: the request's host is h.example"])

    def test_a_redirect_that_would_only_loop_is_passed_over(self):
        self.assertEqual(self.explain("/a /a\n/* /b\n", "/a")[:2], [
            "line 1: /a: it would only lead back to the request", "line 2: /*: it decides"])

    def test_many_rules_are_counted_and_listed_only_when_all_are_asked_for(self):
        rules = "".join(f"/p{i} /x\n" for i in range(12_345)) + "/a /b\n" + "/q /r\n" * 3
        lines = self.explain(rules, "/a")
        self.assertEqual(lines[:2], ["… 12,345 rules whose path does not match",
                                     "line 12346: /a: it decides"])
        lines = self.explain(rules, "/a", option="--explain=all")
        self.assertEqual(len(lines), 12_345 + 3)
        self.assertEqual(lines[0], "line 1: /p0: its path does not match")

    def test_without_a_rule_that_decides_all_are_considered(self):
        self.assertEqual(self.explain("/a /b\n/c /d\n", "/x"), [
            "… 2 rules whose path does not match", "no rule decides", "HTTP/1.1 404 Not Found"])

    def test_a_refusal_says_what_it_serves(self):
        self.assertEqual(self.explain("/a /gone.html 410\n", "/a", code=1), [
            "line 1: /a: it decides", "to serve with the status: /gone.html", "HTTP/1.1 410 Gone"])

    def test_a_rewrite_says_what_it_serves(self):
        self.assertIn("to serve: /i.html", self.explain("/* /i.html 200\n", "/a"))

    def test_a_rewrite_to_another_site_says_that_it_asks_for_a_proxy(self):
        lines = self.explain("/* https://x.example/:splat 200\n", "--dialect", "netlify", "/a")
        self.assertEqual(lines[-2:], ["to serve by a proxy: https://x.example/a",
                                      "HTTP/1.1 502 Bad Gateway"])

    def test_an_older_agent_gets_the_response_that_it_knows(self):
        self.assertEqual(self.explain("/a /b 307\n", "/a", "--http", "1.0")[-1], "HTTP/1.1 302 Found")

    def test_no_rule_is_asked_about_the_server_as_a_whole(self):
        lines = self.explain("/* /b\n", "*", "-X", "OPTIONS")
        self.assertEqual(lines[0], "no rule decides")

    def test_netlify_asks_no_later_rule_behind_one_that_leads_to_its_own_paths(self):
        lines = self.explain("/* /en/:splat\n/en/x /y\n", "--dialect", "netlify", "/en/x")
        self.assertEqual(lines[:2], [
            "line 1: /*: it leads to paths of its own, and no later rule is asked",
            "no rule decides"])

    def test_netlify_keeps_the_last_of_identical_rules(self):
        lines = self.explain("/a /b\n/a /c\n/x /y\n/a /b\n/x /y\n", "--dialect", "netlify", "/a")
        self.assertEqual(lines[:2], [
            "line 1: /a: the same rule stands on a later line, and the last one counts",
            "line 2: /a: it decides"])

    def test_netlify_never_holds_what_it_does_not_know(self):
        lines = self.explain("/a /b 301 Foo=bar\n/a /c\n", "--dialect", "netlify", "/a")
        self.assertEqual(lines[0],
                         "line 1: /a: it asks for something that is not known here, and never holds")

    def test_cloudflare_explains_a_request_that_is_written_so_already(self):
        self.assertEqual(self.explain("/b /c\n/a/:x /d/:x\n", "--dialect", "cloudflare", "/a/7?q=1"), [
            "… 1 rule whose path does not match",
            "line 2: /a/:x: it decides",
            "    :x = 7",
            "location: /d/7?q=1",
            "HTTP/1.1 302 Found",
        ])
        for url in ("/a/7", "/b/../a/7"):  # as it is, and not
            answer = self.decide_json("/a/:x /d/:x\n", "--explain", "--dialect", "cloudflare", url)
            self.assertEqual(answer["captures"], [["x", "7"]])

    def test_cloudflare_compares_the_url_as_the_standard_writes_it(self):
        lines = self.explain("/b/:x.html /c/:x\n", "--dialect", "cloudflare", "/a/../b/7.html")
        self.assertEqual(lines[:3], ["line 1: /b/:x.html: it decides", "    :x = 7", "location: /c/7"])

    def test_json_lists_the_rules_considered_beside_the_answer(self):
        answer = self.decide_json("/x /y\n/a /b Country=de\n/:p k=:v /c/:p/:v\n", "--explain", "/a?k=1")
        self.assertEqual((answer["ok"], answer["action"], answer["rule"]), (True, "redirect", 3))
        self.assertEqual(answer["considered"], [
            {"line": 2, "from": "/a", "why": "country",
             "detail": "Country=de: the request's country is not known"},
            {"line": 3, "from": "/:p", "why": "decides", "detail": "it decides"},
        ])
        self.assertEqual((answer["not_matching"], answer["captures"]), (1, [["p", "a"], ["v", "1"]]))

    def test_json_tells_whether_the_rule_that_decides_is_forced(self):
        for rules, path, forced in (("/a /b 301!\n", "/a", True), ("/a /b\n", "/a", False),
                                    ("/a /b 301!\n", "/c", False)):
            self.assertIs(self.decide_json(rules, "--explain", path)["force"], forced, rules)

    def test_json_of_all_has_those_whose_path_does_not_match_too(self):
        answer = self.decide_json("https://h/x /y\n/a /b\n", "--explain=all", "/a")
        self.assertEqual(answer["considered"][0],
                         {"line": 1, "from": "https://h/x", "why": "path",
                          "detail": "its path does not match"})
        self.assertEqual((answer["not_matching"], answer["captures"]), (0, []))

    def test_a_line_of_requests_asks_for_its_own_explanation(self):
        rules = {"rules": "/x /y\n/a /b\n", "url": "/a"}
        plain, no, short, all_of_them = self.ask([rules, {**rules, "explain": False},
                                                  {**rules, "explain": True}, {**rules, "explain": "all"}])
        self.assertNotIn("considered", plain)
        self.assertEqual(plain, no)
        self.assertEqual([one["line"] for one in short["considered"]], [2])
        self.assertEqual([one["line"] for one in all_of_them["considered"]], [1, 2])
        self.assertEqual({key: value for key, value in short.items() if key in plain}, plain)

    def test_an_explanation_of_something_else_is_an_error_of_the_line(self):
        for value in (1, "some", None, []):
            answer, = self.ask([{"rules": "/a /b", "url": "/a", "explain": value}])
            self.assertFalse(answer["ok"])
            self.assertIn("explain", answer["error"])

    def test_wrong_use_is_refused(self):
        for arguments, says in ((("--explain=some", "/a"), "--explain=all"),
                                (("--explain", "--explain", "/a"), "given twice"),
                                (("--explain", "--jsonl"), "explain")):
            result = self.carom("decide", "--rules", self.write("r", "/a /b\n"), *arguments)
            self.assertEqual((result.code, result.out), (2, b""), arguments)
            self.assertIn(says, result.messages)

    def test_the_country_is_in_the_field_that_is_named(self):
        rules = "/a /de Country=DE\n/a /other\n"
        for fields, location in ((["X-Country: de"], "/de"), (["x-country: DE"], "/de"), ([], "/other"),
                                 (["X-Country: de", "X-Country: at"], "/other"),
                                 (["CF-IPCountry: de"], "/other")):
            arguments = [word for field in fields for word in ("-H", field)]
            self.assertEqual(self.decide(rules, *arguments, "/a").one("Location"), location)
        response = self.decide(rules, "--country-header", "CF-IPCountry", "-H", "CF-IPCountry: de", "/a")
        self.assertEqual(response.one("Location"), "/de")
        lines = [{"rules": rules, "url": "/a", "headers": [["Geo", "de"]]}]
        self.assertEqual(self.ask(lines, "--country-header", "Geo")[0]["location"], "/de")
        result = self.carom("decide", "--rules", "_redirects", "--country-header", "a b", "/a")
        self.assertEqual(result.code, 2)

    def test_what_a_request_holds_cannot_steer_the_terminal(self):
        result = self.carom("decide", "--rules", self.write("r", "/:x /y Country=de\n/:x /z\n"),
                            "--explain", b"/a\x1b[31m\xff")
        self.assertNotIn(b"\x1b", result.out)
        self.assertIn(b"\\x1B", result.out)


if __name__ == "__main__":
    main()
