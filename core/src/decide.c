#include "carom/decide.h"

#include "carom/status.h"

#include "chars.h"
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

/* The request's own URL, in the parts that a Location can repeat. */
struct effective_uri {
    struct carom_view scheme;    /* may be empty */
    struct carom_view authority; /* may be empty */
    struct carom_view target;    /* origin-form: path and query */
};

static size_t absolute_scheme_len(struct carom_view target)
{
    if (target.len >= 7 && carom_equal_nocase(carom_view_of(target.ptr, 7), CAROM_LITERAL("http://")))
        return 4;
    if (target.len >= 8 &&
        carom_equal_nocase(carom_view_of(target.ptr, 8), CAROM_LITERAL("https://")))
        return 5;
    return 0;
}

/*
 * The effective request URI (RFC 9112 §3.3). A target in absolute-form takes the place of
 * scheme and Host (§3.2.2); one without a path stands for `/`.
 */
static struct effective_uri effective_uri(const struct carom_request *request)
{
    struct effective_uri uri = {request->scheme, request->authority, request->target};
    size_t scheme_len = absolute_scheme_len(request->target);
    if (scheme_len == 0)
        return uri;
    struct carom_view target = request->target;
    size_t start = scheme_len + 3;
    size_t end = start;
    while (end < target.len && target.ptr[end] != '/' && target.ptr[end] != '?')
        end++;
    uri.scheme = carom_view_of(target.ptr, scheme_len);
    uri.authority = carom_view_of(target.ptr + start, end - start);
    uri.target = carom_view_of(target.ptr + end, target.len - end);
    if (uri.target.len == 0)
        uri.target = CAROM_LITERAL("/");
    return uri;
}

/* Whether a request-target is one that rules do not speak of: `*`, and CONNECT's authority. */
static bool is_outside_rules(const struct carom_request *request)
{
    return carom_view_equal(request->method, CAROM_LITERAL("CONNECT")) ||
           carom_view_equal(request->target, CAROM_LITERAL("*"));
}

static struct carom_lookup lookup_of(struct carom_view method, struct carom_view target)
{
    struct carom_lookup lookup = {method, target, false, {NULL, 0}};
    const char *question = memchr(target.ptr, '?', target.len);
    if (question != NULL) {
        size_t path_len = (size_t)(question - target.ptr);
        lookup.path.len = path_len;
        lookup.has_query = true;
        lookup.query = carom_view_of(question + 1, target.len - path_len - 1);
    }
    return lookup;
}

/* Whether a location is the URL of the request itself. */
static bool is_own_url(const struct effective_uri *uri, struct carom_view location)
{
    if (location.len > 0 && location.ptr[0] == '/')
        return carom_view_equal(location, uri->target);
    struct carom_view prefix[] = {uri->scheme, CAROM_LITERAL("://"), uri->authority};
    if (uri->scheme.len == 0 || uri->authority.len == 0)
        return false;
    for (size_t i = 0; i < sizeof prefix / sizeof prefix[0]; i++) {
        size_t len = prefix[i].len;
        if (location.len < len ||
            !carom_equal_nocase(carom_view_of(location.ptr, len), prefix[i]))
            return false;
        location = carom_view_of(location.ptr + len, location.len - len);
    }
    /* An absolute URL without a path is the one with `/` (RFC 9110 §4.2.3). */
    if (location.len == 0)
        return carom_view_equal(uri->target, CAROM_LITERAL("/"));
    return carom_view_equal(location, uri->target);
}

/*
 * Whether a redirect would only bring the agent back with the same request. After a 303 to
 * anything but GET or HEAD the next request is another one (RFC 9110 §15.4.4).
 */
static bool would_loop(const struct carom_request *request, const struct effective_uri *uri,
                       uint16_t status, struct carom_view location)
{
    if (status == 303 && !carom_view_equal(request->method, CAROM_LITERAL("GET")) &&
        !carom_view_equal(request->method, CAROM_LITERAL("HEAD")))
        return false;
    return is_own_url(uri, location);
}

static enum carom_action action_of(uint16_t status)
{
    if (carom_status_is_redirect(status))
        return CAROM_ACTION_REDIRECT;
    return status == 200 ? CAROM_ACTION_REWRITE : CAROM_ACTION_REFUSE;
}

