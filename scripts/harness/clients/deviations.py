"""Where a client does otherwise than the policy of its name.

The reason is one of three: the policy is stricter on purpose, the client's version is older than the one that the
policy was written from, or it is a matter that a policy's table does not have (how a URL is read, mostly).

A row holds for its clients in all scenarios that it names, and there the phrases must be among the differences. A
row that a run does not show where it should, and a difference that no row has, fail the run.
"""

from __future__ import annotations

from harness.clients.deviation import Deviation, rows
from harness.clients.deviations_optional import OPTIONAL
from harness.clients.deviations_schemes import SCHEMES


def _credentials(name: str, *ways: str) -> tuple[str, ...]:
    return tuple(f"credentials/{name}-{way}" for way in ways)


_FIELDS = [
    *rows("curl-given-content-type",
          "A Content-Type given with -H is sent on when the POST has become a GET without a body.",
          "The one that curl makes itself goes with the body, and so says the policy, which cannot tell the two "
          "apart.", "curl 7.88.1, lib/http.c, Curl_add_custom_headers",
          (("curl",), ("methods/POST-30[123]", "methods/PUT-303", "bodies/PUT-303", "forms/30[123]-same",
                       "forms/30[123]-port", "chains/mixed", "chains/after-303", "schemes/*-POST-302"),
           "sends content-type"),
          (("curl-post301",), ("methods/POST-30[23]",), "sends content-type"),
          (("curl-post302",), ("methods/POST-30[13]",), "sends content-type"),
          (("curl-post303",), ("methods/POST-30[12]",), "sends content-type"),
          (("curl-request",), ("methods/POST-30[123]", "methods/PUT-30[123]", "methods/QUERY-30[123]",
                               "forms/30[123]-same", "forms/30[123]-port", "chains/mixed", "chains/after-303"),
           "sends content-type")),
    *rows("wget-given-content-type",
          "A Content-Type given with --header is sent on when the request has become a GET without a body.",
          "The one that Wget makes itself goes with the body, and so says the policy, which cannot tell the two "
          "apart.", "GNU Wget 1.21.3, src/http.c, initialize_request",
          (("wget",), ("methods/POST-30[0123]", "methods/PUT-30[03]", "methods/QUERY-30[03]", "forms/30[123]-same",
                       "forms/30[123]-port", "chains/mixed", "chains/after-303", "schemes/*-POST-302"),
           "sends content-type")),
    *rows("curl-restores-credentials",
          "Authorization and Cookie given with -H are sent again when the chain comes back to its first origin.",
          "curl asks for each request alone whether it goes to the first origin; a chain of Carom never restores "
          "what was dropped.", "curl 7.88.1, lib/http.c, Curl_add_custom_headers",
          (("curl",), ("credentials/Authorization-back", "schemes/back-Authorization"), "restores authorization"),
          (("curl",), ("credentials/Cookie-back", "schemes/back-Cookie"), "restores cookie")),
    *rows("proxy-authorization",
          "A Proxy-Authorization given as a field is sent on, by curl and Wget also to another host.",
          "It is meant for one proxy alone (RFC 9110 §11.7.2): Carom never sends it on, whatever the policy.",
          "curl 7.88.1, lib/http.c; GNU Wget 1.21.3, src/http.c; the Fetch Standard, HTTP-redirect fetch, which "
          "drops it across origins only",
          (("curl",), _credentials("Proxy-Authorization", "same", "port", "host", "under", "back", "on"),
           "sends proxy-authorization"),
          (("wget",), _credentials("Proxy-Authorization", "same", "port", "host", "back", "on"),
           "sends proxy-authorization"),
          (("node",), _credentials("Proxy-Authorization", "same"), "sends proxy-authorization")),
    *rows("curl-host-by-name",
          "A Host given with -H is sent on to another port of the same host.",
          "This version compares the host's name alone, the policy the origin, as curl 8 does.",
          "curl 7.88.1, lib/http.c, Curl_http_host",
          (("curl",), _credentials("Host", "port", "back", "on"), "sends host")),
]

