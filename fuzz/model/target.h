/*
 * A target as a rule writes it: where its authority ends, whether a capture stands in that, and where
 * it may then lead.
 */
#ifndef FUZZ_MODEL_TARGET_H
#define FUZZ_MODEL_TARGET_H

#include "model/rules.h"
#include "model/uri.h"

bool model_is_absolute(struct model_view target);
/* Whether a token is a target, by how it begins. */
bool model_is_target(struct model_view token);
/* Whether a target of a rule, whose captures are known, is a valid one. */
bool model_check_target(struct model_arena *arena, const struct model_rule *rule,
                        struct model_view target);
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
/*
 * The captured name that begins with the `:` at an index; of several the longest.
 * Returns: its length with the colon; 0: none does, and *index is unspecified.
 */
size_t model_name_at(const struct model_rule *rule, struct model_view text, size_t at,
                     size_t *index);
/* A target with what a URI may not hold percent-encoded; captured names stay as they are. */
struct model_view model_normal_target(struct model_arena *arena, const struct model_rule *rule,
                                      struct model_view target);
/* What a target is made of behind its authority: text, an escape or a byte at a time; the `?` or `#`
 * that a query or a fragment begins with; and captures. */
enum model_piece_of_target { MODEL_PIECE_TEXT, MODEL_PIECE_DELIMITER, MODEL_PIECE_CAPTURE };

struct model_target_piece {
    enum model_piece_of_target kind;
    struct model_view text;
    enum model_place place; /* where it stands; of a delimiter: what it begins */
    size_t capture;         /* its index */
};

struct model_target_cursor {
    struct model_view target;
    size_t at;
    enum model_place place;
};

struct model_target_cursor model_target_begin(struct model_view target);
/* Returns: false at the end. */
bool model_target_next(struct model_target_cursor *cursor, const struct model_rule *rule,
                       struct model_target_piece *piece);

/*
 * Counts the targets of a rule that are open without a list of hosts. Returns: false when one of them
 * has no host to keep to, or when there is a list and none is open.
 */
bool model_check_open_targets(struct model_arena *arena, struct model_rule *rule);

#endif
