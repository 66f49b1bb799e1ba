#include "tree.h"

#include "index.h"
#include "pattern.h"

#include <string.h>

void carom_tree_begin(struct tree *tree, const struct block *image, enum carom_dialect dialect)
{
    tree->image = image;
    tree->dialect = dialect;
    tree->nodes = carom_block(image->allocator);
    tree->edges = carom_block(image->allocator);
    tree->entries = carom_block(image->allocator);
    tree->slots = carom_block(image->allocator);
}

enum carom_result carom_tree_failure(const struct tree *tree)
{
    const struct block *blocks[] = {&tree->nodes, &tree->edges, &tree->entries, &tree->slots};
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
        if (blocks[i]->failure != CAROM_OK)
            return blocks[i]->failure;
    }
    return CAROM_OK;
}

void carom_tree_free(struct tree *tree)
{
    carom_block_free(&tree->nodes);
    carom_block_free(&tree->edges);
    carom_block_free(&tree->entries);
    carom_block_free(&tree->slots);
}

uint32_t carom_tree_node(struct tree *tree, uint32_t first_rule)
{
    uint32_t number = tree_node_count(tree);
    unsigned char *bytes = carom_block_add(&tree->nodes, sizeof(struct tree_node));
    struct tree_node node = {.first_rule = first_rule};
    if (bytes != NULL)
        memcpy(bytes, &node, sizeof node);
    return number;
}

void carom_tree_enter(struct tree *tree, uint32_t node, bool at_splat, uint32_t record)
{
    unsigned char *bytes = carom_block_add(&tree->entries, sizeof(struct tree_entry));
    if (bytes == NULL)
        return;
    struct tree_node *at = &tree_nodes(tree)[node];
    uint32_t *first = at_splat ? &at->splat : &at->exact;
    struct tree_entry entry = {record, *first};
    memcpy(bytes, &entry, sizeof entry);
    *first = (uint32_t)(tree->entries.len / sizeof entry);
}

static uint64_t edge_hash(const struct tree *tree, const struct tree_edge *edge)
{
    const char *text = (const char *)tree->image->bytes + edge->text;
    return index_edge_hash(hash_text(0, carom_view_of(text, edge->text_len)), edge->parent,
                           (enum edge_kind)edge->kind);
}

static bool same_edge(const struct tree *tree, const struct tree_edge *a, const struct tree_edge *b)
{
    const unsigned char *texts = tree->image->bytes;
    return a->parent == b->parent && a->kind == b->kind && a->text_len == b->text_len &&
           (a->text_len == 0 || memcmp(texts + a->text, texts + b->text, a->text_len) == 0);
}

/* In a table that is half empty, only keys that were made for it are so many in one place. */
enum { SLOT_PROBES_MAX = 512 };

/*
 * The slot of an edge, or the free one where it belongs. In: there is a free slot.
 * Returns: NULL, and the tree has failed, when it is too far from where it should be.
 */
static unsigned char *slot_of(struct tree *tree, const struct tree_edge *edge)
{
    size_t mask = tree->slots.len / 4 - 1;
    size_t at = (size_t)edge_hash(tree, edge) & mask;
    for (unsigned probe = 0; probe < SLOT_PROBES_MAX; probe++, at = (at + 1) & mask) {
        unsigned char *slot = tree->slots.bytes + 4 * at;
        uint32_t number = image_u32(slot);
        if (number == 0 || same_edge(tree, &tree_edges(tree)[number - 1], edge))
            return slot;
    }
    tree->slots.failure = CAROM_ERR_COLLISIONS;
    return NULL;
}

/* Keeps the table of edges half empty. Returns: false when the tree has failed. */
static bool make_slots(struct tree *tree)
{
    size_t count = tree->edges.len / sizeof(struct tree_edge);
    size_t slots = tree->slots.len / 4;
    if (slots >= 2 * (count + 1))
        return true;
    slots = slots == 0 ? 64 : slots * 4;
    carom_block_free(&tree->slots);
    if (carom_block_add_zeroed(&tree->slots, slots * 4, 1) == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        unsigned char *slot = slot_of(tree, &tree_edges(tree)[i]);
        if (slot == NULL)
            return false;
        image_set_u32(slot, (uint32_t)i + 1);
    }
    return true;
}

uint32_t carom_tree_behind(struct tree *tree, const struct tree_edge *edge, uint32_t first_rule)
{
    if (!make_slots(tree))
        return 0;
    unsigned char *slot = slot_of(tree, edge);
    if (slot == NULL)
        return 0;
    uint32_t number = image_u32(slot);
    if (number != 0)
        return tree_edges(tree)[number - 1].child;
    struct tree_edge made = *edge;
    made.child = carom_tree_node(tree, first_rule);
    unsigned char *bytes = carom_block_add(&tree->edges, sizeof made);
    if (carom_tree_failure(tree) != CAROM_OK)
        return 0;
    struct tree_node *parent = &tree_nodes(tree)[made.parent];
    made.next = parent->edges;
    memcpy(bytes, &made, sizeof made);
    parent->edges = (uint32_t)(tree->edges.len / sizeof made);
    image_set_u32(slot, parent->edges);
    return made.child;
}

