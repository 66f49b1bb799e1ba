/* A file to a rule set: reads it whole, whatever it is, and hands it to the core. */
#include "carom/load.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What carom_rules_compile takes at most. */
#define INPUT_BYTES_MAX ((size_t)1 << 31)
/* How much is asked for at first when the size is not known (a pipe, a device). */
#define FIRST_CHUNK_BYTES ((size_t)64 * 1024)

/* The bytes of a file; memory is NULL as long as nothing was allocated. */
struct contents {
    char *bytes;
    size_t len;
    size_t cap;
};

static void *malloc_resize(void *ctx, void *ptr, size_t old_bytes, size_t new_bytes)
{
    (void)ctx;
    (void)old_bytes;
    if (new_bytes == 0) {
        free(ptr);
        return NULL;
    }
    return realloc(ptr, new_bytes);
}

struct carom_allocator carom_malloc_allocator(void)
{
    return (struct carom_allocator){malloc_resize, NULL};
}

static void say(char *message, const char *text)
{
    if (message != NULL)
        (void)snprintf(message, CAROM_LOAD_MESSAGE_MAX, "%s", text);
}

/* What to do about an errno, for those that a user can do something about. */
static const char *advice_for(int error)
{
    switch (error) {
    case ENOENT:
        return "no such file: check the name and the folder";
    case ENOTDIR:
        return "a part of the path is not a folder: check the path";
    case EACCES:
    case EPERM:
        return "permission denied: make the file readable for this user (chmod +r), "
               "or run as one who may read it";
    case EISDIR:
        return "is a directory: name the rules file inside it";
    case ELOOP:
        return "too many symbolic links: check where the link points";
    case ENAMETOOLONG:
        return "the name is too long for this system";
    case EMFILE:
    case ENFILE:
        return "too many open files: raise the limit (ulimit -n) or close some";
    case ENXIO:
        return "cannot be opened for reading (a socket, or a device that is not there): "
               "name a file or a pipe";
    default:
        return NULL;
    }
}

static enum carom_result system_error(int error, char *message)
{
    const char *advice = advice_for(error);
    if (advice != NULL) {
        say(message, advice);
    } else if (message != NULL) {
        char reason[128];
        if (strerror_r(error, reason, sizeof reason) != 0)
            (void)snprintf(reason, sizeof reason, "error %d", error);
        (void)snprintf(message, CAROM_LOAD_MESSAGE_MAX, "cannot be read: %s", reason);
    }
    return CAROM_ERR_SYSTEM;
}

static enum carom_result out_of_memory(char *message)
{
    say(message, "out of memory: free some, raise the limit (ulimit -v), or split the rules");
    return CAROM_ERR_NOMEM;
}

static enum carom_result too_large(char *message)
{
    say(message, "too large: a rules file may have at most 2 GiB; split it");
    return CAROM_ERR_TOO_LARGE;
}

/* Opens the path, or takes standard input; *owned says whether the descriptor is ours to close. */
static enum carom_result open_input(const char *path, int *fd, bool *owned, char *message)
{
    *owned = strcmp(path, "-") != 0;
    *fd = STDIN_FILENO;
    if (!*owned)
        return CAROM_OK;
    do {
        *fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    } while (*fd < 0 && errno == EINTR);
    return *fd < 0 ? system_error(errno, message) : CAROM_OK;
}

/* Chooses the first capacity. A regular file says its size, but may grow or shrink while it is
 * read. */
static enum carom_result prepare(int fd, bool owned, struct contents *in, char *message)
{
    struct stat status;
    if (fstat(fd, &status) != 0) {
        if (errno == EBADF && !owned) {
            say(message, "standard input is closed: pipe the rules in, or name a file");
            return CAROM_ERR_SYSTEM;
        }
        return system_error(errno, message);
    }
    if (S_ISDIR(status.st_mode))
        return system_error(EISDIR, message);
    in->cap = FIRST_CHUNK_BYTES;
    if (S_ISREG(status.st_mode) && status.st_size > 0) {
        if ((unsigned long long)status.st_size > INPUT_BYTES_MAX)
            return too_large(message);
        /* One byte more, so that the end is seen without growing. */
        in->cap = (size_t)status.st_size + 1;
    }
    in->bytes = malloc(in->cap);
    return in->bytes == NULL ? out_of_memory(message) : CAROM_OK;
}

