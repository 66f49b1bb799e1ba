"""The command lines of fuzz, run and .ci/run, without building anything."""

import json
import subprocess
import tempfile
import unittest
from pathlib import Path

from harness.coverage import summarise, table
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
    """run and .ci/run in a copy of the tree whose scripts are stand-ins."""

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
        self.coverage = summarise(json.dumps(exported), ROOT)

    def test_totals_weigh_lines_not_files(self):
        self.assertEqual((self.coverage["lines"], self.coverage["branches"]), (97.5, 25.0))

    def test_files_are_in_order_and_one_without_branches_is_covered(self):
        self.assertEqual(self.coverage["files"], [
            {"file": "core/src/a.c", "lines": 100.0, "branches": 100.0},
            {"file": "core/src/b.c", "lines": 90.0, "branches": 25.0}])

    def test_the_table_has_a_line_for_each_file_and_the_whole(self):
        self.assertEqual([line.split()[0] for line in table(self.coverage).splitlines()],
                         ["file", "core/src/a.c", "core/src/b.c", "core/src,"])


if __name__ == "__main__":
    unittest.main()
