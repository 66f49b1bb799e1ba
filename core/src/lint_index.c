#include "lint_index.h"

#include "carom/lint.h"

#include "image.h"
#include "lint_cover.h"

struct live {
    uint32_t rule;
    uint32_t next; /* a place, LINT_NONE: none */
};

bool carom_lint_index_init(struct lint_index *index, const struct carom_rules *rules,
                           const struct carom_allocator *allocator)
{
    *index = (struct lint_index){.rules = rules,
                                 .allocator = allocator,
                                 .dialect = carom_rules_dialect(rules),
                                 .trie = {.allocator = allocator}};
    uint32_t count = carom_rules_count(rules);
    return carom_lint_table_reserve(allocator, &index->shapes, count) &&
           carom_lint_reserve(allocator, &index->groups, count * sizeof(struct lint_group)) &&
           carom_lint_reserve(allocator, &index->live, count * sizeof(struct live));
}

void carom_lint_index_free(struct lint_index *index)
{
    carom_lint_trie_free(&index->trie);
    carom_lint_free(index->allocator, &index->shapes.slots);
    carom_lint_free(index->allocator, &index->same.slots);
    carom_lint_free(index->allocator, &index->groups);
    carom_lint_free(index->allocator, &index->live);
}

static uint64_t pattern_hash(const struct lint_index *index, const struct carom_rule *rule,
                             bool without_host)
{
    uint64_t hash = 1;
    if (!without_host && rule->host.len > 0)
        hash = carom_lint_hash(carom_lint_hash(hash, rule->scheme), rule->host);
    return carom_lint_shape_hash(index->dialect, hash, rule->from);
}

uint32_t carom_lint_group_of(const struct lint_index *index, const struct carom_rule *rule,
                             bool without_host)
{
    const struct lint_group *groups = index->groups.bytes;
    struct carom_view none = carom_view_of(NULL, 0);
    struct carom_view scheme = without_host ? none : rule->scheme;
    struct carom_view host = without_host ? none : rule->host;
    uint64_t hash = pattern_hash(index, rule, without_host);
    size_t probe = 0;
    for (;;) {
        uint32_t group = carom_lint_table_next(&index->shapes, hash, &probe);
        struct carom_rule first;
        if (group == LINT_NONE)
            return LINT_NONE;
        if (carom_rules_rule(index->rules, groups[group].first, &first) == CAROM_OK &&
            carom_view_equal(first.scheme, scheme) && carom_view_equal(first.host, host) &&
            carom_lint_same_shape(index->dialect, first.from, rule->from))
            return group;
    }
}

const struct lint_group *carom_lint_group(const struct lint_index *index, uint32_t group)
{
    const struct lint_group *groups = index->groups.bytes;
    return &groups[group];
}

uint32_t carom_lint_next_live(const struct lint_index *index, uint32_t *place)
{
    const struct live *live = index->live.bytes;
    uint32_t rule = live[*place].rule;
    *place = live[*place].next;
    return rule;
}

/* The hash of a rule in its group, by which it is found when the same one comes again. */
static uint64_t same_hash(const struct lint_index *index, uint32_t group,
                          const struct carom_rule *rule)
{
    const struct carom_view texts[] = {
        carom_lint_path(index->dialect, rule->from),
        rule->to,
        rule->methods,
        rule->countries,
        rule->languages,
        rule->cookies,
        rule->reason,
        rule->allowed_hosts,
    };
    uint64_t hash = carom_lint_hash_number(group, rule->status);
    hash = carom_lint_hash_number(hash, (uint64_t)rule->max_age_s);
    hash = carom_lint_hash_number(hash, rule->force);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        hash = carom_lint_hash(hash, texts[i]);
    for (size_t i = 0; i < rule->query_count; i++)
        hash = carom_lint_hash(carom_lint_hash(hash, rule->query[i].name), rule->query[i].value);
    for (size_t i = 0; i < rule->alternate_count; i++)
        hash = carom_lint_hash(hash, rule->alternates[i]);
    return hash;
}

