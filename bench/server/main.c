/*
 * carom-server: answers HTTP by the decisions of the Carom core, over libh2o.
 *
 * This thread sets everything up and then only waits for signals; the serving is in worker.c, the
 * reloading in reload.c, and what a request becomes in adapter.c.
 */
#include "image_guard.h"
#include "listen.h"
#include "message.h"
#include "options.h"
#include "reload.h"
#include "rule_store.h"
#include "watch.h"
#include "worker.h"

#include <errno.h>
#include <fcntl.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

enum {
    EXIT_USAGE = 2,
    DRAIN_MAX_MS = 10000,
    SECOND_SIGNAL_MIN_MS = 500,
    LARGE_BLOCK_BYTES = 1 << 20
};

struct server {
    struct options options;
    struct rule_store rules;
    struct worker_group *workers;
    struct reloader *reloader;
    struct watcher *watcher; /* NULL without --watch */
    int signal_fd;
    int ended_fd; /* the workers count here when they end */
};

static int fail(const char *what)
{
    message_try("%s: %s", what, strerror(errno));
    return EXIT_FAILURE;
}

/*
 * A process started with its standard output or error closed would get their numbers for its first
 * sockets, and write its messages into somebody's connection.
 */
static bool keep_standard_streams(void)
{
    for (int fd = STDOUT_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) != -1 || errno != EBADF)
            continue;
        int null = open("/dev/null", O_WRONLY);
        if (null == -1)
            return false;
        if (null != fd && (dup2(null, fd) == -1 || close(null) != 0))
            return false;
    }
    return true;
}

/*
 * A rules text, and what is compiled from it, goes back to the system when it is freed. glibc gives a
 * large block a mapping of its own, but after the first of them is freed it takes blocks of that size from
 * the heap, where a reload's text would stay resident. A threshold that is set stays as it is.
 */
static void return_large_blocks(void)
{
#ifdef __GLIBC__
    (void)mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK_BYTES); /* refused, it only costs memory */
#endif
}

/* A connection is a descriptor; there is no reason to stop at the soft limit. */
static void raise_file_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
        message_try("cannot raise the limit of open files: %s", strerror(errno));
}

/*
 * While the rules are loaded, which may take for ever (a named pipe), SIGTERM and SIGINT end the
 * process as they end any other, and SIGHUP waits until there is something to reload.
 */
static int set_early_signals(void)
{
    sigset_t set;
    if (signal(SIGPIPE, SIG_IGN) == SIG_ERR || signal(SIGTERM, SIG_DFL) == SIG_ERR ||
        signal(SIGINT, SIG_DFL) == SIG_ERR)
        return -1;
    sigemptyset(&set);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGIO);
    image_guard_explain_end();
    errno = pthread_sigmask(SIG_BLOCK, &set, NULL);
    return errno == 0 ? 0 : -1;
}

/* Turns the signals we act on into something to read; every thread started later inherits the mask.
 * */
static int open_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGIO);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    int error = pthread_sigmask(SIG_BLOCK, &set, NULL);
    if (error != 0) {
        errno = error;
        return -1;
    }
    return signalfd(-1, &set, SFD_CLOEXEC);
}

