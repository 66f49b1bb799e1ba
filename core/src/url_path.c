/*
 * Most paths have no dot segments: their segments are put one after the other, each byte looked at
 * once. In the others a `..` takes back what was written last. When the buffer is too small for that,
 * and where a drive letter or a missing host have a say, segments are read from the end: a `..` then
 * says how many of the segments that come next are left out; once to reckon the length, and once to
 * write, last segment first.
 */
#include "url_path.h"

#include "chars.h"

enum dots { DOTS_NONE = 0, DOTS_ONE, DOTS_TWO };

static bool is_separator(const struct url_path *path, char c)
{
    return url_is_slash((unsigned char)c, path->special != CAROM_SCHEME_OTHER);
}

/* Reads a dot, percent-encoded or not (§4.1 "single-dot URL path segment"). */
static bool skip_dot(struct url_text *text)
{
    struct url_text ahead = *text;
    int c = url_next(&ahead);
    if (c == '%' && url_next(&ahead) == '2') {
        c = url_next(&ahead);
        c = c == 'e' || c == 'E' ? '.' : 0;
    }
    if (c != '.')
        return false;
    *text = ahead;
    return true;
}

/* Whether a segment, from text.at to a separator or the end, is a dot segment. */
static enum dots dots_of(const struct url_path *path, struct url_text text)
{
    for (enum dots dots = DOTS_NONE; dots <= DOTS_TWO; dots++) {
        int c = url_peek(&text);
        if (c < 0 || is_separator(path, (char)c) || c == '?' || c == '#')
            return dots;
        if (!skip_dot(&text))
            return DOTS_NONE;
    }
    return DOTS_NONE;
}

bool carom_url_starts_with_drive(struct url_text text)
{
    int letter = url_next(&text);
    int colon = letter >= 0 ? url_next(&text) : -1;
    int after = url_peek(&text);
    return letter >= 0 && url_char_is((char)letter, URL_ALPHA) && (colon == ':' || colon == '|') &&
           (after < 0 || after == '/' || after == '\\' || after == '?' || after == '#');
}

struct carom_view carom_url_drive(struct carom_view path)
{
    bool is_drive = path.len >= 3 && url_char_is(path.ptr[1], URL_ALPHA) && path.ptr[2] == ':' &&
                    (path.len == 3 || path.ptr[3] == '/');
    return carom_view_of(path.ptr, is_drive ? 3 : 0);
}

struct carom_view carom_url_shortened(struct carom_view path, enum carom_scheme special)
{
    if (special == CAROM_SCHEME_FILE && path.len == 3 && carom_url_drive(path).len == 3)
        return path;
    while (path.len > 0 && path.ptr[path.len - 1] != '/')
        path.len--;
    if (path.len > 0)
        path.len--;
    return path;
}

/* The end of the segment that text.at is in. */
static const char *segment_end(const struct url_path *path, struct url_text text)
{
    const char backslash = path->special != CAROM_SCHEME_OTHER ? '\\' : '/';
    const char *p = text.at;
    while (p != text.end && *p != '/' && *p != backslash)
        p++;
    return p;
}

static bool begins_segment(const struct url_path *path, const char *begin, const char *p)
{
    while (p != begin && url_char_is(p[-1], URL_TAB_OR_NEWLINE))
        p--;
    return p == begin || is_separator(path, p[-1]);
}

/* The end of bytes that are to be encoded, or to be left out. */
static const char *encoded_end(const char *p, const char *end)
{
    while (p != end && *p != '?' && *p != '#' && url_char_is(*p, URL_PATH_SET))
        p++;
    return p;
}

/*
 * Puts segments up to the path's end, at `?`, `#` or the end of the text. Returns where that is; NULL
 * when a dot segment came.
 */
static const char *put_plain(struct url_writer *writer, const struct url_path *path,
                             struct url_text text)
{
    const char *run = text.at;
    const char *p = run;
    url_put_char(writer, '/');
    for (;;) {
        p = carom_url_find(p, text.end, URL_PATH_STOP);
        if (p == text.end || *p == '?' || *p == '#')
            break;
        if (*p == '.' || *p == '%') {
            struct url_text rest = {p, text.end};
            if (begins_segment(path, text.at, p) && dots_of(path, rest) != DOTS_NONE)
                return NULL;
            p += *p == '%' && text.end - p >= 3 && url_char_is(p[1], URL_HEX) ? 2 : 1;
        } else if (*p == '\\') {
            if (is_separator(path, *p)) {
                url_put(writer, run, (size_t)(p - run));
                url_put_char(writer, '/');
                run = p + 1;
            }
            p++;
        } else {
            url_put(writer, run, (size_t)(p - run));
            run = encoded_end(p, text.end);
            carom_url_put_encoded(writer, (struct url_text){p, run}, URL_PATH_SET);
            p = run;
        }
    }
    url_put(writer, run, (size_t)(p - run));
    return p;
}

