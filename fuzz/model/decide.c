#include "model/decide.h"

#include "model/cloudflare.h"
#include "model/expand.h"
#include "model/netlify.h"
#include "model/target.h"

/* ---- the request-target ---- */

/* Cuts at the first `?`; a URL without a path is the one with `/` (RFC 9110, section 4.2.3). */
static void read_path(struct model_view target, struct model_lookup *out)
{
    size_t question = model_find(target, 0, '?');

    out->path = question > 0 ? model_part(target, 0, question) : model_literal("/");
    out->has_query = question < target.len;
    out->query = model_from(target, question + 1);
}

/* The request's path and query as an agent would write them in a reference. */
static struct model_view own_target(struct model_arena *arena, const struct model_lookup *lookup)
{
    struct model_text text = model_text_of(arena);

    model_put(&text, lookup->path);
    if (lookup->has_query) {
        model_put_byte(&text, '?');
        model_put(&text, lookup->query);
    }
    return model_text_view(&text);
}

/* The absolute-form, whose authority counts and not Host's (RFC 9112, section 3.2.2). */
static bool read_absolute_form(struct model_view target, struct model_lookup *out)
{
    size_t colon = model_find(target, 0, ':');
    struct model_view scheme = model_part(target, 0, colon);
    size_t start = colon + 3;
    size_t end = start;

    if (!model_begins_at(target, colon, "://") ||
        (!model_same_ignoring_case(scheme, model_literal("http")) &&
         !model_same_ignoring_case(scheme, model_literal("https"))))
        return false;
    while (end < target.len && target.ptr[end] != '/' && target.ptr[end] != '?')
        end++;
    out->scheme = scheme;
    out->authority = model_part(target, start, end);
    read_path(model_from(target, end), out);
    /* A fragment is never sent, and userinfo is to be treated as an error (RFC 9110 section 4.2.4). */
    if (model_find(out->authority, 0, '#') < out->authority.len ||
        model_find(out->authority, 0, '@') < out->authority.len)
        return false;
    /* RFC 9110 section 4.2.1: a recipient must reject a URI with an empty host. */
    return end > start && out->authority.ptr[0] != ':';
}

static bool is_token(struct model_view method)
{
    for (size_t i = 0; i < method.len; i++) {
        if (!model_is_tchar(method.ptr[i]))
            return false;
    }
    return method.len > 0;
}

enum model_form_of_target model_look_up(struct model_arena *arena, enum model_dialect dialect,
                                        const struct model_request *request,
                                        struct model_lookup *out)
{
    *out = (struct model_lookup){.method = request->method,
                                 .scheme = request->scheme,
                                 .authority = request->authority,
                                 .country = request->country,
                                 .fields = request->fields,
                                 .field_count = request->field_count};
    if (!is_token(request->method))
        return MODEL_TARGET_IS_BAD;
    if (model_is(request->method, "CONNECT") || model_is(request->target, "*"))
        return MODEL_TARGET_IS_NO_PATH;
    if (model_begins(request->target, "/"))
        read_path(request->target, out);
    else if (!read_absolute_form(request->target, out))
        return MODEL_TARGET_IS_BAD;
    if (dialect == MODEL_CLOUDFLARE)
        model_cloudflare_look_up(arena, own_target(arena, out), out);
    return MODEL_TARGET_HAS_PATH;
}

/* ---- the decision ---- */

/* Takes the request's own scheme and authority off an absolute location. */
static bool take_own_origin(const struct model_lookup *lookup, struct model_view *location)
{
    size_t colon = model_find(*location, 0, ':');
    struct model_view scheme = model_part(*location, 0, colon);
    struct model_view rest = model_from(*location, colon + 3);
    size_t end = 0;

    while (end < rest.len && rest.ptr[end] != '/' && rest.ptr[end] != '?')
        end++;
    *location = model_from(rest, end);
    return model_same_ignoring_case(scheme, lookup->scheme) &&
           model_same_ignoring_case(model_without_default_port(scheme, model_part(rest, 0, end)),
                                    model_without_default_port(lookup->scheme, lookup->authority));
}

/*
 * Whether a location is the URL of the request: byte for byte but for the case of scheme and host,
 * for a port that the scheme implies, and without its fragment, which an agent does not send.
 */
