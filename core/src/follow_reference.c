#include "follow_reference.h"

#include "chars.h"
#include "follow_url.h"
#include "name_is.h"

/* RFC 9110 §5.5: what a field's value may hold. */
static bool is_field_value(struct carom_view value)
{
    for (size_t i = carom_visible_len(value.ptr, value.len); i < value.len; i++) {
        if (char_is_control(value.ptr[i]) && value.ptr[i] != '\t')
            return false;
    }
    return true;
}

/* RFC 9110 §4.2.1, §4.2.2: an http or https URI has an authority, and one without a host is to be
 * rejected. The URL Standard takes the next segment of the path for it. */
static bool lacks_host(const struct carom_uri *uri)
{
    if (uri->has_scheme && !name_is(uri->scheme, "http") && !name_is(uri->scheme, "https"))
        return false;
    return (uri->has_scheme || uri->has_authority) && uri->host.len == 0;
}

/* What RFC 3986's grammar produces has no control in it. */
static bool is_readable(const struct hop *hop, struct carom_view value)
{
    struct carom_uri uri;
    if (hop->policy->strict_reference)
        return carom_uri_parse(value, &uri, NULL) == CAROM_OK && !lacks_host(&uri);
    return is_field_value(value);
}

size_t carom_follow_fragment_room(const struct hop *hop)
{
    const struct carom_url *from = hop->request->url;
    return hop->policy->inherits_fragment && from->has_fragment ? size_plus(from->fragment.len, 1)
                                                                : 0;
}

/*
 * The request's URL as a base, of which the parser does not take over user name and password into the
 * URL's members, though into its href: so it is seen whether they are the Location's own.
 */
static struct carom_url without_userinfo(const struct carom_url *url)
{
    struct carom_url base = *url;
    base.username.len = 0;
    base.password.len = 0;
    return base;
}

/* A relative Location is under the authority of its base, user name and password included. */
static void inherit_userinfo(const struct carom_url *base, struct carom_url *url)
{
    size_t before_userinfo = url->scheme.len + sizeof "://" - 1;
    if (url->host.len == 0 || (size_t)(url->host.ptr - url->href.ptr) == before_userinfo)
        return;
    url->username =
        carom_view_of(url->href.ptr + (base->username.ptr - base->href.ptr), base->username.len);
    url->password =
        carom_view_of(url->href.ptr + (base->password.ptr - base->href.ptr), base->password.len);
}

static enum carom_result parse(struct hop *hop, struct carom_view value, struct carom_buf *buf,
                               struct carom_url *url)
{
    const struct carom_url *from = hop->request->url;
    enum carom_result result;
    if (url_has_userinfo(from)) {
        struct carom_url base = without_userinfo(from);
        result = carom_url_parse(value, &base, hop->idna, buf, url);
    } else {
        result = carom_url_parse(value, from, hop->idna, buf, url);
    }
    if (result != CAROM_OK)
        return result;
    hop->has_userinfo = url_has_userinfo(url);
    if (!hop->has_userinfo && url_has_userinfo(from))
        inherit_userinfo(from, url);
    return CAROM_OK;
}

enum carom_result carom_follow_reference_read(struct hop *hop, struct carom_view value,
                                              struct carom_buf *buf, struct carom_url *url)
{
    const struct carom_url *from = hop->request->url;
    buf->len = 0;
    if (!is_readable(hop, value))
        return CAROM_ERR_SYNTAX;
    enum carom_result result = parse(hop, value, buf, url);
    if (result == CAROM_ERR_NOSPACE)
        buf->len = size_plus(buf->len, carom_follow_fragment_room(hop));
    if (result != CAROM_OK)
        return result;
    bool ignores = hop->has_userinfo && hop->policy->userinfo == CAROM_USERINFO_IGNORED;
    /* RFC 9110 §10.2.2 */
    bool inherits = hop->policy->inherits_fragment && from->has_fragment && !url->has_fragment;
    if (!ignores && !inherits)
        return CAROM_OK;
    return carom_follow_url_edit(url, ignores, inherits ? &from->fragment : NULL, buf);
}
