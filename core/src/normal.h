/*
 * The normal form in which paths and queries are compared (RFC 3986 §6.2.2): a percent-escape of an
 * unreserved character is that character, any other escape has upper-case digits, and a
 * byte that may not stand in a URI is its escape.
 */
#ifndef CAROM_SRC_NORMAL_H
#define CAROM_SRC_NORMAL_H

#include "chars.h"
#include <stdint.h>

/* One unit of the normal form: a byte, or an escape of three. */
struct normal_unit {
    char bytes[3];
    unsigned char len;
    unsigned char consumed; /* how many input bytes it stands for */
};

/*
 * Reads the unit at the start of `left` (> 0) bytes. `raw` is the class of bytes that stay as
 * they are.
 */
static inline struct normal_unit normal_next(const char *p, size_t left, unsigned raw)
{
    static const char digits[] = "0123456789ABCDEF";
    struct normal_unit unit = {{p[0], 0, 0}, 1, 1};
    if (char_is(p[0], raw))
        return unit;
    unsigned byte = (unsigned char)p[0];
    if (char_is_escape(p, left)) {
        byte = char_hex_value(p[1]) << 4 | char_hex_value(p[2]);
        unit.consumed = 3;
        if (char_is((char)byte, CHAR_UNRESERVED)) {
            unit.bytes[0] = (char)byte;
            return unit;
        }
    }
    unit.bytes[0] = '%';
    unit.bytes[1] = digits[byte >> 4];
    unit.bytes[2] = digits[byte & 15];
    unit.len = 3;
    return unit;
}

/* Whether `raw_text`, normalised, is `normal`, which is in normal form already. */
static inline bool normal_equal(struct carom_view normal, struct carom_view raw_text, unsigned raw)
{
    size_t at = 0;
    if (carom_view_equal(normal, raw_text))
        return true; /* nearly every text that is the same is so as it stands */
    for (size_t i = 0; i < raw_text.len;) {
        struct normal_unit unit = normal_next(raw_text.ptr + i, raw_text.len - i, raw);
        if (unit.len > normal.len - at)
            return false;
        for (unsigned k = 0; k < unit.len; k++) {
            if (normal.ptr[at + k] != unit.bytes[k])
                return false;
        }
        at += unit.len;
        i += unit.consumed;
    }
    return at == normal.len;
}

/* Whether two raw texts have the same normal form. */
static inline bool normal_same(struct carom_view a, struct carom_view b, unsigned raw)
{
    size_t i = 0;
    size_t k = 0;
    while (i < a.len && k < b.len) {
        struct normal_unit of_a = normal_next(a.ptr + i, a.len - i, raw);
        struct normal_unit of_b = normal_next(b.ptr + k, b.len - k, raw);
        if (of_a.len != of_b.len)
            return false;
        for (unsigned at = 0; at < of_a.len; at++) {
            if (of_a.bytes[at] != of_b.bytes[at])
                return false;
        }
        i += of_a.consumed;
        k += of_b.consumed;
    }
    return i == a.len && k == b.len;
}

/* Whether a path may differ from its normal form: it has an escape, or a byte that needs one. */
static inline bool path_may_differ(struct carom_view path)
{
    for (size_t i = 0; i < path.len; i++) {
        if (!char_is(path.ptr[i], CHAR_PATH))
            return true;
    }
    return false;
}

/* A path without its one optional trailing slash; `/` stays. */
static inline struct carom_view path_without_slash(struct carom_view path)
{
    if (path.len > 1 && path.ptr[path.len - 1] == '/')
        path.len--;
    return path;
}

#endif
