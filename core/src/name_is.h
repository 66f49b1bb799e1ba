/*
 * Whether a name is one that a standard gives, without case, many bytes at a time.
 */
#ifndef CAROM_SRC_NAME_IS_H
#define CAROM_SRC_NAME_IS_H

#include "carom/view.h"

#include <stdint.h>
#include <string.h>

/*
 * Eight bytes at once. Of the bytes that names are made of only letters have bit 0x40, so that it
 * tells where the bit that makes the case counts for nothing.
 */
static inline bool name_word_is(const char *p, const char *lower)
{
    uint64_t word, wanted;
    memcpy(&word, p, sizeof word);
    memcpy(&wanted, lower, sizeof wanted);
    return (word | (wanted & UINT64_C(0x4040404040404040)) >> 1) == wanted;
}

static inline bool name_half_is(const char *p, const char *lower)
{
    uint32_t half, wanted;
    memcpy(&half, p, sizeof half);
    memcpy(&wanted, lower, sizeof wanted);
    return (half | (wanted & UINT32_C(0x40404040)) >> 1) == wanted;
}

static inline bool name_byte_is(char c, char lower)
{
    return (char)(c | (lower & 0x40) >> 1) == lower;
}

/* In: len is that of both; a constant, so that only what it needs is left. */
static inline bool name_bytes_are(const char *p, const char *lower, size_t len)
{
    if (len >= 8) {
        for (size_t i = 0; i + 8 < len; i += 8) {
            if (!name_word_is(p + i, lower + i))
                return false;
        }
        return name_word_is(p + len - 8, lower + len - 8);
    }
    if (len >= 4)
        return name_half_is(p, lower) && name_half_is(p + len - 4, lower + len - 4);
    for (size_t i = 0; i < len; i++) {
        if (!name_byte_is(p[i], lower[i]))
            return false;
    }
    return true;
}

/* In: lower is a literal of lower-case letters, digits and `-`. */
#define name_is(name, lower)                                                                       \
    ((name).len == sizeof(lower) - 1 && name_bytes_are((name).ptr, "" lower, sizeof(lower) - 1))

#endif
