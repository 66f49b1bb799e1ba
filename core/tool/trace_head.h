/*
 * The head of a message as it came or went over the wire, to a list of its fields.
 */
#ifndef CAROM_TOOL_TRACE_HEAD_H
#define CAROM_TOOL_TRACE_HEAD_H

#include "follow_fields.h"

#include <stdint.h>

/* The status in a status line, which may stand behind several spaces, as libcurl reads it; 0: none. */
uint16_t head_status(struct carom_view line);

/*
 * Reads the field lines of a response. A line that goes on with white space belongs to the one before
 * (RFC 9112 §5.2): its line break becomes spaces in `head`. A line without a colon is no field.
 *
 * Returns: false when out of memory. Out: views into head.
 */
bool head_read(struct carom_buf *head, struct field_list *fields);

/* The same of a request, which begins with its request line. */
bool sent_head_read(struct carom_buf *head, struct field_list *fields);

#endif
