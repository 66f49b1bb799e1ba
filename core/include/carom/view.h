/*
 * Non-owning bytes, and the caller's buffer that results are written to.
 *
 * A view is passed by value. {NULL, 0} is a valid, empty view. Nothing in Carom relies on a NUL
 * byte: a view may hold one, and no view is followed by one. Units are bytes throughout.
 *
 * Thread safety: these types hold no hidden state; a view may be read by any number of threads
 * as long as the bytes behind it do not change.
 */
#ifndef CAROM_VIEW_H
#define CAROM_VIEW_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes that somebody else owns. */
struct carom_view {
    const char *ptr;
    size_t len;
};

/* One field line of an HTTP message: name without the colon, value without surrounding space. */
struct carom_field {
    struct carom_view name;
    struct carom_view value;
};

/*
 * Where a function writes its output; the memory is the caller's.
 *
 * In:  ptr may be NULL only when cap is 0.
 * Out: len is how many bytes were written or, after CAROM_ERR_NOSPACE, how many bytes of
 *      capacity the same call needs to succeed. Nothing is ever truncated to fit.
 */
struct carom_buf {
    char *ptr;
    size_t cap;
    size_t len;
};

/* The view of `len` bytes at `ptr`. In: ptr may be NULL when len is 0. */
static inline struct carom_view carom_view_of(const char *ptr, size_t len)
{
    struct carom_view view;
    view.ptr = ptr;
    view.len = len;
    return view;
}

/* The view of a string literal, without its NUL byte. */
#define CAROM_LITERAL(text) carom_view_of("" text, sizeof(text) - 1)

/*
 * Whether the `len` bytes at two places are the same.
 *
 * Returns: true, too, when len is 0.
 * In:   the pointers may be NULL when len is 0.
 * Cost: linear in the length, many bytes at a time.
 */
bool carom_bytes_equal(const char *a, const char *b, size_t len);

/* Whether two views hold the same bytes. Cost: most views differ in length, which costs no call. */
static inline bool carom_view_equal(struct carom_view a, struct carom_view b)
{
    return a.len == b.len && carom_bytes_equal(a.ptr, b.ptr, a.len);
}

#ifdef __cplusplus
}
#endif

#endif
