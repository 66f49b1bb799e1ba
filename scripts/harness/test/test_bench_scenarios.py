"""The benchmark's rules and requests: realistic, the same on every machine, in every dialect."""

import collections
import unittest

from harness import bench_scenarios, peers


class Scenarios(unittest.TestCase):
    def test_thousand_has_a_thousand_different_paths_that_need_no_quoting(self):
        rules = bench_scenarios.thousand_rules()
        self.assertEqual(len({rule.path for rule in rules}), 1000)
        self.assertEqual(list(peers.plain(rules)), rules)
        self.assertTrue(all(rule.path != rule.to for rule in rules))

    def test_the_draw_is_the_same_every_time(self):
        paths = [f"/{number}" for number in range(1000)]
        self.assertEqual(bench_scenarios.zipf_load(paths), bench_scenarios.zipf_load(paths))
        self.assertNotEqual(bench_scenarios.zipf_load(paths),
                            bench_scenarios.zipf_load(paths, seed=1))

    def test_the_first_path_is_asked_twice_as_often_as_the_second(self):
        load = bench_scenarios.zipf_load([f"/{number}" for number in range(1000)])
        (_, first), (_, second) = collections.Counter(load).most_common(2)
        self.assertEqual(len(load), bench_scenarios.DRAWN_REQUESTS)
        self.assertAlmostEqual(first / second, 2.0, delta=0.15)

    def test_popular_paths_do_not_stand_first_in_the_file(self):
        paths = [f"/{number}" for number in range(1000)]
        popular = collections.Counter(bench_scenarios.zipf_load(paths)).most_common(100)
        mean_place = sum(paths.index(path) for path, _ in popular) / len(popular)
        self.assertGreater(mean_place, 300)
        self.assertLess(mean_place, 700)

    def test_rule_count_leaves_comments_and_empty_lines_out(self):
        scenario = bench_scenarios.site_scenario("# moved\n\n/a /b 301 # why\n/c/* /d/:splat\n")
        self.assertEqual(scenario.rule_count, 2)

    def test_every_rule_is_checked_even_when_the_load_never_asks_for_it(self):
        rules = [bench_scenarios.Rule("/a", "/b"), bench_scenarios.Rule("/c", "/d")]
        scenario = bench_scenarios.Scenario("s", "", "", ["/a", "/a"], rules)
        self.assertEqual(scenario.check_paths, ["/a", "/c"])


class SitePaths(unittest.TestCase):
    def test_patterns_become_paths_that_match_them(self):
        for pattern, path in (("/a/b", "/a/b"), ("/blog/:year/:slug", "/blog/2024/some-slug"),
                              ("/docs/*", "/docs/some/page"), ("/stra\u00dfe", "/stra%C3%9Fe"),
                              ("/a%20b", "/a%20b")):
            with self.subTest(pattern):
                self.assertEqual(bench_scenarios.example_path(pattern), path)

    def test_rules_that_want_a_query_and_comments_give_no_path(self):
        text = "# /no /no\n/q id=:id /p/:id 301\n/a /b?x=1 301\n/c 404\n/a /later 302\n"
        self.assertEqual(bench_scenarios.site_paths(text), ["/a", "/c"])


if __name__ == "__main__":
    unittest.main()
