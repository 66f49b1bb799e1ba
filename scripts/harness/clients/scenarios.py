"""What the clients are put through: first requests, and what a server says to them."""

from __future__ import annotations

from harness.clients import schemes
from harness.clients.recorder import ANSWERED, Answer
from harness.clients.scenario import Fields, Scenario

# Names that only exist where a client can be told so; all lead to the recorder.
HOSTS = {"first.test": "127.0.0.1", "first.test.": "127.0.0.1", "sub.first.test": "127.0.0.1",
         "other.test": "127.0.0.2"}
BODY = b"stroke=kept"
CHAIN = 60

GROUPS = {
    "methods": "Method and body",
    "bodies": "Bodies that can be sent only once",
    "forms": "What a form sends",
    "credentials": "Which fields travel",
    "locations": "Locations",
    "fragments": "Fragments",
    "chains": "Chains and limits",
    schemes.GROUP: "From https to http and back",
}


# --- methods ---------------------------------------------------------------------------------------------

# By carom-server; the others it does not send.
RULED = (301, 302, 303, 307, 308)
STATUSES = (300, 301, 302, 303, 304, 305, 307, 308, 399)
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "QUERY")
WITH_BODY = ("POST", "PUT", "QUERY")
CONTENT: Fields = (("Content-Type", "text/x-carom"), ("Content-Language", "en-GB"))


def _methods() -> list[Scenario]:
    found = []
    for method in METHODS:
        body = BODY if method in WITH_BODY else None
        for status in STATUSES:
            found.append(Scenario(
                f"methods/{method}-{status}",
                f"{method}{' with a body' if body else ''}, answered with {status}", f"{status}/same",
                method, (("X-Custom", "kept"), *(CONTENT if body else ())), body, status=status))
    return found


def _bodies() -> list[Scenario]:
    return [Scenario(f"bodies/{method}-{status}",
                     f"{method} with a body that is read from a stream, answered with {status}",
                     f"{status}/same", method, CONTENT, BODY, stream=True, status=status)
            for method in ("POST", "PUT") for status in RULED]


def _forms() -> list[Scenario]:
    """What a page's form can send, too: it has no fields but this one, and its body is a pair."""
    fields = (("Content-Type", "application/x-www-form-urlencoded"),)
    return [Scenario(f"forms/{status}-{way}", f"a form by POST, redirected by {status} to {text}",
                     f"{status}/{way}", "POST", fields, BODY, status=status)
            for way, text in (("same", "the same origin"), ("port", "another port")) for status in RULED] + [
        Scenario(f"forms/{status}-own-type", f"a POST whose Content-Type is the client's own, redirected by {status}",
                 f"{status}/same", "POST", (), BODY, status=status) for status in RULED]


# --- credentials -------------------------------------------------------------------------------------------

# What is sent, each by itself: a client that does not let its user set one can still show the others.
TRAVELLERS: Fields = (
    ("Authorization", "Basic c2VjcmV0OmtleQ=="),
    ("Cookie", "session=secret"),
    ("Proxy-Authorization", "Basic cHJveHk6a2V5"),
    ("WWW-Authenticate", "Basic"),
    ("X-Api-Key", "secret"),
    ("Host", "custom.example"),
    ("Referer", "http://referer.example/private"),
    ("If-None-Match", '"tag"'),
)
# Where to: what people call it, the path, and the host that the chain begins on.
WAYS = (
    ("same", "the same origin", "302/same", "127.0.0.1"),
    ("port", "another port", "302/port", "127.0.0.1"),
    ("host", "another host", "302/host", "127.0.0.1"),
    ("under", "a host under the first", "302/under", "first.test"),
    ("back", "another port and back", "302/away", "127.0.0.1"),
    ("on", "another port, and on from there within it", "302/further", "127.0.0.1"),
)
TO_A_NAME = (
    ("case", "the same name in upper case", "302/case", "first.test"),
    ("dot", "the same name with a dot behind it", "302/dot", "first.test"),
)


def _credentials() -> list[Scenario]:
    found = []
    for field in TRAVELLERS:
        for way, text, path, host in WAYS:
            found.append(Scenario(f"credentials/{field[0]}-{way}", f"{field[0]}, redirected to {text}", path,
                                  fields=(field,), host=host))
    found += [Scenario(f"credentials/Authorization-{way}", f"Authorization, redirected to {text}", path,
                       fields=TRAVELLERS[:1], host=host) for way, text, path, host in TO_A_NAME]
    found.append(Scenario("credentials/content-port", "a POST's own fields, redirected by 307 to another port",
                          "307/port", "POST", CONTENT, BODY, status=307))
    return found


