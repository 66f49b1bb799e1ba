#include "model/policy.h"

#include <string.h>

static const char *const reason_names[MODEL_REASONS] = {
    [MODEL_NOT_A_REDIRECT] = "not_a_redirect",
    [MODEL_UNAUTHORIZED] = "unauthorized",
    [MODEL_FORBIDDEN] = "forbidden",
    [MODEL_NOT_ACCEPTABLE] = "not_acceptable",
    [MODEL_STATUS] = "status",
    [MODEL_NO_LOCATION] = "no_location",
    [MODEL_SEVERAL_LOCATIONS] = "several_locations",
    [MODEL_INVALID_LOCATION] = "invalid_location",
    [MODEL_SCHEME] = "scheme",
    [MODEL_USERINFO] = "userinfo",
    [MODEL_BODY] = "body",
    [MODEL_TOO_MANY] = "too_many",
    [MODEL_LOOP] = "loop",
    [MODEL_REDIRECT] = "redirect",
    [MODEL_CHOICE] = "choice",
    [MODEL_DOWNGRADE] = "downgrade",
    [MODEL_METHOD] = "method",
};

const char *model_reason_name(enum model_reason reason)
{
    return reason_names[reason];
}

size_t model_row(int status)
{
    switch (status) {
    case 300:
        return 0;
    case 301:
        return 1;
    case 302:
        return 2;
    case 303:
        return 3;
    case 307:
        return 4;
    case 308:
        return 5;
    default:
        return 6;
    }
}

size_t model_column(struct model_view method)
{
    static const char *const columns[] = {"GET", "HEAD", "POST", "QUERY", "PROPFIND"};
    size_t column = 0;

    while (column < MODEL_COLUMNS - 1 && !model_is(method, columns[column]))
        column++;
    return column;
}

/* A policy as it is written below: words where model_policy has sets. */
struct written {
    const char *name;
    /* Each of six letters, for GET, HEAD, POST, QUERY, PROPFIND and other methods. */
    const char *on_300, *on_301, *on_302, *on_303, *on_307, *on_308, *on_other;
    const char *always, *with_body, *across, *off_origin, *on_downgrade; /* model_kinds_of */
    enum model_scope scope;
    enum model_locations locations;
    bool empty_is_none, strict_reference, inherits_fragment;
    enum model_userinfo userinfo;
    enum model_loops loops;
    uint32_t max_redirects;
    bool body_stops_but_on_303;
    const char *errors; /* names of reasons */
};

/*
 * RFC 9110. Section 15.4: automatic redirection; 15.4.1 to 15.4.4, 15.4.8 and 15.4.9 by status. The list of
 * fields in 15.4: what the implementation made itself, among it Host (7.2) and what belongs to the
 * connection (7.6.1), is made again; Authorization and Cookie go with the origin; the content's go with a
 * change to GET.
 *
 * Choices: POST becomes GET on 301 and 302, which it MAY; a 300 is taken at once with a safe method
 * (section 9.2.1, the registry has QUERY and PROPFIND as safe) and asks with another; HEAD stays on 303; several
 * alike Locations are one; user information is an error, as 4.2.4 advises; 20 redirects.
 */
static const struct written rfc9110 = {
    .name = "rfc9110",
    .on_300 = "KKkKKk",
    .on_301 = "KKGKKK",
    .on_302 = "KKGKKK",
    .on_303 = "GBGGGG",
    .on_307 = "KKKKKK",
    .on_308 = "KKKKKK",
    .on_other = "......",
    .always = "host connection proxy-authorization",
    .with_body = "content-type content-encoding content-language content-location digest "
                 "last-modified framing",
    .across = "authorization cookie www-authenticate",
    .off_origin = "origin",
    .on_downgrade = "referer",
    .scope = MODEL_ONE_ORIGIN,
    .locations = MODEL_ALIKE,
    .strict_reference = true,
    .inherits_fragment = true,
    .userinfo = MODEL_USERINFO_REFUSED,
    .loops = MODEL_LOOPS_OF_REQUESTS,
    .max_redirects = 20,
    .errors = "several_locations invalid_location scheme userinfo body loop too_many",
};

/*
 * RFC 2616, sections 10.3.1 to 10.3.8. A request other than GET or HEAD that gets 301, 302 or 307 is
 * not redirected unless the user confirms it. 303: GET.
 *
 * Choices: 300 asks alike; 308, which is younger, is a 307 that is permanent; HEAD stays on 303; the rest as
 * in rfc9110, with the entity's fields of 7.1.
 */
