/*
 * One input of the target `follow`: a policy, a request and the responses to come.
 *
 *     rfc9110 POST replayable max=5 again
 *     https://ok.example/form#end
 *     --
 *     Authorization: Basic eA==
 *     Content-Type: text/plain
 *     --
 *     307
 *     Location: //other.example/
 *     --
 *     302
 *     Location: /done
 *
 * The first line has the policy's name, the method, the body (none, replayable, stream) and any of: the
 * words of policy_bridge.h; `again` (the first request's fields are given on every hop), `around` (behind
 * the last response comes the first), `raw` (the section behind the request's fields is the chain as it
 * stands, in bytes), `bad=N` (a number in the policy is out of its range), `noidna`, `nomemory`. A field's
 * value begins behind `: `.
 */
#ifndef FUZZ_FOLLOW_CASE_H
#define FUZZ_FOLLOW_CASE_H

#include "policy_bridge.h"

enum { FOLLOW_FIELDS_MAX = MODEL_FIELDS_MAX, FOLLOW_AROUND_MAX = 40 };

struct follow_fields {
    size_t count;
    struct carom_field items[FOLLOW_FIELDS_MAX]; /* exact-size copies */
    struct model_field models[FOLLOW_FIELDS_MAX];
};

struct follow_case {
    struct carom_policy policy;
    struct model_policy model_policy;
    bool has_own_steps; /* not those of the table with its name */
    bool gives_again, goes_around, has_raw_chain, is_bad, has_idna, has_memory;
    unsigned bad; /* which number is out of its range, when is_bad */
    struct carom_view method;
    enum carom_body body;
    struct carom_view url;
    struct follow_fields fields;
    struct carom_view raw_chain;
    struct carom_view responses; /* the sections that are left */
};

/* Returns: false when the input has no policy of a known name. */
bool follow_read(struct carom_view input, struct follow_case *out);
void follow_release(struct follow_case *out);

/* Takes the next response; around: begins again behind the last. Returns: false when none is left. */
bool follow_next_response(const struct follow_case *from, struct carom_view *rest, uint16_t *status,
                          struct follow_fields *fields);
void follow_release_fields(struct follow_fields *fields);

/* Fills a chain from bytes; what is missing is zero. */
struct carom_chain follow_raw_chain(struct carom_view bytes);

#endif
