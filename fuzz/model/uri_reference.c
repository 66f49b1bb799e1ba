#include "model/uri_reference.h"

/* ---- the grammar of appendix A ---- */

static bool is_unreserved(char byte)
{
    return model_is_alpha(byte) || model_is_digit(byte) || model_is_one_of(byte, "-._~");
}

static bool is_sub_delim(char byte)
{
    return model_is_one_of(byte, "!$&'()*+,;=");
}

/* *( unreserved / pct-encoded / sub-delims / one of `others` ) */
static bool is_text(struct model_view view, const char *others)
{
    for (size_t i = 0; i < view.len; i++) {
        char byte = view.ptr[i];
        if (byte == '%' && i + 2 < view.len && model_is_hex(view.ptr[i + 1]) &&
            model_is_hex(view.ptr[i + 2]))
            i += 2;
        else if (!is_unreserved(byte) && !is_sub_delim(byte) && !model_is_one_of(byte, others))
            return false;
    }
    return true;
}

static bool is_scheme(struct model_view view)
{
    if (view.len == 0 || !model_is_alpha(view.ptr[0]))
        return false;
    for (size_t i = 0; i < view.len; i++) {
        if (!model_is_alpha(view.ptr[i]) && !model_is_digit(view.ptr[i]) &&
            !model_is_one_of(view.ptr[i], "+-."))
            return false;
    }
    return true;
}

static bool is_dec_octet(struct model_view view)
{
    int value = 0;

    if (view.len == 0 || view.len > 3 || (view.len > 1 && view.ptr[0] == '0'))
        return false;
    for (size_t i = 0; i < view.len; i++) {
        if (!model_is_digit(view.ptr[i]))
            return false;
        value = 10 * value + model_hex_value(view.ptr[i]);
    }
    return value <= 255;
}

static bool is_ipv4(struct model_view view)
{
    for (int octets = 0; octets < 3; octets++) {
        size_t dot = model_find(view, 0, '.');
        if (dot == view.len || !is_dec_octet(model_part(view, 0, dot)))
            return false;
        view = model_from(view, dot + 1);
    }
    return is_dec_octet(view);
}

static bool is_h16(struct model_view view)
{
    if (view.len == 0 || view.len > 4)
        return false;
    for (size_t i = 0; i < view.len; i++) {
        if (!model_is_hex(view.ptr[i]))
            return false;
    }
    return true;
}

/*
 * How many groups of 16 bits stand between colons; -1 when something else does. An IPv4 address is
 * two, and only at the end of the whole address.
 */
static int count_groups(struct model_view view, bool at_end)
{
    int groups = 0;

    if (view.len == 0)
        return 0;
    for (;;) {
        size_t colon = model_find(view, 0, ':');
        struct model_view group = model_part(view, 0, colon);
        bool is_last = colon == view.len;
        if (is_last && at_end && is_ipv4(group))
            return groups + 2;
        if (!is_h16(group))
            return -1;
        groups++;
        if (is_last)
            return groups;
        view = model_from(view, colon + 1);
    }
}

static bool is_ipv6(struct model_view view)
{
    for (size_t i = 0; i + 1 < view.len; i++) {
        if (!model_begins_at(view, i, "::"))
            continue;
        int before = count_groups(model_part(view, 0, i), false);
        int behind = count_groups(model_from(view, i + 2), true);
        return before >= 0 && behind >= 0 && before + behind <= 7;
    }
    return count_groups(view, true) == 8;
}

static bool is_ipvfuture(struct model_view view)
{
    size_t dot = model_find(view, 0, '.');

    if (view.len == 0 || model_lower(view.ptr[0]) != 'v' || dot < 2 || dot + 1 >= view.len)
        return false;
    for (size_t i = 1; i < dot; i++) {
        if (!model_is_hex(view.ptr[i]))
            return false;
    }
    for (size_t i = dot + 1; i < view.len; i++) {
        if (!is_unreserved(view.ptr[i]) && !is_sub_delim(view.ptr[i]) && view.ptr[i] != ':')
            return false;
    }
    return true;
}

