"""The benchmark's arithmetic: ratios inside a round, spreads, and what it warns of."""

import json
import os
import unittest
from pathlib import Path

from harness import bench_cores, bench_instructions, bench_micro, bench_summary, wrk
from harness.bench_errors import BenchError
from harness.bench_measure import Measured, Plan, Run, round_order, size_remark
from harness.bench_process import CpuTime, Memory, parse_memory
from harness.bench_sampler import Samples
from harness.bench_scenarios import one_scenario
from harness.bench_scenarios_large import million_scenario

PLAN = Plan(rounds=2, seconds=3, connections=64, directory=Path("out"))


def run(**changes):
    values = {"requests_per_s": 100000.0, "cpu_user_us": 1.0, "cpu_system_us": 7.0, "errors": 0,
              "client_cpu_share": 0.9, "server_cpu_share": 0.9, "memory": Memory(4096, 2048), "start_s": 0.01,
              "split_samples": 1000, "foreign_share": 0.0}
    return Run(**{**values, **changes})


class Ratios(unittest.TestCase):
    def test_a_ratio_is_taken_inside_each_round(self):
        carom = [run(requests_per_s=100.0, cpu_user_us=1.0), run(requests_per_s=30.0, cpu_user_us=3.0)]
        nginx = [run(requests_per_s=50.0, cpu_user_us=2.0), run(requests_per_s=10.0, cpu_user_us=6.0)]
        ratio = bench_summary.ratio_entry("nginx", carom, nginx)
        self.assertEqual(ratio["requests_per_s"], {"median": 2.5, "min": 2.0, "max": 3.0})
        self.assertEqual(ratio["cpu_user"], {"median": 0.5, "min": 0.5, "max": 0.5})

    def test_total_is_user_and_system(self):
        ratio = bench_summary.ratio_entry("h2o", [run(cpu_user_us=1.0, cpu_system_us=3.0)],
                                          [run(cpu_user_us=2.0, cpu_system_us=6.0)])
        self.assertEqual(ratio["cpu_total"]["median"], 0.5)

    def test_a_peer_without_user_time_has_no_ratio(self):
        self.assertIsNone(bench_summary.ratio_entry("h2o", [run()], [run(cpu_user_us=0.0)]))


class Warnings(unittest.TestCase):
    def notes(self, *runs):
        return "\n".join(bench_summary.server_notes("carom", list(runs)))

    def test_quiet_runs_have_no_notes(self):
        self.assertEqual(self.notes(run(), run()), "")

    def test_a_full_client_and_an_idle_server_is_client_bound(self):
        self.assertTrue(bench_summary.is_client_bound([run(client_cpu_share=0.99)]))
        self.assertIn("wrk was the bottleneck", self.notes(run(client_cpu_share=0.99)))

    def test_when_both_cores_are_full_nobody_is_blamed(self):
        full = run(client_cpu_share=0.99, server_cpu_share=0.98)
        self.assertFalse(bench_summary.is_client_bound([full]))

    def test_a_wide_spread_is_named(self):
        self.assertIn("differ by 40%", self.notes(run(requests_per_s=80.0), run(requests_per_s=120.0)))

    def test_a_shared_core_is_named(self):
        self.assertIn("took 30%", self.notes(run(foreign_share=0.3)))

    def test_errors_are_named_with_their_round(self):
        self.assertIn("round 2: 3 read", self.notes(run(), run(errors=3, remark="3 read")))

    def test_the_sampling_error_shrinks_with_the_run(self):
        short = bench_summary.sampling_error([run(split_samples=500)])
        self.assertAlmostEqual(bench_summary.sampling_error([run(split_samples=2000)]), short / 2)

    def test_answers_of_another_size_are_a_remark(self):
        load = wrk.LoadResult(1000, 1.0, 300000, 0, "", 0.5)
        self.assertEqual(size_remark(load, 301.0, 1), "")
        self.assertIn("300 bytes", size_remark(load, 200.0, 1))
        self.assertIn("no request", size_remark(wrk.LoadResult(0, 1.0, 0, 0, "", 0.5), 200.0, 1))

    def test_unfinished_answers_are_no_remark(self):
        load = wrk.LoadResult(100, 1.0, 104 * 200, 0, "", 0.5)
        self.assertEqual(size_remark(load, 200.0, 4), "")
        self.assertNotEqual(size_remark(load, 200.0, 1), "")


