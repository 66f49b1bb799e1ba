#include "conditions.h"

#include "normal.h"

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

enum carom_mismatch carom_conditions_origin(const struct rule_conditions *conditions,
                                            const struct carom_lookup *lookup)
{
    (void)lookup;
    return conditions->scheme.len == 0 ? CAROM_MISMATCH_NONE : CAROM_MISMATCH_SCHEME;
}

enum carom_mismatch carom_conditions_check(const struct rule_conditions *conditions,
                                           const struct carom_lookup *lookup,
                                           struct carom_match *match)
{
    if (!method_allowed(conditions->methods, lookup->method))
        return CAROM_MISMATCH_METHOD;
    for (size_t i = 0; i < conditions->pair_count; i++) {
        const struct condition_pair *pair = &conditions->pairs[i];
        struct carom_view value;
        if (!query_value(lookup->query, pair->key, &value))
            return CAROM_MISMATCH_QUERY;
        if (!pair->captures) {
            if (!normal_equal(pair->value, value, CHAR_QUERY))
                return CAROM_MISMATCH_QUERY;
            continue;
        }
        if (match->capture_count >= CAROM_CAPTURES_MAX)
            return CAROM_MISMATCH_QUERY;
        match->captures[match->capture_count++] = value;
    }
    return CAROM_MISMATCH_NONE;
}
