/*
 * What is told of a chain as it goes, and how: as a table for people, or as one JSON object.
 */
#ifndef CAROM_TOOL_TRACE_REPORT_H
#define CAROM_TOOL_TRACE_REPORT_H

#include "trace_http.h"

#include <jansson.h>

/* One request, its response, and what the core makes of it. */
struct trace_hop {
    size_t number; /* from 1 */
    const struct follow_question *question;
    const struct follow_answer *answer;
    const struct http_response *response;
    int64_t body_len; /* of the request; -1 when it is not known */
};

/* What became of the first request's method and body: 0 where nothing did, else at which hop and by
 * which status. */
struct trace_fate {
    struct carom_view first_method;
    struct carom_view method; /* of the last request */
    bool had_body;
    size_t method_hop, body_hop;
    uint16_t method_status, body_status;
};

enum trace_ending {
    ENDING_DECIDED = 0, /* the decision on the last response was to stop */
    ENDING_DECLINED,    /* --no, or a person said no */
    ENDING_UNASKED,     /* nobody was there to be asked */
    ENDING_FAILED,      /* the last request got no response */
    ENDING_INTERRUPTED
};

struct trace_end {
    enum trace_ending ending;
    bool is_good;                 /* the last response is no error, and nobody stopped before it */
    size_t redirects;             /* followed */
    uint16_t status;              /* of the last response; 0 when there was none */
    struct carom_view error;      /* ENDING_FAILED: a sentence */
    struct carom_view future_url; /* for future requests, in place of the first URL */
    const struct trace_hop *last; /* NULL when the last request got no response */
    struct trace_fate fate;
};

/* Zeroed but for its functions it is ready. Each function returns false when out of memory, or after a
 * message that the output could not be written. */
struct trace_report {
    bool (*begin)(struct trace_report *report);
    bool (*hop)(struct trace_report *report, const struct trace_hop *hop);
    /* What was answered when the hop's decision was to ask. */
    bool (*consent)(struct trace_report *report, bool yes);
    bool (*end)(struct trace_report *report, const struct trace_end *end);
    struct carom_buf text; /* of the table: what is being put together */
    bool in_colour;
    json_t *hops; /* of the object */
};

struct trace_report trace_table(void);
struct trace_report trace_object(void);

/* Frees what a report holds. */
void trace_report_free(struct trace_report *report);

/* `decided`, `declined`, … */
const char *trace_ending_name(enum trace_ending ending);

/* Appends what became of the first request's method and body, as a sentence without a full stop. Returns:
 * false when out of memory. */
bool put_fate(struct carom_buf *out, const struct trace_end *end);

#endif