class Document(unittest.TestCase):
    def test_a_scenario_has_the_keys_of_the_schema_and_is_json(self):
        measured = Measured({"carom": [run(), run()], "nginx": [run(), run()]}, 1,
                            {"carom": 400.0, "nginx": 300.0})
        entry = bench_summary.scenario_entry(one_scenario(), PLAN, measured,
                                             {"carom": "0.1.0", "nginx": "1.22.1"}, False)
        self.assertEqual(set(entry), {"name", "description", "rules", "connections",
                                      "seconds_per_run", "rounds", "checked_requests",
                                      "client_bound", "notes", "left_out", "servers", "ratios"})
        carom = entry["servers"][0]
        self.assertEqual((carom["rss_bytes"], carom["pss_bytes"]), (4096, 2048))
        self.assertEqual([ratio["peer"] for ratio in entry["ratios"]], ["nginx"])
        self.assertEqual(set(entry["servers"][0]["rounds"][0]),
                         {"requests_per_s", "cpu_user_us", "cpu_system_us", "errors",
                          "client_cpu_share", "server_cpu_share"})
        json.dumps(entry, allow_nan=False)

    def test_a_server_that_is_left_out_is_named_with_the_reason(self):
        entry = bench_summary.scenario_entry(
            million_scenario(), PLAN, Measured({"carom": [run()]}, 1, {"carom": 400.0}),
            {"carom": "0.1.0"}, False)
        self.assertEqual([left["name"] for left in entry["left_out"]], ["h2o"])
        self.assertIn("one by one", entry["left_out"][0]["reason"])
        self.assertEqual(entry["rules"], 1_000_000)

    def test_without_carom_there_are_no_ratios(self):
        measured = Measured({"nginx": [run()]}, 1, {"nginx": 300.0})
        entry = bench_summary.scenario_entry(one_scenario(), PLAN, measured, {"nginx": "1"}, False)
        self.assertEqual(entry["ratios"], [])

    def test_the_machine_is_described(self):
        machine = bench_summary.machine()
        self.assertEqual(set(machine), {"cpu", "cores", "memory_bytes", "kernel", "os"})
        self.assertGreater(machine["memory_bytes"], 0)


class Readings(unittest.TestCase):
    def test_the_split_follows_the_ticks_and_keeps_the_exact_total(self):
        used = CpuTime(3_000_000_000, 75, 225).since(CpuTime(1_000_000_000, 25, 75))
        user_us, system_us = used.split_us()
        self.assertAlmostEqual(user_us, 500_000)
        self.assertAlmostEqual(system_us, 1_500_000)
        self.assertEqual(used.split_us(Samples(user=3, system=1)), (1_500_000, 500_000))

    def test_the_time_of_threads_that_ended_is_not_lost(self):
        used = CpuTime(1_000_000, 75, 225).since(CpuTime(9_000_000, 25, 75))
        self.assertEqual(used.total_ns, (50 + 150 - 2) * 1_000_000_000 // os.sysconf("SC_CLK_TCK"))
        self.assertEqual(CpuTime(1, 5, 5).since(CpuTime(2, 5, 5)).total_ns, 0)

    def test_a_core_is_read_from_its_own_line(self):
        text = "cpu  9 9 9 9 9 9 9 9 0 0\ncpu0 1 2 3 100 5 6 7 8 0 0\ncpu1 10 0 0 1 1 0 0 2 0 0\n"
        self.assertEqual(bench_cores.parse_core_use(text, 0), bench_cores.CoreUse(19, 8))
        self.assertEqual(bench_cores.parse_core_use(text, 1), bench_cores.CoreUse(10, 2))
        with self.assertRaises(ValueError):
            bench_cores.parse_core_use(text, 2)

    def test_memory_is_read_whole_and_in_parts(self):
        text = ("7f00-7fff ---p 00000000 00:00 0    [rollup]\nRss:     5000 kB\nPss:     1200 kB\n"
                "Pss_Anon:  900 kB\nShared_Clean: 10 kB\n")
        self.assertEqual(parse_memory(text), Memory(5000 * 1024, 1200 * 1024))
        self.assertEqual(Memory(1, 2) + Memory(10, 20), Memory(11, 22))

    def test_rounds_rotate_and_keep_everyone(self):
        names = ["carom", "h2o", "nginx", "haproxy"]
        orders = [round_order(names, number) for number in range(4)]
        self.assertEqual({order[0] for order in orders}, set(names))
        self.assertTrue(all(sorted(order) == sorted(names) for order in orders))

    def test_wrks_line_is_found_among_its_own_output(self):
        output = ('Requests/sec: 1\ncarom-bench {"requests":10,"duration_us":2000000,"bytes":100,'
                  '"connect":0,"read":2,"write":0,"status":1,"timeout":0}\n')
        result = wrk.parse_result(output, 0.5)
        self.assertEqual((result.requests_per_s, result.errors), (5.0, 3))
        self.assertEqual(result.error_text, "2 read, 1 status")
        with self.assertRaises(BenchError):
            wrk.parse_result("unable to connect\n", 0.5)

    def test_callgrinds_count_is_read_and_divided(self):
        self.assertEqual(bench_micro.parse_collected("==1== Collected : 8192000\n"), 8192000)
        with self.assertRaises(BenchError):
            bench_micro.parse_collected("valgrind: no such tool")
        profile = "events: Ir\nsummary: 5\nfn=(1)\n1 5\ntotals: 7\n"
        self.assertEqual(bench_instructions.total_of_profile(profile), 5)
        with self.assertRaises(BenchError):
            bench_instructions.total_of_profile("events: Ir\n")


if __name__ == "__main__":
    unittest.main()
