/*
 * Patterns in which placeholders and a splat stand anywhere in the text, as cloudflare has them.
 */
#ifndef CAROM_SRC_TEXT_PATTERN_H
#define CAROM_SRC_TEXT_PATTERN_H

#include "carom/rules.h"

/*
 * The length of the placeholder at the start of bytes, with its colon: a letter, then letters, digits
 * and `_`. 0 when there is none.
 */
size_t carom_text_placeholder_len(const char *bytes, size_t left);

/* What carom_pattern_match does in cloudflare. */
bool carom_text_pattern_match(struct carom_view pattern, struct carom_view path,
                              struct carom_match *match);

#endif