/* Writes one target to the scratch buffer and tells where it stands. */
static enum carom_result expand(const struct carom_rules *rules, const struct carom_lookup *lookup,
                                const struct carom_match *match, uint32_t target,
                                struct carom_buf *scratch, struct carom_view *out)
{
    size_t start = scratch->len;
    enum carom_result result = carom_rules_expand(rules, lookup, match, target, true, scratch);
    if (result == CAROM_OK)
        *out = put_since(scratch, start);
    return result == CAROM_ERR_NOSPACE ? CAROM_OK : result;
}

static enum carom_result expand_alternates(const struct carom_rules *rules,
                                           const struct carom_lookup *lookup,
                                           const struct carom_match *match,
                                           const struct carom_rule *rule,
                                           struct carom_buf *scratch, struct carom_decision *out)
{
    out->alternate_count = rule->alternate_count;
    for (uint32_t i = 0; i < rule->alternate_count; i++) {
        enum carom_result result =
            expand(rules, lookup, match, i + 1, scratch, &out->alternates[i]);
        if (result != CAROM_OK)
            return result;
    }
    return CAROM_OK;
}

static void describe(struct carom_decision *out, const struct carom_rule *rule, uint32_t index)
{
    out->action = action_of(rule->status);
    out->status = rule->status;
    out->force = rule->force;
    out->has_rule = true;
    out->rule = index;
    out->line = rule->line;
    out->max_age_s = rule->max_age_s;
    out->reason = rule->reason;
    out->methods = rule->methods;
}

/* The decision by one rule that matched; *passed_over when it would only loop. */
static enum carom_result decide_by(const struct carom_rules *rules,
                                   const struct carom_request *request,
                                   const struct effective_uri *uri,
                                   const struct carom_lookup *lookup,
                                   const struct carom_match *match, struct carom_buf *scratch,
                                   struct carom_decision *out, bool *passed_over)
{
    struct carom_rule rule;
    enum carom_result result = carom_rules_rule(rules, match->rule, &rule);
    if (result != CAROM_OK)
        return CAROM_ERR_IMAGE;
    scratch->len = 0;
    *passed_over = false;
    describe(out, &rule, match->rule);
    if (rule.to.len > 0)
        result = expand(rules, lookup, match, 0, scratch, &out->location);
    if (result != CAROM_OK)
        return result;
    if (out->action == CAROM_ACTION_REDIRECT && put_result(scratch) == CAROM_OK &&
        would_loop(request, uri, rule.status, out->location)) {
        *passed_over = true;
        return CAROM_OK;
    }
    result = expand_alternates(rules, lookup, match, &rule, scratch, out);
    return result == CAROM_OK ? put_result(scratch) : result;
}

static void clear(struct carom_decision *out)
{
    memset(out, 0, sizeof *out);
    out->max_age_s = -1;
}

enum carom_result carom_decide(const struct carom_rules *rules, const struct carom_request *request,
                               struct carom_buf *scratch, struct carom_decision *out)
{
    clear(out);
    scratch->len = 0;
    if (is_outside_rules(request))
        return CAROM_OK;
    struct effective_uri uri = effective_uri(request);
    if (uri.target.len == 0 || (uri.target.ptr[0] != '/' && uri.target.ptr == request->target.ptr)) {
        out->action = CAROM_ACTION_REFUSE;
        out->status = 400;
        return CAROM_OK;
    }
    struct carom_lookup lookup = lookup_of(request->method, uri.target);
    if (lookup.path.len == 0) /* http://host?query */
        lookup.path = CAROM_LITERAL("/");
    struct carom_match match;
    for (uint32_t first = 0; carom_rules_match(rules, &lookup, first, &match);
         first = match.rule + 1) {
        bool passed_over = false;
        enum carom_result result =
            decide_by(rules, request, &uri, &lookup, &match, scratch, out, &passed_over);
        size_t needed = scratch->len;
        if (result == CAROM_OK && !passed_over)
            return CAROM_OK;
        clear(out);
        scratch->len = result == CAROM_ERR_NOSPACE ? needed : 0;
        if (result != CAROM_OK)
            return result;
    }
    return CAROM_OK;
}
