import tempfile
import unittest
from pathlib import Path

from harness.fuzz_targets import TargetError, Tree, choose_targets, count_files


class Targets(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.tree = Tree(self.root, self.root / "out")
        (self.root / "fuzz").mkdir()
        for name in ("rules", "decide"):
            (self.root / "fuzz" / f"fuzz_{name}.c").touch()
        (self.root / "fuzz" / "support.c").touch()
        for kind in ("seed", "regress"):
            (self.root / "corpus" / "rules" / kind).mkdir(parents=True)
        (self.root / "corpus" / "rules" / "seed" / "one").touch()

    def names(self, *chosen):
        return [target.name for target in choose_targets(self.tree, list(chosen))]

    def test_all_are_chosen_when_none_is_named(self):
        self.assertEqual(self.names(), ["decide", "rules"])

    def test_both_forms_of_a_name_are_one_target(self):
        self.assertEqual(self.names("rules", "fuzz_rules"), ["rules"])

    def test_an_unknown_name_is_answered_with_the_known_ones(self):
        with self.assertRaisesRegex(TargetError, "no fuzz target 'url'; there are: decide, rules"):
            self.names("url")

    def test_a_tree_without_targets_is_an_error(self):
        with self.assertRaisesRegex(TargetError, "there is no fuzz target"):
            choose_targets(Tree(self.root / "corpus", self.root), [])

    def test_dictionary_and_options_are_used_when_they_are_there(self):
        rules, decide = (choose_targets(self.tree, [name])[0] for name in ("rules", "decide"))
        rules.source.with_suffix(".dict").touch()
        rules.source.with_suffix(".options").write_text("[libfuzzer]\nmax_len = 4096\n")
        self.assertEqual(rules.dictionary, rules.source.with_suffix(".dict"))
        self.assertEqual(rules.options(), {"max_len": "4096"})
        self.assertEqual((decide.dictionary, decide.options()), (None, {}))

    def test_broken_options_are_an_error_that_names_the_file(self):
        rules = choose_targets(self.tree, ["rules"])[0]
        rules.source.with_suffix(".options").write_text("max_len = 4096\n")
        with self.assertRaisesRegex(TargetError, "fuzz_rules.options"):
            rules.options()

    def test_the_committed_corpus_is_seed_and_regress(self):
        rules = choose_targets(self.tree, ["rules"])[0]
        self.assertEqual([path.name for path in rules.committed_corpora], ["seed", "regress"])
        self.assertEqual(count_files(rules.committed_corpora), 1)


if __name__ == "__main__":
    unittest.main()
