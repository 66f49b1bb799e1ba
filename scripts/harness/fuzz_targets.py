"""The fuzz targets of the tree: a target is fuzz/fuzz_<name>.c with its corpus, dictionary and options."""

import configparser
from dataclasses import dataclass
from pathlib import Path

PREFIX = "fuzz_"


class TargetError(Exception):
    """A target that does not exist or is not complete; the text says what to do."""


@dataclass(frozen=True)
class Tree:
    """The folders that a campaign reads and writes."""

    root: Path
    out: Path

    def binary(self, preset: str, program: str) -> Path:
        return self.root / "build" / preset / "fuzz" / program


@dataclass(frozen=True)
class Target:
    name: str
    tree: Tree

    @property
    def program(self) -> str:
        return PREFIX + self.name

    @property
    def source(self) -> Path:
        return self.tree.root / "fuzz" / f"{self.program}.c"

    @property
    def dictionary(self) -> Path | None:
        path = self.source.with_suffix(".dict")
        return path if path.is_file() else None

    @property
    def committed_corpora(self) -> list[Path]:
        """Read, never written."""
        corpus = self.tree.root / "corpus" / self.name
        return [path for path in (corpus / "seed", corpus / "regress") if path.is_dir()]

    @property
    def work(self) -> Path:
        return self.tree.out / "fuzz" / self.name

    @property
    def found_corpus(self) -> Path:
        return self.work / "corpus"

    @property
    def crashes(self) -> Path:
        return self.work / "crashes"

    def options(self) -> dict[str, str]:
        """The [libfuzzer] section of fuzz_<name>.options."""
        path = self.source.with_suffix(".options")
        if not path.is_file():
            return {}
        parser = configparser.ConfigParser(interpolation=None)
        try:
            parser.read_string(path.read_text(encoding="utf-8"))
        except configparser.Error as error:
            raise TargetError(f"{path}: {error}") from error
        return dict(parser["libfuzzer"]) if parser.has_section("libfuzzer") else {}


def find_targets(tree: Tree) -> list[Target]:
    """Every target of the tree, in order of name."""
    sources = sorted((tree.root / "fuzz").glob(f"{PREFIX}*.c"))
    return [Target(source.stem.removeprefix(PREFIX), tree) for source in sources]


def choose_targets(tree: Tree, names: list[str]) -> list[Target]:
    """The targets with these names (with or without fuzz_), each once; every target for no names."""
    known = {target.name: target for target in find_targets(tree)}
    if not known:
        raise TargetError("there is no fuzz target: expected fuzz/fuzz_<name>.c")
    chosen: dict[str, Target] = {}
    for name in names or list(known):
        short = name.removeprefix(PREFIX)
        if short not in known:
            raise TargetError(f"no fuzz target '{name}'; there are: {', '.join(known)}")
        chosen[short] = known[short]
    return list(chosen.values())


def count_files(folders: list[Path]) -> int:
    return sum(1 for folder in folders for path in folder.rglob("*") if path.is_file())
