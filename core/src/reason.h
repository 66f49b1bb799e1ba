/*
 * The value of Reason=: a text that is made public, percent-encoded where it has to be.
 */
#ifndef CAROM_SRC_REASON_H
#define CAROM_SRC_REASON_H

#include "carom/view.h"

/*
 * Takes the quotes off and checks that the text, decoded, is one that a note can hold.
 *
 * Returns: false: *message says what is wrong. Out: *text, still percent-encoded.
 */
bool carom_reason_read(struct carom_view value, struct carom_view *text,
                       struct carom_view *message);

/* The byte of a reason at *at, percent-decoded; advances *at. In: *at is below reason.len. */
char carom_reason_byte(struct carom_view reason, size_t *at);

#endif
