#include "members.h"

#include "image.h"

#include <string.h>

void carom_members_add(struct block *members, unsigned char *bytes, size_t at, uint32_t record)
{
    if (image_u32(bytes + at) == 0) {
        image_set_u32(bytes + at, record);
        return;
    }
    unsigned char *member = carom_block_add(members, sizeof(struct member));
    if (member == NULL)
        return;
    struct member added = {(uint32_t)at, record};
    memcpy(member, &added, sizeof added);
}

static bool comes_before(const struct member *a, const struct member *b)
{
    return a->at != b->at ? a->at < b->at : a->record < b->record;
}

/* Merges the sorted runs [start, middle) and [middle, end). */
static void merge(const struct member *from, struct member *to, size_t start, size_t middle,
                  size_t end)
{
    size_t left = start;
    size_t right = middle;
    for (size_t i = start; i < end; i++) {
        bool take_left =
            left < middle && (right >= end || !comes_before(&from[right], &from[left]));
        to[i] = take_left ? from[left++] : from[right++];
    }
}

static bool is_sorted(const struct member *members, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (comes_before(&members[i], &members[i - 1]))
            return false;
    }
    return true;
}

void carom_members_sort(struct block *members)
{
    size_t count = members_count(members);
    if (is_sorted(members_all(members), count))
        return;
    struct block spare = carom_block(members->allocator);
    if (carom_block_add(&spare, members->len) == NULL) {
        members->failure = spare.failure;
        return;
    }
    for (size_t run = 1; run < count; run *= 2) {
        for (size_t start = 0; start < count; start += 2 * run) {
            size_t middle = start + run < count ? start + run : count;
            size_t end = start + 2 * run < count ? start + 2 * run : count;
            merge(members_all(members), members_all(&spare), start, middle, end);
        }
        /* What was merged into is what is merged from next. */
        struct block swap = *members;
        *members = spare;
        spare = swap;
        members->len = count * sizeof(struct member);
    }
    carom_block_free(&spare);
}
