/*
 * Looks at a request for what h2o does not refuse by itself.
 *
 * Of several Host, Content-Length and Transfer-Encoding fields h2o keeps one and forgets the
 * others: none of them is in its list of fields. But while a request of HTTP/1 is being handled its
 * head still stands at the beginning of the connection's input, so it is read there again.
 *
 * What cannot be seen:
 *
 * - In HTTP/2, h2o drops a Host field, and takes the last of several Content-Length fields. A
 *   request without :authority is right when it has a Host (RFC 9113 §8.3.1), so it is taken as it
 *   is.
 * - After `Upgrade: h2c` the input holds HTTP/2 already: of that first request only its host is
 *   looked at.
 */
#include "request_check.h"

#include <h2o.h>
#include <stdint.h>
#include <string.h>

enum { HTTP_1_1 = 0x101, HTTP_2 = 0x200 };

/* What host and port may hold: unreserved, sub-delims, `:`, `[`, `]`, `%` (RFC 3986 §3.2). */
/* clang-format off */
static const bool host_bytes[256] = {
    [0x20] =
    /*  !"#$%&'()*+,-./ */ 0, 1, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0,
    /* 0123456789:;<=>? */ 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0, 0,
    /* @ABCDEFGHIJKLMNO */ 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    /* PQRSTUVWXYZ[\]^_ */ 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0, 1,
    /* `abcdefghijklmno */ 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    /* pqrstuvwxyz{|}~  */ 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 0,
};
/* clang-format on */

/* What RFC 9112 §5.1 does not count as a part of the value, and h2o leaves there. */
static void trim_host(h2o_req_t *req)
{
    const char *host = req->authority.base;
    while (req->authority.len > 0 &&
           (host[req->authority.len - 1] == ' ' || host[req->authority.len - 1] == '\t'))
        req->authority.len--;
}

static bool host_is_sound(h2o_req_t *req)
{
    /* Without one h2o supplies the name of its configuration. */
    if (req->authority.base == req->hostconf->authority.hostport.base)
        return req->version != HTTP_1_1;
    if (req->version < HTTP_2)
        trim_host(req);
    if (req->authority.len == 0)
        return req->version < HTTP_1_1;
    for (size_t i = 0; i < req->authority.len; i++) {
        if (!host_bytes[(unsigned char)req->authority.base[i]])
            return false;
    }
    return true;
}

/*
 * Whether the head holds one Host, as it shows without reading it again: the fields that h2o took
 * from it, and one Host, lie there one behind the other, each as `name: value`, and leave no room
 * for another. False also for a head that is written in some other way.
 *
 * In: no body; h2o then leaves the views in the input.
 */
static bool host_stands_alone(const h2o_req_t *req)
{
    const h2o_buffer_t *input = req->conn->callbacks->get_socket(req->conn)->input;
    const uintptr_t host = (uintptr_t)req->authority.base;
    const size_t before_host = sizeof("\r\nHost: ") - 1;
    uintptr_t at = (uintptr_t)(req->path.base + req->path.len) + sizeof(" HTTP/1.1") - 1;
    bool has_host = false;
    for (size_t i = 0; i <= req->headers.size; i++) {
        if (!has_host && at + before_host == host) {
            has_host = true;
            at = host + req->authority.len;
        }
        if (i == req->headers.size)
            break;
        const h2o_header_t *header = &req->headers.entries[i];
        if (at + 2 + header->name->len + 2 != (uintptr_t)header->value.base)
            return false;
        at = (uintptr_t)header->value.base + header->value.len;
    }
    uintptr_t end = (uintptr_t)(input->bytes + input->size);
    return has_host && at < end && end - at >= 4 && memcmp((const char *)at, "\r\n\r\n", 4) == 0;
}

/* What a head says about host and length. */
struct head {
    unsigned hosts;
    unsigned encodings;
    unsigned lengths;
    bool is_contradictory; /* two different lengths, or a folded line */
    h2o_iovec_t length;    /* the first */
};

static h2o_iovec_t trimmed(const char *text, size_t len)
{
    while (len > 0 && (*text == ' ' || *text == '\t'))
        text++, len--;
    while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\t' || text[len - 1] == '\r'))
        len--;
    return h2o_iovec_init(text, len);
}

static bool is_field(const char *line, size_t len, const char *name, size_t name_len)
{
    return len >= name_len && h2o_lcstris(line, name_len, name, name_len);
}

static void read_line(struct head *head, const char *line, size_t len)
{
    static const char length[] = "content-length:";
    if (*line == ' ' || *line == '\t')
        head->is_contradictory = true;
    else if (is_field(line, len, H2O_STRLIT("host:")))
        head->hosts++;
    else if (is_field(line, len, H2O_STRLIT("transfer-encoding:")))
        head->encodings++;
    else if (is_field(line, len, length, sizeof(length) - 1)) {
        h2o_iovec_t value = trimmed(line + sizeof(length) - 1, len - (sizeof(length) - 1));
        if (head->lengths++ == 0)
            head->length = value;
        else if (!h2o_memis(value.base, value.len, head->length.base, head->length.len))
            head->is_contradictory = true;
    }
}

/* Reads a head up to its empty line. In: h2o's parser took it, so its lines are fields. */
static struct head read_head(const char *input, size_t size)
{
    struct head head = {0};
    const char *end = input + size;
    while (input < end && (*input == '\r' || *input == '\n')) /* before a request line */
        input++;
    const char *line = memchr(input, '\n', (size_t)(end - input));
    while (line != NULL && ++line < end && *line != '\n' && *line != '\r') {
        const char *line_end = memchr(line, '\n', (size_t)(end - line));
        read_line(&head, line, (size_t)((line_end != NULL ? line_end : end) - line));
        line = line_end;
    }
    return head;
}

static bool head_is_sound(const h2o_req_t *req)
{
    const h2o_buffer_t *input = req->conn->callbacks->get_socket(req->conn)->input;
    struct head head = read_head(input->bytes, input->size);
    if (head.hosts > 1)
        return false;
    if (req->entity.base == NULL)
        return true;
    if (head.encodings > 0 && (head.lengths > 0 || req->version < HTTP_1_1))
        return false;
    return !head.is_contradictory && head.encodings <= 1;
}

bool request_is_sound(h2o_req_t *req)
{
    if (!host_is_sound(req))
        return false;
    /* The second: after an upgrade the request still says HTTP/1.1. */
    if (req->version >= HTTP_2 || req->conn->callbacks->log_.http1.request_index == NULL)
        return true;
    if (req->entity.base == NULL && host_stands_alone(req))
        return true;
    return head_is_sound(req);
}
