#include "tree_merge.h"

#include "index.h"

#include <string.h>

/*
 * How much may be copied: so much for each node of the tree, and for small trees so much at least. A
 * node from which a search can come to no more than MERGE_VISITS others is left as it is: going all their
 * ways costs less than what would be copied.
 */
enum { MERGE_SHARE = 2, MERGE_LEAST = 1 << 20, MERGE_VISITS = 16 };

/* More than this is not counted. */
enum { VISITS_MAX = 1 << 24 };

/* Two nodes, the second of which is to be copied into the first. */
struct merge_pair {
    uint32_t into;
    uint32_t from;
};

struct merge {
    struct tree *tree;
    struct block pairs; /* those that are still to be copied, or nodes to be counted */
    size_t budget;
};

/*
 * Notes for each node how many a search can visit from it: it goes by one edge and by the placeholder.
 * Each node stands behind its parent, so that from the last to the first all that is needed is known.
 */
static void count_visits(struct tree *tree)
{
    for (uint32_t i = tree_node_count(tree); i-- > 0;) {
        struct tree_node *node = &tree_nodes(tree)[i];
        uint32_t by_edge = 0;
        for (uint32_t k = node->edges; k != 0; k = tree_edges(tree)[k - 1].next) {
            uint32_t visits = tree_nodes(tree)[tree_edges(tree)[k - 1].child].visits;
            by_edge = visits > by_edge ? visits : by_edge;
        }
        uint32_t by_any =
            node->placeholder == 0 ? 0 : tree_nodes(tree)[node->placeholder - 1].visits;
        node->visits = 1 + by_edge + by_any;
        if (node->visits > VISITS_MAX)
            node->visits = VISITS_MAX;
    }
}

static void push(struct merge *merge, uint32_t into, uint32_t from)
{
    struct merge_pair pair = {into, from};
    unsigned char *bytes = carom_block_add(&merge->pairs, sizeof pair);
    if (bytes != NULL)
        memcpy(bytes, &pair, sizeof pair);
}

static bool pop(struct merge *merge, struct merge_pair *out)
{
    if (merge->pairs.len == 0 || merge->pairs.failure != CAROM_OK)
        return false;
    merge->pairs.len -= sizeof *out;
    memcpy(out, merge->pairs.bytes + merge->pairs.len, sizeof *out);
    return true;
}

static size_t entry_count(const struct tree *tree, uint32_t first)
{
    size_t count = 0;
    for (uint32_t i = first; i != 0; i = tree_entries(tree)[i - 1].next)
        count++;
    return count;
}

/*
 * How much stands at a node and behind it, as far as `limit`.
 * Returns: limit + 1 when it is more, or when a tree of its own stands there.
 */
static size_t weigh(struct merge *merge, uint32_t node, size_t limit)
{
    const struct tree *tree = merge->tree;
    struct merge_pair pair;
    size_t weight = 0;
    merge->pairs.len = 0;
    push(merge, 0, node);
    while (weight <= limit && pop(merge, &pair)) {
        const struct tree_node *at = &tree_nodes(tree)[pair.from];
        weight += 1 + entry_count(tree, at->exact) + entry_count(tree, at->splat);
        if (at->middle != 0)
            weight = limit + 1;
        if (at->placeholder != 0)
            push(merge, 0, at->placeholder - 1);
        for (uint32_t i = at->edges; i != 0; i = tree_edges(tree)[i - 1].next)
            push(merge, 0, tree_edges(tree)[i - 1].child);
    }
    return weight <= limit ? weight : limit + 1;
}

static void copy_entries(struct tree *tree, uint32_t into, bool at_splat, uint32_t first)
{
    for (uint32_t i = first; i != 0 && tree->entries.failure == CAROM_OK;) {
        struct tree_entry entry = tree_entries(tree)[i - 1];
        carom_tree_enter(tree, into, at_splat, entry.record);
        i = entry.next;
    }
}

