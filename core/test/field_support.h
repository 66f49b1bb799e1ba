/*
 * What the tests of field values share: texts and fields without anything behind them, so that a
 * sanitizer sees a read behind their end.
 */
#ifndef CAROM_TEST_FIELD_SUPPORT_H
#define CAROM_TEST_FIELD_SUPPORT_H

#include "support.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

/* Field lines, each name and value in a block of its own. */
struct field_set {
    struct carom_field *fields;
    size_t count;
};

/* From lines `Name: value` with a newline between them; an empty text has none. */
struct field_set fields_of(const char *lines);
void free_fields(struct field_set *set);

#endif
