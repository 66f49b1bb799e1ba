/*
 * The basic URL parser, state by state (URL Standard §4.4), and the serialiser (§4.5): the parts are
 * put to the output in the order in which they stand in it.
 *
 * A state of the standard that only chooses the next one is a branch here; one that collects
 * characters is a loop, or a function that finds where its part ends.
 */
#include "carom/url.h"

#include "chars.h"
#include "url_address.h"
#include "url_host.h"
#include "url_path.h"

/* Where a part lies in the output. */
struct span {
    size_t at;
    size_t end;
};

struct url_parser {
    struct url_text text;
    const struct carom_url *base;
    const struct carom_idna *idna;
    struct url_writer writer;
    struct span scheme, username, password, host, port, path, query, fragment;
    struct carom_url *out;
    bool no_memory;
};

static bool fail(struct url_parser *parser, enum carom_url_problem problem)
{
    parser->out->problem = problem;
    return false;
}

static bool is_special(const struct url_parser *parser)
{
    return parser->out->special != CAROM_SCHEME_OTHER;
}

static struct span begin_span(const struct url_parser *parser)
{
    size_t at = url_written(&parser->writer);
    return (struct span){at, at};
}

static void end_span(const struct url_parser *parser, struct span *span)
{
    span->end = url_written(&parser->writer);
}

/* ---- schemes ---- */

static const struct {
    char name[6];
    unsigned char len;
    int32_t port;
} special_schemes[] = {
    [CAROM_SCHEME_OTHER] = {"", 0, -1},       [CAROM_SCHEME_FILE] = {"file", 4, -1},
    [CAROM_SCHEME_FTP] = {"ftp", 3, 21},      [CAROM_SCHEME_HTTP] = {"http", 4, 80},
    [CAROM_SCHEME_HTTPS] = {"https", 5, 443}, [CAROM_SCHEME_WS] = {"ws", 2, 80},
    [CAROM_SCHEME_WSS] = {"wss", 3, 443},
};

int32_t carom_scheme_default_port(enum carom_scheme scheme)
{
    return (unsigned)scheme <= CAROM_SCHEME_WSS ? special_schemes[scheme].port : -1;
}

/* Up to eight characters as a number, so that a name is compared at once. */
#define WORD4(a, b, c, d)                                                                          \
    ((uint64_t)(a) | (uint64_t)(b) << 8 | (uint64_t)(c) << 16 | (uint64_t)(d) << 24)

static enum carom_scheme scheme_of(uint64_t word)
{
    switch (word) {
    case WORD4('h', 't', 't', 'p') | (uint64_t)'s' << 32:
        return CAROM_SCHEME_HTTPS;
    case WORD4('h', 't', 't', 'p'):
        return CAROM_SCHEME_HTTP;
    case WORD4('f', 'i', 'l', 'e'):
        return CAROM_SCHEME_FILE;
    case WORD4('f', 't', 'p', 0):
        return CAROM_SCHEME_FTP;
    case WORD4('w', 's', 0, 0):
        return CAROM_SCHEME_WS;
    case WORD4('w', 's', 's', 0):
        return CAROM_SCHEME_WSS;
    default:
        return CAROM_SCHEME_OTHER;
    }
}

/*
 * Scheme start state and scheme state: whether the text begins with a scheme and `:`. Then
 * out->special is set and *after is what comes behind.
 */
static bool find_scheme(struct url_parser *parser, const char **after)
{
    uint64_t word = 0;
    unsigned len = 0;
    size_t left = (size_t)(parser->text.end - parser->text.at);
    if (left >= 8 && memcmp(parser->text.at, "http", 4) == 0) { /* nearly all */
        bool is_https = parser->text.at[4] == 's';
        parser->out->special = is_https ? CAROM_SCHEME_HTTPS : CAROM_SCHEME_HTTP;
        *after = parser->text.at + (is_https ? 6 : 5);
        if ((*after)[-1] == ':')
            return true;
    }
    for (const char *p = parser->text.at; p != parser->text.end; p++) {
        if (url_char_is(*p, URL_TAB_OR_NEWLINE))
            continue;
        if (*p == ':' && len > 0) {
            parser->out->special = len < 8 ? scheme_of(word) : CAROM_SCHEME_OTHER;
            *after = p + 1;
            return true;
        }
        if (!url_char_is(*p, len > 0 ? URL_SCHEME : URL_ALPHA))
            return false;
        if (len < 8)
            word |= (uint64_t)(unsigned char)char_lower(*p) << 8 * len++;
    }
    return false;
}

