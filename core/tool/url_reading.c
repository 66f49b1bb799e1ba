#include "url_reading.h"

#include "buffer.h"
#include "json_text.h"

#if CAROM_TOOL_IDNA
#include "carom/idna.h"
#endif

#include <stdio.h>
#include <string.h>

const struct carom_idna *url_idna(void)
{
#if CAROM_TOOL_IDNA
    return carom_idna_icu();
#else
    return NULL;
#endif
}

const char *url_failure_text(enum carom_result result)
{
    return result == CAROM_ERR_NOMEM ? "out of memory" : "the reference cannot be read";
}

static struct carom_view view_of(const struct carom_buf *buf)
{
    return carom_view_of(buf->ptr, buf->len);
}

static bool add(struct carom_buf *buf, struct carom_view text)
{
    return buffer_append(buf, text.ptr, text.len);
}

static bool add_char(struct carom_buf *buf, char c)
{
    return buffer_append(buf, &c, 1);
}

static void clear(struct url_reading *reading)
{
    reading->ok = false;
    reading->error.len = 0;
    for (int i = 0; i < URL_MEMBER_COUNT; i++)
        reading->members[i].len = 0;
    memset(&reading->base, 0, sizeof reading->base);
    memset(&reading->url, 0, sizeof reading->url);
}

/* Keeps "BEFORE: TEXT" as the reading's error. */
static enum carom_result refuse(struct url_reading *reading, const char *before,
                                struct carom_view text)
{
    reading->error.len = 0;
    bool kept =
        buffer_append(&reading->error, before, strlen(before)) && add(&reading->error, text);
    return kept ? CAROM_OK : CAROM_ERR_NOMEM;
}

/* ---- URL Standard ---- */

static enum carom_result parse_whatwg(struct carom_view text, const struct carom_url *base,
                                      struct carom_buf *bytes, struct carom_url *out)
{
    for (;;) {
        bytes->len = 0;
        enum carom_result rv = carom_url_parse(text, base, url_idna(), bytes, out);
        if (rv == CAROM_ERR_NOSPACE)
            rv = buffer_make_room(bytes);
        else
            return rv;
        if (rv != CAROM_OK)
            return rv;
    }
}

/* Keeps what is wrong with a URL. Returns: CAROM_OK when something is and was kept. */
static enum carom_result refuse_whatwg(struct url_reading *reading, const char *before,
                                       enum carom_result rv, const struct carom_url *url)
{
    if (rv == CAROM_ERR_SYNTAX || rv == CAROM_ERR_UNSUPPORTED)
        return refuse(reading, before, carom_url_problem_name(url->problem));
    return rv;
}

static enum carom_result add_origin(struct url_reading *reading)
{
    struct carom_view origin;
    for (;;) {
        reading->origin_bytes.len = 0;
        enum carom_result rv =
            carom_url_origin(&reading->url, url_idna(), &reading->origin_bytes, &origin);
        if (rv == CAROM_ERR_NOSPACE)
            rv = buffer_make_room(&reading->origin_bytes);
        else if (rv == CAROM_OK)
            return add(&reading->members[URL_ORIGIN], origin) ? CAROM_OK : CAROM_ERR_NOMEM;
        if (rv != CAROM_OK)
            return rv;
    }
}

static enum carom_result add_host(struct carom_buf *members, struct carom_view host,
                                  struct carom_view port, bool has_port)
{
    bool done = add(&members[URL_HOSTNAME], host) && add(&members[URL_PORT], port) &&
                add(&members[URL_HOST], host);
    if (done && has_port)
        done = add_char(&members[URL_HOST], ':') && add(&members[URL_HOST], port);
    return done ? CAROM_OK : CAROM_ERR_NOMEM;
}

/* The members that have the same form in both readings. An empty query is no search (URL Standard
 * §6.1). */
static enum carom_result add_rest(struct carom_buf *members, struct carom_view scheme,
                                  struct carom_view path, struct carom_view query,
                                  struct carom_view fragment)
{
    bool done = scheme.len == 0 ||
                (add(&members[URL_PROTOCOL], scheme) && add_char(&members[URL_PROTOCOL], ':'));
    done = done && add(&members[URL_PATHNAME], path);
    if (done && query.len > 0)
        done = add_char(&members[URL_SEARCH], '?') && add(&members[URL_SEARCH], query);
    if (done && fragment.len > 0)
        done = add_char(&members[URL_HASH], '#') && add(&members[URL_HASH], fragment);
    return done ? CAROM_OK : CAROM_ERR_NOMEM;
}

