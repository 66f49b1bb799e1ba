/*
 * The tree of the segments of patterns, walked by a path.
 *
 * At each node the path goes on by the edge of its next segment, and, unless the node is merged, by the
 * placeholder. The second
 * is followed first and the first is put aside: so there is never more put aside than there are
 * placeholders on the way, and a rule has no more than CAROM_CAPTURES_MAX.
 */
#include "pattern.h"
#include "search.h"

struct spot {
    uint32_t node;
    size_t at; /* in the path: how far it was read */
};

/* Places to come back to. A compiled tree needs no more; what a damaged one would need is dropped. */
struct aside {
    struct spot spots[CAROM_CAPTURES_MAX];
    size_t count;
};

static void put_aside(struct aside *aside, uint32_t node, size_t at)
{
    if (aside->count < CAROM_CAPTURES_MAX)
        aside->spots[aside->count++] = (struct spot){node, at};
}

/* A node that may still lead to a better rule; NULL for any other. */
static const unsigned char *useful_node(struct search *search, uint32_t number)
{
    const unsigned char *node = index_node(search->rules, number);
    if (node == NULL || search->visits == 0 || image_u32(node + NODE_AT_FIRST_RULE) >= search->end)
        return NULL;
    search->visits--;
    return node;
}

/* The hash of a segment, kept for when it is met at another node. */
static uint64_t segment_hash(struct search *search, struct carom_view segment)
{
    if (search->hashed.ptr != segment.ptr || search->hashed.len != segment.len) {
        uint32_t seed = index_seed(search->rules, IMAGE_AT_EDGES);
        search->hashed = segment;
        search->hashed_to = search_hash(search, hash_begin(seed), segment);
    }
    return search->hashed_to;
}

/*
 * The next place behind a segment: *spot is changed, and another may be put aside.
 * Returns: false when no edge leads on.
 */
static bool step(struct search *search, const unsigned char *node, struct carom_view segment,
                 size_t next, struct spot *spot, struct aside *aside)
{
    uint64_t hash = index_edge_hash(segment_hash(search, segment), spot->node, EDGE_SEGMENT);
    uint32_t edge = carom_index_find(search->rules, IMAGE_AT_EDGES, hash);
    uint32_t any = segment.len > 0 ? image_u32(node + NODE_AT_PLACEHOLDER) : 0;
    uint32_t placeholder = any & ~NODE_MERGED;
    if (edge != 0 && (any & NODE_MERGED) != 0)
        placeholder = 0;
    if (placeholder != 0 && edge != 0)
        put_aside(aside, edge - 1, next);
    uint32_t chosen = placeholder != 0 ? placeholder : edge;
    *spot = (struct spot){chosen - 1, next};
    return chosen != 0;
}

/*
 * Netlify's patterns let a slash more through behind a segment. What that makes of a path is compared
 * rule by rule; here it is enough not to stop at the empty segment.
 */
static bool passes_over(const struct search *search, struct carom_view segment)
{
    return segment.len == 0 && search->dialect == CAROM_DIALECT_NETLIFY;
}

/* The start of the path's last segment before `end`, its slash included; not before `start`. */
static size_t slash_before(struct carom_view path, size_t start, size_t end)
{
    while (end > start && path.ptr[end - 1] != '/')
        end--;
    return end > start ? end - 1 : start;
}

/* The tree behind a splat: the path from its end back to where the splat begins. */
static void search_middle(struct search *search, uint32_t root, size_t start)
{
    struct carom_view path = search->path;
    struct aside aside = {.count = 0};
    put_aside(&aside, root, path.len);
    while (aside.count > 0) {
        struct spot spot = aside.spots[--aside.count];
        for (;;) {
            const unsigned char *node = useful_node(search, spot.node);
            if (node == NULL)
                break;
            carom_search_list(search, image_u32(node + NODE_AT_EXACT), false);
            if (spot.at <= start)
                break;
            size_t slash = slash_before(path, start, spot.at);
            struct carom_view segment = carom_view_of(path.ptr + slash + 1, spot.at - slash - 1);
            if (passes_over(search, segment) && slash > start) {
                spot.at = slash;
                slash = slash_before(path, start, spot.at);
                segment = carom_view_of(path.ptr + slash + 1, spot.at - slash - 1);
            }
            if (!step(search, node, segment, slash, &spot, &aside))
                break;
        }
    }
}

/* The rules whose splat begins at `at`. */
static void search_splat(struct search *search, const unsigned char *node, size_t at)
{
    uint32_t middle = image_u32(node + NODE_AT_MIDDLE);
    carom_search_list(search, image_u32(node + NODE_AT_SPLAT), false);
    if (middle != 0)
        search_middle(search, middle - 1, at);
}

/* The rules whose splat stands behind the beginning of the next segment, as long as it may be. */
static void search_prefixes(struct search *search, uint32_t number, size_t at)
{
    struct carom_view segment = carom_pattern_segment(search->path, at);
    uint32_t seed = index_seed(search->rules, IMAGE_AT_EDGES);
    struct hash hash = {hash_begin(seed), 0, 0};
    for (size_t i = 0; i < segment.len; i++) {
        hash_byte(&hash, segment.ptr[i]);
        uint64_t of_edge = index_edge_hash(hash_end(&hash), number, EDGE_PREFIX);
        uint32_t edge = carom_index_find(search->rules, IMAGE_AT_EDGES, of_edge);
        const unsigned char *node = edge == 0 ? NULL : useful_node(search, edge - 1);
        if (node != NULL)
            search_splat(search, node, at);
    }
}

/* The rules at a node that the path has led to, as far as `at`. */
static void search_node(struct search *search, const unsigned char *node, uint32_t number,
                        size_t at)
{
    search_splat(search, node, at);
    if (at >= search->path.len)
        carom_search_list(search, image_u32(node + NODE_AT_EXACT), false);
    else if (search->has_prefixes)
        search_prefixes(search, number, at);
}

void carom_search_tree(struct search *search, uint32_t root)
{
    struct carom_view path = search->path;
    struct aside aside = {.count = 0};
    put_aside(&aside, root, 0);
    while (aside.count > 0) {
        struct spot spot = aside.spots[--aside.count];
        for (;;) {
            const unsigned char *node = useful_node(search, spot.node);
            if (node == NULL)
                break;
            search_node(search, node, spot.node, spot.at);
            if (spot.at < path.len && passes_over(search, carom_pattern_segment(path, spot.at)))
                search_node(search, node, spot.node, ++spot.at);
            if (spot.at >= path.len)
                break;
            struct carom_view segment = carom_pattern_segment(path, spot.at);
            if (!step(search, node, segment, spot.at + 1 + segment.len, &spot, &aside))
                break;
        }
    }
}
