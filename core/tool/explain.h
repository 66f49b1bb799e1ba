/*
 * Why a request gets the answer that it gets: the rules considered, and what each lacks.
 */
#ifndef CAROM_TOOL_EXPLAIN_H
#define CAROM_TOOL_EXPLAIN_H

#include "answer.h"

enum explain_kind { EXPLAIN_NOTHING = 0, EXPLAIN_SHORT, EXPLAIN_ALL };

/* What is explained, and how much of it. */
struct explain_setup {
    const struct carom_rules *rules;
    const struct carom_request *request;
    const struct answer *answer; /* made for the request by these rules */
    bool all;                    /* also each rule whose path does not match */
};

/*
 * Appends the explanation as lines of text: each rule considered, in file order, with what it lacks; the
 * rule that decides, with what it captures and where it leads; the response's first line.
 *
 * Returns: NULL; or an English sentence that says what went wrong, static.
 */
const char *explain_write(const struct explain_setup *setup, struct carom_buf *out);

/*
 * Adds to an answer's object: considered, an array of {line, from, why, detail}; not_matching, how many
 * rules' paths do not match that are not in it; captures, those of the rule that decides; force, whether
 * that rule decides also where a file of that path is.
 *
 * Returns: as explain_write.
 */
const char *explain_json(const struct explain_setup *setup, json_t *object);

#endif
