#include "authority.h"

#include "carom/url.h"

#include "chars.h"

#include <string.h>

/* ---- as RFC 3986 has it ---- */

size_t carom_authority_end(struct carom_view text)
{
    size_t end = 0;
    while (end < text.len && text.ptr[end] != '/' && text.ptr[end] != '?' && text.ptr[end] != '#')
        end++;
    return end;
}

/* In: digits. */
static bool is_port(struct carom_view port)
{
    unsigned long value = 0;
    for (size_t i = 0; i < port.len && i <= 5; i++)
        value = value * 10 + (unsigned long)(port.ptr[i] - '0');
    return port.len <= 5 && value <= 65535;
}

bool carom_origin_is_fixed(struct carom_view origin)
{
    struct carom_uri uri;
    return carom_uri_parse(origin, &uri, NULL) == CAROM_OK && !uri.has_userinfo &&
           uri.host.len > 0 && memchr(uri.host.ptr, '%', uri.host.len) == NULL && is_port(uri.port);
}

/* ---- where a capture may have a part ---- */

static struct carom_view view_before(struct carom_view view, size_t end)
{
    return carom_view_of(view.ptr, end);
}

static struct carom_view view_after(struct carom_view view, size_t start)
{
    return carom_view_of(view.ptr + start, view.len - start);
}

/* Where `c` first stands; view.len when it does not. */
static size_t index_of(struct carom_view view, char c)
{
    const char *found = view.len > 0 ? memchr(view.ptr, c, view.len) : NULL;
    return found == NULL ? view.len : (size_t)(found - view.ptr);
}

static bool is_host_byte(char c)
{
    return (char_is(c, CHAR_WORD) && c != '_') || c == '-' || c == '.';
}

bool carom_authority_has_byte(char c)
{
    return is_host_byte(c) || c == ':';
}

/* A decimal number up to `most`, without leading zeros. */
static bool is_plain_number(struct carom_view text, unsigned long most)
{
    unsigned long value = 0;
    if (text.len == 0 || text.len > 5 || (text.len > 1 && text.ptr[0] == '0'))
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (!char_is_digit(text.ptr[i]))
            return false;
        value = value * 10 + (unsigned long)(text.ptr[i] - '0');
    }
    return value <= most;
}

/*
 * Whether browsers take a host with this last label for an IPv4 address (URL Standard §3.5, "ends
 * in a number checker").
 */
static bool is_number_label(struct carom_view label)
{
    unsigned digits = CHAR_HEX;
    if (label.len >= 2 && label.ptr[0] == '0' && char_lower(label.ptr[1]) == 'x')
        label = view_after(label, 2);
    else
        digits = 0;
    for (size_t i = 0; i < label.len; i++) {
        if (!char_is_digit(label.ptr[i]) && !char_is(label.ptr[i], digits))
            return false;
    }
    return true;
}

/* Labels with a dot between them, none empty. Out: how many, whether the last is a number. */
static bool read_labels(struct carom_view host, size_t *count, bool *ends_in_number)
{
    struct carom_view rest = host;
    for (*count = 0;; ++*count) {
        size_t len = index_of(rest, '.');
        if (len == 0)
            return false;
        for (size_t i = 0; i < len; i++) {
            if (!is_host_byte(rest.ptr[i]))
                return false;
        }
        *ends_in_number = is_number_label(view_before(rest, len));
        if (len == rest.len)
            break;
        rest = view_after(rest, len + 1);
    }
    ++*count;
    return host.len <= HOST_LEN_MAX;
}

/* An IPv4 address that every client reads alike: four decimal numbers. */
static bool is_ipv4_address(struct carom_view host, size_t label_count)
{
    struct carom_view rest = host;
    for (size_t i = 0; i < label_count; i++) {
        size_t len = index_of(rest, '.');
        if (!is_plain_number(view_before(rest, len), 255))
            return false;
        rest = view_after(rest, len < rest.len ? len + 1 : len);
    }
    return label_count == 4;
}

