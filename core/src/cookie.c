#include "cookie.h"

#include "chars.h"
#include "comma_list.h"

static bool is_in(struct carom_view list, struct carom_view name)
{
    for (struct carom_view rest = list; rest.ptr != NULL;) {
        if (carom_view_equal(comma_list_take(&rest), name))
            return true;
    }
    return false;
}

/* Takes the next pair off, without the `;` around it. Returns: false at the end of all fields. */
static bool take_pair(struct cookie_cursor *cursor, struct carom_view *pair)
{
    while (cursor->rest.len == 0) {
        if (cursor->count == 0)
            return false;
        if (carom_equal_nocase(cursor->fields->name, CAROM_LITERAL("cookie")))
            cursor->rest = cursor->fields->value;
        cursor->fields++;
        cursor->count--;
    }
    const char *end = memchr(cursor->rest.ptr, ';', cursor->rest.len);
    size_t len = end == NULL ? cursor->rest.len : (size_t)(end - cursor->rest.ptr);
    size_t taken = end == NULL ? len : len + 1;
    *pair = carom_view_of(cursor->rest.ptr, len);
    cursor->rest = carom_view_of(cursor->rest.ptr + taken, cursor->rest.len - taken);
    return true;
}

bool carom_cookie_next(struct cookie_cursor *cursor, struct carom_field *out)
{
    struct carom_view pair;
    while (take_pair(cursor, &pair)) {
        /* Before a pair stands one space, of which agents send more or less. */
        while (pair.len > 0 && (pair.ptr[0] == ' ' || pair.ptr[0] == '\t'))
            pair = carom_view_of(pair.ptr + 1, pair.len - 1);
        const char *equals = pair.len > 0 ? memchr(pair.ptr, '=', pair.len) : NULL;
        size_t name_len = equals == NULL ? 0 : (size_t)(equals - pair.ptr);
        if (name_len == 0)
            continue;
        out->name = carom_view_of(pair.ptr, name_len);
        out->value = carom_view_of(equals + 1, pair.len - name_len - 1);
        return true;
    }
    return false;
}

bool carom_cookie_present(enum carom_dialect dialect, struct carom_view list,
                          const struct carom_field *fields, size_t count)
{
    struct cookie_cursor cursor = {fields, count, {NULL, 0}};
    struct carom_field cookie;
    while (carom_cookie_next(&cursor, &cookie)) {
        if ((dialect != CAROM_DIALECT_NETLIFY || cookie.value.len > 0) && is_in(list, cookie.name))
            return true;
    }
    return false;
}
