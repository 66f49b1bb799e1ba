#include "loop_index.h"

#include "lists.h"
#include "members.h"
#include "netlify_loop.h"
#include "table.h"

/* A table while it is being made. */
struct build {
    struct block *image;
    uint32_t rule_count;
    struct block members; /* places are in the image */
};

/* Whether something can keep a rule from matching a request whose path and origin are its own. */
static bool has_conditions(const struct image_rule *rule)
{
    struct carom_view rest = rule->extras;
    struct image_extra extra;
    while (image_extra_next(&rest, &extra)) {
        if (extra.kind == EXTRA_PAIR || extra.kind == EXTRA_COUNTRIES ||
            extra.kind == EXTRA_LANGUAGES || extra.kind == EXTRA_COOKIES ||
            extra.kind == EXTRA_NEVER)
            return true;
    }
    return false;
}

static bool is_indexed(const struct image_rule *rule, struct carom_view *prefix)
{
    return (rule->flags & RULE_SUPERSEDED) == 0 && has_conditions(rule) &&
           carom_netlify_loop_prefix(rule, prefix);
}

/* Puts all rules into a table, or only counts them. */
static bool put_rules(struct build *build, const struct table *table, uint32_t *count)
{
    struct carom_rules rules = {build->image->bytes, build->image->len};
    struct image_rule rule;
    uint32_t at = IMAGE_HEADER_BYTES;
    *count = 0;
    for (uint32_t i = 0; i < build->rule_count && image_rule_at(&rules, at, &rule); i++) {
        struct carom_view prefix, other;
        size_t value_at;
        at = image_rule_end(&rules, &rule);
        if (!is_indexed(&rule, &prefix))
            continue;
        ++*count;
        if (table == NULL)
            continue;
        uint64_t hash = hash_text(hash_begin(table->seed), prefix);
        enum table_put put = carom_table_put(table, hash, rule.at, &value_at);
        if (put == TABLE_NEW)
            continue;
        struct image_rule taken;
        if (put == TABLE_FULL ||
            !image_rule_at(&rules, image_u32(build->image->bytes + value_at), &taken) ||
            !carom_netlify_loop_prefix(&taken, &other) || !carom_view_equal(prefix, other))
            return false;
        carom_members_add(&build->members, build->image->bytes, value_at, rule.at);
    }
    return true;
}

static bool fill(void *ctx, const struct table *table)
{
    struct build *build = ctx;
    uint32_t count;
    build->members.len = 0;
    return put_rules(build, table, &count);
}

void carom_loop_index_build(struct block *image)
{
    uint32_t count;
    if (image->failure != CAROM_OK)
        return;
    struct build build = {.image = image,
                          .rule_count = image_u32(image->bytes + IMAGE_AT_RULE_COUNT),
                          .members = carom_block(image->allocator)};
    (void)put_rules(&build, NULL, &count);
    carom_table_build(image, IMAGE_AT_LOOPS, count, fill, &build);
    if (image->failure == CAROM_OK)
        carom_lists_write(image, &build.members, NULL);
    if (image->failure == CAROM_OK)
        image->failure = build.members.failure;
    carom_block_free(&build.members);
}

struct loop_cursor carom_loop_index_begin(const struct carom_rules *rules, struct carom_view path)
{
    bool is_empty = image_header(rules, IMAGE_AT_LOOPS + TABLE_AT_COUNT) == 0;
    return (struct loop_cursor){
        .rules = rules,
        .path = path,
        .len = is_empty ? path.len : 0,
        .hash = {hash_begin(index_seed(rules, IMAGE_AT_LOOPS)), 0, 0},
        .list = {NULL, 0, 0, 0},
    };
}

bool carom_loop_index_next(struct loop_cursor *cursor, uint32_t end, struct image_rule *rule)
{
    for (;;) {
        while (cursor->at < cursor->list.count) {
            uint32_t at = index_entry(&cursor->list, cursor->at++);
            if (image_rule_at(cursor->rules, at, rule) && rule->index < end)
                return true;
            cursor->at = cursor->list.count; /* those behind it stand further down in the file */
        }
        if (cursor->len >= cursor->path.len)
            return false;
        hash_byte(&cursor->hash, cursor->path.ptr[cursor->len++]);
        uint32_t value = carom_index_find(cursor->rules, IMAGE_AT_LOOPS, hash_end(&cursor->hash));
        cursor->list = carom_index_list(cursor->rules, value);
        cursor->at = 0;
    }
}
