#include "model/cloudflare.h"

#include "model/target.h"
#include "model/url.h"
#include "model/words.h"

enum { LINE_MAX_UNITS = 2000, STATIC_MAX = 2000, DYNAMIC_MAX = 100 };

/* ---- URLs ---- */

static struct model_url parse(struct model_arena *arena, const char *origin, struct model_view rest)
{
    struct model_text text = model_text_of(arena);
    struct model_url url;

    model_put(&text, model_literal(origin));
    if (!model_begins(rest, "/"))
        model_put_byte(&text, '/');
    model_put(&text, rest);
    /* With an origin that is fine, what follows cannot fail. */
    (void)model_url_parse(arena, model_text_view(&text), NULL, NULL, &url);
    return url;
}

/* The service parses the paths of a file as those of a URL whose scheme is not special. */
static struct model_url parse_of_file(struct model_arena *arena, struct model_view path)
{
    return parse(arena, "relative://", path);
}

void model_cloudflare_look_up(struct model_arena *arena, struct model_view target,
                              struct model_lookup *out)
{
    struct model_url url = parse(arena, "https://h", target);

    out->path = model_url_path(arena, &url);
    out->has_query = url.has_query && url.query.len > 0;
    out->query = out->has_query ? url.query : model_literal("");
}

/* `https:/`, one slash or more, and at least one byte that is none: up to where; 0 when it is not so. */
static size_t host_end(struct model_view token, size_t *host_start)
{
    size_t at = 8;

    if (!model_begins(token, "https://"))
        return 0;
    while (at < token.len && token.ptr[at] == '/')
        at++;
    *host_start = at;
    return at < token.len ? model_find(token, at, '/') : 0;
}

static void put_part(struct model_text *text, char mark, bool is_there, struct model_view part)
{
    if (is_there && part.len > 0) {
        model_put_byte(text, mark);
        model_put(text, part);
    }
}

/* The service encodes a `'` of a query only in the end, when the target is resolved. */
static struct model_view without_apostrophes(struct model_arena *arena, struct model_view query)
{
    struct model_text text = model_text_of(arena);

    for (size_t i = 0; i < query.len; i++) {
        if (query.ptr[i] == '\'')
            model_put(&text, model_literal("%27"));
        else
            model_put_byte(&text, query.ptr[i]);
    }
    return model_text_view(&text);
}

/*
 * A path, or https, a host as it stands there and a path; then query and fragment, unless empty. The
 * slash behind a host is none of the path's, which gets one when it has none.
 */
static struct model_view read_to(struct model_arena *arena, struct model_view token)
{
    struct model_text text = model_text_of(arena);
    size_t host_start = 0;
    size_t end = host_end(token, &host_start);
    size_t path_start = end > 0 && end < token.len ? end + 1 : end;
    struct model_url url = parse_of_file(arena, model_from(token, path_start));

    if (end > 0) {
        model_put(&text, model_literal("https://"));
        model_put(&text, model_part(token, host_start, end));
    }
    model_put(&text, model_url_path(arena, &url));
    put_part(&text, '?', url.has_query, without_apostrophes(arena, url.query));
    put_part(&text, '#', url.has_fragment, url.fragment);
    return model_text_view(&text);
}

/* ---- locations ---- */

/* Host and port, as a URL has them. */
static struct model_view authority_of(struct model_arena *arena, const struct model_url *url)
{
    struct model_text text = model_text_of(arena);

    model_put(&text, model_url_host(arena, url));
    if (url->has_port) {
        model_put_byte(&text, ':');
        model_put(&text, model_url_port(arena, url));
    }
    return model_text_view(&text);
}

static bool is_own_site(struct model_arena *arena, const struct model_lookup *lookup,
                        const struct model_url *url)
{
    return model_same_ignoring_case(lookup->scheme, url->scheme) &&
           model_same_ignoring_case(model_without_default_port(url->scheme, lookup->authority),
                                    authority_of(arena, url));
}

