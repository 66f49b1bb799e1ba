#include "model/pattern.h"

/*
 * What was tried: whether the rest of the text matches the rest of the pattern does not depend on how
 * both got there, so that each pair is tried once.
 */
struct attempt {
    const struct model_pattern *pattern;
    struct model_view text;
    bool *failed; /* by piece and index in the text */
    struct model_view *taken;
};

static bool match_from(struct attempt *attempt, size_t piece, size_t at);

static bool is_slash(const struct attempt *attempt, size_t at)
{
    return at < attempt->text.len && attempt->text.ptr[at] == '/';
}

/* Takes bytes up to an end, as many as possible first; then a slash, when there may be one. */
static bool match_run(struct attempt *attempt, size_t piece, size_t at, size_t least, size_t end,
                      bool maybe_slash)
{
    for (size_t stop = end + 1; stop-- > at + least;) {
        attempt->taken[piece] = model_part(attempt->text, at, stop);
        if ((maybe_slash && is_slash(attempt, stop) && match_from(attempt, piece + 1, stop + 1)) ||
            match_from(attempt, piece + 1, stop))
            return true;
    }
    return false;
}

/* What is behind the first slash is taken only when no slash and a slash alone have failed. */
static bool match_maybe_rest(struct attempt *attempt, size_t piece, size_t at)
{
    attempt->taken[piece] = model_part(attempt->text, at, at);
    if (match_from(attempt, piece + 1, at))
        return true;
    if (!is_slash(attempt, at))
        return false;
    return match_from(attempt, piece + 1, at + 1) ||
           match_run(attempt, piece, at + 1, 0, attempt->text.len, true);
}

static bool match_piece(struct attempt *attempt, size_t index, size_t at)
{
    const struct model_piece *piece = &attempt->pattern->pieces[index];

    switch (piece->kind) {
    case MODEL_LITERAL_PIECE:
        return at + piece->text.len <= attempt->text.len &&
               model_same(model_part(attempt->text, at, at + piece->text.len), piece->text) &&
               match_from(attempt, index + 1, at + piece->text.len);
    case MODEL_SEGMENT_PIECE:
        return match_run(attempt, index, at, 1, model_find(attempt->text, at, '/'), false);
    case MODEL_ANY_PIECE:
        return match_run(attempt, index, at, 0, attempt->text.len, false);
    case MODEL_MAYBE_SLASH_PIECE:
        return (is_slash(attempt, at) && match_from(attempt, index + 1, at + 1)) ||
               match_from(attempt, index + 1, at);
    case MODEL_MAYBE_REST_PIECE:
        return match_maybe_rest(attempt, index, at);
    }
    return false;
}

static bool match_from(struct attempt *attempt, size_t piece, size_t at)
{
    bool *failed = &attempt->failed[piece * (attempt->text.len + 1) + at];

    if (piece == attempt->pattern->count)
        return at == attempt->text.len;
    if (*failed)
        return false;
    *failed = !match_piece(attempt, piece, at);
    return !*failed;
}

bool model_pattern_match(struct model_arena *arena, const struct model_pattern *pattern,
                         struct model_view text, struct model_view *values)
{
    size_t states = (pattern->count + 1) * (text.len + 1);
    struct attempt attempt = {pattern, text, model_alloc(arena, states),
                              model_alloc(arena, (pattern->count + 1) * sizeof text)};
    size_t count = 0;

    if (!match_from(&attempt, 0, 0))
        return false;
    for (size_t i = 0; i < pattern->count; i++) {
        if (pattern->pieces[i].captures)
            values[count++] = attempt.taken[i];
    }
    return true;
}
