#include "line.h"

#include "authority.h"
#include "chars.h"
#include "normal.h"
#include "pattern.h"
#include "reason.h"
#include "target.h"

#include "carom/status.h"

#include <string.h>

/* A line while it is being read. */
struct reader {
    struct carom_view line;
    size_t at;
    struct line_rule *rule;
    struct carom_diagnostic *problem;
    bool has_to;
    bool has_status;
    bool has_key;
    unsigned keys_seen; /* bits: which of the keys that stand once were there */
};

static bool fail(struct reader *reader, struct carom_view token, struct carom_view message)
{
    struct carom_view line = reader->line;
    reader->problem->severity = CAROM_SEVERITY_ERROR;
    reader->problem->column = (uint32_t)(token.ptr - line.ptr) + 1;
    reader->problem->message = message;
    reader->problem->token = token;
    return false;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Whether the token that begins here is a key whose quoted value may hold spaces. */
static bool begins_quoted(struct carom_view rest)
{
    return carom_starts_with(rest, CAROM_LITERAL("Reason=\"")) ||
           carom_starts_with(rest, CAROM_LITERAL("reason=\""));
}

/*
 * The next token; empty at the end of the line or at a comment. A key's quoted value is one
 * token, and keys stand only behind the target or the status.
 */
static struct carom_view next_token(struct reader *reader)
{
    struct carom_view line = reader->line;
    while (reader->at < line.len && is_blank(line.ptr[reader->at]))
        reader->at++;
    struct carom_view rest = carom_view_of(line.ptr + reader->at, line.len - reader->at);
    if (rest.len == 0 || rest.ptr[0] == '#')
        return carom_view_of(rest.ptr, 0);
    size_t len = 0;
    if ((reader->has_to || reader->has_status) && begins_quoted(rest)) {
        len = sizeof "Reason=\"" - 1;
        while (len < rest.len && rest.ptr[len] != '"')
            len++;
    }
    while (len < rest.len && !is_blank(rest.ptr[len]))
        len++;
    reader->at += len;
    return carom_view_of(rest.ptr, len);
}

/* What no token may hold: control bytes, and bytes that are not UTF-8. */
static bool check_bytes(struct reader *reader, struct carom_view token)
{
    for (size_t i = 0; i < token.len; i++) {
        struct carom_view byte = carom_view_of(token.ptr + i, 1);
        if (token.ptr[i] == '\0')
            return fail(reader, byte, CAROM_LITERAL("NUL byte: a rules file is UTF-8 text"));
        if (char_is_control(token.ptr[i]))
            return fail(reader, byte,
                        CAROM_LITERAL("control byte: percent-encode it, and end lines with LF or "
                                      "CR LF"));
    }
    if (!carom_is_utf8(token))
        return fail(reader, token, CAROM_LITERAL("not valid UTF-8: percent-encode these bytes"));
    return true;
}

size_t carom_line_capture_index(const struct line_rule *rule, struct carom_view name)
{
    size_t index = 0;
    while (index < rule->capture_count && !carom_view_equal(rule->captures[index], name))
        index++;
    return index;
}

static bool add_capture(struct reader *reader, struct carom_view token, struct carom_view name)
{
    struct line_rule *rule = reader->rule;
    if (carom_line_capture_index(rule, name) < rule->capture_count)
        return fail(reader, token, CAROM_LITERAL("a name may be captured only once"));
    if (rule->capture_count == CAROM_CAPTURES_MAX)
        return fail(reader, token, CAROM_LITERAL("more than 32 captures in one rule"));
    rule->captures[rule->capture_count++] = name;
    return true;
}

static bool add_placeholder(struct reader *reader, struct carom_view token)
{
    struct carom_view name = carom_view_of(token.ptr + 1, token.len - 1);
    if (carom_view_equal(name, CAROM_LITERAL("splat")))
        return fail(reader, token, CAROM_LITERAL("the name splat belongs to `*`: choose another"));
    return add_capture(reader, token, name);
}

/* One segment of `from`; `is_last` tells whether the path ends with it. */
static bool read_segment(struct reader *reader, struct carom_view segment, bool is_last)
{
    if (carom_pattern_is_placeholder(segment)) {
        reader->rule->is_dynamic = true;
        return add_placeholder(reader, segment);
    }
    if (segment.len > 0 && segment.ptr[0] == ':')
        return fail(reader, segment,
                    CAROM_LITERAL("a placeholder is `:` and a name of letters, digits and `_`, and "
                                  "fills its segment; no segment begins with a `:` of its own"));
    const char *star = segment.len > 0 ? memchr(segment.ptr, '*', segment.len) : NULL;
    if (star == NULL)
        return true;
    if (segment.len > 1 || !is_last)
        return fail(reader, segment,
                    CAROM_LITERAL("`*` is a splat and may stand only as the whole last segment"));
    reader->rule->is_dynamic = true;
    return add_capture(reader, segment, CAROM_LITERAL("splat"));
}

static bool read_from(struct reader *reader, struct carom_view from)
{
    if (carom_starts_with(from, CAROM_LITERAL("http://")) ||
        carom_starts_with(from, CAROM_LITERAL("https://")))
        return fail(reader, from,
                    CAROM_LITERAL("a rule cannot match a scheme or host yet: expected a path that "
                                  "begins with `/`"));
    if (from.ptr[0] != '/')
        return fail(reader, from, CAROM_LITERAL("expected a path that begins with `/`"));
    for (size_t i = 0; i < from.len; i++) {
        struct carom_view byte = carom_view_of(from.ptr + i, 1);
        if (from.ptr[i] == '?')
            return fail(reader, byte,
                        CAROM_LITERAL("a path holds no query: match it by key=value after the "
                                      "path, or write %3F"));
        if (from.ptr[i] == '#')
            return fail(reader, byte,
                        CAROM_LITERAL("a fragment is never sent to a server: write %23 for a "
                                      "literal `#`"));
    }
    reader->rule->from = from;
    for (size_t at = 0; at < from.len;) {
        struct carom_view segment = carom_pattern_segment(from, at);
        at += 1 + segment.len;
        if (!read_segment(reader, segment, at >= from.len))
            return false;
    }
    reader->rule->path_capture_count = reader->rule->capture_count;
    return true;
}

static bool read_pair(struct reader *reader, struct carom_view token, const char *equals)
{
    struct line_rule *rule = reader->rule;
    size_t key_len = (size_t)(equals - token.ptr);
    struct line_pair pair = {
        carom_view_of(token.ptr, key_len),
        carom_view_of(equals + 1, token.len - key_len - 1),
        false,
    };
    if (key_len == 0)
        return fail(reader, token, CAROM_LITERAL("expected key=value, with a key before the `=`"));
    if (memchr(token.ptr, '&', token.len) != NULL || memchr(token.ptr, '#', token.len) != NULL)
        return fail(reader, token,
                    CAROM_LITERAL("a query pair holds no `&` and no `#`: one key=value a token, "
                                  "or write %26 and %23"));
    for (size_t i = 0; i < rule->pair_count; i++) {
        /* Of several equal keys in a request one counts, so that two pairs could not both hold. */
        if (normal_same(rule->pairs[i].key, pair.key, CHAR_QUERY))
            return fail(reader, token, CAROM_LITERAL("a query key may stand only once in a rule"));
    }
    if (rule->pair_count == CAROM_QUERY_PAIRS_MAX)
        return fail(reader, token, CAROM_LITERAL("more than 16 query pairs in one rule"));
    if (carom_pattern_is_placeholder(pair.value)) {
        pair.captures = true;
        if (!add_placeholder(reader, pair.value))
            return false;
    }
    rule->pairs[rule->pair_count++] = pair;
    return true;
}

static bool is_target(struct carom_view token)
{
    return token.ptr[0] == '/' || carom_starts_with(token, CAROM_LITERAL("http://")) ||
           carom_starts_with(token, CAROM_LITERAL("https://"));
}

static bool add_target(struct reader *reader, struct carom_view target)
{
    struct carom_view token, message;
    if (!carom_target_check(reader->rule, target, &token, &message))
        return fail(reader, token, message);
    reader->rule->targets[reader->rule->target_count++] = target;
    if (carom_target_open_capture(reader->rule, target).len > 0)
        reader->rule->is_open = true;
    return true;
}

static bool read_status(struct reader *reader, struct carom_view token)
{
    size_t digits = token.len > 0 && token.ptr[token.len - 1] == '!' ? token.len - 1 : token.len;
    unsigned status = 0;
    for (size_t i = 0; i < digits && i < 4; i++) {
        if (!char_is_digit(token.ptr[i]))
            return fail(reader, token,
                        CAROM_LITERAL("expected a status of three digits, with `!` "
                                      "after it to force the rule"));
        status = status * 10 + (unsigned)(token.ptr[i] - '0');
    }
    if (digits != 3 || !carom_status_is_for_rules((uint16_t)status))
        return fail(reader, token,
                    CAROM_LITERAL("a rule's status is one of 200, 301, 302, 303, 307, 308, 403, "
                                  "404, 406, 410, 451"));
    reader->rule->status = (uint16_t)status;
    reader->rule->force = digits < token.len;
    reader->has_status = true;
    return true;
}

static bool read_methods(struct reader *reader, struct carom_view value)
{
    bool wants_more = true;
    for (size_t i = 0; i < value.len; i++) {
        char c = value.ptr[i];
        bool is_comma = c == ',';
        bool is_method = (c >= 'A' && c <= 'Z') || char_is_digit(c) || c == '-' || c == '_';
        if ((is_comma && wants_more) || (!is_comma && !is_method))
            return fail(reader, value,
                        CAROM_LITERAL("expected methods in upper case with commas between, as in "
                                      "Method=GET,HEAD"));
        wants_more = is_comma;
    }
    if (wants_more)
        return fail(reader, value, CAROM_LITERAL("expected a method, as in Method=GET,HEAD"));
    reader->rule->methods = value;
    return true;
}

static bool read_max_age(struct reader *reader, struct carom_view value)
{
    int64_t seconds = 0;
    bool valid = value.len > 0 && value.len <= 10;
    for (size_t i = 0; valid && i < value.len; i++) {
        valid = char_is_digit(value.ptr[i]);
        seconds = seconds * 10 + (value.ptr[i] - '0');
    }
    if (!valid || seconds > INT32_MAX) /* RFC 9111 §1.2.2: delta-seconds go up to 2^31 */
        return fail(reader, value,
                    CAROM_LITERAL("expected whole seconds from 0 to 2147483647, as in "
                                  "Max-Age=3600"));
    reader->rule->max_age_s = seconds;
    return true;
}

static bool read_alternate(struct reader *reader, struct carom_view value)
{
    if (reader->rule->target_count == 1 + CAROM_ALTERNATES_MAX)
        return fail(reader, value, CAROM_LITERAL("more than 8 alternates in one rule"));
    if (value.len == 0 || !is_target(value))
        return fail(reader, value,
                    CAROM_LITERAL("expected a URI that begins with `/`, `http://` or `https://`"));
    return add_target(reader, value);
}

static bool read_allowed_hosts(struct reader *reader, struct carom_view value)
{
    struct carom_view bad, message;
    if (!carom_hosts_check(value, &bad, &message))
        return fail(reader, bad, message);
    reader->rule->allowed_hosts = value;
    return true;
}

static bool read_reason(struct reader *reader, struct carom_view value)
{
    struct carom_view message;
    if (!carom_reason_read(value, &reader->rule->reason, &message))
        return fail(reader, value, message);
    return true;
}

/* The keys after the target. To add one: a row here, its reader above, its field in line_rule. */
static const struct {
    const char *name;
    size_t name_len;
    bool repeats;
    bool (*read)(struct reader *reader, struct carom_view value);
} keys[] = {
    {"Method", 6, false, read_methods},     {"Max-Age", 7, false, read_max_age},
    {"Alternate", 9, true, read_alternate}, {"Allow-Host", 10, false, read_allowed_hosts},
    {"Reason", 6, false, read_reason},
};

/* Whether a name is a key's, Capitalised or all in lower case. */
static bool is_key(struct carom_view name, struct carom_view key)
{
    if (carom_view_equal(name, key))
        return true;
    for (size_t i = 0; i < name.len && i < key.len; i++) {
        if (name.ptr[i] != char_lower(key.ptr[i]))
            return false;
    }
    return name.len == key.len;
}

static bool read_key(struct reader *reader, struct carom_view token)
{
    const char *equals = memchr(token.ptr, '=', token.len);
    reader->has_key = true;
    if (equals == NULL)
        return fail(reader, token,
                    CAROM_LITERAL("expected Key=value or a comment that begins with `#`"));
    size_t name_len = (size_t)(equals - token.ptr);
    struct carom_view name = carom_view_of(token.ptr, name_len);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (!is_key(name, carom_view_of(keys[i].name, keys[i].name_len)))
            continue;
        if (!keys[i].repeats && (reader->keys_seen & 1u << i) != 0)
            return fail(reader, token, CAROM_LITERAL("this key may stand only once in a rule"));
        reader->keys_seen |= 1u << i;
        return keys[i].read(reader, carom_view_of(equals + 1, token.len - name_len - 1));
    }
    return fail(reader, token,
                CAROM_LITERAL("unknown key: expected Method, Max-Age, Alternate, Allow-Host or "
                              "Reason"));
}

