"""The folder of scripts/clients: one run at a time, nothing left of a killed one, and errors before the run."""

import json
import os
import re
import signal
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

import psutil

from harness.clients.folder import SCRATCH, UsageError, claimed
from harness.clients.predict import Predictor
from harness.clients.process import ClientError
from harness.paths import ROOT

BUILD = Path(os.environ.get("CAROM_BUILD_DIR", ROOT / "build" / "test"))
COMMAND = ROOT / "scripts" / "clients"


class InAFolder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.out = Path(folder.name) / "out"
        self.folder = self.out / "clients"


class Claimed(InAFolder):
    def test_a_second_run_in_the_same_folder_is_refused(self):
        with claimed(self.folder):
            with self.assertRaisesRegex(UsageError, "another run writes to .*--out DIR"), claimed(self.folder):
                self.fail("two have it")
        with claimed(self.folder) as folder:
            self.assertTrue(folder.is_absolute())

    def test_what_a_killed_run_has_left_is_taken_away(self):
        left = [self.folder / "chromium" / f"{SCRATCH}abc", self.folder / f"{SCRATCH}def"]
        kept = self.folder / "curl"
        for path in (*left, kept):
            (path / "profile").mkdir(parents=True)
        with claimed(self.folder):
            self.assertEqual([path for path in left if path.exists()], [])
            self.assertTrue(kept.is_dir())

    def test_where_no_result_can_be_written_is_told_first(self):
        (self.out / "clients.json").mkdir(parents=True)
        with self.assertRaisesRegex(UsageError, "clients.json: it is a folder"), claimed(self.folder):
            self.fail("it began")
        (self.out.parent / "file").write_text("")
        with self.assertRaisesRegex(UsageError, "cannot write to .*Not a directory"), \
                claimed(self.out.parent / "file" / "clients"):
            self.fail("it began")


class Tool(InAFolder):
    def test_a_tool_without_the_command_is_told_first(self):
        self.out.mkdir()
        old = self.out / "carom"
        old.write_text("#!/bin/sh\necho 'carom: unknown command' >&2\nexit 2\n")
        old.chmod(0o755)
        with Predictor(old, self.out) as predictor, \
                self.assertRaisesRegex(ClientError, "(?s)unknown command.*Is the build older"):
            predictor.check()

    def test_this_build_has_it(self):
        self.out.mkdir()
        with Predictor(BUILD / "core" / "tool" / "carom", self.out) as predictor:
            predictor.check()


class Sabotage(InAFolder):
    """A whole run, in which something is not what it says: each must fail."""

    def run_with(self, name, text):
        """In: text is a program that stands in for one of the build's, REAL the one itself."""
        build = self.out / "build"
        for path in ("core/tool/carom", "bench/server/carom-server"):
            link = build / path
            link.parent.mkdir(parents=True)
            if path.endswith("/" + name):
                link.write_text(text.replace("REAL", str(BUILD / path)))
                link.chmod(0o755)
            else:
                link.symlink_to(BUILD / path)
        done = subprocess.run([str(COMMAND), "--build", str(build), "--out", str(self.out), "--client", "requests",
                               "--scenario", "methods/*-30[1278]", "--json"], stdin=subprocess.DEVNULL, timeout=60,
                              capture_output=True, text=True, check=False)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        figures = json.loads(done.stdout)
        self.assertEqual(figures["ok"], done.returncode == 0)
        return {cell["scenario"]: cell["wrong"] for cell in figures["cells"] if cell["verdict"] == "mismatch"}

    def test_programs_that_are_handed_through_agree(self):
        self.assertEqual(self.run_with("carom", '#!/bin/sh\nexec REAL "$@"\n'), {})

    def test_another_prediction_fails(self):
        wrong = self.run_with("carom", '#!/bin/sh\nREAL "$@" | sed -u \'s/"method":"POST"/"method":"GET"/\'\n')
        self.assertEqual(wrong, {f"methods/POST-{status}": ["request 2: POST for GET"] for status in (307, 308)})

    def test_a_server_that_answers_with_another_status_fails(self):
        wrong = self.run_with("carom-server", '#!/bin/sh\nsed -i "s/ 307$/ 308/" "$2"\nexec REAL "$@"\n')
        self.assertEqual(set(wrong), {f"methods/{method}-307" for method in
                                      ("GET", "HEAD", "POST", "PUT", "DELETE", "QUERY")})
        self.assertEqual(wrong["methods/GET-307"], ["request 1: is answered with 308, not 307"])

    def test_a_server_that_does_not_answer_fails(self):
        wrong = self.run_with("carom-server", "#!/bin/sh\necho 'listening on http://127.0.0.1:1'\nexec sleep 60\n")
        self.assertEqual(len(wrong), 24)
        for texts in wrong.values():
            self.assertIn("request 1: is answered with 502: the server fails", texts)


class Killed(InAFolder):
    def test_a_run_that_is_killed_leaves_no_process(self):
        running = subprocess.Popen([str(COMMAND), "--build", str(BUILD), "--out", str(self.out), "--client", "curl",
                                    "--client", "requests"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        children = []
        try:
            deadline = time.monotonic() + 20
            while not any(re.search("carom-server", " ".join(child.cmdline())) for child in children):
                self.assertLess(time.monotonic(), deadline, "nothing was started")
                time.sleep(0.05)
                children = psutil.Process(running.pid).children(recursive=True)
        finally:
            running.send_signal(signal.SIGKILL)
            running.wait()
        _, alive = psutil.wait_procs(children, 5)
        self.assertEqual([child for child in alive if child.status() != psutil.STATUS_ZOMBIE], [])
        with claimed(self.folder):
            pass


if __name__ == "__main__":
    unittest.main()
