/*
 * A chain as JSON: what one answer gives and the next question takes.
 */
#ifndef CAROM_TOOL_FOLLOW_CHAIN_H
#define CAROM_TOOL_FOLLOW_CHAIN_H

#include "json_lines.h"

#include "carom/follow.h"

/* {"count":…,"dropped":[…],"domain_len":…,"has_left":…,"is_temporary":…,"seen":[…]}; NULL when out of
 * memory. */
json_t *chain_json(const struct carom_chain *chain);

/*
 * Reads what chain_json wrote; null is a chain that begins.
 *
 * Returns: false after line_fail.
 */
bool chain_read_json(json_t *value, struct carom_chain *chain, struct line_error *error);

#endif