static const struct written rfc2616 = {
    .name = "rfc2616",
    .on_300 = "KKkkkk",
    .on_301 = "KKkkkk",
    .on_302 = "KKkkkk",
    .on_303 = "GBGGGG",
    .on_307 = "KKkkkk",
    .on_308 = "KKkkkk",
    .on_other = "......",
    .always = "host connection proxy-authorization",
    .with_body = "content-* last-modified framing",
    .across = "authorization cookie www-authenticate",
    .off_origin = "",
    .on_downgrade = "referer",
    .scope = MODEL_ONE_ORIGIN,
    .locations = MODEL_ALIKE,
    .strict_reference = true,
    .inherits_fragment = true,
    .userinfo = MODEL_USERINFO_REFUSED,
    .loops = MODEL_LOOPS_OF_REQUESTS,
    .max_redirects = 20,
    .errors = "several_locations invalid_location scheme userinfo body loop too_many",
};

/*
 * The Fetch Standard, "location URL" and "HTTP-redirect fetch". Redirect statuses are 301, 302, 303, 307
 * and 308. Extracting the values of Location fails when there are several. Steps 9 and 10 for mode cors
 * refuse credentials once the origin was left; step 11 refuses a body without a source but on 303.
 *
 * Choices: what a user agent makes itself (Cookie, Host, Origin, Referer, Content-Length) goes as it would.
 */
static const struct written fetch = {
    .name = "fetch",
    .on_300 = "......",
    .on_301 = "KKGKKK",
    .on_302 = "KKGKKK",
    .on_303 = "KKGGGG",
    .on_307 = "KKKKKK",
    .on_308 = "KKKKKK",
    .on_other = "......",
    .always = "proxy-authorization",
    .with_body = "content-type content-encoding content-language content-location framing",
    .across = "authorization cookie",
    .off_origin = "host origin",
    .on_downgrade = "referer",
    .scope = MODEL_ONE_ORIGIN,
    .locations = MODEL_SINGLE,
    .inherits_fragment = true,
    .userinfo = MODEL_USERINFO_REFUSED_ACROSS,
    .loops = MODEL_LOOPS_ONLY_COUNTED,
    .max_redirects = 20,
    .body_stops_but_on_303 = true,
    .errors = "several_locations invalid_location scheme userinfo body too_many",
};

/*
 * libcurl, lib/http.c: http_header_l takes any Location that is not empty and not the one before, and
 * fails for another; Curl_http_follow switches POST on 301 and 302, and everything on 303; HEAD is
 * CURLOPT_NOBODY, which no switch takes back. http_add_custom_headers and http_set_aptr_host keep
 * Authorization, Cookie and Host for the initial origin.
 *
 * Choices: a credential does not come back with the origin; ftp is not followed; the maximum is libcurl's
 * (lib/url.c).
 */
static const struct written curl = {
    .name = "curl",
    .on_300 = "KKKKKK",
    .on_301 = "KKGKKK",
    .on_302 = "KKGKKK",
    .on_303 = "GBGGGG",
    .on_307 = "KKKKKK",
    .on_308 = "KKKKKK",
    .on_other = "KKKKKK",
    .always = "proxy-authorization",
    .with_body = "content-type framing",
    .across = "authorization cookie",
    .off_origin = "host",
    .on_downgrade = "",
    .scope = MODEL_ONE_ORIGIN,
    .locations = MODEL_ALIKE_OR_EMPTY,
    .empty_is_none = true,
    .userinfo = MODEL_USERINFO_KEPT,
    .loops = MODEL_LOOPS_ONLY_COUNTED,
    .max_redirects = 30,
    .errors = "several_locations invalid_location scheme body too_many",
};

/*
 * The same with CURLOPT_CUSTOMREQUEST and CURLFOLLOW_ALL: Curl_http_method sends the custom method on, and
 * http_switch_to_get takes away only the body of what was made as a POST.
 */
static const struct written curl_request = {
    .name = "curl-request",
    .on_300 = "KKKKKK",
    .on_301 = "BBBBBB",
    .on_302 = "BBBBBB",
    .on_303 = "BBBBBB",
    .on_307 = "KKKKKK",
    .on_308 = "KKKKKK",
    .on_other = "KKKKKK",
    .always = "proxy-authorization",
    .with_body = "content-type framing",
    .across = "authorization cookie",
    .off_origin = "host",
    .on_downgrade = "",
    .scope = MODEL_ONE_ORIGIN,
    .locations = MODEL_ALIKE_OR_EMPTY,
    .empty_is_none = true,
    .userinfo = MODEL_USERINFO_KEPT,
    .loops = MODEL_LOOPS_ONLY_COUNTED,
    .max_redirects = 30,
    .errors = "several_locations invalid_location scheme body too_many",
};

