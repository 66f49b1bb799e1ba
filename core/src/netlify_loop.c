#include "netlify_loop.h"

#include "authority.h"
#include "chars.h"
#include "pattern.h"

static bool has_splat(struct carom_view pattern)
{
    for (size_t at = 0; at < pattern.len;) {
        struct carom_view segment = carom_pattern_segment(pattern, at);
        if (carom_pattern_segment_kind(CAROM_DIALECT_NETLIFY, segment) == SEGMENT_SPLAT)
            return true;
        at += 1 + segment.len;
    }
    return false;
}

static struct carom_view behind(struct carom_view text, size_t len)
{
    return carom_view_of(text.ptr + len, text.len - len);
}

/* The length of a target's scheme and authority. */
static size_t origin_len(struct carom_view to)
{
    static const struct {
        const char *text;
        size_t len;
    } schemes[] = {{"https://", 8}, {"http://", 7}};
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        size_t len = schemes[i].len;
        if (carom_starts_with(to, carom_view_of(schemes[i].text, len)))
            return len + carom_authority_end(behind(to, len));
    }
    return 0;
}

/*
 * What stands before the first `/:splat` of a path that is a segment, and is more than a slash.
 * Returns: an empty view when there is none.
 */
static struct carom_view before_splat(struct carom_view path)
{
    struct carom_view splat = CAROM_LITERAL("/:splat");
    for (size_t i = 2; i + splat.len <= path.len; i++) {
        size_t end = i + splat.len;
        bool is_segment = end == path.len || (path.ptr[end] == '/' && end + 1 < path.len);
        if (is_segment && carom_view_equal(carom_view_of(path.ptr + i, splat.len), splat))
            return carom_view_of(path.ptr, i);
    }
    return carom_view_of(NULL, 0);
}

bool carom_netlify_loop_prefix(const struct image_rule *rule, struct carom_view *prefix)
{
    size_t origin = origin_len(rule->to);
    *prefix = before_splat(behind(rule->to, origin));
    if (prefix->len == 0 && origin == 0)
        *prefix = rule->to;
    return prefix->len > 0 && (rule->flags & RULE_DYNAMIC) != 0 &&
           (rule->flags & RULE_STATUS_MASK) != 200 && has_splat(rule->from);
}

/* Whether a target's scheme and authority, when it has them, are the request's, byte by byte. */
static bool has_own_origin(const struct request_uri *uri, struct carom_view to)
{
    struct carom_view colon = CAROM_LITERAL("://");
    size_t authority = uri->scheme.len + colon.len;
    size_t len = origin_len(to);
    if (len == 0)
        return true;
    return len == authority + uri->authority.len && carom_starts_with(to, uri->scheme) &&
           carom_starts_with(behind(to, uri->scheme.len), colon) &&
           carom_starts_with(behind(to, authority), uri->authority);
}

bool carom_netlify_may_loop(const struct image_rule *rule, const struct request_uri *uri,
                            struct carom_view path)
{
    struct carom_view prefix;
    return carom_netlify_loop_prefix(rule, &prefix) && carom_starts_with(path, prefix) &&
           has_own_origin(uri, rule->to);
}

bool carom_netlify_loop_captures(const struct image_rule *rule, struct carom_view path,
                                 struct carom_match *match)
{
    match->capture_count = 0;
    if (!carom_pattern_match(CAROM_DIALECT_NETLIFY, rule->from, path, match))
        return false;
    while (match->capture_count < CAROM_CAPTURES_MAX)
        match->captures[match->capture_count++] = CAROM_LITERAL(":");
    return true;
}

bool carom_netlify_loops(const struct image_rule *rule, struct carom_view target)
{
    struct carom_match ignored;
    ignored.capture_count = 0;
    return carom_pattern_match(CAROM_DIALECT_NETLIFY, rule->from, target, &ignored);
}
