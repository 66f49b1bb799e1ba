/*
 * undici 8.12, lib/handler/redirect-handler.js (the redirect interceptor; its fetch is policy `fetch`).
 *
 * 301 and 302 turn POST into GET, 303 all but HEAD; 300, 307 and 308 keep everything. Host goes always;
 * Authorization, Cookie and Proxy-Authorization go with the origin; every Content- field goes with the
 * body, and on 303 from HEAD, too (undici 7 sends them on after 301 and 302, and 6 the POST itself). A body
 * that was read, the maximum reached, a Location that is missing or empty: the response is returned. A URL
 * that the chain has had before is an error. User name, password and fragment of a Location are left out.
 * Several Locations are an array, which becomes a text with commas alone; here they are joined as in RFC 9110
 * §5.3. How many redirects is the caller's to say; 20 is Carom's own.
 */
#include "policy_tables.h"

const struct carom_policy carom_policy_undici = {
    .name = POLICY_TEXT("undici"),
    .source = POLICY_TEXT("undici 8.12, redirect interceptor"),
    .steps =
        {
            [CAROM_POLICY_300] = POLICY_ROW_OF(KEEP),
            [CAROM_POLICY_301] = POLICY_ROW(KEEP, KEEP, GET, KEEP, KEEP, KEEP),
            [CAROM_POLICY_302] = POLICY_ROW(KEEP, KEEP, GET, KEEP, KEEP, KEEP),
            [CAROM_POLICY_303] = POLICY_ROW(GET, BARE, GET, GET, GET, GET),
            [CAROM_POLICY_307] = POLICY_ROW_OF(KEEP),
            [CAROM_POLICY_308] = POLICY_ROW_OF(KEEP),
            [CAROM_POLICY_OTHER_3XX] = POLICY_ROW_OF(RETURN),
        },
    .drop_always = CAROM_DROP_HOST | CAROM_DROP_PROXY_AUTHORIZATION,
    .drop_with_body = CAROM_DROP_CONTENT_ANY | CAROM_DROP_FRAMING,
    .drop_across = CAROM_DROP_AUTHORIZATION | CAROM_DROP_COOKIE,
    .scope = CAROM_SCOPE_ORIGIN,
    .locations = CAROM_LOCATIONS_JOINED,
    .empty_location = CAROM_EMPTY_IS_NONE,
    .userinfo = CAROM_USERINFO_IGNORED,
    .schemes = CAROM_FOLLOW_HTTP | CAROM_FOLLOW_HTTPS,
    .loops = CAROM_LOOPS_BY_URL,
    .max_redirects = 20,
    .unreplayable = CAROM_UNREPLAYABLE_WHEN_KEPT,
    .errors = POLICY_ERROR(INVALID_LOCATION) | POLICY_ERROR(SCHEME) | POLICY_ERROR(LOOP),
};
