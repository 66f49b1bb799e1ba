#!/usr/bin/python3
"""SIGHUP: new rules without a lost request, and the old ones when the new ones are bad."""

import os
import re
import shutil
import signal
import subprocess
import threading
import time
import unittest

import support
from support import Server

FILLER = "".join(f"/filler/{i} /elsewhere/{i}\n" for i in range(500))


def version(number, rules=""):
    """Rules that answer /version with their number, in a reason that is a view into the rule set."""
    return (f"{rules}/version /v{number} 307\n"
            f"/why 410 Reason=\"version {number} of the rules\"\n")


class Hammer(threading.Thread):
    """Asks over one kept connection until it is told to stop, and remembers what it was told."""

    def __init__(self, server, target="/version"):
        super().__init__()
        self.server = server
        self.target = target
        self.done = threading.Event()
        self.answers = []
        self.failure = None

    def run(self):
        try:
            with self.server.connect() as client:
                while not self.done.is_set():
                    response = client.ask(self.target, "Accept: text/plain")
                    self.answers.append((response.status, response.get("Location"), response.body))
        except Exception as error:  # pylint: disable=broad-except; the test reports it
            self.failure = error


def memory_kb(server, what):
    with open(f"/proc/{server.process.pid}/status", encoding="ascii") as file:
        return int(re.search(rf"(?m)^{what}:\s*(\d+) kB$", file.read())[1])


def make_link_to_device(path):
    os.symlink("/dev/zero", path)


