"""The benchmark against real processes: what it refuses, and that it leaves none of them behind."""

import argparse
import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from harness import bench, bench_build, bench_measure, bench_output, load_check, peers
from harness.bench_errors import BenchError, UsageError
from harness.bench_measure import Plan
from harness.bench_process import ServerProcess, split_cores
from harness.bench_scenarios import Rule, Scenario, one_scenario, rules_text
from harness.load_check import Answer
from harness.paths import ROOT

BENCH = ROOT / "scripts" / "bench"

# Answers every request with one status and one Location, given as arguments.
FAKE_SERVER = """
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    asked = 0
    def do_GET(self):
        Handler.asked += 1
        self.send_response(int(sys.argv[2]))
        # Of several locations each is given twice, the last one for ever.
        self.send_header("Location", sys.argv[3:][min((Handler.asked - 1) // 2, len(sys.argv) - 4)])
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")
    def log_message(self, *_):
        pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


class Fake(peers.Server):
    def __init__(self, name, status, *locations):
        self.name, self.status, self.locations = name, status, locations

    def write(self, scenario, directory, port):
        return [sys.executable, "-c", FAKE_SERVER, str(port), str(self.status), *self.locations]


def two_rules():
    """So many that haproxy gets a map file, too."""
    rules = [Rule("/a", "/b"), Rule("/c", "https://www.example.com/d")]
    return Scenario("two", "", rules_text(rules), [rule.path for rule in rules], rules)


class Silent:
    def checking(self, *_):
        pass

    running = ran = checking


class WithDirectory(unittest.TestCase):
    def setUp(self):
        # A folder's name may hold what configurations and command lines give a meaning to.
        holder = tempfile.TemporaryDirectory(prefix="two words; 'a' \"b\" #$x%p{}\\ ")
        self.addCleanup(holder.cleanup)
        self.plan = Plan(rounds=1, seconds=1, connections=4, directory=Path(holder.name))
        self.right = one_scenario().rules[0].to


class Checking(WithDirectory):
    def test_a_peer_with_another_location_is_named_with_both_answers(self):
        servers = {"carom": Fake("carom", 307, self.right), "nginx": Fake("nginx", 307, "/wrong")}
        with self.assertRaises(BenchError) as caught:
            bench_measure.check_answers(servers, one_scenario(), self.plan)
        message = str(caught.exception)
        for part in (one_scenario().rules[0].path, f"carom answers 307 {self.right}",
                     "nginx answers 307 /wrong"):
            self.assertIn(part, message)

    def test_carom_itself_is_held_to_the_rules(self):
        with self.assertRaises(BenchError) as caught:
            bench_measure.check_answers({"carom": Fake("carom", 302, self.right)}, one_scenario(),
                                        self.plan)
        self.assertIn("the rules file answers 307", str(caught.exception))

    def test_a_server_that_remembers_another_answer_than_it_gave_is_an_error(self):
        servers = {"carom": Fake("carom", 307, self.right, self.right[:-1] + "X")}
        with self.assertRaises(BenchError) as caught:
            bench_measure.check_answers(servers, one_scenario(), self.plan)
        self.assertRegex(str(caught.exception), "carom: GET .*: answered 307 .* at first, and 307 .*X")

    def test_without_plain_rules_the_first_server_is_the_measure(self):
        scenario = Scenario("odd", "", "/a /b\n", ["/a"])
        servers = {"carom": Fake("carom", 307, "/b"), "carom-deciding": Fake("c", 307, "/c")}
        with self.assertRaises(BenchError) as caught:
            bench_measure.check_answers(servers, scenario, self.plan)
        self.assertIn("carom answers 307 /b", str(caught.exception))

    def test_servers_that_agree_are_measured(self):
        servers = {"carom": Fake("carom", 307, self.right), "h2o": Fake("h2o", 307, self.right)}
        measured = bench_measure.measure_scenario(servers, one_scenario(), self.plan, Silent())
        for runs in measured.runs.values():
            self.assertEqual((len(runs), runs[0].errors, runs[0].remark), (1, 0, ""))
            self.assertGreater(runs[0].requests_per_s, 10)
            self.assertGreater(runs[0].cpu_user_us, 0)
            self.assertGreater(runs[0].memory.rss_bytes, runs[0].memory.pss_bytes)
            self.assertGreater(runs[0].memory.pss_bytes, 1 << 20)


class Processes(WithDirectory):
    def start(self, *arguments):
        return ServerProcess("fake", [sys.executable, "-c", *arguments], split_cores()[0],
                             self.plan.directory / "log")

    def test_a_server_that_dies_tells_its_last_words(self):
        with self.start("import sys; sys.exit('no such rule')") as process:
            with self.assertRaises(BenchError) as caught:
                load_check.wait_for_answer(process, peers.free_port(), "/")
        self.assertIn("no such rule", str(caught.exception))

    def test_a_server_and_its_child_that_ignore_the_signal_are_killed(self):
        code = ("import os, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
                "os.fork(); time.sleep(60)")
        process = self.start(code)
        deadline = time.monotonic() + 10
        while len(process.pids()) < 2 and time.monotonic() < deadline:
            time.sleep(0.01)
        pids = process.pids()
        self.assertEqual(len(pids), 2)
        time.sleep(0.2)
        process.stop(patience_s=0.3)
        time.sleep(0.1)
        self.assertEqual([pid for pid in pids if is_alive(pid)], [])

    def test_a_start_is_counted_from_the_programs_own(self):
        before = time.monotonic()
        with self.start("import time; time.sleep(60)") as process:
            self.assertLess(before, process.started_at)
            self.assertLess(process.started_at, time.monotonic())

    def test_a_child_that_has_ended_holds_no_memory(self):
        code = "import os, sys, time; os.fork() or sys.exit(); time.sleep(60)"
        with self.start(code) as process:
            self.assertIsNotNone(wait_for(lambda: len(process.pids()) == 2))
            child = process.pids()[1]
            self.assertIsNotNone(wait_for(lambda: not is_alive(child)))
            self.assertGreater(process.memory().rss_bytes, 1 << 20)

    def test_an_error_inside_stops_the_server(self):
        with self.assertRaises(RuntimeError):
            with self.start("import time; time.sleep(60)") as process:
                raise RuntimeError
        self.assertFalse(is_alive(process.popen.pid))


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[0] not in ("Z", "X")
    except FileNotFoundError:
        return False


class Answers(unittest.TestCase):
    def test_a_head_is_read(self):
        head = b"HTTP/1.1 307 Temporary Redirect\r\nLOCATION: /b\r\nContent-length: 3"
        self.assertEqual(load_check.parse_head(head), (307, "/b", 3, True))

    def test_two_locations_are_refused(self):
        with self.assertRaises(BenchError):
            load_check.parse_head(b"HTTP/1.1 307 X\r\nLocation: /a\r\nLocation: /a")

    def test_something_else_is_refused(self):
        with self.assertRaises(BenchError):
            load_check.parse_head(b"SSH-2.0-OpenSSH")

    def test_sizes_do_not_make_answers_differ(self):
        same = load_check.first_difference({"/a": Answer(307, "/b", 9)}, {"/a": Answer(307, "/b", 8)},
                                           "h2o")
        self.assertIsNone(same)


class Configurations(WithDirectory):
    def test_a_rule_that_would_need_quoting_is_refused(self):
        scenario = one_scenario()
        scenario.rules[0] = type(scenario.rules[0])("/a;b", "/c")
        with self.assertRaises(ValueError):
            peers.PEERS["nginx"].write(scenario, self.plan.directory, 1)

    def test_every_peers_program_accepts_its_configuration(self):
        checks = {"h2o": ["-t"], "nginx": ["-t"], "haproxy": ["-c"]}
        for name, flags in checks.items():
            with self.subTest(name):
                argv = peers.PEERS[name].write(one_scenario(), self.plan.directory, peers.free_port())
                checked = subprocess.run(argv + flags, capture_output=True, text=True, timeout=20,
                                         check=False)
                self.assertEqual(checked.returncode, 0, checked.stderr)

    def test_every_peer_answers_from_a_folder_with_an_odd_name(self):
        answers = bench_measure.check_answers(peers.PEERS, two_rules(), self.plan)
        self.assertEqual(list(answers), list(peers.PEERS))

    def test_callgrind_takes_a_folder_with_an_odd_name(self):
        profile = self.plan.directory / "profile"
        subprocess.run([*bench_build.callgrind(profile), "/bin/true"], capture_output=True,
                       timeout=60, check=True)
        self.assertTrue(profile.is_file(), os.listdir(self.plan.directory))

    def test_a_missing_program_names_its_package(self):
        absent = peers.Nginx()
        absent.program = "nginx-that-is-not-there"
        with self.assertRaises(UsageError) as caught:
            absent.find()
        self.assertIn("package nginx-light", str(caught.exception))
        self.assertIn("scripts/setup", str(caught.exception))


class CompiledRules(WithDirectory):
    """Carom's server with rules that this build's tool compiles."""

    def setUp(self):
        super().setUp()
        tool = Path(os.environ.get("CAROM_BUILD_DIR", ROOT / "build" / "test")) / "core/tool/carom"
        if not tool.exists():
            self.skipTest(f"{tool} is not built")
        self.server = peers.CaromImage(Path("/bin/true"), tool)

    def test_it_gets_the_image_of_the_rules_and_compiles_them_once(self):
        scenario = two_rules()
        argv = self.server.write(scenario, self.plan.directory, 1)
        image = self.plan.directory / "carom.image"
        self.assertEqual(argv[argv.index("--rules") + 1], str(image))
        first = image.stat()
        self.assertGreater(first.st_size, 0)
        self.server.write(scenario, self.plan.directory, 2)
        self.assertEqual(image.stat().st_mtime_ns, first.st_mtime_ns)

    def test_rules_that_do_not_compile_end_the_benchmark_with_the_reason(self):
        scenario = Scenario("odd", "", "/a\n", ["/a"])
        with self.assertRaisesRegex(BenchError, "carom.redirects:1:1: error: "):
            self.server.write(scenario, self.plan.directory, 1)


class CommandLine(unittest.TestCase):
    def bench(self, *arguments, **options):
        return subprocess.run([BENCH, *arguments], capture_output=True, text=True, timeout=60,
                              stdin=subprocess.DEVNULL, check=False, **options)

    def test_wrong_usage_is_2(self):
        for arguments in (("--scenario", "billion"), ("--server", "apache"), ("--rounds", "0"),
                          ("--rounds", "1x"), ("--time", "0"), ("--connections", "-1"), ("x",)):
            with self.subTest(arguments):
                self.assertEqual(self.bench(*arguments).returncode, 2)

    def test_a_missing_wrk_is_2_and_names_the_package(self):
        finished = self.bench("--quick", env={**os.environ, "PATH": "/nonexistent"})
        self.assertEqual(finished.returncode, 2)
        self.assertIn("Debian package wrk", finished.stderr)

    def test_a_scenario_that_the_server_cannot_run_is_2(self):
        if not (ROOT / "bench" / "workloads" / "site.redirects").is_file():
            self.skipTest("there is no site.redirects")
        finished = self.bench("--quick", "--scenario", "site", "--server", "nginx")
        self.assertEqual(finished.returncode, 2)

    def test_the_list_names_scenarios_and_servers(self):
        finished = self.bench("--list")
        self.assertEqual(finished.returncode, 0)
        for word in ("one", "thousand", "carom", "h2o", "nginx", "haproxy", "carom-deciding",
                     "carom-image"):
            self.assertIn(word, finished.stdout)
        asked_for = [line.split()[1] for line in finished.stdout.splitlines()
                     if line.endswith("only when it is named")]
        self.assertEqual(asked_for, ["hundred-thousand:", "million:", "patterns:"])

    def test_what_runs_no_server_refuses_options_about_them(self):
        for part in (("--micro",), ("--scale", "quick")):
            for arguments in (("--scenario", "one"), ("--server", "h2o"), ("--instructions",),
                              ("--rounds", "1"), ("--time", "1s"), ("--quick",)):
                with self.subTest(part + arguments):
                    finished = self.bench(*part, *arguments)
                    self.assertEqual(finished.returncode, 2)
                    self.assertIn(f"{part[0]} runs no server", finished.stderr)
                    self.assertIn(f"does not go with {arguments[0]}", finished.stderr)

    def test_a_folder_that_cannot_be_written_to_is_2_before_anything_runs(self):
        with tempfile.TemporaryDirectory() as directory:
            plain = Path(directory) / "plain"
            plain.touch()
            for out, reason in ((plain, f"{plain} is not a folder"),
                                (plain / "below", f"{plain} is not a folder"),
                                ("/sys/carom", "cannot write to /sys/carom: ")):
                with self.subTest(out):
                    finished = self.bench("--quick", "--out", str(out))
                    self.assertEqual(finished.returncode, 2, finished.stderr)
                    self.assertIn(reason, finished.stderr)
                    self.assertIn("choose another with --out DIR", finished.stderr)
                    self.assertEqual(finished.stderr.count("\n"), 1)

    def test_a_second_benchmark_in_one_folder_is_2_and_names_the_first(self):
        with tempfile.TemporaryDirectory() as directory:
            with bench_output.claimed(Path(directory)):
                finished = self.bench("--quick", "--out", directory)
            self.assertEqual(finished.returncode, 2)
            self.assertIn(f"another benchmark is running in this tree (pid {os.getpid()})",
                          finished.stderr)
            with bench_output.claimed(Path(directory)) as claimed:
                self.assertEqual(claimed, Path(directory) / "bench")

    def test_figures_are_shown_even_when_they_cannot_be_written(self):
        options = argparse.Namespace(out=Path("/sys/carom"), json=True)
        shown = io.StringIO()
        with contextlib.redirect_stdout(shown), self.assertRaises(OSError):
            bench._report(options, None, {"scenarios": [], "micro": None})
        self.assertEqual(json.loads(shown.getvalue()), {"scenarios": [], "micro": None})

    def test_a_term_or_a_hangup_in_the_middle_stops_the_servers(self):
        for number in (signal.SIGTERM, signal.SIGHUP):
            with self.subTest(number):
                self.interrupt_by(number)

    def interrupt_by(self, number):
        with tempfile.TemporaryDirectory(prefix="two words ") as directory:
            running = subprocess.Popen([BENCH, "--server", "haproxy", "--scenario", "one", "--time",
                                        "20s", "--no-micro", "--out", directory], text=True,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            try:
                server = wait_for(lambda: child_named(running.pid, "wrk")
                                  and child_named(running.pid, "haproxy"))
                self.assertIsNotNone(server, "haproxy and wrk did not start")
                running.send_signal(number)
                _, told = running.communicate(timeout=20)
            finally:
                running.kill()
                running.wait()
            self.assertEqual(running.returncode, 128 + number)
            self.assertIn(f"interrupted by {number.name}; every server was stopped", told)
            self.assertFalse(is_alive(server))
            self.assertFalse((Path(directory) / "bench.json").exists())


def child_named(parent, name):
    """The pid of a child process with this command name, or None."""
    for entry in os.listdir("/proc"):
        try:
            text = Path(f"/proc/{int(entry)}/stat").read_text(encoding="utf-8", errors="replace")
        except (ValueError, OSError):
            continue
        command, _, rest = text.partition("(")[2].rpartition(")")
        if command == name and int(rest.split()[1]) == parent:
            return int(entry)
    return None


def wait_for(question, patience_s=20):
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        answer = question()
        if answer:
            return answer
        time.sleep(0.05)
    return None


if __name__ == "__main__":
    unittest.main()
