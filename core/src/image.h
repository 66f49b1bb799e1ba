/*
 * The layout of a rule image, and reads that never leave it.
 *
 *     header | texts, targets, parts, hosts and query pairs of the rules | rules | slots | dynamic
 *
 * Every number is an unsigned 32-bit little-endian one unless said otherwise; offsets count from
 * the start of the image. The slots are an open-addressing table over the static rules' paths, the
 * rules of one path chained in file order; the dynamic list holds, in file order, the rules with a
 * placeholder or a splat.
 */
#ifndef CAROM_SRC_IMAGE_H
#define CAROM_SRC_IMAGE_H

#include "carom/rules.h"

enum {
    IMAGE_VERSION = 2,
    /* header */
    IMAGE_AT_VERSION = 8,
    IMAGE_AT_DIALECT = 12,
    IMAGE_AT_BYTES = 16,
    IMAGE_AT_RULE_COUNT = 20,
    IMAGE_AT_RULES = 24,
    IMAGE_AT_SLOTS = 28,
    IMAGE_AT_SLOT_COUNT = 32, /* a power of two, or 0 */
    IMAGE_AT_DYNAMIC = 36,
    IMAGE_AT_DYNAMIC_COUNT = 40,
    IMAGE_AT_BODY_SUM = 48,   /* 64 bits, over all that follows the header */
    IMAGE_AT_HEADER_SUM = 56, /* 64 bits, over the header before it */
    IMAGE_HEADER_BYTES = 64,
    /* a rule */
    RULE_AT_LINE = 0,
    RULE_AT_STATUS = 4, /* 16 bits */
    RULE_AT_FLAGS = 6,  /* 16 bits */
    RULE_AT_HASH = 8,
    RULE_AT_FROM = 12,
    RULE_AT_FROM_LEN = 16,
    RULE_AT_TARGETS = 20,
    RULE_AT_TARGET_COUNT = 24,
    RULE_AT_QUERY = 28,
    RULE_AT_QUERY_COUNT = 32,
    RULE_AT_METHODS = 36,
    RULE_AT_METHODS_LEN = 40,
    RULE_AT_REASON = 44,
    RULE_AT_REASON_LEN = 48,
    RULE_AT_MAX_AGE = 52, /* IMAGE_NONE: no lifetime */
    RULE_AT_NEXT = 56,    /* static: the next rule of the same path, its index + 1; 0: none */
    RULE_AT_LAST = 60,    /* static, in the first rule of a path: the last one's index + 1 */
    RULE_BYTES = 64,
    /* a target: its text, and the parts it is made of */
    TARGET_AT_TEXT = 0,
    TARGET_AT_TEXT_LEN = 4,
    TARGET_AT_PARTS = 8,
    TARGET_AT_PART_COUNT = 12,
    TARGET_AT_HAS_QUERY = 16,
    TARGET_BYTES = 20,
    /* a part: literal text, a capture, or the place where the request's query goes */
    PART_AT_KIND = 0,
    PART_AT_VALUE = 4, /* literal: offset; capture: its index */
    PART_AT_EXTRA = 8, /* literal: length; capture: enum place, and PART_FROM_QUERY */
    PART_BYTES = 12,
    /* a query pair */
    PAIR_AT_KEY = 0,
    PAIR_AT_KEY_LEN = 4,
    PAIR_AT_VALUE = 8,
    PAIR_AT_VALUE_LEN = 12,
    PAIR_AT_CAPTURE = 16, /* IMAGE_NONE: the value is literal */
    PAIR_BYTES = 20,

    SLOT_BYTES = 4, /* the first rule of a path, its index + 1; 0: free */
    DYNAMIC_BYTES = 4
};

#define IMAGE_NONE UINT32_MAX
#define IMAGE_BYTES_MAX ((uint32_t)INT32_MAX)

/* RULE_OPEN: a target has a capture in its authority, and one more text record stands behind the
 * targets: the hosts of Allow-Host. */
enum rule_flags { RULE_FORCE = 1, RULE_DYNAMIC = 2, RULE_OPEN = 4 };

enum part_kind { PART_LITERAL = 0, PART_CAPTURE = 1, PART_QUERY = 2 };

/* Set beside the place of a capture that comes from the request's query, where `+` is a space. */
enum { PART_PLACE_MASK = 3, PART_FROM_QUERY = 4 };

/* Where in a target a capture stands: it decides what is percent-encoded. */
enum place { PLACE_PATH = 0, PLACE_QUERY = 1, PLACE_FRAGMENT = 2, PLACE_AUTHORITY = 3 };