static bool is_host(struct model_view view)
{
    if (view.len < 2 || view.ptr[0] != '[')
        return is_text(view, "");
    struct model_view address = model_part(view, 1, view.len - 1);
    return view.ptr[view.len - 1] == ']' && (is_ipv6(address) || is_ipvfuture(address));
}

static bool is_port(struct model_view view)
{
    for (size_t i = 0; i < view.len; i++) {
        if (!model_is_digit(view.ptr[i]))
            return false;
    }
    return true;
}

/* ---- taking apart ---- */

static struct model_part defined(struct model_view text)
{
    return (struct model_part){true, text};
}

static bool parse_authority(struct model_view authority, struct model_uri *uri)
{
    size_t at = model_find(authority, 0, '@');

    if (at < authority.len) {
        uri->userinfo = defined(model_part(authority, 0, at));
        authority = model_from(authority, at + 1);
    }
    /* The port begins at the first colon that is in no brackets. */
    size_t colon = model_find(
        authority, model_begins(authority, "[") ? model_find(authority, 0, ']') : 0, ':');
    uri->host = defined(model_part(authority, 0, colon));
    if (colon < authority.len)
        uri->port = defined(model_from(authority, colon + 1));
    return is_text(uri->userinfo.text, ":") && is_host(uri->host.text) && is_port(uri->port.text);
}

static size_t first_of(struct model_view view, const char *set)
{
    size_t at = 0;

    while (at < view.len && !model_is_one_of(view.ptr[at], set))
        at++;
    return at;
}

/* Section 4.2: the first segment of a relative path has no colon. */
static bool is_path(const struct model_uri *uri)
{
    struct model_view first = model_part(uri->path, 0, model_find(uri->path, 0, '/'));

    if (!uri->scheme.defined && !uri->authority.defined && model_find(first, 0, ':') < first.len)
        return false;
    return is_text(uri->path, ":@/");
}

/* ^(([^:/?#]+):)?(//([^/?#]*))?([^?#]*)(\?([^#]*))?(#(.*))? */
static void split(struct model_view rest, struct model_uri *uri)
{
    size_t at = first_of(rest, ":/?#");

    if (at > 0 && at < rest.len && rest.ptr[at] == ':') {
        uri->scheme = defined(model_part(rest, 0, at));
        rest = model_from(rest, at + 1);
    }
    if (model_begins(rest, "//")) {
        rest = model_from(rest, 2);
        at = first_of(rest, "/?#");
        uri->authority = defined(model_part(rest, 0, at));
        rest = model_from(rest, at);
    }
    at = first_of(rest, "?#");
    uri->path = model_part(rest, 0, at);
    rest = model_from(rest, at);
    if (model_begins(rest, "?")) {
        at = first_of(rest, "#");
        uri->query = defined(model_part(rest, 1, at));
        rest = model_from(rest, at);
    }
    if (model_begins(rest, "#"))
        uri->fragment = defined(model_from(rest, 1));
}

bool model_uri_parse(struct model_view reference, struct model_uri *uri)
{
    struct model_uri parts = {0};

    split(reference, &parts);
    if (parts.scheme.defined && !is_scheme(parts.scheme.text))
        return false;
    if (parts.authority.defined && !parse_authority(parts.authority.text, &parts))
        return false;
    if (!is_path(&parts) || !is_text(parts.query.text, ":@/?") ||
        !is_text(parts.fragment.text, ":@/?"))
        return false;
    *uri = parts;
    return true;
}

bool model_uri_begins(struct model_arena *arena, struct model_view bytes)
{
    static const char *const endings[] = {
        /* whole as it is, or but for an escape's digits */
        "",
        "0",
        "00",
        /* what is no port is still userinfo */
        "@",
        "0@",
        "00@",
        /* an address of its own length, with `::` still to come, or within a last IPv4 address */
        "]",
        "0]",
        ":]",
        "::]",
        ".0]",
        "0.0]",
        ".0.0]",
        "0.0.0]",
    };

    struct model_text text = model_text_of(arena);
    struct model_uri uri;

    model_put(&text, bytes);
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        text.len = bytes.len;
        model_put(&text, model_literal(endings[i]));
        if (model_uri_parse(model_text_view(&text), &uri))
            return true;
    }
    return false;
}