static enum carom_result grow(struct contents *in, char *message)
{
    if (in->cap > INPUT_BYTES_MAX)
        return too_large(message);
    size_t cap = in->cap <= INPUT_BYTES_MAX / 2 ? in->cap * 2 : INPUT_BYTES_MAX + 1;
    char *bytes = realloc(in->bytes, cap);
    if (bytes == NULL)
        return out_of_memory(message);
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

static enum carom_result read_all(int fd, bool owned, struct contents *in, char *message)
{
    for (;;) {
        if (in->len == in->cap) {
            enum carom_result grown = grow(in, message);
            if (grown != CAROM_OK)
                return grown;
        }
        ssize_t got = read(fd, in->bytes + in->len, in->cap - in->len);
        if (got == 0)
            break;
        if (got > 0) {
            in->len += (size_t)got;
        } else if (!may_read_again(fd, errno)) {
            if (errno == EBADF && !owned) {
                say(message, "standard input is closed: pipe the rules in, or name a file");
                return CAROM_ERR_SYSTEM;
            }
            return system_error(errno, message);
        }
    }
    return in->len > INPUT_BYTES_MAX ? too_large(message) : CAROM_OK;
}

static enum carom_result read_path(const char *path, struct contents *in, char *message)
{
    int fd = -1;
    bool owned = false;
    enum carom_result result = open_input(path, &fd, &owned, message);
    if (result != CAROM_OK)
        return result;
    result = prepare(fd, owned, in, message);
    if (result == CAROM_OK)
        result = read_all(fd, owned, in, message);
    /* Nothing was written, so a failing close loses nothing. */
    if (owned)
        (void)close(fd);
    return result;
}

/* Puts what a failed compile or open means into words. */
static void explain(enum carom_result result, enum carom_dialect dialect, char *message)
{
    switch (result) {
    case CAROM_ERR_SYNTAX:
        say(message, "the rules have errors: correct the lines named");
        return;
    case CAROM_ERR_IMAGE:
        say(message, "a damaged rule image (cut short, or changed): "
                     "make it again with `carom compile`");
        return;
    case CAROM_ERR_IMAGE_VERSION:
        say(message, "a rule image of another version of Carom: "
                     "make it again with this version's `carom compile`");
        return;
    case CAROM_ERR_UNSUPPORTED:
        say(message, dialect == CAROM_DIALECT_NETLIFY
                         ? "the dialect `netlify` is not built yet: use `carom`"
                         : "the dialect `cloudflare` is not built yet: use `carom`");
        return;
    case CAROM_ERR_NOMEM:
        (void)out_of_memory(message);
        return;
    case CAROM_ERR_TOO_LARGE:
        say(message, "too large: the compiled rules would exceed 2 GiB; split the file");
        return;
    default: {
        struct carom_view name = carom_result_name(result);
        if (message != NULL)
            (void)snprintf(message, CAROM_LOAD_MESSAGE_MAX, "%.*s", (int)name.len, name.ptr);
    }
    }
}

/* Keeps the bytes that were read as the rule set's memory. */
static enum carom_result adopt_image(struct contents *in, struct carom_loaded *out)
{
    /* The image must not carry the room that was left for growing; failing to shrink does no harm.
     */
    char *exact = realloc(in->bytes, in->len);
    if (exact != NULL) {
        in->bytes = exact;
        in->cap = in->len;
    }
    enum carom_result result = carom_rules_open(carom_view_of(in->bytes, in->len), &out->rules);
    /* Opening looks at the header only. The whole file was read anyway, and an image with a flipped
     * bit is better refused here than decided by. */
    if (result == CAROM_OK)
        result = carom_rules_verify(&out->rules);
    if (result != CAROM_OK)
        return result;
    out->memory = in->bytes;
    in->bytes = NULL;
    return CAROM_OK;
}

static enum carom_result compile_text(const struct contents *in,
                                      const struct carom_load_options *options,
                                      struct carom_loaded *out)
{
    struct carom_compile_options compile = {
        .dialect = options->dialect,
        .allocator = carom_malloc_allocator(),
        .report = options->report,
        .report_ctx = options->report_ctx,
    };
    enum carom_result result =
        carom_rules_compile(carom_view_of(in->bytes, in->len), &compile, &out->rules);
    if (result != CAROM_OK)
        return result;
    /* The allocator is ours, so the image is a block of free()'s; the const was the core's promise
     * not to write, which freeing keeps. */
    memcpy(&out->memory, &out->rules.image, sizeof out->memory);
    return CAROM_OK;
}

enum carom_result carom_load(const char *path, const struct carom_load_options *options,
                             struct carom_loaded *out, char *message)
{
    struct contents in = {NULL, 0, 0};
    memset(out, 0, sizeof *out);
    say(message, "");
    enum carom_result result = read_path(path, &in, message);
    if (result == CAROM_OK) {
        if (carom_rules_is_image(carom_view_of(in.bytes, in.len)))
            result = adopt_image(&in, out);
        else
            result = compile_text(&in, options, out);
        if (result != CAROM_OK)
            explain(result, options->dialect, message);
    }
    free(in.bytes);
    if (result != CAROM_OK)
        memset(out, 0, sizeof *out);
    return result;
}

void carom_unload(struct carom_loaded *loaded)
{
    free(loaded->memory);
    memset(loaded, 0, sizeof *loaded);
}
