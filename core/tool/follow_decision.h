/*
 * One decision: a question put together by the user's words or by a response from the network, and the
 * core's answer, with the memory behind it.
 */
#ifndef CAROM_TOOL_FOLLOW_DECISION_H
#define CAROM_TOOL_FOLLOW_DECISION_H

#include "carom/follow.h"
#include "carom/freshness.h"

/* What is asked. All views are the caller's. */
struct follow_question {
    struct carom_policy policy;
    struct carom_view method;
    struct carom_view url; /* of the request; http or https */
    enum carom_body body;
    const struct carom_field *request_fields;
    size_t request_field_count;
    uint16_t status;
    const struct carom_field *response_fields;
    size_t response_field_count;
    struct carom_chain chain; /* as it was before */
    bool has_now;             /* without it the time is that of the response's Date */
    int64_t now_s;            /* Unix seconds, CAROM_DATE_LAST_S at most */
};

/* What is answered. Zeroed is empty; may be used for one question after another; free it with
 * follow_answer_free. */
struct follow_answer {
    struct carom_url url; /* of the request */
    struct carom_next next;
    struct carom_chain chain; /* for the question after this one */
    bool has_cache;
    struct carom_freshness cache;
    struct carom_buf url_bytes, bytes, error;
};

/*
 * Asks the core.
 *
 * Returns: NULL; or an English sentence that says what is wrong with the question, static or the
 * answer's, with a NUL byte behind it.
 */
const char *follow_answer_make(struct follow_answer *answer,
                               const struct follow_question *question);

/*
 * Parses a request's URL into answer->url, as follow_answer_make does with the question's.
 *
 * Returns: as follow_answer_make.
 */
const char *follow_url_read(struct follow_answer *answer, struct carom_view text);

/* Reads `none`, `replayable` or `stream`. Returns: false for anything else. */
bool follow_body_named(struct carom_view text, enum carom_body *out);

const char *follow_body_name(enum carom_body body);

/* What to use for future requests in place of the request's URL: itself, or where a permanent redirect
 * leads. */
struct carom_view follow_future_url(const struct follow_answer *answer);

/*
 * The next field of the request that goes with the redirect, each name once, as it is first spelled.
 *
 * Returns: false when there is none any more. In/Out: *at is 0 before the first call.
 */
bool follow_dropped_next(const struct follow_question *question, const struct follow_answer *answer,
                         size_t *at, struct carom_view *name);

void follow_answer_free(struct follow_answer *answer);

#endif