static int64_t monotonic_ms(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
        return 0;
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

enum event {
    EVENT_STOP,       /* SIGTERM, SIGINT */
    EVENT_RELOAD,     /* SIGHUP */
    EVENT_GUARD,      /* SIGIO: somebody wants to write into the image */
    EVENT_WORKER_END, /* a thread ended */
    EVENT_TIMEOUT,
    EVENT_ERROR /* with errno set */
};

/* Waits for the next event, up to timeout_ms; -1 is without an end. */
static enum event wait_for_event(const struct server *server, int timeout_ms)
{
    struct pollfd fds[] = {{server->signal_fd, POLLIN, 0}, {server->ended_fd, POLLIN, 0}};
    int ready;
    do {
        ready = poll(fds, sizeof(fds) / sizeof(fds[0]), timeout_ms);
    } while (ready == -1 && errno == EINTR);
    if (ready == -1)
        return EVENT_ERROR;
    if (ready == 0)
        return EVENT_TIMEOUT;
    if (fds[0].revents == 0)
        return EVENT_WORKER_END;
    struct signalfd_siginfo info;
    if (read(server->signal_fd, &info, sizeof(info)) != (ssize_t)sizeof(info))
        return EVENT_ERROR;
    if (info.ssi_signo == SIGIO)
        return EVENT_GUARD;
    return info.ssi_signo == SIGHUP ? EVENT_RELOAD : EVENT_STOP;
}

/* Serves until a signal says to stop. Returns false when a serving thread failed. */
static bool serve(struct server *server)
{
    for (;;) {
        switch (wait_for_event(server, -1)) {
        case EVENT_RELOAD:
            reloader_request(server->reloader);
            break;
        case EVENT_GUARD:
            reloader_guard(server->reloader);
            break;
        case EVENT_STOP:
            return true;
        case EVENT_TIMEOUT:
            break;
        case EVENT_WORKER_END: /* nobody asked it to */
            return false;
        case EVENT_ERROR:
            fail("cannot wait for signals");
            return false;
        }
    }
}

/*
 * Lets the workers finish what is open. Returns true when all of them ended; false when a second
 * signal came or the time was over, and connections had to be left.
 *
 * A second signal on the heels of the first is no second wish: timeout(1) signals the process and
 * then its group, a terminal and a shell do likewise.
 */
static bool drain(struct server *server)
{
    const int64_t begin_ms = monotonic_ms();
    const int64_t deadline_ms = begin_ms + DRAIN_MAX_MS;
    worker_group_drain(server->workers);
    for (uint64_t ended = 0; ended < server->options.threads;) {
        int64_t left_ms = deadline_ms - monotonic_ms();
        enum event event = left_ms > 0 ? wait_for_event(server, (int)left_ms) : EVENT_TIMEOUT;
        if (event == EVENT_STOP && monotonic_ms() - begin_ms < SECOND_SIGNAL_MIN_MS)
            continue;
        if (event == EVENT_STOP || event == EVENT_TIMEOUT || event == EVENT_ERROR)
            return false;
        uint64_t more;
        if (event == EVENT_WORKER_END && read(server->ended_fd, &more, sizeof(more)) > 0)
            ended += more;
    }
    return !worker_group_failed(server->workers);
}

static struct rule_set *load_first(struct server *server)
{
    struct rule_store *rules = &server->rules;
    rules->path = server->options.rules_path;
    rules->root = server->options.root;
    rules->dialect = server->options.dialect;
    rules->dialect_is_given = server->options.dialect_is_given;
    /* Before they are loaded: what changes from here on is seen. */
    if (server->options.watch)
        server->watcher = watcher_create(rules->path);
    if (server->options.watch && server->watcher == NULL) {
        (void)fail("cannot watch the rules");
        return NULL;
    }
    return rule_store_load(rules, server->options.verify);
}

/* Loads the rules and opens the sockets: what can go wrong before anything runs. */
static int prepare(struct server *server, int *sockets)
{
    struct listen_address *address = &server->options.listen;
    char reason[LISTEN_MESSAGE_MAX];
    struct rule_set *set = load_first(server);
    if (set == NULL)
        return EXIT_FAILURE;
    (void)rule_store_swap(&server->rules, set); /* there was none before */
    if (!listen_open(address, sockets, server->options.threads, reason)) {
        message(address->bracketed ? "cannot listen on [%s]:%u: %s" : "cannot listen on %s:%u: %s",
                address->host, address->port, reason);
        rule_set_free(rule_store_swap(&server->rules, NULL));
        return EXIT_FAILURE;
    }
    rule_store_announce(&server->rules, "loaded", carom_rules_count(&set->loaded.rules),
                        set->load_ms);
    return EXIT_SUCCESS;
}

/* Starts the threads and says so. */
static int start(struct server *server, const int *sockets)
{
    const struct listen_address *address = &server->options.listen;
    server->workers = worker_group_start(sockets, server->options.threads, &server->rules,
                                         &server->options.policy, server->ended_fd);
    if (server->workers == NULL)
        return fail("cannot start a serving thread");
    server->reloader = reloader_start(&server->rules, server->workers);
    if (server->reloader == NULL)
        return fail("cannot start the reloading thread");
    if (server->watcher != NULL && !watcher_start(server->watcher, server->reloader))
        return fail("cannot start the watching thread");
    printf(address->bracketed ? "listening on http://[%s]:%u\n" : "listening on http://%s:%u\n",
           address->host, address->port);
    if (fflush(stdout) != 0)
        return fail("cannot write to standard output");
    return EXIT_SUCCESS;
}

/*
 * Ends without waiting for anybody, by _exit: the exit handlers must not run beside threads that
 * still work, and must not wait for what one of them holds.
 */
static void end_early(const struct server *server)
{
    size_t open_count = worker_group_connections(server->workers);
    if (open_count > 0)
        message_try("stopped with %zu connection%s still open", open_count,
                    open_count == 1 ? "" : "s");
    _exit(worker_group_failed(server->workers) ? EXIT_FAILURE : EXIT_SUCCESS);
}

static int run(struct server *server)
{
    if (!keep_standard_streams())
        return EXIT_FAILURE; /* there is nowhere to say why */
    return_large_blocks();
    raise_file_limit();
    if (set_early_signals() != 0)
        return fail("cannot set up signals");
    int sockets[OPTIONS_THREADS_MAX];
    int status = prepare(server, sockets);
    if (status != EXIT_SUCCESS) {
        (void)watcher_stop(server->watcher); /* it has no thread yet */
        return status;
    }
    server->signal_fd = open_signals();
    server->ended_fd = eventfd(0, EFD_CLOEXEC);
    if (server->signal_fd == -1 || server->ended_fd == -1)
        return fail("cannot set up signals");
    if (start(server, sockets) != EXIT_SUCCESS || !serve(server))
        _exit(EXIT_FAILURE);
    /* The watcher first: it speaks to the reloader. */
    bool helpers_ended = watcher_stop(server->watcher);
    helpers_ended = reloader_stop(server->reloader) && helpers_ended;
    if (!drain(server) || !helpers_ended)
        end_early(server);
    worker_group_free(server->workers);
    rule_set_free(rule_store_swap(&server->rules, NULL));
    close(server->signal_fd);
    close(server->ended_fd);
    return EXIT_SUCCESS;
}

static int print(const char *text)
{
    if (fputs(text, stdout) == EOF || fflush(stdout) != 0)
        return fail("cannot write to standard output");
    return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    struct server server = {.signal_fd = -1, .ended_fd = -1};
    switch (options_parse(argc, argv, &server.options)) {
    case OPTIONS_HELP:
        return print(options_help());
    case OPTIONS_VERSION:
        return print("carom-server " CAROM_SERVER_VERSION "\n");
    case OPTIONS_WRONG:
        return EXIT_USAGE;
    case OPTIONS_RUN:
        return run(&server);
    }
    return EXIT_USAGE;
}