static uint32_t behind_text(struct tree *tree, uint32_t parent, enum edge_kind kind,
                            struct carom_view text, uint32_t first_rule)
{
    uint32_t at = (uint32_t)((const unsigned char *)text.ptr - tree->image->bytes);
    struct tree_edge edge = {parent, (uint32_t)kind, at, (uint32_t)text.len, 0, 0};
    return carom_tree_behind(tree, &edge, first_rule);
}

/* The node behind a placeholder or a splat, made when it is not there yet. */
static uint32_t behind_capture(struct tree *tree, uint32_t node, enum segment_kind kind,
                               uint32_t first_rule)
{
    const struct tree_node *parent = &tree_nodes(tree)[node];
    uint32_t next = kind == SEGMENT_PLACEHOLDER ? parent->placeholder : parent->middle;
    if (next != 0)
        return next - 1;
    next = carom_tree_node(tree, first_rule);
    if (tree->nodes.failure != CAROM_OK)
        return next;
    if (kind == SEGMENT_PLACEHOLDER)
        tree_nodes(tree)[node].placeholder = next + 1;
    else
        tree_nodes(tree)[node].middle = next + 1;
    return next;
}

static uint32_t step(struct tree *tree, uint32_t node, struct carom_view segment,
                     uint32_t first_rule)
{
    if (carom_pattern_segment_kind(tree->dialect, segment) == SEGMENT_PLACEHOLDER)
        return behind_capture(tree, node, SEGMENT_PLACEHOLDER, first_rule);
    return behind_text(tree, node, EDGE_SEGMENT, segment, first_rule);
}

/* Goes on from a splat: by the segments behind the last one, from the end of the pattern. */
static uint32_t add_middle(struct tree *tree, uint32_t node, struct carom_view pattern,
                           size_t splat_at, const struct image_rule *rule)
{
    node = behind_capture(tree, node, SEGMENT_SPLAT, rule->index);
    for (size_t end = pattern.len; end > splat_at && carom_tree_failure(tree) == CAROM_OK;) {
        size_t slash = end - 1;
        while (pattern.ptr[slash] != '/')
            slash--;
        struct carom_view segment = carom_view_of(pattern.ptr + slash + 1, end - slash - 1);
        if (carom_pattern_segment_kind(tree->dialect, segment) == SEGMENT_SPLAT)
            break;
        node = step(tree, node, segment, rule->index);
        end = slash;
    }
    return node;
}

/* Walks and makes the nodes of a pattern. Returns: the last one; *at_splat: a splat ends it. */
static uint32_t add_pattern(struct tree *tree, uint32_t node, struct carom_view pattern,
                            const struct image_rule *rule, bool *at_splat)
{
    *at_splat = false;
    for (size_t at = 0; at < pattern.len && carom_tree_failure(tree) == CAROM_OK;) {
        struct carom_view segment = carom_pattern_segment(pattern, at);
        if (carom_pattern_segment_kind(tree->dialect, segment) == SEGMENT_SPLAT) {
            if (segment.len > 1) /* text before the `*` */
                node = behind_text(tree, node, EDGE_PREFIX,
                                   carom_view_of(segment.ptr, segment.len - 1), rule->index);
            if (carom_tree_failure(tree) != CAROM_OK)
                return node;
            if (at + 1 + segment.len < pattern.len)
                return add_middle(tree, node, pattern, at, rule);
            *at_splat = true;
            return node;
        }
        node = step(tree, node, segment, rule->index);
        at += 1 + segment.len;
    }
    return node;
}

void carom_tree_add(struct tree *tree, const struct image_rule *rule)
{
    if (tree->nodes.len == 0)
        (void)carom_tree_node(tree, rule->index); /* of the patterns without a host */
    struct carom_view host = index_host(rule);
    uint32_t node = 0;
    bool at_splat;
    if (host.len > 0 && carom_tree_failure(tree) == CAROM_OK)
        node = behind_text(tree, 0, EDGE_HOST, host, rule->index);
    if (carom_tree_failure(tree) != CAROM_OK)
        return;
    node = add_pattern(tree, node, path_without_slash(rule->from), rule, &at_splat);
    if (carom_tree_failure(tree) == CAROM_OK)
        carom_tree_enter(tree, node, at_splat, rule->at);
}
