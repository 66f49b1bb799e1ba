"""The runners of clients that scripts/setup brings only with --clients. Without a client its tests are skipped."""

import argparse
import contextlib
import io
import json
import os
import tempfile
import time
import unittest
from pathlib import Path
from unittest import mock

from harness.clients import compiled as compiled_module
from harness.clients import devtools, main
from harness.clients.compiled import compiled
from harness.clients.devtools import Browser, Refused
from harness.clients.process import ClientError
from harness.clients.recorder import PAGE, Answer, Recorder
from harness.clients.runner import Case, Runner, World
from harness.clients.runners import chromium, go, okhttp, undici

BODY = b"stroke=kept"
FORM = (("Content-Type", "application/x-www-form-urlencoded"),)


def answers(_port):
    found = {f"{status}": Answer(status, (("Location", "{here}/end#given"),)) for status in (302, 307)}
    return found | {"away": Answer(302, (("Location", "http://{b}{here}/end"),)),
                    "bad": Answer(302, (("Location", "http://[::1/"),))}


def run_still(group):
    """The processes of a group that are there and no zombies."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, its_group = stat.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if state != "Z" and int(its_group) == group:
            found.append(stat.parent.name)
    return found


class InAFolder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)


class Followed(InAFolder):
    """Each client against the recorder."""

    def setUp(self):
        super().setUp()
        self.recorder = Recorder(answers)
        self.recorder.__enter__()
        self.addCleanup(self.recorder.__exit__)
        self.world = World(self.folder, f"http://{self.recorder.origins['a']}{PAGE}",
                           {"first.test": "127.0.0.1"})

    def follow(self, runner, path, method="GET", fields=(), body=None, stream=False, host="127.0.0.1"):
        """The requests that arrived, as texts, and the outcome."""
        if runner.version() is None:
            self.skipTest(f"{runner.name} is not installed: scripts/setup --clients")
        self.recorder.expect("case")
        case = Case("case", method, f"http://{host}:{self.recorder.port}/case/{path}", fields, body, stream)
        self.assertIsNone(runner.cannot(case))
        outcome = list(runner.run([case], self.world))
        self.assertEqual(len(outcome), 1)
        seen = [f"{one.method} {one.target} {one.body.decode()}".strip()
                for one in self.recorder.taken("case").exchanges]
        return seen, outcome[0]

    def check_library(self, runner):
        there = f"http://127.0.0.1:{self.recorder.port}/case/end"
        seen, outcome = self.follow(runner, "302", "POST", (("X-Custom", "kept"),), BODY)
        self.assertEqual(seen[0], "POST /case/302 stroke=kept")
        self.assertRegex(seen[1], "/case/end")
        self.assertEqual((outcome.status, outcome.error), (200, None))
        self.assertEqual(outcome.url, there + ("#given" if runner.tells_fragment else ""))
        seen, outcome = self.follow(runner, "302", host="first.test")
        self.assertEqual((seen, outcome.status), (["GET /case/302", "GET /case/end"], 200))
        if runner.streams:
            seen, outcome = self.follow(runner, "307", "POST", (), BODY, stream=True)
            self.assertEqual((seen, outcome.status), (["POST /case/307 stroke=kept"], 307))

    def test_go_tells_what_it_did(self):
        self.check_library(go.RUNNERS[0])
        seen, outcome = self.follow(go.RUNNERS[0], "bad")
        self.assertEqual((seen, outcome.status), (["GET /case/bad"], None))
        self.assertIn("failed to parse Location", outcome.error)

    def test_okhttp_tells_what_it_did(self):
        self.check_library(okhttp.RUNNERS[0])
        seen, outcome = self.follow(okhttp.RUNNERS[0], "302", "POST", (("X", 'a"\\\t'),), b'{"\\": [1]}')
        self.assertEqual((seen[0], outcome.status), ('POST /case/302 {"\\": [1]}', 200))

    def test_undici_tells_what_it_did(self):
        for runner in undici.RUNNERS:
            with self.subTest(runner.name):
                self.check_library(runner)

    def test_a_page_tells_what_its_fetch_did(self):
        self.check_library(chromium.RUNNERS[0])
        seen, outcome = self.follow(chromium.RUNNERS[0], "bad")
        self.assertEqual((seen, outcome.status, outcome.error), (
            ["GET /case/bad"], None, "TypeError: Failed to fetch: net::ERR_INVALID_REDIRECT"))

    def test_a_browser_tells_where_forms_and_links_led(self):
        page = chromium.RUNNERS[1]
        seen, outcome = self.follow(page, "302#asked", "POST", FORM, BODY)
        self.assertEqual(seen, ["POST /case/302 stroke=kept", "GET /case/end"])
        self.assertTrue(outcome.url.endswith("/case/end#given"), outcome)
        seen, outcome = self.follow(page, "away#asked")
        self.assertEqual(seen, ["GET /case/away", "GET /case/end"])
        self.assertTrue(outcome.url.endswith(f":{self.recorder.other_port}/case/end#asked"), outcome)
        self.assertEqual(self.follow(page, "bad")[1].error, "net::ERR_INVALID_REDIRECT")

    def test_a_browser_is_ended_with_all_that_it_started(self):
        runner = chromium.RUNNERS[0]
        if runner.version() is None:
            self.skipTest("chromium is not installed: scripts/setup --clients")
        with Browser(self.folder, {}) as browser:
            group = browser.process.pid
            self.assertTrue(run_still(group))
            self.assertEqual(browser.evaluate("Promise.resolve(6 * 7)"), 42)
            with self.assertRaisesRegex(Refused, "no luck"):
                browser.evaluate("Promise.reject(new Error('no luck'))")
            with self.assertRaises(TimeoutError):
                browser.evaluate("new Promise(() => {})", 0.2)
        deadline = time.monotonic() + 10
        while run_still(group) and time.monotonic() < deadline:
            time.sleep(0.05)    # a killed process takes a moment to be gone
        self.assertEqual(run_still(group), [])
        self.assertEqual([path.name for path in self.folder.iterdir()], ["stderr.log"])

    def test_a_browser_that_ends_is_an_error_with_its_words(self):
        program = self.folder / "browser"
        program.write_text("#!/bin/sh\necho 'no display' >&2\nexit 1\n")
        program.chmod(0o755)
        with mock.patch.object(devtools, "PROGRAM", str(program)), \
                self.assertRaisesRegex(ClientError, "no display"):
            with Browser(self.folder, {}):
                self.fail("it never began")


class Cannot(unittest.TestCase):
    """What each says that it cannot send."""

    def cannot(self, runner, method="GET", fields=(), body=None, stream=False):
        return runner.cannot(Case("case", method, "http://127.0.0.1/", fields, body, stream))

    def test_a_page_does_not_set_what_the_fetch_standard_forbids(self):
        fetch = chromium.RUNNERS[0]
        for name in ("Cookie", "Host", "Referer", "Proxy-Authorization", "Sec-Fetch-Mode"):
            self.assertEqual(self.cannot(fetch, fields=((name, "x"),)), f"does not let its user set {name}")
        self.assertIsNone(self.cannot(fetch, fields=(("Authorization", "x"),)))
        self.assertIsNotNone(self.cannot(fetch, "POST", (), BODY, True))

    def test_forms_and_links_have_no_fields_of_their_own(self):
        page = chromium.RUNNERS[1]
        self.assertIsNone(self.cannot(page))
        self.assertIsNone(self.cannot(page, "POST", FORM, BODY))
        for method, fields in (("PUT", FORM), ("HEAD", ()), ("POST", ()), ("GET", FORM),
                               ("POST", (("Content-Type", "text/x-carom"),)), ("GET", (("X-Custom", "x"),))):
            self.assertIsNotNone(self.cannot(page, method, fields), (method, fields))

    def test_okhttp_gives_no_body_to_get(self):
        self.assertIsNotNone(self.cannot(okhttp.RUNNERS[0], "GET", (), BODY))
        self.assertIsNone(self.cannot(okhttp.RUNNERS[0], "QUERY", (), BODY))


class Versions(InAFolder):
    def test_an_undici_runs_from_the_node_on_that_it_names(self):
        node = self.folder / "node"
        node.write_text("#!/bin/sh\necho v20.9.1\n")
        node.chmod(0o755)
        runner = undici.Undici(7, "20.9.1")
        runner.folder = self.folder
        with mock.patch.dict(os.environ, {"PATH": f"{self.folder}:{os.environ['PATH']}"}):
            for engine, version in ((">=20.9.1", "7.0.0"), (">=18.17", "7.0.0"), (">=20.10.0", None), (">=22.1", None)):
                (self.folder / "package.json").write_text(
                    json.dumps({"version": "7.0.0", "engines": {"node": engine}}))
                self.assertEqual(runner.version(), version, engine)
            (self.folder / "package.json").unlink()
            self.assertIsNone(runner.version())


class Missing(unittest.TestCase):
    """What becomes of a client that is not installed."""

    def versions(self, *clients):
        there, not_there = Runner(), Runner()
        there.name, not_there.name, there.group = "new", "old", "group"
        there.version, not_there.version = (lambda: "1"), (lambda: None)
        with contextlib.redirect_stderr(io.StringIO()) as said:
            found = main._versions(argparse.Namespace(client=list(clients)), [there, not_there])
        self.assertIn("old is not installed", said.getvalue())
        return found

    def test_of_a_group_and_of_all_the_rest_is_run(self):
        for clients in ((), ("group",)):
            self.assertEqual(self.versions(*clients), {"new": "1", "old": None})

    def test_one_that_was_named_is_an_error(self):
        with self.assertRaisesRegex(main.UsageError, "old is not installed"):
            self.versions("old")


class Compiled(InAFolder):
    """With a compiler that copies."""

    def setUp(self):
        super().setUp()
        patch = mock.patch.object(compiled_module, "PLACE", self.folder / "place")
        patch.start()
        self.addCleanup(patch.stop)
        self.source = self.folder / "client.go"
        self.source.write_text("one")
        self.calls = 0

    def compile(self, version="1"):
        def command(made):
            self.calls += 1
            return ["cp", str(self.source), str(made / "client")]
        return compiled(self.source, version, command)

    def test_it_compiles_once_for_each_source_and_compiler(self):
        first = self.compile()
        self.assertEqual((self.compile(), self.calls), (first, 1))
        self.assertEqual((first / "client").read_text(), "one")
        self.assertNotEqual(self.compile("2"), first)
        self.source.write_text("two")
        self.assertEqual(((self.compile() / "client").read_text(), self.calls), ("two", 3))

    def test_a_failure_leaves_nothing(self):
        with self.assertRaisesRegex(ClientError, "client.go cannot be compiled: .*nowhere"):
            compiled(self.source, "1", lambda made: ["cp", "/nowhere", str(made)])
        self.assertEqual(list((self.folder / "place").iterdir()), [])


if __name__ == "__main__":
    unittest.main()
