/*
 * A model of the decision: a linear scan over the rules, written from the contracts in
 * carom/rules.h and carom/decide.h.
 */
#ifndef FUZZ_MODEL_DECIDE_H
#define FUZZ_MODEL_DECIDE_H

#include "model/match.h"

struct model_request {
    struct model_view method;
    struct model_view scheme;
    struct model_view authority;
    struct model_view target;
    struct model_view country;
    const struct model_field *fields;
    size_t field_count;
};

enum model_action { MODEL_NONE, MODEL_REDIRECT, MODEL_REWRITE, MODEL_REFUSE };

struct model_decision {
    enum model_action action;
    int status; /* 400: no rule can speak of the request, or `rule` refuses its captures */
    const struct model_rule *rule; /* NULL when no rule decided */
    size_t index;
    struct model_view location;
    struct model_view alternates[MODEL_ALTERNATES_MAX];
};

/* What a request asks for: a path, `*` or CONNECT's authority, or nothing that has a meaning. */
enum model_form_of_target { MODEL_TARGET_HAS_PATH, MODEL_TARGET_IS_NO_PATH, MODEL_TARGET_IS_BAD };

/* What the rules look at; out->path and out->query are set only when the target has a path. */
enum model_form_of_target model_look_up(struct model_arena *arena, enum model_dialect dialect,
                                        const struct model_request *request,
                                        struct model_lookup *out);

void model_decide(struct model_arena *arena, const struct model_rules *rules,
                  const struct model_request *request, struct model_decision *out);

#endif
