#include "follow_words.h"

#include "buffer.h"
#include "output.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct carom_view view_of_text(const char *text)
{
    return carom_view_of(text, strlen(text));
}

struct carom_view view_of_buffer(const struct carom_buf *buf)
{
    return carom_view_of(buf->ptr, buf->len);
}

bool put_text(struct carom_buf *out, const char *text)
{
    return buffer_append(out, text, strlen(text));
}

bool put_visible(struct carom_buf *out, struct carom_view bytes)
{
    return append_visible(out, bytes.ptr, bytes.len);
}

bool put_number(struct carom_buf *out, int64_t number)
{
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%" PRId64, number);
    return len > 0 && buffer_append(out, digits, (size_t)len);
}

bool put_duration(struct carom_buf *out, int64_t seconds)
{
    static const struct {
        int64_t seconds;
        const char *name;
    } units[] = {{86400, " d"}, {3600, " h"}, {60, " min"}, {1, " s"}};
    bool is_first = true;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        int64_t count = seconds / units[i].seconds;
        seconds %= units[i].seconds;
        if (count == 0 && !(is_first && units[i].seconds == 1))
            continue;
        if (!(is_first || put_text(out, " ")) || !put_number(out, count) ||
            !put_text(out, units[i].name))
            return false;
        is_first = false;
    }
    return true;
}

/* How many characters stand in the last line. */
static size_t column_of(const struct carom_buf *out)
{
    size_t column = 0;
    for (size_t i = out->len; i > 0 && out->ptr[i - 1] != '\n'; i--)
        column += ((unsigned char)out->ptr[i - 1] & 0xC0) != 0x80;
    return column;
}

bool put_column(struct carom_buf *out, size_t column)
{
    size_t at = column_of(out);
    do {
        if (!buffer_append(out, " ", 1))
            return false;
    } while (++at < column);
    return true;
}
