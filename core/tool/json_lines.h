/*
 * --jsonl: one JSON object a line in, one a line out, in order, flushed as it goes.
 */
#ifndef CAROM_TOOL_JSON_LINES_H
#define CAROM_TOOL_JSON_LINES_H

#include "carom/view.h"

#include <jansson.h>

/* The sentence that says what is wrong with a line. */
struct line_error {
    struct carom_buf text;
};

/* Keeps a sentence as the line's error. Returns: false, for `return line_fail(…);`. */
bool line_fail(struct line_error *error, const char *text);

/* The same, with the offending name in the middle, shortened. */
bool line_fail_about(struct line_error *error, const char *before, const char *name,
                     const char *after);

/*
 * Answers one line. In: line is a JSON object. Out: *out is the answer, which the caller takes
 * over.
 *
 * Returns: false after line_fail.
 */
typedef bool (*answer_line_fn)(void *ctx, json_t *line, struct line_error *error, json_t **out);

/*
 * Reads standard input to its end and answers each line; one that cannot be answered by
 * {"ok":false,"error":…}.
 *
 * Returns: EXIT_DONE at the end of the input; EXIT_NO, after a message, when it cannot go on.
 */
int json_lines_run(answer_line_fn answer, void *ctx);

#endif
