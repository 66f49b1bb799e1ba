/*
 * What the tests of the lint share: findings as lines of text.
 */
#ifndef CAROM_TEST_LINT_SUPPORT_H
#define CAROM_TEST_LINT_SUPPORT_H

#include "support.h"

#include "carom/lint.h"

/* The findings of a run, a line each: "LINE kind …", see lint_support.c. */
struct findings {
    char text[16384];
    size_t len;
    size_t count;
};

/* A carom_lint_fn; ctx is a struct findings. What does not fit is only counted. */
void note_finding(void *ctx, const struct carom_lint_finding *finding);

/* Compiles a text; false when it has errors. Free with free_rules. */
bool compile_dialect(enum carom_dialect dialect, const char *text, struct carom_rules *rules);

/* The findings of a text that must compile. */
void assert_findings(enum carom_dialect dialect, const char *text, const char *expected);

/* The differences of a text between two dialects, in both of which it must compile. */
void assert_differences(enum carom_dialect dialect, enum carom_dialect other, const char *text,
                        const char *expected);

#endif
