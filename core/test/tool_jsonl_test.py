#!/usr/bin/python3
"""carom decide --jsonl: one answer for each line, in order, whatever the line is."""
import json
import os
import random
import signal
import subprocess

from tool_support import TIMEOUT_S, ToolTest, main

RULES = "/old/:id /new/:id 307\n/gone 410\n/s/* /t/:splat 308\n"
GOOD = {"rules": RULES, "url": "/old/7"}


class JsonlTest(ToolTest):
    def ask_one(self, line, *arguments):
        return self.ask([line], *arguments)[0]

    def expect_error(self, line, says, *arguments):
        """The line is answered by an error, and the one after it as if nothing had been."""
        bad, good = self.ask([line, GOOD], *arguments)
        self.assertEqual(list(bad), ["ok", "error"], bad)
        self.assertIs(bad["ok"], False)
        self.assertIn(says, bad["error"])
        self.assertEqual(good["location"], "/new/7")

    def test_a_line_holds_everything_the_contract_names(self):
        answer = self.ask_one({"rules": RULES, "dialect": "carom", "method": "POST",
                               "url": "https://h/old/7?q=1", "http": "1.0",
                               "headers": [["Host", "h"], ["Accept", "text/plain"]]})
        self.assertEqual(list(answer), ["ok", "action", "status", "location", "rule", "headers",
                                        "body"])
        self.assertEqual((answer["action"], answer["status"], answer["location"], answer["rule"]),
                         ("redirect", 307, "/new/7?q=1", 1))
        self.assertIn(["Content-Type", "text/plain; charset=utf-8"], answer["headers"])
        self.assertIn("POST", answer["body"])

    def test_method_version_and_fields_have_defaults(self):
        self.assertEqual(self.ask_one(GOOD), self.ask_one({**GOOD, "method": "GET", "http": "1.1",
                                                           "headers": [], "dialect": "carom"}))

    def test_a_line_is_answered_like_the_command_line(self):
        single = self.decide_json(RULES, "-X", "HEAD", "https://h/s/x?y")
        self.assertEqual(self.ask_one({"rules": RULES, "method": "HEAD", "url": "https://h/s/x?y"}),
                         single)

    def test_rules_may_come_once_for_all_lines(self):
        rules = self.write("r", RULES)
        answers = self.ask([{"url": f"/old/{n}"} for n in range(50)], "--rules", rules)
        self.assertEqual([answer["location"] for answer in answers],
                         [f"/new/{n}" for n in range(50)])

    def test_a_line_with_rules_of_its_own_goes_by_those(self):
        rules = self.write("r", "/old/:id /elsewhere 301\n")
        answers = self.ask([{"url": "/old/7"}, GOOD, {"url": "/old/7"}], "--rules", rules)
        self.assertEqual([answer["location"] for answer in answers],
                         ["/elsewhere", "/new/7", "/elsewhere"])

    def test_rules_that_change_from_line_to_line_are_each_compiled(self):
        texts = ["/a /1\n", "/a /2\n", "/a /2\n", "/a /1\n", "", "/a /3\n"]
        answers = self.ask([{"rules": text, "url": "/a"} for text in texts])
        self.assertEqual([answer["location"] for answer in answers],
                         ["/1", "/2", "/2", "/1", None, "/3"])

    def test_the_same_rules_again_are_not_compiled_again(self):
        text = "".join(f"/page/{n} /target/{n}\n" for n in range(3_000))
        line = json.dumps({"rules": text, "url": "/page/2999"}).encode() + b"\n"
        other = json.dumps({"rules": text + "#", "url": "/page/2999"}).encode() + b"\n"

        def seconds(lines):
            before = os.times().children_user
            result = self.carom("decide", "--jsonl", stdin=b"".join(lines))
            self.assertEqual(result.code, 0)
            self.assertEqual(len(set(result.out.splitlines())), 1)
            return os.times().children_user - before

        same = min(seconds([line] * 60) for _ in range(2))
        alternating = min(seconds([line, other] * 30) for _ in range(2))
        self.assertLess(same, alternating)

    def test_a_refusal_is_an_answer_and_no_error(self):
        answer = self.ask_one({"rules": RULES, "url": "/gone"})
        self.assertEqual((answer["ok"], answer["action"], answer["status"]), (True, "refuse", 410))

    def test_options_of_the_command_line_hold_for_every_line(self):
        line = {"rules": "/a /b 307 Max-Age=1\n", "url": "/a", "headers": [["Accept", "image/png"]]}
        self.assertEqual(self.ask_one(line)["status"], 307)
        self.assertEqual(self.ask_one(line, "--strict-accept")["status"], 406)
        answer = self.ask_one(line, "--now", "0")
        self.assertIn(["Expires", "Thu, 01 Jan 1970 00:00:01 GMT"], answer["headers"])
        trace = {"rules": "/a /b 200\n", "url": "/a", "method": "TRACE"}
        self.assertEqual(self.ask_one(trace)["status"], 405)
        self.assertEqual(self.ask_one(trace, "--trace")["status"], 200)

    def test_half_a_line_of_json_is_answered_by_an_error_wherever_it_is_cut(self):
        whole = json.dumps(GOOD).encode()
        halves = [whole[:length] for length in range(len(whole))]
        answers = self.ask([*halves, whole])
        self.assertTrue(answers.pop()["ok"])
        for half, answer in zip(halves, answers):
            self.assertIs(answer["ok"], False, half)
            self.assertTrue(answer["error"])

    def test_the_last_line_may_be_cut_by_the_end_of_the_input(self):
        whole = json.dumps(GOOD).encode()
        result = self.carom("decide", "--jsonl", stdin=whole + b"\n" + whole[:20])
        self.assertEqual(result.code, 0)
        first, last = map(json.loads, result.out.splitlines())
        self.assertEqual((first["ok"], last["ok"]), (True, False))
        result = self.carom("decide", "--jsonl", stdin=whole)
        self.assertEqual(result.json()["location"], "/new/7")

    def test_no_input_is_no_answer_and_no_error(self):
        result = self.carom("decide", "--jsonl", stdin=b"")
        self.assertEqual((result.code, result.out, result.err), (0, b"", b""))

    def test_an_empty_line_is_answered_by_an_error(self):
        for line in (b"", b"  \t", b"\r"):
            self.expect_error(line, "empty line")

    def test_what_is_no_object_is_answered_by_an_error(self):
        for line in (b"[]", b"[1,2]"):
            self.expect_error(line, "one JSON object")
        for line in (b"7", b"null", b"nonsense", b"{} {}", b"{'url':1}", b'{"url":"/",}',
                     b'{"url":"\xff"}', b'{"url":"/a","url":"/b"}', b"\x00", b"[" * 100_000):
            self.expect_error(line, "not a JSON object")

    def test_members_of_the_wrong_type_are_named(self):
        for key in ("rules", "dialect", "method", "url", "http"):
            for value in (7, None, True, [], {}, 1.1):
                self.expect_error({**GOOD, key: value}, f'"{key}" must be a string')
        for value in ("Host: h", 7, None, {"Host": "h"}, [["Host"]], [["Host", 7]], [7],
                      ["Host", "h"], [["a", "b", "c"]], [[]], [{}], [None]):
            self.expect_error({**GOOD, "headers": value}, '"headers" must be an array of ["Name"')

    def test_members_that_are_missing_or_unknown_are_named(self):
        self.expect_error({"rules": RULES}, '"url" is missing')
        self.expect_error({"url": "/a"}, '"rules" is missing, and no --rules is given')
        self.expect_error({}, '"url" is missing')
        self.expect_error({**GOOD, "metod": "PUT"}, 'unknown member "metod"')

    def test_a_long_name_of_an_unknown_member_is_shortened(self):
        for name, shown in (("k" * 60, "k" * 60), ("k" * 61, "k" * 60 + "…"),
                            ("k" * 100_000, "k" * 60 + "…"), ("k" + "é" * 50, "k" + "é" * 29 + "…"),
                            ("𝄞" * 100, "𝄞" * 15 + "…"), ("kk" + "𝄞" * 15, "kk" + "𝄞" * 14 + "…")):
            self.expect_error({**GOOD, name: 1}, f'unknown member "{shown}": a line has rules')

    def test_values_outside_their_set_are_refused(self):
        self.expect_error({**GOOD, "dialect": "apache"}, "unknown dialect")
        self.expect_error({**GOOD, "dialect": "carom\0"}, "unknown dialect")
        self.expect_error({**GOOD, "dialect": "netlify"}, "missing target")
        self.expect_error({**GOOD, "http": "3"}, "unknown HTTP version")
        self.expect_error({**GOOD, "method": "GE T"}, "method must be a token")
        self.expect_error({**GOOD, "url": "old/7"}, "not a URL")
        self.expect_error({**GOOD, "url": "https://h\0/"}, "host holds a byte")
        self.expect_error({**GOOD, "url": "https://[::1/"}, "IPv6")
        self.expect_error({**GOOD, "url": "https://h:65536/"}, "port must be")
        self.expect_error({**GOOD, "url": "https://u@h/"}, "user information")
        self.expect_error({**GOOD, "url": "https://h\\@e/"}, "a backslash before its path")
        self.expect_error({**GOOD, "headers": [["Host", "[[["]]}, "IPv6")

    def test_options_may_ask_about_the_server_as_a_whole(self):
        answer = self.ask_one({"rules": "/* /all 307\n", "url": "*", "method": "OPTIONS"})
        self.assertEqual((answer["ok"], answer["action"], answer["status"], answer["location"]),
                         (True, "none", 204, None))
        self.expect_error({**GOOD, "url": "*"}, "the method OPTIONS alone")

    def test_a_dialect_without_rules_must_be_that_of_the_file(self):
        text = self.write("r", RULES)
        self.assertEqual(self.carom("compile", text, "-o", "image").code, 0)
        for arguments in (["--rules", text], ["--rules", "image"]):
            with self.subTest(arguments):
                for dialect, says in (("apache", "unknown dialect"), ("", "unknown dialect"),
                                      ("netlify", '"dialect" is not the one'),
                                      ("cloudflare", '"dialect" is not the one')):
                    self.expect_error({"url": "/old/7", "dialect": dialect}, says, *arguments)
                line = {"url": "/old/7", "dialect": "carom"}
                self.assertEqual(self.ask_one(line, *arguments)["location"], "/new/7")
        self.expect_error({"url": "/old/7", "dialect": "carom"}, '"rules" is missing')

    def test_the_dialect_of_an_image_is_its_own_whatever_the_command_line_says(self):
        self.carom("compile", self.write("r", RULES), "-o", "image")
        answers = self.ask([{"url": "/old/7"}, {"url": "/old/7", "dialect": "carom"},
                            {"url": "/old/7", "dialect": "netlify"}],
                           "--rules", "image", "--dialect", "netlify")
        self.assertEqual([answer["ok"] for answer in answers], [True, True, False])

    def test_fields_that_could_inject_are_refused(self):
        for name, value in (("X", "a\r\nY: b"), ("X", "a\0b"), ("X\n", "a"), ("", "a"),
                            ("X y", "a"), ("X\0", "a"), ("X:", "a")):
            self.expect_error({**GOOD, "headers": [["A", "b"], [name, value]]}, "a field ")
        self.expect_error({**GOOD, "headers": [["Host", "a"], ["host", "b"]]}, "Host field")

    def test_bad_rules_are_answered_with_the_first_error_and_its_place(self):
        self.expect_error({**GOOD, "rules": "/a /b\nnonsense\n/c\n"}, "rules:2:1: ")
        answer = self.ask_one({**GOOD, "rules": "/a /b\nnonsense\n/c\n"})
        self.assertTrue(answer["error"].endswith("(and 1 more)"), answer)

    def test_bytes_of_a_json_string_cannot_start_a_field(self):
        for tail in ("\r\nSet-Cookie: x", "\0", "\0\r\n\r\n", "\u0085", "\u2028", "\ud83c\udfb1",
                     "\x7f", "%00", "a b"):
            answer = self.ask_one({"rules": RULES, "url": "/s/" + tail})
            self.assertRegex(answer["location"], r"\A/t/[!-~]+\Z")
            self.assertEqual(dict(answer["headers"])["Location"], answer["location"])
        self.assertEqual(self.ask_one({"rules": RULES, "url": "/s/\0"})["location"], "/t/%00")

    def test_a_nul_byte_in_the_rules_is_an_error_of_its_line(self):
        self.expect_error({**GOOD, "rules": "/a /b\n/c\0 /d\n"}, "rules:2:3: ")

    def test_a_path_of_one_megabyte_is_answered(self):
        for path in ("/s/" + "a" * 1_000_000, "/s/" + "é" * 500_000, "/" * 1_000_000,
                     "/s?" + "q" * 1_000_000, "/nothing/" + "%41" * 333_333):
            answer = self.ask_one({"rules": RULES, "url": path})
            self.assertIs(answer["ok"], True)
            self.assertEqual(int(dict(answer["headers"])["Content-Length"]),
                             len(answer["body"].encode()))
        answer = self.ask_one({"rules": RULES, "url": "/s/" + "é" * 500_000})
        self.assertEqual(answer["location"], "/t/" + "%C3%A9" * 500_000)

    def test_random_lines_are_each_answered(self):
        noise = random.Random(307)
        lines = [noise.randbytes(noise.randrange(200)).replace(b"\n", b"") for _ in range(300)]
        answers = self.ask(lines)
        self.assertEqual({answer["ok"] for answer in answers}, {False})

    def test_damaged_lines_are_each_answered(self):
        noise = random.Random(308)
        whole = json.dumps({**GOOD, "headers": [["Accept", "text/plain"]]}).encode()
        lines = []
        for _ in range(1000):
            line = bytearray(whole)
            for _ in range(noise.randrange(1, 4)):
                line[noise.randrange(len(line))] = noise.choice(b'\x00 "\\{}[],:x9\xff\t/')
            lines.append(bytes(line))
        for answer in self.ask(lines):
            self.assertIn(answer["ok"], (True, False))

    def test_each_answer_is_flushed_before_the_next_line_is_read(self):
        process = subprocess.Popen([self.binary, "decide", "--jsonl"], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE)
        for number in range(20):
            process.stdin.write(json.dumps({**GOOD, "url": f"/old/{number}"}).encode() + b"\n")
            process.stdin.flush()
            signal.alarm(TIMEOUT_S)
            self.assertEqual(json.loads(process.stdout.readline())["location"], f"/new/{number}")
            signal.alarm(0)
        rest, _ = process.communicate(timeout=TIMEOUT_S)
        self.assertEqual((rest, process.returncode), (b"", 0))

    def test_an_output_that_fails_ends_the_work(self):
        line = json.dumps(GOOD).encode() + b"\n"
        with open("/dev/full", "wb") as full:
            result = self.carom("decide", "--jsonl", stdin=line * 100, stdout=full)
        self.assertEqual(result.code, 1)
        self.assertEqual(result.messages.count("cannot write to standard output"), 1)

    def test_what_belongs_into_the_lines_cannot_be_given_beside_them(self):
        rules = self.write("r", RULES)
        for arguments in (["/a"], ["-X", "GET"], ["-H", "A: b"], ["--http", "1.1"],
                          ["--rules", "-"]):
            result = self.carom("decide", "--jsonl", *arguments)
            self.assertEqual((result.code, result.out), (2, b""))
            self.assertIn("with --jsonl", result.messages)
        result = self.carom("decide", "--jsonl", "--rules", "missing")
        self.assertEqual((result.code, result.out), (1, b""))
        self.assertEqual(self.carom("decide", "--jsonl", "--json", "--rules", rules).code, 0)


if __name__ == "__main__":
    main()
