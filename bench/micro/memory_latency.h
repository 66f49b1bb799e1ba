/*
 * What one cache miss costs when the next one's address is not known before it: a walk through a
 * random permutation of the lines of a buffer.
 */
#ifndef CAROM_MICRO_MEMORY_LATENCY_H
#define CAROM_MICRO_MEMORY_LATENCY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct memory_line;

struct memory_walk {
    struct memory_line *lines;
    size_t bytes;
    uint32_t at;
};

/*
 * Makes a walk over a buffer in pages of the smallest size, as those of a mapped file are: of the next
 * power of two above `bytes`, of 1 GiB at most, and of less when memory is short.
 *
 * Returns: false, with a message on standard error and nothing to free, when there is none.
 */
bool memory_walk_make(size_t bytes, struct memory_walk *out);

/* Goes on for `steps` lines. Returns: nanoseconds for one. */
double memory_walk_ns(struct memory_walk *walk, size_t steps);

void memory_walk_free(struct memory_walk *walk);

#endif
