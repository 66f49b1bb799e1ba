/*
 * The rules seen so far, by their patterns: those of one pattern, and those whose pattern has all paths of
 * another.
 */
#ifndef CAROM_SRC_LINT_INDEX_H
#define CAROM_SRC_LINT_INDEX_H

#include "lint_trie.h"

/* Rules of one scheme, host and shape. */
struct lint_group {
    uint32_t first; /* of all of them */
    uint32_t live;  /* a place: of the first that can take requests, LINT_NONE: none can */
    uint32_t last_live;
    uint32_t live_count;
};

/* More patterns that capture than a file of cloudflare may have. */
enum { LINT_DYNAMIC_MAX = 128 };

struct lint_index {
    const struct carom_rules *rules;
    const struct carom_allocator *allocator;
    enum carom_dialect dialect;
    struct lint_table shapes; /* to groups, by scheme, host and shape */
    struct lint_table same;   /* to all rules but the first of a group, by all that is in them */
    struct lint_block groups;
    struct lint_block live;
    uint32_t group_count;
    uint32_t live_count;
    struct lint_trie trie;  /* carom and netlify */
    uint32_t dynamic_count; /* cloudflare: the groups of patterns that capture */
    uint32_t dynamic[LINT_DYNAMIC_MAX];
};

/* Returns: false when the allocator has no memory. Free it in either case. */
bool carom_lint_index_init(struct lint_index *index, const struct carom_rules *rules,
                           const struct carom_allocator *allocator);
void carom_lint_index_free(struct lint_index *index);

/* The group of a rule or, without_host, that of its path for any host; LINT_NONE: there is none yet. */
uint32_t carom_lint_group_of(const struct lint_index *index, const struct carom_rule *rule,
                             bool without_host);

const struct lint_group *carom_lint_group(const struct lint_index *index, uint32_t group);

/* The rule at a place. In/Out: *place, then that of the next of its group, or LINT_NONE. */
uint32_t carom_lint_next_live(const struct lint_index *index, uint32_t *place);

/* An earlier rule that is the same, or LINT_NONE. In: number and group are the rule's. */
uint32_t carom_lint_same(const struct lint_index *index, uint32_t group, uint32_t number,
                         const struct carom_rule *rule);

/*
 * Adds a rule.
 * In:      group is the rule's, or LINT_NONE; is_known: an earlier rule is the same; is_live: no earlier
 *          rule takes all its requests.
 * Returns: false when the allocator has no memory.
 */
bool carom_lint_index_add(struct lint_index *index, uint32_t number, const struct carom_rule *rule,
                          uint32_t group, bool is_known, bool is_live);

/*
 * Names groups of patterns with captures that have all paths of a rule's, whatever else their rules ask
 * for. In/Out: *steps is what all calls together may spend on cloudflare's patterns.
 */
void carom_lint_wider(const struct lint_index *index, const struct carom_rule *rule, size_t *steps,
                      carom_lint_group_fn found, void *ctx);

#endif
