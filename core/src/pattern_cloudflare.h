/*
 * Patterns in which placeholders and a splat stand anywhere in the text, as cloudflare has them.
 */
#ifndef CAROM_SRC_PATTERN_CLOUDFLARE_H
#define CAROM_SRC_PATTERN_CLOUDFLARE_H

#include "pattern.h"

/*
 * The length of the placeholder at the start of bytes, with its colon: a letter, then letters,
 * digits and `_`. 0 when there is none.
 */
size_t carom_cloudflare_placeholder_len(const char *bytes, size_t left);

enum segment_kind carom_cloudflare_segment_kind(struct carom_view segment);

/*
 * What carom_pattern_match does in cloudflare, but that *match may be changed when it returns
 * false.
 */
bool carom_cloudflare_match(struct carom_view pattern, struct carom_view path,
                            struct carom_match *match);

#endif
