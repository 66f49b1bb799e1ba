#include "trace_body.h"

#include "buffer.h"
#include "commands.h"
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A body in memory is sent as often as a redirect asks for it; what is larger is better streamed. */
#define BODY_MAX ((size_t)256 << 20)

enum { READ_STEP = 65536 };

/* Reads to the end. Returns: 0, an error number, or EFBIG above BODY_MAX. */
static int read_all(int fd, struct carom_buf *bytes)
{
    for (;;) {
        if (!buffer_reserve(bytes, bytes->len + READ_STEP))
            return ENOMEM;
        ssize_t count = read(fd, bytes->ptr + bytes->len, READ_STEP);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return count < 0 ? errno : 0;
        bytes->len += (size_t)count;
        if (bytes->len > BODY_MAX)
            return EFBIG;
    }
}

static int say_unread(const char *name, int error)
{
    if (error == ENOMEM)
        return out_of_memory();
    if (error == EFBIG)
        message(
            "trace: -d: %s has more than %zu MiB, which is too large to be kept for a redirect: "
            "stream it by `-d -`",
            name, BODY_MAX >> 20);
    else
        message("trace: -d: %s cannot be read: %s", name, strerror(error));
    return EXIT_NO;
}

static int take_file(const char *name, struct trace_body *body)
{
    bool is_input = strcmp(name, "-") == 0;
    int fd = is_input ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
    int error = fd < 0 ? errno : read_all(fd, &body->bytes);
    if (fd >= 0 && !is_input)
        (void)close(fd); /* nothing was written to it */
    return error == 0 ? EXIT_DONE : say_unread(is_input ? "standard input" : name, error);
}

/* A length that is known spares the server a chunked body, which not every server takes. */
static int64_t length_of_input(void)
{
    struct stat stat;
    if (fstat(STDIN_FILENO, &stat) != 0 || !S_ISREG(stat.st_mode))
        return -1;
    off_t at = lseek(STDIN_FILENO, 0, SEEK_CUR);
    return at < 0 || at > stat.st_size ? -1 : (int64_t)(stat.st_size - at);
}

int trace_body_take(const char *value, struct trace_body *body)
{
    if (strcmp(value, "-") == 0) {
        body->kind = CAROM_BODY_STREAM;
        body->stream_len = length_of_input();
        return EXIT_DONE;
    }
    body->kind = CAROM_BODY_REPLAYABLE;
    if (value[0] == '@')
        return take_file(value + 1, body);
    return buffer_append(&body->bytes, value, strlen(value)) ? EXIT_DONE : out_of_memory();
}

void trace_body_free(struct trace_body *body)
{
    buffer_free(&body->bytes);
    memset(body, 0, sizeof *body);
}
