"""Very many rules, and patterns: the same for every server, and made without holding them all."""

import re
import tempfile
import unittest
from pathlib import Path

from harness import bench_measure, bench_scenarios_large, peers
from harness.bench_errors import BenchError
from harness.bench_measure import Plan
from harness.bench_scenarios_large import Pattern


class Large(unittest.TestCase):
    def setUp(self):
        self.scenario = bench_scenarios_large.hundred_thousand_scenario()

    def test_every_path_is_another_one_and_needs_no_quoting(self):
        rules = list(peers.PlainRules(self.scenario))
        self.assertEqual(len({rule.path for rule in rules}), 100_000)
        self.assertTrue(all(rule.path != rule.to for rule in rules))

    def test_a_rule_is_the_same_whether_it_is_looked_at_alone_or_in_turn(self):
        self.assertEqual(self.scenario.rules[41_999], list(self.scenario.rules)[41_999])
        self.assertEqual(self.scenario.rule_count, 100_000)

    def test_only_what_is_asked_for_is_checked_and_its_answers_are_known(self):
        paths = self.scenario.check_paths
        self.assertLessEqual(len(paths), bench_scenarios_large.SAMPLED_RULES)
        self.assertGreater(len(paths), 3000)
        self.assertLessEqual(set(paths), set(self.scenario.expected_locations))

    def test_the_rules_that_are_asked_for_stand_all_over_the_file(self):
        places = {rule.path: number for number, rule in enumerate(self.scenario.rules)}
        asked = sorted(places[path] for path in self.scenario.check_paths)
        self.assertAlmostEqual(asked[len(asked) // 2], 50_000, delta=5_000)

    def test_they_are_run_only_when_they_are_named_and_say_who_is_left_out(self):
        found = bench_scenarios_large.all_scenarios(Path("/nonexistent/site.redirects"))
        self.assertEqual([name for name, scenario in found.items() if scenario.on_request],
                         ["hundred-thousand", "million", "patterns"])
        self.assertEqual([name for name, scenario in found.items() if not scenario.on_request],
                         ["one", "thousand"])
        for scenario in found.values():
            for left in scenario.left_out:
                self.assertNotIn(left.name, scenario.servers)


class Patterns(unittest.TestCase):
    def setUp(self):
        self.scenario = bench_scenarios_large.patterns_scenario()

    def test_the_regular_expressions_say_what_the_patterns_do(self):
        for pattern, regex, to in (
                (Pattern("/a.b/:year/:slug", "/n/:slug/:year"), r"^/a\.b/([^/]+)/([^/]+)/?$", "/n/$2/$1"),
                (Pattern("/d/*", "https://h/:splat"), "^/d(?:/(.*))?$", "https://h/$1"),
                (Pattern("/:user/x/*", "/u/:user/:splat"), "^/([^/]+)/x(?:/(.*))?$", "/u/$1/$2")):
            with self.subTest(pattern):
                self.assertEqual((pattern.regex, pattern.numbered_to("$")), (regex, to))

    def test_an_example_matches_its_own_pattern_alone_and_gives_its_location(self):
        rules = list(self.scenario.rules)
        for index in range(0, len(rules), 97):
            example = rules[index].example()
            matching = [rule for rule in rules if re.match(rule.regex, example.path)]
            self.assertEqual(matching, [rules[index]])
            to = re.sub(matching[0].regex, matching[0].numbered_to("\\"), example.path)
            self.assertEqual(to, example.to)

    def test_no_placeholder_is_left_in_a_request_or_in_its_answer(self):
        for path, to in self.scenario.expected_locations.items():
            self.assertNotRegex(path + to.replace("https:", ""), "[:*]")


class Peers(unittest.TestCase):
    """The peers' own programs, with a few rules in each of the ways in which they are told many."""

    def check(self, scenario, names):
        with tempfile.TemporaryDirectory(prefix="two words ") as folder:
            plan = Plan(rounds=1, seconds=1, connections=1, directory=Path(folder))
            servers = {name: peers.PEERS[name] for name in names}
            return bench_measure.check_answers(servers, scenario, plan)

    def test_they_answer_from_a_map(self):
        scenario = bench_scenarios_large.large_scenario("few", 60)
        answers = self.check(scenario, ("nginx", "haproxy", "h2o"))
        self.assertEqual(list(answers), ["nginx", "haproxy", "h2o"])

    def test_they_answer_from_patterns(self):
        scenario = bench_scenarios_large.patterns_scenario()
        scenario.rules = scenario.rules[:60]
        examples = [rule.example() for rule in scenario.rules]
        scenario.load = [example.path for example in examples]
        self.check(scenario, ("nginx", "haproxy"))

    def test_another_answer_than_the_rules_is_an_error(self):
        scenario = bench_scenarios_large.large_scenario("few", 60)
        path = scenario.load[0]
        scenario.locations[path] += "-wrong"
        with self.assertRaisesRegex(BenchError, re.escape(path)):
            self.check(scenario, ("haproxy",))

    def test_rules_are_written_once_and_large_files_do_not_stay(self):
        scenario = bench_scenarios_large.large_scenario("few", 60)
        with tempfile.TemporaryDirectory() as folder:
            for port in (1, 2):
                peers.PEERS["nginx"].write(scenario, Path(folder), port)
            self.assertIn("127.0.0.1:2 ", (Path(folder) / "nginx.conf").read_text(encoding="utf-8"))
            map_file = Path(folder) / "nginx.map"
            self.assertEqual(scenario.written, {map_file})
            self.assertEqual(len(map_file.read_text(encoding="utf-8").splitlines()), 60)
            scenario.remove_large_files()
            self.assertFalse(map_file.exists())


if __name__ == "__main__":
    unittest.main()
