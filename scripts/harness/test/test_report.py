import json
import re
import tempfile
import unittest
from html.parser import HTMLParser
from pathlib import Path

from harness.report import main, render
from harness.report_bench import verdict
from harness.svg import Bar, Line, bar_chart, line_chart
from harness.test.samples.scale import scale

EVIL = "<script>alert(1)</script>'\"&{{ 7*7 }}"


def spread(middle):
    return {"median": middle, "min": middle * 0.9, "max": middle * 1.1}


def bench(name="one"):
    server = {"version": name, "requests_per_s": spread(100000.0), "cpu_user_us": spread(0.9),
              "cpu_system_us": spread(7.0), "rss_bytes": 5 << 20, "pss_bytes": 3 << 20, "start_s": 0.01, "errors": 0,
              "rounds": []}
    ratio = {"peer": name, "requests_per_s": spread(2.0), "cpu_user": spread(0.5),
             "cpu_total": spread(1.0)}
    scenario = {"name": name, "description": name, "rules": 1, "connections": 64,
                "seconds_per_run": 3, "rounds": 3, "checked_requests": 9, "client_bound": True,
                "notes": [name], "ratios": [ratio],
                "left_out": [{"name": "absent", "reason": name}],
                "servers": [server | {"name": "carom"}, server | {"name": name}]}
    machine = {"cpu": name, "cores": 2, "memory_bytes": 1 << 30, "kernel": name, "os": name}
    return {"schema": 1, "started": name, "machine": machine, "quick": True, "scenarios": [scenario],
            "micro": micro(name), "scale": scale(name)}


def micro(name):
    cells = [{"ns": spread(150.0), "carom_ratio": spread(1.0), "refused": 0, "other": 0},
             {"ns": spread(1100.0), "carom_ratio": spread(0.125), "refused": 1, "other": 0}, None]
    readers = [{"name": "carom", "does": name, "peer": False, "built": True},
               {"name": name, "does": name, "peer": True, "built": True},
               {"name": "absent", "does": name, "peer": True, "built": False}]
    reading = {"name": name, "description": name, "rounds": 7, "readers": readers,
               "rows": [{"name": name, "shapes": 1, "readers": cells},
                        {"name": "all", "shapes": 16, "readers": cells}]}
    linear = {"name": name, "refused": True, "grows": True, "growth": spread(31.5),
              "sizes": [{"bytes": 1024 ** power, "ns_per_byte": spread(2.25)} for power in (1, 2, 3)]}
    return {"cases": [{"name": name, "ns_per_op": 400.5, "instructions_per_op": None},
                      {"name": name, "ns_per_op": None, "instructions_per_op": None}],
            "readings": [reading], "linear": [linear]}


def fuzz(name="rules"):
    crash = {"kind": name, "path": name, "summary": name, "reproduce": name}
    target = {"name": name, "seconds": 8.0, "executions": 1234567, "exec_per_s": 1000, "edges": 5,
              "edges_total": None, "features": 6, "corpus_files": 7, "corpus_bytes": 2048,
              "new_inputs": 3, "crashes": [crash], "error": name,
              "series": [{"t": 0.0, "edges": 0, "exec_per_s": 0}, {"t": 8, "edges": 5, "exec_per_s": 9}]}
    coverage = {"lines": 91.5, "branches": 80.0, "failures": [name], "notes": [name],
                "files": [{"file": name, "lines": 91.5, "branches": 80.0}]}
    return {"schema": 1, "started": name, "seconds": 8, "targets": [target], "coverage": coverage}


class OutsideLinks(HTMLParser):
    """Collects whatever a browser would fetch, and checks that elements are closed in order."""

    VOID = {"meta", "br"}

    def __init__(self):
        super().__init__()
        self.links, self.open, self.scripts = [], [], 0

    def handle_starttag(self, tag, attrs):
        self.links += [value for name, value in attrs if name in ("src", "href", "xlink:href", "action")]
        self.scripts += tag == "script"
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, f"</{tag}> closes another element"