static enum carom_result add_whatwg(struct url_reading *reading)
{
    const struct carom_url *url = &reading->url;
    struct carom_buf *members = reading->members;
    if (!add(&members[URL_HREF], url->href) || !add(&members[URL_USERNAME], url->username) ||
        !add(&members[URL_PASSWORD], url->password))
        return CAROM_ERR_NOMEM;
    enum carom_result rv = add_host(members, url->host, url->port, url->port.len > 0);
    if (rv == CAROM_OK)
        rv = add_rest(members, url->scheme, url->path, url->query, url->fragment);
    if (rv == CAROM_OK)
        rv = add_origin(reading);
    reading->ok = rv == CAROM_OK;
    return rv;
}

enum carom_result url_read_whatwg(struct url_reading *reading, const struct url_input *input)
{
    clear(reading);
    if (input->has_base) {
        enum carom_result rv =
            parse_whatwg(input->base, NULL, &reading->base_bytes, &reading->base);
        /* In the URL Standard's words it would be that the base has no base. */
        if (rv == CAROM_ERR_SYNTAX && reading->base.problem == CAROM_URL_RELATIVE_WITHOUT_BASE)
            return refuse(reading, "the base: ", CAROM_LITERAL("it has no scheme"));
        if (rv != CAROM_OK)
            return refuse_whatwg(reading, "the base: ", rv, &reading->base);
    }
    enum carom_result rv = parse_whatwg(input->ref, input->has_base ? &reading->base : NULL,
                                        &reading->bytes, &reading->url);
    return rv == CAROM_OK ? add_whatwg(reading) : refuse_whatwg(reading, "", rv, &reading->url);
}

/* ---- RFC 3986 ---- */

/* Keeps at which column, counted in bytes from 1, the grammar has no way on. */
static enum carom_result refuse_rfc3986(struct url_reading *reading, const char *before,
                                        struct carom_view text, size_t bad_at)
{
    char sentence[96];
    unsigned char byte = bad_at < text.len ? (unsigned char)text.ptr[bad_at] : 0;
    if (bad_at >= text.len)
        (void)snprintf(sentence, sizeof sentence, "column %zu: the URI ends too early", bad_at + 1);
    else if (byte > 0x20 && byte < 0x7F)
        (void)snprintf(sentence, sizeof sentence, "column %zu: `%c` cannot stand here", bad_at + 1,
                       (char)byte);
    else
        (void)snprintf(sentence, sizeof sentence, "column %zu: the byte 0x%02X cannot stand here",
                       bad_at + 1, (unsigned)byte);
    return refuse(reading, before, carom_view_of(sentence, strlen(sentence)));
}

static enum carom_result resolve(const struct carom_uri *base, const struct carom_uri *ref,
                                 struct carom_buf *bytes, struct carom_uri *out)
{
    for (;;) {
        bytes->len = 0;
        enum carom_result rv = carom_uri_resolve(base, ref, bytes, out);
        if (rv != CAROM_ERR_NOSPACE)
            return rv;
        rv = buffer_make_room(bytes);
        if (rv != CAROM_OK)
            return rv;
    }
}

static enum carom_result normalise(const struct carom_uri *uri, struct carom_buf *bytes,
                                   struct carom_uri *out)
{
    for (;;) {
        bytes->len = 0;
        enum carom_result rv = carom_uri_normalise(uri, bytes, out);
        if (rv != CAROM_ERR_NOSPACE)
            return rv;
        rv = buffer_make_room(bytes);
        if (rv != CAROM_OK)
            return rv;
    }
}

static enum carom_result write_uri(const struct carom_uri *uri, struct carom_buf *out)
{
    for (;;) {
        out->len = 0;
        enum carom_result rv = carom_uri_write(uri, out);
        if (rv != CAROM_ERR_NOSPACE)
            return rv;
        rv = buffer_make_room(out);
        if (rv != CAROM_OK)
            return rv;
    }
}

/* Whether the URL Standard gives URLs of the scheme a tuple origin (§4.7). Out: its default port. */
static bool has_origin(struct carom_view scheme, struct carom_view *default_port)
{
    static const struct {
        struct carom_view scheme, port;
    } known[] = {
        {{"http", 4}, {"80", 2}}, {{"https", 5}, {"443", 3}}, {{"ws", 2}, {"80", 2}},
        {{"wss", 3}, {"443", 3}}, {{"ftp", 3}, {"21", 2}},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (!carom_view_equal(scheme, known[i].scheme))
            continue;
        *default_port = known[i].port;
        return true;
    }
    return false;
}

