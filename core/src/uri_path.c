/*
 * From the last segment to the first: a `..` then takes away a segment that is still to come, so
 * that counting the open ones is all there is to remember, and a length is known without a stack of
 * segments and without the output. The output is written from its end.
 */
#include "uri_path.h"

#include "uri_escape.h"
#include "writer.h"

struct walk {
    char *end;   /* where the output ends; NULL to count only */
    size_t len;  /* how much of the output there is, at its end */
    size_t open; /* how many `..` have found no segment yet */
    bool normalise;
};

/* How many dots a dot segment has, 1 or 2; 0 for any other segment. */
static unsigned dots(struct carom_view segment, bool normalise)
{
    unsigned count = 0;
    for (size_t i = 0; i < segment.len; count++) {
        if (count == 2)
            return 0;
        const char *p = segment.ptr + i;
        if (p[0] == '.')
            i++;
        else if (normalise && segment.len - i >= 3 && p[0] == '%' && p[1] == '2' &&
                 (p[2] == 'e' || p[2] == 'E'))
            i += 3;
        else
            return 0;
    }
    return count;
}

/* Puts a segment before what is there, with its slash when it has one. */
static void put_before(struct walk *walk, struct carom_view segment, bool has_slash)
{
    size_t len = segment.len;
    if (walk->normalise)
        len = carom_uri_write_normal(segment, URI_CASE_KEPT, NULL);
    walk->len += len + (has_slash ? 1 : 0);
    if (walk->end == NULL)
        return;
    char *to = walk->end - walk->len;
    if (has_slash)
        *to++ = '/';
    if (walk->normalise)
        (void)carom_uri_write_normal(segment, URI_CASE_KEPT, to);
    else if (len > 0)
        memcpy(to, segment.ptr, len);
}

/* One segment with the `/` before it; only the first of a rootless path has none. */
static void take_segment(struct walk *walk, struct carom_view segment, bool has_slash)
{
    unsigned count = dots(segment, walk->normalise);
    if (count == 2)
        walk->open++;
    else if (count == 1)
        return;
    else if (walk->open > 0)
        walk->open--;
    else
        put_before(walk, segment, has_slash);
}

/* All segments of a part, the last first. `is_merged`: the slash before the part is elsewhere. */
static void take_segments(struct walk *walk, struct carom_view part, bool is_merged)
{
    size_t end = part.len;
    for (;;) {
        size_t start = end;
        while (start > 0 && part.ptr[start - 1] != '/')
            start--;
        /* Before the first `/` of an absolute path this is empty, and nothing comes of it. */
        take_segment(walk, carom_view_of(part.ptr + start, end - start), start > 0 || is_merged);
        if (start == 0)
            return;
        end = start - 1;
    }
}

/* The bytes behind the last `/`. */
static struct carom_view last_segment(struct carom_view part)
{
    size_t start = part.len;
    while (start > 0 && part.ptr[start - 1] != '/')
        start--;
    return carom_view_of(part.ptr + start, part.len - start);
}

/* Writes the path so that it ends at `end`, unless that is NULL. Returns: its length. */
static size_t write_backwards(const struct uri_path *path, char *end)
{
    struct walk walk = {end, 0, 0, path->normalise};
    /* §5.2.4, 2B and 2C: a dot segment at the end leaves its slash. */
    if (dots(last_segment(path->rest), path->normalise) > 0)
        put_before(&walk, carom_view_of("", 0), true);
    take_segments(&walk, path->rest, path->base.len > 0);
    if (path->base.len > 0)
        take_segments(&walk, carom_view_of(path->base.ptr, path->base.len - 1), false);
    return walk.len;
}

/* §5.2.4, 2A and 2D: a rootless part without the dot segments that it begins with. */
static struct carom_view without_leading_dots(struct carom_view part, bool normalise)
{
    while (part.len > 0) {
        const char *slash = memchr(part.ptr, '/', part.len);
        size_t len = slash != NULL ? (size_t)(slash - part.ptr) : part.len;
        if (dots(carom_view_of(part.ptr, len), normalise) == 0)
            break;
        len += slash != NULL ? 1 : 0;
        part = carom_view_of(part.ptr + len, part.len - len);
    }
    return part;
}

/* Whether a `.` stands where a dot segment begins. */
static bool may_have_dot_segments(struct carom_view part)
{
    const char *at = part.ptr;
    const char *end = part.len > 0 ? part.ptr + part.len : part.ptr;
    while (at < end && (at = memchr(at, '.', (size_t)(end - at))) != NULL) {
        if (at == part.ptr || at[-1] == '/')
            return true;
        at++;
    }
    return false;
}

static bool has_escapes(struct carom_view part)
{
    return part.len > 0 && memchr(part.ptr, '%', part.len) != NULL;
}

struct carom_view carom_uri_put_path(const struct uri_path *path, struct carom_buf *buf)
{
    struct uri_path rooted = *path;
    rooted.normalise = path->normalise && (has_escapes(path->base) || has_escapes(path->rest));
    if (path->base.len == 0 && !rooted.normalise && !may_have_dot_segments(path->rest))
        return path->rest;
    rooted.base = without_leading_dots(path->base, rooted.normalise);
    if (rooted.base.len == 0)
        rooted.rest = without_leading_dots(path->rest, rooted.normalise);
    size_t len = write_backwards(&rooted, NULL);
    /* Whatever is removed or decoded makes a path shorter. */
    if (path->base.len == 0 && len == path->rest.len &&
        (!rooted.normalise || carom_uri_is_normal(path->rest, URI_CASE_KEPT)))
        return path->rest;
    size_t start = buf->len;
    buf->len = len <= SIZE_MAX - start ? start + len : SIZE_MAX;
    if (buf->len <= buf->cap && len > 0)
        (void)write_backwards(&rooted, buf->ptr + buf->len);
    return put_since(buf, start);
}
