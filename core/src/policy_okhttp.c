/*
 * OkHttp 5, RetryAndFollowUpInterceptor.kt: followUpRequest, buildRedirectRequest; HttpMethod.kt.
 *
 * 300 to 303 turn methods that may have a body into GET, but PROPFIND never, and QUERY on 303 only; 307 and
 * 308 keep everything (OkHttp 3 did not follow them for other methods than GET and HEAD). Authorization goes
 * when host, port or scheme change, Cookie is the jar's. A one-shot body that would be kept: the response is
 * returned; so it is for a Location that is missing or leads to no http or https URL. The last of several
 * lines counts. 20 follow-ups, then an error.
 */
#include "policy_tables.h"

const struct carom_policy carom_policy_okhttp = {
    .name = POLICY_TEXT("okhttp"),
    .source = POLICY_TEXT("OkHttp 5, RetryAndFollowUpInterceptor"),
    .steps =
        {
            [CAROM_POLICY_300] = POLICY_ROW(KEEP, KEEP, GET, KEEP, KEEP, GET),
            [CAROM_POLICY_301] = POLICY_ROW(KEEP, KEEP, GET, KEEP, KEEP, GET),
            [CAROM_POLICY_302] = POLICY_ROW(KEEP, KEEP, GET, KEEP, KEEP, GET),
            [CAROM_POLICY_303] = POLICY_ROW(KEEP, KEEP, GET, GET, KEEP, GET),
            [CAROM_POLICY_307] = POLICY_ROW_OF(KEEP),
            [CAROM_POLICY_308] = POLICY_ROW_OF(KEEP),
            [CAROM_POLICY_OTHER_3XX] = POLICY_ROW_OF(RETURN),
        },
    .drop_always = CAROM_DROP_PROXY_AUTHORIZATION,
    .drop_with_body = CAROM_DROP_CONTENT_TYPE | CAROM_DROP_FRAMING,
    .drop_across = CAROM_DROP_AUTHORIZATION,
    .scope = CAROM_SCOPE_ORIGIN,
    .locations = CAROM_LOCATIONS_LAST,
    .empty_location = CAROM_EMPTY_IS_REFERENCE,
    .userinfo = CAROM_USERINFO_KEPT,
    .schemes = CAROM_FOLLOW_HTTP | CAROM_FOLLOW_HTTPS,
    .loops = CAROM_LOOPS_COUNTED,
    .max_redirects = 20,
    .unreplayable = CAROM_UNREPLAYABLE_WHEN_KEPT,
    .errors = POLICY_ERROR(TOO_MANY),
};
