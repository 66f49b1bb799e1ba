/*
 * The one place where h2o and the Carom core meet.
 *
 * A request is handed to the core as it was received: the raw target with its query (h2o's
 * path_normalized is decoded, and a decoded byte can no longer be told from a delimiter), and of the
 * fields those that the core reads as long as TRACE is off: Accept, Accept-Language, Cookie. The
 * client's country is what the field of --country-header says, if it is there once.
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
 * Answers that were made are remembered by thread (recall.c): to an equal request the same one is
 * given, tied to the request's pool by a count of references.
 *
 * With --root, files have a say (file_decision.c). An answer that depends on them is not remembered.
 *
 * Cost without --root: one piece of the pool for a location and a note of usual length; no system call, no lock.
 */
#include "adapter.h"

#include "carom/decide.h"
#include "carom/respond.h"
#include "carom/status.h"
#include "file_decision.h"
#include "recall.h"
#include "reply.h"
#include "request_check.h"
#include "rule_store.h"

#include <h2o.h>
#include <unistd.h>

enum { STATUS_FIRST = 100, STATUS_END = 600, REASON_MAX = 39, HTTP_1_1 = 0x101, HTTP_2 = 0x200 };

struct adapter {
    h2o_handler_t super;
    const struct rule_store *rules;
    struct adapter_policy policy;
    h2o_iovec_t country_field; /* in small letters; empty: none */
    h2o_mimemap_t *types;      /* media types by a file's extension */
    /* The registered phrases as h2o wants them: C strings that stay. */
    char reasons[STATUS_END - STATUS_FIRST][REASON_MAX + 1];
};

/*
 * What one response needs in the pool. A longer location or note costs a second try with a piece of
 * its own. The whole must stay below a quarter of h2o's 4 KiB block, or h2o calls malloc for it.
 */
struct answer {
    struct reply reply;
    char location[192];
    char note[464];
};
_Static_assert(CAROM_RESPONSE_FIELDS_MAX + 1 == REPLY_FIELDS_MAX, "Server and the core's fields");
_Static_assert(sizeof(struct answer) < 1020, "an answer does not fit into h2o's pool");

static struct carom_view view_of(h2o_iovec_t bytes)
{
    return carom_view_of(bytes.base, bytes.len);
}

enum {
    /* h2o refuses a request with more fields than this; Host, which it keeps elsewhere, comes back. */
    FIELDS_MAX = H2O_MAX_HEADERS + 1,
    KEYED_FIELDS_MAX = 16 /* in a request that is remembered; HTTP/2 may send a Cookie in many */
};

/* A field as it was received: HTTP/1 keeps the letters of its name, HTTP/2 has small ones only. */
static struct carom_field field_of(const h2o_header_t *header)
{
    const char *name = header->orig_name != NULL ? header->orig_name : header->name->base;
    return (struct carom_field){carom_view_of(name, header->name->len), view_of(header->value)};
}

/* Whether a field has a say under rules that ask for so much: enum carom_asked. */
static bool is_read_by_core(const h2o_header_t *header, unsigned asked)
{
    return header->name == &H2O_TOKEN_ACCEPT->buf ||
           ((asked & CAROM_ASKED_LANGUAGE) != 0 &&
            header->name == &H2O_TOKEN_ACCEPT_LANGUAGE->buf) ||
           ((asked & CAROM_ASKED_COOKIE) != 0 && header->name == &H2O_TOKEN_COOKIE->buf);
}

/*
 * Gathers the fields that the core reads, or all of them for a TRACE. Returns how many there are; of
 * more than `max` only the first are in fields[].
 */
static size_t gather_fields(const h2o_headers_t *headers, bool all, unsigned asked,
                            struct carom_field *fields, size_t max)
{
    size_t count = 0;
    for (size_t i = 0; i < headers->size; i++) {
        const h2o_header_t *header = &headers->entries[i];
        if (!all && !is_read_by_core(header, asked))
            continue;
        if (count < max)
            fields[count] = field_of(header);
        count++;
    }
    return count;
}

