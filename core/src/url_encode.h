/*
 * UTF-8 percent-encoding (URL Standard §1.3), and the output of the URL parser.
 *
 * As long as the output is the beginning of the input, byte by byte, it is not written: the result
 * is a view of the input then. The first byte that differs takes along what is before it.
 */
#ifndef CAROM_SRC_URL_ENCODE_H
#define CAROM_SRC_URL_ENCODE_H

#include "url_text.h"
#include "writer.h"

struct url_writer {
    const char *same; /* the input, of which the output is the first `len` bytes; NULL: no longer */
    const char *same_end;
    size_t len; /* meaningless without `same` */
    struct carom_buf *buf;
};

static inline size_t url_written(const struct url_writer *writer)
{
    return writer->same != NULL ? writer->len : writer->buf->len;
}

/* From here on everything is written. */
static inline void url_differ(struct url_writer *writer)
{
    if (writer->same == NULL)
        return;
    writer->buf->len = 0;
    put_bytes(writer->buf, writer->same, writer->len);
    writer->same = NULL;
}

/* Bytes of the input, or of anywhere else. */
static inline void url_put(struct url_writer *writer, const char *bytes, size_t len)
{
    if (len == 0)
        return;
    if (writer->same != NULL) {
        if (bytes == writer->same + writer->len) {
            writer->len += len;
            return;
        }
        url_differ(writer);
    }
    put_bytes(writer->buf, bytes, len);
}

/* Bytes that were made, and may be what the input has there. */
static inline void url_put_made(struct url_writer *writer, const char *bytes, size_t len)
{
    if (writer->same != NULL) {
        const char *at = writer->same + writer->len;
        if ((size_t)(writer->same_end - at) >= len && memcmp(at, bytes, len) == 0) {
            writer->len += len;
            return;
        }
        url_differ(writer);
    }
    put_bytes(writer->buf, bytes, len);
}

static inline void url_put_char(struct url_writer *writer, char c)
{
    url_put_made(writer, &c, 1);
}

/* What was put from `start` on; empty when the buffer was too small. */
static inline struct carom_view url_since(const struct url_writer *writer, size_t start)
{
    if (writer->same != NULL)
        return carom_view_of(writer->same + start, writer->len - start);
    return put_since(writer->buf, start);
}

/* What may follow a lead byte of UTF-8 (Unicode 15, table 3-7). */
struct utf8_sequence {
    unsigned char len;         /* of the whole; 0 for a byte that leads nothing */
    unsigned char first, last; /* of the second byte; further ones are 80 to BF */
};

struct utf8_sequence carom_utf8_sequence(unsigned char lead);

/* Appends text with the code points of a percent-encode set encoded; tabs and newlines are not. */
void carom_url_encode(struct carom_buf *out, struct url_text text, unsigned set);

/* The same, to the parser's output. */
void carom_url_put_encoded(struct url_writer *writer, struct url_text text, unsigned set);

#endif
