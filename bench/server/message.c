/* Formats a line, makes its control bytes visible and writes it. */
#include "message.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    TEXT_BYTES = PATH_MAX + 2048, /* longer ones are cut */
    ESCAPED_BYTES = 4             /* \xNN */
};

struct line {
    size_t len;
    char bytes[TEXT_BYTES * ESCAPED_BYTES + 32];
};

static void add_visible(struct line *line, const char *text)
{
    static const char digits[] = "0123456789ABCDEF";
    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char)*text;
        if (byte >= 0x20 && byte != 0x7F) {
            line->bytes[line->len++] = *text;
            continue;
        }
        const char escaped[ESCAPED_BYTES] = {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
        memcpy(line->bytes + line->len, escaped, sizeof(escaped));
        line->len += sizeof(escaped);
    }
}

__attribute__((format(printf, 3, 0))) static void set_line(struct line *line, const char *prefix,
                                                           const char *format, va_list arguments)
{
    char text[TEXT_BYTES];
    if (vsnprintf(text, sizeof(text), format, arguments) < 0)
        text[0] = '\0';
    line->len = 0;
    add_visible(line, prefix);
    add_visible(line, text);
    line->bytes[line->len++] = '\n';
}

/* Whether standard error takes bytes now. In: timeout_ms as poll's. */
static bool is_writable(int timeout_ms)
{
    struct pollfd standard_error = {STDERR_FILENO, POLLOUT, 0};
    return poll(&standard_error, 1, timeout_ms) == 1 && (standard_error.revents & POLLOUT) != 0;
}

static void write_all(const struct line *line)
{
    for (size_t done = 0; done < line->len;) {
        ssize_t written = write(STDERR_FILENO, line->bytes + done, line->len - done);
        if (written >= 0)
            done += (size_t)written;
        else if (errno == EAGAIN)
            (void)is_writable(-1);
        else if (errno != EINTR)
            return; /* there is nowhere to say so */
    }
}

/* A pipe that is writable at all takes PIPE_BUF bytes without waiting (POSIX, write). */
static void write_what_fits(struct line *line)
{
    static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER; /* between the look and the write */
    if (line->len > PIPE_BUF) {
        line->len = PIPE_BUF;
        line->bytes[line->len - 1] = '\n';
    }
    pthread_mutex_lock(&mutex);
    if (is_writable(0) && write(STDERR_FILENO, line->bytes, line->len) < 0)
        line->len = 0; /* there is nowhere to say so */
    pthread_mutex_unlock(&mutex);
}

void message(const char *format, ...)
{
    struct line line;
    va_list arguments;
    va_start(arguments, format);
    set_line(&line, "carom-server: ", format, arguments);
    va_end(arguments);
    write_all(&line);
}

void message_plain(const char *format, ...)
{
    struct line line;
    va_list arguments;
    va_start(arguments, format);
    set_line(&line, "", format, arguments);
    va_end(arguments);
    write_all(&line);
}

void message_try(const char *format, ...)
{
    struct line line;
    va_list arguments;
    va_start(arguments, format);
    set_line(&line, "carom-server: ", format, arguments);
    va_end(arguments);
    write_what_fits(&line);
}
