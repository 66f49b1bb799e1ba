#include "split.h"

#include "comma_list.h"
#include "index.h"
#include "lists.h"
#include "members.h"
#include "table.h"

#include <string.h>

void carom_split_begin(struct splitter *splitter, struct block *image)
{
    splitter->image = image;
    splitter->keys = carom_block(image->allocator);
    splitter->counts = carom_block(image->allocator);
}

enum carom_result carom_split_failure(const struct splitter *splitter)
{
    if (splitter->keys.failure != CAROM_OK)
        return splitter->keys.failure;
    return splitter->counts.failure;
}

void carom_split_free(struct splitter *splitter)
{
    carom_block_free(&splitter->keys);
    carom_block_free(&splitter->counts);
}

static bool read_rule(const struct splitter *splitter, uint32_t record, struct image_rule *out)
{
    struct carom_rules rules = {splitter->image->bytes, splitter->image->len};
    return image_rule_at(&rules, record, out);
}

static uint32_t offset_of(const struct splitter *splitter, struct carom_view text)
{
    return (uint32_t)((const unsigned char *)text.ptr - splitter->image->bytes);
}

static struct carom_view text_of(const struct splitter *splitter, uint32_t text, uint32_t len)
{
    return carom_view_of((const char *)splitter->image->bytes + text, len);
}

static uint64_t key_hash(const struct splitter *splitter, const struct split_key *key,
                         uint32_t seed)
{
    bool is_query = key->by == LIST_BY_QUERY || key->by == LIST_BY_QUERY_KEY;
    uint64_t state = index_condition_state(seed, key->list, is_query ? LIST_BY_QUERY : key->by);
    struct carom_view text = text_of(splitter, key->text, key->text_len);
    if (key->by == LIST_BY_QUERY)
        return hash_text(hash_text(state, text), text_of(splitter, key->value, key->value_len));
    if (key->by == LIST_BY_QUERY_KEY)
        return index_key_alone(hash_text(state, text));
    if (key->by == LIST_BY_COUNTRY || key->by == LIST_BY_LANGUAGE)
        return hash_lower(state, text);
    return hash_text(state, text);
}

/* One thing that a rule asks for: a literal pair, a captured one's key, or a list of which one must hold. */
struct choice {
    uint32_t by;
    struct carom_view rest; /* the pair's key, or the list as far as it was not read; then NULL */
    struct carom_view value;
};

static uint32_t list_by(unsigned extra)
{
    switch (extra) {
    case EXTRA_COUNTRIES:
        return LIST_BY_COUNTRY;
    case EXTRA_LANGUAGES:
        return LIST_BY_LANGUAGE;
    case EXTRA_COOKIES:
        return LIST_BY_COOKIE;
    case EXTRA_METHODS:
        return LIST_BY_METHOD;
    default:
        return 0;
    }
}

/* Takes the next thing off a rule's extras. */
static bool next_choice(struct carom_view *extras, struct choice *out)
{
    struct image_extra extra;
    struct image_pair pair;
    while (image_extra_next(extras, &extra)) {
        *out = (struct choice){list_by(extra.kind), extra.bytes, carom_view_of(NULL, 0)};
        if (extra.kind == EXTRA_PAIR && image_pair_read(extra.bytes, &pair))
            *out = pair.captures
                       ? (struct choice){LIST_BY_QUERY_KEY, pair.key, carom_view_of(NULL, 0)}
                       : (struct choice){LIST_BY_QUERY, pair.key, pair.value};
        if (out->by != 0)
            return true;
    }
    return false;
}

/* The next key of a choice: of a pair there is one, of a list one for each element. */
static bool next_key(const struct splitter *splitter, struct choice *choice, struct split_key *key)
{
    struct carom_view text = choice->rest;
    if (text.ptr == NULL)
        return false;
    key->by = choice->by;
    key->value = key->value_len = 0;
    if (choice->by == LIST_BY_QUERY || choice->by == LIST_BY_QUERY_KEY) {
        choice->rest = carom_view_of(NULL, 0);
        if (choice->by == LIST_BY_QUERY)
            key->value = offset_of(splitter, choice->value);
        key->value_len = (uint32_t)choice->value.len;
    } else {
        text = comma_list_take(&choice->rest);
    }
    key->text = offset_of(splitter, text);
    key->text_len = (uint32_t)text.len;
    return true;
}

/* The counter of a key: those that share one are only taken for less rare than they are. */
static unsigned char *counter_of(const struct splitter *splitter, const struct split_key *key)
{
    size_t counters = splitter->counts.len / 4;
    return splitter->counts.bytes + 4 * (size_t)(key_hash(splitter, key, 0) % counters);
}

void carom_split_count(struct splitter *splitter, const uint32_t *records, size_t count)
{
    splitter->counts.len = 0;
    if (carom_block_add_zeroed(&splitter->counts, 16 * count, 1) == NULL)
        return;
    for (size_t i = 0; i < count; i++) {
        struct image_rule rule;
        struct choice choice;
        struct split_key key = {.list = 0};
        if (!read_rule(splitter, records[i], &rule))
            continue;
        while (next_choice(&rule.extras, &choice)) {
            while (next_key(splitter, &choice, &key)) {
                unsigned char *counter = counter_of(splitter, &key);
                image_set_u32(counter, image_u32(counter) + 1);
            }
        }
    }
}

