/*
 * Go's net/http, client.go: redirectBehavior, (*Client).do, makeHeadersCopier, shouldCopyHeaderOnRedirect.
 *
 * 301, 302 and 303 turn all but GET and HEAD into GET, and no body goes on; 307 and 308 keep both, and
 * without GetBody the response is returned. Credentials stay within the first host and the hosts under it,
 * whatever the scheme and port, and once they went (CVE-2024-45336) stay away; Cookie2 and the Proxy-
 * fields (CVE-2025-4673) go with them. The content's four fields go with the body (Go 1.19 sends them on).
 *
 * The first Location counts; missing or empty, the response is returned. The check allows ten requests
 * (len(via) >= 10), which are nine redirects. A Host of the caller's own stays with a relative Location only;
 * here it stays within the origin. A Referer of the caller's own stays from https to http, too: refererForURL
 * only makes none there. Userinfo in a Location becomes Basic credentials for that URL.
 */
#include "policy_tables.h"

const struct carom_policy carom_policy_go = {
    .name = POLICY_TEXT("go"),
    .source = POLICY_TEXT("Go net/http, client.go"),
    .steps =
        {
            [CAROM_POLICY_300] = POLICY_ROW_OF(RETURN),
            [CAROM_POLICY_301] = POLICY_ROW(BARE, BARE, GET, GET, GET, GET),
            [CAROM_POLICY_302] = POLICY_ROW(BARE, BARE, GET, GET, GET, GET),
            [CAROM_POLICY_303] = POLICY_ROW(BARE, BARE, GET, GET, GET, GET),
            [CAROM_POLICY_307] = POLICY_ROW_OF(KEEP),
            [CAROM_POLICY_308] = POLICY_ROW_OF(KEEP),
            [CAROM_POLICY_OTHER_3XX] = POLICY_ROW_OF(RETURN),
        },
    .drop_always = CAROM_DROP_PROXY_AUTHORIZATION,
    .drop_with_body = CAROM_DROP_CONTENT_TYPE | CAROM_DROP_CONTENT_ENCODING |
                      CAROM_DROP_CONTENT_LANGUAGE | CAROM_DROP_CONTENT_LOCATION |
                      CAROM_DROP_FRAMING,
    .drop_across = CAROM_DROP_AUTHORIZATION | CAROM_DROP_COOKIE | CAROM_DROP_WWW_AUTHENTICATE |
                   CAROM_DROP_PROXY_AUTHENTICATE,
    .drop_off_origin = CAROM_DROP_HOST,
    .scope = CAROM_SCOPE_DOMAIN,
    .locations = CAROM_LOCATIONS_FIRST,
    .empty_location = CAROM_EMPTY_IS_NONE,
    .userinfo = CAROM_USERINFO_KEPT,
    .schemes = CAROM_FOLLOW_HTTP | CAROM_FOLLOW_HTTPS,
    .loops = CAROM_LOOPS_COUNTED,
    .max_redirects = 9,
    .unreplayable = CAROM_UNREPLAYABLE_WHEN_KEPT,
    .errors = POLICY_ERROR(INVALID_LOCATION) | POLICY_ERROR(SCHEME) | POLICY_ERROR(TOO_MANY),
};
