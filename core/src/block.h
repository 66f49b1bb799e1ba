/*
 * Memory that grows while rules are compiled, through the caller's allocator.
 */
#ifndef CAROM_SRC_BLOCK_H
#define CAROM_SRC_BLOCK_H

#include "carom/rules.h"

/* Bytes one after another. A failure stays until the block is freed, and all that is added behind
 * it is not: a caller may add many things and look at the failure once. */
struct block {
    const struct carom_allocator *allocator;
    unsigned char *bytes;
    size_t len;
    size_t cap;
    enum carom_result failure; /* CAROM_ERR_NOMEM, or what an adder says */
};

struct block carom_block(const struct carom_allocator *allocator);

void carom_block_free(struct block *block);

/*
 * Room for `len` more bytes at the end, uninitialised.
 *
 * Returns: NULL after a failure, of this call or one before; TOO_LARGE past 2 GiB.
 * Cost: amortised constant, and by `len`.
 */
unsigned char *carom_block_add(struct block *block, size_t len);

/* The same, zeroed, behind as many zeroes as make its place a multiple of `alignment`. */
unsigned char *carom_block_add_zeroed(struct block *block, size_t len, size_t alignment);

/*
 * A guess at how long the block will be: growing then moves it less often. More than IMAGE_BYTES_MAX is
 * as much as that; without the memory, the block grows as it has to.
 */
void carom_block_expect(struct block *block, size_t len);

/* Makes the capacity what is used, so that the allocation has exactly that many bytes. */
void carom_block_fit(struct block *block);

#endif