/* h2o leaves the white space behind a value. */
static struct carom_view trimmed(h2o_iovec_t value)
{
    while (value.len > 0 && (value.base[value.len - 1] == ' ' || value.base[value.len - 1] == '\t'))
        value.len--;
    return view_of(value);
}

/*
 * What the configured field says. Nothing when it is there twice: one of them may be the client's own
 * claim, and which one cannot be told.
 */
static struct carom_view country_of(const struct adapter *adapter, const h2o_headers_t *headers)
{
    const h2o_iovec_t *wanted = &adapter->country_field;
    struct carom_view country = {NULL, 0};
    size_t count = 0;
    if (wanted->len == 0)
        return country;
    for (size_t i = 0; i < headers->size; i++) {
        const h2o_header_t *header = &headers->entries[i];
        if (!h2o_memis(header->name->base, header->name->len, wanted->base, wanted->len))
            continue;
        country = trimmed(header->value);
        count++;
    }
    return count == 1 ? country : (struct carom_view){NULL, 0};
}

/* The request without its fields. */
static struct carom_request request_of(const struct adapter *adapter, const h2o_req_t *req)
{
    struct carom_request request = {
        .method = view_of(req->method),
        .scheme = view_of(req->scheme->name),
        .target = view_of(req->path),
        .country = country_of(adapter, &req->headers),
        .version = req->version >= HTTP_2     ? CAROM_HTTP_2
                   : req->version >= HTTP_1_1 ? CAROM_HTTP_1_1
                                              : CAROM_HTTP_1_0,
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

/* Stands for a file's bytes in a response. The core only moves the view of a representation. */
static const char file_mark;

static struct carom_respond_options options_of(const struct adapter *adapter, const h2o_req_t *req,
                                               const struct root_file *file)
{
    struct carom_respond_options options = {.strict_accept = adapter->policy.strict_accept,
                                            .trace = adapter->policy.trace,
                                            .now_s = req->processed_at.at.tv_sec,
                                            .country_field = view_of(adapter->country_field)};
    if (file->fd == -1)
        return options;
    h2o_iovec_t extension = h2o_iovec_init(file->extension, strlen(file->extension));
    options.has_representation = true;
    options.representation = carom_view_of(&file_mark, file->bytes);
    options.representation_type =
        view_of(h2o_mimemap_get_type_by_extension(adapter->types, extension)->data.mimetype);
    return options;
}

static enum carom_result respond(const struct adapter *adapter, h2o_req_t *req,
                                 const struct carom_request *request,
                                 const struct carom_decision *decision,
                                 const struct root_file *file, struct answer *answer,
                                 struct carom_response *out)
{
    const struct carom_respond_options options = options_of(adapter, req, file);
    struct carom_buf scratch = {answer->note, sizeof(answer->note), 0};
    enum carom_result result = carom_respond(request, decision, &options, &scratch, out);
    if (result == CAROM_ERR_NOSPACE) {
        scratch = pool_buf(&req->pool, scratch.len);
        result = carom_respond(request, decision, &options, &scratch, out);
    }
    /* RFC 9110 §15.5.6. No rule has this status: it is a file's. */
    if (result == CAROM_OK && decision->action == CAROM_ACTION_REFUSE && decision->status == 405)
        out->fields[out->field_count++] =
            (struct carom_field){CAROM_LITERAL("Allow"), file_decision_methods()};
    return result;
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
                       const struct carom_response *response, struct reply *reply)
{
    h2o_header_t *header = reply->fields;
    *header++ = (h2o_header_t){&H2O_TOKEN_SERVER->buf, "Server",
                               h2o_iovec_init(H2O_STRLIT("carom/" CAROM_SERVER_VERSION))};
    reply->names_stay = true;
    for (size_t i = 0; i < response->field_count; i++, header++) {
        const struct carom_field *field = &response->fields[i];
        h2o_iovec_t *name = known_name(field->name);
        if (name == NULL)
            reply->names_stay = false;
        header->name = name != NULL ? name : other_name(&req->pool, field->name);
        header->orig_name = field->name.ptr; /* static text of the core, as HTTP/1 shows it */
        header->value = own(&req->pool, rules, field->value);
    }
    reply->field_count = response->field_count + 1;
}

/* To a request that is not sound: 400, and nothing more is read, since it may not be a request. */
static void refuse(h2o_req_t *req, struct carom_request *request, struct carom_decision *out)
{
    *out = (struct carom_decision){.action = CAROM_ACTION_REFUSE, .status = 400, .max_age_s = -1};
    request->authority = (struct carom_view){NULL, 0};
    req->http1_is_persistent = 0;
}

/* How long an answer is right. */
struct validity {
    int64_t holds_at_s; /* for recall_keep */
    bool may_change;    /* whenever a file comes or goes */
};

/* The reply that a response is. The file is the reply's when it is shown, and else closed. */
static void fill_reply(const struct adapter *adapter, h2o_req_t *req,
                       const struct carom_rules *rules, const struct carom_response *response,
                       const struct root_file *file, struct reply *reply)
{
    reply->status = response->status;
    reply->reason = adapter->reasons[response->status - STATUS_FIRST];
    reply->file = -1;
    reply->body = h2o_iovec_init(NULL, 0);
    if (response->body.ptr == &file_mark) {
        reply->file = file->fd;
        reply->file_bytes = file->bytes;
    } else {
        reply->body = own(&req->pool, rules, response->body);
        if (file->fd != -1)
            (void)close(file->fd);
    }
    set_fields(req, rules, response, reply);
}

/*
 * Decides a request and makes the reply to it in the request's pool.
 * Returns: NULL for a rule image that is damaged behind a right checksum.
 */
static struct reply *make_reply(const struct adapter *adapter, h2o_req_t *req,
                                const struct rule_set *set, struct carom_request *request,
                                bool is_sound, struct validity *validity)
{
    struct answer *answer = h2o_mem_alloc_pool(&req->pool, sizeof(*answer));
    const struct carom_rules *rules = &set->loaded.rules;
    struct root_file file = {.fd = -1};
    struct carom_decision decision;
    struct carom_response response;
    enum carom_result result = CAROM_OK;

    validity->may_change = false;
    if (is_sound)
        result = decide(rules, &req->pool, request, answer, &decision);
    else
        refuse(req, request, &decision);
    if (result == CAROM_OK && set->root != -1)
        (void)file_decision_amend(set->root, request, &decision, &file, &validity->may_change);
    if (result == CAROM_OK)
        result = respond(adapter, req, request, &decision, &file, answer, &response);
    if (result != CAROM_OK) {
        if (file.fd != -1)
            (void)close(file.fd);
        return NULL;
    }
    fill_reply(adapter, req, rules, &response, &file, &answer->reply);
    validity->holds_at_s = decision.max_age_s < 0 ? RECALL_ANY_TIME : req->processed_at.at.tv_sec;
    return &answer->reply;
}

static void send_reply(h2o_req_t *req, struct reply *reply)
{
    if (reply != NULL)
        reply_send(req, reply);
    else
        h2o_send_error_generic(req, 500, "Internal Server Error",
                               "The redirect rules are damaged.\n", 0);
}

static bool is_trace(const h2o_req_t *req)
{
    return h2o_memis(req->method.base, req->method.len, H2O_STRLIT("TRACE"));
}

/* Answers a request that is not remembered: one that is not sound, a TRACE, one with many fields. */
__attribute__((noinline)) static void answer_apart(const struct adapter *adapter, h2o_req_t *req,
                                                   const struct rule_set *set, bool is_sound)
{
    struct carom_field fields[FIELDS_MAX];
    struct carom_request request = request_of(adapter, req);
    const bool all = adapter->policy.trace && is_trace(req);
    size_t count = 0;
    struct validity validity;
    if (all && request.authority.len > 0)
        fields[count++] = (struct carom_field){CAROM_LITERAL("Host"), request.authority};
    count += gather_fields(&req->headers, all, carom_rules_asked(&set->loaded.rules),
                           fields + count, FIELDS_MAX - count);
    request.fields = fields;
    request.field_count = count <= FIELDS_MAX ? count : FIELDS_MAX;
    send_reply(req, make_reply(adapter, req, set, &request, is_sound, &validity));
}

/* Answers a request by what is remembered of an equal one, or else decides, and may remember. */
static void answer_by_key(const struct adapter *adapter, h2o_req_t *req, struct recall *recall,
                          const struct rule_set *set, struct carom_request *request)
{
    struct recall_key key;
    bool is_wanted = false;
    if (recall != NULL && recall_key_of(request, set->serial, &key)) {
        struct reply *reply = recall_find(recall, &key, req->processed_at.at.tv_sec, &is_wanted);
        if (reply != NULL) {
            h2o_mem_link_shared(&req->pool, reply);
            reply_send(req, reply);
            return;
        }
    }
    struct validity validity;
    struct reply *made = make_reply(adapter, req, set, request, true, &validity);
    struct reply *copy = NULL;
    if (is_wanted && made != NULL && !validity.may_change)
        copy = reply_copy(made);
    if (copy != NULL && !recall_keep(recall, &key, validity.holds_at_s, copy))
        reply_release(copy);
    send_reply(req, made);
}

static int on_request(h2o_handler_t *handler, h2o_req_t *req)
{
    const struct adapter *adapter = (const struct adapter *)handler;
    const struct rule_set *set = rule_store_current(adapter->rules);
    struct recall *recall = h2o_context_get_handler_context(req->conn->ctx, handler);
    struct carom_field fields[KEYED_FIELDS_MAX];
    const bool is_sound = request_is_sound(req);
    size_t count = gather_fields(&req->headers, false, carom_rules_asked(&set->loaded.rules),
                                 fields, KEYED_FIELDS_MAX);

    if (!is_sound || count > KEYED_FIELDS_MAX || is_trace(req)) {
        answer_apart(adapter, req, set, is_sound);
        return 0;
    }
    struct carom_request request = request_of(adapter, req);
    request.fields = fields;
    request.field_count = count;
    answer_by_key(adapter, req, recall, set, &request);
    return 0;
}

static void on_context_init(h2o_handler_t *handler, h2o_context_t *context)
{
    const struct adapter *adapter = (const struct adapter *)handler;
    struct recall *recall = NULL; /* without memory for it every request is decided */
    if (adapter->policy.recall_slots != 0)
        recall = recall_create(adapter->policy.recall_slots, reply_release);
    h2o_context_set_handler_context(context, handler, recall);
}

static void on_context_dispose(h2o_handler_t *handler, h2o_context_t *context)
{
    recall_destroy(h2o_context_get_handler_context(context, handler));
}

static void on_dispose(h2o_handler_t *handler)
{
    struct adapter *adapter = (struct adapter *)handler;
    h2o_mem_release_shared(adapter->types);
    free(adapter->country_field.base);
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
    adapter->super.on_context_init = on_context_init;
    adapter->super.on_context_dispose = on_context_dispose;
    adapter->super.dispose = on_dispose;
    adapter->rules = rules;
    adapter->policy = *policy;
    adapter->types = h2o_mimemap_create();
    if (policy->country_field != NULL) {
        adapter->country_field = h2o_strdup(NULL, policy->country_field, SIZE_MAX);
        h2o_strtolower(adapter->country_field.base, adapter->country_field.len);
    }
    for (uint16_t status = STATUS_FIRST; status < STATUS_END; status++) {
        struct carom_view reason = carom_status_of(status).reason;
        if (reason.len <= REASON_MAX) /* else none, which HTTP allows (RFC 9112 §4) */
            h2o_memcpy(adapter->reasons[status - STATUS_FIRST], reason.ptr, reason.len);
    }
    remove_filters(path);
}
