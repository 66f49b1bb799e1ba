/*
 * What the values of fields have in common: white space and members of lists (RFC 9110 section 5.6).
 */
#ifndef FUZZ_MODEL_FIELD_VALUE_H
#define FUZZ_MODEL_FIELD_VALUE_H

#include "model/text.h"

/* SP or HTAB (section 5.6.3). */
bool model_is_blank(char byte);

/* The view without blanks around it. */
struct model_view model_without_blanks(struct model_view view);

/* Where the list member that begins at `at` ends: at a comma outside quotes, or with the list. */
size_t model_member_end(struct model_view list, size_t at);

#endif
