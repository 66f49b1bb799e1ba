#include "model/rules.h"

#include "model/allowed_host.h"
#include "model/cloudflare.h"
#include "model/conditions.h"
#include "model/netlify.h"
#include "model/target.h"
#include "model/uri.h"
#include "model/words.h"

#include <string.h>

struct line {
    struct model_arena *arena;
    struct model_rule *rule;
    struct model_words tokens;
};

bool model_is_redirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool model_is_refusal(int status)
{
    return status == 403 || status == 404 || status == 406 || status == 410 || status == 451;
}

static bool contains(struct model_view view, char byte)
{
    return model_find(view, 0, byte) < view.len;
}

/* ---- names ---- */

static bool begins_name(char byte)
{
    return model_is_alpha(byte) || byte == '_';
}

size_t model_name_len(struct model_view view, size_t at)
{
    size_t end = at;

    while (end < view.len &&
           (begins_name(view.ptr[end]) || (end > at && model_is_digit(view.ptr[end]))))
        end++;
    return end - at;
}

bool model_is_placeholder(struct model_view segment)
{
    return segment.len > 1 && segment.ptr[0] == ':' &&
           model_name_len(segment, 1) == segment.len - 1;
}

static bool is_captured(const struct model_rule *rule, struct model_view name)
{
    for (size_t i = 0; i < rule->name_count; i++) {
        if (model_same(rule->names[i], name))
            return true;
    }
    return false;
}

static bool capture(struct model_rule *rule, struct model_view name)
{
    if (is_captured(rule, name) || rule->name_count == MODEL_CAPTURES_MAX)
        return false;
    rule->names[rule->name_count++] = name;
    return true;
}

static bool capture_placeholder(struct model_rule *rule, struct model_view segment)
{
    struct model_view name = model_from(segment, 1);

    return !model_is(name, "splat") && capture(rule, name);
}

static struct model_view canonical(struct line *line, struct model_view raw, enum model_place place)
{
    struct model_text text = model_text_of(line->arena);

    model_put_canonical(&text, raw, place);
    return model_text_view(&text);
}

/* ---- from ---- */

static bool read_segment(struct model_rule *rule, struct model_view segment)
{
    if (model_is_placeholder(segment))
        return capture_placeholder(rule, segment);
    if (segment.len > 0 && segment.ptr[0] == ':')
        return false;
    if (!contains(segment, '*'))
        return true;
    return segment.len == 1 && capture(rule, model_literal("splat"));
}

static bool read_path(struct line *line, struct model_view path)
{
    if (!model_begins(path, "/") || contains(path, '?') || contains(path, '#'))
        return false;
    for (size_t at = 1; at <= path.len;) {
        size_t end = model_find(path, at, '/');
        if (!read_segment(line->rule, model_part(path, at, end)))
            return false;
        at = end + 1;
    }
    line->rule->from = canonical(line, path, MODEL_PATH);
    line->rule->path_name_count = line->rule->name_count;
    return true;
}

/* The host is one of Allow-Host's kind, which every agent reads alike. */
static bool read_from(struct line *line, struct model_view from)
{
    struct model_view authority = model_authority(from);
    struct model_view path = model_from(from, model_origin_len(from));

    if (model_is_absolute(from)) {
        bool is_https = model_begins(from, "https:");
        line->rule->scheme = model_part(from, 0, model_find(from, 0, ':'));
        line->rule->host = model_plain_authority(line->arena, authority, is_https);
        if (line->rule->host.len == 0)
            return false;
        if (path.len == 0)
            path = model_literal("/");
    }
    return read_path(line, path);
}

static bool ends_in_splat(const struct model_rule *rule)
{
    struct model_view from = rule->from;

    return from.len >= 2 && model_begins_at(from, from.len - 2, "/*");
}

/* ---- pairs, status, keys ---- */

static bool read_pair(struct line *line, struct model_view token)
{
    struct model_rule *rule = line->rule;
    size_t equals = model_find(token, 0, '=');
    struct model_view value = model_from(token, equals + 1);

    if (equals == 0 || contains(token, '&') || contains(token, '#') ||
        rule->pair_count == MODEL_PAIRS_MAX)
        return false;
    struct model_view key = canonical(line, model_part(token, 0, equals), MODEL_QUERY);
    for (size_t i = 0; i < rule->pair_count; i++) {
        if (model_same(rule->pairs[i].key, key))
            return false;
    }
    struct model_pair *pair = &rule->pairs[rule->pair_count++];
    pair->key = key;
    pair->value = canonical(line, value, MODEL_QUERY);
    pair->captures = model_is_placeholder(value);
    return !pair->captures || capture_placeholder(rule, value);
}

bool model_read_status(struct model_rule *rule, struct model_view token)
{
    bool force = token.ptr[token.len - 1] == '!';
    size_t digits = force ? token.len - 1 : token.len;
    int status = 0;

    if (digits != 3)
        return false;
    for (size_t i = 0; i < digits; i++) {
        if (!model_is_digit(token.ptr[i]))
            return false;
        status = 10 * status + (token.ptr[i] - '0');
    }
    rule->status = status;
    rule->force = force;
    return status == 200 || model_is_redirect(status) || model_is_refusal(status);
}

