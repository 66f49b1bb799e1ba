"""What surprises a reader of the matrix, in sentences. Each is shown only by a run that has seen it."""

from __future__ import annotations

import fnmatch
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Surprise:
    text: str
    seen: tuple[tuple[str, str, str], ...]  # client, scenario, and the word of that cell; patterns


SURPRISES: tuple[Surprise, ...] = (
    Surprise("Go 1.19 takes Authorization off on the way to another origin, and sends it there all the same with the "
             "request after that: it compares each URL with the one before, not with the first (CVE-2024-45336).",
             (("go", "credentials/Authorization-on", "sent later"),)),
    Surprise("After a PUT that a 303 has made a GET, Go 1.19 sends the body again when a 308 follows: GET, with the "
             "body of the PUT.", (("go", "chains/after-303", "GET + body at the end"),)),
    Surprise("Wget sends Authorization and Cookie, given with --header, to any host that a redirect names.",
             (("wget", "credentials/Authorization-host", "sent"), ("wget", "credentials/Cookie-host", "sent"))),
    Surprise("A key in a field of its own name, such as X-Api-Key, is sent to any host that a redirect names: to a "
             "client it is no credential.",
             (("curl", "credentials/X-Api-Key-host", "sent"), ("wget", "credentials/X-Api-Key-host", "sent"),
              ("requests", "credentials/X-Api-Key-host", "sent"),
              ("node", "credentials/X-Api-Key-host", "sent"))),
    Surprise("curl and Wget send a given Proxy-Authorization to another host; Node's fetch keeps it on the same "
             "origin, requests nowhere.",
             (("curl", "credentials/Proxy-Authorization-host", "sent"),
              ("wget", "credentials/Proxy-Authorization-host", "sent"),
              ("node", "credentials/Proxy-Authorization-same", "sent"),
              ("node", "credentials/Proxy-Authorization-host", "dropped"),
              ("requests", "credentials/Proxy-Authorization-same", "dropped"),
              ("requests", "credentials/Proxy-Authorization-host", "dropped"))),
    Surprise("curl sends Authorization again when a chain has left its origin and comes back; requests and Node's "
             "fetch do not.", (("curl", "credentials/Authorization-back", "comes back"),
                               ("requests", "credentials/Authorization-back", "dropped"),
                               ("node", "credentials/Authorization-back", "dropped"))),
    Surprise("requests drops a Cookie given as a field on every redirect, even to the same origin; Node's fetch keeps "
             "it there.", (("requests", "credentials/Cookie-same", "dropped"),
                           ("node", "credentials/Cookie-same", "sent"))),
    Surprise("requests repeats a PUT on 301 without its body: what was to be filled is emptied, and the answer is a "
             "success.", (("requests", "methods/PUT-301", "PUT, no body"),)),
    Surprise("requests turns a DELETE into a GET on 302. The caller sees a 200, and nothing was deleted.",
             (("requests", "methods/DELETE-302", "GET"), ("node", "methods/DELETE-302", "DELETE"))),
    Surprise("A body from a generator is sent again by requests on 307 and 308, empty. Node's fetch and curl fail "
             "instead.", (("requests", "bodies/POST-307", "POST, no body"),
                          ("requests", "bodies/POST-308", "POST, no body"), ("node", "bodies/POST-307", "error"),
                          ("curl", "bodies/PUT-307", "error"))),
    Surprise("Node's fetch fails on 301 and 302 when a POST's body is a stream, though the next request would be a "
             "GET without it. The Fetch Standard says so.",
             (("node", "bodies/POST-301", "error"), ("node", "bodies/POST-302", "error"),
              ("requests", "bodies/POST-302", "GET"))),
    Surprise("curl -X POST -d stays a POST on 301, 302 and 303, and loses its body.",
             (("curl-request", "methods/POST-301", "POST, no body"),
              ("curl-request", "methods/POST-302", "POST, no body"),
              ("curl-request", "methods/POST-303", "POST, no body"), ("curl", "methods/POST-303", "GET"))),
    Surprise("curl and Wget follow a redirect from http to ftp; requests and Node's fetch refuse.",
             (("curl", "locations/ftp", "tries to connect"), ("wget", "locations/ftp", "tries to connect"),
              ("requests", "locations/ftp", "error"), ("node", "locations/ftp", "error"))),
    Surprise("curl follows every 3xx that has a Location: a 304, a 305 (which names a proxy), a 399.",
             (("curl", "methods/POST-304", "POST + body"), ("curl", "methods/POST-305", "POST + body"),
              ("curl", "methods/POST-399", "POST + body"))),
    Surprise("A POST in a loop of 307s is sent 51 times by curl, 31 times by requests and 21 times by Wget and Node's "
             "fetch: none of them sees the loop.",
             (("curl", "chains/loop-post", "51 requests, error"),
              ("requests", "chains/loop-post", "31 requests, error"),
              ("wget", "chains/loop-post", "21 requests, error"),
              ("node", "chains/loop-post", "21 requests, error"))),
    Surprise("Node's fetch breaks on a Location with a space behind it: a TypeError about a property of a string.",
             (("node", "locations/space-behind", "error"), ("curl", "locations/space-behind", "follows"))),
    Surprise("The same Location twice is one to curl and Wget; requests and Node's fetch join the two with a comma "
             "and ask for that.", (("curl", "locations/twice", "follows"), ("wget", "locations/twice", "follows"),
                                   ("requests", "locations/twice", "to /end,*"),
                                   ("node", "locations/twice", "to /end,*"))),
    Surprise("/\\host/path is another host to Node's fetch, as the URL Standard has it, and a path on the same host to curl, Wget "
             "and requests: what guards one of them does not guard the other.",
             (("node", "locations/backslash-host", "to the other origin"),
              ("curl", "locations/backslash-host", "to /*"), ("wget", "locations/backslash-host", "to /*"),
              ("requests", "locations/backslash-host", "to /*"))),
    Surprise("An empty Location is no redirect to curl and requests, and the same URL to Wget and Node's fetch, which "
             "ask for it 21 times.", (("curl", "locations/empty", "stops"), ("requests", "locations/empty", "stops"),
                                      ("wget", "locations/empty", "21 requests, error"),
                                      ("node", "locations/empty", "21 requests, error"))),
    Surprise("curl forgets the fragment that was asked for; requests keeps it, as RFC 9110 §10.2.2 has it.",
             (("curl", "fragments/inherited", "none"), ("requests", "fragments/inherited", "#asked"))),
    Surprise("Chromium takes an empty Location for no redirect, though the Fetch Standard has it as the same URL.",
             (("chromium", "locations/empty", "stops"),)),
    Surprise("Chromium gives up after 20 requests when a person navigates, and after 21 when a page fetches.",
             (("chromium-page", "chains/sixty", "20 requests, error"),
              ("chromium", "chains/sixty", "21 requests, error"))),
    Surprise("OkHttp 3 hands a POST's 307 and 308 to its caller instead of following them.",
             (("okhttp", "methods/POST-307", "stops"), ("okhttp", "methods/POST-308", "stops"))),
    Surprise("undici 6 leaves POST and its body as they are on 301 and 302, where curl and fetch make a GET of "
             "them.", (("undici-6", "methods/POST-301", "POST + body"), ("undici-6", "methods/POST-302", "POST + body"),
                       ("curl", "methods/POST-302", "GET"), ("node", "methods/POST-302", "GET"))),
    Surprise("undici 7 takes a Location in UTF-8 for Latin-1 and encodes it twice.",
             (("undici-7", "locations/not-ascii", "to /end/%C3%83%C2%A9"),)),
    Surprise("Go 1.19 drops Authorization when the same host is written in capitals.",
             (("go", "credentials/Authorization-case", "dropped"),)),
    Surprise("Go, too, keeps Proxy-Authorization on the way to another host, and so does OkHttp.",
             (("go", "credentials/Proxy-Authorization-host", "sent"),
              ("okhttp", "credentials/Proxy-Authorization-host", "sent"))),
    Surprise("A POST that a 307 leads from https to http is sent there in the clear, body and all, by curl, Wget, "
             "requests and Node's fetch, without a word.",
             (("curl", "schemes/down-POST-307", "POST + body"), ("wget", "schemes/down-POST-307", "POST + body"),
              ("requests", "schemes/down-POST-307", "POST + body"), ("node", "schemes/down-POST-307", "POST + body"))),
    Surprise("From https to http, Wget sends a given Authorization and Cookie on; curl, requests and Node's fetch "
             "leave both out.",
             (("wget", "schemes/down-Authorization", "sent"), ("wget", "schemes/down-Cookie", "sent"),
              ("curl", "schemes/down-Authorization", "dropped"), ("requests", "schemes/down-Cookie", "dropped"),
              ("node", "schemes/down-Authorization", "dropped"))),
    Surprise("OkHttp leaves out Authorization from https to http, and sends the Cookie.",
             (("okhttp", "schemes/down-Authorization", "dropped"), ("okhttp", "schemes/down-Cookie", "sent"))),
    Surprise("RFC 9110 §10.1.3 has no Referer from https to http. One that is given as a field goes on all the same "
             "in curl, Wget, requests and Node's fetch.",
             (("curl", "schemes/down-Referer", "sent"), ("wget", "schemes/down-Referer", "sent"),
              ("requests", "schemes/down-Referer", "sent"), ("node", "schemes/down-Referer", "sent"))),
    Surprise("Go 1.19 replaces a given Referer by one of its own on every redirect but that from https to http: there "
             "the given one goes on.",
             (("go", "schemes/down-Referer", "sent"), ("go", "schemes/up-Referer", "dropped"),
              ("go", "schemes/across-Referer", "dropped"))),
    Surprise("Chromium's fetch() in a page of https does not follow a redirect to http: mixed content. To 127.0.0.1 "
             "it does, with the body of a POST, because loopback counts as secure.",
             (("chromium", "schemes/named-GET-302", "error"), ("chromium", "schemes/named-POST-307", "error"),
              ("chromium", "schemes/down-POST-307", "POST + body"))),
    Surprise("Chromium asks the person before a form's POST is led by a 307 from https to http, and follows a 302, "
             "which drops the body, without asking.",
             (("chromium-page", "schemes/named-POST-307", "error"),
              ("chromium-page", "schemes/named-POST-302", "GET"))),
)


def seen_surprises(cells: dict[tuple[str, str], dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that this run shows, each with the cells that show it."""
    found = []
    for surprise in SURPRISES:
        keys = [_keys(cells, *row) for row in surprise.seen]
        if keys and all(keys):
            found.append({"text": surprise.text, "cells": [each[0] for each in keys]})
    return found


def _keys(cells: dict[tuple[str, str], dict[str, Any]], client: str, scenario: str, word: str) -> list[str]:
    return [f"{name} {at}" for (name, at), cell in cells.items()
            if fnmatch.fnmatchcase(name, client) and fnmatch.fnmatchcase(at, scenario)
            and fnmatch.fnmatchcase(cell["result"], word)]
