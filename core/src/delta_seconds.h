/*
 * A number of seconds, as rows of digits say it (delta-seconds, RFC 9111 §1.2.2).
 */
#ifndef CAROM_SRC_DELTA_SECONDS_H
#define CAROM_SRC_DELTA_SECONDS_H

#include "chars.h"

#include <stdint.h>

/* What a greater number counts as. */
#define DELTA_SECONDS_MAX INT64_C(2147483648)

static inline int64_t delta_seconds_limited(int64_t seconds)
{
    return seconds < DELTA_SECONDS_MAX ? seconds : DELTA_SECONDS_MAX;
}

/* Adds a digit. Returns: false when it is none. In/Out: *seconds is DELTA_SECONDS_MAX at most. */
static inline bool delta_seconds_add(int64_t *seconds, char digit)
{
    if (!char_is_digit(digit))
        return false;
    *seconds = delta_seconds_limited(*seconds * 10 + (digit - '0'));
    return true;
}

#endif
