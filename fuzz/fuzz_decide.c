/*
 * Fuzzes carom_decide, carom_rules_match and carom_rules_try with any rules in any dialect and any
 * request.
 *
 * Oracles: the independent model decides the same; the index finds the rule, and its captures, that
 * asking each rule alone finds, from the first rule on and again behind each match; what was not asked
 * for makes no difference; a location holds only what RFC 3986 allows in a
 * URI reference and keeps the origin that the rule names; the same call gives the same answer with
 * any size of buffer.
 */
#include "asked_check.h"
#include "bridge.h"
#include "case.h"
#include "index_check.h"
#include "support.h"

#include "carom/status.h"
#include "model/target.h"
#include "model/uri.h"
#include "model/url.h"

#include <string.h>

struct call {
    const struct carom_rules *rules;
    const struct carom_request *request;
    struct carom_decision *decision;
};

static enum carom_result write_decision(const void *ctx, struct carom_buf *out)
{
    const struct call *call = ctx;

    memset(call->decision, 0xA5, sizeof *call->decision);
    enum carom_result result = carom_decide(call->rules, call->request, out, call->decision);
    if (result != CAROM_OK) {
        FUZZ_ASSERT(call->decision->action == CAROM_ACTION_NONE && call->decision->status == 0);
        FUZZ_ASSERT(!call->decision->has_rule && call->decision->location.len == 0);
        FUZZ_ASSERT(call->decision->alternate_count == 0);
    }
    return result;
}

/* ---- against the model ---- */

static void check_nothing_is_offered(const struct carom_decision *decision)
{
    FUZZ_ASSERT(decision->location.len == 0 && decision->alternate_count == 0);
    FUZZ_ASSERT(decision->max_age_s == -1 && decision->reason.len == 0);
}

static void compare_rule(const struct carom_decision *decision, const struct model_decision *model)
{
    const struct model_rule *rule = model->rule;

    FUZZ_ASSERT_NUMBER("rule", decision->rule, model->index);
    FUZZ_ASSERT_NUMBER("line", decision->line, rule->line);
    FUZZ_ASSERT_NUMBER("force", decision->force, rule->force);
    FUZZ_ASSERT_SAME("methods", decision->methods, to_core(rule->methods));
    if (model->status == 400) {
        check_nothing_is_offered(decision);
        return;
    }
    FUZZ_ASSERT_NUMBER("max_age_s", decision->max_age_s, rule->max_age_s);
    FUZZ_ASSERT_SAME("reason", decision->reason, to_core(rule->reason));
    FUZZ_ASSERT_SAME("location", decision->location, to_core(model->location));
    FUZZ_ASSERT_NUMBER("alternate_count", decision->alternate_count, rule->alternate_count);
    for (size_t i = 0; i < decision->alternate_count; i++)
        FUZZ_ASSERT_SAME("an alternate", decision->alternates[i], to_core(model->alternates[i]));
}

static void compare(const struct carom_decision *decision, const struct model_decision *model)
{
    static const enum carom_action actions[] = {
        [MODEL_NONE] = CAROM_ACTION_NONE,
        [MODEL_REDIRECT] = CAROM_ACTION_REDIRECT,
        [MODEL_REWRITE] = CAROM_ACTION_REWRITE,
        [MODEL_REFUSE] = CAROM_ACTION_REFUSE,
    };

    FUZZ_ASSERT_NUMBER("action", decision->action, actions[model->action]);
    FUZZ_ASSERT_NUMBER("status", decision->status, model->status);
    FUZZ_ASSERT_NUMBER("has_rule", decision->has_rule, model->rule != NULL);
    if (model->rule) {
        compare_rule(decision, model);
        return;
    }
    check_nothing_is_offered(decision);
    FUZZ_ASSERT(!decision->force && decision->rule == 0 && decision->line == 0);
}

/* ---- what must hold whatever the model says ---- */

/* Only a host and a port, and one that the rule allows. */
static void check_open_location(struct carom_view location, const struct model_rule *rule,
                                struct model_view target)
{
    struct model_arena arena = {NULL};
    struct model_view authority = model_authority(to_model(location));
    size_t scheme_len = model_find(target, 0, ':');

    FUZZ_ASSERT(location.len > scheme_len);
    FUZZ_ASSERT_SAME("the scheme of a location", carom_view_of(location.ptr, scheme_len),
                     carom_view_of(target.ptr, scheme_len));
    for (size_t i = 0; i < authority.len; i++)
        FUZZ_ASSERT(model_is_alpha(authority.ptr[i]) || model_is_digit(authority.ptr[i]) ||
                    model_is_one_of(authority.ptr[i], "-.:"));
    FUZZ_ASSERT(model_may_lead_to(&arena, rule, target, authority));
    model_arena_free(&arena);
}

static void check_location(struct carom_view location, const struct model_rule *rule,
                           struct model_view target)
{
    size_t origin_len = model_origin_len(target);

