"""Deviations of the clients that scripts/setup brings only with --clients; deviations.py says how rows are read."""

from __future__ import annotations

from harness.clients.deviation import Deviation, rows

_GO = ("go",)
_OKHTTP = ("okhttp",)
_CHROMIUMS = ("chromium", "chromium-page")
_NEW_UNDICIS = ("undici-7", "undici-8")
_UNDICIS = (*_NEW_UNDICIS, "undici-6")

_URL_STANDARD = "Carom reads every Location by the URL Standard, whatever the policy: a policy has no URL parser."
_FOR_A_PROXY = "It is meant for one proxy alone (RFC 9110 §11.7.2): Carom never sends it on, whatever the policy."
_WAYS = ("same", "port", "host", "under", "back", "on")


def _credentials(name: str, *ways: str) -> tuple[str, ...]:
    return tuple(f"credentials/{name}-{way}" for way in ways)


_GO_ROWS = [
    *rows("go-content-fields", "The fields of a body that is not sent any more are sent on.",
          "The policy is that of newer versions, which drop Content-Encoding, -Language, -Location and -Type with "
          "the body.", "Go 1.19.8, net/http/client.go, makeHeadersCopier",
          (_GO, ("methods/POST-30[123]", "methods/PUT-30[123]", "methods/QUERY-30[123]", "bodies/*-30[123]",
                 "forms/30[123]-same", "forms/30[123]-port", "chains/mixed", "chains/after-303", "schemes/*-POST-302"),
           "sends content-type"),
          (_GO, ("methods/POST-30[123]", "methods/PUT-30[123]", "methods/QUERY-30[123]", "bodies/*-30[123]",
                 "chains/mixed", "chains/after-303"), "sends content-language")),
    *rows("go-body-again",
          "A body that a 302 or 303 has dropped is sent again, with GET, when a 307 or 308 comes later in the chain.",
          "Whether a body goes is asked of each response alone, and the body is the first request's. Newer versions "
          "know that it was dropped, and so does Carom's chain.",
          "Go 1.19.8, net/http/client.go, (*Client).do; golang/go issue 70180",
          (_GO, ("chains/mixed", "chains/after-303"), "sends the body")),
    *rows("go-ports", "Authorization, Cookie and WWW-Authenticate do not go to another port of the same host.",
          "This version compares hosts with their ports; newer ones, and the policy, hosts alone.",
          "Go 1.19.8, net/http/client.go, shouldCopyHeaderOnRedirect",
          (_GO, (*_credentials("Authorization", "port", "back", "on"), "schemes/*-Authorization"),
           "drops authorization"),
          (_GO, (*_credentials("Cookie", "port", "back", "on"), "schemes/*-Cookie"), "drops cookie"),
          (_GO, _credentials("WWW-Authenticate", "port", "back", "on"), "drops www-authenticate")),
    *rows("go-restores-credentials",
          "Credentials that a redirect to another origin has dropped are sent to that origin, when it redirects to "
          "itself.",
          "This is CVE-2024-45336: the decision compares one request with the next, not with the first. A chain of "
          "Carom never restores what was dropped, and newer versions do not either.",
          "Go 1.19.8, net/http/client.go, makeHeadersCopier",
          (_GO, ("credentials/Authorization-on",), "restores authorization"),
          (_GO, ("credentials/Cookie-on",), "restores cookie"),
          (_GO, ("credentials/WWW-Authenticate-on",), "restores www-authenticate")),
    *rows("go-host-case", "Authorization does not go to the same host written in upper case.",
          "Go compares names as they are written. Carom compares them as the URL Standard serialises them.",
          "Go 1.19.8, net/http/client.go, isDomainOrSubdomain",
          (_GO, ("credentials/Authorization-case",), "drops authorization")),
    *rows("go-referer", "A Referer given by the caller is replaced by the URL of the request before.",
          "The policy is that of newer versions, which keep it.", "Go 1.19.8, net/http/client.go, (*Client).do",
          (_GO, (*_credentials("Referer", *_WAYS), "schemes/up-Referer", "schemes/across-Referer",
                 "schemes/back-Referer"), "changes referer")),
    *rows("go-proxy-authorization", "A Proxy-Authorization given as a field is sent on, to any host.", _FOR_A_PROXY,
          "Go 1.19.8, net/http/client.go, shouldCopyHeaderOnRedirect",
          (_GO, _credentials("Proxy-Authorization", *_WAYS), "sends proxy-authorization")),
    *rows("go-url",
          "Go reads a Location as RFC 3986 has it, and escapes what else there is: a backslash is no slash, a tab and "
          "a stray % are errors, three slashes leave no host, and a number is no address.",
          _URL_STANDARD, "Go 1.19.8, net/url",
          (_GO, ("locations/three-slashes", "locations/tab-inside", "locations/bad-percent"),
           "stops with an error instead of GET"),
          (_GO, ("locations/number-host",), "stops with a failed connection instead of GET"),
          (_GO, ("locations/backslashes",), "asks for http://127.0.0.1:A%5Cend"),
          (_GO, ("locations/backslash-host",), "asks for http://127.0.0.1:A/%5C127.0.0.1:B/end"),
          (_GO, ("locations/bad-characters",), "asks for http://127.0.0.1:A/end/%3C%22%7C%3E"),
          (_GO, ("credentials/Authorization-case",), "calls the host FIRST.TEST:A")),
]

