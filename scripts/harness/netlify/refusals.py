"""The table of lines that Netlify's parser takes and Carom refuses, and why.

A line is explained when Carom's message is the row's, and what Netlify's parser made of the line proves the
reason. Each row has an example; the tests put it to both sides.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from harness.netlify.line import target_at, without_spaces, words_of
from harness.netlify.pattern import compile_pattern

_STATUSES = {200, 301, 302, 303, 307, 308, 403, 404, 406, 410, 451}
_REDIRECTS = {301, 302, 303, 307, 308}
_ABSOLUTE = re.compile(r"https?://([^/?#\\]*)")
_HOST = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:[0-9]{1,5})?")
_CAPTURES_MAX, _PAIRS_MAX = 32, 16


@dataclass(frozen=True)
class Refusal:
    name: str
    carom: str  # why
    line: str
    message: str  # how what `carom check` says of it begins
    proves: Callable[[dict, str], bool]  # by what the parser made of the line, and the line


def _status(rule: dict, line: str) -> bool:
    """Not one of Carom's, or not written as one."""
    if "status" not in rule:
        return False
    words = words_of(line)
    return (rule["status"] not in _STATUSES or
            re.fullmatch(r"[0-9]{3}!?", words[target_at(words) + 1]) is None)


def _names(rule: dict) -> list[str]:
    captures = [value[1:] for value in rule["query"].values() if value.startswith(":")]
    return [*compile_pattern(rule["path"]).names, *captures]


def _authority(rule: dict) -> str | None:
    found = _ABSOLUTE.match(rule["to"])
    return found[1] if found else None


def _is_host(text: str) -> bool:
    """A name, or four decimal numbers, with a port at most."""
    if _HOST.fullmatch(text) is None:
        return False
    host, _, port = text.partition(":")
    labels = host.split(".")
    address = all(label.isdigit() and int(label) < 256 for label in labels) and len(labels) == 4
    return (address or not labels[-1].isdigit()) and int(port or 0) < 65536


def _no_host(rule: dict, _line: str) -> bool:
    authority = _authority(rule)
    return authority is not None and not _is_host(authority)


def _any_host(rule: dict, _line: str) -> bool:
    """A capture stands in the authority, and what is left without it is no host."""
    authority = own = _authority(rule) or ""
    for name in sorted(_names(rule), key=len, reverse=True):
        own = own.replace(f":{name}", "") if name else own
    return own != authority and not _is_host(own)


def _elsewhere(rule: dict, _line: str) -> bool:
    """What goes with a refusal."""
    return rule.get("status", 301) not in (200, *_REDIRECTS) and _authority(rule) is not None


def _two_slashes(rule: dict, _line: str) -> bool:
    return rule["to"].startswith(("//", "/\\"))


def _ended_name(rule: dict, _line: str) -> bool:
    return any("?" in name or "#" in name for name in _names(rule))


def _control(_rule: dict, line: str) -> bool:
    return any(ord(c) < 0x20 or ord(c) == 0x7F for c in without_spaces(line))


def _international(rule: dict, _line: str) -> bool:
    return rule["from"].startswith(("http://", "https://")) and "xn--" in rule["host"]


def _limits(rule: dict, _line: str) -> bool:
    return len(_names(rule)) > _CAPTURES_MAX or len(rule["query"]) > _PAIRS_MAX


REFUSALS = (
    Refusal("status", "a status is three digits, one of those that rules may have, with `!` or without",
            "/a /b 999", "a rule's status is one of", _status),
    Refusal("status form", "a status is three digits, and nothing behind them but a `!`",
            "/a /b 301abc", "expected a status of three digits", _status),
    Refusal("role", "Role needs a verifier of JSON Web Tokens, which Carom has not",
            "/a /b 302 Role=admin", "Role", lambda rule, _: "Role" in rule["conditions"]),
    Refusal("elsewhere", "what goes with a refusal is served from this server, so that it is a path",
            "/a https://h.example/b 404", "what is served with this status is a path", _elsewhere),
    Refusal("two slashes", "a target that begins with two slashes names another host",
            "/a //h.example/b", "a target that begins with `//` or `/\\`", _two_slashes),
    Refusal("host", "a target's host is one that all clients read alike, with a port at most",
            "/a https://u@h.example/b", "expected a host after the scheme", _no_host),
    Refusal("address", "the same, for an IPv4 address that is not written in full",
            "/a https://127.1/", "not all clients find the same host here", _no_host),
    Refusal("any host", "a host that is all capture could be any host",
            "/:a https://:a/b", "a capture in the authority and no host without it", _any_host),
    Refusal("name", "a name holds no `?` and no `#`: these end a target's path",
            "/:a?b /c", "a placeholder's name holds no `?`", _ended_name),
    Refusal("key", "a query key holds no `&`, which ends a pair",
            "/a b&c=1 /b", "a query key holds no `&`",
            lambda rule, _: any("&" in key for key in rule["query"])),
    Refusal("NUL", "a rules file is text", "/a /b\0", "NUL byte", _control),
    Refusal("control", "a rules file is text", "/a /b\x01", "control byte", _control),
    Refusal("international", "an international host stands in its xn-- form",
            "https://bücher.example/a /b", "an international name stands in its xn-- form",
            _international),
    Refusal("captures", "a rule captures 32 texts at most",
            "".join(f"/:n{number}" for number in range(33)) + " /b", "more than 32 captures", _limits),
    Refusal("splats", "a rule has 32 splats at most", "/*" * 33 + " /b", "more than 32 splats", _limits),
    Refusal("pairs", "a rule has 16 query pairs at most",
            "/a " + " ".join(f"k{number}=1" for number in range(17)) + " /b", "more than 16 query pairs",
            _limits),
)


def refusal_of(rule: dict, line: str, message: str) -> str | None:
    """The row that explains a refused line. In: rule is what Netlify's parser made of it."""
    return next((refusal.name for refusal in REFUSALS
                 if message.startswith(refusal.message) and refusal.proves(rule, line)), None)
