"""What the rules and requests of one set have in common, and where their randomness comes from."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from harness.netlify import vocabulary

Choice = TypeVar("Choice")


class Theme:
    """Few words for a whole set, and not all kinds of things in each."""

    def __init__(self, seed: str):
        self.chance = random.Random(seed)
        self.words = self.chance.sample(vocabulary.WORDS, self.chance.randint(2, 3))
        if self.often(0.4):
            self.words.append(self.pick(vocabulary.ODD_WORDS))
        self.has_origins = self.often(0.25)
        self.has_conditions = self.often(0.3)
        self.has_pairs = self.often(0.3)
        self.is_odd = self.often(0.15)  # in its writing: spaces, comments, what is no rule

    def often(self, share: float) -> bool:
        return self.chance.random() < share

    def pick(self, choices: Sequence[Choice]) -> Choice:
        return self.chance.choice(choices)


@dataclass
class Source:
    """What of a rule its requests are made from."""

    segments: list[str]
    origin: tuple[str, str] | None = None
    target: str = ""
    pairs: list[tuple[str, str]] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        """What it captures, or something that it does not."""
        names = [segment[1:] for segment in self.segments if segment.startswith(":")]
        names += ["splat"] * any(segment.endswith("*") for segment in self.segments)
        names += [value[1:] for _, value in self.pairs if value.startswith(":")]
        return names or ["splat"]
