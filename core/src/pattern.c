#include "pattern.h"

#include "normal.h"
#include "text_pattern.h"

#include <string.h>

struct carom_view carom_pattern_segment(struct carom_view path, size_t at)
{
    const char *start = path.ptr + at + 1;
    size_t left = path.len - at - 1;
    const char *slash = left > 0 ? memchr(start, '/', left) : NULL;
    return carom_view_of(start, slash == NULL ? left : (size_t)(slash - start));
}

size_t carom_pattern_name_len(const char *bytes, size_t left)
{
    if (left == 0 || !char_is(bytes[0], CHAR_WORD) || char_is_digit(bytes[0]))
        return 0;
    size_t len = 1;
    while (len < left && char_is(bytes[len], CHAR_WORD))
        len++;
    return len;
}

bool carom_pattern_is_placeholder(struct carom_view segment)
{
    return segment.len > 1 && segment.ptr[0] == ':' &&
           carom_pattern_name_len(segment.ptr + 1, segment.len - 1) == segment.len - 1;
}

static enum segment_kind text_segment_kind(struct carom_view segment)
{
    enum segment_kind kind = SEGMENT_LITERAL;
    for (size_t i = 0; i < segment.len; i++) {
        if (segment.ptr[i] == '*')
            return SEGMENT_SPLAT;
        if (carom_text_placeholder_len(segment.ptr + i, segment.len - i) > 0)
            kind = SEGMENT_PLACEHOLDER;
    }
    return kind;
}

enum segment_kind carom_pattern_segment_kind(enum carom_dialect dialect, struct carom_view segment)
{
    if (dialect == CAROM_DIALECT_CLOUDFLARE)
        return text_segment_kind(segment);
    if (segment.len == 1 && segment.ptr[0] == '*')
        return SEGMENT_SPLAT;
    bool is_placeholder = dialect == CAROM_DIALECT_CAROM ? carom_pattern_is_placeholder(segment)
                                                         : segment.len > 1 && segment.ptr[0] == ':';
    return is_placeholder ? SEGMENT_PLACEHOLDER : SEGMENT_LITERAL;
}

/* A path while it is matched segment by segment. A place is that of a slash, or the path's end. */
struct walk {
    enum carom_dialect dialect;
    struct carom_view pattern; /* without its optional trailing slash */
    struct carom_view path;    /* the same */
    struct carom_match *match; /* NULL: only whether it matches is asked */
};

static bool capture(struct walk *walk, struct carom_view value)
{
    if (walk->match == NULL)
        return true;
    if (walk->match->capture_count >= CAROM_CAPTURES_MAX)
        return false;
    walk->match->captures[walk->match->capture_count++] = value;
    return true;
}

static bool match_literal(const struct walk *walk, struct carom_view wanted,
                          struct carom_view segment)
{
    if (walk->dialect == CAROM_DIALECT_CAROM)
        return normal_equal(wanted, segment, CHAR_PATH);
    return carom_view_equal(wanted, segment);
}

/* One segment of the pattern, which is not a splat, against one of the path. */
static bool match_segment(struct walk *walk, enum segment_kind kind, struct carom_view wanted,
                          struct carom_view segment)
{
    if (kind == SEGMENT_PLACEHOLDER)
        return segment.len > 0 && capture(walk, segment);
    return match_literal(walk, wanted, segment);
}

/*
 * Matches the pattern's segments up to a splat, or its end, with the path's from a place on.
 * In/Out: *at is the place in the pattern, *path_at the one in the path.
 */
static bool match_block(struct walk *walk, size_t *at, size_t *path_at)
{
    while (*at < walk->pattern.len) {
        struct carom_view wanted = carom_pattern_segment(walk->pattern, *at);
        enum segment_kind kind = carom_pattern_segment_kind(walk->dialect, wanted);
        if (kind == SEGMENT_SPLAT)
            return true;
        if (*path_at >= walk->path.len)
            return false;
        struct carom_view segment = carom_pattern_segment(walk->path, *path_at);
        if (!match_segment(walk, kind, wanted, segment))
            return false;
        *at += 1 + wanted.len;
        *path_at += 1 + segment.len;
    }
    return true;
}

/* Where the segment that ends at a place begins. In: place is above 0. */
static size_t segment_before(struct carom_view text, size_t place)
{
    while (place > 0 && text.ptr[--place] != '/')
        continue;
    return place;
}

/*
 * The last place in the path, but not before `low`, from which all that the pattern has from `start` on
 * can reach the path's end. Segments are placed from the last to the first; after a mismatch those that
 * stand before the last splat that was met move on by one.
 *
 * Returns: false when there is no such place.
 */
