/*
 * What a lint found, as JSON.
 */
#ifndef CAROM_TOOL_FINDING_JSON_H
#define CAROM_TOOL_FINDING_JSON_H

#include "carom/lint.h"

#include <jansson.h>

/* "carom", "netlify" or "cloudflare". */
const char *dialect_name(enum carom_dialect dialect);

/*
 * Adds the members of a finding to the object of a problem: kind, other_line and hops, and what else
 * its kind has (name, status, location, lines, dialect, differences).
 *
 * Returns: false when out of memory.
 */
bool finding_json(const struct carom_lint_finding *finding, json_t *object);

#endif
