/*
 * A model of reading HTTP-date, RFC 9110 section 5.6.7: a text is laid over the three formats, and the
 * seconds are counted year by year and month by month.
 *
 * Where the RFC leaves it open: letters are compared without case; the name of the day must be one of
 * the format's seven, and is not compared with the date; second 60 may end any minute; the Gregorian
 * calendar begins with the year 0000. A year of two digits is the first one with them from the year of
 * `now` on, if it is 9999 at most and the date, in its members, is not later than the same moment 50
 * years after `now`; else it is the one a hundred years earlier.
 */
#ifndef FUZZ_MODEL_DATE_READ_H
#define FUZZ_MODEL_DATE_READ_H

#include "model/text.h"

enum model_date_format { MODEL_IMF_FIXDATE, MODEL_RFC850, MODEL_ASCTIME, MODEL_DATE_FORMATS };

/*
 * Reads a date. Returns: whether it is one; *seconds, from 1970 on and negative before, is 0 when it
 * is not. In: `now` is from 0 to the end of the year 9999.
 */
bool model_read_date(struct model_view text, long long now, long long *seconds);

/* Appends a second in one of the formats. Returns: as model_put_date. */
bool model_put_date_as(struct model_text *text, enum model_date_format format, long long seconds);

#endif
