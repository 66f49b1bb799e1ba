"""What `scripts/test --json` says, from the file that a real ctest writes."""

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from harness.ctest_summary import summarise
from harness.paths import ROOT

PROJECT = """cmake_minimum_required(VERSION 3.25)
project(sample NONE)
enable_testing()
add_test(NAME good COMMAND true)
add_test(NAME bad COMMAND false)
add_test(NAME gone COMMAND /nonexistent/program)
add_test(NAME skips COMMAND sh -c "exit 77")
set_tests_properties(skips PROPERTIES SKIP_RETURN_CODE 77)
add_test(NAME off COMMAND true)
set_tests_properties(off PROPERTIES DISABLED TRUE)
add_test(NAME raw_bytes COMMAND printf "a\\\\001b\\\\377")
"""


class OfARealCtest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.root = Path(folder.name)
        (cls.root / "CMakeLists.txt").write_text(PROJECT)
        subprocess.run(["cmake", "-S", cls.root, "-B", cls.root / "build", "-G", "Ninja"], check=True,
                       stdin=subprocess.DEVNULL, capture_output=True)

    def ctest(self, *arguments):
        """The summary of a run and its exit code."""
        junit = self.root / "junit.xml"
        done = subprocess.run(
            ["ctest", "--test-dir", self.root / "build", "--output-junit", junit, *arguments],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        return summarise(junit.read_text(encoding="utf-8"), done.returncode, 3), done

    def test_it_counts_as_ctest_does(self):
        summary, done = self.ctest()
        self.assertEqual(summary, {"ok": False, "tests": 5, "failed": 2,
                                   "failed_names": ["bad", "gone"], "seconds": 3})
        self.assertIn("2 tests failed out of 5", done.stdout)

    def test_a_skipped_test_is_no_failure(self):
        summary, _ = self.ctest("-E", "bad|gone")
        self.assertEqual((summary["ok"], summary["tests"], summary["failed"]), (True, 3, 0))

    def test_repetitions_are_one_test(self):
        summary, _ = self.ctest("-R", "good", "--repeat", "until-fail:3")
        self.assertEqual((summary["ok"], summary["tests"]), (True, 1))

    def test_no_test_chosen_is_not_ok(self):
        summary, _ = self.ctest("-R", "no_such_test", "--no-tests=error")
        self.assertEqual((summary["ok"], summary["tests"]), (False, 0))


class OfNothing(unittest.TestCase):
    def test_a_missing_or_broken_file_is_still_an_object(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "junit.xml"
            for text in (None, "", "<testsuite><testcase"):
                if text is not None:
                    path.write_text(text)
                done = subprocess.run(
                    [sys.executable, "-B", "-m", "harness.ctest_summary", path, "--code", "0",
                     "--seconds", "7"], cwd=ROOT / "scripts", stdin=subprocess.DEVNULL,
                    capture_output=True, text=True, check=False)
                self.assertEqual(done.returncode, 1)
                self.assertEqual(json.loads(done.stdout), {
                    "ok": False, "tests": 0, "failed": 0, "failed_names": [], "seconds": 7})
                self.assertIn("ctest left no readable result", done.stderr)


if __name__ == "__main__":
    unittest.main()
