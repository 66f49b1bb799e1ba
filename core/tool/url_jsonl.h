/*
 * carom url --jsonl: one URL a line.
 */
#ifndef CAROM_TOOL_URL_JSONL_H
#define CAROM_TOOL_URL_JSONL_H

#include "url_reading.h"

struct url_jsonl_setup {
    struct carom_view base; /* for lines without "base" */
    bool has_base;
    enum url_standard standard; /* for lines without "standard" */
};

/* "whatwg" or "rfc3986". Returns: false for anything else. */
bool url_standard_named(struct carom_view text, enum url_standard *out);

/* Returns: EXIT_DONE at the end of the input; EXIT_NO, after a message, when it cannot go on. */
int run_url_jsonl(const struct url_jsonl_setup *setup);

#endif