/* A token between `from` and the target: a query pair, the target, or a status without target. */
static bool read_before_target(struct reader *reader, struct carom_view token)
{
    if (is_target(token)) {
        reader->has_to = true;
        return add_target(reader, token);
    }
    const char *equals = memchr(token.ptr, '=', token.len);
    if (equals != NULL)
        return read_pair(reader, token, equals);
    if (char_is_digit(token.ptr[0]))
        return read_status(reader, token);
    return fail(reader, token,
                CAROM_LITERAL("expected the target, which begins with `/`, `http://` or "
                              "`https://`"));
}

static bool read_token(struct reader *reader, struct carom_view token)
{
    if (!check_bytes(reader, token))
        return false;
    if (!reader->has_to && !reader->has_status)
        return read_before_target(reader, token);
    if (!char_is_digit(token.ptr[0]))
        return read_key(reader, token);
    if (reader->has_key)
        return fail(reader, token, CAROM_LITERAL("the status stands before the keys"));
    if (reader->has_status)
        return fail(reader, token, CAROM_LITERAL("a rule has one status"));
    return read_status(reader, token);
}

/* A rule without a target: a refusal, or a rewrite of everything below a splat to itself. */
static bool complete_target(struct reader *reader)
{
    struct line_rule *rule = reader->rule;
    struct carom_view from = rule->from;
    if (reader->has_to)
        return true;
    if (!reader->has_status)
        return fail(reader, from,
                    CAROM_LITERAL("missing target: expected `from to [status]` on one line"));
    if (carom_status_is_refusal(rule->status))
        return true;
    bool has_splat = carom_line_capture_index(rule, CAROM_LITERAL("splat")) < rule->capture_count;
    if (rule->status != 200 || !has_splat)
        return fail(reader, from,
                    CAROM_LITERAL("missing target: only a refusal, and a 200 for a path that ends "
                                  "in `/*`, goes without one"));
    /* Alternates were already refused for want of a redirect, so `to` is the only target. */
    rule->targets[0] = CAROM_LITERAL("/:splat");
    rule->target_count = 1;
    return true;
}

