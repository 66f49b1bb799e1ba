/*
 * The rules that Netlify's engine takes for loops.
 */
#ifndef CAROM_SRC_NETLIFY_LOOP_H
#define CAROM_SRC_NETLIFY_LOOP_H

#include "image.h"
#include "request_uri.h"

/*
 * Whether the engine asks if a rule that matches would loop: it has a splat, a status other than
 * 200, and the request's path begins with the target's. Of a target with `/:splat` as a segment
 * that is what stands before it, behind the request's own scheme and host if they are there; else
 * it is the whole target as it is written.
 *
 * Cost: linear in the rule.
 */
bool carom_netlify_may_loop(const struct image_rule *rule, const struct request_uri *uri,
                            struct carom_view path);

/*
 * Whether a rule that may loop does: its target, with the captures put in, matches its own
 * pattern.
 */
bool carom_netlify_loops(const struct image_rule *rule, struct carom_view target);

#endif
