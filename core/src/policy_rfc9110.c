/*
 * RFC 9110 (June 2022), read for what it permits and advises.
 *
 * §15.4: a user agent may follow a Location automatically; §9.2.1 names the methods that are safe. §15.4.2,
 * §15.4.3: for historical reasons POST may become GET on 301 and 302, and every client does so; no other
 * method may change. §15.4.4: 303 asks for a GET, or HEAD. §15.4.8, §15.4.9: 307 and 308 keep the method.
 * §15.4.1: 300 may be followed to its preferred choice; here at once for a safe method, and for the others
 * when a person chooses it. Other statuses are not followed: 305 is deprecated for its dangers (§15.4.6),
 * and what an unknown one asks for is not known.
 *
 * Fields, by the list in §15.4: what belongs to the connection (§7.6.1), to the proxy and to the origin
 * goes and is made anew; Authorization and Cookie go with the origin; with the method's change to GET the
 * content's fields go, to which RFC 9530 adds its digests. Referer is not sent from https to http (§10.1.3).
 * Conditions stay: a PUT whose If-Match were lost would overwrite what it must not, and those of a cache
 * are that cache's to take off.
 *
 * Location (§10.2.2) is a URI-reference, an empty one too, and inherits the request's fragment. It is a
 * single field (§5.3): lines that differ cannot be told apart. User information in it is to be treated as
 * an error (§4.2.4). Cycles are to be detected (§15.4); the number is Carom's own.
 */
#include "policy_tables.h"

const struct carom_policy carom_policy_rfc9110 = {
    .name = POLICY_TEXT("rfc9110"),
    .source = POLICY_TEXT("RFC 9110"),
    .steps =
        {
            [CAROM_POLICY_300] = POLICY_ROW(KEEP, KEEP, CONFIRM_KEEP, KEEP, KEEP, CONFIRM_KEEP),
            [CAROM_POLICY_301] = POLICY_ROW(KEEP, KEEP, GET, KEEP, KEEP, KEEP),
            [CAROM_POLICY_302] = POLICY_ROW(KEEP, KEEP, GET, KEEP, KEEP, KEEP),
            [CAROM_POLICY_303] = POLICY_ROW(GET, BARE, GET, GET, GET, GET),
            [CAROM_POLICY_307] = POLICY_ROW_OF(KEEP),
            [CAROM_POLICY_308] = POLICY_ROW_OF(KEEP),
            [CAROM_POLICY_OTHER_3XX] = POLICY_ROW_OF(RETURN),
        },
    .drop_always = CAROM_DROP_HOST | CAROM_DROP_CONNECTION | CAROM_DROP_PROXY_AUTHORIZATION,
    .drop_with_body = CAROM_DROP_CONTENT_TYPE | CAROM_DROP_CONTENT_ENCODING |
                      CAROM_DROP_CONTENT_LANGUAGE | CAROM_DROP_CONTENT_LOCATION |
                      CAROM_DROP_DIGEST | CAROM_DROP_LAST_MODIFIED | CAROM_DROP_FRAMING,
    .drop_across = CAROM_DROP_AUTHORIZATION | CAROM_DROP_COOKIE | CAROM_DROP_WWW_AUTHENTICATE,
    .drop_off_origin = CAROM_DROP_ORIGIN,
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
