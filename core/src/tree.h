/*
 * The tree of the segments of patterns, while it is being made.
 */
#ifndef CAROM_SRC_TREE_H
#define CAROM_SRC_TREE_H

#include "block.h"
#include "image.h"

/* What an image's node holds, and how it hangs together. Numbers are + 1, and 0 is none. */
struct tree_node {
    uint32_t exact; /* the first of the entries, in no order */
    uint32_t splat;
    uint32_t placeholder; /* a node */
    uint32_t middle;      /* a node */
    uint32_t first_rule;
    uint32_t edges;  /* the first of its edges */
    uint32_t merged; /* 0 or 1: see tree_merge.h */
    uint32_t visits; /* how many nodes a search can come to from here, itself included */
};

/* An edge by its segment's or host's text, which stands in the image. */
struct tree_edge {
    uint32_t parent;
    uint32_t kind; /* enum edge_kind */
    uint32_t text;
    uint32_t text_len;
    uint32_t child;
    uint32_t next; /* of the same parent's, + 1 */
};

/* A rule that stands at a node. */
struct tree_entry {
    uint32_t record;
    uint32_t next; /* + 1 */
};

struct tree {
    const struct block *image;
    enum carom_dialect dialect;
    struct block nodes;   /* struct tree_node; each stands behind its parent */
    struct block edges;   /* struct tree_edge */
    struct block entries; /* struct tree_entry */
    struct block slots;   /* an open-addressing table over the edges: numbers + 1; 0: free */
};

void carom_tree_begin(struct tree *tree, const struct block *image, enum carom_dialect dialect);

/* Adds a rule with a placeholder or a splat. In: rules come in the order of their indexes. */
void carom_tree_add(struct tree *tree, const struct image_rule *rule);

/* The number of the node behind an edge, which is made when it is not there yet. */
uint32_t carom_tree_behind(struct tree *tree, const struct tree_edge *edge, uint32_t first_rule);

/* The number of a new node. Returns: after a failure, one that is not there. */
uint32_t carom_tree_node(struct tree *tree, uint32_t first_rule);

/* Adds a rule to a node: to those whose last segment is a splat there, or that end there. */
void carom_tree_enter(struct tree *tree, uint32_t node, bool at_splat, uint32_t record);

/* The first failure of its memory. */
enum carom_result carom_tree_failure(const struct tree *tree);

void carom_tree_free(struct tree *tree);

static inline struct tree_node *tree_nodes(const struct tree *tree)
{
    return (struct tree_node *)(void *)tree->nodes.bytes;
}

static inline struct tree_edge *tree_edges(const struct tree *tree)
{
    return (struct tree_edge *)(void *)tree->edges.bytes;
}

static inline struct tree_entry *tree_entries(const struct tree *tree)
{
    return (struct tree_entry *)(void *)tree->entries.bytes;
}

static inline uint32_t tree_node_count(const struct tree *tree)
{
    return (uint32_t)(tree->nodes.len / sizeof(struct tree_node));
}

#endif
