/*
 * A policy as a JSON object, for `carom follow --table --json`.
 */
#ifndef CAROM_TOOL_FOLLOW_POLICY_JSON_H
#define CAROM_TOOL_FOLLOW_POLICY_JSON_H

#include "carom/policy.h"

#include <jansson.h>

/* Returns: NULL when out of memory. */
json_t *policy_json(const struct carom_policy *policy);

#endif
