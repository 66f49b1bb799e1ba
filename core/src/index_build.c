#include "index_build.h"

#include "candidate.h"
#include "lists.h"
#include "loop_index.h"
#include "members.h"
#include "table.h"
#include "tree.h"
#include "tree_merge.h"

#include <string.h>

/* An index while it is being made. */
struct build {
    struct block *image;
    enum carom_dialect dialect;
    uint32_t rule_count;
    struct block members; /* places are in the image */
};

static struct carom_rules rules_of(const struct build *build)
{
    return (struct carom_rules){build->image->bytes, build->image->len};
}

/* The record behind one; in: at 0, the first. Returns: false behind the last. */
static bool next_rule(const struct build *build, uint32_t number, struct image_rule *rule)
{
    struct carom_rules rules = rules_of(build);
    if (number >= build->rule_count)
        return false;
    /* The image may have moved since: only the offset of the record before is of use. */
    uint32_t at = IMAGE_HEADER_BYTES;
    if (number > 0 && image_rule_at(&rules, rule->at, rule))
        at = image_rule_end(&rules, rule);
    return image_rule_at(&rules, at, rule);
}

static bool is_indexed(const struct image_rule *rule, bool dynamic)
{
    return ((rule->flags & RULE_DYNAMIC) != 0) == dynamic && (rule->flags & RULE_SUPERSEDED) == 0 &&
           !image_never_matches(rule);
}

static struct carom_view path_of(const struct build *build, const struct image_rule *rule)
{
    bool is_exact = build->dialect == CAROM_DIALECT_CLOUDFLARE;
    return is_exact ? rule->from : path_without_slash(rule->from);
}

static bool same_path(const struct build *build, const struct image_rule *a,
                      const struct image_rule *b)
{
    return carom_view_equal(path_of(build, a), path_of(build, b)) &&
           carom_equal_nocase(index_host(a), index_host(b));
}

/* A rule on its way into the static table. */
struct waiting {
    uint64_t hash;
    uint32_t record;
};

/* Returns: false when another seed is needed. */
static bool put_static(struct build *build, const struct table *table,
                       const struct waiting *waiting)
{
    struct carom_rules rules = rules_of(build);
    struct image_rule rule, taken;
    size_t value_at;
    enum table_put put = carom_table_put(table, waiting->hash, waiting->record, &value_at);
    if (put != TABLE_TAKEN)
        return put == TABLE_NEW;
    if (!image_rule_at(&rules, image_u32(table->image->bytes + value_at), &taken) ||
        !image_rule_at(&rules, waiting->record, &rule) || !same_path(build, &taken, &rule))
        return false;
    carom_members_add(&build->members, build->image->bytes, value_at, waiting->record);
    return true;
}

/* So many rules that the memory of the first one's bucket has come when it is its turn. */
enum { WAITING_MAX = 16 };

static bool fill_static(void *ctx, const struct table *table)
{
    struct build *build = ctx;
    struct image_rule rule;
    struct waiting waiting[WAITING_MAX];
    uint32_t come = 0, gone = 0;
    build->members.len = 0;
    for (uint32_t i = 0; next_rule(build, i, &rule) && build->members.failure == CAROM_OK; i++) {
        if (!is_indexed(&rule, false))
            continue;
        if (come - gone == WAITING_MAX && !put_static(build, table, &waiting[gone++ % WAITING_MAX]))
            return false;
        uint64_t state = index_static_state(table->seed, index_host(&rule));
        uint64_t hash = hash_text(state, path_of(build, &rule));
        table_expect(table, hash);
        waiting[come++ % WAITING_MAX] = (struct waiting){hash, rule.at};
    }
    while (gone < come) {
        if (!put_static(build, table, &waiting[gone++ % WAITING_MAX]))
            return false;
    }
    return true;
}

/* Where a node's NODE_AT_EDGES stands. */
static unsigned char *edges_of(const struct table *table, uint32_t node)
{
    unsigned char *bytes = table->image->bytes;
    return bytes + image_u32(bytes + IMAGE_AT_NODES) + (size_t)node * NODE_BYTES + NODE_AT_EDGES;
}

static bool fill_edges(void *ctx, const struct table *table)
{
    const struct tree *tree = ctx;
    size_t count = tree->edges.len / sizeof(struct tree_edge);
    for (uint32_t node = 0; node < tree_node_count(tree); node++)
        image_set_u32(edges_of(table, node), 0);
    for (size_t i = 0; i < count; i++) {
        const struct tree_edge *edge = &tree_edges(tree)[i];
        struct carom_view text =
            carom_view_of((const char *)table->image->bytes + edge->text, edge->text_len);
        bool is_host = edge->kind == EDGE_HOST;
        uint64_t state = hash_begin(table->seed);
        uint64_t of_text = is_host ? hash_lower(state, text) : hash_text(state, text);
        uint64_t hash = index_edge_hash(of_text, edge->parent, (enum edge_kind)edge->kind);
        size_t value_at;
        if (carom_table_put(table, hash, edge->child + 1, &value_at) != TABLE_NEW)
            return false;
        unsigned char *edges = edges_of(table, edge->parent);
        if (edge->kind == EDGE_SEGMENT)
            image_set_u32(edges, image_u32(edges) | index_edge_bit(of_text));
    }
    return true;
}

static void note(struct build *build, uint32_t at, size_t value)
{
    if (build->image->failure == CAROM_OK)
        image_set_u32(build->image->bytes + at, (uint32_t)value);
}