class Reload(unittest.TestCase):

    def where(self, server):
        return server.get("/version").get("Location")

    def test_after_the_message_every_answer_is_by_the_new_rules(self):
        for threads in (1, 2):
            with Server(rules=version(1), threads=threads) as server:
                self.assertEqual(self.where(server), "/v1")
                for number in range(2, 6):
                    server.reload(version(number))
                    for _ in range(4):
                        self.assertEqual(self.where(server), f"/v{number}")
                self.assertRegex(server.log(), rf"reloaded {server.rules_path}: 2 rules in [\d.]+ ms\n")

    def test_a_kept_connection_sees_the_new_rules(self):
        with Server(rules=version(1)) as server, server.connect() as client:
            self.assertEqual(client.ask("/version").get("Location"), "/v1")
            server.reload(version(2))
            self.assertEqual(client.ask("/version").get("Location"), "/v2")

    def test_bad_rules_are_reported_and_the_old_ones_stay(self):
        with Server(rules=version(1)) as server:
            server.write_rules("/ok /fine\nnonsense\n/a /b 999\n")
            server.signal(signal.SIGHUP)
            server.wait_for_log("the old rules stay")
            log = server.log()
            for line in (2, 3):
                self.assertRegex(log, rf"(?m)^{server.rules_path}:{line}:\d+: error: .+$")
            self.assertEqual(log.count("the old rules stay"), 1)
            self.assertEqual(self.where(server), "/v1")
            server.reload(version(2))
            self.assertEqual(self.where(server), "/v2")

    def test_of_many_errors_the_first_20_are_printed_at_every_reload(self):
        with Server(rules=version(1)) as server:
            server.write_rules("nonsense\n" * 500)
            for count in (1, 2):
                server.signal(signal.SIGHUP)
                server.wait_for_log("the old rules stay", count)
                self.assertEqual(server.log().count(": error: "), 20 * count)
                self.assertEqual(server.log().count("carom-server: … and 480 more errors\n"), count)

    def test_rules_that_became_empty_are_used_with_a_warning(self):
        with Server(rules=version(1)) as server:
            server.reload("")
            server.wait_for_log(f"carom-server: warning: {server.rules_path} holds no rules: "
                                "every request is answered 404\n")
            self.assertEqual(server.get("/version").status, 404)

    def test_a_file_that_is_gone_leaves_the_old_rules(self):
        with Server(rules=version(1)) as server:
            os.rename(server.rules_path, server.rules_path + ".gone")
            server.signal(signal.SIGHUP)
            server.wait_for_log("the old rules stay")
            self.assertEqual(self.where(server), "/v1")

    def test_no_request_is_lost_while_rules_change_under_load(self):
        with Server(rules=version(0, FILLER), threads=2) as server:
            hammers = [Hammer(server), Hammer(server), Hammer(server, "/why")]
            for hammer in hammers:
                hammer.start()
            rounds = 40
            for number in range(1, rounds + 1):
                server.reload(version(number, FILLER if number % 2 else ""))
            for hammer in hammers:
                hammer.done.set()
            for hammer in hammers:
                hammer.join()
                self.assertIsNone(hammer.failure)
                self.assertGreater(len(hammer.answers), rounds)
            for status, location, _ in hammers[0].answers + hammers[1].answers:
                self.assertEqual(status, 307)
                self.assertRegex(location, r"^/v\d+$")
            seen = [int(location[2:]) for _, location, _ in hammers[0].answers]
            self.assertEqual(seen, sorted(seen), "old rules came back")
            self.assertGreater(len(set(seen)), rounds // 4)
            for status, _, body in hammers[2].answers:
                self.assertEqual(status, 410)
                self.assertRegex(body, rb"version \d+ of the rules")

    def test_no_request_is_lost_while_images_are_renamed_into_place_under_wrk(self):
        """wrk counts every answer that is not 2xx or 3xx, and every connection that breaks."""
        if not support.TOOL or not shutil.which("wrk"):
            self.skipTest("the carom tool is not built, or wrk is not installed")
        with Server(rules=version(0), threads=2) as server:
            server.write_image(version(0, FILLER))
            server.signal(signal.SIGHUP)
            server.wait_for_log("reloaded ")
            wrk = subprocess.Popen(["wrk", "-t1", "-c32", "-d4s", server.url + "/version"],
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            end = time.monotonic() + 3.5
            number = 0
            while time.monotonic() < end:
                number += 1
                server.write_image(version(number, FILLER if number % 2 else ""))
                server.signal(signal.SIGHUP)
                server.wait_for_log("reloaded ", number + 1)
                self.assertEqual(self.where(server), f"/v{number}")
            report = wrk.communicate(timeout=support.WAIT_S)[0]
            self.assertEqual(wrk.returncode, 0, report)
            self.assertGreater(number, 5)
            self.assertGreater(int(re.search(r"(\d+) requests in", report)[1]), 1000)
            self.assertNotIn("Socket errors", report)
            self.assertNotIn("Non-2xx", report)

    def test_an_old_set_is_gone_when_the_message_is_there(self):
        """The mapping of a file that was renamed over shows as deleted, as long as it stays."""
        if not support.TOOL:
            self.skipTest("the carom tool is not built")
        with Server(rules=version(0), threads=2) as server:
            hammer = Hammer(server, "/why")
            hammer.start()
            descriptors = None
            for number in range(1, 30):
                server.write_image(version(number, FILLER))
                server.signal(signal.SIGHUP)
                server.wait_for_log("reloaded ", number)
                with open(f"/proc/{server.process.pid}/maps", encoding="ascii") as maps:
                    images = [line for line in maps if server.folder in line]
                self.assertEqual(len(images), 1, images)
                self.assertNotIn("deleted", images[0])
                if number == 1:
                    descriptors = os.listdir(f"/proc/{server.process.pid}/fd")
            self.assertEqual(os.listdir(f"/proc/{server.process.pid}/fd"), descriptors)
            hammer.done.set()
            hammer.join()
            self.assertIsNone(hammer.failure)

    def test_a_storm_of_signals_becomes_a_few_reloads(self):
        with Server(rules=version(1, FILLER)) as server:
            for _ in range(500):
                server.signal(signal.SIGHUP)
            server.reload(version(2))
            time.sleep(0.1)
            server.reload(version(3))
            self.assertEqual(self.where(server), "/v3")
            self.assertLess(server.log().count("reloaded "), 400)

    def test_the_text_of_a_reload_does_not_stay_in_memory(self):
        text = "".join(f"/page/{i} /elsewhere/{i} 302\n" for i in range(200_000))
        with Server(rules=text) as server:
            if memory_kb(server, "VmSize") > 1 << 30:
                self.skipTest("a sanitizer's allocator keeps what is freed")
            before = memory_kb(server, "VmRSS")
            for number in range(3):
                server.reload(text + f"/version /v{number}\n")
            self.assertLess(memory_kb(server, "VmRSS") - before, len(text) // 1024 // 2)

    def test_what_is_no_regular_file_is_refused_and_the_next_file_is_loaded(self):
        with Server(rules=version(1)) as server:
            for number, make in enumerate((os.mkfifo, os.mkdir, make_link_to_device), 1):
                os.unlink(server.rules_path)
                make(server.rules_path)
                server.signal(signal.SIGHUP)
                server.wait_for_log("was not reloaded; the old rules stay in use", number)
                self.assertEqual(self.where(server), f"/v{number}")
                if make is os.mkdir:
                    os.rmdir(server.rules_path)
                server.reload(version(number + 1))
                self.assertEqual(self.where(server), f"/v{number + 1}")
            self.assertEqual(server.log().count(
                f"carom-server: {server.rules_path}: not a regular file but a pipe or a device"), 2)


if __name__ == "__main__":
    support.main()
