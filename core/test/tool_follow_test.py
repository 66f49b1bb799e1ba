#!/usr/bin/python3
"""carom follow: one decision in words and as JSON, chains driven line by line, and the tables."""
import json
import os

from tool_support import ToolTest, main

HAS_TRACE = os.environ.get("CAROM_TRACE", "ON") == "ON"
HAS_IDNA = os.environ.get("CAROM_IDNA", "ON") == "ON"
MEMBERS = ["ok", "action", "reason", "text", "error", "method", "url", "body", "drop_headers", "target",
           "future_url", "repeat", "alternates", "cache", "chain"]
CACHE_MEMBERS = ["storable", "fresh_s", "why", "lifetime_from", "age_s", "no_cache",
                 "must_revalidate", "immutable", "vary"]
CHAIN_MEMBERS = ["count", "dropped", "domain_len", "has_left", "is_temporary", "seen"]
POLICIES = ["rfc9110", "rfc2616", "fetch", "curl", "curl-request", "wget", "go", "requests", "okhttp",
            "undici"]
FRESH = {"count": 0, "dropped": [], "domain_len": 0, "has_left": False, "is_temporary": False,
         "seen": []}


def line(status, location=None, method="GET", url="http://a.example/", headers=(), body="none",
         response=(), **more):
    """A line of --jsonl."""
    fields = ([["Location", location]] if location is not None else []) + [list(f) for f in response]
    return {"request": {"method": method, "url": url, "headers": [list(f) for f in headers],
                        "body": body},
            "response": {"status": status, "headers": fields}, **more}


class FollowTest(ToolTest):
    def lines(self, lines, *arguments):
        raw = b"".join((one if isinstance(one, bytes) else json.dumps(one).encode()) + b"\n"
                       for one in lines)
        result = self.carom("follow", "--jsonl", *arguments, stdin=raw)
        self.assertEqual(result.code, 0, result.messages)
        answers = [json.loads(answer) for answer in result.out.splitlines()]
        self.assertEqual(len(answers), len(lines))
        return answers

    def one(self, *arguments, **more):
        answer, = self.lines([line(*arguments, **more)])
        self.assertIs(answer["ok"], True, answer)
        return answer

    def expect_errors(self, cases):
        """Each line is answered by its error, and the one after it as if nothing had been."""
        answers = self.lines([one for bad, _ in cases for one in (bad, line(301, "/x"))])
        for (bad, says), error, good in zip(cases, answers[::2], answers[1::2]):
            self.assertEqual(error, {"ok": False, "error": says}, bad)
            self.assertEqual(good["url"], "http://a.example/x", bad)

    def expect_wrong_use(self, *arguments, says):
        result = self.carom("follow", *arguments)
        self.assertEqual((result.code, result.out), (2, b""), arguments)
        self.assertEqual(result.messages.count("\n"), 1, result.messages)
        self.assertIn(says, result.messages)

    def run_json(self, *arguments, code=0):
        result = self.carom("follow", "--json", *arguments)
        self.assertEqual(result.code, code, result.messages)
        return result.json()


