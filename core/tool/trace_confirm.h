/*
 * Asking a person before a request is sent.
 */
#ifndef CAROM_TOOL_TRACE_CONFIRM_H
#define CAROM_TOOL_TRACE_CONFIRM_H

#include "trace.h"

enum trace_answer {
    ANSWER_YES = 0,
    ANSWER_NO,
    ANSWER_NOBODY /* there is no terminal to ask on */
};

/* Says --yes or --no, or asks on the terminal whether the next request is to be sent. */
enum trace_answer trace_confirm(enum trace_consent consent, const struct carom_next *next,
                                bool has_body);

#endif
