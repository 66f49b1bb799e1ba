/*
 * One rule of an image and one request.
 */
#ifndef CAROM_SRC_CANDIDATE_H
#define CAROM_SRC_CANDIDATE_H

#include "image.h"

/* What a rule asks of a request: enum carom_asked. */
unsigned carom_candidate_asks(const struct image_rule *rule);

/*
 * Whether a rule matches a request, from its record alone: the first thing that fails, in the order of
 * enum carom_mismatch. What was captured is in *match when it is CAROM_MISMATCH_NONE.
 *
 * In:  path_known: the path is known to match, and the rule to capture nothing of it.
 * Out: match->rule and match->record are set, whatever the answer is.
 */
enum carom_mismatch carom_candidate_try(const struct carom_rules *rules,
                                        const struct image_rule *rule,
                                        const struct carom_lookup *lookup, bool path_known,
                                        struct carom_match *match);

#endif
