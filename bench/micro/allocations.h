/*
 * Counts the calls to malloc, calloc, realloc and free that the linked libraries make.
 *
 * The hot path must make none; the benchmark reads the count around its loop and fails otherwise.
 */
#ifndef CAROM_MICRO_ALLOCATIONS_H
#define CAROM_MICRO_ALLOCATIONS_H

#include <stdint.h>

/* Calls so far. Only differences mean something. */
uint64_t allocation_calls(void);

#endif
