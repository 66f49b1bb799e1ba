#include "target.h"

#include "carom/guard.h"

#include "authority.h"
#include "chars.h"
#include "pattern.h"
#include "writer.h"

#include <string.h>

static size_t scheme_len(struct carom_view target)
{
    if (target.len == 0 || target.ptr[0] != 'h')
        return 0;
    if (carom_starts_with(target, CAROM_LITERAL("https://")))
        return sizeof "https://" - 1;
    if (carom_starts_with(target, CAROM_LITERAL("http://")))
        return sizeof "http://" - 1;
    return 0;
}

/* The length of a target before its path: scheme and authority; 0 for a relative one. */
static size_t target_origin_len(struct carom_view target)
{
    size_t start = scheme_len(target);
    if (start == 0)
        return 0;
    return start + carom_authority_end(carom_view_of(target.ptr + start, target.len - start));
}

/*
 * In netlify a name is what its whole segment has behind the `:`, whatever that is; so the longest
 * captured name counts. One that a letter, digit or `_` would go on is another name.
 */
static size_t netlify_capture(const struct line_rule *rule, struct carom_view rest, size_t *index)
{
    size_t longest = 0;
    for (size_t i = 0; i < rule->capture_count; i++) {
        struct carom_view name = rule->captures[i];
        if (name.len <= longest || !carom_starts_with(rest, name))
            continue;
        bool goes_on = name.len < rest.len && char_is(rest.ptr[name.len], CHAR_WORD) &&
                       char_is(name.ptr[name.len - 1], CHAR_WORD);
        if (goes_on)
            continue;
        longest = name.len;
        *index = i;
    }
    return longest > 0 ? longest + 1 : 0;
}

size_t carom_target_capture_name(const struct line_rule *rule, struct carom_view rest,
                                 size_t *index)
{
    if (rule->dialect == CAROM_DIALECT_NETLIFY)
        return netlify_capture(rule, rest, index);
    size_t len = carom_pattern_name_len(rest.ptr, rest.len);
    if (len == 0)
        return 0;
    *index = carom_line_capture_index(rule, carom_view_of(rest.ptr, len));
    return *index < rule->capture_count ? len + 1 : 0;
}

struct carom_view carom_target_origin(struct carom_view target)
{
    return carom_view_of(target.ptr, target_origin_len(target));
}

static struct carom_view target_authority(struct carom_view target)
{
    size_t start = scheme_len(target);
    return carom_view_of(target.ptr + start, target_origin_len(target) - start);
}

struct carom_view carom_target_open_capture(const struct line_rule *rule, struct carom_view target)
{
    if (scheme_len(target) == 0)
        return carom_view_of(NULL, 0);
    struct carom_view authority = target_authority(target);
    for (size_t i = 0; i < authority.len; i++) {
        size_t index;
        size_t name_len = target_capture_at(rule, authority, i, &index);
        if (name_len > 0)
            return carom_view_of(authority.ptr + i, name_len);
    }
    return carom_view_of(NULL, 0);
}

/* What of an open target's authority no request can change. Returns: how long it is. */
static size_t literal_authority(const struct line_rule *rule, struct carom_view authority,
                                struct carom_buf *out)
{
    out->len = 0;
    for (size_t i = 0; i < authority.len;) {
        size_t index;
        size_t name_len = target_capture_at(rule, authority, i, &index);
        if (name_len == 0)
            put_char(out, authority.ptr[i]);
        i += name_len > 0 ? name_len : 1;
    }
    return out->len;
}

bool carom_target_has_fixed_authority(const struct line_rule *rule, struct carom_view target)
{
    char bytes[AUTHORITY_LEN_MAX];
    struct carom_buf fixed = {bytes, sizeof bytes, 0};
    struct authority authority;
    size_t len = literal_authority(rule, target_authority(target), &fixed);
    return len <= sizeof bytes && carom_authority_read(carom_view_of(bytes, len), &authority);
}

/* Around captures, only bytes that may stand in an authority that is answered. */
static bool check_open_authority(const struct line_rule *rule, struct carom_view authority,
                                 struct carom_view *token, struct carom_view *message)
{
    for (size_t i = 0; i < authority.len;) {
        size_t index;
        size_t name_len = target_capture_at(rule, authority, i, &index);
        if (name_len == 0 && !carom_authority_has_byte(authority.ptr[i])) {
            *token = carom_view_of(authority.ptr + i, authority.len - i);
            *message = CAROM_LITERAL("beside a capture, an authority holds only ASCII letters, "
                                     "digits, `-`, `.` and `:`");
            return false;
        }
        i += name_len > 0 ? name_len : 1;
    }
    return true;
}

