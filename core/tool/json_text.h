/*
 * Bytes to JSON strings, and JSON to standard output.
 */
#ifndef CAROM_TOOL_JSON_TEXT_H
#define CAROM_TOOL_JSON_TEXT_H

#include "carom/view.h"

#include <jansson.h>

/* How many bytes from `at` on belong together. Out: whether they are a whole character of UTF-8. */
size_t character_at(struct carom_view bytes, size_t at, bool *whole);

/*
 * A JSON string of any bytes. What is not UTF-8 becomes U+FFFD, one for each maximal part of a
 * sequence (Unicode 15, section 3.9), because JSON can say nothing but Unicode.
 *
 * Returns: NULL when out of memory.
 */
json_t *json_bytes(struct carom_view bytes);

/*
 * Appends the value as compact JSON. Takes the value over; NULL counts as out of memory.
 *
 * Returns: false when out of memory.
 */
bool json_append(struct carom_buf *out, json_t *value);

/*
 * Prints a value on a line of its own and flushes. Takes the value over; NULL counts as out of
 * memory.
 *
 * Returns: false, after a message, when it cannot.
 */
bool print_json(json_t *value);

/* The answer {"ok":false,"error":TEXT}; NULL when memory ran out. */
json_t *error_json(struct carom_view text);

#endif
