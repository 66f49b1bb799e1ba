"""The table of lines that Netlify's parser takes and Carom refuses, and why.

A line is explained when Carom's message is the row's, and what Netlify's parser made of the line proves the
reason. A reason must hold for nothing else: a line for which one does, and that Carom takes, is a difference,
too. Each row has an example; the tests put it to both sides.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

from harness.netlify.expansion import OF_PATH, Capture, expand, text_of
from harness.netlify.line import target_at, words_of
from harness.netlify.pattern import compile_pattern

_STATUSES = {"200", "301", "302", "303", "307", "308", "403", "404", "406", "410", "451"}
_REDIRECTS = {301, 302, 303, 307, 308}
_URL = re.compile(r"https?://([^/?#\\]*)")
_FROM_URL = re.compile(r"https?://[/\\]*([^/?#\\]*)")  # the URL Standard skips further slashes
_AUTHORITY = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._~!$&'()*+,;=-]+)(:(?P<port>[0-9]{0,5}))?")
_HOST = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:[0-9]{0,5})?")
_NUMBER = re.compile(r"[0-9]+|0[Xx][0-9A-Fa-f]*")  # the last label of what browsers take for an address
_CAPTURES_MAX, _SPLATS_MAX, _PAIRS_MAX = 32, 32, 16


@dataclass(frozen=True)
class Refusal:
    name: str
    carom: str  # why
    line: str
    message: str  # how what `carom check` says of it begins
    proves: Callable[[dict, str], bool]  # by what the parser made of the line, and the line


def _status(rule: dict, line: str) -> str | None:
    """As it is written. None: there is none."""
    if "status" not in rule:
        return None
    words = words_of(line)
    return words[target_at(words) + 1]


def _unusual_status(rule: dict, line: str) -> bool:
    status = _status(rule, line)
    return status is not None and _is_digits(status) and status.removesuffix("!") not in _STATUSES


def _no_status(rule: dict, line: str) -> bool:
    status = _status(rule, line)
    return status is not None and not _is_digits(status)


def _is_digits(status: str) -> bool:
    return re.fullmatch(r"[0-9]+!?", status) is not None


def _names(rule: dict) -> list[str]:
    """Of what is captured; of several splats the first is."""
    path = compile_pattern(rule["path"]).names
    splat = path.index("splat") if "splat" in path else len(path)
    captures = [name for at, name in enumerate(path) if name != "splat" or at == splat]
    return captures + [value[1:] for value in rule["query"].values() if value.startswith(":")]


def _authority(rule: dict) -> str | None:
    found = _URL.match(rule["to"])
    return found[1] if found else None


def _own_authority(rule: dict) -> str | None:
    """What no request can change of an authority."""
    authority = _authority(rule)
    captures = [Capture(name, "", OF_PATH) for name in _names(rule)]
    return None if authority is None else text_of(expand(authority, captures, frozenset()))


def _is_open(rule: dict) -> bool:
    return _own_authority(rule) != _authority(rule)


def _is_number(host: str) -> bool:
    """Whether browsers read a host as an IPv4 address."""
    return _NUMBER.fullmatch(host.removesuffix(".").rpartition(".")[2]) is not None


def _is_address(host: str) -> bool:
    """Four decimal numbers."""
    return re.fullmatch(r"(0|[1-9][0-9]{0,2})(\.(0|[1-9][0-9]{0,2})){3}", host) is not None and all(
        int(label) < 256 for label in host.split("."))


def _is_host(text: str) -> bool:
    """A name, or an address, with a port at most."""
    host, _, port = text.partition(":")
    return (_HOST.fullmatch(text) is not None and int(port or 0) < 65536 and
            (_is_address(host) or not _is_number(host)))


def _no_host(rule: dict, _line: str) -> bool:
    """An authority that is none of RFC 3986, or has more than host and port."""
    authority = _authority(rule)
    if authority is None or _is_open(rule):
        return False
    found = _AUTHORITY.fullmatch(authority)
    return found is None or int(found["port"] or 0) > 65535


def _no_address(rule: dict, line: str) -> bool:
    authority = _authority(rule)
    if authority is None or _is_open(rule) or _no_host(rule, line):
        return False
    host = authority.partition(":")[0]
    return _is_number(host) and not _is_address(host)


def _any_host(rule: dict, _line: str) -> bool:
    """A capture stands in the authority, and what is left without it is no host."""
    return _is_open(rule) and not _is_host(_own_authority(rule) or "")


def _elsewhere(rule: dict, _line: str) -> bool:
    """What goes with a refusal."""
    return rule.get("status", 301) not in (200, *_REDIRECTS) and _authority(rule) is not None


def _two_slashes(rule: dict, _line: str) -> bool:
    return rule["to"].startswith(("//", "/\\"))


def _ended_name(rule: dict, _line: str) -> bool:
    return any("?" in name or "#" in name for name in _names(rule))


def _has_nul(_rule: dict, line: str) -> bool:
    return "\0" in "".join(words_of(line))


def _has_control(_rule: dict, line: str) -> bool:
    return any(0 < ord(c) < 0x20 or ord(c) == 0x7F for c in "".join(words_of(line)))


def _international(rule: dict, _line: str) -> bool:
    """The parser has put the host into its xn-- form."""
    written = _FROM_URL.match(rule["from"])
    return written is not None and not unquote(written[1]).isascii() and "xn--" in rule["host"]


def _many_captures(rule: dict, _line: str) -> bool:
    return len(_names(rule)) > _CAPTURES_MAX


def _many_splats(rule: dict, _line: str) -> bool:
    return compile_pattern(rule["path"]).star_count > _SPLATS_MAX


def _many_pairs(rule: dict, _line: str) -> bool:
    return len(rule["query"]) > _PAIRS_MAX


REFUSALS = (
    Refusal("status", "a status is three digits, one of those that rules may have, with `!` or without",
            "/a /b 999", "a rule's status is one of", _unusual_status),
    Refusal("status form", "a status is three digits, and nothing behind them but a `!`",
            "/a /b 301abc", "expected a status of three digits", _no_status),
    Refusal("role", "Role needs a verifier of JSON Web Tokens, which Carom has not",
            "/a /b 302 Role=admin", "Role", lambda rule, _: "Role" in rule["conditions"]),
    Refusal("elsewhere", "what goes with a refusal is served from this server, so that it is a path",
            "/a https://h.example/b 404", "what is served with this status is a path", _elsewhere),
    Refusal("two slashes", "a target that begins with two slashes names another host",
            "/a //h.example/b", "a target that begins with `//` or `/\\`", _two_slashes),
    Refusal("host", "a target's host is one that all clients read alike, with a port at most",
            "/a https://u@h.example/b", "expected a host after the scheme", _no_host),
    Refusal("address", "the same, for an IPv4 address that is not written in full",
            "/a https://127.1/", "not all clients find the same host here", _no_address),
    Refusal("any host", "a host that is all capture could be any host",
            "/:a https://:a/b", "a capture in the authority and no host without it", _any_host),
    Refusal("name", "a name holds no `?` and no `#`: these end a target's path",
            "/:a?b /c", "a placeholder's name holds no `?`", _ended_name),
    Refusal("key", "a query key holds no `&`, which ends a pair",
            "/a b&c=1 /b", "a query key holds no `&`",
            lambda rule, _: any("&" in key for key in rule["query"])),
    Refusal("NUL", "a rules file is text", "/a /b\0", "NUL byte", _has_nul),
    Refusal("control", "a rules file is text", "/a /b\x01", "control byte", _has_control),
    Refusal("international", "an international host stands in its xn-- form",
            "https://bücher.example/a /b", "an international name stands in its xn-- form",
            _international),
    Refusal("captures", "a rule captures 32 texts at most",
            "".join(f"/:n{number}" for number in range(33)) + " /b", "more than 32 captures",
            _many_captures),
    Refusal("splats", "a rule has 32 splats at most", "/*" * 33 + " /b", "more than 32 splats",
            _many_splats),
    Refusal("pairs", "a rule has 16 query pairs at most",
            "/a " + " ".join(f"k{number}=1" for number in range(17)) + " /b", "more than 16 query pairs",
            _many_pairs),
)


def refusal_of(rule: dict, line: str, message: str) -> str | None:
    """The row that explains a refused line. In: rule is what Netlify's parser made of it."""
    return next((refusal.name for refusal in REFUSALS
                 if message.startswith(refusal.message) and refusal.proves(rule, line)), None)


def reason_to_refuse(rule: dict, line: str) -> str | None:
    """A row that says that Carom refuses a line."""
    return next((refusal.name for refusal in REFUSALS if refusal.proves(rule, line)), None)
