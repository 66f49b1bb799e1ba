/*
 * Paths against a rule's `from`.
 *
 * In carom and netlify a pattern is made of whole segments: a literal, `:name` for one segment
 * that is not empty, and `*` for any number of segments. In cloudflare placeholders and a splat
 * stand anywhere in the path.
 */
#ifndef CAROM_SRC_PATTERN_H
#define CAROM_SRC_PATTERN_H

#include "carom/rules.h"

#include <string.h>

enum segment_kind { SEGMENT_LITERAL = 0, SEGMENT_PLACEHOLDER, SEGMENT_SPLAT };

/*
 * What a segment of a pattern is in a dialect. In cloudflare, where one can hold text beside what
 * captures: a splat when it has a `*`, else a placeholder when it has one.
 */
enum segment_kind carom_pattern_segment_kind(enum carom_dialect dialect, struct carom_view segment);

/*
 * Whether a path matches a pattern. Adds what is captured to *match, in the order in which it
 * stands in the pattern; *match is unchanged when the path does not match.
 *
 * carom:      the pattern is in normal form, and the path is compared in it. One trailing slash is
 *             optional on both sides, but a splat at the end keeps the path's. One splat at most.
 * netlify:    the same, but bytes are compared as they stand, and there may be several splats, of
 *             which the first captures and the others do not.
 * cloudflare: bytes are compared as they stand, slashes included. A placeholder takes one byte or
 *             more, none of them a slash, a splat any bytes; from the left, each takes as many as
 *             it can.
 *
 * In:   pattern is a rule's `from`, and begins with `/`; so does path. A damaged pattern can match
 *       wrongly, but nothing is read outside.
 * Cost: linear in pattern and path; with several splats, by their product at worst. No allocation,
 *       no recursion.
 */
bool carom_pattern_match(enum carom_dialect dialect, struct carom_view pattern,
                         struct carom_view path, struct carom_match *match);

/* Whether a segment of a pattern is a placeholder of the carom dialect: `:` and a name. */
bool carom_pattern_is_placeholder(struct carom_view segment);

/*
 * The segment after the `/` at `path.ptr[at]`; ends at the next `/` or the end.
 * In: at is below path.len.
 */
static inline struct carom_view carom_pattern_segment(struct carom_view path, size_t at)
{
    const char *start = path.ptr + at + 1;
    size_t left = path.len - at - 1;
    const char *slash = left > 0 ? (const char *)memchr(start, '/', left) : NULL;
    return carom_view_of(start, slash == NULL ? left : (size_t)(slash - start));
}

/* The length of the name at the start of bytes, 0 when there is none: a letter or `_`, then also
 * digits. */
size_t carom_pattern_name_len(const char *bytes, size_t left);

#endif
