/*
 * HTTP dates (RFC 9110 §5.6.7): to text and from text, without locale or system clock.
 *
 * Thread safety: pure. No allocation.
 */
#ifndef CAROM_DATE_H
#define CAROM_DATE_H

#include "carom/result.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The last second that IMF-fixdate can say: the end of the year 9999. */
#define CAROM_DATE_LAST_S INT64_C(253402300799)

enum { CAROM_DATE_LEN = 29 }; /* bytes of an IMF-fixdate */

/*
 * Writes a time as IMF-fixdate: `Sun, 06 Nov 1994 08:49:37 GMT`.
 *
 * Returns: CAROM_OK; CAROM_ERR_NOSPACE with out->len CAROM_DATE_LEN; CAROM_ERR_RANGE when unix_s is
 *          negative or above CAROM_DATE_LAST_S, and out->len is 0.
 */
CAROM_MUST_CHECK enum carom_result carom_date_write(int64_t unix_s, struct carom_buf *out);

/*
 * Reads an HTTP-date in any of the three formats that a recipient must accept: IMF-fixdate, the
 * obsolete RFC 850 format (`Sunday, 06-Nov-94 08:49:37 GMT`) and asctime's (`Sun Nov  6 08:49:37 1994`).
 *
 * Letters are compared without case, as RFC 9111 §4.2 asks of a cache. The date must exist, in the
 * Gregorian calendar also before it was in use, from the year 0000 on; the name of the day must be one,
 * but whether it is that date's is not looked at. Second 60 of any minute is read as the second after
 * 59. Nothing may stand before or behind, no other zone than GMT, no other number of digits; asctime's
 * day may have two digits or a space and one.
 *
 * A year of two digits is the first one with them from now_s's own year on; or, when that date would be
 * after the year 9999 or more than 50 years after now_s, the one a hundred years earlier. 50 years after
 * now_s is 50 years on in the calendar, with the same month, day and time. Only then is it asked whether
 * the date exists.
 *
 * Returns: CAROM_OK; CAROM_ERR_SYNTAX, and *unix_s is 0.
 * In:      now_s is from 0 to CAROM_DATE_LAST_S; only RFC 850's years need it.
 * Out:     *unix_s may be negative, before 1970, and one more than CAROM_DATE_LAST_S, by a second 60.
 * Cost:    constant.
 */
CAROM_MUST_CHECK enum carom_result carom_date_read(struct carom_view text, int64_t now_s,
                                                   int64_t *unix_s);

#ifdef __cplusplus
}
#endif

#endif