# --- locations ---------------------------------------------------------------------------------------------

def _utf8(text: str) -> str:
    """The text as the recorder sends it: a character for each byte."""
    return text.encode("utf-8").decode("latin-1")


# name, sentence, the fields of a 302; the end of the chain is {here}/end.
LOCATIONS: tuple[tuple[str, str, Fields], ...] = (
    ("missing", "no Location", ()),
    ("empty", "an empty Location", (("Location", ""),)),
    ("twice", "the same Location twice", (("Location", "{here}/end"), ("Location", "{here}/end"))),
    ("two", "two Locations that differ", (("Location", "{here}/end/1"), ("Location", "{here}/end/2"))),
    ("empty-first", "an empty Location, then another", (("Location", ""), ("Location", "{here}/end"))),
    ("small-letters", "the field's name in small letters", (("location", "{here}/end"),)),
    ("relative", "a relative path", (("Location", "../end"),)),
    ("dots", "dot segments in the path", (("Location", "{here}/x/./y/../../end"),)),
    ("query", "a query alone", (("Location", ANSWERED),)),
    ("scheme-relative", "no scheme, as in //host/path", (("Location", "//{b}{here}/end"),)),
    ("upper-case-scheme", "HTTP:// in upper case", (("Location", "HTTP://{b}{here}/end"),)),
    ("three-slashes", "three slashes after the scheme", (("Location", "http:///{b}{here}/end"),)),
    ("backslashes", "backslashes for slashes", (("Location", "{here}\\end"),)),
    ("backslash-host", "/\\host/path, which browsers take for another host", (("Location", "/\\{b}{here}/end"),)),
    ("white-space", "white space around it", (("Location", " \t {here}/end \t "),)),
    ("space-behind", "a space behind it", (("Location", "{here}/end "),)),
    ("space-inside", "a space inside", (("Location", "{here}/end/a b"),)),
    ("tab-inside", "a tab inside", (("Location", "{here}/end/a\tb"),)),
    ("control-inside", "a control character inside", (("Location", "{here}/end/a\x01b"),)),
    ("not-ascii", "bytes that are not ASCII (UTF-8)", (("Location", _utf8("{here}/end/é")),)),
    ("bad-percent", "a % without two digits", (("Location", "{here}/end/%zz"),)),
    ("bad-characters", "characters that no URI has", (("Location", '{here}/end/<"|>'),)),
    ("number-host", "127.0.0.1 written as one number", (("Location", "http://2130706433:{port}{here}/end"),)),
    ("bad-port", "a port of 99999", (("Location", "http://127.0.0.1:99999{here}/end"),)),
    ("bad-host", "a host that is not closed: [::1", (("Location", "http://[::1{here}/end"),)),
    ("user", "a user name and password, the same origin", (("Location", "http://user:word@{a}{here}/end"),)),
    ("user-across", "a user name and password, another port", (("Location", "http://user:word@{b}{here}/end"),)),
    ("ftp", "a ftp URL", (("Location", "ftp://127.0.0.1:1{here}/end"),)),
    ("file", "a file URL", (("Location", "file:///etc/hostname"),)),
    ("data", "a data URL", (("Location", "data:text/plain,end"),)),
    ("javascript", "a javascript URL", (("Location", "javascript:alert(1)"),)),
    ("unknown-scheme", "a scheme that nobody knows", (("Location", "carom-test:{here}/end"),)),
    ("set-cookie", "Set-Cookie beside Location",
     (("Set-Cookie", "taste=sweet; Path=/"), ("Location", "{here}/end"))),
)


def _locations() -> list[Scenario]:
    found = [Scenario(f"locations/{name}", text, f"location/{name}") for name, text, _ in LOCATIONS]
    found += [Scenario(f"locations/missing-{status}", f"{status} without Location", f"missing/{status}", status=status)
              for status in (300, 307)]
    found.append(Scenario("locations/created", "201 with Location, which is no redirect", "created", status=201))
    return found


# --- fragments ---------------------------------------------------------------------------------------------

_FRAGMENTS = (
    ("inherited", "asked with #asked, answered without: is #asked kept?", "fragment/none#asked"),
    ("given", "asked without, answered with #given", "fragment/given"),
    ("replaced", "asked with #asked, answered with #given", "fragment/given#asked"),
    ("emptied", "asked with #asked, answered with an empty fragment", "fragment/empty#asked"),
    ("through", "asked with #asked, two redirects without: is it kept all the way?", "fragment/two#asked"),
    ("across", "asked with #asked, answered without, another port", "fragment/port#asked"),
    ("alone", "answered with #given alone, which is the same URL", "fragment/alone"),
)


