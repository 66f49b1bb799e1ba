/*
 * The one place where h2o and the Carom core meet.
 *
 * A request is handed to the core as it was received: the raw target with its query (h2o's
 * path_normalized is decoded, and a decoded byte can no longer be told from a delimiter), and the
 * Accept fields, which are all that the core reads as long as TRACE is off.
 *
 * The core's response is sent field by field as it stands, its Content-Length included. Besides
 * them there are only
 *
 *     Date, Connection   which h2o writes: they belong to the connection
 *     Server             which is written here
 *
 * The Content-Length and Server that h2o would write are formatted one by one, which costs 300
 * instructions more than a copy; so res.content_length stays unset and the configured server name
 * empty. Its chunked filter, which takes an unset length for an unknown one and gives up
 * keep-alive, is taken off the path: a response of the core has a Content-Length or is one that
 * has no body (204).
 *
 * What h2o answers as if it were right, and must not be, is refused by request_check.c; what it
 * cannot see stands there.
 *
 * Memory: the core writes straight into the request's pool, which lives until the response is
 * sent. A view into the rule set is copied there, so that no response holds on to the rules and a
 * reload may free them as soon as no thread is inside this file.
 *
 * Cost: one piece of the pool for a location and a note of usual length; no system call, no lock.
 */
#include "adapter.h"

#include "carom/decide.h"
#include "carom/respond.h"
#include "carom/status.h"
#include "request_check.h"
#include "rule_store.h"

#include <h2o.h>

enum { STATUS_FIRST = 100, STATUS_END = 600, REASON_MAX = 39, HTTP_1_1 = 0x101, HTTP_2 = 0x200 };

struct adapter {
    h2o_handler_t super;
    const struct rule_store *rules;
    struct adapter_policy policy;
    /* The registered phrases as h2o wants them: C strings that stay. */
    char reasons[STATUS_END - STATUS_FIRST][REASON_MAX + 1];
};

/*
 * What one response needs in the pool. A longer location or note costs a second try with a piece of
 * its own. The whole must stay below a quarter of h2o's 4 KiB block, or h2o calls malloc for it.
 */
struct answer {
    h2o_header_t fields[CAROM_RESPONSE_FIELDS_MAX + 1];
    char location[208];
    char note[480];
};
_Static_assert(sizeof(struct answer) < 1020, "an answer does not fit into h2o's pool");

static struct carom_view view_of(h2o_iovec_t bytes)
{
    return carom_view_of(bytes.base, bytes.len);
}

/* h2o refuses a request with more fields than this; Host, which it keeps elsewhere, comes back. */
enum { FIELDS_MAX = H2O_MAX_HEADERS + 1 };

/*
 * Gathers the fields that the core reads: Accept, or all of them for a TRACE that is to be
 * answered. Returns how many stand in fields[] then, which held `count`.
 */
static size_t gather_fields(const h2o_headers_t *headers, bool all, struct carom_field *out,
                            size_t count)
{
    for (size_t i = 0; i < headers->size && count < FIELDS_MAX; i++) {
        const h2o_header_t *header = &headers->entries[i];
        if (!all && header->name != &H2O_TOKEN_ACCEPT->buf)
            continue;
        /* As it was received: HTTP/1 keeps the letters, HTTP/2 has small ones only. */
        const char *name = header->orig_name != NULL ? header->orig_name : header->name->base;
        out[count].name = carom_view_of(name, header->name->len);
        out[count].value = view_of(header->value);
        count++;
    }
    return count;
}

static struct carom_request request_of(const h2o_req_t *req, const struct adapter_policy *policy,
                                       struct carom_field *fields)
{
    bool is_trace =
        policy->trace && h2o_memis(req->method.base, req->method.len, H2O_STRLIT("TRACE"));
    struct carom_request request = {
        .method = view_of(req->method),
        .scheme = view_of(req->scheme->name),
        .target = view_of(req->path),
        .version = req->version >= HTTP_2     ? CAROM_HTTP_2
                   : req->version >= HTTP_1_1 ? CAROM_HTTP_1_1
                                              : CAROM_HTTP_1_0,
        .fields = fields,
    };
    /* Without a Host field h2o supplies the name of its configuration, which means nothing here. */
    if (req->authority.base != req->hostconf->authority.hostport.base)
        request.authority = view_of(req->authority);
    if (is_trace && request.authority.len > 0)
        fields[request.field_count++] =
            (struct carom_field){CAROM_LITERAL("Host"), request.authority};
    request.field_count = gather_fields(&req->headers, is_trace, fields, request.field_count);
    return request;
}