/* Whether browsers find in an origin the host and the port that RFC 3986 finds. */
static bool has_one_reading(struct carom_view origin)
{
    char bytes[4 * (sizeof "https://" + AUTHORITY_LEN_MAX)]; /* of which two readings are a half */
    struct carom_buf buf = {bytes, sizeof bytes, 0};
    struct carom_url request;
    struct carom_guard guard;
    return carom_url_parse(CAROM_LITERAL("https://request.invalid/"), NULL, NULL, &buf, &request) ==
               CAROM_OK &&
           carom_guard_read(&request, origin, NULL, &buf, &guard) == CAROM_OK &&
           (guard.verdict == CAROM_GUARD_OTHER_ORIGIN || guard.verdict == CAROM_GUARD_SAME_ORIGIN);
}

static bool check_authority(const struct line_rule *rule, struct carom_view target,
                            struct carom_view *token, struct carom_view *message)
{
    struct carom_view authority = target_authority(target);
    if (carom_target_open_capture(rule, target).len > 0)
        return check_open_authority(rule, authority, token, message);
    *token = authority;
    *message =
        CAROM_LITERAL("expected a host after the scheme, with a port at most: ASCII letters, "
                      "digits, `-` and `.` (an international name in its xn-- form), and "
                      "no user name");
    struct carom_view origin = carom_target_origin(target);
    if (!carom_origin_is_fixed(origin) || authority.len > AUTHORITY_LEN_MAX)
        return false;
    *message = CAROM_LITERAL("not all clients find the same host here, or any: write an "
                             "address in full, IPv4 as four decimal numbers, and a port after `:`");
    return has_one_reading(origin);
}

bool carom_target_check(const struct line_rule *rule, struct carom_view target,
                        struct carom_view *token, struct carom_view *message)
{
    if (scheme_len(target) > 0)
        return check_authority(rule, target, token, message);
    if (target.len > 1 && (target.ptr[1] == '/' || target.ptr[1] == '\\')) {
        *token = target;
        *message =
            CAROM_LITERAL("a target that begins with `//` or `/\\` names another host: write "
                          "http:// or https:// before it");
        return false;
    }
    return true;
}

/* How many bytes from a place on may stand in a target as they are, and begin no captured name. */
static size_t plain_run(struct carom_view target, size_t at)
{
    size_t end = at;
    while (end < target.len && char_is(target.ptr[end], CHAR_QUERY) && target.ptr[end] != ':')
        end++;
    return end - at;
}

void carom_target_normalise(const struct line_rule *rule, struct carom_view target,
                            struct carom_buf *out)
{
    size_t i = target_origin_len(target);
    bool in_fragment = false;
    put_bytes(out, target.ptr, i);
    while (i < target.len) {
        size_t index;
        size_t stays = plain_run(target, i);
        if (stays == 0) /* in netlify a name may have any bytes */
            stays = target_capture_at(rule, target, i, &index);
        if (stays == 0 && (target.ptr[i] == ':' || (target.ptr[i] == '#' && !in_fragment) ||
                           char_is_escape(target.ptr + i, target.len - i))) {
            in_fragment = in_fragment || target.ptr[i] == '#';
            stays = 1;
        }
        put_bytes(out, target.ptr + i, stays);
        if (stays == 0)
            put_escape(out, target.ptr[i]);
        i += stays > 0 ? stays : 1;
    }
}

bool carom_target_has_query(struct carom_view text)
{
    const char *question = text.len > 0 ? memchr(text.ptr, '?', text.len) : NULL;
    return question != NULL && memchr(text.ptr, '#', (size_t)(question - text.ptr)) == NULL;
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
    if (at == 0 && scheme_len(text) > 0) {
        at = scheme_len(text);
        cursor->place = PLACE_AUTHORITY;
    }
    while (at < text.len && target_capture_at(rule, text, at, &index) == 0) {
        if (cursor->place == PLACE_AUTHORITY &&
            carom_authority_end(carom_view_of(text.ptr + at, 1)) == 0)
            cursor->place = PLACE_PATH;
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
    size_t name_len = start < text.len ? target_capture_at(rule, text, start, &index) : 0;
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
