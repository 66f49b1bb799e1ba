/*
 * Open targets at run time: whether what a request makes of their authorities is what the rule
 * means.
 */
#ifndef CAROM_SRC_OPEN_TARGET_H
#define CAROM_SRC_OPEN_TARGET_H

#include "image.h"

/*
 * Whether each open target of a rule, with what was captured, has an authority that the rule
 * allows. It is told from the parts, before anything is written: no buffer has a say in it.
 *
 * Returns: CAROM_OK with *allowed; CAROM_ERR_IMAGE.
 * In:      rule is the one that matched.
 * Cost:    linear in the targets and the list of allowed hosts, however long the captures are.
 */
CAROM_MUST_CHECK enum carom_result carom_open_targets_check(const struct image_rule *rule,
                                                            const struct carom_match *match,
                                                            bool *allowed);

#endif
