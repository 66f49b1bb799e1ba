#include "model/rules.h"

#include "model/allowed_host.h"
#include "model/uri.h"
#include "model/uri_reference.h"
#include "model/url.h"

#include <string.h>

/* A line cut into its tokens. */
struct tokens {
    size_t count;
    struct model_view *items;
};

struct line {
    struct model_arena *arena;
    struct model_rule *rule;
    struct tokens tokens;
};

bool model_is_redirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool model_is_refusal(int status)
{
    return status == 403 || status == 404 || status == 406 || status == 410 || status == 451;
}

/* ---- bytes ---- */

/* How long a sequence with this lead byte is, and its smallest code point; RFC 3629, section 3. */
static size_t utf8_sequence(unsigned lead, unsigned *value, unsigned *smallest)
{
    if (lead < 0x80) {
        *value = lead;
        *smallest = 0;
        return 1;
    }
    if (lead >= 0xC0 && lead < 0xE0) {
        *value = lead - 0xC0;
        *smallest = 0x80;
        return 2;
    }
    if (lead >= 0xE0 && lead < 0xF0) {
        *value = lead - 0xE0;
        *smallest = 0x800;
        return 3;
    }
    *value = lead - 0xF0;
    *smallest = 0x10000;
    return lead >= 0xF0 && lead < 0xF8 ? 4 : 0;
}

