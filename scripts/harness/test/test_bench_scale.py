"""Rule sets at scale as scripts/bench sees them: what is counted, the promises, and the tables."""

import io
import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from rich.console import Console

from harness import bench_micro, bench_scale, bench_scale_table
from harness.bench_errors import BenchError
from harness.paths import ROOT
from harness.test.samples.scale import scale

PROGRAM = Path(os.environ.get("CAROM_BUILD_DIR", ROOT / "build" / "test")) / "bench/micro/carom-micro"


class Bounds(unittest.TestCase):
    def ratio(self, few, many):
        return bench_scale.ratio_bound([{"name": "static-10", "instructions": few},
                                        {"name": "static-1000000", "instructions": many}])

    def test_instructions_at_a_million_rules_are_compared_with_those_at_ten(self):
        bound, = self.ratio(1000.0, 1990.0)
        self.assertEqual((bound["value"], bound["verdict"]), (1.99, "ok"))
        self.assertEqual(self.ratio(1000.0, 2010.0)[0]["verdict"], "above")

    def test_without_one_of_the_two_nothing_is_promised(self):
        self.assertEqual(bench_scale.ratio_bound([{"name": "static-10", "instructions": 5.0}]), [])


class Measuring(unittest.TestCase):
    def measured(self, value, counts):
        """What bench.json gets for this output when callgrind counts these instructions, in turn."""
        outputs = [subprocess.CompletedProcess([], 0, json.dumps({"scale": value}), "")]
        outputs += [subprocess.CompletedProcess([], 0, "", f"Collected : {count}") for count in counts]
        self.progress = mock.Mock()
        with tempfile.TemporaryDirectory() as folder, \
             mock.patch.object(bench_micro, "_output", side_effect=outputs) as self.called, \
             mock.patch.object(bench_micro, "callgrind", return_value=["callgrind"]):
            try:
                return bench_scale.measure_scale(Path("micro"), "quick", Path(folder), self.progress)
            finally:
                self.assertEqual(os.listdir(folder), [], "images stayed")

    def uncounted(self):
        value = scale("static-10")
        value["pairs"], value["bounds"] = [], []
        for entry in value["sets"]:
            entry["instructions"] = None
        del value["sets"][1:]
        return value

    def test_what_the_processor_did_not_count_callgrind_does(self):
        value = self.uncounted()
        few, many = bench_micro.iterations_of(value["sets"][0]["turn"])
        entry, = self.measured(value, [700 + 50 * many, 700 + 50 * few])["sets"]
        self.assertEqual((entry["instructions"], entry["counted_by"]), (50, "callgrind"))
        counting = self.called.call_args_list[1].args[0]
        self.assertEqual(counting[counting.index("--set") + 1], "static-10")

    def test_what_the_processor_counted_stays(self):
        value = self.uncounted()
        value["sets"][0]["instructions"] = 321.5
        entry, = self.measured(value, [])["sets"]
        self.assertEqual((entry["instructions"], entry["counted_by"]), (321.5, "processor"))

    def test_a_pair_gets_the_factor_of_its_instructions(self):
        value = scale("static-10")
        pair, = value["pairs"]
        del pair["instructions_factor"]
        pair["hostile"]["instructions"], pair["plain"]["instructions"] = 900.0, 600.0
        self.assertEqual(self.measured(value, [])["pairs"][0]["instructions_factor"], 1.5)

    def test_a_set_that_cannot_be_counted_leaves_no_images(self):
        with self.assertRaises(BenchError):
            self.measured(self.uncounted(), ["nothing"])


class Tables(unittest.TestCase):
    def setUp(self):
        out = io.StringIO()
        bench_scale_table.print_scale(Console(file=out, width=80), scale("static-1000"))
        self.text = out.getvalue()

    def line(self, start):
        return next(line.split() for line in self.text.splitlines() if line.strip().startswith(start))

    def test_a_set_has_its_figures_in_order(self):
        self.assertEqual(self.line("static-1000"), ["static-1000", "37.5", "151", "172", "98", "1,234"])
        self.assertRegex(self.text, r"static-1000 +0\.08 +0\.09 +12\.0 +1,250,000 +100\.0")

    def test_what_was_not_measured_is_a_dash(self):
        self.assertEqual(self.line("dynamic-1000")[3:5], ["–", "–"])

    def test_a_pair_has_both_sides_and_their_factors(self):
        self.assertEqual(self.line("placeholders"),
                         ["placeholders", "300", "150", "2.00", "900", "600", "1.50"])

    def test_the_mapped_file_is_told_in_misses(self):
        self.assertIn("10,000,000 static rules in a mapped file", self.text)
        self.assertIn("2.75 misses' worth", self.text)

    def test_each_promise_has_its_verdict(self):
        self.assertEqual(self.line("static-1000000")[-1], "above")
        self.assertIn("below", self.text)

    def test_tables_fit_eighty_columns(self):
        self.assertLessEqual(max(len(line) for line in self.text.splitlines()), 80)


class Program(unittest.TestCase):
    """The program of this build directory."""

    def setUp(self):
        if not PROGRAM.exists():
            self.skipTest(f"{PROGRAM} is not built")

    def call(self, *arguments, code=0):
        done = subprocess.run([str(PROGRAM), *arguments], stdin=subprocess.DEVNULL, timeout=100,
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def measured(self, *arguments):
        return json.loads(self.call("--json", *arguments).stdout)["scale"]

    def test_it_measures_sets_up_to_a_size_and_a_mapped_file(self):
        result = self.measured("--scale", "full", "--largest", "1000", "--iterations", "64")
        self.assertEqual([entry["name"] for entry in result["sets"]],
                         ["static-10", "static-1000", "dynamic-1000"])
        mapped, = result["mapped"]
        self.assertEqual((mapped["rules"], mapped["large"]["rules"], mapped["small"]["rules"]),
                         (1000, 1000, 10))
        self.assertGreater(mapped["misses"]["median"], 0)
        self.assertEqual({bound["verdict"] for bound in result["bounds"]} - {"ok", "above", "below"},
                         set())

    def test_an_image_is_kept_and_then_read_in_place_of_compiling(self):
        arguments = ("--scale", "quick", "--set", "placeholders-plain", "--iterations", "64")
        with tempfile.TemporaryDirectory() as folder:
            first, = self.measured(*arguments, "--images", folder)["sets"]
            image = Path(folder) / "placeholders-plain.image"
            self.assertEqual(image.stat().st_size, first["image_bytes"])
            again, = self.measured(*arguments, "--images", folder)["sets"]
            self.assertIsNone(again["compile_s"])
            self.assertIsNotNone(first["compile_s"])
            image.write_bytes(b"no image")
            self.assertIn("placeholders-plain.image",
                          self.call(*arguments, "--images", folder, code=1).stderr)

    def test_a_folder_that_is_not_there_is_said(self):
        done = self.call("--scale", "quick", "--set", "static-10", "--images", "/nonexistent", code=1)
        self.assertIn("/nonexistent/static-10.image", done.stderr)

    def test_wrong_usage_is_said(self):
        for arguments, said in ((("--scale", "huge"), "quick or full"),
                                (("--set", "static-10"), "needs --scale"),
                                (("--scale", "quick", "--set", "static-10-plain"), "no such set"),
                                (("--scale", "quick", "--largest", "9"), "from 10 to 10000000"),
                                (("--scale", "quick", "--case", "one"), "no case")):
            with self.subTest(arguments):
                self.assertIn(said, self.call(*arguments, code=2).stderr)


if __name__ == "__main__":
    unittest.main()
