#include "trace_head.h"

#include "request.h"

#include <string.h>

uint16_t head_status(struct carom_view line)
{
    const char *end = line.ptr + line.len;
    const char *c = line.len > 0 ? memchr(line.ptr, ' ', line.len) : NULL;
    unsigned number = 0;
    while (c != NULL && c < end && *c == ' ')
        c++;
    for (; c != NULL && c < end && *c >= '0' && *c <= '9' && number < 1000; c++)
        number = number * 10 + (unsigned)(*c - '0');
    return (uint16_t)number;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

/* The bytes from `at` to the end of the line, without it. Out: *next is where the next one begins. */
static struct carom_view line_at(const struct carom_buf *head, size_t at, size_t *next)
{
    const char *end = memchr(head->ptr + at, '\n', head->len - at);
    size_t len = end != NULL ? (size_t)(end - head->ptr) - at : head->len - at;
    *next = end != NULL ? at + len + 1 : head->len;
    if (len > 0 && head->ptr[at + len - 1] == '\r')
        len--;
    return carom_view_of(head->ptr + at, len);
}

static void unfold(struct carom_buf *head)
{
    size_t next, before = 0; /* where the text of the line before ends */
    for (size_t at = 0; at < head->len; at = next) {
        struct carom_view line = line_at(head, at, &next);
        if (at > 0 && line.len > 0 && is_space(line.ptr[0]))
            memset(head->ptr + before, ' ', at - before);
        before = at + line.len;
    }
}

/* Of a value only the white space around it is taken away: what a server sent is to be seen. */
static bool read_from(const struct carom_buf *head, size_t at, struct field_list *fields)
{
    size_t next;
    fields->count = 0;
    for (; at < head->len; at = next) {
        struct carom_view line = line_at(head, at, &next);
        const char *colon = line.len > 0 ? memchr(line.ptr, ':', line.len) : NULL;
        /* HTTP/2's `:authority` and its like are no fields. */
        if (colon == NULL || colon == line.ptr)
            continue;
        size_t name_len = (size_t)(colon - line.ptr);
        struct carom_view value = carom_view_of(colon + 1, line.len - name_len - 1);
        struct carom_field field = {carom_view_of(line.ptr, name_len), field_value_trimmed(value)};
        if (!field_list_add(fields, field))
            return false;
    }
    return true;
}

bool head_read(struct carom_buf *head, struct field_list *fields)
{
    unfold(head);
    return read_from(head, 0, fields);
}

bool sent_head_read(struct carom_buf *head, struct field_list *fields)
{
    size_t at = 0;
    fields->count = 0;
    if (head->len == 0)
        return true;
    (void)line_at(head, 0, &at);
    return read_from(head, at, fields);
}