# --- chains ------------------------------------------------------------------------------------------------

def _chains() -> list[Scenario]:
    content = {"method": "POST", "fields": CONTENT, "body": BODY}
    return [
        Scenario("chains/five", "five redirects to the end", f"chain/{CHAIN - 4}"),
        Scenario("chains/sixty", f"{CHAIN} redirects, each to another URL", "chain/1"),
        Scenario("chains/loop", "a to b to a, without end", "loop/a"),
        Scenario("chains/loop-post", "a to b to a by 307, a POST", "loop-307/a", **content, status=307),
        Scenario("chains/self", "a redirect to its own URL", "self"),
        Scenario("chains/self-cookie", "a redirect to its own URL that sets a cookie", "self-cookie"),
        Scenario("chains/mixed", "a POST by 307, then 302, then 307", "mixed/1", **content, status=307),
        Scenario("chains/after-303", "a PUT by 303, then 308", "after/1", "PUT", CONTENT, BODY, status=303),
        Scenario("chains/kept", "a POST by 308, then 307, then 308", "kept/1", **content, status=308),
    ]


def scenarios() -> list[Scenario]:
    """Every scenario, in the order of the groups."""
    return [*_methods(), *_bodies(), *_forms(), *_credentials(), *_locations(),
            *(Scenario(f"fragments/{name}", text, path) for name, text, path in _FRAGMENTS), *_chains(),
            *schemes.scenarios()]


# --- the two servers' side -----------------------------------------------------------------------------------

def answers(port: int) -> dict[str, Answer]:
    """What the recorder says by itself, since no rules file can: by path."""
    location = ("Location", "{here}/end")
    found = {f"{status}/same": Answer(status, (location,)) for status in STATUSES if status not in RULED}
    found |= {f"location/{name}": Answer(302, tuple((key, value.replace("{port}", str(port)))
                                                    for key, value in fields))
              for name, _, fields in LOCATIONS}
    found |= {f"missing/{status}": Answer(status) for status in (300, 307)}
    found["created"] = Answer(201, (location,))
    # A rules file passes over a redirect to the request that it answers.
    found["self"] = Answer(302, (("Location", "{here}/self"),))
    found["self-cookie"] = Answer(302, (("Set-Cookie", "seen=yes; Path=/"), ("Location", "{here}/self-cookie")))
    found["fragment/alone"] = Answer(302, (("Location", "#given"),))
    return found


def rules(port: int, other_port: int, secure_ports: tuple[int, int]) -> str:
    """The rules file of carom-server. Every path begins with the case's token, `:t`."""
    a, b, c = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{other_port}", f"http://127.0.0.2:{port}"
    lines = ["# Redirects that real clients are put through. :t is the case that a request belongs to."]
    for status in RULED:
        lines.append(f"/:t/{status}/same /:t/end {status}")
        lines.append(f"/:t/{status}/port {b}/:t/end {status}")
    lines += [
        f"/:t/302/host {c}/:t/end 302",
        f"/:t/302/under http://sub.first.test:{port}/:t/end 302",
        f"/:t/302/case http://FIRST.TEST:{port}/:t/end 302",
        f"/:t/302/dot http://first.test.:{port}/:t/end 302",
        f"/:t/302/away {b}/:t/302/home 302",
        f"/:t/302/home {a}/:t/end 302",
        f"/:t/302/further {b}/:t/302/next 302",
        f"/:t/302/next {b}/:t/end 302",
        "/:t/fragment/none /:t/end 302",
        "/:t/fragment/given /:t/end#given 302",
        "/:t/fragment/empty /:t/end# 302",
        "/:t/fragment/two /:t/fragment/none 302",
        f"/:t/fragment/port {b}/:t/end 302",
        "/:t/loop/a /:t/loop/b 302",
        "/:t/loop/b /:t/loop/a 302",
        "/:t/loop-307/a /:t/loop-307/b 307",
        "/:t/loop-307/b /:t/loop-307/a 307",
    ]
    lines += [f"/:t/chain/{at} /:t/chain/{at + 1} 302" for at in range(1, CHAIN)]
    lines.append(f"/:t/chain/{CHAIN} /:t/end 302")
    for name, statuses in (("mixed", (307, 302, 307)), ("after", (303, 308)), ("kept", (308, 307, 308))):
        for at, status in enumerate(statuses, 1):
            to = f"/:t/{name}/{at + 1}" if at < len(statuses) else "/:t/end"
            lines.append(f"/:t/{name}/{at} {to} {status}")
    return "\n".join([*lines, *schemes.rules(port, secure_ports)]) + "\n"
