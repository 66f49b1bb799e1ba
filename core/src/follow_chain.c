#include "follow_chain.h"

#include "hash.h"

enum { REQUEST_SEED = 1, URL_SEED = 2 };

bool carom_chain_is_sound(const struct carom_chain *chain, const struct carom_url *current)
{
    return chain->count <= CAROM_REDIRECTS_MAX && chain->seen_count <= CAROM_CHAIN_SEEN_MAX &&
           (chain->dropped & ~CAROM_DROP_CREDENTIALS) == 0 &&
           (chain->count == 0 || chain->domain_len <= current->host.len);
}

static struct carom_view without_fragment(const struct carom_url *url)
{
    size_t fragment = url->has_fragment ? url->fragment.len + 1 : 0;
    return carom_view_of(url->href.ptr, url->href.len - fragment);
}

/* In: dropped: which credentials the request has lost. */
static uint64_t print_of(const struct carom_policy *policy, struct carom_view method,
                         const struct carom_url *url, bool has_body, uint32_t dropped)
{
    if (policy->loops == CAROM_LOOPS_BY_URL)
        return hash_text(hash_begin(URL_SEED), without_fragment(url));
    /* That no request but the first has Proxy-Authorization makes no other request of it. */
    uint64_t lost = dropped & CAROM_DROP_CREDENTIALS & ~(uint32_t)CAROM_DROP_PROXY_AUTHORIZATION;
    uint64_t state = hash_text(hash_begin(REQUEST_SEED), method);
    state = hash_mix(state, lost << 1 | (has_body ? 1 : 0));
    return hash_text(state, without_fragment(url));
}

/* A response that sets a cookie makes any request a new one. */
static bool forgets(const struct hop *hop)
{
    return hop->policy->loops == CAROM_LOOPS_BY_REQUEST && hop->sets_cookie;
}

static bool is_latest(const struct carom_chain *chain, uint64_t print)
{
    return chain->seen_count > 0 && chain->seen[chain->seen_count - 1] == print;
}

bool carom_chain_repeats(const struct carom_chain *chain, const struct hop *hop,
                         const struct crossing *crossing, struct carom_view method,
                         const struct carom_url *next, struct chain_prints *prints)
{
    const struct carom_sent *request = hop->request;
    if (hop->policy->loops == CAROM_LOOPS_COUNTED || forgets(hop))
        return false;
    bool has_body = request->body != CAROM_BODY_NONE;
    prints->current =
        print_of(hop->policy, request->method, request->url, has_body, chain->dropped);
    prints->next =
        print_of(hop->policy, method, next, has_body && hop_keeps_body(hop), crossing->drop);
    bool is_found = prints->next == prints->current;
    /* The current request takes the place of the oldest. */
    bool is_full = chain->seen_count == CAROM_CHAIN_SEEN_MAX;
    for (size_t i = is_full && !is_latest(chain, prints->current) ? 1 : 0; i < chain->seen_count;
         i++)
        is_found = is_found || chain->seen[i] == prints->next;
    return is_found;
}

static void remember(struct carom_chain *chain, uint64_t print)
{
    if (is_latest(chain, print))
        return;
    if (chain->seen_count == CAROM_CHAIN_SEEN_MAX) {
        chain->seen_count--;
        memmove(chain->seen, chain->seen + 1, chain->seen_count * sizeof chain->seen[0]);
    }
    chain->seen[chain->seen_count++] = print;
}

void carom_chain_add(struct carom_chain *chain, const struct hop *hop,
                     const struct crossing *crossing, const struct chain_prints *prints)
{
    uint16_t status = hop->response->status;
    chain->count++;
    chain->dropped = crossing->drop & CAROM_DROP_CREDENTIALS;
    chain->domain_len = crossing->domain_len;
    chain->has_left = chain->has_left || crossing->crosses_origin;
    chain->is_temporary = chain->is_temporary || (status != 301 && status != 308);
    if (forgets(hop))
        chain->seen_count = 0;
    else if (hop->policy->loops != CAROM_LOOPS_COUNTED)
        remember(chain, prints->current);
}