/* A path alone that began with two slashes would be read as a host. */
struct model_view model_cloudflare_finish(struct model_arena *arena, const struct model_rule *rule,
                                          const struct model_lookup *lookup,
                                          struct model_view location)
{
    struct model_text text = model_text_of(arena);
    bool is_relative = model_begins(location, "/");
    struct model_url url;

    if (is_relative)
        url = parse(arena, "https://h", location);
    else if (model_url_parse(arena, location, NULL, NULL, &url) != MODEL_URL_NO_FAILURE)
        return location;
    struct model_view path = model_url_path(arena, &url);
    while (is_relative && model_begins(path, "//"))
        path = model_from(path, 1);
    if (!is_relative && (!is_own_site(arena, lookup, &url) || model_begins(path, "//"))) {
        model_put(&text, model_literal("https://"));
        model_put(&text, authority_of(arena, &url));
    }
    model_put(&text, path);
    if (rule->status == 200)
        return model_text_view(&text);
    if (url.has_query) {
        model_put_byte(&text, '?');
        model_put(&text, url.query);
    }
    if (url.has_fragment) {
        model_put_byte(&text, '#');
        model_put(&text, url.fragment);
    }
    return model_text_view(&text);
}

/* ---- from ---- */

/* `:`, a letter, and then letters, digits and `_`; the length with its colon. */
static size_t placeholder_len(struct model_view from, size_t at)
{
    if (at + 1 >= from.len || from.ptr[at] != ':' || !model_is_alpha(from.ptr[at + 1]))
        return 0;
    return 1 + model_name_len(from, at + 1);
}

static bool is_dynamic(struct model_view from)
{
    for (size_t i = 0; i < from.len; i++) {
        if (from.ptr[i] == '*' || placeholder_len(from, i) > 0)
            return true;
    }
    return false;
}

static bool add_capture(struct model_rule *rule, struct model_view name, enum model_piece_kind kind)
{
    for (size_t i = 0; i < rule->name_count; i++) {
        if (model_same(rule->names[i], name))
            return false;
    }
    if (rule->name_count == MODEL_CAPTURES_MAX)
        return false;
    rule->names[rule->name_count++] = name;
    rule->pattern.pieces[rule->pattern.count].kind = kind;
    rule->pattern.pieces[rule->pattern.count++].captures = true;
    return true;
}

/* A rule in which a placeholder begins with an earlier one the service never matches. */
static bool add_placeholder(struct model_rule *rule, struct model_view name)
{
    for (size_t i = 0; i < rule->name_count; i++) {
        struct model_view earlier = rule->names[i];
        if (!model_is(earlier, "splat") && earlier.len < name.len &&
            model_same(earlier, model_part(name, 0, earlier.len)))
            return false;
    }
    return add_capture(rule, name, MODEL_SEGMENT_PIECE);
}

static bool read_pattern(struct model_arena *arena, struct model_rule *rule)
{
    struct model_view from = rule->from;

    rule->pattern.pieces = model_alloc(arena, (from.len + 1) * sizeof *rule->pattern.pieces);
    for (size_t at = 0; at < from.len;) {
        size_t len = placeholder_len(from, at);
        if (len > 0) {
            if (!add_placeholder(rule, model_part(from, at + 1, at + len)))
                return false;
            at += len;
            continue;
        }
        if (from.ptr[at] == '*') {
            if (!add_capture(rule, model_literal("splat"), MODEL_ANY_PIECE))
                return false;
        } else {
            rule->pattern.pieces[rule->pattern.count++] =
                (struct model_piece){MODEL_LITERAL_PIECE, model_part(from, at, at + 1), false};
        }
        at++;
    }
    rule->path_name_count = rule->name_count;
    return true;
}

/* ---- the line ---- */

/* Two or three, up to one behind the second that begins with `#`. */
static bool count_words(struct model_words *words)
{
    for (size_t i = 2; i < words->count; i++) {
        if (model_begins(words->items[i], "#"))
            words->count = i;
    }
    return words->count == 2 || words->count == 3;
}

