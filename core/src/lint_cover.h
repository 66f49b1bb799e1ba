/*
 * Whether an earlier rule leaves nothing to a later one, as far as two rules tell.
 */
#ifndef CAROM_SRC_LINT_COVER_H
#define CAROM_SRC_LINT_COVER_H

#include "carom/rules.h"

/*
 * Whether the wide rule asks for nothing, beside the path, that the narrow one does not ask for: then it
 * matches each request of the narrow one's whose path it has.
 */
bool carom_lint_conditions_cover(enum carom_dialect dialect, const struct carom_rule *wide,
                                 const struct carom_rule *narrow);

/* Whether a rule asks for nothing beside scheme, host and path. */
bool carom_lint_is_plain(const struct carom_rule *rule);

/* Whether two rules are the same but for the line. */
bool carom_lint_same_rule(enum carom_dialect dialect, const struct carom_rule *a,
                          const struct carom_rule *b);

/*
 * Whether a request that both rules match may be one that the first rule passes over, since it would
 * only loop; false is proven, true is not.
 */
bool carom_lint_may_pass_over(enum carom_dialect dialect, const struct carom_rule *first,
                              const struct carom_rule *second);

#endif
