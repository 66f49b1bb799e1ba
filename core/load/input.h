/*
 * A file's bytes: mapped when it is an image, read whole when it is anything else.
 */
#ifndef CAROM_LOAD_INPUT_H
#define CAROM_LOAD_INPUT_H

#include "carom/load.h"

/* Zeroed it holds nothing. */
struct input {
    char *bytes;
    size_t len;
    size_t cap;
    bool is_mapped; /* else the bytes are malloc'ed */
    int file;       /* open, when the bytes are mapped */
};

/*
 * Takes the bytes of a path; `-` is standard input. With regular_only it never waits for a writer.
 *
 * Returns: CAROM_OK; CAROM_ERR_SYSTEM, CAROM_ERR_NOMEM or CAROM_ERR_TOO_LARGE with a message.
 * Out:     *in is to be given to input_free, also after a failure.
 */
CAROM_MUST_CHECK enum carom_result input_take(const char *path, bool regular_only, struct input *in,
                                              char *message);

void input_free(struct input *in);

#endif