static bool ends_with(struct model_view text, const char *end)
{
    size_t len = model_literal(end).len;

    return text.len >= len && model_begins_at(text, text.len - len, end);
}

/* `/index`, or that with one more byte and `html`. */
static bool leads_to_index(struct model_view to)
{
    return ends_with(to, "/index") || (ends_with(to, "html") && to.len > 5 &&
                                       ends_with(model_part(to, 0, to.len - 5), "/index"));
}

static bool read_status(struct model_rule *rule, struct model_view token)
{
    static const int statuses[] = {200, 301, 302, 303, 307, 308};
    static const char *const texts[] = {"200", "301", "302", "303", "307", "308"};

    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        if (model_is(token, texts[i])) {
            rule->status = statuses[i];
            return true;
        }
    }
    return false;
}

static bool read_rest(struct model_reading *reading, const struct model_words *words,
                      struct model_rule *rule)
{
    size_t host_start;
    struct model_view to = words->items[1];
    bool is_root = ends_with(rule->from, "/") || ends_with(rule->from, "/*");

    if (!model_begins(to, "/") && host_end(to, &host_start) == 0)
        return false;
    rule->to = read_to(reading->arena, to);
    if (!model_check_target(reading->arena, rule, rule->to) ||
        (words->count == 3 && !read_status(rule, words->items[2])))
        return false;
    bool is_relative = model_begins(rule->to, "/");
    if (is_relative ? is_root && leads_to_index(rule->to) : rule->status == 200)
        return false;
    return model_check_open_targets(reading->arena, rule);
}

/* What counts, and what there may be, is told before the target is looked at. */
static enum model_line count_rule(struct model_reading *reading, const struct model_rule *rule)
{
    bool counts_as_dynamic = is_dynamic(rule->from) || reading->dynamic_count > 0;
    size_t *count = counts_as_dynamic ? &reading->dynamic_count : &reading->static_count;
    size_t most = counts_as_dynamic ? DYNAMIC_MAX : STATIC_MAX;

    if (*count > most)
        return MODEL_LINE_EMPTY; /* the first one too many was told of */
    ++*count;
    return *count > most ? MODEL_LINE_BAD : MODEL_LINE_RULE;
}

static bool has_rule_for(const struct model_rules *rules, struct model_view from)
{
    for (size_t i = 0; i < rules->count; i++) {
        if (model_same(rules->rules[i]->from, from))
            return true;
    }
    return false;
}

enum model_line model_cloudflare_read(struct model_reading *reading, struct model_view text,
                                      struct model_rule *rule)
{
    struct model_view line = model_trim(text);
    struct model_words words = model_words_of(reading->arena, line);
    size_t host_start;

    if (line.len == 0 || model_begins(line, "#"))
        return MODEL_LINE_EMPTY;
    if (model_utf16_len(line) > LINE_MAX_UNITS || !count_words(&words) ||
        !model_words_are_text(&words) || host_end(words.items[0], &host_start) > 0)
        return MODEL_LINE_BAD;
    struct model_url url = parse_of_file(reading->arena, words.items[0]);
    rule->from = model_url_path(reading->arena, &url);
    rule->status = 302;
    rule->force = true;
    /* The parser makes a slash of it in every URL that is asked for, but not where the service reads a
     * rule's path, whose scheme is none of the special ones (URL Standard section 4.4, path state). */
    rule->never = model_find(rule->from, 0, '\\') < rule->from.len;
    rule->has_remark =
        rule->never || !model_begins(words.items[0], "/") || url.has_query || url.has_fragment;
    enum model_line counted = count_rule(reading, rule);
    if (counted != MODEL_LINE_RULE)
        return counted;
    if (!read_pattern(reading->arena, rule) || !read_rest(reading, &words, rule))
        return MODEL_LINE_BAD;
    return has_rule_for(reading->out, rule->from) ? MODEL_LINE_IGNORED : MODEL_LINE_RULE;
}