static void put_scheme(struct url_parser *parser, const char *after)
{
    parser->scheme = begin_span(parser);
    if (is_special(parser)) {
        enum carom_scheme special = parser->out->special;
        url_put_made(&parser->writer, special_schemes[special].name, special_schemes[special].len);
    } else {
        struct url_text text = {parser->text.at, after - 1};
        for (int c = url_next(&text); c >= 0; c = url_next(&text))
            url_put_char(&parser->writer, char_lower((char)c));
    }
    end_span(parser, &parser->scheme);
    url_put_char(&parser->writer, ':');
    parser->text.at = after;
}

/* ---- what is taken from the base ---- */

static size_t offset_in(struct carom_view href, struct carom_view part)
{
    return (size_t)(part.ptr - href.ptr);
}

static struct span moved(const struct carom_url *base, struct carom_view part, size_t by)
{
    size_t at = offset_in(base->href, part) + by;
    return (struct span){at, at + part.len};
}

static void put_base_scheme(struct url_parser *parser)
{
    struct carom_view scheme = parser->base->scheme;
    parser->out->special = parser->base->special;
    parser->scheme = begin_span(parser);
    url_put(&parser->writer, scheme.ptr, scheme.len);
    end_span(parser, &parser->scheme);
    url_put_char(&parser->writer, ':');
}

/* Credentials, host and port. In: the base's scheme is put. */
static void put_base_authority(struct url_parser *parser)
{
    const struct carom_url *base = parser->base;
    size_t from = base->scheme.len + 1;
    size_t end = offset_in(base->href, base->path);
    size_t by = url_written(&parser->writer) - from;
    parser->out->host_kind = base->host_kind;
    parser->out->port_number = base->port_number;
    if (base->host_kind == CAROM_HOST_NONE) /* there may be a `/.` */
        end = from;
    url_put(&parser->writer, base->href.ptr + from, end - from);
    if (base->host_kind == CAROM_HOST_NONE)
        return;
    parser->username = moved(base, base->username, by);
    parser->password = moved(base, base->password, by);
    parser->host = moved(base, base->host, by);
    parser->port = moved(base, base->port, by);
}

static void put_base_path(struct url_parser *parser)
{
    bool no_dot = parser->base->has_opaque_path || parser->out->host_kind != CAROM_HOST_NONE;
    parser->out->has_opaque_path = parser->base->has_opaque_path;
    parser->path.at = carom_url_put_whole_path(&parser->writer, parser->base->path, no_dot);
    end_span(parser, &parser->path);
}

static void put_base_query(struct url_parser *parser)
{
    if (!parser->base->has_query)
        return;
    parser->out->has_query = true;
    url_put_char(&parser->writer, '?');
    parser->query = begin_span(parser);
    url_put(&parser->writer, parser->base->query.ptr, parser->base->query.len);
    end_span(parser, &parser->query);
}

/* ---- authority ---- */

/* Where the parts of an authority lie. */
struct authority {
    const char *end;
    const char *at_sign; /* the last; NULL without */
    const char *colon;   /* that begins the port; NULL without */
};

/* Authority state and host state: one pass to where the authority ends. */
static struct authority find_authority(const struct url_parser *parser)
{
    const char *end = parser->text.end, *at_sign = NULL, *colon = NULL;
    bool inside_brackets = false;
    const char *p = parser->text.at;
    for (;; p++) {
        while (p != end && !url_char_is(*p, URL_AUTHORITY_STOP))
            p++;
        if (p == end || *p == '/' || *p == '?' || *p == '#' || (*p == '\\' && is_special(parser)))
            return (struct authority){p, at_sign, colon};
        if (*p == ':') {
            colon = colon == NULL && !inside_brackets ? p : colon;
        } else if (*p == '@') {
            at_sign = p;
            colon = NULL;
            inside_brackets = false;
        } else if (*p == '[') {
            inside_brackets = true;
            while (end - p > 1 && (url_char_is(p[1], URL_HEX) || p[1] == ':'))
                p++;
        } else if (*p == ']') {
            inside_brackets = false;
        }
    }
}

