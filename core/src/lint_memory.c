#include "lint_memory.h"

#include "hash.h"

#include <string.h>

bool carom_lint_reserve(const struct carom_allocator *allocator, struct lint_block *block,
                        size_t bytes)
{
    if (bytes <= block->cap)
        return true;
    /* Doubling keeps many small requests linear. */
    size_t cap = block->cap <= SIZE_MAX / 4 && block->cap * 2 > bytes ? block->cap * 2 : bytes;
    void *grown = allocator->resize(allocator->ctx, block->bytes, block->cap, cap);
    if (grown == NULL)
        return false;
    block->bytes = grown;
    block->cap = cap;
    return true;
}

void carom_lint_free(const struct carom_allocator *allocator, struct lint_block *block)
{
    if (block->bytes != NULL)
        (void)allocator->resize(allocator->ctx, block->bytes, block->cap, 0);
    *block = (struct lint_block){NULL, 0};
}

struct slot {
    uint64_t hash;
    uint64_t number; /* the value + 1; 0: the slot is free */
};

static void put(struct slot *slots, size_t slot_count, uint64_t hash, uint64_t number)
{
    size_t at = (size_t)hash & (slot_count - 1);
    while (slots[at].number != 0)
        at = (at + 1) & (slot_count - 1);
    slots[at] = (struct slot){hash, number};
}

bool carom_lint_table_reserve(const struct carom_allocator *allocator, struct lint_table *table,
                              size_t count)
{
    size_t wanted = table->slot_count == 0 ? 16 : table->slot_count;
    while (wanted / 2 < count) {
        if (wanted > SIZE_MAX / 2 / sizeof(struct slot))
            return false;
        wanted *= 2;
    }
    if (wanted == table->slot_count)
        return true;
    struct lint_block grown = {NULL, 0};
    if (!carom_lint_reserve(allocator, &grown, wanted * sizeof(struct slot)))
        return false;
    memset(grown.bytes, 0, grown.cap);
    const struct slot *old = table->slots.bytes;
    for (size_t i = 0; i < table->slot_count; i++) {
        if (old[i].number != 0)
            put(grown.bytes, wanted, old[i].hash, old[i].number);
    }
    carom_lint_free(allocator, &table->slots);
    table->slots = grown;
    table->slot_count = wanted;
    return true;
}

void carom_lint_table_add(struct lint_table *table, uint64_t hash, uint32_t value)
{
    put(table->slots.bytes, table->slot_count, hash, (uint64_t)value + 1);
    table->used++;
}

uint32_t carom_lint_table_next(const struct lint_table *table, uint64_t hash, size_t *probe)
{
    const struct slot *slots = table->slots.bytes;
    while (*probe < table->slot_count) {
        const struct slot *slot = &slots[((size_t)hash + *probe) & (table->slot_count - 1)];
        if (slot->number == 0)
            break;
        ++*probe;
        if (slot->hash == hash)
            return (uint32_t)(slot->number - 1);
    }
    return LINT_NONE;
}

uint64_t carom_lint_hash_number(uint64_t hash, uint64_t number)
{
    return hash_mix(hash, number);
}

uint64_t carom_lint_hash(uint64_t hash, struct carom_view bytes)
{
    size_t i = 0;
    uint64_t word = 0;
    for (; bytes.len - i >= sizeof word; i += sizeof word) {
        memcpy(&word, bytes.ptr + i, sizeof word);
        hash = carom_lint_hash_number(hash, word);
    }
    word = 0;
    if (bytes.len > i)
        memcpy(&word, bytes.ptr + i, bytes.len - i);
    /* The length tells apart what only differs in NUL bytes, and where one text ends and the next begins. */
    return carom_lint_hash_number(carom_lint_hash_number(hash, word), bytes.len);
}
