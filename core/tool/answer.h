/*
 * One request answered: decided, responded to, written, in buffers that grow as they must.
 */
#ifndef CAROM_TOOL_ANSWER_H
#define CAROM_TOOL_ANSWER_H

#include "carom/respond.h"

#include <jansson.h>

/* Zeroed is empty; may be used for one request after another; free it with answer_free. */
struct answer {
    struct carom_decision decision;
    struct carom_response response;
    struct carom_buf decide_scratch;
    struct carom_buf respond_scratch;
};

/*
 * Decides a request and makes the response to it.
 *
 * Returns: NULL; or an English sentence that says what went wrong, static.
 * Out:     views into the answer's buffers, the rules, the request and the options.
 */
const char *answer_make(struct answer *answer, const struct carom_rules *rules,
                        const struct carom_request *request,
                        const struct carom_respond_options *options);

/* Appends the response as HTTP/1.1 writes it. Returns: as answer_make. */
const char *answer_write(const struct answer *answer, struct carom_buf *out);

/* The answer as the JSON of the tool's contract, or NULL when out of memory. */
json_t *answer_json(const struct answer *answer);

void answer_free(struct answer *answer);

#endif
