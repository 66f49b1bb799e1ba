/*
 * A model of the dialect `netlify`: how Netlify's parser reads a `_redirects` file and its engine
 * matches by it, as measured, but for what core/DIALECTS.md leaves out as a fault.
 */
#ifndef FUZZ_MODEL_NETLIFY_H
#define FUZZ_MODEL_NETLIFY_H

#include "model/match.h"

/* Reads one line. */
enum model_line model_netlify_read(struct model_reading *reading, struct model_view text,
                                   struct model_rule *rule);

/* Marks the rules that a later one repeats; they never match. */
void model_netlify_mark_repeated(const struct model_rules *rules);

/* The value of the last pair of this key, still encoded. Returns: false when there is none. */
bool model_netlify_find_value(struct model_view query, struct model_view key,
                              struct model_view *value);

/* What a value of a query means: escapes decoded, `+` a space. */
struct model_view model_netlify_decode(struct model_arena *arena, struct model_view value);

/* A decoded value as it is put into a target: `+` for a space, escapes for all but unreserved bytes. */
struct model_view model_netlify_encode(struct model_arena *arena, struct model_view value);

/*
 * Whether a rule with a splat that has the request's path would lead to one that it has again: then no
 * rule answers, whatever else this one asks for.
 */
bool model_netlify_loops(struct model_arena *arena, const struct model_rule *rule,
                         const struct model_lookup *lookup, const struct model_captures *captures);

#endif
