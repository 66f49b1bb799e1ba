/*
 * The rules of netlify that may end a search though they do not match: found by how a request's path
 * begins.
 *
 * The engine asks whether a rule would loop before it looks at the rule's conditions. The index of all
 * rules finds what matches, and no others; so those that have conditions and may loop stand in a table
 * of their own, by what of the path netlify_loop.h says it has to begin with.
 */
#ifndef CAROM_SRC_LOOP_INDEX_H
#define CAROM_SRC_LOOP_INDEX_H

#include "block.h"
#include "index.h"

/* Adds the table to an image of netlify. Out: nothing is of use when image->failure is set then. */
void carom_loop_index_build(struct block *image);

/* Goes through the rules whose prefix a path has, the shortest first and each's in file order. */
struct loop_cursor {
    const struct carom_rules *rules;
    struct carom_view path;
    size_t len; /* of the prefix at hand */
    struct hash hash;
    struct index_list list;
    uint32_t at; /* in the list */
};

struct loop_cursor carom_loop_index_begin(const struct carom_rules *rules, struct carom_view path);

/*
 * The next rule with an index below `end`. Others than those whose prefix the path has may be among
 * them. Returns: false when there are no more.
 *
 * Cost: of all calls together, linear in the path and the rules of its prefixes.
 */
bool carom_loop_index_next(struct loop_cursor *cursor, uint32_t end, struct image_rule *rule);

#endif
