/*
 * The dialect carom: see rules.h for its grammar.
 */
#include "line_reader.h"

#include "authority.h"
#include "chars.h"
#include "normal.h"
#include "pattern.h"
#include "reason.h"
#include "target.h"

#include "carom/status.h"

#include <string.h>

struct carom_reader {
    struct line_reader *line;
    bool has_to;
    bool has_status;
    bool has_key;
    unsigned keys_seen; /* bits: which of the keys that stand once were there */
};

/* ---- tokens ---- */

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
static struct carom_view next_token(struct carom_reader *reader)
{
    struct carom_view line = reader->line->line;
    size_t *at = &reader->line->at;
    while (*at < line.len && is_blank(line.ptr[*at]))
        ++*at;
    struct carom_view rest = carom_view_of(line.ptr + *at, line.len - *at);
    if (rest.len == 0 || rest.ptr[0] == '#')
        return carom_view_of(rest.ptr, 0);
    size_t len = 0;
    if ((reader->has_to || reader->has_status) && begins_quoted(rest)) {
        len = sizeof "Reason=\"" - 1;
        while (len < rest.len && rest.ptr[len] != '"')
            len++;
    }
    len += carom_visible_len(rest.ptr + len, rest.len - len);
    while (len < rest.len && !is_blank(rest.ptr[len]))
        len++;
    *at += len;
    return carom_view_of(rest.ptr, len);
}

/* ---- from ---- */

static bool add_placeholder(struct line_reader *line, struct carom_view token)
{
    struct carom_view name = carom_view_of(token.ptr + 1, token.len - 1);
    if (carom_view_equal(name, CAROM_LITERAL("splat")))
        return carom_line_fail(line, token,
                               CAROM_LITERAL("the name splat belongs to `*`: choose another"));
    if (carom_line_capture_index(line->rule, name) < line->rule->capture_count)
        return carom_line_fail(line, token, CAROM_LITERAL("a name may be captured only once"));
    return carom_line_add_capture(line, token, name);
}

static bool has_splat(const struct line_rule *rule)
{
    return carom_line_capture_index(rule, CAROM_LITERAL("splat")) < rule->capture_count;
}

static bool read_segment(struct line_reader *line, struct carom_view segment)
{
    if (carom_pattern_is_placeholder(segment)) {
        line->rule->is_dynamic = true;
        return add_placeholder(line, segment);
    }
    if (segment.len > 0 && segment.ptr[0] == ':')
        return carom_line_fail(line, segment,
                               CAROM_LITERAL("a placeholder is `:` and a name of letters, digits "
                                             "and `_`, and fills its segment; no segment begins "
                                             "with a `:` of its own"));
    if (segment.len == 0 || memchr(segment.ptr, '*', segment.len) == NULL)
        return true;
    if (segment.len > 1)
        return carom_line_fail(line, segment,
                               CAROM_LITERAL("`*` is a splat and may stand only as a whole "
                                             "segment"));
    if (has_splat(line->rule))
        return carom_line_fail(line, segment, CAROM_LITERAL("a path has one splat `*` at most"));
    line->rule->is_dynamic = true;
    return carom_line_add_capture(line, segment, CAROM_LITERAL("splat"));
}

static struct carom_view default_port(struct carom_view scheme)
{
    return scheme.len == sizeof "https" - 1 ? CAROM_LITERAL("443") : CAROM_LITERAL("80");
}

/* A host and a port in the narrow form of Allow-Host, which has one reading. */
static bool read_host(struct line_reader *line, struct carom_view text)
{
    struct authority authority;
    if (text.len > 0 && text.ptr[0] == '[')
        return carom_line_fail(line, text,
                               CAROM_LITERAL("an IPv6 address is not matched: leave scheme and "
                                             "host out, or name the host"));
    if (!carom_authority_read(text, &authority))
        return carom_line_fail(line, text,
                               CAROM_LITERAL("expected a host after the scheme, with a port at "
                                             "most: ASCII letters, digits, `-` and `.` (an "
                                             "international name in its xn-- form), without "
                                             "placeholder and splat"));
    bool is_default = authority.port.len == 0 ||
                      carom_view_equal(authority.port, default_port(line->rule->scheme));
    line->rule->host = is_default ? authority.host : text;
    return true;
}

