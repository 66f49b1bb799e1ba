#include "target.h"

#include "chars.h"
#include "pattern.h"
#include "writer.h"

#include <string.h>

static size_t scheme_len(struct carom_view target)
{
    if (carom_starts_with(target, CAROM_LITERAL("https://")))
        return sizeof "https://" - 1;
    if (carom_starts_with(target, CAROM_LITERAL("http://")))
        return sizeof "http://" - 1;
    return 0;
}

/* The length of a target before its path: scheme and authority; 0 for a relative one. */
static size_t target_origin_len(struct carom_view target)
{
    size_t at = scheme_len(target);
    if (at == 0)
        return 0;
    while (at < target.len && target.ptr[at] != '/' && target.ptr[at] != '?' &&
           target.ptr[at] != '#')
        at++;
    return at;
}

/*
 * The captured name that begins at text.ptr[at] with its `:`.
 * Returns: the length with the `:`, 0 when no captured name stands there. Out: *index.
 */
static size_t captured_name(const struct line_rule *rule, struct carom_view text, size_t at,
                            size_t *index)
{
    if (text.ptr[at] != ':')
        return 0;
    size_t len = carom_pattern_name_len(text.ptr + at + 1, text.len - at - 1);
    if (len == 0)
        return 0;
    *index = carom_line_capture_index(rule, carom_view_of(text.ptr + at + 1, len));
    return *index < rule->capture_count ? len + 1 : 0;
}

/* An IPv6 literal's characters between the brackets; a full reading of hosts is another concept. */
static bool is_bracketed_host(struct carom_view host)
{
    if (host.len < 4 || host.ptr[host.len - 1] != ']')
        return false;
    for (size_t i = 1; i + 1 < host.len; i++) {
        if (!char_is(host.ptr[i], CHAR_HEX) && host.ptr[i] != ':' && host.ptr[i] != '.')
            return false;
    }
    return true;
}

static bool is_registered_name(struct carom_view host)
{
    for (size_t i = 0; i < host.len; i++) {
        if (!char_is(host.ptr[i], CHAR_UNRESERVED | CHAR_SUB_DELIM))
            return false;
    }
    return host.len > 0;
}

static bool is_port(struct carom_view port)
{
    unsigned long value = 0;
    for (size_t i = 0; i < port.len; i++) {
        if (!char_is_digit(port.ptr[i]) || i == 5)
            return false;
        value = value * 10 + (unsigned long)(port.ptr[i] - '0');
    }
    return value <= 65535;
}

/*
 * host [":" port] (RFC 3986 §3.2), the host not empty (RFC 9110 §4.2.1). A sender must not
 * generate the userinfo that the grammar also has (RFC 9110 §4.2.4).
 */
static bool is_authority(struct carom_view authority)
{
    bool bracketed = authority.len > 0 && authority.ptr[0] == '[';
    size_t host_len = 0;
    while (host_len < authority.len && (bracketed || authority.ptr[host_len] != ':')) {
        bracketed = bracketed && authority.ptr[host_len] != ']';
        host_len++;
    }
    struct carom_view host = carom_view_of(authority.ptr, host_len);
    struct carom_view rest = carom_view_of(authority.ptr + host_len, authority.len - host_len);
    if (!is_registered_name(host) &&
        !(host.len > 0 && host.ptr[0] == '[' && is_bracketed_host(host)))
        return false;
    if (rest.len == 0)
        return true;
    return rest.ptr[0] == ':' && is_port(carom_view_of(rest.ptr + 1, rest.len - 1));
}