class OneDecision(FollowTest):
    def test_an_answer_holds_everything_the_contract_names(self):
        answer = self.one(307, "https://b.example/n", method="POST", body="replayable",
                          headers=[("Authorization", "s"), ("Content-Type", "text/plain")],
                          response=[("Cache-Control", "max-age=60")], now=1790000000)
        self.assertEqual(list(answer), MEMBERS)
        self.assertEqual(list(answer["cache"]), CACHE_MEMBERS)
        self.assertEqual(list(answer["chain"]), CHAIN_MEMBERS)
        self.assertEqual((answer["action"], answer["reason"], answer["error"]),
                         ("follow", "redirect", False))
        self.assertEqual((answer["method"], answer["url"], answer["body"]),
                         ("POST", "https://b.example/n", "keep"))
        self.assertEqual(answer["target"], "https://b.example/n")
        self.assertEqual(answer["future_url"], "http://a.example/")
        self.assertEqual(answer["drop_headers"], ["Authorization"])
        self.assertEqual((answer["repeat"], answer["alternates"]), ("no", []))
        self.assertRegex(answer["chain"]["seen"][0], r"\A[0-9a-f]{16}\Z")

    def test_only_url_and_status_are_needed(self):
        answer, = self.lines([{"request": {"url": "http://a.example"}, "response": {"status": 200}}])
        self.assertEqual((answer["action"], answer["reason"]), ("stop", "not_a_redirect"))
        self.assertEqual((answer["future_url"], answer["cache"]["why"]),
                         ("http://a.example/", "may be stored: by its status"))
        self.assertEqual(answer["chain"], FRESH)

    def test_a_stop_has_no_next_request_and_leaves_the_chain_as_it_was(self):
        first = self.one(302, "/b", headers=[("Cookie", "c")])
        stop = self.one(404, url="http://a.example/b", headers=[("Cookie", "c")],
                        chain=first["chain"])
        self.assertEqual((stop["method"], stop["url"], stop["body"]), (None, None, None))
        self.assertEqual(stop["drop_headers"], [])
        self.assertEqual(stop["chain"], first["chain"])

    def test_a_stop_still_says_where_the_location_leads(self):
        stop = self.one(308, "/n", method="POST", body="stream")
        self.assertEqual((stop["reason"], stop["error"]), ("body", True))
        self.assertEqual((stop["url"], stop["target"]), (None, "http://a.example/n"))
        self.assertEqual(stop["future_url"], "http://a.example/n", "308 holds for future requests")

    def test_dropped_fields_keep_their_order_and_spelling_and_come_once(self):
        answer = self.one(302, "http://b.example/", method="POST", body="replayable",
                          headers=[("X", "1"), ("cOOkie", "a"), ("content-type", "t"),
                                   ("Cookie", "b"), ("AUTHORIZATION", "s"), ("Accept", "*/*")])
        self.assertEqual(answer["drop_headers"], ["cOOkie", "content-type", "AUTHORIZATION"])

    def test_what_connection_names_goes_with_it(self):
        answer = self.one(301, "/n", headers=[("Connection", "x-hop"), ("X-Hop", "1"), ("X", "2")])
        self.assertEqual(answer["drop_headers"], ["Connection", "X-Hop"])

    def test_policies_differ_where_their_tables_do(self):
        cases = (("rfc9110", 301, "POST", "follow", "GET", "drop"),
                 ("rfc2616", 301, "POST", "confirm", "POST", "keep"),
                 ("curl-request", 302, "POST", "follow", "POST", "drop"),
                 ("okhttp", 301, "PUT", "follow", "GET", "drop"),
                 ("fetch", 302, "PUT", "follow", "PUT", "keep"),
                 ("fetch", 300, "GET", "stop", None, None),
                 ("go", 308, "POST", "follow", "POST", "keep"))
        answers = self.lines([line(status, "/n", method=method, body="replayable", policy=policy)
                              for policy, status, method, *_ in cases])
        for (*asked, action, becomes, body), answer in zip(cases, answers):
            self.assertEqual((answer["action"], answer["method"], answer["body"]),
                             (action, becomes, body), asked)

    def test_postredir_keeps_the_post_where_it_says(self):
        for status, method in ((301, "POST"), (302, "GET"), (303, "POST")):
            answer = self.one(status, "/n", method="POST", body="replayable", policy="curl",
                              postredir=[301, 303])
            self.assertEqual(answer["method"], method, status)

    def test_now_or_else_the_date_tells_the_age(self):
        fields = [("Cache-Control", "max-age=100"), ("Date", "Sun, 06 Nov 1994 08:49:37 GMT"),
                  ("Age", "30")]
        by_date = self.one(302, "/n", response=fields)["cache"]
        self.assertEqual((by_date["age_s"], by_date["fresh_s"]), (30, 70))
        self.assertEqual(by_date, self.one(302, "/n", response=fields, now=0)["cache"])
        self.assertEqual(by_date, self.one(302, "/n", response=fields, now=None)["cache"])
        by_clock = self.one(302, "/n", response=fields, now=784111777 + 50)["cache"]
        self.assertEqual((by_clock["age_s"], by_clock["fresh_s"]), (50, 50))

    def test_without_time_and_date_the_clock_tells_it(self):
        late = ("Expires", "Fri, 31 Dec 9999 23:59:59 GMT")
        for date in ([], [("Date", "yesterday")]):
            early = self.one(302, "/n", response=[("Expires", "Sun, 06 Nov 1994 08:49:37 GMT"), *date])
            self.assertEqual(early["cache"]["fresh_s"], 0, date)
            self.assertGreater(self.one(302, "/n", response=[late, *date])["cache"]["fresh_s"], 0, date)

    def test_fresh_s_is_null_without_a_lifetime_and_when_not_stored(self):
        cache = self.one(301, "/n", now=1)["cache"]
        self.assertEqual((cache["storable"], cache["fresh_s"], cache["lifetime_from"]),
                         (True, None, "none"))
        cache = self.one(302, "/n", now=1, response=[("Cache-Control", "no-store, max-age=9")])["cache"]
        self.assertEqual((cache["storable"], cache["fresh_s"]), (False, None))
        cache = self.one(302, "/n", now=1, response=[("Cache-Control", "max-age=9, immutable"),
                                                     ("Vary", "Accept")])["cache"]
        self.assertEqual((cache["fresh_s"], cache["immutable"], cache["vary"]), (9, True, "fields"))

    def test_repeat_says_with_what(self):
        self.assertEqual(self.one(401)["repeat"], "with_credentials")
        self.assertEqual(self.one(401, headers=[("Authorization", "x")])["repeat"],
                         "with_other_credentials")
        self.assertEqual(self.one(406)["repeat"], "with_other_preferences")

    def test_alternates_are_resolved_and_unquoted(self):
        answer = self.one(300, url="http://a.example/d/x", response=[
            ("Link", '<de.html>; rel=alternate; hreflang=de; type="text/html"; title="Ein \\"W\\""'),
            ("Link", '<http://[>; rel=alternate, </p>; rel=next, </q>; rel="x alternate"')])
        self.assertEqual(answer["alternates"], [
            {"url": "http://a.example/d/de.html", "type": "text/html", "language": "de",
             "title": 'Ein "W"'},
            {"url": "http://a.example/q", "type": None, "language": None, "title": None}])

    def test_hosts_that_are_not_ascii_are_read_where_idna_is_built_in(self):
        answer = self.one(301, "http://büro.example/", policy="fetch")
        if HAS_IDNA:
            self.assertEqual(answer["url"], "http://xn--bro-hoa.example/")
        else:
            self.assertEqual(answer["reason"], "invalid_location")

    def test_a_hostile_location_is_decided_not_refused(self):
        locations = ("http://[", "a\r\nSet-Cookie: x", "/\x00", "javascript:alert(1)", "http://")
        for location, answer in zip(locations, self.lines([line(301, at) for at in locations])):
            self.assertEqual((answer["ok"], answer["action"]), (True, "stop"), location)

    def test_white_space_around_a_response_value_is_no_part_of_it(self):
        answer = self.one(301, " \t/n\t ")
        self.assertEqual(answer["url"], "http://a.example/n")


