/*
 * Rule set and request to a decision: redirect, rewrite, refuse, or none.
 */
#ifndef CAROM_DECIDE_H
#define CAROM_DECIDE_H

#include "carom/rules.h"

#ifdef __cplusplus
extern "C" {
#endif

enum carom_http_version { CAROM_HTTP_1_0 = 0, CAROM_HTTP_1_1, CAROM_HTTP_2 };

/* A request as it was received. All views are the caller's. */
struct carom_request {
    struct carom_view method;    /* compared with case */
    struct carom_view scheme;    /* "http" or "https"; empty when not known */
    struct carom_view authority; /* host and port; empty when not known */
    struct carom_view target;    /* request-target: origin-form, absolute-form, `*`, or CONNECT's */
    enum carom_http_version version;
    const struct carom_field *fields; /* may be NULL when field_count is 0 */
    size_t field_count;
    struct carom_view country; /* of the client, as the caller knows it; empty when not known */
};

enum carom_action {
    CAROM_ACTION_NONE = 0, /* no rule has a say; the request goes its usual way */
    CAROM_ACTION_REDIRECT,
    CAROM_ACTION_REWRITE, /* answer with what stands at `location`, and status 200: a path of this
                             site; in netlify also an absolute URL, which asks for a proxy */
    CAROM_ACTION_REFUSE
};

struct carom_decision {
    enum carom_action action;
    uint16_t status;            /* 0 when action is none */
    bool force;                 /* the rule said `!`; in cloudflare always */
    bool has_rule;              /* false: none, or 400 for a request that no rule can speak of */
    uint32_t rule;              /* index; 0 when has_rule is false */
    uint32_t line;              /* in the rules file, from 1; 0 when has_rule is false */
    struct carom_view location; /* in the caller's buffer. redirect: a URI reference; rewrite:
                                   what to serve; refuse: what to serve with the status, or empty */
    int64_t max_age_s;          /* -1: no explicit lifetime */
    unsigned asked;             /* enum carom_asked: what else the decision depends on */
    struct carom_view reason;   /* of a refusal, when it is public; in the rule set */
    struct carom_view methods;  /* the rule's Method list, in the rule set; empty: any */
    size_t alternate_count;
    struct carom_view alternates[CAROM_ALTERNATES_MAX]; /* in the caller's buffer */
};

/*
 * Decides one request.
 *
 * The first rule in file order that matches wins, but for rules that would only loop. A
 * request-target in absolute-form is read for its path and authority (RFC 9112 section 3.2.2); `*`
 * and CONNECT's authority-form match no rule. Any other target that does not begin with `/`, an
 * absolute-form without a host or with userinfo, and a method that is no token are refused with
 * 400.
 *
 * carom:      a redirect to the very request that it answers (the same URL but for a fragment, a
 *             default port and the case of the host, and a status that repeats the request) is
 *             passed over. The request's query is passed on for every redirect and rewrite, unless
 *             the target has a query of its own or the rule matches on query pairs.
 * netlify:    a rule with a splat and another status than 200 whose target matches its own
 *             pattern, for a path that begins with what the target has before `/:splat` (with all
 *             of the target, when that is no segment of it), ends the search: no rule has a say,
 *             also when that rule's query pairs and conditions do not hold. Any other rule may
 *             lead to itself. The query is passed on for 200, 301 and 302,
 *             unless as above. A rewrite's target may be on another site: it is decided like any
 *             other, and whoever serves it has to be a proxy.
 * cloudflare: a rule may lead to itself. The request's path and query are first serialised by the
 *             URL Standard, as behind https and a host: dot segments are resolved, `\` is `/`,
 *             what is to be encoded is, and a fragment, tabs, newlines, and controls and spaces at
 *             the end go. That cannot fail, so that no request is refused for its path. A
 *             redirect's target is resolved against the request's URL in the same way, and when
 *             its scheme and host are the request's, only path, query and fragment are left; a
 *             path that begins with `//` keeps them. The query is passed on for a redirect, unless
 *             it is empty or the target has one. A rewrite leads to the target's path alone.
 *
 * Bytes of a capture that a URI may not hold at that place are percent-encoded; valid
 * percent-escapes are kept as they are. In a query `&` is encoded too, so that a captured value
 * stays one value. A `+` means a space in a query and a plus elsewhere (WHATWG URL,
 * form-urlencoded), so one from the path is encoded in a query, and one from the query is `%20` in
 * a path or fragment. A run of `/` and `\` at the start of a relative target becomes one `/`.
 * Substitution is single-pass.
 *
 * When the first rule that matches has an open target, in `to` or an alternate (see rules.h), and
 * the captures make an authority of it that is neither its fixed one nor one that Allow-Host
 * names, the decision is refuse with 400 by that rule, without location, alternates, lifetime and
 * reason. That is looked at before it is asked whether a redirect would loop. In an authority a
 * captured percent-escape is not decoded, and refused as any byte is but ASCII letters, digits,
 * `-`, `.` and the `:` of a port.
 *
 * Whatever bytes the request holds, location and alternates hold only what RFC 3986 allows in a URI
 * reference: no control, no space, no byte above 0x7E; a target that begins with `/` does not
 * become a reference to another authority, and one with a scheme keeps an authority that the rule
 * names.
 *
 * Returns: CAROM_OK; CAROM_ERR_NOSPACE with scratch->len the capacity that suffices, which in
 *          cloudflare may be more than what is used then; CAROM_ERR_IMAGE when a damaged image
 *          was opened. On failure *out is zeroed, which is action none. (A success with action none
 *          has max_age_s -1.)
 * Out:     views in *out are into scratch, the rule set and nothing else.
 * In/Out:  scratch->len is set to what was used.
 * Cost:    linear in the request; see carom_rules_match. When a request has to be serialised for
 *          cloudflare and does not fit, all rules are looked at to tell how much it needs. No
 *          allocation, no system call.
 * Thread safety: any number of threads on one rule set, each with its own scratch.
 */
CAROM_MUST_CHECK enum carom_result carom_decide(const struct carom_rules *rules,
                                                const struct carom_request *request,
                                                struct carom_buf *scratch,
                                                struct carom_decision *out);

/* "none", "redirect", "rewrite" or "refuse". */
struct carom_view carom_action_name(enum carom_action action);

#ifdef __cplusplus
}
#endif

#endif
