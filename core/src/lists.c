#include "lists.h"

#include "index.h"
#include "members.h"

/* One list's rules, in file order. */
struct group {
    uint32_t at; /* where its value stands */
    const struct member *others;
    size_t other_count;
};

static void add_entry(struct block *image, uint32_t record)
{
    unsigned char *entry = carom_block_add(image, LIST_ENTRY_BYTES);
    if (entry != NULL)
        image_set_u32(entry, record);
}

static void count_pairs(struct splitter *splitter, const struct group *group)
{
    struct block records = carom_block(splitter->image->allocator);
    uint32_t *all = (uint32_t *)(void *)carom_block_add(&records, 4 * group->other_count);
    for (size_t i = 0; all != NULL && i < group->other_count; i++)
        all[i] = group->others[i].record;
    if (all != NULL)
        carom_split_count(splitter, all, group->other_count);
    else
        splitter->counts.failure = records.failure;
    carom_block_free(&records);
}

/*
 * Writes one list. Its first rule always stays in it, whatever it asks for: by it the list's pattern is
 * compared.
 */
static void write_group(struct block *image, const struct group *group, struct splitter *splitter)
{
    bool splits = splitter != NULL && group->other_count >= LIST_PLAIN_MAX;
    uint32_t first = image_u32(image->bytes + group->at);
    uint32_t list = (uint32_t)image->len;
    uint32_t count = 1;
    uint32_t by = 0;
    if (splits)
        count_pairs(splitter, group);
    (void)carom_block_add(image, LIST_HEAD_BYTES);
    add_entry(image, first);
    for (size_t i = 0; i < group->other_count && image->failure == CAROM_OK; i++) {
        if (splits && carom_split_failure(splitter) != CAROM_OK)
            break;
        uint32_t record = group->others[i].record;
        uint32_t found_by = splits ? carom_split_rule(splitter, list, record) : 0;
        by |= found_by;
        if (found_by != 0)
            continue;
        add_entry(image, record);
        count++;
    }
    if (image->failure != CAROM_OK)
        return;
    image_set_u32(image->bytes + list, count | by);
    image_set_u32(image->bytes + group->at, list | LIST_BIT);
}

void carom_lists_write(struct block *image, struct block *members, struct splitter *splitter)
{
    carom_members_sort(members);
    size_t count = members_count(members);
    const struct member *all = members_all(members);
    for (size_t i = 0; i < count && image->failure == CAROM_OK;) {
        size_t end = i + 1;
        while (end < count && all[end].at == all[i].at)
            end++;
        struct group group = {all[i].at, all + i, end - i};
        write_group(image, &group, splitter);
        i = end;
    }
}
