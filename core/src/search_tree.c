/*
 * The tree of the segments of patterns, walked by a path.
 *
 * At each node the path goes on by the edge of its next segment, and, unless the node is merged, by the
 * placeholder. The second is followed first and the first is put aside: so there is never more put aside
 * than there are placeholders on the way, and a rule has no more than CAROM_CAPTURES_MAX.
 */
#include "pattern.h"
#include "search.h"

struct spot {
    uint32_t node;
    uint32_t number; /* how many segments were read; of a path from its end, from there */
    size_t at;       /* in the path: how far it was read */
};

/*
 * Places to come back to. A compiled tree needs no more; what a damaged one would need is dropped. Only
 * the spots below `count` are set: zeroing them all would cost as much as a step.
 */
struct aside {
    struct spot spots[CAROM_CAPTURES_MAX];
    size_t count;
};

static void put_aside(struct aside *aside, struct spot spot)
{
    if (aside->count < CAROM_CAPTURES_MAX)
        aside->spots[aside->count++] = spot;
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

static void read_segment(const struct search *search, struct carom_view text, struct segment *out)
{
    uint32_t seed = index_seed(search->rules, IMAGE_AT_EDGES);
    out->text = text;
    out->hash = search_hash(search, hash_begin(seed), text);
}

/* Reads the first segments, as far as the one with a number if they are so many. */
static void read_segments(struct search *search, uint32_t number)
{
    struct segments *segments = &search->segments;
    struct carom_view path = search->path;
    while (!segments->whole && segments->count <= number) {
        size_t at = 0;
        if (segments->count > 0) {
            struct carom_view last = segments->first[segments->count - 1].text;
            at = (size_t)(last.ptr + last.len - path.ptr);
        }
        if (at >= path.len)
            segments->whole = true;
        else if (segments->count == SEGMENTS_MAX)
            return;
        else
            read_segment(search, carom_pattern_segment(path, at),
                         &segments->first[segments->count++]);
    }
}

/* The segment behind a place that is not the path's end. In: other: room for one far behind. */
static const struct segment *segment_behind(struct search *search, const struct spot *spot,
                                            struct segment *other)
{
    if (spot->number >= search->segments.count)
        read_segments(search, spot->number);
    if (spot->number < search->segments.count)
        return &search->segments.first[spot->number];
    read_segment(search, carom_pattern_segment(search->path, spot->at), other);
    return other;
}

/*
 * The next place, by a segment that the path has at a node: *spot is changed, and another may be put
 * aside. In: next: the place behind the segment; its node is not looked at.
 * Returns: false when no edge leads on.
 */
static bool step(struct search *search, const unsigned char *node, const struct segment *segment,
                 struct spot next, struct spot *spot, struct aside *aside)
{
    uint32_t edge = 0;
    if ((image_u32(node + NODE_AT_EDGES) & index_edge_bit(segment->hash)) != 0)
        edge = carom_index_find(search->rules, IMAGE_AT_EDGES,
                                index_edge_hash(segment->hash, spot->node, EDGE_SEGMENT));
    uint32_t any = segment->text.len > 0 ? image_u32(node + NODE_AT_PLACEHOLDER) : 0;
    uint32_t placeholder = any & ~NODE_MERGED;
    if (edge != 0 && (any & NODE_MERGED) != 0)
        placeholder = 0;
    if (placeholder != 0 && edge != 0)
        put_aside(aside, (struct spot){edge - 1, next.number, next.at});
    uint32_t chosen = placeholder != 0 ? placeholder : edge;
    *spot = (struct spot){chosen - 1, next.number, next.at};
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

/*
 * The segment before a place; none begins before `start`, which is a slash. In: other: room for one far
 * from both ends.
 */
static const struct segment *segment_before(struct search *search, const struct spot *spot,
                                            size_t start, struct segment *other)
{
    struct segments *segments = &search->segments;
    struct carom_view path = search->path;
    if (segments->whole)
        return &segments->first[segments->count - 1 - spot->number];
    if (spot->number < segments->last_count)
        return &segments->last[spot->number];
    size_t from = spot->at;
    while (from > start + 1 && path.ptr[from - 1] != '/')
        from--;
    struct segment *segment = other;
    if (spot->number == segments->last_count && spot->number < SEGMENTS_MAX)
        segment = &segments->last[segments->last_count++];
    read_segment(search, carom_view_of(path.ptr + from, spot->at - from), segment);
    return segment;
}

/* The place before a segment. */
static struct spot before(const struct search *search, const struct spot *spot,
                          const struct segment *segment)
{
    size_t slash = (size_t)(segment->text.ptr - search->path.ptr) - 1;
    return (struct spot){spot->node, spot->number + 1, slash};
}

/* The tree behind a splat: the path from its end back to where the splat begins. */
static void search_middle(struct search *search, uint32_t root, size_t start)
{
    struct aside aside;
    struct segment far;
    if (!search->segments.whole)
        read_segments(search, SEGMENTS_MAX);
    aside.count = 0;
    put_aside(&aside, (struct spot){root, 0, search->path.len});
    while (aside.count > 0) {
        struct spot spot = aside.spots[--aside.count];
        for (;;) {
            const unsigned char *node = useful_node(search, spot.node);
            if (node == NULL)
                break;
            search_list(search, image_u32(node + NODE_AT_EXACT), false);
            if (spot.at <= start)
                break;
            const struct segment *segment = segment_before(search, &spot, start, &far);
            struct spot next = before(search, &spot, segment);
            if (passes_over(search, segment->text) && next.at > start) {
                spot = next;
                segment = segment_before(search, &spot, start, &far);
                next = before(search, &spot, segment);
            }
            if (!step(search, node, segment, next, &spot, &aside))
                break;
        }
    }
}

/* The rules whose splat begins at `at`. */
static void search_splat(struct search *search, const unsigned char *node, size_t at)
{
    uint32_t middle = image_u32(node + NODE_AT_MIDDLE);
    search_list(search, image_u32(node + NODE_AT_SPLAT), false);
    if (middle != 0)
        search_middle(search, middle - 1, at);
}

/* The rules whose splat stands behind the beginning of the next segment, as long as it may be. */
static void search_prefixes(struct search *search, const struct spot *spot)
{
    struct carom_view segment = carom_pattern_segment(search->path, spot->at);
    uint32_t seed = index_seed(search->rules, IMAGE_AT_EDGES);
    struct hash hash = {hash_begin(seed), 0, 0};
    for (size_t i = 0; i < segment.len; i++) {
        hash_byte(&hash, segment.ptr[i]);
        uint64_t of_edge = index_edge_hash(hash_end(&hash), spot->node, EDGE_PREFIX);
        uint32_t edge = carom_index_find(search->rules, IMAGE_AT_EDGES, of_edge);
        const unsigned char *node = edge == 0 ? NULL : useful_node(search, edge - 1);
        if (node != NULL)
            search_splat(search, node, spot->at);
    }
}

/* The rules at a node that the path has led to. */
static void search_node(struct search *search, const unsigned char *node, const struct spot *spot)
{
    search_splat(search, node, spot->at);
    if (spot->at >= search->path.len)
        search_list(search, image_u32(node + NODE_AT_EXACT), false);
    else if (search->has_prefixes)
        search_prefixes(search, spot);
}

void carom_search_tree(struct search *search, uint32_t root)
{
    struct carom_view path = search->path;
    struct aside aside;
    struct segment far;
    aside.count = 0;
    put_aside(&aside, (struct spot){root, 0, 0});
    while (aside.count > 0) {
        struct spot spot = aside.spots[--aside.count];
        for (;;) {
            const unsigned char *node = useful_node(search, spot.node);
            if (node == NULL)
                break;
            search_node(search, node, &spot);
            if (spot.at >= path.len)
                break;
            const struct segment *segment = segment_behind(search, &spot, &far);
            if (passes_over(search, segment->text)) {
                spot.at++;
                spot.number++;
                search_node(search, node, &spot);
                if (spot.at >= path.len)
                    break;
                segment = segment_behind(search, &spot, &far);
            }
            struct spot next = {spot.node, spot.number + 1, spot.at + 1 + segment->text.len};
            if (!step(search, node, segment, next, &spot, &aside))
                break;
        }
    }
}
