"""The rules of the house that a compiler does not check: who includes whom, what lies where, how scripts behave."""

import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from harness.paths import ROOT

TOP_LEVEL = {"CMakeLists.txt", "CMakePresets.json", "README.md", "LICENSE", "core", "fuzz", "bench",
             "corpus", "scripts"}
HEADER_LIBRARY = {"<stddef.h>", "<stdint.h>", "<stdbool.h>"}
CORE_LIBRARY = HEADER_LIBRARY | {"<string.h>", "<assert.h>"}
# What would make a fuzz input behave differently the second time.
NOT_DETERMINISTIC = re.compile(
    r"\b(s?rand(_r|om)?|[dejlmn]rand48|time|clock|clock_gettime|gettimeofday|getrandom|getentropy|"
    r"arc4random(_uniform|_buf)?)\s*\(")
_COMMENT_OR_TEXT = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"', re.S)
_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]+(<[^>\n]+>|"[^"\n]+")', re.M)


def files_of_the_tree():
    """The paths that git tracks, or every path where there is no git: what a user keeps here is his own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, env=environment, text=True,
                              stdin=subprocess.DEVNULL, capture_output=True, check=False)
        names = done.stdout.split("\0")[:-1] if done.returncode == 0 else []
    except FileNotFoundError:
        names = []
    paths = [ROOT / name for name in names] or ROOT.rglob("*")
    return sorted(path for path in paths
                  if path.is_file() and path.relative_to(ROOT).parts[0] not in (".git", "build", "out"))


def sources(*folders):
    """The C and C++ files below these folders of the tree."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*")
                  if path.suffix in (".c", ".h", ".cc", ".cpp", ".hpp") and path.is_file())


def includes(path):
    return _INCLUDE.findall(path.read_text(encoding="utf-8"))


def code(path):
    """The file without comments and string literals."""
    return _COMMENT_OR_TEXT.sub(" ", path.read_text(encoding="utf-8"))


def shown(path):
    return str(path.relative_to(ROOT))


class WhoKnowsWhom(unittest.TestCase):
    def check(self, paths, allowed):
        """allowed(path, name) for each #include; reports every one that is not."""
        self.assertTrue(paths, "the check found no file to look at")
        bad = [f"{shown(path)} includes {name}" for path in paths for name in includes(path)
               if not allowed(path, name)]
        self.assertEqual(bad, [])

    def test_public_headers_know_fixed_types_and_one_another(self):
        self.check(sources("core/include"),
                   lambda _, name: name in HEADER_LIBRARY or name.startswith('"carom/'))

    def test_the_core_knows_its_own_headers_and_bytes(self):
        own = {f'"{path.name}"' for path in sources("core/src") if path.suffix == ".h"}
        public = {f'"carom/{path.name}"' for path in sources("core/include")} - {'"carom/load.h"'}
        self.check(sources("core/src"), lambda _, name: name in CORE_LIBRARY | own | public)

    def test_fuzz_and_bench_see_public_headers_only(self):
        private = {path.name for path in sources("core/src") if path.suffix == ".h"}

        def allowed(path, name):
            bare = name.strip('<>"')
            if "core/" in bare or "src/" in bare:
                return False
            beside = any((folder / bare).is_file() for folder in (path.parent, ROOT / "fuzz"))
            return beside or bare.startswith("carom/") or Path(bare).name not in private

        self.check(sources("fuzz", "bench"), allowed)
        for folder in ("fuzz", "bench"):
            for path in (ROOT / folder).rglob("CMakeLists.txt"):
                self.assertNotIn("core/src", path.read_text(encoding="utf-8"), shown(path))

    def test_the_models_share_nothing_with_the_core(self):
        self.check(sources("fuzz/model"), lambda _, name: not name.startswith('"carom/'))

    def test_the_core_never_names_fuzz_or_bench(self):
        for path in [*sources("core/src", "core/include"), ROOT / "core" / "CMakeLists.txt"]:
            self.assertNotRegex(path.read_text(encoding="utf-8"), r"(?i)fuzz|\bbench", shown(path))

    def test_fuzz_targets_are_deterministic(self):
        for path in sources("fuzz"):
            found = NOT_DETERMINISTIC.search(code(path))
            self.assertIsNone(found, f"{shown(path)} calls {found and found[1]}()")


