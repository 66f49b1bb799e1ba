/*
 * Watches by inotify the folders that a path leads through, links included, not the file: a file that is
 * replaced by a rename is another file, and a link may be swapped anywhere on the way (as
 * `current -> releases/42` or a mounted configuration map are).
 *
 * An event at a name of the way only says that something may have changed. Then the path is looked
 * up again, and the rules are loaded when it leads to another file, or to one of another size or time.
 * Before that, things have to be quiet for a moment: an editor or a deployment makes many changes in a
 * row, and a file that grows is not complete. inotify does not report what another machine does to a
 * network file system.
 *
 * Whoever writes a file in place says by closing it that it is complete. Until then nothing else has it
 * loaded, where the system tells who has it open: by a lease (fcntl, F_SETLEASE), for a file that is this
 * user's own (or with CAP_LEASE) on a local file system. Elsewhere at least neither what happens beside
 * the file nor a change of its permissions has it loaded. A file without a byte is taken for one that is
 * still to be written.
 */
#include "watch.h"

#include "message.h"
#include "reload.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    QUIET_MS = 100,
    QUIET_WAIT_MAX_MS = 2000, /* in a folder where something always happens */
    AWAITED_MS = 500,         /* between two looks at a file that is open for writing */
    STOP_MAX_MS = 1000,
    LINKS_MAX = 40, /* as many as Linux follows */
    STEPS_MAX = 256,
    EVENT_BYTES = 16 * 1024
};

/* What tells one file, or one content of it, from another. */
struct identity {
    int error; /* of looking it up; 0: it is there */
    bool is_regular;
    dev_t device;
    ino_t inode;
    off_t size;
    struct timespec modified, changed;
};

/* A folder on the way, as inotify numbers it, and the name by which the way goes on from there. */
struct step {
    int folder;
    char name[NAME_MAX + 1];
};

/* What events say together; the greater one holds. */
enum happening {
    HAPPENED_NOTHING,
    HAPPENED_ATTRIBUTES, /* permissions, owner, times: the content may be half written */
    HAPPENED_CHANGE
};

struct watcher {
    const char *path;
    struct reloader *reloader;
    struct identity seen;
    int inotify;
    int stop_fd;             /* readable when it is time to end */
    enum happening happened; /* since the file was last judged */
    struct step steps[STEPS_MAX];
    size_t step_count;
    bool is_awaited; /* to be closed by its writer; that was said */
    bool trouble_reported;
    bool is_started;
    pthread_t thread;
    pthread_mutex_t mutex;
    bool stopped; /* guarded by mutex */
};

static struct identity identity_of(const char *path)
{
    struct stat status;
    if (stat(path, &status) != 0)
        return (struct identity){.error = errno};
    return (struct identity){.is_regular = S_ISREG(status.st_mode),
                             .device = status.st_dev,
                             .inode = status.st_ino,
                             .size = status.st_size,
                             .modified = status.st_mtim,
                             .changed = status.st_ctim};
}

