/*
 * The layout of a rule image, and reads that never leave it.
 *
 *     header | records, in file order | samples | static table | nodes | edge table | lists |
 *     condition table | loop table | its lists
 *
 * Every number is an unsigned 32-bit little-endian one unless said otherwise; offsets count from
 * the start of the image. Nothing but a table is aligned. What the tables, nodes and lists mean
 * stands in index.h.
 *
 * A record is as short as its rule: a fixed head, `from`, the target, and behind them, when the
 * rule has more to say, its extras: a length in bytes, and then for each extra its kind (8 bits),
 * its length, and its bytes. A `from` or target of 64 KiB or more makes a wide record, whose head
 * has 32-bit lengths.
 */
#ifndef CAROM_SRC_IMAGE_H
#define CAROM_SRC_IMAGE_H

#include "carom/rules.h"

enum {
    IMAGE_VERSION = 5,
    /* header */
    IMAGE_AT_VERSION = 8,
    IMAGE_AT_DIALECT = 12,
    IMAGE_AT_BYTES = 16,
    IMAGE_AT_RULE_COUNT = 20,
    IMAGE_AT_SAMPLES = 24,    /* the offset of every IMAGE_SAMPLE_STEP-th record */
    IMAGE_AT_STATIC = 28,     /* a table: see TABLE_… below */
    IMAGE_AT_EDGES = 40,      /* a table */
    IMAGE_AT_CONDITIONS = 52, /* a table */
    IMAGE_AT_NODES = 64,
    IMAGE_AT_NODE_COUNT = 68,
    IMAGE_AT_ROOT = 72, /* the node of the patterns without a host, + 1; 0: none */
    IMAGE_AT_SCAN = 76, /* a list: the rules to be looked at one by one */
    IMAGE_AT_HAS_HOSTS = 80,
    IMAGE_AT_HAS_PREFIXES = 84, /* there are edges by the beginning of a segment */
    IMAGE_AT_ASKED = 88,        /* enum carom_asked, of all rules */
    IMAGE_AT_LOOPS = 92,        /* a table: see loop_index.h */
    IMAGE_AT_BODY_SUM = 112,    /* 64 bits, over all that follows the header */
    IMAGE_AT_HEADER_SUM = 120,  /* 64 bits, over the header before it */
    IMAGE_HEADER_BYTES = 128,
    IMAGE_SAMPLE_STEP = 16,
    /* a table, in the header */
    TABLE_AT_BUCKETS = 0, /* its offset, a multiple of BUCKET_BYTES */
    TABLE_AT_COUNT = 4,   /* of buckets */
    TABLE_AT_SEED = 8,
    /* a record */
    RECORD_AT_LINE = 0,
    RECORD_AT_INDEX = 4,
    RECORD_AT_FLAGS = 8,     /* 16 bits: the status and enum rule_flags */
    RECORD_AT_FROM_LEN = 10, /* 16 bits; wide: 32 */
    RECORD_AT_TO_LEN = 12,   /* 16 bits */
    RECORD_HEAD_BYTES = 14,
    RECORD_AT_WIDE_TO_LEN = 14,
    RECORD_WIDE_HEAD_BYTES = 18,
    EXTRA_HEAD_BYTES = 5,
    /* EXTRA_PAIR: whether the value captures (8 bits), the key's length, key, value */
    PAIR_AT_KEY_LEN = 1,
    PAIR_HEAD_BYTES = 5,
    /* EXTRA_PARTS: what a target's text is made of, in its order */
    PART_AT_WHAT = 0,    /* 8 bits: kind, place and PART_FROM_QUERY */
    PART_AT_CAPTURE = 1, /* 8 bits: which */
    PART_AT_LEN = 2,     /* 16 bits: of the target's text */
    PART_BYTES = 4
};

#define IMAGE_NONE UINT32_MAX
#define IMAGE_BYTES_MAX ((uint32_t)INT32_MAX)

enum rule_flags {
    RULE_STATUS_MASK = 0x1FF,
    RULE_FORCE = 0x200,
    RULE_DYNAMIC = 0x400,
    RULE_OPEN = 0x800, /* a target has a capture in its authority */
    RULE_EXTRAS = 0x1000,
    RULE_WIDE = 0x2000,
    RULE_SUPERSEDED = 0x4000, /* an identical rule stands below, and this one never matches */
    RULE_TO_HAS_QUERY = 0x8000
};

