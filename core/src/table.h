/*
 * Making a table of the index.
 */
#ifndef CAROM_SRC_TABLE_H
#define CAROM_SRC_TABLE_H

#include "block.h"
#include "index.h"

/* A table while it is being filled; its place is an offset, because the image moves as it grows. */
struct table {
    struct block *image;
    size_t at;
    uint32_t count; /* of buckets */
    uint32_t seed;
};

enum table_put {
    TABLE_NEW,   /* the value stands in a slot of its own */
    TABLE_TAKEN, /* a slot that would be found instead was there before */
    TABLE_FULL   /* the buckets that are looked at are full */
};

static inline uint64_t table_bucket(const struct table *table, uint64_t hash)
{
    return (hash >> 32) * table->count >> 32;
}

/* Asks for the memory of a hash's bucket ahead of time: something is put there a little later. */
static inline void table_expect(const struct table *table, uint64_t hash)
{
#ifdef __GNUC__
    const unsigned char *bucket =
        table->image->bytes + table->at + (size_t)table_bucket(table, hash) * BUCKET_BYTES;
    __builtin_prefetch(bucket, 1);
#else
    (void)table;
    (void)hash;
#endif
}

/* Puts a value at a hash. Out: *value_at is where in the image the value stands; but for FULL. */
enum table_put carom_table_put(const struct table *table, uint64_t hash, uint32_t value,
                               size_t *value_at);

/*
 * Fills an empty table with all keys by the table's seed.
 * Returns: false when two keys could be taken for each other, or one found no place.
 */
typedef bool (*carom_table_fill)(void *ctx, const struct table *table);

/*
 * Adds a table for at most `keys` keys to the image, and notes it at `header`. `fill` is called with one
 * seed after another, and then with more buckets, until it succeeds or there is no hope: then
 * image->failure is CAROM_ERR_COLLISIONS.
 *
 * Out: nothing is of use when image->failure is set then.
 */
void carom_table_build(struct block *image, uint32_t header, uint32_t keys, carom_table_fill fill,
                       void *ctx);

#endif
