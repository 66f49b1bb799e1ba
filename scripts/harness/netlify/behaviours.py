"""The table of explained differences: what of Netlify's engine Carom does not copy, and why.

A difference between two answers is explained when the model proves it (see model.py). Each row has an example;
the tests put it to both sides and see that it shows this row.
"""

from __future__ import annotations

from dataclasses import dataclass

from harness.netlify.request import Request


@dataclass(frozen=True)
class Behaviour:
    """A behaviour of the engine that Carom does not copy."""

    name: str
    engine: str
    carom: str
    rules: str
    request: Request


BEHAVIOURS = (
    Behaviour("re-entrant", "substitutes one name after another, also in what was captured",
              "substitutes once: a captured text is never read as a template",
              "/:a/:b /x/:a/:b", Request("/:b/2")),
    Behaviour("prefix", "substitutes `:a` also where the target has `:ab`",
              "reads a name as far as letters, digits and `_` go",
              "/w/:a/:ab /q/:a/:ab", Request("/w/1/2")),
    Behaviour("url name", "does not find a name again that a URL in `from` has percent-encoded",
              "finds it", "https://h.example/:é /b/:é", Request("/x")),
    Behaviour("backslash", "reads a backslash in a captured path as an escape, and ends the text at one before no digit",
              "keeps it, percent-encoded", "/w/* /q/:splat", Request("/w/a\\b")),
    Behaviour("nameless", "replaces each `:` of the target by what a pair `key=:` captures",
              "knows no capture without a name", "/a q=: /b/:c", Request("/a", "q=1")),
    Behaviour("raw", "hands bytes on that no URI may hold: spaces, quotes, line breaks, bytes above 0x7E",
              "percent-encodes them (RFC 3986 section 2.1)", "/w/* /q/:splat", Request("/w/a b")),
    Behaviour("values", "lets `&` and `+` of a captured path end a value, or become a space, in a query",
              "encodes them, so that one capture stays one value", "/w/:a /q?x=:a", Request("/w/1&y=2")),
    Behaviour("plus", "writes a space that a query pair captured as `+`, also in a path or fragment",
              "writes `%20` there: a `+` is a space in a query alone", "/a q=:q /b/:q", Request("/a", "q=1+2")),
    Behaviour("off-site", "lets a capture make `//host` of a relative target",
              "leaves the further slashes out", "/* /:splat", Request("//evil.example")),
    Behaviour("open-host", "lets a capture choose the host",
              "refuses with 400 when it is not the rule's own", "/w/:a https://h.example:a/", Request("/w/x")),
    Behaviour("origin-regex", "reads the request's host as a regular expression where it looks for loops",
              "compares it", "/* https://hxexample/en/:splat", Request("/en/a")),
    Behaviour("loop name", "leaves the names of query pairs where they are when it looks for a loop",
              "takes any text for them", "/x-:a/* q=:a /x-:a", Request("/x-:a", "q=1")),
    Behaviour("identical", "tells rules apart by conditions that it does not know",
              "takes rules for one that have any such, and are alike in the rest, and keeps the last",
              "/a/* /a/c 301 Foo=1\n/a/:x /z\n/a/* /a/c 301 Foo=2", Request("/a/c")),
    Behaviour("taken back", "takes a condition that it does not know back, when its name follows alone",
              "never matches a rule with such a condition", "/a /b 302 Foo=1 Foo", Request("/a")),
    Behaviour("key-regex", "reads the key of a query pair as a regular expression",
              "compares it", "/a a.b=1 /b", Request("/a", "axb=1")),
    Behaviour("last-ampersand", "does not find a query value before a `&` that ends the query",
              "finds it", "/a q=1 /b", Request("/a", "q=1&")),
    Behaviour("bad-escape", "decodes `%zz` in a query to a NUL",
              "keeps what is no escape as it is", "/a q=:q /b/:q", Request("/a", "q=%zz")),
)

LIKE_ENGINE = frozenset(behaviour.name for behaviour in BEHAVIOURS)
LIKE_CAROM: frozenset[str] = frozenset()
