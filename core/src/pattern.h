/*
 * Paths against a rule's `from`.
 */
#ifndef CAROM_SRC_PATTERN_H
#define CAROM_SRC_PATTERN_H

#include "carom/rules.h"

/*
 * Whether a path matches a pattern with placeholders or a splat; adds what they capture to *match,
 * which is unchanged when it does not.
 *
 * In: pattern is a rule's `from`, in normal form; path begins with `/` and is raw. The segments are
 *     read from the image each time, so a damaged pattern can match wrongly but not read outside.
 */
bool carom_pattern_match(struct carom_view pattern, struct carom_view path,
                         struct carom_match *match);

/* Whether a segment of a pattern is a placeholder: `:` and a name. */
bool carom_pattern_is_placeholder(struct carom_view segment);

/*
 * The segment after the `/` at `path.ptr[at]`; ends at the next `/` or the end.
 * In: at is below path.len.
 */
struct carom_view carom_pattern_segment(struct carom_view path, size_t at);

/* The length of the name at the start of bytes, 0 when there is none: a letter or `_`, then also
 * digits. */
size_t carom_pattern_name_len(const char *bytes, size_t left);

#endif
