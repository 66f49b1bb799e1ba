/*
 * Appending to the caller's buffer. Past its capacity a write only counts, so that the same
 * routine that writes an output also tells how long it is.
 */
#ifndef CAROM_SRC_WRITER_H
#define CAROM_SRC_WRITER_H

#include "carom/result.h"

#include <stdint.h>
#include <string.h>

static inline void put_bytes(struct carom_buf *out, const char *bytes, size_t len)
{
    if (out->len <= out->cap && len <= out->cap - out->len && len > 0)
        memcpy(out->ptr + out->len, bytes, len);
    /* Saturates rather than wraps: a length of SIZE_MAX never fits. */
    out->len = len <= SIZE_MAX - out->len ? out->len + len : SIZE_MAX;
}

static inline void put_view(struct carom_buf *out, struct carom_view view)
{
    put_bytes(out, view.ptr, view.len);
}

static inline void put_char(struct carom_buf *out, char c)
{
    if (out->len < out->cap)
        out->ptr[out->len] = c;
    if (out->len < SIZE_MAX)
        out->len++;
}

#define put_literal(out, text) put_bytes((out), "" text, sizeof(text) - 1)

/* A byte as its percent-escape, in upper case (RFC 3986 §2.1). */
static inline void put_escape(struct carom_buf *out, char c)
{
    static const char digits[] = "0123456789ABCDEF";
    char escape[3] = {'%', digits[(unsigned char)c >> 4], digits[(unsigned char)c & 15]};
    put_bytes(out, escape, sizeof escape);
}

static inline void put_number(struct carom_buf *out, uint64_t number)
{
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    put_bytes(out, digits + at, sizeof digits - at);
}

/* NOSPACE when anything that was put did not fit. */
static inline enum carom_result put_result(const struct carom_buf *out)
{
    return out->len <= out->cap ? CAROM_OK : CAROM_ERR_NOSPACE;
}

/* What was put from `start` on; only when everything fitted. */
static inline struct carom_view put_since(const struct carom_buf *out, size_t start)
{
    if (out->len > out->cap)
        return carom_view_of(NULL, 0);
    return carom_view_of(out->ptr == NULL ? NULL : out->ptr + start, out->len - start);
}

#endif
