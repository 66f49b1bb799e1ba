#!/usr/bin/python3
"""How the tool speaks to a person: help, version, and what it says to a wrong call."""
import os
import subprocess

from tool_support import ToolTest, main

COMMANDS = ("check", "compile", "decide", "follow", "trace", "url")
HAS_TRACE = os.environ.get("CAROM_TRACE", "ON") == "ON"


class UsageTest(ToolTest):
    def expect_wrong_use(self, *arguments, says):
        result = self.carom(*arguments)
        self.assertEqual(result.code, 2, arguments)
        self.assertEqual(result.out, b"", "a wrong call prints nothing on standard output")
        self.assertTrue(result.messages.startswith("carom: "), result.messages)
        self.assertEqual(result.messages.count("\n"), 1, result.messages)
        self.assertIn(says, result.messages)

    def test_help_is_printed_on_standard_output(self):
        for arguments in (["--help"], ["-h"], *([command, "--help"] for command in COMMANDS
                                                 if HAS_TRACE or command != "trace")):
            with self.subTest(arguments):
                result = self.carom(*arguments)
                self.assertEqual((result.code, result.err), (0, b""))
                self.assertTrue(result.text.startswith("Usage: carom"))
                self.assertLessEqual(max(map(len, result.text.splitlines())), 90)

    def test_help_lists_the_commands_that_are_there_and_no_others(self):
        text = self.carom("--help").text
        for command in COMMANDS:
            self.assertIn(f"carom {command} ", text)
        self.assertNotIn("carom serve", text)

    def test_help_of_a_command_names_every_option_it_takes(self):
        text = self.carom("check", "--help").text
        for option in ("--dialect", "--portable D,D", "--no-lint", "--strict", "--timings", "--json ",
                       "--help"):
            self.assertIn(option, text)
        self.assertIn("-o IMAGE", self.carom("compile", "--help").text)
        text = self.carom("decide", "--help").text
        for option in ("--rules", "--dialect", "-X", "--http", "-H", "--strict-accept", "--trace",
                       "--explain[=all]", "--country-header", "--now", "--json ", "--jsonl", "--help"):
            self.assertIn(option, text)
        text = self.carom("follow", "--help").text
        for option in ("--policy P", "--max-redirects N", "--postredir LIST", "-X METHOD", "-H '",
                       "--body B", "--status N", "--response-header", "--location REF",
                       "--now SECONDS", "--chain JSON", "--json ", "--jsonl", "--table", "--help"):
            self.assertIn(option, text)
        text = self.carom("url", "--help").text
        for option in ("--base URL", "--standard S", "--compare", "--json ", "--jsonl", "--help"):
            self.assertIn(option, text)

    def test_version_is_one_line(self):
        result = self.carom("--version")
        self.assertEqual(result.code, 0)
        self.assertRegex(result.text, r"\Acarom \d+\.\d+\.\d+\n\Z")

    def test_without_a_command_the_commands_are_named(self):
        self.expect_wrong_use(says="check, compile, decide, follow, trace or url")

    def test_an_unknown_command_is_refused_and_the_nearest_is_suggested(self):
        self.expect_wrong_use("chekc", says="did you mean `check`?")
        self.expect_wrong_use("decid", says="did you mean `decide`?")
        self.expect_wrong_use("--vresion", says="did you mean `--version`?")
        self.expect_wrong_use("fly", says="unknown command `fly`; see `carom --help`")
        self.expect_wrong_use("", says="unknown command ``")
        self.expect_wrong_use("x" * 5000, says="unknown command")

    def test_an_unknown_option_is_refused_and_the_nearest_is_suggested(self):
        self.expect_wrong_use("check", "--jsno", "f", says="did you mean `--json`?")
        self.expect_wrong_use("decide", "--ruels", "f", "/", says="did you mean `--rules`?")
        self.expect_wrong_use("check", "--nonsense", says="unknown option `--nonsense`")
        self.expect_wrong_use("compile", "-z", says="unknown option `-z`")

    def test_a_shortened_option_is_not_guessed(self):
        self.expect_wrong_use("decide", "--strict", "/", says="unknown option `--strict`")
        self.expect_wrong_use("check", "--dial=carom", "f", says="unknown option `--dial=carom`")

    def test_a_value_that_is_missing_or_too_much_is_refused(self):
        self.expect_wrong_use("decide", "--rules", says="option `--rules` needs a value")
        self.expect_wrong_use("compile", "f", "-o", says="option `-o` needs a value")
        self.expect_wrong_use("check", "--json=yes", "f", says="takes no value")

    def test_an_option_that_counts_once_is_refused_when_given_twice(self):
        self.expect_wrong_use("decide", "--rules", "a", "--rules", "b", "/", says="given twice")
        self.expect_wrong_use("compile", "-o", "a", "-o", "b", "f", says="given twice")
        self.expect_wrong_use("decide", "-X", "GET", "-X", "PUT", "--rules", "a", "/",
                              says="given twice")

    def test_arguments_that_are_missing_or_too_many_are_refused(self):
        self.expect_wrong_use("check", says="no FILE is given")
        self.expect_wrong_use("check", "-", "-", says="only once")
        self.expect_wrong_use("compile", "-o", "i", says="no FILE is given")
        self.expect_wrong_use("compile", "a", "b", "-o", "i", says="more than one FILE")
        self.expect_wrong_use("decide", "--rules", "a", says="no URL is given")
        self.expect_wrong_use("decide", "/a", says="`--rules FILE` is needed")
        self.expect_wrong_use("decide", "--rules", "a", "/a", "/b", says="more than one URL")
        self.expect_wrong_use("--version", "now", says="stands alone")

    def test_values_outside_their_set_are_refused(self):
        self.expect_wrong_use("check", "--dialect", "apache", "f",
                              says="use carom, netlify or cloudflare")
        self.expect_wrong_use("decide", "--http", "3", "--rules", "a", "/", says="1.0, 1.1 or 2")
        for seconds in ("", "-1", "+1", "1x", " 1", "99999999999999999999"):
            self.expect_wrong_use("decide", f"--now={seconds}", "--rules", "a", "/",
                                  says="whole number of seconds")

    def test_a_double_dash_ends_the_options(self):
        self.write("-odd", "/a /b\n")
        self.assertEqual(self.carom("check", "--", "-odd").text, "-odd: 1 rule\n")

    def test_control_bytes_of_an_argument_do_not_reach_the_terminal(self):
        result = self.carom("\x1b[31mred")
        self.assertEqual(result.code, 2)
        self.assertNotIn(b"\x1b", result.err)
        self.assertIn("\\x1B[31mred", result.messages)

    def test_a_full_disk_behind_standard_output_is_noticed(self):
        self.write("r", "/a /b\n")
        for arguments in (["--help"], ["check", "r"], ["check", "--json", "r"],
                          ["decide", "--rules", "r", "/a"], ["compile", "r", "-o", "-"]):
            with self.subTest(arguments), open("/dev/full", "wb") as full:
                result = self.carom(*arguments, stdout=full)
                self.assertEqual(result.code, 1)
                self.assertIn("cannot write to standard output: No space left", result.messages)

    def test_a_closed_standard_output_is_noticed(self):
        self.write("r", "/a /b\n")
        result = self.carom("check", "r", stdout=None, preexec_fn=lambda: os.close(1))
        self.assertEqual(result.code, 1)
        self.assertIn("standard output: it is closed", result.messages)

    def test_a_reader_that_went_away_is_noticed(self):
        reader, writer = os.pipe()
        os.close(reader)
        try:
            result = self.carom("--help", stdout=writer)
        finally:
            os.close(writer)
        self.assertEqual(result.code, 1)
        self.assertIn("the reader has closed the pipe", result.messages)

    def test_a_closed_standard_error_does_not_let_messages_into_a_file(self):
        self.write("r", "/a /b\n")
        result = self.carom("compile", "r", "nonsense", "-o", "i", stderr=subprocess.DEVNULL,
                            preexec_fn=lambda: os.close(2))
        self.assertEqual(result.code, 2)
        result = self.carom("compile", "r", "-o", "i", stderr=None,
                            preexec_fn=lambda: os.close(2))
        self.assertEqual(result.code, 0)
        self.assertEqual(self.carom("check", "i").text, "i: 1 rule\n")


if __name__ == "__main__":
    main()
