#include "example.h"

#include "chars.h"
#include "normal.h"
#include "pattern.h"
#include "pattern_cloudflare.h"
#include "target.h"
#include "writer.h"

#include <string.h>

struct example {
    const struct line_rule *rule;
    struct carom_buf *out;
    size_t chosen;           /* the index of the capture that leads elsewhere */
    struct carom_view value; /* and its value */
    size_t next;             /* the index of the capture that comes next in the path */
};

static void put_normal(struct carom_buf *out, struct carom_view text, unsigned raw)
{
    for (size_t i = 0; i < text.len;) {
        struct normal_unit unit = normal_next(text.ptr + i, text.len - i, raw);
        put_bytes(out, unit.bytes, unit.len);
        i += unit.consumed;
    }
}

/* The others are as short as they may be: only a placeholder of the path is never empty. */
static void put_capture(const struct example *example, size_t index, bool is_placeholder)
{
    if (index == example->chosen)
        put_view(example->out, example->value);
    else if (is_placeholder)
        put_char(example->out, 'x');
}

/*
 * A splat with its slash, which an empty one needs only at the end. In netlify it can have text before
 * it, and a further one captures nothing.
 */
static void put_splat(struct example *example, struct carom_view segment, bool is_first,
                      bool is_last)
{
    struct carom_view text = carom_view_of(segment.ptr, segment.len - 1);
    bool is_chosen = is_first && example->next == example->chosen;
    if (is_chosen || is_last || text.len > 0)
        put_char(example->out, '/');
    put_normal(example->out, text, CHAR_PATH);
    if (is_first)
        put_capture(example, example->next++, false);
}

static void put_segments(struct example *example)
{
    struct carom_view from = example->rule->from;
    bool has_splat = false;
    for (size_t at = 0; at < from.len;) {
        struct carom_view segment = carom_pattern_segment(from, at);
        at += 1 + segment.len;
        switch (carom_pattern_segment_kind(example->rule->dialect, segment)) {
        case SEGMENT_SPLAT:
            put_splat(example, segment, !has_splat, at >= from.len);
            has_splat = true;
            break;
        case SEGMENT_PLACEHOLDER:
            put_char(example->out, '/');
            put_capture(example, example->next++, true);
            break;
        case SEGMENT_LITERAL:
        default:
            put_char(example->out, '/');
            put_normal(example->out, segment, CHAR_PATH);
        }
    }
}

/* Where placeholders and a splat stand anywhere. */
static void put_text(struct example *example)
{
    struct carom_view from = example->rule->from;
    for (size_t at = 0; at < from.len;) {
        size_t len = carom_cloudflare_placeholder_len(from.ptr + at, from.len - at);
        if (len > 0 || from.ptr[at] == '*')
            put_capture(example, example->next++, len > 0);
        else
            put_char(example->out, from.ptr[at]);
        at += len > 0 ? len : 1;
    }
}

/*
 * Whether the path that was written gives the chosen capture its value: each takes as much as it can, and
 * may leave nothing for one that stands right behind it.
 */
static bool is_captured(const struct example *example)
{
    struct carom_match match;
    match.capture_count = 0;
    return carom_pattern_match(example->rule->dialect, example->rule->from,
                               put_since(example->out, 0), &match) &&
           example->chosen < match.capture_count &&
           carom_view_equal(match.captures[example->chosen], example->value);
}

static void put_query(const struct example *example)
{
    size_t capture = example->rule->path_capture_count;
    for (size_t i = 0; i < example->rule->pair_count; i++) {
        const struct line_pair *pair = &example->rule->pairs[i];
        put_char(example->out, i == 0 ? '?' : '&');
        put_normal(example->out, pair->key, CHAR_QUERY);
        put_char(example->out, '=');
        if (pair->captures)
            put_capture(example, capture++, false);
        else
            put_normal(example->out, pair->value, CHAR_QUERY);
    }
}

static void put_origin(const struct example *example, struct carom_view origin)
{
    for (size_t i = 0; i < origin.len;) {
        size_t index;
        size_t name_len = target_capture_at(example->rule, origin, i, &index);
        if (name_len > 0) {
            bool is_of_path = index < example->rule->path_capture_count;
            bool is_splat =
                carom_view_equal(example->rule->captures[index], CAROM_LITERAL("splat"));
            put_capture(example, index, is_of_path && !is_splat);
        } else {
            put_char(example->out, origin.ptr[i]);
        }
        i += name_len > 0 ? name_len : 1;
    }
}

/* What leads elsewhere from behind `before`, which stands in the authority before the capture. */
static struct carom_view leading_elsewhere(struct carom_view before)
{
    if (before.len == 0)
        return CAROM_LITERAL("evil.example");
    if (memchr(before.ptr, ':', before.len) != NULL)
        return CAROM_LITERAL("81");
    return CAROM_LITERAL(".evil.example");
}

struct carom_view carom_example_write(const struct line_rule *rule, struct carom_view target,
                                      struct carom_buf *buf)
{
    struct carom_view capture = carom_target_open_capture(rule, target);
    struct carom_view origin = carom_target_origin(target);
    const char *authority = (const char *)memchr(target.ptr, '/', target.len) + 2;
    struct carom_view before = carom_view_of(authority, (size_t)(capture.ptr - authority));
    struct carom_view name = carom_view_of(capture.ptr + 1, capture.len - 1);
    struct example example = {rule, buf, carom_line_capture_index(rule, name),
                              leading_elsewhere(before), 0};
    buf->len = 0;
    if (rule->dialect != CAROM_DIALECT_CLOUDFLARE) {
        put_segments(&example);
    } else {
        put_text(&example);
        if (!is_captured(&example))
            return carom_view_of(NULL, 0);
    }
    put_query(&example);
    put_literal(buf, " → ");
    put_origin(&example, origin);
    return put_since(buf, 0);
}
