/*
 * Character classes of RFC 3986 and RFC 9110, as one table.
 */
#ifndef CAROM_SRC_CHARS_H
#define CAROM_SRC_CHARS_H

#include "carom/view.h"

enum {
    CHAR_UNRESERVED = 1 << 0, /* RFC 3986 §2.3 */
    CHAR_SUB_DELIM = 1 << 1,  /* RFC 3986 §2.2 */
    CHAR_COLON_AT = 1 << 2,   /* the rest of pchar, RFC 3986 §3.3 */
    CHAR_SLASH = 1 << 3,
    CHAR_QUESTION = 1 << 4,
    CHAR_HEX = 1 << 5,
    CHAR_TOKEN = 1 << 6, /* tchar, RFC 9110 §5.6.2 */
    CHAR_WORD = 1 << 7,  /* a placeholder's name: letters, digits, `_` */

    CHAR_PATH = CHAR_UNRESERVED | CHAR_SUB_DELIM | CHAR_COLON_AT | CHAR_SLASH,
    CHAR_QUERY = CHAR_PATH | CHAR_QUESTION /* and of a fragment */
};

extern const unsigned char carom_chars[256];

static inline bool char_is(char c, unsigned classes)
{
    return (carom_chars[(unsigned char)c] & classes) != 0;
}

static inline bool char_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline char char_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* The value of a hexadecimal digit; the caller has checked that it is one. */
static inline unsigned char_hex_value(char c)
{
    if (char_is_digit(c))
        return (unsigned)(c - '0');
    return (unsigned)(char_lower(c) - 'a') + 10u;
}

/* Whether a percent-escape with two digits stands at the start of `left` bytes. */
static inline bool char_is_escape(const char *p, size_t left)
{
    return left >= 3 && p[0] == '%' && char_is(p[1], CHAR_HEX) && char_is(p[2], CHAR_HEX);
}

/* A control byte, which may stand in no token of a rules file and in no field (RFC 9110 §5.5). */
static inline bool char_is_control(char c)
{
    return (unsigned char)c < 0x20 || c == 0x7f;
}

/* Without the white space around it (OWS, RFC 9110 §5.6.3). */
static inline struct carom_view without_space(struct carom_view text)
{
    while (text.len > 0 && (*text.ptr == ' ' || *text.ptr == '\t')) {
        text.ptr++;
        text.len--;
    }
    while (text.len > 0 && (text.ptr[text.len - 1] == ' ' || text.ptr[text.len - 1] == '\t'))
        text.len--;
    return text;
}

/* ASCII without case; lengths included. */
bool carom_equal_nocase(struct carom_view a, struct carom_view b);

/* Whether `view` begins with `prefix`. */
bool carom_starts_with(struct carom_view view, struct carom_view prefix);

/* How many bytes at the start are visible ASCII: 0x21 to 0x7E. Cost: linear, eight bytes at a time. */
size_t carom_visible_len(const char *bytes, size_t left);

/* Whether the bytes are well-formed UTF-8 (Unicode 15, table 3-7). Cost: linear. */
bool carom_is_utf8(struct carom_view view);

#endif
