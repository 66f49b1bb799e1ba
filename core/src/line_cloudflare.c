/*
 * The dialect cloudflare: two or three words a line, as Cloudflare Pages reads them. What it ignores with a
 * message is an error here, but for a path that has a rule already.
 */
#include "line_reader.h"

#include "chars.h"
#include "line_cloudflare_url.h"
#include "pattern.h"
#include "pattern_cloudflare.h"

#include <string.h>

/* ---- words ---- */

enum { WORDS_MAX = 3 };

static struct carom_view count_message(size_t count)
{
    switch (count) {
    case 1:
        return CAROM_LITERAL("expected 2 or 3 tokens, `from to [status]`, got 1");
    case 4:
        return CAROM_LITERAL("expected 2 or 3 tokens, `from to [status]`, got 4");
    case 5:
        return CAROM_LITERAL("expected 2 or 3 tokens, `from to [status]`, got 5");
    case 6:
        return CAROM_LITERAL("expected 2 or 3 tokens, `from to [status]`, got 6");
    default:
        return CAROM_LITERAL("expected 2 or 3 tokens, `from to [status]`, got more than 6");
    }
}

/* Splits the line up to a comment, which can begin with the third word. Returns: false: an error. */
static bool read_words(struct line_reader *reader, struct carom_view *words, size_t *count)
{
    struct carom_view surplus = {NULL, 0};
    for (*count = 0;; ++*count) {
        struct carom_view word = carom_line_next_word(reader);
        if (word.len == 0 || (*count >= 2 && word.ptr[0] == '#'))
            break;
        if (*count < WORDS_MAX)
            words[*count] = word;
        else if (*count == WORDS_MAX)
            surplus = word;
        if (!carom_line_check_bytes(reader, word))
            return false;
    }
    if (*count >= 2 && *count <= WORDS_MAX)
        return true;
    return carom_line_fail(reader, *count == 1 ? words[0] : surplus, count_message(*count));
}

/* A line's length, without the white space at its ends, counts in UTF-16 code units. In: it is not blank. */
static bool check_length(struct line_reader *reader)
{
    struct line_reader words = *reader;
    size_t end = 0;
    size_t units = 0;
    if (reader->line.len - reader->at <= CLOUDFLARE_LINE_MAX)
        return true;
    while (carom_line_next_word(&words).len > 0)
        end = words.at;
    for (size_t i = reader->at; i < end; i++) {
        unsigned char byte = (unsigned char)reader->line.ptr[i];
        units += (byte & 0xC0) == 0x80 ? 0 : byte >= 0xF0 ? 2 : 1;
        if (units > CLOUDFLARE_LINE_MAX || i - reader->at >= LINE_BYTES_MAX)
            return carom_line_fail(reader, carom_view_of(reader->line.ptr + i, end - i),
                                   CAROM_LITERAL("line too long: 2000 characters at most"));
    }
    return true;
}

/* ---- from ---- */

/* Where a part of the path stands in the token: the last place, since the first ones were fine. */
static struct carom_view place_of(struct carom_view token, struct carom_view part)
{
    for (size_t at = token.len; at-- > 0;) {
        struct carom_view rest = carom_view_of(token.ptr + at, token.len - at);
        if (carom_starts_with(rest, part))
            return carom_view_of(rest.ptr, part.len);
    }
    return token;
}

static bool add_placeholder(struct line_reader *reader, struct carom_view placeholder)
{
    const struct line_rule *rule = reader->rule;
    struct carom_view name = carom_view_of(placeholder.ptr + 1, placeholder.len - 1);
    struct carom_view token = place_of(reader->from, placeholder);
    if (carom_line_capture_index(rule, name) < rule->capture_count)
        return carom_line_fail(reader, token,
                               CAROM_LITERAL("a name may be captured only once, and `*` has the "
                                             "name splat: the service never matches this rule"));
    for (size_t i = 0; i < rule->capture_count; i++) {
        bool is_splat = carom_view_equal(rule->captures[i], CAROM_LITERAL("splat"));
        if (!is_splat && carom_starts_with(name, rule->captures[i]))
            return carom_line_fail(reader, token,
                                   CAROM_LITERAL("a name may not begin with an earlier one: the "
                                                 "service never matches this rule"));
    }
    return carom_line_add_capture(reader, token, name);
}

static bool add_splat(struct line_reader *reader, struct carom_view star)
{
    const struct carom_view name = CAROM_LITERAL("splat");
    struct carom_view token = place_of(reader->from, star);
    if (carom_line_capture_index(reader->rule, name) < reader->rule->capture_count)
        return carom_line_fail(reader, token,
                               CAROM_LITERAL("a path has one splat `*` at most, and no placeholder "
                                             "of its name: the service never matches this rule"));
    return carom_line_add_capture(reader, token, name);
}

