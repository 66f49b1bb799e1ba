#include "lint_trie.h"

#include <string.h>

enum edge_kind { EDGE_HTTP = 0, EDGE_HTTPS, EDGE_LITERAL, EDGE_PLACEHOLDER, EDGE_SPLAT };

struct node {
    struct carom_view text; /* of a literal or a host */
    uint32_t above;
    enum edge_kind kind;
    uint32_t group; /* of the pattern that ends here, LINT_NONE: none */
};

enum {
    ROOT = 0,
    /* How many places in the tree are followed at once, and how many steps a walk takes for each segment. */
    ACTIVE_MAX = 64,
    STEPS_FOR_ANY = 128,
    STEPS_FOR_SEGMENT = 16
};

void carom_lint_trie_free(struct lint_trie *trie)
{
    carom_lint_free(trie->allocator, &trie->nodes);
    carom_lint_free(trie->allocator, &trie->edges.slots);
}

static uint64_t edge_hash(uint32_t above, enum edge_kind kind, struct carom_view text)
{
    return carom_lint_hash(carom_lint_hash_number(above, (uint64_t)kind + 1), text);
}

static uint32_t find_child(const struct lint_trie *trie, uint32_t above, enum edge_kind kind,
                           struct carom_view text)
{
    const struct node *nodes = trie->nodes.bytes;
    uint64_t hash = edge_hash(above, kind, text);
    size_t probe = 0;
    for (;;) {
        uint32_t number = carom_lint_table_next(&trie->edges, hash, &probe);
        if (number == LINT_NONE || (nodes[number].above == above && nodes[number].kind == kind &&
                                    carom_view_equal(nodes[number].text, text)))
            return number;
    }
}

static bool add_node(struct lint_trie *trie, uint32_t above, enum edge_kind kind,
                     struct carom_view text, uint32_t *out)
{
    size_t count = (size_t)trie->node_count + 1;
    if (!carom_lint_reserve(trie->allocator, &trie->nodes, count * sizeof(struct node)) ||
        !carom_lint_table_reserve(trie->allocator, &trie->edges, count))
        return false;
    struct node *nodes = trie->nodes.bytes;
    *out = trie->node_count++;
    nodes[*out] = (struct node){text, above, kind, LINT_NONE};
    if (*out != ROOT)
        carom_lint_table_add(&trie->edges, edge_hash(above, kind, text), *out);
    return true;
}

/* In/Out: *at is the node above, and then the child. */
static bool go_down(struct lint_trie *trie, enum edge_kind kind, struct carom_view text,
                    uint32_t *at)
{
    uint32_t above = *at;
    *at = find_child(trie, above, kind, text);
    return *at != LINT_NONE || add_node(trie, above, kind, text, at);
}

static bool go_down_unit(struct lint_trie *trie, const struct lint_unit *unit, uint32_t *at)
{
    switch (unit->kind) {
    case LINT_LITERAL:
        return go_down(trie, EDGE_LITERAL, unit->text, at);
    case LINT_PLACEHOLDER:
        return go_down(trie, EDGE_PLACEHOLDER, carom_view_of(NULL, 0), at);
    case LINT_SPLAT:
    case LINT_PREFIX_SPLAT:
        break;
    }
    return go_down(trie, EDGE_SPLAT, carom_view_of(NULL, 0), at);
}

static enum edge_kind host_edge(const struct carom_rule *rule)
{
    return rule->scheme.len == sizeof "https" - 1 ? EDGE_HTTPS : EDGE_HTTP;
}

bool carom_lint_trie_add(struct lint_trie *trie, enum carom_dialect dialect,
                         const struct carom_rule *rule, uint32_t group)
{
    struct lint_segments segments;
    uint32_t at = ROOT;
    if (!carom_lint_segments_read(dialect, rule->from, &segments))
        return true;
    size_t splats = segments.after_splat > 0 ? segments.after_splat - segments.first_splat : 0;
    if (splats > 1 ||
        (splats == 1 && segments.units[segments.first_splat].kind == LINT_PREFIX_SPLAT))
        return true;
    if (trie->node_count == 0 && !add_node(trie, ROOT, EDGE_LITERAL, rule->host, &at))
        return false;
    if (rule->host.len > 0 && !go_down(trie, host_edge(rule), rule->host, &at))
        return false;
    for (size_t i = 0; i < segments.first_splat + splats; i++) {
        if (!go_down_unit(trie, &segments.units[i], &at))
            return false;
    }
    for (size_t i = segments.count; splats > 0 && i > segments.after_splat; i--) {
        if (!go_down_unit(trie, &segments.units[i - 1], &at))
            return false;
    }
    struct node *nodes = trie->nodes.bytes;
    if (nodes[at].group == LINT_NONE)
        nodes[at].group = group;
    return true;
}