/* ---- section 5.2 ---- */

/* The index of the last `/`, plus one; 0 when there is none. */
static size_t behind_last_slash(struct model_view path)
{
    size_t at = path.len;

    while (at > 0 && path.ptr[at - 1] != '/')
        at--;
    return at;
}

/* Removes the last segment and its preceding `/`, if any. */
static void remove_last_segment(struct model_text *output)
{
    size_t at = behind_last_slash(model_text_view(output));

    output->len = at > 0 ? at - 1 : 0;
}

/* The first path segment with the initial `/`, if any, up to, but not including, the next `/`. */
static size_t first_segment_len(struct model_view input)
{
    return model_find(input, model_begins(input, "/") ? 1 : 0, '/');
}

struct model_view model_remove_dot_segments(struct model_arena *arena, struct model_view path)
{
    struct model_text output = model_text_of(arena);
    struct model_view input = path;

    while (input.len > 0) {
        if (model_begins(input, "../")) { /* 2A */
            input = model_from(input, 3);
        } else if (model_begins(input, "./")) {
            input = model_from(input, 2);
        } else if (model_begins(input, "/./")) { /* 2B */
            input = model_from(input, 2);
        } else if (model_is(input, "/.")) {
            input = model_literal("/");
        } else if (model_begins(input, "/../")) { /* 2C */
            input = model_from(input, 3);
            remove_last_segment(&output);
        } else if (model_is(input, "/..")) {
            input = model_literal("/");
            remove_last_segment(&output);
        } else if (model_is(input, ".") || model_is(input, "..")) { /* 2D */
            input = model_literal("");
        } else { /* 2E */
            size_t len = first_segment_len(input);
            model_put(&output, model_part(input, 0, len));
            input = model_from(input, len);
        }
    }
    return model_text_view(&output);
}

/* Section 5.2.3. */
static struct model_view merge(struct model_arena *arena, const struct model_uri *base,
                               struct model_view path)
{
    struct model_text merged = model_text_of(arena);

    if (base->authority.defined && base->path.len == 0)
        model_put_byte(&merged, '/');
    else
        model_put(&merged, model_part(base->path, 0, behind_last_slash(base->path)));
    model_put(&merged, path);
    return model_text_view(&merged);
}

static void copy_authority(struct model_uri *target, const struct model_uri *from)
{
    target->authority = from->authority;
    target->userinfo = from->userinfo;
    target->host = from->host;
    target->port = from->port;
}

/* The branch of section 5.2.2 for a reference with neither a scheme nor an authority. */
static void resolve_path(struct model_arena *arena, const struct model_uri *base,
                         const struct model_uri *reference, struct model_uri *target)
{
    target->query = reference->query;
    if (reference->path.len == 0) {
        target->path = base->path;
        if (!reference->query.defined)
            target->query = base->query;
    } else if (model_begins(reference->path, "/")) {
        target->path = model_remove_dot_segments(arena, reference->path);
    } else {
        target->path = model_remove_dot_segments(arena, merge(arena, base, reference->path));
    }
    copy_authority(target, base);
}

struct model_uri model_uri_resolve(struct model_arena *arena, const struct model_uri *base,
                                   const struct model_uri *reference)
{
    struct model_uri target = {0};

    if (reference->scheme.defined || reference->authority.defined) {
        copy_authority(&target, reference);
        target.path = model_remove_dot_segments(arena, reference->path);
        target.query = reference->query;
    } else {
        resolve_path(arena, base, reference, &target);
    }
    target.scheme = reference->scheme.defined ? reference->scheme : base->scheme;
    target.fragment = reference->fragment;
    return target;
}