/*
 * GNU Wget, src/http.c (gethttp, "Return if redirected") and src/retr.c (SUSPEND_METHOD). NEWLOCATION
 * suspends the method, NEWLOCATION_KEEP_POST keeps it. A HEAD is not a method of its own there but the
 * spider's (src/main.c), which no redirect ends. Without a Location it is an error.
 *
 * Choice: a 300 without a Location is called an error, too.
 */
static const struct written wget = {
    .name = "wget",
    .on_300 = "GBGGGG",
    .on_301 = "KKGKKK",
    .on_302 = "KKGKKK",
    .on_303 = "GBGGGG",
    .on_307 = "KKKKKK",
    .on_308 = "KKKKKK",
    .on_other = "......",
    .always = "proxy-authorization",
    .with_body = "content-type framing",
    .across = "",
    .off_origin = "",
    .on_downgrade = "",
    .scope = MODEL_ANYWHERE,
    .locations = MODEL_FIRST,
    .userinfo = MODEL_USERINFO_KEPT,
    .loops = MODEL_LOOPS_ONLY_COUNTED,
    .max_redirects = 20,
    .errors = "status no_location invalid_location scheme body too_many",
};

/*
 * Go, net/http/client.go: redirectBehavior; Header.Get takes the first Location; defaultCheckRedirect
 * gives up when ten requests were sent; makeHeadersCopier and shouldCopyHeaderOnRedirect leave what is
 * sensitive behind from the first host that is not in the domain on. A Referer that was given stays,
 * also from https to http: refererForURL only keeps Go from making one.
 *
 * Choice: a Host that was given goes with the origin.
 */
static const struct written go = {
    .name = "go",
    .on_300 = "......",
    .on_301 = "BBGGGG",
    .on_302 = "BBGGGG",
    .on_303 = "BBGGGG",
    .on_307 = "KKKKKK",
    .on_308 = "KKKKKK",
    .on_other = "......",
    .always = "proxy-authorization",
    .with_body = "content-type content-encoding content-language content-location framing",
    .across = "authorization cookie www-authenticate proxy-authenticate",
    .off_origin = "host",
    .on_downgrade = "",
    .scope = MODEL_ONE_DOMAIN,
    .locations = MODEL_FIRST,
    .empty_is_none = true,
    .userinfo = MODEL_USERINFO_KEPT,
    .loops = MODEL_LOOPS_ONLY_COUNTED,
    .max_redirects = 9,
    .errors = "invalid_location scheme too_many",
};

/*
 * python-requests, sessions.py: rebuild_method; resolve_redirects takes the body and its three fields on
 * all but 307 and 308, and Cookie always; should_strip_auth; rebuild_proxies. `while url` ends the chain
 * for an empty Location, and several are joined (urllib3).
 */
static const struct written requests = {
    .name = "requests",
    .on_300 = "......",
    .on_301 = "BBGBBB",
    .on_302 = "GBGGGG",
    .on_303 = "GBGGGG",
    .on_307 = "KKKKKK",
    .on_308 = "KKKKKK",
    .on_other = "......",
    .always = "cookie proxy-authorization",
    .with_body = "content-type framing",
    .across = "authorization",
    .off_origin = "",
    .on_downgrade = "",
    .scope = MODEL_ONE_ORIGIN_OR_UPGRADE,
    .locations = MODEL_JOINED,
    .empty_is_none = true,
    .inherits_fragment = true,
    .userinfo = MODEL_USERINFO_KEPT,
    .loops = MODEL_LOOPS_ONLY_COUNTED,
    .max_redirects = 30,
    .errors = "invalid_location scheme body too_many",
};

/*
 * OkHttp, RetryAndFollowUpInterceptor.kt and HttpMethod.kt: redirectsToGet for methods that permit a body;
 * canReuseConnectionFor; Headers.get takes the last Location; HttpUrl.resolve gives null for what it
 * cannot read and for other schemes, and then the response is returned.
 */
