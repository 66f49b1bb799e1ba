/*
 * The weight of a member of a list (RFC 9110 section 12.4.2).
 */
#ifndef CAROM_SRC_QUALITY_H
#define CAROM_SRC_QUALITY_H

#include "carom/view.h"

enum { QUALITY_MAX = 1000 };

/* Reads a qvalue, in thousandths. Returns: false when it is none; *quality is unchanged then. */
bool carom_quality_read(struct carom_view value, unsigned *quality);

#endif
