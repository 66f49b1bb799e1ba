#include "carom/decide.h"

#include "carom/status.h"

#include "candidate.h"
#include "chars.h"
#include "image.h"
#include "location.h"
#include "loop_index.h"
#include "netlify_loop.h"
#include "open_target.h"
#include "request_uri.h"
#include "request_url.h"
#include "template.h"
#include "writer.h"

#include <string.h>

struct carom_view carom_action_name(enum carom_action action)
{
    switch (action) {
    case CAROM_ACTION_REDIRECT:
        return CAROM_LITERAL("redirect");
    case CAROM_ACTION_REWRITE:
        return CAROM_LITERAL("rewrite");
    case CAROM_ACTION_REFUSE:
        return CAROM_LITERAL("refuse");
    case CAROM_ACTION_NONE:
        break;
    }
    return CAROM_LITERAL("none");
}

/* Whether a request's method is a token (RFC 9110 §9.1). */
static bool is_method(struct carom_view method)
{
    for (size_t i = 0; i < method.len; i++) {
        if (!char_is(method.ptr[i], CHAR_TOKEN))
            return false;
    }
    return method.len > 0;
}

/* Whether a request-target is one that rules do not speak of: `*`, and CONNECT's authority. */
static bool is_outside_rules(const struct carom_request *request)
{
    return carom_view_equal(request->method, CAROM_LITERAL("CONNECT")) ||
           carom_view_equal(request->target, CAROM_LITERAL("*"));
}

static void read_lookup(const struct carom_request *request, const struct request_uri *uri,
                        struct carom_lookup *out)
{
    struct carom_view target = uri->target;
    const char *question = target.len > 0 ? memchr(target.ptr, '?', target.len) : NULL;
    size_t path_len = question != NULL ? (size_t)(question - target.ptr) : target.len;
    out->method = request->method;
    out->scheme = uri->scheme;
    out->authority = uri->authority;
    out->path = path_len > 0 ? carom_view_of(target.ptr, path_len) : CAROM_LITERAL("/");
    out->has_query = question != NULL;
    out->query = carom_view_of(NULL, 0);
    if (question != NULL)
        out->query = carom_view_of(question + 1, target.len - path_len - 1);
    out->country = request->country;
    out->fields = request->fields;
    out->field_count = request->field_count;
}

/*
 * Whether a redirect with this status can bring the agent back with the same request. After a 303
 * to anything but GET or HEAD the next request is another one (RFC 9110 §15.4.4).
 */
static bool repeats_request(const struct carom_request *request, uint16_t status)
{
    return status != 303 || carom_view_equal(request->method, CAROM_LITERAL("GET")) ||
           carom_view_equal(request->method, CAROM_LITERAL("HEAD"));
}

static enum carom_action action_of(uint16_t status)
{
    if (carom_status_is_redirect(status))
        return CAROM_ACTION_REDIRECT;
    return status == 200 ? CAROM_ACTION_REWRITE : CAROM_ACTION_REFUSE;
}

/*
 * What a rule says whatever the request is, straight from its record: reading the whole rule would
 * cost more than the decision.
 *
 * Returns: false when the image is damaged there.
 */
static bool describe(const struct image_rule *rule, struct carom_decision *out)
{
    struct carom_view rest = rule->extras;
    struct image_extra extra;
    out->status = (uint16_t)(rule->flags & RULE_STATUS_MASK);
    out->action = action_of(out->status);
    out->force = (rule->flags & RULE_FORCE) != 0;
    out->has_rule = true;
    out->rule = rule->index;
    out->line = rule->line;
    out->location = out->reason = out->methods = carom_view_of(NULL, 0);
    out->max_age_s = -1;
    out->alternate_count = 0;
    while (image_extra_next(&rest, &extra)) {
        if (extra.kind == EXTRA_METHODS)
            out->methods = extra.bytes;
        else if (extra.kind == EXTRA_REASON)
            out->reason = extra.bytes;
        else if (extra.kind == EXTRA_MAX_AGE && extra.bytes.len == 4)
            out->max_age_s = image_u32((const unsigned char *)extra.bytes.ptr);
        else if (extra.kind == EXTRA_ALTERNATE)
            out->alternate_count++;
    }
    /* A compiled rule has a status that rules may have, and something to lead to unless it refuses. */
    return (out->action == CAROM_ACTION_REFUSE ? carom_status_is_refusal(out->status)
                                               : rule->to.len > 0) &&
           out->alternate_count <= CAROM_ALTERNATES_MAX;
}

