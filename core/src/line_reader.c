#include "line_reader.h"

#include "chars.h"
#include "target.h"

#include "carom/status.h"

#include <string.h>

/* ---- what is wrong ---- */

static void note(struct line_reader *reader, enum carom_severity severity, struct carom_view token,
                 struct carom_view message)
{
    reader->problem->severity = severity;
    reader->problem->column = (uint32_t)(token.ptr - reader->line.ptr) + 1;
    reader->problem->message = message;
    reader->problem->token = token;
}

bool carom_line_fail(struct line_reader *reader, struct carom_view token, struct carom_view message)
{
    note(reader, CAROM_SEVERITY_ERROR, token, message);
    return false;
}

void carom_line_warn(struct line_reader *reader, struct carom_view token, struct carom_view message)
{
    if (reader->problem->message.len == 0)
        note(reader, CAROM_SEVERITY_WARNING, token, message);
}

/* ---- bytes and words ---- */

bool carom_line_check_bytes(struct line_reader *reader, struct carom_view token)
{
    size_t visible = carom_visible_len(token.ptr, token.len);
    for (size_t i = visible; i < token.len; i++) {
        struct carom_view byte = carom_view_of(token.ptr + i, 1);
        if (token.ptr[i] == '\0')
            return carom_line_fail(reader, byte,
                                   CAROM_LITERAL("NUL byte: a rules file is UTF-8 text"));
        if (char_is_control(token.ptr[i]))
            return carom_line_fail(reader, byte,
                                   CAROM_LITERAL("control byte: percent-encode it, and end lines "
                                                 "with LF or CR LF"));
    }
    if (visible < token.len && !carom_is_utf8(token))
        return carom_line_fail(reader, token,
                               CAROM_LITERAL("not valid UTF-8: percent-encode these bytes"));
    return true;
}

/* ECMAScript's white space outside ASCII, in UTF-8: U+00A0, U+1680, U+2000 … U+200A, U+2028, U+2029,
 * U+202F, U+205F, U+3000, U+FEFF. */
static bool is_wide_space(const unsigned char *p)
{
    switch (p[0] << 16 | p[1] << 8 | p[2]) {
    case 0xE19A80:
    case 0xE280A8:
    case 0xE280A9:
    case 0xE280AF:
    case 0xE2819F:
    case 0xE38080:
    case 0xEFBBBF:
        return true;
    default:
        return p[0] == 0xE2 && p[1] == 0x80 && p[2] >= 0x80 && p[2] <= 0x8A;
    }
}

size_t carom_line_white_space_len(const char *bytes, size_t left)
{
    const unsigned char *p = (const unsigned char *)bytes;
    if (left == 0)
        return 0;
    if (p[0] == ' ' || (p[0] >= '\t' && p[0] <= '\r'))
        return 1;
    if (p[0] < 0xC2 || left < 2)
        return 0;
    if (p[0] == 0xC2)
        return p[1] == 0xA0 ? 2 : 0;
    return left >= 3 && is_wide_space(p) ? 3 : 0;
}

struct carom_view carom_line_next_word(struct line_reader *reader)
{
    const char *at = reader->line.ptr + reader->at;
    size_t left = reader->line.len - reader->at;
    for (size_t space; (space = carom_line_white_space_len(at, left)) > 0; left -= space)
        at += space;
    size_t len = carom_visible_len(at, left);
    while (len < left && carom_line_white_space_len(at + len, left - len) == 0) {
        len++;
        len += carom_visible_len(at + len, left - len);
    }
    reader->at = reader->line.len - left + len;
    return carom_view_of(at, len);
}

/* ---- captures, pairs, targets ---- */

bool carom_line_add_capture(struct line_reader *reader, struct carom_view token,
                            struct carom_view name)
{
    struct line_rule *rule = reader->rule;
    if (rule->capture_count == CAROM_CAPTURES_MAX)
        return carom_line_fail(reader, token, CAROM_LITERAL("more than 32 captures in one rule"));
    if (carom_line_capture_index(rule, name) < rule->capture_count)
        name.len = 0;
    rule->captures[rule->capture_count++] = name;
    return true;
}

