/*
 * Ctrl-C: noticed instead of obeyed, so that what was learned so far can be printed.
 */
#ifndef CAROM_TOOL_TRACE_INTERRUPT_H
#define CAROM_TOOL_TRACE_INTERRUPT_H

#include <stdbool.h>

/* From now on the first SIGINT is noticed; a second one ends the process, as it always does. */
void interrupt_watch(void);

/* Whether there was one. */
bool interrupt_seen(void);

/*
 * Waits until something can be read, an end and an error among it. One that comes before the wait begins
 * ends it, too, which a plain read does not promise.
 *
 * Returns: false when there was a SIGINT.
 */
bool interrupt_wait(int fd);

enum interrupt_wait { WAIT_READABLE = 0, WAIT_IN_VAIN, WAIT_INTERRUPTED };

/* The same, for this long at most. */
enum interrupt_wait interrupt_wait_for(int fd, long milliseconds);

#endif