static void put_credentials(struct url_parser *parser, struct url_text text)
{
    const char *colon = text.at;
    while (colon != text.end && *colon != ':')
        colon++;
    parser->username = begin_span(parser);
    carom_url_put_encoded(&parser->writer, (struct url_text){text.at, colon}, URL_USERINFO_SET);
    end_span(parser, &parser->username);
    parser->password = parser->username;
    struct url_text password = {colon != text.end ? colon + 1 : colon, text.end};
    if (url_peek(&password) >= 0) {
        url_put_char(&parser->writer, ':');
        parser->password = begin_span(parser);
        carom_url_put_encoded(&parser->writer, password, URL_USERINFO_SET);
        end_span(parser, &parser->password);
    } else {
        parser->password.at = parser->password.end;
    }
    if (parser->password.end != parser->username.at)
        url_put_char(&parser->writer, '@');
}

/* Port state. A port that does not fit, or is followed by anything, is a failure. */
static bool put_port(struct url_parser *parser, struct url_text text)
{
    int32_t port = -1;
    for (int c = url_next(&text); c >= 0; c = url_next(&text)) {
        if (!url_char_is((char)c, URL_DIGIT))
            return fail(parser, CAROM_URL_PORT);
        port = (port < 0 ? 0 : port) * 10 + (c - '0');
        if (port > 65535)
            return fail(parser, CAROM_URL_PORT);
    }
    if (port < 0 || port == carom_scheme_default_port(parser->out->special))
        return true;
    char digits[5];
    size_t at = sizeof digits;
    parser->out->port_number = port;
    do {
        digits[--at] = (char)('0' + port % 10);
        port /= 10;
    } while (port > 0);
    url_put_char(&parser->writer, ':');
    parser->port = begin_span(parser);
    url_put_made(&parser->writer, digits + at, sizeof digits - at);
    end_span(parser, &parser->port);
    return true;
}

static bool put_host(struct url_parser *parser, struct url_text text)
{
    struct url_host_parser host = {&parser->writer, parser->idna, CAROM_HOST_NONE, CAROM_URL_FINE,
                                   false};
    parser->host = begin_span(parser);
    bool is_fine = carom_url_put_host(&host, text, is_special(parser));
    end_span(parser, &parser->host);
    parser->port = begin_span(parser);
    parser->out->host_kind = host.kind;
    parser->no_memory = host.no_memory;
    return is_fine || fail(parser, host.problem);
}

/* A port that is put as it stands: no leading zero, not the default. Returns its end, or NULL. */
static const char *plain_port_end(struct url_parser *parser, const char *p)
{
    int32_t port = 0;
    const char *begin = p;
    while (p != parser->text.end && url_char_is(*p, URL_DIGIT) && port <= 65535)
        port = port * 10 + (*p++ - '0');
    bool ends = p == parser->text.end || *p == '/' || *p == '?' || *p == '#';
    if (p == begin || !ends || *begin == '0' || port > 65535 ||
        port == carom_scheme_default_port(parser->out->special))
        return NULL;
    parser->out->port_number = port;
    return p;
}

/* Host and port of nearly all URLs: a domain and perhaps a port, put as they stand. */
static bool put_plain_authority(struct url_parser *parser)
{
    const char *begin = parser->text.at;
    const char *end = parser->text.end;
    const char *p = carom_url_find(begin, end, URL_DOMAIN_STOP | URL_UPPER);
    struct url_text domain = {begin, p};
    bool has_port = p != end && *p == ':';
    if (p == begin || (p != end && *p != '/' && *p != '?' && *p != '#' && !has_port) ||
        !is_special(parser) || carom_url_may_be_ipv4(domain))
        return false;
    const char *port_end = has_port ? plain_port_end(parser, p + 1) : p;
    if (port_end == NULL)
        return false;
    url_put_made(&parser->writer, "//", 2);
    parser->username = parser->password = parser->host = begin_span(parser);
    url_put(&parser->writer, begin, (size_t)(port_end - begin));
    parser->host.end = parser->host.at + (size_t)(p - begin);
    parser->port = begin_span(parser);
    if (has_port)
        parser->port.at = parser->host.end + 1;
    parser->out->host_kind = CAROM_HOST_DOMAIN;
    parser->text.at = port_end;
    return true;
}

