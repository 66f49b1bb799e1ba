/*
 * What a lint of a rule set costs: the sets of sites, and those that a lint has to fear.
 */
#ifndef CAROM_MICRO_LINT_CASE_H
#define CAROM_MICRO_LINT_CASE_H

#include "loop.h"

#include <stdbool.h>
#include <stddef.h>

struct lint_set {
    const char *name;
    const char *description;
    size_t rules;
    /* Writes rule `number` of `rules` as a line of at most LINT_LINE_MAX bytes. Returns its length. */
    int (*write)(size_t number, size_t rules, char *line);
    /* How many findings a set of so many rules has. */
    size_t (*findings)(size_t rules);
};

enum { LINT_LINE_MAX = 256, LINT_SETS = 9, LINT_ROUNDS = 3 };

struct lint_result {
    const struct lint_set *set;
    size_t rules;
    size_t findings;
    struct spread compile_ms;
    struct spread lint_ms;
};

extern const struct lint_set lint_sets[LINT_SETS];

/*
 * Measures a set in LINT_ROUNDS rounds or, when `once`, a hundredth of it in one.
 *
 * Returns: false with a message on standard error when the findings are not as many as expected, or
 * memory is short.
 */
bool measure_lint(const struct lint_set *set, bool once, struct lint_result *out);

#endif
