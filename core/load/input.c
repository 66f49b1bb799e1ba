/*
 * Takes a file's bytes.
 *
 * An image is mapped: then opening it costs the same whatever its size, and its pages are in memory once
 * for all processes that use it. A text is read, since it is looked at once and from end to end. So
 * is an image that comes through a pipe or from a file system that cannot map.
 *
 * A regular file that another process writes in place while it is read would give a mixture of two
 * versions; its size and time of change before and after tell.
 */
#include "input.h"

#include "reason.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* What carom_rules_compile takes at most. */
#define INPUT_BYTES_MAX ((size_t)1 << 31)

enum {
    FIRST_CHUNK_BYTES = 64 * 1024, /* asked for at first when the size is not known */
    HEAD_BYTES = 64                /* more than what tells an image */
};

/* A file that is open. */
struct source {
    int fd;
    bool is_named;      /* opened by its name and ours to close; else standard input */
    struct stat status; /* before anything was read */
};

static enum carom_result cannot_read(const struct source *source, int error, char *message)
{
    if (error != EBADF || source->is_named)
        return reason_system(error, message);
    reason_say(message, "standard input is closed: pipe the rules in, or name a file");
    return CAROM_ERR_SYSTEM;
}

/* In: flags are added to those that every file is opened with. */
static enum carom_result open_named(const char *path, int flags, struct source *source,
                                    char *message)
{
    source->is_named = true;
    do {
        source->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | flags);
    } while (source->fd < 0 && errno == EINTR);
    return source->fd < 0 ? reason_system(errno, message) : CAROM_OK;
}

/* To be refused a file must be open: by its name it might be another one a moment later. */
static enum carom_result require_regular(const struct source *source, char *message)
{
    if (!S_ISREG(source->status.st_mode)) {
        reason_say(message, "not a regular file but a pipe or a device: put a file there");
        return CAROM_ERR_SYSTEM;
    }
    if (!source->is_named)
        return CAROM_OK;
    int flags = fcntl(source->fd, F_GETFL);
    if (flags < 0 || fcntl(source->fd, F_SETFL, flags & ~O_NONBLOCK) != 0)
        return cannot_read(source, errno, message);
    return CAROM_OK;
}

static enum carom_result open_source(const char *path, bool regular_only, struct source *source,
                                     char *message)
{
    source->fd = STDIN_FILENO;
    if (strcmp(path, "-") != 0) {
        /* Else opening a named pipe that nobody writes into would wait. */
        enum carom_result result = open_named(path, regular_only ? O_NONBLOCK : 0, source, message);
        if (result != CAROM_OK)
            return result;
    }
    if (fstat(source->fd, &source->status) != 0)
        return cannot_read(source, errno, message);
    if (S_ISDIR(source->status.st_mode))
        return reason_system(EISDIR, message);
    if (S_ISREG(source->status.st_mode) &&
        (unsigned long long)source->status.st_size > INPUT_BYTES_MAX)
        return reason_too_large(message);
    return regular_only ? require_regular(source, message) : CAROM_OK;
}

/* A file in /proc is regular and says that it is empty, whatever it holds. */
static bool says_its_size(const struct source *source)
{
    return S_ISREG(source->status.st_mode) && source->status.st_size > 0;
}

/* Standard input may have been read in part by somebody else, so only what has a name is mapped. */
static bool is_image_file(const struct source *source)
{
    char head[HEAD_BYTES];
    if (!source->is_named || !says_its_size(source))
        return false;
    ssize_t got = pread(source->fd, head, sizeof head, 0);
    return got > 0 && carom_rules_is_image(carom_view_of(head, (size_t)got));
}

/* Returns: false when the file cannot be mapped, and has to be read. */
static bool map_source(const struct source *source, struct input *in)
{
    size_t len = (size_t)source->status.st_size;
    void *bytes = mmap(NULL, len, PROT_READ, MAP_SHARED, source->fd, 0);
    if (bytes == MAP_FAILED)
        return false;
    *in = (struct input){bytes, len, len, true, source->fd};
    return true;
}

