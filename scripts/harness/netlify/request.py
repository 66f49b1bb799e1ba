"""A request, and what its fields tell each side."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WEIGHT = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?")


@dataclass(frozen=True)
class Request:
    """The views are raw, as they came; an empty field is not sent."""

    path: str
    query: str | None = None  # what stands behind the `?`; None without one
    scheme: str = "https"
    host: str = "h.example"
    country: str = ""
    accept_language: str = ""
    cookie: str = ""

    @property
    def url(self) -> str:
        query = "" if self.query is None else f"?{self.query}"
        return f"{self.scheme}://{self.host}{self.path}{query}"

    @property
    def headers(self) -> list[list[str]]:
        fields = (("X-Country", self.country), ("Accept-Language", self.accept_language),
                  ("Cookie", self.cookie))
        return [[name, value] for name, value in fields if value]

    def for_core(self, rules: str) -> dict:
        """A line of `carom decide --jsonl`. Only an explanation tells whether the rule is forced."""
        return {"rules": rules, "url": self.url, "headers": self.headers, "explain": True}

    def for_engine(self) -> dict:
        """The engine wants one language, and the cookies by name: its caller reads the fields."""
        return {"scheme": self.scheme, "host": self.host, "path": self.path,
                "query": self.query or "", "country": self.country,
                "language": preferred_language(self.accept_language),
                "cookies": cookies(self.cookie)}


def preferred_language(field: str) -> str:
    """The language of the highest weight above 0, the first of equals; `*` is none (RFC 9110 §12.5.4)."""
    best, best_weight = "", 0
    for member in field.split(","):
        language, *parameters = (part.strip(" \t") for part in member.split(";"))
        weight = _weight(parameters)
        if re.fullmatch(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*", language) and weight > best_weight:
            best, best_weight = language, weight
    return best


def _weight(parameters: list[str]) -> int:
    """In thousandths; 0 when it is malformed."""
    if not parameters:
        return 1000
    name, _, value = parameters[0].partition("=")
    if len(parameters) > 1 or name not in ("q", "Q") or not _WEIGHT.fullmatch(value):
        return 0
    return round(float(value) * 1000)


def cookies(field: str) -> dict[str, str]:
    """The first value of each name that is not empty: to the engine an empty one is none."""
    found: dict[str, str] = {}
    for pair in field.split(";"):
        name, _, value = pair.partition("=")
        if value.strip(" \t"):
            found.setdefault(name.strip(" \t"), value.strip(" \t"))
    return found
