/*
 * What a client does with a redirect, as data: one table for each standard and each real client.
 *
 * A table says what becomes of the method, when the body and which fields go, how far credentials
 * travel, which Locations count, and where a chain ends. carom/follow.h reads it. A caller may copy a
 * table and change it: the copy is its own policy. Where each row comes from stands beside the tables,
 * in core/src/policy_NAME.c.
 *
 * Two things no table can ask for: that a credential which was dropped in a chain comes back, and that
 * Proxy-Authorization is sent on.
 *
 * Thread safety: the tables are constants; the functions are pure. No allocation.
 */
#ifndef CAROM_POLICY_H
#define CAROM_POLICY_H

#include "carom/result.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The rows: a redirect's status. */
enum carom_policy_status {
    CAROM_POLICY_300 = 0,
    CAROM_POLICY_301,
    CAROM_POLICY_302,
    CAROM_POLICY_303,
    CAROM_POLICY_307,
    CAROM_POLICY_308,
    CAROM_POLICY_OTHER_3XX, /* 304, 305, 306, 309 to 399 */
    CAROM_POLICY_STATUSES
};

/* The columns: the method of the request that was redirected, compared with case. */
enum carom_policy_method {
    CAROM_POLICY_GET = 0,
    CAROM_POLICY_HEAD,
    CAROM_POLICY_POST,
    CAROM_POLICY_QUERY,
    CAROM_POLICY_PROPFIND,
    CAROM_POLICY_OTHER_METHOD,
    CAROM_POLICY_METHODS
};

/* What becomes of the request. */
enum carom_step {
    CAROM_STEP_RETURN = 0, /* nothing: this response is the result */
    CAROM_STEP_KEEP,       /* the same method and body */
    CAROM_STEP_BARE,       /* the same method, without a body */
    CAROM_STEP_GET,        /* GET, without a body */
    /* The same, when a person says yes. */
    CAROM_STEP_CONFIRM_KEEP,
    CAROM_STEP_CONFIRM_GET
};

/* How far the fields of drop_across travel: they go when the next URL is out of this scope. */
enum carom_scope {
    CAROM_SCOPE_ORIGIN = 0, /* the same scheme, host and port */
    CAROM_SCOPE_DOMAIN,     /* the chain's first host and the hosts under it; any scheme and port */
    /* the same origin, or from http to https of one host, both on the default ports */
    CAROM_SCOPE_UPGRADE,
    CAROM_SCOPE_ANYWHERE
};

/* Which of several Location field lines counts. */
enum carom_locations {
    CAROM_LOCATIONS_ALIKE = 0, /* they must be the same, or it is a stop; empty ones count too */
    CAROM_LOCATIONS_ALIKE_OR_EMPTY, /* the same, of those that are not empty */
    CAROM_LOCATIONS_SINGLE,         /* several, also when they are the same, are a stop */
    CAROM_LOCATIONS_FIRST,
    CAROM_LOCATIONS_LAST,
    CAROM_LOCATIONS_JOINED /* all, with ", " between them, are one value */
};

/* What an empty Location is, when it is the one that counts. */
enum carom_empty_location {
    CAROM_EMPTY_IS_REFERENCE = 0, /* a reference to the request's own URL */
    CAROM_EMPTY_IS_NONE           /* as if there were none */
};

/* What a Location with a user name or password does. */
enum carom_userinfo {
    CAROM_USERINFO_REFUSED = 0,    /* it is a stop */
    CAROM_USERINFO_REFUSED_ACROSS, /* it is one when the chain has left its first origin, or does */
    CAROM_USERINFO_IGNORED,        /* they are taken out of the URL */
    CAROM_USERINFO_KEPT
};

/* What is the same request, when a chain is watched for loops. */
enum carom_loops {
    /* method, URL without fragment, body and which credentials are left; a response that sets a cookie
     * makes any request a new one */
    CAROM_LOOPS_BY_REQUEST = 0,
    CAROM_LOOPS_BY_URL, /* the URL without fragment */
    CAROM_LOOPS_COUNTED /* not watched: the maximum ends them */
};

/* When a body that cannot be sent again is a stop. */
enum carom_unreplayable {
    CAROM_UNREPLAYABLE_WHEN_KEPT = 0,
    CAROM_UNREPLAYABLE_BUT_303 /* also when the redirect would drop it, but for 303 */
};