    FUZZ_ASSERT(model_is_reference(to_model(location)));
    if (model_is_open(rule, target)) {
        check_open_location(location, rule, target);
        return;
    }
    FUZZ_ASSERT(location.len >= (origin_len > 0 ? origin_len : 1));
    if (origin_len == 0) {
        FUZZ_ASSERT(location.ptr[0] == '/');
        FUZZ_ASSERT(location.len == 1 || (location.ptr[1] != '/' && location.ptr[1] != '\\'));
        return;
    }
    FUZZ_ASSERT_SAME("the origin of a location", carom_view_of(location.ptr, origin_len),
                     carom_view_of(target.ptr, origin_len));
    FUZZ_ASSERT(location.len == origin_len || memchr("/?#", location.ptr[origin_len], 3));
}

/* The URL that a rule's paths are resolved against in cloudflare; any will do when it is no URL. */
static struct model_url base_of(struct model_arena *arena, const struct model_request *request)
{
    struct model_text text = model_text_of(arena);
    struct model_lookup lookup;
    struct model_url base;

    (void)model_look_up(arena, MODEL_CLOUDFLARE, request, &lookup);
    model_put(&text, model_literal("https://"));
    model_put(&text, lookup.authority);
    if (model_url_parse(arena, model_text_view(&text), NULL, NULL, &base) != MODEL_URL_NO_FAILURE)
        (void)model_url_parse(arena, model_literal("https://h"), NULL, NULL, &base);
    return base;
}

static struct carom_view origin_of(struct model_arena *arena, struct model_view reference,
                                   const struct model_url *base)
{
    struct model_url url;

    FUZZ_ASSERT(model_url_parse(arena, reference, base, NULL, &url) == MODEL_URL_NO_FAILURE);
    return to_core(model_url_origin(arena, &url, NULL));
}

/* What leads to the request's own site may be a path alone; anything else keeps its origin. */
static void check_location_of_cloudflare(struct carom_view location, const struct model_rule *rule,
                                         const struct model_request *request)
{
    struct model_arena arena = {NULL};
    struct model_url base = base_of(&arena, request);
    struct model_view to = model_fill(&arena, rule, rule->to, NULL);
    struct model_view origin = model_part(to, 0, model_origin_len(to));

    FUZZ_ASSERT(model_is_reference(to_model(location)));
    FUZZ_ASSERT_SAME("the origin of a location", origin_of(&arena, to_model(location), &base),
                     origin_of(&arena, origin.len > 0 ? origin : model_literal("/"), &base));
    model_arena_free(&arena);
}

static void check_locations(const struct carom_decision *decision, const struct model_rule *rule,
                            const struct model_request *request)
{
    if (decision->location.len > 0 && rule->dialect == MODEL_CLOUDFLARE)
        check_location_of_cloudflare(decision->location, rule, request);
    else if (decision->location.len > 0)
        check_location(decision->location, rule, rule->to);
    for (size_t i = 0; i < decision->alternate_count; i++)
        check_location(decision->alternates[i], rule, rule->alternates[i]);
    bool redirects = decision->action == CAROM_ACTION_REDIRECT;
    FUZZ_ASSERT(redirects == carom_status_is_redirect(decision->status));
    FUZZ_ASSERT(!redirects || decision->location.len > 0);
    if (decision->action == CAROM_ACTION_REWRITE)
        FUZZ_ASSERT(decision->status == 200 &&
                    (decision->location.ptr[0] == '/' || rule->dialect == MODEL_NETLIFY));
}

static void check_action_name(const struct carom_decision *decision)
{
    static const char *const names[] = {"none", "redirect", "rewrite", "refuse"};
    const char *name = names[decision->action];

    FUZZ_ASSERT(
        carom_view_equal(carom_action_name(decision->action), carom_view_of(name, strlen(name))));
}

static void decide(const struct fuzz_case *test, const struct carom_rules *rules)
{
    struct carom_decision decision;
    struct model_decision model;
    struct model_arena arena = {NULL};
    struct call call = {rules, &test->request, &decision};
    struct model_request request = fuzz_case_request(test);
    struct carom_buf scratch = fuzz_write_enough(write_decision, &call);

    model_decide(&arena, &test->model, &request, &model);
    compare(&decision, &model);
    if (decision.has_rule)
        check_locations(&decision, model.rule, &request);
    check_action_name(&decision);
    check_asked(test, rules, &decision);
    fuzz_buf_release(&scratch);
    model_arena_free(&arena);
}

/* ---- the index ---- */

static void find(const struct fuzz_case *test, const struct carom_rules *rules)
{
    struct model_arena arena = {NULL};
    struct model_request request = fuzz_case_request(test);
    struct model_lookup lookup;

    if (model_look_up(&arena, fuzz_model_dialect(test->dialect), &request, &lookup) ==
        MODEL_TARGET_HAS_PATH)
        check_index(rules, &test->model, &lookup);
    model_arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_case test;
    struct fuzz_memory memory = {0};
    struct carom_rules rules;

    fuzz_case_read(carom_view_of((const char *)data, size), &test);
    FUZZ_ASSERT(
        fuzz_compile(carom_view_of(test.rules, test.rules_len), test.dialect, &memory, &rules));
    find(&test, &rules);
    decide(&test, &rules);
    fuzz_rules_release(&rules, &memory);
    fuzz_case_release(&test);
    return 0;
}
