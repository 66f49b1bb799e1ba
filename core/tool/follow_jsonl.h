/*
 * carom follow --jsonl: one decision a line.
 */
#ifndef CAROM_TOOL_FOLLOW_JSONL_H
#define CAROM_TOOL_FOLLOW_JSONL_H

#include "follow_policy.h"

struct follow_jsonl_setup {
    struct policy_choice choice; /* for lines without theirs */
    bool has_now;
    int64_t now_s;
};

/* Returns: EXIT_DONE at the end of the input; EXIT_NO, after a message, when it cannot go on. */
int run_follow_jsonl(const struct follow_jsonl_setup *setup);

#endif
