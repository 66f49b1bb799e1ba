/*
 * Strict reading of arguments, over getopt_long: no abbreviated names, nothing given twice that
 * counts once, and an error that names the option and where to read on.
 */
#ifndef CAROM_TOOL_OPTIONS_H
#define CAROM_TOOL_OPTIONS_H

#include "carom/rules.h"

#include <getopt.h>
#include <stdint.h>

/* What option_next returns besides an option's letter. */
enum {
    OPTION_END = -1,
    OPTION_WRONG = '?', /* a message was printed */
    OPTION_ARGUMENT = 1 /* a word that is no option, in optarg */
};

/* Values of the long options that have no letter. */
enum {
    OPTION_HELP = 256,
    OPTION_JSON,
    OPTION_JSONL,
    OPTION_DIALECT,
    OPTION_RULES,
    OPTION_HTTP,
    OPTION_STRICT_ACCEPT,
    OPTION_TRACE,
    OPTION_NOW,
    OPTION_BASE,
    OPTION_STANDARD,
    OPTION_COMPARE,
    OPTION_PORTABLE,
    OPTION_NO_LINT,
    OPTION_STRICT,
    OPTION_TIMINGS,
    OPTION_EXPLAIN,
    OPTION_COUNTRY_HEADER,
    OPTION_POLICY,
    OPTION_MAX_REDIRECTS,
    OPTION_POSTREDIR,
    OPTION_BODY,
    OPTION_STATUS,
    OPTION_LOCATION,
    OPTION_CHAIN,
    OPTION_TABLE,
    OPTION_YES,
    OPTION_NO,
    OPTION_COOKIES,
    OPTION_TIMEOUT,
    OPTION_CACERT,
    OPTION_INSECURE,
    /* Those that may be given more than once. */
    OPTION_RESPONSE_HEADER = 512,
    OPTION_RESOLVE
};

struct options {
    const char *command;        /* for messages */
    const char *short_options;  /* as getopt's, and beginning with "-:" */
    const struct option *known; /* as getopt_long's, with `flag` NULL throughout */
    uint64_t seen;              /* which of the long options' values were met */
};

/* The next option or argument. In: options->seen is 0 and optind 1 before the first call. */
int option_next(struct options *options, int argc, char **argv);

/* Prints what is wrong with the usage and where to read on. Returns: EXIT_WRONG_USE. */
int wrong_use(const char *command, const char *text);

/* Returns: whether the text is a dialect's name; after a message when it is not. */
bool read_dialect(const char *command, const char *text, enum carom_dialect *out);

/* A decimal number, digits only. Returns: false when it is anything else or above max. */
bool read_whole_number(const char *text, int64_t max, int64_t *out);

/* The same, of seconds, as large as they can be. */
bool read_seconds(const char *text, int64_t *out);

#endif
