/*
 * python-requests, sessions.py: resolve_redirects, rebuild_method, should_strip_auth.
 *
 * 302 and 303 turn all but HEAD into GET, 301 only POST; but on all three the body goes, with Content-Type,
 * Content-Length and Transfer-Encoding, so that a PUT on 301 is repeated without what it puts. 300 is not
 * followed. Cookie goes on every redirect and is made anew from the session's jar; Proxy-Authorization goes
 * always; Authorization stays within the origin, and from http to https of a host on the default ports.
 *
 * Several Location lines are one value, joined by commas. An empty one is none. A fragment is inherited. A
 * body that cannot be rewound is an error; one whose position is not known (a generator) is sent again
 * empty, which Carom does not do. 30 redirects.
 */
#include "policy_tables.h"

const struct carom_policy carom_policy_requests = {
    .name = POLICY_TEXT("requests"),
    .source = POLICY_TEXT("python-requests 2.32, sessions.py"),
    .steps =
        {
            [CAROM_POLICY_300] = POLICY_ROW_OF(RETURN),
            [CAROM_POLICY_301] = POLICY_ROW(BARE, BARE, GET, BARE, BARE, BARE),
            [CAROM_POLICY_302] = POLICY_ROW(GET, BARE, GET, GET, GET, GET),
            [CAROM_POLICY_303] = POLICY_ROW(GET, BARE, GET, GET, GET, GET),
            [CAROM_POLICY_307] = POLICY_ROW_OF(KEEP),
            [CAROM_POLICY_308] = POLICY_ROW_OF(KEEP),
            [CAROM_POLICY_OTHER_3XX] = POLICY_ROW_OF(RETURN),
        },
    .drop_always = CAROM_DROP_PROXY_AUTHORIZATION | CAROM_DROP_COOKIE,
    .drop_with_body = CAROM_DROP_CONTENT_TYPE | CAROM_DROP_FRAMING,
    .drop_across = CAROM_DROP_AUTHORIZATION,
    .scope = CAROM_SCOPE_UPGRADE,
    .locations = CAROM_LOCATIONS_JOINED,
    .empty_location = CAROM_EMPTY_IS_NONE,
    .inherits_fragment = true,
    .userinfo = CAROM_USERINFO_KEPT,
    .schemes = CAROM_FOLLOW_HTTP | CAROM_FOLLOW_HTTPS,
    .loops = CAROM_LOOPS_COUNTED,
    .max_redirects = 30,
    .unreplayable = CAROM_UNREPLAYABLE_WHEN_KEPT,
    .errors = POLICY_ERROR(INVALID_LOCATION) | POLICY_ERROR(SCHEME) | POLICY_ERROR(BODY) |
              POLICY_ERROR(TOO_MANY),
};
