#include "query.h"

#include "normal.h"

#include <string.h>

bool carom_query_next(struct carom_view *rest, struct carom_field *out)
{
    while (rest->len > 0) {
        const char *pair = rest->ptr;
        const char *amp = memchr(pair, '&', rest->len);
        size_t len = amp == NULL ? rest->len : (size_t)(amp - pair);
        const char *equals = len > 0 ? memchr(pair, '=', len) : NULL;
        size_t taken = amp == NULL ? len : len + 1;
        *rest = carom_view_of(pair + taken, rest->len - taken);
        if (equals == NULL)
            continue;
        size_t key_len = (size_t)(equals - pair);
        out->name = carom_view_of(pair, key_len);
        out->value = carom_view_of(equals + 1, len - key_len - 1);
        return true;
    }
    return false;
}

static bool is_key(enum carom_dialect dialect, struct carom_view wanted, struct carom_view key)
{
    if (dialect == CAROM_DIALECT_CAROM)
        return normal_equal(wanted, key, CHAR_QUERY);
    return carom_view_equal(wanted, key);
}

/* The value of the last pair with a key. Returns: false when there is none. */
static bool find_value(enum carom_dialect dialect, struct carom_view query, struct carom_view key,
                       struct carom_view *value)
{
    bool found = false;
    struct carom_field pair;
    while (carom_query_next(&query, &pair)) {
        if (is_key(dialect, key, pair.name)) {
            *value = pair.value;
            found = true;
        }
    }
    return found;
}

/* Whether a value of a form (URL Standard §5.1) stands for these bytes. */
static bool stands_for(struct carom_view value, struct carom_view bytes)
{
    size_t at = 0;
    for (size_t i = 0; i < value.len; i++, at++) {
        char c = value.ptr[i];
        if (char_is_escape(value.ptr + i, value.len - i)) {
            c = (char)(char_hex_value(value.ptr[i + 1]) << 4 | char_hex_value(value.ptr[i + 2]));
            i += 2;
        } else if (c == '+') {
            c = ' ';
        }
        if (at >= bytes.len || bytes.ptr[at] != c)
            return false;
    }
    return at == bytes.len;
}

static bool is_value(enum carom_dialect dialect, struct carom_view wanted, struct carom_view value)
{
    if (dialect == CAROM_DIALECT_CAROM)
        return normal_equal(wanted, value, CHAR_QUERY);
    return stands_for(value, wanted);
}

bool carom_query_matches(enum carom_dialect dialect, const struct condition_pair *pairs,
                         size_t count, struct carom_view query, struct carom_match *match)
{
    for (size_t i = 0; i < count; i++) {
        struct carom_view value;
        if (!find_value(dialect, query, pairs[i].key, &value))
            return false;
        if (!pairs[i].captures) {
            if (!is_value(dialect, pairs[i].value, value))
                return false;
            continue;
        }
        if (match->capture_count >= CAROM_CAPTURES_MAX)
            return false;
        match->captures[match->capture_count++] = value;
    }
    return true;
}
