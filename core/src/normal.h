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

/*
 * The hash of a path's normal form (FNV-1a).
 *
 * Out: *is_normal tells whether the path is in normal form as it stands, so that memcmp will do.
 */
static inline uint32_t normal_hash(struct carom_view path, bool *is_normal)
{
    uint32_t hash = 2166136261u;
    *is_normal = true;
    for (size_t i = 0; i < path.len;) {
        if (char_is(path.ptr[i], CHAR_PATH)) {
            hash = (hash ^ (unsigned char)path.ptr[i]) * 16777619u;
            i++;
            continue;
        }
        struct normal_unit unit = normal_next(path.ptr + i, path.len - i, CHAR_PATH);
        *is_normal = false;
        for (unsigned k = 0; k < unit.len; k++)
            hash = (hash ^ (unsigned char)unit.bytes[k]) * 16777619u;
        i += unit.consumed;
    }
    return hash;
}

/* A path without its one optional trailing slash; `/` stays. */
static inline struct carom_view path_without_slash(struct carom_view path)
{
    if (path.len > 1 && path.ptr[path.len - 1] == '/')
        path.len--;
    return path;
}

#endif
