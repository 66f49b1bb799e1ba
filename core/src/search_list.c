/*
 * The rules of one pattern: few are looked at one by one, of many only those that ask for what the
 * request has.
 */
#include "candidate.h"
#include "cookie.h"
#include "language.h"
#include "query.h"
#include "search.h"

#include <string.h>

/* The place in a list of the first rule that is asked for: those passed over stand before it. */
static uint32_t list_start(const struct search *search, const struct index_list *list)
{
    uint32_t low = 0;
    uint32_t high = search->first > 0 ? list->count : 0;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        struct image_rule rule;
        if (image_rule_at(search->rules, index_entry(list, middle), &rule) &&
            rule.index < search->first)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void keep(struct search *search, const struct carom_match *match)
{
    struct carom_match *best = search->best;
    search->untried = 0;
    search->end = match->rule;
    if (match == best)
        return;
    best->rule = match->rule;
    best->record = match->record;
    best->capture_count = match->capture_count;
    memcpy(best->captures, match->captures, match->capture_count * sizeof match->captures[0]);
}

/* Whether a rule's host and path are the request's: then what else it asks for makes the difference. */
static bool has_path(enum carom_mismatch why)
{
    return why != CAROM_MISMATCH_SCHEME && why != CAROM_MISMATCH_HOST &&
           why != CAROM_MISMATCH_PATH && why != CAROM_MISMATCH_SUPERSEDED;
}

/*
 * Whether a rule that asks for nothing but a path can be taken as it is: the tree has led to it, in carom
 * by the very segments of its pattern. To try each on a deep path would cost the square of its depth.
 */
static bool may_be_taken(const struct search *search, const struct image_rule *rule,
                         bool path_known)
{
    return !path_known && !search->tries_all && rule->index >= search->first &&
           !image_has_conditions(rule);
}

/* Whether a rule is known not to match, and nothing is to be learned from what it asks for. */
static bool is_in_vain(struct search *search, const struct image_rule *rule)
{
    return rule->extras.len > 0 &&
           carom_query_filter_lacks(&search->query_filter, search->dialect, search->lookup->query,
                                    rule) &&
           (carom_candidate_asks(rule) & ~search->asked) == 0;
}

static void search_plain(struct search *search, const struct index_list *list, bool path_known)
{
    for (uint32_t i = list_start(search, list); i < list->count; i++) {
        struct image_rule rule;
        if (!image_rule_at(search->rules, index_entry(list, i), &rule))
            return; /* the image is damaged */
        if (rule.index >= search->end)
            return;
        if (may_be_taken(search, &rule, path_known)) {
            search->untried = rule.at;
            search->end = rule.index;
            return;
        }
        /* As long as there is no best, its place is free. */
        struct carom_match *match = search->end == IMAGE_NONE ? search->best : &search->trial;
        if (rule.index < search->first || is_in_vain(search, &rule))
            continue;
        enum carom_mismatch why =
            carom_candidate_try(search->rules, &rule, search->lookup, path_known, match);
        if (rule.extras.len > 0 && has_path(why))
            search->asked |= carom_candidate_asks(&rule);
        if (why == CAROM_MISMATCH_NONE) {
            keep(search, match);
            return;
        }
    }
}

/* Whether a value was there lately; now it is. */
static bool was_searched(struct searched *searched, uint32_t value)
{
    for (uint32_t i = 0; i < searched->count; i++) {
        if (searched->values[i] == value)
            return true;
    }
    searched->values[searched->next] = value;
    searched->next = (searched->next + 1) % SEARCHED_MAX;
    if (searched->count < SEARCHED_MAX)
        searched->count++;
    return false;
}

/* The rules of a list that ask for one thing that the request has. */
static void search_by(struct search *search, uint64_t hash, bool path_known)
{
    uint32_t value = carom_index_find(search->rules, IMAGE_AT_CONDITIONS, hash);
    if (value == 0 || was_searched(&search->searched, value))
        return;
    struct index_list list = carom_index_list(search->rules, value);
    search_plain(search, &list, path_known);
}

/*
 * By each pair, and by its key alone, which is all that a rule knows of a pair that it captures. As query.c
 * compares them: in normal form, or netlify's decoded value with what the rule has.
 */
static void search_by_query(struct search *search, uint64_t state, bool path_known)
{
    bool normalises = search->dialect == CAROM_DIALECT_CAROM;
    struct carom_view rest = search->lookup->query;
    struct carom_field pair;
    while (carom_query_next(&rest, &pair)) {
        uint64_t key =
            normalises ? hash_normal(state, pair.name, CHAR_QUERY) : hash_text(state, pair.name);
        search_by(search, index_key_alone(key), path_known);
        search_by(search,
                  normalises ? hash_normal(key, pair.value, CHAR_QUERY)
                             : hash_form(key, pair.value),
                  path_known);
    }
}

/*
 * A rule asks for a language or for the beginning of one. A request may send a long tag of many
 * subtags: each beginning is hashed on from the one before.
 */
static void search_by_language(struct search *search, uint64_t state, bool path_known)
{
    const struct carom_lookup *lookup = search->lookup;
    struct carom_view language;
    if (!carom_language_preferred(lookup->fields, lookup->field_count, &language))
        return;
    struct hash hash = {state, 0, 0}; /* as hash_lower makes it */
    for (size_t i = 0; i < language.len; i++) {
        hash_byte(&hash, char_lower(language.ptr[i]));
        if (i + 1 == language.len || language.ptr[i + 1] == '-')
            search_by(search, hash_end(&hash), path_known);
    }
}

static void search_by_cookie(struct search *search, uint64_t state, bool path_known)
{
    const struct carom_lookup *lookup = search->lookup;
    struct cookie_cursor cursor = {lookup->fields, lookup->field_count, {NULL, 0}};
    struct carom_field cookie;
    while (carom_cookie_next(&cursor, &cookie))
        search_by(search, hash_text(state, cookie.name), path_known);
}

/* What was split off a long list, by all that the request has of what the list was split by. */
static void search_split(struct search *search, uint32_t list, uint32_t by, bool path_known)
{
    const struct carom_lookup *lookup = search->lookup;
    uint32_t seed = index_seed(search->rules, IMAGE_AT_CONDITIONS);
    /* Also when nothing is found: with another value it might have been. */
    if ((by & LIST_BY_COUNTRY) != 0)
        search->asked |= CAROM_ASKED_COUNTRY;
    if ((by & LIST_BY_LANGUAGE) != 0)
        search->asked |= CAROM_ASKED_LANGUAGE;
    if ((by & LIST_BY_COOKIE) != 0)
        search->asked |= CAROM_ASKED_COOKIE;
    if ((by & LIST_BY_QUERY) != 0)
        search_by_query(search, index_condition_state(seed, list, LIST_BY_QUERY), path_known);
    if ((by & LIST_BY_COUNTRY) != 0)
        search_by(search,
                  hash_lower(index_condition_state(seed, list, LIST_BY_COUNTRY), lookup->country),
                  path_known);
    if ((by & LIST_BY_LANGUAGE) != 0)
        search_by_language(search, index_condition_state(seed, list, LIST_BY_LANGUAGE), path_known);
    if ((by & LIST_BY_COOKIE) != 0)
        search_by_cookie(search, index_condition_state(seed, list, LIST_BY_COOKIE), path_known);
    if ((by & LIST_BY_METHOD) != 0)
        search_by(search,
                  hash_text(index_condition_state(seed, list, LIST_BY_METHOD), lookup->method),
                  path_known);
}

void carom_search_value(struct search *search, uint32_t value, bool path_known)
{
    struct index_list list = carom_index_list(search->rules, value);
    search_plain(search, &list, path_known);
    if (list.by != 0)
        search_split(search, value & ~LIST_BIT, list.by, path_known);
}
