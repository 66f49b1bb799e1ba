/*
 * How rules are found in an image: tables, nodes and lists.
 *
 * A value is what an index leads to: 0 is nothing, LIST_BIT and an offset a list of rules, and any
 * other number the offset of one rule's record.
 *
 * A table holds values by a 64-bit hash of their keys. Its upper half chooses the bucket, one cache
 * line; the lower half is kept beside the value. What does not fit in a bucket stands in the next
 * ones, PROBES_MAX at most. When it is compiled, a seed is chosen with which no two keys are told
 * apart by their bytes alone. So a key that is there is found, and one that is not may find another's
 * value: whoever asks compares the rule with the request.
 *
 * - The static table: by host and path, the rules without placeholder and splat.
 * - The edge table: by a node and the next segment's text, the node behind it.
 * - The condition table: by a long list and what a request has, the rules of that list that ask for
 *   it.
 * - The loop table: see loop_index.h.
 *
 * Nodes are the places in a tree of the other rules' segments. A rule whose splat is not the last
 * segment stands in two trees: up to the splat in the first, and from the node there, read from the
 * path's end, in one of its own. What stands behind a placeholder can stand behind the edges beside it
 * too (NODE_MERGED): then one of the two ways on is enough.
 *
 * A list has its rules in file order. One with more than LIST_PLAIN_MAX rules of one and the same
 * pattern is split by what they ask for: it keeps those that ask for nothing that a table can hold,
 * and its LIST_BY_… bits tell what to ask the condition table for.
 */
#ifndef CAROM_SRC_INDEX_H
#define CAROM_SRC_INDEX_H

#include "hash.h"
#include "image.h"
#include "request_uri.h"

enum {
    SLOT_AT_TAG = 0,
    SLOT_AT_VALUE = 4, /* 0: free, and so are those behind it */
    SLOT_BYTES = 8,
    BUCKET_SLOTS = 8,
    BUCKET_BYTES = BUCKET_SLOTS * SLOT_BYTES,
    PROBES_MAX = 64,

    NODE_AT_EXACT = 0,       /* the rules whose pattern ends here; a value */
    NODE_AT_SPLAT = 4,       /* the rules whose last segment is a splat here; a value */
    NODE_AT_PLACEHOLDER = 8, /* the node behind any segment, + 1; 0: none */
    NODE_AT_MIDDLE = 12,     /* the root of the tree behind a splat here, + 1; 0: none */
    NODE_AT_FIRST_RULE = 16, /* no rule at this node or behind it has a lower index */
    NODE_AT_EDGES = 20,      /* the index_edge_bit of each segment that an edge leads on by */
    NODE_BYTES = 24,

    LIST_HEAD_BYTES = 4, /* how many, and the LIST_BY_… bits */
    LIST_ENTRY_BYTES = 4,
    LIST_PLAIN_MAX = 16
};

/* Behind each edge of the node stands all that stands behind its placeholder. */
#define NODE_MERGED 0x80000000u
#define LIST_BIT 0x80000000u
#define LIST_COUNT_MASK 0x07FFFFFFu
#define LIST_BY_QUERY 0x08000000u
#define LIST_BY_COUNTRY 0x10000000u
#define LIST_BY_LANGUAGE 0x20000000u
#define LIST_BY_COOKIE 0x40000000u
#define LIST_BY_METHOD 0x80000000u

/* Not in a list's head, where LIST_BY_QUERY stands for both: a pair's key alone, for one that is captured. */
#define LIST_BY_QUERY_KEY 1u

/* What an edge leads from. */
enum edge_kind {
    EDGE_SEGMENT = 0,
    EDGE_HOST,
    EDGE_PREFIX /* in netlify: a segment that begins with the text, of a `*` behind it */
};

static inline uint32_t index_seed(const struct carom_rules *rules, uint32_t table)
{
    return image_u32(rules->image + table + TABLE_AT_SEED);
}

/*
 * A rule's host as the index has it: a default port is as if it were not there, and case makes no difference.
 * Empty: any host.
 */
static inline struct carom_view index_host(const struct image_rule *rule)
{
    return carom_without_default_port(image_extra_of(rule, EXTRA_SCHEME),
                                      image_extra_of(rule, EXTRA_HOST));
}

/* Where the hash of a static rule's path begins: the host goes before it. */
static inline uint64_t index_static_state(uint32_t seed, struct carom_view host)
{
    uint64_t state = hash_begin(seed);
    return host.len == 0 ? state : hash_lower(hash_mix(state, 1), host);
}

/* The hash of an edge, from that of its text, which begins with hash_begin of the table's seed: the same
 * segment is met at many nodes. */
static inline uint64_t index_edge_hash(uint64_t text_hash, uint32_t node, enum edge_kind kind)
{
    uint64_t state = hash_mix(text_hash, (uint64_t)node << 2 | (uint64_t)kind);
    return hash_mix(state, (uint64_t)kind);
}

/* One of 32 bits: what has none of a node's has no edge there, and the table need not be asked. */
static inline uint32_t index_edge_bit(uint64_t text_hash)
{
    return 1u << (text_hash >> 59);
}

/* By what a list is asked: one of the LIST_BY_… bits. */
static inline uint64_t index_condition_state(uint32_t seed, uint32_t list, uint32_t by)
{
    return hash_mix(hash_begin(seed), (uint64_t)by << 32 | list);
}

/* LIST_BY_QUERY_KEY: the hash of a query pair's key alone, from that with which the pair's value goes on. */
static inline uint64_t index_key_alone(uint64_t key_hash)
{
    return hash_mix(key_hash, LIST_BY_QUERY_KEY);
}

/*
 * The value of a key in one of the header's tables; 0: there is none.
 * Cost: one cache line, seldom more.
 */
uint32_t carom_index_find(const struct carom_rules *rules, uint32_t table, uint64_t hash);

/* The records that a value leads to, one after the other. */
struct index_list {
    const unsigned char *entries; /* of a list */
    uint32_t count;
    uint32_t single; /* the record, when the value is no list */
    uint32_t by;     /* the list's LIST_BY_… bits */
};

/* Reads a value; whatever it is, no read leaves the image. */
struct index_list carom_index_list(const struct carom_rules *rules, uint32_t value);

static inline uint32_t index_entry(const struct index_list *list, uint32_t at)
{
    return list->entries == NULL ? list->single : image_u32(list->entries + 4 * (size_t)at);
}

/* The node with this number; NULL when there is none, or it is outside. */
static inline const unsigned char *index_node(const struct carom_rules *rules, uint32_t node)
{
    if (node >= image_header(rules, IMAGE_AT_NODE_COUNT))
        return NULL;
    return image_element(rules, image_header(rules, IMAGE_AT_NODES), node, NODE_BYTES);
}

#endif
