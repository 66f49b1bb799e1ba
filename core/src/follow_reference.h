/*
 * A Location's value as the URL that it leads to.
 */
#ifndef CAROM_SRC_FOLLOW_REFERENCE_H
#define CAROM_SRC_FOLLOW_REFERENCE_H

#include "follow_hop.h"

/* The sum, or SIZE_MAX, which never fits. */
static inline size_t size_plus(size_t a, size_t b)
{
    return b <= SIZE_MAX - a ? a + b : SIZE_MAX;
}

/* How many bytes it may take to inherit the request's fragment. */
size_t carom_follow_fragment_room(const struct hop *hop);

/*
 * Parses a value into buf, and makes of the URL what the policy wants.
 *
 * Returns: CAROM_OK; CAROM_ERR_SYNTAX or CAROM_ERR_UNSUPPORTED when it is invalid; CAROM_ERR_NOSPACE with
 *          buf->len a capacity that suffices; CAROM_ERR_NOMEM.
 * Out:     hop->has_userinfo. In: the value is not in buf.
 */
CAROM_MUST_CHECK enum carom_result carom_follow_reference_read(struct hop *hop,
                                                               struct carom_view value,
                                                               struct carom_buf *buf,
                                                               struct carom_url *url);

#endif