/* Takes the last segment back. In: `/` ends what is written, and stands at `begin`. */
static void pop(struct carom_buf *buf, size_t begin)
{
    if (buf->len - begin <= 1)
        return;
    do {
        buf->len--;
    } while (buf->ptr[buf->len - 1] != '/');
}

/* The end of the segment at text.at, or of the path in it; *is_plain when nothing is to be encoded. */
static const char *plain_segment_end(const struct url_path *path, struct url_text text,
                                     bool *is_plain)
{
    const char backslash = path->special != CAROM_SCHEME_OTHER ? '\\' : '/';
    const char *p = text.at;
    *is_plain = true;
    for (; p != text.end && *p != '/' && *p != backslash; p++) {
        if (!url_char_is(*p, URL_PATH_SET))
            continue;
        if (*p == '?' || *p == '#')
            break;
        *is_plain = false;
    }
    return p;
}

/*
 * Puts segments with dot segments among them, from the first to the last. Returns the path's end;
 * NULL when the buffer is too small to take a segment back.
 */
static const char *put_popping(struct carom_buf *buf, const struct url_path *path,
                               struct url_text text)
{
    size_t begin = buf->len;
    put_view(buf, path->prefix);
    put_char(buf, '/');
    while (buf->len <= buf->cap) {
        bool is_plain;
        struct url_text segment = {text.at, plain_segment_end(path, text, &is_plain)};
        enum dots dots = DOTS_NONE;
        if (segment.at != segment.end && url_char_is(*segment.at, URL_PATH_STOP))
            dots = dots_of(path, segment);
        bool is_last = segment.end == text.end || *segment.end == '?' || *segment.end == '#';
        if (dots == DOTS_TWO)
            pop(buf, begin);
        else if (dots == DOTS_NONE && is_plain)
            put_bytes(buf, segment.at, (size_t)(segment.end - segment.at));
        else if (dots == DOTS_NONE)
            carom_url_encode(buf, segment, URL_PATH_SET);
        if (dots == DOTS_NONE && !is_last)
            put_char(buf, '/');
        if (is_last)
            return buf->len <= buf->cap ? segment.end : NULL;
        text.at = segment.end + 1;
    }
    return NULL;
}

/* What is left of segments when their dot segments are removed. */
struct kept {
    size_t len;     /* serialised */
    size_t count;   /* of segments */
    size_t pending; /* segments to leave out before these */
    bool starts_empty;
};

/* Reckons a segment in, and writes it when there is a place that ends at `end`. */
static void keep(struct kept *kept, struct url_text segment, char *end)
{
    struct carom_buf counted = {NULL, 0, 0};
    carom_url_encode(&counted, segment, URL_PATH_SET);
    kept->len += 1 + counted.len;
    kept->count++;
    kept->starts_empty = counted.len == 0;
    if (end == NULL)
        return;
    struct carom_buf place = {end - kept->len, 1 + counted.len, 0};
    put_char(&place, '/');
    carom_url_encode(&place, segment, URL_PATH_SET);
}

/* Goes through segments from the last to the first. In: end is NULL to reckon only. */
static struct kept keep_segments(const struct url_path *path, struct url_text text, char *end)
{
    struct kept kept = {0, 0, 0, false};
    for (bool is_last = true;; is_last = false) {
        struct url_text segment = {text.end, text.end};
        while (segment.at != text.at && !is_separator(path, segment.at[-1]))
            segment.at--;
        enum dots dots = dots_of(path, segment);
        if (dots == DOTS_TWO)
            kept.pending++;
        if (dots != DOTS_NONE && is_last)
            keep(&kept, (struct url_text){segment.end, segment.end}, end);
        else if (dots == DOTS_NONE && kept.pending > 0)
            kept.pending--;
        else if (dots == DOTS_NONE)
            keep(&kept, segment, end);
        if (segment.at == text.at)
            return kept;
        text.end = segment.at - 1;
    }
}