class Report(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def render(self, bench_value=None, fuzz_value=None):
        for name, value in (("bench", bench_value), ("fuzz", fuzz_value)):
            if value is not None:
                text = value if isinstance(value, str) else json.dumps(value)
                (self.folder / f"{name}.json").write_text(text)
        return render(self.folder / "bench.json", self.folder / "fuzz.json")

    def check_page(self, page):
        parser = OutsideLinks()
        parser.feed(page)
        self.assertEqual((parser.open, parser.links, parser.scripts), ([], [], 0))
        self.assertNotRegex(page, r"https?://|@import|url\(")

    def test_shows_the_figures(self):
        page = self.render(bench(), fuzz())
        self.check_page(page)
        for text in ("100,000", "5.0 MiB", "3.0 MiB", "not comparable: one", "2.00 ×", "1,234,567", "2.0 KiB", "91.5", "400.5",
                     "1 crash found", "The client was the bottleneck", "This was a quick run",
                     "Not counted, because the replay failed: rules"):
            self.assertIn(text, page)
        self.assertEqual(page.count("<svg"), 7)

    def test_shows_urls_beside_peers_and_long_ones(self):
        page = self.render(bench())
        for text in ("1,100", "0.125 ×", "refused", "not built", "31.50", "2.25", "grows"):
            self.assertIn(text, page)

    def test_shows_rules_at_scale(self):
        page = self.render(bench())
        for text in ("Rules at scale", "1,234", "1,250,000", "10,000,000 static rules", "858.3 MiB",
                     "2.75", ">above<", ">below<", "dynamic-1000"):
            self.assertIn(text, page)

    def test_a_benchmark_of_before_there_were_urls_is_shown(self):
        old = bench()
        del old["scale"], old["scenarios"][0]["left_out"]
        del old["scenarios"][0]["servers"][0]["pss_bytes"]
        old["micro"] = {"cases": [{"name": "one", "ns_per_op": 400.5, "instructions_per_op": 9}]}
        self.assertIn("400.5", self.render(old))

    def test_says_what_is_missing_and_how_to_get_it(self):
        page = self.render()
        self.check_page(page)
        self.assertIn("There is no bench.json: run scripts/bench", page)
        self.assertIn("There is no fuzz.json: run scripts/fuzz", page)
        self.assertNotIn("<svg", page)

    def test_one_file_is_shown_without_the_other(self):
        self.assertIn("1,234,567", self.render(None, fuzz()))
        self.assertIn("There is no bench.json", self.render(None, fuzz()))

    def test_a_broken_file_is_named_and_the_other_is_shown(self):
        for broken in ('{"schema": 1, "sce', "[]", '{"schema": 2}', '{"schema": 1}',
                       '{"schema": 1, "scenarios": [{}]}', '{"schema": 1, "scenarios": 5}', "\0"):
            with self.subTest(broken):
                page = self.render(broken, fuzz())
                self.check_page(page)
                self.assertIn("bench.json", page)
                self.assertIn("run scripts/bench", page)
                self.assertIn("1,234,567", page)

    def test_hostile_text_stays_text(self):
        page = self.render(bench(EVIL), fuzz(EVIL))
        self.check_page(page)
        self.assertNotIn("<script", page)
        self.assertIn("{{ 7*7 }}", page)
        self.assertIn("&lt;script&gt;alert(1)&lt;/script&gt;", page)

    def test_a_clean_campaign_has_no_crash_box(self):
        clean = fuzz()
        clean["targets"][0] |= {"crashes": [], "error": None}
        page = self.render(bench(), clean)
        self.assertNotIn('id="crashes"', page)
        self.assertIn("no crash", page)

    def test_empty_campaigns_and_benchmarks_are_shown_too(self):
        empty_fuzz = fuzz() | {"targets": [], "coverage": None}
        self.check_page(self.render(bench() | {"scenarios": [], "micro": None, "scale": None}, empty_fuzz))
        no_sets = {"sets": [], "pairs": [], "mapped": [], "bounds": []}
        self.check_page(self.render(bench() | {"scale": no_sets}, empty_fuzz))

    def test_the_program_writes_the_page(self):
        out = self.folder / "new" / "report.html"
        code = main(["--bench", str(self.folder / "no"), "--fuzz", str(self.folder / "no"),
                     "--out", str(out)])
        self.assertEqual(code, 0)
        self.check_page(out.read_text(encoding="utf-8"))


class Verdict(unittest.TestCase):
    def test_a_spread_around_one_is_even(self):
        self.assertEqual(verdict(0.9, 1.1, True), "even")

    def test_more_requests_and_less_time_are_better(self):
        self.assertEqual((verdict(1.1, 1.2, True), verdict(1.1, 1.2, False)), ("better", "worse"))
        self.assertEqual((verdict(0.8, 0.9, True), verdict(0.8, 0.9, False)), ("worse", "better"))


class Charts(unittest.TestCase):
    def test_nothing_to_draw_is_an_empty_chart(self):
        self.assertIn("<svg", bar_chart("t", []))
        self.assertIn("<svg", line_chart("t", [], "s"))
        self.assertIn("<svg", line_chart("t", [Line("a", "c0", [])], "s"))

    def test_bars_are_as_long_as_their_values(self):
        chart = bar_chart("t", [Bar("a", [("x", 1.0)], "1"), Bar("b", [("x", 2.0)], "2")])
        short, long = (float(width) for width in re.findall(r'<rect [^>]*width="([0-9.]+)"', chart))
        self.assertAlmostEqual(long, 2 * short, delta=0.2)

    def test_a_long_label_moves_the_bars_and_is_not_cut_off(self):
        def places(label):
            chart = bar_chart("t", [Bar(label, [("x", 1.0)], "1")])
            return [float(re.search(rf'<{tag} [^>]*x="([0-9.]+)"', chart)[1]) for tag in ("text", "rect")]
        label, bar = places("short")
        long_label, long_bar = places("carom-deciding-a-million")
        self.assertEqual(bar - label, long_bar - long_label)
        self.assertGreater(long_label, 24 * 7)

    def test_text_is_escaped(self):
        self.assertNotIn("<script", bar_chart(EVIL, [Bar(EVIL, [("x", 1.0)], EVIL)]))


if __name__ == "__main__":
    unittest.main()