/* From the authority state to the path start state. */
static bool put_authority(struct url_parser *parser)
{
    if (put_plain_authority(parser))
        return true;
    struct authority authority = find_authority(parser);
    struct url_text host = {parser->text.at, authority.end};
    url_put_made(&parser->writer, "//", 2);
    parser->username = parser->password = begin_span(parser);
    if (authority.at_sign != NULL) {
        struct url_text credentials = {parser->text.at, authority.at_sign};
        host.at = authority.at_sign + 1;
        put_credentials(parser, credentials);
    }
    struct url_text port = {authority.end, authority.end};
    if (authority.colon != NULL) {
        host.end = authority.colon;
        port.at = authority.colon + 1;
    }
    bool may_be_empty = !is_special(parser) && authority.colon == NULL && authority.at_sign == NULL;
    if (url_peek(&host) < 0 && !may_be_empty)
        return fail(parser, CAROM_URL_HOST_MISSING);
    parser->text.at = authority.end;
    return put_host(parser, host) && put_port(parser, port);
}

/* ---- path, query, fragment ---- */

/* Query state: up to `#`. */
static void put_query(struct url_parser *parser)
{
    const char *end = parser->text.end;
    const unsigned set = is_special(parser) ? URL_SPECIAL_QUERY_SET : URL_QUERY_SET;
    const char *begin = parser->text.at;
    const char *hash = carom_url_find(begin, end, set); /* `#` is in both */
    parser->out->has_query = true;
    url_put_char(&parser->writer, '?');
    parser->query = begin_span(parser);
    url_put(&parser->writer, begin, (size_t)(hash - begin));
    if (hash != end && *hash != '#') {
        begin = hash;
        hash = memchr(begin, '#', (size_t)(end - begin));
        hash = hash != NULL ? hash : end;
        carom_url_put_encoded(&parser->writer, (struct url_text){begin, hash}, set);
    }
    end_span(parser, &parser->query);
    parser->text.at = hash;
}

/* Query state and fragment state. */
static bool put_rest(struct url_parser *parser)
{
    if (url_peek(&parser->text) == '?') {
        parser->text.at++;
        put_query(parser);
    }
    if (url_peek(&parser->text) == '#') {
        parser->text.at++;
        parser->out->has_fragment = true;
        url_put_char(&parser->writer, '#');
        parser->fragment = begin_span(parser);
        carom_url_put_encoded(&parser->writer, parser->text, URL_FRAGMENT_SET);
        end_span(parser, &parser->fragment);
    }
    return true;
}

/* Path state, behind a first slash if there is one. */
static bool put_path_and_rest(struct url_parser *parser, struct carom_view prefix)
{
    struct url_path path = {parser->out->special, parser->out->host_kind != CAROM_HOST_NONE,
                            prefix};
    parser->path.at = carom_url_put_path(&parser->writer, &path, &parser->text);
    end_span(parser, &parser->path);
    return put_rest(parser);
}

/* Path start state. */
static bool start_path(struct url_parser *parser)
{
    const struct carom_view no_prefix = {NULL, 0};
    int c = url_peek(&parser->text);
    if (url_is_slash(c, is_special(parser)))
        parser->text.at++;
    else if (!is_special(parser) && (c < 0 || c == '?' || c == '#')) {
        parser->path = begin_span(parser);
        return put_rest(parser);
    }
    return put_path_and_rest(parser, no_prefix);
}

/* Opaque path state. A space at its end stays one only as long as nothing follows. */
static bool put_opaque_path(struct url_parser *parser)
{
    struct url_text text = {parser->text.at, parser->text.at};
    while (text.end != parser->text.end && *text.end != '?' && *text.end != '#')
        text.end++;
    parser->text.at = text.end;
    bool has_more = text.end != parser->text.end;
    const char *last = text.end;
    while (last != text.at && url_char_is(last[-1], URL_TAB_OR_NEWLINE))
        last--;
    bool ends_in_space = has_more && last != text.at && last[-1] == ' ';
    if (ends_in_space)
        text.end = last - 1;
    parser->out->has_opaque_path = true;
    parser->path = begin_span(parser);
    carom_url_put_encoded(&parser->writer, text, URL_C0_SET);
    if (ends_in_space)
        url_put_made(&parser->writer, "%20", 3);
    end_span(parser, &parser->path);
    return put_rest(parser);
}

/* ---- states that choose ---- */

/* Special authority ignore slashes state, and on. */
static bool skip_slashes(struct url_parser *parser)
{
    while (url_is_slash(url_peek(&parser->text), true))
        parser->text.at++;
    return put_authority(parser) && start_path(parser);
}

