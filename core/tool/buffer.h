/*
 * A carom_buf over malloc that grows on request. Zeroed is empty; free it with buffer_free.
 */
#ifndef CAROM_TOOL_BUFFER_H
#define CAROM_TOOL_BUFFER_H

#include "carom/result.h"

/* Makes room for `cap` bytes in all, and keeps what is there. Returns: false when out of memory. */
bool buffer_reserve(struct carom_buf *buf, size_t cap);

/* Appends bytes. Returns: false when out of memory, and the buffer is as it was. */
bool buffer_append(struct carom_buf *buf, const char *bytes, size_t len);

/*
 * After CAROM_ERR_NOSPACE: makes the room that the call asked for.
 *
 * Returns: CAROM_OK to call again; CAROM_ERR_NOMEM; CAROM_ERR_RANGE when the call asks for no more
 * than it had, and would do so for ever.
 */
CAROM_MUST_CHECK enum carom_result buffer_make_room(struct carom_buf *buf);

void buffer_free(struct carom_buf *buf);

#endif
