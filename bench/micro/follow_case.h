/*
 * What deciding a redirect costs a client: a GET that was answered with 302 and eight fields, by policy
 * rfc9110 in a fresh chain. Beside each, what the URL parser alone takes for its Location.
 */
#ifndef CAROM_MICRO_FOLLOW_CASE_H
#define CAROM_MICRO_FOLLOW_CASE_H

#include "loop.h"

/*
 * Measures one of them, as loop_measure does.
 *
 * Returns: false with a message on standard error when a result was not the expected one, or when
 * anything was allocated in the loop.
 */
bool measure_follow_same_origin(const char *name, size_t iterations, struct measurement *out);
bool measure_follow_cross_origin(const char *name, size_t iterations, struct measurement *out);
bool measure_follow_relative(const char *name, size_t iterations, struct measurement *out);

/* The URL parser alone, for the same Locations. */
bool measure_location_same_origin(const char *name, size_t iterations, struct measurement *out);
bool measure_location_cross_origin(const char *name, size_t iterations, struct measurement *out);
bool measure_location_relative(const char *name, size_t iterations, struct measurement *out);

#endif
