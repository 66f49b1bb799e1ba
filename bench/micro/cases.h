/*
 * What is measured, by name.
 */
#ifndef CAROM_MICRO_CASES_H
#define CAROM_MICRO_CASES_H

#include "workload.h"

enum micro_step {
    STEP_DECIDE = 1,
    STEP_RESPOND = 2,
    STEP_BOTH = STEP_DECIDE | STEP_RESPOND
};

struct micro_case {
    const char *name;
    const char *description;
    enum micro_step steps;
    bool needs_file; /* --rules must name one */
    bool (*prepare)(const char *file, struct workload *out);
};

extern const struct micro_case micro_cases[];
extern const size_t micro_case_count;

#endif
