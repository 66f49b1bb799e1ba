"""A line of a rules file in words, and what Netlify's parser loses of it without a trace."""

from __future__ import annotations

import re
from dataclasses import dataclass

# ECMAScript's white space.
_SPACES = re.compile("[\\t-\\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+")
KNOWN_KEYS = {"Country", "country", "Language", "language", "Cookie", "Role", "role", "Sign", "signed"}


@dataclass(frozen=True)
class Lost:
    """What stands in the line, and not in what the parser makes of it."""

    pairs: tuple[tuple[str, str], ...] = ()  # of the key `__proto__`
    conditions: bool = False  # one that nobody knows


NOTHING_LOST = Lost()


def words_of(line: str) -> list[str]:
    """Without a comment."""
    words = [word for word in _SPACES.split(line) if word]
    comment = next((at for at, word in enumerate(words) if word.startswith("#")), len(words))
    return words[:comment]


def without_spaces(line: str) -> str:
    return _SPACES.sub("", line)


def target_at(words: list[str]) -> int:
    """Which word is the target; 0 in a forward rule, which has none."""
    if len(words) < 2 or re.match(r"[+-]?[0-9]", words[1]):
        return 0
    return next((at for at, word in enumerate(words)
                 if at > 0 and word.startswith(("/", "http://", "https://"))), 0)


def lost_of(line: str) -> Lost:
    words = words_of(line)
    target = target_at(words)
    pairs: dict[str, str] = {}
    for word in words[1:target]:
        key, equals, value = word.partition("=")
        if key == "__proto__":
            pairs.pop(key, None)
            if equals:
                pairs[key] = value.partition("=")[0]
    unknown: dict[str, bool] = {}  # whether the last of this key has a value
    for word in words[target + 2:]:
        key, equals, _ = word.partition("=")
        if key not in KNOWN_KEYS and (equals or key in unknown):
            unknown[key] = bool(equals) and key != "__proto__"
    return Lost(tuple(pairs.items()), not all(unknown.values()))
