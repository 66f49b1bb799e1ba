/*
 * What a cache asks of a redirect: for how long is it fresh. A GET that was answered with 307 and nine
 * fields; and of these the one that is read in any case, Date.
 */
#ifndef CAROM_MICRO_FRESHNESS_CASE_H
#define CAROM_MICRO_FRESHNESS_CASE_H

#include "loop.h"

/*
 * Measures one of them, as loop_measure does.
 *
 * Returns: false with a message on standard error when a result was not the expected one, or when
 * anything was allocated in the loop.
 */
bool measure_freshness(const char *name, size_t iterations, struct measurement *out);
bool measure_date(const char *name, size_t iterations, struct measurement *out);

#endif
