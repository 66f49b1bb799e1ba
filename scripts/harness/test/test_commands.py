"""The command lines of fuzz, run, test and .ci/run, without building anything."""

import json
import subprocess
import tempfile
import unittest
from pathlib import Path

from harness.coverage import function_lines, summarise, table
from harness.fuzz_targets import Tree, find_targets
from harness.paths import ROOT


def call(script, *arguments):
    return subprocess.run([str(ROOT / script), *arguments], stdin=subprocess.DEVNULL, timeout=60,
                          capture_output=True, text=True, check=False)


class FuzzCommand(unittest.TestCase):
    def test_wrong_values_are_refused_with_the_reason(self):
        for arguments, reason in (
                (("--time", "5x"), "'5x' is not a length of time"),
                (("--time", "0"), "at least 1s"),
                (("--jobs", "0"), "'0' is not a whole number from 1 on"),
                (("--jobs", "two"), "'two' is not a whole number"),
                (("--seed", "-1"), "--seed"),
                (("--committed-only",), "goes with --coverage"),
                (("--with-tests",), "goes with --coverage"),
                (("nonesuch",), "no fuzz target 'nonesuch'; there are: ")):
            with self.subTest(arguments):
                done = call("scripts/fuzz", *arguments)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn(reason, done.stderr)
                self.assertNotIn("Traceback", done.stderr)

    def test_lists_every_target_of_the_tree(self):
        names = [target.name for target in find_targets(Tree(ROOT, ROOT / "out"))]
        done = call("scripts/fuzz", "--list", "--json")
        self.assertEqual(done.returncode, 0)
        rows = json.loads(done.stdout)
        self.assertEqual([row["name"] for row in rows], names)
        self.assertTrue(all(row["committed_inputs"] > 0 for row in rows))
        self.assertEqual(call("scripts/fuzz", "--list").stdout.count("\n"), len(names))


class Stages(unittest.TestCase):
    """run, test and .ci/run in a copy of the tree whose scripts are stand-ins."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        (self.root / "scripts").mkdir()
        (self.root / ".ci").mkdir()
        (self.root / "bin").mkdir()
        self.stand_in("bin/cmake", 'echo "cmake $*"')
        for name in ("setup", "test", "fuzz", "bench"):
            self.stand_in(f"scripts/{name}", f'echo "{name} $*"')

    def stand_in(self, name, body):
        path = self.root / name
        path.write_text(f"#!/bin/bash\n{body}\n")
        path.chmod(0o755)

    def call(self, script, *arguments):
        path = self.root / script
        path.write_bytes((ROOT / script).read_bytes())
        return subprocess.run(
            ["/bin/bash", str(path), *arguments], stdin=subprocess.DEVNULL, timeout=60, text=True,
            capture_output=True, check=False, env={"PATH": f"{self.root}/bin:/usr/bin:/bin"})

    def add_report(self):
        harness = self.root / "scripts" / "harness"
        harness.mkdir()
        (harness / "report.py").write_text(
            "import pathlib; pathlib.Path('out').mkdir(); pathlib.Path('out/report.html').touch()")

    def test_run_names_the_files_that_were_written(self):
        self.add_report()
        done = self.call("scripts/run")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertRegex(done.stdout, r"run: every stage passed in \d+ s\nwrote out/report.html\n$")
        self.assertIn("fuzz --time 8s\n", done.stdout)
        self.assertIn("fuzz --coverage\n", done.stdout)

    def test_run_goes_on_after_a_stage_that_fails_and_says_which(self):
        self.add_report()
        self.stand_in("scripts/fuzz", "exit 1")
        done = self.call("scripts/run", "--quick")
        self.assertEqual(done.returncode, 1)
        self.assertIn("bench --quick\n", done.stdout)
        self.assertRegex(done.stdout, r"run: FAILED after \d+ s: \[fuzz\] \[coverage\]\n"
                                      r"wrote out/report.html\n$")

    def test_run_stops_when_the_set_up_fails(self):
        self.stand_in("scripts/setup", "exit 1")
        done = self.call("scripts/run")
        self.assertEqual(done.returncode, 1)
        self.assertNotIn("cmake", done.stdout)
        self.assertRegex(done.stdout, r"FAILED after \d+ s: \[set up\]\n$")

    def test_run_json_is_all_that_standard_output_gets(self):
        self.add_report()
        self.stand_in("scripts/bench", "echo noise; exit 1")
        done = self.call("scripts/run", "--json", "--quick")
        self.assertEqual(done.returncode, 1)
        result = json.loads(done.stdout)
        self.assertEqual([(stage["name"], stage["ok"]) for stage in result["stages"]], [
            ("set up", True), ("build", True), ("fuzz", True), ("coverage", True),
            ("benchmark", False), ("report", True)])
        self.assertTrue(all(stage["seconds"] >= 0 for stage in result["stages"]))
        self.assertEqual((result["ok"], result["files"]), (False, ["out/report.html"]))
        self.assertGreaterEqual(result["seconds"], 0)
        self.assertIn("noise\n", done.stderr)

    def test_run_json_of_a_failed_set_up_names_no_file(self):
        self.stand_in("scripts/setup", "exit 1")
        result = json.loads(self.call("scripts/run", "--json").stdout)
        self.assertEqual([stage["name"] for stage in result["stages"]], ["set up"])
        self.assertEqual((result["ok"], result["files"]), (False, []))

    def add_ctest(self, code):
        """A ctest that tells its options, and leaves the result of one test when asked to."""
        (self.root / "build" / "test" / "Testing").mkdir(parents=True)
        (self.root / "scripts" / "harness").mkdir()
        for name in ("__init__.py", "ctest_summary.py"):
            (self.root / "scripts" / "harness" / name).write_bytes(
                (ROOT / "scripts" / "harness" / name).read_bytes())
        status = "fail" if code else "run"
        self.stand_in("bin/ctest", f"""echo "ctest $*"