static bool is_host(struct carom_view host)
{
    size_t count;
    bool ends_in_number;
    return read_labels(host, &count, &ends_in_number) &&
           (!ends_in_number || is_ipv4_address(host, count));
}

bool carom_authority_read(struct carom_view text, struct authority *out)
{
    size_t colon = index_of(text, ':');
    struct carom_view port = view_after(text, colon < text.len ? colon + 1 : colon);
    *out = (struct authority){view_before(text, colon), port};
    if (is_host(out->host) && (port.len == 0 || is_plain_number(port, 65535)))
        return true;
    *out = (struct authority){{NULL, 0}, {NULL, 0}};
    return false;
}

bool carom_authority_same(const struct authority *a, const struct authority *b,
                          struct carom_view default_port)
{
    bool a_default = a->port.len == 0 || carom_view_equal(a->port, default_port);
    bool b_default = b->port.len == 0 || carom_view_equal(b->port, default_port);
    bool same_port = a_default ? b_default : carom_view_equal(a->port, b->port);
    return same_port && carom_equal_nocase(a->host, b->host);
}

/* ---- lists ---- */

static bool is_wildcard(struct carom_view entry)
{
    return carom_starts_with(entry, CAROM_LITERAL("*."));
}

/* Takes the next entry off a list; it may be empty. Returns: false behind the last. */
static bool next_entry(struct carom_view hosts, size_t *at, struct carom_view *entry)
{
    if (*at > hosts.len)
        return false;
    struct carom_view rest = view_after(hosts, *at);
    *entry = view_before(rest, index_of(rest, ','));
    *at += entry->len + 1;
    return true;
}

static bool check_wildcard(struct carom_view entry, struct carom_view *message)
{
    size_t count;
    bool ends_in_number;
    *message = CAROM_LITERAL("expected two labels or more behind `*.`, as in *.example.com, and no "
                             "port");
    return read_labels(view_after(entry, 2), &count, &ends_in_number) && count >= 2 &&
           !ends_in_number;
}

static bool check_host(struct carom_view entry, struct carom_view *message)
{
    struct authority authority;
    *message = CAROM_LITERAL("expected hosts with commas between, as in "
                             "Allow-Host=a.example,b.example:8080,*.example.com: ASCII letters, "
                             "digits, `-` and `.` (an international name in its xn-- form), and "
                             "a port at most");
    /* A `:` without a port says nothing here. */
    return entry.len > 0 && entry.ptr[entry.len - 1] != ':' &&
           carom_authority_read(entry, &authority);
}

bool carom_hosts_check(struct carom_view hosts, struct carom_view *bad, struct carom_view *message)
{
    size_t at = 0;
    while (next_entry(hosts, &at, bad)) {
        if (!(is_wildcard(*bad) ? check_wildcard : check_host)(*bad, message))
            return false;
    }
    return true;
}

/* Whether one label or more stand before `suffix`, which begins with its dot. */
static bool is_below(struct carom_view host, struct carom_view suffix)
{
    return host.len > suffix.len &&
           carom_equal_nocase(view_after(host, host.len - suffix.len), suffix);
}

bool carom_hosts_have(struct carom_view hosts, const struct authority *authority,
                      struct carom_view default_port)
{
    size_t at = 0;
    struct carom_view entry;
    while (next_entry(hosts, &at, &entry)) {
        struct authority allowed = {{NULL, 0}, {NULL, 0}};
        if (is_wildcard(entry)) {
            allowed.host = authority->host; /* what is left to compare is the port */
            if (!is_below(authority->host, view_after(entry, 1)))
                continue;
        } else if (!carom_authority_read(entry, &allowed)) {
            continue; /* a damaged image */
        }
        if (carom_authority_same(authority, &allowed, default_port))
            return true;
    }
    return false;
}