static struct carom_buf pool_buf(h2o_mem_pool_t *pool, size_t cap)
{
    return (struct carom_buf){h2o_mem_alloc_pool(pool, cap), cap, 0};
}

static enum carom_result decide(const struct carom_rules *rules, h2o_mem_pool_t *pool,
                                const struct carom_request *request, struct answer *answer,
                                struct carom_decision *out)
{
    struct carom_buf scratch = {answer->location, sizeof(answer->location), 0};
    enum carom_result result = carom_decide(rules, request, &scratch, out);
    if (result != CAROM_ERR_NOSPACE)
        return result;
    scratch = pool_buf(pool, scratch.len);
    return carom_decide(rules, request, &scratch, out);
}

static enum carom_result respond(h2o_req_t *req, const struct adapter_policy *policy,
                                 const struct carom_request *request,
                                 const struct carom_decision *decision, struct answer *answer,
                                 struct carom_response *out)
{
    const struct carom_respond_options options = {.strict_accept = policy->strict_accept,
                                                  .trace = policy->trace,
                                                  .now_s = req->processed_at.at.tv_sec};
    struct carom_buf scratch = {answer->note, sizeof(answer->note), 0};
    enum carom_result result = carom_respond(request, decision, &options, &scratch, out);
    if (result != CAROM_ERR_NOSPACE)
        return result;
    scratch = pool_buf(&req->pool, scratch.len);
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

static bool is_named(struct carom_view name, const char *text, size_t len)
{
    return name.len == len && memcmp(name.ptr, text, len) == 0;
}

/*
 * The name of a field that the core writes, as h2o knows it; NULL for one it does not know.
 *
 * Vary is not given as h2o's token, because h2o would look for an old browser in the User-Agent of every
 * request, to take Vary out of its answers: a search that is wasted, and a wrong answer.
 */
static h2o_iovec_t *known_name(struct carom_view name)
{
    static char vary_text[] = "vary"; /* h2o only reads both */
    static h2o_iovec_t vary = {vary_text, sizeof(vary_text) - 1};
    if (is_named(name, H2O_STRLIT("Location")))
        return &H2O_TOKEN_LOCATION->buf;
    if (is_named(name, H2O_STRLIT("Content-Type")))
        return &H2O_TOKEN_CONTENT_TYPE->buf;
    if (is_named(name, H2O_STRLIT("Content-Length")))
        return &H2O_TOKEN_CONTENT_LENGTH->buf;
    if (is_named(name, H2O_STRLIT("Vary")))
        return &vary;
    if (is_named(name, H2O_STRLIT("Cache-Control")))
        return &H2O_TOKEN_CACHE_CONTROL->buf;
    if (is_named(name, H2O_STRLIT("Expires")))
        return &H2O_TOKEN_EXPIRES->buf;
    if (is_named(name, H2O_STRLIT("Allow")))
        return &H2O_TOKEN_ALLOW->buf;
    return NULL;
}

/* Any other field name, in the small letters of HTTP/2 (RFC 9113 §8.2). */
static h2o_iovec_t *other_name(h2o_mem_pool_t *pool, struct carom_view name)
{
    h2o_iovec_t *copy = h2o_mem_alloc_pool(pool, sizeof(*copy));
    *copy = h2o_strdup(pool, name.ptr, name.len);
    h2o_strtolower(copy->base, copy->len);
    return copy;
}

static void set_fields(h2o_req_t *req, const struct carom_rules *rules,
                       const struct carom_response *response, struct answer *answer)
{
    h2o_header_t *header = answer->fields;
    *header++ = (h2o_header_t){&H2O_TOKEN_SERVER->buf, "Server",
                               h2o_iovec_init(H2O_STRLIT("carom/" CAROM_SERVER_VERSION))};
    for (size_t i = 0; i < response->field_count; i++, header++) {
        const struct carom_field *field = &response->fields[i];
        h2o_iovec_t *name = known_name(field->name);
        header->name = name != NULL ? name : other_name(&req->pool, field->name);
        header->orig_name = field->name.ptr; /* static text of the core, as HTTP/1 shows it */
        header->value = own(&req->pool, rules, field->value);
    }
    req->res.headers.entries = answer->fields;
    req->res.headers.size = response->field_count + 1;
    req->res.headers.capacity = sizeof(answer->fields) / sizeof(answer->fields[0]);
}

static void send_response(const struct adapter *adapter, h2o_req_t *req,
                          const struct carom_rules *rules, const struct carom_response *response,
                          struct answer *answer)
{
    static h2o_generator_t generator = {NULL, NULL}; /* h2o only reads it */
    h2o_iovec_t body = own(&req->pool, rules, response->body);

