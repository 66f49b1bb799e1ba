#include "model/decide.h"

#include "model/uri.h"

/* ---- the request-target ---- */

/* The effective request URI, RFC 9112 section 3.3; `query` counts only with has_query. */
struct effective {
    struct model_view scheme;
    struct model_view authority;
    struct model_view path;
    bool has_query;
    struct model_view query;
};

/* Cuts at the first `?`; a URL without a path is the one with `/` (RFC 9110, section 4.2.3). */
static void read_path(struct model_view target, struct effective *out)
{
    size_t question = model_find(target, 0, '?');

    out->path = question > 0 ? model_part(target, 0, question) : model_literal("/");
    out->has_query = question < target.len;
    out->query = model_from(target, question + 1);
}

/* Returns: false when the request-target is one that no rule can speak of, which is a bad request.
 */
static bool read_target(const struct model_request *request, struct effective *out)
{
    struct model_view target = request->target;
    size_t colon = model_find(target, 0, ':');
    struct model_view scheme = model_part(target, 0, colon);

    out->scheme = request->scheme;
    out->authority = request->authority;
    if (model_begins(target, "/")) {
        read_path(target, out);
        return true;
    }
    if (!model_begins_at(target, colon, "://") ||
        (!model_same_ignoring_case(scheme, model_literal("http")) &&
         !model_same_ignoring_case(scheme, model_literal("https"))))
        return false;
    size_t start = colon + 3;
    size_t end = start;
    while (end < target.len && target.ptr[end] != '/' && target.ptr[end] != '?')
        end++;
    out->scheme = scheme;
    out->authority = model_part(target, start, end);
    read_path(model_from(target, end), out);
    /* A fragment is never sent, and userinfo is to be treated as an error (RFC 9110 section 4.2.4). */
    if (model_find(out->authority, 0, '#') < out->authority.len ||
        model_find(out->authority, 0, '@') < out->authority.len)
        return false;
    /* RFC 9110 section 4.2.1: a recipient must reject a URI with an empty host. */
    return end > start && out->authority.ptr[0] != ':';
}

/* ---- matching ---- */

struct captures {
    size_t count;
    struct model_view values[MODEL_CAPTURES_MAX];
};

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

