/*
 * Texts in pieces, quickly: ten million rules are written before one is measured.
 */
#ifndef CAROM_MICRO_SCALE_WRITE_H
#define CAROM_MICRO_SCALE_WRITE_H

#include "carom/view.h"

#include <stdint.h>
#include <string.h>

/* Each appends to a buffer that is known to have the room. */
static inline void put_view(struct carom_buf *out, struct carom_view view)
{
    memcpy(out->ptr + out->len, view.ptr, view.len);
    out->len += view.len;
}

static inline void put_text(struct carom_buf *out, const char *text)
{
    put_view(out, carom_view_of(text, strlen(text)));
}

/* The last `digits` decimal digits of a number, with zeros before it. */
static inline void put_digits(struct carom_buf *out, uint64_t number, size_t digits)
{
    for (size_t i = digits; i > 0; i--) {
        out->ptr[out->len + i - 1] = (char)('0' + number % 10);
        number /= 10;
    }
    out->len += digits;
}

static inline void put_times(struct carom_buf *out, const char *text, size_t times)
{
    for (size_t i = 0; i < times; i++)
        put_text(out, text);
}

#endif
