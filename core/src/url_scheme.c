/* Schemes: the special ones (URL Standard §4.2), and the scheme state of the parser. */
#include "chars.h"
#include "url_parser.h"

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

bool carom_url_find_scheme(struct url_parser *parser, const char **after)
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

void carom_url_put_scheme(struct url_parser *parser, const char *after)
{
    parser->scheme = url_begin(parser);
    if (url_is_special(parser)) {
        enum carom_scheme special = parser->out->special;
        url_put_made(&parser->writer, special_schemes[special].name, special_schemes[special].len);
    } else {
        struct url_text text = {parser->text.at, after - 1};
        for (int c = url_next(&text); c >= 0; c = url_next(&text))
            url_put_char(&parser->writer, char_lower((char)c));
    }
    url_end(parser, &parser->scheme);
    url_put_char(&parser->writer, ':');
    parser->text.at = after;
}
