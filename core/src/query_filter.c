#include "query_filter.h"

#include "hash.h"
#include "query.h"

#include <string.h>

/* Before so many rules have asked, making the filter would cost more than it saves. */
enum { ASKED_BEFORE = 8 };

/* Each hash has two bits, in two words. */
enum { BITS = 2, BITS_SHIFT = 24 };

static uint64_t *word_of(struct query_filter *filter, uint64_t hash)
{
    return &filter->bits[hash % QUERY_FILTER_WORDS];
}

static uint64_t bit_of(uint64_t hash)
{
    return UINT64_C(1) << (hash >> 16) % 64;
}

static void add(struct query_filter *filter, uint64_t hash)
{
    for (int i = 0; i < BITS; i++, hash >>= BITS_SHIFT)
        *word_of(filter, hash) |= bit_of(hash);
}

static bool has(struct query_filter *filter, uint64_t hash)
{
    for (int i = 0; i < BITS; i++, hash >>= BITS_SHIFT) {
        if ((*word_of(filter, hash) & bit_of(hash)) == 0)
            return false;
    }
    return true;
}

/* As query.c compares keys and values, and as a rule has them. */
static void read_query(struct query_filter *filter, enum carom_dialect dialect,
                       struct carom_view query)
{
    struct carom_field pair;
    bool normalises = dialect == CAROM_DIALECT_CAROM;
    memset(filter->bits, 0, sizeof filter->bits);
    while (carom_query_next(&query, &pair)) {
        uint64_t key = normalises ? hash_normal(0, pair.name, CHAR_QUERY) : hash_text(0, pair.name);
        add(filter, key);
        add(filter,
            normalises ? hash_normal(key, pair.value, CHAR_QUERY) : hash_form(key, pair.value));
    }
}

/* Whether it is worth asking the filter, which is made then. */
static bool is_ready(struct query_filter *filter, enum carom_dialect dialect,
                     struct carom_view query)
{
    if (filter->asked == ASKED_BEFORE)
        read_query(filter, dialect, query);
    if (filter->asked <= ASKED_BEFORE)
        filter->asked++;
    return filter->asked > ASKED_BEFORE;
}

bool carom_query_filter_lacks(struct query_filter *filter, enum carom_dialect dialect,
                              struct carom_view query, const struct image_rule *rule)
{
    struct carom_view rest = rule->extras;
    struct image_extra extra;
    struct image_pair pair;
    bool is_asked = false; /* most rules have no pair, and make no filter */
    while (image_extra_next(&rest, &extra) && extra.kind <= EXTRA_PAIR) {
        if (extra.kind != EXTRA_PAIR || !image_pair_read(extra.bytes, &pair))
            continue;
        if (!is_asked && !is_ready(filter, dialect, query))
            return false;
        is_asked = true;
        uint64_t hash = hash_text(0, pair.key);
        if (!pair.captures)
            hash = hash_text(hash, pair.value);
        if (!has(filter, hash))
            return true;
    }
    return false;
}
