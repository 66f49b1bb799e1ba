#include "request_url.h"

#include "url_path.h"

/* Behind the path: `?` and the query, up to a fragment. */
static struct url_text query_text(struct url_text text)
{
    struct url_text query = {text.at, text.at};
    if (text.at == text.end || *text.at != '?')
        return query;
    query.at++;
    for (query.end++; query.end != text.end && *query.end != '#';)
        query.end++;
    return query;
}

static struct carom_view written(const struct url_writer *writer, size_t start, size_t end)
{
    if (writer->same != NULL)
        return carom_view_of(writer->same + start, end - start);
    if (put_result(writer->buf) != CAROM_OK)
        return carom_view_of(NULL, end - start);
    return carom_view_of(writer->buf->ptr + start, end - start);
}

enum carom_result carom_request_url_read(struct carom_view target, struct carom_buf *buf,
                                         struct carom_lookup *lookup)
{
    const struct url_path path = {CAROM_SCHEME_HTTPS, true, {NULL, 0}};
    while (target.len > 0 && (unsigned char)target.ptr[target.len - 1] <= ' ')
        target.len--;
    struct url_text text = {target.ptr, target.ptr + target.len};
    struct url_writer writer = {target.ptr, text.end, 0, buf};
    if (target.len > 0 && *text.at == '/')
        text.at++;
    buf->len = 0;
    size_t start = carom_url_put_path(&writer, &path, &text);
    size_t end = url_written(&writer);
    struct url_text query = query_text(text);
    size_t query_start = end;
    if (query.at != query.end) {
        url_put_char(&writer, '?');
        query_start = url_written(&writer);
        carom_url_put_encoded(&writer, query, URL_SPECIAL_QUERY_SET);
    }
    size_t query_end = url_written(&writer);
    lookup->path = written(&writer, start, end);
    lookup->query = written(&writer, query_start, query_end);
    lookup->has_query = query_end > query_start;
    return writer.same != NULL ? CAROM_OK : put_result(buf);
}