/* A reference that keeps the base's path, or begins with it. In: the authority is put. */
static bool put_after_base(struct url_parser *parser, struct carom_view prefix)
{
    int c = url_peek(&parser->text);
    if (c >= 0 && c != '?' && c != '#')
        return put_path_and_rest(parser, prefix);
    put_base_path(parser);
    if (c != '?')
        put_base_query(parser);
    return put_rest(parser);
}

/* Relative state and relative slash state. */
static bool parse_relative(struct url_parser *parser)
{
    const struct carom_view no_prefix = {NULL, 0};
    const struct carom_url *base = parser->base;
    put_base_scheme(parser);
    if (!url_is_slash(url_peek(&parser->text), is_special(parser))) {
        put_base_authority(parser);
        return put_after_base(parser, carom_url_shortened(base->path, base->special));
    }
    (void)url_next(&parser->text);
    if (url_is_slash(url_peek(&parser->text), is_special(parser))) {
        parser->text.at++;
        if (is_special(parser))
            return skip_slashes(parser);
        return put_authority(parser) && start_path(parser);
    }
    put_base_authority(parser);
    return put_path_and_rest(parser, no_prefix);
}

static void put_empty_host(struct url_parser *parser)
{
    url_put_made(&parser->writer, "//", 2);
    parser->username = parser->password = parser->host = parser->port = begin_span(parser);
    parser->out->host_kind = CAROM_HOST_EMPTY;
}

/* File host state. */
static bool parse_file_host(struct url_parser *parser)
{
    const struct carom_view localhost = CAROM_LITERAL("localhost");
    struct url_text host = {parser->text.at, parser->text.at};
    while (host.end != parser->text.end && *host.end != '/' && *host.end != '\\' &&
           *host.end != '?' && *host.end != '#')
        host.end++;
    if (carom_url_is_drive(host)) {
        put_empty_host(parser);
        return put_path_and_rest(parser, (struct carom_view){NULL, 0});
    }
    parser->text.at = host.end;
    if (url_peek(&host) < 0 || carom_host_is((struct host_text){host, true}, localhost)) {
        put_empty_host(parser);
        return start_path(parser);
    }
    url_put_made(&parser->writer, "//", 2);
    parser->username = parser->password = begin_span(parser);
    if (!put_host(parser, host))
        return false;
    /* By way of UTS #46, which is never a view of the input. */
    if (carom_view_equal(url_since(&parser->writer, parser->host.at), localhost)) {
        parser->writer.buf->len = parser->host.at;
        parser->host.end = parser->port.at = parser->port.end = parser->host.at;
        parser->out->host_kind = CAROM_HOST_EMPTY;
    }
    return start_path(parser);
}

/* File state and file slash state. In: the scheme is put. */
static bool parse_file(struct url_parser *parser)
{
    const struct carom_url *base = parser->base;
    struct carom_view prefix = {NULL, 0};
    bool has_base = base != NULL && base->special == CAROM_SCHEME_FILE;
    if (url_is_slash(url_peek(&parser->text), true)) {
        parser->text.at++;
        if (url_is_slash(url_peek(&parser->text), true)) {
            parser->text.at++;
            return parse_file_host(parser);
        }
        if (!has_base) {
            put_empty_host(parser);
            return put_path_and_rest(parser, prefix);
        }
        if (!carom_url_starts_with_drive(parser->text))
            prefix = carom_url_drive(base->path);
        put_base_authority(parser);
        return put_path_and_rest(parser, prefix);
    }
    if (!has_base) {
        put_empty_host(parser);
        return put_path_and_rest(parser, prefix);
    }
    if (!carom_url_starts_with_drive(parser->text))
        prefix = carom_url_shortened(base->path, CAROM_SCHEME_FILE);
    put_base_authority(parser);
    return put_after_base(parser, prefix);
}

/* No scheme state. */
static bool parse_without_scheme(struct url_parser *parser)
{
    const struct carom_url *base = parser->base;
    bool is_fragment = url_peek(&parser->text) == '#';
    if (base == NULL || (base->has_opaque_path && !is_fragment))
        return fail(parser, CAROM_URL_RELATIVE_WITHOUT_BASE);
    if (!base->has_opaque_path && base->special != CAROM_SCHEME_FILE)
        return parse_relative(parser);
    put_base_scheme(parser);
    if (!base->has_opaque_path)
        return parse_file(parser);
    put_base_path(parser);
    put_base_query(parser);
    return put_rest(parser);
}

