#include "url_host.h"

#include "chars.h"
#include "url_address.h"

/*
 * More bytes than UTS #46 makes of one: three bytes of UTF-8 map to 18 code points at most, and
 * Punycode needs no more than seven digits for each, and four for the label's prefix.
 */
enum { IDNA_GROWTH = 64 };

static bool fail(struct url_host_parser *parser, enum carom_url_problem problem)
{
    parser->problem = problem;
    return false;
}

static bool put_ipv6(struct url_host_parser *parser, struct url_text text)
{
    uint16_t pieces[8];
    char out[IPV6_TEXT_MAX];
    text.at++;
    const char *last = text.end;
    while (last != text.at && url_char_is(last[-1], URL_TAB_OR_NEWLINE))
        last--;
    if (last == text.at || last[-1] != ']')
        return fail(parser, CAROM_URL_HOST_IPV6);
    text.end = last - 1;
    if (!carom_ipv6_parse(text, pieces))
        return fail(parser, CAROM_URL_HOST_IPV6);
    url_put_made(parser->writer, out, carom_ipv6_write(pieces, out));
    parser->kind = CAROM_HOST_IPV6;
    return true;
}

/* §3.5 "opaque-host parser". */
static bool put_opaque(struct url_host_parser *parser, struct url_text text)
{
    size_t before = url_written(parser->writer);
    for (const char *p = text.at; p != text.end; p++) {
        if (url_char_is(*p, URL_FORBIDDEN_HOST) && !url_char_is(*p, URL_TAB_OR_NEWLINE))
            return fail(parser, CAROM_URL_HOST_CODE_POINT);
    }
    carom_url_put_encoded(parser->writer, text, URL_C0_SET);
    bool is_empty = url_written(parser->writer) == before;
    parser->kind = is_empty ? CAROM_HOST_EMPTY : CAROM_HOST_OPAQUE;
    return true;
}

static bool put_ipv4(struct url_host_parser *parser, struct host_text host)
{
    uint32_t address;
    char out[IPV4_TEXT_MAX];
    if (!carom_ipv4_parse(host, &address))
        return fail(parser, CAROM_URL_HOST_IPV4);
    url_put_made(parser->writer, out, carom_ipv4_write(address, out));
    parser->kind = CAROM_HOST_IPV4;
    return true;
}

/* What a domain is made of, percent-decoded. */
struct domain_bytes {
    size_t count;
    bool has_forbidden;
    bool has_non_ascii;
    bool is_utf8;
};

static struct domain_bytes look_at(struct host_text host)
{
    struct domain_bytes bytes = {0, false, false, true};
    struct utf8_sequence open = {0, 0,
                                 0}; /* what may come next, when .len more bytes belong together */
    for (int c = carom_host_next(&host); c >= 0; c = carom_host_next(&host)) {
        bytes.count++;
        if (open.len > 0) {
            bytes.is_utf8 = bytes.is_utf8 && c >= open.first && c <= open.last;
            open = (struct utf8_sequence){(unsigned char)(open.len - 1), 0x80, 0xBF};
        } else if (c >= 0x80) {
            open = carom_utf8_sequence((unsigned char)c);
            bytes.is_utf8 = bytes.is_utf8 && open.len > 0;
            open.len = open.len > 0 ? (unsigned char)(open.len - 1) : 0;
        }
        if (c >= 0x80)
            bytes.has_non_ascii = true;
        else if (url_char_is((char)c, URL_DOMAIN_STOP))
            bytes.has_forbidden = true;
    }
    bytes.is_utf8 = bytes.is_utf8 && open.len == 0;
    return bytes;
}

/* An ASCII domain is put into lower case, and nothing else (§3.3 "domain parser"). */
static bool put_ascii_domain(struct url_host_parser *parser, struct host_text host)
{
    if (carom_host_ends_in_number(host))
        return put_ipv4(parser, host);
    for (int c = carom_host_next(&host); c >= 0; c = carom_host_next(&host))
        url_put_char(parser->writer, char_lower((char)c));
    parser->kind = CAROM_HOST_DOMAIN;
    return true;
}

/* What UTS #46 made of a domain, moved to the end of what is written. */
static bool put_idna_result(struct url_host_parser *parser, struct carom_view ascii)
{
    struct url_text text = {ascii.ptr, ascii.ptr + ascii.len};
    struct host_text host = {text, false};
    struct carom_buf *buf = parser->writer->buf;
    if (carom_url_find(text.at, text.end, URL_DOMAIN_STOP) != text.end)
        return fail(parser, CAROM_URL_HOST_CODE_POINT);
    if (ascii.len == 0)
        return fail(parser, CAROM_URL_HOST_MISSING);
    if (carom_host_ends_in_number(host))
        return put_ipv4(parser, host);
    memmove(buf->ptr + buf->len, ascii.ptr, ascii.len);
    buf->len += ascii.len;
    parser->kind = CAROM_HOST_DOMAIN;
    return true;
}