static bool read_captures(struct line_reader *reader)
{
    struct line_rule *rule = reader->rule;
    struct carom_view from = rule->from;
    for (size_t at = 0; at < from.len;) {
        size_t len = carom_cloudflare_placeholder_len(from.ptr + at, from.len - at);
        struct carom_view part = carom_view_of(from.ptr + at, len > 0 ? len : 1);
        if (len > 0 && !add_placeholder(reader, part))
            return false;
        if (len == 0 && part.ptr[0] == '*' && !add_splat(reader, part))
            return false;
        at += part.len;
    }
    rule->path_capture_count = rule->capture_count;
    return true;
}

static bool read_from(struct line_reader *reader, struct carom_buf *buf)
{
    struct carom_view host;
    bool has_more = false;
    if (carom_cloudflare_origin_len(reader->from, &host) > 0)
        return carom_line_fail(reader, reader->from,
                               CAROM_LITERAL("a path is matched, and no scheme or host: expected a "
                                             "path that begins with `/`"));
    reader->rule->from = carom_cloudflare_from(reader->from, buf, &has_more);
    /* In a rule's path it is a letter like others, since no special scheme stands before it; in the URL
     * that is asked for it is a slash (URL Standard §4.4, path state). */
    if (memchr(reader->rule->from.ptr, '\\', reader->rule->from.len) != NULL) {
        reader->rule->never = true;
        carom_line_warn(reader, reader->from,
                        CAROM_LITERAL("no path that is asked for has a `\\`, and this rule never "
                                      "matches: write `/`"));
    }
    if (reader->from.ptr[0] != '/')
        carom_line_warn(reader, reader->from,
                        CAROM_LITERAL("this is read as a path with a `/` before it: write the "
                                      "`/`"));
    if (has_more)
        carom_line_warn(reader, reader->from,
                        CAROM_LITERAL("a query or fragment is not matched, and left out here: "
                                      "this rule is for the path alone"));
    reader->rule->is_dynamic =
        carom_pattern_segment_kind(CAROM_DIALECT_CLOUDFLARE, reader->rule->from) != SEGMENT_LITERAL;
    return true;
}

/* ---- how many ---- */

/* Counts a rule before its target is looked at. The first one too many is an error, and the others are
 * passed over. */
static enum line_kind count_rule(struct line_reader *reader)
{
    struct line_context *context = reader->context;
    bool counts_as_dynamic = reader->rule->is_dynamic || context->dynamic_count > 0;
    reader->rule->is_dynamic = counts_as_dynamic;
    uint32_t *count = counts_as_dynamic ? &context->dynamic_count : &context->static_count;
    uint32_t most = counts_as_dynamic ? CLOUDFLARE_DYNAMIC_MAX : CLOUDFLARE_STATIC_MAX;
    if (*count > most)
        return LINE_EMPTY;
    if (++*count <= most)
        return LINE_RULE;
    (void)carom_line_fail(
        reader, reader->from,
        counts_as_dynamic
            ? CAROM_LITERAL("more than 100 dynamic rules, which are those from the first with a "
                            "placeholder or splat on: the service leaves out the rest of the file; "
                            "put static rules first")
            : CAROM_LITERAL("more than 2000 static rules: the service leaves out this one and all "
                            "static ones behind it"));
    return LINE_ERROR;
}

/* ---- what goes together ---- */

static bool read_status(struct line_reader *reader, struct carom_view token)
{
    static const uint16_t statuses[] = {200, 301, 302, 303, 307, 308};
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        const char digits[] = {(char)('0' + statuses[i] / 100), (char)('0' + statuses[i] / 10 % 10),
                               (char)('0' + statuses[i] % 10)};
        if (carom_view_equal(token, carom_view_of(digits, sizeof digits))) {
            reader->rule->status = statuses[i];
            return true;
        }
    }
    return carom_line_fail(reader, token,
                           CAROM_LITERAL("a rule's status is one of 200, 301, 302, 303, 307, 308, "
                                         "without anything behind it"));
}

static bool read_to(struct line_reader *reader, struct carom_view token, struct carom_buf *buf)
{
    struct carom_view host;
    if (token.ptr[0] != '/' && carom_cloudflare_origin_len(token, &host) == 0)
        return carom_line_fail(reader, token,
                               CAROM_LITERAL("expected a target that begins with `/`, or with "
                                             "https:// and a host"));
    return carom_line_add_target(reader, token, carom_cloudflare_to(token, buf));
}