class WhatLiesWhere(unittest.TestCase):
    def test_nothing_else_lies_at_the_top(self):
        names = {path.relative_to(ROOT).parts[0] for path in files_of_the_tree()}
        self.assertLessEqual({"core", "scripts", "README.md"}, names)
        self.assertEqual({name for name in names - TOP_LEVEL if not name.startswith(".")}, set())

    def test_a_fuzz_target_without_seeds_is_a_configure_error(self):
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "copy"
            shutil.copytree(ROOT, copy, symlinks=True,
                            ignore=shutil.ignore_patterns(".git", "build", "out", "__pycache__"))
            target = sorted((copy / "fuzz").glob("fuzz_*.c"))[0].stem.removeprefix("fuzz_")
            shutil.rmtree(copy / "corpus" / target)
            done = subprocess.run(
                ["cmake", "-S", str(copy), "-B", str(copy / "build"), "-G", "Ninja",
                 "-DCAROM_SERVER=OFF", "-DCAROM_TOOL=OFF", "-DCAROM_MICRO=OFF"],
                stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertRegex(" ".join(done.stderr.split()), rf"target {target} has no seeds")


class Readme(unittest.TestCase):
    """What README.md says is there, is there."""

    def setUp(self):
        self.text = (ROOT / "README.md").read_text(encoding="utf-8")

    def test_each_promise_names_tests_that_exist(self):
        rows = re.findall(r"^\| (S\d+) \|.*\| (.*) \|$", self.text, re.M)
        self.assertEqual([name for name, _ in rows], [f"S{number}" for number in range(1, 18)])
        for promise, shown_by in rows:
            with self.subTest(promise):
                if shown_by.startswith("not built yet"):
                    continue
                file = None
                for name in re.findall(r"`([^`]+)`", shown_by):
                    if ": " in name:
                        file, name = name.split(": ")
                    tests = (ROOT / "core" / "test" / file).read_text(encoding="utf-8")
                    self.assertIn(f"static void {name}(", tests)

    def test_its_rules_compile(self):
        block = re.search(r"```\nfrom .*?\n\n(.*?)```", self.text, re.S)
        tool = Path(os.environ.get("CAROM_BUILD_DIR", ROOT / "build" / "test")) / "core/tool/carom"
        if not tool.exists():
            self.skipTest(f"{tool} is not built")
        done = subprocess.run([tool, "check", "-"], input=block[1], text=True, capture_output=True,
                              check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_its_links_lead_somewhere(self):
        links = re.findall(r"\]\(([^)]+)\)", self.text)
        self.assertGreater(len(links), 4)
        for link in links:
            self.assertTrue((ROOT / link).exists(), link)


class Scripts(unittest.TestCase):
    def setUp(self):
        self.scripts = [path for path in files_of_the_tree()
                        if path.parent == ROOT / "scripts" and path.suffix == ""]
        self.assertTrue(self.scripts)

    def call(self, path, *arguments):
        return subprocess.run([str(path), *arguments], stdin=subprocess.DEVNULL, timeout=30,
                              capture_output=True, text=True, check=False)

    def test_each_is_executable_and_names_its_interpreter(self):
        for path in self.scripts:
            with self.subTest(path.name):
                self.assertTrue(os.access(path, os.X_OK))
                self.assertIn(path.read_text(encoding="utf-8").splitlines()[0],
                              ("#!/bin/bash", "#!/usr/bin/python3"))

    def test_each_has_help(self):
        for path in self.scripts:
            with self.subTest(path.name):
                done = self.call(path, "--help")
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                self.assertIn(f"usage: scripts/{path.name}", done.stdout)
                self.assertRegex(done.stdout, r"exit( status)?:")

    def test_each_refuses_an_unknown_option(self):
        for path in self.scripts:
            with self.subTest(path.name):
                done = self.call(path, "--no-such-option")
                self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
                self.assertIn("--no-such-option", done.stderr)

    def test_each_has_json(self):
        for path in self.scripts:
            with self.subTest(path.name):
                self.assertRegex(self.call(path, "--help").stdout, r"(?m)^ +--json ")

    def test_python_is_always_debians(self):
        paths = [path for path in files_of_the_tree() if path.suffix == ".py"]
        self.assertTrue(paths)
        for path in paths:
            first = path.read_text(encoding="utf-8").partition("\n")[0]
            if first.startswith("#!"):
                self.assertEqual(first, "#!/usr/bin/python3", shown(path))


if __name__ == "__main__":
    unittest.main()
