/*
 * The rules that a request is compared with, one after another, and what each says to it.
 */
#ifndef CAROM_TOOL_CONSIDERED_H
#define CAROM_TOOL_CONSIDERED_H

#include "carom/decide.h"

enum considered_outcome {
    CONSIDERED_MISMATCH = 0, /* see why */
    CONSIDERED_LOOP,         /* it matches, and would only lead back to the request */
    CONSIDERED_OWN_PATHS,    /* netlify: it leads to paths of its own, and no rule decides */
    CONSIDERED_DECIDES
};

struct considered {
    enum considered_outcome outcome;
    enum carom_mismatch why; /* the first that fails; a scheme or host only when the path matches */
    uint32_t number;
    struct carom_rule rule;
    struct carom_match match; /* when it matches */
};

/* Goes through the rules up to the one that decides. Zeroed but for rules, request and decision it is
 * ready; free it with considering_free. */
struct considering {
    const struct carom_rules *rules;
    const struct carom_request *request;
    const struct carom_decision *decision;
    struct carom_lookup lookup;
    /* Where a dialect rewrites the request: its URL, and path and query where they are not parts of that */
    struct carom_buf url_text;
    struct carom_buf memory;
    uint32_t next;
    uint32_t end; /* behind the last rule that is considered */
};

/* Before the first. Returns: NULL; or an English sentence that says what went wrong, static. */
const char *considering_start(struct considering *considering);

/* The next one. Returns: NULL, and *more says whether there was one; or a sentence as above. */
const char *considering_next(struct considering *considering, struct considered *out, bool *more);

/*
 * Appends what a rule lacks, in words, with what the rule asks for and what the request has.
 *
 * Returns: false when out of memory.
 */
bool considered_detail(const struct considering *considering, const struct considered *considered,
                       struct carom_buf *out);

/* One word for it: "path", "method", "loop", "decides" … */
const char *considered_word(const struct considered *considered);

void considering_free(struct considering *considering);

#endif
