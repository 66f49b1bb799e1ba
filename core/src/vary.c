#include "vary.h"

#include "comma_list.h"
#include "field_value.h"
#include "name_is.h"

static bool is_any(struct carom_view member)
{
    return member.len == 1 && member.ptr[0] == '*';
}

static bool has_member(struct carom_view list)
{
    size_t i = 0;
    while (i < list.len && (list.ptr[i] == ',' || char_is_space(list.ptr[i])))
        i++;
    return i < list.len;
}

enum carom_vary carom_vary_of(struct carom_view line)
{
    if (!has_member(line))
        return CAROM_VARY_NONE;
    if (memchr(line.ptr, '*', line.len) == NULL)
        return CAROM_VARY_FIELDS;
    for (struct carom_view rest = line; rest.ptr != NULL;) {
        if (is_any(without_space(comma_list_take(&rest))))
            return CAROM_VARY_ANY;
    }
    return CAROM_VARY_FIELDS;
}

/*
 * The value of a field: its lines combined with commas (RFC 9110 §5.3), without the white space that
 * may stand beside a comma and around the whole. It is read octet by octet, so that nothing has to be
 * kept.
 */
struct combined {
    const struct carom_field *fields;
    size_t count;
    struct carom_view name;
    size_t next;            /* the index of the line behind this one; count: there is none */
    struct carom_view line; /* that is being read */
    size_t at;
    size_t kept_until; /* white space before this is part of a member */
    bool after_comma;  /* or at the start of it all */
    enum { OUTSIDE = 0, QUOTED, ESCAPED } quotes;
};

static size_t find_line(const struct combined *value, size_t from)
{
    while (from < value->count && !carom_equal_nocase(value->fields[from].name, value->name))
        from++;
    return from;
}

/* Returns: false when there is no further line. */
static bool take_line(struct combined *value)
{
    if (value->next == value->count)
        return false;
    value->line = value->fields[value->next].value;
    value->at = 0;
    value->kept_until = 0;
    value->next = find_line(value, value->next + 1);
    if (value->next < value->count)
        return true;
    /* At the end of the whole, also of a quoted string that is not closed. */
    while (value->line.len > 0 && char_is_space(value->line.ptr[value->line.len - 1]))
        value->line.len--;
    return true;
}

/* Returns: false when there is no such field. */
static bool begin(struct combined *value, struct carom_view name, const struct carom_field *fields,
                  size_t count)
{
    *value = (struct combined){
        .fields = fields, .count = count, .name = name, .after_comma = true, .quotes = OUTSIDE};
    value->next = find_line(value, 0);
    return take_line(value);
}

/* Passes over white space beside a comma. Each run is looked at once. */
static void pass_space(struct combined *value)
{
    size_t end = value->at;
    if (value->at < value->kept_until)
        return;
    while (end < value->line.len && char_is_space(value->line.ptr[end]))
        end++;
    if (value->after_comma || end == value->line.len || value->line.ptr[end] == ',')
        value->at = end;
    else
        value->kept_until = end;
}

enum { NO_OCTET = -1 };

static int next_octet(struct combined *value)
{
    char c = ',';
    if (value->quotes == OUTSIDE)
        pass_space(value);
    if (value->at < value->line.len)
        c = value->line.ptr[value->at++];
    else if (!take_line(value))
        return NO_OCTET;
    value->after_comma = value->quotes == OUTSIDE && c == ',';
    if (value->quotes == ESCAPED)
        value->quotes = QUOTED;
    else if (value->quotes == QUOTED)
        value->quotes = c == '"' ? OUTSIDE : c == '\\' ? ESCAPED : QUOTED;
    else if (c == '"')
        value->quotes = QUOTED;
    return (unsigned char)c;
}

static bool same_value(struct combined *stored, struct combined *request)
{
    for (;;) {
        int octet = next_octet(stored);
        if (octet != next_octet(request))
            return false;
        if (octet == NO_OCTET)
            return true;
    }
}

static bool is_field_name(struct carom_view name)
{
    struct scanner scanner = {name, 0};
    return scanner_take_token(&scanner).len == name.len && !is_any(name);
}

/* The requests that a stored response and its Vary are compared between. */
struct requests {
    const struct carom_field *stored;
    size_t stored_count;
    const struct carom_field *request;
    size_t request_count;
};

/* In/Out: *members: how many were compared. */
static bool line_matches(struct carom_view line, const struct requests *requests, size_t *members)
{
    for (struct carom_view rest = line; rest.ptr != NULL;) {
        struct combined stored, request;
        struct carom_view name = without_space(comma_list_take(&rest));
        if (name.len == 0)
            continue;
        if (++*members > CAROM_VARY_MEMBERS_MAX || !is_field_name(name))
            return false;
        bool was = begin(&stored, name, requests->stored, requests->stored_count);
        bool is = begin(&request, name, requests->request, requests->request_count);
        if (was != is || (was && !same_value(&stored, &request)))
            return false;
    }
    return true;
}

bool carom_vary_matches(const struct carom_field *vary_of, size_t vary_count,
                        const struct carom_field *stored, size_t stored_count,
                        const struct carom_field *request, size_t request_count)
{
    const struct requests requests = {stored, stored_count, request, request_count};
    size_t members = 0;
    for (size_t i = 0; i < vary_count; i++) {
        if (name_is(vary_of[i].name, "vary") &&
            !line_matches(vary_of[i].value, &requests, &members))
            return false;
    }
    return true;
}
