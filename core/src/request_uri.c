#include "request_uri.h"

#include "chars.h"

/* The length of the scheme of an absolute http or https URL; 0 for anything else. */
static size_t absolute_scheme_len(struct carom_view url)
{
    if (url.len == 0 || url.ptr[0] == '/')
        return 0;
    if (url.len >= 7 && carom_equal_nocase(carom_view_of(url.ptr, 7), CAROM_LITERAL("http://")))
        return 4;
    if (url.len >= 8 && carom_equal_nocase(carom_view_of(url.ptr, 8), CAROM_LITERAL("https://")))
        return 5;
    return 0;
}

/*
 * Takes an absolute URL without fragment apart.
 * Returns: false when it is none, or its host is empty or stands behind userinfo (RFC 9110 §4.2.1,
 *          §4.2.4).
 */
static bool read_absolute(struct carom_view url, struct request_uri *out)
{
    size_t scheme_len = absolute_scheme_len(url);
    if (scheme_len == 0)
        return false;
    size_t start = scheme_len + 3;
    size_t end = start;
    for (; end < url.len && url.ptr[end] != '/' && url.ptr[end] != '?'; end++) {
        if (url.ptr[end] == '@' || url.ptr[end] == '#')
            return false;
    }
    out->scheme = carom_view_of(url.ptr, scheme_len);
    out->authority = carom_view_of(url.ptr + start, end - start);
    out->target = carom_view_of(url.ptr + end, url.len - end);
    return end > start && url.ptr[start] != ':';
}

bool carom_request_uri_read(const struct carom_request *request, struct request_uri *out)
{
    if (request->target.len > 0 && request->target.ptr[0] == '/') {
        *out = (struct request_uri){request->scheme, request->authority, request->target};
        return true;
    }
    return read_absolute(request->target, out);
}

struct carom_view carom_without_default_port(struct carom_view scheme, struct carom_view authority)
{
    struct carom_view port = scheme.len == 5 ? CAROM_LITERAL(":443") : CAROM_LITERAL(":80");
    size_t len = authority.len;
    if (len > 0 && authority.ptr[len - 1] == ':')
        return carom_view_of(authority.ptr, len - 1);
    if (len > port.len &&
        carom_view_equal(carom_view_of(authority.ptr + len - port.len, port.len), port))
        return carom_view_of(authority.ptr, len - port.len);
    return authority;
}

/* The part of a URL behind its authority, without the first slash: an empty path is `/`. */
static struct carom_view without_first_slash(struct carom_view path)
{
    if (path.len > 0 && path.ptr[0] == '/')
        return carom_view_of(path.ptr + 1, path.len - 1);
    return path;
}

static bool has_origin_of(const struct request_uri *uri, const struct request_uri *other)
{
    return carom_equal_nocase(uri->scheme, other->scheme) &&
           carom_equal_nocase(carom_without_default_port(uri->scheme, uri->authority),
                              carom_without_default_port(other->scheme, other->authority));
}

bool carom_may_be_own_url(const struct request_uri *uri, size_t len)
{
    size_t relative = without_first_slash(uri->target).len;
    size_t least = relative + uri->scheme.len + sizeof "://" - 1;
    if (len < least)
        return len == relative + 1;
    size_t absolute = least + carom_without_default_port(uri->scheme, uri->authority).len;
    /* The slash may be there or not, and a default port of the location's, `:443` at most. */
    return len == relative + 1 || (len >= absolute && len <= absolute + sizeof "/:443" - 1);
}

bool carom_is_own_url(const struct request_uri *uri, struct carom_view location)
{
    struct request_uri there;
    /* Nearly every location has another length, which costs less to see than what it is. */
    if (!carom_may_be_own_url(uri, location.len))
        return false;
    if (location.len > 0 && location.ptr[0] == '/')
        there.target = location;
    else if (!read_absolute(location, &there) || !has_origin_of(uri, &there))
        return false;
    return carom_view_equal(without_first_slash(there.target), without_first_slash(uri->target));
}
