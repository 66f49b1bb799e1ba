#include "location.h"

#include "authority.h"
#include "chars.h"

#include <string.h>

/*
 * The length of the dot that a text begins with, percent-encoded or not (URL Standard §4.1); 0:
 * none.
 */
static size_t dot_len(struct carom_view text)
{
    if (text.len > 0 && text.ptr[0] == '.')
        return 1;
    bool is_escape =
        text.len >= 3 && text.ptr[0] == '%' && text.ptr[1] == '2' && char_lower(text.ptr[2]) == 'e';
    return is_escape ? 3 : 0;
}

/* How many dots a segment is of; 0 when it is no dot segment. */
static unsigned dots_of(struct carom_view segment)
{
    unsigned dots = 0;
    for (; segment.len > 0 && dots < 2; dots++) {
        size_t len = dot_len(segment);
        if (len == 0)
            return 0;
        segment = carom_view_of(segment.ptr + len, segment.len - len);
    }
    return segment.len == 0 ? dots : 0;
}

/* Where the path that begins at a place ends. */
static size_t path_end(const char *bytes, size_t len, size_t at)
{
    while (at < len && bytes[at] != '?' && bytes[at] != '#')
        at++;
    return at;
}

/*
 * Resolves the dot segments of a path, which begins with `/` and lies between two places.
 * Returns: where it ends then.
 */
static size_t resolve_dots(char *bytes, size_t start, size_t end)
{
    size_t out = start; /* behind the segments that are kept, each with the slash before it */
    for (size_t at = start; at < end;) {
        size_t next = at + 1;
        while (next < end && bytes[next] != '/')
            next++;
        unsigned dots = dots_of(carom_view_of(bytes + at + 1, next - at - 1));
        while (dots == 2 && out > start && bytes[--out] != '/')
            continue;
        if (dots == 0) {
            memmove(bytes + out, bytes + at, next - at);
            out += next - at;
        } else if (next == end) {
            bytes[out++] = '/'; /* a dot segment at the end leaves its slash */
        }
        at = next;
    }
    return out;
}

/* Moves what stands from `from` to `to`. Returns: the new length. */
static size_t close_gap(char *bytes, size_t len, size_t to, size_t from)
{
    memmove(bytes + to, bytes + from, len - from);
    return len - (from - to);
}

/* Host and port as the parser serialises them. Returns: the length of the whole then. */
static size_t finish_authority(char *bytes, size_t len, size_t start, size_t *end)
{
    struct carom_view authority = carom_view_of(bytes + start, *end - start);
    size_t kept = start + carom_without_default_port(CAROM_LITERAL("https"), authority).len;
    for (size_t i = start; i < kept; i++)
        bytes[i] = char_lower(bytes[i]);
    len = close_gap(bytes, len, kept, *end);
    *end = kept;
    return len;
}

static bool is_own_origin(const struct request_uri *uri, struct carom_view authority)
{
    struct carom_view https = CAROM_LITERAL("https");
    return carom_equal_nocase(uri->scheme, https) &&
           carom_equal_nocase(carom_without_default_port(https, uri->authority), authority);
}

size_t carom_location_finish(const struct request_uri *uri, bool is_rewrite, char *bytes,
                             size_t len)
{
    struct carom_view scheme = CAROM_LITERAL("https://");
    size_t authority = scheme.len;
    size_t path = 0;
    if (len > 0 && bytes[0] != '/') {
        if (!carom_starts_with(carom_view_of(bytes, len), scheme))
            return len; /* no compiled rule leads there */
        path = authority + carom_authority_end(carom_view_of(bytes + authority, len - authority));
        len = finish_authority(bytes, len, authority, &path);
    }
    size_t end = path_end(bytes, len, path);
    if (is_rewrite)
        len = end;
    size_t resolved = resolve_dots(bytes, path, end);
    len = close_gap(bytes, len, resolved, end);
    size_t slashes = path;
    while (slashes + 1 < resolved && bytes[slashes + 1] == '/')
        slashes++;
    if (path == 0)
        return close_gap(bytes, len, 0, slashes);
    bool is_own = is_own_origin(uri, carom_view_of(bytes + authority, path - authority));
    return is_own && slashes == path ? close_gap(bytes, len, 0, path) : len;
}
