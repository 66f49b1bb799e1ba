/*
 * Classes of bytes in the URL Standard, as one table: the percent-encode sets (§1.3), the forbidden
 * host and domain code points (§3.2), and where a scan has to stop.
 */
#ifndef CAROM_SRC_URL_CHARS_H
#define CAROM_SRC_URL_CHARS_H

#include <stdbool.h>
#include <stdint.h>

enum {
    /* In the percent-encode set of that name. */
    URL_C0_SET = 1 << 0,
    URL_FRAGMENT_SET = 1 << 1,
    URL_QUERY_SET = 1 << 2,
    URL_SPECIAL_QUERY_SET = 1 << 3,
    URL_PATH_SET = 1 << 4,
    URL_USERINFO_SET = 1 << 5,

    URL_FORBIDDEN_HOST = 1 << 6,
    URL_DOMAIN_STOP = 1 << 7, /* a forbidden domain code point, or not ASCII */
    URL_UPPER = 1 << 8,
    URL_SCHEME = 1 << 9,
    URL_AUTHORITY_STOP = 1 << 10, /* / \ ? # @ : [ ] */
    URL_PATH_STOP = 1 << 11,      /* the path set, `\`, and what a dot segment may begin with */
    URL_TAB_OR_NEWLINE = 1 << 12,
    URL_ALPHA = 1 << 13,
    URL_DIGIT = 1 << 14,
    URL_HEX = 1 << 15
};

extern const uint16_t carom_url_chars[256];

static inline bool url_char_is(char c, unsigned classes)
{
    return (carom_url_chars[(unsigned char)c] & classes) != 0;
}

/* The first byte of some classes, or the end. */
const char *carom_url_find(const char *p, const char *end, unsigned classes);

#endif
