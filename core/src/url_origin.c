/* Origins of URLs (URL Standard §4.7). */
#include "carom/url.h"

#include "writer.h"

static const struct carom_view opaque_origin = {"null", 4};

static bool has_tuple_origin(const struct carom_url *url)
{
    return url->special != CAROM_SCHEME_OTHER && url->special != CAROM_SCHEME_FILE;
}

/* The origin as it is serialised; without credentials it stands in href. */
static void put_tuple(const struct carom_url *url, struct carom_buf *buf, struct carom_view *out)
{
    if (url->username.len == 0 && url->password.len == 0) {
        *out = carom_view_of(url->href.ptr, (size_t)(url->path.ptr - url->href.ptr));
        return;
    }
    put_view(buf, url->scheme);
    put_literal(buf, "://");
    put_view(buf, url->host);
    if (url->port.len > 0) {
        put_char(buf, ':');
        put_view(buf, url->port);
    }
    *out = put_since(buf, 0);
}

/*
 * The URL in a blob URL's path decides. It is parsed into buf, and its origin, when it is not a part of the
 * path itself, moved to the front.
 */
static enum carom_result put_blob(const struct carom_url *url, const struct carom_idna *idna,
                                  struct carom_buf *buf, struct carom_view *out)
{
    struct carom_url inner;
    enum carom_result result = carom_url_parse(url->path, NULL, idna, buf, &inner);
    if (result == CAROM_ERR_NOSPACE) /* room for the origin, too: it is shorter */
        buf->len = buf->len <= SIZE_MAX / 2 ? 2 * buf->len : SIZE_MAX;
    if (result == CAROM_ERR_NOSPACE || result == CAROM_ERR_NOMEM)
        return result;
    if (result != CAROM_OK ||
        (inner.special != CAROM_SCHEME_HTTP && inner.special != CAROM_SCHEME_HTTPS)) {
        buf->len = 0;
        *out = opaque_origin;
        return CAROM_OK;
    }
    bool has_credentials = inner.username.len > 0 || inner.password.len > 0;
    if (!has_credentials) {
        put_tuple(&inner, buf, out);
        return CAROM_OK;
    }
    struct carom_buf behind = {NULL, 0, 0};
    if (buf->ptr != NULL)
        behind = (struct carom_buf){buf->ptr + buf->len, buf->cap - buf->len, 0};
    put_tuple(&inner, &behind, out);
    buf->len += behind.len;
    return put_result(&behind);
}

enum carom_result carom_url_origin(const struct carom_url *url, const struct carom_idna *idna,
                                   struct carom_buf *buf, struct carom_view *out)
{
    enum carom_result result = CAROM_OK;
    buf->len = 0;
    *out = opaque_origin;
    if (has_tuple_origin(url)) {
        put_tuple(url, buf, out);
        result = put_result(buf);
    } else if (carom_view_equal(url->scheme, CAROM_LITERAL("blob"))) {
        result = put_blob(url, idna, buf, out);
    }
    if (result != CAROM_OK)
        *out = carom_view_of(NULL, 0);
    return result;
}

bool carom_url_same_origin(const struct carom_url *a, const struct carom_url *b)
{
    return has_tuple_origin(a) && a->special == b->special && a->port_number == b->port_number &&
           carom_view_equal(a->host, b->host);
}
