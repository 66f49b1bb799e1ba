/*
 * The tree of the segments of patterns, while it is being made.
 */
#ifndef CAROM_SRC_TREE_H
#define CAROM_SRC_TREE_H

#include "block.h"
#include "image.h"

/* An edge by its segment's or host's text, which stands in the image. */
struct tree_edge {
    uint32_t parent;
    uint32_t kind; /* enum edge_kind */
    uint32_t text;
    uint32_t text_len;
    uint32_t child;
};

struct tree {
    const struct block *image;
    enum carom_dialect dialect;
    struct block nodes;   /* as in the image */
    struct block edges;   /* struct tree_edge */
    struct block slots;   /* an open-addressing table over the edges: numbers + 1; 0: free */
    struct block members; /* the rules behind the first of each value; places are in `nodes` */
};

void carom_tree_begin(struct tree *tree, const struct block *image, enum carom_dialect dialect);

/* Adds a rule with a placeholder or a splat. In: rules come in the order of their indexes. */
void carom_tree_add(struct tree *tree, const struct image_rule *rule);

/* The first failure of its memory. */
enum carom_result carom_tree_failure(const struct tree *tree);

void carom_tree_free(struct tree *tree);

#endif
