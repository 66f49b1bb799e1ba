#include "supersede.h"

#include "hash.h"
#include "image.h"

/* The rules of a file. */
struct rule_file {
    struct block *image;
    const struct rule_source *sources;
};

/* What makes a rule what it is, beside its source: its record without line and index. */
static struct carom_view substance(const struct carom_rules *rules, const struct image_rule *rule)
{
    const char *start = (const char *)rules->image + rule->at + RECORD_AT_FLAGS;
    size_t len = image_rule_end(rules, rule) - rule->at - RECORD_AT_FLAGS;
    return carom_view_of(start, len);
}

/* Slots for twice as many rules, a power of two. */
static size_t slot_count(uint32_t rule_count)
{
    size_t slots = 2;
    while (slots / 2 < rule_count)
        slots *= 2;
    return slots;
}

static bool is_same(const struct rule_file *file, const struct carom_rules *rules,
                    const struct image_rule *a, const struct image_rule *b)
{
    const struct rule_source *source_a = &file->sources[a->index];
    const struct rule_source *source_b = &file->sources[b->index];
    return source_a->has_status == source_b->has_status &&
           source_a->is_signed == source_b->is_signed &&
           carom_view_equal(source_a->signed_by, source_b->signed_by) &&
           carom_view_equal(source_a->from, source_b->from) &&
           carom_view_equal(source_a->to, source_b->to) &&
           carom_view_equal(substance(rules, a), substance(rules, b));
}

/* Rules that are the same have the same. */
static uint64_t hash_rule(const struct rule_file *file, const struct carom_rules *rules,
                          const struct image_rule *rule)
{
    const struct rule_source *source = &file->sources[rule->index];
    uint64_t hash = hash_text(hash_text(0, substance(rules, rule)), source->from);
    return hash_text(hash_text(hash, source->to), source->signed_by);
}

/* In a table that is half empty, only rules that were made for it are so many in one place. */
enum { SLOT_PROBES_MAX = 512 };

/*
 * Keeps the record in the slot of its substance: the offset of the last rule that has it.
 */
static void keep_last(const struct rule_file *file, unsigned char *slots, size_t count,
                      const struct image_rule *rule)
{
    struct block *image = file->image;
    struct carom_rules rules = {image->bytes, image->len};
    uint64_t hash = hash_rule(file, &rules, rule);
    size_t at = (size_t)hash & (count - 1);
    for (unsigned probe = 0; probe < SLOT_PROBES_MAX; probe++, at = (at + 1) & (count - 1)) {
        unsigned char *slot = slots + 4 * at;
        struct image_rule other;
        if (image_u32(slot) == 0 || !image_rule_at(&rules, image_u32(slot), &other)) {
            image_set_u32(slot, rule->at);
            return;
        }
        if (!is_same(file, &rules, &other, rule))
            continue;
        image_set_u16(image->bytes + other.at + RECORD_AT_FLAGS, other.flags | RULE_SUPERSEDED);
        image_set_u32(slot, rule->at);
        return;
    }
    image->failure = CAROM_ERR_COLLISIONS;
}

void carom_supersede(struct block *image, const struct block *sources)
{
    struct rule_file file = {image, (const struct rule_source *)(const void *)sources->bytes};
    struct block slots = carom_block(image->allocator);
    struct carom_rules rules = {image->bytes, image->len};
    size_t count = slot_count(carom_rules_count(&rules));
    struct image_rule rule;
    unsigned char *bytes = carom_block_add_zeroed(&slots, 4 * count, 1);
    if (bytes == NULL)
        image->failure = slots.failure;
    for (uint32_t at = IMAGE_HEADER_BYTES;
         image->failure == CAROM_OK && image_rule_at(&rules, at, &rule);) {
        at = image_rule_end(&rules, &rule);
        keep_last(&file, bytes, count, &rule);
    }
    carom_block_free(&slots);
}
