/*
 * carom decide --jsonl: one JSON object a line in, one a line out, in order.
 */
#ifndef CAROM_TOOL_JSONL_H
#define CAROM_TOOL_JSONL_H

#include "carom/respond.h"

struct jsonl_setup {
    const struct carom_rules *rules;  /* for lines without "rules"; may be NULL */
    enum carom_dialect rules_dialect; /* which those were compiled with */
    enum carom_dialect dialect;       /* for lines with "rules" but without "dialect" */
    const char *country_header;       /* the name of the field that tells the client's country */
    struct carom_respond_options respond;
};

/* Returns: EXIT_DONE at the end of the input; EXIT_NO, after a message, when it cannot go on. */
int run_jsonl(const struct jsonl_setup *setup);

#endif
