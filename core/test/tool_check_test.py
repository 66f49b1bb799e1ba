#!/usr/bin/python3
"""carom check: every problem, each at its place, for a person and for a program."""
import json

from tool_support import ToolTest, main

BAD = """\
/good /fine 307
/no-target
nonsense /b
/c /d 999
/e  ftp://files.example/
/f/:a/:a /g
/h /i Max-Age=soon
/also-good /fine
"""
BAD_LINES = [2, 3, 4, 5, 6, 7]


class CheckTest(ToolTest):
    def test_a_good_file_is_one_line_on_standard_output(self):
        result = self.carom("check", self.write("r", "/a /b\n# note\n\n/c /d 307\n"))
        self.assertEqual((result.code, result.text, result.messages), (0, "r: 2 rules\n", ""))

    def test_one_rule_is_one_rule(self):
        self.assertEqual(self.carom("check", self.write("r", "/a /b")).text, "r: 1 rule\n")

    def test_a_file_without_rules_is_good_but_mentioned(self):
        for name, text in (("empty", ""), ("comments", "# a note\n\n   # another\n")):
            with self.subTest(name):
                result = self.carom("check", self.write(name, text))
                self.assertEqual((result.code, result.text, result.messages),
                                 (0, f"{name}: 0 rules\n", f"carom: {name}: no rules\n"))
                self.assertEqual(self.carom("compile", name, "-o", "image").code, 0)
                self.assertEqual(self.carom("check", "image").messages, "carom: image: no rules\n")
                result = self.carom("check", "--json", name)
                self.assertEqual((result.code, result.err), (0, b""))
                self.assertEqual((result.json()["ok"], result.json()["rules"]), (True, 0))
        self.assertNotIn("no rules", self.carom("check", self.write("r", "nonsense\n")).messages)

    def test_a_line_with_several_problems_is_reported_once(self):
        result = self.carom("check", self.write("r", "/a ftp://b 999 Max-Age=soon\n"))
        lines = result.messages.splitlines()
        self.assertEqual((len(lines), lines[1]), (2, "carom: r: 1 error"))
        text = " ".join(self.carom("check", "--help").text.split())
        self.assertIn("every line that is wrong, with the first problem found in it", text)

    def test_an_empty_name_is_shown_in_quotes(self):
        self.assertIn('carom: "": no such file', self.carom("check", "").messages)
        self.assertIn('carom: "": no such file', self.carom("compile", "", "-o", "i").messages)
        self.assertIn('carom: "": no such file',
                      self.carom("decide", "--rules", "", "/").messages)
        self.assertEqual(self.carom("check", "--json", "").json()["file"], "")

    def test_every_bad_line_is_reported_in_order_with_its_column(self):
        result = self.carom("check", self.write("r", BAD))
        self.assertEqual((result.code, result.out), (1, b""))
        lines = result.messages.splitlines()
        self.assertEqual(lines.pop(), "carom: r: 6 errors")
        for number, line in zip(BAD_LINES, lines, strict=True):
            self.assertRegex(line, rf"\Ar:{number}:\d+: error: \S.{{9,}}\Z")
        self.assertTrue(lines[2].startswith("r:4:7: error: "), lines[2])
        self.assertIn("999", lines[2])

    def test_all_errors_are_printed_however_many_there_are(self):
        result = self.carom("check", self.write("r", "nonsense\n" * 5000))
        self.assertEqual(result.code, 1)
        lines = result.messages.splitlines()
        self.assertEqual(len(lines), 5001)
        self.assertTrue(lines[4999].startswith("r:5000:1: error: "))

    def test_several_files_are_all_looked_at(self):
        self.write("good", "/a /b\n")
        self.write("bad", "nonsense\n")
        result = self.carom("check", "bad", "missing", "good")
        self.assertEqual((result.code, result.text), (1, "good: 1 rule\n"))
        self.assertIn("bad:1:1: error: ", result.messages)
        self.assertIn("carom: missing: no such file", result.messages)

    def test_json_of_a_good_file_has_exactly_the_shape_of_the_contract(self):
        result = self.carom("check", "--json", self.write("r", "/a /b\n"))
        self.assertEqual((result.code, result.err), (0, b""))
        self.assertEqual(result.text, '{"ok":true,"file":"r","rules":1,"errors":[]}\n')

    def test_json_of_a_bad_file_holds_every_error(self):
        result = self.carom("check", "--json", self.write("r", BAD))
        self.assertEqual((result.code, result.err), (1, b""))
        report = result.json()
        self.assertEqual(list(report), ["ok", "file", "rules", "errors"])
        self.assertEqual((report["ok"], report["file"], report["rules"]), (False, "r", 0))
        self.assertEqual([error["line"] for error in report["errors"]], BAD_LINES)
        for error in report["errors"]:
            self.assertEqual(list(error), ["line", "column", "severity", "message", "example"])
            self.assertEqual(error["severity"], "error")
            self.assertIsNone(error["example"])
            self.assertGreaterEqual(error["column"], 1)
            self.assertGreater(len(error["message"]), 9)

    def test_a_host_that_a_request_could_choose_is_a_warning_with_an_example(self):
        self.write("r", "/a /b\n/x/* https://ok:splat\n")
        example = "/x/.evil.example → https://ok.evil.example"
        result = self.carom("check", "r")
        self.assertEqual((result.code, result.text), (0, "r: 2 rules, 1 warning\n"))
        self.assertRegex(result.messages, r"\Ar:2:16: warning: .*Allow-Host.*:splat.*\n\Z")
        self.assertIn(example, result.messages)
        result = self.carom("check", "--json", "r")
        self.assertEqual((result.code, result.err), (0, b""))
        report = result.json()
        self.assertEqual((report["ok"], report["rules"]), (True, 2))
        warning, = report["errors"]
        self.assertEqual((warning["line"], warning["column"], warning["severity"]),
                         (2, 16, "warning"))
        self.assertEqual(warning["example"], example)
        self.assertIn(example, warning["message"])

    def test_a_list_of_allowed_hosts_ends_the_warning(self):
        result = self.carom("check", self.write("r", "/x/* https://ok:splat Allow-Host=ok.e\n"))
        self.assertEqual((result.code, result.text, result.messages), (0, "r: 1 rule\n", ""))

    def test_json_of_a_file_that_cannot_be_read_is_json_too(self):
        result = self.carom("check", "--json", "missing")
        self.assertEqual((result.code, result.err), (1, b""))
        report = result.json()
        self.assertEqual((report["ok"], report["rules"]), (False, 0))
        error, = report["errors"]
        self.assertEqual((error["line"], error["column"]), (None, None))
        self.assertIn("no such file", error["message"])

    def test_json_of_several_files_is_one_line_each(self):
        self.write("a", "/a /b\n")
        self.write("b", "nonsense\n")
        result = self.carom("check", "--json", "a", "b")
        self.assertEqual(result.code, 1)
        reports = [json.loads(line) for line in result.text.splitlines()]
        self.assertEqual([(report["file"], report["ok"]) for report in reports],
                         [("a", True), ("b", False)])

    def test_text_and_json_tell_the_same(self):
        self.write("r", BAD)
        lines = self.carom("check", "r").messages.splitlines()[:-1]
        errors = self.carom("check", "--json", "r").json()["errors"]
        self.assertEqual(lines, [f"r:{error['line']}:{error['column']}: error: {error['message']}"
                                 for error in errors])

    def test_a_file_name_that_is_no_utf8_is_still_json(self):
        name = b"r\xff\x1b"
        (self.folder.joinpath(name.decode("utf-8", "surrogateescape"))).write_bytes(b"/a /b\n")
        report = self.carom("check", "--json", name).json()
        self.assertEqual(report["file"], "r\ufffd\x1b")
        result = self.carom("check", name.replace(b"r", b"missing"))
        self.assertEqual(result.code, 1)
        self.assertNotIn(b"\x1b", result.err, "a file name must not steer the terminal")

    def test_a_token_cannot_steer_the_terminal(self):
        result = self.carom("check", self.write("r", b"/a\x1b[31m /b\n\xff\xfe /b\nx\xc2\x9b1m /b\n"))
        self.assertEqual(result.code, 1)
        self.assertNotIn(b"\x1b", result.err)
        self.assertNotIn(b"\x9b", result.err)

    def test_the_last_line_needs_no_line_end(self):
        result = self.carom("check", self.write("r", "/a /b\nnonsense"))
        self.assertIn("r:2:1: error: ", result.messages)

    def test_what_works_but_is_hardly_meant_is_a_warning_at_its_rule(self):
        self.write("r", LINT)
        result = self.carom("check", "r")
        self.assertEqual((result.code, result.text),
                         (0, "r: 9 rules, 7 warnings (1 duplicate, 1 unreachable, 1 chain, 1 cycle, "
                             "1 unused_capture, 1 unknown_name, 1 method_change)\n"))
        self.assertEqual(result.messages.splitlines(), [
            "r:1:1: warning: no target uses what `*` captures",
            "r:2:1: warning: no request gets here: the rule on line 1 takes them all",
            "r:4:1: warning: what this redirects to is redirected again, by line 5: "
            "2 redirects to /d",
            "r:6:3: warning: the same rule stands on line 5",
            "r:7:1: warning: this redirects without end: lines 7, 8, 7",
            "r:9:1: warning: nothing captures `:slug`, which stays in the target as it is",
            "r:10:1: warning: an agent may change POST to GET: 307 keeps the method",
        ])

    def test_json_has_the_kind_of_a_warning_and_what_belongs_to_it(self):
        self.write("r", LINT)
        report = self.carom("check", "--json", "r").json()
        self.assertTrue(report["ok"])
        keys = ["line", "column", "severity", "message", "example", "kind", "other_line", "hops"]
        self.assertEqual([list(error)[:len(keys)] for error in report["errors"]], [keys] * 7)
        self.assertEqual({error["severity"] for error in report["errors"]}, {"warning"})
        found = [{key: error[key] for key in error
                  if key not in ("severity", "message", "example", "column") and error[key] is not None}
                 for error in report["errors"]]
        self.assertEqual(found, [
            {"line": 1, "kind": "unused_capture", "name": "*"},
            {"line": 2, "kind": "unreachable", "other_line": 1},
            {"line": 4, "kind": "chain", "other_line": 5, "hops": 2, "location": "/d"},
            {"line": 6, "kind": "duplicate", "other_line": 5},
            {"line": 7, "kind": "cycle", "lines": [7, 8]},
            {"line": 9, "kind": "unknown_name", "name": ":slug"},
            {"line": 10, "kind": "method_change", "name": "POST", "status": 307},
        ])

    def test_warnings_can_be_left_out_or_count_as_errors(self):
        self.write("r", LINT)
        result = self.carom("check", "--no-lint", "r")
        self.assertEqual((result.code, result.text, result.err), (0, "r: 9 rules\n", b""))
        result = self.carom("check", "--strict", "r")
        self.assertEqual((result.code, result.text), (1, ""))
        self.assertIn("r:2:1: warning: ", result.messages)
        self.assertTrue(result.messages.endswith("carom: r: 7 warnings\n"))
        self.assertFalse(self.carom("check", "--strict", "--json", "r").json()["ok"])
        self.assertEqual(self.carom("check", "--strict", self.write("s", "/a /b\n")).code, 0)

    def test_warnings_of_all_kinds_come_in_the_order_of_the_lines(self):
        self.write("r", "/x/* https://ok:splat\n/a /b\n/b /c\n/y/* https://no:splat\n/b /c\n")
        lines = [line.split(":")[1:3] for line in self.carom("check", "r").messages.splitlines()]
        self.assertEqual(lines, [["1", "16"], ["2", "1"], ["4", "16"], ["5", "1"]])

    def test_a_file_with_errors_has_the_warnings_of_its_lines_but_is_not_looked_at_further(self):
        self.write("r", "/x/* https://ok:splat\n/a /b\n/a /b\nnonsense\n")
        lines = self.carom("check", "r").messages.splitlines()
        self.assertEqual([line.split(" ")[0] for line in lines], ["r:1:16:", "r:4:1:", "carom:"])

    def test_the_column_is_that_of_the_rule_behind_blanks_and_a_byte_order_mark(self):
        self.write("r", b"\xef\xbb\xbf  /a /b/:splat\r\n\t /c /d/:splat\r\n")
        lines = self.carom("check", "r").messages.splitlines()
        self.assertEqual([line.split(" ")[0] for line in lines], ["r:1:3:", "r:2:3:"])

    def test_an_image_has_lines_but_no_columns(self):
        self.write("r", "# note\n /a /b/:splat\n")
        self.assertEqual(self.carom("compile", "r", "-o", "image").code, 0)
        self.assertTrue(self.carom("check", "image").messages.startswith("image:2:1: warning: "))
        error, = self.carom("check", "--json", "image").json()["errors"]
        self.assertEqual((error["line"], error["column"]), (2, None))

    def test_other_dialects_are_asked_about_the_same_text(self):
        self.write("r", "/a /b\n/c k=1 /d\n/e/* /f/:splat 307\n")
        result = self.carom("check", "--portable", "netlify,cloudflare", "r")
        self.assertEqual((result.code, result.text), (0, "r: 3 rules, 4 warnings (4 portability)\n"))
        one, two, three, four = result.messages.splitlines()
        self.assertEqual(one, "r:1:1: warning: in cloudflare the status is 302, not 301; "
                              "it also holds where there is a file; it does not match /a/")
        self.assertRegex(two, r"\Ar:2:\d+: warning: in cloudflare this is an error: .*/d|k=1")
        self.assertEqual(three, "r:3:1: warning: in netlify /e/some/page?page=2 leads to "
                                "/f/some/page, not to /f/some/page?page=2")
        self.assertIn("it does not match /e", four)
        report = self.carom("check", "--portable", "cloudflare", "--json", "r").json()
        self.assertEqual([error["dialect"] for error in report["errors"]], ["cloudflare"] * 3)
        self.assertEqual(report["errors"][0]["differences"], [
            {"kind": "status", "status": 301, "other_status": 302},
            {"kind": "force", "other_force": True},
            {"kind": "no_match", "request": "/a/"},
        ])

    def test_a_proxy_rule_of_netlify_is_a_warning_there_and_an_error_elsewhere(self):
        self.write("r", "/a /b 302\n/api/* https://x.example/:splat 200\n/* /index.html 200\n")
        proxy = ("r:2:8: warning: this asks for a proxy to another site: it is decided, but "
                 "where there is no proxy the answer is 502: \"https://x.example/:splat\"")
        result = self.carom("check", "--dialect", "netlify", "r")
        self.assertEqual((result.code, result.text), (0, "r: 3 rules, 1 warning\n"))
        self.assertEqual(result.messages.splitlines(), [proxy])
        self.assertEqual(self.carom("compile", "--dialect", "netlify", "r", "-o", "i").code, 0)
        result = self.carom("check", "--dialect", "netlify", "--portable", "carom,cloudflare", "r")
        for dialect in ("carom", "cloudflare"):
            self.assertIn(f"r:2:8: warning: in {dialect} this is an error: what is served with this "
                          "status is a path", result.messages)
            refused = self.carom("check", "--dialect", dialect, "r")
            self.assertEqual(refused.code, 1)
            self.assertIn("r:2:8: error: what is served with this status is a path", refused.messages)

    def test_the_dialect_of_the_file_itself_is_no_other(self):
        self.write("r", "/a /b 302\n")
        result = self.carom("check", "--portable", "carom,netlify", "--dialect", "netlify", "r")
        self.assertEqual((result.code, result.text, result.err), (0, "r: 1 rule\n", b""))

    def test_portability_needs_a_text(self):
        self.write("r", "/a /b\n")
        self.assertEqual(self.carom("compile", "r", "-o", "image").code, 0)
        result = self.carom("check", "--portable", "netlify", "image")
        self.assertEqual(result.code, 1)
        self.assertIn("carom: image: an image holds rules as one dialect reads them", result.messages)

    def test_wrong_dialects_are_wrong_usage(self):
        for value in ("", "apache", "netlify,", "netlify,,carom", "netlify cloudflare"):
            result = self.carom("check", "--portable", value, "r")
            self.assertEqual(result.code, 2, value)
            self.assertIn("--portable", result.messages)

    def test_standard_input_is_read_once_for_all_dialects(self):
        result = self.carom("check", "--portable", "cloudflare", "-", stdin=" /a /b\n")
        self.assertTrue(result.messages.startswith("-:1:2: warning: in cloudflare "), result.messages)

    def test_the_time_is_told_when_asked_for(self):
        result = self.carom("check", "--timings", self.write("r", "/a /b\n"))
        self.assertRegex(result.messages, r"\Acarom: r: read in \d+\.\d ms \(\d+\.\d ms of CPU "
                                          r"time\), checked in \d+\.\d ms \(\d+\.\d ms\)\n\Z")

    def test_forty_five_thousand_rules_are_checked(self):
        rules = "".join(f"/old/{i} /new/{i} 301\n" for i in range(45000))
        result = self.carom("check", self.write("r", rules + "/old/44000 /x\n/* /x 404\n/y /z\n"))
        self.assertEqual(result.text, "r: 45003 rules, 2 warnings (2 unreachable)\n")
        self.assertIn("r:45001:1: warning: no request gets here: the rule on line 44001 takes",
                      result.messages)

    def test_rules_that_an_index_of_patterns_would_fear_are_checked_in_time(self):
        sets = {
            "placeholders": "".join(f"/:a/x{i} /y{i}/:a\n" for i in range(10_000)),
            "conditions": "".join(f"/* id={i} /y 200\n" for i in range(5_000)) +
                          "".join(f"/s{i} /t 200\n" for i in range(5_000)),
            "shapes": "".join(
                "/" + "/".join("a" if bit == "0" else f":p{at}" for at, bit in enumerate(f"{i:012b}"))
                + " /y 200\n" for i in reversed(range(1 << 12))),
            "chain": "".join(f"/c{i} /c{i + 1}\n" for i in range(20_000)),
            "cycle": "".join(f"/c{i} /c{(i + 1) % 20_000}\n" for i in range(20_000)),
            "twins": "/a /b\n" * 50_000,
        }
        for name, rules in sets.items():
            with self.subTest(name):
                result = self.carom("check", self.write(name, rules))
                self.assertEqual(result.code, 0)


LINT = """\
/old/* /new 302
/old/page /page
# a comment
/b /c
/c /d
  /c /d
/x /y
/y /x
/z /a/:slug
/p /q 302 Method=POST
"""

if __name__ == "__main__":
    main()
