/*
 * libcurl 8.22, lib/http.c: http_header (Location), Curl_http_follow, http_switch_to_get.
 *
 * Every 3xx with a Location is followed. POST becomes GET on 301 and 302 unless CURLOPT_POSTREDIR says
 * otherwise; on 303 all but HEAD do, POST with its third bit not. Which request is a POST is a matter of
 * the option that made it (CURLOPT_POST; an upload is a PUT), not of its method: one that
 * CURLOPT_CUSTOMREQUEST names (curl -X) sticks to it, and only what it was made as is switched. `curl` is
 * a request without a name of its own, or with CURLFOLLOW_OBEYCODE; `curl-request` is curl -X METHOD with
 * -d: its method stays on every status, and on 301, 302 and 303 its body goes.
 *
 * Authorization and Cookie given as fields are sent to the first scheme, host and port only; so is a Host
 * (Curl_auth_allowed_to_origin). libcurl sends them again when a chain comes back there; a chain of Carom
 * does not. The Content-Type that libcurl makes for a POST goes with it; one that was given as a field is
 * sent on. Proxy-Authorization given as a field is, too, which Carom never does.
 *
 * Exact repeats of a Location and empty ones are ignored; two that differ are an error. ftp and ftps are
 * followed by default (CURLOPT_REDIR_PROTOCOLS_STR); here, as in every policy, only when `schemes` says so.
 * libcurl's maximum is 30, that of the command-line tool 50.
 */
#include "policy_tables.h"

/* What is the same whatever the method was given by. */
#define CURL_BESIDE_STEPS                                                                          \
    .drop_always = CAROM_DROP_PROXY_AUTHORIZATION,                                                 \
    .drop_with_body = CAROM_DROP_CONTENT_TYPE | CAROM_DROP_FRAMING,                                \
    .drop_across = CAROM_DROP_AUTHORIZATION | CAROM_DROP_COOKIE,                                   \
    .drop_off_origin = CAROM_DROP_HOST, .scope = CAROM_SCOPE_ORIGIN,                               \
    .locations = CAROM_LOCATIONS_ALIKE_OR_EMPTY, .empty_location = CAROM_EMPTY_IS_NONE,            \
    .userinfo = CAROM_USERINFO_KEPT, .schemes = CAROM_FOLLOW_HTTP | CAROM_FOLLOW_HTTPS,            \
    .loops = CAROM_LOOPS_COUNTED, .max_redirects = 30,                                             \
    .unreplayable = CAROM_UNREPLAYABLE_WHEN_KEPT,                                                  \
    .errors = POLICY_ERROR(SEVERAL_LOCATIONS) | POLICY_ERROR(INVALID_LOCATION) |                   \
              POLICY_ERROR(SCHEME) | POLICY_ERROR(BODY) | POLICY_ERROR(TOO_MANY)

const struct carom_policy carom_policy_curl = {
    .name = POLICY_TEXT("curl"),
    .source = POLICY_TEXT("libcurl 8.22"),
    .steps =
        {
            [CAROM_POLICY_300] = POLICY_ROW_OF(KEEP),
            [CAROM_POLICY_301] = POLICY_ROW(KEEP, KEEP, GET, KEEP, KEEP, KEEP),
            [CAROM_POLICY_302] = POLICY_ROW(KEEP, KEEP, GET, KEEP, KEEP, KEEP),
            [CAROM_POLICY_303] = POLICY_ROW(GET, BARE, GET, GET, GET, GET),
            [CAROM_POLICY_307] = POLICY_ROW_OF(KEEP),
            [CAROM_POLICY_308] = POLICY_ROW_OF(KEEP),
            [CAROM_POLICY_OTHER_3XX] = POLICY_ROW_OF(KEEP),
        },
    CURL_BESIDE_STEPS,
};

const struct carom_policy carom_policy_curl_request = {
    .name = POLICY_TEXT("curl-request"),
    .source = POLICY_TEXT("libcurl 8.22 with CURLOPT_CUSTOMREQUEST (curl -X)"),
    .steps =
        {
            [CAROM_POLICY_300] = POLICY_ROW_OF(KEEP),
            [CAROM_POLICY_301] = POLICY_ROW_OF(BARE),
            [CAROM_POLICY_302] = POLICY_ROW_OF(BARE),
            [CAROM_POLICY_303] = POLICY_ROW_OF(BARE),
            [CAROM_POLICY_307] = POLICY_ROW_OF(KEEP),
            [CAROM_POLICY_308] = POLICY_ROW_OF(KEEP),
            [CAROM_POLICY_OTHER_3XX] = POLICY_ROW_OF(KEEP),
        },
    CURL_BESIDE_STEPS,
};
