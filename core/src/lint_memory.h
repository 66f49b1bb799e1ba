/*
 * Memory that grows, and a table from hashes to numbers, over the caller's allocator.
 */
#ifndef CAROM_SRC_LINT_MEMORY_H
#define CAROM_SRC_LINT_MEMORY_H

#include "carom/rules.h"

#define LINT_NONE UINT32_MAX

/* Zeroed is empty. */
struct lint_block {
    void *bytes;
    size_t cap; /* in bytes */
};

/*
 * Makes room for `bytes` in all, and keeps what is there; what is new is not set.
 * Returns: false when the allocator has none, and the block is as it was.
 */
bool carom_lint_reserve(const struct carom_allocator *allocator, struct lint_block *block,
                        size_t bytes);

void carom_lint_free(const struct carom_allocator *allocator, struct lint_block *block);

/*
 * Numbers under hashes, several under one if need be: what a hash stands for the caller compares.
 * Zeroed is empty.
 */
struct lint_table {
    struct lint_block slots;
    size_t slot_count; /* a power of two, or 0 */
    size_t used;
};

/* Makes room for `count` entries in all. Returns: false when the allocator has none. */
bool carom_lint_table_reserve(const struct carom_allocator *allocator, struct lint_table *table,
                              size_t count);

/* Adds an entry. In: room was reserved for it. */
void carom_lint_table_add(struct lint_table *table, uint64_t hash, uint32_t value);

/*
 * The next entry of this hash. In/Out: *probe is 0 for the first, and then what it was left as.
 * Returns: LINT_NONE behind the last.
 */
uint32_t carom_lint_table_next(const struct lint_table *table, uint64_t hash, size_t *probe);

/* Mixes bytes, or a number, into a hash. */
uint64_t carom_lint_hash(uint64_t hash, struct carom_view bytes);
uint64_t carom_lint_hash_number(uint64_t hash, uint64_t number);

#endif