/* Compares two paths segment by segment; both begin with `/` or are empty. */
static bool match_segments(struct model_arena *arena, struct model_view pattern,
                           struct model_view path, struct captures *captures)
{
    while (pattern.len > 0 && path.len > 0) {
        size_t pattern_end = model_find(pattern, 1, '/');
        size_t path_end = model_find(path, 1, '/');
        struct model_view wanted = model_part(pattern, 1, pattern_end);
        struct model_view segment = model_part(path, 1, path_end);
        if (model_is_placeholder(wanted)) {
            if (segment.len == 0)
                return false;
            captures->values[captures->count++] = segment;
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
static bool match_splat(struct model_arena *arena, struct model_view prefix, struct model_view path,
                        struct captures *captures)
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
    captures->values[captures->count++] = splat;
    return true;
}

static bool match_path(struct model_arena *arena, struct model_view from, struct model_view path,
                       struct captures *captures)
{
    if (from.len >= 2 && model_begins_at(from, from.len - 2, "/*"))
        return match_splat(arena, model_part(from, 0, from.len - 2), path, captures);
    return match_segments(arena, without_slash(from), without_slash(path), captures);
}

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

static bool match_query(struct model_arena *arena, const struct model_rule *rule,
                        struct model_view query, struct captures *captures)
{
    for (size_t i = 0; i < rule->pair_count; i++) {
        const struct model_pair *pair = &rule->pairs[i];
        struct model_view value = {NULL, 0};
        if (!find_value(arena, query, pair->key, &value))
            return false;
        if (pair->captures)
            captures->values[captures->count++] = value;
        else if (!same_canonical(arena, pair->value, value, MODEL_QUERY))
            return false;
    }
    return true;
}

static bool match_method(const struct model_rule *rule, struct model_view method)
{
    if (rule->methods.len == 0)
        return true;
    for (size_t at = 0; at < rule->methods.len;) {
        size_t end = model_find(rule->methods, at, ',');
        if (model_same(model_part(rule->methods, at, end), method))
            return true;
        at = end + 1;
    }
    return false;
}

/* ---- targets ---- */

/* A piece of a target: literal text, `?` or `#`, or the value of a capture. */
struct chunk {
    struct model_view text;
    enum model_place place;
    bool is_capture;
    bool is_delimiter;
};

struct chunks {
    struct model_arena *arena;
    size_t count;
    struct chunk *items;
};

/* The index of a captured name; name_count when there is none. */
static size_t capture_index(const struct model_rule *rule, struct model_view name)
{
    size_t index = 0;

    while (index < rule->name_count && !model_same(rule->names[index], name))
        index++;
    return index;
}

/* The names of the query's captures stand behind those of the path. */
static bool is_from_query(const struct model_rule *rule, size_t index)
{
    size_t from_query = 0;

    for (size_t i = 0; i < rule->pair_count; i++)
        from_query += rule->pairs[i].captures;
    return index >= rule->name_count - from_query;
}

static void add_chunk(struct chunks *chunks, struct model_view text, enum model_place place)
{
    chunks->items[chunks->count++] = (struct chunk){text, place, false, false};
}

static void add_delimiter(struct chunks *chunks, struct model_view text)
{
    chunks->items[chunks->count++] = (struct chunk){text, MODEL_PATH, false, true};
}

/* In a query `+` is a space and elsewhere it is a plus (WHATWG URL,
 * application/x-www-form-urlencoded). */
static struct model_view plus_to_space(struct model_arena *arena, struct model_view value)
{
    struct model_text text = model_text_of(arena);

    for (size_t i = 0; i < value.len; i++)
        model_put_byte(&text, value.ptr[i] == '+' ? ' ' : value.ptr[i]);
    return model_text_view(&text);
}

/* A value must mean the same at its new place. A value of the query never holds `&`. */
static void add_capture(struct chunks *chunks, struct model_view value, bool from_query,
                        enum model_place place)
{
    if (from_query && place != MODEL_QUERY)
        value = plus_to_space(chunks->arena, value);
    if (!from_query && place == MODEL_QUERY)
        place = MODEL_QUERY_CAPTURE;
    chunks->items[chunks->count++] = (struct chunk){value, place, true, false};
}

/* Where a target's own query begins, or the index of `#`, or the end. */
static size_t query_or_end(struct model_view target)
{
    size_t fragment = model_find(target, 0, '#');
    size_t question = model_find(target, 0, '?');

    return question < fragment ? question : fragment;
}

static size_t escape_or_byte(struct model_view view, size_t at)
{
    return model_is_escape(view, at) ? 3 : 1;
}

/* Takes one part of a target, path, query or fragment, apart. */
static void cut_part(const struct model_rule *rule, const struct captures *captures,
                     struct model_view part, enum model_place place, struct chunks *chunks)
{
    for (size_t at = 0; at < part.len;) {
        size_t name_len = part.ptr[at] == ':' ? model_name_len(part, at + 1) : 0;
        size_t end = at + 1 + name_len;
        size_t index = capture_index(rule, model_part(part, at + 1, end));
        if (index < rule->name_count) {
            add_capture(chunks, captures->values[index], is_from_query(rule, index), place);
        } else {
            end = at + escape_or_byte(part, at);
            add_chunk(chunks, model_part(part, at, end), place);
        }
        at = end;
    }
}

/* A run of slashes at the start of a relative target, whoever brought them, becomes one. */
static void trim_slashes(struct chunks *chunks)
{
    for (size_t i = 0; i < chunks->count; i++) {
        struct chunk *chunk = &chunks->items[i];
        while (chunk->text.len > 0) {
            char first = chunk->text.ptr[0];
            /* A literal `\` is `%5C` since the rules were compiled. */
            if (first != '/' && (first != '\\' || !chunk->is_capture))
                return;
            chunk->text = model_from(chunk->text, 1);
        }
    }
}

static struct model_view join(struct model_arena *arena, struct model_view origin,
                              struct chunks *chunks)
{
    struct model_text text = model_text_of(arena);

    model_put(&text, origin);
    if (origin.len == 0) {
        trim_slashes(chunks);
        model_put_byte(&text, '/');
    }
    for (size_t i = 0; i < chunks->count; i++) {
        const struct chunk *chunk = &chunks->items[i];
        if (chunk->is_delimiter)
            model_put(&text, chunk->text);
        else
            model_put_safe(&text, chunk->text, chunk->place);
    }
    return model_text_view(&text);
}

/* A target with its captures, and with the request's query where `passes_query` says so. */
static struct model_view expand(struct model_arena *arena, const struct model_rule *rule,
                                const struct captures *captures, const struct effective *uri,
                                struct model_view target, bool passes_query)
{
    size_t origin_len = model_origin_len(target);
    struct model_view origin =
        model_fill(arena, rule, model_part(target, 0, origin_len), captures->values);
    struct model_view rest = model_from(target, origin_len);
    size_t path_end = query_or_end(rest);
    size_t query_end = model_find(rest, 0, '#');
    struct chunks chunks = {arena, 0, model_alloc(arena, (rest.len + 4) * sizeof(struct chunk))};

    cut_part(rule, captures, model_part(rest, 0, path_end), MODEL_PATH, &chunks);
    if (path_end < query_end) {
        add_delimiter(&chunks, model_literal("?"));
        cut_part(rule, captures, model_part(rest, path_end + 1, query_end), MODEL_QUERY, &chunks);
    } else if (passes_query && uri->has_query && rule->pair_count == 0) {
        add_delimiter(&chunks, model_literal("?"));
        add_chunk(&chunks, uri->query, MODEL_QUERY);
    }
    if (query_end < rest.len) {
        add_delimiter(&chunks, model_literal("#"));
        cut_part(rule, captures, model_from(rest, query_end + 1), MODEL_FRAGMENT, &chunks);
    }
    return join(arena, origin, &chunks);
}

/* ---- the decision ---- */

/* The request's path and query as an agent would write them in a reference. */
static struct model_view own_target(struct model_arena *arena, const struct effective *uri)
{
    struct model_text text = model_text_of(arena);

    model_put(&text, uri->path);
    if (uri->has_query) {
        model_put_byte(&text, '?');
        model_put(&text, uri->query);
    }
    return model_text_view(&text);
}

/* An authority as it is compared: without a port that the scheme implies. */
static struct model_view plain_authority(struct model_view scheme, struct model_view authority)
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

/* Takes the request's own scheme and authority off an absolute location. */
static bool take_own_origin(const struct effective *uri, struct model_view *location)
{
    size_t colon = model_find(*location, 0, ':');
    struct model_view scheme = model_part(*location, 0, colon);
    struct model_view rest = model_from(*location, colon + 3);
    size_t end = 0;

    while (end < rest.len && rest.ptr[end] != '/' && rest.ptr[end] != '?')
        end++;
    *location = model_from(rest, end);
    return model_same_ignoring_case(scheme, uri->scheme) &&
           model_same_ignoring_case(plain_authority(scheme, model_part(rest, 0, end)),
                                    plain_authority(uri->scheme, uri->authority));
}

/*
 * Whether a location is the URL of the request: byte for byte but for the case of scheme and host,
 * for a port that the scheme implies, and without its fragment, which an agent does not send.
 */
static bool is_own_url(struct model_arena *arena, const struct effective *uri,
                       struct model_view location)
{
    struct model_view plain = model_part(location, 0, model_find(location, 0, '#'));
    struct effective there;

    if (!model_begins(plain, "/") && !take_own_origin(uri, &plain))
        return false;
    read_path(plain, &there);
    return model_same(own_target(arena, uri), own_target(arena, &there));
}

static bool would_loop(struct model_arena *arena, const struct model_request *request,
                       const struct effective *uri, int status, struct model_view location)
{
    bool is_safe = model_is(request->method, "GET") || model_is(request->method, "HEAD");

    return (status != 303 || is_safe) && is_own_url(arena, uri, location);
}

/* Whether no open target of a rule leads to a host that it may not lead to. */
static bool keeps_hosts(struct model_arena *arena, const struct model_rule *rule,
                        const struct captures *captures)
{
    for (size_t i = 0; i <= rule->alternate_count; i++) {
        struct model_view target = i == 0 ? rule->to : rule->alternates[i - 1];
        struct model_view written =
            model_fill(arena, rule, model_authority(target), captures->values);
        if (model_is_open(rule, target) && !model_may_lead_to(arena, rule, target, written))
            return false;
    }
    return true;
}

/* Returns: false when the rule does not match, or would only loop. */
static bool decide_by(struct model_arena *arena, const struct model_rule *rule,
                      const struct model_request *request, const struct effective *uri,
                      struct model_decision *out)
{
    struct captures captures = {0, {{NULL, 0}}};
    bool redirects = model_is_redirect(rule->status);
    bool passes_query = redirects || rule->status == 200;

    if (!match_method(rule, request->method) ||
        !match_path(arena, rule->from, uri->path, &captures) ||
        !match_query(arena, rule, uri->query, &captures))
        return false;
    out->rule = rule;
    if (!keeps_hosts(arena, rule, &captures)) {
        out->action = MODEL_REFUSE;
        out->status = 400;
        return true;
    }
    if (rule->to.len > 0)
        out->location = expand(arena, rule, &captures, uri, rule->to, passes_query);
    if (redirects && would_loop(arena, request, uri, rule->status, out->location))
        return false;
    for (size_t i = 0; i < rule->alternate_count; i++)
        out->alternates[i] = expand(arena, rule, &captures, uri, rule->alternates[i], passes_query);
    out->action = redirects ? MODEL_REDIRECT : rule->status == 200 ? MODEL_REWRITE : MODEL_REFUSE;
    out->status = rule->status;
    return true;
}

void model_decide(struct model_arena *arena, const struct model_rules *rules,
                  const struct model_request *request, struct model_decision *out)
{
    const struct model_decision none = {0};
    struct effective uri;

    *out = none;
    bool bad_method = request->method.len == 0;
    for (size_t i = 0; i < request->method.len; i++)
        bad_method = bad_method || !model_is_tchar(request->method.ptr[i]);
    if (!bad_method && (model_is(request->method, "CONNECT") || model_is(request->target, "*")))
        return;
    if (bad_method || !read_target(request, &uri)) {
        out->action = MODEL_REFUSE;
        out->status = 400;
        return;
    }
    for (size_t i = 0; i < rules->count; i++) {
        *out = none;
        out->index = i;
        if (decide_by(arena, rules->rules[i], request, &uri, out))
            return;
    }
    *out = none;
}