_OKHTTP_ROWS = [
    *rows("okhttp-307-308",
          "307 and 308 are followed for GET and HEAD alone; for any other method they are the result.",
          "This is RFC 2616's rule, that a person must confirm. The policy is that of OkHttp 5, which keeps method "
          "and body, as RFC 9110 §15.4.8 and §15.4.9 ask for.",
          "OkHttp 3.13.1, RetryAndFollowUpInterceptor.java, followUpRequest",
          (_OKHTTP, ("methods/POST-30[78]", "forms/30[78]-*", "credentials/content-port", "chains/loop-post",
                     "chains/mixed", "chains/kept", "schemes/*-POST-30[78]"),
           "stops with the response instead of POST"),
          (_OKHTTP, ("methods/PUT-30[78]",), "stops with the response instead of PUT"),
          (_OKHTTP, ("methods/DELETE-30[78]",), "stops with the response instead of DELETE"),
          (_OKHTTP, ("methods/QUERY-30[78]",), "stops with the response instead of QUERY")),
    *rows("okhttp-query", "QUERY becomes GET on 300, 301 and 302.",
          "This version is older than the method; OkHttp 5 keeps it, and so does the policy.",
          "OkHttp 3.13.1, HttpMethod.java, redirectsToGet",
          (_OKHTTP, ("methods/QUERY-30[012]",), "GET for QUERY"),
          (_OKHTTP, ("methods/QUERY-30[012]",), "drops the body"),
          (_OKHTTP, ("methods/QUERY-30[012]",), "drops content-type")),
    *rows("okhttp-userinfo", "The user name and password in a Location stay in the URL and are never sent.",
          "They stay in the URL by the policy, too, which is as far as a table goes.",
          "OkHttp 3.13.1, RequestLine.java",
          (_OKHTTP, ("locations/user", "locations/user-across"), "leaves out the URL's user name and password")),
    *rows("okhttp-proxy-authorization", "A Proxy-Authorization given as a field is sent on, to any host.",
          _FOR_A_PROXY, "OkHttp 3.13.1, RetryAndFollowUpInterceptor.java, followUpRequest",
          (_OKHTTP, _credentials("Proxy-Authorization", *_WAYS), "sends proxy-authorization")),
    *rows("okhttp-url",
          "A Location with a control character is escaped and followed, `|` is escaped in a path, and a host that is "
          "a number is a name.",
          "The URL Standard leaves `|` and reads such numbers as addresses; a control character is no part of a "
          "field's value (RFC 9110 §5.5).", "OkHttp 3.13.1, HttpUrl.java",
          (_OKHTTP, ("locations/control-inside",), "goes on with GET /end/a%01b after invalid_location"),
          (_OKHTTP, ("locations/bad-characters",), "asks for http://127.0.0.1:A/end/%3C%22%7C%3E"),
          (_OKHTTP, ("locations/number-host",), "calls the host 2130706433:A")),
]

