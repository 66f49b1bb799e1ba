/*
 * The lists of a rule's conditions: entries with commas between, of which one must hold.
 */
#include "line_reader.h"

#include "chars.h"

#include <string.h>

/* Whether all entries of a list are well-formed; an empty entry never is. */
static bool read_list(struct line_reader *reader, struct carom_view value,
                      bool (*is_entry)(struct carom_view entry), struct carom_view message,
                      struct carom_view *out)
{
    size_t at = 0;
    while (at <= value.len) {
        const char *start = value.ptr + at;
        const char *comma = at < value.len ? memchr(start, ',', value.len - at) : NULL;
        size_t len = comma == NULL ? value.len - at : (size_t)(comma - start);
        struct carom_view entry = carom_view_of(start, len);
        if (len == 0 || !is_entry(entry))
            return carom_line_fail(reader, entry, message);
        at += len + 1;
    }
    *out = value;
    return true;
}

static bool is_letter(char c)
{
    return char_lower(c) >= 'a' && char_lower(c) <= 'z';
}

static bool is_method(struct carom_view entry)
{
    for (size_t i = 0; i < entry.len; i++) {
        char c = entry.ptr[i];
        if (!(c >= 'A' && c <= 'Z') && !char_is_digit(c) && c != '-' && c != '_')
            return false;
    }
    return true;
}

/* ISO 3166-1 alpha-2, whether or not the code is given to a country. */
static bool is_country(struct carom_view entry)
{
    return entry.len == 2 && is_letter(entry.ptr[0]) && is_letter(entry.ptr[1]);
}

/* A language-range of RFC 4647 section 2.1, but for `*`, which would ask for nothing. */
static bool is_language(struct carom_view entry)
{
    size_t subtag_len = 0;
    bool is_first = true;
    for (size_t i = 0; i < entry.len; i++) {
        char c = entry.ptr[i];
        if (c == '-') {
            if (subtag_len == 0)
                return false;
            subtag_len = 0;
            is_first = false;
        } else if (++subtag_len > 8 || !(is_letter(c) || (!is_first && char_is_digit(c)))) {
            return false;
        }
    }
    return subtag_len > 0;
}

/* A cookie-name (RFC 6265 section 4.1.1). */
static bool is_cookie_name(struct carom_view entry)
{
    for (size_t i = 0; i < entry.len; i++) {
        if (!char_is(entry.ptr[i], CHAR_TOKEN))
            return false;
    }
    return true;
}

bool carom_line_read_condition(struct line_reader *reader, enum line_condition condition,
                               struct carom_view value)
{
    struct line_rule *rule = reader->rule;
    switch (condition) {
    case CONDITION_METHOD:
        return read_list(reader, value, is_method,
                         CAROM_LITERAL("expected methods in upper case with commas between, as in "
                                       "Method=GET,HEAD"),
                         &rule->methods);
    case CONDITION_COUNTRY:
        return read_list(reader, value, is_country,
                         CAROM_LITERAL("expected countries by their two letters with commas "
                                       "between, as in Country=de,at"),
                         &rule->countries);
    case CONDITION_LANGUAGE:
        return read_list(reader, value, is_language,
                         CAROM_LITERAL("expected languages with commas between, as in "
                                       "Language=de,pt-BR"),
                         &rule->languages);
    case CONDITION_COOKIE:
        return read_list(reader, value, is_cookie_name,
                         CAROM_LITERAL("expected names of cookies with commas between, as in "
                                       "Cookie=session,beta"),
                         &rule->cookies);
    case CONDITION_NONE:
        break;
    }
    return false;
}

bool carom_line_refuse_role(struct line_reader *reader, struct carom_view token)
{
    return carom_line_fail(
        reader, token,
        CAROM_LITERAL("Role is not for this program: a role stands in a JSON Web "
                      "Token, and there is nothing here to verify one; let what "
                      "does verify it answer, and take the rule out"));
}

bool carom_line_is_key(struct carom_view name, struct carom_view key)
{
    if (carom_view_equal(name, key))
        return true;
    for (size_t i = 0; i < name.len && i < key.len; i++) {
        if (name.ptr[i] != char_lower(key.ptr[i]))
            return false;
    }
    return name.len == key.len;
}
