/*
 * The Fetch Standard, "HTTP-redirect fetch", as browsers and Node's fetch do it (mode cors).
 *
 * Its order: the location URL (none: the response is returned; failure, among it several lines: a network
 * error), the scheme, 20 redirects, credentials in the URL across origins, a body without a source on
 * anything but 303 (also where the body would go), the method, the body's four fields, Authorization
 * across origins. An empty Location is a valid reference. A fragment is inherited.
 *
 * Cookie, Host, Referer and Origin are not in a request's header list: the user agent makes them for each
 * hop. Where a caller of Node's fetch has put a Cookie or a Host there all the same, they go with the origin. That
 * Origin does, too, and Referer from https to http, is as it is with those that a user agent makes.
 */
#include "policy_tables.h"

const struct carom_policy carom_policy_fetch = {
    .name = POLICY_TEXT("fetch"),
    .source = POLICY_TEXT("Fetch Standard, HTTP-redirect fetch"),
    .steps =
        {
            [CAROM_POLICY_300] = POLICY_ROW_OF(RETURN),
            [CAROM_POLICY_301] = POLICY_ROW(KEEP, KEEP, GET, KEEP, KEEP, KEEP),
            [CAROM_POLICY_302] = POLICY_ROW(KEEP, KEEP, GET, KEEP, KEEP, KEEP),
            [CAROM_POLICY_303] = POLICY_ROW(KEEP, KEEP, GET, GET, GET, GET),
            [CAROM_POLICY_307] = POLICY_ROW_OF(KEEP),
            [CAROM_POLICY_308] = POLICY_ROW_OF(KEEP),
            [CAROM_POLICY_OTHER_3XX] = POLICY_ROW_OF(RETURN),
        },
    .drop_always = CAROM_DROP_PROXY_AUTHORIZATION,
    .drop_with_body = CAROM_DROP_CONTENT_TYPE | CAROM_DROP_CONTENT_ENCODING |
                      CAROM_DROP_CONTENT_LANGUAGE | CAROM_DROP_CONTENT_LOCATION |
                      CAROM_DROP_FRAMING,
    .drop_across = CAROM_DROP_AUTHORIZATION | CAROM_DROP_COOKIE,
    .drop_off_origin = CAROM_DROP_HOST | CAROM_DROP_ORIGIN,
    .drop_on_downgrade = CAROM_DROP_REFERER,
    .scope = CAROM_SCOPE_ORIGIN,
    .locations = CAROM_LOCATIONS_SINGLE,
    .empty_location = CAROM_EMPTY_IS_REFERENCE,
    .inherits_fragment = true,
    .userinfo = CAROM_USERINFO_REFUSED_ACROSS,
    .schemes = CAROM_FOLLOW_HTTP | CAROM_FOLLOW_HTTPS,
    .loops = CAROM_LOOPS_COUNTED,
    .max_redirects = 20,
    .unreplayable = CAROM_UNREPLAYABLE_BUT_303,
    .errors = POLICY_ERROR(SEVERAL_LOCATIONS) | POLICY_ERROR(INVALID_LOCATION) |
              POLICY_ERROR(SCHEME) | POLICY_ERROR(USERINFO) | POLICY_ERROR(BODY) |
              POLICY_ERROR(TOO_MANY),
};