_UNDICI_ROWS = [
    *rows("undici-6-post", "301 and 302 keep POST and its body.",
          "This is what RFC 9110 lets a client do. The policy is that of newer versions, which do as browsers do.",
          "undici 6.29.1, lib/handler/redirect-handler.js, onHeaders",
          (("undici-6",), ("methods/POST-30[12]", "forms/30[12]-*", "chains/mixed", "schemes/*-POST-302"),
           "POST for GET"),
          (("undici-6",), ("methods/POST-30[12]", "forms/30[12]-*", "chains/mixed", "schemes/*-POST-302"),
           "sends the body"),
          (("undici-6",), ("methods/POST-30[12]", "forms/30[12]-same", "forms/30[12]-port", "chains/mixed",
                           "schemes/*-POST-302"),
           "sends content-type"),
          (("undici-6",), ("methods/POST-30[12]", "chains/mixed"), "sends content-language")),
    *rows("undici-6-stream", "A body that was read ends the chain with a 301, 302 or 303 that would drop it.",
          "The policy is that of newer versions: a body that is not to be sent need not be read again.",
          "undici 6.29.1, lib/handler/redirect-handler.js, onHeaders",
          (("undici-6",), ("bodies/POST-30[123]", "bodies/PUT-303"), "stops with the response instead of GET")),
    *rows("undici-6-loop", "A loop is followed to the maximum.",
          "The policy is that of newer versions, which know the URLs of the chain.",
          "undici 6.29.1, lib/handler/redirect-handler.js",
          (("undici-6",), ("chains/loop",), "goes on with GET /loop/a after loop, 19 requests"),
          (("undici-6",), ("chains/loop-post",), "goes on with POST /loop-307/a after loop, 19 requests"),
          (("undici-6",), ("chains/self",), "goes on with GET /self after loop, 20 requests"),
          (("undici-6",), ("chains/self-cookie",), "goes on with GET /self-cookie after loop, 20 requests"),
          (("undici-6",), ("fragments/alone",), "goes on with GET /fragment/alone after loop, 20 requests")),
    *rows("undici-6-empty", "An empty Location is followed to the same URL, up to the maximum.",
          "The policy is that of newer versions, which take it for none.",
          "undici 6.29.1, lib/handler/redirect-handler.js, parseLocation",
          (("undici-6",), ("locations/empty",), "goes on with GET /location/empty after no_location, 20 requests")),
    *rows("undici-6-first", "Of several Locations the first is followed, also when it is empty.",
          "The policy is that of newer versions, which join them.",
          "undici 6.29.1, lib/handler/redirect-handler.js, parseLocation",
          (("undici-6",), ("locations/twice",), "asks for http://127.0.0.1:A/end"),
          (("undici-6",), ("locations/two",), "asks for http://127.0.0.1:A/end/1"),
          (("undici-6",), ("locations/empty-first",), "asks for http://127.0.0.1:A/location/empty-first")),
    *rows("undici-7-content-fields", "After 301 and 302 the fields of the body that is dropped are sent on.",
          "The policy is that of undici 8, which drops every Content- field, as all three do on 303.",
          "undici 7.30.2, lib/handler/redirect-handler.js, onResponseStart",
          (("undici-7",), ("methods/POST-30[12]", "bodies/POST-30[12]", "forms/30[12]-same", "forms/30[12]-port",
                           "chains/mixed", "schemes/*-POST-302"), "sends content-type"),
          (("undici-7",), ("methods/POST-30[12]", "bodies/POST-30[12]", "chains/mixed"),
           "sends content-language")),
    *rows("undici-comma", "Several Locations are joined by a comma alone.",
          "They are an array that is made a text. The policy joins them as RFC 9110 §5.3 does, by a comma and a "
          "space; neither is a URL that anybody meant.", "undici 8.12.4, lib/handler/redirect-handler.js, onResponseStart",
          (_NEW_UNDICIS, ("locations/twice",), "asks for http://127.0.0.1:A/end,/end"),
          (_NEW_UNDICIS, ("locations/two",), "asks for http://127.0.0.1:A/end/1,/end/2"),
          (_NEW_UNDICIS, ("locations/empty-first",), "asks for http://127.0.0.1:A/location/,/end")),
    *rows("undici-latin-1",
          "The bytes of a Location that is not ASCII are escaped twice over: é becomes %C3%83%C2%A9.",
          "They are read as ISO 8859-1 and escaped as UTF-8. Carom, with the Fetch Standard, takes them for UTF-8.",
          "undici 8.12.4, lib/handler/redirect-handler.js, onResponseStart",
          (_NEW_UNDICIS, ("locations/not-ascii",), "asks for http://127.0.0.1:A/end/%C3%83%C2%A9")),
    *rows("undici-proxy-authorization", "A Proxy-Authorization given as a field is sent on within the origin.",
          _FOR_A_PROXY, "undici 8.12.4, lib/handler/redirect-handler.js, shouldRemoveHeader",
          (_UNDICIS, ("credentials/Proxy-Authorization-same",), "sends proxy-authorization")),
]

