/*
 * One pass: what the grammar of RFC 3986 appendix A leaves open at a byte is decided by the bytes
 * behind it in two places only, the first segment and the authority; these are looked at twice.
 */
#include "carom/url.h"

#include "chars.h"
#include "uri_ip_literal.h"

#include <string.h>

enum { REG_NAME = CHAR_UNRESERVED | CHAR_SUB_DELIM };

struct reader {
    struct carom_view ref;
    size_t at;            /* on failure, where no URI-reference can go on */
    size_t broken_escape; /* where a `%` stands that could begin an escape and does not */
    struct carom_uri *out;
};

static bool stands(const struct reader *reader, size_t at, char c)
{
    return at < reader->ref.len && reader->ref.ptr[at] == c;
}

static struct carom_view part(const struct reader *reader, size_t from, size_t to)
{
    return carom_view_of(reader->ref.ptr + from, to - from);
}

/* Where the bytes of these classes and percent-escapes end that stand at `at`. */
static inline size_t skip(struct reader *reader, size_t at, unsigned classes)
{
    const char *p = reader->ref.ptr;
    size_t len = reader->ref.len;
    for (;;) {
        while (at < len && char_is(p[at], classes))
            at++;
        if (at == len || p[at] != '%')
            return at;
        if (!char_is_escape(p + at, len - at)) {
            reader->broken_escape = at;
            return at;
        }
        at += 3;
    }
}

/* The same for DIGITs. */
static size_t skip_digits(const struct reader *reader, size_t at)
{
    while (at < reader->ref.len && char_is_digit(reader->ref.ptr[at]))
        at++;
    return at;
}

/* Where the scheme's `:` stands; 0 when the reference does not begin with a scheme (§3.1). */
static size_t scheme_end(struct carom_view ref)
{
    char first = char_lower(ref.ptr[0]);
    if (first < 'a' || first > 'z')
        return 0;
    size_t at = 1;
    while (at < ref.len && (char_is(ref.ptr[at], CHAR_UNRESERVED) || ref.ptr[at] == '+')) {
        if (ref.ptr[at] == '_' || ref.ptr[at] == '~')
            return 0;
        at++;
    }
    return at < ref.len && ref.ptr[at] == ':' ? at : 0;
}

/* Where userinfo ends, whether or not an `@` is there to make it one (§3.2.1). */
static size_t userinfo_end(struct reader *reader, size_t at)
{
    at = skip(reader, at, REG_NAME);
    while (stands(reader, at, ':'))
        at = skip(reader, at + 1, REG_NAME);
    return at;
}

/* Host and port (§3.2.2, §3.2.3), up to the end of the authority. */
static bool read_host_and_port(struct reader *reader)
{
    struct carom_uri *out = reader->out;
    size_t start = reader->at;
    if (!stands(reader, start, '['))
        reader->at = skip(reader, start, REG_NAME);
    else if (!carom_uri_read_ip_literal(reader->ref, &reader->at))
        return false;
    out->host = part(reader, start, reader->at);
    out->port = carom_view_of(NULL, 0);
    out->has_port = stands(reader, reader->at, ':');
    if (out->has_port) {
        start = reader->at + 1;
        reader->at = skip_digits(reader, start);
        out->port = part(reader, start, reader->at);
    }
    return reader->at == reader->ref.len || stands(reader, reader->at, '/') ||
           stands(reader, reader->at, '?') || stands(reader, reader->at, '#');
}

/* §3.2, behind the slashes. */
static bool read_authority(struct reader *reader)
{
    struct carom_uri *out = reader->out;
    size_t start = reader->at;
    out->has_authority = true;
    if (read_host_and_port(reader))
        return true;
    /* What is no port may still be in the userinfo of an authority whose `@` is to come. */
    size_t end = userinfo_end(reader, start);
    if (!stands(reader, end, '@')) {
        if (reader->at < end)
            reader->at = end;
        return false;
    }
    out->has_userinfo = true;
    out->userinfo = part(reader, start, end);
    reader->at = end + 1;
    return read_host_and_port(reader);
}

/* §3.3. Without a scheme and an authority the first segment has no `:` (path-noscheme, §4.2). */
static bool read_path(struct reader *reader)
{
    struct carom_uri *out = reader->out;
    size_t start = reader->at;
    reader->at = skip(reader, start, CHAR_PATH);
    out->path = part(reader, start, reader->at);
    if (out->has_scheme || out->has_authority || out->path.len == 0)
        return true;
    const char *colon = memchr(out->path.ptr, ':', out->path.len);
    if (colon == NULL || memchr(out->path.ptr, '/', (size_t)(colon - out->path.ptr)) != NULL)
        return true;
    reader->at = start + (size_t)(colon - out->path.ptr);
    return false;
}

/* Query or fragment (§3.4, §3.5), when its delimiter stands there. */
static bool read_behind(struct reader *reader, char delimiter, struct carom_view *out)
{
    if (!stands(reader, reader->at, delimiter))
        return false;
    size_t start = reader->at + 1;
    reader->at = skip(reader, start, CHAR_QUERY);
    *out = part(reader, start, reader->at);
    return true;
}

/* The whole of a reference that is not empty. */
static bool read_reference(struct reader *reader)
{
    struct carom_uri *out = reader->out;
    size_t colon = scheme_end(reader->ref);
    if (colon > 0) {
        out->has_scheme = true;
        out->scheme = part(reader, 0, colon);
        reader->at = colon + 1;
    }
    if (stands(reader, reader->at, '/') && stands(reader, reader->at + 1, '/')) {
        reader->at += 2;
        if (!read_authority(reader))
            return false;
    }
    if (!read_path(reader))
        return false;
    out->has_query = read_behind(reader, '?', &out->query);
    out->has_fragment = read_behind(reader, '#', &out->fragment);
    return reader->at == reader->ref.len;
}

/* The byte that is to blame for a stop: in a broken escape the one behind its last good one. */
static size_t bad_byte(const struct reader *reader)
{
    size_t at = reader->at;
    if (at != reader->broken_escape)
        return at;
    at++;
    if (at < reader->ref.len && char_is(reader->ref.ptr[at], CHAR_HEX))
        at++;
    return at;
}

enum carom_result carom_uri_parse(struct carom_view ref, struct carom_uri *out, size_t *bad_at)
{
    struct reader reader = {ref, 0, SIZE_MAX, out};
    memset(out, 0, sizeof *out);
    if (ref.len == 0 || read_reference(&reader))
        return CAROM_OK;
    memset(out, 0, sizeof *out);
    if (bad_at != NULL)
        *bad_at = bad_byte(&reader);
    return CAROM_ERR_SYNTAX;
}
