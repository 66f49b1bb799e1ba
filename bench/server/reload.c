/*
 * Reloading, away from the serving threads and from the one that waits for signals: a large file
 * delays no request, and neither a file that never ends nor a standard error that nobody reads
 * keeps the server from stopping.
 *
 * The new set is swapped in; then every worker passes through its event loop once; then nobody can
 * hold the old one and it is freed. The message is printed after that, so whoever reads `reloaded`
 * knows that every later request is answered by the new rules.
 */
#include "reload.h"

#include "message.h"
#include "rule_store.h"
#include "worker.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct work {
    bool reload, guard;
};

struct reloader {
    struct rule_store *store;
    struct worker_group *workers;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    struct work wanted; /* these three are guarded by mutex */
    bool busy;          /* reading a file or printing, neither of which may ever end */
    bool stopped;
};

/* Waits for work and takes it. Returns false when it is time to end. */
static bool next_work(struct reloader *reloader, struct work *out)
{
    pthread_mutex_lock(&reloader->mutex);
    reloader->busy = false;
    while (!reloader->wanted.reload && !reloader->wanted.guard && !reloader->stopped)
        pthread_cond_wait(&reloader->wake, &reloader->mutex);
    bool go_on = !reloader->stopped;
    *out = reloader->wanted;
    reloader->wanted = (struct work){false, false};
    reloader->busy = go_on;
    pthread_mutex_unlock(&reloader->mutex);
    return go_on;
}

/* Puts a set into use and frees the one before, unless the server is stopping. */
static bool publish(struct reloader *reloader, struct rule_set *set)
{
    /* The mutex is held throughout: reloader_stop then waits until the workers have answered,
     * which they can only do while they are running. */
    pthread_mutex_lock(&reloader->mutex);
    bool allowed = !reloader->stopped;
    struct rule_set *unused = set;
    if (allowed) {
        unused = rule_store_swap(reloader->store, set);
        worker_group_synchronise(reloader->workers);
    }
    pthread_mutex_unlock(&reloader->mutex);
    rule_set_free(unused);
    return allowed;
}

static void reload(struct reloader *reloader)
{
    const char *path = reloader->store->path;
    if (strcmp(path, "-") == 0) {
        message("standard input cannot be read again; the old rules stay in use");
        return;
    }
    /* Nobody waits for it, so the image is read whole: a damaged one must not replace a good one. */
    struct rule_set *set = rule_store_load(reloader->store, true);
    if (set == NULL) {
        message("%s was not reloaded; the old rules stay in use", path);
        return;
    }
    /* Published it is not ours any more. */
    const size_t count = carom_rules_count(&set->loaded.rules);
    const double load_ms = set->load_ms;
    if (publish(reloader, set))
        rule_store_announce(reloader->store, "reloaded", count, load_ms);
}

static void *reloader_main(void *data)
{
    struct reloader *reloader = data;
    struct work work;
    while (next_work(reloader, &work)) {
        if (work.guard) /* first: somebody waits */
            rule_store_guard(reloader->store);
        if (work.reload)
            reload(reloader);
    }
    return NULL;
}

struct reloader *reloader_start(struct rule_store *store, struct worker_group *workers)
{
    struct reloader *reloader = calloc(1, sizeof(*reloader));
    if (reloader == NULL)
        return NULL;
    reloader->store = store;
    reloader->workers = workers;
    pthread_mutex_init(&reloader->mutex, NULL);
    pthread_cond_init(&reloader->wake, NULL);
    int error = pthread_create(&reloader->thread, NULL, reloader_main, reloader);
    if (error != 0) {
        free(reloader);
        errno = error;
        return NULL;
    }
    return reloader;
}

static void want(struct reloader *reloader, struct work work)
{
    pthread_mutex_lock(&reloader->mutex);
    reloader->wanted.reload = reloader->wanted.reload || work.reload;
    reloader->wanted.guard = reloader->wanted.guard || work.guard;
    pthread_cond_signal(&reloader->wake);
    pthread_mutex_unlock(&reloader->mutex);
}

void reloader_request(struct reloader *reloader)
{
    want(reloader, (struct work){.reload = true});
}

void reloader_guard(struct reloader *reloader)
{
    want(reloader, (struct work){.guard = true});
}

bool reloader_stop(struct reloader *reloader)
{
    pthread_mutex_lock(&reloader->mutex);
    reloader->stopped = true;
    bool busy = reloader->busy;
    pthread_cond_signal(&reloader->wake);
    pthread_mutex_unlock(&reloader->mutex);
    if (busy)
        return false;
    pthread_join(reloader->thread, NULL);
    pthread_cond_destroy(&reloader->wake);
    pthread_mutex_destroy(&reloader->mutex);
    free(reloader);
    return true;
}
