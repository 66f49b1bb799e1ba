/*
 * Patterns of whole segments as a tree, in which all that have the paths of another pattern are found by
 * walking along that one.
 *
 * A path through the tree is a pattern: its host, its segments up to its splat and, behind it, those that
 * follow from the last to the first.
 */
#ifndef CAROM_SRC_LINT_TRIE_H
#define CAROM_SRC_LINT_TRIE_H

#include "lint_memory.h"
#include "lint_pattern.h"

/* Zeroed is empty but for the allocator. */
struct lint_trie {
    const struct carom_allocator *allocator;
    struct lint_table edges; /* to nodes, by the node above and what leads here */
    struct lint_block nodes;
    uint32_t node_count; /* with the root, once there is any pattern */
};

void carom_lint_trie_free(struct lint_trie *trie);

/*
 * Adds a pattern with its group. A pattern that the tree cannot hold (of more than LINT_SEGMENTS_MAX
 * segments, or with more than one splat) is left out.
 * In:      the rule's views stay as they are.
 * Returns: false when the allocator has no memory.
 */
bool carom_lint_trie_add(struct lint_trie *trie, enum carom_dialect dialect,
                         const struct carom_rule *rule, uint32_t group);

typedef void (*carom_lint_group_fn)(void *ctx, uint32_t group);

/*
 * Names the groups of the patterns that have all paths of a rule's, for its host or any.
 * Cost: a bounded number of steps for each segment; when they do not suffice, not all are named.
 */
void carom_lint_trie_walk(const struct lint_trie *trie, enum carom_dialect dialect,
                          const struct carom_rule *rule, carom_lint_group_fn found, void *ctx);

#endif
