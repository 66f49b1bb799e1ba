/*
 * The command line of carom-micro.
 */
#ifndef CAROM_MICRO_OPTIONS_H
#define CAROM_MICRO_OPTIONS_H

#include "cases.h"
#include "scale_measure.h"

struct micro_options {
    const char *rules_file;        /* NULL: cases that need one are left out */
    const struct micro_case *only; /* NULL: all */
    size_t iterations;             /* 0: as many as give a steady time */
    struct scale_options scale;
    bool json;
    bool help;
};

/* Returns: false, with a message on standard error, when the command line is wrong. */
bool read_options(int count, char **arguments, struct micro_options *out);

/* Prints how carom-micro is used, with its cases. Returns false when that cannot be written. */
bool print_help(void);

#endif
