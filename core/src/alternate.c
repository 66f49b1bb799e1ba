#include "carom/alternate.h"

#include "field_value.h"
#include "name_is.h"

/* The parameters that count. */
enum link_parameter {
    LINK_REL = 1 << 0,
    LINK_ANCHOR = 1 << 1,
    LINK_TYPE = 1 << 2,
    LINK_HREFLANG = 1 << 3,
    LINK_TITLE = 1 << 4
};

/* One link-value while it is read (RFC 8288 §3). */
struct link {
    unsigned has; /* enum link_parameter */
    struct carom_view rel;
    bool rel_is_quoted;
    struct carom_alternate target;
};

static unsigned parameter_named(struct carom_view name)
{
    return name_is(name, "rel")        ? LINK_REL
           : name_is(name, "type")     ? LINK_TYPE
           : name_is(name, "title")    ? LINK_TITLE
           : name_is(name, "anchor")   ? LINK_ANCHOR
           : name_is(name, "hreflang") ? LINK_HREFLANG
                                       : 0;
}

/* Of a parameter given twice the first counts (§3.3, §3.4). */
static void keep(struct link *link, struct carom_view name, struct carom_view value, bool is_quoted)
{
    unsigned parameter = parameter_named(name);
    if ((link->has & parameter) != 0)
        return;
    link->has |= parameter;
    switch (parameter) {
    case LINK_REL:
        link->rel = value;
        link->rel_is_quoted = is_quoted;
        break;
    case LINK_TYPE:
        link->target.type = value;
        break;
    case LINK_HREFLANG:
        link->target.language = value;
        break;
    case LINK_TITLE:
        link->target.title = value;
        break;
    default:
        break;
    }
}

/* A value without quotes: a token, or what RFC 5988 had for one. Returns: false when it is none. */
static bool take_plain(struct scanner *scanner, struct carom_view *value)
{
    const char *start = scanner->text.ptr + scanner->at;
    size_t len = 0;
    size_t left = scanner->text.len - scanner->at;
    while (len < left && start[len] != ';' && start[len] != ',' && !char_is_space(start[len])) {
        if (start[len] == '"')
            return false;
        len++;
    }
    *value = carom_view_of(start, len);
    scanner->at += len;
    return len > 0;
}

/* One parameter, after its `;`, or none. Returns: false when it is malformed. */
static bool take_parameter(struct scanner *scanner, struct link *link)
{
    struct carom_view value = {NULL, 0};
    bool is_quoted = false;
    scanner_skip_space(scanner);
    if (scanner->at == scanner->text.len || scanner_is_at(scanner, ';') ||
        scanner_is_at(scanner, ','))
        return true;
    struct carom_view name = scanner_take_token(scanner);
    if (name.len == 0)
        return false;
    scanner_skip_space(scanner);
    if (scanner_is_at(scanner, '=')) {
        scanner->at++;
        scanner_skip_space(scanner);
        is_quoted = scanner_is_at(scanner, '"');
        if (is_quoted ? !scanner_take_quoted(scanner, &value) : !take_plain(scanner, &value))
            return false;
    }
    keep(link, name, value, is_quoted);
    return true;
}

/* "<" URI-Reference ">" *( OWS ";" OWS [ link-param ] ), up to a comma or the end of the line. */
static bool take_link(struct scanner *scanner, struct link *link)
{
    *link = (struct link){.has = 0};
    if (!scanner_is_at(scanner, '<'))
        return false;
    const char *start = scanner->text.ptr + scanner->at + 1;
    size_t left = scanner->text.len - scanner->at - 1;
    const char *end = left > 0 ? memchr(start, '>', left) : NULL;
    if (end == NULL)
        return false;
    link->target.reference = carom_view_of(start, (size_t)(end - start));
    scanner->at += link->target.reference.len + 2;
    scanner_skip_space(scanner);
    while (scanner_is_at(scanner, ';')) {
        scanner->at++;
        if (!take_parameter(scanner, link))
            return false;
        scanner_skip_space(scanner);
    }
    return scanner->at == scanner->text.len || scanner_is_at(scanner, ',');
}

/* Whether `alternate` is one of the names in rel. */
static bool is_alternate(const struct link *link)
{
    static const char name[] = "alternate";
    for (size_t at = 0; at < link->rel.len;) {
        size_t len = 0;
        bool is_name = true;
        while (at < link->rel.len) {
            char c = link->rel_is_quoted ? quoted_octet(link->rel, &at) : link->rel.ptr[at++];
            if (char_is_space(c))
                break;
            is_name = is_name && len < sizeof name - 1 && char_lower(c) == name[len];
            len++;
        }
        if (is_name && len == sizeof name - 1)
            return true;
    }
    return false;
}

/* The next alternative in one line, of which nothing is left when there is none. */
static bool find_alternate(struct scanner *scanner, struct carom_alternate *out)
{
    struct link link;
    for (;;) {
        scanner_skip_space(scanner);
        if (scanner_is_at(scanner, ',')) {
            scanner->at++;
            continue;
        }
        if (scanner->at == scanner->text.len)
            return false;
        if (!take_link(scanner, &link)) {
            scanner->at = scanner->text.len;
            return false;
        }
        if ((link.has & LINK_ANCHOR) == 0 && is_alternate(&link)) {
            *out = link.target;
            return true;
        }
    }
}

/* The cursor counts the bytes of the Link lines read so far, and one more for each whole line. */
bool carom_alternate_next(const struct carom_field *fields, size_t field_count, size_t *cursor,
                          struct carom_alternate *out)
{
    size_t left = *cursor;
    *out = (struct carom_alternate){.reference = {NULL, 0}};
    for (size_t i = 0; i < field_count; i++) {
        struct scanner scanner = {fields[i].value, left};
        if (!name_is(fields[i].name, "link"))
            continue;
        if (left > scanner.text.len) {
            left -= scanner.text.len + 1;
            continue;
        }
        bool is_found = find_alternate(&scanner, out);
        *cursor += scanner.at - left;
        if (is_found)
            return true;
        ++*cursor;
        left = 0;
    }
    return false;
}
