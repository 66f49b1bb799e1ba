/*
 * A model of IMF-fixdate, RFC 9110 section 5.6.7, by counting years and months from 1970.
 */
#ifndef FUZZ_MODEL_DATE_H
#define FUZZ_MODEL_DATE_H

#include "model/text.h"

/* Appends the date. Returns: false, and appends nothing, before 1970 or after the year 9999. */
bool model_put_date(struct model_text *text, long long seconds);

#endif