class Chains(FollowTest):
    def walk(self, hops, **more):
        """Follows hops (status, location) from http://a.example/0 on, as a client would with --jsonl."""
        request = {"method": "POST", "url": "http://a.example/0", "body": "replayable",
                   "headers": [["Authorization", "s"], ["Content-Type", "t"], ["X", "1"]]}
        chain, answers = None, []
        for status, location in hops:
            answer, = self.lines([{"request": request, "chain": chain,
                                   "response": {"status": status,
                                                "headers": [["Location", location]]}, **more}])
            answers.append(answer)
            if answer["action"] != "follow":
                break
            gone = answer["drop_headers"]
            request = {"method": answer["method"], "url": answer["url"],
                       "body": "replayable" if answer["body"] == "keep" else "none",
                       "headers": [f for f in request["headers"] if f[0] not in gone]}
            chain = answer["chain"]
        return answers

    def test_a_chain_is_driven_line_by_line(self):
        answers = self.walk([(308, "/1"), (307, "//b.example/2"), (302, "/3"), (200, "")])
        self.assertEqual([(a["method"], a["url"], a["body"], a["drop_headers"]) for a in answers], [
            ("POST", "http://a.example/1", "keep", []),
            ("POST", "http://b.example/2", "keep", ["Authorization"]),
            ("GET", "http://b.example/3", "drop", ["Content-Type"]),
            (None, None, None, [])])
        self.assertEqual([a["chain"]["count"] for a in answers], [1, 2, 3, 3])
        self.assertEqual([a["chain"]["is_temporary"] for a in answers], [False, True, True, True])

    def test_a_credential_once_dropped_is_dropped_also_back_at_its_origin(self):
        there, = self.lines([line(307, "http://b.example/", headers=[("Authorization", "s")])])
        self.assertIn("Authorization", there["chain"]["dropped"])
        back, = self.lines([line(307, "http://a.example/2", url="http://b.example/",
                                 headers=[("Authorization", "s")], chain=there["chain"])])
        again, = self.lines([line(307, "/3", url="http://a.example/2",
                                  headers=[("Authorization", "s")], chain=back["chain"])])
        self.assertEqual(back["drop_headers"], ["Authorization"])
        self.assertEqual(again["drop_headers"], ["Authorization"])
        self.assertIs(again["chain"]["has_left"], True)

    def test_a_loop_and_too_many_each_stop_with_their_reason(self):
        loop = self.walk([(307, "/1"), (307, "/0"), (307, "/1")])
        self.assertEqual([a["reason"] for a in loop], ["redirect", "loop"])
        many = self.walk([(307, f"/{i}") for i in range(1, 9)], max_redirects=3)
        self.assertEqual([a["reason"] for a in many], ["redirect"] * 3 + ["too_many"])
        self.assertIs(many[-1]["error"], True)

    def test_the_chain_of_one_answer_is_what_the_next_command_takes(self):
        first = self.run_json("--status", "307", "--location", "/b", "http://a.example/a")
        second = self.run_json("--status", "307", "--location", "/a", "--chain",
                               json.dumps(first["chain"]), "http://a.example/b", code=1)
        self.assertEqual(second["reason"], "loop")
        self.run_json("--status", "307", "--location", "/a", "--chain", "null", "http://a.example/b")

    def test_a_chain_that_was_made_up_is_refused(self):
        def chain(**members):
            return line(301, "/x", chain={**FRESH, **members})
        cases = [
            (line(301, "/x", chain=[]), '"chain" must be null or an object'),
            (line(301, "/x", chain={"count": 1}),
             "the chain lacks a member: it has count, dropped, domain_len, has_left, is_temporary and "
             "seen, as the decision before answered"),
            (chain(domain_len=-1), '"chain.domain_len" must be a whole number'),
            (chain(has_left=1), '"chain.has_left" must be true or false'),
            (chain(is_temporary=None), '"chain.is_temporary" must be true or false'),
            (chain(more=1), 'unknown member "chain.more"'),
            (chain(count=1, domain_len=4000000000),
             "the chain does not belong to this request: give what the decision before answered"),
        ]
        cases += [(chain(count=count), '"chain.count" must be a whole number from 0 to 1000')
                  for count in (-1, 1001, 1.0, "1")]
        cases += [(chain(dropped=dropped),
                   '"chain.dropped" must be an array of Authorization, Cookie, WWW-Authenticate, '
                   "Proxy-Authorization and Proxy-Authenticate")
                  for dropped in (["Host"], "Cookie", ["Cookie\0"], [1])]
        cases += [(chain(seen=seen),
                   '"chain.seen" must be an array of 32 strings at most, each of 16 digits 0 to 9 and '
                   "a to f")
                  for seen in (["0" * 15], ["0" * 17], ["G" * 16], ["0" * 16] * 33, [1], "0")]
        self.expect_errors(cases)


