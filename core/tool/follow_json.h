/*
 * A decision as JSON.
 */
#ifndef CAROM_TOOL_FOLLOW_JSON_H
#define CAROM_TOOL_FOLLOW_JSON_H

#include "follow_decision.h"

#include <jansson.h>

/* {"ok":true,"action":…,"reason":…,…,"cache":{…},"chain":{…}}; NULL when out of memory. */
json_t *follow_json(const struct follow_question *question, const struct follow_answer *answer);

#endif
