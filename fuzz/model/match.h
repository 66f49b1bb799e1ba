/*
 * A model of whether a rule matches a request: its host, path, query and conditions, one after the
 * other. Written from the contracts in carom/rules.h, plainly.
 */
#ifndef FUZZ_MODEL_MATCH_H
#define FUZZ_MODEL_MATCH_H

#include "model/http.h"
#include "model/rules.h"

/* What of a request the rules look at; `query` counts only with has_query. */
struct model_lookup {
    struct model_view method;
    struct model_view scheme;
    struct model_view authority;
    struct model_view path;
    bool has_query;
    struct model_view query;
    struct model_view country;
    const struct model_field *fields;
    size_t field_count;
};

struct model_captures {
    size_t count;
    struct model_view values[MODEL_CAPTURES_MAX];
};

/* Why a rule does not match: the first that fails, in this order. */
enum model_mismatch {
    MODEL_MATCHES,
    MODEL_OTHER_SCHEME,
    MODEL_OTHER_HOST,
    MODEL_OTHER_PATH,
    MODEL_OTHER_METHOD,
    MODEL_OTHER_QUERY,
    MODEL_OTHER_COUNTRY,
    MODEL_OTHER_LANGUAGE,
    MODEL_NO_COOKIE,
    MODEL_UNKNOWN_CONDITION,
    MODEL_REPEATED /* asked first */
};

/* In: *captures is empty. Out: it is what the rule captures, when it matches. */
enum model_mismatch model_match(struct model_arena *arena, const struct model_rule *rule,
                                const struct model_lookup *lookup, struct model_captures *captures);

/* An authority as it is compared: without a port that the scheme implies. */
struct model_view model_without_default_port(struct model_view scheme, struct model_view authority);

#endif
