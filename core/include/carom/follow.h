/*
 * Request, response, policy and chain so far to a decision: follow, confirm or stop.
 *
 * This is the client's half of a redirect (RFC 9110 §15.4). One call decides one response: whether
 * there is a next request, and which method, URL, body and fields it has. Sending it is the caller's.
 * What is to be remembered from one call to the next is in a small structure of plain numbers.
 *
 * Thread safety: pure functions over the caller's bytes. No allocation.
 */
#ifndef CAROM_FOLLOW_H
#define CAROM_FOLLOW_H

#include "carom/policy.h"
#include "carom/url.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What a request has for a body. */
enum carom_body {
    CAROM_BODY_NONE = 0,
    CAROM_BODY_REPLAYABLE, /* it can be sent again */
    CAROM_BODY_STREAM      /* it cannot */
};

/* A request as it was sent. All views are the caller's. */
struct carom_sent {
    struct carom_view method;         /* compared with case */
    const struct carom_url *url;      /* http or https, of carom_url_parse */
    const struct carom_field *fields; /* may be NULL when field_count is 0 */
    size_t field_count;
    enum carom_body body;
};

/* The response to it. All views are the caller's. */
struct carom_answered {
    uint16_t status;
    const struct carom_field *fields; /* may be NULL when field_count is 0 */
    size_t field_count;
};

enum { CAROM_CHAIN_SEEN_MAX = 32 };

/*
 * A chain of redirects so far: the caller's memory, zeroed before the first response. It holds plain
 * numbers only, so that it may be copied, kept, and written out member by member.
 */
struct carom_chain {
    uint32_t count;      /* redirects followed */
    uint32_t dropped;    /* enum carom_drop: credentials that are gone for good */
    uint32_t domain_len; /* the last bytes of the request's host that are the chain's first host; 0
                            once the chain has left it. With count 0 it is all of the host. */
    bool has_left;       /* the first origin, once */
    bool is_temporary;   /* one of the redirects was not permanent */
    uint32_t seen_count; /* of the array below, CAROM_CHAIN_SEEN_MAX at most; the oldest is first */
    uint64_t seen[CAROM_CHAIN_SEEN_MAX]; /* fingerprints of the latest requests */
};

enum carom_follow_action {
    CAROM_FOLLOW_STOP = 0, /* no next request: the response is the last */
    CAROM_FOLLOW_CONFIRM,  /* the next request may be sent when a person has said yes */
    CAROM_FOLLOW_GO        /* the next request is to be sent */
};

enum carom_follow_reason {
    CAROM_REASON_NOT_A_REDIRECT = 0, /* stop: the status is no 3xx */
    CAROM_REASON_UNAUTHORIZED,       /* stop: 401 or 407 */
    CAROM_REASON_FORBIDDEN,          /* stop: 403 */
    CAROM_REASON_NOT_ACCEPTABLE,     /* stop: 406 */
    CAROM_REASON_STATUS,             /* stop: the policy does not follow this 3xx for this method */
    CAROM_REASON_NO_LOCATION,        /* stop */
    CAROM_REASON_SEVERAL_LOCATIONS,  /* stop: they differ, or the policy takes one only */
    CAROM_REASON_INVALID_LOCATION,   /* stop */
    CAROM_REASON_SCHEME,             /* stop: the Location leads to a scheme that is not allowed */
    CAROM_REASON_USERINFO,           /* stop: the Location has a user name or password */
    CAROM_REASON_BODY,               /* stop: the body would have to be sent again and cannot be */
    CAROM_REASON_LOOP,               /* stop: the next request was sent before */
    CAROM_REASON_TOO_MANY,           /* stop: max_redirects were followed */
    CAROM_REASON_REDIRECT,           /* go: the status and the Location say so */
    CAROM_REASON_METHOD,             /* confirm: the method is not known to be safe to repeat */
    CAROM_REASON_CHOICE,             /* confirm: 300 offers a choice */
    CAROM_REASON_DOWNGRADE,          /* confirm: from https to http */
    CAROM_FOLLOW_REASONS
};

/* Whether it makes sense to ask the same URL once more, and with what. */
enum carom_repeat {
    CAROM_REPEAT_NOT = 0,
    CAROM_REPEAT_WITH_CREDENTIALS,       /* 401, 407: it had none; the challenge says which */
    CAROM_REPEAT_WITH_OTHER_CREDENTIALS, /* 401, 403, 407: not with the same once more (S14) */
    CAROM_REPEAT_WITH_OTHER_PREFERENCES  /* 406: another Accept, or one of the alternatives (S17) */
};

