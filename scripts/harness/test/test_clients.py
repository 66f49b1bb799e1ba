"""scripts/clients: a mismatch is found, a row that does not hold fails, and every table names what is there."""

import fnmatch
import json
import os
import re
import signal
import subprocess
import tempfile
import time
import unittest
from pathlib import Path
from unittest import mock

import psutil

from harness.clients.compare import Plain, compare
from harness.clients.deviation import Deviation
from harness.clients.deviations import DEVIATIONS
from harness.clients.figures import figures_of
from harness.clients.observe import Observation
from harness.clients.predict import Step
from harness.clients.process import LineProcess, environment, run_program
from harness.clients.recorder import Exchange, Taken
from harness.clients.report import render
from harness.clients.runner import CRASH, FAILED_CONNECTION, Outcome, Runner, outcome_of
from harness.clients.runners import all_runners
from harness.clients.scenarios import GROUPS, Scenario, answers, rules, scenarios
from harness.clients.surprises import SURPRISES, seen_surprises
from harness.clients.verdict import AGREES, CANNOT, EXPLAINED, MISMATCH, SHOWN, judge, never_hit
from harness.paths import ROOT

BUILD = Path(os.environ.get("CAROM_BUILD_DIR", ROOT / "build" / "test"))
TOOL = BUILD / "core" / "tool" / "carom"
COMMAND = ROOT / "scripts" / "clients"
PORT, OTHER, SECURE = 8001, 8002, (8003, 8004)
HERE = f"127.0.0.1:{PORT}"
EVIL = "</script><script>alert(1)</script>'\"&{{ 7*7 }}"


def call(*arguments, timeout=100):
    return subprocess.run([str(COMMAND), *map(str, arguments)], stdin=subprocess.DEVNULL, timeout=timeout,
                          capture_output=True, text=True, check=False)


class Fake(Runner):
    def __init__(self, name="fake", policy="curl", tells_fragment=False):
        self.name = self.group = self.package = self.title = name
        self.policy = policy
        self.tells_fragment = tells_fragment


class Predicted:
    """A predictor that has its steps ready."""

    def __init__(self, *steps):
        self.steps = list(steps)
        self.asked = []

    def step(self, runner, url, exchange, stream, chain):
        self.asked.append((url, exchange.method, stream, chain))
        return self.steps.pop(0)


def goes(method, url, keeps_body=False, dropped=()):
    return Step("follow", "redirect", False, method, url, keeps_body, frozenset(dropped), {"count": 1})


def stops(reason="not_a_redirect", is_error=False):
    return Step("stop", reason, is_error, None, None, False, frozenset(), None)


def sent(method, target, *fields, body=b"", status=302, origin=HERE):
    return Exchange(origin, method, target, (("Host", origin), *fields), body, status, (), "recorder", 0)


END = f"http://{HERE}/c0n0/end"
A_POST = Scenario("methods/POST-302", "a POST", "302/same", "POST", (("Content-Type", "t"), ("X-A", "1")), b"body")
FIRST = sent("POST", "/c0n0/302/same", ("Content-Type", "t"), ("X-A", "1"), body=b"body")
THEN = sent("GET", "/c0n0/end", ("X-A", "1"), status=200)
STEP = goes("GET", END, dropped=("content-type",))


def observed(*exchanges, scenario=A_POST, runner=None, outcome=Outcome("c0n0", 200)):
    return Observation(runner or Fake(), scenario, scenario.case("c0n0", PORT), Taken(list(exchanges)), outcome)


def phrases(observation, *steps):
    compared = compare(observation, Predicted(*steps), Plain({"A": PORT, "B": OTHER}))
    return [difference.phrase for difference in compared.differences]


