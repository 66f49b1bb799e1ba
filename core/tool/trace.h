/*
 * carom trace: what the user asked for, and what is known of a chain while it is followed.
 */
#ifndef CAROM_TOOL_TRACE_H
#define CAROM_TOOL_TRACE_H

#include "follow_decision.h"
#include "follow_fields.h"
#include "trace_body.h"

/* What is done when a person has to say yes. */
enum trace_consent {
    CONSENT_ASK = 0, /* on a terminal; without one it is no */
    CONSENT_YES,
    CONSENT_NO
};

struct trace_setup {
    struct carom_policy policy;
    struct carom_view method, url;
    struct field_list fields; /* of the first request */
    struct trace_body body;
    enum trace_consent consent;
    bool cookies, insecure, json;
    int64_t timeout_s;    /* of each hop */
    const char *cacert;   /* a file; NULL: the system's */
    const char **resolve; /* HOST:PORT:ADDRESS each */
    size_t resolve_count;
};

/*
 * Follows the chain and prints it.
 *
 * Returns: EXIT_DONE when it ended with a response that is no error; EXIT_NO when it did not, and when
 * it could not be followed or printed, after a message.
 */
int trace_run(const struct trace_setup *setup);

#endif
