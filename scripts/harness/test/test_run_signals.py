"""scripts/run while a stage runs: a signal ends the stage, what the stage started, and the run, at once."""

import json
import signal
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from harness.paths import ROOT

EXIT_CODES = {signal.SIGHUP: 129, signal.SIGINT: 130, signal.SIGTERM: 143}


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def wait_for(question, patience_s=20):
    deadline = time.monotonic() + patience_s
    while not question() and time.monotonic() < deadline:
        time.sleep(0.02)
    return question()


class Signals(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="a tree ")
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        (self.root / "scripts").mkdir()
        (self.root / "bin").mkdir()
        (self.root / "scripts" / "run").write_bytes((ROOT / "scripts" / "run").read_bytes())
        for name in ("bin/cmake", "scripts/setup", "scripts/fuzz", "scripts/bench"):
            self.stand_in(name, "exit 0")
        self.pid_file = self.root / "pid"

    def stand_in(self, name, body):
        path = self.root / name
        path.write_text(f"#!/bin/bash\n{body}\n")
        path.chmod(0o755)

    def interrupted_by(self, number, *options):
        """Starts run, sends the signal when a stage has left a pid; (exit code, its outputs)."""
        running = subprocess.Popen(
            ["/bin/bash", str(self.root / "scripts" / "run"), *options], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={"PATH": f"{self.root}/bin:/usr/bin:/bin"},
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        try:
            self.assertTrue(wait_for(lambda: self.pid_file.exists() and self.pid_file.read_text()))
            running.send_signal(number)
            outputs = running.communicate(timeout=20)
        finally:
            running.kill()
            running.wait()
        return running.returncode, *outputs

    def test_a_stage_is_asked_to_end_and_waited_for(self):
        self.stand_in("scripts/bench", "trap 'kill $!; sleep 0.2; touch tidied; exit 143' TERM\n"
                                       "sleep 60 & echo $$ >pid; wait")
        for number, code in EXIT_CODES.items():
            with self.subTest(number):
                self.pid_file.unlink(missing_ok=True)
                (self.root / "tidied").unlink(missing_ok=True)
                ended, out, _ = self.interrupted_by(number)
                self.assertEqual(ended, code)
                self.assertTrue((self.root / "tidied").exists())
                self.assertIn("[5/6] benchmark: interrupted after", out)
                self.assertIn("run: interrupted after", out)
                self.assertNotIn("FAILED", out)
                self.assertNotIn("[6/6]", out)

    def test_what_a_stage_leaves_behind_is_ended_too(self):
        self.stand_in("bin/cmake", "bash -c 'echo $$ >pid; exec sleep 60'; true")
        code, out, _ = self.interrupted_by(signal.SIGTERM)
        self.assertEqual(code, 143)
        self.assertNotIn("[3/6]", out)
        pid = int(self.pid_file.read_text())
        self.assertTrue(wait_for(lambda: not is_alive(pid), 5))

    def test_json_is_printed_all_the_same(self):
        self.stand_in("scripts/fuzz", "echo $$ >pid; exec sleep 60")
        code, out, _ = self.interrupted_by(signal.SIGTERM, "--json")
        self.assertEqual((code, json.loads(out)["ok"]), (143, False))


if __name__ == "__main__":
    unittest.main()
