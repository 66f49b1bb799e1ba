/*
 * May a response be stored, and for how long is it fresh: Cache-Control, Expires, Age, Date, Vary and the
 * status (RFC 9111).
 *
 * Made for redirects: 301 and 308 may be stored by heuristic, 302, 303 and 307 only when their fields
 * say so (S4), and a stored one of these is reused only while that explicit freshness lasts (S12).
 *
 * Thread safety: pure functions over the caller's bytes. No allocation.
 */
#ifndef CAROM_FRESHNESS_H
#define CAROM_FRESHNESS_H

#include "carom/result.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What the lifetime is taken from. */
enum carom_lifetime {
    CAROM_LIFETIME_NONE = 0, /* there is none: not to be reused without asking */
    CAROM_LIFETIME_S_MAXAGE,
    CAROM_LIFETIME_MAX_AGE,
    CAROM_LIFETIME_EXPIRES,
    CAROM_LIFETIME_HEURISTIC /* a tenth of the time since Last-Modified (RFC 9111 §4.2.2) */
};

/* Why a response may or may not be stored; the first that applies (RFC 9111 §3). */
enum carom_storable {
    CAROM_STORABLE_NO_METHOD = 0, /* no: the method's responses are not cached */
    CAROM_STORABLE_NO_STATUS,  /* no: not a final status, or must-understand and not understood */
    CAROM_STORABLE_NO_STORE,   /* no: no-store, in the response or in the request */
    CAROM_STORABLE_NO_PRIVATE, /* no: private, and the cache is shared */
    CAROM_STORABLE_NO_AUTHORIZED, /* no: the request had Authorization, the cache is shared, and
                                     neither public, s-maxage nor must-revalidate allows it */
    CAROM_STORABLE_NO_PERMISSION, /* no: nothing in the response and its status says that it may be */
    CAROM_STORABLE_EXPLICIT,      /* yes: a field says so */
    CAROM_STORABLE_BY_STATUS      /* yes: the status is heuristically cacheable */
};

/* Which requests a stored response may answer, by its Vary (RFC 9111 §4.1). */
enum carom_vary {
    CAROM_VARY_NONE = 0, /* any */
    CAROM_VARY_FIELDS,   /* those whose fields match: carom_vary_matches */
    CAROM_VARY_ANY       /* none: it has `*` */
};

/* A response, and when it came. All views are the caller's. */
struct carom_stored {
    struct carom_view method;                 /* of the request; compared with case */
    const struct carom_field *request_fields; /* may be NULL when the count is 0 */
    size_t request_field_count;
    uint16_t status;
    const struct carom_field *fields; /* of the response; likewise */
    size_t field_count;
    int64_t request_s;  /* when the request was sent, in Unix seconds */
    int64_t response_s; /* when the response came; not before request_s */
    int64_t now_s;      /* not before response_s; CAROM_DATE_LAST_S at most */
    bool shared;        /* the cache serves several users: s-maxage and private count */
};

struct carom_freshness {
    bool storable;
    enum carom_storable why;
    enum carom_lifetime lifetime_from;
    int64_t lifetime_s; /* 0 with CAROM_LIFETIME_NONE; 2^31 at most */
    int64_t age_s;      /* the current age (RFC 9111 §4.2.3); 2^31 at most */
    int64_t fresh_s;    /* for how long it may still be reused without asking; 0: it is stale */
    bool no_cache;      /* it must be validated before each reuse; fresh_s is 0 then */
    /* Once stale, it must not be used unvalidated; also by proxy-revalidate and s-maxage when shared. */
    bool must_revalidate;
    bool immutable;                   /* RFC 8246 */
    int64_t stale_while_revalidate_s; /* RFC 5861; 0 when there is none; 2^31 at most */
    int64_t stale_if_error_s;
    enum carom_vary vary;
};

