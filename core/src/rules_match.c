/*
 * The first rule in file order that matches: what the static table has for the request's path, and
 * what the tree of segments leads to, whichever stands first.
 */
#include "candidate.h"
#include "search.h"

/* A rule that asks for nothing but its path, which is the request's: nearly every one. */
static void take_static(struct search *search, const struct image_rule *rule)
{
    if (rule->index < search->first || rule->index >= search->end ||
        (rule->flags & RULE_SUPERSEDED) != 0)
        return;
    search->end = rule->index;
    search->untried = 0;
    search->best->rule = rule->index;
    search->best->record = rule->at;
    search->best->capture_count = 0;
}

/* The static rules of the path, for a host or for none. Returns: whether there are any. */
static bool search_path(struct search *search, struct carom_view host)
{
    uint32_t seed = index_seed(search->rules, IMAGE_AT_STATIC);
    uint64_t state = index_static_state(seed, host);
    uint32_t value =
        carom_index_find(search->rules, IMAGE_AT_STATIC, search_hash(search, state, search->path));
    struct index_list list = carom_index_list(search->rules, value);
    struct image_rule rule;
    /* Another path may have this hash; of one list all have the same path. */
    bool is_path = list.count > 0 && image_rule_at(search->rules, index_entry(&list, 0), &rule) &&
                   (rule.flags & RULE_DYNAMIC) == 0;
    if (is_path && search->normalise)
        is_path = normal_equal(path_without_slash(rule.from), search->path, CHAR_PATH);
    else if (is_path && search->dialect == CAROM_DIALECT_CLOUDFLARE)
        is_path = carom_view_equal(rule.from, search->path);
    else if (is_path)
        is_path = carom_view_equal(path_without_slash(rule.from), search->path);
    if (is_path && list.entries == NULL && !image_has_conditions(&rule))
        take_static(search, &rule);
    else if (is_path)
        search_list(search, value, true);
    return is_path;
}

static bool search_static(struct search *search, struct carom_view host)
{
    bool found = search_path(search, carom_view_of(NULL, 0));
    if (host.len > 0 && search_path(search, host))
        found = true;
    return found;
}

static void search_dynamic(struct search *search, struct carom_view host)
{
    uint32_t root = image_header(search->rules, IMAGE_AT_ROOT);
    if (root != 0)
        carom_search_tree(search, root - 1);
    if (host.len == 0)
        return;
    uint32_t seed = index_seed(search->rules, IMAGE_AT_EDGES);
    uint64_t hash = index_edge_hash(hash_lower(hash_begin(seed), host), 0, EDGE_HOST);
    uint32_t of_host = carom_index_find(search->rules, IMAGE_AT_EDGES, hash);
    if (of_host != 0)
        carom_search_tree(search, of_host - 1);
}

/* Member by member: zeroing the captures would cost more than the search. */
static void begin_search(struct search *search, const struct carom_rules *rules,
                         const struct carom_lookup *lookup, uint32_t first,
                         struct carom_match *best)
{
    /* A damaged header may tell of any number of nodes. */
    uint32_t nodes = image_header(rules, IMAGE_AT_NODE_COUNT);
    uint32_t most = (uint32_t)(rules->image_bytes / NODE_BYTES);
    search->rules = rules;
    search->lookup = lookup;
    search->dialect = carom_rules_dialect(rules);
    search->path = search->dialect == CAROM_DIALECT_CLOUDFLARE ? lookup->path
                                                               : path_without_slash(lookup->path);
    search->normalise = false;
    search->has_prefixes = image_header(rules, IMAGE_AT_HAS_PREFIXES) != 0;
    search->first = first;
    search->end = IMAGE_NONE;
    search->asked = 0;
    search->visits = 2 * (nodes < most ? nodes : most);
    search->segments.count = 0;
    search->segments.whole = false;
    search->segments.last_count = 0;
    search->untried = 0;
    search->searched.count = 0;
    search->searched.next = 0;
    search->query_filter.asked = 0;
    search->best = best;
}

static void search_all(struct search *search)
{
    const struct carom_rules *rules = search->rules;
    const struct carom_lookup *lookup = search->lookup;
    struct carom_view host = carom_view_of(NULL, 0);
    if (image_header(rules, IMAGE_AT_HAS_HOSTS) != 0)
        host = carom_without_default_port(lookup->scheme, lookup->authority);
    /* Nearly every path is in normal form already, and one that is found as it stands is: the index
     * holds no others. Only then is it worth looking at the bytes. */
    bool found = search_static(search, host);
    if (search->dialect == CAROM_DIALECT_CAROM && !found)
        search->normalise = path_may_differ(search->path);
    if (search->normalise)
        (void)search_static(search, host);
    search_dynamic(search, host);
    search_list(search, image_header(rules, IMAGE_AT_SCAN), false);
}

/* Tries the best when the search took it as it is. Returns: whether it matches. */
static bool try_best(struct search *search)
{
    struct image_rule rule;
    return search->untried == 0 || (image_rule_at(search->rules, search->untried, &rule) &&
                                    carom_candidate_try(search->rules, &rule, search->lookup, false,
                                                        search->best) == CAROM_MISMATCH_NONE);
}

bool carom_rules_match(const struct carom_rules *rules, const struct carom_lookup *lookup,
                       uint32_t first, struct carom_match *out)
{
    struct search search;
    bool tries_all = carom_rules_dialect(rules) != CAROM_DIALECT_CAROM;
    for (;;) {
        begin_search(&search, rules, lookup, first, out);
        search.tries_all = tries_all;
        search_all(&search);
        if (try_best(&search))
            break;
        /* Two texts with one hash, and one of them in the request: seldom enough to begin again. */
        tries_all = true;
    }
    out->asked = search.asked;
    if (search.end != IMAGE_NONE)
        return true;
    out->rule = 0;
    out->record = 0;
    out->capture_count = 0;
    return false;
}

enum carom_result carom_rules_try(const struct carom_rules *rules,
                                  const struct carom_lookup *lookup, uint32_t index,
                                  struct carom_match *out, enum carom_mismatch *why)
{
    struct image_rule rule;
    *why = CAROM_MISMATCH_PATH;
    out->rule = index;
    out->record = 0;
    out->asked = 0;
    out->capture_count = 0;
    if (index >= carom_rules_count(rules))
        return CAROM_ERR_RANGE;
    if (!carom_image_rule(rules, index, &rule))
        return CAROM_ERR_IMAGE;
    *why = carom_candidate_try(rules, &rule, lookup, false, out);
    out->asked = carom_candidate_asks(&rule);
    if (*why != CAROM_MISMATCH_NONE)
        out->capture_count = 0;
    return CAROM_OK;
}