/* What a rule asks of a request comes first, in the kinds' order. */
enum extra_kind {
    EXTRA_SCHEME = 1,
    EXTRA_HOST,
    EXTRA_METHODS,
    EXTRA_PAIR, /* any number, as EXTRA_ALTERNATE */
    EXTRA_COUNTRIES,
    EXTRA_LANGUAGES,
    EXTRA_COOKIES,
    EXTRA_NEVER,   /* empty: a condition that never holds */
    EXTRA_PARTS,   /* of the target that was last before it: `to`, or an alternate */
    EXTRA_MAX_AGE, /* 32 bits */
    EXTRA_REASON,
    EXTRA_ALLOWED_HOSTS,
    EXTRA_ALTERNATE
};

/* A target's text without EXTRA_PARTS is literal, and has no fragment. */
enum part_kind {
    PART_LITERAL = 0,
    PART_CAPTURE,
    PART_QUERY, /* the place where the request's query goes */
    PART_REST   /* the rest of a very long captured name: nothing is put */
};

/* Beside the kind: where in a target the part stands, which decides what is percent-encoded; and
 * whether a capture comes from the request's query, where `+` is a space. */
enum { PART_KIND_MASK = 3, PART_PLACE_SHIFT = 2, PART_FROM_QUERY = 0x10 };

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

/* A record as it stands in the image. */
struct image_rule {
    uint32_t at;
    uint32_t line;
    uint32_t index;
    uint32_t flags;
    struct carom_view from;
    struct carom_view to;
    struct carom_view extras;
};

/* One of a record's extras. */
struct image_extra {
    unsigned kind;
    struct carom_view bytes;
};

static inline struct carom_view image_take(struct carom_view *rest, size_t len)
{
    struct carom_view taken = carom_view_of(rest->ptr, len);
    rest->ptr += len;
    rest->len -= len;
    return taken;
}

/* Reads the record at an offset. Returns: false when it is not wholly inside the image. */
static inline bool image_rule_at(const struct carom_rules *rules, uint32_t at,
                                 struct image_rule *out)
{
    if (at < IMAGE_HEADER_BYTES || at > rules->image_bytes ||
        rules->image_bytes - at < RECORD_HEAD_BYTES)
        return false;
    const unsigned char *record = rules->image + at;
    size_t left = rules->image_bytes - at - RECORD_HEAD_BYTES;
    const char *text = (const char *)record + RECORD_HEAD_BYTES;
    size_t from_len = image_u16(record + RECORD_AT_FROM_LEN);
    size_t to_len = image_u16(record + RECORD_AT_TO_LEN);
    out->at = at;
    out->line = image_u32(record + RECORD_AT_LINE);
    out->index = image_u32(record + RECORD_AT_INDEX);
    out->flags = image_u16(record + RECORD_AT_FLAGS);
    out->extras = carom_view_of(NULL, 0);
    if ((out->flags & RULE_WIDE) != 0) {
        size_t more = RECORD_WIDE_HEAD_BYTES - RECORD_HEAD_BYTES;
        if (left < more)
            return false;
        left -= more;
        text += more;
        from_len = image_u32(record + RECORD_AT_FROM_LEN);
        to_len = image_u32(record + RECORD_AT_WIDE_TO_LEN);
    }
    if (from_len > left || to_len > left - from_len)
        return false;
    out->from = carom_view_of(text, from_len);
    out->to = carom_view_of(text + from_len, to_len);
    if ((out->flags & RULE_EXTRAS) == 0)
        return true;
    text += from_len + to_len;
    left -= from_len + to_len;
    if (left < 4)
        return false;
    out->extras = carom_view_of(text + 4, image_u32((const unsigned char *)text));
    return out->extras.len <= left - 4;
}

/* Where the record behind this one begins. */
static inline uint32_t image_rule_end(const struct carom_rules *rules,
                                      const struct image_rule *rule)
{
    const char *end = rule->to.ptr + rule->to.len;
    if ((rule->flags & RULE_EXTRAS) != 0)
        end = rule->extras.ptr + rule->extras.len;
    return (uint32_t)((const unsigned char *)end - rules->image);
}

