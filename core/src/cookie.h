/*
 * Whether a request has a cookie.
 */
#ifndef CAROM_SRC_COOKIE_H
#define CAROM_SRC_COOKIE_H

#include "carom/rules.h"

/* The cookies of a request, one after another. */
struct cookie_cursor {
    const struct carom_field *fields; /* those behind the one being read */
    size_t count;
    struct carom_view rest; /* of the field being read */
};

/*
 * The next pair of a Cookie field (RFC 6265 section 4.2.1). What has no `=`, or no name, is passed
 * over.
 * Returns: false behind the last.
 */
bool carom_cookie_next(struct cookie_cursor *cursor, struct carom_field *out);

/*
 * Whether one of a list of cookie names is that of a pair in a Cookie field (RFC 6265 section
 * 4.2.1), with case. Its value may be anything; in netlify it must not be empty.
 *
 * Cost: the product of list and fields.
 */
bool carom_cookie_present(enum carom_dialect dialect, struct carom_view list,
                          const struct carom_field *fields, size_t count);

#endif