static const struct written okhttp = {
    .name = "okhttp",
    .on_300 = "KKGKKG",
    .on_301 = "KKGKKG",
    .on_302 = "KKGKKG",
    .on_303 = "KKGGKG",
    .on_307 = "KKKKKK",
    .on_308 = "KKKKKK",
    .on_other = "......",
    .always = "proxy-authorization",
    .with_body = "content-type framing",
    .across = "authorization",
    .off_origin = "",
    .on_downgrade = "",
    .scope = MODEL_ONE_ORIGIN,
    .locations = MODEL_LAST,
    .userinfo = MODEL_USERINFO_KEPT,
    .loops = MODEL_LOOPS_ONLY_COUNTED,
    .max_redirects = 20,
    .errors = "too_many",
};

/*
 * undici, lib/handler/redirect-handler.js: onResponseStart, shouldRemoveHeader. A URL is put together again
 * from origin, path and query, so that user name, password and fragment are gone; one that is in the
 * history throws. On 303 the content's fields go from HEAD, too.
 *
 * Choice: maxRedirections, which has no default, is 20.
 */
static const struct written undici = {
    .name = "undici",
    .on_300 = "KKKKKK",
    .on_301 = "KKGKKK",
    .on_302 = "KKGKKK",
    .on_303 = "GBGGGG",
    .on_307 = "KKKKKK",
    .on_308 = "KKKKKK",
    .on_other = "......",
    .always = "host proxy-authorization",
    .with_body = "content-* framing",
    .across = "authorization cookie",
    .off_origin = "",
    .on_downgrade = "",
    .scope = MODEL_ONE_ORIGIN,
    .locations = MODEL_JOINED,
    .empty_is_none = true,
    .userinfo = MODEL_USERINFO_IGNORED,
    .loops = MODEL_LOOPS_OF_URLS,
    .max_redirects = 20,
    .errors = "invalid_location scheme loop",
};

static const struct written *const policies[] = {
    &rfc9110, &rfc2616, &fetch, &curl, &curl_request, &wget, &go, &requests, &okhttp, &undici,
};

const char *model_policy_name(size_t index)
{
    return index < sizeof policies / sizeof policies[0] ? policies[index]->name : NULL;
}

/* Whether a word is in a list of words with spaces between them. */
static bool is_listed(const char *list, const char *word)
{
    struct model_view rest = model_literal(list);

    for (size_t at = 0; at < rest.len;) {
        size_t end = model_find(rest, at, ' ');
        if (model_is(model_part(rest, at, end), word))
            return true;
        at = end + 1;
    }
    return false;
}

static void read_written(const struct written *written, struct model_policy *out)
{
    const char *const rows[MODEL_ROWS] = {written->on_300,  written->on_301, written->on_302,
                                          written->on_303,  written->on_307, written->on_308,
                                          written->on_other};

    for (size_t row = 0; row < MODEL_ROWS; row++)
        memcpy(out->steps[row], rows[row], MODEL_COLUMNS);
    out->always = model_kinds_of(written->always);
    out->with_body = model_kinds_of(written->with_body);
    out->across = model_kinds_of(written->across);
    out->off_origin = model_kinds_of(written->off_origin);
    out->on_downgrade = model_kinds_of(written->on_downgrade);
    out->scope = written->scope;
    out->locations = written->locations;
    out->empty_is_none = written->empty_is_none;
    out->strict_reference = written->strict_reference;
    out->inherits_fragment = written->inherits_fragment;
    out->userinfo = written->userinfo;
    out->http = out->https = true;
    out->loops = written->loops;
    out->max_redirects = written->max_redirects;
    out->body_stops_but_on_303 = written->body_stops_but_on_303;
    for (size_t i = 0; i < MODEL_REASONS; i++)
        out->errors[i] = is_listed(written->errors, reason_names[i]);
}

bool model_policy_named(struct model_view name, struct model_policy *out)
{
    *out = (struct model_policy){.steps = {{0}}};
    for (size_t i = 0; i < sizeof policies / sizeof policies[0]; i++) {
        if (!model_is(name, policies[i]->name))
            continue;
        read_written(policies[i], out);
        return true;
    }
    return false;
}

void model_set_postredir(struct model_policy *policy, unsigned bits)
{
    const size_t post = model_column(model_literal("POST"));

    if (bits & 1)
        policy->steps[model_row(301)][post] = 'K';
    if (bits & 2)
        policy->steps[model_row(302)][post] = 'K';
    if (bits & 4)
        policy->steps[model_row(303)][post] = 'K';
}
