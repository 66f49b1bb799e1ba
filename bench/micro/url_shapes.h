/*
 * Absolute URLs as sites and their users write them, and what they are to be read as.
 */
#ifndef CAROM_MICRO_URL_SHAPES_H
#define CAROM_MICRO_URL_SHAPES_H

#include "carom/view.h"

enum {
    /* A power of two: the iterations that callgrind counts are whole turns of it. */
    URL_SHAPES = 16
};

struct url_shape {
    const char *name;
    const char *input;
    const char *href;       /* what a browser makes of it (URL Standard §4.5) */
    const char *normalised; /* RFC 3986 §6.2.2 and §6.2.3; NULL: its grammar has no such URI */
};

extern const struct url_shape url_shapes[URL_SHAPES];

#endif