/* What one request is decided with. */
struct decider {
    const struct carom_rules *rules;
    enum carom_dialect dialect;
    const struct carom_request *request;
    struct request_uri uri;
    struct carom_lookup lookup;
    struct carom_match match;
    struct image_rule rule; /* the one that matched */
    struct carom_buf *scratch;
    size_t request_len; /* of scratch, by what the lookup needs of it */
    struct carom_decision *out;
    size_t needed;  /* of scratch, by all that was tried */
    unsigned asked; /* by all rules that were looked at */
};

/* Whether a decision takes the request's query along, if the rule lets it. */
static bool passes_query(const struct decider *decider)
{
    const struct carom_decision *out = decider->out;
    switch (decider->dialect) {
    case CAROM_DIALECT_NETLIFY:
        return out->status == 200 || out->status == 301 || out->status == 302;
    case CAROM_DIALECT_CLOUDFLARE:
        return out->action == CAROM_ACTION_REDIRECT;
    case CAROM_DIALECT_CAROM:
    default:
        return out->action != CAROM_ACTION_REFUSE;
    }
}

/* Writes one target to the scratch buffer; the length without its fragment is in *plain_len. */
static enum carom_result expand(struct decider *decider, size_t target, bool pass_query,
                                struct carom_view *out, size_t *plain_len)
{
    struct carom_buf *scratch = decider->scratch;
    size_t start = scratch->len;
    size_t fragment_at;
    enum carom_result result =
        carom_template_expand(decider->dialect, &decider->rule, &decider->lookup, &decider->match,
                              target, pass_query, scratch, &fragment_at);
    *plain_len = fragment_at - start;
    if (scratch->len > decider->needed)
        decider->needed = scratch->len;
    if (result == CAROM_OK)
        *out = put_since(scratch, start);
    return result == CAROM_ERR_NOSPACE ? CAROM_OK : result;
}

/*
 * Whether the redirect that was written first to the scratch buffer would only loop. When it did
 * not fit, its length tells whether it may: then the next rules have a say in how much space is
 * needed.
 */
static bool would_loop(const struct decider *decider, size_t plain_len)
{
    const struct carom_decision *out = decider->out;
    if (out->action != CAROM_ACTION_REDIRECT || !repeats_request(decider->request, out->status))
        return false;
    if (put_result(decider->scratch) != CAROM_OK)
        return carom_may_be_own_url(&decider->uri, plain_len);
    return carom_is_own_url(&decider->uri, carom_view_of(out->location.ptr, plain_len));
}

/* The captures would lead to a host that the rule does not mean: refused, and by this rule. */
static enum carom_result refuse(struct carom_decision *out)
{
    out->action = CAROM_ACTION_REFUSE;
    out->status = 400;
    out->max_age_s = -1;
    out->reason = carom_view_of(NULL, 0);
    out->alternate_count = 0;
    return CAROM_OK;
}

/* What a rule that matches comes to. */
enum outcome { OUTCOME_DECIDED, OUTCOME_PASSED_OVER, OUTCOME_NO_RULE };

/*
 * Whether Netlify's engine takes a rule, whose path is the request's, for a loop. When there is no room
 * to tell, that much is needed at least.
 */
static enum carom_result ask_netlify_loop(struct decider *decider, const struct image_rule *rule,
                                          bool *loops)
{
    struct carom_buf *scratch = decider->scratch;
    struct carom_match match;
    size_t start = scratch->len;
    size_t fragment_at;
    *loops = false;
    if (!carom_netlify_may_loop(rule, &decider->uri, decider->lookup.path) ||
        !carom_netlify_loop_captures(rule, decider->lookup.path, &match))
        return CAROM_OK;
    enum carom_result result = carom_template_expand(decider->dialect, rule, &decider->lookup,
                                                     &match, 0, false, scratch, &fragment_at);
    if (scratch->len > decider->needed)
        decider->needed = scratch->len;
    *loops = result == CAROM_OK && carom_netlify_loops(rule, put_since(scratch, start));
    scratch->len = start;
    return result == CAROM_ERR_NOSPACE ? CAROM_OK : result;
}

