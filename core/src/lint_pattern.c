#include "lint_pattern.h"

#include "carom/lint.h"

#include "chars.h"
#include "lint_memory.h"

#include <string.h>

size_t carom_lint_name_len(const char *bytes, size_t left)
{
    size_t len = 0;
    while (len < left && char_is(bytes[len], CHAR_WORD))
        len++;
    return len;
}

/* The length of a name of letters, digits and `_` that does not begin with a digit; 0: there is none. */
static size_t strict_name_len(const char *bytes, size_t left)
{
    return left == 0 || char_is_digit(bytes[0]) ? 0 : carom_lint_name_len(bytes, left);
}

static enum lint_unit_kind segment_kind(enum carom_dialect dialect, struct carom_view segment)
{
    if (segment.len == 0)
        return LINT_LITERAL;
    if (segment.ptr[0] == '*' && segment.len == 1)
        return LINT_SPLAT;
    bool is_name = dialect == CAROM_DIALECT_NETLIFY ||
                   strict_name_len(segment.ptr + 1, segment.len - 1) == segment.len - 1;
    if (segment.ptr[0] == ':' && segment.len > 1 && is_name)
        return LINT_PLACEHOLDER;
    return dialect == CAROM_DIALECT_NETLIFY && segment.ptr[segment.len - 1] == '*'
               ? LINT_PREFIX_SPLAT
               : LINT_LITERAL;
}

struct carom_view carom_lint_path(enum carom_dialect dialect, struct carom_view from)
{
    if (dialect == CAROM_DIALECT_CAROM && from.len > 1 && from.ptr[from.len - 1] == '/')
        from.len--;
    if (dialect == CAROM_DIALECT_NETLIFY) {
        for (size_t i = 0; i < from.len; i++) {
            if (from.ptr[i] == '/' && (i + 1 == from.len || from.ptr[i + 1] == '/'))
                from.len = i;
        }
    }
    return from;
}

/* In cloudflare a placeholder's name begins with a letter. */
static bool next_byte_unit(struct carom_view path, size_t *at, struct lint_unit *out)
{
    const char *bytes = path.ptr + *at;
    size_t left = path.len - *at;
    size_t name_len =
        left > 1 && bytes[0] == ':' && bytes[1] != '_' ? strict_name_len(bytes + 1, left - 1) : 0;
    out->kind = name_len > 0 ? LINT_PLACEHOLDER : bytes[0] == '*' ? LINT_SPLAT : LINT_LITERAL;
    out->text = carom_view_of(bytes, 1 + name_len);
    *at += 1 + name_len;
    return true;
}

bool carom_lint_next_unit(enum carom_dialect dialect, struct carom_view path, size_t *at,
                          struct lint_unit *out)
{
    if (*at >= path.len)
        return false;
    if (dialect == CAROM_DIALECT_CLOUDFLARE)
        return next_byte_unit(path, at, out);
    const char *start = path.ptr + *at + 1;
    size_t left = path.len - *at - 1;
    const char *slash = left > 0 ? memchr(start, '/', left) : NULL;
    out->text = carom_view_of(start, slash == NULL ? left : (size_t)(slash - start));
    out->kind = segment_kind(dialect, out->text);
    *at += 1 + out->text.len;
    return true;
}

bool carom_lint_is_static(enum carom_dialect dialect, struct carom_view from)
{
    /* Without either byte nothing captures, which most patterns can be told by. */
    if (from.len == 0 ||
        (memchr(from.ptr, ':', from.len) == NULL && memchr(from.ptr, '*', from.len) == NULL))
        return true;
    struct carom_view path = carom_lint_path(dialect, from);
    struct lint_unit unit;
    for (size_t at = 0; carom_lint_next_unit(dialect, path, &at, &unit);) {
        if (unit.kind != LINT_LITERAL)
            return false;
    }
    return true;
}

/* What of a unit two patterns of one shape have in common. */
static struct carom_view shape_text(const struct lint_unit *unit)
{
    return unit->kind == LINT_PLACEHOLDER ? carom_view_of(NULL, 0) : unit->text;
}

uint64_t carom_lint_shape_hash(enum carom_dialect dialect, uint64_t hash, struct carom_view from)
{
    struct carom_view path = carom_lint_path(dialect, from);
    if (carom_lint_is_static(dialect, from))
        return carom_lint_hash(hash, path);
    struct lint_unit unit;
    for (size_t at = 0; carom_lint_next_unit(dialect, path, &at, &unit);) {
        hash = carom_lint_hash_number(hash, (uint64_t)unit.kind);
        hash = carom_lint_hash(hash, shape_text(&unit));
    }
    return hash;
}

bool carom_lint_same_shape(enum carom_dialect dialect, struct carom_view a, struct carom_view b)
{
    struct carom_view path_a = carom_lint_path(dialect, a), path_b = carom_lint_path(dialect, b);
    if (carom_view_equal(path_a, path_b))
        return true;
    struct lint_unit unit_a, unit_b;
    size_t at_a = 0, at_b = 0;
    for (;;) {
        bool more_a = carom_lint_next_unit(dialect, path_a, &at_a, &unit_a);
        bool more_b = carom_lint_next_unit(dialect, path_b, &at_b, &unit_b);
        if (!more_a || !more_b)
            return more_a == more_b;
        if (unit_a.kind != unit_b.kind ||
            !carom_view_equal(shape_text(&unit_a), shape_text(&unit_b)))
            return false;
    }
}

