/*
 * The one place where h2o and the Carom core meet.
 *
 * A request is handed to the core as it was received: the raw target with its query (h2o's
 * path_normalized is decoded, and a decoded byte can no longer be told from a delimiter), and the Accept
 * fields, which are all that the core reads as long as TRACE is off. What the core answers is what is
 * sent, except for these fields, which h2o writes by itself because they belong to the connection:
 *
 *     Date, Server       always
 *     Connection         HTTP/1: keep-alive or close
 *     Content-Length     from res.content_length, so the core's own field becomes that
 *     Transfer-Encoding  never used: the length is always known, or there is no body (204)
 *
 * Memory: the core writes straight into the request's pool, which lives until the response is
 * sent. A view into the rule set is copied there, so that no response holds on to the rules and a reload
 * may free them as soon as no thread is inside this file.
 *
 * Cost: two pieces of the pool's first block and one vector; no system call, no lock.
 */
#include "adapter.h"

#include "carom/decide.h"
#include "carom/respond.h"
#include "rule_store.h"

#include <h2o.h>

enum {
    /* What nearly every location and every note needs; h2o's pool has to be asked for less than
     * a quarter of its 4 KiB block to give a part of it. A longer one costs a second try. */
    LOCATION_BYTES = 512,
    NOTE_BYTES = 1008,
    HTTP_1_1 = 0x101,
    HTTP_2 = 0x200
};

struct adapter {
    h2o_handler_t super;
    const struct rule_store *rules;
};

static struct carom_view view_of(h2o_iovec_t bytes)
{
    return carom_view_of(bytes.base, bytes.len);
}

/* Gathers the Accept fields. h2o refuses a request with more than H2O_MAX_HEADERS fields. */
static size_t accept_fields(const h2o_headers_t *headers, struct carom_field *out)
{
    size_t count = 0;
    for (size_t i = 0; i < headers->size && count < H2O_MAX_HEADERS; i++) {
        if (headers->entries[i].name != &H2O_TOKEN_ACCEPT->buf)
            continue;
        out[count].name = CAROM_LITERAL("Accept");
        out[count].value = view_of(headers->entries[i].value);
        count++;
    }
    return count;
}

static struct carom_request request_of(const h2o_req_t *req, struct carom_field *fields)
{
    struct carom_request request = {
        .method = view_of(req->method),
        .scheme = view_of(req->scheme->name),
        .target = view_of(req->path),
        .version = req->version >= HTTP_2     ? CAROM_HTTP_2
                   : req->version >= HTTP_1_1 ? CAROM_HTTP_1_1
                                              : CAROM_HTTP_1_0,
        .fields = fields,
        .field_count = accept_fields(&req->headers, fields),
    };
    /* Without a Host field h2o supplies the name of its configuration, which means nothing here. */
    if (req->authority.base != req->hostconf->authority.hostport.base)
        request.authority = view_of(req->authority);
    return request;
}

static struct carom_buf pool_buf(h2o_mem_pool_t *pool, size_t cap)
{
    return (struct carom_buf){h2o_mem_alloc_pool(pool, cap), cap, 0};
}

static enum carom_result decide(const struct carom_rules *rules, h2o_mem_pool_t *pool,
                                const struct carom_request *request, struct carom_decision *out)
{
    struct carom_buf scratch = pool_buf(pool, LOCATION_BYTES);
    enum carom_result result = carom_decide(rules, request, &scratch, out);
    if (result != CAROM_ERR_NOSPACE)
        return result;
    scratch = pool_buf(pool, scratch.len);
    return carom_decide(rules, request, &scratch, out);
}

static enum carom_result respond(const h2o_req_t *req, h2o_mem_pool_t *pool,
                                 const struct carom_request *request,
                                 const struct carom_decision *decision, struct carom_response *out)
{
    struct carom_respond_options options = {.now_s = req->processed_at.at.tv_sec};
    struct carom_buf scratch = pool_buf(pool, NOTE_BYTES);
    enum carom_result result = carom_respond(request, decision, &options, &scratch, out);
    if (result != CAROM_ERR_NOSPACE)
        return result;
    scratch = pool_buf(pool, scratch.len);
    return carom_respond(request, decision, &options, &scratch, out);
}

/* The bytes of a view, moved to the pool when they are the rule set's. */
static h2o_iovec_t own(h2o_mem_pool_t *pool, const struct carom_rules *rules,
                       struct carom_view view)
{
    uintptr_t offset = (uintptr_t)view.ptr - (uintptr_t)rules->image;
    if (view.len == 0 || offset >= rules->image_bytes)
        return h2o_iovec_init(view.ptr, view.len);
    return h2o_strdup(pool, view.ptr, view.len);
}

