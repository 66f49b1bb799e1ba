#include "buffer.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

bool buffer_reserve(struct carom_buf *buf, size_t cap)
{
    if (cap <= buf->cap)
        return true;
    /* Doubling keeps many small appends linear. */
    size_t wanted = buf->cap <= SIZE_MAX / 4 && buf->cap * 2 > cap ? buf->cap * 2 : cap;
    char *ptr = realloc(buf->ptr, wanted);
    if (ptr == NULL)
        return false;
    buf->ptr = ptr;
    buf->cap = wanted;
    return true;
}

bool buffer_append(struct carom_buf *buf, const char *bytes, size_t len)
{
    if (len > SIZE_MAX - buf->len || !buffer_reserve(buf, buf->len + len))
        return false;
    if (len > 0)
        memcpy(buf->ptr + buf->len, bytes, len);
    buf->len += len;
    return true;
}

enum carom_result buffer_make_room(struct carom_buf *buf)
{
    if (buf->len <= buf->cap)
        return CAROM_ERR_RANGE;
    return buffer_reserve(buf, buf->len) ? CAROM_OK : CAROM_ERR_NOMEM;
}

void buffer_free(struct carom_buf *buf)
{
    free(buf->ptr);
    memset(buf, 0, sizeof *buf);
}