class Compare(unittest.TestCase):
    def test_what_arrives_as_predicted_is_no_difference(self):
        self.assertEqual(phrases(observed(FIRST, THEN), STEP, stops()), [])

    def test_the_chain_and_the_url_are_handed_on(self):
        predicted = Predicted(STEP, stops())
        compare(observed(FIRST, THEN), predicted, Plain({}))
        self.assertEqual(predicted.asked, [(f"http://{HERE}/c0n0/302/same", "POST", False, None),
                                           (END, "GET", False, {"count": 1})])

    def test_each_difference_of_a_request_is_found(self):
        for after, phrase in (
                (sent("POST", "/c0n0/end", ("X-A", "1"), status=200), "POST for GET"),
                (sent("GET", "/c0n0/end", ("X-A", "1"), body=b"body", status=200), "sends the body"),
                (sent("GET", "/c0n0/end", status=200), "drops x-a"),
                (sent("GET", "/c0n0/end", ("X-A", "2"), status=200), "changes x-a"),
                (sent("GET", "/c0n0/end", ("X-A", "1"), ("Content-Type", "t"), status=200), "sends content-type"),
                (sent("GET", "/c0n0/end/x?q", ("X-A", "1"), status=200), "asks for http://127.0.0.1:A/end/x?q"),
                (sent("GET", "/c0n0/end", ("X-A", "1"), status=200, origin=f"127.0.0.1:{OTHER}"),
                 "asks for http://127.0.0.1:B/end"),
                (sent("GET", "/c0n0/end", ("X-A", "1"), ("Authorization", "Basic eA=="), status=200),
                 "sends the URL's user name and password")):
            with self.subTest(phrase):
                self.assertEqual(phrases(observed(FIRST, after), STEP, stops()), [phrase])

    def test_a_body_that_should_be_kept(self):
        step = goes("POST", END, keeps_body=True)
        for body, phrase in ((b"", "drops the body"), (b"other", "changes the body")):
            after = sent("POST", "/c0n0/end", ("Content-Type", "t"), ("X-A", "1"), body=body, status=200)
            self.assertEqual(phrases(observed(FIRST, after), step, stops()), [phrase])

    def test_a_type_that_the_client_made_is_watched_too(self):
        scenario = Scenario("methods/POST-302", "a POST", "302/same", "POST", (), b"body")
        first = sent("POST", "/c0n0/302/same", ("Content-Type", "own"), body=b"body")
        after = sent("GET", "/c0n0/end", ("Content-Type", "own"), status=200)
        self.assertEqual(phrases(observed(first, after, scenario=scenario), STEP, stops()), ["sends content-type"])

    def test_a_credential_that_comes_back(self):
        scenario = Scenario("credentials/Authorization-back", "", "302/away", fields=(("Authorization", "x"),))
        away, back = f"http://127.0.0.1:{OTHER}/c0n0/302/home", goes("GET", END, dropped=("authorization",))
        compared = phrases(
            observed(sent("GET", "/c0n0/302/away", ("Authorization", "x")),
                     sent("GET", "/c0n0/302/home", origin=f"127.0.0.1:{OTHER}"),
                     sent("GET", "/c0n0/end", ("Authorization", "x"), status=200), scenario=scenario),
            goes("GET", away, dropped=("authorization",)), back, stops())
        self.assertEqual(compared, ["restores authorization"])

    def test_a_host_of_the_users_own_goes_or_stays(self):
        scenario = Scenario("credentials/Host-same", "", "302/same", fields=(("Host", "custom"),))
        first = Exchange(HERE, "GET", "/c0n0/302/same", (("Host", "custom"),), b"", 302, (), "recorder", 0)
        kept = Exchange(HERE, "GET", "/c0n0/end", (("Host", "custom"),), b"", 200, (), "recorder", 0)
        gone = sent("GET", "/c0n0/end", status=200)
        for after, dropped, expected in ((kept, (), []), (kept, ("host",), ["sends host"]),
                                         (gone, ("host",), []), (gone, (), ["drops host"])):
            self.assertEqual(phrases(observed(first, after, scenario=scenario),
                                     goes("GET", END, dropped=dropped), stops()), expected)

    def test_how_a_host_is_written(self):
        after = Exchange(HERE, "GET", "/c0n0/end", (("Host", f"2130706433:{PORT}"), ("X-A", "1")), b"", 200, (),
                         "recorder", 0)
        self.assertEqual(phrases(observed(FIRST, after), STEP, stops()), ["calls the host 2130706433:A"])

    def test_a_users_name_and_password_in_the_url_are_expected_on_the_wire(self):
        step = goes("GET", f"http://user:w%20d@{HERE}/c0n0/end", dropped=("content-type",))
        basic = ("Authorization", "Basic dXNlcjp3IGQ=")
        with_it = sent("GET", "/c0n0/end", ("X-A", "1"), basic, status=200)
        self.assertEqual(phrases(observed(FIRST, with_it), step, stops()), [])
        self.assertEqual(phrases(observed(FIRST, THEN), step, stops()),
                         ["leaves out the URL's user name and password"])

    def test_where_a_chain_ends(self):
        failed = Outcome("c0n0", error="no")
        self.assertEqual(phrases(observed(FIRST, outcome=Outcome("c0n0", 302)), STEP),
                         ["stops with the response instead of GET"])
        self.assertEqual(phrases(observed(FIRST, outcome=failed), STEP), ["stops with an error instead of GET"])
        self.assertEqual(phrases(observed(FIRST, THEN), stops("loop", True)), ["goes on with GET /end after loop"])
        self.assertEqual(phrases(observed(FIRST, outcome=failed), stops("status")), ["an error after status"])
        self.assertEqual(phrases(observed(FIRST, outcome=Outcome("c0n0", 302)), stops("loop", True)),
                         ["no error after loop"])
        self.assertEqual(phrases(observed(FIRST, outcome=failed), stops("loop", True)), [])
        self.assertEqual(phrases(observed(FIRST, THEN, outcome=Outcome("c0n0", 500)), STEP, stops()),
                         ["tells status 500 of 200"])

    def test_a_fragment_is_compared_where_the_client_tells_it(self):
        told = Outcome("c0n0", 200, f"{END}#b")
        step = goes("GET", f"{END}#a", dropped=("content-type",))
        for tells, expected in ((True, ["ends with #b for #a"]), (False, [])):
            observation = observed(FIRST, THEN, runner=Fake(tells_fragment=tells), outcome=told)
            self.assertEqual(phrases(observation, step, stops()), expected)

    def test_a_first_request_that_is_not_the_cases_is_a_difference(self):
        first = sent("GET", "/c0n0/302/same", ("X-A", "1"))
        self.assertEqual(phrases(observed(first, outcome=Outcome("c0n0", 302)), stops()),
                         ["begins with GET", "begins with another body", "begins with another Content-Type"])
        self.assertEqual(phrases(observed()), ["sends nothing"])
        timed_out = Outcome("c0n0", error="no answer in time", timed_out=True)
        self.assertEqual(phrases(observed(FIRST, outcome=timed_out), stops("loop", True)), ["does not end in time"])


    def test_an_answer_that_the_scenario_does_not_have_is_a_difference(self):
        first = sent("POST", "/c0n0/302/same", ("Content-Type", "t"), ("X-A", "1"), body=b"body", status=502)
        self.assertEqual(phrases(observed(first, outcome=Outcome("c0n0", 502)), stops()),
                         ["is answered with 502, not 302", "is answered with 502: the server fails"])
        lost = sent("GET", "/c0n0/end", ("X-A", "1"), status=404)
        self.assertEqual(phrases(observed(FIRST, lost, outcome=Outcome("c0n0", 404)), STEP, stops()),
                         ["finds nothing at /end"])

    def test_the_url_that_a_client_tells_is_the_one_that_it_asked_for(self):
        for url, expected in ((END, []), (f"http://{HERE}/c0n0/other?q", ["tells the URL of /other?q"])):
            self.assertEqual(phrases(observed(FIRST, THEN, outcome=Outcome("c0n0", 200, url)), STEP, stops()), expected)

    def test_a_client_that_breaks_has_not_stopped(self):
        for failed in (FAILED_CONNECTION, CRASH):
            broken = Outcome("c0n0", error="no", failed=failed)
            self.assertEqual(phrases(observed(FIRST, outcome=broken), STEP), [f"stops with {failed} instead of GET"])
            self.assertEqual(phrases(observed(FIRST, outcome=broken), stops("scheme", True)),
                             [f"{failed} after scheme"])

    def test_how_many_requests_there_were_is_part_of_a_difference(self):
        self.assertEqual(phrases(observed(FIRST, THEN, THEN), stops("loop", True)),
                         ["goes on with GET /end after loop, 2 requests"])
        self.assertEqual(phrases(observed(FIRST, THEN, outcome=Outcome("c0n0", error="no")), STEP, goes("GET", END)),
                         ["stops with an error instead of GET after 2 requests"])


