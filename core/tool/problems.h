/*
 * What is wrong with a rules file: printed line by line, or gathered as JSON.
 */
#ifndef CAROM_TOOL_PROBLEMS_H
#define CAROM_TOOL_PROBLEMS_H

#include "carom/rules.h"

#include <jansson.h>

/* How many problems a command prints whose job is another one. `check` prints all. */
enum { PROBLEMS_SHOWN_MAX = 20 };

/* Zeroed but for file, limit, with_warnings and as_json it is ready; free it with problems_free. */
struct problems {
    const char *file;
    size_t limit; /* how many are printed; SIZE_MAX: all */
    bool with_warnings;
    bool as_json;       /* gathered in `json`, not printed */
    bool out_of_memory; /* some could not be gathered */
    size_t errors;      /* all that were reported */
    size_t warnings;
    size_t shown;
    size_t hidden;
    struct carom_buf json; /* the members of a JSON array, separated by commas */
    struct carom_buf text;
};

/* A carom_report_fn; ctx is a struct problems. */
void problems_report(void *ctx, const struct carom_diagnostic *diagnostic);

/* Adds a problem of the whole file, which has no line. */
void problems_add_message(struct problems *problems, const char *text);

/* Says how many were not printed, if any. */
void problems_print_rest(const struct problems *problems);

/* The text of a diagnostic, in `out`. Returns: false when out of memory. */
bool diagnostic_text(const struct carom_diagnostic *diagnostic, struct carom_buf *out);

void problems_free(struct problems *problems);

#endif