class Lines(FollowTest):
    def test_each_wrong_line_says_what_is_wrong(self):
        request, response = {"url": "http://a.example/"}, {"status": 301}
        cases = [
            ({}, '"request.url" is missing'),
            ({"request": request}, '"response.status" is missing'),
            ({"request": {}, "response": response}, '"request.url" is missing'),
            ({"request": []}, '"request" must be an object'),
            ({"response": 1}, '"response" must be an object'),
            ({"request": {"url": 1}}, '"request.url" must be a string'),
            ({"request": {"method": None}}, '"request.method" must be a string'),
            ({"request": {"body": "much"}},
             '"request.body" must be "none", "replayable" or "stream"'),
            ({"request": {"headers": {}}},
             '"request.headers" must be an array of ["Name","value"] pairs'),
            ({"request": {"headers": [["a"]]}},
             '"request.headers" must be an array of ["Name","value"] pairs'),
            ({"response": {"headers": [["a", 1]]}},
             '"response.headers" must be an array of ["Name","value"] pairs'),
            ({"request": {"headers": [["a b", "c"]]}},
             "a field name must be a token: letters, digits and !#$%&'*+-.^_`|~"),
            ({"response": {"headers": [["", "c"]]}},
             "a field name must be a token: letters, digits and !#$%&'*+-.^_`|~"),
            ({"request": {"headers": [["a", "b\nc"]]}},
             "a field value must not hold control bytes (line breaks among them)"),
            ({"response": {"status": 99}}, '"response.status" must be a number from 100 to 599'),
            ({"response": {"status": 600}}, '"response.status" must be a number from 100 to 599'),
            ({"response": {"status": "301"}}, '"response.status" must be a number from 100 to 599'),
            ({"now": -1}, '"now" must be a whole number of seconds since 1970'),
            ({"now": 253402300800}, '"now" must be a whole number of seconds since 1970'),
            ({"now": "1"}, '"now" must be a whole number of seconds since 1970'),
            ({"policy": 1}, '"policy" must be a string'),
            ({"max_redirects": 1001}, '"max_redirects" must be a whole number from 0 to 1000'),
            ({"max_redirects": 1.5}, '"max_redirects" must be a whole number from 0 to 1000'),
            ({"postredir": [301, 301]},
             '"postredir" must be an array of 301, 302 and 303, each once'),
            ({"postredir": 301}, '"postredir" must be an array of 301, 302 and 303, each once'),
            ({"postredir": [307]}, '"postredir" must be an array of 301, 302 and 303, each once'),
            ({"policy": "lynx"}, "unknown policy: use " + ", ".join(POLICIES[:-1]) + " or undici"),
            ({"colour": 1}, 'unknown member "colour": a line has policy, max_redirects, postredir, '
                            "request, response, now and chain"),
            ({"request": {"uri": 1}},
             'unknown member "request.uri": a request has method, url, headers and body'),
            ({"response": {"body": ""}},
             'unknown member "response.body": a response has status and headers'),
            (line(301, "/x", url="ftp://a/"), "the request's URL must be an http or https URL"),
            (line(301, "/x", method="a b"), "the method must be a token, such as GET"),
            (line(301, "/x", method=""), "the method must be a token, such as GET"),
        ]
        self.expect_errors(cases + [(b"", "empty line: one JSON object is expected"),
                                    (b"[]", "a line must be one JSON object")])
        error, = self.lines([line(301, "/x", url="http://a b/")])
        self.assertTrue(error["error"].startswith("the request's URL: "), error)

    def test_options_hold_for_lines_without_their_own(self):
        post = line(301, "/x", method="POST", body="replayable")
        answers = self.lines([post, {**post, "policy": "rfc9110"}, {**post, "postredir": []}],
                             "--policy", "curl", "--postredir", "301")
        self.assertEqual([a["method"] for a in answers], ["POST", "POST", "GET"])
        answers = self.lines([post, {**post, "policy": "rfc9110"}], "--policy", "rfc2616")
        self.assertEqual([a["action"] for a in answers], ["confirm", "follow"])
        answers = self.lines([post, {**post, "now": 5}, {**post, "now": 0}], "--now", "9",
                             "--max-redirects", "0")
        self.assertEqual([a["reason"] for a in answers], ["too_many"] * 3)
        expired = line(302, "/x", response=[("Expires", "Thu, 01 Jan 1970 00:00:07 GMT")])
        answers = self.lines([expired, {**expired, "now": 5}, {**expired, "now": 0}], "--now", "9")
        self.assertEqual([a["cache"]["fresh_s"] for a in answers], [0, 2, 0])

    def test_many_lines_keep_nothing_of_each_other(self):
        wanted = self.one(301, "/x")
        noise = line(307, "http://b.example/" + "y" * 5000, method="PUT", body="stream",
                     headers=[("H", "v")] * 50, response=[("R", "v")] * 50)
        answers = self.lines([noise, line(301, "/x")] * 20)
        self.assertEqual(answers[1::2], [wanted] * 20)


