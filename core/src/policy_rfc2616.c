/*
 * RFC 2616 (June 1999) by the letter: the strict policy.
 *
 * §10.3.2, §10.3.3, §10.3.8: a 301, 302 or 307 to a request other than GET or HEAD must not be followed
 * automatically unless the user can confirm it, and then keeps its method. §10.3.4: 303 asks for a GET
 * (HEAD stays: it is a GET without content). §10.3.1: 300 may be followed. 308 is younger (RFC 7538) and
 * means a 301 that keeps the method, so that it asks like 307.
 *
 * §14.30 has an absolute URI in Location; relative ones are read all the same, as RFC 7231 allows, and what
 * is not said of fragments and user information is as in rfc9110. §7.1 names the entity's fields; those that
 * describe a request's go with it, which Allow and Expires do not. Credentials are for a protection space, which
 * is within one origin (RFC 2617 §1.2). §10.3: infinite loops should be detected; the number is Carom's own, since
 * the five of RFC 2068 were given up.
 */
#include "policy_tables.h"

const struct carom_policy carom_policy_rfc2616 = {
    .name = POLICY_TEXT("rfc2616"),
    .source = POLICY_TEXT("RFC 2616"),
    .steps =
        {
            [CAROM_POLICY_300] =
                POLICY_ROW(KEEP, KEEP, CONFIRM_KEEP, CONFIRM_KEEP, CONFIRM_KEEP, CONFIRM_KEEP),
            [CAROM_POLICY_301] =
                POLICY_ROW(KEEP, KEEP, CONFIRM_KEEP, CONFIRM_KEEP, CONFIRM_KEEP, CONFIRM_KEEP),
            [CAROM_POLICY_302] =
                POLICY_ROW(KEEP, KEEP, CONFIRM_KEEP, CONFIRM_KEEP, CONFIRM_KEEP, CONFIRM_KEEP),
            [CAROM_POLICY_303] = POLICY_ROW(GET, BARE, GET, GET, GET, GET),
            [CAROM_POLICY_307] =
                POLICY_ROW(KEEP, KEEP, CONFIRM_KEEP, CONFIRM_KEEP, CONFIRM_KEEP, CONFIRM_KEEP),
            [CAROM_POLICY_308] =
                POLICY_ROW(KEEP, KEEP, CONFIRM_KEEP, CONFIRM_KEEP, CONFIRM_KEEP, CONFIRM_KEEP),
            [CAROM_POLICY_OTHER_3XX] = POLICY_ROW_OF(RETURN),
        },
    .drop_always = CAROM_DROP_HOST | CAROM_DROP_CONNECTION | CAROM_DROP_PROXY_AUTHORIZATION,
    .drop_with_body = CAROM_DROP_CONTENT_ANY | CAROM_DROP_LAST_MODIFIED | CAROM_DROP_FRAMING,
    .drop_across = CAROM_DROP_AUTHORIZATION | CAROM_DROP_COOKIE | CAROM_DROP_WWW_AUTHENTICATE,
    .drop_on_downgrade = CAROM_DROP_REFERER,
    .scope = CAROM_SCOPE_ORIGIN,
    .locations = CAROM_LOCATIONS_ALIKE,
    .empty_location = CAROM_EMPTY_IS_REFERENCE,
    .strict_reference = true,
    .inherits_fragment = true,
    .userinfo = CAROM_USERINFO_REFUSED,
    .schemes = CAROM_FOLLOW_HTTP | CAROM_FOLLOW_HTTPS,
    .loops = CAROM_LOOPS_BY_REQUEST,
    .max_redirects = 20,
    .unreplayable = CAROM_UNREPLAYABLE_WHEN_KEPT,
    .errors = POLICY_ERROR(SEVERAL_LOCATIONS) | POLICY_ERROR(INVALID_LOCATION) |
              POLICY_ERROR(SCHEME) | POLICY_ERROR(USERINFO) | POLICY_ERROR(BODY) |
              POLICY_ERROR(LOOP) | POLICY_ERROR(TOO_MANY),
};
