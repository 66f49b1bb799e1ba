/*
 * Rules that share a place in the index: collected while the index is made, then put into lists.
 */
#ifndef CAROM_SRC_MEMBERS_H
#define CAROM_SRC_MEMBERS_H

#include "block.h"

/* One more rule for a place that has one: where the place's value stands, and the record. */
struct member {
    uint32_t at;
    uint32_t record;
};

/* Adds a rule to the place whose value stands at `at` in `bytes`: as its value when it is the first. */
void carom_members_add(struct block *members, unsigned char *bytes, size_t at, uint32_t record);

static inline size_t members_count(const struct block *members)
{
    return members->len / sizeof(struct member);
}

static inline struct member *members_all(const struct block *members)
{
    return (struct member *)(void *)members->bytes;
}

/* Sorts members by place, and those of one place in file order. */
void carom_members_sort(struct block *members);

#endif