/* So much more is needed that the call can be made again and succeed. */
static bool need(struct url_host_parser *parser, size_t len)
{
    struct carom_buf *buf = parser->writer->buf;
    buf->len = len <= SIZE_MAX - buf->len ? buf->len + len : SIZE_MAX;
    if (buf->len <= buf->cap) /* a plug-in that says no space where there is some */
        buf->len = buf->cap + 1;
    parser->kind = CAROM_HOST_DOMAIN;
    return true;
}

/*
 * A domain that is not ASCII. Percent-decoded it is put where the host will stand, and the plug-in
 * writes behind it.
 */
static bool put_idna(struct url_host_parser *parser, struct host_text host, size_t count)
{
    struct carom_buf *buf = parser->writer->buf;
    if (parser->idna == NULL)
        return fail(parser, CAROM_URL_HOST_NO_IDNA);
    url_differ(parser->writer);
    if (buf->len > buf->cap || count > buf->cap - buf->len)
        return need(parser,
                    count <= SIZE_MAX / (IDNA_GROWTH + 1) ? count * (IDNA_GROWTH + 1) : SIZE_MAX);
    struct carom_buf domain = {buf->ptr + buf->len, count, 0};
    for (int c = carom_host_next(&host); c >= 0; c = carom_host_next(&host))
        put_char(&domain, (char)c);
    struct carom_view utf8 = carom_view_of(domain.ptr, domain.len);
    struct carom_buf ascii = {domain.ptr + count, buf->cap - buf->len - count, 0};
    enum carom_result result = parser->idna->to_ascii(parser->idna->ctx, utf8, &ascii);
    if (result == CAROM_ERR_NOSPACE)
        return need(parser, ascii.len <= SIZE_MAX - count ? ascii.len + count : SIZE_MAX);
    if (result == CAROM_OK)
        return put_idna_result(parser, carom_view_of(ascii.ptr, ascii.len));
    parser->no_memory = result == CAROM_ERR_NOMEM;
    return fail(parser, CAROM_URL_HOST_IDNA);
}

/* A domain that is only put into lower case. */
static bool put_lowered(struct url_host_parser *parser, struct url_text text)
{
    url_differ(parser->writer);
    for (; text.at != text.end; text.at++)
        put_char(parser->writer->buf, char_lower(*text.at));
    parser->kind = CAROM_HOST_DOMAIN;
    return true;
}

static bool put_domain(struct url_host_parser *parser, struct url_text text)
{
    struct host_text host = {text, true};
    const char *stop = carom_url_find(text.at, text.end, URL_DOMAIN_STOP | URL_UPPER);
    bool is_plain = carom_url_find(stop, text.end, URL_DOMAIN_STOP) == text.end;
    host.is_raw = !is_plain;
    if (is_plain && carom_url_may_be_ipv4(text))
        return put_ascii_domain(parser, host);
    if (is_plain) {
        if (stop != text.end)
            return put_lowered(parser, text);
        url_put(parser->writer, text.at, (size_t)(text.end - text.at));
        parser->kind = CAROM_HOST_DOMAIN;
        return true;
    }
    struct domain_bytes bytes = look_at(host);
    /* Raw bytes are decoded first, tabs still among them, and escapes then: neither completes a
     * sequence that the other began. */
    struct carom_view raw = carom_view_of(text.at, (size_t)(text.end - text.at));
    if (bytes.has_non_ascii && (!bytes.is_utf8 || !carom_is_utf8(raw)))
        return fail(parser, CAROM_URL_HOST_NOT_UTF8);
    if (bytes.has_non_ascii)
        return put_idna(parser, host, bytes.count);
    if (bytes.has_forbidden)
        return fail(parser, CAROM_URL_HOST_CODE_POINT);
    return put_ascii_domain(parser, host);
}

bool carom_url_may_be_ipv4(struct url_text text)
{
    const char *p = text.end;
    if (p[-1] == '.')
        p--;
    while (p != text.at && p[-1] != '.')
        p--;
    return url_char_is(*p, URL_DIGIT);
}

bool carom_url_put_host(struct url_host_parser *parser, struct url_text text, bool is_special)
{
    url_skip_breaks(&text);
    if (text.at != text.end && *text.at == '[')
        return put_ipv6(parser, text);
    return is_special ? put_domain(parser, text) : put_opaque(parser, text);
}
