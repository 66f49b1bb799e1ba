#include "line_cloudflare_url.h"

#include "authority.h"
#include "chars.h"
#include "url_path.h"

/* Puts the path that stands behind a first slash. Out: *text is what comes behind it. */
static void put_path(struct url_writer *writer, struct url_text *text)
{
    const struct url_path path = {CAROM_SCHEME_OTHER, true, {NULL, 0}};
    (void)carom_url_put_path(writer, &path, text);
}

/* Query and fragment; an empty one is as if it were not there. */
static void put_rest(struct url_writer *writer, struct url_text text)
{
    struct url_text query = {text.at, text.at};
    while (query.end != text.end && *query.end != '#')
        query.end++;
    struct url_text fragment = {query.end, text.end};
    if (query.end - query.at > 1) {
        url_put_char(writer, '?');
        query.at++;
        /* The service encodes a `'` only in the end, when the target is resolved. */
        carom_url_put_encoded(writer, query, URL_SPECIAL_QUERY_SET);
    }
    if (fragment.end - fragment.at > 1) {
        url_put_char(writer, '#');
        fragment.at++;
        carom_url_put_encoded(writer, fragment, URL_FRAGMENT_SET);
    }
}

struct carom_view carom_cloudflare_from(struct carom_view token, struct carom_buf *buf,
                                        bool *has_more)
{
    bool has_slash = token.ptr[0] == '/';
    struct url_text text = {token.ptr + (has_slash ? 1 : 0), token.ptr + token.len};
    struct url_writer writer = {has_slash ? token.ptr : NULL, token.ptr + token.len, 0, buf};
    buf->len = 0;
    put_path(&writer, &text);
    *has_more = text.at != text.end;
    return url_since(&writer, 0);
}

size_t carom_cloudflare_origin_len(struct carom_view token, struct carom_view *host)
{
    size_t start = sizeof "https:/" - 1;
    *host = carom_view_of(NULL, 0);
    if (!carom_starts_with(token, CAROM_LITERAL("https://")))
        return 0;
    while (start < token.len && token.ptr[start] == '/')
        start++;
    size_t end = start;
    while (end < token.len && token.ptr[end] != '/')
        end++;
    if (end == start)
        return 0;
    *host = carom_view_of(token.ptr + start, end - start);
    return end;
}

/* What the service takes for a host can have a query in it, before which a URL has a path. */
static void put_origin(struct url_writer *writer, struct carom_view host)
{
    size_t end = carom_authority_end(host);
    url_put_made(writer, "https://", sizeof "https://" - 1);
    url_put(writer, host.ptr, end);
    if (end < host.len)
        url_put_char(writer, '/');
    url_put(writer, host.ptr + end, host.len - end);
}

struct carom_view carom_cloudflare_to(struct carom_view token, struct carom_buf *buf)
{
    struct carom_view host;
    size_t origin_len = carom_cloudflare_origin_len(token, &host);
    const char *rest = token.ptr + origin_len;
    const char *end = token.ptr + token.len;
    struct url_writer writer = {token.ptr, end, 0, buf};
    buf->len = 0;
    if (origin_len > 0)
        put_origin(&writer, host);
    struct url_text text = {rest != end ? rest + 1 : end, end};
    /* The service takes a slash off behind the host, and puts one back only where none is left. */
    if (origin_len > 0 && text.at != end && *text.at == '/')
        text.at++;
    put_path(&writer, &text);
    put_rest(&writer, text);
    return url_since(&writer, 0);
}
