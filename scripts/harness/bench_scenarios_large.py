"""Scenarios of very many rules, and of patterns: run only when they are asked for."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from harness.bench_scenarios import (SEED, LeftOut, Rule, Scenario, one_scenario, site_scenario,
                                     thousand_scenario, zipf_load)

# So many rules of a large set are asked for: more than carom-server remembers answers.
SAMPLED_RULES = 4096
PATTERNS = 1000

_TOPICS = ("billing", "search", "exports", "webhooks", "sessions", "invoices", "team-accounts",
           "single-sign-on", "rate-limits", "audit-log", "mobile-app", "dark-mode", "open-source",
           "performance-budget", "accessibility", "release-notes")
_VERBS = ("how-we-rebuilt", "introducing", "what-we-learned-from", "a-closer-look-at",
          "migrating", "debugging", "the-future-of", "five-years-of")
_LANGUAGES = ("de", "fr", "ja", "pt-br")

_LARGE_SERVERS = ("carom", "h2o", "nginx", "haproxy", "carom-deciding", "carom-image")


def moved_page(number: int) -> Rule:
    """Rule `number` by itself: a list of a million of them would slow every start of a server down."""
    drawn = number * 2654435761 & 0xFFFFFFFF
    topic, verb = _TOPICS[drawn >> 28], _VERBS[drawn >> 25 & 7]
    kind = number % 5
    if kind == 0:
        return Rule(f"/blog/{2009 + (drawn >> 20) % 16}/{1 + (drawn >> 14) % 12:02}/{verb}-{topic}-{number}",
                    f"/news/{verb}-{topic}-{number}")
    if kind == 1:
        return Rule(f"/docs/v{1 + (drawn >> 20) % 4}/{topic}/section-{number}.html",
                    f"https://docs.example.com/{topic}/section-{number}")
    if kind == 2:
        language = _LANGUAGES[drawn >> 20 & 3]
        return Rule(f"/{language}/support/{topic}-{number}", f"/support/{language}/{topic}-{number}")
    if kind == 3:
        return Rule(f"/shop/item/{100000 + (drawn >> 8) % 900000}-{number}",
                    f"https://shop.example.com/products/{topic}?item={number}")
    return Rule(f"/api/v1/{topic}/{number}", f"/api/v2/{topic}/{number}")


class MovedPages(Sequence):
    """So many rules, each made when it is looked at."""

    def __init__(self, count: int):
        self._numbers = range(count)

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, index: int) -> Rule:
        return moved_page(self._numbers[index])

    def __iter__(self) -> Iterator[Rule]:
        return map(moved_page, self._numbers)


def large_scenario(name: str, count: int, servers=_LARGE_SERVERS, left_out=()) -> Scenario:
    rules = MovedPages(count)
    sample = [rules[number] for number in
              sorted(random.Random(SEED).sample(range(count), min(count, SAMPLED_RULES)))]
    return Scenario(
        name, f"{count:,} static 307 rules, {len(sample):,} of them requested, Zipf-like", "",
        zipf_load([rule.path for rule in sample]), rules, servers=servers, unusual=(),
        left_out=left_out, peers_say="map", locations={rule.path: rule.to for rule in sample},
        on_request=True, patience_s=120.0)


def hundred_thousand_scenario() -> Scenario:
    return large_scenario("hundred-thousand", 100_000)


def million_scenario() -> Scenario:
    reason = "its redirect handlers are looked at one by one, which at a million takes milliseconds"
    return large_scenario("million", 1_000_000,
                          tuple(name for name in _LARGE_SERVERS if name != "h2o"),
                          (LeftOut("h2o", reason),))


@dataclass(frozen=True)
class Pattern(Rule):
    """A 307 rule with placeholders, or a splat at its end, as peers say it: by a regular expression."""

    @property
    def regex(self) -> str:
        parts = []
        for segment in self.path.split("/")[1:]:
            if segment == "*":
                return f"^{''.join(parts)}(?:/(.*))?$"
            literal = segment.replace(".", "\\.")
            parts.append("/([^/]+)" if segment.startswith(":") else f"/{literal}")
        return f"^{''.join(parts)}/?$"

    def numbered_to(self, sign: str) -> str:
        """The target with `sign` and a number for each capture."""
        names = [name.lstrip(":*") or "splat" for name in self.path.split("/") if name[:1] in (":", "*")]
        return re.sub(r":([a-z]+)", lambda found: f"{sign}{1 + names.index(found[1])}", self.to)

    def example(self) -> Rule:
        """A request, and what it must be answered with."""
        path = self.path
        to = self.to
        for name, value in _EXAMPLES.items():
            path = path.replace("*" if name == ":splat" else name, value)
            to = to.replace(name, value)
        return Rule(path, to)


# Longer names first: none is the beginning of another one that is replaced after it.
_EXAMPLES = {":language": "pt-br", ":splat": "guide/getting-started.html", ":year": "2019",
             ":slug": "introducing-webhooks", ":page": "reset-a-password", ":user": "ada.lovelace"}


def moved_section(number: int) -> Pattern:
    section = f"{_TOPICS[number * 2654435761 >> 8 & 15]}-{number}"
    return (Pattern(f"/blog/{section}/:year/:slug", f"/news/{section}/:year/:slug"),
            Pattern(f"/docs/{section}/*", f"https://docs.example.com/{section}/:splat"),
            Pattern(f"/:language/support/{section}/:page", f"/support/:language/{section}/:page"),
            Pattern(f"/users/:user/{section}/*", f"/u/:user/{section}/:splat"))[number % 4]


def patterns_scenario() -> Scenario:
    rules = [moved_section(number) for number in range(PATTERNS)]
    examples = [rule.example() for rule in rules]
    return Scenario(
        "patterns", f"{PATTERNS:,} 307 rules with placeholders and splats, requested Zipf-like", "",
        zipf_load([example.path for example in examples]), rules,
        servers=tuple(name for name in _LARGE_SERVERS if name != "h2o"), unusual=(),
        left_out=(LeftOut("h2o", "its redirect handler takes a path and what follows it, no pattern"),),
        peers_say="patterns", locations={example.path: example.to for example in examples},
        on_request=True)


def all_scenarios(site_file) -> dict[str, Scenario]:
    """By name, in the order in which they are run; `site` only when its rules file is there."""
    found = [one_scenario(), thousand_scenario()]
    if site_file.is_file():
        found.append(site_scenario(site_file.read_text(encoding="utf-8-sig")))
    found += [hundred_thousand_scenario(), million_scenario(), patterns_scenario()]
    return {scenario.name: scenario for scenario in found}