/* A walk along a pattern, at several places in the tree at once. */
struct walk {
    const struct lint_trie *trie;
    const struct lint_segments *segments;
    size_t steps_left;
    carom_lint_group_fn found;
    void *ctx;
};

struct places {
    size_t count;
    uint32_t nodes[ACTIVE_MAX];
};

static void add_place(struct places *places, uint32_t node)
{
    if (node != LINT_NONE && places->count < ACTIVE_MAX)
        places->nodes[places->count++] = node;
}

/* From each place to those that have the segment. */
static void step(struct walk *walk, const struct places *from, const struct lint_unit *unit,
                 struct places *to)
{
    struct carom_view none = carom_view_of(NULL, 0);
    bool fills = unit->kind == LINT_PLACEHOLDER || unit->text.len > 0;
    to->count = 0;
    for (size_t i = 0; i < from->count && walk->steps_left > 0; i++, walk->steps_left--) {
        if (unit->kind == LINT_LITERAL)
            add_place(to, find_child(walk->trie, from->nodes[i], EDGE_LITERAL, unit->text));
        if (fills)
            add_place(to, find_child(walk->trie, from->nodes[i], EDGE_PLACEHOLDER, none));
    }
}

static void name_group(const struct walk *walk, uint32_t at)
{
    const struct node *nodes = walk->trie->nodes.bytes;
    if (nodes[at].group != LINT_NONE)
        walk->found(walk->ctx, nodes[at].group);
}

/* Behind a splat, from the pattern's end down to segment `low`: the splat has what is left. */
static void walk_back(struct walk *walk, uint32_t splat, size_t low)
{
    struct places here = {1, {splat}}, next;
    for (size_t i = walk->segments->count;; i--) {
        for (size_t k = 0; k < here.count; k++)
            name_group(walk, here.nodes[k]);
        if (i <= low || here.count == 0)
            break;
        step(walk, &here, &walk->segments->units[i - 1], &next);
        here.count = next.count;
        memcpy(here.nodes, next.nodes, next.count * sizeof next.nodes[0]);
    }
}

static void walk_from(struct walk *walk, uint32_t start)
{
    const struct lint_segments *segments = walk->segments;
    struct places here = {1, {start}}, next;
    for (size_t i = 0; here.count > 0; i++) {
        for (size_t k = 0; k < here.count; k++) {
            uint32_t splat =
                find_child(walk->trie, here.nodes[k], EDGE_SPLAT, carom_view_of(NULL, 0));
            if (splat != LINT_NONE)
                walk_back(walk, splat, i > segments->after_splat ? i : segments->after_splat);
            if (i == segments->count)
                name_group(walk, here.nodes[k]);
        }
        if (i == segments->first_splat)
            break;
        step(walk, &here, &segments->units[i], &next);
        here.count = next.count;
        memcpy(here.nodes, next.nodes, next.count * sizeof next.nodes[0]);
    }
}

void carom_lint_trie_walk(const struct lint_trie *trie, enum carom_dialect dialect,
                          const struct carom_rule *rule, carom_lint_group_fn found, void *ctx)
{
    struct lint_segments segments;
    if (trie->node_count == 0 || !carom_lint_segments_read(dialect, rule->from, &segments))
        return;
    struct walk walk = {trie, &segments, STEPS_FOR_ANY + STEPS_FOR_SEGMENT * segments.count, found,
                        ctx};
    walk_from(&walk, ROOT);
    uint32_t of_host =
        rule->host.len == 0 ? LINT_NONE : find_child(trie, ROOT, host_edge(rule), rule->host);
    if (of_host != LINT_NONE)
        walk_from(&walk, of_host);
}
