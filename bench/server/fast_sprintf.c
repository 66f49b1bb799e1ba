/*
 * A faster sprintf for libh2o.
 *
 * libh2o writes the head of every HTTP/1 response by sprintf, and the C library's is a large part of
 * what a redirect costs (scripts/bench --instructions shows the whole). Debian's libh2o-evloop is compiled
 * with -D_FORTIFY_SOURCE, so it calls __sprintf_chk (Linux Standard Base, libc), and the dynamic
 * linker looks into the program before it looks into the C library. This one understands text, %s,
 * %d and %zu; for anything else, and when the size of the buffer is known and so has to be checked,
 * it hands over to the C library's. It is right for every caller, whatever libh2o comes to write.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum {
    DIGITS_MAX = 20 /* of 2^64 */
};

/* The C library's, which checks the size of the buffer. No header declares it. */
int __vsprintf_chk(char *restrict out, int flag, size_t out_bytes, const char *restrict format,
                   va_list arguments);

__attribute__((visibility("default"), format(printf, 4, 5))) int
__sprintf_chk(char *restrict out, int flag, size_t out_bytes, const char *restrict format, ...);

static char *put(char *out, const char *text, size_t len)
{
    memcpy(out, text, len);
    return out + len;
}

static char *put_number(char *out, size_t number)
{
    char digits[DIGITS_MAX];
    size_t first = DIGITS_MAX;
    do {
        digits[--first] = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    return put(out, digits + first, DIGITS_MAX - first);
}

/* Writes the directive whose `%` stands before *format. Returns NULL when it does not know it. */
static char *put_directive(char *out, const char **format, va_list *arguments)
{
    const char *directive = *format;
    if (directive[0] == 's') {
        const char *text = va_arg(*arguments, const char *);
        *format = directive + 1;
        return text != NULL ? put(out, text, strlen(text)) : NULL;
    }
    if (directive[0] == 'd') {
        int number = va_arg(*arguments, int);
        *format = directive + 1;
        return number >= 0 ? put_number(out, (size_t)number) : NULL;
    }
    if (directive[0] == 'z' && directive[1] == 'u') {
        *format = directive + 2;
        return put_number(out, va_arg(*arguments, size_t));
    }
    return NULL;
}

/* Returns how much was written, or -1 when there is something it does not know. */
static int print(char *out, const char *format, va_list *arguments)
{
    char *end = out;
    for (;;) {
        const char *directive = strchrnul(format, '%');
        end = put(end, format, (size_t)(directive - format));
        format = directive;
        if (*format == '\0')
            break;
        format++;
        end = put_directive(end, &format, arguments);
        if (end == NULL)
            return -1;
    }
    *end = '\0';
    return (int)(end - out);
}

int __sprintf_chk(char *restrict out, int flag, size_t out_bytes, const char *restrict format, ...)
{
    va_list arguments;
    int written = -1;
    if (out_bytes == SIZE_MAX) {
        va_start(arguments, format);
        written = print(out, format, &arguments);
        va_end(arguments);
    }
    if (written < 0) {
        va_start(arguments, format);
        written = __vsprintf_chk(out, flag, out_bytes, format, arguments);
        va_end(arguments);
    }
    return written;
}
