/* The authority, host and port states of the parser: credentials, host, port. */
#include "url_host.h"
#include "url_parser.h"

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
        if (p == end || *p == '/' || *p == '?' || *p == '#' ||
            (*p == '\\' && url_is_special(parser)))
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
    parser->username = url_begin(parser);
    carom_url_put_encoded(&parser->writer, (struct url_text){text.at, colon}, URL_USERINFO_SET);
    url_end(parser, &parser->username);
    parser->password = parser->username;
    struct url_text password = {colon != text.end ? colon + 1 : colon, text.end};
    if (url_peek(&password) >= 0) {
        url_put_char(&parser->writer, ':');
        parser->password = url_begin(parser);
        carom_url_put_encoded(&parser->writer, password, URL_USERINFO_SET);
        url_end(parser, &parser->password);
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
            return url_fail(parser, CAROM_URL_PORT);
        port = (port < 0 ? 0 : port) * 10 + (c - '0');
        if (port > 65535)
            return url_fail(parser, CAROM_URL_PORT);
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
    parser->port = url_begin(parser);
    url_put_made(&parser->writer, digits + at, sizeof digits - at);
    url_end(parser, &parser->port);
    return true;
}

bool carom_url_put_authority_host(struct url_parser *parser, struct url_text text)
{
    struct url_host_parser host = {&parser->writer, parser->idna, CAROM_HOST_NONE, CAROM_URL_FINE,
                                   false};
    parser->host = url_begin(parser);
    bool is_fine = carom_url_put_host(&host, text, url_is_special(parser));
    url_end(parser, &parser->host);
    parser->port = url_begin(parser);
    parser->out->host_kind = host.kind;
    parser->no_memory = host.no_memory;
    return is_fine || url_fail(parser, host.problem);
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
        !url_is_special(parser) || carom_url_may_be_ipv4(domain))
        return false;
    const char *port_end = has_port ? plain_port_end(parser, p + 1) : p;
    if (port_end == NULL)
        return false;
    url_put_made(&parser->writer, "//", 2);
    parser->username = parser->password = parser->host = url_begin(parser);
    url_put(&parser->writer, begin, (size_t)(port_end - begin));
    parser->host.end = parser->host.at + (size_t)(p - begin);
    parser->port = url_begin(parser);
    if (has_port)
        parser->port.at = parser->host.end + 1;
    parser->out->host_kind = CAROM_HOST_DOMAIN;
    parser->text.at = port_end;
    return true;
}

bool carom_url_put_authority(struct url_parser *parser)
{
    if (put_plain_authority(parser))
        return true;
    struct authority authority = find_authority(parser);
    struct url_text host = {parser->text.at, authority.end};
    url_put_made(&parser->writer, "//", 2);
    parser->username = parser->password = url_begin(parser);
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
    bool may_be_empty =
        !url_is_special(parser) && authority.colon == NULL && authority.at_sign == NULL;
    if (url_peek(&host) < 0 && !may_be_empty)
        return url_fail(parser, CAROM_URL_HOST_MISSING);
    parser->text.at = authority.end;
    return carom_url_put_authority_host(parser, host) && put_port(parser, port);
}
