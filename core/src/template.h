/*
 * A rule's target with its captures put in.
 */
#ifndef CAROM_SRC_TEMPLATE_H
#define CAROM_SRC_TEMPLATE_H

#include "carom/rules.h"

/*
 * carom_rules_expand, and where the fragment begins.
 *
 * Returns: as carom_rules_expand. Out: *fragment_at is out->len before the `#` of a fragment, or
 *          at the end when there is none; also after CAROM_ERR_NOSPACE.
 */
CAROM_MUST_CHECK enum carom_result
carom_template_expand(const struct carom_rules *rules, const struct carom_lookup *lookup,
                      const struct carom_match *match, uint32_t target, bool pass_query,
                      struct carom_buf *out, size_t *fragment_at);

#endif
