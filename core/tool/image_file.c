#include "image_file.h"

#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* As many links as Linux follows. */
enum { NAME_TRIES_MAX = 100, LINKS_MAX = 40, READ_BACK_BYTES = 64 * 1024 };

static const int ending_signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
enum { ENDING_SIGNAL_COUNT = sizeof ending_signals / sizeof ending_signals[0] };

/* The file to take away when a signal ends the process. A handler can reach only what is global; it
 * is changed only while those signals are blocked. */
static const char *temporary_path;

static void remove_temporary(int signal_number)
{
    if (temporary_path != NULL)
        (void)unlink(temporary_path);
    /* SA_RESETHAND has put the default back: end as the sender meant it. */
    (void)raise(signal_number);
}

static void ending_set(sigset_t *set)
{
    (void)sigemptyset(set);
    for (int i = 0; i < ENDING_SIGNAL_COUNT; i++)
        (void)sigaddset(set, ending_signals[i]);
}

/* Blocks the signals that end the process. Out: the mask before. */
static bool hold_signals(sigset_t *before)
{
    sigset_t set;
    ending_set(&set);
    return sigprocmask(SIG_BLOCK, &set, before) == 0;
}

static void release_signals(const sigset_t *before)
{
    (void)sigprocmask(SIG_SETMASK, before, NULL);
}

/* A signal that is ignored (nohup, a background job) stays ignored. */
static void install_handlers(void)
{
    struct sigaction action = {.sa_handler = remove_temporary, .sa_flags = (int)SA_RESETHAND};
    ending_set(&action.sa_mask);
    for (int i = 0; i < ENDING_SIGNAL_COUNT; i++) {
        struct sigaction before;
        if (sigaction(ending_signals[i], NULL, &before) == 0 && before.sa_handler == SIG_DFL)
            (void)sigaction(ending_signals[i], &action, NULL);
    }
}

static void say_cannot_write(const char *path, int error)
{
    const char *advice = "";
    if (error == ENOSPC || error == EDQUOT)
        advice = ": free some space, or write elsewhere";
    else if (error == EFBIG)
        advice = ": raise the limit (ulimit -f)";
    else if (error == EIO)
        advice = ": the disk does not give back what is written to it";
    else if (error == ENOENT)
        advice = ": create the folder first";
    else if (error == EACCES || error == EROFS)
        advice = ": choose a folder that you may write to";
    message("%s: cannot be written: %s%s; the image was not made", path, strerror(error), advice);
}

static bool write_all(int fd, const unsigned char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t written = write(fd, bytes, len);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        if (written == 0) {
            errno = ENOSPC;
            return false;
        }
        bytes += (size_t)written;
        len -= (size_t)written;
    }
    return true;
}

/* The length of the folder's part of a path, with its slash; 0 for a name alone. */
static size_t folder_length(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? 0 : (size_t)(slash - path) + 1;
}

/*
 * A number that the names of other runs seldom have. Those that were killed leave theirs behind, and in
 * a container each may have had the same process number.
 */
static long name_number(void)
{
    struct timespec now;
    return clock_gettime(CLOCK_REALTIME, &now) == 0 ? now.tv_nsec : 0;
}

/* Creates a file of a new name beside `path`. Returns: its descriptor, or -1 with errno. */
static int create_beside(const char *path, mode_t mode, char **name)
{
    size_t folder_len = folder_length(path);
    size_t cap = folder_len + 64;
    *name = malloc(cap);
    if (*name == NULL)
        return -1;
    memcpy(*name, path, folder_len);
    long number = name_number();
    for (int attempt = 0; attempt < NAME_TRIES_MAX; attempt++) {
        (void)snprintf(*name + folder_len, cap - folder_len, ".carom-%ld-%ld.tmp", (long)getpid(),
                       number + attempt);
        int fd = open(*name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        if (fd >= 0 || errno != EEXIST)
            return fd;
    }
    return -1;
}

/* The name must be on the disk too; a file system that cannot do that for a folder says so, and
 * then there is nothing more to be done. */
static void sync_folder(const char *path)
{
    size_t len = folder_length(path);
    char *folder = malloc(len + 2);
    if (folder == NULL)
        return;
    memcpy(folder, path, len);
    memcpy(folder + len, ".", 2);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        (void)fsync(fd);
        (void)close(fd);
    }
    free(folder);
}

