/*
 * Whether a request has a cookie.
 */
#ifndef CAROM_SRC_COOKIE_H
#define CAROM_SRC_COOKIE_H

#include "carom/view.h"

/*
 * Whether one of a list of cookie names stands in a Cookie field (RFC 6265 section 4.2.1), whatever
 * its value; names are compared with case.
 *
 * Cost: linear in the fields for each name of the list.
 */
bool carom_cookie_present(struct carom_view list, const struct carom_field *fields, size_t count);

#endif
