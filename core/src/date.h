/*
 * HTTP dates (RFC 9110 §5.6.7).
 */
#ifndef CAROM_SRC_DATE_H
#define CAROM_SRC_DATE_H

#include "carom/result.h"

#include <stdint.h>

/* The last second that IMF-fixdate can say: the end of the year 9999. */
#define DATE_LAST_S INT64_C(253402300799)

/* Writes a time as IMF-fixdate. In: unix_s from 0 to DATE_LAST_S. */
void carom_put_date(struct carom_buf *out, int64_t unix_s);

#endif
