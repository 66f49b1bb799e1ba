#include "follow_url.h"

#include "writer.h"

/* Bytes of an href that go: the user name, the password and their punctuation. */
struct cut {
    size_t at;
    size_t len;
};

static struct cut userinfo_of(const struct carom_url *url)
{
    struct cut cut = {url->scheme.len + sizeof "://" - 1, 0};
    cut.len = (size_t)(url->host.ptr - url->href.ptr) - cut.at;
    return cut;
}

/* Puts the href without what is cut. */
static void put_href(const struct carom_url *url, struct cut cut, struct carom_buf *buf)
{
    const char *rest = url->href.ptr + cut.at + cut.len;
    size_t rest_len = url->href.len - cut.at - cut.len;
    if (buf->len == 0) {
        put_bytes(buf, url->href.ptr, cut.at);
        put_bytes(buf, rest, rest_len);
    } else if (cut.len > 0) {
        memmove(buf->ptr + cut.at, rest, rest_len);
        buf->len -= cut.len;
    }
}

static void move(struct carom_view *part, const char *from, const char *to, struct cut cut)
{
    size_t offset = (size_t)(part->ptr - from);
    if (offset >= cut.at + cut.len)
        offset -= cut.len;
    part->ptr = to + offset;
}

static void move_parts(struct carom_url *url, struct cut cut, const char *to)
{
    struct carom_view *const parts[] = {&url->scheme, &url->username, &url->password,
                                        &url->host,   &url->port,     &url->path,
                                        &url->query,  &url->fragment};
    if (cut.len > 0) {
        url->username = carom_view_of(url->href.ptr + cut.at, 0);
        url->password = url->username;
    }
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        move(parts[i], url->href.ptr, to, cut);
}

enum carom_result carom_follow_url_edit(struct carom_url *url, bool without_userinfo,
                                        const struct carom_view *fragment, struct carom_buf *buf)
{
    const struct cut nothing = {0, 0};
    struct cut cut = without_userinfo ? userinfo_of(url) : nothing;
    put_href(url, cut, buf);
    if (fragment != NULL) {
        put_char(buf, '#');
        put_view(buf, *fragment);
    }
    if (put_result(buf) != CAROM_OK)
        return CAROM_ERR_NOSPACE;
    move_parts(url, cut, buf->ptr);
    url->href = put_since(buf, 0);
    if (fragment != NULL) {
        url->has_fragment = true;
        url->fragment = put_since(buf, buf->len - fragment->len);
    }
    return CAROM_OK;
}