/* ---- section 6.2 ---- */

static struct model_view lower(struct model_arena *arena, struct model_view view)
{
    struct model_text text = model_text_of(arena);

    for (size_t i = 0; i < view.len; i++)
        model_put_byte(&text, model_lower(view.ptr[i]));
    return model_text_view(&text);
}

static struct model_view decode_unreserved(struct model_arena *arena, struct model_view view)
{
    struct model_text text = model_text_of(arena);

    for (size_t i = 0; i < view.len; i++) {
        if (view.ptr[i] == '%') {
            int value = 16 * model_hex_value(view.ptr[i + 1]) + model_hex_value(view.ptr[i + 2]);
            if (value < 0x80 && is_unreserved((char)value)) {
                model_put_byte(&text, (char)value);
                i += 2;
                continue;
            }
        }
        model_put_byte(&text, view.ptr[i]);
    }
    return model_text_view(&text);
}

static struct model_view raise_escapes(struct model_arena *arena, struct model_view view)
{
    struct model_text text = model_text_of(arena);
    size_t digits = 0; /* how many of an escape are still to come */

    for (size_t i = 0; i < view.len; i++) {
        char byte = view.ptr[i];
        if (digits > 0) {
            digits--;
            if (model_is_alpha(byte) && !model_is_upper(byte))
                byte = (char)(byte - 'a' + 'A');
        } else if (byte == '%') {
            digits = 2;
        }
        model_put_byte(&text, byte);
    }
    return model_text_view(&text);
}

static struct model_view normal(struct model_arena *arena, struct model_view view)
{
    return raise_escapes(arena, decode_unreserved(arena, view));
}

static void normalise_by_scheme(struct model_uri *uri, const char *default_port)
{
    struct model_view port = uri->port.text;

    while (port.len > 0 && port.ptr[0] == '0')
        port = model_from(port, 1);
    if (uri->port.text.len == 0 || model_is(port, default_port))
        uri->port = (struct model_part){false, {NULL, 0}};
    if (uri->authority.defined && uri->path.len == 0)
        uri->path = model_literal("/");
}

struct model_uri model_uri_normalise(struct model_arena *arena, const struct model_uri *uri)
{
    struct model_uri out = *uri;

    out.scheme.text = lower(arena, uri->scheme.text);
    out.userinfo.text = normal(arena, uri->userinfo.text);
    /* Lower case first and last: the decoded letters are to be lower, the escapes' digits upper. */
    out.host.text = raise_escapes(arena, lower(arena, decode_unreserved(arena, uri->host.text)));
    out.path = normal(arena, uri->path);
    if (uri->scheme.defined)
        out.path = model_remove_dot_segments(arena, out.path);
    out.query.text = normal(arena, uri->query.text);
    out.fragment.text = normal(arena, uri->fragment.text);
    if (uri->scheme.defined && model_is(out.scheme.text, "http"))
        normalise_by_scheme(&out, "80");
    if (uri->scheme.defined && model_is(out.scheme.text, "https"))
        normalise_by_scheme(&out, "443");
    return out;
}

/* ---- section 5.3 ---- */

static void put_part(struct model_text *text, const char *before, const struct model_part *part,
                     const char *behind)
{
    if (!part->defined)
        return;
    model_put(text, model_literal(before));
    model_put(text, part->text);
    model_put(text, model_literal(behind));
}

struct model_view model_uri_recompose(struct model_arena *arena, const struct model_uri *uri)
{
    struct model_text text = model_text_of(arena);

    put_part(&text, "", &uri->scheme, ":");
    if (uri->authority.defined)
        model_put(&text, model_literal("//"));
    put_part(&text, "", &uri->userinfo, "@");
    put_part(&text, "", &uri->host, "");
    put_part(&text, ":", &uri->port, "");
    model_put(&text, uri->path);
    put_part(&text, "?", &uri->query, "");
    put_part(&text, "#", &uri->fragment, "");
    return model_text_view(&text);
}
