#include "pattern.h"

#include "normal.h"
#include "pattern_cloudflare.h"
#include "pattern_netlify.h"

#include <string.h>

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

static enum segment_kind segment_kind(struct carom_view segment)
{
    if (segment.len == 1 && segment.ptr[0] == '*')
        return SEGMENT_SPLAT;
    return carom_pattern_is_placeholder(segment) ? SEGMENT_PLACEHOLDER : SEGMENT_LITERAL;
}

enum segment_kind carom_pattern_segment_kind(enum carom_dialect dialect, struct carom_view segment)
{
    switch (dialect) {
    case CAROM_DIALECT_NETLIFY:
        return carom_netlify_segment_kind(segment);
    case CAROM_DIALECT_CLOUDFLARE:
        return carom_cloudflare_segment_kind(segment);
    case CAROM_DIALECT_CAROM:
    default:
        return segment_kind(segment);
    }
}

static bool capture(struct carom_match *match, struct carom_view value)
{
    if (match->capture_count >= CAROM_CAPTURES_MAX)
        return false;
    match->captures[match->capture_count++] = value;
    return true;
}

/*
 * Matches the pattern's segments up to a splat, or its end, with the path's from a place on, which
 * is that of a slash or the path's end. In/Out: *at is the place in the pattern, *path_at the one
 * in the path.
 */
static bool match_segments(struct carom_view pattern, size_t *at, struct carom_view path,
                           size_t *path_at, struct carom_match *match)
{
    while (*at < pattern.len) {
        struct carom_view wanted = carom_pattern_segment(pattern, *at);
        enum segment_kind kind = segment_kind(wanted);
        if (kind == SEGMENT_SPLAT)
            return true;
        if (*path_at >= path.len)
            return false;
        struct carom_view segment = carom_pattern_segment(path, *path_at);
        if (kind == SEGMENT_PLACEHOLDER ? segment.len == 0 || !capture(match, segment)
                                        : !normal_equal(wanted, segment, CHAR_PATH))
            return false;
        *at += 1 + wanted.len;
        *path_at += 1 + segment.len;
    }
    return true;
}

/*
 * Where the path's last segments begin, as many as the pattern has from `at` on.
 * Returns: false when the path has fewer from `low` on.
 */
static bool find_tail(struct carom_view pattern, size_t at, struct carom_view path, size_t low,
                      size_t *tail)
{
    *tail = path.len;
    while (at < pattern.len) {
        at += 1 + carom_pattern_segment(pattern, at).len;
        do {
            if (*tail <= low)
                return false;
        } while (path.ptr[--*tail] != '/');
    }
    return true;
}

/*
 * In: pattern and path are without their optional trailing slash; `whole` is the path as it came.
 */
static bool match_carom(struct carom_view pattern, struct carom_view path, struct carom_view whole,
                        struct carom_match *match)
{
    size_t at = 0;
    size_t path_at = 0;
    if (!match_segments(pattern, &at, path, &path_at, match))
        return false;
    if (at >= pattern.len)
        return path_at >= path.len;
    at += sizeof "/*" - 1;
    if (at >= pattern.len)
        path = whole; /* the trailing slash belongs to the splat */
    size_t tail;
    if (!find_tail(pattern, at, path, path_at, &tail))
        return false;
    size_t start = tail > path_at ? path_at + 1 : tail;
    return capture(match, carom_view_of(path.ptr + start, tail - start)) &&
           match_segments(pattern, &at, path, &tail, match) && at >= pattern.len;
}

bool carom_pattern_match(enum carom_dialect dialect, struct carom_view pattern,
                         struct carom_view path, struct carom_match *match)
{
    size_t captured_before = match->capture_count;
    bool matches;
    switch (dialect) {
    case CAROM_DIALECT_NETLIFY:
        matches = carom_netlify_match(pattern, path, match);
        break;
    case CAROM_DIALECT_CLOUDFLARE:
        matches = carom_cloudflare_match(pattern, path, match);
        break;
    case CAROM_DIALECT_CAROM:
    default:
        matches = match_carom(path_without_slash(pattern), path_without_slash(path), path, match);
    }
    if (!matches)
        match->capture_count = captured_before;
    return matches;
}
