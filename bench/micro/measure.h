/*
 * Runs a case over its workload, checks every result, and times it.
 */
#ifndef CAROM_MICRO_MEASURE_H
#define CAROM_MICRO_MEASURE_H

#include "cases.h"

enum {
    MEASURE_BATCHES = 15
};

struct measurement {
    size_t iterations; /* in a batch */
    size_t batches;
    double min_ns;     /* for one operation, in the quickest batch and in the median one */
    double median_ns;
};

/*
 * Measures a case: MEASURE_BATCHES batches of some milliseconds when iterations is 0, else one batch
 * of exactly so many.
 *
 * Returns: false with a message on standard error when a result was not the expected one, or when
 * anything was allocated in the loop.
 */
bool measure_case(const struct micro_case *which, const struct workload *workload,
                  size_t iterations, struct measurement *out);

#endif
