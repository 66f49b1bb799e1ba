#include "model/target.h"

#include "model/allowed_host.h"
#include "model/uri.h"
#include "model/uri_reference.h"
#include "model/url.h"

bool model_is_absolute(struct model_view target)
{
    return model_begins(target, "http://") || model_begins(target, "https://");
}

bool model_is_target(struct model_view token)
{
    return model_begins(token, "/") || model_is_absolute(token);
}

size_t model_origin_len(struct model_view target)
{
    if (!model_is_absolute(target))
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

static bool is_word(char byte)
{
    return model_is_alpha(byte) || model_is_digit(byte) || byte == '_';
}

/* Whether a name ends where the letters, digits and `_` of a text go on. */
static bool is_cut(struct model_view name, struct model_view text)
{
    return name.len < text.len && is_word(name.ptr[name.len - 1]) && is_word(text.ptr[name.len]);
}

/*
 * Whether a name is the one that a text begins with. In netlify a name is any text, and then not one
 * that is cut short; elsewhere a name goes as far as a name can.
 */
static bool begins_with_name(const struct model_rule *rule, struct model_view text,
                             struct model_view name)
{
    if (rule->dialect != MODEL_NETLIFY)
        return name.len == model_name_len(text, 0) &&
               model_same(name, model_part(text, 0, name.len));
    return name.len <= text.len && model_same(name, model_part(text, 0, name.len)) &&
           !is_cut(name, text);
}

size_t model_name_at(const struct model_rule *rule, struct model_view text, size_t at,
                     size_t *index)
{
    size_t longest = 0;

    for (size_t i = 0; at < text.len && text.ptr[at] == ':' && i < rule->name_count; i++) {
        struct model_view name = rule->names[i];
        if (name.len > longest && begins_with_name(rule, model_from(text, at + 1), name)) {
            longest = name.len;
            *index = i;
        }
    }
    return longest > 0 ? 1 + longest : 0;
}

struct model_view model_fill(struct model_arena *arena, const struct model_rule *rule,
                             struct model_view text, const struct model_view *values)
{
    struct model_text filled = model_text_of(arena);

    for (size_t at = 0; at < text.len;) {
        size_t index;
        size_t len = model_name_at(rule, text, at, &index);
        if (len == 0)
            model_put_byte(&filled, text.ptr[at]);
        else if (values)
            model_put(&filled, values[index]);
        at += len > 0 ? len : 1;
    }
    return model_text_view(&filled);
}

bool model_is_open(const struct model_rule *rule, struct model_view target)
{
    struct model_view authority = model_authority(target);

    for (size_t i = 0; i < authority.len; i++) {
        size_t index;
        if (model_name_at(rule, authority, i, &index) > 0)
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

bool model_check_target(struct model_arena *arena, const struct model_rule *rule,
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

struct model_target_cursor model_target_begin(struct model_view target)
{
    return (struct model_target_cursor){target, model_origin_len(target), MODEL_PATH};
}

/* Whether a byte ends the part of a target that it stands in: `?` a path, `#` a path or a query. */
static bool is_delimiter(char byte, enum model_place place)
{
    return (byte == '?' && place == MODEL_PATH) || (byte == '#' && place != MODEL_FRAGMENT);
}

bool model_target_next(struct model_target_cursor *cursor, const struct model_rule *rule,
                       struct model_target_piece *piece)
{
    struct model_view target = cursor->target;
    size_t at = cursor->at;

    if (at == target.len)
        return false;
    size_t len = model_name_at(rule, target, at, &piece->capture);
    piece->kind = len > 0 ? MODEL_PIECE_CAPTURE : MODEL_PIECE_TEXT;
    if (len == 0 && is_delimiter(target.ptr[at], cursor->place)) {
        piece->kind = MODEL_PIECE_DELIMITER;
        cursor->place = target.ptr[at] == '?' ? MODEL_QUERY : MODEL_FRAGMENT;
    }
    if (len == 0)
        len = model_is_escape(target, at) ? 3 : 1;
    piece->text = model_part(target, at, at + len);
    piece->place = cursor->place;
    cursor->at = at + len;
    return true;
}

struct model_view model_normal_target(struct model_arena *arena, const struct model_rule *rule,
                                      struct model_view target)
{
    struct model_text text = model_text_of(arena);
    struct model_target_cursor cursor = model_target_begin(target);
    struct model_target_piece piece;

    model_put(&text, model_part(target, 0, cursor.at));
    while (model_target_next(&cursor, rule, &piece)) {
        if (piece.kind == MODEL_PIECE_TEXT)
            model_put_safe(&text, piece.text, piece.place);
        else
            model_put(&text, piece.text);
    }
    return model_text_view(&text);
}

bool model_check_open_targets(struct model_arena *arena, struct model_rule *rule)
{
    size_t open_count = 0;

    for (size_t i = 0; i <= rule->alternate_count; i++) {
        struct model_view target = i == 0 ? rule->to : rule->alternates[i - 1];
        struct model_view fixed = model_fill(arena, rule, model_authority(target), NULL);
        if (!model_is_open(rule, target))
            continue;
        open_count++;
        if (!rule->has_allowed_hosts && model_plain_authority(arena, fixed, true).len == 0)
            return false;
    }
    rule->warning_count = rule->has_allowed_hosts ? 0 : open_count;
    return !rule->has_allowed_hosts || open_count > 0;
}
