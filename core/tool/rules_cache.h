/*
 * Rules texts compiled on demand, the last one kept: whoever asks much asks it of the same rules.
 */
#ifndef CAROM_TOOL_RULES_CACHE_H
#define CAROM_TOOL_RULES_CACHE_H

#include "carom/rules.h"

/* Zeroed is empty; free it with rules_cache_free. */
struct rules_cache {
    struct carom_buf text;
    enum carom_dialect dialect;
    struct carom_rules rules; /* image NULL: nothing is cached */
};

/*
 * The rule set of a text.
 *
 * Returns: the rule set, good until the next call; NULL when the text does not compile, and then
 *          *error is a sentence with the first problem (empty when out of memory).
 */
const struct carom_rules *rules_cache_get(struct rules_cache *cache, struct carom_view text,
                                          enum carom_dialect dialect, struct carom_buf *error);

void rules_cache_free(struct rules_cache *cache);

#endif
