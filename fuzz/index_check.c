#include "index_check.h"

#include "bridge.h"
#include "case.h"
#include "support.h"

#include <string.h>

/* ---- one rule ---- */

static void check_captures(const struct carom_match *match, const struct model_captures *captures)
{
    FUZZ_ASSERT_NUMBER("the number of captures", match->capture_count, captures->count);
    for (size_t i = 0; i < match->capture_count; i++)
        FUZZ_ASSERT_SAME("a capture", match->captures[i], to_core(captures->values[i]));
}

/* Both sides of a request, and room for what the model needs for one rule. */
struct requests {
    struct carom_lookup core;
    const struct model_lookup *model;
    struct model_arena arena;
};

/* Asks one rule alone, and the model. Returns: whether it matches. */
static bool try_rule(const struct carom_rules *rules, struct requests *requests, uint32_t index,
                     const struct model_rule *model, struct carom_match *match)
{
    static const enum carom_mismatch mismatches[] = {
        [MODEL_MATCHES] = CAROM_MISMATCH_NONE,
        [MODEL_OTHER_SCHEME] = CAROM_MISMATCH_SCHEME,
        [MODEL_OTHER_HOST] = CAROM_MISMATCH_HOST,
        [MODEL_OTHER_PATH] = CAROM_MISMATCH_PATH,
        [MODEL_OTHER_METHOD] = CAROM_MISMATCH_METHOD,
        [MODEL_OTHER_QUERY] = CAROM_MISMATCH_QUERY,
        [MODEL_OTHER_COUNTRY] = CAROM_MISMATCH_COUNTRY,
        [MODEL_OTHER_LANGUAGE] = CAROM_MISMATCH_LANGUAGE,
        [MODEL_NO_COOKIE] = CAROM_MISMATCH_COOKIE,
        [MODEL_UNKNOWN_CONDITION] = CAROM_MISMATCH_UNKNOWN,
        [MODEL_REPEATED] = CAROM_MISMATCH_SUPERSEDED,
    };
    struct model_captures captures = {.count = 0};
    enum carom_mismatch why;

    FUZZ_ASSERT(carom_rules_try(rules, &requests->core, index, match, &why) == CAROM_OK);
    enum model_mismatch expected = model_match(&requests->arena, model, requests->model, &captures);
    FUZZ_ASSERT_NUMBER("why a rule does not match", why, mismatches[expected]);
    if (why == CAROM_MISMATCH_NONE) {
        FUZZ_ASSERT_NUMBER("the rule that was tried", match->rule, index);
        check_captures(match, &captures);
    } else {
        FUZZ_ASSERT_NUMBER("captures of a mismatch", match->capture_count, 0);
    }
    model_arena_reset(&requests->arena);
    return why == CAROM_MISMATCH_NONE;
}

/* ---- the index ---- */

static void assert_same_match(const struct carom_match *found, const struct carom_match *scanned)
{
    FUZZ_ASSERT_NUMBER("the rule that the index finds", found->rule, scanned->rule);
    FUZZ_ASSERT_NUMBER("its number of captures", found->capture_count, scanned->capture_count);
    for (size_t i = 0; i < found->capture_count; i++) {
        FUZZ_ASSERT_SAME("its capture", found->captures[i], scanned->captures[i]);
        FUZZ_ASSERT(found->captures[i].len == 0 ||
                    found->captures[i].ptr == scanned->captures[i].ptr);
    }
}

static void scan(const struct carom_rules *rules, const struct model_rules *model,
                 struct requests *requests)
{
    const struct carom_lookup *lookup = &requests->core;
    uint32_t count = carom_rules_count(rules);
    struct carom_match found, scanned;
    uint32_t first = 0;

    for (uint32_t i = 0; i < count; i++) {
        if (!try_rule(rules, requests, i, model->rules[i], &scanned))
            continue;
        FUZZ_ASSERT_NUMBER("whether the index finds a rule",
                           carom_rules_match(rules, lookup, first, &found), true);
        assert_same_match(&found, &scanned);
        FUZZ_ASSERT((found.asked & ~carom_rules_asked(rules)) == 0);
        first = i + 1;
    }
    FUZZ_ASSERT_NUMBER("whether the index finds one more",
                       carom_rules_match(rules, lookup, first, &found), false);
    FUZZ_ASSERT_NUMBER("captures of no match", found.capture_count, 0);
    FUZZ_ASSERT(!carom_rules_match(rules, lookup, count, &found));
}

void check_index(const struct carom_rules *rules, const struct model_rules *model,
                 const struct model_lookup *lookup)
{
    struct carom_field fields[FUZZ_FIELDS_MAX];
    struct carom_view path = fuzz_copy(to_core(lookup->path));
    struct carom_view query = fuzz_copy(to_core(lookup->query));
    struct requests requests = {
        .core = {.method = to_core(lookup->method),
                 .scheme = to_core(lookup->scheme),
                 .authority = to_core(lookup->authority),
                 .path = path,
                 .has_query = lookup->has_query,
                 .query = query,
                 .country = to_core(lookup->country),
                 .fields = fields,
                 .field_count = lookup->field_count},
        .model = lookup,
    };

    for (size_t i = 0; i < lookup->field_count; i++)
        fields[i] =
            (struct carom_field){to_core(lookup->fields[i].name), to_core(lookup->fields[i].value)};
    scan(rules, model, &requests);
    model_arena_free(&requests.arena);
    fuzz_release(query);
    fuzz_release(path);
}