static inline uint32_t image_u16(const unsigned char *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

static inline uint32_t image_u32(const unsigned char *p)
{
    return image_u16(p) | image_u16(p + 2) << 16;
}

static inline uint64_t image_u64(const unsigned char *p)
{
    return (uint64_t)image_u32(p) | (uint64_t)image_u32(p + 4) << 32;
}

static inline void image_set_u16(unsigned char *p, uint32_t value)
{
    p[0] = (unsigned char)value;
    p[1] = (unsigned char)(value >> 8);
}

static inline void image_set_u32(unsigned char *p, uint32_t value)
{
    image_set_u16(p, value);
    image_set_u16(p + 2, value >> 16);
}

static inline void image_set_u64(unsigned char *p, uint64_t value)
{
    image_set_u32(p, (uint32_t)value);
    image_set_u32(p + 4, (uint32_t)(value >> 32));
}

/* A field of the header. */
static inline uint32_t image_header(const struct carom_rules *rules, uint32_t at)
{
    return image_u32(rules->image + at);
}

/*
 * The element with `index` of an array of `bytes` long elements at `offset`.
 * Returns: NULL when it is not wholly inside the image.
 */
static inline const unsigned char *image_element(const struct carom_rules *rules, uint32_t offset,
                                                 uint32_t index, uint32_t bytes)
{
    uint64_t start = (uint64_t)offset + (uint64_t)index * bytes;
    if (start + bytes > rules->image_bytes)
        return NULL;
    return rules->image + start;
}

/* The text whose offset and length stand at `record + at`. Returns: false when it is outside. */
static inline bool image_text(const struct carom_rules *rules, const unsigned char *record,
                              uint32_t at, struct carom_view *out)
{
    uint32_t offset = image_u32(record + at);
    uint32_t len = image_u32(record + at + 4);
    if ((uint64_t)offset + len > rules->image_bytes) {
        *out = carom_view_of(NULL, 0);
        return false;
    }
    *out = carom_view_of((const char *)rules->image + offset, len);
    return true;
}

/* The record of a rule; NULL when there is none, or it is outside. */
static inline const unsigned char *image_rule(const struct carom_rules *rules, uint32_t index)
{
    if (index >= image_header(rules, IMAGE_AT_RULE_COUNT))
        return NULL;
    return image_element(rules, image_header(rules, IMAGE_AT_RULES), index, RULE_BYTES);
}

/* The record of a rule's target; NULL when there is none, or it is outside. */
static inline const unsigned char *image_target(const struct carom_rules *rules,
                                                const unsigned char *rule, uint32_t target)
{
    if (target >= image_u32(rule + RULE_AT_TARGET_COUNT))
        return NULL;
    return image_element(rules, image_u32(rule + RULE_AT_TARGETS), target, TARGET_BYTES);
}

/*
 * The hosts that an open rule's Allow-Host names; empty when it has none, and for any other rule.
 * Returns: false when they are outside.
 */
static inline bool image_allowed_hosts(const struct carom_rules *rules, const unsigned char *rule,
                                       struct carom_view *out)
{
    *out = carom_view_of(NULL, 0);
    if ((image_u16(rule + RULE_AT_FLAGS) & RULE_OPEN) == 0)
        return true;
    const unsigned char *record =
        image_element(rules, image_u32(rule + RULE_AT_TARGETS),
                      image_u32(rule + RULE_AT_TARGET_COUNT), TARGET_BYTES);
    return record != NULL && image_text(rules, record, TARGET_AT_TEXT, out);
}

/* The record of a rule's query pair; NULL when it is outside. */
static inline const unsigned char *image_pair(const struct carom_rules *rules,
                                              const unsigned char *rule, uint32_t pair)
{
    return image_element(rules, image_u32(rule + RULE_AT_QUERY), pair, PAIR_BYTES);
}

/* How many query pairs a rule has, never more than a rule may have. */
static inline uint32_t image_pair_count(const unsigned char *rule)
{
    uint32_t count = image_u32(rule + RULE_AT_QUERY_COUNT);
    return count < CAROM_QUERY_PAIRS_MAX ? count : CAROM_QUERY_PAIRS_MAX;
}

/* Writes both checksums into the header; the rest of the image is complete. */
void carom_image_seal(unsigned char *image, uint32_t image_bytes);

/* The eight bytes that every image begins with. */
extern const unsigned char carom_image_magic[8];

#endif
