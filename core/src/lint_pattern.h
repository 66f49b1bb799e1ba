/*
 * Patterns as something to compare with one another, unit by unit.
 */
#ifndef CAROM_SRC_LINT_PATTERN_H
#define CAROM_SRC_LINT_PATTERN_H

#include "carom/rules.h"

enum lint_unit_kind {
    LINT_LITERAL = 0,
    LINT_PLACEHOLDER, /* text without a slash, and not empty */
    LINT_SPLAT,       /* any text that fits; of whole segments, where units are segments */
    LINT_PREFIX_SPLAT /* netlify: a segment such as `a*`, whose `*` takes any text */
};

/* A segment or, in cloudflare, a byte, a placeholder or a splat. */
struct lint_unit {
    enum lint_unit_kind kind;
    struct carom_view text; /* as it stands in the pattern */
};

/* The part of a rule's pattern that decides: without an optional slash at its end or, in netlify, up to
 * the first empty segment. */
struct carom_view carom_lint_path(enum carom_dialect dialect, struct carom_view from);

/*
 * The next unit of a path that carom_lint_path gave. In/Out: *at is 0 at first.
 * Returns: false at the end.
 */
bool carom_lint_next_unit(enum carom_dialect dialect, struct carom_view path, size_t *at,
                          struct lint_unit *out);

/* Whether a pattern has nothing that captures. */
bool carom_lint_is_static(enum carom_dialect dialect, struct carom_view from);

/* The names of what a pattern captures; see carom_rule_captures. Returns: how many. */
size_t carom_lint_path_captures(enum carom_dialect dialect, struct carom_view from,
                                struct carom_view names[CAROM_CAPTURES_MAX]);

/* A hash of the paths that a pattern has, whatever its names. */
uint64_t carom_lint_shape_hash(enum carom_dialect dialect, uint64_t hash, struct carom_view from);

/* Whether two patterns differ in their names at most. */
bool carom_lint_same_shape(enum carom_dialect dialect, struct carom_view a, struct carom_view b);

enum { LINT_SEGMENTS_MAX = 256 };

/* A pattern of carom or netlify in pieces. */
struct lint_segments {
    size_t count;
    size_t first_splat; /* the count when there is none */
    size_t after_splat; /* the place behind the last one; 0 when there is none */
    struct lint_unit units[LINT_SEGMENTS_MAX];
};

/* Returns: false when there are more than LINT_SEGMENTS_MAX. */
bool carom_lint_segments_read(enum carom_dialect dialect, struct carom_view from,
                              struct lint_segments *out);

/*
 * Whether one pattern of cloudflare has all paths of another: each byte of the narrow one is taken by the
 * same byte or by a placeholder or splat of the wide one, each of its placeholders by such, its splat by a
 * splat.
 *
 * In/Out: *steps is what may be spent; at 0 the answer is no.
 */
bool carom_lint_text_covers(struct carom_view wide, struct carom_view narrow, size_t *steps);

/* The length of a name at the start of bytes, as a target's names end: letters, digits and `_`. */
size_t carom_lint_name_len(const char *bytes, size_t left);

#endif
