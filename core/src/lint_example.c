#include "lint_example.h"

#include "chars.h"
#include "comma_list.h"
#include "lint_pattern.h"
#include "writer.h"

#include <string.h>

static struct carom_view first_entry(struct carom_view list)
{
    return comma_list_take(&list);
}

static void put_placeholder(struct carom_buf *out, struct carom_view text)
{
    put_literal(out, "some-");
    put_bytes(out, text.ptr + 1, text.len - 1);
}

static void put_unit(struct carom_buf *out, const struct lint_unit *unit, enum lint_variant variant)
{
    if (unit->kind == LINT_PREFIX_SPLAT)
        put_bytes(out, unit->text.ptr, unit->text.len - 1);
    if (unit->kind == LINT_LITERAL)
        put_view(out, unit->text);
    else if (unit->kind == LINT_PLACEHOLDER)
        put_placeholder(out, unit->text);
    else if (variant == LINT_SPLAT_SEGMENT)
        put_literal(out, "some");
    else if (variant != LINT_SPLAT_NONE)
        put_literal(out, "some/page");
}

/* The path with something for each of its captures. Returns: whether it has a splat. */
static bool put_path(struct carom_buf *out, enum carom_dialect dialect, struct carom_view from,
                     enum lint_variant variant)
{
    struct carom_view path = carom_lint_path(dialect, from);
    bool has_splat = false, has_segments = dialect != CAROM_DIALECT_CLOUDFLARE;
    struct lint_unit unit;
    for (size_t at = 0; carom_lint_next_unit(dialect, path, &at, &unit);) {
        bool is_splat = unit.kind == LINT_SPLAT || unit.kind == LINT_PREFIX_SPLAT;
        has_splat = has_splat || is_splat;
        if (has_segments && unit.kind == LINT_SPLAT && variant == LINT_SPLAT_NONE)
            continue;
        if (has_segments)
            put_char(out, '/');
        put_unit(out, &unit, variant);
    }
    return has_splat;
}

/* In cloudflare the slash before a splat at the end stands by itself. */
static bool change_slash(struct carom_buf *out, size_t start)
{
    if (out->len > start + 1 && out->ptr[out->len - 1] == '/')
        out->len--;
    else if (out->len > start + 1)
        put_char(out, '/');
    return out->len > start + 1;
}

/* Returns: whether there is an escape that has a letter. */
static bool lower_escapes(struct carom_buf *out, size_t start)
{
    bool any = false;
    for (size_t i = start; i < out->len; i++) {
        if (!char_is_escape(out->ptr + i, out->len - i))
            continue;
        for (size_t k = i + 1; k < i + 3; k++) {
            any = any || char_lower(out->ptr[k]) != out->ptr[k];
            out->ptr[k] = char_lower(out->ptr[k]);
        }
    }
    return any;
}

static void put_pair(struct carom_buf *out, struct carom_view key, struct carom_view value,
                     bool is_capture)
{
    put_view(out, key);
    put_char(out, '=');
    if (is_capture && value.len > 0)
        put_placeholder(out, value);
    else
        put_view(out, value);
}

/* Returns: whether the variant has a say in it. */
static bool put_query(struct carom_buf *out, const struct carom_rule *rule,
                      enum lint_variant variant)
{
    bool adds = variant == LINT_WITH_QUERY;
    bool repeats = variant == LINT_PAIR_TWICE && rule->query_count > 0;
    for (size_t i = 0; i < rule->query_count; i++) {
        if (i > 0)
            put_char(out, '&');
        put_pair(out, rule->query[i].name, rule->query[i].value, rule->query_captures[i]);
    }
    if (repeats) {
        put_char(out, '&');
        put_pair(out, rule->query[0].name, CAROM_LITERAL("other"), false);
    }
    if (adds && rule->query_count > 0)
        put_char(out, '&');
    if (adds)
        put_literal(out, "page=2");
    return adds || repeats;
}

/* What the path and the query need at most: a splat becomes two segments, a name a little longer. */
static size_t bytes_needed(const struct carom_rule *rule)
{
    size_t bytes = 64 + 16 * CAROM_CAPTURES_MAX + rule->cookies.len;
    for (size_t i = 0; i < rule->query_count; i++)
        bytes += 16 + 2 * rule->query[i].name.len + rule->query[i].value.len;
    return bytes + 6 * rule->from.len;
}

static void add_field(struct lint_example *example, struct carom_view name, struct carom_view value)
{
    if (value.len > 0)
        example->fields[example->request.field_count++] = (struct carom_field){name, value};
}

static void describe(const struct carom_rule *rule, struct carom_view target, size_t path_len,
                     struct carom_view cookie, struct lint_example *out)
{
    memset(out, 0, sizeof *out);
    add_field(out, CAROM_LITERAL("Accept-Language"), first_entry(rule->languages));
    add_field(out, CAROM_LITERAL("Cookie"), cookie);
    struct carom_request *request = &out->request;
    request->method = rule->methods.len > 0 ? first_entry(rule->methods) : CAROM_LITERAL("GET");
    request->scheme = rule->scheme;
    request->authority = rule->host;
    request->country = first_entry(rule->countries);
    request->version = CAROM_HTTP_1_1;
    request->target = target;
    request->fields = out->fields;
    out->lookup = (struct carom_lookup){
        .method = request->method,
        .scheme = request->scheme,
        .authority = request->authority,
        .path = carom_view_of(target.ptr, path_len),
        .has_query = path_len < target.len,
        .country = request->country,
        .fields = out->fields,
        .field_count = request->field_count,
    };
    if (path_len < target.len)
        out->lookup.query = carom_view_of(target.ptr + path_len + 1, target.len - path_len - 1);
}

bool carom_lint_example(const struct carom_allocator *allocator, enum carom_dialect dialect,
                        const struct carom_rule *rule, enum lint_variant variant,
                        struct lint_block *memory, struct lint_example *out, bool *differs)
{
    size_t cap = bytes_needed(rule);
    if (!carom_lint_reserve(allocator, memory, cap))
        return false;
    struct carom_buf text = {memory->bytes, memory->cap, 0};
    struct carom_view cookie = first_entry(rule->cookies);
    if (cookie.len > 0) {
        put_view(&text, cookie);
        put_literal(&text, "=1");
        cookie = carom_view_of(text.ptr, text.len);
    }
    size_t start = text.len;
    bool has_splat = put_path(&text, dialect, rule->from, variant);
    if (text.len == start)
        put_char(&text, '/');
    *differs = variant == LINT_PLAIN ||
               ((variant == LINT_SPLAT_NONE || variant == LINT_SPLAT_SEGMENT) && has_splat) ||
               (variant == LINT_SLASH && change_slash(&text, start)) ||
               (variant == LINT_ESCAPE_CASE && lower_escapes(&text, start));
    size_t path_len = text.len - start;
    put_char(&text, '?');
    bool in_query = put_query(&text, rule, variant);
    *differs = *differs || in_query;
    if (text.len == start + path_len + 1) /* no query */
        text.len--;
    describe(rule, carom_view_of(text.ptr + start, text.len - start), path_len, cookie, out);
    return text.len <= text.cap;
}