_USERINFO = [
    *rows("curl-userinfo-across",
          "The user name and password in a Location that leads to another origin are not sent.",
          "curl sends credentials to the first origin only, whatever they came from; by the policy they stay in "
          "the URL, which is as far as a table goes.", "curl 7.88.1, lib/http.c, Curl_http_output_auth",
          (("curl",), ("locations/user-across",), "leaves out the URL's user name and password")),
    *rows("wget-userinfo", "The user name and password in a Location are not sent until a server asks for them.",
          "They stay in the URL, as the policy says; Wget has sent none before a challenge since 1.11.",
          "GNU Wget 1.21.3, src/http.c, --auth-no-challenge",
          (("wget",), ("locations/user", "locations/user-across"),
           "leaves out the URL's user name and password")),
    *rows("requests-userinfo", "The user name and password in a Location stay in the URL and are never sent.",
          "Authorization is made from a URL for the first request only; by the policy they stay in the URL.",
          "python-requests 2.28.1, sessions.py, rebuild_auth",
          (("requests",), ("locations/user", "locations/user-across"),
           "leaves out the URL's user name and password")),
    *rows("node-userinfo", "A Location with a user name or password is an error on the same origin, too.",
          "The Fetch Standard has an error across origins only; a request of Node's has no origin of its own, so "
          "that every one is another.", "undici 6, lib/web/fetch/index.js, httpRedirectFetch",
          (("node",), ("locations/user",), "stops with an error instead of GET")),
]

_ENDS = [
    *rows("ftp", "A redirect to an ftp URL is followed: here the connection fails, since nothing listens.",
          "Carom follows to http and https alone, whatever the policy, unless it is told otherwise.",
          "curl 7.88.1, lib/url.c, Curl_init_userdefined, redir_protocols; GNU Wget 1.21.3, src/retr.c, retrieve_url",
          (("curl", "wget"), ("locations/ftp",), "a failed connection after scheme")),
    *rows("wget-300-without-location", "A 300 without Location is a success.",
          "Any other redirect without one is an error, and the policy has one answer for all of them.",
          "GNU Wget 1.21.3, src/http.c, gethttp",
          (("wget",), ("locations/missing-300",), "no error after no_location")),
    *rows("requests-empty-stream",
          "A body from a generator is sent again on 307 and 308, and is empty the second time.",
          "The generator has nothing left, and nobody is told. Carom stops: a body that cannot be sent again is "
          "not to be replaced by none.", "python-requests 2.28.1, sessions.py, resolve_redirects",
          (("requests",), ("bodies/POST-30[78]",), "goes on with POST /end after body"),
          (("requests",), ("bodies/PUT-30[78]",), "goes on with PUT /end after body")),
]

_SEVERAL = [
    *rows("curl-two-locations", "Of two Locations that differ, the first is followed.",
          "The policy is that of curl 8, which fails: two lines that differ cannot be told apart (RFC 9110 §5.3).",
          "curl 7.88.1, lib/http.c, Curl_http_header",
          (("curl",), ("locations/two",), "goes on with GET /end/1 after several_locations")),
    *rows("node-joined-locations", "Several Location lines are joined by a comma and followed as one path.",
          "The Fetch Standard makes them a failure: extracting header list values of a single-value field.",
          "undici 6, lib/web/fetch/util.js, responseLocationURL",
          (("node",), ("locations/twice",), "goes on with GET /end,%20/end after several_locations"),
          (("node",), ("locations/two",), "goes on with GET /end/1,%20/end/2 after several_locations"),
          (("node",), ("locations/empty-first",), "goes on with GET /location/,%20/end after several_locations")),
]

