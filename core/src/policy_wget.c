/*
 * GNU Wget 1.21.3, src/http.c and src/retr.c.
 *
 * 301 and 302 turn POST into GET and keep other methods, 303 and 300 turn everything but HEAD into GET (a HEAD
 * is the spider's, with --method=HEAD too: main.c), 307 and 308 keep everything. A redirect without a
 * Location is an error; 300 without one is not, but is in a table that has one answer for every status. All fields
 * that were given are sent everywhere, Authorization and Cookie among them (CVE-2021-31879); only the Content-Type
 * that Wget made itself goes with the body. 20 redirects; the first Location counts. Every 3xx that is not followed
 * is an error (exit code 8).
 */
#include "policy_tables.h"

const struct carom_policy carom_policy_wget = {
    .name = POLICY_TEXT("wget"),
    .source = POLICY_TEXT("GNU Wget 1.21.3"),
    .steps =
        {
            [CAROM_POLICY_300] = POLICY_ROW(GET, BARE, GET, GET, GET, GET),
            [CAROM_POLICY_301] = POLICY_ROW(KEEP, KEEP, GET, KEEP, KEEP, KEEP),
            [CAROM_POLICY_302] = POLICY_ROW(KEEP, KEEP, GET, KEEP, KEEP, KEEP),
            [CAROM_POLICY_303] = POLICY_ROW(GET, BARE, GET, GET, GET, GET),
            [CAROM_POLICY_307] = POLICY_ROW_OF(KEEP),
            [CAROM_POLICY_308] = POLICY_ROW_OF(KEEP),
            [CAROM_POLICY_OTHER_3XX] = POLICY_ROW_OF(RETURN),
        },
    .drop_always = CAROM_DROP_PROXY_AUTHORIZATION,
    .drop_with_body = CAROM_DROP_CONTENT_TYPE | CAROM_DROP_FRAMING,
    .scope = CAROM_SCOPE_ANYWHERE,
    .locations = CAROM_LOCATIONS_FIRST,
    .empty_location = CAROM_EMPTY_IS_REFERENCE,
    .userinfo = CAROM_USERINFO_KEPT,
    .schemes = CAROM_FOLLOW_HTTP | CAROM_FOLLOW_HTTPS,
    .loops = CAROM_LOOPS_COUNTED,
    .max_redirects = 20,
    .unreplayable = CAROM_UNREPLAYABLE_WHEN_KEPT,
    .errors = POLICY_ERROR(STATUS) | POLICY_ERROR(NO_LOCATION) | POLICY_ERROR(INVALID_LOCATION) |
              POLICY_ERROR(SCHEME) | POLICY_ERROR(BODY) | POLICY_ERROR(TOO_MANY),
};