/* Takes scheme and host off, when they are there. What is left in *path may be empty then. */
static bool read_origin(struct line_reader *line, struct carom_view from, struct carom_view *path)
{
    *path = from;
    if (!carom_line_is_absolute(from))
        return true;
    size_t scheme_len = (size_t)((const char *)memchr(from.ptr, ':', from.len) - from.ptr);
    size_t start = scheme_len + sizeof "://" - 1;
    size_t len = carom_authority_end(carom_view_of(from.ptr + start, from.len - start));
    line->rule->scheme = carom_view_of(from.ptr, scheme_len);
    *path = carom_view_of(from.ptr + start + len, from.len - start - len);
    return read_host(line, carom_view_of(from.ptr + start, len));
}

static bool check_path_bytes(struct line_reader *line, struct carom_view path)
{
    const char *query = path.len > 0 ? memchr(path.ptr, '?', path.len) : NULL;
    const char *fragment = path.len > 0 ? memchr(path.ptr, '#', path.len) : NULL;
    if (query != NULL && (fragment == NULL || query < fragment))
        return carom_line_fail(line, carom_view_of(query, 1),
                               CAROM_LITERAL("a path holds no query: match it by key=value "
                                             "after the path, or write %3F"));
    if (fragment != NULL)
        return carom_line_fail(line, carom_view_of(fragment, 1),
                               CAROM_LITERAL("a fragment is never sent to a server: write %23 "
                                             "for a literal `#`"));
    return true;
}

/* Whether a path has a byte that a placeholder or a splat would begin with. */
static bool may_capture(struct carom_view path)
{
    return path.len > 0 &&
           (memchr(path.ptr, ':', path.len) != NULL || memchr(path.ptr, '*', path.len) != NULL);
}

static bool read_from(struct line_reader *line, struct carom_view from)
{
    struct carom_view path;
    line->from = from;
    if (from.ptr[0] != '/' && !carom_line_is_absolute(from))
        return carom_line_fail(line, from,
                               CAROM_LITERAL("expected a path that begins with `/`, or http:// or "
                                             "https:// with a host and a path"));
    if (!read_origin(line, from, &path) || !check_path_bytes(line, path))
        return false;
    line->rule->from = path.len > 0 ? path : CAROM_LITERAL("/");
    for (size_t at = may_capture(path) ? 0 : path.len; at < path.len;) {
        struct carom_view segment = carom_pattern_segment(path, at);
        at += 1 + segment.len;
        if (!read_segment(line, segment))
            return false;
    }
    line->rule->path_capture_count = line->rule->capture_count;
    return true;
}

/* ---- query pairs ---- */

static bool read_pair(struct line_reader *line, struct carom_view token, const char *equals)
{
    struct line_rule *rule = line->rule;
    size_t key_len = (size_t)(equals - token.ptr);
    struct line_pair pair = {
        carom_view_of(token.ptr, key_len),
        carom_view_of(equals + 1, token.len - key_len - 1),
        false,
    };
    if (key_len == 0)
        return carom_line_fail(line, token,
                               CAROM_LITERAL("expected key=value, with a key before the `=`"));
    if (memchr(token.ptr, '&', token.len) != NULL || memchr(token.ptr, '#', token.len) != NULL)
        return carom_line_fail(line, token,
                               CAROM_LITERAL("a query pair holds no `&` and no `#`: one key=value "
                                             "a token, or write %26 and %23"));
    for (size_t i = 0; i < rule->pair_count; i++) {
        /* Of several equal keys in a request one counts, so that two pairs could not both hold. */
        if (normal_same(rule->pairs[i].key, pair.key, CHAR_QUERY))
            return carom_line_fail(line, token,
                                   CAROM_LITERAL("a query key may stand only once in a rule"));
    }
    pair.captures = carom_pattern_is_placeholder(pair.value);
    if (!carom_line_add_pair(line, token, &pair))
        return false;
    return !pair.captures || add_placeholder(line, pair.value);
}

/* ---- keys ---- */