/* Whether a rule's scheme, host and path are the request's, whatever else it asks for. */
static bool has_path(const struct decider *decider, const struct image_rule *rule)
{
    struct carom_match ignored;
    switch (carom_candidate_try(decider->rules, rule, &decider->lookup, false, &ignored)) {
    case CAROM_MISMATCH_SCHEME:
    case CAROM_MISMATCH_HOST:
    case CAROM_MISMATCH_PATH:
    case CAROM_MISMATCH_SUPERSEDED:
        return false;
    default:
        return true;
    }
}

/*
 * Whether the rule that matches is a loop to Netlify's engine, or one before it, which the engine asks
 * before it looks at that rule's conditions.
 */
static enum carom_result find_netlify_loop(struct decider *decider, bool *loops)
{
    struct loop_cursor cursor = carom_loop_index_begin(decider->rules, decider->lookup.path);
    struct image_rule rule;
    *loops = false;
    while (!*loops && carom_loop_index_next(&cursor, decider->match.rule, &rule)) {
        if (!has_path(decider, &rule))
            continue;
        enum carom_result result = ask_netlify_loop(decider, &rule, loops);
        if (result != CAROM_OK)
            return result;
    }
    return *loops ? CAROM_OK : ask_netlify_loop(decider, &decider->rule, loops);
}

/* The rule's target, as the dialect answers with it. */
static enum carom_result put_location(struct decider *decider, size_t *plain_len)
{
    struct carom_buf *scratch = decider->scratch;
    struct carom_view *location = &decider->out->location;
    size_t start = scratch->len;
    enum carom_result result = expand(decider, 0, passes_query(decider), location, plain_len);
    if (decider->dialect != CAROM_DIALECT_CLOUDFLARE || result != CAROM_OK ||
        put_result(scratch) != CAROM_OK)
        return result;
    location->len =
        carom_location_finish(&decider->uri, decider->out->action == CAROM_ACTION_REWRITE,
                              scratch->ptr + start, location->len);
    scratch->len = start + location->len;
    return CAROM_OK;
}

/* Location and alternates of the rule that matched. */
static enum carom_result put_targets(struct decider *decider, enum outcome *outcome)
{
    struct carom_decision *out = decider->out;
    size_t plain_len = 0;
    if (decider->rule.to.len > 0) {
        enum carom_result result = put_location(decider, &plain_len);
        if (result != CAROM_OK)
            return result;
    }
    if (decider->dialect == CAROM_DIALECT_CAROM && would_loop(decider, plain_len)) {
        *outcome = OUTCOME_PASSED_OVER;
        if (put_result(decider->scratch) == CAROM_OK)
            return CAROM_OK;
    }
    for (size_t i = 0; i < out->alternate_count; i++) {
        enum carom_result result =
            expand(decider, i + 1, passes_query(decider), &out->alternates[i], &plain_len);
        if (result != CAROM_OK)
            return result;
    }
    return CAROM_OK;
}

static enum carom_result decide_by_match(struct decider *decider, enum outcome *outcome)
{
    struct carom_decision *out = decider->out;
    const struct image_rule *rule = &decider->rule;
    *outcome = OUTCOME_DECIDED;
    if (!image_rule_at(decider->rules, decider->match.record, &decider->rule) ||
        !describe(rule, out))
        return CAROM_ERR_IMAGE;
    decider->scratch->len = decider->request_len;
    if (decider->dialect == CAROM_DIALECT_NETLIFY) {
        bool loops;
        enum carom_result result = find_netlify_loop(decider, &loops);
        if (result != CAROM_OK)
            return result;
        if (loops) {
            *outcome = OUTCOME_NO_RULE;
            return CAROM_OK;
        }
    }
    if ((rule->flags & RULE_OPEN) != 0) {
        bool allowed;
        enum carom_result result = carom_open_targets_check(rule, &decider->match, &allowed);
        if (result != CAROM_OK)
            return result;
        if (!allowed)
            return refuse(out);
    }
    return put_targets(decider, outcome);
}

/* No rule has a say. */
static enum carom_result decide_none(struct carom_buf *scratch, struct carom_decision *out)
{
    memset(out, 0, sizeof *out);
    out->max_age_s = -1;
    scratch->len = 0;
    return CAROM_OK;
}