static bool is_own_url(struct model_arena *arena, const struct model_lookup *lookup,
                       struct model_view location)
{
    struct model_view plain = model_part(location, 0, model_find(location, 0, '#'));
    struct model_lookup there;

    if (!model_begins(plain, "/") && !take_own_origin(lookup, &plain))
        return false;
    read_path(plain, &there);
    return model_same(own_target(arena, lookup), own_target(arena, &there));
}

static bool would_loop(struct model_arena *arena, const struct model_lookup *lookup, int status,
                       struct model_view location)
{
    bool is_safe = model_is(lookup->method, "GET") || model_is(lookup->method, "HEAD");

    return (status != 303 || is_safe) && is_own_url(arena, lookup, location);
}

/* Whether no open target of a rule leads to a host that it may not lead to. */
static bool keeps_hosts(struct model_arena *arena, const struct model_rule *rule,
                        const struct model_captures *captures)
{
    for (size_t i = 0; i <= rule->alternate_count; i++) {
        struct model_view target = i == 0 ? rule->to : rule->alternates[i - 1];
        struct model_view written =
            model_fill(arena, rule, model_authority(target), captures->values);
        if (model_is_open(rule, target) && !model_may_lead_to(arena, rule, target, written))
            return false;
    }
    return true;
}

enum answer { PASSED_OVER, DECIDED, NOBODY_DECIDES };

/* What a rule that matches decides. */
static enum answer answer_by(struct model_arena *arena, const struct model_rule *rule,
                             const struct model_lookup *lookup,
                             const struct model_captures *captures, struct model_decision *out)
{
    bool redirects = model_is_redirect(rule->status);

    out->rule = rule;
    if (!keeps_hosts(arena, rule, captures)) {
        out->action = MODEL_REFUSE;
        out->status = 400;
        return DECIDED;
    }
    if (rule->to.len > 0)
        out->location = model_expand(arena, rule, captures, lookup, rule->to);
    if (rule->dialect == MODEL_CAROM && redirects &&
        would_loop(arena, lookup, rule->status, out->location))
        return PASSED_OVER;
    for (size_t i = 0; i < rule->alternate_count; i++)
        out->alternates[i] = model_expand(arena, rule, captures, lookup, rule->alternates[i]);
    out->action = redirects ? MODEL_REDIRECT : rule->status == 200 ? MODEL_REWRITE : MODEL_REFUSE;
    out->status = rule->status;
    return DECIDED;
}

/* Whether a rule has the request's scheme, host and path, whatever it asks for besides. */
static bool has_path(enum model_mismatch mismatch)
{
    return mismatch != MODEL_REPEATED && mismatch != MODEL_OTHER_SCHEME &&
           mismatch != MODEL_OTHER_HOST && mismatch != MODEL_OTHER_PATH;
}

static enum answer decide_by(struct model_arena *arena, const struct model_rule *rule,
                             const struct model_lookup *lookup, struct model_decision *out)
{
    struct model_captures captures = {0, {{NULL, 0}}};
    enum model_mismatch mismatch = model_match(arena, rule, lookup, &captures);

    if (rule->dialect == MODEL_NETLIFY && has_path(mismatch) &&
        model_netlify_loops(arena, rule, lookup, &captures))
        return NOBODY_DECIDES;
    if (mismatch != MODEL_MATCHES)
        return PASSED_OVER;
    return answer_by(arena, rule, lookup, &captures, out);
}

void model_decide(struct model_arena *arena, const struct model_rules *rules,
                  const struct model_request *request, struct model_decision *out)
{
    const struct model_decision none = {0};
    struct model_lookup lookup;
    enum model_form_of_target form = model_look_up(arena, rules->dialect, request, &lookup);
    enum answer answer = PASSED_OVER;

    *out = none;
    if (form == MODEL_TARGET_IS_BAD) {
        out->action = MODEL_REFUSE;
        out->status = 400;
    }
    if (form != MODEL_TARGET_HAS_PATH)
        return;
    for (size_t i = 0; i < rules->count && answer == PASSED_OVER; i++) {
        *out = none;
        out->index = i;
        answer = decide_by(arena, rules->rules[i], &lookup, out);
    }
    if (answer != DECIDED)
        *out = none;
}
