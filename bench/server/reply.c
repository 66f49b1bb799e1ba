/* Sends replies, and copies them to be sent again. */
#include "reply.h"

enum { COPIED_BYTES_MAX = 2048 };

void reply_send(h2o_req_t *req, struct reply *reply)
{
    static h2o_generator_t generator = {NULL, NULL}; /* h2o only reads it */
    h2o_iovec_t body = reply->body;                  /* which h2o may change */

    req->res.status = reply->status;
    req->res.reason = reply->reason;
    /* Full, so that whoever would add a field has to copy them first. */
    req->res.headers.entries = reply->fields;
    req->res.headers.size = reply->field_count;
    req->res.headers.capacity = reply->field_count;
    /* h2o_start_response would copy the fields, to remember them as they were before any filter. */
    req->res.original.status = req->res.status;
    req->res.original.headers = req->res.headers;
    /* h2o says so by itself only when it reads a request's head after the shutdown began. */
    if (req->conn->ctx->shutdown_requested)
        req->http1_is_persistent = 0;
    h2o_start_response(req, &generator);
    h2o_send(req, &body, body.len != 0 ? 1 : 0, H2O_SEND_STATE_FINAL);
}

static h2o_iovec_t move_to(char **free_bytes, h2o_iovec_t bytes)
{
    h2o_iovec_t copy = h2o_iovec_init(*free_bytes, bytes.len);
    h2o_memcpy(copy.base, bytes.base, bytes.len);
    *free_bytes += bytes.len;
    return copy;
}

struct reply *reply_copy(const struct reply *reply)
{
    size_t bytes = reply->body.len;
    for (size_t i = 0; i < reply->field_count; i++)
        bytes += reply->fields[i].value.len;
    if (!reply->names_stay || bytes > COPIED_BYTES_MAX)
        return NULL;
    struct reply *copy = h2o_mem_alloc_shared(NULL, sizeof(*copy) + bytes, NULL);
    char *free_bytes = (char *)(copy + 1);
    *copy = *reply;
    for (size_t i = 0; i < reply->field_count; i++)
        copy->fields[i].value = move_to(&free_bytes, reply->fields[i].value);
    copy->body = move_to(&free_bytes, reply->body);
    return copy;
}

void reply_release(void *reply)
{
    (void)h2o_mem_release_shared(reply);
}
