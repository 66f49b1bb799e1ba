"""carom-micro as scripts/bench sees it: its JSON, the peers that are there or not, and the tables."""

import io
import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from rich.console import Console

from harness import bench_micro, bench_table
from harness.paths import ROOT

SHAPES = 16
PROGRAM = Path(os.environ.get("CAROM_BUILD_DIR", ROOT / "build" / "test")) / "bench/micro/carom-micro"


def spread(median):
    return {"median": median, "min": median * 0.9, "max": median * 1.1}


def cell(ns, ratio, refused=0, other=0):
    return {"ns": spread(ns), "carom_ratio": spread(ratio), "refused": refused, "other": other}


def micro():
    readers = [{"name": "carom", "does": "c", "peer": False, "built": True},
               {"name": "libcurl", "does": "l", "peer": True, "built": True},
               {"name": "uriparser", "does": "u", "peer": True, "built": False}]
    rows = [{"name": "short", "shapes": 1, "readers": [cell(100, 1), cell(801, 0.125, refused=1), None]},
            {"name": "ipv6", "shapes": 1, "readers": [cell(100, 1), cell(802, 0.125, other=1), None]},
            {"name": "all", "shapes": 2, "readers": [cell(100, 1), cell(803, 0.125, 1, 1), None]}]
    linear = [{"name": "path", "refused": False, "grows": False, "growth": spread(1.0),
               "sizes": [{"bytes": 1, "ns_per_byte": spread(1.5)}] * 3},
              {"name": "[ in host", "refused": True, "grows": True, "growth": spread(900.0),
               "sizes": [{"bytes": 1, "ns_per_byte": spread(2.5)}] * 3}]
    return {"cases": [{"name": "url", "ns_per_op": 100.0, "instructions_per_op": 1234.0},
                      {"name": "url-uriparser", "ns_per_op": None, "instructions_per_op": None}],
            "readings": [{"name": "url", "description": "parse and serialise", "rounds": 7,
                          "readers": readers, "rows": rows}],
            "linear": linear}


class Tables(unittest.TestCase):
    def setUp(self):
        self.text = self.shown(micro())

    def shown(self, result):
        out = io.StringIO()
        bench_table.print_micro(Console(file=out, width=80), result)
        return out.getvalue()

    def line(self, start):
        return next(line.split() for line in self.text.splitlines() if line.strip().startswith(start))

    def test_what_a_peer_refused_or_read_otherwise_is_marked(self):
        self.assertEqual(self.line("short"), ["short", "100", "801!", "not", "built"])
        self.assertEqual(self.line("ipv6"), ["ipv6", "100", "802~", "not", "built"])

    def test_a_row_of_several_shapes_has_no_mark_but_counts(self):
        self.assertEqual(self.line("all: 2"), ["all:", "2", "100", "803", "not", "built"])
        self.assertEqual(self.line("libcurl"), ["libcurl", "0.125", "1", "1"])

    def test_a_peer_that_is_not_built_has_no_figures(self):
        self.assertEqual(self.line("url-uriparser"), ["url-uriparser", "not", "built", "–"])

    def test_what_grows_is_flagged_and_what_does_not_is_not(self):
        self.assertEqual(self.line("path"), ["path", "1.50", "1.50", "1.50", "1.00"])
        self.assertIn("refused, GROWS more than threefold", self.text)

    def test_tables_fit_eighty_columns(self):
        self.assertLessEqual(max(len(line) for line in self.text.splitlines()), 80)

    def test_only_decisions_are_shown_when_only_they_are_there(self):
        text = self.shown(micro() | {"readings": [], "linear": []})
        self.assertIn("1,234", text)
        self.assertNotIn("shape", text)


