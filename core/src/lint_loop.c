/*
 * Whether a redirect may be passed over at a request that a later rule matches: its location would have
 * to be the request's own URL.
 */
#include "lint_cover.h"

#include "carom/status.h"

#include "chars.h"
#include "lint_memory.h"
#include "lint_target.h"

#include <string.h>

/* What a segment may be: of a target once its captures are put in, or of a pattern. */
enum segment_range {
    RANGE_LITERAL,
    RANGE_NOT_EMPTY, /* one segment */
    RANGE_ANY        /* any number of any segments */
};

struct range {
    enum segment_range kind;
    struct carom_view text; /* of a literal */
};

struct ranges {
    size_t count;
    size_t fixed; /* how many are one segment */
    struct range items[LINT_SEGMENTS_MAX];
};

static bool add_range(struct ranges *ranges, enum segment_range kind, struct carom_view text)
{
    if (ranges->count == LINT_SEGMENTS_MAX)
        return false;
    ranges->items[ranges->count++] = (struct range){kind, text};
    ranges->fixed += kind != RANGE_ANY;
    return true;
}

static bool pattern_ranges(struct carom_view from, struct ranges *out)
{
    struct carom_view path = carom_lint_path(CAROM_DIALECT_CAROM, from);
    struct lint_unit unit;
    for (size_t at = 0; carom_lint_next_unit(CAROM_DIALECT_CAROM, path, &at, &unit);) {
        enum segment_range kind = unit.kind == LINT_LITERAL       ? RANGE_LITERAL
                                  : unit.kind == LINT_PLACEHOLDER ? RANGE_NOT_EMPTY
                                                                  : RANGE_ANY;
        if (!add_range(out, kind, unit.text))
            return false;
    }
    return true;
}

/*
 * One segment of a target. A capture at the very start of a relative one can be emptied (carom_decide
 * makes one `/` of several), one of the query can hold anything, and an escape has more spellings than one.
 */
static enum segment_range segment_range(const struct lint_names *names, struct carom_view segment,
                                        bool is_start)
{
    size_t at = 0, start = 0, literal_from = 0;
    bool has_literal = false, has_capture = false;
    for (;;) {
        uint32_t index = carom_lint_next_name(names, segment, &at, &start);
        if (index == LINT_NONE)
            break;
        if (names->is_splat[index] || names->is_of_query[index])
            return RANGE_ANY;
        has_literal = has_literal || start > literal_from;
        literal_from = at;
        has_capture = true;
    }
    has_literal = has_literal || segment.len > literal_from;
    if (has_capture)
        return is_start && !has_literal ? RANGE_ANY : RANGE_NOT_EMPTY;
    return segment.len > 0 && memchr(segment.ptr, '%', segment.len) != NULL ? RANGE_NOT_EMPTY
                                                                            : RANGE_LITERAL;
}

static bool target_ranges(const struct lint_names *names, const struct lint_target *target,
                          struct ranges *out)
{
    struct carom_view path = target->path.len > 0 ? target->path : CAROM_LITERAL("/");
    if (path.len > 1 && path.ptr[path.len - 1] == '/')
        path.len--;
    for (size_t at = 0; at < path.len;) {
        const char *bytes = path.ptr + at + 1;
        size_t left = path.len - at - 1;
        const char *slash = left > 0 ? memchr(bytes, '/', left) : NULL;
        struct carom_view segment =
            carom_view_of(bytes, slash == NULL ? left : (size_t)(slash - bytes));
        bool is_start = at == 0 && target->scheme.len == 0;
        if (!add_range(out, segment_range(names, segment, is_start), segment))
            return false;
        at += 1 + segment.len;
    }
    return true;
}

static bool may_be_same(const struct range *a, const struct range *b)
{
    if (a->kind == RANGE_LITERAL && b->kind == RANGE_LITERAL)
        return carom_view_equal(a->text, b->text);
    return (a->kind != RANGE_LITERAL || a->text.len > 0) &&
           (b->kind != RANGE_LITERAL || b->text.len > 0);
}