/*
 * The segment of a file URL's text that becomes its drive letter: the first that is one while the
 * path is empty; nothing takes it back. What is before it is gone. Out: *text is what comes behind
 * it, *has_more whether there is anything.
 */
static bool find_drive(const struct url_path *path, struct url_text *text, char *letter,
                       bool *has_more)
{
    size_t depth = 0;
    for (size_t i = 0; i < path->prefix.len; i++)
        depth += path->prefix.ptr[i] == '/';
    if (path->special != CAROM_SCHEME_FILE || carom_url_drive(path->prefix).len > 0)
        return false;
    struct url_text rest = *text;
    for (;;) {
        struct url_text segment = {rest.at, segment_end(path, rest)};
        enum dots dots = dots_of(path, segment);
        if (dots == DOTS_NONE && depth == 0 && carom_url_starts_with_drive(segment)) {
            *letter = (char)url_next(&segment);
            *has_more = segment.end != rest.end;
            *text = (struct url_text){*has_more ? segment.end + 1 : rest.end, rest.end};
            return true;
        }
        if (dots == DOTS_NONE)
            depth++;
        else if (dots == DOTS_TWO && depth > 0)
            depth--;
        if (segment.end == rest.end)
            return false;
        rest.at = segment.end + 1;
    }
}

static bool needs_dot(const struct url_path *path, struct carom_view prefix, struct kept kept)
{
    if (path->has_host)
        return false;
    if (prefix.len > 0)
        return prefix.len == 1 || prefix.ptr[1] == '/';
    return kept.starts_empty && kept.count > 1;
}

/* Puts segments of which some are dot segments, or may be a drive letter or need a `/.`. */
static size_t put_kept(struct carom_buf *buf, const struct url_path *path, struct url_text text)
{
    struct carom_view prefix = path->prefix;
    struct kept kept = {0, 0, 0, false};
    char drive[3] = {'/', 0, ':'};
    bool has_more = true;
    bool has_drive = find_drive(path, &text, &drive[1], &has_more);
    if (has_drive)
        prefix = carom_view_of(drive, sizeof drive);
    if (has_more)
        kept = keep_segments(path, text, NULL);
    for (; kept.pending > 0 && prefix.len > 0 && !has_drive; kept.pending--)
        prefix = carom_url_shortened(prefix, path->special);
    if (needs_dot(path, prefix, kept))
        put_literal(buf, "/.");
    size_t begin = buf->len;
    put_view(buf, prefix);
    if (has_more && buf->len <= buf->cap && kept.len <= buf->cap - buf->len)
        (void)keep_segments(path, text, buf->ptr + buf->len + kept.len);
    buf->len = kept.len <= SIZE_MAX - buf->len ? buf->len + kept.len : SIZE_MAX;
    return begin;
}

/* The text up to the path's end, at the first `?` or `#`. */
static struct url_text path_text(struct url_text text)
{
    struct url_text path = {text.at, text.at};
    while (path.end != text.end && *path.end != '?' && *path.end != '#')
        path.end++;
    return path;
}

size_t carom_url_put_path(struct url_writer *writer, const struct url_path *path,
                          struct url_text *text)
{
    const struct url_writer before = *writer;
    const size_t before_len = writer->buf->len;
    const size_t begin = url_written(writer);
    const bool is_file = path->special == CAROM_SCHEME_FILE;
    /* Only where no `/.` and no `:` in the place of a drive letter's `|` can come in. */
    const bool may_be_plain =
        path->has_host ? !is_file || !carom_url_starts_with_drive(*text) : path->prefix.len == 0;
    if (may_be_plain) {
        url_put(writer, path->prefix.ptr, path->prefix.len);
        const char *plain_end = put_plain(writer, path, *text);
        if (plain_end != NULL) {
            text->at = plain_end;
            return begin;
        }
        *writer = before;
        writer->buf->len = before_len;
    }
    url_differ(writer);
    const char *end = path->has_host && !is_file ? put_popping(writer->buf, path, *text) : NULL;
    if (end != NULL) {
        text->at = end;
        return begin;
    }
    struct url_text whole = path_text(*text);
    text->at = whole.end;
    writer->buf->len = begin;
    return put_kept(writer->buf, path, whole);
}

size_t carom_url_put_whole_path(struct url_writer *writer, struct carom_view path, bool has_host)
{
    if (!has_host && path.len > 1 && path.ptr[1] == '/')
        url_put_made(writer, "/.", 2);
    size_t begin = url_written(writer);
    url_put(writer, path.ptr, path.len);
    return begin;
}
