/*
 * The language that a request prefers, and whether a rule asks for it.
 */
#ifndef CAROM_SRC_LANGUAGE_H
#define CAROM_SRC_LANGUAGE_H

#include "carom/view.h"

/*
 * The language that Accept-Language prefers most (RFC 9110 section 12.5.4): the highest weight above
 * 0, and the first of equals. `*` is no language. All fields of that name are one list, and a member
 * that is malformed is not in it.
 *
 * Returns: false when there is none; *out is empty then. Cost: linear in the fields.
 */
bool carom_language_preferred(const struct carom_field *fields, size_t count,
                              struct carom_view *out);

/*
 * Whether a language is one of a list, or begins with one and a `-`, without case (RFC 4647 section
 * 3.3.1). An empty language is in no list.
 */
bool carom_language_matches(struct carom_view list, struct carom_view preferred);

#endif
