#include "lint_target.h"

#include "carom/lint.h"

#include "chars.h"
#include "lint_memory.h"

#include <string.h>

static struct carom_view skip(struct carom_view text, size_t count)
{
    return carom_view_of(text.ptr + count, text.len - count);
}

/* The length of the part before the first `?` or `#`, or `/` when asked for. */
static size_t part_len(struct carom_view text, bool ends_at_slash)
{
    size_t len = 0;
    while (len < text.len && text.ptr[len] != '?' && text.ptr[len] != '#' &&
           !(ends_at_slash && text.ptr[len] == '/'))
        len++;
    return len;
}

bool carom_lint_target_read(struct carom_view target, struct lint_target *out)
{
    memset(out, 0, sizeof *out);
    size_t scheme_len = carom_starts_with(target, CAROM_LITERAL("https://"))  ? 5
                        : carom_starts_with(target, CAROM_LITERAL("http://")) ? 4
                                                                              : 0;
    if (scheme_len > 0) {
        out->scheme = carom_view_of(target.ptr, scheme_len);
        target = skip(target, scheme_len + sizeof "://" - 1);
        out->authority = carom_view_of(target.ptr, part_len(target, true));
        target = skip(target, out->authority.len);
    } else if (target.len == 0 || target.ptr[0] != '/') {
        return false;
    }
    out->path = carom_view_of(target.ptr, part_len(target, false));
    target = skip(target, out->path.len);
    if (target.len > 0 && target.ptr[0] == '?') {
        const char *hash = memchr(target.ptr, '#', target.len);
        size_t end = hash == NULL ? target.len : (size_t)(hash - target.ptr);
        out->query = carom_view_of(target.ptr + 1, end - 1);
    }
    return true;
}

struct carom_view carom_lint_host(struct carom_view scheme, struct carom_view authority)
{
    struct carom_view port = scheme.len == 5 ? CAROM_LITERAL(":443") : CAROM_LITERAL(":80");
    if (authority.len > 0 && authority.ptr[authority.len - 1] == ':')
        return carom_view_of(authority.ptr, authority.len - 1);
    if (authority.len > port.len &&
        carom_view_equal(skip(authority, authority.len - port.len), port))
        authority.len -= port.len;
    return authority;
}

void carom_lint_names_read(enum carom_dialect dialect, const struct carom_rule *rule,
                           struct lint_names *out)
{
    size_t of_path = carom_lint_path_captures(dialect, rule->from, out->names);
    out->count = carom_rule_captures(dialect, rule, out->names);
    for (size_t i = 0; i < out->count; i++) {
        out->is_of_query[i] = i >= of_path;
        out->is_splat[i] = i < of_path && carom_view_equal(out->names[i], CAROM_LITERAL("splat"));
    }
}

uint32_t carom_lint_name_at(const struct lint_names *names, struct carom_view text, size_t at,
                            size_t *len)
{
    if (text.ptr[at] != ':')
        return LINT_NONE;
    struct carom_view rest = skip(text, at + 1);
    for (uint32_t i = 0; i < names->count; i++) {
        struct carom_view name = names->names[i];
        /* A name of letters ends where its letters do; another one, which netlify has, anywhere. */
        bool ends = rest.len <= name.len || !char_is(rest.ptr[name.len], CHAR_WORD) ||
                    carom_lint_name_len(name.ptr, name.len) < name.len;
        if (ends && carom_starts_with(rest, name)) {
            *len = 1 + name.len;
            return i;
        }
    }
    return LINT_NONE;
}

uint32_t carom_lint_next_name(const struct lint_names *names, struct carom_view text, size_t *at,
                              size_t *start)
{
    for (; *at < text.len; ++*at) {
        size_t len;
        uint32_t index = carom_lint_name_at(names, text, *at, &len);
        if (index == LINT_NONE)
            continue;
        *start = *at;
        *at += len;
        return index;
    }
    return LINT_NONE;
}

bool carom_lint_is_fixed(const struct lint_names *names, struct carom_view text)
{
    size_t at = 0, start;
    return names->count == 0 || carom_lint_next_name(names, text, &at, &start) == LINT_NONE;
}
