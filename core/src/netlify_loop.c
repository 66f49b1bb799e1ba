#include "netlify_loop.h"

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

/* What stands behind the request's scheme and host; all of the target when they are not there. */
static struct carom_view behind_origin(const struct request_uri *uri, struct carom_view to)
{
    const struct carom_view parts[] = {uri->scheme, CAROM_LITERAL("://"), uri->authority};
    struct carom_view rest = to;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (!carom_starts_with(rest, parts[i]))
            return to;
        rest = carom_view_of(rest.ptr + parts[i].len, rest.len - parts[i].len);
    }
    return rest;
}

/* What of a target a looping request's path begins with. */
static struct carom_view looping_prefix(const struct request_uri *uri, struct carom_view to)
{
    struct carom_view splat = CAROM_LITERAL("/:splat");
    struct carom_view path = behind_origin(uri, to);
    if (path.len == 0 || path.ptr[0] != '/')
        return to;
    for (size_t i = 2; i + splat.len <= path.len; i++) {
        size_t end = i + splat.len;
        bool is_segment = end == path.len || (path.ptr[end] == '/' && end + 1 < path.len);
        if (is_segment && carom_view_equal(carom_view_of(path.ptr + i, splat.len), splat))
            return carom_view_of(path.ptr, i);
    }
    return to;
}

bool carom_netlify_may_loop(const struct image_rule *rule, const struct request_uri *uri,
                            struct carom_view path)
{
    return (rule->flags & RULE_DYNAMIC) != 0 && (rule->flags & RULE_STATUS_MASK) != 200 &&
           carom_starts_with(path, looping_prefix(uri, rule->to)) && has_splat(rule->from);
}

bool carom_netlify_loops(const struct image_rule *rule, struct carom_view target)
{
    struct carom_match ignored;
    ignored.capture_count = 0;
    return carom_pattern_match(CAROM_DIALECT_NETLIFY, rule->from, target, &ignored);
}
