#!/usr/bin/python3
"""An image in use that somebody writes into: the answers stay right, and the operator is told."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import unittest

import support
from support import Server, compile_image

RULES = "".join(f"/from/{number} /to/{number} 307\n" for number in range(20_000))
SAID = "is being written in place: its rules stay, as a copy in memory"


@unittest.skipUnless(support.TOOL, "the carom tool is not built")
class Guard(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="carom-server-guard-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        if not support.has_leases(self.folder):
            self.skipTest("this file system has no leases")
        self.image = self.compile("image", RULES)

    def path(self, name):
        return os.path.join(self.folder, name)

    def compile(self, name, rules):
        with open(self.path("text"), "w", encoding="ascii") as file:
            file.write(rules)
        return compile_image(self.path("text"), self.path(name))

    def expect_all(self, server):
        with server.connect() as client:
            for number in range(0, 20_000, 7):
                self.assertEqual(client.ask(f"/from/{number}").get("Location"), f"/to/{number}")

    def test_an_image_that_is_truncated_is_answered_by_all_the_same(self):
        with Server(path=self.image, threads=2) as server:
            os.truncate(self.image, 0)
            self.expect_all(server)
            server.wait_for_log(f"{self.image} {SAID}")
            with open(f"/proc/{server.process.pid}/maps", encoding="ascii") as maps:
                self.assertNotIn(self.image, maps.read())
            server.signal(signal.SIGHUP)  # the file is empty now: a text without rules
            server.wait_for_log("reloaded ")
            self.assertEqual(server.get("/from/1").status, 404)

    def test_an_image_that_is_copied_over_under_load_is_never_half_of_each(self):
        other = self.compile("other", RULES.replace("/to/", "/elsewhere/to/"))
        with Server(path=self.image, threads=2, options=("--watch", "--recall", "0")) as server:
            answers, done = set(), threading.Event()

            def ask():
                with server.connect() as client:
                    number = 0
                    while not done.is_set():
                        number = (number + 7919) % 20_000
                        location = client.ask(f"/from/{number}").get("Location")
                        answers.add(re.sub(rf"/{number}$", "/N", location or "none"))

            threads = [threading.Thread(target=ask) for _ in range(2)]
            for thread in threads:
                thread.start()
            for reloads, source in enumerate((other, self.compile("third", RULES), other), 1):
                shutil.copyfile(source, self.image)  # in place, as cp does
                server.wait_for_log("reloaded ", reloads)
                server.wait_for_log(SAID, reloads)
            done.set()
            for thread in threads:
                thread.join()
            self.assertEqual(answers, {"/to/N", "/elsewhere/to/N"})

    def test_an_image_that_is_open_for_writing_is_not_loaded(self):
        with open(self.image, "r+b"):
            code, out, err = support.run("--rules", self.image, "--listen", "127.0.0.1:0")
            self.assertEqual((code, out), (1, ""))
            self.assertIn(f"carom-server: {self.image}: another process is writing it: "
                          "wait until it is written", err)
        with Server(path=self.image) as server:
            other = self.compile("other", "/a /b 307\n")
            with open(other, "r+b"):
                os.rename(other, self.image)
                server.signal(signal.SIGHUP)
                server.wait_for_log("another process is writing it")
            self.assertEqual(server.get("/from/1").get("Location"), "/to/1")
            server.signal(signal.SIGHUP)
            server.wait_for_log("reloaded ")
            self.assertEqual(server.get("/a").get("Location"), "/b")

    def test_a_rename_over_the_image_needs_no_guard(self):
        with Server(path=self.image) as server:
            self.compile("image", "/a /b 307\n")
            self.expect_all(server)
            self.assertEqual(server.complaints(), "")

    @unittest.skipUnless(os.geteuid() == 0, "only root can become somebody else")
    def test_without_a_lease_the_end_is_explained(self):
        """A user who does not own the file gets no lease; a cut image then ends the process."""
        os.chmod(self.folder, 0o755)
        os.chmod(self.image, 0o644)
        binary = shutil.copy(support.BINARY, self.path("server"))
        os.chmod(binary, 0o755)
        process = subprocess.Popen([binary, "--rules", self.image, "--listen", "127.0.0.1:0"],
                                   user=65534, group=65534, extra_groups=[],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        port = int(process.stdout.readline().decode().rsplit(":", 1)[1])
        os.truncate(self.image, 0)
        with support.Client("127.0.0.1", port) as client:
            with self.assertRaises(ConnectionError):
                client.ask("/from/1")
        err = process.communicate(timeout=support.WAIT_S)[1].decode()
        self.assertEqual(process.returncode, -signal.SIGBUS)
        self.assertIn("carom-server: the image in use was cut short", err)


if __name__ == "__main__":
    support.main()
