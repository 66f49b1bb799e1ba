/*
 * The language that a request prefers, and whether a rule asks for it.
 */
#ifndef CAROM_SRC_LANGUAGE_H
#define CAROM_SRC_LANGUAGE_H

#include "carom/rules.h"

/*
 * The language that Accept-Language prefers most (RFC 9110 section 12.5.4): the highest weight
 * above 0, and the first of equals. `*` is no language. All fields of that name are one list. A
 * member that is no language range (RFC 4647 section 2.1) with a weight or nothing behind it is
 * left out.
 *
 * Returns: false when there is none; *out is empty then. Cost: linear in the fields.
 */
bool carom_language_preferred(const struct carom_field *fields, size_t count,
                              struct carom_view *out);

/*
 * Whether a language is one of a list, without case, or begins with one and a `-` (RFC 4647 section
 * 3.3.1); in netlify only its first subtag can be asked for in that way. An empty language is in no
 * list.
 */
bool carom_language_matches(enum carom_dialect dialect, struct carom_view list,
                            struct carom_view language);

#endif