static bool check_origin(const struct line_rule *rule, struct carom_view target, size_t origin_len,
                         struct carom_view *token, struct carom_view *message)
{
    size_t start = scheme_len(target);
    struct carom_view authority = carom_view_of(target.ptr + start, origin_len - start);
    *token = authority;
    for (size_t i = 0; i < authority.len; i++) {
        size_t index;
        size_t name_len = captured_name(rule, authority, i, &index);
        if (name_len > 0) {
            *token = carom_view_of(authority.ptr + i, name_len);
            *message = CAROM_LITERAL("a capture in the authority would let a request choose the "
                                     "host: write the host in full");
            return false;
        }
    }
    *message =
        CAROM_LITERAL("expected a host after the scheme, with a port at most: ASCII letters, "
                      "digits, `-` and `.` (an international name in its xn-- form), and "
                      "no user name");
    return is_authority(authority);
}

bool carom_target_check(const struct line_rule *rule, struct carom_view target,
                        struct carom_view *token, struct carom_view *message)
{
    size_t origin_len = target_origin_len(target);
    if (origin_len > 0)
        return check_origin(rule, target, origin_len, token, message);
    if (target.len > 1 && (target.ptr[1] == '/' || target.ptr[1] == '\\')) {
        *token = target;
        *message =
            CAROM_LITERAL("a target that begins with `//` or `/\\` names another host: write "
                          "http:// or https:// before it");
        return false;
    }
    return true;
}

void carom_target_normalise(struct carom_view target, struct carom_buf *out)
{
    size_t i = target_origin_len(target);
    put_bytes(out, target.ptr, i);
    enum place place = PLACE_PATH;
    while (i < target.len) {
        char c = target.ptr[i];
        if (place != PLACE_FRAGMENT && c == '#')
            place = PLACE_FRAGMENT;
        else if (place == PLACE_PATH && c == '?')
            place = PLACE_QUERY;
        else if (!char_is(c, CHAR_QUERY) && !char_is_escape(target.ptr + i, target.len - i)) {
            put_escape(out, c);
            i++;
            continue;
        }
        put_char(out, c);
        i++;
    }
}

bool carom_target_has_query(struct carom_view text)
{
    for (size_t i = 0; i < text.len && text.ptr[i] != '#'; i++) {
        if (text.ptr[i] == '?')
            return true;
    }
    return false;
}

struct target_cursor carom_target_begin(struct carom_view text)
{
    return (struct target_cursor){text, 0, PLACE_PATH, false};
}

/* The end of the literal that begins at the cursor: a captured name, the fragment, or the end. */
static size_t literal_end(struct target_cursor *cursor, const struct line_rule *rule)
{
    struct carom_view text = cursor->text;
    size_t at = cursor->at;
    size_t index;
    /* The authority is literal, whatever looks like a name in it. */
    if (at == 0)
        at = target_origin_len(text);
    while (at < text.len && captured_name(rule, text, at, &index) == 0) {
        if (text.ptr[at] == '?' && cursor->place == PLACE_PATH)
            cursor->place = PLACE_QUERY;
        if (text.ptr[at] == '#' && cursor->place != PLACE_FRAGMENT) {
            if (!cursor->query_point_given)
                break;
            cursor->place = PLACE_FRAGMENT;
        }
        at++;
    }
    return at;
}

bool carom_target_next(struct target_cursor *cursor, const struct line_rule *rule,
                       struct target_piece *piece)
{
    struct carom_view text = cursor->text;
    size_t start = cursor->at;
    size_t end = literal_end(cursor, rule);
    memset(piece, 0, sizeof *piece);
    piece->place = cursor->place;
    if (end > start) {
        piece->kind = PART_LITERAL;
        piece->text = carom_view_of(text.ptr + start, end - start);
        cursor->at = end;
        return true;
    }
    size_t index = 0;
    size_t name_len = start < text.len ? captured_name(rule, text, start, &index) : 0;
    if (name_len > 0) {
        piece->kind = PART_CAPTURE;
        piece->capture = (uint32_t)index;
        cursor->at = start + name_len;
        return true;
    }
    /* At the fragment or at the end: here a request's query would stand. */
    piece->kind = PART_QUERY;
    bool was_given = cursor->query_point_given;
    cursor->query_point_given = true;
    return !was_given;
}