static bool find_rest(const struct walk *walk, size_t start, size_t low, size_t *place)
{
    struct walk silent = *walk;
    silent.match = NULL;
    size_t splat = 0; /* its place in the pattern; 0 when none was met: `start` is above that */
    size_t splat_place = 0;
    *place = walk->path.len;
    for (size_t at = walk->pattern.len; at > start;) {
        size_t begin = segment_before(walk->pattern, at);
        struct carom_view wanted = carom_pattern_segment(walk->pattern, begin);
        enum segment_kind kind = carom_pattern_segment_kind(walk->dialect, wanted);
        size_t before = *place > low ? segment_before(walk->path, *place) : low;
        if (kind == SEGMENT_SPLAT) {
            splat = at = begin;
            splat_place = *place;
        } else if (*place > low && match_segment(&silent, kind, wanted,
                                                 carom_pattern_segment(walk->path, before))) {
            at = begin;
            *place = before;
        } else if (splat > 0 && splat_place > low) {
            at = splat;
            *place = splat_place = segment_before(walk->path, splat_place);
        } else {
            return false;
        }
    }
    return true;
}

/* Where in the pattern the next splat from a place on stands; the end when there is none. */
static size_t next_splat(const struct walk *walk, size_t at)
{
    while (at < walk->pattern.len) {
        struct carom_view segment = carom_pattern_segment(walk->pattern, at);
        if (carom_pattern_segment_kind(walk->dialect, segment) == SEGMENT_SPLAT)
            break;
        at += 1 + segment.len;
    }
    return at;
}

/* Whether the block at `at` of the pattern fits at a place, and all behind it as well. */
static bool fits_here(const struct walk *walk, size_t at, size_t place)
{
    struct walk silent = *walk;
    silent.match = NULL;
    size_t rest;
    if (!match_block(&silent, &at, &place))
        return false;
    return find_rest(walk, at + sizeof "/*" - 1, place, &rest);
}

/*
 * Where the block behind a splat goes when another splat follows. Netlify's engine takes nothing for
 * the splat, or one empty segment, when that will do, and as much as it can else; a splat that begins
 * the pattern always takes as much as it can.
 */
static size_t place_block(const struct walk *walk, size_t splat, size_t path_at, size_t last)
{
    size_t block = splat + sizeof "/*" - 1;
    struct carom_view path = walk->path;
    if (splat == 0)
        return last;
    if (path_at < path.len && carom_pattern_segment(path, path_at).len == 0 &&
        fits_here(walk, block, path_at + 1))
        return path_at + 1;
    return fits_here(walk, block, path_at) ? path_at : last;
}

/* The pattern from its first splat on, and the path from a place on. `whole` is the path as it came. */
static bool match_splats(struct walk *walk, size_t splat, size_t path_at, struct carom_view whole)
{
    for (bool is_first = true; splat < walk->pattern.len; is_first = false) {
        size_t block = splat + sizeof "/*" - 1;
        size_t start = path_at < whole.len ? path_at + 1 : whole.len;
        if (block >= walk->pattern.len) /* a trailing slash belongs to the splat */
            return !is_first || capture(walk, carom_view_of(whole.ptr + start, whole.len - start));
        size_t place;
        if (!find_rest(walk, block, path_at, &place))
            return false;
        if (next_splat(walk, block) < walk->pattern.len)
            place = place_block(walk, splat, path_at, place);
        size_t len = place > path_at ? place - start : 0;
        if (is_first && !capture(walk, carom_view_of(whole.ptr + start, len)))
            return false;
        if (!match_block(walk, &block, &place))
            return false;
        splat = block;
        path_at = place;
    }
    return true;
}

static bool match_segments(struct walk *walk, struct carom_view whole)
{
    size_t at = 0;
    size_t path_at = 0;
    if (!match_block(walk, &at, &path_at))
        return false;
    if (at < walk->pattern.len)
        return match_splats(walk, at, path_at, whole);
    return path_at >= walk->path.len;
}

bool carom_pattern_match(enum carom_dialect dialect, struct carom_view pattern,
                         struct carom_view path, struct carom_match *match)
{
    size_t captured_before = match->capture_count;
    struct walk walk = {dialect, path_without_slash(pattern), path_without_slash(path), match};
    bool matches = dialect == CAROM_DIALECT_CLOUDFLARE
                       ? carom_text_pattern_match(pattern, path, match)
                       : match_segments(&walk, path);
    if (!matches)
        match->capture_count = captured_before;
    return matches;
}
