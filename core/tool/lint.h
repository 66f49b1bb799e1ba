/*
 * The warnings of `carom check`: what carom_lint finds, and what other dialects make of the same text.
 */
#ifndef CAROM_TOOL_LINT_H
#define CAROM_TOOL_LINT_H

#include "problems.h"

#include "carom/load.h"

/* Reports what carom_lint finds. Returns: as that. */
CAROM_MUST_CHECK enum carom_result lint_rules(const struct carom_loaded *loaded,
                                              struct problems *problems);

/*
 * Reports what another dialect makes of the text: its own errors and warnings, and each rule that does
 * not do the same.
 *
 * Returns: as lint_rules. In: the text was kept.
 */
CAROM_MUST_CHECK enum carom_result lint_portability(const struct carom_loaded *loaded,
                                                    enum carom_dialect dialect,
                                                    struct problems *problems);

#endif
