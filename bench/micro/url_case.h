/*
 * A case of one reader: all URL shapes, one after another.
 */
#ifndef CAROM_MICRO_URL_CASE_H
#define CAROM_MICRO_URL_CASE_H

#include "cases.h"
#include "loop.h"

/* Whether the build found the package that the case needs. In: a case of kind MICRO_READER. */
bool reader_is_built(const struct micro_case *which);

/* Measures such a case as loop_measure does, after Carom's answers were found to be as expected. */
bool measure_reader(const struct micro_case *which, size_t iterations, struct measurement *out);

#endif
