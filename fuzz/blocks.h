/*
 * Blocks that end where their bytes end, for fuzz_copy and fuzz_buf, many for each input.
 */
#ifndef FUZZ_BLOCKS_H
#define FUZZ_BLOCKS_H

#include <stddef.h>

/* Never NULL. In: bytes is at least 1. */
void *fuzz_block(size_t bytes);

/* In: what fuzz_block gave, with the same number of bytes. */
void fuzz_block_release(void *block, size_t bytes);

#endif