bool carom_lint_segments_read(enum carom_dialect dialect, struct carom_view from,
                              struct lint_segments *out)
{
    struct carom_view path = carom_lint_path(dialect, from);
    struct lint_unit unit;
    bool has_splat = false;
    out->count = 0;
    out->after_splat = 0;
    for (size_t at = 0; carom_lint_next_unit(dialect, path, &at, &unit);) {
        if (out->count == LINT_SEGMENTS_MAX)
            return false;
        bool is_splat = unit.kind == LINT_SPLAT || unit.kind == LINT_PREFIX_SPLAT;
        if (is_splat && !has_splat)
            out->first_splat = out->count;
        has_splat = has_splat || is_splat;
        out->units[out->count++] = unit;
        if (is_splat)
            out->after_splat = out->count;
    }
    if (!has_splat)
        out->first_splat = out->count;
    return true;
}

/* A pattern of cloudflare as the states of an automaton: in state i the first i units are through. */
enum { STATES_MAX = 2048 };

struct automaton {
    size_t count;
    char bytes[STATES_MAX]; /* of literals */
    unsigned char kinds[STATES_MAX];
    bool active[STATES_MAX + 1];
};

static bool automaton_read(struct carom_view pattern, struct automaton *out)
{
    struct lint_unit unit;
    out->count = 0;
    for (size_t at = 0; carom_lint_next_unit(CAROM_DIALECT_CLOUDFLARE, pattern, &at, &unit);) {
        if (out->count == STATES_MAX)
            return false;
        out->bytes[out->count] = unit.text.ptr[0];
        out->kinds[out->count++] = (unsigned char)unit.kind;
    }
    memset(out->active, 0, (out->count + 1) * sizeof out->active[0]);
    out->active[0] = true;
    return true;
}

/* A splat may take nothing. */
static void skip_splats(struct automaton *automaton)
{
    for (size_t i = 0; i < automaton->count; i++) {
        if (automaton->active[i] && automaton->kinds[i] == LINT_SPLAT)
            automaton->active[i + 1] = true;
    }
}

/* Whether state `i + 1` is active once the unit of the other pattern is through as well. */
static bool reaches(const struct automaton *automaton, size_t i, const struct lint_unit *unit)
{
    bool is_literal = unit->kind == LINT_LITERAL;
    bool fits_placeholder = unit->kind != LINT_SPLAT && !(is_literal && unit->text.ptr[0] == '/');
    if (automaton->kinds[i] == LINT_PLACEHOLDER) /* it may have begun before */
        return fits_placeholder && (automaton->active[i] || automaton->active[i + 1]);
    return automaton->kinds[i] == LINT_LITERAL && automaton->active[i] && is_literal &&
           automaton->bytes[i] == unit->text.ptr[0];
}

/* Returns: whether any state is active. */
static bool automaton_step(struct automaton *automaton, const struct lint_unit *unit)
{
    bool any = false;
    skip_splats(automaton);
    /* From the end, so that what is read is still from before the step. */
    for (size_t i = automaton->count + 1; i-- > 0;) {
        bool stays =
            i < automaton->count && automaton->active[i] && automaton->kinds[i] == LINT_SPLAT;
        automaton->active[i] = stays || (i > 0 && reaches(automaton, i - 1, unit));
        any = any || automaton->active[i];
    }
    return any;
}

bool carom_lint_text_covers(struct carom_view wide, struct carom_view narrow, size_t *steps)
{
    struct automaton automaton;
    if (!automaton_read(wide, &automaton))
        return false;
    struct lint_unit unit;
    for (size_t at = 0; carom_lint_next_unit(CAROM_DIALECT_CLOUDFLARE, narrow, &at, &unit);) {
        if (*steps <= automaton.count) {
            *steps = 0;
            return false;
        }
        *steps -= automaton.count + 1;
        if (!automaton_step(&automaton, &unit))
            return false;
    }
    skip_splats(&automaton);
    return automaton.active[automaton.count];
}

static size_t add_name(struct carom_view *names, size_t count, struct carom_view name)
{
    if (count < CAROM_CAPTURES_MAX)
        names[count++] = name;
    return count;
}

size_t carom_lint_path_captures(enum carom_dialect dialect, struct carom_view from,
                                struct carom_view names[CAROM_CAPTURES_MAX])
{
    struct carom_view path = carom_lint_path(dialect, from);
    struct lint_unit unit;
    size_t count = 0;
    bool has_splat = false;
    if (carom_lint_is_static(dialect, from))
        return 0;
    for (size_t at = 0; carom_lint_next_unit(dialect, path, &at, &unit);) {
        if (unit.kind == LINT_PLACEHOLDER)
            count = add_name(names, count, carom_view_of(unit.text.ptr + 1, unit.text.len - 1));
        else if (unit.kind != LINT_LITERAL && !has_splat) /* the first of several captures */
            count = add_name(names, count, CAROM_LITERAL("splat"));
        has_splat = has_splat || unit.kind == LINT_SPLAT || unit.kind == LINT_PREFIX_SPLAT;
    }
    return count;
}

size_t carom_rule_captures(enum carom_dialect dialect, const struct carom_rule *rule,
                           struct carom_view names[CAROM_CAPTURES_MAX])
{
    size_t count = carom_lint_path_captures(dialect, rule->from, names);
    for (size_t i = 0; i < rule->query_count; i++) {
        struct carom_view value = rule->query[i].value;
        if (rule->query_captures[i] && value.len > 0)
            count = add_name(names, count, carom_view_of(value.ptr + 1, value.len - 1));
    }
    return count;
}
