#include "carom/url.h"

#include "uri_path.h"
#include "writer.h"

static void take_authority(struct carom_uri *target, const struct carom_uri *base)
{
    target->has_authority = base->has_authority;
    target->has_userinfo = base->has_userinfo;
    target->has_port = base->has_port;
    target->userinfo = base->userinfo;
    target->host = base->host;
    target->port = base->port;
}

/* What of the base stands before a relative path (§5.2.3). */
static struct carom_view merge_prefix(const struct carom_uri *base)
{
    if (base->has_authority && base->path.len == 0)
        return CAROM_LITERAL("/");
    size_t len = base->path.len;
    while (len > 0 && base->path.ptr[len - 1] != '/')
        len--;
    return carom_view_of(base->path.ptr, len);
}

/* The path and query of a target without an authority of its own (§5.2.2). */
static void take_path(struct carom_uri *target, const struct carom_uri *base,
                      const struct carom_uri *ref, struct carom_buf *buf)
{
    struct uri_path path = {carom_view_of(NULL, 0), ref->path, false};
    if (ref->path.len == 0) {
        /* The base's path as it is: its dot segments stay, too. */
        target->path = base->path;
        if (!ref->has_query) {
            target->has_query = base->has_query;
            target->query = base->query;
        }
        return;
    }
    if (ref->path.ptr[0] != '/')
        path.base = merge_prefix(base);
    target->path = carom_uri_put_path(&path, buf);
}

enum carom_result carom_uri_resolve(const struct carom_uri *base, const struct carom_uri *ref,
                                    struct carom_buf *buf, struct carom_uri *out)
{
    struct carom_uri target = *ref;
    buf->len = 0;
    if (!base->has_scheme) {
        memset(out, 0, sizeof *out);
        return CAROM_ERR_RANGE;
    }
    if (ref->has_scheme || ref->has_authority) {
        struct uri_path path = {carom_view_of(NULL, 0), ref->path, false};
        target.path = carom_uri_put_path(&path, buf);
    } else {
        take_authority(&target, base);
        take_path(&target, base, ref, buf);
    }
    if (!ref->has_scheme) {
        target.has_scheme = true;
        target.scheme = base->scheme;
    }
    enum carom_result result = put_result(buf);
    if (result != CAROM_OK)
        memset(&target, 0, sizeof target);
    *out = target;
    return result;
}