/* Whether a file holds these bytes and no others, read again; else errno is set. */
static bool holds(int fd, const unsigned char *bytes, size_t len)
{
    char chunk[READ_BACK_BYTES];
    for (size_t done = 0; done <= len;) {
        ssize_t got = pread(fd, chunk, sizeof chunk, (off_t)done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return false;
        if (got == 0 && done == len)
            return true;
        if (got == 0 || (size_t)got > len - done || memcmp(chunk, bytes + done, (size_t)got) != 0)
            break;
        done += (size_t)got;
    }
    errno = EIO;
    return false;
}

/* Returns: 0, or the errno of the first thing that failed; the descriptor is closed. */
static int fill(int fd, const unsigned char *bytes, size_t len, bool to_disk)
{
    int error = 0;
    if (!write_all(fd, bytes, len) || (to_disk && (fsync(fd) != 0 || !holds(fd, bytes, len))))
        error = errno;
    if (close(fd) != 0 && error == 0 && errno != EINTR)
        error = errno;
    return error;
}

/* Gives the new file the owner, as far as this user may, and the permissions of the one that it
 * replaces. Returns: 0 or an errno. */
static int take_over(int fd, const struct stat *old)
{
    mode_t mode = old->st_mode & 0777;
    if (fchown(fd, old->st_uid, old->st_gid) != 0 && fchown(fd, (uid_t)-1, old->st_gid) != 0)
        mode &= ~(mode_t)S_IRWXG; /* these were another group's */
    return fchmod(fd, mode) == 0 ? 0 : errno;
}

/* In: old is the file at `path`, NULL when there is none. Returns: 0 or an errno. */
static int replace(const char *path, const struct stat *old, const unsigned char *bytes, size_t len)
{
    sigset_t before;
    char *name = NULL;
    if (!hold_signals(&before))
        return errno;
    install_handlers();
    /* Until the permissions are those of the old file, nobody else may open the new one. */
    int fd = create_beside(path, old == NULL ? 0666 : 0600, &name);
    int error = fd < 0 ? errno : 0;
    if (fd >= 0) {
        temporary_path = name;
        release_signals(&before);
        error = old == NULL ? 0 : take_over(fd, old);
        int filled = fill(fd, bytes, len, true);
        if (error == 0)
            error = filled;
        if (!hold_signals(&before) && error == 0)
            error = errno;
        if (error == 0 && rename(name, path) != 0)
            error = errno;
        if (error != 0)
            (void)unlink(name);
        temporary_path = NULL;
    }
    release_signals(&before);
    free(name);
    if (error == 0)
        sync_folder(path);
    return error;
}

static int write_through(const char *path, const unsigned char *bytes, size_t len)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    return fd < 0 ? errno : fill(fd, bytes, len, false);
}

/* What a symbolic link says, as a path from here. Returns: malloc'ed; NULL with errno. */
static char *link_target(const char *path)
{
    size_t folder_len = folder_length(path);
    char *target = malloc(folder_len + PATH_MAX);
    if (target == NULL)
        return NULL;
    memcpy(target, path, folder_len);
    ssize_t len = readlink(path, target + folder_len, PATH_MAX - 1);
    if (len < 0) {
        free(target);
        return NULL;
    }
    target[folder_len + (size_t)len] = '\0';
    if (len > 0 && target[folder_len] == '/')
        memmove(target, target + folder_len, (size_t)len + 1);
    return target;
}

/* Where a path that leads to no file would lead: itself, or what the last of its links names.
 * Returns: malloc'ed; NULL with errno. */
static char *end_of_links(const char *path)
{
    char *end = strdup(path);
    for (int links = 0; end != NULL; links++) {
        struct stat status;
        if (lstat(end, &status) != 0 || !S_ISLNK(status.st_mode))
            return end;
        char *next = links < LINKS_MAX ? link_target(end) : NULL;
        if (links == LINKS_MAX)
            errno = ELOOP;
        free(end);
        end = next;
    }
    return NULL;
}

bool image_file_write(const char *path, const unsigned char *bytes, size_t len)
{
    struct stat status;
    char *target = NULL;
    int error = stat(path, &status) == 0 ? 0 : errno;
    bool is_new = error == ENOENT;
    if (error == 0 && S_ISDIR(status.st_mode)) {
        error = EISDIR;
    } else if (error == 0 && !S_ISREG(status.st_mode)) {
        error = write_through(path, bytes, len);
    } else if (error == 0 || is_new) {
        target = is_new ? end_of_links(path) : realpath(path, NULL);
        error = target == NULL ? errno : replace(target, is_new ? NULL : &status, bytes, len);
    }
    if (error != 0)
        say_cannot_write(is_new && target != NULL ? target : path, error);
    free(target);
    return error == 0;
}
