#include "authority.h"

#include <stdint.h>
#include <string.h>

enum { PORT_DIGITS_MAX = 5 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_hex_digit(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* RFC 3986 §2.2 and §2.3: unreserved and sub-delims. */
static bool is_name_character(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c != '\0' && strchr("-._~!$&'()*+,;=", c) != NULL);
}

/* Out: *len is the length of the name at the start, which ends before a `:`. */
static const char *check_name(struct carom_view text, size_t *len)
{
    size_t at = 0;
    while (at < text.len && text.ptr[at] != ':') {
        if (text.ptr[at] == '%') {
            if (text.len - at < 3 || !is_hex_digit(text.ptr[at + 1]) ||
                !is_hex_digit(text.ptr[at + 2]))
                return "the host holds a `%` that no two hexadecimal digits follow";
            at += 3;
        } else if (is_name_character(text.ptr[at])) {
            at++;
        } else {
            return "the host holds a byte that no host may have; "
                   "write a non-ASCII name in its ASCII form (xn--…)";
        }
    }
    *len = at;
    return at > 0 ? NULL
                  : "the host is missing before the `:`; an IPv6 address is written in brackets";
}

/* Out: *len is the length of the literal at the start, with its brackets. */
static const char *check_literal(struct carom_view text, size_t *len)
{
    size_t at = 1, colons = 0;
    while (at < text.len &&
           (is_hex_digit(text.ptr[at]) || text.ptr[at] == ':' || text.ptr[at] == '.'))
        colons += text.ptr[at++] == ':';
    /* The shortest address, `::`, has two. */
    if (at == text.len || text.ptr[at] != ']' || colons < 2)
        return "a host in brackets must be an IPv6 address, such as [::1]";
    *len = at + 1;
    return NULL;
}

static const char *check_port(struct carom_view text)
{
    static const char wrong[] = "the port must be a number of at most 5 digits, up to 65535";
    uint32_t port = 0;
    if (text.len > PORT_DIGITS_MAX)
        return wrong;
    for (size_t i = 0; i < text.len; i++) {
        if (!is_digit(text.ptr[i]))
            return wrong;
        port = port * 10 + (uint32_t)(text.ptr[i] - '0');
    }
    return port <= UINT16_MAX ? NULL : wrong;
}

const char *authority_check(struct carom_view text)
{
    size_t len = 0;
    bool is_literal = text.len > 0 && text.ptr[0] == '[';
    const char *wrong = is_literal ? check_literal(text, &len) : check_name(text, &len);
    if (wrong != NULL || len == text.len)
        return wrong;
    if (text.ptr[len] != ':')
        return "after a host in brackets only a port may follow, such as [::1]:80";
    return check_port(carom_view_of(text.ptr + len + 1, text.len - len - 1));
}
