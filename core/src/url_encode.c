#include "url_encode.h"

struct utf8_sequence carom_utf8_sequence(unsigned char lead)
{
    if (lead < 0xC2 || lead > 0xF4)
        return (struct utf8_sequence){0, 0, 0};
    if (lead < 0xE0)
        return (struct utf8_sequence){2, 0x80, 0xBF};
    if (lead < 0xF0)
        return (struct utf8_sequence){3, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF};
    return (struct utf8_sequence){4, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF};
}

/*
 * How many bytes at the start of text, which begins with one above 0x7F, are one code point; or, when
 * *is_whole becomes false, the maximal subpart of one, which decodes to U+FFFD (Unicode 15, §3.9).
 */
static size_t code_point_len(struct url_text text, bool *is_whole)
{
    struct utf8_sequence sequence = carom_utf8_sequence((unsigned char)*text.at);
    size_t left = (size_t)(text.end - text.at);
    *is_whole = false;
    if (sequence.len == 0)
        return 1;
    for (size_t i = 1; i < sequence.len; i++) {
        unsigned char c = i < left ? (unsigned char)text.at[i] : 0;
        if (c < (i == 1 ? sequence.first : 0x80) || c > (i == 1 ? sequence.last : 0xBF))
            return i;
    }
    *is_whole = true;
    return sequence.len;
}

/* A code point, percent-encoded; its length is 1 to 4. */
static void put_escaped(struct carom_buf *out, const char *bytes, size_t len)
{
    static const char digits[] = "0123456789ABCDEF";
    char escaped[12];
    char *place = out->len <= out->cap && out->cap - out->len >= sizeof escaped
                      ? out->ptr + out->len
                      : escaped;
    for (size_t i = 0; i < len; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        place[3 * i] = '%';
        place[3 * i + 1] = digits[byte >> 4];
        place[3 * i + 2] = digits[byte & 15];
    }
    if (place == escaped)
        put_bytes(out, escaped, 3 * len);
    else
        out->len += 3 * len;
}

void carom_url_encode(struct carom_buf *out, struct url_text text, unsigned set)
{
    for (;;) {
        if (text.at == text.end)
            return;
        if (!url_char_is(*text.at, set)) { /* escapes come in runs */
            const char *run = text.at;
            text.at = carom_url_find(text.at, text.end, set);
            put_bytes(out, run, (size_t)(text.at - run));
            continue;
        }
        bool is_whole = true;
        size_t len = 1;
        if ((unsigned char)*text.at >= 0x80)
            len = code_point_len(text, &is_whole);
        if (!is_whole)
            put_literal(out, "%EF%BF%BD");
        else if (!url_char_is(*text.at, URL_TAB_OR_NEWLINE))
            put_escaped(out, text.at, len);
        text.at += len;
    }
}

void carom_url_put_encoded(struct url_writer *writer, struct url_text text, unsigned set)
{
    const char *run = text.at;
    text.at = carom_url_find(text.at, text.end, set);
    url_put(writer, run, (size_t)(text.at - run));
    if (text.at == text.end)
        return;
    url_differ(writer);
    carom_url_encode(writer->buf, text, set);
}