static bool is_method(struct model_view method)
{
    for (size_t i = 0; i < method.len; i++) {
        char byte = method.ptr[i];
        if (!model_is_upper(byte) && !model_is_digit(byte) && byte != '-' && byte != '_')
            return false;
    }
    return method.len > 0;
}

/* A condition stands once, and is not empty. */
static bool read_once(struct model_view *condition, struct model_view value)
{
    if (condition->len > 0 || value.len == 0)
        return false;
    *condition = value;
    return true;
}

static bool read_methods(struct model_rule *rule, struct model_view value)
{
    return read_once(&rule->methods, value) && model_is_list(value, is_method);
}

static bool read_max_age(struct model_rule *rule, struct model_view value)
{
    int64_t seconds = 0;

    if (rule->max_age_s >= 0 || value.len == 0 || value.len > 10)
        return false;
    for (size_t i = 0; i < value.len; i++) {
        if (!model_is_digit(value.ptr[i]))
            return false;
        seconds = 10 * seconds + (value.ptr[i] - '0');
    }
    rule->max_age_s = seconds;
    return seconds <= 2147483647;
}

static bool read_alternate(struct line *line, struct model_view value)
{
    struct model_rule *rule = line->rule;

    if (rule->alternate_count == MODEL_ALTERNATES_MAX || !model_is_target(value) ||
        !model_check_target(line->arena, rule, value))
        return false;
    rule->alternates[rule->alternate_count++] = value;
    return true;
}

static bool read_reason(struct line *line, struct model_view value)
{
    struct model_rule *rule = line->rule;
    struct model_text decoded = model_text_of(line->arena);

    if (rule->has_reason)
        return false;
    rule->has_reason = true;
    if (value.len > 0 && value.ptr[0] == '"') {
        if (value.len < 2 || model_find(value, 1, '"') != value.len - 1)
            return false;
        value = model_part(value, 1, value.len - 1);
    }
    for (size_t i = 0; i < value.len; i++) {
        if (model_is_escape(value, i)) {
            int byte = 16 * model_hex_value(value.ptr[i + 1]) + model_hex_value(value.ptr[i + 2]);
            model_put_byte(&decoded, (char)(unsigned char)byte);
            i += 2;
        } else {
            model_put_byte(&decoded, value.ptr[i]);
        }
    }
    rule->reason = model_text_view(&decoded);
    return rule->reason.len > 0 && model_is_text(rule->reason);
}

static bool read_allowed_hosts(struct line *line, struct model_view value)
{
    struct model_rule *rule = line->rule;

    if (rule->has_allowed_hosts)
        return false;
    rule->has_allowed_hosts = true;
    rule->allowed_hosts = value;
    return model_is_host_list(line->arena, value);
}

static bool is_key(struct model_view name, const char *capitalised, const char *lower)
{
    return model_is(name, capitalised) || model_is(name, lower);
}

static bool read_key(struct line *line, struct model_view token)
{
    size_t equals = model_find(token, 0, '=');
    struct model_view name = model_part(token, 0, equals);
    struct model_view value = model_from(token, equals + 1);

    if (equals == token.len)
        return false;
    if (is_key(name, "Method", "method"))
        return read_methods(line->rule, value);
    if (is_key(name, "Country", "country"))
        return read_once(&line->rule->countries, value) && model_is_list(value, model_is_country);
    if (is_key(name, "Language", "language"))
        return read_once(&line->rule->languages, value) && model_is_list(value, model_is_language);
    if (is_key(name, "Cookie", "cookie"))
        return read_once(&line->rule->cookies, value) && model_is_list(value, model_is_cookie_name);
    if (is_key(name, "Max-Age", "max-age"))
        return read_max_age(line->rule, value);
    if (is_key(name, "Alternate", "alternate"))
        return read_alternate(line, value);
    if (is_key(name, "Allow-Host", "allow-host"))
        return read_allowed_hosts(line, value);
    return is_key(name, "Reason", "reason") && read_reason(line, value);
}

/* ---- lines ---- */

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

static size_t token_end(struct model_view text, size_t at, bool may_be_key)
{
    size_t end = at;

    if (may_be_key &&
        (model_begins_at(text, at, "Reason=\"") || model_begins_at(text, at, "reason=\"")))
        end = model_find(text, at + strlen("Reason=\""), '"');
    while (end < text.len && !is_blank(text.ptr[end]))
        end++;
    return end;
}

/* A quoted reason is one token; it can stand only behind the target or a status. */
static struct model_words split(struct line *line, struct model_view text)
{
    struct model_words tokens = {0, model_alloc(line->arena, (text.len / 2 + 1) * sizeof text)};
    bool may_be_key = false;

