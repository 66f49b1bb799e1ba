"""scripts/setup on machines that this one is not: PATH holds stand-ins for the tools it asks."""

import json
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from harness.paths import ROOT

TOOLS = ("cat", "dirname", "basename", "sed", "grep", "mkdir", "tail", "bash", "tr")


class Setup(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        (self.root / "scripts").mkdir()
        self.setup = shutil.copy2(ROOT / "scripts" / "setup", self.root / "scripts" / "setup")
        self.bin = self.root / "bin"
        self.bin.mkdir()
        for tool in TOOLS:
            (self.bin / tool).symlink_to(shutil.which(tool))
        self.engine("exit 0")
        self.stand_in("id", "echo 1000")
        self.stand_in("apt-get", "echo apt-get must not run here >&2; exit 99")
        self.installed()

    def stand_in(self, name, body):
        path = self.bin / name
        path.write_text(f"#!/bin/bash\n{body}\n")
        path.chmod(0o755)

    def engine(self, body):
        """A stand-in for what brings Netlify's engine and clients from npm."""
        path = self.root / "scripts" / "harness" / "npm_install"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/bash\n{body}\n")
        path.chmod(0o755)

    def installed(self, missing="", removed=""):
        """A dpkg-query that knows every package but the missing; removed ones left their settings."""
        self.stand_in("dpkg-query", f"""shift 3
for name in "$@"; do
    case " {missing} " in *" $name "*) code=1; continue ;; esac
    case " {removed} " in *" $name "*) echo "rc $name"; continue ;; esac
    echo "ii $name"
done
exit ${{code-0}}""")

    def call(self, *arguments):
        return subprocess.run(["/bin/bash", self.setup, *arguments], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, env={"PATH": str(self.bin)}, check=False)

    def test_does_nothing_when_all_is_there(self):
        for arguments in ((), ("--check",)):
            done = self.call(*arguments)
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
        self.assertFalse((self.root / "out").exists())

    def test_check_tells_what_is_missing_and_installs_nothing(self):
        self.installed(missing="wrk h2o")
        done = self.call("--check")
        self.assertEqual((done.returncode, done.stderr), (1, "setup: missing: h2o wrk\n"))

    def test_a_removed_package_is_missing(self):
        self.installed(removed="haproxy")
        done = self.call("--check")
        self.assertEqual((done.returncode, done.stderr), (1, "setup: missing: haproxy\n"))

    def test_node_and_npm_may_come_from_elsewhere(self):
        self.installed(missing="nodejs npm")
        self.assertEqual(self.call("--check").stderr, "setup: missing: nodejs npm\n")
        self.stand_in("node", "exit 0")
        self.stand_in("npm", "exit 0")
        self.assertEqual(self.call("--check").returncode, 0)

    def test_check_asks_for_the_engine_too(self):
        self.engine('[ "$1" != --check ]')
        self.installed(missing="wrk")
        done = self.call("--check")
        self.assertEqual((done.returncode, done.stderr), (1, "setup: missing: wrk build/netlify\n"))

    def test_an_engine_that_cannot_be_had_is_a_failure(self):
        self.engine("echo setup: npm could not install it >&2; exit 1")
        done = self.call("--json")
        self.assertEqual((done.returncode, done.stderr), (1, "setup: npm could not install it\n"))
        self.assertEqual(json.loads(done.stdout),
                         {"ok": False, "missing": ["build/netlify"], "installed": []})

    def test_without_root_and_sudo_it_names_the_command(self):
        self.installed(missing="wrk")
        done = self.call()
        self.assertEqual(done.returncode, 1)
        self.assertIn("apt-get update && apt-get install --no-install-recommends wrk\n", done.stderr)

    def test_a_failed_installation_shows_why_and_the_command(self):
        self.installed(missing="wrk")
        self.stand_in("sudo", "echo 'sudo: a password is required' >&2; exit 1")
        done = self.call()
        self.assertEqual(done.returncode, 1)
        self.assertIn("sudo: a password is required", done.stderr)
        self.assertIn("    apt-get install --no-install-recommends wrk\n", done.stderr)

    def test_sudo_gets_the_missing_packages_only(self):
        self.installed(missing="wrk h2o")
        self.stand_in("sudo", 'echo "$@"')
        done = self.call()
        self.assertEqual(done.returncode, 0)
        log = (self.root / "out" / "setup.log").read_text()
        self.assertTrue(log.endswith("--as-root h2o wrk\n"), log)

    def test_clients_are_asked_for_only_when_named(self):
        self.engine('echo "$@" >>"$0.called"; [ "$1" != --check ]')
        self.installed(missing="chromium golang-go libokhttp-java")
        self.assertEqual(self.call("--check").stderr, "setup: missing: build/netlify\n")
        wanted = "setup: missing: chromium golang-go libokhttp-java build/netlify build/clients\n"
        self.assertEqual(self.call("--clients", "--check").stderr, wanted)
        self.assertEqual(self.call("--clients", "--clients", "--check").stderr, wanted)
        self.installed()
        self.assertEqual(self.call("--clients").returncode, 0)
        called = (self.root / "scripts" / "harness" / "npm_install.called").read_text().splitlines()
        self.assertEqual(called[-2:], ["netlify", "clients"])

    def test_a_browser_go_and_java_may_come_from_elsewhere(self):
        self.installed(missing="chromium golang-go default-jdk-headless")
        self.assertEqual(self.call("--clients", "--check").stderr,
                         "setup: missing: chromium golang-go default-jdk-headless\n")
        self.stand_in("chromium", "exit 0")
        self.stand_in("go", "exit 0")
        self.stand_in("javac", "exit 0")
        self.assertEqual(self.call("--clients", "--check").returncode, 0)

    def test_the_list_has_the_clients_only_when_they_are_named(self):
        without, having = (self.call(*arguments, "--list").stdout.splitlines()
                           for arguments in ((), ("--clients",)))
        self.assertEqual(set(having) - set(without),
                         {"chromium", "golang-go", "libokhttp-java", "default-jdk-headless"})

    def of_json(self, *arguments):
        """What --json prints, and the exit code."""
        done = self.call("--json", *arguments)
        return json.loads(done.stdout), done.returncode

    def test_json_when_all_is_there(self):
        for arguments in ((), ("--check",)):
            self.assertEqual(self.of_json(*arguments), ({"ok": True, "missing": [], "installed": []}, 0))

    def test_json_tells_what_is_missing(self):
        self.installed(missing="wrk h2o")
        wanted = ({"ok": False, "missing": ["h2o", "wrk"], "installed": []}, 1)
        self.assertEqual(self.of_json("--check"), wanted)
        self.assertEqual(self.of_json(), wanted, "neither root nor sudo")

    def test_json_tells_what_was_installed(self):
        self.installed(missing="wrk h2o")
        self.stand_in("sudo", 'echo "$@"')
        self.assertEqual(self.of_json(), ({"ok": True, "missing": [], "installed": ["h2o", "wrk"]}, 0))

    def test_json_of_half_an_installation(self):
        self.installed(missing="wrk h2o")
        self.stand_in("sudo", f"sed -i 's/ wrk h2o / h2o /' {self.bin}/dpkg-query; exit 1")
        self.assertEqual(self.of_json(), ({"ok": False, "missing": ["h2o"], "installed": ["wrk"]}, 1))

    def test_json_list_has_the_lines_of_the_list(self):
        self.assertEqual(self.of_json("--list"),
                         ({"packages": self.call("--list").stdout.splitlines()}, 0))

    def test_json_on_another_system_has_every_package_missing(self):
        (self.bin / "apt-get").unlink()
        names = self.call("--list").stdout.splitlines()
        self.assertEqual(self.of_json(), ({"ok": False, "missing": names, "installed": []}, 1))

    def test_another_system_gets_the_list(self):
        (self.bin / "dpkg-query").unlink()
        done = self.call()
        self.assertEqual(done.returncode, 1)
        self.assertIn("this is not Debian or Ubuntu", done.stderr)
        self.assertIn("clang-19", done.stderr)

    def test_an_unknown_argument_is_wrong_usage(self):
        for arguments in (("--bogus",), ("--check", "more"), ("wrk",), ("--check", "--list")):
            self.assertEqual(self.call(*arguments).returncode, 2)


class NpmInstall(unittest.TestCase):
    """What setup calls, with another npm."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        harness = self.root / "scripts" / "harness"
        (harness / "clients").mkdir(parents=True)
        for name in ("npm_install", "clients/package.json", "clients/package-lock.json"):
            shutil.copy2(ROOT / "scripts" / "harness" / name, harness / name)
        self.command = harness / "npm_install"
        self.bin = self.root / "bin"
        self.bin.mkdir()
        self.npm("touch came; exit 0")

    def npm(self, body):
        for name, text in (("node", "exit 0"), ("npm", body)):
            path = self.bin / name
            path.write_text(f"#!/bin/bash\n{text}\n")
            path.chmod(0o755)

    def call(self, *arguments):
        return subprocess.run([self.command, *arguments], stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, env={"PATH": f"{self.bin}:/usr/bin:/bin"}, check=False)

    def test_it_installs_once_and_below_build_alone(self):
        self.assertEqual(self.call("--check", "clients").returncode, 1)
        self.assertEqual(self.call("clients").returncode, 0)
        came = self.root / "build" / "clients" / "came"
        came.unlink()
        self.assertEqual((self.call("clients").returncode, self.call("--check", "clients").returncode), (0, 0))
        self.assertFalse(came.exists(), "it was there: npm is not called again")

    def test_a_failure_is_tried_again_the_next_time(self):
        self.npm("echo no registry >&2; exit 1")
        done = self.call("clients")
        self.assertEqual(done.returncode, 1)
        self.assertIn("no registry\n", done.stderr)
        self.assertEqual(self.call("--check", "clients").returncode, 1)

    def test_a_part_is_one_of_the_two(self):
        for arguments in ((), ("bogus",), ("clients", "netlify"), ("--bogus", "clients")):
            self.assertEqual(self.call(*arguments).returncode, 2, arguments)

    def test_a_lock_names_no_registry(self):
        for lock in (ROOT / "scripts" / "harness").glob("*/package-lock.json"):
            self.assertNotIn('"resolved"', lock.read_text(encoding="utf-8"), lock)


if __name__ == "__main__":
    unittest.main()
