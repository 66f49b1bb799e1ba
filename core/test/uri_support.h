/*
 * What the tests of URI references share: texts without anything behind them, and their parts.
 */
#ifndef CAROM_TEST_URI_SUPPORT_H
#define CAROM_TEST_URI_SUPPORT_H

#include "support.h"

#include "carom/url.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

/* A text in a block of its own, so that a sanitizer sees a read behind its end. */
struct block {
    char *memory; /* for free() */
    struct carom_view view;
};

struct block block_of(struct carom_view text);

/* A text that must be a reference, in its parts; they are views of `text`. */
struct carom_uri parsed_view(struct carom_view text);
struct carom_uri parsed(const char *text);

void assert_zeroed(const struct carom_uri *uri);

#endif