static enum carom_result fail(struct carom_decision *out, enum carom_result result)
{
    memset(out, 0, sizeof *out);
    return result;
}

static bool next_match(struct decider *decider, uint32_t first)
{
    bool found = carom_rules_match(decider->rules, &decider->lookup, first, &decider->match);
    decider->asked |= decider->match.asked;
    return found;
}

static enum carom_result decide_by_rules(struct decider *decider)
{
    uint32_t first = 0;
    enum outcome outcome = OUTCOME_NO_RULE;
    while (next_match(decider, first)) {
        enum carom_result result = decide_by_match(decider, &outcome);
        if (result != CAROM_OK)
            return fail(decider->out, CAROM_ERR_IMAGE);
        if (outcome != OUTCOME_PASSED_OVER)
            break;
        first = decider->match.rule + 1;
    }
    if (outcome != OUTCOME_NO_RULE && decider->needed > decider->scratch->cap) {
        decider->scratch->len = decider->needed;
        return fail(decider->out, CAROM_ERR_NOSPACE);
    }
    if (outcome != OUTCOME_DECIDED)
        (void)decide_none(decider->scratch, decider->out);
    decider->out->asked = decider->asked;
    return CAROM_OK;
}

static size_t times(size_t a, size_t b)
{
    return b > 0 && a > SIZE_MAX / b ? SIZE_MAX : a * b;
}

static size_t plus(size_t a, size_t b)
{
    return a > SIZE_MAX - b ? SIZE_MAX : a + b;
}

/*
 * Room for a request that did not fit, and for what any rule could make of it: without its path
 * nothing tells which. A `:` of a target may stand for the whole path, and each byte for an escape
 * of three.
 */
static size_t room_for_any_rule(const struct decider *decider, size_t request_len)
{
    const struct carom_lookup *lookup = &decider->lookup;
    size_t most = 0;
    for (uint32_t i = 0; i < carom_rules_count(decider->rules); i++) {
        struct image_rule rule;
        size_t captures = 0;
        if (!carom_image_rule(decider->rules, i, &rule))
            break; /* a damaged image may count more of them than there could be */
        for (size_t k = 0; k < rule.to.len; k++)
            captures += rule.to.ptr[k] == ':' ? 1 : 0;
        size_t room = plus(rule.to.len, times(times(captures, 3), lookup->path.len));
        most = room > most ? room : most;
    }
    return plus(plus(request_len, most), plus(1, times(3, lookup->query.len)));
}

/* Makes the request's path and query what cloudflare's rules are compared with. */
static enum carom_result read_request_url(struct decider *decider)
{
    struct carom_buf *scratch = decider->scratch;
    enum carom_result result =
        carom_request_url_read(decider->uri.target, scratch, &decider->lookup);
    if (result != CAROM_OK)
        scratch->len = room_for_any_rule(decider, scratch->len);
    else
        decider->request_len = scratch->len;
    return result;
}

static enum carom_result decide_bad_request(struct carom_buf *scratch, struct carom_decision *out)
{
    (void)decide_none(scratch, out);
    out->action = CAROM_ACTION_REFUSE;
    out->status = 400;
    return CAROM_OK;
}

enum carom_result carom_decide(const struct carom_rules *rules, const struct carom_request *request,
                               struct carom_buf *scratch, struct carom_decision *out)
{
    struct decider decider;
    if (!is_method(request->method))
        return decide_bad_request(scratch, out);
    if (is_outside_rules(request))
        return decide_none(scratch, out);
    if (!carom_request_uri_read(request, &decider.uri))
        return decide_bad_request(scratch, out);
    /* Member by member: zeroing the captures would cost more than deciding. */
    decider.rules = rules;
    decider.dialect = carom_rules_dialect(rules);
    decider.request = request;
    read_lookup(request, &decider.uri, &decider.lookup);
    decider.scratch = scratch;
    decider.request_len = 0;
    decider.out = out;
    decider.needed = 0;
    decider.asked = 0;
    if (decider.dialect == CAROM_DIALECT_CLOUDFLARE) {
        enum carom_result result = read_request_url(&decider);
        if (result != CAROM_OK)
            return fail(out, result);
    }
    return decide_by_rules(&decider);
}