class Command(FollowTest):
    def test_a_person_reads_what_is_decided(self):
        result = self.carom("follow", "--status", "302", "--location", "https://b.example/n", "-X", "POST",
                            "--body", "replayable", "-H", "Authorization: s", "-H", "Content-Type: t",
                            "--response-header", "Cache-Control: max-age=5400", "--now", "1",
                            "http://a.example/")
        self.assertEqual((result.code, result.err), (0, b""))
        self.assertEqual(result.text, """\
follow: the response redirects
  next request GET https://b.example/n
  body         dropped
  drop fields  Authorization, Content-Type
  in future    http://a.example/
  cache        not stored: responses to this method are not cached
""")

    def test_a_permanent_redirect_and_its_lifetime_are_told(self):
        text = self.carom("follow", "--status", "308", "--location", "/n", "--now", "1",
                          "--response-header", "Cache-Control: max-age=93784", "http://a.example/").text
        self.assertIn("  in future    http://a.example/n (the redirect is permanent)\n", text)
        self.assertIn("fresh for 1 d 2 h 3 min 4 s, by max-age\n", text)
        text = self.carom("follow", "--status", "301", "--location", "/n", "--now", "1",
                          "--response-header", "Expires: 0", "http://a.example/").text
        self.assertIn("stale: it lived 0 s and is 0 s old, by Expires\n", text)

    def test_a_stop_and_what_else_there_is(self):
        result = self.carom("follow", "--status", "406", "--response-header",
                            "Link: </de>; rel=alternate; hreflang=de", "http://a.example/")
        self.assertEqual(result.code, 0)
        self.assertIn("stop: the server has nothing that the request accepts\n", result.text)
        self.assertIn("  repeat       with another Accept, or ask for one of the alternatives\n",
                      result.text)
        self.assertIn("  alternatives\n               http://a.example/de (de)\n", result.text)

    def test_the_exit_code_tells_an_answer_from_a_question_and_an_error(self):
        cases = ((0, "rfc9110", "200", "/"), (0, "rfc9110", "404", "/"), (0, "rfc9110", "301", "/n"),
                 (1, "rfc9110", "301", "ftp://h/"), (0, "go", "300", "/n"),
                 (1, "rfc9110", "301", "http://u:p@h/"))
        for code, policy, status, location in cases:
            with self.subTest(status=status, location=location):
                result = self.carom("follow", "--policy", policy, "--status", status, "--location",
                                    location, "http://a.example/")
                self.assertEqual(result.code, code, result.text)
        result = self.carom("follow", "--policy", "rfc2616", "-X", "DELETE", "--status", "307",
                            "--location", "/n", "http://a.example/")
        self.assertEqual(result.code, 1)
        self.assertTrue(result.text.startswith("confirm: "), result.text)

    def test_control_bytes_of_a_response_do_not_reach_the_terminal(self):
        result = self.carom("follow", "--status", "300", "--response-header",
                            b'Link: </x>; rel=alternate; title="\x1b[31m"'.decode("latin-1"),
                            "http://a.example/")
        self.assertNotIn(b"\x1b", result.out)
        self.assertIn("\\x1B[31m", result.text)

    def test_location_is_short_for_the_field(self):
        self.assertEqual(self.run_json("--status", "301", "--location", "", "http://a.example/p?q",
                                       code=1)["reason"], "loop")
        self.assertEqual(self.run_json("--status", "301", "--response-header", "location: /n",
                                       "http://a.example/"),
                         self.run_json("--status", "301", "--location", "/n", "http://a.example/"))

    def test_wrong_words_are_refused(self):
        url = "http://a.example/"
        self.expect_wrong_use(says="no URL is given")
        self.expect_wrong_use(url, says="`--status N` is needed")
        self.expect_wrong_use("--status", "301", url, url, says="more than one URL")
        for status in ("99", "600", "3xx", "", "-1"):
            self.expect_wrong_use("--status", status, url, says="a number from 100 to 599")
        self.expect_wrong_use("--policy", "lynx", url,
                              says="unknown policy `lynx`: use " + ", ".join(POLICIES[:-1]))
        self.expect_wrong_use("--max-redirects", "1001", url, says="from 0 to 1000")
        for value in ("", "301,", "301,301", "307", "3010", "301 302", ",301"):
            self.expect_wrong_use("--postredir", value, url, says="a list of 301, 302 and 303")
        self.expect_wrong_use("--body", "big", url, says="none, replayable or stream")
        self.expect_wrong_use("--now", "x", url, says="whole number of seconds")
        self.expect_wrong_use("--now", "253402300800", url, says="whole number of seconds")
        self.expect_wrong_use("-H", "x", url, says="given as `Name: value`")
        self.expect_wrong_use("--response-header", "a b: c", url, says="must be a token")
        self.expect_wrong_use("-X", "A", "-X", "B", url, says="given twice")
        self.expect_wrong_use("--status", "301", "--status", "302", url, says="given twice")
        self.expect_wrong_use("--status", "301", "--chain", "{", url, says="--chain: not JSON: ")
        self.expect_wrong_use("--status", "301", "--chain", "1", url,
                              says='--chain: "chain" must be null or an object')
        self.expect_wrong_use("--table", "--jsonl", says="cannot be given together")
        self.expect_wrong_use("--table", url, says="--table shows policies alone")
        self.expect_wrong_use("--jsonl", "--status", "301", says="stand in the lines")
        self.expect_wrong_use("--status", "301", "-X", "a b", url, says="must be a token")
        self.expect_wrong_use("--status", "301", "mailto:a@b", says="an http or https URL")

    def test_with_json_a_wrong_url_is_an_answer_too(self):
        result = self.carom("follow", "--json", "--status", "301", "http://")
        self.assertEqual(result.code, 2)
        self.assertIs(result.json()["ok"], False)
        self.assertIn(result.json()["error"], result.messages)


