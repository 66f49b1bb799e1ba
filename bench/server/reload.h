/*
 * Loads the rules again, in a thread of its own, while the others serve.
 */
#ifndef CAROM_SERVER_RELOAD_H
#define CAROM_SERVER_RELOAD_H

#include <stdbool.h>

struct reloader;
struct rule_store;
struct worker_group;

/*
 * Starts the thread.
 * Returns: the reloader, or NULL when there is no memory or no thread; then errno says why.
 * In: store and workers live until reloader_stop returned true.
 */
struct reloader *reloader_start(struct rule_store *store, struct worker_group *workers);

/*
 * Asks for the rules to be loaded again. Returns at once. Requests that come while a load is under
 * way become one load after it.
 */
void reloader_request(struct reloader *reloader);

/* Asks for the image in use to be guarded against somebody who waits to write. Returns at once. */
void reloader_guard(struct reloader *reloader);

/*
 * Sees to it that no rules are swapped any more.
 *
 * Returns: true: the thread has ended and the reloader is freed. false: it is still reading the
 *          file or printing, which may take for ever (a network file system, a standard error that
 *          nobody reads): leave it alone and end the
 *          process by _exit.
 */
bool reloader_stop(struct reloader *reloader);

#endif
