/*
 * A model of the rules file, dialect `carom`: written from the grammar in carom/rules.h, plainly.
 */
#ifndef FUZZ_MODEL_RULES_H
#define FUZZ_MODEL_RULES_H

#include "model/text.h"

#include <stdint.h>

enum { MODEL_CAPTURES_MAX = 32, MODEL_PAIRS_MAX = 16, MODEL_ALTERNATES_MAX = 8 };

struct model_pair {
    struct model_view key;   /* canonical */
    struct model_view value; /* canonical; a captured one is the name */
    bool captures;
};

struct model_rule {
    uint32_t line;
    int status;
    bool force;
    struct model_view from; /* canonical */
    struct model_view to;   /* as it was written; empty when a refusal has none */
    size_t pair_count;
    struct model_pair pairs[MODEL_PAIRS_MAX];
    size_t name_count;
    struct model_view names[MODEL_CAPTURES_MAX]; /* what the rule captures */
    size_t alternate_count;
    struct model_view alternates[MODEL_ALTERNATES_MAX]; /* as they were written */
    struct model_view methods;
    struct model_view reason;        /* decoded */
    int64_t max_age_s;               /* -1: none */
    struct model_view allowed_hosts; /* as Allow-Host was written */
    size_t warning_count; /* of the targets whose host a request could choose without Allow-Host */
    bool has_methods;
    bool has_reason;
    bool has_allowed_hosts;
};

struct model_rules {
    size_t count;
    struct model_rule **rules;
    size_t bad_count;
    uint32_t *bad_lines; /* the numbers of the lines that are neither empty nor a rule */
};

/* Reads a whole text; everything in *out lives in the arena. */
void model_rules_read(struct model_arena *arena, struct model_view text, struct model_rules *out);

/* Whether a segment is `:` and a name, nothing else. */
bool model_is_placeholder(struct model_view segment);
/* The length of the name that begins at an index: `[A-Za-z_][A-Za-z0-9_]*`; 0 when none does. */
size_t model_name_len(struct model_view view, size_t at);
/* Where a target's authority ends; 0 for a target that begins with `/`. */
size_t model_origin_len(struct model_view target);
/* Whether a target has a capture in its authority. */
bool model_is_open(const struct model_rule *rule, struct model_view target);
/* A text with each captured name replaced by its value; by nothing when `values` is NULL. */
struct model_view model_fill(struct model_arena *arena, const struct model_rule *rule,
                             struct model_view text, const struct model_view *values);
/* Whether an open target of a rule may have this authority. */
bool model_may_lead_to(struct model_arena *arena, const struct model_rule *rule,
                       struct model_view target, struct model_view authority);
/* A target's authority as it is written. */
struct model_view model_authority(struct model_view target);
/* A target with what a URI may not hold percent-encoded; names stay as they are. */
struct model_view model_normal_target(struct model_arena *arena, struct model_view target);
bool model_is_redirect(int status);
bool model_is_refusal(int status);
bool model_is_utf8(struct model_view view);

#endif