/* A target that captures can lead elsewhere needs a host that it may lead to. */
static bool check_hosts(struct reader *reader)
{
    const struct line_rule *rule = reader->rule;
    if (rule->allowed_hosts.len > 0 && !rule->is_open)
        return fail(reader, rule->allowed_hosts,
                    CAROM_LITERAL("Allow-Host has no use here: no target of this rule has a "
                                  "capture in its authority"));
    for (size_t i = 0; rule->allowed_hosts.len == 0 && i < rule->target_count; i++) {
        struct carom_view capture = carom_target_open_capture(rule, rule->targets[i]);
        if (capture.len > 0 && !carom_target_has_fixed_authority(rule, rule->targets[i]))
            return fail(reader, capture,
                        CAROM_LITERAL("a capture in the authority and no host without it, so that "
                                      "no request could be answered: name the hosts that are "
                                      "meant, as in Allow-Host=a.example,*.b.example"));
    }
    return true;
}

/* What holds between the parts of a rule. */
static bool check_whole(struct reader *reader)
{
    struct line_rule *rule = reader->rule;
    struct carom_view from = rule->from;
    bool redirects = carom_status_is_redirect(rule->status);
    if (rule->target_count > (reader->has_to ? 1u : 0u) && !redirects)
        return fail(reader, from, CAROM_LITERAL("Alternate goes with a redirect only"));
    if (rule->reason.len > 0 && !carom_status_is_refusal(rule->status))
        return fail(reader, from,
                    CAROM_LITERAL("Reason goes with 403, 404, 406, 410 and 451 only"));
    if (reader->has_to && !redirects && rule->targets[0].ptr[0] != '/')
        return fail(reader, rule->targets[0],
                    CAROM_LITERAL("what is served with this status is a path: expected a target "
                                  "that begins with `/`"));
    return check_hosts(reader) && complete_target(reader);
}

enum line_kind carom_line_read(struct line_context *context, struct carom_view line,
                               struct line_rule *rule, struct carom_diagnostic *problem)
{
    (void)context;
    memset(rule, 0, sizeof *rule);
    rule->status = 301;
    rule->max_age_s = -1;
    struct reader reader = {.line = line, .rule = rule, .problem = problem};
    struct carom_view from = next_token(&reader);
    if (from.len == 0)
        return LINE_EMPTY;
    if (!check_bytes(&reader, from) || !read_from(&reader, from))
        return LINE_ERROR;
    for (;;) {
        struct carom_view token = next_token(&reader);
        if (token.len == 0)
            break;
        if (!read_token(&reader, token))
            return LINE_ERROR;
    }
    return check_whole(&reader) ? LINE_RULE : LINE_ERROR;
}
