/*
 * What a backtracking search would find, without searching: when the text that stands between
 * placeholders is placed from the right, each piece at its last possible place, then every
 * placeholder, from the left, has as much as it can have.
 *
 * A placeholder takes no slash, so that segments of pattern and path belong together, from both
 * ends up to the splat.
 */
#include "pattern_cloudflare.h"

#include "chars.h"
#include <string.h>

size_t carom_cloudflare_placeholder_len(const char *bytes, size_t left)
{
    if (left < 2 || bytes[0] != ':' || !char_is(bytes[1], CHAR_WORD) || char_is_digit(bytes[1]) ||
        bytes[1] == '_')
        return 0;
    size_t len = 2;
    while (len < left && char_is(bytes[len], CHAR_WORD))
        len++;
    return len;
}

enum segment_kind carom_cloudflare_segment_kind(struct carom_view segment)
{
    enum segment_kind kind = SEGMENT_LITERAL;
    for (size_t i = 0; i < segment.len; i++) {
        if (segment.ptr[i] == '*')
            return SEGMENT_SPLAT;
        if (carom_cloudflare_placeholder_len(segment.ptr + i, segment.len - i) > 0)
            kind = SEGMENT_PLACEHOLDER;
    }
    return kind;
}

/* The text of a segment, or of one side of the splat in it, between its placeholders. */
struct pieces {
    size_t count;
    struct carom_view text[CAROM_CAPTURES_MAX + 1];
    size_t at[CAROM_CAPTURES_MAX + 1]; /* where in the path each was found */
};

/* Returns: false when there are more placeholders than a rule may have. */
static bool read_pieces(struct carom_view pattern, struct pieces *pieces)
{
    size_t start = 0;
    pieces->count = 0;
    for (size_t i = 0;;) {
        size_t name = carom_cloudflare_placeholder_len(pattern.ptr + i, pattern.len - i);
        if (name == 0 && i < pattern.len) {
            i++;
            continue;
        }
        if (pieces->count > CAROM_CAPTURES_MAX)
            return false;
        pieces->text[pieces->count++] = carom_view_of(pattern.ptr + start, i - start);
        if (i >= pattern.len)
            return true;
        start = i += name;
    }
}

/* A hash of a window of bytes, which can be moved to the left in one step. */
#define HASH_BASE UINT64_C(0x9E3779B97F4A7C15)

static uint64_t window_hash(struct carom_view window)
{
    uint64_t hash = 0;
    for (size_t i = window.len; i > 0; i--)
        hash = hash * HASH_BASE + (unsigned char)window.ptr[i - 1];
    return hash;
}

/*
 * The last place from `low` on where a text stands that ends at `end` at the latest. A comparison
 * at every place would cost their product where both are runs of one byte; bytes are compared only
 * where the hashes agree.
 */
static bool find_last(struct carom_view path, struct carom_view text, size_t low, size_t end,
                      size_t *at)
{
    if (end < low || text.len > end - low)
        return false;
    *at = end - text.len;
    if (text.len == 0)
        return true;
    uint64_t wanted = window_hash(text);
    uint64_t hash = window_hash(carom_view_of(path.ptr + *at, text.len));
    uint64_t highest = 1; /* what the last byte of the window counts for */
    for (size_t i = 1; i < text.len; i++)
        highest *= HASH_BASE;
    for (;; --*at) {
        if (hash == wanted && memcmp(path.ptr + *at, text.ptr, text.len) == 0)
            return true;
        if (*at == low)
            return false;
        hash -= highest * (unsigned char)path.ptr[*at + text.len - 1];
        hash = hash * HASH_BASE + (unsigned char)path.ptr[*at - 1];
    }
}

/* What pieces have to fill: a part of the path that has no slash. */
struct room {
    size_t low;
    size_t high;
    bool from_low; /* the first piece begins at `low` */
    bool to_high;  /* the last one ends at `high` */
};

/* Places pieces, from the last to the first, each as far to the right as can be. */
static bool place_pieces(struct pieces *pieces, struct carom_view path, struct room room)
{
    size_t end = room.high;
    for (size_t i = pieces->count; i-- > 0;) {
        struct carom_view text = pieces->text[i];
        bool at_low = i == 0 && room.from_low;
        bool at_high = i + 1 == pieces->count && room.to_high;
        if (end < room.low || text.len > end - room.low)
            return false;
        size_t at = at_low ? room.low : end - text.len;
        if (!at_low && !at_high && !find_last(path, text, room.low, end, &at))
            return false;
        if ((at_low || at_high) && !carom_view_equal(carom_view_of(path.ptr + at, text.len), text))
            return false;
        if (at_high && at + text.len != end)
            return false;
        pieces->at[i] = at;
        if (i > 0 && at == room.low)
            return false;
        end = at - 1; /* a placeholder stands before it, of one byte at least */
    }
    return true;
}

