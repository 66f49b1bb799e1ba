/*
 * A search for the first rule that matches.
 */
#ifndef CAROM_SRC_SEARCH_H
#define CAROM_SRC_SEARCH_H

#include "index.h"
#include "query_filter.h"

enum { SEARCHED_MAX = 64, SEGMENTS_MAX = 64 };

/* A segment of the request's path. */
struct segment {
    struct carom_view text;
    uint64_t hash; /* as the edge table has it */
};

/*
 * The first and the last segments of the path, which are met at many nodes: each is read once, when it is
 * met first. Those between, of a very long path, are read again each time.
 */
struct segments {
    struct segment first[SEGMENTS_MAX]; /* those below `count` are set */
    uint32_t count;
    bool whole;                        /* there are no others */
    struct segment last[SEGMENTS_MAX]; /* when it is not whole, from the path's end */
    uint32_t last_count;
};

/*
 * The lists that a query pair or a cookie has led to lately. A request may name a thing as often as it
 * likes: to look at a long list each time would cost the product of both.
 */
struct searched {
    uint32_t values[SEARCHED_MAX]; /* those below `count` are set; the oldest gives way */
    uint32_t count;
    uint32_t next;
};

struct search {
    const struct carom_rules *rules;
    const struct carom_lookup *lookup;
    enum carom_dialect dialect;
    struct carom_view path; /* as the index has it: without its optional trailing slash */
    bool normalise;         /* the path is compared in its normal form, and may not be in it */
    bool has_prefixes;      /* the tree has edges by the beginning of a segment */
    uint32_t first;         /* the lowest index that is asked for */
    uint32_t end;    /* no index from here on is of interest: the best so far, or IMAGE_NONE */
    unsigned asked;  /* by the rules looked at: enum carom_asked */
    uint32_t visits; /* of nodes that are left: a tree has each once or, behind a slash that netlify
                        passes over, twice; a damaged one may lead back */
    struct segments segments;
    /* The best so far, when it was taken because the tree has led to it: its record; else 0. */
    uint32_t untried;
    bool tries_all; /* nothing is taken without being tried */
    struct searched searched;
    struct query_filter query_filter;
    struct carom_match *best;
    struct carom_match trial;
};

/*
 * Looks at the rules that a value leads to, and keeps the first that matches, when it is better than
 * the best so far.
 *
 * In: path_known: the rules are static, and their path is the request's.
 */
void carom_search_value(struct search *search, uint32_t value, bool path_known);

/* The same, when there may be none. */
static inline void search_list(struct search *search, uint32_t value, bool path_known)
{
    if (value != 0)
        carom_search_value(search, value, path_known);
}

/* Looks at the rules that the path leads to from a node, the root of a tree. */
void carom_search_tree(struct search *search, uint32_t root);

/* The hash of a part of the path, as the index has it. */
static inline uint64_t search_hash(const struct search *search, uint64_t state,
                                   struct carom_view text)
{
    return search->normalise ? hash_normal(state, text, CHAR_PATH) : hash_text(state, text);
}

#endif
