#include "table.h"

#include <string.h>

/*
 * A table that cannot be made with so many seeds, and then in so many sizes, is one of keys that were
 * made to have equal hashes: it would never be.
 */
enum { SEEDS_TRIED = 8, SIZES_TRIED = 6 };

enum table_put carom_table_put(const struct table *table, uint64_t hash, uint32_t value,
                               size_t *value_at)
{
    uint64_t bucket = table_bucket(table, hash);
    uint32_t tag = (uint32_t)hash;
    for (unsigned probe = 0; probe < PROBES_MAX && probe < table->count; probe++) {
        size_t slot = table->at + (size_t)bucket * BUCKET_BYTES;
        for (unsigned i = 0; i < BUCKET_SLOTS; i++, slot += SLOT_BYTES) {
            unsigned char *bytes = table->image->bytes + slot;
            bool is_free = image_u32(bytes + SLOT_AT_VALUE) == 0;
            *value_at = slot + SLOT_AT_VALUE;
            if (is_free) {
                image_set_u32(bytes + SLOT_AT_TAG, tag);
                image_set_u32(bytes + SLOT_AT_VALUE, value);
                return TABLE_NEW;
            }
            if (image_u32(bytes + SLOT_AT_TAG) == tag)
                return TABLE_TAKEN;
        }
        bucket = bucket + 1 == table->count ? 0 : bucket + 1;
    }
    return TABLE_FULL;
}

/* So many buckets that four slots of five are used. */
static uint32_t bucket_count(uint32_t keys)
{
    return (uint32_t)(((uint64_t)keys * 5 / 4 + BUCKET_SLOTS - 1) / BUCKET_SLOTS);
}

static void note(const struct table *table, uint32_t header)
{
    unsigned char *bytes = table->image->bytes + header;
    image_set_u32(bytes + TABLE_AT_BUCKETS, (uint32_t)table->at);
    image_set_u32(bytes + TABLE_AT_COUNT, table->count);
    image_set_u32(bytes + TABLE_AT_SEED, table->seed);
}

void carom_table_build(struct block *image, uint32_t header, uint32_t keys, carom_table_fill fill,
                       void *ctx)
{
    struct table table = {image, 0, bucket_count(keys), 0};
    if (keys == 0)
        return;
    size_t start = image->len;
    for (unsigned size = 0; size < SIZES_TRIED; size++) {
        image->len = start;
        size_t bytes = (size_t)table.count * BUCKET_BYTES;
        if (carom_block_add_zeroed(image, bytes, BUCKET_BYTES) == NULL)
            return;
        table.at = image->len - bytes;
        for (unsigned i = 0; i < SEEDS_TRIED; i++, table.seed++) {
            if (i > 0)
                memset(image->bytes + table.at, 0, bytes);
            if (fill(ctx, &table)) {
                note(&table, header);
                return;
            }
            if (image->failure != CAROM_OK)
                return;
        }
        table.count += table.count / 4 + 1;
    }
    image->failure = CAROM_ERR_COLLISIONS;
}
