#include "url_chars.h"

#define BETWEEN(c, first, last) ((c) >= (first) && (c) <= (last))
#define LOWER(c) BETWEEN(c, 'a', 'z')
#define UPPER(c) BETWEEN(c, 'A', 'Z')
#define DIGIT(c) BETWEEN(c, '0', '9')
#define HEX(c) (DIGIT(c) || BETWEEN(c, 'a', 'f') || BETWEEN(c, 'A', 'F'))
#define BREAK(c) ((c) == '\t' || (c) == '\n' || (c) == '\r')

#define IN_C0(c) ((c) < 0x20 || (c) > 0x7E)
#define IN_FRAGMENT(c)                                                                             \
    (IN_C0(c) || (c) == ' ' || (c) == '"' || (c) == '<' || (c) == '>' || (c) == '`')
#define IN_QUERY(c) (IN_C0(c) || (c) == ' ' || (c) == '"' || (c) == '#' || (c) == '<' || (c) == '>')
#define IN_SPECIAL_QUERY(c) (IN_QUERY(c) || (c) == '\'')
#define IN_PATH(c)                                                                                 \
    (IN_QUERY(c) || (c) == '?' || (c) == '^' || (c) == '`' || (c) == '{' || (c) == '}')
#define IN_USERINFO(c)                                                                             \
    (IN_PATH(c) || (c) == '/' || (c) == ':' || (c) == ';' || (c) == '=' || (c) == '@' ||           \
     BETWEEN(c, '[', ']') || (c) == '|')

#define FORBIDDEN_HOST(c)                                                                          \
    ((c) == 0 || BREAK(c) || (c) == ' ' || (c) == '#' || (c) == '/' || (c) == ':' || (c) == '<' || \
     (c) == '>' || (c) == '?' || (c) == '@' || BETWEEN(c, '[', '^') || (c) == '|')
#define FORBIDDEN_DOMAIN(c) (FORBIDDEN_HOST(c) || (c) < 0x20 || (c) == '%' || (c) == 0x7F)
#define AUTHORITY_STOP(c)                                                                          \
    ((c) == '/' || (c) == '\\' || (c) == '?' || (c) == '#' || (c) == '@' || (c) == ':' ||          \
     (c) == '[' || (c) == ']')

#define WHEN(test, bit) ((test) ? (bit) : 0)
#define CLASS(c)                                                                                   \
    (WHEN(IN_C0(c), URL_C0_SET) | WHEN(IN_FRAGMENT(c), URL_FRAGMENT_SET) |                         \
     WHEN(IN_QUERY(c), URL_QUERY_SET) | WHEN(IN_SPECIAL_QUERY(c), URL_SPECIAL_QUERY_SET) |         \
     WHEN(IN_PATH(c), URL_PATH_SET) | WHEN(IN_USERINFO(c), URL_USERINFO_SET) |                     \
     WHEN(FORBIDDEN_HOST(c), URL_FORBIDDEN_HOST) |                                                 \
     WHEN(FORBIDDEN_DOMAIN(c) || (c) >= 0x80, URL_DOMAIN_STOP) | WHEN(UPPER(c), URL_UPPER) |       \
     WHEN(LOWER(c) || UPPER(c) || DIGIT(c) || (c) == '+' || (c) == '-' || (c) == '.',              \
          URL_SCHEME) |                                                                            \
     WHEN(AUTHORITY_STOP(c), URL_AUTHORITY_STOP) |                                                 \
     WHEN(IN_PATH(c) || (c) == '\\' || (c) == '.' || (c) == '%', URL_PATH_STOP) |                  \
     WHEN(BREAK(c), URL_TAB_OR_NEWLINE) | WHEN(LOWER(c) || UPPER(c), URL_ALPHA) |                  \
     WHEN(DIGIT(c), URL_DIGIT) | WHEN(HEX(c), URL_HEX))
#define FOUR(c) CLASS(c), CLASS((c) + 1), CLASS((c) + 2), CLASS((c) + 3)
#define ROW(c) FOUR(c), FOUR((c) + 4), FOUR((c) + 8), FOUR((c) + 12)

const uint16_t carom_url_chars[256] = {
    ROW(0x00), ROW(0x10), ROW(0x20), ROW(0x30), ROW(0x40), ROW(0x50), ROW(0x60), ROW(0x70),
    ROW(0x80), ROW(0x90), ROW(0xA0), ROW(0xB0), ROW(0xC0), ROW(0xD0), ROW(0xE0), ROW(0xF0),
};

const char *carom_url_find(const char *p, const char *end, unsigned classes)
{
    /* Eight at a time, with one branch: most runs are longer. */
    for (; end - p >= 8; p += 8) {
        const unsigned char *bytes = (const unsigned char *)p;
        unsigned any = carom_url_chars[bytes[0]] | carom_url_chars[bytes[1]] |
                       carom_url_chars[bytes[2]] | carom_url_chars[bytes[3]] |
                       carom_url_chars[bytes[4]] | carom_url_chars[bytes[5]] |
                       carom_url_chars[bytes[6]] | carom_url_chars[bytes[7]];
        if ((any & classes) == 0)
            continue;
        while (!url_char_is(*p, classes))
            p++;
        return p;
    }
    while (p != end && !url_char_is(*p, classes))
        p++;
    return p;
}
