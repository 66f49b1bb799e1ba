/*
 * The first rule in file order that matches: the static rules by a table over their paths, the
 * others by a scan that stops at the static match.
 */
#include "image.h"
#include "normal.h"
#include "pattern.h"

#include <string.h>

/* Whether a method stands in a list such as "GET,HEAD"; an empty list allows any. */
static bool method_allowed(struct carom_view list, struct carom_view method)
{
    if (list.len == 0)
        return true;
    size_t start = 0;
    while (start <= list.len) {
        const char *rest = list.ptr + start;
        const char *comma = start < list.len ? memchr(rest, ',', list.len - start) : NULL;
        size_t len = comma == NULL ? list.len - start : (size_t)(comma - rest);
        if (carom_view_equal(carom_view_of(rest, len), method))
            return true;
        start += len + 1;
    }
    return false;
}

/*
 * The value of the last pair of the request's query with this key.
 * Returns: false when there is none. A key without `=` is none.
 */
static bool query_value(struct carom_view query, struct carom_view key, struct carom_view *value)
{
    bool found = false;
    size_t start = 0;
    while (start < query.len) {
        const char *pair = query.ptr + start;
        const char *amp = memchr(pair, '&', query.len - start);
        size_t len = amp == NULL ? query.len - start : (size_t)(amp - pair);
        const char *equals = len > 0 ? memchr(pair, '=', len) : NULL;
        if (equals != NULL &&
            normal_equal(key, carom_view_of(pair, (size_t)(equals - pair)), CHAR_QUERY)) {
            size_t key_len = (size_t)(equals - pair);
            *value = carom_view_of(equals + 1, len - key_len - 1);
            found = true;
        }
        start += len + 1;
    }
    return found;
}

/* Whether all of a rule's query pairs are in the request's query; adds what they capture. */
static bool query_matches(const struct carom_rules *rules, const unsigned char *rule,
                          struct carom_view query, struct carom_match *match)
{
    uint32_t count = image_pair_count(rule);
    for (uint32_t i = 0; i < count; i++) {
        const unsigned char *pair = image_pair(rules, rule, i);
        struct carom_view key, wanted, value;
        if (pair == NULL || !image_text(rules, pair, PAIR_AT_KEY, &key) ||
            !image_text(rules, pair, PAIR_AT_VALUE, &wanted) || !query_value(query, key, &value))
            return false;
        if (image_u32(pair + PAIR_AT_CAPTURE) == IMAGE_NONE) {
            if (!normal_equal(wanted, value, CHAR_QUERY))
                return false;
        } else {
            if (match->capture_count >= CAROM_CAPTURES_MAX)
                return false;
            match->captures[match->capture_count++] = value;
        }
    }
    return true;
}

/* The conditions of a rule whose path has matched: the first that fails. */
static enum carom_mismatch conditions_mismatch(const struct carom_rules *rules,
                                               const unsigned char *rule,
                                               const struct carom_lookup *lookup,
                                               struct carom_match *match)
{
    struct carom_view methods;
    if (!image_text(rules, rule, RULE_AT_METHODS, &methods) ||
        !method_allowed(methods, lookup->method))
        return CAROM_MISMATCH_METHOD;
    if (!query_matches(rules, rule, lookup->query, match))
        return CAROM_MISMATCH_QUERY;
    return CAROM_MISMATCH_NONE;
}

static bool conditions_match(const struct carom_rules *rules, const unsigned char *rule,
                             const struct carom_lookup *lookup, struct carom_match *match)
{
    return conditions_mismatch(rules, rule, lookup, match) == CAROM_MISMATCH_NONE;
}

/* The path of a request, prepared once for all the rules it is compared with. */
struct prepared_path {
    struct carom_view text; /* without its optional trailing slash */
    uint32_t hash;
    bool as_it_stands; /* the hash is of the text itself, else of its normal form */
};

static bool static_path_matches(const struct carom_rules *rules, const unsigned char *rule,
                                const struct prepared_path *path)
{
    struct carom_view from;
    if (image_u32(rule + RULE_AT_HASH) != path->hash ||
        !image_text(rules, rule, RULE_AT_FROM, &from))
        return false;
    from = path_without_slash(from);
    if (path->as_it_stands)
        return from.len == path->text.len && memcmp(from.ptr, path->text.ptr, from.len) == 0;
    return normal_equal(from, path->text, CHAR_PATH);
}

/* The first rule of a path, its index + 1; 0 when no static rule has the path. */
static uint32_t find_path(const struct carom_rules *rules, const struct prepared_path *path)
{
    uint32_t count = image_header(rules, IMAGE_AT_SLOT_COUNT);
    for (uint32_t probe = 0; probe < count; probe++) {
        uint32_t slot = (path->hash + probe) & (count - 1);
        const unsigned char *entry =
            image_element(rules, image_header(rules, IMAGE_AT_SLOTS), slot, SLOT_BYTES);
        uint32_t number = entry == NULL ? 0 : image_u32(entry);
        if (number == 0)
            return 0;
        const unsigned char *rule = image_rule(rules, number - 1);
        if (rule != NULL && static_path_matches(rules, rule, path))
            return number;
    }
    return 0;
}

/*
 * Where on the chain of a path to begin so that rules before `first` are skipped. A caller that
 * passes a rule over asks for the one behind it, which is next on the chain.
 */
