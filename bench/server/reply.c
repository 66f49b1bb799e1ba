/* Sends replies, and copies them to be sent again. */
#include "reply.h"

#include <errno.h>
#include <unistd.h>

enum { COPIED_BYTES_MAX = 2048, FILE_PIECE_BYTES = 64 * 1024 };

/* Sends a file piece by piece. In the request's pool. */
struct file_sender {
    h2o_generator_t super;
    int file;
    uint64_t at;
    uint64_t left;
    char piece[];
};

static void stop_file(h2o_generator_t *generator, h2o_req_t *req)
{
    (void)req;
    (void)close(((struct file_sender *)generator)->file);
}

static void send_piece(h2o_generator_t *generator, h2o_req_t *req)
{
    struct file_sender *sender = (struct file_sender *)generator;
    size_t wanted = sender->left < FILE_PIECE_BYTES ? (size_t)sender->left : FILE_PIECE_BYTES;
    ssize_t got;
    do {
        got = pread(sender->file, sender->piece, wanted, (off_t)sender->at);
    } while (got == -1 && errno == EINTR);
    if (got <= 0) {
        (void)close(sender->file);
        h2o_send(req, NULL, 0, H2O_SEND_STATE_ERROR);
        return;
    }
    sender->at += (uint64_t)got;
    sender->left -= (uint64_t)got;
    h2o_iovec_t piece = h2o_iovec_init(sender->piece, (size_t)got);
    if (sender->left == 0)
        (void)close(sender->file);
    h2o_send(req, &piece, 1, sender->left != 0 ? H2O_SEND_STATE_IN_PROGRESS : H2O_SEND_STATE_FINAL);
}

static void send_file(h2o_req_t *req, int file, uint64_t bytes)
{
    size_t piece_bytes = bytes < FILE_PIECE_BYTES ? (size_t)bytes : FILE_PIECE_BYTES;
    struct file_sender *sender = h2o_mem_alloc_pool(&req->pool, sizeof(*sender) + piece_bytes);
    sender->super = (h2o_generator_t){send_piece, stop_file};
    sender->file = file;
    sender->at = 0;
    sender->left = bytes;
    h2o_start_response(req, &sender->super);
    send_piece(&sender->super, req);
}

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
    if (reply->file != -1) {
        send_file(req, reply->file, reply->file_bytes);
        return;
    }
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
    if (!reply->names_stay || reply->file != -1 || bytes > COPIED_BYTES_MAX)
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
