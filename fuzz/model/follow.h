/*
 * What a client does next, after carom/follow.h and carom/policy.h, and the sections of RFC 9110 they name.
 *
 * A chain is a list that grows: each request that was sent stands in it as text, so that a loop is a request
 * that is in the list; hosts are compared label by label. Where the contract leaves a choice:
 * - A Location's user name and password are its own; those that a relative one has from the request's URL
 *   are not, and stay.
 * - What goes across, off the origin and on a downgrade is seen from the request's own URL; that the chain
 *   has left its first domain is not forgotten.
 * - Only the latest MODEL_REMEMBERED requests are looked at for loops. Proxy-Authorization, which only the
 *   first may have, makes no difference between two.
 */
#ifndef FUZZ_MODEL_FOLLOW_H
#define FUZZ_MODEL_FOLLOW_H

#include "model/policy.h"
#include "model/url.h"

enum { MODEL_REMEMBERED = 32 };

enum model_body { MODEL_NO_BODY, MODEL_BODY_AGAIN, MODEL_BODY_ONCE };

struct model_asked {
    struct model_view method;
    const struct model_url *url;
    const struct model_field *fields;
    size_t field_count;
    enum model_body body;
};

struct model_answer {
    int status;
    const struct model_field *fields;
    size_t field_count;
};

/* A request that was sent: what tells it from another. */
struct model_request_sent {
    struct model_view method;
    struct model_view url; /* without its fragment */
    bool has_body;
    struct model_kinds dropped;
    size_t cookies_set; /* how many responses had set a cookie before */
};

/* Zero it, and set the arena, before the first response. */
struct model_chain {
    struct model_arena *arena;
    struct model_request_sent *sent;
    size_t sent_count; /* 0: the first response has not come yet; else one more than redirects */
    size_t sent_cap;
    struct model_view first_host;
    struct model_view first_origin;
    bool has_left_host; /* and the hosts under it */
    bool has_left_origin;
    bool is_temporary;
    struct model_kinds dropped; /* credentials */
    size_t cookies_set;
};

struct model_next {
    const char *action; /* "stop", "confirm", "follow" */
    enum model_reason reason;
    bool is_error;
    struct model_view method;
    bool keeps_body;
    bool has_url;
    struct model_url url;
    struct model_kinds drop;
    bool crosses_origin;
    bool is_downgrade;
    bool is_permanent;
    const char *repeat; /* "no", "with_credentials", "with_other_credentials", … */
};

/* Decides a response; the chain goes on when the answer is not a stop. In: idna may be NULL. */
void model_follow(const struct model_policy *policy, const struct model_asked *request,
                  const struct model_answer *response, const struct model_idna *idna,
                  struct model_chain *chain, struct model_next *out);

/* How many bytes at the end of the host of the latest request are the chain's first host; 0 once left. */
size_t model_chain_domain_len(const struct model_chain *chain);

#endif
