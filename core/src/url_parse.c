/*
 * The basic URL parser, state by state (URL Standard §4.4), and the serialiser (§4.5): the parts are
 * put to the output in the order in which they stand in it.
 *
 * A state of the standard that only chooses the next one is a branch here; one that collects
 * characters is a loop, or a function that finds where its part ends.
 */
#include "carom/url.h"

#include "url_address.h"
#include "url_parser.h"
#include "url_path.h"

/* ---- what is taken from the base ---- */

static size_t offset_in(struct carom_view href, struct carom_view part)
{
    return (size_t)(part.ptr - href.ptr);
}

static struct url_span moved(const struct carom_url *base, struct carom_view part, size_t by)
{
    size_t at = offset_in(base->href, part) + by;
    return (struct url_span){at, at + part.len};
}

static void put_base_scheme(struct url_parser *parser)
{
    struct carom_view scheme = parser->base->scheme;
    parser->out->special = parser->base->special;
    parser->scheme = url_begin(parser);
    url_put(&parser->writer, scheme.ptr, scheme.len);
    url_end(parser, &parser->scheme);
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
    url_end(parser, &parser->path);
}

static void put_base_query(struct url_parser *parser)
{
    if (!parser->base->has_query)
        return;
    parser->out->has_query = true;
    url_put_char(&parser->writer, '?');
    parser->query = url_begin(parser);
    url_put(&parser->writer, parser->base->query.ptr, parser->base->query.len);
    url_end(parser, &parser->query);
}

/* ---- path, query, fragment ---- */

/* Query state: up to `#`. */
static void put_query(struct url_parser *parser)
{
    const char *end = parser->text.end;
    const unsigned set = url_is_special(parser) ? URL_SPECIAL_QUERY_SET : URL_QUERY_SET;
    const char *begin = parser->text.at;
    const char *hash = carom_url_find(begin, end, set); /* `#` is in both */
    parser->out->has_query = true;
    url_put_char(&parser->writer, '?');
    parser->query = url_begin(parser);
    url_put(&parser->writer, begin, (size_t)(hash - begin));
    if (hash != end && *hash != '#') {
        begin = hash;
        hash = memchr(begin, '#', (size_t)(end - begin));
        hash = hash != NULL ? hash : end;
        carom_url_put_encoded(&parser->writer, (struct url_text){begin, hash}, set);
    }
    url_end(parser, &parser->query);
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
        parser->fragment = url_begin(parser);
        carom_url_put_encoded(&parser->writer, parser->text, URL_FRAGMENT_SET);
        url_end(parser, &parser->fragment);
    }
    return true;
}

/* Path state, behind a first slash if there is one. */
static bool put_path_and_rest(struct url_parser *parser, struct carom_view prefix)
{
    struct url_path path = {parser->out->special, parser->out->host_kind != CAROM_HOST_NONE,
                            prefix};
    parser->path.at = carom_url_put_path(&parser->writer, &path, &parser->text);
    url_end(parser, &parser->path);
    return put_rest(parser);
}

/* Path start state. */
static bool start_path(struct url_parser *parser)
{
    const struct carom_view no_prefix = {NULL, 0};
    int c = url_peek(&parser->text);
    if (url_is_slash(c, url_is_special(parser)))
        parser->text.at++;
    else if (!url_is_special(parser)) {
        parser->path = url_begin(parser);
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
    parser->path = url_begin(parser);
    carom_url_put_encoded(&parser->writer, text, URL_C0_SET);
    if (ends_in_space)
        url_put_made(&parser->writer, "%20", 3);
    url_end(parser, &parser->path);
    return put_rest(parser);
}

/* ---- states that choose ---- */

/* Special authority ignore slashes state, and on. */
static bool skip_slashes(struct url_parser *parser)
{
    while (url_is_slash(url_peek(&parser->text), true))
        parser->text.at++;
    return carom_url_put_authority(parser) && start_path(parser);
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
    if (!url_is_slash(url_peek(&parser->text), url_is_special(parser))) {
        put_base_authority(parser);
        return put_after_base(parser, carom_url_shortened(base->path, base->special));
    }
    (void)url_next(&parser->text);
    if (url_is_slash(url_peek(&parser->text), url_is_special(parser))) {
        parser->text.at++;
        if (url_is_special(parser))
            return skip_slashes(parser);
        return carom_url_put_authority(parser) && start_path(parser);
    }
    put_base_authority(parser);
    return put_path_and_rest(parser, no_prefix);
}

static void put_empty_host(struct url_parser *parser)
{
    url_put_made(&parser->writer, "//", 2);
    parser->username = parser->password = parser->host = parser->port = url_begin(parser);
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
    if (carom_url_starts_with_drive(host)) {
        put_empty_host(parser);
        return put_path_and_rest(parser, (struct carom_view){NULL, 0});
    }
    parser->text.at = host.end;
    if (url_peek(&host) < 0 || carom_host_is((struct host_text){host, true}, localhost)) {
        put_empty_host(parser);
        return start_path(parser);
    }
    url_put_made(&parser->writer, "//", 2);
    parser->username = parser->password = url_begin(parser);
    if (!carom_url_put_authority_host(parser, host))
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
        return url_fail(parser, CAROM_URL_RELATIVE_WITHOUT_BASE);
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
    if (url_is_special(parser) && parser->out->special != CAROM_SCHEME_FILE &&
        parser->base != NULL && parser->base->special == parser->out->special && !two_slashes) {
        parser->text.at = after;
        return parse_relative(parser);
    }
    carom_url_put_scheme(parser, after);
    if (parser->out->special == CAROM_SCHEME_FILE)
        return parse_file(parser);
    if (url_is_special(parser))
        return skip_slashes(parser);
    if (url_peek(&parser->text) != '/')
        return put_opaque_path(parser);
    (void)url_next(&parser->text);
    if (url_peek(&parser->text) != '/')
        return put_path_and_rest(parser, (struct carom_view){NULL, 0});
    (void)url_next(&parser->text);
    return carom_url_put_authority(parser) && start_path(parser);
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

static struct carom_view view_in(const char *href, struct url_span span)
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
    const struct url_span none = {0, 0};
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
    bool is_fine = carom_url_find_scheme(&parser, &after) ? parse_with_scheme(&parser, after)
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
