/*
 * Patterns of segments, as Netlify's engine reads them.
 */
#ifndef CAROM_SRC_PATTERN_NETLIFY_H
#define CAROM_SRC_PATTERN_NETLIFY_H

#include "pattern.h"

enum segment_kind carom_netlify_segment_kind(struct carom_view segment);

/*
 * What carom_pattern_match does in netlify, but that *match may be changed when it returns false.
 */
bool carom_netlify_match(struct carom_view pattern, struct carom_view path,
                         struct carom_match *match);

#endif