static bool is_target(struct carom_view token)
{
    return token.ptr[0] == '/' || carom_line_is_absolute(token);
}

static bool read_max_age(struct line_reader *line, struct carom_view value)
{
    int64_t seconds = 0;
    bool valid = value.len > 0 && value.len <= 10;
    for (size_t i = 0; valid && i < value.len; i++) {
        valid = char_is_digit(value.ptr[i]);
        seconds = seconds * 10 + (value.ptr[i] - '0');
    }
    if (!valid || seconds > INT32_MAX) /* RFC 9111 §1.2.2: delta-seconds go up to 2^31 */
        return carom_line_fail(line, value,
                               CAROM_LITERAL("expected whole seconds from 0 to 2147483647, as in "
                                             "Max-Age=3600"));
    line->rule->max_age_s = seconds;
    return true;
}

static bool read_alternate(struct line_reader *line, struct carom_view value)
{
    if (line->rule->target_count == 1 + CAROM_ALTERNATES_MAX)
        return carom_line_fail(line, value, CAROM_LITERAL("more than 8 alternates in one rule"));
    if (value.len == 0 || !is_target(value))
        return carom_line_fail(line, value,
                               CAROM_LITERAL("expected a URI that begins with `/`, `http://` or "
                                             "`https://`"));
    return carom_line_add_target(line, value, value);
}

static bool read_allowed_hosts(struct line_reader *line, struct carom_view value)
{
    struct carom_view bad, message;
    if (!carom_hosts_check(value, &bad, &message))
        return carom_line_fail(line, bad, message);
    line->rule->allowed_hosts = value;
    return true;
}

static bool read_reason(struct line_reader *line, struct carom_view value)
{
    struct carom_view message;
    if (!carom_reason_read(value, &line->rule->reason, &message))
        return carom_line_fail(line, value, message);
    return true;
}

/* The keys after the target. To add one: a row here, its reader above or, of a list of conditions, its case
 * in line_condition.c, its field in line_rule. */
static const struct {
    const char *name;
    size_t name_len;
    bool repeats;
    enum line_condition condition;
    bool (*read)(struct line_reader *line, struct carom_view value); /* of CONDITION_NONE */
} keys[] = {
    {"Method", 6, false, CONDITION_METHOD, NULL},
    {"Country", 7, false, CONDITION_COUNTRY, NULL},
    {"Language", 8, false, CONDITION_LANGUAGE, NULL},
    {"Cookie", 6, false, CONDITION_COOKIE, NULL},
    {"Max-Age", 7, false, CONDITION_NONE, read_max_age},
    {"Alternate", 9, true, CONDITION_NONE, read_alternate},
    {"Allow-Host", 10, false, CONDITION_NONE, read_allowed_hosts},
    {"Reason", 6, false, CONDITION_NONE, read_reason},
};

static bool read_key(struct carom_reader *reader, struct carom_view token)
{
    struct line_reader *line = reader->line;
    const char *equals = memchr(token.ptr, '=', token.len);
    reader->has_key = true;
    if (equals == NULL)
        return carom_line_fail(line, token,
                               CAROM_LITERAL("expected Key=value or a comment that begins with "
                                             "`#`"));
    size_t name_len = (size_t)(equals - token.ptr);
    struct carom_view name = carom_view_of(token.ptr, name_len);
    if (carom_line_is_key(name, CAROM_LITERAL("Role")))
        return carom_line_refuse_role(line, token);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (!carom_line_is_key(name, carom_view_of(keys[i].name, keys[i].name_len)))
            continue;
        if (!keys[i].repeats && (reader->keys_seen & 1u << i) != 0)
            return carom_line_fail(line, token,
                                   CAROM_LITERAL("this key may stand only once in a rule"));
        reader->keys_seen |= 1u << i;
        struct carom_view value = carom_view_of(equals + 1, token.len - name_len - 1);
        if (keys[i].condition != CONDITION_NONE)
            return carom_line_read_condition(line, keys[i].condition, value);
        return keys[i].read(line, value);
    }
    return carom_line_fail(line, token,
                           CAROM_LITERAL("unknown key: expected Method, Country, Language, Cookie, "
                                         "Max-Age, Alternate, Allow-Host or Reason"));
}

