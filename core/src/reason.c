#include "reason.h"

#include "chars.h"

#include <string.h>

char carom_reason_byte(struct carom_view reason, size_t *at)
{
    const char *p = reason.ptr + *at;
    if (!char_is_escape(p, reason.len - *at)) {
        *at += 1;
        return *p;
    }
    *at += 3;
    return (char)(char_hex_value(p[1]) << 4 | char_hex_value(p[2]));
}

/* Whether the next character of a reason, decoded, is one that a note can hold; advances *at. */
static bool read_character(struct carom_view reason, size_t *at)
{
    char bytes[4] = {carom_reason_byte(reason, at)};
    unsigned char lead = (unsigned char)bytes[0];
    size_t wanted = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    size_t len = 1;
    while (len < wanted && *at < reason.len)
        bytes[len++] = carom_reason_byte(reason, at);
    return !char_is_control(bytes[0]) && carom_is_utf8(carom_view_of(bytes, len));
}

bool carom_reason_read(struct carom_view value, struct carom_view *text, struct carom_view *message)
{
    *text = value;
    if (value.len > 0 && value.ptr[0] == '"') {
        *message = CAROM_LITERAL("expected one closing `\"` at the end of the value; write "
                                 "%22 for a quote inside it");
        if (value.len < 2 || memchr(value.ptr + 1, '"', value.len - 1) != value.ptr + value.len - 1)
            return false;
        *text = carom_view_of(value.ptr + 1, value.len - 2);
    }
    *message = CAROM_LITERAL("expected a text, as in Reason=\"under embargo\"");
    if (text->len == 0)
        return false;
    *message = CAROM_LITERAL("a reason, percent-decoded, is UTF-8 without control bytes");
    for (size_t at = 0; at < text->len;) {
        if (!read_character(*text, &at))
            return false;
    }
    return true;
}