static bool same_time(struct timespec a, struct timespec b)
{
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

static bool is_same_file(const struct identity *a, const struct identity *b)
{
    return a->error == b->error && a->device == b->device && a->inode == b->inode;
}

static bool is_same_content(const struct identity *a, const struct identity *b)
{
    return a->size == b->size && same_time(a->modified, b->modified);
}

static bool is_same(const struct identity *a, const struct identity *b)
{
    return is_same_file(a, b) && is_same_content(a, b) && same_time(a->changed, b->changed);
}

/* Whether it is the file of before with another content. */
static bool is_written_on(const struct identity *now, const struct identity *before)
{
    return now->error == 0 && is_same_file(now, before) && !is_same_content(now, before);
}

/* A way through folders: where it is, and what is still ahead. */
struct way {
    char here[PATH_MAX];
    char ahead[PATH_MAX];
    int links;
};

/* Takes the next name off what is ahead. Returns: false at the end. */
static bool next_name(struct way *way, char name[NAME_MAX + 1])
{
    const char *from = way->ahead + strspn(way->ahead, "/");
    size_t len = strcspn(from, "/");
    if (len == 0 || len > NAME_MAX)
        return false;
    memcpy(name, from, len);
    name[len] = '\0';
    from += len;
    memmove(way->ahead, from, strlen(from) + 1);
    return true;
}

/* Puts what a link says before what is ahead. Returns: false when it is too long or too many. */
static bool follow_link(struct way *way, const char *link)
{
    char target[PATH_MAX];
    ssize_t len = readlink(link, target, sizeof(target) - 1);
    size_t ahead_len = strlen(way->ahead);
    if (len <= 0 || way->links++ >= LINKS_MAX || (size_t)len + ahead_len + 2 > sizeof(way->ahead))
        return false;
    memmove(way->ahead + len + 1, way->ahead, ahead_len + 1);
    memcpy(way->ahead, target, (size_t)len);
    way->ahead[len] = '/';
    if (target[0] == '/')
        memcpy(way->here, "/", 2);
    return true;
}

/* Goes one name further. Returns: false when the way ends here, at a file or at nothing. */
static bool advance(struct way *way, const char *name)
{
    struct stat status;
    size_t here_len = strlen(way->here), name_len = strlen(name);
    char next[PATH_MAX];
    if (here_len + 1 + name_len >= sizeof(next))
        return false;
    memcpy(next, way->here, here_len);
    next[here_len] = '/';
    memcpy(next + here_len + 1, name, name_len + 1);
    if (lstat(next, &status) != 0)
        return false;
    if (S_ISLNK(status.st_mode))
        return follow_link(way, next);
    memcpy(way->here, next, here_len + 1 + name_len + 1);
    return S_ISDIR(status.st_mode);
}

/* Watches for a name in the folder where the way is. Returns: whether that works or need not. */
static bool watch_here(struct watcher *watcher, const struct way *way, const char *name)
{
    const bool is_last = way->ahead[strspn(way->ahead, "/")] == '\0';
    uint32_t events = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF |
                      IN_MOVE_SELF | IN_ONLYDIR | IN_MASK_ADD;
    if (is_last) /* here the file itself is written, or made readable */
        events |= IN_CLOSE_WRITE | IN_ATTRIB;
    if (watcher->step_count == STEPS_MAX) {
        errno = ENAMETOOLONG;
        return false;
    }
    int folder = inotify_add_watch(watcher->inotify, way->here, events);
    if (folder == -1) /* moved away just now, or one that may be passed through but not read */
        return errno == ENOENT || errno == ENOTDIR || (errno == EACCES && !is_last);
    struct step *step = &watcher->steps[watcher->step_count++];
    step->folder = folder;
    memcpy(step->name, name, strlen(name) + 1);
    return true;
}

/* Whether the way leads through a folder, and there by this name; NULL is any. */
static bool is_on_way(const struct watcher *watcher, int folder, const char *name)
{
    for (size_t i = 0; i < watcher->step_count; i++) {
        const struct step *step = &watcher->steps[i];
        if (step->folder == folder && (name == NULL || strcmp(step->name, name) == 0))
            return true;
    }
    return false;
}

/* Watches every folder on the way to the file, and no other any more. */
static bool watch_way(struct watcher *watcher)
{
    struct way way = {.links = 0};
    char name[NAME_MAX + 1];
    int before[STEPS_MAX];
    const size_t before_count = watcher->step_count;
    bool is_good = true;
    if (strlen(watcher->path) >= sizeof(way.ahead)) {
        errno = ENAMETOOLONG;
        return false;
    }
    for (size_t i = 0; i < before_count; i++)
        before[i] = watcher->steps[i].folder;
    memcpy(way.ahead, watcher->path, strlen(watcher->path) + 1);
    memcpy(way.here, watcher->path[0] == '/' ? "/" : ".", 2);
    watcher->step_count = 0;
    while (is_good && next_name(&way, name)) {
        is_good = watch_here(watcher, &way, name);
        if (!advance(&way, name))
            break;
    }
    for (size_t i = 0; i < before_count; i++) {
        if (!is_on_way(watcher, before[i], NULL))
            (void)inotify_rm_watch(watcher->inotify, before[i]); /* fails when the folder is gone */
    }
    return is_good;
}

/* In: name is empty when the event is the folder's own, or that events were lost. */
static enum happening weigh_event(const struct watcher *watcher, const struct inotify_event *event,
                                  const char *name)
{
    if ((event->mask & IN_IGNORED) != 0) /* we stopped watching */
        return HAPPENED_NOTHING;
    if (name[0] != '\0' && !is_on_way(watcher, event->wd, name))
        return HAPPENED_NOTHING;
    return (event->mask & IN_ATTRIB) != 0 ? HAPPENED_ATTRIBUTES : HAPPENED_CHANGE;
}

/* Takes what inotify has to say. Returns: whether any of it was about the way. */
static bool take_events(struct watcher *watcher)
{
    _Alignas(struct inotify_event) char bytes[EVENT_BYTES];
    bool has_happened = false;
    ssize_t got;
    while ((got = read(watcher->inotify, bytes, sizeof(bytes))) > 0) {
        for (size_t at = 0; at < (size_t)got;) {
            struct inotify_event event;
            memcpy(&event, bytes + at, sizeof(event));
            const char *name = event.len > 0 ? bytes + at + sizeof(event) : "";
            enum happening happened = weigh_event(watcher, &event, name);
            has_happened = has_happened || happened != HAPPENED_NOTHING;
            if (happened > watcher->happened)
                watcher->happened = happened;
            at += sizeof(event) + event.len;
        }
    }
    return has_happened;
}

static int64_t monotonic_ms(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
        return 0;
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/*
 * Waits until something happens. Returns: false when it is time to end.
 *
 * A file that is awaited is looked at again all the same: it is told closed a moment before it is, and
 * not at all when that is by another name of it.
 */
static bool wait_for_event(struct watcher *watcher)
{
    for (;;) {
        struct pollfd fds[] = {{watcher->stop_fd, POLLIN, 0}, {watcher->inotify, POLLIN, 0}};
        int ready = poll(fds, 2, watcher->is_awaited ? AWAITED_MS : -1);
        if (ready == 0)
            return true;
        if (ready > 0 && fds[0].revents != 0)
            return false;
        if (ready > 0 && take_events(watcher))
            return true;
    }
}

/* Waits until nothing happens any more and the file stays as it is. Returns: false when it is time to
 * end. */
static bool wait_for_quiet(struct watcher *watcher)
{
    const int64_t end_ms = monotonic_ms() + QUIET_WAIT_MAX_MS;
    for (;;) {
        struct identity before = identity_of(watcher->path);
        struct pollfd stop = {watcher->stop_fd, POLLIN, 0};
        if (poll(&stop, 1, QUIET_MS) > 0)
            return false;
        const bool has_happened = take_events(watcher);
        struct identity after = identity_of(watcher->path);
        if (is_same(&before, &after) && (!has_happened || monotonic_ms() >= end_ms))
            return true;
    }
}

static void watch_again(struct watcher *watcher)
{
    bool is_good = watch_way(watcher);
    if (!is_good && !watcher->trouble_reported)
        message_try("cannot watch %s any more: %s; SIGHUP still reloads", watcher->path,
                    strerror(errno));
    watcher->trouble_reported = !is_good;
}

static void ask_to_reload(struct watcher *watcher)
{
    pthread_mutex_lock(&watcher->mutex);
    if (!watcher->stopped)
        reloader_request(watcher->reloader);
    pthread_mutex_unlock(&watcher->mutex);
}

/* Returns: false also when that cannot be told. */
static bool is_open_for_writing(const char *path)
{
    /* O_NONBLOCK: it may be a pipe by now. */
    int file = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (file == -1)
        return false;
    bool is_open = fcntl(file, F_SETLEASE, F_RDLCK) != 0 && errno == EAGAIN;
    (void)close(file); /* and with it the lease */
    return is_open;
}

/* Judges what is there now, after things have happened and are quiet again. */
static void judge(struct watcher *watcher)
{
    const enum happening happened = watcher->happened;
    const struct identity now = identity_of(watcher->path);
    watcher->happened = HAPPENED_NOTHING;
    if (happened == HAPPENED_ATTRIBUTES && is_written_on(&now, &watcher->seen))
        return; /* its closing is an event of its own */
    const bool was_awaited = watcher->is_awaited;
    watcher->is_awaited = false;
    if (is_same(&now, &watcher->seen))
        return;
    if (now.is_regular && is_open_for_writing(watcher->path)) {
        watcher->is_awaited = true;
        if (!was_awaited)
            message_try(
                "%s is open for writing: it is loaded when its writer has closed it, or by SIGHUP",
                watcher->path);
        return;
    }
    watcher->seen = now;
    if (now.is_regular && now.size == 0)
        message_try("%s is empty, as a file is before it is written: the rules stay as they are; "
                    "SIGHUP takes it all the same",
                    watcher->path);
    else
        ask_to_reload(watcher);
}

static void *watcher_main(void *data)
{
    struct watcher *watcher = data;
    while (wait_for_event(watcher) && wait_for_quiet(watcher)) {
        watch_again(watcher);
        judge(watcher); /* after that, so that any later change is an event again */
    }
    return NULL;
}

static void watcher_free(struct watcher *watcher)
{
    if (watcher->inotify != -1)
        (void)close(watcher->inotify);
    if (watcher->stop_fd != -1)
        (void)close(watcher->stop_fd);
    pthread_mutex_destroy(&watcher->mutex);
    free(watcher);
}

struct watcher *watcher_create(const char *path)
{
    struct watcher *watcher = calloc(1, sizeof(*watcher));
    if (watcher == NULL)
        return NULL;
    watcher->path = path;
    pthread_mutex_init(&watcher->mutex, NULL);
    watcher->inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    watcher->stop_fd = eventfd(0, EFD_CLOEXEC);
    if (watcher->inotify == -1 || watcher->stop_fd == -1 || !watch_way(watcher)) {
        int error = errno;
        watcher_free(watcher);
        errno = error;
        return NULL;
    }
    watcher->seen = identity_of(path);
    return watcher;
}

bool watcher_start(struct watcher *watcher, struct reloader *reloader)
{
    watcher->reloader = reloader;
    errno = pthread_create(&watcher->thread, NULL, watcher_main, watcher);
    watcher->is_started = errno == 0;
    return watcher->is_started;
}

bool watcher_stop(struct watcher *watcher)
{
    const uint64_t one = 1;
    struct timespec end;
    if (watcher == NULL)
        return true;
    pthread_mutex_lock(&watcher->mutex);
    watcher->stopped = true;
    pthread_mutex_unlock(&watcher->mutex);
    if (watcher->is_started) {
        if (write(watcher->stop_fd, &one, sizeof(one)) != (ssize_t)sizeof(one) ||
            clock_gettime(CLOCK_REALTIME, &end) != 0)
            return false;
        end.tv_sec += STOP_MAX_MS / 1000;
        if (pthread_timedjoin_np(watcher->thread, NULL, &end) != 0)
            return false;
    }
    watcher_free(watcher);
    return true;
}
