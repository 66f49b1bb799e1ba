#include "pattern.h"

#include "normal.h"

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

static bool is_splat(struct carom_view segment)
{
    return segment.len == 1 && segment.ptr[0] == '*';
}

static bool capture(struct carom_match *match, struct carom_view value)
{
    if (match->capture_count >= CAROM_CAPTURES_MAX)
        return false;
    match->captures[match->capture_count++] = value;
    return true;
}

/* One segment that is not a splat. */
static bool match_segment(struct carom_view pattern, struct carom_view segment,
                          struct carom_match *match)
{
    if (carom_pattern_is_placeholder(pattern))
        return segment.len > 0 && capture(match, segment);
    return normal_equal(pattern, segment, CHAR_PATH);
}

bool carom_pattern_match(struct carom_view pattern, struct carom_view path,
                         struct carom_match *match)
{
    size_t captured_before = match->capture_count;
    struct carom_view whole = path;
    pattern = path_without_slash(pattern);
    path = path_without_slash(path);
    size_t at = 0;      /* in the pattern, at a slash */
    size_t path_at = 0; /* in the path, at a slash or at its end */
    while (at < pattern.len) {
        struct carom_view wanted = carom_pattern_segment(pattern, at);
        if (is_splat(wanted)) {
            /* The rest, from the path as it came: its trailing slash belongs to the splat. */
            size_t start = path_at < whole.len ? path_at + 1 : whole.len;
            if (capture(match, carom_view_of(whole.ptr + start, whole.len - start)))
                return true;
            break;
        }
        if (path_at >= path.len)
            break;
        struct carom_view segment = carom_pattern_segment(path, path_at);
        if (!match_segment(wanted, segment, match))
            break;
        at += 1 + wanted.len;
        path_at += 1 + segment.len;
    }
    if (at >= pattern.len && path_at >= path.len)
        return true;
    match->capture_count = captured_before;
    return false;
}
