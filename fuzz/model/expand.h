/*
 * A model of how a target is written for a request: its captures, each put in once and safely, and the
 * request's query where the dialect passes it on. Written from carom/decide.h.
 */
#ifndef FUZZ_MODEL_EXPAND_H
#define FUZZ_MODEL_EXPAND_H

#include "model/match.h"

struct model_view model_expand(struct model_arena *arena, const struct model_rule *rule,
                               const struct model_captures *captures,
                               const struct model_lookup *lookup, struct model_view target);

#endif
