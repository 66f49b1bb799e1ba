/*
 * What the tool prints: messages on standard error, results on standard output.
 */
#ifndef CAROM_TOOL_OUTPUT_H
#define CAROM_TOOL_OUTPUT_H

#include "carom/view.h"

#if defined(__GNUC__) || defined(__clang__)
#define CAROM_PRINTF(text_at, first) __attribute__((format(printf, text_at, first)))
#else
#define CAROM_PRINTF(text_at, first)
#endif

/*
 * Prints `carom: TEXT` on standard error. Controls in the text, which may come from an argument or a
 * file name, and what is not UTF-8 are shown as \xNN so that they cannot steer the terminal.
 */
void message(const char *format, ...) CAROM_PRINTF(1, 2);

/* The same without `carom: ` before it. */
void plain_message(const char *format, ...) CAROM_PRINTF(1, 2);

/* Appends a text with its controls, and what is not UTF-8, as \xNN. Returns: false when out of memory. */
bool append_visible(struct carom_buf *line, const char *text, size_t len);

/* Says that memory ran out. Returns: EXIT_NO, for `return out_of_memory();`. */
int out_of_memory(void);

/* Writes bytes on standard output and flushes. Returns: false, after a message, when it cannot. */
bool print_bytes(const char *bytes, size_t len);

/*
 * Flushes and checks standard output: a full disk or a closed pipe is only seen here.
 * Returns: `code`, or EXIT_NO after a message when what was printed did not arrive.
 */
int finish_output(int code);

#endif