/* How many rules a search by this choice may come to. */
static uint64_t weigh(const struct splitter *splitter, struct choice choice)
{
    struct split_key key = {.list = 0};
    uint64_t weight = 0;
    while (next_key(splitter, &choice, &key))
        weight += image_u32(counter_of(splitter, &key));
    return weight;
}

uint32_t carom_split_rule(struct splitter *splitter, uint32_t list, uint32_t record)
{
    struct split_key key = {.list = list, .record = record};
    struct choice choice;
    struct choice rarest = {.by = 0};
    uint64_t lowest = UINT64_MAX;
    struct image_rule rule;
    if (!read_rule(splitter, record, &rule))
        return 0;
    while (next_choice(&rule.extras, &choice)) {
        uint64_t weight = weigh(splitter, choice);
        if (weight < lowest) {
            lowest = weight;
            rarest = choice;
        }
    }
    while (rarest.by != 0 && next_key(splitter, &rarest, &key)) {
        unsigned char *added = carom_block_add(&splitter->keys, sizeof key);
        if (added != NULL)
            memcpy(added, &key, sizeof key);
    }
    return rarest.by == LIST_BY_QUERY_KEY ? LIST_BY_QUERY : rarest.by;
}

static const struct split_key *keys_of(const struct splitter *splitter)
{
    return (const struct split_key *)(const void *)splitter->keys.bytes;
}

static bool same_key(const struct splitter *splitter, const struct split_key *a,
                     const struct split_key *b)
{
    struct carom_view text_a = text_of(splitter, a->text, a->text_len);
    struct carom_view text_b = text_of(splitter, b->text, b->text_len);
    if (a->list != b->list || a->by != b->by)
        return false;
    if (a->by == LIST_BY_COUNTRY || a->by == LIST_BY_LANGUAGE)
        return carom_equal_nocase(text_a, text_b);
    return carom_view_equal(text_a, text_b) &&
           (a->by != LIST_BY_QUERY || carom_view_equal(text_of(splitter, a->value, a->value_len),
                                                       text_of(splitter, b->value, b->value_len)));
}

/* While the table is filled, the values are the keys' numbers + 1, so that keys can be compared. */
struct fill {
    const struct splitter *splitter;
    struct block *members;
};

static bool fill_table(void *ctx, const struct table *table)
{
    struct fill *fill = ctx;
    const struct splitter *splitter = fill->splitter;
    const struct split_key *keys = keys_of(splitter);
    size_t count = splitter->keys.len / sizeof *keys;
    fill->members->len = 0;
    for (size_t i = 0; i < count && fill->members->failure == CAROM_OK; i++) {
        size_t value_at;
        uint64_t hash = key_hash(splitter, &keys[i], table->seed);
        enum table_put put = carom_table_put(table, hash, (uint32_t)i + 1, &value_at);
        if (put == TABLE_FULL)
            return false;
        if (put == TABLE_NEW)
            continue;
        uint32_t taken = image_u32(table->image->bytes + value_at) - 1;
        if (!same_key(splitter, &keys[taken], &keys[i]))
            return false;
        /* One rule may name a thing twice. */
        size_t others = members_count(fill->members);
        const struct member *last = others > 0 ? &members_all(fill->members)[others - 1] : NULL;
        if (keys[taken].record != keys[i].record &&
            (last == NULL || last->at != value_at || last->record != keys[i].record))
            carom_members_add(fill->members, table->image->bytes, value_at, keys[i].record);
    }
    return true;
}

/* Puts the records in the place of the numbers. */
static void resolve(const struct splitter *splitter)
{
    const unsigned char *header = splitter->image->bytes + IMAGE_AT_CONDITIONS;
    size_t slots = (size_t)image_u32(header + TABLE_AT_COUNT) * BUCKET_SLOTS;
    unsigned char *slot = splitter->image->bytes + image_u32(header + TABLE_AT_BUCKETS);
    for (size_t i = 0; i < slots; i++, slot += SLOT_BYTES) {
        uint32_t number = image_u32(slot + SLOT_AT_VALUE);
        if (number != 0)
            image_set_u32(slot + SLOT_AT_VALUE, keys_of(splitter)[number - 1].record);
    }
}

void carom_split_finish(struct splitter *splitter)
{
    struct block *image = splitter->image;
    struct block members = carom_block(image->allocator);
    struct fill fill = {splitter, &members};
    size_t count = splitter->keys.len / sizeof(struct split_key);
    carom_table_build(image, IMAGE_AT_CONDITIONS, (uint32_t)count, fill_table, &fill);
    if (image->failure == CAROM_OK && count > 0) {
        resolve(splitter);
        carom_lists_write(image, &members, NULL);
    }
    if (image->failure == CAROM_OK)
        image->failure = members.failure;
    carom_block_free(&members);
}
