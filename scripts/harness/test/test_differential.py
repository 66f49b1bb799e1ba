"""scripts/differential: its tables hold on both sides, and a difference that is in none is found."""

import json
import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

from harness.netlify.behaviours import BEHAVIOURS, LIKE_CAROM, LIKE_ENGINE
from harness.netlify.compare import compare
from harness.netlify.generate import Case, make_case
from harness.netlify.main import INSTALLER
from harness.netlify.model import Served, decide
from harness.netlify.refusals import REFUSALS
from harness.netlify.request import Request, cookies, preferred_language
from harness.netlify.rule import Rule, RuleSet
from harness.netlify.sides import Core, Engine, refused_lines
from harness.paths import ROOT

TOOL = Path(os.environ.get("CAROM_BUILD_DIR", ROOT / "build" / "test")) / "core" / "tool" / "carom"
COMMAND = ROOT / "scripts" / "differential"


def call(*arguments):
    return subprocess.run([str(COMMAND), *map(str, arguments)], stdin=subprocess.DEVNULL, timeout=100,
                          capture_output=True, text=True, check=False)


class BothSides(unittest.TestCase):
    """Against the engine and the tool."""

    @classmethod
    def setUpClass(cls):
        done = subprocess.run(INSTALLER, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              check=False)
        if done.returncode != 0:
            raise AssertionError(done.stderr)
        cls.engine = Engine()
        cls.addClassCleanup(cls.engine.close)
        cls.core = Core(TOOL)
        cls.addClassCleanup(cls.core.close)

    def compare(self, rules, *requests):
        case = Case(tuple(rules.split("\n")), requests)
        return compare(case, refused_lines(TOOL, [rules])[0], self.engine, self.core)

    def test_each_example_of_a_behaviour_shows_it_and_nothing_else(self):
        for row in BEHAVIOURS:
            with self.subTest(row.name):
                tally = self.compare(row.rules, row.request)
                self.assertEqual(tally.unexplained, [])
                # A name that a URL has encoded holds a byte that no URI may hold.
                others = {"raw"} if row.name == "url name" else set()
                self.assertEqual(set(tally.explained), {row.name} | others)

    def test_a_difference_is_explained_by_what_it_needs_and_nothing_else(self):
        tally = self.compare("/a a.b=:q /b/:q", Request("/a", "axb=1+2"))
        self.assertEqual(tally.unexplained, [])
        self.assertEqual(dict(tally.explained), {"key-regex": 1, "plus": 1})

    def test_a_backslash_before_a_digit_is_a_group_and_before_anything_else_the_end(self):
        paths = ("\\1z", "x\\9+z", "\\0z", "\\\\1z", "x\\+z", "x\\")
        tally = self.compare("/w/:a /q/:a", *(Request(f"/w/{path}") for path in paths))
        self.assertEqual(tally.unexplained, [])
        self.assertEqual(tally.explained["backslash"], len(paths))

    def test_each_example_of_a_refused_line_shows_its_reason(self):
        for row in REFUSALS:
            with self.subTest(row.name):
                tally = self.compare(row.line)
                self.assertEqual(tally.unexplained, [])
                self.assertEqual(dict(tally.refusals), {row.name: 1})

    def test_a_host_behind_more_than_two_slashes_is_international_too(self):
        tally = self.compare("https:///é/a /b")
        self.assertEqual((tally.unexplained, dict(tally.refusals)), ([], {"international": 1}))

    def test_a_line_that_is_taken_where_a_row_says_that_it_is_refused_is_found(self):
        for row in REFUSALS:
            with self.subTest(row.name):
                tally = compare(Case((row.line,), ()), {}, self.engine, self.core)
                self.assertEqual([found.carom for found in tally.unexplained],
                                 [f"takes it, although the row `{row.name}` holds"])

    def test_an_accepted_line_explains_nothing(self):
        tally = self.compare("/a /b\n/c/* /d/:splat 302", Request("/a"), Request("/c/x"), Request("/e"))
        self.assertEqual((tally.agreed, tally.matched, tally.unexplained), (3, 2, []))
        self.assertEqual((dict(tally.explained), dict(tally.refusals)), ({}, {}))

    def test_a_line_that_both_refuse_is_counted(self):
        tally = self.compare("/a\n/a /b", Request("/a"))
        self.assertEqual((tally.refused_by_both, tally.agreed, tally.unexplained), (1, 1, []))

    def test_the_model_answers_as_the_engine(self):
        for index in range(60):
            case = make_case(7, index, 30)
            kept = "\n".join("" if number in refused else line
                             for refused in refused_lines(TOOL, [case.rules])
                             for number, line in enumerate(case.lines, 1))
            theirs = self.engine.answers(case, kept)
            lines = kept.split("\n")
            rules = RuleSet(tuple(Rule.from_parser(members, lines[members["line"] - 1])
                                  for members in theirs["rules"]), tuple(theirs["kept"]))
            for request, answer in zip(case.requests, theirs["answers"]):
                line = 0 if answer is None else answer[0]
                self.assertEqual(decide(rules, request, LIKE_ENGINE).line, line, (kept, request))

    def test_twenty_thousand_pairs_have_no_unexplained_difference(self):
        with tempfile.TemporaryDirectory() as folder:
            done = call("--tool", TOOL, "--pairs", 20000, "--out", folder, "--json")
            figures = json.loads(done.stdout)
            self.assertEqual(figures, json.loads((Path(folder) / "differential.json").read_text()))
        self.assertEqual(figures["reproductions"], [])
        self.assertEqual((done.returncode, figures["ok"], figures["unexplained"]), (0, True, 0))
        self.assertEqual(figures["pairs"], 20000)
        self.assertGreater(figures["matched"], 8000)
        self.assertGreater(figures["agreed"], 16000)


