/*
 * What is measured, by name.
 */
#ifndef CAROM_MICRO_CASES_H
#define CAROM_MICRO_CASES_H

#include "loop.h"
#include "url_reader.h"
#include "workload.h"

enum micro_step {
    STEP_NONE = 0,
    STEP_DECIDE = 1,
    STEP_RESPOND = 2,
    STEP_BOTH = STEP_DECIDE | STEP_RESPOND
};

enum micro_kind {
    MICRO_DECISION, /* a workload's requests */
    MICRO_READER,   /* all URL shapes in turn, by one reader */
    MICRO_CLIENT,   /* what a client does with a response, in a loop of its own */
    MICRO_READINGS, /* each URL shape, by all readers side by side */
    MICRO_LINEAR,   /* long URLs */
    MICRO_LINT      /* what a lint of rule sets takes */
};

struct micro_case {
    const char *name;
    const char *description;
    enum micro_kind kind;
    /* Of a decision. */
    enum micro_step steps;
    bool needs_file; /* --rules must name one */
    bool (*prepare)(const char *file, struct workload *out);
    /* Of a reader. */
    const struct url_reading *reading;
    size_t reader; /* in reading->readers */
    /* Of a client. */
    bool (*measure)(const char *name, size_t iterations, struct measurement *out);
};

extern const struct micro_case micro_cases[];
extern const size_t micro_case_count;

#endif