static uint32_t chain_start(const struct carom_rules *rules, const struct prepared_path *path,
                            uint32_t first)
{
    const unsigned char *passed_over = first > 0 ? image_rule(rules, first - 1) : NULL;
    if (passed_over != NULL && (image_u16(passed_over + RULE_AT_FLAGS) & RULE_DYNAMIC) == 0 &&
        static_path_matches(rules, passed_over, path))
        return image_u32(passed_over + RULE_AT_NEXT);
    return find_path(rules, path);
}

/* The first static rule from `first` on that matches; IMAGE_NONE when there is none. */
static uint32_t match_static(const struct carom_rules *rules, const struct carom_lookup *lookup,
                             uint32_t first, struct carom_match *out)
{
    if (image_header(rules, IMAGE_AT_SLOT_COUNT) == 0)
        return IMAGE_NONE;
    /* Nearly every path is in normal form already, and one that is found as it stands is: the
     * table holds no others. Only then is it worth looking at the bytes. */
    struct prepared_path path = {path_without_slash(lookup->path), 0, true};
    path.hash = path_hash(path.text);
    uint32_t number = chain_start(rules, &path, first);
    if (number == 0 && path_may_differ(path.text)) {
        path.as_it_stands = false;
        path.hash = path_hash_normal(path.text);
        number = chain_start(rules, &path, first);
    }
    while (number != 0) {
        uint32_t index = number - 1;
        const unsigned char *rule = image_rule(rules, index);
        if (rule == NULL)
            break;
        out->capture_count = 0;
        if (index >= first && conditions_match(rules, rule, lookup, out))
            return index;
        number = image_u32(rule + RULE_AT_NEXT);
        if (number <= index + 1) /* only a damaged image leads back */
            break;
    }
    return IMAGE_NONE;
}

/* The place in the dynamic list of the first rule from `first` on. */
static uint32_t dynamic_start(const struct carom_rules *rules, uint32_t first)
{
    uint32_t low = 0;
    uint32_t high = image_header(rules, IMAGE_AT_DYNAMIC_COUNT);
    while (first > 0 && low < high) {
        uint32_t middle = low + (high - low) / 2;
        const unsigned char *entry =
            image_element(rules, image_header(rules, IMAGE_AT_DYNAMIC), middle, DYNAMIC_BYTES);
        if (entry != NULL && image_u32(entry) < first)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The first dynamic rule from `first` on, but before `end`, that matches; else IMAGE_NONE. */
static uint32_t match_dynamic(const struct carom_rules *rules, const struct carom_lookup *lookup,
                              uint32_t first, uint32_t end, struct carom_match *out)
{
    uint32_t list = image_header(rules, IMAGE_AT_DYNAMIC);
    uint32_t count = image_header(rules, IMAGE_AT_DYNAMIC_COUNT);
    for (uint32_t i = dynamic_start(rules, first); i < count; i++) {
        const unsigned char *entry = image_element(rules, list, i, DYNAMIC_BYTES);
        uint32_t index = entry == NULL ? IMAGE_NONE : image_u32(entry);
        if (index >= end)
            return IMAGE_NONE;
        const unsigned char *rule = image_rule(rules, index);
        struct carom_view from;
        if (index < first || rule == NULL || !image_text(rules, rule, RULE_AT_FROM, &from))
            continue;
        out->capture_count = 0;
        if (carom_pattern_match(CAROM_DIALECT_CAROM, from, lookup->path, out) &&
            conditions_match(rules, rule, lookup, out))
            return index;
    }
    return IMAGE_NONE;
}

bool carom_rules_match(const struct carom_rules *rules, const struct carom_lookup *lookup,
                       uint32_t first, struct carom_match *out)
{
    out->capture_count = 0;
    out->rule = match_static(rules, lookup, first, out);
    if (image_header(rules, IMAGE_AT_DYNAMIC_COUNT) > 0) {
        struct carom_match earlier;
        earlier.rule = match_dynamic(rules, lookup, first, out->rule, &earlier);
        if (earlier.rule != IMAGE_NONE) {
            out->rule = earlier.rule;
            out->capture_count = earlier.capture_count;
            if (earlier.capture_count > 0)
                memcpy(out->captures, earlier.captures,
                       earlier.capture_count * sizeof earlier.captures[0]);
        }
    }
    if (out->rule == IMAGE_NONE) {
        out->rule = 0;
        out->capture_count = 0;
        return false;
    }
    return true;
}

static bool path_matches(const unsigned char *rule, struct carom_view from,
                         const struct carom_lookup *lookup, struct carom_match *match)
{
    if ((image_u16(rule + RULE_AT_FLAGS) & RULE_DYNAMIC) != 0)
        return carom_pattern_match(CAROM_DIALECT_CAROM, from, lookup->path, match);
    return normal_equal(path_without_slash(from), path_without_slash(lookup->path), CHAR_PATH);
}

enum carom_result carom_rules_try(const struct carom_rules *rules,
                                  const struct carom_lookup *lookup, uint32_t index,
                                  struct carom_match *out, enum carom_mismatch *why)
{
    struct carom_view from;
    out->rule = index;
    out->capture_count = 0;
    *why = CAROM_MISMATCH_PATH;
    if (index >= image_header(rules, IMAGE_AT_RULE_COUNT))
        return CAROM_ERR_RANGE;
    const unsigned char *rule = image_rule(rules, index);
    if (rule == NULL || !image_text(rules, rule, RULE_AT_FROM, &from))
        return CAROM_ERR_IMAGE;
    if (path_matches(rule, from, lookup, out))
        *why = conditions_mismatch(rules, rule, lookup, out);
    if (*why != CAROM_MISMATCH_NONE)
        out->capture_count = 0;
    return CAROM_OK;
}