/* h2o wants a C string, and keeps the pointer until the head is written. */
static const char *reason_of(h2o_mem_pool_t *pool, struct carom_view reason)
{
    char *text = h2o_mem_alloc_pool(pool, reason.len + 1);
    h2o_memcpy(text, reason.ptr, reason.len);
    text[reason.len] = '\0';
    return text;
}

static bool is_named(struct carom_view name, const char *text, size_t len)
{
    return name.len == len && memcmp(name.ptr, text, len) == 0;
}

/* h2o's token for a field that the core writes; NULL for one it does not know. */
static h2o_token_t *token_of(struct carom_view name)
{
    if (is_named(name, H2O_STRLIT("Location")))
        return H2O_TOKEN_LOCATION;
    if (is_named(name, H2O_STRLIT("Content-Type")))
        return H2O_TOKEN_CONTENT_TYPE;
    if (is_named(name, H2O_STRLIT("Vary")))
        return H2O_TOKEN_VARY;
    if (is_named(name, H2O_STRLIT("Cache-Control")))
        return H2O_TOKEN_CACHE_CONTROL;
    if (is_named(name, H2O_STRLIT("Expires")))
        return H2O_TOKEN_EXPIRES;
    if (is_named(name, H2O_STRLIT("Allow")))
        return H2O_TOKEN_ALLOW;
    return NULL;
}

/* A field name that h2o has no token for, in the small letters of HTTP/2 (RFC 9113 §8.2). */
static h2o_iovec_t *other_name(h2o_mem_pool_t *pool, struct carom_view name)
{
    h2o_iovec_t *copy = h2o_mem_alloc_pool(pool, sizeof(*copy));
    *copy = h2o_strdup(pool, name.ptr, name.len);
    h2o_strtolower(copy->base, copy->len);
    return copy;
}

/* The digits of a Content-Length, which the core has just written. */
static size_t length_of(struct carom_view digits)
{
    size_t length = 0;
    for (size_t i = 0; i < digits.len; i++)
        length = length * 10 + (size_t)(digits.ptr[i] - '0');
    return length;
}

static void add_fields(h2o_req_t *req, const struct carom_rules *rules,
                       const struct carom_response *response)
{
    /* One piece for all, instead of h2o_add_header's growing and its copy of each name. */
    h2o_headers_t *headers = &req->res.headers;
    h2o_vector_reserve(&req->pool, headers, CAROM_RESPONSE_FIELDS_MAX);
    for (size_t i = 0; i < response->field_count; i++) {
        const struct carom_field *field = &response->fields[i];
        if (is_named(field->name, H2O_STRLIT("Content-Length"))) {
            req->res.content_length = length_of(field->value);
            continue;
        }
        h2o_header_t *header = &headers->entries[headers->size++];
        h2o_token_t *token = token_of(field->name);
        header->name = token != NULL ? &token->buf : other_name(&req->pool, field->name);
        header->orig_name = field->name.ptr; /* static text of the core, as HTTP/1 shows it */
        header->value = own(&req->pool, rules, field->value);
    }
}

static void send_response(h2o_req_t *req, const struct carom_rules *rules,
                          const struct carom_response *response)
{
    static h2o_generator_t generator = {NULL, NULL}; /* h2o only reads it */
    h2o_iovec_t body = own(&req->pool, rules, response->body);

    req->res.status = response->status;
    req->res.reason = reason_of(&req->pool, response->reason);
    add_fields(req, rules, response);
    h2o_start_response(req, &generator);
    h2o_send(req, &body, body.len != 0 ? 1 : 0, H2O_SEND_STATE_FINAL);
}

static int on_request(h2o_handler_t *handler, h2o_req_t *req)
{
    const struct adapter *adapter = (const struct adapter *)handler;
    const struct carom_rules *rules = rule_store_current(adapter->rules);
    struct carom_field fields[H2O_MAX_HEADERS];
    struct carom_request request = request_of(req, fields);
    struct carom_decision decision;
    struct carom_response response;

    enum carom_result result = decide(rules, &req->pool, &request, &decision);
    if (result == CAROM_OK)
        result = respond(req, &req->pool, &request, &decision, &response);
    if (result == CAROM_OK)
        send_response(req, rules, &response);
    else /* a rule image that is damaged behind a right checksum */
        h2o_send_error_generic(req, 500, "Internal Server Error",
                               "The redirect rules are damaged.\n", 0);
    return 0;
}

void adapter_register(struct st_h2o_hostconf_t *host, const struct rule_store *rules)
{
    h2o_pathconf_t *path = h2o_config_register_path(host, "/", 0);
    struct adapter *adapter = (struct adapter *)h2o_create_handler(path, sizeof(*adapter));
    adapter->super.on_req = on_request;
    adapter->rules = rules;
}