static bool ends_with(struct carom_view text, struct carom_view end)
{
    return text.len >= end.len &&
           carom_view_equal(carom_view_of(text.ptr + text.len - end.len, end.len), end);
}

/* Whether a target ends in `/index`, or in that with one character and `html` behind it. */
static bool leads_to_index(struct carom_view target)
{
    if (ends_with(target, CAROM_LITERAL("html")) && target.len > sizeof "html" - 1)
        target.len -= sizeof ".html" - 1;
    return ends_with(target, CAROM_LITERAL("/index"));
}

/* The service takes `/index` and `.html` off by redirects of its own, back to where this rule holds. */
static bool check_loop(struct line_reader *reader)
{
    const struct line_rule *rule = reader->rule;
    bool is_root = ends_with(rule->from, CAROM_LITERAL("/"));
    bool is_all = ends_with(rule->from, CAROM_LITERAL("/*"));
    if (rule->targets[0].ptr[0] != '/' || !(is_root || is_all) || !leads_to_index(rule->targets[0]))
        return true;
    return carom_line_fail(reader, rule->to_token,
                           CAROM_LITERAL("this would loop: the service redirects `/index` and "
                                         "`/index.html` to the directory, for which this rule is; "
                                         "lead to another page, or take the rule out"));
}

/* ---- duplicates ---- */

/* FNV-1a. */
static uint32_t hash_of(struct carom_view path)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < path.len; i++)
        hash = (hash ^ (unsigned char)path.ptr[i]) * 16777619u;
    return hash;
}

/* Whether the path of an earlier rule, made again from its token, is this one. */
static bool is_path(const struct line_path *path, struct carom_view from)
{
    char bytes[LINE_BUFFER_BYTES];
    struct carom_buf buf = {bytes, sizeof bytes, 0};
    bool has_more;
    struct carom_view token = carom_view_of(path->token, path->token_len);
    return carom_view_equal(carom_cloudflare_from(token, &buf, &has_more), from);
}

/* Whether an earlier rule is for this path, which becomes known else. */
static bool is_known_path(struct line_reader *reader)
{
    struct line_context *context = reader->context;
    uint32_t hash = hash_of(reader->rule->from);
    uint16_t *bucket = &context->path_buckets[hash % LINE_PATH_BUCKETS];
    for (uint16_t i = *bucket; i != 0; i = context->paths[i - 1].next) {
        const struct line_path *path = &context->paths[i - 1];
        if (path->hash == hash && is_path(path, reader->rule->from))
            return true;
    }
    context->paths[context->path_count++] =
        (struct line_path){reader->from.ptr, hash, (uint16_t)reader->from.len, *bucket};
    *bucket = (uint16_t)context->path_count;
    return false;
}

/* ---- the line ---- */

static bool read_whole(struct line_reader *reader, const struct carom_view *words, size_t count,
                       struct carom_buf *buf)
{
    return read_to(reader, words[1], buf) && (count < 3 || read_status(reader, words[2])) &&
           check_loop(reader) && carom_line_check_served(reader) &&
           carom_line_check_open(reader,
                                 CAROM_LITERAL("a capture in the authority and no host without it, "
                                               "so that no request could be answered: write the "
                                               "host out, one rule for each"));
}

enum line_kind carom_line_read_cloudflare(struct line_reader *reader)
{
    struct carom_view words[WORDS_MAX];
    size_t count;
    struct carom_view first = carom_line_next_word(reader);
    if (first.len == 0 || first.ptr[0] == '#')
        return LINE_EMPTY;
    reader->at -= first.len;
    if (!check_length(reader) || !read_words(reader, words, &count))
        return LINE_ERROR;
    struct carom_buf buf = {reader->context->buffer, sizeof reader->context->buffer, 0};
    reader->from = words[0];
    if (!read_from(reader, &buf))
        return LINE_ERROR;
    enum line_kind counted = count_rule(reader);
    if (counted != LINE_RULE)
        return counted;
    struct carom_buf rest = {buf.ptr + buf.len, buf.cap - buf.len, 0};
    if (!read_captures(reader) || !read_whole(reader, words, count, &rest))
        return LINE_ERROR;
    if (!is_known_path(reader))
        return LINE_RULE;
    reader->problem->message = carom_view_of(NULL, 0);
    carom_line_warn(reader, reader->from,
                    CAROM_LITERAL("an earlier rule is for this path: this one is ignored"));
    return LINE_IGNORED;
}