/* Whether a rule asks for what no request has, which the texts of its parts do not tell. */
static bool never_holds(const struct lint_index *index, uint32_t number)
{
    struct image_rule rule;
    return carom_image_rule(index->rules, number, &rule) && image_never_matches(&rule);
}

static bool is_same(const struct lint_index *index, uint32_t earlier, uint32_t number,
                    const struct carom_rule *rule)
{
    struct carom_rule other;
    return carom_rules_rule(index->rules, earlier, &other) == CAROM_OK &&
           carom_lint_same_rule(index->dialect, &other, rule) &&
           never_holds(index, earlier) == never_holds(index, number);
}

uint32_t carom_lint_same(const struct lint_index *index, uint32_t group, uint32_t number,
                         const struct carom_rule *rule)
{
    uint32_t first = carom_lint_group(index, group)->first;
    if (is_same(index, first, number, rule))
        return first;
    uint64_t hash = same_hash(index, group, rule);
    size_t probe = 0;
    for (;;) {
        uint32_t earlier = carom_lint_table_next(&index->same, hash, &probe);
        if (earlier == LINT_NONE || is_same(index, earlier, number, rule))
            return earlier;
    }
}

/* Room was reserved for as many groups as there are rules. */
static bool add_group(struct lint_index *index, uint32_t number, const struct carom_rule *rule,
                      uint32_t *out)
{
    struct lint_group *groups = index->groups.bytes;
    *out = index->group_count++;
    groups[*out] = (struct lint_group){number, LINT_NONE, LINT_NONE, 0};
    carom_lint_table_add(&index->shapes, pattern_hash(index, rule, false), *out);
    if (carom_lint_is_static(index->dialect, rule->from))
        return true;
    if (index->dialect != CAROM_DIALECT_CLOUDFLARE)
        return carom_lint_trie_add(&index->trie, index->dialect, rule, *out);
    if (index->dynamic_count < LINT_DYNAMIC_MAX)
        index->dynamic[index->dynamic_count++] = *out;
    return true;
}

static void add_live(struct lint_index *index, uint32_t number, uint32_t group)
{
    struct lint_group *of = (struct lint_group *)index->groups.bytes + group;
    struct live *live = index->live.bytes;
    if (of->live_count == CAROM_LINT_SAME_MAX)
        return;
    uint32_t place = index->live_count++;
    live[place] = (struct live){number, LINT_NONE};
    if (of->live_count++ == 0)
        of->live = place;
    else
        live[of->last_live].next = place;
    of->last_live = place;
}

bool carom_lint_index_add(struct lint_index *index, uint32_t number, const struct carom_rule *rule,
                          uint32_t group, bool is_known, bool is_live)
{
    if (group == LINT_NONE) {
        if (!add_group(index, number, rule, &group))
            return false;
    } else if (!is_known) {
        if (!carom_lint_table_reserve(index->allocator, &index->same, index->same.used + 1))
            return false;
        carom_lint_table_add(&index->same, same_hash(index, group, rule), number);
    }
    if (is_live)
        add_live(index, number, group);
    return true;
}

void carom_lint_wider(const struct lint_index *index, const struct carom_rule *rule, size_t *steps,
                      carom_lint_group_fn found, void *ctx)
{
    if (index->dialect != CAROM_DIALECT_CLOUDFLARE) {
        carom_lint_trie_walk(&index->trie, index->dialect, rule, found, ctx);
        return;
    }
    for (uint32_t i = 0; i < index->dynamic_count; i++) {
        struct carom_rule first;
        uint32_t number = carom_lint_group(index, index->dynamic[i])->first;
        if (carom_rules_rule(index->rules, number, &first) == CAROM_OK &&
            carom_lint_text_covers(first.from, rule->from, steps))
            found(ctx, index->dynamic[i]);
    }
}