class Verdict(unittest.TestCase):
    def row(self, *names, clients=("fake",), where=("methods/*",), **other):
        return Deviation("row", clients, where, names, "It does.", "It may.", "there", **other)

    def cell(self, *table, after=THEN, runner=None):
        observation = observed(FIRST, after, runner=runner)
        return judge(observation, compare(observation, Predicted(STEP, stops()), Plain({})), table)

    def test_a_difference_without_a_row_is_a_mismatch(self):
        wrong = self.cell(after=sent("PUT", "/c0n0/end", ("X-A", "1"), status=200))
        self.assertEqual((wrong.verdict, wrong.wrong), (MISMATCH, ["request 2: PUT for GET"]))
        self.assertEqual(self.cell().verdict, AGREES)

    def test_a_row_explains_what_it_names_and_no_more(self):
        put = sent("PUT", "/c0n0/end", ("X-A", "1"), status=200)
        self.assertEqual(self.cell(self.row("PUT for GET"), after=put).verdict, EXPLAINED)
        bare = sent("PUT", "/c0n0/end", status=200)
        wrong = self.cell(self.row("PUT for GET"), after=bare)
        self.assertEqual((wrong.verdict, wrong.wrong), (MISMATCH, ["request 2: drops x-a"]))
        two = self.cell(self.row("PUT for GET"), self.row("drops x-a"), after=bare)
        self.assertEqual((two.verdict, len(two.deviations)), (EXPLAINED, 2))

    def test_a_row_that_does_not_show_where_it_should_is_a_mismatch(self):
        wrong = self.cell(self.row("PUT for GET"))
        self.assertEqual(wrong.verdict, MISMATCH)
        self.assertIn("the client does as predicted: no `PUT for GET`", wrong.wrong[0])

    def test_a_row_is_about_its_clients_and_scenarios_alone(self):
        for row in (self.row("x", clients=("other",)), self.row("x", where=("chains/*",))):
            self.assertEqual(self.cell(row).verdict, AGREES)

    def test_a_row_that_no_cell_shows_was_never_hit(self):
        cells = [self.cell()]
        elsewhere, absent = self.row("x", where=("none/*",)), self.row("x", clients=("absent",))
        self.assertEqual(never_hit(cells, [elsewhere, absent]), [elsewhere])

    def test_every_pattern_of_a_row_must_be_seen(self):
        put = sent("PUT", "/c0n0/end", ("X-A", "1"), status=200)
        for where, clients, is_unseen in ((("methods/*",), ("fake",), False), (("methods/*", "none/*"), ("fake",), True),
                                          (("methods/*",), ("fake", "idle"), True),
                                          (("methods/*",), ("fake", "absent"), False)):
            row = self.row("PUT for GET", where=where, clients=clients)
            cells = [self.cell(row, after=put), self.cell(runner=Fake("idle"))]
            self.assertEqual(never_hit(cells, [row]), [row] if is_unseen else [], (where, clients))

    def test_a_client_without_a_policy_is_shown(self):
        runner = Fake(policy=None)
        observation = observed(FIRST, THEN, runner=runner)
        self.assertEqual(judge(observation, compare(observation, None, Plain({})), ()).verdict, SHOWN)
        no_case = Observation(runner, A_POST, A_POST.case("c0n0", PORT), Taken(), None, "cannot")
        self.assertEqual(judge(no_case, None, ()).verdict, CANNOT)