/* The fields that a policy may drop, as bits. Names are compared without case. */
enum carom_drop {
    CAROM_DROP_AUTHORIZATION = 1 << 0,
    CAROM_DROP_COOKIE = 1 << 1, /* Cookie and Cookie2 */
    CAROM_DROP_WWW_AUTHENTICATE = 1 << 2,
    CAROM_DROP_PROXY_AUTHORIZATION = 1 << 3,
    CAROM_DROP_PROXY_AUTHENTICATE = 1 << 4,
    CAROM_DROP_HOST = 1 << 5,
    CAROM_DROP_REFERER = 1 << 6,
    CAROM_DROP_ORIGIN = 1 << 7,
    CAROM_DROP_CONTENT_TYPE = 1 << 8,
    CAROM_DROP_CONTENT_ENCODING = 1 << 9,
    CAROM_DROP_CONTENT_LANGUAGE = 1 << 10,
    CAROM_DROP_CONTENT_LOCATION = 1 << 11,
    CAROM_DROP_CONTENT_ANY = 1 << 12, /* every name that begins with `Content-` */
    CAROM_DROP_DIGEST = 1 << 13,      /* Digest, Content-Digest and Repr-Digest */
    CAROM_DROP_LAST_MODIFIED = 1 << 14,
    CAROM_DROP_FRAMING = 1 << 15, /* Content-Length, Transfer-Encoding, Trailer and Expect */
    /* If-Match, If-None-Match, If-Modified-Since, If-Unmodified-Since and If-Range */
    CAROM_DROP_CONDITIONAL = 1 << 16,
    /* Connection and what it names, Keep-Alive, Proxy-Connection, TE and Upgrade */
    CAROM_DROP_CONNECTION = 1 << 17
};

/* The fields that stay dropped for the rest of a chain. */
#define CAROM_DROP_CREDENTIALS                                                                     \
    ((uint32_t)CAROM_DROP_AUTHORIZATION | (uint32_t)CAROM_DROP_COOKIE |                            \
     (uint32_t)CAROM_DROP_WWW_AUTHENTICATE | (uint32_t)CAROM_DROP_PROXY_AUTHORIZATION |            \
     (uint32_t)CAROM_DROP_PROXY_AUTHENTICATE)

/* The schemes that a Location may lead to, as bits. */
enum carom_follow_scheme {
    CAROM_FOLLOW_HTTP = 1 << 0,
    CAROM_FOLLOW_HTTPS = 1 << 1,
    CAROM_FOLLOW_FTP = 1 << 2,
    CAROM_FOLLOW_WS = 1 << 3,
    CAROM_FOLLOW_WSS = 1 << 4
};

enum { CAROM_REDIRECTS_MAX = 1000 }; /* what max_redirects may be at most */

struct carom_policy {
    struct carom_view name;
    struct carom_view source; /* what it was written from: a standard, or a client's source */
    uint8_t steps[CAROM_POLICY_STATUSES][CAROM_POLICY_METHODS]; /* enum carom_step */

    uint32_t drop_always;       /* enum carom_drop: on every redirect */
    uint32_t drop_with_body;    /* when the next request has no body any more */
    uint32_t drop_across;       /* when the next URL is out of `scope` */
    uint32_t drop_off_origin;   /* when the next URL has another origin, whatever the scope */
    uint32_t drop_on_downgrade; /* from https to http */
    enum carom_scope scope;

    enum carom_locations locations;
    enum carom_empty_location empty_location;
    /* A Location that RFC 3986's grammar does not produce is invalid, though the URL Standard reads it; and
     * so is an http or https one, or one that begins with `//`, without a host (RFC 9110 §4.2.1). */
    bool strict_reference;
    /* A Location without a fragment gets the request's (RFC 9110 §10.2.2). */
    bool inherits_fragment;
    enum carom_userinfo userinfo;
    uint32_t schemes;        /* enum carom_follow_scheme */
    bool confirms_downgrade; /* from https to http a person is asked */

    enum carom_loops loops;
    uint32_t max_redirects; /* how many are followed; CAROM_REDIRECTS_MAX at most */
    enum carom_unreplayable unreplayable;
    /* Which stops are errors to whoever called the client, as bits 1 << enum carom_follow_reason of
     * carom/follow.h. After any other stop it is given the response. */
    uint32_t errors;
};

/*
 * The policies: rfc9110 (the default), rfc2616, fetch, curl, curl-request, wget, go, requests, okhttp,
 * undici.
 *
 * Returns: the table with this name, compared with case; NULL when there is none.
 */
const struct carom_policy *carom_policy_named(struct carom_view name);

/* The table at an index; NULL behind the last. The first is rfc9110. */
const struct carom_policy *carom_policy_at(size_t index);

/* Which statuses keep a POST, as libcurl's CURLOPT_POSTREDIR counts them. */
enum carom_postredir { CAROM_POSTREDIR_301 = 1, CAROM_POSTREDIR_302 = 2, CAROM_POSTREDIR_303 = 4 };

/*
 * Makes a policy keep POST and its body on the statuses named (CURLOPT_POSTREDIR). On the others it does
 * what it did.
 *
 * In: policy is the caller's copy of a table. Bits above 4 are ignored.
 */
void carom_policy_set_postredir(struct carom_policy *policy, unsigned bits);

#ifdef __cplusplus
}
#endif

#endif