/* Puts the rules of a node into its value at `at`: the first one, and the others as members. */
static void add_entries(struct build *build, const struct tree *tree, uint32_t first, size_t at)
{
    uint32_t lowest = IMAGE_NONE;
    for (uint32_t i = first; i != 0; i = tree_entries(tree)[i - 1].next) {
        uint32_t record = tree_entries(tree)[i - 1].record;
        lowest = record < lowest ? record : lowest;
    }
    if (first == 0)
        return;
    carom_members_add(&build->members, build->image->bytes, at, lowest);
    for (uint32_t i = first; i != 0; i = tree_entries(tree)[i - 1].next) {
        uint32_t record = tree_entries(tree)[i - 1].record;
        if (record != lowest)
            carom_members_add(&build->members, build->image->bytes, at, record);
    }
}

/* Puts the nodes, and the rules that stand there, into the image. */
static void add_nodes(struct build *build, const struct tree *tree)
{
    uint32_t count = tree_node_count(tree);
    size_t start = build->image->len;
    if (carom_block_add_zeroed(build->image, (size_t)count * NODE_BYTES, 1) == NULL)
        return;
    for (uint32_t i = 0; i < count; i++) {
        const struct tree_node *node = &tree_nodes(tree)[i];
        size_t at = start + (size_t)i * NODE_BYTES;
        unsigned char *bytes = build->image->bytes + at;
        image_set_u32(bytes + NODE_AT_PLACEHOLDER,
                      node->placeholder | (node->merged != 0 ? NODE_MERGED : 0));
        image_set_u32(bytes + NODE_AT_MIDDLE, node->middle);
        image_set_u32(bytes + NODE_AT_FIRST_RULE, node->first_rule);
        add_entries(build, tree, node->exact, at + NODE_AT_EXACT);
        add_entries(build, tree, node->splat, at + NODE_AT_SPLAT);
    }
    bool has_prefixes = false;
    for (size_t i = 0; i < tree->edges.len / sizeof(struct tree_edge); i++)
        has_prefixes = has_prefixes || tree_edges(tree)[i].kind == EDGE_PREFIX;
    note(build, IMAGE_AT_HAS_PREFIXES, has_prefixes ? 1 : 0);
    note(build, IMAGE_AT_NODES, start);
    note(build, IMAGE_AT_NODE_COUNT, count);
    note(build, IMAGE_AT_ROOT, 1);
}

static void add_tree(struct build *build)
{
    struct tree tree;
    struct image_rule rule;
    carom_tree_begin(&tree, build->image, build->dialect);
    for (uint32_t i = 0; next_rule(build, i, &rule) && carom_tree_failure(&tree) == CAROM_OK; i++) {
        if (is_indexed(&rule, true))
            carom_tree_add(&tree, &rule);
    }
    if (carom_tree_failure(&tree) == CAROM_OK)
        carom_tree_merge(&tree);
    if (carom_tree_failure(&tree) != CAROM_OK)
        build->image->failure = carom_tree_failure(&tree);
    else if (tree.nodes.len > 0)
        add_nodes(build, &tree);
    if (build->image->failure == CAROM_OK)
        carom_table_build(build->image, IMAGE_AT_EDGES,
                          (uint32_t)(tree.edges.len / sizeof(struct tree_edge)), fill_edges, &tree);
    carom_tree_free(&tree);
}

/* Rules that are looked at one by one: in cloudflare there are few of them. */
static void add_scan(struct build *build)
{
    struct image_rule rule;
    for (uint32_t i = 0; next_rule(build, i, &rule); i++) {
        if (is_indexed(&rule, true))
            carom_members_add(&build->members, build->image->bytes, IMAGE_AT_SCAN, rule.at);
    }
}

static void add_samples(struct build *build)
{
    size_t at = build->image->len;
    struct image_rule rule;
    bool has_hosts = false;
    unsigned asked = 0;
    for (uint32_t i = 0; next_rule(build, i, &rule) && build->image->failure == CAROM_OK; i++) {
        asked |= carom_candidate_asks(&rule);
        has_hosts = has_hosts || index_host(&rule).len > 0;
        unsigned char *sample =
            i % IMAGE_SAMPLE_STEP == 0 ? carom_block_add(build->image, 4) : NULL;
        if (sample != NULL)
            image_set_u32(sample, rule.at);
    }
    note(build, IMAGE_AT_SAMPLES, at);
    note(build, IMAGE_AT_HAS_HOSTS, has_hosts ? 1 : 0);
    note(build, IMAGE_AT_ASKED, asked);
}

static void add_lists(struct build *build)
{
    struct splitter splitter;
    carom_split_begin(&splitter, build->image);
    carom_lists_write(build->image, &build->members, &splitter);
    if (build->image->failure == CAROM_OK)
        build->image->failure = carom_split_failure(&splitter);
    if (build->image->failure == CAROM_OK)
        build->image->failure = build->members.failure;
    if (build->image->failure == CAROM_OK)
        carom_split_finish(&splitter);
    carom_split_free(&splitter);
}

void carom_index_build(struct block *image, uint32_t static_count)
{
    if (image->failure != CAROM_OK)
        return;
    struct build build = {
        .image = image,
        .dialect = (enum carom_dialect)image_u32(image->bytes + IMAGE_AT_DIALECT),
        .rule_count = image_u32(image->bytes + IMAGE_AT_RULE_COUNT),
        .members = carom_block(image->allocator),
    };
    add_samples(&build);
    carom_table_build(image, IMAGE_AT_STATIC, static_count, fill_static, &build);
    if (image->failure == CAROM_OK && build.dialect == CAROM_DIALECT_CLOUDFLARE)
        add_scan(&build);
    else if (image->failure == CAROM_OK)
        add_tree(&build);
    if (image->failure == CAROM_OK)
        add_lists(&build);
    if (build.dialect == CAROM_DIALECT_NETLIFY)
        carom_loop_index_build(image);
    carom_block_free(&build.members);
}
