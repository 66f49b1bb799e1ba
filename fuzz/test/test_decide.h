/*
 * Rules, a request, and what is to be decided.
 */
#ifndef FUZZ_TEST_DECIDE_H
#define FUZZ_TEST_DECIDE_H

#include "test_model.h"

#include "model/decide.h"

struct vector {
    const char *rules;
    const char *method;
    const char *target; /* of a request to https://h from nowhere, with nothing but a target */
    int status;         /* 0: no rule has a say */
    const char *location;
};

static inline void assert_decision(enum model_dialect dialect, const struct vector *vector)
{
    struct model_arena arena = {NULL};
    struct model_rules rules;
    struct model_decision decision;
    struct model_request request = {.method = model_literal(vector->method),
                                    .scheme = model_literal("https"),
                                    .authority = model_literal("h"),
                                    .target = model_literal(vector->target)};

    model_rules_read(&arena, dialect, model_literal(vector->rules), &rules);
    assert_int_equal(rules.bad_count, 0);
    model_decide(&arena, &rules, &request, &decision);
    if (decision.status != vector->status)
        fail_msg("%s %s by %s: status %d", vector->method, vector->target, vector->rules,
                 decision.status);
    assert_text(decision.location, vector->location);
    model_arena_free(&arena);
}

#define ASSERT_DECISIONS_IN(dialect, vectors)                                                      \
    do {                                                                                           \
        for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors)[0]; i++)                          \
            assert_decision(dialect, &(vectors)[i]);                                               \
    } while (0)

/* Whether each line alone is a rule, or each is none. */
static inline void assert_lines_in(enum model_dialect dialect, const char *const *lines,
                                   size_t count, bool are_rules)
{
    for (size_t i = 0; i < count; i++) {
        struct model_arena arena = {NULL};
        struct model_rules rules;
        model_rules_read(&arena, dialect, model_literal(lines[i]), &rules);
        if (rules.count != are_rules || rules.bad_count != !are_rules)
            fail_msg("%s", lines[i]);
        model_arena_free(&arena);
    }
}

#endif
