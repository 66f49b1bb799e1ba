/*
 * The body of a request: bytes in memory, or standard input as it comes.
 */
#ifndef CAROM_TOOL_TRACE_BODY_H
#define CAROM_TOOL_TRACE_BODY_H

#include "carom/follow.h"

/* Zeroed is none; free it with trace_body_free. */
struct trace_body {
    enum carom_body kind;
    struct carom_buf bytes; /* when it is replayable */
    int64_t stream_len;     /* when it is a stream: how long it is, -1 when that is not known */
};

/*
 * Reads the value of -d: `@FILE` is a file's bytes, `@-` those of standard input, `-` standard input as
 * a stream, anything else the body itself.
 *
 * Returns: EXIT_DONE; EXIT_NO, after a message, when the file cannot be read or is too large.
 */
int trace_body_take(const char *value, struct trace_body *body);

void trace_body_free(struct trace_body *body);

#endif