class Measuring(unittest.TestCase):
    def measured(self, cases, counted):
        """What bench.json gets for these cases when callgrind counts these instructions, in turn."""
        printed = json.dumps({"cases": cases, "readings": [], "linear": []})
        outputs = [subprocess.CompletedProcess([], 0, printed, "")]
        outputs += [subprocess.CompletedProcess([], 0, "", f"Collected : {count}") for count in counted]
        with tempfile.TemporaryDirectory() as folder, \
             mock.patch.object(bench_micro, "_output", side_effect=outputs), \
             mock.patch.object(bench_micro, "callgrind", return_value=["callgrind"]):
            return bench_micro.measure_micro(Path("micro"), Path("none"), Path(folder), mock.Mock())

    def test_what_a_program_does_besides_its_loop_is_not_counted(self):
        few, many = bench_micro.iterations_of(SHAPES)
        case = {"name": "url", "built": True, "median_ns": 7.5, "turn": SHAPES}
        result = self.measured([case], [5000 + 50 * many, 5000 + 50 * few])
        self.assertEqual(result["cases"], [{"name": "url", "built": True, "ns_per_op": 7.5,
                                            "instructions_per_op": 50}])

    def test_a_peer_that_is_not_built_is_not_counted(self):
        result = self.measured([{"name": "url-libcurl", "built": False}], [])
        self.assertEqual(result["cases"], [{"name": "url-libcurl", "built": False, "ns_per_op": None,
                                            "instructions_per_op": None}])

    def test_both_counts_are_of_whole_turns(self):
        for turn in (1, SHAPES, 1000, 4096):
            few, many = bench_micro.iterations_of(turn)
            self.assertEqual((few % turn, many % turn), (0, 0))
            self.assertGreaterEqual(few, bench_micro.ITERATIONS_MIN)
            self.assertGreater(many, few)


class ProgramCase(unittest.TestCase):
    def call(self, program, *arguments):
        done = subprocess.run([str(program), "--json", *arguments], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return json.loads(done.stdout)

    def check_readings(self, readings):
        """Carom reads every shape as expected, and each row has a cell for each reader that is built."""
        self.assertEqual([reading["name"] for reading in readings], ["url", "uri", "uri-normalise"])
        for reading in readings:
            single = [row for row in reading["rows"] if row["shapes"] == 1]
            self.assertEqual(len({row["name"] for row in single}), SHAPES)
            self.assertIn(SHAPES, [row["shapes"] for row in reading["rows"]])
            for row in reading["rows"]:
                for reader, figures in zip(reading["readers"], row["readers"], strict=True):
                    self.assertEqual(figures is not None, reader["built"])
                    if not reader["peer"]:
                        self.assertEqual((figures["refused"], figures["other"]), (0, 0))


class Program(ProgramCase):
    """The program of this build directory."""

    def setUp(self):
        if not PROGRAM.exists():
            self.skipTest(f"{PROGRAM} is not built")

    def test_it_compares_the_readers_of_urls(self):
        result = self.call(PROGRAM, "--case", "url-peers", "--iterations", str(SHAPES))
        self.check_readings(result["readings"])
        self.assertEqual((result["cases"], result["linear"]), ([], []))

    def test_it_reads_long_urls_of_three_lengths(self):
        linear = self.call(PROGRAM, "--case", "linear", "--iterations", "1")["linear"]
        self.assertGreater(len(linear), 10)
        for entry in linear:
            sizes = [size["bytes"] for size in entry["sizes"]]
            for size, wanted in zip(sizes, (1 << 10, 1 << 16, 1 << 20), strict=True):
                self.assertTrue(wanted * 0.97 < size <= wanted, (entry["name"], size))

    def test_a_case_runs_alone(self):
        result = self.call(PROGRAM, "--case", "url", "--iterations", str(SHAPES))
        self.assertEqual([case["name"] for case in result["cases"]], ["url"])
        self.assertEqual((result["readings"], result["linear"]), ([], []))


class WithoutPeers(ProgramCase):
    """The program as it is built on a machine that has neither peer's package."""

    def test_its_own_readers_are_compared_and_the_peers_are_not_built(self):
        with tempfile.TemporaryDirectory() as folder:
            for command in (["cmake", "-S", ROOT, "-B", folder, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug",
                             "-DCAROM_MICRO_PEERS=OFF", "-DCAROM_TESTS=OFF", "-DCAROM_TOOL=OFF",
                             "-DCAROM_SERVER=OFF"],
                            ["cmake", "--build", folder, "--target", "carom-micro"]):
                done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                      check=False)
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            program = Path(folder) / "bench" / "micro" / "carom-micro"
            result = self.call(program, "--iterations", str(SHAPES))
        self.check_readings(result["readings"])
        built = {case["name"]: case["built"] for case in result["cases"]}
        self.assertEqual([name for name, there in built.items() if not there],
                         ["url-libcurl", "url-uriparser", "uri-uriparser", "uri-normalise-uriparser"])


if __name__ == "__main__":
    unittest.main()
