/*
 * A model of the dialect `cloudflare`: how Cloudflare Pages reads a `_redirects` file and matches by
 * it, from its documented behaviour, but for what core/DIALECTS.md leaves out as a fault.
 */
#ifndef FUZZ_MODEL_CLOUDFLARE_H
#define FUZZ_MODEL_CLOUDFLARE_H

#include "model/rules.h"

/* Reads one line. */
enum model_line model_cloudflare_read(struct model_reading *reading, struct model_view text,
                                      struct model_rule *rule);

/* The path of a request as the URL Standard serialises it. */
struct model_view model_cloudflare_path(struct model_arena *arena, struct model_view path);

#endif
