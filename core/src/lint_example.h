/*
 * Requests made for a rule: what its pattern and its conditions ask for.
 */
#ifndef CAROM_SRC_LINT_EXAMPLE_H
#define CAROM_SRC_LINT_EXAMPLE_H

#include "carom/decide.h"

#include "lint_memory.h"

/* How an example departs from the plain one. */
enum lint_variant {
    LINT_PLAIN = 0,     /* `some-NAME` for a placeholder, two segments for a splat */
    LINT_SLASH,         /* one trailing slash more or less */
    LINT_SPLAT_NONE,    /* nothing for a splat, nor the slash before it */
    LINT_SPLAT_SEGMENT, /* one segment for a splat */
    LINT_WITH_QUERY,    /* a query with a pair more */
    LINT_PAIR_TWICE,    /* the first pair of the query once more, with another value */
    LINT_ESCAPE_CASE    /* the path's escapes in lower case */
};

enum { LINT_VARIANTS = LINT_ESCAPE_CASE + 1 };

/* A request and what the rules look at of it. Views are into the rule and the memory. */
struct lint_example {
    struct carom_request request;
    struct carom_lookup lookup;
    struct carom_field fields[2];
};

/*
 * Makes an example of what a rule matches.
 *
 * Returns: false when the allocator has no memory; *differs is whether there is anything in which it departs
 *          from the plain one. The example is good until the memory is used again.
 */
bool carom_lint_example(const struct carom_allocator *allocator, enum carom_dialect dialect,
                        const struct carom_rule *rule, enum lint_variant variant,
                        struct lint_block *memory, struct lint_example *out, bool *differs);

#endif
