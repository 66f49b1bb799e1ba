/*
 * A rule's target as it stands in the file: what is allowed, and the pieces it is made of.
 */
#ifndef CAROM_SRC_TARGET_H
#define CAROM_SRC_TARGET_H

#include "image.h"
#include "line.h"

/*
 * Whether a target that begins with `/`, `http://` or `https://` is one that a rule may have, as
 * far as it can be told by itself: its authority is well-formed around its captures, and a relative
 * one names no other authority.
 *
 * Returns: false: *token and *message say what is wrong.
 */
bool carom_target_check(const struct line_rule *rule, struct carom_view target,
                        struct carom_view *token, struct carom_view *message);

/*
 * The captured name that begins behind a `:`, in a rule that captures.
 * Returns: the length with the `:`, 0 when no captured name stands there. Out: *index.
 */
size_t carom_target_capture_name(const struct line_rule *rule, struct carom_view rest,
                                 size_t *index);

/* The same for the name that begins at text.ptr[at] with its `:`, if there is one. */
static inline size_t target_capture_at(const struct line_rule *rule, struct carom_view text,
                                       size_t at, size_t *index)
{
    if (text.ptr[at] != ':' || rule->capture_count == 0)
        return 0;
    return carom_target_capture_name(rule, carom_view_of(text.ptr + at + 1, text.len - at - 1),
                                     index);
}

/* A target before its path: scheme and authority; empty for a relative one. */
struct carom_view carom_target_origin(struct carom_view target);

/* The first captured name in a target's authority, with its `:`; empty: the authority is fixed. */
struct carom_view carom_target_open_capture(const struct line_rule *rule, struct carom_view target);

/*
 * Whether an open target has an authority when its captures are empty: then there is a host that it
 * can be compared with.
 */
bool carom_target_has_fixed_authority(const struct line_rule *rule, struct carom_view target);

/* Writes a target with what a URI may not hold percent-encoded; a captured name stays. */
void carom_target_normalise(const struct line_rule *rule, struct carom_view target,
                            struct carom_buf *out);

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
