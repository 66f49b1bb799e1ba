#include "carom/url.h"

#include "chars.h"
#include "uri_escape.h"
#include "uri_path.h"
#include "writer.h"

/* The default port of http and of https (RFC 9110 §4.2.1, §4.2.2); 0 for any other scheme. */
static unsigned default_port(const struct carom_uri *uri)
{
    if (carom_equal_nocase(uri->scheme, CAROM_LITERAL("http")))
        return 80;
    return carom_equal_nocase(uri->scheme, CAROM_LITERAL("https")) ? 443 : 0;
}

/* Whether the port says no more than the scheme: empty, or the default in any spelling (§6.2.3). */
static bool is_redundant_port(struct carom_view port, unsigned expected)
{
    unsigned value = 0;
    for (size_t i = 0; i < port.len && value <= expected; i++)
        value = value * 10 + (unsigned)(port.ptr[i] - '0');
    return port.len == 0 || value == expected;
}

static struct carom_view normal_path(const struct carom_uri *uri, bool is_web,
                                     struct carom_buf *buf)
{
    struct uri_path path = {carom_view_of(NULL, 0), uri->path, true};
    /* §6.2.3 */
    if (is_web && uri->has_authority && uri->path.len == 0) {
        size_t start = buf->len;
        put_char(buf, '/');
        return put_since(buf, start);
    }
    /* Before a base is known a relative path needs its dot segments. */
    return uri->has_scheme ? carom_uri_put_path(&path, buf)
                           : carom_uri_put_normal(uri->path, URI_CASE_KEPT, buf);
}

/* `expected` 0: no default port is known. */
static void drop_redundant_port(struct carom_uri *uri, unsigned expected)
{
    if (expected != 0 && uri->has_port && is_redundant_port(uri->port, expected)) {
        uri->has_port = false;
        uri->port = carom_view_of(NULL, 0);
    }
}

enum carom_result carom_uri_normalise(const struct carom_uri *uri, struct carom_buf *buf,
                                      struct carom_uri *out)
{
    struct carom_uri normal = *uri;
    unsigned port = uri->has_scheme ? default_port(uri) : 0;
    buf->len = 0;
    normal.scheme = carom_uri_put_normal(uri->scheme, URI_CASE_LOWER, buf);
    normal.userinfo = carom_uri_put_normal(uri->userinfo, URI_CASE_KEPT, buf);
    normal.host = carom_uri_put_normal(uri->host, URI_CASE_LOWER, buf);
    normal.path = normal_path(uri, port != 0, buf);
    drop_redundant_port(&normal, port);
    normal.query = carom_uri_put_normal(uri->query, URI_CASE_KEPT, buf);
    normal.fragment = carom_uri_put_normal(uri->fragment, URI_CASE_KEPT, buf);
    enum carom_result result = put_result(buf);
    if (result != CAROM_OK)
        memset(&normal, 0, sizeof normal);
    *out = normal;
    return result;
}