/*
 * Reckons how a response may be stored and reused.
 *
 * Cache-Control: a list of directives over all its field lines, each line read by itself; names compared
 * without case, arguments as tokens or quoted strings, in which any byte may stand and a quoted-pair
 * stands for its octet. A member ends at the next comma outside quotes. One that begins with a name and is
 * no directive (with white space around its `=`, nothing behind it, a quote that is not closed, a
 * semicolon) counts where that is careful: no-store, no-cache, private, must-revalidate and
 * proxy-revalidate forbid and bind all the same, and of max-age and s-maxage the lifetime is 0. Any
 * other is passed over. Of a directive given twice the first counts. An argument of a lifetime that is
 * not a row of digits, or none, is a lifetime of 0 from that directive: stale, and nothing else is asked
 * for one; of stale-while-revalidate and stale-if-error it is 0. Numbers above 2^31 are 2^31. An argument
 * of any other directive makes no difference: no-cache and private with field names count as without.
 * must-understand with a status that carom_status_of has a reason phrase for makes the response's
 * no-store count for nothing. In the request only no-store counts.
 *
 * Lifetime: s-maxage when shared, else max-age, else Expires less Date (less response_s without a valid
 * Date), else, for a status that RFC 9110 §15.1 names and for no other (also not with public: S12), a
 * tenth of the time from Last-Modified to Date (likewise), rounded down; none when Last-Modified is no
 * date, or one after it. Expires that is no date, and Expires before Date, are a lifetime of 0. Of
 * several lines of Expires, Date, Age and Last-Modified the first counts. Years of two digits are read
 * as of response_s, so that a stored response means the same for as long as it is kept.
 *
 * Age: its first member, the bytes before the first comma without white space around them, when that is
 * a row of digits; else nothing.
 * Date that is no date counts for nothing in it.
 *
 * Storable: the method is GET or HEAD, or POST with an explicit lifetime and a Content-Location (which
 * the caller compares with the URL, RFC 9110 §9.3.3); the status is final; and one of public, private
 * when not shared, an explicit lifetime (s-maxage counts when shared only), or the status. An explicit
 * lifetime is one of a directive or of Expires, also when it is 0. 206 and 304 are not stored: they are
 * parts of other responses. The other members are reckoned also when it is not storable, but fresh_s is
 * 0 then.
 *
 * Vary: a list over all its field lines; none when that has no member.
 *
 * Returns: CAROM_OK; CAROM_ERR_RANGE when the times are not in order, before 0 or after
 *          CAROM_DATE_LAST_S, or the status is not from 100 to 599: then *out is zeroed, which is not
 *          storable.
 * Cost:    linear in the names of both field sets and the values of those above.
 */
CAROM_MUST_CHECK enum carom_result carom_freshness_read(const struct carom_stored *stored,
                                                        struct carom_freshness *out);

enum { CAROM_VARY_MEMBERS_MAX = 64 };

/*
 * Whether a stored response may answer a new request, as far as its Vary goes (RFC 9111 §4.1): each
 * field that Vary names has the same value in both requests, after field lines were combined with commas
 * and white space beside commas outside quotes, and around the whole, was taken away; or is in neither.
 * Nothing else is alike: not two values that differ in case, in order or in empty members, and not a
 * field with an empty value and none.
 *
 * Returns: false when Vary has `*`, when a member of it is no field name, and when it has more than
 *          CAROM_VARY_MEMBERS_MAX members: whoever sends that many wants no answer from a cache.
 * In:   vary_of are the stored response's fields.
 * Cost: the members of Vary, up to that many, times the requests' fields.
 */
bool carom_vary_matches(const struct carom_field *vary_of, size_t vary_count,
                        const struct carom_field *stored, size_t stored_count,
                        const struct carom_field *request, size_t request_count);

/* Whether and why, as a short English phrase. */
struct carom_view carom_storable_name(enum carom_storable why);

/* "none", "s-maxage", "max-age", "Expires", "heuristic". */
struct carom_view carom_lifetime_name(enum carom_lifetime lifetime);

#ifdef __cplusplus
}
#endif

#endif