class Lies(unittest.TestCase):
    """A tool that answers wrongly now and then: it must be said, with the least that shows it."""

    def lying_tool(self, folder, body):
        path = Path(folder) / "carom"
        path.write_text(f"""#!/usr/bin/python3
import json, subprocess, sys
tool = {str(TOOL)!r}
process = subprocess.Popen([tool, *sys.argv[1:]], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
{body}
process.stdin.close()
sys.exit(process.wait())
""")
        path.chmod(0o755)
        return path

    def test_a_wrong_answer_is_found_and_made_small(self):
        with tempfile.TemporaryDirectory() as folder:
            tool = self.lying_tool(folder, """
if sys.argv[1] != "decide":
    sys.stdout.write(process.stdout.read())
for line in sys.stdin if sys.argv[1] == "decide" else ():
    process.stdin.write(line)
    process.stdin.flush()
    answer = json.loads(process.stdout.readline())
    if answer.get("status") == 302:
        answer["location"] += "x"
    print(json.dumps(answer), flush=True)""")
            done = call("--tool", tool, "--pairs", 1500, "--out", folder)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertRegex(done.stdout, r"\d+ NOT EXPLAINED\n")
        shown = re.search(r"NOT EXPLAINED\n  rules    '(.*)'\n  request  '(.*)' .*\n"
                          r"  Netlify  (.*)\n  Carom    (.*)\n", done.stdout)
        self.assertRegex(shown[1], r"^\S+ (\S+=\S* )*\S+ 302!?$")
        self.assertEqual(shown[4], re.sub(r"location='([^']*)'", r"location='\1x'", shown[3]))

    def test_a_line_that_is_refused_without_reason_is_found(self):
        with tempfile.TemporaryDirectory() as folder:
            tool = self.lying_tool(folder, """
if sys.argv[1] == "check":
    for report in map(json.loads, process.stdout):
        report["errors"].append({"line": 1, "severity": "error", "message": "no"})
        print(json.dumps(report))
for line in sys.stdin if sys.argv[1] == "decide" else ():
    process.stdin.write(line)
    process.stdin.flush()
    print(process.stdout.readline(), end="", flush=True)""")
            done = call("--tool", tool, "--pairs", 60, "--out", folder)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("  Netlify  takes this line\n  Carom    refuses it: no\n", done.stdout)

    def test_a_tool_that_ends_is_an_error_with_its_words(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "carom"
            path.write_text("#!/bin/bash\necho 'it broke' >&2\nexit 3\n")
            path.chmod(0o755)
            done = call("--tool", path, "--pairs", 60, "--out", folder)
        self.assertEqual(done.returncode, 2)
        self.assertIn("it broke", done.stderr)
        self.assertNotIn("Traceback", done.stderr)


class Pairs(unittest.TestCase):
    def test_the_same_seed_makes_the_same_cases(self):
        self.assertEqual(make_case(1, 5, 30), make_case(1, 5, 30))
        self.assertNotEqual(make_case(1, 5, 30), make_case(2, 5, 30))
        self.assertNotEqual(make_case(1, 5, 30), make_case(1, 6, 30))

    def test_all_that_rules_may_have_turns_up(self):
        cases = [make_case(1, index, 30) for index in range(800)]
        lines = "\n".join(line for case in cases for line in case.lines)
        for pattern in (r"(?m)^/\*", r"/\*/\S", r"/\w+\*", r":\w+/:", r"(?m)^https?://", r" \w+=:\w+ ",
                        r"Country=", r"Language=", r"Cookie=", r"(?i)role=", r"\d!", r"(?m)^/\S*/\* 200",
                        r"\?x=", r"#f", r"//"):
            self.assertRegex(lines, pattern)
        requests = [request for case in cases for request in case.requests]
        for name in ("query", "country", "accept_language", "cookie"):
            self.assertTrue(any(getattr(request, name) for request in requests), name)

    def test_wrong_values_are_refused_with_the_reason(self):
        for arguments, reason in ((("--pairs", "0"), "'0' is not a whole number from 1 on"),
                                  (("--seed", "x"), "'x' is not a whole number"),
                                  (("--tool", "/no/such/tool"), "there is no such program")):
            with self.subTest(arguments):
                done = call(*arguments)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn(reason, done.stderr)


class Fields(unittest.TestCase):
    def test_the_preferred_language_has_the_highest_weight_and_comes_first(self):
        for field, language in (("", ""), ("en", "en"), ("de;q=0.2, en", "en"), ("en, de", "en"), ("*", ""),
                                ("en;q=0", ""), ("*;q=1, de;q=0.5", "de"), ("en;q=2, de;q=0.1", "de"),
                                ("en;q=0.001,de;q=0.0019", "en"), ("en-GB ; q=0.8", "en-GB")):
            self.assertEqual(preferred_language(field), language, field)

    def test_of_cookies_with_one_name_the_first_that_is_not_empty_counts(self):
        self.assertEqual(cookies("a=; a=1; b=2;a=3; c"), {"a": "1", "b": "2"})
        self.assertEqual(cookies(""), {})


class Model(unittest.TestCase):
    """What Carom is to answer, without asking it."""

    def decide(self, line, request, like):
        source, target, *status = line.split()
        rule = Rule(1, source, target, int(status[0]) if status else 301)
        return decide(RuleSet((rule,), (1,)), request, like)

    def test_a_capture_is_never_read_as_a_template(self):
        request = Request("/:b/2")
        self.assertEqual(self.decide("/:a/:b /x/:a/:b", request, LIKE_ENGINE).location, "/x/2/2")
        self.assertEqual(self.decide("/:a/:b /x/:a/:b", request, LIKE_CAROM).location, "/x/:b/2")

    def test_a_capture_makes_no_host(self):
        request = Request("//evil.example")
        self.assertEqual(self.decide("/* /:splat", request, LIKE_ENGINE).location, "//evil.example")
        self.assertEqual(self.decide("/* /:splat", request, LIKE_CAROM).location, "/evil.example")

    def test_a_later_splat_takes_nothing_if_that_will_do(self):
        self.assertEqual(self.decide("/a/*/b/* /x/:splat", Request("/a/b/b"), LIKE_CAROM).location, "/x/")
        self.assertEqual(self.decide("/a/*/b/* /x/:splat", Request("/a/1/b/2"), LIKE_CAROM).location, "/x/1")

    def test_a_target_that_matches_its_own_source_ends_the_search(self):
        self.assertEqual(self.decide("/* /en/:splat", Request("/en/x"), LIKE_CAROM), Served())
        self.assertEqual(self.decide("/* /en/:splat 200", Request("/en/x"), LIKE_CAROM).location, "/en/en/x")


if __name__ == "__main__":
    unittest.main()
