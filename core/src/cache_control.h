/*
 * The directives of Cache-Control (RFC 9111 §5.2; immutable, RFC 8246; stale-…, RFC 5861).
 */
#ifndef CAROM_SRC_CACHE_CONTROL_H
#define CAROM_SRC_CACHE_CONTROL_H

#include "carom/view.h"

#include <stdint.h>

enum cache_directive {
    CACHE_PUBLIC = 1 << 0,
    CACHE_PRIVATE = 1 << 1,
    CACHE_NO_STORE = 1 << 2,
    CACHE_NO_CACHE = 1 << 3,
    CACHE_MUST_UNDERSTAND = 1 << 4,
    CACHE_MUST_REVALIDATE = 1 << 5,
    CACHE_PROXY_REVALIDATE = 1 << 6,
    CACHE_IMMUTABLE = 1 << 7,
    CACHE_MAX_AGE = 1 << 8,
    CACHE_S_MAXAGE = 1 << 9,
    CACHE_STALE_WHILE_REVALIDATE = 1 << 10,
    CACHE_STALE_IF_ERROR = 1 << 11
};

struct cache_control {
    unsigned has; /* enum cache_directive */
    /* Arguments, 2^31 at most; 0 when they are no row of digits. */
    uint32_t max_age_s;
    uint32_t s_maxage_s;
    uint32_t stale_while_revalidate_s;
    uint32_t stale_if_error_s;
};

/*
 * Adds the directives of one field line to those of the lines before. A member ends at the next comma
 * outside quotes. Of those that are no directives the ones count that carom/freshness.h names.
 *
 * In/Out: *directives is zeroed before the first line. Cost: linear.
 */
void carom_cache_control_read(struct carom_view line, struct cache_control *directives);

#endif
