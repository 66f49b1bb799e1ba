#include "language.h"

#include "chars.h"
#include "comma_list.h"
#include "quality.h"

/*
 * `1*8ALPHA *("-" 1*8alphanum)` of RFC 4647 section 2.1; `*`, which can stand there too, is none.
 */
static bool is_language(struct carom_view range)
{
    size_t subtag_len = 0;
    bool is_first = true;
    for (size_t i = 0; i < range.len; i++) {
        char c = range.ptr[i];
        if (c == '-' && subtag_len > 0) {
            subtag_len = 0;
            is_first = false;
        } else if (c == '_' || !char_is(c, CHAR_WORD) || (is_first && char_is_digit(c)) ||
                   ++subtag_len > 8) {
            return false;
        }
    }
    return subtag_len > 0;
}

/* One member of the list. Returns: false when it is malformed, or names no language. */
static bool read_member(struct carom_view member, struct carom_view *range, unsigned *quality)
{
    const char *semicolon = member.len > 0 ? memchr(member.ptr, ';', member.len) : NULL;
    *range = without_space(member);
    *quality = QUALITY_MAX;
    if (semicolon != NULL) {
        size_t len = (size_t)(semicolon - member.ptr);
        struct carom_view weight =
            without_space(carom_view_of(semicolon + 1, member.len - len - 1));
        *range = without_space(carom_view_of(member.ptr, len));
        if (weight.len < 2 || char_lower(weight.ptr[0]) != 'q' || weight.ptr[1] != '=' ||
            !carom_quality_read(carom_view_of(weight.ptr + 2, weight.len - 2), quality))
            return false;
    }
    return is_language(*range);
}

bool carom_language_preferred(const struct carom_field *fields, size_t count,
                              struct carom_view *out)
{
    unsigned best = 0;
    *out = carom_view_of(NULL, 0);
    for (size_t i = 0; i < count; i++) {
        if (!carom_equal_nocase(fields[i].name, CAROM_LITERAL("accept-language")))
            continue;
        for (struct carom_view rest = fields[i].value; rest.ptr != NULL;) {
            struct carom_view range;
            unsigned quality;
            if (read_member(comma_list_take(&rest), &range, &quality) && quality > best) {
                best = quality;
                *out = range;
            }
        }
    }
    return best > 0;
}

static bool begins_with(struct carom_view language, struct carom_view entry)
{
    return entry.len > 0 && entry.len <= language.len &&
           carom_equal_nocase(entry, carom_view_of(language.ptr, entry.len));
}

bool carom_language_matches(enum carom_dialect dialect, struct carom_view list,
                            struct carom_view language)
{
    for (struct carom_view rest = list; rest.ptr != NULL;) {
        struct carom_view entry = comma_list_take(&rest);
        if (!begins_with(language, entry))
            continue;
        if (entry.len == language.len)
            return true;
        bool may_begin =
            dialect != CAROM_DIALECT_NETLIFY ||
            (memchr(entry.ptr, '-', entry.len) == NULL && language.len > entry.len + 1);
        if (language.ptr[entry.len] == '-' && may_begin)
            return true;
    }
    return false;
}
