"""Netlify's matcher, written again from its answers, so that a difference can be proved to be a known one.

What Carom does not copy of the engine is a behaviour with a name (see behaviours.py). With all of them the
model answers as the engine; without any, as Carom.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from harness.netlify.expansion import OF_PATH, OF_QUERY, Capture, Cell, expand
from harness.netlify.location import encoded, has_query, leads_elsewhere, with_query, without_leading_slashes
from harness.netlify.pattern import Pattern, compile_pattern
from harness.netlify.request import Request, cookies, preferred_language
from harness.netlify.rule import Rule, RuleSet

_REDIRECTS = (301, 302, 303, 307, 308)
# Those with which the service passes the request's query on.
_PASSING = (200, 301, 302)
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


@dataclass(frozen=True)
class Served:
    """What is answered. `line` 0: by no rule."""

    action: str = "none"
    status: int = 0
    location: str = ""
    force: bool = False
    line: int = 0


NONE = Served()


def decide(rules: RuleSet, request: Request, like: frozenset[str]) -> Served:
    """In: like has the names of those behaviours of the engine that are copied."""
    language = preferred_language(request.accept_language)
    jar = cookies(request.cookie)
    for rule in rules.kept(like):
        if "url name" not in like:
            rule = rule.with_url_names()
        if rule.scheme and (rule.scheme, rule.host) != (request.scheme, request.host):
            continue
        pattern = compile_pattern(rule.path)
        found = pattern.captures(request.path)
        if found is None:
            continue
        captures = [Capture(name, text, OF_PATH) for name, text in found]
        if _loops(rule, pattern, request, captures, like):
            return NONE
        values = _query_values(rule.pairs, request.query or "", like)
        if values is not None and _conditions_hold(rule, request, language, jar, like):
            return _served(rule, request, captures + values, like)
    return NONE


def serve(rule: Rule, to: str, request: Request) -> Served:
    """What the service makes of the engine's answer: it passes the request's query on, and encodes nothing."""
    if _passes_query(rule, request):
        start, mark, fragment = to.partition("#")
        to = f"{start}?{request.query}{mark}{fragment}"
    return Served(_action(rule.status), rule.status, to, rule.force, rule.line)


def _action(status: int) -> str:
    if status in _REDIRECTS:
        return "redirect"
    return "rewrite" if status == 200 else "refuse"


def _passes_query(rule: Rule, request: Request) -> bool:
    return (rule.status in _PASSING and request.query is not None and not rule.pairs and
            not has_query(rule.to))


def _served(rule: Rule, request: Request, captures: list[Capture], like: frozenset[str]) -> Served:
    cells = _cells(rule, captures, like)
    if "open-host" not in like and leads_elsewhere(cells):
        return Served("refuse", 400, "", rule.force, rule.line)
    if _passes_query(rule, request):
        cells = with_query(cells, request.query)
    return Served(_action(rule.status), rule.status, encoded(cells, like), rule.force, rule.line)


def _loops(rule: Rule, pattern: Pattern, request: Request, captures: list[Capture],
           like: frozenset[str]) -> bool:
    """Whether the engine finds that the target would match its own source: then nothing matches at all."""
    if rule.status == 200 or not pattern.has_star:
        return False
    origin = f"{request.scheme}://{request.host}"
    if "origin-regex" not in like:
        origin = re.escape(origin)
    target = _written(rule.to, "raw" in like)
    found = re.fullmatch(f"(?:{origin})?(/.+?)/:splat(?:/.+)?", target)
    prefix = found[1] if found else target
    if "loop name" not in like:  # what a query captures could be anything
        captures = captures + [Capture(value[1:], "%3A", OF_QUERY) for _, value in rule.pairs
                               if value.startswith(":")]
    return (request.path.startswith(prefix) and
            pattern.matches(encoded(_cells(rule, captures, like), like)))


@lru_cache(maxsize=4096)
def _written(target: str, is_raw: bool) -> str:
    """A target as it is kept: as it was written, or with what no URI may hold percent-encoded."""
    like = frozenset({"raw"} if is_raw else ())
    return encoded(expand(target, [], like), like)


def _cells(rule: Rule, captures: list[Capture], like: frozenset[str]) -> list[Cell]:
    cells = expand(rule.to, captures, like)
    if "off-site" not in like and rule.to.startswith("/"):
        cells = without_leading_slashes(cells)
    return cells


def _query_values(pairs: list[tuple[str, str]], query: str, like: frozenset[str]) -> list[Capture] | None:
    """What the pairs capture; None when one does not hold."""
    captures = []
    for key, wanted in pairs:
        text = _query_value(key, query, like)
        if text is None:
            return None
        value = _decoded(text, like)
        if wanted.startswith(":"):
            captures.append(Capture(wanted[1:], _form_encoded(value), OF_QUERY))
        elif value != wanted.encode():
            return None
    return captures


def _query_value(key: str, query: str, like: frozenset[str]) -> str | None:
    """The last value of a key, raw."""
    name = key if "key-regex" in like else re.escape(key)
    rest = "(?:&.+)?" if "last-ampersand" in like else "(?:&.*)?"
    try:
        found = re.fullmatch(f"(?:.*&)?{name}=([^&]*){rest}", query)
    except re.error:
        return None
    return found[1] if found else None


def _decoded(text: str, like: frozenset[str]) -> bytes:
    raw, out, at = text.encode(), bytearray(), 0
    while at < len(raw):
        digits = re.match(rb"%([0-9A-Fa-f]{2})", raw[at:at + 3])
        if digits:
            out.append(int(digits[1], 16))
            at += 3
        elif raw[at:at + 1] == b"%" and at + 2 < len(raw) and "bad-escape" in like:
            out.append(16 * _digit(raw[at + 1]) + _digit(raw[at + 2]))
            at += 3
        else:
            out += b" " if raw[at:at + 1] == b"+" else raw[at:at + 1]
            at += 1
    return bytes(out)


def _digit(byte: int) -> int:
    """What the engine takes a byte of an escape for."""
    return int(chr(byte), 16) if chr(byte) in "0123456789abcdefABCDEF" else 0


def _form_encoded(value: bytes) -> str:
    return "".join(chr(byte) if byte in _UNRESERVED else "+" if byte == 0x20 else f"%{byte:02X}"
                   for byte in value)


def _conditions_hold(rule: Rule, request: Request, language: str, jar: dict[str, str],
                     like: frozenset[str]) -> bool:
    if rule.takes_back and "taken back" not in like:
        return False
    return all(_condition_holds(name, value.split(","), request, language, jar)
               for name, value in rule.conditions)


def _condition_holds(name: str, entries: list[str], request: Request, language: str,
                     jar: dict[str, str]) -> bool:
    if name == "Country":
        return request.country != "" and _lower(request.country) in map(_lower, entries)
    if name == "Language":
        primary, _, rest = language.partition("-")
        return any(entry and _lower(entry) in (_lower(language), _lower(primary) if rest else None)
                   for entry in entries)
    return name == "Cookie" and any(entry and jar.get(entry) for entry in entries)


def _lower(text: str) -> str:
    """ASCII alone, as the engine does."""
    return "".join(chr(ord(c) + 32) if "A" <= c <= "Z" else c for c in text)