class Tables(unittest.TestCase):
    """Rules, deviations and surprises name scenarios and clients that there are."""

    @classmethod
    def setUpClass(cls):
        cls.scenarios = scenarios()
        cls.names = [scenario.name for scenario in cls.scenarios]
        cls.clients = [runner.name for runner in all_runners()]

    def test_names_are_words_and_each_is_there_once(self):
        self.assertEqual(len(set(self.names)), len(self.names))
        for scenario in self.scenarios:
            self.assertRegex(scenario.name, r"^[a-z]+/[A-Za-z0-9-]+$")
            self.assertIn(scenario.group, GROUPS)
        self.assertLessEqual({"carom", "curl", "wget", "requests", "node"}, set(self.clients))

    def test_the_rules_compile(self):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "rules"
            file.write_text(rules(PORT, OTHER, SECURE))
            done = subprocess.run([TOOL, "check", "--no-lint", file], stdin=subprocess.DEVNULL, text=True,
                                  capture_output=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_every_path_is_answered_by_the_recorder_or_by_a_rule(self):
        own = answers(PORT)
        paths = [f"/c0n0/{scenario.path.partition('#')[0]}" for scenario in self.scenarios
                 if scenario.path.partition("#")[0] not in own]
        self.assertGreater(len(set(paths)), 20)
        lines = "".join(json.dumps({"rules": rules(PORT, OTHER, SECURE), "url": path}) + "\n" for path in paths)
        done = subprocess.run([TOOL, "decide", "--jsonl"], input=lines, text=True, capture_output=True, check=True)
        for path, line in zip(paths, done.stdout.splitlines(), strict=True):
            with self.subTest(path):
                decision = json.loads(line)
                self.assertEqual(decision["action"], "redirect")
                self.assertIn("/c0n0/", decision["location"])

    def test_every_deviation_names_clients_and_scenarios_that_there_are(self):
        self.assertEqual(len({row.name for row in DEVIATIONS}), len(DEVIATIONS))
        for row in DEVIATIONS:
            with self.subTest(row.name):
                self.assertTrue(row.phrases and row.does and row.why and row.source)
                for pattern in row.clients:
                    self.assertTrue(fnmatch.filter(self.clients, pattern), pattern)
                for pattern in row.scenarios:
                    self.assertTrue(fnmatch.filter(self.names, pattern), pattern)

    def test_every_surprise_names_clients_and_scenarios_that_there_are(self):
        for surprise in SURPRISES:
            for client, scenario, _ in surprise.seen:
                self.assertTrue(fnmatch.filter(self.clients, client), client)
                self.assertIn(scenario, self.names)

    def test_a_surprise_is_told_only_when_it_was_seen(self):
        client, scenario, word = SURPRISES[0].seen[0]
        cells = {(client, scenario): {"result": word}}
        self.assertEqual([row["text"] for row in seen_surprises(cells)], [SURPRISES[0].text])
        cells[client, scenario]["result"] = "another word"
        self.assertEqual(seen_surprises(cells), [])


class Report(unittest.TestCase):
    def page(self, *deviations, evil="x", after=THEN):
        runner = Fake(evil)
        first = sent("POST", "/c0n0/302/same", ("Content-Type", "t"), ("X-A", "1"), body=b"body")
        observation = observed(first, after, runner=runner, outcome=Outcome("c0n0", 200, evil, None))
        cell = judge(observation, compare(observation, Predicted(STEP, stops()), Plain({})), deviations)
        other = Scenario("methods/POST-303", "another", "303/same", "POST")
        no_case = Observation(runner, other, other.case("c0n1", PORT), Taken(), None, evil)
        figures = figures_of([runner, Fake("absent")], {evil: "1.0", "absent": None}, [A_POST, other],
                             [cell, judge(no_case, None, ())], [], {A_POST.name: ("GET", "changed")}, [], time.time())
        return figures, render(figures)

    def test_a_mismatch_is_not_ok_and_is_told_first(self):
        figures, page = self.page(after=sent("GET", f"/c0n0/end{EVIL}", ("X-A", "1"), status=200))
        self.assertFalse(figures["ok"])
        self.assertEqual(figures["counts"]["failed"], 1)
        self.assertIn("Not as predicted", page)
        self.assertNotIn("Not as predicted", self.page()[1])

    def test_nothing_that_a_client_sends_is_markup(self):
        _, page = self.page(evil=EVIL, after=sent("GET", f"/c0n0/end{EVIL}", ("X-A", EVIL), status=200))
        self.assertNotIn(EVIL, page)
        self.assertEqual(page.count("<script"), 2)
        self.assertEqual(page.count("</script>"), 2)

    def test_it_loads_nothing_from_anywhere(self):
        page = self.page()[1]
        self.assertIsNone(re.search(r"\b(src|href)=\"(?!#)|@import|url\(", page))

    def test_a_client_that_is_not_installed_is_named_with_its_package(self):
        self.assertIn("not installed (package: absent)", self.page()[1])

    def test_details_hold_the_requests_and_the_prediction(self):
        page = self.page()[1]
        details = json.loads(re.search(r'id="details">(.*?)</script>', page)[1])
        lines = [text for _, text in details["x methods/POST-302"]]
        self.assertIn("Content-Type: t", lines)
        self.assertIn("body", lines)
        self.assertTrue(any(line.startswith("carom follow: follow with GET") for line in lines))

    def test_a_word_says_what_became_of_the_request(self):
        figures, _ = self.page()
        self.assertEqual((figures["cells"][0]["result"], figures["cells"][0]["kind"]), ("GET", "changed"))
        self.assertEqual(figures["cells"][1]["kind"], "cannot")


class Outcomes(unittest.TestCase):
    def test_a_library_that_cannot_connect_has_not_decided_anything(self):
        for error in ("TypeError: fetch failed: connect ECONNREFUSED 127.0.0.1:1: ECONNREFUSED",
                      "SocketError: other side closed: UND_ERR_SOCKET", 'Get "/x": EOF',
                      'Get "http://x": dial tcp: lookup x: no such host',
                      "ConnectionError: ('Connection aborted.', RemoteDisconnected())",
                      "java.net.ConnectException: Failed to connect to /127.0.0.1:1",
                      "java.io.IOException: unexpected end of stream on http://127.0.0.1:1/...",
                      "TypeError: Failed to fetch: net::ERR_CONNECTION_REFUSED"):
            self.assertEqual(outcome_of("c", None, None, error).failed, FAILED_CONNECTION, error)
        for error in (None, "TypeError: fetch failed: redirect count exceeded", "net::ERR_TOO_MANY_REDIRECTS",
                      'Get "http://127.0.0.1:99999/end": dial tcp: address 99999: invalid port',
                      "InvalidSchema: No connection adapters were found for 'file:///etc/hostname'",
                      "java.net.ProtocolException: Too many follow-up requests: 21"):
            self.assertIsNone(outcome_of("c", None, None, error).failed, error)

    def test_a_library_that_gives_up_waiting_has_timed_out(self):
        for error, timed_out in (("ReadTimeout: HTTPConnectionPool", True), ("TimeoutError: aborted", True),
                                 ("TypeError: fetch failed", False)):
            self.assertIs(outcome_of("c", None, None, error).timed_out, timed_out)


class Processes(unittest.TestCase):
    def test_a_client_is_told_nothing_of_the_users_settings(self):
        theirs = {"http_proxy": "http://127.0.0.1:1", "NODE_OPTIONS": "--x", "HOME": "/home/x", "LC_ALL": "C",
                  "WGETRC": "x", "JAVA_TOOL_OPTIONS": "-x", "CHROMIUM_FLAGS": "--x", "ASAN_OPTIONS": "x=1"}
        with mock.patch.dict(os.environ, theirs):
            told = dict(line.split("=", 1) for line in run_program(["env"], 10).out.splitlines())
            self.assertEqual(told, environment())
        self.assertEqual({name: value for name, value in told.items() if theirs.get(name) == value},
                         {"ASAN_OPTIONS": "x=1"})
        self.assertEqual((told["LC_ALL"], told["PATH"]), ("C.UTF-8", os.environ["PATH"]))

    def test_a_program_that_does_not_end_is_killed_with_what_it_started(self):
        started = time.monotonic()
        done = run_program(["bash", "-c", "sleep 60 & echo $!; wait"], 0.5)
        self.assertTrue(done.timed_out)
        self.assertLess(time.monotonic() - started, 5)
        self.assertTrue(ended(int(done.out)))

    def test_a_program_that_answers_no_line_in_time_is_none(self):
        with tempfile.TemporaryDirectory() as folder:
            process = LineProcess(["cat"], Path(folder))
            self.addCleanup(process.end)
            self.assertEqual(process.ask('{"a": 1}', 5), {"a": 1})
            slow = LineProcess(["sleep", "60"], Path(folder))
            self.assertIsNone(slow.ask("{}", 0.2))
            slow.end()
            self.assertIsNotNone(slow.process.returncode)


def ended(pid, patience_s=5):
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.02)
    return False


