#include "lint_walk.h"

#include "chars.h"
#include "lint_target.h"

#include <string.h>

enum { AUTHORITY_MAX = 300 };

void carom_lint_fail(struct lint_run *run, enum carom_result failure)
{
    if (run->failure == CAROM_OK)
        run->failure = failure;
}

/* The hash of a host without case. Returns: false when it is too long for one. */
static bool host_hash(struct carom_view host, uint64_t *out)
{
    char lower[AUTHORITY_MAX];
    if (host.len > sizeof lower)
        return false;
    for (size_t i = 0; i < host.len; i++)
        lower[i] = char_lower(host.ptr[i]);
    *out = carom_lint_hash(0, carom_view_of(lower, host.len));
    return true;
}

/* A host that a rule names, as it is named there; empty: none does. */
static struct carom_view known_host(struct lint_run *run, struct carom_view scheme,
                                    struct carom_view authority)
{
    struct carom_view host = carom_lint_host(scheme, authority);
    uint64_t hash;
    size_t probe = 0;
    while (host_hash(host, &hash)) {
        struct carom_rule rule;
        uint32_t number = carom_lint_table_next(&run->hosts, hash, &probe);
        if (number == LINT_NONE || !carom_lint_read(run, number, &rule))
            break;
        if (carom_equal_nocase(host, carom_lint_host(rule.scheme, rule.host)))
            return rule.host;
    }
    return carom_view_of(NULL, 0);
}

static bool add_host(struct lint_run *run, uint32_t number, const struct carom_rule *rule)
{
    uint64_t hash;
    if (rule->host.len == 0 || known_host(run, rule->scheme, rule->host).len > 0 ||
        !host_hash(carom_lint_host(rule->scheme, rule->host), &hash))
        return true;
    if (!carom_lint_table_reserve(&run->options->allocator, &run->hosts, run->hosts.used + 1))
        return false;
    carom_lint_table_add(&run->hosts, hash, number);
    return true;
}

bool carom_lint_hosts_init(struct lint_run *run)
{
    for (uint32_t i = 0; i < run->count; i++) {
        struct carom_rule rule;
        if (!carom_lint_read(run, i, &rule))
            return false;
        if (!add_host(run, i, &rule)) {
            carom_lint_fail(run, CAROM_ERR_NOMEM);
            return false;
        }
    }
    return true;
}

void carom_lint_walk_start(struct lint_walk *walk)
{
    memset(walk, 0, sizeof *walk);
    walk->request.method = CAROM_LITERAL("GET");
    walk->request.version = CAROM_HTTP_1_1;
    walk->joined = LINT_NONE;
    walk->first_of_cycle = LINT_NONE;
}

bool carom_lint_walk_is_plain(const struct lint_walk *walk)
{
    const struct carom_request *request = &walk->request;
    return request->authority.len == 0 && request->field_count == 0 && request->country.len == 0 &&
           carom_view_equal(request->method, CAROM_LITERAL("GET"));
}

/*
 * Longer than any agent follows. A target that has its splat twice makes a location twice as long with every
 * redirect.
 */
enum { LOCATION_MAX = 64 * 1024, STEP_BYTES = 1024 };

uint32_t carom_lint_redirecting(struct lint_run *run, const struct carom_request *request,
                                struct carom_view *location)
{
    run->outgrown = false;
    for (;;) {
        struct carom_buf scratch = {run->scratch.bytes, run->scratch.cap, 0};
        struct carom_decision decision;
        enum carom_result result = carom_decide(run->rules, request, &scratch, &decision);
        if (result == CAROM_ERR_NOSPACE && scratch.len > LOCATION_MAX) {
            run->outgrown = true;
            return LINT_NONE;
        }
        if (result == CAROM_ERR_NOSPACE && scratch.len > scratch.cap &&
            carom_lint_reserve(&run->options->allocator, &run->scratch, scratch.len))
            continue;
        if (result != CAROM_OK)
            carom_lint_fail(run, result == CAROM_ERR_NOSPACE ? CAROM_ERR_NOMEM : result);
        *location = decision.location;
        return result == CAROM_OK && decision.action == CAROM_ACTION_REDIRECT ? decision.rule
                                                                              : LINT_NONE;
    }
}

