"""Chromium without a window: fetch() in a page of the first origin, and forms and links that leave it."""

from __future__ import annotations

import json
import re
import shutil
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from harness.clients.certificate import public_key_hash
from harness.clients.devtools import PROGRAM, Browser, Refused
from harness.clients.process import run_program
from harness.clients.runner import Case, Outcome, Runner, World, outcome_of

_IN_PAGE = Path(__file__).with_name("chromium.js")
_FORM_TYPE = "application/x-www-form-urlencoded"
# Fetch Standard, "forbidden request-header", without the method overrides.
_FORBIDDEN = frozenset({
    "accept-charset", "accept-encoding", "access-control-request-headers", "access-control-request-method",
    "connection", "content-length", "cookie", "cookie2", "date", "dnt", "expect", "host", "keep-alive", "origin",
    "referer", "set-cookie", "te", "trailer", "transfer-encoding", "upgrade", "via",
})


class _Chromium(Runner):
    group = "chromium"
    package = "chromium"
    policy = "fetch"
    by_default = False
    resolves_names = True

    def version(self) -> str | None:
        if shutil.which(PROGRAM) is None:
            return None
        found = re.search(r"Chromium (\S+)", run_program([PROGRAM, "--version"], 30).out)
        return found[1] if found else None

    def run(self, cases: list[Case], world: World) -> Iterator[Outcome]:
        with Browser(world.folder, world.hosts, *_trust(world)) as browser:
            browser.call("Page.enable")
            browser.call("Network.enable")
            browser.call("Network.setCacheDisabled", {"cacheDisabled": True})
            for case in cases:
                browser.call("Network.clearBrowserCookies")
                yield self.run_one(browser, case, world)

    def run_one(self, browser: Browser, case: Case, world: World) -> Outcome:
        raise NotImplementedError


def _trust(world: World) -> list[str]:
    """This browser reads no file of certificates, and takes the one of this key as it is."""
    if world.certificate is None:
        return []
    return [f"--ignore-certificate-errors-spki-list={public_key_hash(world.certificate)}"]


class Fetch(_Chromium):
    name = "chromium"
    title = "Chromium, fetch() in a page"
    streams = False     # a stream for a body needs HTTP/2 here
    forbidden = _FORBIDDEN

    def cannot(self, case: Case) -> str | None:
        for name, _ in case.fields:
            if name.lower().startswith(("proxy-", "sec-")):
                return f"does not let its user set {name}"
        return super().cannot(case)

    def run_one(self, browser: Browser, case: Case, world: World) -> Outcome:
        if urllib.parse.urlsplit(browser.evaluate("location.href")).scheme != urllib.parse.urlsplit(case.url).scheme:
            _open_page(browser, case, world)
        browser.events.clear()
        asked = {"method": case.method, "url": case.url, "fields": [list(field) for field in case.fields],
                 "body": None if case.body is None else case.body.decode("ascii"),
                 "timeoutMs": round(world.timeout_s * 1000)}
        try:
            answer = browser.evaluate(f"fetchCase({json.dumps(asked)})", world.timeout_s + 5)
        except TimeoutError:
            return Outcome(case.name, error="no answer in time", timed_out=True)
        return outcome_of(case.name, answer["status"], answer["url"], _why(browser, answer["error"]))


class Navigation(_Chromium):
    """A person who submits a form or follows a link; the address bar shows the URL."""
    name = "chromium-page"
    title = "Chromium, a form or a link"
    tells_fragment = True
    streams = False
    methods = frozenset({"GET", "POST"})

    def cannot(self, case: Case) -> str | None:
        for name, value in case.fields:
            if (name.lower(), value, case.method) != ("content-type", _FORM_TYPE, "POST"):
                return f"a form does not set {name}" if case.method == "POST" else f"a link does not set {name}"
        if case.method == "POST" and not case.has("content-type"):
            return "a form has a Content-Type of its own"
        return super().cannot(case)

    def run_one(self, browser: Browser, case: Case, world: World) -> Outcome:
        asked = {"method": case.method, "url": case.url,
                 "body": None if case.body is None else case.body.decode("ascii")}
        try:
            _open_page(browser, case, world)
            browser.evaluate(f"navigateCase({json.dumps(asked)})")
            seen = _watch(browser, world.timeout_s)
            # An error has a page of its own in the address bar's stead.
            url = None if seen.error else browser.evaluate("location.href")
        except TimeoutError:
            return Outcome(case.name, error="no answer in time", timed_out=True)
        return outcome_of(case.name, seen.status, url, seen.error)


def _why(browser: Browser, error: str | None) -> str | None:
    """A page is told no more than that a fetch failed; the browser tells the protocol why."""
    if error is None:
        return None
    # Events come in order: what is before this answer has arrived.
    browser.evaluate("0")
    told = [event["params"] for event in browser.events if event["method"] == "Network.loadingFailed"]
    # What the page's own rules have blocked is aborted after that.
    return f"{error}: {told[0].get('blockedReason') or told[0]['errorText']}" if told else error


@dataclass
class _Seen:
    """What the browser said of one navigation."""
    request: str | None = None
    status: int | None = None
    error: str | None = None


def _watch(browser: Browser, timeout_s: float) -> _Seen:
    """Waits for the end of the navigation that was just begun."""
    deadline = time.monotonic() + timeout_s
    seen = _Seen()
    while True:
        event = browser.event(deadline)
        name, told = event["method"], event["params"]
        if name == "Network.requestWillBeSent" and told.get("type") == "Document":
            seen.request = told["requestId"]
        elif seen.request is not None and told.get("requestId") == seen.request:
            if name == "Network.responseReceived":
                seen.status = told["response"]["status"]
            elif name == "Network.loadingFailed":
                seen.error = told["errorText"]
        elif name == "Page.frameStoppedLoading" and seen.request is not None:
            return seen


def _open_page(browser: Browser, case: Case, world: World) -> None:
    """An empty page of the first origin of the case's scheme, with the functions in it, and no event of the past."""
    page = world.secure_page if case.url.startswith("https:") else world.page
    found = browser.call("Page.navigate", {"url": page})
    if "errorText" in found:
        raise Refused(f"{page}: {found['errorText']}")
    deadline = time.monotonic() + world.timeout_s
    while browser.event(deadline)["method"] != "Page.loadEventFired":
        pass
    browser.events.clear()
    browser.evaluate(_IN_PAGE.read_text(encoding="utf-8"))


RUNNERS: list[Runner] = [Fetch(), Navigation()]