/* The next request. Views are into buf, the request, the response and static text. */
struct carom_next {
    enum carom_follow_action action;
    enum carom_follow_reason reason;
    bool is_error;            /* of a stop: to whoever called such a client */
    struct carom_view method; /* go, confirm; else empty */
    bool keeps_body;          /* go, confirm: the step is one that keeps a body, if there is any */
    bool has_url;             /* the Location was read: go, confirm, and the stops from scheme on */
    struct carom_url url;     /* then it is here, with the fragment it inherits */
    uint32_t drop;            /* go, confirm: enum carom_drop; see carom_follow_drops */
    bool crosses_origin;      /* go, confirm */
    bool is_downgrade;        /* go, confirm: from https to http */
    /* 301 and 308 with has_url, but for the stops scheme and userinfo: in future the request's URL is to be
     * replaced by `url`. Else it stays (S10). */
    bool is_permanent;
    enum carom_repeat repeat;
};

/*
 * Decides a response.
 *
 * - The policy's row and column say what becomes of the request. A 3xx that the policy returns stops
 *   (reason status), whatever else is wrong with it. Then, in this order: Location (no_location,
 *   several_locations, invalid_location), scheme, userinfo, body, too_many, loop. Only then the
 *   confirmations: choice for 300, downgrade, method; the first that applies is the reason.
 * - A Location is read by the URL Standard against the request's URL, after white space around it is
 *   taken away; with strict_reference also by RFC 3986's grammar and RFC 9110 §4.2. A byte that no
 *   field value holds (RFC 9110 §5.5) makes it invalid.
 * - A user name or password is the Location's when it stands there, and not when it is the request's,
 *   under whose authority a relative Location stays.
 * - Origin is scheme, host and port, hosts as the URL Standard serialises them; a dot behind the last
 *   label makes another host, as it does there.
 * - `drop` is the policy's drop_always; drop_with_body when the step is without a body; drop_across out
 *   of scope, and so on; always Proxy-Authorization; and chain->dropped. What it has of
 *   CAROM_DROP_CREDENTIALS stays in the chain: never restored, also when the chain comes back (a → b →
 *   a) and the caller gives the fields of its first request once more.
 * - For loops, the current request is put into chain->seen, unless it is the latest there, and the next
 *   one is looked for among them. Whether Proxy-Authorization was dropped makes no other request.
 * - The chain is as it shall be for the next call when this one says go or confirm (and the person
 *   yes). After a stop it is as it was.
 * - 401, 403, 406 and 407 stop, and `repeat` says with what it makes sense to ask again. Whether the
 *   request had credentials is looked up in its fields, Authorization for 401 and Proxy-Authorization for
 *   407, and for 401 in its URL, too. After 403 what was sent is not to be sent again, be it with
 *   credentials or without any; with others it may be (RFC 9110 §15.5.4).
 *
 * Returns: CAROM_OK; CAROM_ERR_NOSPACE with buf->len a capacity that suffices; CAROM_ERR_RANGE when the
 *          request's URL is no http or https URL, the chain or the policy (its enums and
 *          max_redirects) holds a number out of its range, or the status is not from 100 to 599;
 *          CAROM_ERR_NOMEM from idna. On failure *out is zeroed, which is a stop, and the chain is as
 *          it was.
 * In:      idna as for carom_url_parse; without it a Location with a host that is not ASCII is invalid.
 *          buf must not hold the request's or the response's bytes.
 * Cost:    linear in the Location, the request's URL and the names of the response's fields; the
 *          request's fields are read only after 401 and 407.
 */
CAROM_MUST_CHECK enum carom_result
carom_follow(const struct carom_policy *policy, const struct carom_sent *request,
             const struct carom_answered *response, const struct carom_idna *idna,
             struct carom_chain *chain, struct carom_buf *buf, struct carom_next *out);

/*
 * Whether a field of the request goes, by its name.
 *
 * In:   drop is what carom_follow gave; fields are the request's: what their Connection names goes with
 *       CAROM_DROP_CONNECTION.
 * Cost: linear in the name; with CAROM_DROP_CONNECTION in the Connection fields, too.
 */
bool carom_follow_drops(uint32_t drop, struct carom_view name, const struct carom_field *fields,
                        size_t field_count);

/* "follow", "confirm", "stop". */
struct carom_view carom_follow_action_name(enum carom_follow_action action);

/* The reason as a word for programs, such as `too_many`: the enum's own name in lower case. */
struct carom_view carom_follow_reason_name(enum carom_follow_reason reason);

/* The reason as a short English sentence for people, without a full stop. */
struct carom_view carom_follow_reason_text(enum carom_follow_reason reason);

/* "no", "with_credentials", "with_other_credentials", "with_other_preferences". */
struct carom_view carom_repeat_name(enum carom_repeat repeat);

#ifdef __cplusplus
}
#endif

#endif
