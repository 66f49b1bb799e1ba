/*
 * Files that are read line by line, and what was made of them as text.
 */
#ifndef CAROM_TEST_LINE_SUPPORT_H
#define CAROM_TEST_LINE_SUPPORT_H

#include "support.h"

#include "line.h"

/* A file while it is read. The text has a line for each of its lines that is not empty:
 *
 *     static|dynamic [SCHEME://HOST]FROM[?KEY=VALUE&…] TO STATUS[!] [NAMES] [Key=LIST]… [never][; warning …]
 *     ignored; warning COLUMN MESSAGE
 *     error COLUMN MESSAGE
 *
 * The names of captures are in brackets, with commas between. */
struct reading {
    struct line_context context;
    char text[8192];
    size_t len;
};

/* Free with free(). */
struct reading *begin_reading(enum carom_dialect dialect);

/* In: the line stays as long as the reading is used. */
void read_line(struct reading *reading, struct carom_view line);

struct reading_case {
    const char *text;
    const char *begin; /* how what is made of it begins; empty: nothing is made of it */
};

void assert_readings(enum carom_dialect dialect, const struct reading_case *cases, size_t count);

#define ASSERT_READINGS(dialect, cases)                                                            \
    assert_readings((dialect), (cases), sizeof(cases) / sizeof(cases)[0])

/* Compiles a text that must be valid; `problems` is what is reported: "LINE:COLUMN …" each, a newline behind. */
void assert_warnings(enum carom_dialect dialect, const char *text, const char *problems);

/* What compiles, printed; and the same printed again. */
void assert_prints(enum carom_dialect dialect, const char *text, const char *expected);

#endif