class Tables(FollowTest):
    def test_help_names_every_policy(self):
        names = [p["name"] for p in self.carom("follow", "--table", "--json").json()["policies"]]
        self.assertEqual(names, POLICIES)
        for command in ("follow", "trace") if HAS_TRACE else ("follow",):
            words = self.carom(command, "--help").text.replace(",", " ").replace("(default)", " ").split()
            self.assertLessEqual(set(names), set(words), command)

    def test_all_policies_are_printed_with_their_sources(self):
        text = self.carom("follow", "--table").text
        heads = [row.partition(":")[0] for row in text.splitlines()
                 if row and not row.startswith(" ")]
        self.assertEqual(heads[:len(POLICIES)], POLICIES)
        self.assertLessEqual(max(map(len, text.splitlines())), 100)

    def test_rows_and_columns_stand_below_each_other(self):
        rows = self.carom("follow", "--table", "--policy", "rfc2616").text.splitlines()
        self.assertEqual(rows[1].split(), ["GET", "HEAD", "POST", "QUERY", "PROPFIND", "other"])
        columns = [rows[1].index(f" {name}") for name in rows[1].split()]
        table = [row for row in rows[2:9]]
        self.assertEqual([row[2:11].strip() for row in table],
                         ["300", "301", "302", "303", "307", "308", "other 3xx"])
        for row in table:
            for column in columns:
                self.assertEqual(row[column], " ", row)
                self.assertNotEqual(row[column + 1], " ", row)
        self.assertIn("keep?", rows[3])

    def test_the_object_says_the_same_for_programs(self):
        policies = self.carom("follow", "--table", "--json").json()["policies"]
        self.assertEqual([p["name"] for p in policies], POLICIES)
        for policy in policies:
            self.assertEqual(list(policy["steps"]),
                             ["300", "301", "302", "303", "307", "308", "other_3xx"])
            for row in policy["steps"].values():
                self.assertEqual(list(row), ["GET", "HEAD", "POST", "QUERY", "PROPFIND", "other"])
                self.assertLessEqual(set(row.values()), {"return", "keep", "bare", "get",
                                                         "confirm_keep", "confirm_get"})
            self.assertIn("Proxy-Authorization", policy["drop"]["always"])
            self.assertTrue(policy["source"])
            self.assertNotIn("", [policy[key] for key in ("scope", "locations", "empty_location",
                                                          "userinfo", "loops", "unreplayable")])

    def test_a_table_is_what_is_decided(self):
        """Each cell of each table, asked as a decision."""
        wanted, lines = [], []
        for policy in self.carom("follow", "--table", "--json").json()["policies"]:
            for status, row in policy["steps"].items():
                for method, step in row.items():
                    number = 305 if status == "other_3xx" else int(status)
                    name = "PATCH" if method == "other" else method
                    lines.append(line(number, "/n", method=name, body="replayable",
                                      policy=policy["name"]))
                    wanted.append({"return": ("stop", None, None), "keep": ("follow", name, "keep"),
                                   "bare": ("follow", name, "drop"),
                                   "get": ("follow", "GET", "drop"),
                                   "confirm_keep": ("confirm", name, "keep"),
                                   "confirm_get": ("confirm", "GET", "drop")}[step])
        answers = self.lines(lines)
        for asked, answer, expected in zip(lines, answers, wanted):
            self.assertEqual((answer["action"], answer["method"], answer["body"]), expected, asked)
            if expected[0] == "stop":
                self.assertEqual(answer["reason"], "status", asked)

    def test_options_change_the_table(self):
        policy, = self.carom("follow", "--table", "--json", "--policy", "curl", "--postredir",
                             "302,303", "--max-redirects", "7").json()["policies"]
        self.assertEqual(policy["max_redirects"], 7)
        self.assertEqual([policy["steps"][status]["POST"] for status in ("301", "302", "303")],
                         ["get", "keep", "keep"])


if __name__ == "__main__":
    main()
