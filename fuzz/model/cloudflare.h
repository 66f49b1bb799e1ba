/*
 * A model of the dialect `cloudflare`: how Cloudflare Pages reads a `_redirects` file and matches by
 * it, from its documented behaviour, but for what core/DIALECTS.md leaves out as a fault.
 */
#ifndef FUZZ_MODEL_CLOUDFLARE_H
#define FUZZ_MODEL_CLOUDFLARE_H

#include "model/match.h"

/* Reads one line. */
enum model_line model_cloudflare_read(struct model_reading *reading, struct model_view text,
                                      struct model_rule *rule);

/* Path and query of a request-target as the URL Standard serialises them; an empty query is none. */
void model_cloudflare_look_up(struct model_arena *arena, struct model_view target,
                              struct model_lookup *out);

/* What is answered with where a rule leads to `location`, resolved against the request's URL. */
struct model_view model_cloudflare_finish(struct model_arena *arena, const struct model_rule *rule,
                                          const struct model_lookup *lookup,
                                          struct model_view location);

#endif
