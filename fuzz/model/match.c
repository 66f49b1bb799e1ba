#include "model/match.h"

#include "model/conditions.h"
#include "model/netlify.h"
#include "model/uri.h"

/* ---- origins ---- */

struct model_view model_without_default_port(struct model_view scheme, struct model_view authority)
{
    const char *implied = model_same_ignoring_case(scheme, model_literal("https")) ? "443" : "80";
    size_t colon = authority.len;

    while (colon > 0 && model_is_digit(authority.ptr[colon - 1]))
        colon--;
    struct model_view port = model_from(authority, colon);
    if (colon == 0 || authority.ptr[colon - 1] != ':' || (port.len > 0 && !model_is(port, implied)))
        return authority;
    return model_part(authority, 0, colon - 1);
}

static bool match_scheme(const struct model_rule *rule, const struct model_lookup *lookup)
{
    if (rule->scheme.len == 0)
        return true;
    return rule->dialect == MODEL_NETLIFY ? model_same(rule->scheme, lookup->scheme)
                                          : model_same_ignoring_case(rule->scheme, lookup->scheme);
}

static bool match_host(const struct model_rule *rule, const struct model_lookup *lookup)
{
    if (rule->host.len == 0)
        return true;
    if (rule->dialect == MODEL_NETLIFY)
        return model_same(rule->host, lookup->authority);
    return model_same_ignoring_case(model_without_default_port(rule->scheme, rule->host),
                                    model_without_default_port(rule->scheme, lookup->authority));
}

/* ---- paths ---- */

static struct model_view without_slash(struct model_view path)
{
    if (path.len > 1 && path.ptr[path.len - 1] == '/')
        path.len--;
    return path;
}

static bool same_canonical(struct model_arena *arena, struct model_view canonical,
                           struct model_view raw, enum model_place place)
{
    struct model_text text = model_text_of(arena);

    model_put_canonical(&text, raw, place);
    return model_same(canonical, model_text_view(&text));
}

static void capture(struct model_captures *captures, struct model_view value)
{
    captures->values[captures->count++] = value;
}

/* Compares two paths segment by segment; both begin with `/` or are empty. */
static bool match_segments(struct model_arena *arena, struct model_view pattern,
                           struct model_view path, struct model_captures *captures)
{
    while (pattern.len > 0 && path.len > 0) {
        size_t pattern_end = model_find(pattern, 1, '/');
        size_t path_end = model_find(path, 1, '/');
        struct model_view wanted = model_part(pattern, 1, pattern_end);
        struct model_view segment = model_part(path, 1, path_end);
        if (model_is_placeholder(wanted)) {
            if (segment.len == 0)
                return false;
            capture(captures, segment);
        } else if (!same_canonical(arena, wanted, segment, MODEL_PATH)) {
            return false;
        }
        pattern = model_from(pattern, pattern_end);
        path = model_from(path, path_end);
    }
    return pattern.len == 0 && path.len == 0;
}

/* The index of the slash before the segment with this number; path.len when there are fewer. */
static size_t slash_before(struct model_view path, size_t number)
{
    size_t at = 0;

    while (number-- > 0 && at < path.len)
        at = model_find(path, at + 1, '/');
    return at;
}

static size_t count_slashes(struct model_view view)
{
    size_t count = 0;

    for (size_t i = 0; i < view.len; i++)
        count += view.ptr[i] == '/';
    return count;
}

/*
 * A pattern `prefix/` and `*`: either the path is the prefix, a slash and a rest, which is the
 * splat; or it is the prefix itself, but for one trailing slash, and the splat is empty.
 */
static bool match_final_splat(struct model_arena *arena, struct model_view prefix,
                              struct model_view path, struct model_captures *captures)
{
    size_t cut = slash_before(path, count_slashes(prefix));
    struct model_view splat = {NULL, 0};
    struct model_view head = without_slash(path);

    if (cut < path.len) {
        splat = model_from(path, cut + 1);
        head = model_part(path, 0, cut);
    }
    if (!match_segments(arena, prefix, head, captures))
        return false;
    capture(captures, splat);
    return true;
}

/*
 * A pattern `head`, `/`, `*` and `tail`: the first segments of the path are those of the head, the last
 * ones those of the tail, and what is between is the splat, without the slash before it.
 */
static bool match_inner_splat(struct model_arena *arena, struct model_view head,
                              struct model_view tail, struct model_view path,
                              struct model_captures *captures)
{
    size_t head_count = count_slashes(head);
    size_t tail_count = count_slashes(tail);
    size_t path_count = count_slashes(path);

