"""Redirects that change the scheme: from https to http, from http to https, and within https."""

from __future__ import annotations

from dataclasses import dataclass

from harness.clients.scenario import Fields, Scenario

GROUP = "schemes"
STATUSES = (302, 307, 308)
NAME = "first.test"
# What an https origin is asked for by.
CERTIFIED = ("IP:127.0.0.1", "DNS:localhost", f"DNS:{NAME}")
# As a form sends it, so that a browser's navigation has its place beside fetch().
_FORM: Fields = (("Content-Type", "application/x-www-form-urlencoded"),)
_BODY = b"stroke=kept"


# Of the section in the report.
INTRODUCTION = (
    "The second request where a redirect leads from one scheme to the other, and at the end whether a field arrives. "
    "Every client is told to trust the certificate. Each origin has a port of its own: what clients do between the "
    "default ports, 80 and 443, such as requests, which keeps Authorization from http://host to https://host, does not "
    "show here. A browser begins on a page of the first origin.")


@dataclass(frozen=True)
class Way:
    name: str       # the first word of a scenario's name, and the last of its path
    text: str
    is_secure: bool # the first request is to https
    statuses: tuple[int, ...] = STATUSES    # that a request without a field of its own is put through
    host: str = "127.0.0.1"

    @property
    def head(self) -> str:
        return self.text[0].upper() + self.text[1:]


WAYS = (
    Way("down", "from https to http", True),
    Way("up", "from http to https", False),
    Way("across", "from https to another port of https", True),
    Way("back", "from https to http and back to the first origin", True, ()),
    # 127.0.0.1 is as good as https to a browser, whatever the scheme; a name is not.
    Way("named", "from https to http, on a host that has a name", True, host=NAME),
)


def scenarios() -> list[Scenario]:
    return [scenario for way in WAYS for scenario in (*_requests(way), *_travellers(way))]


def _requests(way: Way) -> list[Scenario]:
    return [Scenario(f"{GROUP}/{way.name}-{method}-{status}",
                     f"{method}{' with a body' if body else ''}, {way.text}, by {status}", f"{status}/{way.name}",
                     method, fields, body, host=way.host, status=status, is_secure=way.is_secure)
            for method, fields, body in (("GET", (), None), ("POST", _FORM, _BODY)) for status in way.statuses]


def _travellers(way: Way) -> list[Scenario]:
    """Each field by itself. A Referer has the scheme that the chain begins with."""
    scheme = "https" if way.is_secure else "http"
    fields = (("Authorization", "Basic c2VjcmV0OmtleQ=="), ("Cookie", "session=secret"),
              ("Referer", f"{scheme}://referer.example/private"))
    return [Scenario(f"{GROUP}/{way.name}-{field[0]}", f"{field[0]}, {way.text}, by 302", f"302/{way.name}",
                     fields=(field,), host=way.host, is_secure=way.is_secure) for field in fields]


def way_of(name: str) -> Way:
    """In: a scenario's name."""
    return next(way for way in WAYS if name.startswith(f"{GROUP}/{way.name}-"))


def is_about_a_field(scenario: Scenario) -> bool:
    """In: any scenario of this group. Else it is about the method and the body."""
    return scenario.body is None and bool(scenario.fields)


def rules(port: int, secure_ports: tuple[int, int]) -> list[str]:
    """Lines of a rules file; `:t` is the case that a request belongs to."""
    plain, secure, other = (f"{scheme}://127.0.0.1:{each}" for scheme, each in
                            (("http", port), ("https", secure_ports[0]), ("https", secure_ports[1])))
    lines = []
    for status in STATUSES:
        lines += [f"/:t/{status}/down {plain}/:t/end {status}", f"/:t/{status}/up {secure}/:t/end {status}",
                  f"/:t/{status}/across {other}/:t/end {status}",
                  f"/:t/{status}/named http://{NAME}:{port}/:t/end {status}"]
    return [*lines, f"/:t/302/back {plain}/:t/302/up 302"]
