/*
 * "Did you mean …?": the known word that is nearest to one that is not known.
 */
#ifndef CAROM_TOOL_SUGGEST_H
#define CAROM_TOOL_SUGGEST_H

#include <stddef.h>

/*
 * Returns: the nearest of `count` known words, or NULL when none is near: more than two letters
 * changed, added, left out or swapped, or no letter in place.
 */
const char *nearest_word(const char *word, const char *const *known, size_t count);

#endif
