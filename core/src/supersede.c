#include "supersede.h"

#include "hash.h"
#include "image.h"

/* What makes a rule what it is: its record without line and index. */
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

/*
 * Keeps the record in the slot of its substance: the offset of the last rule that has it.
 */
static void keep_last(struct block *image, unsigned char *slots, size_t count,
                      const struct image_rule *rule)
{
    struct carom_rules rules = {image->bytes, image->len};
    struct carom_view own = substance(&rules, rule);
    for (size_t at = (size_t)hash_text(0, own) & (count - 1);; at = (at + 1) & (count - 1)) {
        unsigned char *slot = slots + 4 * at;
        struct image_rule other;
        if (image_u32(slot) == 0 || !image_rule_at(&rules, image_u32(slot), &other)) {
            image_set_u32(slot, rule->at);
            return;
        }
        if (!carom_view_equal(substance(&rules, &other), own))
            continue;
        image_set_u16(image->bytes + other.at + RECORD_AT_FLAGS, other.flags | RULE_SUPERSEDED);
        image_set_u32(slot, rule->at);
        return;
    }
}

void carom_supersede(struct block *image)
{
    struct block slots = carom_block(image->allocator);
    struct carom_rules rules = {image->bytes, image->len};
    size_t count = slot_count(carom_rules_count(&rules));
    struct image_rule rule;
    unsigned char *bytes = carom_block_add_zeroed(&slots, 4 * count, 1);
    if (bytes == NULL)
        image->failure = slots.failure;
    for (uint32_t at = IMAGE_HEADER_BYTES; bytes != NULL && image_rule_at(&rules, at, &rule);) {
        at = image_rule_end(&rules, &rule);
        keep_last(image, bytes, count, &rule);
    }
    carom_block_free(&slots);
}