/* In: a URI in its normal form. */
static bool add_uri_origin(const struct carom_uri *uri, struct carom_buf *out)
{
    struct carom_view default_port;
    if (!has_origin(uri->scheme, &default_port) || uri->host.len == 0)
        return add(out, CAROM_LITERAL("null"));
    if (!add(out, uri->scheme) || !add(out, CAROM_LITERAL("://")) || !add(out, uri->host))
        return false;
    if (uri->port.len == 0 || carom_view_equal(uri->port, default_port))
        return true;
    return add_char(out, ':') && add(out, uri->port);
}

static bool add_userinfo(struct carom_view userinfo, struct carom_buf *members)
{
    const char *colon = userinfo.len > 0 ? memchr(userinfo.ptr, ':', userinfo.len) : NULL;
    size_t name_len = colon != NULL ? (size_t)(colon - userinfo.ptr) : userinfo.len;
    if (!buffer_append(&members[URL_USERNAME], userinfo.ptr, name_len))
        return false;
    return colon == NULL ||
           buffer_append(&members[URL_PASSWORD], colon + 1, userinfo.len - name_len - 1);
}

static enum carom_result add_rfc3986(struct url_reading *reading, const struct carom_uri *uri,
                                     bool normal)
{
    struct carom_buf *members = reading->members;
    struct carom_uri normal_uri;
    enum carom_result rv = normalise(uri, &reading->normal_bytes, &normal_uri);
    if (rv != CAROM_OK)
        return rv;
    const struct carom_uri *shown = normal ? &normal_uri : uri;
    if (!add_uri_origin(&normal_uri, &members[URL_ORIGIN]) ||
        !add_userinfo(shown->userinfo, members))
        return CAROM_ERR_NOMEM;
    rv = write_uri(shown, &members[URL_HREF]);
    if (rv == CAROM_OK)
        rv = add_host(members, shown->host, shown->port, shown->has_port);
    if (rv == CAROM_OK)
        rv = add_rest(members, shown->scheme, shown->path, shown->query, shown->fragment);
    reading->ok = rv == CAROM_OK;
    return rv;
}

enum carom_result url_read_rfc3986(struct url_reading *reading, const struct url_input *input,
                                   bool normal)
{
    struct carom_uri base, ref, target;
    size_t bad_at = 0;
    clear(reading);
    if (carom_uri_parse(input->ref, &ref, &bad_at) != CAROM_OK)
        return refuse_rfc3986(reading, "", input->ref, bad_at);
    if (!input->has_base)
        return add_rfc3986(reading, &ref, normal);
    if (carom_uri_parse(input->base, &base, &bad_at) != CAROM_OK)
        return refuse_rfc3986(reading, "the base: ", input->base, bad_at);
    enum carom_result rv = resolve(&base, &ref, &reading->bytes, &target);
    if (rv == CAROM_ERR_RANGE && !base.has_scheme)
        return refuse(reading, "the base: ", CAROM_LITERAL("it has no scheme"));
    return rv == CAROM_OK ? add_rfc3986(reading, &target, normal) : rv;
}

/* ---- what is done with both ---- */

struct carom_view url_member_name(enum url_member member)
{
    static const struct carom_view names[URL_MEMBER_COUNT] = {
        {"href", 4},   {"protocol", 8}, {"username", 8}, {"password", 8},
        {"host", 4},   {"hostname", 8}, {"port", 4},     {"pathname", 8},
        {"search", 6}, {"hash", 4},     {"origin", 6},
    };
    return names[member];
}

json_t *url_reading_json(const struct url_reading *reading)
{
    if (!reading->ok)
        return error_json(view_of(&reading->error));
    json_t *object = json_object();
    int failed = json_object_set_new(object, "ok", json_true());
    for (int i = 0; i < URL_MEMBER_COUNT; i++)
        failed |= json_object_set_new(object, url_member_name((enum url_member)i).ptr,
                                      json_bytes(view_of(&reading->members[i])));
    if (failed == 0)
        return object;
    json_decref(object);
    return NULL;
}

void url_reading_free(struct url_reading *reading)
{
    for (int i = 0; i < URL_MEMBER_COUNT; i++)
        buffer_free(&reading->members[i]);
    buffer_free(&reading->error);
    buffer_free(&reading->base_bytes);
    buffer_free(&reading->bytes);
    buffer_free(&reading->normal_bytes);
    buffer_free(&reading->origin_bytes);
    memset(reading, 0, sizeof *reading);
}