/* Puts a location where it stays. An absolute one without a path gets one. */
static bool keep_location(struct lint_run *run, struct lint_walk *walk, struct carom_view location,
                          const struct lint_target *target)
{
    size_t origin_len =
        target->scheme.len > 0 ? target->scheme.len + sizeof "://" - 1 + target->authority.len : 0;
    size_t slash = target->path.len == 0 ? 1 : 0;
    if (!carom_lint_reserve(&run->options->allocator, &run->here, location.len + slash)) {
        carom_lint_fail(run, CAROM_ERR_NOMEM);
        return false;
    }
    char *text = run->here.bytes;
    memcpy(text, location.ptr, origin_len);
    if (slash > 0)
        text[origin_len] = '/';
    memcpy(text + origin_len + slash, location.ptr + origin_len, location.len - origin_len);
    walk->location = carom_view_of(text, location.len + slash);
    const char *hash = memchr(text, '#', walk->location.len);
    size_t end = hash == NULL ? walk->location.len : (size_t)(hash - text);
    walk->request.target = carom_view_of(text + origin_len, end - origin_len);
    return true;
}

bool carom_lint_walk_go(struct lint_run *run, struct lint_walk *walk, struct carom_view location)
{
    struct lint_target target;
    if (!carom_lint_target_read(location, &target) || !keep_location(run, walk, location, &target))
        return false;
    if (target.scheme.len == 0)
        return true;
    walk->request.scheme =
        target.scheme.len == sizeof "https" - 1 ? CAROM_LITERAL("https") : CAROM_LITERAL("http");
    walk->request.authority = known_host(run, target.scheme, target.authority);
    return walk->request.authority.len > 0;
}

/* What an agent makes of a method (RFC 9110 section 15.4). */
static void change_method(struct carom_request *request, uint16_t status)
{
    bool is_head = carom_view_equal(request->method, CAROM_LITERAL("HEAD"));
    bool is_post = carom_view_equal(request->method, CAROM_LITERAL("POST"));
    if ((status == 303 && !is_head) || ((status == 301 || status == 302) && is_post))
        request->method = CAROM_LITERAL("GET");
}

bool carom_lint_walk_first(struct lint_run *run, struct lint_walk *walk, uint32_t number,
                           const struct carom_rule *rule, enum lint_variant variant,
                           struct lint_example *example)
{
    bool differs;
    struct carom_view location;
    if (!carom_lint_example(&run->options->allocator, run->dialect, rule, variant, &run->example,
                            example, &differs)) {
        carom_lint_fail(run, CAROM_ERR_NOMEM);
        return false;
    }
    carom_lint_walk_start(walk);
    walk->request = example->request;
    if (!differs || carom_lint_redirecting(run, &walk->request, &location) != number)
        return false;
    walk->rules[walk->count++] = number;
    change_method(&walk->request, rule->status);
    return carom_lint_walk_go(run, walk, location);
}

/* A walk that has gone on for too long, or whose locations have: the last round began behind the place
 * where its last rule was met before. */
static void find_cycle(struct lint_walk *walk)
{
    size_t last = walk->count - 1, begin = last;
    while (begin > 0 && walk->rules[begin - 1] != walk->rules[last])
        begin--;
    walk->is_endless = begin > 0;
    walk->cycle = begin;
    walk->first_of_cycle = walk->rules[last];
    for (size_t i = begin; i < last; i++) {
        if (walk->rules[i] < walk->first_of_cycle)
            walk->first_of_cycle = walk->rules[i];
    }
}

/* What all walks together may spend: a step by a long location counts for more. Returns: whether it is there. */
static bool spend_step(struct lint_run *run, const struct lint_walk *walk)
{
    size_t cost = 1 + walk->request.target.len / STEP_BYTES;
    run->hops_left -= cost < run->hops_left ? cost : run->hops_left;
    return run->hops_left > 0;
}

bool carom_lint_walk_on(struct lint_run *run, struct lint_walk *walk, carom_lint_known_fn is_known)
{
    while (spend_step(run, walk)) {
        struct carom_view location;
        struct carom_rule rule;
        uint32_t number = carom_lint_redirecting(run, &walk->request, &location);
        if (run->outgrown && walk->count > 0)
            find_cycle(walk);
        if (number == LINT_NONE)
            return run->failure == CAROM_OK;
        if (!carom_lint_read(run, number, &rule))
            return false;
        if (is_known != NULL && carom_lint_walk_is_plain(walk) && is_known(run, number, &rule)) {
            walk->joined = number;
            return run->failure == CAROM_OK;
        }
        walk->rules[walk->count++] = number;
        if (walk->count > CAROM_LINT_HOPS_MAX) {
            find_cycle(walk);
            return true;
        }
        change_method(&walk->request, rule.status);
        if (!carom_lint_walk_go(run, walk, location))
            return run->failure == CAROM_OK;
    }
    return false;
}
