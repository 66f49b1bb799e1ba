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

/* Asks one rule alone, and the model. Returns: whether it matches. */
static bool try_rule(const struct carom_rules *rules, const struct carom_lookup *lookup,
                     uint32_t index, const struct model_rule *model,
                     const struct model_lookup *model_lookup, struct carom_match *match)
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
    struct model_arena arena = {NULL};
    struct model_captures captures = {0};
    enum carom_mismatch why;

    FUZZ_ASSERT(carom_rules_try(rules, lookup, index, match, &why) == CAROM_OK);
    enum model_mismatch expected = model_match(&arena, model, model_lookup, &captures);
    FUZZ_ASSERT_NUMBER("why a rule does not match", why, mismatches[expected]);
    if (why == CAROM_MISMATCH_NONE) {
        FUZZ_ASSERT_NUMBER("the rule that was tried", match->rule, index);
        check_captures(match, &captures);
    } else {
        FUZZ_ASSERT_NUMBER("captures of a mismatch", match->capture_count, 0);
    }
    model_arena_free(&arena);
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

static void scan(const struct carom_rules *rules, const struct carom_lookup *lookup,
                 const struct model_rules *model, const struct model_lookup *model_lookup)
{
    uint32_t count = carom_rules_count(rules);
    struct carom_match found, scanned;
    uint32_t first = 0;

    for (uint32_t i = 0; i < count; i++) {
        if (!try_rule(rules, lookup, i, model->rules[i], model_lookup, &scanned))
            continue;
        FUZZ_ASSERT_NUMBER("whether the index finds a rule",
                           carom_rules_match(rules, lookup, first, &found), true);
        assert_same_match(&found, &scanned);
        first = i + 1;
    }
    FUZZ_ASSERT_NUMBER("whether the index finds one more",
                       carom_rules_match(rules, lookup, first, &found), false);
    FUZZ_ASSERT_NUMBER("captures of no match", found.capture_count, 0);
    FUZZ_ASSERT(!carom_rules_match(rules, lookup, count, &found));
}

void check_index(const struct carom_rules *rules, const struct model_rules *model,
                 const struct model_lookup *model_lookup)
{
    struct carom_field fields[FUZZ_FIELDS_MAX];
    struct carom_view path = fuzz_copy(to_core(model_lookup->path));
    struct carom_view query = fuzz_copy(to_core(model_lookup->query));
    struct carom_lookup lookup = {to_core(model_lookup->method),    to_core(model_lookup->scheme),
                                  to_core(model_lookup->authority), path,
                                  model_lookup->has_query,          query,
                                  to_core(model_lookup->country),   fields,
                                  model_lookup->field_count};

    for (size_t i = 0; i < model_lookup->field_count; i++)
        fields[i] = (struct carom_field){to_core(model_lookup->fields[i].name),
                                         to_core(model_lookup->fields[i].value)};
    scan(rules, &lookup, model, model_lookup);
    fuzz_release(query);
    fuzz_release(path);
}
