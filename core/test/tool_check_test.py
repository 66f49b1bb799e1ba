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


if __name__ == "__main__":
    main()
