/*
 * A decision in words, for people.
 */
#ifndef CAROM_TOOL_FOLLOW_TEXT_H
#define CAROM_TOOL_FOLLOW_TEXT_H

#include "follow_decision.h"

/* Appends what `carom follow` prints. Returns: false when out of memory. */
bool put_decision(struct carom_buf *out, const struct follow_question *question,
                  const struct follow_answer *answer);

/* Appends what a cache may do with the response: `not stored: …`, `fresh for 1 h …`. */
bool put_cache(struct carom_buf *out, const struct follow_answer *answer);

/* Appends the names of the fields that go, with ", " between them. Out: *any tells whether there are
 * some. */
bool put_dropped(struct carom_buf *out, const struct follow_question *question,
                 const struct follow_answer *answer, bool *any);

/* With what it makes sense to ask the same URL once more: a sentence without a full stop; NULL when it
 * makes none. */
const char *repeat_advice(uint16_t status, enum carom_repeat repeat);

#endif
