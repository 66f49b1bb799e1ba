/*
 * Messages to the operator, on standard error.
 *
 * Each is one line and one write, without stdio: a thread that waits for the reader of a full pipe
 * inside stdio would hold its lock, and stop every other that has something to say. Control bytes,
 * which a file name may hold, are shown as \xNN.
 *
 * Thread safety: any number of threads.
 */
#ifndef CAROM_SERVER_MESSAGE_H
#define CAROM_SERVER_MESSAGE_H

/* Prints `carom-server: `, the text and a line end. Waits until somebody reads. */
__attribute__((format(printf, 1, 2))) void message(const char *format, ...);

/* The same without the name in front. */
__attribute__((format(printf, 1, 2))) void message_plain(const char *format, ...);

/*
 * As message, but never waits: the line is lost when standard error takes no more. For threads that
 * others depend on.
 */
__attribute__((format(printf, 1, 2))) void message_try(const char *format, ...);

#endif