/* Copies one node; its children are put aside for the same. */
static void copy_node(struct merge *merge, uint32_t into, uint32_t from)
{
    struct tree *tree = merge->tree;
    struct tree_node node = tree_nodes(tree)[from];
    struct tree_node *target = &tree_nodes(tree)[into];
    if (node.first_rule < target->first_rule)
        target->first_rule = node.first_rule;
    if (node.visits > target->visits)
        target->visits = node.visits;
    if (node.placeholder != 0 && target->placeholder == 0) {
        uint32_t made = carom_tree_node(tree, node.first_rule);
        if (tree->nodes.failure != CAROM_OK)
            return;
        tree_nodes(tree)[into].placeholder = made + 1;
    }
    if (node.placeholder != 0)
        push(merge, tree_nodes(tree)[into].placeholder - 1, node.placeholder - 1);
    copy_entries(tree, into, false, node.exact);
    copy_entries(tree, into, true, node.splat);
    for (uint32_t i = node.edges; i != 0 && carom_tree_failure(tree) == CAROM_OK;) {
        struct tree_edge edge = tree_edges(tree)[i - 1];
        uint32_t child = edge.child;
        i = edge.next;
        edge.parent = into;
        push(merge, carom_tree_behind(tree, &edge, node.first_rule), child);
    }
}

static void copy(struct merge *merge, uint32_t into, uint32_t from)
{
    struct merge_pair pair;
    merge->pairs.len = 0;
    push(merge, into, from);
    while (carom_tree_failure(merge->tree) == CAROM_OK && pop(merge, &pair))
        copy_node(merge, pair.into, pair.from);
}

/* An empty segment fills no placeholder, and a host is no segment. */
static bool takes_part(const struct tree_edge *edge)
{
    return edge->kind == EDGE_SEGMENT && edge->text_len > 0;
}

static void merge_node(struct merge *merge, uint32_t node)
{
    struct tree *tree = merge->tree;
    uint32_t placeholder = tree_nodes(tree)[node].placeholder;
    uint32_t first = tree_nodes(tree)[node].edges;
    size_t edges = 0;
    for (uint32_t i = first; i != 0; i = tree_edges(tree)[i - 1].next)
        edges += takes_part(&tree_edges(tree)[i - 1]);
    if (placeholder == 0 || edges == 0 || tree_nodes(tree)[node].visits <= MERGE_VISITS)
        return;
    size_t limit = merge->budget / (edges + 1);
    size_t weight = weigh(merge, placeholder - 1, limit);
    /* Weighing costs, too. */
    merge->budget -= weight < merge->budget ? weight : merge->budget;
    if (weight > limit || merge->pairs.failure != CAROM_OK)
        return;
    merge->budget -= edges * weight < merge->budget ? edges * weight : merge->budget;
    for (uint32_t i = first; i != 0 && carom_tree_failure(tree) == CAROM_OK;) {
        struct tree_edge edge = tree_edges(tree)[i - 1];
        if (takes_part(&edge))
            copy(merge, edge.child, placeholder - 1);
        i = edge.next;
    }
    if (carom_tree_failure(tree) == CAROM_OK)
        tree_nodes(tree)[node].merged = 1;
}

void carom_tree_merge(struct tree *tree)
{
    struct merge merge = {tree, carom_block(tree->image->allocator), 0};
    count_visits(tree);
    merge.budget = (size_t)tree_node_count(tree) * MERGE_SHARE + MERGE_LEAST;
    /* What is copied stands behind its new parent, so that each node is whole when its turn comes. */
    for (uint32_t i = 0; i < tree_node_count(tree) && merge.budget > 0; i++) {
        if (carom_tree_failure(tree) != CAROM_OK || merge.pairs.failure != CAROM_OK)
            break;
        merge_node(&merge, i);
    }
    if (merge.pairs.failure != CAROM_OK)
        tree->nodes.failure = merge.pairs.failure;
    carom_block_free(&merge.pairs);
}
