/*
 * A rule's target with its captures put in.
 */
#ifndef CAROM_SRC_TEMPLATE_H
#define CAROM_SRC_TEMPLATE_H

#include "image.h"

/*
 * Writes one of a rule's targets with its captures put in, encoded as carom_decide says.
 *
 * Returns: CAROM_OK; CAROM_ERR_NOSPACE with out->len the length needed; CAROM_ERR_RANGE (no such
 *          target); CAROM_ERR_IMAGE.
 * Out:     appended at out->len, which must not exceed out->cap unless the buffer overflowed before.
 *          *fragment_at is out->len before the `#` of a fragment, or at the end when there is
 *          none; also after CAROM_ERR_NOSPACE.
 * In:      number 0 is `to`, 1 … alternate_count the alternates. When pass_query is true and
 *          lookup->has_query and the target has no query of its own and the rule has no query
 *          pairs, the request's query is added. carom_open_targets_check was asked before.
 * Cost:    linear in target and request.
 */
CAROM_MUST_CHECK enum carom_result
carom_template_expand(enum carom_dialect dialect, const struct image_rule *rule,
                      const struct carom_lookup *lookup, const struct carom_match *match,
                      size_t number, bool pass_query, struct carom_buf *out, size_t *fragment_at);

#endif
