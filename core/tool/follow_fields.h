/*
 * Lists of field lines, from arguments and from JSON.
 */
#ifndef CAROM_TOOL_FOLLOW_FIELDS_H
#define CAROM_TOOL_FOLLOW_FIELDS_H

#include "json_lines.h"

#include "carom/view.h"

/* Zeroed is empty; free it with field_list_free. The views are the caller's. */
struct field_list {
    struct carom_field *items;
    size_t count;
    size_t cap;
};

/* Appends a field. Returns: false when out of memory. */
bool field_list_add(struct field_list *list, struct carom_field field);

/*
 * Checks a field of a response, and takes the white space around its value away. A value may be any
 * bytes: what a client makes of bad ones is to be decided, too.
 *
 * Returns: NULL; or an English sentence, static.
 */
const char *response_field_check(struct carom_field *field);

/* Reads `Name: value` as a field of a response. Returns: as response_field_check. */
const char *response_field_read(struct carom_view text, struct carom_field *out);

/*
 * Reads an array of ["Name","value"] pairs over what the list held.
 *
 * Returns: false after line_fail. In: `key` names the member for messages; `check` is field_check or
 * response_field_check.
 */
bool field_list_read_json(struct field_list *list, const char *key, const json_t *value,
                          const char *(*check)(struct carom_field *field),
                          struct line_error *error);

/* An array of ["Name","value"] pairs; NULL when out of memory. */
json_t *field_array_json(const struct carom_field *fields, size_t count);

/* The first field with a name; NULL when there is none. */
const struct carom_field *field_named(const struct carom_field *fields, size_t count,
                                      struct carom_view name);

void field_list_free(struct field_list *list);

#endif
