#include "follow_scope.h"

/* The chain's first host, which the request's ends in as long as the chain has not left it. */
static struct carom_view first_host(const struct carom_chain *chain, struct carom_view host)
{
    size_t len = chain->count == 0 ? host.len : chain->domain_len;
    return len == 0 ? carom_view_of(NULL, 0) : carom_view_of(host.ptr + host.len - len, len);
}

static bool ends_in(struct carom_view text, struct carom_view end)
{
    return text.len >= end.len &&
           carom_bytes_equal(text.ptr + (text.len - end.len), end.ptr, end.len);
}

/* Whether a URL's host is the first one or, as no IP address can be, a subdomain of it. */
static bool is_under(const struct carom_url *url, struct carom_view first)
{
    if (first.len == 0 || first.len > UINT32_MAX || !ends_in(url->host, first))
        return false;
    if (url->host.len == first.len)
        return true;
    return url->host_kind == CAROM_HOST_DOMAIN &&
           url->host.ptr[url->host.len - first.len - 1] == '.';
}

/* From http to https of one host, both on the default ports. */
static bool is_upgrade(const struct carom_url *from, const struct carom_url *to)
{
    return from->special == CAROM_SCHEME_HTTP && to->special == CAROM_SCHEME_HTTPS &&
           from->port_number < 0 && to->port_number < 0 && carom_view_equal(from->host, to->host);
}

static bool is_in_scope(const struct hop *hop, const struct crossing *crossing,
                        const struct carom_url *next)
{
    switch (hop->policy->scope) {
    case CAROM_SCOPE_ORIGIN:
        break;
    case CAROM_SCOPE_DOMAIN:
        return crossing->domain_len > 0;
    case CAROM_SCOPE_UPGRADE:
        return !crossing->crosses_origin || is_upgrade(hop->request->url, next);
    case CAROM_SCOPE_ANYWHERE:
        return true;
    }
    return !crossing->crosses_origin;
}

static uint32_t dropped_by(const struct hop *hop, const struct crossing *crossing,
                           const struct carom_url *next)
{
    const struct carom_policy *policy = hop->policy;
    uint32_t drop = policy->drop_always | (uint32_t)CAROM_DROP_PROXY_AUTHORIZATION;
    if (!hop_keeps_body(hop))
        drop |= policy->drop_with_body;
    if (!is_in_scope(hop, crossing, next))
        drop |= policy->drop_across;
    if (crossing->crosses_origin)
        drop |= policy->drop_off_origin;
    if (crossing->is_downgrade)
        drop |= policy->drop_on_downgrade;
    return drop;
}

struct crossing carom_follow_cross(const struct hop *hop, const struct carom_chain *chain,
                                   const struct carom_url *next)
{
    const struct carom_url *from = hop->request->url;
    struct carom_view first = first_host(chain, from->host);
    struct crossing crossing = {
        .crosses_origin = !carom_url_same_origin(from, next),
        .is_downgrade = from->special == CAROM_SCHEME_HTTPS && next->special == CAROM_SCHEME_HTTP,
        .domain_len = is_under(next, first) ? (uint32_t)first.len : 0,
    };
    /* What was dropped once stays dropped, whatever the caller's fields still hold. */
    crossing.drop = dropped_by(hop, &crossing, next) | chain->dropped;
    return crossing;
}