while [ $# -gt 0 ]; do
    [ "$1" != --output-junit ] || echo '<a><testcase name="one" status="{status}"/></a>' >"$2"
    shift
done
exit {code}""")

    def test_test_hands_its_options_to_ctest_and_ends_with_its_words(self):
        self.add_ctest(0)
        options = "-R a|b -E c -L d -LE e -j 2 -V -VV --rerun-failed --output-on-failure " \
                  "--stop-on-failure --repeat until-fail:3"
        done = self.call("scripts/test", *options.split())
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout.splitlines()[-1], f"ctest --preset test {options}")

    def test_test_refuses_what_ctest_would_ignore_before_it_builds(self):
        for arguments in (("--bogus",), ("-N",), ("name",), ("-R",), ("-R", ""), ("-j", "many"),
                          ("-j", "0"), ("--repeat", "twice"), ("-R", "a", "-Q")):
            with self.subTest(arguments):
                done = self.call("scripts/test", *arguments)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertRegex(done.stderr, r"^test: .*; see scripts/test --help\n$")

    def test_test_json_is_all_that_standard_output_gets(self):
        for code, failed in ((0, []), (8, ["one"])):
            with self.subTest(code):
                self.setUp()
                self.add_ctest(code)
                done = self.call("scripts/test", "--json", "-R", "one")
                self.assertEqual(done.returncode, code, done.stderr)
                result = json.loads(done.stdout)
                self.assertGreaterEqual(result.pop("seconds"), 0)
                self.assertEqual(result, {"ok": code == 0, "tests": 1, "failed": len(failed),
                                          "failed_names": failed})
                self.assertIn("ctest --preset test -R one", done.stderr)

    def test_test_json_of_a_failed_build_is_not_the_last_runs(self):
        self.add_ctest(0)
        self.call("scripts/test", "--json")
        self.stand_in("bin/cmake", "echo broken; exit 1")
        done = self.call("scripts/test", "--json")
        self.assertEqual(done.returncode, 1)
        result = json.loads(done.stdout)
        self.assertEqual((result["ok"], result["tests"], result["failed_names"]), (False, 0, []))
        self.assertIn("broken\n", done.stderr)

    def test_ci_counts_its_stages_on_the_last_line(self):
        done = self.call(".ci/run")
        self.assertEqual((done.returncode, done.stdout.splitlines()[-1]), (0, "3 passed, 0 failed"))
        self.stand_in("scripts/fuzz", "exit 1")
        done = self.call(".ci/run")
        self.assertEqual((done.returncode, done.stdout.splitlines()[-1]), (1, "2 passed, 1 failed"))
        self.assertIn("bench --quick\n", done.stdout)


class Coverage(unittest.TestCase):
    def setUp(self):
        def counts(covered, count):
            return {"covered": covered, "count": count}

        def file(name, lines, branches):
            return {"filename": str(ROOT / "core" / "src" / name),
                    "summary": {"lines": counts(*lines), "branches": counts(*branches)}}

        exported = {"data": [{"files": [file("b.c", (9, 10), (1, 4)), file("a.c", (30, 30), (0, 0)),
                                        file("only_types.h", (0, 0), (0, 0))]}]}
        self.exported = json.dumps(exported)
        self.coverage = summarise(self.exported, ROOT, {"core/src/a.c": 30, "core/src/b.c": 10})

    def test_totals_weigh_lines_not_files(self):
        self.assertEqual((self.coverage["lines"], self.coverage["branches"]), (97.5, 25.0))

    def test_files_are_in_order_and_one_without_branches_is_covered(self):
        self.assertEqual(self.coverage["files"], [
            {"file": "core/src/a.c", "lines": 100.0, "branches": 100.0},
            {"file": "core/src/b.c", "lines": 90.0, "branches": 25.0}])

    def test_a_source_that_no_replay_links_counts_as_not_reached(self):
        self.assertEqual(self.coverage["notes"], [])
        measured = summarise(self.exported, ROOT, {"core/src/a.c": 30, "core/src/lost.c": 10})
        self.assertEqual((measured["lines"], measured["branches"]), (78.0, 25.0))
        self.assertIn({"file": "core/src/lost.c", "lines": 0.0, "branches": 0.0}, measured["files"])
        self.assertEqual(measured["notes"], [
            "core/src/lost.c is linked into no replay: its 10 lines count as not reached, its "
            "branches are not counted"])

    def test_sources_are_known_by_the_functions_in_their_text(self):
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "core" / "src"
            source.mkdir(parents=True)
            (source / "two.c").write_text("int one(void)\n{\n    return 1;\n}\n\n"
                                          "void two(void)\n{\n    if (one()) {\n    }\n}\n")
            (source / "table.c").write_text("const int table[] = {\n    1,\n};\n")
            (source / "inline.h").write_text("static inline int x(void)\n{\n    return 1;\n}\n")
            self.assertEqual(function_lines(Path(folder)), {"core/src/two.c": 7})

    def test_every_source_of_the_core_is_known(self):
        sources = {str(path.relative_to(ROOT)) for path in (ROOT / "core" / "src").glob("*.c")}
        tables = {name for name in sources if name.startswith("core/src/policy_")}  # no code
        self.assertEqual(set(function_lines(ROOT)), sources - tables)

    def test_the_table_has_a_line_for_each_file_and_the_whole(self):
        self.assertEqual([line.split()[0] for line in table(self.coverage).splitlines()],
                         ["file", "core/src/a.c", "core/src/b.c", "core/src,"])


if __name__ == "__main__":
    unittest.main()