/* Takes the next extra off. Returns: false at the end, or when the rest is damaged. */
static inline bool image_extra_next(struct carom_view *rest, struct image_extra *out)
{
    if (rest->len < EXTRA_HEAD_BYTES)
        return false;
    const unsigned char *head = (const unsigned char *)image_take(rest, EXTRA_HEAD_BYTES).ptr;
    size_t len = image_u32(head + 1);
    if (len > rest->len) {
        *rest = carom_view_of(NULL, 0);
        return false;
    }
    out->kind = head[0];
    out->bytes = image_take(rest, len);
    return true;
}

/* A rule's first extra of a kind; empty when it has none. */
static inline struct carom_view image_extra_of(const struct image_rule *rule, unsigned kind)
{
    struct carom_view rest = rule->extras;
    struct image_extra extra;
    while (image_extra_next(&rest, &extra)) {
        if (extra.kind == kind)
            return extra.bytes;
    }
    return carom_view_of(NULL, 0);
}

/* Whether a rule asks for something that never holds. */
static inline bool image_never_matches(const struct image_rule *rule)
{
    struct carom_view rest = rule->extras;
    struct image_extra extra;
    while (image_extra_next(&rest, &extra) && extra.kind <= EXTRA_NEVER) {
        if (extra.kind == EXTRA_NEVER)
            return true;
    }
    return false;
}

/* Whether a rule asks for anything beside its path: conditions stand before all other extras. */
static inline bool image_has_conditions(const struct image_rule *rule)
{
    return rule->extras.len > 0 && (unsigned char)rule->extras.ptr[0] < EXTRA_PARTS;
}

/* A query pair of a rule. */
struct image_pair {
    struct carom_view key;
    struct carom_view value;
    bool captures;
};

/* Reads an EXTRA_PAIR. Returns: false when it is damaged. */
static inline bool image_pair_read(struct carom_view bytes, struct image_pair *out)
{
    if (bytes.len < PAIR_HEAD_BYTES)
        return false;
    const unsigned char *head = (const unsigned char *)image_take(&bytes, PAIR_HEAD_BYTES).ptr;
    size_t key_len = image_u32(head + PAIR_AT_KEY_LEN);
    if (key_len > bytes.len)
        return false;
    out->captures = head[0] != 0;
    out->key = image_take(&bytes, key_len);
    out->value = bytes;
    return true;
}

/* One of a rule's targets, `to` or an alternate, and its parts; without parts it is literal. */
struct image_target {
    struct carom_view text;
    struct carom_view parts;
};

/*
 * A rule's target: 0 is `to`, the others are its alternates.
 * Returns: false when there is none of this number.
 */
bool carom_image_target(const struct image_rule *rule, size_t number, struct image_target *out);

/* How many targets a rule has; `to` and the alternates. */
size_t carom_image_target_count(const struct image_rule *rule);

/* A part of a target. */
struct image_part {
    enum part_kind kind;
    enum place place;
    bool from_query;
    uint32_t capture;
    struct carom_view text; /* of the target: a literal, or a captured name with its `:` */
};

/*
 * Takes the next part of a target off its parts and its text.
 * Returns: false at the end, or when the rest is damaged, which leaves target->parts not empty.
 */
static inline bool image_part_next(struct image_target *target, struct image_part *out)
{
    if (target->parts.len < PART_BYTES)
        return false;
    const unsigned char *part = (const unsigned char *)target->parts.ptr;
    size_t len = image_u16(part + PART_AT_LEN);
    unsigned what = part[PART_AT_WHAT];
    if (len > target->text.len)
        return false;
    (void)image_take(&target->parts, PART_BYTES);
    out->kind = (enum part_kind)(what & PART_KIND_MASK);
    out->place = (enum place)(what >> PART_PLACE_SHIFT & 3);
    out->from_query = (what & PART_FROM_QUERY) != 0;
    out->capture = part[PART_AT_CAPTURE];
    out->text = image_take(&target->text, len);
    return true;
}

/* Reads the rule with an index. Returns: false when there is none, or the image is damaged. */
bool carom_image_rule(const struct carom_rules *rules, uint32_t index, struct image_rule *out);

/* Writes both checksums into the header; the rest of the image is complete. */
void carom_image_seal(unsigned char *image, uint32_t image_bytes);

/* The eight bytes that every image begins with. */
extern const unsigned char carom_image_magic[8];

#endif
