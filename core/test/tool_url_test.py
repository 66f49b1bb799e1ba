#!/usr/bin/python3
"""carom url: a URL in its parts, by both standards, and where they part."""
import json
import os
import pty
import signal
import subprocess
import unittest

from tool_support import TIMEOUT_S, ToolTest, main

MEMBERS = ["href", "protocol", "username", "password", "host", "hostname", "port", "pathname",
           "search", "hash", "origin"]
PARTS = ["scheme", "userinfo", "host", "port", "path", "query", "fragment", "origin"]
HAS_IDNA = os.environ.get("CAROM_IDNA") != "OFF"
NOT_UTF8 = "the host is not UTF-8" if HAS_IDNA else "the host is not ASCII"
GOOD = {"ref": "/b", "base": "https://h/a"}


class UrlTest(ToolTest):
    def url(self, *arguments, code=0):
        result = self.carom("url", *arguments)
        self.assertEqual(result.code, code, result.messages)
        return result

    def url_json(self, *arguments, code=0):
        return self.url("--json", *arguments, code=code).json()

    def members(self, *arguments):
        """The members as a dictionary, from the lines of the plain output."""
        result = self.url(*arguments)
        self.assertEqual(result.err, b"")
        pairs = [line.partition(" ") for line in result.text.splitlines()]
        self.assertEqual([name for name, _, _ in pairs], MEMBERS)
        return {name: value.strip() for name, _, value in pairs}

    def expect_no(self, *arguments, says):
        result = self.url(*arguments, code=1)
        self.assertEqual(result.out, b"")
        self.assertTrue(result.messages.startswith("carom: url: "), result.messages)
        self.assertIn(says, result.messages)

    def expect_wrong_use(self, *arguments, says):
        result = self.url(*arguments, code=2)
        self.assertEqual(result.out, b"")
        self.assertIn(says, result.messages)

    def ask_lines(self, lines, *arguments):
        raw = b"".join((line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n"
                       for line in lines)
        result = self.carom("url", "--jsonl", *arguments, stdin=raw)
        self.assertEqual((result.code, result.err), (0, b""))
        answers = [json.loads(line) for line in result.out.splitlines()]
        self.assertEqual(len(answers), len(lines), "one answer for each line")
        return answers

    def expect_line_error(self, line, says, *arguments):
        """The line is answered by an error, and the one after it as if nothing had been."""
        bad, good = self.ask_lines([line, GOOD], *arguments)
        self.assertEqual(list(bad), ["ok", "error"], bad)
        self.assertIs(bad["ok"], False)
        self.assertIn(says, bad["error"])
        self.assertEqual(good["href"], "https://h/b")

    # as browsers read it
    def test_every_member_is_a_line(self):
        self.assertEqual(self.members("HTTPS://user:pass@Host.Example:8443/a/../b c?q=1#top"), {
            "href": "https://user:pass@host.example:8443/b%20c?q=1#top", "protocol": "https:",
            "username": "user", "password": "pass", "host": "host.example:8443",
            "hostname": "host.example", "port": "8443", "pathname": "/b%20c", "search": "?q=1",
            "hash": "#top", "origin": "https://host.example:8443"})

    def test_lines_are_aligned_and_have_no_spaces_at_their_end(self):
        lines = self.url("http://h/p").text.splitlines()
        self.assertEqual(lines[0], "href      http://h/p")
        self.assertEqual(lines[2], "username")
        self.assertEqual([line for line in lines if line != line.rstrip()], [])

    def test_json_has_exactly_the_shape_of_the_contract(self):
        answer = self.url_json("https://h:1/")
        self.assertEqual(answer, {
            "ok": True, "href": "https://h:1/", "protocol": "https:", "username": "",
            "password": "", "host": "h:1", "hostname": "h", "port": "1", "pathname": "/",
            "search": "", "hash": "", "origin": "https://h:1"})
        self.assertEqual(list(answer), ["ok", *MEMBERS])

    def test_plain_and_json_tell_the_same(self):
        for arguments in (["https://u:p@h:1/a?b#c"], ["mailto:a@b"], ["--base", "http://h/", "x?"],
                          ["--standard", "rfc3986", "//u:p:q@h:/a"]):
            with self.subTest(arguments):
                answer = self.url_json(*arguments)
                self.assertTrue(answer.pop("ok"))
                self.assertEqual(self.members(*arguments), answer)

    def test_a_reference_is_resolved_against_the_base(self):
        for ref, href in (("b", "http://h/d/b"), ("", "http://h/d/e"), ("?q", "http://h/d/e?q"),
                          ("//x", "http://x/"), ("\\\\x\\y", "http://x/y"), ("/.//x", "http://h//x"),
                          ("https:x", "https://x/"), ("http:x", "http://h/d/x")):
            with self.subTest(ref):
                self.assertEqual(self.members("--base", "http://h/d/e", ref)["href"], href)

    def test_what_is_no_url_is_said_in_words(self):
        for ref, says in (("x", "no scheme"), ("", "no scheme"), ("http://", "host is missing"),
                          ("http://a b/", "the host holds a character"),
                          ("http://[::1/", "IPv6"), ("http://h:99999/", "port"),
                          ("http://1.2.3.4.5/", "IPv4"), ("http://%ff/", NOT_UTF8)):
            with self.subTest(ref):
                self.expect_no(ref, says=says)
                result = self.url("--json", ref, code=1)
                answer = result.json()
                self.assertEqual(list(answer), ["ok", "error"])
                self.assertIn(says, answer["error"])
                self.assertNotEqual(result.err, b"")

    def test_a_base_that_is_itself_invalid_is_named(self):
        for base, says in (("x", "the base: it has no scheme"), ("", "the base: it has no scheme"),
                           ("http://h:x/", "the base: the port")):
            self.expect_no("--base", base, "http://fine/", says=says)
        self.assertIn("the base: ", self.url_json("--base", "http://", "b", code=1)["error"])
        self.expect_no("--base", "mailto:a", "b", says="no base that it can be relative to")

    @unittest.skipUnless(HAS_IDNA, "built without IDNA")
    def test_a_host_that_is_not_ascii_becomes_punycode(self):
        self.assertEqual(self.members("https://Bücher.example/")["origin"],
                         "https://xn--bcher-kva.example")
        self.assertEqual(self.members("https://ok。example／@e")["hostname"], "e")
        self.expect_no("https://a\u200db/", says="internationalised")

    @unittest.skipIf(HAS_IDNA, "built with IDNA")
    def test_without_idna_a_host_that_is_not_ascii_is_a_clear_error(self):
        self.expect_no("https://Bücher.example/", says="IDNA is not built in")
        self.expect_line_error({"ref": "https://bücher.example/"}, "IDNA is not built in")

    def test_bytes_that_are_no_utf8_are_read_as_the_standard_reads_them(self):
        answer = self.url_json(b"http://h/\xff\xc3(")
        self.assertEqual(answer["pathname"], "/%EF%BF%BD%EF%BF%BD(")
        self.expect_no(b"http://\xff/", says=NOT_UTF8)
        self.expect_no("--standard", "rfc3986", b"http://h/\xff",
                       says="column 10: the byte 0xFF cannot stand here")

    # as RFC 3986 reads it
    def test_rfc3986_prints_the_parts_as_they_were_written(self):
        self.assertEqual(self.members("--standard", "rfc3986", "HTTP://a:b:c@H.Example:80/%7e/./x?#f"), {
            "href": "HTTP://a:b:c@H.Example:80/%7e/./x?#f", "protocol": "HTTP:", "username": "a",
            "password": "b:c", "host": "H.Example:80", "hostname": "H.Example", "port": "80",
            "pathname": "/%7e/./x", "search": "", "hash": "#f", "origin": "http://h.example"})

    def test_rfc3986_origins(self):
        for ref, origin in (("https://H:443/", "https://h"), ("https://h:80/", "https://h:80"),
                            ("wss://h:443/", "wss://h"), ("ftp://h:", "ftp://h"), ("ws://[::1]:8/", "ws://[::1]:8"),
                            ("mailto:a@b", "null"), ("//h/", "null"), ("http:///p", "null"),
                            ("https:e", "null"), ("file://h/p", "null")):
            with self.subTest(ref):
                self.assertEqual(self.url_json("--standard", "rfc3986", ref)["origin"], origin)

    def test_rfc3986_resolves_strictly(self):
        for ref, href in (("g", "http://a/b/c/g"), ("../../../g", "http://a/g"),
                          ("http:g", "http:g"), ("?y", "http://a/b/c/d;p?y"), ("", "http://a/b/c/d;p?q"),
                          ("//g", "http://g")):
            with self.subTest(ref):
                answer = self.url_json("--standard", "rfc3986", "--base", "http://a/b/c/d;p?q", ref)
                self.assertEqual(answer["href"], href)

    def test_rfc3986_tells_the_column_where_the_grammar_has_no_way_on(self):
        for ref, says in (("//e\\.ok", "column 4: `\\` cannot stand here"),
                          ("http://h/a b", "column 11: the byte 0x20 cannot stand here"),
                          ("http://h/\x1b[31m", "column 10: the byte 0x1B cannot stand here"),
                          ("http://h/%4", "column 12: the URI ends too early")):
            with self.subTest(ref):
                self.expect_no("--standard", "rfc3986", ref, says=says)
                self.assertIn(says, self.url_json("--standard", "rfc3986", ref, code=1)["error"])

    def test_rfc3986_needs_a_base_with_a_scheme(self):
        self.expect_no("--standard", "rfc3986", "--base", "/a", "b", says="the base: it has no scheme")
        self.expect_no("--standard", "rfc3986", "--base", "a\\", "b",
                       says="the base: column 2: `\\` cannot stand here")

    # --compare
    def compare(self, ref, *arguments, code=1):
        answer = self.url_json("--compare", *arguments, ref, code=code)
        self.assertEqual(list(answer), ["ok", "agree", "parts", "whatwg", "rfc3986", "guard"])
        self.assertEqual((answer["ok"], answer["agree"]), (True, code == 0))
        return answer

    def test_where_the_readings_part_is_told_component_by_component(self):
        base = ["--base", "https://ok.example/dir/page"]
        for ref, parts, browser, guard in (
                ("https:e", ["host", "path", "origin"], "https://ok.example", "ambiguous"),
                ("http://2130706433/", ["host", "origin"], "http://127.0.0.1", "ambiguous"),
                ("https:///e", ["host", "path", "origin"], "https://e", "ambiguous"),
                ("/x%2e%2E/%2e%2e/y", [], "https://ok.example", "same_origin"),
                ("//ok@e", [], "https://e", "other_origin"),
                ("//ok.example:443/", [], "https://ok.example", "ambiguous"),
                ("javascript:alert(1)", [], "null", "not_fetchable")):
            with self.subTest(ref):
                answer = self.compare(ref, *base, code=1 if parts else 0)
                self.assertEqual(answer["parts"], parts)
                self.assertEqual(answer["whatwg"]["origin"], browser)
                self.assertEqual(answer["guard"]["verdict"], guard)
                self.assertIs(answer["rfc3986"]["ok"], True)

    def test_a_reading_that_only_browsers_have_is_ambiguous(self):
        for ref, origin, says in ((r"\\e", "https://e", "column 1: `\\`"),
                                  (r"/\e", "https://e", "column 2: `\\`"),
                                  (r"//e\.ok", "https://e", "column 4: `\\`"),
                                  ("/\t/e", "https://e", "column 2: the byte 0x09")):
            with self.subTest(ref):
                answer = self.compare(ref, "--base", "https://ok/")
                self.assertEqual((answer["whatwg"]["origin"], answer["parts"]), (origin, []))
                self.assertEqual(list(answer["rfc3986"]), ["ok", "error"])
                self.assertIn(says, answer["rfc3986"]["error"])
                self.assertEqual(answer["guard"]["verdict"], "ambiguous")
                self.assertEqual(answer["guard"]["origin"], origin)

    @unittest.skipUnless(HAS_IDNA, "built without IDNA")
    def test_full_width_and_ideographic_dots_are_ambiguous(self):
        for ref in ("//ok．e", "//ok。e", "//ok｡e", "https://ok\uff0ee/"):
            answer = self.compare(ref, "--base", "https://ok/")
            self.assertEqual(answer["whatwg"]["hostname"], "ok.e")
            self.assertIn("cannot stand here", answer["rfc3986"]["error"])
            self.assertEqual(answer["guard"]["verdict"], "ambiguous")

    def test_the_guard_tells_credentials_punycode_and_addresses(self):
        for ref, members in (("//ok@e/", (True, False, False)), ("//xn--bcher-kva/", (False, True, False)),
                             ("//1.2.3.4/", (False, False, True)), ("/p", (False, False, False))):
            guard = self.compare(ref, "--base", "https://h/", code=0)["guard"]
            self.assertEqual((guard["credentials"], guard["punycode"], guard["ip_address"]), members)
            self.assertEqual(list(guard), ["verdict", "reason", "origin", "credentials", "punycode",
                                           "ip_address"])
            self.assertTrue(guard["reason"])

    def test_the_guard_is_asked_only_about_http_and_https(self):
        self.assertIsNone(self.compare("https://h/", code=0)["guard"])
        self.assertIsNone(self.compare("b", "--base", "ftp://h/a", code=0)["guard"])
        self.assertIn("asked only when the base is an http or https URL",
                      self.url("--compare", "--base", "ftp://h/a", "b").text)

    def test_the_table_has_a_row_for_each_part_and_says_where_they_part(self):
        text = self.url("--compare", "--base", "https://h/p/q", "https:e", code=1).text
        lines = text.splitlines()
        self.assertEqual(lines[0], "  reference   https:e")
        self.assertEqual(lines[1], "  base        https://h/p/q")
        self.assertEqual(lines[3], "              URL Standard  RFC 3986, normalised")
        self.assertEqual([line[2:].split(" ")[0] for line in lines[4:12]], PARTS)
        self.assertEqual([line[2:].split(" ")[0] for line in lines if line.startswith("≠ ")],
                         ["host", "path", "origin"])
        self.assertEqual(lines[8], "≠ path        /p/e          e")
        self.assertEqual(lines[13], "  they part   at host, path, origin")
        self.assertTrue(lines[15].startswith("  guard       ambiguous https://h: "), lines)
        self.assertEqual([line for line in lines if line != line.rstrip()], [])

    def test_the_table_says_who_does_not_read_it_and_why(self):
        text = self.url("--compare", "--base", "https://h/", r"//e\.ok", code=1).text
        self.assertIn("  they part   only the URL Standard reads it\n"
                      "  RFC 3986    column 4: `\\` cannot stand here\n", text)
        self.assertIn("  host        e             —\n", text)
        text = self.url("--compare", "a/b", code=1).text
        self.assertIn("  they part   only RFC 3986 reads it\n  URL Standard no scheme", text)
        text = self.url("--compare", "http://[", code=1).text
        self.assertIn("  they agree  neither reads it\n", text)

    def test_readings_that_agree_are_said_to(self):
        text = self.url("--compare", "HTTP://H:80/%7Ea/../b").text
        self.assertIn("  they agree  in every component\n", text)
        self.assertNotIn("≠", text)

    def test_long_values_stand_below_each_other_and_whole(self):
        path = "/" + "a" * 300
        text = self.url("--compare", f"http://h{path}").text
        self.assertIn("URL Standard, and below it RFC 3986, normalised\n", text)
        self.assertEqual(text.count(path + "\n"), 3)

    def test_control_bytes_of_the_reference_do_not_reach_the_terminal(self):
        for ref in ("http://h/\x1b[31m", "http://h/\x9b31m", b"http://h/\x7f\x07"):
            result = self.url("--compare", ref, code=1)
            self.assertNotRegex(result.out + result.err, rb"[\x00-\x09\x0b-\x1f\x7f]|\xc2[\x80-\x9f]")
        self.assertIn("http://h/\\x1B[31m", self.url("--compare", "http://h/\x1b[31m", code=1).text)

    def on_a_terminal(self, environment):
        """What --compare prints on a terminal."""
        master, terminal = pty.openpty()
        try:
            self.carom("url", "--compare", "--base", "https://h/", "https:e", stdout=terminal,
                       env={**os.environ, **environment})
            return os.read(master, 65536)
        finally:
            os.close(master)
            os.close(terminal)

    def test_colour_is_for_terminals_that_want_it(self):
        self.assertIn(b"\x1b[1;31m", self.on_a_terminal({"TERM": "xterm", "NO_COLOR": ""}))
        self.assertNotIn(b"\x1b", self.on_a_terminal({"TERM": "xterm", "NO_COLOR": "1"}))
        self.assertNotIn(b"\x1b", self.on_a_terminal({"TERM": "dumb", "NO_COLOR": ""}))
        self.assertNotIn(b"\x1b", self.url("--compare", "https:e", code=1).out)

    # --jsonl
    def test_a_line_holds_everything_the_contract_names(self):
        first, second, third = self.ask_lines([
            {"ref": "b", "base": "https://h/a", "standard": "whatwg"},
            {"ref": "//h/%7e", "base": "https://h/a", "standard": "rfc3986"},
            {"ref": "https://h", "base": None}])
        self.assertEqual(first, self.url_json("--base", "https://h/a", "b"))
        self.assertEqual(second["href"], "https://h/%7e")
        self.assertEqual(third["href"], "https://h/")

    def test_base_and_standard_may_come_once_for_all_lines(self):
        answers = self.ask_lines(
            [{"ref": "b"}, {"ref": "b", "base": "http://x/"}, {"ref": "b", "base": None},
             {"ref": "http:b", "standard": "whatwg"}], "--base", "http://h/a", "--standard", "rfc3986")
        self.assertEqual([answer["href"] for answer in answers],
                         ["http://h/b", "http://x/b", "b", "http://h/b"])

    def test_a_url_that_is_none_is_answered_by_an_error(self):
        self.expect_line_error({"ref": "http://["}, "IPv6")
        self.expect_line_error({"ref": "b", "base": "x"}, "the base: it has no scheme")
        self.expect_line_error({"ref": "\\", "standard": "rfc3986"}, "column 1: `\\`")

    def test_half_a_line_of_json_is_answered_by_an_error_wherever_it_is_cut(self):
        whole = json.dumps(GOOD).encode()
        answers = self.ask_lines([*(whole[:length] for length in range(len(whole))), whole])
        self.assertTrue(answers.pop()["ok"])
        self.assertEqual({answer["ok"] for answer in answers}, {False})

    def test_the_last_line_may_be_cut_by_the_end_of_the_input(self):
        whole = json.dumps(GOOD).encode()
        result = self.carom("url", "--jsonl", stdin=whole + b"\n" + whole[:9])
        self.assertEqual([json.loads(line)["ok"] for line in result.out.splitlines()], [True, False])

    def test_lines_that_are_no_request_are_answered_by_an_error(self):
        for line, says in ((b"", "empty line"), (b"[]", "one JSON object"), (b"7", "not a JSON object"),
                           (b'{"ref":"\xff"}', "not a JSON object"),
                           (b'{"ref":"http://h/\\ud800"}', "not a JSON object"),
                           (b'{"ref":"a","ref":"b"}', "not a JSON object"),
                           ({}, '"ref" is missing'), ({"ref": 7}, '"ref" must be a string'),
                           ({"ref": None}, '"ref" must be a string'),
                           ({**GOOD, "base": 7}, '"base" must be a string or null'),
                           ({**GOOD, "standard": None}, '"standard" must be a string'),
                           ({**GOOD, "standard": "rfc"}, 'use "whatwg" or "rfc3986"'),
                           ({**GOOD, "reff": "x"}, 'unknown member "reff"')):
            with self.subTest(line):
                self.expect_line_error(line, says)

    def test_a_nul_in_a_line_is_a_byte_like_any_other(self):
        answers = self.ask_lines([{"ref": "http://h/\0a?\0#\0x"}, {"ref": "http://h\0/"},
                                  {"ref": "a\0", "standard": "rfc3986"}])
        self.assertEqual(answers[0]["href"], "http://h/%00a?%00#%00x")
        self.assertIn("the host holds a character", answers[1]["error"])
        self.assertIn("column 2: the byte 0x00", answers[2]["error"])

    def test_a_url_of_one_megabyte_is_answered(self):
        size = 1_000_000
        answers = self.ask_lines([
            {"ref": "http://h/" + "a" * size}, {"ref": "http://h/" + "é" * (size // 2)},
            {"ref": "http://h/" + "../" * (size // 3)}, {"ref": "http://" + "@" * size + "h/"},
            {"ref": "../" * (size // 3), "base": "http://h/" + "b/" * (size // 2)},
            {"ref": "http://h/" + "%7e" * (size // 3), "standard": "rfc3986"},
            {"ref": "../" * (size // 3) + "x", "base": "http://h/b/", "standard": "rfc3986"}])
        self.assertEqual([answer["ok"] for answer in answers], [True] * 7)
        self.assertEqual(answers[1]["pathname"], "/" + "%C3%A9" * (size // 2))
        self.assertEqual(answers[2]["pathname"], "/")
        self.assertEqual(answers[3]["username"], "%40" * (size - 1))
        self.assertEqual(answers[6]["href"], "http://h/x")

    def test_a_long_reference_is_compared(self):
        answer = self.compare("http://h/" + "é" * 50_000)
        self.assertEqual(answer["whatwg"]["pathname"], "/" + "%C3%A9" * 50_000)

    def test_each_answer_is_flushed_before_the_next_line_is_read(self):
        process = subprocess.Popen([self.binary, "url", "--jsonl"], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE)
        for number in range(5):
            process.stdin.write(json.dumps({"ref": f"http://h/{number}"}).encode() + b"\n")
            process.stdin.flush()
            signal.alarm(TIMEOUT_S)
            self.assertEqual(json.loads(process.stdout.readline())["pathname"], f"/{number}")
            signal.alarm(0)
        rest, _ = process.communicate(timeout=TIMEOUT_S)
        self.assertEqual((rest, process.returncode), (b"", 0))

    def test_a_closed_standard_input_is_noticed(self):
        result = self.carom("url", "--jsonl", stdin_file=None, preexec_fn=lambda: os.close(0))
        self.assertEqual((result.code, result.out), (1, b""))
        self.assertIn("standard input is closed", result.messages)

    def test_an_output_that_fails_is_noticed(self):
        line = json.dumps(GOOD).encode() + b"\n"
        for arguments in (["--jsonl"], ["http://h/"], ["--json", "http://h/"],
                          ["--compare", "http://h/"], ["--compare", "--json", "http://h/"]):
            with self.subTest(arguments), open("/dev/full", "wb") as full:
                result = self.carom("url", *arguments, stdin=line * 3, stdout=full)
                self.assertEqual(result.code, 1)
                self.assertEqual(result.messages.count("cannot write to standard output"), 1)

    # the usage
    def test_arguments_that_are_missing_or_do_not_go_together_are_refused(self):
        self.expect_wrong_use(says="no REF is given")
        self.expect_wrong_use("--json", says="no REF is given")
        self.expect_wrong_use("--compare", says="no REF is given")
        self.expect_wrong_use("a", "b", says="more than one REF")
        self.expect_wrong_use("--jsonl", "a", says="REF cannot be given")
        self.expect_wrong_use("--jsonl", "--compare", says="cannot be given together")
        self.expect_wrong_use("--compare", "--standard", "whatwg", "a", says="shows both standards")
        self.expect_wrong_use("--standard", "rfc", "a", says="unknown standard `rfc`: use whatwg or rfc3986")
        self.expect_wrong_use("--base", says="option `--base` needs a value")
        self.expect_wrong_use("--base", "a", "--base", "b", "c", says="given twice")

    def test_an_unknown_option_is_refused_and_the_nearest_is_suggested(self):
        self.expect_wrong_use("--compaer", "a", says="did you mean `--compare`?")
        self.expect_wrong_use("--bsae", "a", says="did you mean `--base`?")
        self.expect_wrong_use("--nonsense", "a", says="unknown option `--nonsense`")
        self.expect_wrong_use("-x", "a", says="unknown option `-x`")

    def test_a_reference_that_begins_with_a_hyphen_is_written_behind_two(self):
        self.assertEqual(self.members("--base", "http://h/", "--", "-x")["pathname"], "/-x")


if __name__ == "__main__":
    main()
