/*
 * What one Vary field line asks for (RFC 9110 §12.5.5).
 */
#ifndef CAROM_SRC_VARY_H
#define CAROM_SRC_VARY_H

#include "carom/freshness.h"

/* Of several lines the greatest counts. Cost: linear. */
enum carom_vary carom_vary_of(struct carom_view line);

#endif
