/*
 * Results on standard output: tables, or parts of one JSON object.
 */
#ifndef CAROM_MICRO_PRINT_H
#define CAROM_MICRO_PRINT_H

#include "cases.h"
#include "lint_case.h"
#include "loop.h"
#include "url_compare.h"
#include "url_linear.h"

/* measured is NULL for a case whose peer is not built; the first one of a table brings its head. */
void print_case_text(const struct micro_case *which, const struct measurement *measured,
                     bool first);
void print_case_json(const struct micro_case *which, const struct measurement *measured);

void print_comparison_text(const struct comparison *comparison);
void print_comparison_json(const struct comparison *comparison);

void print_linear_text(const struct linear_result *result, bool first);
void print_linear_json(const struct linear_result *result);

void print_lint_text(const struct lint_result *result, bool first);
void print_lint_json(const struct lint_result *result);

#endif