/* ---- the line ---- */

/* A token between `from` and the target: a query pair, the target, or a status without target. */
static bool read_before_target(struct carom_reader *reader, struct carom_view token)
{
    if (is_target(token)) {
        reader->has_to = true;
        return carom_line_add_target(reader->line, token, token);
    }
    const char *equals = memchr(token.ptr, '=', token.len);
    if (equals != NULL)
        return read_pair(reader->line, token, equals);
    reader->has_status = char_is_digit(token.ptr[0]);
    if (reader->has_status)
        return carom_line_read_status(reader->line, token);
    return carom_line_fail(reader->line, token,
                           CAROM_LITERAL("expected the target, which begins with `/`, `http://` or "
                                         "`https://`"));
}

static bool read_token(struct carom_reader *reader, struct carom_view token)
{
    if (!carom_line_check_bytes(reader->line, token))
        return false;
    if (!reader->has_to && !reader->has_status)
        return read_before_target(reader, token);
    if (!char_is_digit(token.ptr[0]))
        return read_key(reader, token);
    if (reader->has_key)
        return carom_line_fail(reader->line, token,
                               CAROM_LITERAL("the status stands before the keys"));
    if (reader->has_status)
        return carom_line_fail(reader->line, token, CAROM_LITERAL("a rule has one status"));
    reader->has_status = true;
    return carom_line_read_status(reader->line, token);
}

/* A rule without a target: a refusal, or a rewrite of everything below a final splat. */
static bool complete_target(const struct carom_reader *reader)
{
    struct line_rule *rule = reader->line->rule;
    struct carom_view from = reader->line->from;
    if (reader->has_to)
        return true;
    if (!reader->has_status)
        return carom_line_fail(reader->line, from,
                               CAROM_LITERAL("missing target: expected `from to [status]` on one "
                                             "line"));
    if (carom_status_is_refusal(rule->status))
        return true;
    bool ends_in_splat = has_splat(rule) && from.ptr[from.len - 1] == '*';
    if (rule->status != 200 || !ends_in_splat)
        return carom_line_fail(reader->line, from,
                               CAROM_LITERAL("missing target: only a refusal, and a 200 for a path "
                                             "that ends in `/*`, goes without one"));
    /* Alternates were already refused for want of a redirect, so `to` is the only target. */
    rule->targets[0] = CAROM_LITERAL("/:splat");
    rule->target_count = 1;
    return true;
}

/* A target that captures can lead elsewhere needs a host that it may lead to. */
static bool check_hosts(struct line_reader *line)
{
    const struct line_rule *rule = line->rule;
    if (rule->allowed_hosts.len > 0 && !rule->is_open)
        return carom_line_fail(line, rule->allowed_hosts,
                               CAROM_LITERAL("Allow-Host has no use here: no target of this rule "
                                             "has a capture in its authority"));
    return carom_line_check_open(
        line, CAROM_LITERAL("a capture in the authority and no host without it, so that no request "
                            "could be answered: name the hosts that are meant, as in "
                            "Allow-Host=a.example,*.b.example"));
}

/* What holds between the parts of a rule. */
static bool check_whole(const struct carom_reader *reader)
{
    struct line_reader *line = reader->line;
    const struct line_rule *rule = line->rule;
    if (rule->target_count > (reader->has_to ? 1u : 0u) && !carom_status_is_redirect(rule->status))
        return carom_line_fail(line, line->from,
                               CAROM_LITERAL("Alternate goes with a redirect only"));
    if (rule->reason.len > 0 && !carom_status_is_refusal(rule->status))
        return carom_line_fail(line, line->from,
                               CAROM_LITERAL("Reason goes with 403, 404, 406, 410 and 451 only"));
    return carom_line_check_served(line) && check_hosts(line) && complete_target(reader);
}

enum line_kind carom_line_read_carom(struct line_reader *line)
{
    struct carom_reader reader = {.line = line};
    struct carom_view from = next_token(&reader);
    if (from.len == 0)
        return LINE_EMPTY;
    if (!carom_line_check_bytes(line, from) || !read_from(line, from))
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