    for (size_t at = 0; at < text.len;) {
        if (is_blank(text.ptr[at])) {
            at++;
            continue;
        }
        if (text.ptr[at] == '#')
            break;
        size_t end = token_end(text, at, may_be_key);
        struct model_view token = model_part(text, at, end);
        bool begins_with_digit = model_is_digit(token.ptr[0]) && !contains(token, '=');
        may_be_key =
            may_be_key || (tokens.count > 0 && (model_is_target(token) || begins_with_digit));
        tokens.items[tokens.count++] = token;
        at = end;
    }
    return tokens;
}

/* What holds between the parts of a rule, whatever the order they were read in. */
static bool check_whole(struct model_rule *rule)
{
    bool redirects = model_is_redirect(rule->status);
    bool refuses = model_is_refusal(rule->status);

    if (rule->alternate_count > 0 && !redirects)
        return false;
    if (rule->has_reason && !refuses)
        return false;
    if (rule->to.len > 0)
        return redirects || rule->to.ptr[0] == '/';
    if (rule->status == 200 && ends_in_splat(rule)) {
        rule->to = model_literal("/:splat");
        return true;
    }
    return refuses;
}

/* The tokens behind `to`, or behind the status of a rule without one. */
static bool read_rest(struct line *line, size_t next, bool has_status)
{
    const struct model_words *tokens = &line->tokens;

    if (!has_status && next < tokens->count && model_is_digit(tokens->items[next].ptr[0])) {
        if (!model_read_status(line->rule, tokens->items[next]))
            return false;
        next++;
    }
    for (; next < tokens->count; next++) {
        if (!read_key(line, tokens->items[next]))
            return false;
    }
    return true;
}

static bool read_rule(struct line *line)
{
    const struct model_words *tokens = &line->tokens;
    size_t next = 1;

    if (!model_words_are_text(tokens) || !read_from(line, tokens->items[0]))
        return false;
    while (next < tokens->count && !model_is_target(tokens->items[next]) &&
           contains(tokens->items[next], '=')) {
        if (!read_pair(line, tokens->items[next++]))
            return false;
    }
    if (next == tokens->count)
        return false;
    struct model_view token = tokens->items[next++];
    bool has_to = model_is_target(token);
    if (has_to)
        line->rule->to = token;
    bool is_valid = has_to ? model_check_target(line->arena, line->rule, token)
                           : model_read_status(line->rule, token);
    return is_valid && read_rest(line, next, !has_to) &&
           model_check_open_targets(line->arena, line->rule) && check_whole(line->rule);
}

static enum model_line read_line_of_carom(struct model_reading *reading, struct model_view text,
                                          struct model_rule *rule)
{
    struct line line = {reading->arena, rule, {0, NULL}};

    line.tokens = split(&line, text);
    if (line.tokens.count == 0)
        return MODEL_LINE_EMPTY;
    rule->status = 301;
    return read_rule(&line) ? MODEL_LINE_RULE : MODEL_LINE_BAD;
}

static void read_line(struct model_reading *reading, struct model_view text, uint32_t number)
{
    static enum model_line (*const readers[])(struct model_reading *, struct model_view,
                                              struct model_rule *) = {
        [MODEL_CAROM] = read_line_of_carom,
        [MODEL_NETLIFY] = model_netlify_read,
        [MODEL_CLOUDFLARE] = model_cloudflare_read,
    };
    struct model_rules *out = reading->out;
    struct model_rule *rule = model_alloc(reading->arena, sizeof *rule);

    rule->dialect = out->dialect;
    rule->line = number;
    rule->max_age_s = -1;
    switch (readers[out->dialect](reading, text, rule)) {
    case MODEL_LINE_RULE:
        if (rule->never) /* no request could choose anything */
            rule->warning_count = 0;
        out->rules[out->count++] = rule;
        break;
    case MODEL_LINE_IGNORED:
        out->ignored_lines[out->ignored_count++] = number;
        break;
    case MODEL_LINE_BAD:
        out->bad_lines[out->bad_count++] = number;
        break;
    case MODEL_LINE_EMPTY:
        break;
    }
}

void model_rules_read(struct model_arena *arena, enum model_dialect dialect, struct model_view text,
                      struct model_rules *out)
{
    struct model_reading reading = {arena, out, 0, 0};
    size_t lines = 1;
    uint32_t number = 0;

    for (size_t i = 0; i < text.len; i++)
        lines += text.ptr[i] == '\n';
    *out = (struct model_rules){.dialect = dialect,
                                .rules = model_alloc(arena, lines * sizeof *out->rules),
                                .bad_lines = model_alloc(arena, lines * sizeof *out->bad_lines),
                                .ignored_lines =
                                    model_alloc(arena, lines * sizeof *out->ignored_lines)};
    for (size_t at = model_begins(text, "\xEF\xBB\xBF") ? 3 : 0; at < text.len;) {
        size_t end = model_find(text, at, '\n');
        struct model_view line = model_part(text, at, end);
        if (line.len > 0 && line.ptr[line.len - 1] == '\r')
            line.len--;
        read_line(&reading, line, ++number);
        at = end + 1;
    }
    if (dialect == MODEL_NETLIFY)
        model_netlify_mark_repeated(out);
}