/* What comes after the scheme state. */
static bool parse_with_scheme(struct url_parser *parser, const char *after)
{
    struct url_text rest = {after, parser->text.end};
    bool two_slashes = url_peek(&rest) == '/' && url_peek_second(rest) == '/';
    if (is_special(parser) && parser->out->special != CAROM_SCHEME_FILE && parser->base != NULL &&
        parser->base->special == parser->out->special && !two_slashes) {
        parser->text.at = after;
        return parse_relative(parser);
    }
    put_scheme(parser, after);
    if (parser->out->special == CAROM_SCHEME_FILE)
        return parse_file(parser);
    if (is_special(parser))
        return skip_slashes(parser);
    if (url_peek(&parser->text) != '/')
        return put_opaque_path(parser);
    (void)url_next(&parser->text);
    if (url_peek(&parser->text) != '/')
        return put_path_and_rest(parser, (struct carom_view){NULL, 0});
    (void)url_next(&parser->text);
    return put_authority(parser) && start_path(parser);
}

/* ---- the whole ---- */

/* C0 controls and spaces at the ends. */
static struct url_text trimmed(struct carom_view input)
{
    struct url_text text = {input.ptr, input.ptr};
    if (input.len == 0)
        return text;
    text.end += input.len;
    while (text.at != text.end && (unsigned char)*text.at <= ' ')
        text.at++;
    while (text.at != text.end && (unsigned char)text.end[-1] <= ' ')
        text.end--;
    return text;
}

static struct carom_view view_in(const char *href, struct span span)
{
    return carom_view_of(href + span.at, span.end - span.at);
}

static void set_views(const struct url_parser *parser)
{
    const struct url_writer *writer = &parser->writer;
    const char *href = writer->same != NULL ? writer->same : writer->buf->ptr;
    struct carom_url *out = parser->out;
    out->href = carom_view_of(href, url_written(writer));
    out->scheme = view_in(href, parser->scheme);
    out->username = view_in(href, parser->username);
    out->password = view_in(href, parser->password);
    out->host = view_in(href, parser->host);
    out->port = view_in(href, parser->port);
    out->path = view_in(href, parser->path);
    out->query = view_in(href, parser->query);
    out->fragment = view_in(href, parser->fragment);
    if (writer->same != NULL)
        writer->buf->len = 0;
}

/* Member by member: what a memset of everything costs is a good part of a short URL's time. */
static void begin_url(struct carom_url *out)
{
    out->port_number = -1;
    out->special = CAROM_SCHEME_OTHER;
    out->host_kind = CAROM_HOST_NONE;
    out->has_opaque_path = out->has_query = out->has_fragment = false;
    out->problem = CAROM_URL_FINE;
}

static void begin_parser(struct url_parser *parser, struct carom_view input, struct carom_buf *buf)
{
    const struct span none = {0, 0};
    buf->len = 0;
    parser->text = trimmed(input);
    parser->writer = (struct url_writer){parser->text.at, parser->text.end, 0, buf};
    parser->username = parser->password = parser->host = parser->port = none;
    parser->query = parser->fragment = none;
    parser->no_memory = false;
}

enum carom_result carom_url_parse(struct carom_view input, const struct carom_url *base,
                                  const struct carom_idna *idna, struct carom_buf *buf,
                                  struct carom_url *out)
{
    const char *after;
    struct url_parser parser;
    begin_url(out);
    begin_parser(&parser, input, buf);
    parser.base = base;
    parser.idna = idna;
    parser.out = out;
    bool is_fine = find_scheme(&parser, &after) ? parse_with_scheme(&parser, after)
                                                : parse_without_scheme(&parser);
    if (is_fine && (parser.writer.same != NULL || put_result(buf) == CAROM_OK)) {
        set_views(&parser);
        return CAROM_OK;
    }
    enum carom_url_problem problem = out->problem;
    memset(out, 0, sizeof *out);
    if (is_fine)
        return CAROM_ERR_NOSPACE;
    out->problem = problem;
    buf->len = 0;
    if (parser.no_memory)
        return CAROM_ERR_NOMEM;
    return problem == CAROM_URL_HOST_NO_IDNA ? CAROM_ERR_UNSUPPORTED : CAROM_ERR_SYNTAX;
}
