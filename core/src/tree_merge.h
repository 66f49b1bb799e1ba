/*
 * Making a tree of segments deterministic, as far as it stays small.
 */
#ifndef CAROM_SRC_TREE_MERGE_H
#define CAROM_SRC_TREE_MERGE_H

#include "tree.h"

/*
 * Puts what stands behind a node's placeholder behind each of its edges too, so that a search need not
 * go both ways there, and marks the node NODE_MERGED.
 *
 * The tree grows by a share of itself at most: nodes for which there is no room are left as they were, and
 * so are those with a splat that is not the last segment behind their placeholder. Where many patterns
 * can match one path, they are alike, and merging them costs little.
 *
 * Cost: by the tree; see MERGE_SHARE.
 */
void carom_tree_merge(struct tree *tree);

#endif
