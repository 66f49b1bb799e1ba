#include "lint_cover.h"

#include "chars.h"
#include "comma_list.h"
#include "lint_pattern.h"

/* The lists are short, or somebody wants to see how long this takes. */
enum { LIST_PRODUCT_MAX = 1 << 16 };

typedef bool (*entry_covers_fn)(struct carom_view wide, struct carom_view narrow);

static bool list_has(struct carom_view list, struct carom_view entry, entry_covers_fn covers)
{
    for (struct carom_view rest = list; rest.ptr != NULL;) {
        if (covers(comma_list_take(&rest), entry))
            return true;
    }
    return false;
}

/* Whether a list of which one must hold, empty for none, lets through all that the other does. */
static bool list_covers(struct carom_view wide, struct carom_view narrow, entry_covers_fn covers)
{
    if (wide.len == 0 || carom_view_equal(wide, narrow))
        return true;
    if (narrow.len == 0 || wide.len > LIST_PRODUCT_MAX / narrow.len)
        return false;
    for (struct carom_view rest = narrow; rest.ptr != NULL;) {
        if (!list_has(wide, comma_list_take(&rest), covers))
            return false;
    }
    return true;
}

/* RFC 4647 section 3.3.1: a range also has the tags that begin with it and a `-`. */
static bool range_covers(struct carom_view wide, struct carom_view narrow)
{
    if (narrow.len > wide.len && wide.len > 0 && narrow.ptr[wide.len] == '-')
        narrow.len = wide.len;
    return carom_equal_nocase(wide, narrow);
}

/* Whether the narrow rule has a pair that lets through no more than this one. */
static bool pair_is_there(const struct carom_rule *wide, size_t at, const struct carom_rule *narrow)
{
    for (size_t i = 0; i < narrow->query_count; i++) {
        if (carom_view_equal(wide->query[at].name, narrow->query[i].name))
            return wide->query_captures[at] ||
                   (!narrow->query_captures[i] &&
                    carom_view_equal(wide->query[at].value, narrow->query[i].value));
    }
    return false;
}

bool carom_lint_conditions_cover(enum carom_dialect dialect, const struct carom_rule *wide,
                                 const struct carom_rule *narrow)
{
    bool is_host_there = wide->host.len == 0 || (carom_view_equal(wide->host, narrow->host) &&
                                                 carom_view_equal(wide->scheme, narrow->scheme));
    entry_covers_fn language_covers =
        dialect == CAROM_DIALECT_CAROM ? range_covers : carom_equal_nocase;
    if (!is_host_there || !list_covers(wide->methods, narrow->methods, carom_view_equal) ||
        !list_covers(wide->countries, narrow->countries, carom_equal_nocase) ||
        !list_covers(wide->languages, narrow->languages, language_covers) ||
        !list_covers(wide->cookies, narrow->cookies, carom_view_equal))
        return false;
    for (size_t i = 0; i < wide->query_count; i++) {
        if (!pair_is_there(wide, i, narrow))
            return false;
    }
    return true;
}

bool carom_lint_is_plain(const struct carom_rule *rule)
{
    return rule->methods.len == 0 && rule->countries.len == 0 && rule->languages.len == 0 &&
           rule->cookies.len == 0 && rule->query_count == 0;
}

static bool same_lists(const struct carom_rule *a, const struct carom_rule *b)
{
    if (a->query_count != b->query_count || a->alternate_count != b->alternate_count)
        return false;
    for (size_t i = 0; i < a->query_count; i++) {
        if (!carom_view_equal(a->query[i].name, b->query[i].name) ||
            !carom_view_equal(a->query[i].value, b->query[i].value) ||
            a->query_captures[i] != b->query_captures[i])
            return false;
    }
    for (size_t i = 0; i < a->alternate_count; i++) {
        if (!carom_view_equal(a->alternates[i], b->alternates[i]))
            return false;
    }
    return true;
}

bool carom_lint_same_rule(enum carom_dialect dialect, const struct carom_rule *a,
                          const struct carom_rule *b)
{
    bool same_from =
        dialect == CAROM_DIALECT_CAROM
            ? carom_view_equal(carom_lint_path(dialect, a->from), carom_lint_path(dialect, b->from))
            : carom_view_equal(a->from, b->from);
    return same_from && a->status == b->status && a->force == b->force &&
           a->max_age_s == b->max_age_s && carom_view_equal(a->scheme, b->scheme) &&
           carom_view_equal(a->host, b->host) && carom_view_equal(a->to, b->to) &&
           carom_view_equal(a->methods, b->methods) &&
           carom_view_equal(a->countries, b->countries) &&
           carom_view_equal(a->languages, b->languages) &&
           carom_view_equal(a->cookies, b->cookies) && carom_view_equal(a->reason, b->reason) &&
           carom_view_equal(a->allowed_hosts, b->allowed_hosts) && same_lists(a, b);
}
