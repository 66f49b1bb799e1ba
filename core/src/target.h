/*
 * A rule's target as it stands in the file: what is allowed, and the pieces it is made of.
 */
#ifndef CAROM_SRC_TARGET_H
#define CAROM_SRC_TARGET_H

#include "image.h"
#include "line.h"

/*
 * Whether a target that begins with `/`, `http://` or `https://` is one that a rule may have: its
 * authority is fixed and well-formed, and a relative one names no other authority.
 *
 * Returns: false: *token and *message say what is wrong.
 */
bool carom_target_check(const struct line_rule *rule, struct carom_view target,
                        struct carom_view *token, struct carom_view *message);

/* Writes a target with what a URI may not hold percent-encoded; `:name` stays. */
void carom_target_normalise(struct carom_view target, struct carom_buf *out);

/* Reads a normalised target piece by piece. */
struct target_cursor {
    struct carom_view text;
    size_t at;
    enum place place;
    bool query_point_given; /* the place where a request's query goes was given out */
};

struct target_piece {
    enum part_kind kind;
    struct carom_view text; /* PART_LITERAL */
    uint32_t capture;       /* PART_CAPTURE */
    enum place place;
};

struct target_cursor carom_target_begin(struct carom_view text);

/* Returns: false at the end. The place of a request's query is given exactly once. */
bool carom_target_next(struct target_cursor *cursor, const struct line_rule *rule,
                       struct target_piece *piece);

/* Whether a target has a query of its own, however short. */
bool carom_target_has_query(struct carom_view text);

#endif