class Command(unittest.TestCase):
    def test_wrong_values_are_refused_with_the_reason(self):
        for arguments, reason in ((("--client", "nonesuch"), "no client 'nonesuch'; there are: carom, curl, "),
                                  (("--scenario", "none/*"), "no scenario matches 'none/*'"),
                                  (("--jobs", "0"), "'0' is not a whole number from 1 to 64"),
                                  (("--client", "curl", "--build", "/nonexistent"), "there is no such program")):
            with self.subTest(arguments):
                done = call(*arguments)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn(reason, done.stderr)
                self.assertNotIn("Traceback", done.stderr)

    def test_lists_clients_and_scenarios(self):
        done = call("--list", "--client", "curl", "--scenario", "methods/*-307", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        listed = json.loads(done.stdout)
        self.assertEqual(listed["clients"][0]["name"], "curl")
        self.assertEqual(len(listed["scenarios"]), 6)
        self.assertIn("methods/POST-307", call("--list", "--client", "curl").stdout)

    def test_a_client_runs_against_the_servers_and_is_compared(self):
        with tempfile.TemporaryDirectory() as folder:
            done = call("--build", BUILD, "--out", folder, "--client", "curl", "--scenario", "methods/*-30[78]",
                        "--scenario", "credentials/Authorization-*", "--json")
            self.assertEqual(done.returncode, 0, done.stdout[-2000:] + done.stderr)
            figures = json.loads(done.stdout)
            self.assertEqual(figures, json.loads((Path(folder) / "clients.json").read_text()))
            self.assertIn("What clients do on a redirect", (Path(folder) / "clients.html").read_text())
        words = {(cell["client"], cell["scenario"]): cell["result"] for cell in figures["cells"]}
        self.assertEqual(words["curl", "methods/POST-307"], "POST + body")
        self.assertEqual(words["curl", "credentials/Authorization-port"], "dropped")
        post = next(cell for cell in figures["cells"] if cell["scenario"] == "methods/POST-307")
        self.assertEqual([(request["by"], request["status"]) for request in post["requests"]],
                         [("carom-server", 307), ("recorder", 200)])

    def test_an_interrupted_run_ends_what_it_started(self):
        with tempfile.TemporaryDirectory() as folder:
            running = subprocess.Popen(
                [str(COMMAND), "--build", str(BUILD), "--out", folder, "--client", "curl", "--client", "requests"],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
            try:
                pids = self.pids_with_a_client(running.pid)
                running.send_signal(signal.SIGINT)
                _, said = running.communicate(timeout=20)
            finally:
                running.kill()
                running.wait()
        self.assertEqual(running.returncode, 130, said)
        self.assertIn("clients: interrupted", said)
        self.assertNotIn("Traceback", said)
        for pid in pids:
            self.assertTrue(ended(pid))

    def pids_with_a_client(self, pid):
        """Of the server and of what else runs, once the server and a client do."""
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            children = psutil.Process(pid).children(recursive=True)
            if len(children) > 1 and any("carom-server" in " ".join(child.cmdline()) for child in children):
                return [child.pid for child in children]
            time.sleep(0.02)
        self.fail("nothing was started")


if __name__ == "__main__":
    unittest.main()
