"""Deviations that only a redirect from one scheme to the other shows; deviations.py says how rows are read."""

from __future__ import annotations

from harness.clients.deviation import Deviation, rows

_PAGE = "A policy knows requests and no page: it is the page that asks which decides this, not the redirect."

SCHEMES: tuple[Deviation, ...] = (
    *rows("node-referer", "A Referer given as a field is sent on from https to http.",
          "Browsers make the field themselves and leave it out there, by the Referrer Policy's default, and so says "
          "the policy; to Node's fetch a given one is a field like any other.",
          "undici 6, lib/web/fetch/index.js, httpRedirectFetch; Referrer Policy, strict-origin-when-cross-origin",
          (("node",), ("schemes/down-Referer", "schemes/back-Referer", "schemes/named-Referer"), "sends referer")),
    *rows("chromium-mixed-content",
          "fetch() in a page of https fails on a redirect to http, before anything is sent: it is mixed content. An "
          "address of loopback such as 127.0.0.1 is as good as https, and is asked.", _PAGE,
          "Mixed Content, \"should fetching request be blocked as mixed content\", which the Fetch Standard's main "
          "fetch asks at each redirect; Secure Contexts, \"is origin potentially trustworthy\"",
          (("chromium",), ("schemes/named-GET-*", "schemes/named-POST-302", "schemes/named-Authorization"),
           "stops with an error instead of GET"),
          (("chromium",), ("schemes/named-POST-30[78]",), "stops with an error instead of POST")),
    *rows("chromium-page-form",
          "A form in a page of https whose POST a 307 or 308 leads to http is not sent there: a person is warned and "
          "asked. When the body is dropped, as on 302, it is followed.", _PAGE,
          "Chromium, components/security_interstitials/content/insecure_form_navigation_throttle.cc, "
          "GetThrottleResultForMixedForm",
          (("chromium-page",), ("schemes/named-POST-30[78]",), "stops with an error instead of POST")),
)
