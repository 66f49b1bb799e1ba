/*
 * The rules that Netlify's engine takes for loops.
 */
#ifndef CAROM_SRC_NETLIFY_LOOP_H
#define CAROM_SRC_NETLIFY_LOOP_H

#include "image.h"
#include "request_uri.h"

/*
 * What a request's path begins with when a rule that its path matches may be a loop: of a target with
 * `/:splat` as a segment what stands before that, else the whole target as it is written. Scheme and
 * host of a target go only before `/:splat`, and must be the request's.
 *
 * Returns: false when the rule is never a loop: it has no splat, or the status 200. Cost: linear in the
 *          rule.
 */
bool carom_netlify_loop_prefix(const struct image_rule *rule, struct carom_view *prefix);

/* Whether a rule may be a loop for a request whose path it matches. */
bool carom_netlify_may_loop(const struct image_rule *rule, const struct request_uri *uri,
                            struct carom_view path);

/*
 * What a rule that may be a loop captures of a path. Names of the query stand for themselves: they
 * are `:` here, which is neither empty nor a slash.
 *
 * Returns: false when the path does not match.
 */
bool carom_netlify_loop_captures(const struct image_rule *rule, struct carom_view path,
                                 struct carom_match *match);

/* Whether a rule that may be a loop is one: its target, with these captures, matches its pattern. */
bool carom_netlify_loops(const struct image_rule *rule, struct carom_view target);

#endif
