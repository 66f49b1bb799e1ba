"""A line of a rules file in words, and what Netlify's parser takes back of it without a trace."""

from __future__ import annotations

import re

# ECMAScript's white space.
_SPACES = re.compile("[\\t-\\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+")
# `__proto__` is no member of what the parser makes.
KNOWN_KEYS = {"Country", "country", "Language", "language", "Cookie", "Role", "role", "Sign", "signed",
              "__proto__"}


def words_of(line: str) -> list[str]:
    """Without a comment."""
    words = [word for word in _SPACES.split(line) if word]
    comment = next((at for at, word in enumerate(words) if word.startswith("#")), len(words))
    return words[:comment]


def target_at(words: list[str]) -> int:
    """Which word is the target; 0 in a forward rule, which has none."""
    if len(words) < 2 or re.match(r"[+-]?[0-9]", words[1]):
        return 0
    return next((at for at, word in enumerate(words)
                 if at > 0 and word.startswith(("/", "http://", "https://"))), 0)


def takes_back(line: str) -> bool:
    """Whether a condition that nobody knows stands in the line, and not in what the parser makes of it."""
    words = words_of(line)
    unknown: dict[str, bool] = {}  # whether the last of this key has a value
    for word in words[target_at(words) + 2:]:
        key, equals, _ = word.partition("=")
        if key not in KNOWN_KEYS and (equals or key in unknown):
            unknown[key] = bool(equals)
    return not all(unknown.values())
