/*
 * Looks a path up under a folder, with openat2: the kernel refuses each step that would lead out of it,
 * so no check here can be overtaken by somebody who moves folders and links around.
 */
#include "root_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* A name under the folder, decoded; room for the longest that is tried. */
struct name {
    size_t len;
    char bytes[PATH_MAX];
};

#define LONGEST_SUFFIX "/index.html"

enum { TRIES_MAX = 8 };

static int open_beneath(int root, const char *name, int flags)
{
    struct open_how how = {.flags = (unsigned)(flags | O_CLOEXEC),
                           .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
    long fd = -1;
    for (int tries = 0; fd == -1 && tries < TRIES_MAX; tries++) {
        fd = syscall(SYS_openat2, root, name, &how, sizeof(how));
        /* EAGAIN: a folder on the way was renamed meanwhile. */
        if (fd == -1 && errno != EINTR && errno != EAGAIN)
            break;
    }
    return (int)fd;
}

int root_open(const char *folder)
{
    int root = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (root == -1)
        return -1;
    int probe = open_beneath(root, ".", O_PATH | O_DIRECTORY);
    if (probe == -1) {
        /* A container's filter may answer EPERM for a call that it does not know. */
        int error = errno == EPERM ? ENOSYS : errno;
        (void)close(root);
        errno = error;
        return -1;
    }
    (void)close(probe);
    return root;
}

static int hex_value(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    return -1;
}

/* Reads a byte at *at and moves behind it. Returns: -1 for an escape of no byte, or of `/` or NUL. */
static int next_byte(struct carom_view path, size_t *at)
{
    if (path.ptr[*at] != '%')
        return (unsigned char)path.ptr[(*at)++];
    if (path.len - *at < 3)
        return -1;
    int high = hex_value(path.ptr[*at + 1]);
    int low = hex_value(path.ptr[*at + 2]);
    *at += 3;
    if (high < 0 || low < 0)
        return -1;
    int byte = high << 4 | low;
    return byte == '/' || byte == '\0' ? -1 : byte;
}

static bool may_be_served(const char *segment, size_t len)
{
    static const char well_known[] = ".well-known"; /* RFC 8615 */
    if (len == 0)
        return false;
    return segment[0] != '.' ||
           (len == sizeof(well_known) - 1 && memcmp(segment, well_known, len) == 0);
}

/*
 * Decodes a path, without the slash before it and the one behind it.
 * Returns: false when it can name no file. Out: *is_folder: there was a slash behind it.
 */
static bool decode(struct carom_view path, struct name *out, bool *is_folder)
{
    size_t at = 1, segment = 0;
    out->len = 0;
    *is_folder = false;
    if (path.len == 0 || path.ptr[0] != '/')
        return false;
    while (at < path.len && path.ptr[at] != '?' && path.ptr[at] != '#') {
        bool is_slash = path.ptr[at] == '/';
        int byte = next_byte(path, &at);
        if (byte <= 0 || out->len + sizeof(LONGEST_SUFFIX) >= sizeof(out->bytes))
            return false;
        if (is_slash && !may_be_served(out->bytes + segment, out->len - segment))
            return false;
        out->bytes[out->len++] = (char)byte;
        if (is_slash)
            segment = out->len;
    }
    *is_folder = segment == out->len;
    if (*is_folder && out->len > 0)
        out->len--;
    return *is_folder || may_be_served(out->bytes + segment, out->len - segment);
}

static void keep_extension(const char *name, struct root_file *out)
{
    const char *slash = strrchr(name, '/');
    const char *dot = strrchr(slash != NULL ? slash : name, '.');
    out->extension[0] = '\0';
    if (dot != NULL && strlen(dot + 1) < sizeof(out->extension))
        memcpy(out->extension, dot + 1, strlen(dot + 1) + 1);
}

/* Opens the name with this behind it, when it is a regular file. */
static bool open_named(int root, struct name *name, const char *suffix, struct root_file *out)
{
    struct stat status;
    memcpy(name->bytes + name->len, suffix, strlen(suffix) + 1);
    /* O_NONBLOCK: a named pipe must not wait for its other end. */
    int fd = open_beneath(root, name->bytes, O_RDONLY | O_NONBLOCK | O_NOCTTY);
    if (fd == -1)
        return false;
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
        (void)close(fd);
        return false;
    }
    out->fd = fd;
    out->bytes = (uint64_t)status.st_size;
    keep_extension(name->bytes, out);
    return true;
}

bool root_file_open(int root, struct carom_view path, struct root_file *out)
{
    struct name name;
    bool is_folder;
    *out = (struct root_file){.fd = -1};
    if (!decode(path, &name, &is_folder))
        return false;
    if (name.len == 0)
        return open_named(root, &name, "index.html", out);
    return (!is_folder && open_named(root, &name, "", out)) ||
           open_named(root, &name, ".html", out) || open_named(root, &name, LONGEST_SUFFIX, out);
}
