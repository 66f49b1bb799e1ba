/*
 * Patterns as the two services have them, who make a regular expression of each: a row of pieces,
 * matched as such an expression is, by trying the longest first and going back.
 */
#ifndef FUZZ_MODEL_PATTERN_H
#define FUZZ_MODEL_PATTERN_H

#include "model/text.h"

enum model_piece_kind {
    MODEL_LITERAL_PIECE,
    MODEL_SEGMENT_PIECE,     /* `([^/]+)` */
    MODEL_ANY_PIECE,         /* `(.*)`; there is no line feed in a path, where `.` would end */
    MODEL_MAYBE_SLASH_PIECE, /* `/?` */
    MODEL_MAYBE_REST_PIECE   /* `(?:|/|/(.*)/?)`, in this order */
};

struct model_piece {
    enum model_piece_kind kind;
    struct model_view text; /* of a literal */
    bool captures;
};

struct model_pattern {
    size_t count;
    struct model_piece *pieces;
};

/*
 * Whether the whole text matches. Out: values[i] is what the i-th of the pieces that capture has
 * taken, empty when it took no part; unspecified when the text does not match.
 */
bool model_pattern_match(struct model_arena *arena, const struct model_pattern *pattern,
                         struct model_view text, struct model_view *values);

#endif
