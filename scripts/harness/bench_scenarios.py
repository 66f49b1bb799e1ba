"""What the benchmark asks of a server: the rules it has, and the requests that come."""

import random
import urllib.parse
from collections.abc import Sequence
from dataclasses import dataclass, field

SEED = 307
DRAWN_REQUESTS = 65536

_TOPICS = ("billing", "search", "exports", "webhooks", "sessions", "invoices", "team-accounts",
           "single-sign-on", "rate-limits", "audit-log", "mobile-app", "dark-mode", "open-source",
           "performance-budget", "accessibility", "release-notes")
_VERBS = ("how-we-rebuilt", "introducing", "what-we-learned-from", "a-closer-look-at",
          "migrating", "debugging", "the-future-of", "five-years-of")
_LANGUAGES = ("de", "fr", "ja", "pt-br")
# So many rules' paths are all asked for before the load; of more, only those of the load.
_ALL_CHECKED_MAX = 10_000


@dataclass(frozen=True)
class Rule:
    """One static 307: a path and the Location it must answer with."""
    path: str
    to: str


@dataclass(frozen=True)
class LeftOut:
    """A server that is not measured, and why."""
    name: str
    reason: str


@dataclass
class Scenario:
    name: str
    description: str
    rules_text: str                               # empty: the rules' own lines
    load: list = field(default_factory=list)      # paths in the order in which they are requested
    rules: Sequence = ()                          # what peers are configured with; empty: Carom only
    servers: tuple = ("carom", "h2o", "nginx", "haproxy", "carom-deciding", "carom-image")
    unusual: tuple = ("carom-deciding", "carom-image")    # of them, those that have to be asked for
    left_out: tuple = ()
    peers_say: str = "paths"                      # or "map", or "patterns": how their templates do
    locations: dict | None = None                 # of the load's paths; None: what plain rules say
    on_request: bool = False                      # not among those that are run by default
    patience_s: float = 30.0                      # for a server's start
    written: set = field(default_factory=set)     # files with the rules that are there already

    @property
    def rule_count(self):
        if not self.rules_text:
            return len(self.rules)
        lines = (line.split("#", 1)[0].strip() for line in self.rules_text.splitlines())
        return sum(1 for line in lines if line)

    @property
    def check_paths(self):
        """Each path of the load once, and each rule's, also those that the load did not draw."""
        paths = [rule.path for rule in self.rules] if self.asks_every_rule else []
        return list(dict.fromkeys(paths + self.load))

    @property
    def asks_every_rule(self):
        return self.locations is None and len(self.rules) <= _ALL_CHECKED_MAX

    @property
    def expected_locations(self):
        """What each path must be answered with, as far as it is known beforehand."""
        if self.locations is not None:
            return self.locations
        return {rule.path: rule.to for rule in self.rules}

    def remove_large_files(self):
        """Those with very many rules are written anew in each run; out/ need not keep them."""
        if self.on_request:
            for path in self.written:
                path.unlink(missing_ok=True)
            self.written.clear()

    def lines(self):
        """The rules file, in pieces: it may be large."""
        if self.rules_text:
            yield self.rules_text
        else:
            for rule in self.rules:
                yield f"{rule.path} {rule.to} 307\n"


def rules_text(rules):
    return "".join(f"{rule.path} {rule.to} 307\n" for rule in rules)


def zipf_load(paths, count=DRAWN_REQUESTS, seed=SEED, exponent=1.0):
    """Draws `count` paths, the k-th most popular in proportion to 1/k^exponent.

    Which path is popular is shuffled: otherwise a server that scans its rules in order would find
    the popular ones at once.
    """
    generator = random.Random(seed)
    ranked = list(paths)
    generator.shuffle(ranked)
    weights = [1.0 / (rank ** exponent) for rank in range(1, len(ranked) + 1)]
    return generator.choices(ranked, weights=weights, k=count)


def one_scenario():
    rules = [Rule("/blog/2019/03/introducing-webhooks", "/news/introducing-webhooks")]
    return Scenario("one", "one static 307 rule, one path requested",
                    rules_text(rules), [rules[0].path], rules)


def _moved_page(number, generator):
    """A moved page as sites have them: blog posts, renamed docs, localised pages, products, calls."""
    topic = generator.choice(_TOPICS)
    verb = generator.choice(_VERBS)
    kind = number % 5
    if kind == 0:
        year, month = generator.randint(2009, 2024), generator.randint(1, 12)
        return Rule(f"/blog/{year}/{month:02}/{verb}-{topic}-{number}", f"/news/{verb}-{topic}-{number}")
    if kind == 1:
        return Rule(f"/docs/v{generator.randint(1, 4)}/{topic}/section-{number}.html",
                    f"https://docs.example.com/{topic}/section-{number}")
    if kind == 2:
        language = generator.choice(_LANGUAGES)
        return Rule(f"/{language}/support/{topic}-{number}", f"/support/{language}/{topic}-{number}")
    if kind == 3:
        return Rule(f"/shop/item/{generator.randint(100000, 999999)}-{number}",
                    f"https://shop.example.com/products/{topic}?item={number}")
    return Rule(f"/api/v1/{topic}/{number}", f"/api/v2/{topic}/{number}")


def thousand_rules(seed=SEED, count=1000):
    generator = random.Random(seed)
    return [_moved_page(number, generator) for number in range(count)]


def thousand_scenario():
    rules = thousand_rules()
    return Scenario("thousand", "1,000 static 307 rules, requests drawn Zipf-like (s = 1.0)",
                    rules_text(rules), zipf_load([rule.path for rule in rules]), rules)


def example_path(pattern):
    """A path that a rule's `from` matches: words for placeholders, two segments for a splat."""
    segments = pattern.split("/")
    path = "/".join("2024" if segment in (":year", ":month", ":day")
                    else f"some-{segment[1:]}" if segment.startswith(":")
                    else "some/page" if segment == "*" else segment for segment in segments)
    # As a browser sends it: what a URI may not hold is percent-encoded, escapes stay.
    return urllib.parse.quote(path, safe="/%:@!$&'()*+,;=~")


def site_paths(text):
    """One example path for each rule that a plain GET without a query can match."""
    paths = []
    for line in text.splitlines():
        tokens = line.lstrip("\ufeff").split()
        if not tokens or not tokens[0].startswith("/"):
            continue
        wants_query = any("=" in token and not token.startswith(("/", "http"))
                          for token in tokens[1:2])
        if not wants_query:
            paths.append(example_path(tokens[0]))
    return list(dict.fromkeys(paths))


def site_scenario(text):
    """A whole site's file: placeholders, splats, refusals. No peer can say the same, so Carom alone."""
    return Scenario("site", "a realistic rules file with placeholders and splats, Carom only",
                    text, zipf_load(site_paths(text)),
                    servers=("carom", "carom-deciding", "carom-image"))