static enum carom_result prepare(const struct source *source, struct input *in, char *message)
{
    in->cap = FIRST_CHUNK_BYTES;
    /* One byte more, so that the end is seen without growing. */
    if (says_its_size(source))
        in->cap = (size_t)source->status.st_size + 1;
    in->bytes = malloc(in->cap);
    return in->bytes == NULL ? reason_out_of_memory(message) : CAROM_OK;
}

static enum carom_result grow(struct input *in, char *message)
{
    if (in->cap > INPUT_BYTES_MAX)
        return reason_too_large(message);
    size_t cap = in->cap <= INPUT_BYTES_MAX / 2 ? in->cap * 2 : INPUT_BYTES_MAX + 1;
    char *bytes = realloc(in->bytes, cap);
    if (bytes == NULL)
        return reason_out_of_memory(message);
    in->bytes = bytes;
    in->cap = cap;
    return CAROM_OK;
}

/* Whether a failed read is worth another: interrupted, or a non-blocking pipe that has nothing yet.
 */
static bool may_read_again(int fd, int error)
{
    if (error == EINTR)
        return true;
    if (error != EAGAIN)
        return false;
    struct pollfd waiting = {fd, POLLIN, 0};
    return poll(&waiting, 1, -1) >= 0 || errno == EINTR;
}

static enum carom_result read_to_end(const struct source *source, struct input *in, char *message)
{
    for (;;) {
        if (in->len == in->cap) {
            enum carom_result grown = grow(in, message);
            if (grown != CAROM_OK)
                return grown;
        }
        ssize_t got = read(source->fd, in->bytes + in->len, in->cap - in->len);
        if (got == 0)
            break;
        if (got > 0)
            in->len += (size_t)got;
        else if (!may_read_again(source->fd, errno))
            return cannot_read(source, errno, message);
    }
    return in->len > INPUT_BYTES_MAX ? reason_too_large(message) : CAROM_OK;
}

static bool same_time(struct timespec a, struct timespec b)
{
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

/* Whether what was read is one version of the file. In: start is where reading began. */
static enum carom_result check_unchanged(const struct source *source, const struct input *in,
                                         off_t start, char *message)
{
    struct stat now;
    if (fstat(source->fd, &now) != 0)
        return cannot_read(source, errno, message);
    const off_t size = source->status.st_size;
    const off_t end = start + (off_t)in->len;
    if (now.st_size < size || (end < size && start < size))
        reason_say(message, "became shorter while it was read: wait until it is written, then try "
                            "again, and replace it by a rename (write another file, then mv)");
    else if (now.st_size != size || !same_time(now.st_mtim, source->status.st_mtim))
        reason_say(message, "changed while it was read: wait until it is written, then try again, "
                            "and replace it by a rename (write another file, then mv)");
    else
        return CAROM_OK;
    return CAROM_ERR_SYSTEM;
}

static enum carom_result read_source(const struct source *source, struct input *in, char *message)
{
    off_t start = says_its_size(source) ? lseek(source->fd, 0, SEEK_CUR) : 0;
    enum carom_result result = prepare(source, in, message);
    if (result == CAROM_OK)
        result = read_to_end(source, in, message);
    if (result == CAROM_OK && says_its_size(source) && start >= 0)
        result = check_unchanged(source, in, start, message);
    return result;
}

enum carom_result input_take(const char *path, bool regular_only, struct input *in, char *message)
{
    struct source source = {.fd = -1};
    *in = (struct input){.bytes = NULL};
    enum carom_result result = open_source(path, regular_only, &source, message);
    if (result == CAROM_OK && !(is_image_file(&source) && map_source(&source, in)))
        result = read_source(&source, in, message);
    /* Nothing was written, so a failing close loses nothing. */
    if (source.is_named && source.fd >= 0 && !in->is_mapped)
        (void)close(source.fd);
    return result;
}

void input_free(struct input *in)
{
    if (in->is_mapped) {
        (void)munmap(in->bytes, in->len);
        (void)close(in->file);
    } else {
        free(in->bytes);
    }
    *in = (struct input){.bytes = NULL};
}