bool carom_line_add_pair(struct line_reader *reader, struct carom_view token,
                         const struct line_pair *pair)
{
    struct line_rule *rule = reader->rule;
    if (rule->pair_count == CAROM_QUERY_PAIRS_MAX)
        return carom_line_fail(reader, token,
                               CAROM_LITERAL("more than 16 query pairs in one rule"));
    rule->pairs[rule->pair_count++] = *pair;
    return true;
}

bool carom_line_is_absolute(struct carom_view text)
{
    return carom_starts_with(text, CAROM_LITERAL("http://")) ||
           carom_starts_with(text, CAROM_LITERAL("https://"));
}

static bool is_good_origin(const struct line_context *context, struct carom_view origin)
{
    for (size_t i = 0; i < LINE_ORIGINS && origin.len > 0; i++) {
        if (carom_view_equal(context->good_origins[i], origin))
            return true;
    }
    return false;
}

/*
 * Keeps an origin that was found good: the next lines' are mostly the same, and to read one as RFC 3986 and
 * as the URL Standard do costs more than all the rest of the line. One with a `:` behind that of its
 * scheme may name a capture, and be another thing in another rule.
 */
static void keep_origin(struct line_context *context, struct carom_view origin)
{
    size_t behind_scheme = sizeof "https:" - 1; /* or, of http, behind the first slash */
    if (origin.len > behind_scheme &&
        memchr(origin.ptr + behind_scheme, ':', origin.len - behind_scheme) == NULL)
        context->good_origins[context->next_origin++ % LINE_ORIGINS] = origin;
}

bool carom_line_add_target(struct line_reader *reader, struct carom_view token,
                           struct carom_view target)
{
    struct line_rule *rule = reader->rule;
    struct carom_view bad, message;
    struct carom_view origin = carom_target_origin(target);
    if (!is_good_origin(reader->context, origin)) {
        if (!carom_target_check(rule, target, &bad, &message))
            return carom_line_fail(reader, target.ptr == token.ptr ? bad : token, message);
        if (target.ptr == token.ptr) /* else it stands where the next line's will */
            keep_origin(reader->context, origin);
    }
    if (rule->target_count == 0)
        rule->to_token = token;
    rule->targets[rule->target_count++] = target;
    if (carom_target_open_capture(rule, target).len > 0)
        rule->is_open = true;
    return true;
}

/* ---- the status, and what goes with it ---- */

bool carom_line_read_status(struct line_reader *reader, struct carom_view token)
{
    size_t digits = token.len > 0 && token.ptr[token.len - 1] == '!' ? token.len - 1 : token.len;
    unsigned status = 0;
    for (size_t i = 0; i < digits && i < 4; i++) {
        if (!char_is_digit(token.ptr[i]))
            return carom_line_fail(reader, token,
                                   CAROM_LITERAL("expected a status of three digits, with `!` "
                                                 "after it to force the rule"));
        status = status * 10 + (unsigned)(token.ptr[i] - '0');
    }
    if (digits != 3 || !carom_status_is_for_rules((uint16_t)status))
        return carom_line_fail(reader, token,
                               CAROM_LITERAL("a rule's status is one of 200, 301, 302, 303, 307, "
                                             "308, 403, 404, 406, 410, 451"));
    reader->rule->status = (uint16_t)status;
    reader->rule->force = digits < token.len;
    return true;
}

bool carom_line_check_served(struct line_reader *reader)
{
    const struct line_rule *rule = reader->rule;
    if (rule->target_count == 0 || carom_status_is_redirect(rule->status) ||
        rule->targets[0].ptr[0] == '/')
        return true;
    return carom_line_fail(reader, rule->to_token,
                           CAROM_LITERAL("what is served with this status is a path: expected a "
                                         "target that begins with `/`"));
}

bool carom_line_check_open(struct line_reader *reader, struct carom_view message)
{
    const struct line_rule *rule = reader->rule;
    for (size_t i = 0; rule->allowed_hosts.len == 0 && i < rule->target_count; i++) {
        struct carom_view token = carom_line_open_token(rule, i);
        if (token.len > 0 && !carom_target_has_fixed_authority(rule, rule->targets[i]))
            return carom_line_fail(reader, token, message);
    }
    return true;
}
