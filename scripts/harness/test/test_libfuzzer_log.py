"""The samples are what libFuzzer of clang 19 printed, with paths shortened and most stack frames left out."""

import unittest
from pathlib import Path

from harness.libfuzzer_log import FuzzerLog

SAMPLES = Path(__file__).resolve().parent / "samples"


def read(name: str) -> FuzzerLog:
    log = FuzzerLog()
    for line in (SAMPLES / f"libfuzzer_{name}.log").read_text(encoding="utf-8").splitlines(True):
        log.feed(line, 2.0)
    return log


class CleanRun(unittest.TestCase):
    def setUp(self):
        self.log = read("clean")

    def test_the_final_numbers_are_read(self):
        log = self.log
        self.assertEqual((log.executions, log.exec_per_s), (1574453, 524817))
        self.assertEqual((log.edges, log.edges_total, log.features), (13, 36, 13))
        self.assertEqual((log.corpus_files, log.corpus_bytes, log.new_inputs), (6, 12, 6))
        self.assertEqual(log.seed, 3777319355)
        self.assertTrue(log.finished)

    def test_there_is_no_crash(self):
        self.assertEqual((self.log.crashes, self.log.summary()), ([], ""))

    def test_an_interrupted_run_is_finished_too(self):
        log = read("interrupted")
        self.assertTrue(log.finished)
        self.assertEqual((log.executions, log.crashes, log.summary()), (1023442, [], ""))


class Findings(unittest.TestCase):
    def test_each_kind_is_told_by_the_saved_file(self):
        for name, kind in (("crash", "crash"), ("assert", "crash"), ("ub", "crash"), ("leak", "leak"),
                           ("timeout", "timeout"), ("oom", "oom")):
            with self.subTest(name):
                log = read(name)
                self.assertEqual([crash.kind for crash in log.crashes], [kind])
                self.assertRegex(log.crashes[0].path, rf"^out/fuzz/t/crashes/{kind}-[0-9a-f]{{40}}$")
                self.assertTrue(log.finished)

    def test_the_summary_says_what_and_where(self):
        for name, text in (
                ("crash", "AddressSanitizer: heap-buffer-overflow t.c:14:58 in LLVMFuzzerTestOneInput"),
                ("assert", "libFuzzer: deadly signal: t.c:18: check failed: n == 3"),
                ("leak", "AddressSanitizer: 12 byte(s) leaked in 1 allocation(s)."),
                ("oom", "libFuzzer: out-of-memory (malloc(1073741824))"),
                ("timeout", "libFuzzer: timeout"),
                ("ub", "UndefinedBehaviorSanitizer: t.c:19:71: runtime error: signed integer "
                       "overflow: 2147483647 + 97 cannot be represented in type 'int'")):
            with self.subTest(name):
                self.assertEqual(read(name).summary(), text)


class Lines(unittest.TestCase):
    def test_a_message_of_two_lines_is_joined_and_its_details_left_out(self):
        log = FuzzerLog()
        for line in ("old text", "#2\tINITED cov: 5 ft: 6 corp: 1/1b exec/s: 0 rss: 9Mb",
                     "the two sides differ in location:", '  core (1 bytes): "a"',
                     "fuzz/x.c:9: bytes differ", "==7== ERROR: libFuzzer: deadly signal",
                     "    #0 0x1 in f", "SUMMARY: libFuzzer: deadly signal"):
            log.feed(line, 1.0)
        self.assertEqual(log.summary(), "libFuzzer: deadly signal: the two sides differ in location: "
                                        "fuzz/x.c:9: bytes differ")

    def test_units_of_the_corpus_are_bytes_kib_and_mib(self):
        for text, size in (("3/4b", 4), ("3/4Kb", 4096), ("3/4Mb", 4 << 20)):
            with self.subTest(text):
                log = FuzzerLog()
                log.feed(f"#8\tNEW    cov: 5 ft: 6 corp: {text} lim: 4 exec/s: 0 rss: 9Mb", 1.0)
                self.assertEqual((log.corpus_files, log.corpus_bytes), (3, size))

    def test_the_speed_of_the_first_second_is_computed(self):
        log = FuzzerLog()
        log.feed("#500\tpulse  cov: 5 ft: 6 corp: 3/4b lim: 4 exec/s: 0 rss: 9Mb", 0.5)
        self.assertEqual(log.exec_per_s, 1000)

    def test_text_of_a_target_is_not_taken_for_numbers(self):
        log = FuzzerLog()
        for line in ("#5 is a comment", "# 7", "#", "stat::odd", "cov: 9", "\x00\xff", ""):
            log.feed(line + "\n", 1.0)
        self.assertEqual((log.executions, log.edges, log.finished, log.crashes), (0, 0, False, []))

    def test_a_slow_input_is_no_crash(self):
        log = FuzzerLog()
        log.feed("artifact_prefix='c/'; Test unit written to c/slow-unit-0a1b", 1.0)
        self.assertEqual(log.crashes, [])

    def test_a_long_summary_is_cut(self):
        log = FuzzerLog()
        log.feed("SUMMARY: " + "x" * 5000, 1.0)
        self.assertEqual(len(log.summary()), 300)


if __name__ == "__main__":
    unittest.main()
