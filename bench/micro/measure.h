/*
 * Runs a decision case over its workload, checks every result, and times it.
 */
#ifndef CAROM_MICRO_MEASURE_H
#define CAROM_MICRO_MEASURE_H

#include "cases.h"
#include "loop.h"

/*
 * Measures a case as loop_measure does, after every request was decided and answered once as expected.
 *
 * Returns: false with a message on standard error when a result was not the expected one, or when
 * anything was allocated in the loop.
 */
bool measure_case(const struct micro_case *which, const struct workload *workload,
                  size_t iterations, struct measurement *out);

#endif
