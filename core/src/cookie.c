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

/* One pair, without the `;` around it but with the space behind that, of which agents send more or less. */
static bool pair_counts(enum carom_dialect dialect, struct carom_view list, struct carom_view pair)
{
    while (pair.len > 0 && (pair.ptr[0] == ' ' || pair.ptr[0] == '\t'))
        pair = carom_view_of(pair.ptr + 1, pair.len - 1);
    const char *equals = pair.len > 0 ? memchr(pair.ptr, '=', pair.len) : NULL;
    if (equals == NULL)
        return false;
    size_t name_len = (size_t)(equals - pair.ptr);
    size_t value_len = pair.len - name_len - 1;
    return (dialect != CAROM_DIALECT_NETLIFY || value_len > 0) && name_len > 0 &&
           is_in(list, carom_view_of(pair.ptr, name_len));
}

bool carom_cookie_present(enum carom_dialect dialect, struct carom_view list,
                          const struct carom_field *fields, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct carom_view rest = fields[i].value;
        if (!carom_equal_nocase(fields[i].name, CAROM_LITERAL("cookie")))
            continue;
        while (rest.len > 0) {
            const char *end = memchr(rest.ptr, ';', rest.len);
            size_t len = end == NULL ? rest.len : (size_t)(end - rest.ptr);
            if (pair_counts(dialect, list, carom_view_of(rest.ptr, len)))
                return true;
            size_t taken = end == NULL ? len : len + 1;
            rest = carom_view_of(rest.ptr + taken, rest.len - taken);
        }
    }
    return false;
}
