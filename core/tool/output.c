#include "output.h"

#include "buffer.h"
#include "commands.h"
#include "json_text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Whether a failed write was reported, so that it is said once. */
static bool output_failed;

/* Whether a whole character steers a terminal: a control of C0 or C1 (U+0080 to U+009F), DEL, or one that
 * turns around the order in which the text behind it is read (U+202A to U+202E, U+2066 to U+2069). */
static bool is_control(const char *text, size_t len)
{
    const unsigned char *bytes = (const unsigned char *)text;
    if (len == 1)
        return bytes[0] < 0x20 || bytes[0] == 0x7F;
    if (len == 2)
        return bytes[0] == 0xC2 && bytes[1] <= 0x9F;
    return len == 3 && bytes[0] == 0xE2 &&
           ((bytes[1] == 0x80 && bytes[2] >= 0xAA && bytes[2] <= 0xAE) ||
            (bytes[1] == 0x81 && bytes[2] >= 0xA6 && bytes[2] <= 0xA9));
}

static bool append_escaped(struct carom_buf *line, const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        char escaped[5];
        (void)snprintf(escaped, sizeof escaped, "\\x%02X", (unsigned)(unsigned char)text[i]);
        if (!buffer_append(line, escaped, 4))
            return false;
    }
    return true;
}

bool append_visible(struct carom_buf *line, const char *text, size_t len)
{
    for (size_t at = 0; at < len;) {
        bool whole;
        size_t count = character_at(carom_view_of(text, len), at, &whole);
        /* A terminal that knows no UTF-8 takes a byte 80 to 9F for a control. */
        if (!(whole && !is_control(text + at, count) ? buffer_append(line, text + at, count)
                                                     : append_escaped(line, text + at, count)))
            return false;
        at += count;
    }
    return true;
}

CAROM_PRINTF(2, 0)
static void print_message(const char *prefix, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int len = vsnprintf(NULL, 0, format, arguments);
    struct carom_buf line = {NULL, 0, 0};
    char *text = len < 0 ? NULL : malloc((size_t)len + 1);
    if (text == NULL) {
        /* The format alone still says what went wrong. */
        (void)fprintf(stderr, "%s%s\n", prefix, format);
    } else {
        (void)vsnprintf(text, (size_t)len + 1, format, again);
        /* One write a line, so that lines of several processes do not mix. */
        if (buffer_append(&line, prefix, strlen(prefix)) &&
            append_visible(&line, text, (size_t)len) && buffer_append(&line, "\n", 1))
            (void)fwrite(line.ptr, 1, line.len, stderr);
    }
    va_end(again);
    free(text);
    buffer_free(&line);
}

void message(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print_message("carom: ", format, arguments);
    va_end(arguments);
}

void plain_message(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    print_message("", format, arguments);
    va_end(arguments);
}

int out_of_memory(void)
{
    message("out of memory: free some, or raise the limit (ulimit -v)");
    return EXIT_NO;
}

static void say_output_failed(int error)
{
    if (output_failed)
        return;
    output_failed = true;
    if (error == EPIPE)
        message("cannot write to standard output: the reader has closed the pipe");
    else if (error == EBADF)
        message("cannot write to standard output: it is closed");
    else
        message("cannot write to standard output: %s", strerror(error));
}

bool print_bytes(const char *bytes, size_t len)
{
    errno = 0;
    if ((len > 0 && fwrite(bytes, 1, len, stdout) != len) || fflush(stdout) != 0) {
        say_output_failed(errno);
        return false;
    }
    return true;
}

int finish_output(int code)
{
    errno = 0;
    if (fflush(stdout) != 0 || ferror(stdout) != 0) {
        say_output_failed(errno != 0 ? errno : EIO);
        return EXIT_NO;
    }
    return code;
}
