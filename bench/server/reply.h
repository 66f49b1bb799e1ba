/*
 * A response as h2o sends it. Nothing here knows the core.
 */
#ifndef CAROM_SERVER_REPLY_H
#define CAROM_SERVER_REPLY_H

#include <h2o.h>
#include <stdbool.h>

enum { REPLY_FIELDS_MAX = 9 };

struct reply {
    int status;
    bool names_stay;    /* no field name is in a request's pool */
    const char *reason; /* NUL-terminated, stays as long as the server */
    h2o_iovec_t body;
    int file; /* -1, or a descriptor whose bytes are the body instead */
    uint64_t file_bytes;
    size_t field_count;
    h2o_header_t fields[REPLY_FIELDS_MAX];
};

/*
 * Sends a reply, field by field as it stands, which ends the request.
 *
 * A file is read piece by piece as the client takes it, and closed. When it became shorter than it was,
 * the connection ends (in HTTP/2 the stream), so that nobody takes a part for the whole.
 *
 * In: the reply and its bytes live as long as the request's pool.
 */
void reply_send(h2o_req_t *req, struct reply *reply);

/*
 * A copy that outlives the request, as counted memory of h2o: h2o_mem_link_shared ties it to a
 * request's pool, reply_release gives one reference back.
 *
 * Returns: NULL when the reply is longer than what is worth remembering, has a file as its body, or
 *          cannot be copied.
 */
struct reply *reply_copy(const struct reply *reply);

/* In: a reply of reply_copy. */
void reply_release(void *reply);

#endif