    if (path_count < head_count + tail_count)
        return false;
    size_t head_end = slash_before(path, head_count);
    size_t tail_start = slash_before(path, path_count - tail_count);
    if (!match_segments(arena, head, model_part(path, 0, head_end), captures))
        return false;
    capture(captures, model_part(path, head_end + 1, tail_start));
    return match_segments(arena, tail, model_from(path, tail_start), captures);
}

/* Where the segment `*` begins, with its slash; from.len when there is none. */
static size_t find_splat(struct model_view from)
{
    for (size_t at = 0; at < from.len; at = model_find(from, at + 1, '/')) {
        if (model_is(model_part(from, at, model_find(from, at + 1, '/')), "/*"))
            return at;
    }
    return from.len;
}

static bool match_path(struct model_arena *arena, const struct model_rule *rule,
                       struct model_view path, struct model_captures *captures)
{
    struct model_view from = without_slash(rule->from);
    size_t splat = find_splat(from);

    if (rule->dialect != MODEL_CAROM) {
        captures->count = rule->path_name_count;
        return model_pattern_match(arena, &rule->pattern, path, captures->values);
    }
    if (splat == from.len)
        return match_segments(arena, from, without_slash(path), captures);
    if (splat + 2 == from.len)
        return match_final_splat(arena, model_part(from, 0, splat), path, captures);
    return match_inner_splat(arena, model_part(from, 0, splat), model_from(from, splat + 2),
                             without_slash(path), captures);
}

/* ---- queries ---- */

/* The last pair of this key counts; a pair without `=` is none. */
static bool find_value(struct model_arena *arena, struct model_view query, struct model_view key,
                       struct model_view *value)
{
    bool found = false;

    for (size_t at = 0; at < query.len;) {
        size_t end = model_find(query, at, '&');
        struct model_view pair = model_part(query, at, end);
        size_t equals = model_find(pair, 0, '=');
        if (equals < pair.len &&
            same_canonical(arena, key, model_part(pair, 0, equals), MODEL_QUERY)) {
            *value = model_from(pair, equals + 1);
            found = true;
        }
        at = end + 1;
    }
    return found;
}

/* Whether one pair is in the query, and with what value. */
static bool match_pair(struct model_arena *arena, const struct model_rule *rule,
                       const struct model_pair *pair, struct model_view query,
                       struct model_view *value)
{
    if (rule->dialect == MODEL_NETLIFY)
        return model_netlify_find_value(query, pair->key, value) &&
               (pair->captures || model_same(pair->value, model_netlify_decode(arena, *value)));
    return find_value(arena, query, pair->key, value) &&
           (pair->captures || same_canonical(arena, pair->value, *value, MODEL_QUERY));
}

static bool match_query(struct model_arena *arena, const struct model_rule *rule,
                        struct model_view query, struct model_captures *captures)
{
    for (size_t i = 0; i < rule->pair_count; i++) {
        const struct model_pair *pair = &rule->pairs[i];
        struct model_view value = {NULL, 0};
        if (!match_pair(arena, rule, pair, query, &value))
            return false;
        if (pair->captures)
            capture(captures, value);
    }
    return true;
}

/* ---- all of it ---- */

/* What is asked beside the URL. */
static enum model_mismatch match_conditions(const struct model_rule *rule,
                                            const struct model_lookup *lookup)
{
    struct model_view language = model_preferred_language(lookup->fields, lookup->field_count);

    if (rule->countries.len > 0 && !model_lists_country(rule->countries, lookup->country))
        return MODEL_OTHER_COUNTRY;
    if (rule->languages.len > 0 && !model_lists_language(rule->dialect, rule->languages, language))
        return MODEL_OTHER_LANGUAGE;
    if (rule->cookies.len > 0 &&
        !model_has_listed_cookie(rule->dialect, rule->cookies, lookup->fields, lookup->field_count))
        return MODEL_NO_COOKIE;
    return rule->never ? MODEL_UNKNOWN_CONDITION : MODEL_MATCHES;
}

enum model_mismatch model_match(struct model_arena *arena, const struct model_rule *rule,
                                const struct model_lookup *lookup, struct model_captures *captures)
{
    if (rule->is_repeated)
        return MODEL_REPEATED;
    if (!match_scheme(rule, lookup))
        return MODEL_OTHER_SCHEME;
    if (!match_host(rule, lookup))
        return MODEL_OTHER_HOST;
    if (!match_path(arena, rule, lookup->path, captures))
        return MODEL_OTHER_PATH;
    if (rule->methods.len > 0 && !model_lists_method(rule->methods, lookup->method))
        return MODEL_OTHER_METHOD;
    if (!match_query(arena, rule, lookup->query, captures))
        return MODEL_OTHER_QUERY;
    return match_conditions(rule, lookup);
}
