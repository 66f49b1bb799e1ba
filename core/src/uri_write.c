#include "carom/url.h"

#include "writer.h"

static void put_authority(struct carom_buf *buf, const struct carom_uri *uri)
{
    put_literal(buf, "//");
    if (uri->has_userinfo) {
        put_view(buf, uri->userinfo);
        put_char(buf, '@');
    }
    put_view(buf, uri->host);
    if (uri->has_port) {
        put_char(buf, ':');
        put_view(buf, uri->port);
    }
}

/* Whether the first segment holds a `:`, which would end a scheme (§4.2). */
static bool begins_like_a_scheme(struct carom_view path)
{
    for (size_t i = 0; i < path.len && path.ptr[i] != '/'; i++) {
        if (path.ptr[i] == ':')
            return true;
    }
    return false;
}

/* What keeps a path without an authority from being read as another part (§3.3, §4.2). */
static void put_path_guard(struct carom_buf *buf, const struct carom_uri *uri)
{
    struct carom_view path = uri->path;
    if (path.len >= 2 && path.ptr[0] == '/' && path.ptr[1] == '/')
        put_literal(buf, "/.");
    else if (!uri->has_scheme && begins_like_a_scheme(path))
        put_literal(buf, "./");
}

enum carom_result carom_uri_write(const struct carom_uri *uri, struct carom_buf *buf)
{
    buf->len = 0;
    if (uri->has_scheme) {
        put_view(buf, uri->scheme);
        put_char(buf, ':');
    }
    if (uri->has_authority)
        put_authority(buf, uri);
    else
        put_path_guard(buf, uri);
    put_view(buf, uri->path);
    if (uri->has_query) {
        put_char(buf, '?');
        put_view(buf, uri->query);
    }
    if (uri->has_fragment) {
        put_char(buf, '#');
        put_view(buf, uri->fragment);
    }
    return put_result(buf);
}