_CHROMIUM_ROWS = [
    *rows("chromium-empty", "A redirect with an empty Location is no redirect: the response is handed over.",
          "For the Fetch Standard an empty value is a URL like any other: the request's own.",
          "Chromium 156, net/http/http_response_headers.cc, IsRedirect",
          (_CHROMIUMS, ("locations/empty",), "stops with the response instead of GET")),
    *rows("chromium-twice", "The same Location twice is followed; two that differ are an error.",
          "For the Fetch Standard any second line is a failure.",
          "Chromium 156, net/http/http_stream_parser.cc, ERR_RESPONSE_HEADERS_MULTIPLE_LOCATION",
          (_CHROMIUMS, ("locations/twice",), "goes on with GET /end after several_locations")),
    *rows("chromium-control", "A Location with a control character is escaped and followed.",
          "No field's value holds one (RFC 9110 §5.5), and Carom follows none that does.",
          "Chromium 156, net/http/http_stream_parser.cc",
          (_CHROMIUMS, ("locations/control-inside",), "goes on with GET /end/a%01b after invalid_location")),
    *rows("chromium-bar", "In the path of a URL `|` is escaped.",
          "The URL Standard's path percent-encode set does not have it.", "Chromium 156, url/url_canon_path.cc",
          (_CHROMIUMS, ("locations/bad-characters",), "asks for http://127.0.0.1:A/end/%3C%22%7C%3E")),
    *rows("chromium-userinfo", "fetch() fails on a Location with a user name or password, on its own origin, too.",
          "The Fetch Standard has this error across origins only. Chromium loads no subresource from such a URL.",
          "Chromium 156, third_party/blink/renderer/core/loader/base_fetch_context.cc, "
          "ShouldBlockFetchAsCredentialedSubresource",
          (("chromium",), ("locations/user",), "stops with an error instead of GET")),
    *rows("chromium-page-userinfo",
          "A link follows a Location with a user name and password to any origin. They are sent when a server asks.",
          "The policy is that of fetch() in mode cors; a navigation has no such rule, and the address bar shows none "
          "of the two.", "Fetch Standard, HTTP-redirect fetch, steps for mode cors",
          (("chromium-page",), ("locations/user",), "leaves out the URL's user name and password"),
          (("chromium-page",), ("locations/user-across",), "goes on with GET /end after userinfo")),
    *rows("chromium-page-19", "A navigation follows 19 redirects, and the 20th is an error.",
          "The Fetch Standard allows 20, and Chromium's own fetch() does follow 20.",
          "Chromium 156, content/browser/loader/navigation_url_loader_impl.cc, redirect_limit_",
          (("chromium-page",), ("fragments/alone", "chains/sixty", "chains/loop", "chains/self",
                                "chains/self-cookie"), "stops with an error instead of GET after 20 requests")),
]

OPTIONAL: tuple[Deviation, ...] = (*_GO_ROWS, *_OKHTTP_ROWS, *_UNDICI_ROWS, *_CHROMIUM_ROWS)