    req->res.status = response->status;
    req->res.reason = adapter->reasons[response->status - STATUS_FIRST];
    set_fields(req, rules, response, answer);
    /* h2o_start_response would copy the fields, to remember them as they were before any filter. */
    req->res.original.status = req->res.status;
    req->res.original.headers = req->res.headers;
    /* h2o says so by itself only when it reads a request's head after the shutdown began. */
    if (req->conn->ctx->shutdown_requested)
        req->http1_is_persistent = 0;
    h2o_start_response(req, &generator);
    h2o_send(req, &body, body.len != 0 ? 1 : 0, H2O_SEND_STATE_FINAL);
}

/* To a request that is not sound: 400, and nothing more is read, since it may not be a request. */
static void refuse(h2o_req_t *req, struct carom_request *request, struct carom_decision *out)
{
    *out = (struct carom_decision){.action = CAROM_ACTION_REFUSE, .status = 400, .max_age_s = -1};
    request->authority = (struct carom_view){NULL, 0};
    req->http1_is_persistent = 0;
}

static int on_request(h2o_handler_t *handler, h2o_req_t *req)
{
    const struct adapter *adapter = (const struct adapter *)handler;
    const struct carom_rules *rules = rule_store_current(adapter->rules);
    struct answer *answer = h2o_mem_alloc_pool(&req->pool, sizeof(*answer));
    struct carom_field fields[FIELDS_MAX];
    const bool sound = request_is_sound(req);
    struct carom_request request = request_of(req, &adapter->policy, fields);
    struct carom_decision decision;
    struct carom_response response;
    enum carom_result result = CAROM_OK;

    if (sound)
        result = decide(rules, &req->pool, &request, answer, &decision);
    else
        refuse(req, &request, &decision);
    if (result == CAROM_OK)
        result = respond(req, &adapter->policy, &request, &decision, answer, &response);
    if (result == CAROM_OK)
        send_response(adapter, req, rules, &response, answer);
    else /* a rule image that is damaged behind a right checksum */
        h2o_send_error_generic(req, 500, "Internal Server Error",
                               "The redirect rules are damaged.\n", 0);
    return 0;
}

/* Takes off the filter that h2o puts on every path; see the comment at the top. */
static void remove_filters(h2o_pathconf_t *path)
{
    for (size_t i = 0; i < path->filters.size; i++) {
        if (path->filters.entries[i]->dispose != NULL)
            path->filters.entries[i]->dispose(path->filters.entries[i]);
        free(path->filters.entries[i]);
    }
    path->filters.size = 0;
}

void adapter_register(struct st_h2o_hostconf_t *host, const struct rule_store *rules,
                      const struct adapter_policy *policy)
{
    h2o_pathconf_t *path = h2o_config_register_path(host, "/", 0);
    struct adapter *adapter = (struct adapter *)h2o_create_handler(path, sizeof(*adapter));
    adapter->super.on_req = on_request;
    adapter->rules = rules;
    adapter->policy = *policy;
    for (uint16_t status = STATUS_FIRST; status < STATUS_END; status++) {
        struct carom_view reason = carom_status_of(status).reason;
        if (reason.len <= REASON_MAX) /* else none, which HTTP allows (RFC 9112 §4) */
            h2o_memcpy(adapter->reasons[status - STATUS_FIRST], reason.ptr, reason.len);
    }
    remove_filters(path);
}
