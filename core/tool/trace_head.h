/*
 * The head of a message as it came or went over the wire, to a list of its fields.
 */
#ifndef CAROM_TOOL_TRACE_HEAD_H
#define CAROM_TOOL_TRACE_HEAD_H

#include "follow_fields.h"

#include <stdint.h>

/* Whether a line is a status line. Out: its status; unchanged when it is none. */
bool head_begins(struct carom_view line, uint16_t *status);

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
