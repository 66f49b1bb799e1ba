/*
 * The normal form of a part of a URI: case and percent-encoding (RFC 3986 §6.2.2.1, §6.2.2.2).
 */
#ifndef CAROM_SRC_URI_ESCAPE_H
#define CAROM_SRC_URI_ESCAPE_H

#include "carom/result.h"

enum uri_case {
    URI_CASE_KEPT,
    URI_CASE_LOWER /* of a scheme and a host; the digits of an escape are in upper case all the same */
};

/* Whether a part is in its normal form. Cost: linear. */
bool carom_uri_is_normal(struct carom_view part, enum uri_case letters);

/*
 * Writes the normal form to `to`, when this is not NULL.
 *
 * Returns: how long it is, never longer than the part. Cost: linear.
 */
size_t carom_uri_write_normal(struct carom_view part, enum uri_case letters, char *to);

/* The part itself when it is in normal form; else its normal form, appended to buf. */
struct carom_view carom_uri_put_normal(struct carom_view part, enum uri_case letters,
                                       struct carom_buf *buf);

#endif
