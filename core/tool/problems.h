/*
 * What is wrong with a rules file: printed line by line, or as JSON.
 */
#ifndef CAROM_TOOL_PROBLEMS_H
#define CAROM_TOOL_PROBLEMS_H

#include "carom/lint.h"

#include <jansson.h>

/* How many problems a command prints whose job is another one. `check` prints all. */
enum { PROBLEMS_SHOWN_MAX = 20 };

/* One that waits for those of earlier lines that may still come. */
struct problem {
    uint32_t line;
    uint32_t column;
    enum carom_severity severity;
    size_t at; /* its text or JSON in problems.waiting_text */
    size_t len;
    size_t number; /* in the order in which they came */
};

/* Zeroed but for file, limit, with_warnings, as_json and gathers it is ready; free it with
 * problems_free. */
struct problems {
    const char *file;
    size_t limit; /* how many are printed; SIZE_MAX: all */
    bool with_warnings;
    bool as_json; /* gathered in `json`, not printed */
    bool
        gathers; /* as long as there are warnings only they wait for problems_flush, which puts them
                     into the order of their lines */
    bool out_of_memory; /* some could not be gathered */
    size_t errors;      /* all that were reported */
    size_t warnings;
    size_t kinds[CAROM_LINT_PORTABILITY + 1]; /* of the warnings, those of the lint */
    size_t shown;
    size_t hidden;
    struct carom_buf json; /* the members of a JSON array, separated by commas */
    struct carom_buf text;
    struct carom_buf waiting_text;
    struct problem *waiting;
    size_t waiting_count;
    size_t waiting_cap;
};

/* A carom_report_fn; ctx is a struct problems. */
void problems_report(void *ctx, const struct carom_diagnostic *diagnostic);

/* Adds what another dialect says of a line, as a warning. */
void problems_add_foreign(struct problems *problems, enum carom_dialect dialect,
                          const struct carom_diagnostic *diagnostic);

/* Adds what a lint found in a line, whose `from` stands at this column. */
void problems_add_finding(struct problems *problems, uint32_t column,
                          const struct carom_lint_finding *finding);

/* Adds a problem of the whole file, which has no line. */
void problems_add_message(struct problems *problems, const char *text);

/* Puts out what waits, line by line. */
void problems_flush(struct problems *problems);

/* Says how many were not printed, if any. */
void problems_print_rest(const struct problems *problems);

/* The text of a diagnostic, in `out`. Returns: false when out of memory. */
bool diagnostic_text(const struct carom_diagnostic *diagnostic, struct carom_buf *out);

void problems_free(struct problems *problems);

#endif