_URLS = [
    *rows("curl-url", "curl reads a Location by rules of its own: neither backslashes nor upper-case names are "
          "changed, a tab is an error, and escapes are in small letters.",
          "Carom reads every Location by the URL Standard, whatever the policy: a policy has no URL parser.",
          "curl 7.88.1, lib/urlapi.c",
          (("curl",), ("credentials/Authorization-case",), "calls the host FIRST.TEST:A"),
          (("curl",), ("locations/backslashes",), "asks for http://127.0.0.1:A\\end"),
          (("curl",), ("locations/backslash-host",), "asks for http://127.0.0.1:A/\\127.0.0.1:B/end"),
          (("curl",), ("locations/tab-inside",), "stops with an error instead of GET"),
          (("curl",), ("locations/not-ascii",), "asks for http://127.0.0.1:A/end/%c3%a9"),
          (("curl",), ("locations/bad-characters",), 'asks for http://127.0.0.1:A/end/<"|>')),
    *rows("curl-fragment-alone", "A Location of a fragment alone takes the last segment off the path.",
          "By RFC 3986 §5.2.2 and the URL Standard such a reference keeps the path; later versions do.",
          "curl 7.88.1, lib/urlapi.c, concat_url",
          (("curl",), ("fragments/alone",), "asks for http://127.0.0.1:A/fragment/")),
    *rows("wget-url", "Wget reads a Location by rules of its own: backslashes, tabs, control characters and a "
          "stray % are escaped, a host written as a number keeps its form, three slashes are an error.",
          "Carom reads every Location by the URL Standard, whatever the policy: a policy has no URL parser.",
          "GNU Wget 1.21.3, src/url.c",
          (("wget",), ("locations/three-slashes",), "stops with an error instead of GET"),
          (("wget",), ("locations/backslashes",), "asks for http://127.0.0.1:A%5Cend"),
          (("wget",), ("locations/backslash-host",), "asks for http://127.0.0.1:A/%5C127.0.0.1:B/end"),
          (("wget",), ("locations/tab-inside",), "asks for http://127.0.0.1:A/end/a%09b"),
          (("wget",), ("locations/control-inside",), "goes on with GET /end/a%01b after invalid_location"),
          (("wget",), ("locations/bad-percent",), "asks for http://127.0.0.1:A/end/%25zz"),
          (("wget",), ("locations/bad-characters",), "asks for http://127.0.0.1:A/end/%3C%22%7C%3E"),
          (("wget",), ("locations/number-host",), "calls the host 2130706433:A")),
    *rows("requests-url", "requests reads a Location as RFC 3986 has it, and leniently: backslashes, spaces at "
          "its end and a stray % are escaped, and three slashes leave it without a host.",
          "Carom reads every Location by the URL Standard, whatever the policy: a policy has no URL parser.",
          "python-requests 2.28.1, sessions.py and utils.py, requote_uri",
          (("requests",), ("locations/three-slashes",), "asks for http://127.0.0.1:A/127.0.0.1:B/end"),
          (("requests",), ("locations/backslashes",), "asks for http://127.0.0.1:A%5Cend"),
          (("requests",), ("locations/backslash-host",), "asks for http://127.0.0.1:A/%5C127.0.0.1:B/end"),
          (("requests",), ("locations/white-space",), "asks for http://127.0.0.1:A/end%20%20"),
          (("requests",), ("locations/space-behind",), "asks for http://127.0.0.1:A/end%20"),
          (("requests",), ("locations/control-inside",), "goes on with GET /end/a%01b after invalid_location"),
          (("requests",), ("locations/bad-percent",), "asks for http://127.0.0.1:A/end/%25zz"),
          (("requests",), ("locations/bad-characters",), "asks for http://127.0.0.1:A/end/%3C%22%7C%3E"),
          (("requests",), ("locations/number-host",), "calls the host 2130706433:A"),
          (("requests",), ("credentials/Authorization-dot",), "calls the host first.test:A")),
    *rows("requests-empty-fragment", "An empty fragment in Location counts as none, and the request's is kept.",
          "RFC 9110 §10.2.2 lets a Location without a fragment inherit one, and an empty one is one.",
          "python-requests 2.28.1, sessions.py, resolve_redirects",
          (("requests",), ("fragments/emptied",), "ends with #asked for #")),
    *rows("node-white-space", "A single space behind a Location makes fetch fail: it cannot create the property "
          "`hash` on a string.",
          "White space around a field's value is no part of it (RFC 9110 §5.5). Here it is left behind the value, "
          "which is then not parsed and still treated as the URL that came of it.",
          "undici 6, lib/web/fetch/util.js, responseLocationURL",
          (("node",), ("locations/white-space", "locations/space-behind"),
           "stops with an error instead of GET")),
]

DEVIATIONS: tuple[Deviation, ...] = (*_FIELDS, *_USERINFO, *_ENDS, *_SEVERAL, *_URLS, *OPTIONAL, *SCHEMES)