static bool capture(struct carom_match *match, struct carom_view path, size_t from, size_t to)
{
    if (match->capture_count >= CAROM_CAPTURES_MAX)
        return false;
    match->captures[match->capture_count++] = carom_view_of(path.ptr + from, to - from);
    return true;
}

/* What the placeholders between placed pieces have. */
static bool capture_between(const struct pieces *pieces, struct carom_view path,
                            struct carom_match *match)
{
    for (size_t i = 1; i < pieces->count; i++) {
        if (!capture(match, path, pieces->at[i - 1] + pieces->text[i - 1].len, pieces->at[i]))
            return false;
    }
    return true;
}

/* Where the segment that a place is in ends. */
static size_t segment_end(struct carom_view text, size_t at)
{
    const char *slash = at < text.len ? memchr(text.ptr + at, '/', text.len - at) : NULL;
    return slash == NULL ? text.len : (size_t)(slash - text.ptr);
}

/* Whole segments of the pattern, without a splat, against as many of the path. */
struct run {
    struct carom_view pattern;
    struct carom_view path;
    size_t at;      /* in the pattern, where a segment begins */
    size_t path_at; /* in the path, the same */
};

/* Matches one segment; both go on to the next one, or one past the end when there is none. */
static bool match_segment(struct run *run, struct carom_match *match)
{
    struct pieces pieces;
    size_t end = segment_end(run->pattern, run->at);
    size_t path_end = segment_end(run->path, run->path_at);
    struct carom_view segment = carom_view_of(run->pattern.ptr + run->at, end - run->at);
    struct room room = {run->path_at, path_end, true, true};
    if (!read_pieces(segment, &pieces) || !place_pieces(&pieces, run->path, room) ||
        !capture_between(&pieces, run->path, match))
        return false;
    run->at = end + 1;
    run->path_at = path_end + 1;
    return true;
}

/* All that is left of the pattern against all that is left of the path. */
static bool match_to_end(struct run *run, struct carom_match *match)
{
    while (run->at <= run->pattern.len && run->path_at <= run->path.len) {
        if (!match_segment(run, match))
            return false;
    }
    return run->at > run->pattern.len && run->path_at > run->path.len;
}

/*
 * How many bytes of the path are left when, from its end, as many segments are taken as begin with
 * a slash in `tail`. Returns: false when it has fewer behind `low`.
 */
static bool without_segments(struct carom_view tail, struct carom_view path, size_t low,
                             size_t *left)
{
    *left = path.len;
    for (size_t i = 0; i < tail.len; i++) {
        if (tail.ptr[i] != '/')
            continue;
        do {
            if (*left <= low)
                return false;
        } while (path.ptr[--*left] != '/');
    }
    return true;
}

/* The segment with the splat, and what comes behind it. */
static bool match_splat(struct run *run, size_t splat, struct carom_match *match)
{
    struct carom_view path = run->path;
    struct pieces before, behind;
    size_t tail = segment_end(run->pattern, splat);
    size_t end;
    if (!without_segments(carom_view_of(run->pattern.ptr + tail, run->pattern.len - tail), path,
                          run->path_at, &end) ||
        !read_pieces(carom_view_of(run->pattern.ptr + run->at, splat - run->at), &before) ||
        !read_pieces(carom_view_of(run->pattern.ptr + splat + 1, tail - splat - 1), &behind))
        return false;
    size_t low = end;
    while (low > run->path_at && path.ptr[low - 1] != '/')
        low--;
    if (!place_pieces(&behind, path, (struct room){low, end, false, true}))
        return false;
    /* What comes first has as much as it can, as long as this remains. */
    size_t high = segment_end(path, run->path_at);
    if (high > behind.at[0])
        high = behind.at[0];
    if (!place_pieces(&before, path, (struct room){run->path_at, high, true, false}) ||
        !capture_between(&before, path, match))
        return false;
    size_t start = before.at[before.count - 1] + before.text[before.count - 1].len;
    if (!capture(match, path, start, behind.at[0]) || !capture_between(&behind, path, match))
        return false;
    run->at = tail + 1;
    run->path_at = end + 1;
    return match_to_end(run, match);
}

bool carom_cloudflare_match(struct carom_view pattern, struct carom_view path,
                            struct carom_match *match)
{
    const char *star = pattern.len > 0 ? memchr(pattern.ptr, '*', pattern.len) : NULL;
    struct run run = {pattern, path, 0, 0};
    if (star == NULL)
        return match_to_end(&run, match);
    size_t splat = (size_t)(star - pattern.ptr);
    while (segment_end(pattern, run.at) < splat) {
        if (run.path_at > path.len || !match_segment(&run, match))
            return false;
    }
    return run.path_at <= path.len && match_splat(&run, splat, match);
}