bool model_is_utf8(struct model_view view)
{
    for (size_t i = 0; i < view.len;) {
        unsigned value, smallest;
        size_t len = utf8_sequence((unsigned char)view.ptr[i], &value, &smallest);
        if (len == 0 || len > view.len - i)
            return false;
        for (size_t k = 1; k < len; k++) {
            unsigned byte = (unsigned char)view.ptr[i + k];
            if (byte < 0x80 || byte > 0xBF)
                return false;
            value = value * 64 + (byte - 0x80);
        }
        if (value < smallest || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
            return false;
        i += len;
    }
    return true;
}

static bool has_control(struct model_view view)
{
    for (size_t i = 0; i < view.len; i++) {
        unsigned byte = (unsigned char)view.ptr[i];
        if (byte < 0x20 || byte == 0x7F)
            return true;
    }
    return false;
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

static bool read_segment(struct model_rule *rule, struct model_view segment, bool is_last)
{
    if (model_is_placeholder(segment))
        return capture_placeholder(rule, segment);
    if (segment.len > 0 && segment.ptr[0] == ':')
        return false;
    if (!contains(segment, '*'))
        return true;
    return is_last && segment.len == 1 && capture(rule, model_literal("splat"));
}

static bool read_from(struct line *line, struct model_view from)
{
    if (from.ptr[0] != '/' || contains(from, '?') || contains(from, '#'))
        return false;
    for (size_t at = 1; at <= from.len;) {
        size_t end = model_find(from, at, '/');
        if (!read_segment(line->rule, model_part(from, at, end), end == from.len))
            return false;
        at = end + 1;
    }
    line->rule->from = canonical(line, from, MODEL_PATH);
    return true;
}

static bool ends_in_splat(const struct model_rule *rule)
{
    return is_captured(rule, model_literal("splat"));
}

/* ---- targets ---- */

static bool is_absolute(struct model_view target)
{
    return model_begins(target, "http://") || model_begins(target, "https://");
}

static bool is_target(struct model_view token)
{
    return model_begins(token, "/") || is_absolute(token);
}

size_t model_origin_len(struct model_view target)
{
    if (!is_absolute(target))
        return 0;
    size_t at = model_find(target, 0, '/') + 2;
    while (at < target.len && !model_is_one_of(target.ptr[at], "/?#"))
        at++;
    return at;
}

/* `reg-name` without escapes; RFC 3986, section 3.2.2. */
static bool is_registered_name(struct model_view host)
{
    for (size_t i = 0; i < host.len; i++) {
        if (model_is_one_of(host.ptr[i], "/:@") || !model_allowed_raw(host.ptr[i], MODEL_PATH))
            return false;
    }
    return host.len > 0;
}

/* `:` and a number up to 65535, which may be left out; or nothing at all. */
static bool is_port(struct model_view port)
{
    long value = 0;

    if (port.len == 0)
        return true;
    if (port.ptr[0] != ':' || port.len > 6)
        return false;
    for (size_t i = 1; i < port.len; i++) {
        if (!model_is_digit(port.ptr[i]))
            return false;
        value = 10 * value + (port.ptr[i] - '0');
    }
    return value <= 65535;
}

/* `[`, at least two hexadecimal digits, colons and dots, `]`, and a port. */
static bool is_bracketed(struct model_view host)
{
    size_t end = model_find(host, 0, ']');

    if (end == host.len || end < 3 || !is_port(model_from(host, end + 1)))
        return false;
    for (size_t i = 1; i < end; i++) {
        if (!model_is_hex(host.ptr[i]) && host.ptr[i] != ':' && host.ptr[i] != '.')
            return false;
    }
    return true;
}

/* A host that is not empty, and a port; userinfo must not be sent (RFC 9110, section 4.2.4). */
static bool is_authority(struct model_view authority)
{
    size_t colon = model_find(authority, 0, ':');

    if (authority.len > 0 && authority.ptr[0] == '[')
        return is_bracketed(authority);
    return is_registered_name(model_part(authority, 0, colon)) &&
           is_port(model_from(authority, colon));
}

struct model_view model_authority(struct model_view target)
{
    size_t origin_len = model_origin_len(target);

    return origin_len == 0 ? model_part(target, 0, 0)
                           : model_part(target, model_find(target, 0, '/') + 2, origin_len);
}

/* The index of the captured name that begins with the `:` at `at`; name_count when none does. */
static size_t name_at(const struct model_rule *rule, struct model_view text, size_t at)
{
    size_t len = text.ptr[at] == ':' ? model_name_len(text, at + 1) : 0;
    size_t index = 0;

    while (index < rule->name_count &&
           (len == 0 || !model_same(rule->names[index], model_part(text, at + 1, at + 1 + len))))
        index++;
    return index;
}

struct model_view model_fill(struct model_arena *arena, const struct model_rule *rule,
                             struct model_view text, const struct model_view *values)
{
    struct model_text filled = model_text_of(arena);

    for (size_t i = 0; i < text.len; i++) {
        size_t index = name_at(rule, text, i);
        if (index == rule->name_count) {
            model_put_byte(&filled, text.ptr[i]);
            continue;
        }
        if (values)
            model_put(&filled, values[index]);
        i += rule->names[index].len;
    }
    return model_text_view(&filled);
}

bool model_is_open(const struct model_rule *rule, struct model_view target)
{
    struct model_view authority = model_authority(target);

    for (size_t i = 0; i < authority.len; i++) {
        if (name_at(rule, authority, i) < rule->name_count)
            return true;
    }
    return false;
}

bool model_may_lead_to(struct model_arena *arena, const struct model_rule *rule,
                       struct model_view target, struct model_view authority)
{
    bool is_https = model_begins(target, "https:");
    struct model_view fixed = model_fill(arena, rule, model_authority(target), NULL);
    struct model_view plain = model_plain_authority(arena, authority, is_https);

    return plain.len > 0 && (model_same(plain, model_plain_authority(arena, fixed, is_https)) ||
                             model_lists_host(arena, rule->allowed_hosts, plain, is_https));
}

/* Around the captures of an open authority. */
static bool is_open_authority(struct model_view without_captures)
{
    for (size_t i = 0; i < without_captures.len; i++) {
        char byte = without_captures.ptr[i];
        if (!model_is_alpha(byte) && !model_is_digit(byte) && !model_is_one_of(byte, "-.:"))
            return false;
    }
    return true;
}

/* Whether RFC 3986 and the URL Standard find the same host in an absolute target's origin. */
static bool has_one_reading(struct model_arena *arena, struct model_view origin)
{
    struct model_url url;
    struct model_uri uri;

    if (model_url_parse(arena, origin, NULL, NULL, &url) != MODEL_URL_NO_FAILURE ||
        !model_uri_parse(origin, &uri))
        return false;
    if (url.host.kind == MODEL_HOST_IPV6)
        return true;
    return model_same_ignoring_case(model_url_host(arena, &url), uri.host.text);
}

static bool check_target(struct model_arena *arena, const struct model_rule *rule,
                         struct model_view target)
{
    struct model_view authority = model_authority(target);

    if (model_origin_len(target) == 0)
        return target.len < 2 || (target.ptr[1] != '/' && target.ptr[1] != '\\');
    if (model_is_open(rule, target))
        return is_open_authority(model_fill(arena, rule, authority, NULL));
    return is_authority(authority) && authority.len <= 253 + 6 &&
           has_one_reading(arena, model_part(target, 0, model_origin_len(target)));
}

struct model_view model_normal_target(struct model_arena *arena, struct model_view target)
{
    struct model_text text = model_text_of(arena);
    size_t origin_len = model_origin_len(target);
    size_t fragment = model_find(target, origin_len, '#');
    size_t question = model_find(target, origin_len, '?');

    if (question > fragment)
        question = fragment;
    model_put(&text, model_part(target, 0, origin_len));
    model_put_safe(&text, model_part(target, origin_len, question), MODEL_PATH);
    /* A `?` may stand in a query, so the one that begins it needs no care. */
    model_put_safe(&text, model_part(target, question, fragment), MODEL_QUERY);
    if (fragment < target.len)
        model_put_byte(&text, '#');
    model_put_safe(&text, model_from(target, fragment + 1), MODEL_FRAGMENT);
    return model_text_view(&text);
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

static bool read_status(struct model_rule *rule, struct model_view token)
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

static bool read_methods(struct model_rule *rule, struct model_view value)
{
    if (rule->has_methods)
        return false;
    rule->has_methods = true;
    rule->methods = value;
    for (size_t at = 0; at <= value.len;) {
        size_t end = model_find(value, at, ',');
        if (end == at)
            return false;
        for (; at < end; at++) {
            char byte = value.ptr[at];
            if (!model_is_upper(byte) && !model_is_digit(byte) && byte != '-' && byte != '_')
                return false;
        }
        at = end + 1;
    }
    return true;
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

    if (rule->alternate_count == MODEL_ALTERNATES_MAX || !is_target(value) ||
        !check_target(line->arena, rule, value))
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
    return rule->reason.len > 0 && model_is_utf8(rule->reason) && !has_control(rule->reason);
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
static struct tokens split(struct line *line, struct model_view text)
{
    struct tokens tokens = {0, model_alloc(line->arena, (text.len / 2 + 1) * sizeof text)};
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
        may_be_key = may_be_key || (tokens.count > 0 && (is_target(token) || begins_with_digit));
        tokens.items[tokens.count++] = token;
        at = end;
    }
    return tokens;
}

/* Counts the targets that are open without a list of hosts; each needs a host to keep to. */
static bool check_open_targets(struct line *line)
{
    struct model_rule *rule = line->rule;
    size_t open_count = 0;

    for (size_t i = 0; i <= rule->alternate_count; i++) {
        struct model_view target = i == 0 ? rule->to : rule->alternates[i - 1];
        struct model_view fixed = model_fill(line->arena, rule, model_authority(target), NULL);
        if (!model_is_open(rule, target))
            continue;
        open_count++;
        if (!rule->has_allowed_hosts && model_plain_authority(line->arena, fixed, true).len == 0)
            return false;
    }
    rule->warning_count = rule->has_allowed_hosts ? 0 : open_count;
    return !rule->has_allowed_hosts || open_count > 0;
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
    const struct tokens *tokens = &line->tokens;

    if (!has_status && next < tokens->count && model_is_digit(tokens->items[next].ptr[0])) {
        if (!read_status(line->rule, tokens->items[next]))
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
    const struct tokens *tokens = &line->tokens;
    size_t next = 1;

    for (size_t i = 0; i < tokens->count; i++) {
        if (has_control(tokens->items[i]) || !model_is_utf8(tokens->items[i]))
            return false;
    }
    if (!read_from(line, tokens->items[0]))
        return false;
    while (next < tokens->count && !is_target(tokens->items[next]) &&
           contains(tokens->items[next], '=')) {
        if (!read_pair(line, tokens->items[next++]))
            return false;
    }
    if (next == tokens->count)
        return false;
    struct model_view token = tokens->items[next++];
    bool has_to = is_target(token);
    if (has_to)
        line->rule->to = token;
    bool is_valid =
        has_to ? check_target(line->arena, line->rule, token) : read_status(line->rule, token);
    return is_valid && read_rest(line, next, !has_to) && check_open_targets(line) &&
           check_whole(line->rule);
}

static void read_line(struct model_arena *arena, struct model_view text, uint32_t number,
                      struct model_rules *out)
{
    struct line line = {arena, NULL, {0, NULL}};

    line.tokens = split(&line, text);
    if (line.tokens.count == 0)
        return;
    line.rule = model_alloc(arena, sizeof *line.rule);
    line.rule->line = number;
    line.rule->status = 301;
    line.rule->max_age_s = -1;
    if (read_rule(&line))
        out->rules[out->count++] = line.rule;
    else
        out->bad_lines[out->bad_count++] = number;
}

void model_rules_read(struct model_arena *arena, struct model_view text, struct model_rules *out)
{
    size_t lines = 1;
    uint32_t number = 0;

    for (size_t i = 0; i < text.len; i++)
        lines += text.ptr[i] == '\n';
    *out = (struct model_rules){0, model_alloc(arena, lines * sizeof *out->rules), 0,
                                model_alloc(arena, lines * sizeof *out->bad_lines)};
    for (size_t at = model_begins(text, "\xEF\xBB\xBF") ? 3 : 0; at < text.len;) {
        size_t end = model_find(text, at, '\n');
        struct model_view line = model_part(text, at, end);
        if (line.len > 0 && line.ptr[line.len - 1] == '\r')
            line.len--;
        read_line(arena, line, ++number, out);
        at = end + 1;
    }
}
