#include "index.h"

/*
 * The value of a tag in a bucket, and whether the bucket has a free slot. Looking at all eight without
 * a branch costs less than guessing wrongly at which one the search ends.
 */
static uint32_t find_in_bucket(const unsigned char *slot, uint32_t tag, bool *has_free)
{
    uint32_t found = 0;
    uint32_t used = 1;
    for (unsigned i = 0; i < BUCKET_SLOTS; i++, slot += SLOT_BYTES) {
        uint32_t value = image_u32(slot + SLOT_AT_VALUE);
        found |= value & (0u - (uint32_t)(image_u32(slot + SLOT_AT_TAG) == tag));
        used &= (uint32_t)(value != 0);
    }
    *has_free = used == 0;
    return found;
}

uint32_t carom_index_find(const struct carom_rules *rules, uint32_t table, uint64_t hash)
{
    uint64_t at = image_header(rules, table + TABLE_AT_BUCKETS);
    uint64_t count = image_header(rules, table + TABLE_AT_COUNT);
    if (count == 0 || at + count * BUCKET_BYTES > rules->image_bytes)
        return 0;
    uint64_t bucket = (hash >> 32) * count >> 32;
    uint32_t tag = (uint32_t)hash;
    for (unsigned probe = 0; probe < PROBES_MAX; probe++) {
        bool has_free;
        uint32_t value = find_in_bucket(rules->image + at + bucket * BUCKET_BYTES, tag, &has_free);
        if (value != 0 || has_free)
            return value;
        bucket = bucket + 1 == count ? 0 : bucket + 1;
    }
    return 0;
}

struct index_list carom_index_list(const struct carom_rules *rules, uint32_t value)
{
    struct index_list list = {NULL, value == 0 ? 0 : 1, value, 0};
    if ((value & LIST_BIT) == 0)
        return list;
    uint32_t at = value & ~LIST_BIT;
    list.count = 0;
    const unsigned char *head = image_element(rules, at, 0, LIST_HEAD_BYTES);
    if (head == NULL)
        return list;
    uint32_t word = image_u32(head);
    uint64_t count = word & LIST_COUNT_MASK;
    if (at + LIST_HEAD_BYTES + count * LIST_ENTRY_BYTES > rules->image_bytes)
        return list;
    return (struct index_list){head + LIST_HEAD_BYTES, (uint32_t)count, 0, word & ~LIST_COUNT_MASK};
}
