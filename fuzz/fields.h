/*
 * Field lines from a section of an input: `Name: value`, one on a line.
 */
#ifndef FUZZ_FIELDS_H
#define FUZZ_FIELDS_H

#include "carom/view.h"
#include "model/http.h"

/*
 * Reads at most `max` field lines. A line without a colon is no field and is left out; white space
 * around a value is no part of it.
 *
 * Returns: how many there are. Out: every view of `fields` is an exact-size block that
 * fuzz_fields_release frees; model_fields are the same.
 */
size_t fuzz_fields_read(struct carom_view section, size_t max, struct carom_field *fields,
                        struct model_field *model_fields);

/* A view without the spaces and tabs around it. */
struct carom_view fuzz_trimmed(struct carom_view view);

void fuzz_fields_release(struct carom_field *fields, size_t count);

#endif
