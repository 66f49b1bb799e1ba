/*
 * Watches the rules file and asks for a reload when it is another one.
 */
#ifndef CAROM_SERVER_WATCH_H
#define CAROM_SERVER_WATCH_H

#include <stdbool.h>

struct reloader;
struct watcher;

/*
 * Begins to watch a path: what changes from here on is seen, whenever watcher_start is called.
 * Returns: the watcher, or NULL with errno: ENOSPC and EMFILE are limits of inotify.
 * In:      path is NUL-terminated and stays.
 */
struct watcher *watcher_create(const char *path);

/* Starts the thread that asks the reloader. Returns: false with errno when there is none to be had. */
bool watcher_start(struct watcher *watcher, struct reloader *reloader);

/*
 * Sees to it that the reloader is not asked any more, and ends the thread. Does nothing to NULL.
 *
 * Returns: true: the watcher is freed. false: its thread hangs in a file system; leave it alone and end
 *          the process by _exit.
 */
bool watcher_stop(struct watcher *watcher);

#endif
