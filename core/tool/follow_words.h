/*
 * Words for people, put together in a buffer. Each returns false when out of memory.
 */
#ifndef CAROM_TOOL_FOLLOW_WORDS_H
#define CAROM_TOOL_FOLLOW_WORDS_H

#include "carom/view.h"

#include <stdint.h>

/* Appends a text of the tool's own. */
bool put_text(struct carom_buf *out, const char *text);

/* Appends bytes from anywhere, their control bytes made visible. */
bool put_visible(struct carom_buf *out, struct carom_view bytes);

bool put_number(struct carom_buf *out, int64_t number);

/* Appends a time as a person would say it: `45 s`, `1 h 30 min`, `365 d`. */
bool put_duration(struct carom_buf *out, int64_t seconds);

/* Appends spaces up to a column of the line that the buffer ends in, one at least. Columns are
 * counted in characters, from 0. */
bool put_column(struct carom_buf *out, size_t column);

struct carom_view view_of_text(const char *text);
struct carom_view view_of_buffer(const struct carom_buf *buf);

#endif
