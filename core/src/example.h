/*
 * For a report on an open target: a request that would lead elsewhere, and where.
 */
#ifndef CAROM_SRC_EXAMPLE_H
#define CAROM_SRC_EXAMPLE_H

#include "line.h"

/*
 * Writes `REQUEST-TARGET → ORIGIN`: what a request could ask for, and the origin that the target
 * would have then, were it not refused.
 *
 * Returns: what was written to buf; an empty view when it does not fit, or none was found.
 * In:      target has a capture in its authority, and one without it is well-formed.
 */
struct carom_view carom_example_write(const struct line_rule *rule, struct carom_view target,
                                      struct carom_buf *buf);

#endif