/* Whether no path is in both, as far as it can be told from either end and from how long they are. */
static bool are_disjoint(const struct ranges *a, const struct ranges *b)
{
    for (size_t i = 0; i < a->count && i < b->count; i++) {
        if (a->items[i].kind == RANGE_ANY || b->items[i].kind == RANGE_ANY)
            break;
        if (!may_be_same(&a->items[i], &b->items[i]))
            return true;
    }
    for (size_t i = 1; i <= a->count && i <= b->count; i++) {
        const struct range *of_a = &a->items[a->count - i], *of_b = &b->items[b->count - i];
        if (of_a->kind == RANGE_ANY || of_b->kind == RANGE_ANY)
            break;
        if (!may_be_same(of_a, of_b))
            return true;
    }
    return (a->fixed == a->count && a->count < b->fixed) ||
           (b->fixed == b->count && b->count < a->fixed);
}

/* How many bytes a pattern of the carom dialect has beside its captures. */
static size_t fixed_bytes(struct carom_view from)
{
    struct carom_view path = carom_lint_path(CAROM_DIALECT_CAROM, from);
    struct lint_unit unit;
    size_t fixed = path.len;
    for (size_t at = 0; carom_lint_next_unit(CAROM_DIALECT_CAROM, path, &at, &unit);)
        fixed -= unit.kind == LINT_LITERAL ? 0 : unit.text.len;
    return fixed;
}

/*
 * Whether a target of the carom dialect is always longer, or always shorter, than any path that leads to
 * it: it has every capture of the path, or none of them twice and none of the query, and beside them two
 * bytes more, or less, than the pattern, of which one makes up for an optional slash. A capture is as long
 * in both when both are normalised; an escape in the target may be shorter.
 */
static bool has_other_length(const struct lint_names *names, const struct carom_rule *rule,
                             const struct lint_target *target)
{
    struct carom_view path = target->path;
    size_t used[CAROM_CAPTURES_MAX] = {0};
    size_t at = 0, start = 0, pattern = fixed_bytes(rule->from);
    size_t fixed = path.len > 0 ? path.len : 1; /* an empty path is `/` */
    /* Of a capture at the start, leading slashes are dropped. */
    bool grows = path.len == 0 || memchr(path.ptr, '%', path.len) == NULL, shrinks = true;
    for (;;) {
        uint32_t index = carom_lint_next_name(names, path, &at, &start);
        if (index == LINT_NONE)
            break;
        grows = grows && start > 1;
        shrinks = shrinks && used[index] == 0 && !names->is_of_query[index];
        used[index]++;
        fixed -= at - start;
    }
    for (size_t i = 0; i < names->count; i++)
        grows = grows && (used[i] > 0 || names->is_of_query[i]);
    return (grows && fixed >= pattern + 2) || (shrinks && fixed + 2 <= pattern);
}

/* Whether the later rule names a host, or a scheme, that the target is not on. */
static bool is_elsewhere(const struct lint_target *target, const struct carom_rule *second)
{
    if (target->scheme.len == 0 || second->host.len == 0 ||
        memchr(target->authority.ptr, ':', target->authority.len) != NULL)
        return false;
    return !carom_view_equal(target->scheme, second->scheme) ||
           !carom_equal_nocase(carom_lint_host(target->scheme, target->authority),
                               carom_lint_host(second->scheme, second->host));
}

/* Told from segments, of which there must not be too many. */
static bool are_paths_disjoint(const struct lint_names *names, const struct lint_target *target,
                               struct carom_view from)
{
    struct ranges there, here;
    there.count = there.fixed = here.count = here.fixed = 0;
    return target_ranges(names, target, &there) && pattern_ranges(from, &here) &&
           are_disjoint(&there, &here);
}

bool carom_lint_may_pass_over(enum carom_dialect dialect, const struct carom_rule *first,
                              const struct carom_rule *second)
{
    struct lint_target target;
    struct lint_names names;
    /* In cloudflare a rule may lead to itself, and in netlify no later one decides in its place. */
    if (dialect != CAROM_DIALECT_CAROM || !carom_status_is_redirect(first->status))
        return false;
    if (!carom_lint_target_read(first->to, &target))
        return true;
    if (is_elsewhere(&target, second))
        return false;
    carom_lint_names_read(dialect, first, &names);
    return !are_paths_disjoint(&names, &target, second->from) &&
           !has_other_length(&names, first, &target);
}
