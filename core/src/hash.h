/*
 * A hash of text, seeded: of bytes as they stand, and of what they are in normal form, without
 * writing that anywhere. The same bytes have the same hash either way.
 */
#ifndef CAROM_SRC_HASH_H
#define CAROM_SRC_HASH_H

#include "normal.h"

#include <string.h>

/* Bytes that are given one by one. */
struct hash {
    uint64_t state;
    uint64_t word; /* the bytes not mixed in yet, the first in the lowest place */
    uint64_t len;
};

/* Both halves of a product of 128 bits, the one on the other; for where there is no such product. */
static inline uint64_t hash_fold_halves(uint64_t a, uint64_t b)
{
    uint64_t low = (a & UINT32_MAX) * (b & UINT32_MAX);
    uint64_t left = (a >> 32) * (b & UINT32_MAX) + (low >> 32);
    uint64_t right = (a & UINT32_MAX) * (b >> 32) + (left & UINT32_MAX);
    uint64_t high = (a >> 32) * (b >> 32) + (left >> 32) + (right >> 32);
    return high ^ (right << 32 | (low & UINT32_MAX));
}

/*
 * Takes a word in. Each bit of it has a say in all of the result: were the upper half of the product
 * dropped, the word's upper bits would have one in a few bits only, and the next word could take them
 * back.
 */
static inline uint64_t hash_mix(uint64_t state, uint64_t word)
{
    const uint64_t factor = 0x9E3779B97F4A7C15u;
#ifdef __SIZEOF_INT128__
    __extension__ typedef unsigned __int128 product;
    product whole = (product)(state ^ word) * factor;
    return (uint64_t)(whole >> 64) ^ (uint64_t)whole;
#else
    return hash_fold_halves(state ^ word, factor);
#endif
}

/* Every bit of the result depends on every bit before: tables use its upper and its lower half. */
static inline uint64_t hash_finish(uint64_t state, uint64_t word, uint64_t len)
{
    state = hash_mix(hash_mix(state, word), len);
    state *= 0xD6E8FEB86659FD93u;
    return state ^ state >> 32;
}

static inline uint64_t hash_begin(uint32_t seed)
{
    return (uint64_t)seed * 0xA0761D6478BD642Fu;
}

static inline void hash_byte(struct hash *hash, char c)
{
    hash->word |= (uint64_t)(unsigned char)c << 8 * (hash->len % 8);
    if (++hash->len % 8 == 0) {
        hash->state = hash_mix(hash->state, hash->word);
        hash->word = 0;
    }
}

static inline uint64_t hash_end(const struct hash *hash)
{
    return hash_finish(hash->state, hash->word, hash->len);
}

/* Eight bytes as a little-endian number, whatever their address. */
static inline uint64_t hash_word(const unsigned char *p)
{
    return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 |
           (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 |
           (uint64_t)p[7] << 56;
}

/* The hash of a text as it stands. */
static inline uint64_t hash_text(uint64_t state, struct carom_view text)
{
    const unsigned char *p = (const unsigned char *)text.ptr;
    size_t left = text.len % 8;
    uint64_t word = 0;
    for (size_t i = 0; i < text.len - left; i += 8)
        state = hash_mix(state, hash_word(p + i));
    if (left > 0 && text.len >= 8) {
        /* The last bytes with those before them, which are shifted out, cost one read. */
        word = hash_word(p + text.len - 8) >> 8 * (8 - left);
    } else {
        for (size_t k = 0; k < left; k++)
            word |= (uint64_t)p[k] << 8 * k;
    }
    return hash_finish(state, word, text.len);
}

/* The hash of a text's normal form; `raw` is the class of bytes that stay as they are. */
static inline uint64_t hash_normal(uint64_t state, struct carom_view text, unsigned raw)
{
    struct hash hash = {state, 0, 0};
    for (size_t i = 0; i < text.len;) {
        struct normal_unit unit = normal_next(text.ptr + i, text.len - i, raw);
        for (unsigned k = 0; k < unit.len; k++)
            hash_byte(&hash, unit.bytes[k]);
        i += unit.consumed;
    }
    return hash_end(&hash);
}

/* The hash of the bytes that a form's value stands for (URL Standard §5.1). */
static inline uint64_t hash_form(uint64_t state, struct carom_view value)
{
    struct hash hash = {state, 0, 0};
    for (size_t i = 0; i < value.len; i++) {
        char c = value.ptr[i] == '+' ? ' ' : value.ptr[i];
        if (char_is_escape(value.ptr + i, value.len - i)) {
            c = (char)(char_hex_value(value.ptr[i + 1]) << 4 | char_hex_value(value.ptr[i + 2]));
            i += 2;
        }
        hash_byte(&hash, c);
    }
    return hash_end(&hash);
}

/* The hash of ASCII letters in lower case. */
static inline uint64_t hash_lower(uint64_t state, struct carom_view text)
{
    struct hash hash = {state, 0, 0};
    for (size_t i = 0; i < text.len; i++)
        hash_byte(&hash, char_lower(text.ptr[i]));
    return hash_end(&hash);
}

#endif
