"""Campaigns over stand-ins for libFuzzer: shell scripts that print what libFuzzer printed."""

import contextlib
import io
import os
import signal
import tempfile
import threading
import unittest
from pathlib import Path

from rich.console import Console

from harness.fuzz_campaign import Campaign
from harness.fuzz_process import FuzzerProcess
from harness.fuzz_targets import Tree, choose_targets
from harness.fuzz_view import LineView, cells, live_table, summary

SAMPLES = Path(__file__).resolve().parent / "samples"


class Watcher:
    """A view that only remembers."""

    def __init__(self):
        self.most_running = 0
        self.ends = []

    def show(self, runs):
        self.most_running = max(self.most_running, sum(run.state == "running" for run in runs))

    def ended(self, run):
        self.ends.append(run.target.name)


class Campaigns(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.tree = Tree(self.root, self.root / "out")
        (self.root / "fuzz").mkdir()
        (self.root / "build" / "fuzz" / "fuzz").mkdir(parents=True)

    def add(self, name, body, options=None):
        (self.root / "fuzz" / f"fuzz_{name}.c").touch()
        if options:
            (self.root / "fuzz" / f"fuzz_{name}.options").write_text(f"[libfuzzer]\n{options}\n")
        seeds = self.root / "corpus" / name / "seed"
        seeds.mkdir(parents=True)
        (seeds / "one").write_text("seed")
        program = self.root / "build" / "fuzz" / "fuzz" / f"fuzz_{name}"
        program.write_text(f"#!/bin/sh\n{body}\n")
        program.chmod(0o755)

    def add_sample(self, name, sample, code):
        self.add(name, f"cat '{SAMPLES}/libfuzzer_{sample}.log' >&2; exit {code}")

    def runs(self, seconds=5, seed=None):
        return [FuzzerProcess(target, seconds, seed) for target in choose_targets(self.tree, [])]

    def campaign(self, runs, jobs=2):
        watcher = Watcher()
        campaign = Campaign(runs, jobs, watcher)
        campaign.run()
        return campaign, watcher

    def test_a_crash_is_told_with_its_command_and_the_others_go_on(self):
        self.add_sample("bad", "crash", 1)
        self.add_sample("good", "clean", 0)
        campaign, watcher = self.campaign(self.runs(), jobs=1)
        bad, good = campaign.result()["targets"]
        self.assertTrue(campaign.failed())
        self.assertEqual(watcher.ends, ["bad", "good"])
        self.assertEqual((bad["state"], good["state"]), ("crash", "done"))
        path = "out/fuzz/t/crashes/crash-8ba133cd1e1b4cf1bb050abc4cffed0a6bd5c9d1"
        self.assertEqual(bad["crashes"], [{
            "kind": "crash", "path": path,
            "summary": "AddressSanitizer: heap-buffer-overflow t.c:14:58 in LLVMFuzzerTestOneInput",
            "reproduce": f"build/fuzz/fuzz/fuzz_bad {path}"}])
        self.assertEqual((good["executions"], good["crashes"], good["error"]), (1574453, [], None))

    def test_a_timeout_and_an_oom_are_reproduced_under_the_same_limit(self):
        self.add("slow", f"cat '{SAMPLES}/libfuzzer_timeout.log'; exit 70", "timeout = 3")
        self.add_sample("zoom", "oom", 71)
        campaign, _ = self.campaign(self.runs())
        slow, zoom = (target["crashes"][0] for target in campaign.result()["targets"])
        self.assertEqual((slow["kind"], zoom["kind"]), ("timeout", "oom"))
        self.assertIn("fuzz_slow -timeout=3 out/", slow["reproduce"])
        self.assertIn("fuzz_zoom -rss_limit_mb=2048 out/", zoom["reproduce"])

    def test_an_end_without_a_finding_is_a_failure_not_a_success(self):
        self.add("gone", "echo 'error while loading shared libraries' >&2; exit 127")
        campaign, _ = self.campaign(self.runs())
        target = campaign.result()["targets"][0]
        self.assertTrue(campaign.failed())
        self.assertEqual(target["state"], "failed")
        self.assertIn("exit code 127", target["error"])
        self.assertIn("out/fuzz/gone/fuzz.log", target["error"])

    def test_the_committed_corpus_comes_after_the_one_that_is_written(self):
        self.add("rules", 'printf "%s\\n" "$@"', "max_len = 64")
        (self.root / "fuzz" / "fuzz_rules.dict").touch()
        self.campaign(self.runs(seconds=7, seed=42))
        said = (self.root / "out" / "fuzz" / "rules" / "fuzz.log").read_text().splitlines()
        self.assertEqual([word for word in said if not word.startswith("-")],
                         ["out/fuzz/rules/corpus", "corpus/rules/seed"])
        for flag in ("-max_len=64", "-max_total_time=7", "-seed=42", "-print_final_stats=1",
                     "-dict=fuzz/fuzz_rules.dict", "-artifact_prefix=out/fuzz/rules/crashes/"):
            self.assertIn(flag, said)

    def test_no_more_than_the_jobs_run_at_once(self):
        for name in "abcd":
            self.add(name, "sleep 0.3")
        _, watcher = self.campaign(self.runs(), jobs=2)
        self.assertEqual(watcher.most_running, 2)
        self.assertEqual(sorted(watcher.ends), list("abcd"))

    def test_an_interrupt_stops_the_targets_and_keeps_the_figures(self):
        sample = SAMPLES / "libfuzzer_interrupted.log"
        self.add("long", f"trap \"cat '{sample}'; exit 72\" INT; while :; do sleep 0.05; done")
        self.add("next", "exit 0")
        threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
        campaign, _ = self.campaign(self.runs(), jobs=1)
        result = campaign.result()
        self.assertTrue(result["interrupted"])
        self.assertFalse(campaign.failed())
        self.assertEqual([target["name"] for target in result["targets"]], ["long"])
        self.assertEqual(result["targets"][0]["state"], "stopped")
        self.assertEqual(result["targets"][0]["executions"], 1023442)
        self.assertEqual(signal.getsignal(signal.SIGINT), signal.default_int_handler)

    def test_the_series_grows_and_ends_with_the_last_numbers(self):
        self.add_sample("good", "clean", 0)
        campaign, _ = self.campaign(self.runs())
        series = campaign.result()["targets"][0]["series"]
        self.assertEqual(series[-1]["edges"], 13)
        self.assertEqual(series, sorted(series, key=lambda point: point["t"]))

    def test_lines_and_summary_show_the_figures_and_the_finding(self):
        self.add_sample("bad", "assert", 77)
        runs = self.runs()
        said = io.StringIO()
        with contextlib.redirect_stderr(said):
            Campaign(runs, 1, LineView()).run()
        self.assertIn("fuzz: bad crash: ", said.getvalue())
        self.assertIn("CRASH bad: libFuzzer: deadly signal: t.c:18: check failed", said.getvalue())
        self.assertIn("  reproduce  build/fuzz/fuzz/fuzz_bad out/fuzz/t/", said.getvalue())
        heading, row = summary(runs).splitlines()
        self.assertEqual(len(heading.split()), len(row.split()))
        self.assertEqual(row.split(), cells(runs[0]))

    def test_the_live_table_fits_eighty_columns(self):
        self.add_sample("respond", "clean", 0)
        runs = self.runs()
        self.campaign(runs)
        runs[0].log.executions, runs[0].log.exec_per_s = 98765432, 123456
        runs[0].log.edges_total = 12345
        screen = io.StringIO()
        Console(file=screen, width=80).print(live_table(runs))
        for text in ("respond", "done", "98,765,432", "123,456", "13/12,345"):
            self.assertIn(text, screen.getvalue())


if __name__ == "__main__":
    unittest.main()
