#include "trace_http.h"

#include "buffer.h"
#include "follow_words.h"
#include "trace_head.h"
#include "trace_http_error.h"
#include "trace_interrupt.h"

#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* A request on its way. */
struct exchange {
    struct http *http;
    const struct http_request *request;
    struct http_response *response;
    CURL *easy;
    struct curl_slist *lines; /* of the request's head */
    struct carom_buf text;    /* where strings are made for libcurl */
    size_t head_total, body_total;
    bool has_head;  /* the final response's, in full */
    bool too_large; /* its head is */
    bool no_memory;
    char detail[CURL_ERROR_SIZE];
};

/* ---- what libcurl calls ---- */

static size_t take_head_line(char *data, size_t size, size_t count, void *ctx)
{
    struct exchange *exchange = ctx;
    struct http_response *response = exchange->response;
    struct carom_view line = carom_view_of(data, size * count);
    exchange->head_total += line.len;
    if (exchange->head_total > HTTP_HEAD_MAX) {
        exchange->too_large = !exchange->has_head;
        return 0;
    }
    if (exchange->has_head) /* a trailer: no part of the head (RFC 9110 §6.5) */
        return line.len;
    if (head_begins(line, &response->status)) {
        response->head.len = 0;
        return line.len;
    }
    if (line.len <= 2 && response->status >= 200) {
        exchange->has_head = true;
        response->now_s = (int64_t)time(NULL);
    }
    exchange->no_memory = !buffer_append(&response->head, line.ptr, line.len);
    return exchange->no_memory ? 0 : line.len;
}

static size_t take_body(char *data, size_t size, size_t count, void *ctx)
{
    struct exchange *exchange = ctx;
    struct carom_buf *kept = &exchange->response->body;
    size_t len = size * count, room = HTTP_BODY_KEPT - kept->len;
    exchange->no_memory = !buffer_append(kept, data, len < room ? len : room);
    exchange->body_total += len;
    exchange->response->is_cut = exchange->body_total > HTTP_BODY_MAX;
    return exchange->no_memory || exchange->response->is_cut ? 0 : len;
}

/* The request as it goes out; with a proxy there is one to it before, which the next takes the place
 * of. */
static int take_sent(CURL *easy, curl_infotype type, char *data, size_t len, void *ctx)
{
    struct exchange *exchange = ctx;
    (void)easy;
    if (type != CURLINFO_HEADER_OUT)
        return 0;
    exchange->response->sent_head.len = 0;
    exchange->no_memory |= !buffer_append(&exchange->response->sent_head, data, len);
    return 0;
}

static size_t give_body(char *data, size_t size, size_t count, void *ctx)
{
    (void)ctx;
    ssize_t got;
    do {
        got = read(STDIN_FILENO, data, size * count);
    } while (got < 0 && errno == EINTR && !interrupt_seen());
    return got < 0 ? CURL_READFUNC_ABORT : (size_t)got;
}

static int look_around(void *ctx, curl_off_t down_total, curl_off_t down, curl_off_t up_total,
                       curl_off_t up)
{
    (void)ctx, (void)down_total, (void)down, (void)up_total, (void)up;
    return interrupt_seen() ? 1 : 0;
}

/* ---- what is asked of libcurl ---- */

/* A string of the parts that were appended to exchange->text, with a NUL byte behind it. */
static const char *end_text(struct exchange *exchange, bool made)
{
    return made && buffer_append(&exchange->text, "", 1) ? exchange->text.ptr : NULL;
}

static CURLcode set_text(struct exchange *exchange, CURLoption option, bool made)
{
    const char *text = end_text(exchange, made); /* libcurl copies it */
    return text == NULL ? CURLE_OUT_OF_MEMORY : curl_easy_setopt(exchange->easy, option, text);
}

static CURLcode set_url(struct exchange *exchange)
{
    const struct carom_url *url = exchange->request->url;
    struct carom_buf *text = &exchange->text;
    text->len = 0;
    bool made = buffer_append(text, url->scheme.ptr, url->scheme.len) && put_text(text, "://") &&
                buffer_append(text, url->host.ptr, url->host.len);
    if (made && url->port.len > 0)
        made = put_text(text, ":") && buffer_append(text, url->port.ptr, url->port.len);
    made = made && buffer_append(text, url->path.ptr, url->path.len);
    if (made && url->has_query)
        made = put_text(text, "?") && buffer_append(text, url->query.ptr, url->query.len);
    return set_text(exchange, CURLOPT_URL, made);
}

static bool add_line(struct exchange *exchange, bool made)
{
    const char *text = end_text(exchange, made);
    struct curl_slist *lines = text == NULL ? NULL : curl_slist_append(exchange->lines, text);
    if (lines == NULL)
        return false;
    exchange->lines = lines;
    return true;
}

static bool has_field(const struct exchange *exchange, struct carom_view name)
{
    return field_named(exchange->request->fields, exchange->request->field_count, name) != NULL;
}

/* The jar and the user's own Cookie are one field (RFC 6265 §5.4). */
static CURLcode set_cookie(struct exchange *exchange, const struct carom_field *field)
{
    exchange->text.len = 0;
    return set_text(exchange, CURLOPT_COOKIE,
                    buffer_append(&exchange->text, field->value.ptr, field->value.len));
}

/* A name with a colon and nothing behind it would tell libcurl to leave the field out; `;` is how it is
 * told to send an empty one. */
static bool add_field(struct exchange *exchange, const struct carom_field *field)
{
    struct carom_buf *text = &exchange->text;
    text->len = 0;
    bool made = buffer_append(text, field->name.ptr, field->name.len);
    if (field->value.len == 0)
        return add_line(exchange, made && put_text(text, ";"));
    return add_line(exchange, made && put_text(text, ": ") &&
                                  buffer_append(text, field->value.ptr, field->value.len));
}

/* libcurl's own Expect and Content-Type are not sent: the one would wait a second where nobody answers
 * it, the other is a field of the request like any other, or was dropped. */
static CURLcode set_fields(struct exchange *exchange)
{
    const struct http_request *request = exchange->request;
    CURLcode code = CURLE_OK;
    bool made = true;
    for (size_t i = 0; made && code == CURLE_OK && i < request->field_count; i++) {
        const struct carom_field *field = &request->fields[i];
        if (exchange->http->setup->cookies && is_same_name(field->name, CAROM_LITERAL("Cookie")))
            code = set_cookie(exchange, field);
        else
            made = add_field(exchange, field);
    }
    static const struct carom_view not_made_up[] = {{"Expect", 6}, {"Content-Type", 12}};
    for (size_t i = 0; made && i < sizeof not_made_up / sizeof not_made_up[0]; i++) {
        exchange->text.len = 0;
        if (!has_field(exchange, not_made_up[i]))
            made = add_line(exchange, put_text(&exchange->text, not_made_up[i].ptr) &&
                                          put_text(&exchange->text, ":"));
    }
    if (!made)
        return CURLE_OUT_OF_MEMORY;
    return code != CURLE_OK ? code
                            : curl_easy_setopt(exchange->easy, CURLOPT_HTTPHEADER, exchange->lines);
}

static CURLcode set_decoded(struct exchange *exchange, CURLoption option, struct carom_view text)
{
    int len = 0;
    char *decoded =
        curl_easy_unescape(exchange->easy, text.len > 0 ? text.ptr : "", (int)text.len, &len);
    CURLcode code = CURLE_OUT_OF_MEMORY;
    if (decoded != NULL)
        code = strlen(decoded) == (size_t)len ? curl_easy_setopt(exchange->easy, option, decoded)
                                              : CURLE_URL_MALFORMAT;
    curl_free(decoded);
    return code;
}

/* A user name in a URL is for that URL's own request, and a field that was given stands above it. */
static CURLcode set_credentials(struct exchange *exchange)
{
    const struct carom_url *url = exchange->request->url;
    if ((url->username.len == 0 && url->password.len == 0) ||
        has_field(exchange, CAROM_LITERAL("Authorization")))
        return CURLE_OK;
    CURLcode code = set_decoded(exchange, CURLOPT_USERNAME, url->username);
    return code != CURLE_OK ? code : set_decoded(exchange, CURLOPT_PASSWORD, url->password);
}

/* Whether the method's content has a meaning, so that none is said to be none (RFC 9110 §8.6). */
static bool expects_content(struct carom_view method)
{
    return carom_view_equal(method, CAROM_LITERAL("POST")) ||
           carom_view_equal(method, CAROM_LITERAL("PUT")) ||
           carom_view_equal(method, CAROM_LITERAL("PATCH")) ||
           carom_view_equal(method, CAROM_LITERAL("QUERY"));
}

static CURLcode set_memory_body(struct exchange *exchange, struct carom_view bytes)
{
    CURL *easy = exchange->easy;
    CURLcode code = curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)bytes.len);
    return code != CURLE_OK
               ? code
               : curl_easy_setopt(easy, CURLOPT_POSTFIELDS, bytes.len > 0 ? bytes.ptr : "");
}

static CURLcode set_stream_body(struct exchange *exchange, int64_t len)
{
    CURL *easy = exchange->easy;
    CURLcode code = curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
    if (code == CURLE_OK)
        code = curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)len);
    return code != CURLE_OK ? code : curl_easy_setopt(easy, CURLOPT_READFUNCTION, give_body);
}

static CURLcode set_method_and_body(struct exchange *exchange)
{
    const struct http_request *request = exchange->request;
    const struct trace_body *body = request->body;
    if (carom_view_equal(request->method, CAROM_LITERAL("HEAD")))
        return curl_easy_setopt(exchange->easy, CURLOPT_NOBODY, 1L);
    CURLcode code = CURLE_OK;
    if (body != NULL && body->kind == CAROM_BODY_STREAM)
        code = set_stream_body(exchange, body->stream_len);
    else if (body != NULL)
        code = set_memory_body(exchange, view_of_buffer(&body->bytes));
    else if (expects_content(request->method))
        code = set_memory_body(exchange, carom_view_of(NULL, 0));
    if (code != CURLE_OK)
        return code;
    exchange->text.len = 0;
    return set_text(exchange, CURLOPT_CUSTOMREQUEST,
                    buffer_append(&exchange->text, request->method.ptr, request->method.len));
}

static CURLcode set_callbacks(struct exchange *exchange)
{
    CURL *easy = exchange->easy;
    const struct {
        CURLoption option;
        void *data;
    } data[] = {
        {CURLOPT_HEADERDATA, exchange},         {CURLOPT_WRITEDATA, exchange},
        {CURLOPT_DEBUGDATA, exchange},          {CURLOPT_ERRORBUFFER, exchange->detail},
        {CURLOPT_SHARE, exchange->http->share},
    };
    CURLcode code = CURLE_OK;
    for (size_t i = 0; code == CURLE_OK && i < sizeof data / sizeof data[0]; i++)
        code = curl_easy_setopt(easy, data[i].option, data[i].data);
    if (code == CURLE_OK)
        code = curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_head_line);
    if (code == CURLE_OK)
        code = curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    if (code == CURLE_OK)
        code = curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, take_sent);
    if (code == CURLE_OK)
        code = curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, look_around);
    return code;
}

static CURLcode set_numbers(struct exchange *exchange)
{
    const struct trace_setup *setup = exchange->http->setup;
    const struct {
        CURLoption option;
        long value;
    } numbers[] = {
        {CURLOPT_VERBOSE, 1L}, /* so that take_sent is called */
        {CURLOPT_NOPROGRESS, 0L},
        {CURLOPT_NOSIGNAL, 1L},
        {CURLOPT_FOLLOWLOCATION, 0L},
        {CURLOPT_PATH_AS_IS, 1L}, /* the URL Standard has removed the dots already */
        {CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L},
        {CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC},
        {CURLOPT_TIMEOUT, (long)setup->timeout_s},
        {CURLOPT_SSL_VERIFYPEER, setup->insecure ? 0L : 1L},
        {CURLOPT_SSL_VERIFYHOST, setup->insecure ? 0L : 2L},
    };
    CURLcode code = CURLE_OK;
    for (size_t i = 0; code == CURLE_OK && i < sizeof numbers / sizeof numbers[0]; i++)
        code = curl_easy_setopt(exchange->easy, numbers[i].option, numbers[i].value);
    return code;
}

static CURLcode set_network(struct exchange *exchange)
{
    const struct http *http = exchange->http;
    CURL *easy = exchange->easy;
    CURLcode code = curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    if (code == CURLE_OK)
        code = curl_easy_setopt(easy, CURLOPT_USERAGENT, "carom/" CAROM_VERSION);
    if (code == CURLE_OK && http->setup->cookies)
        code = curl_easy_setopt(easy, CURLOPT_COOKIEFILE, "");
    if (code == CURLE_OK && http->setup->cacert != NULL)
        code = curl_easy_setopt(easy, CURLOPT_CAINFO, http->setup->cacert);
    if (code == CURLE_OK && http->resolve != NULL)
        code = curl_easy_setopt(easy, CURLOPT_RESOLVE, http->resolve);
    return code;
}

static CURLcode set_up(struct exchange *exchange)
{
    CURLcode (*const steps[])(struct exchange *) = {
        set_callbacks, set_numbers,     set_network,         set_url,
        set_fields,    set_credentials, set_method_and_body,
    };
    CURLcode code = CURLE_OK;
    for (size_t i = 0; code == CURLE_OK && i < sizeof steps / sizeof steps[0]; i++)
        code = steps[i](exchange);
    return code;
}

/* ---- what came of it ---- */

/* What is to be said of a response whose head is there. */
static bool put_note(struct exchange *exchange, CURLcode code)
{
    struct carom_buf *note = &exchange->response->note;
    if (exchange->response->is_cut)
        return put_text(note, "of the body only the first ") &&
               put_number(note, HTTP_BODY_MAX / 1024) && put_text(note, " KiB were read");
    if (code == CURLE_OK)
        return true;
    if (code == CURLE_OPERATION_TIMEDOUT)
        return put_text(note, "the body did not end in time");
    return put_text(note, "the body broke off: ") &&
           put_visible(note, view_of_text(exchange->detail[0] != '\0' ? exchange->detail
                                                                      : curl_easy_strerror(code)));
}

static bool put_error(struct exchange *exchange, CURLcode code, struct carom_buf *error)
{
    const struct http_request *request = exchange->request;
    error->len = 0;
    if (exchange->too_large)
        return put_text(error, "the head of the response has more than ") &&
               put_number(error, HTTP_HEAD_MAX / 1024) &&
               put_text(error, " KiB: look at its fields");
    if (code == CURLE_OK)
        return put_text(error, "the response has no final status: only ") &&
               put_number(error, exchange->response->status);
    return put_http_error(error, code, request->url, exchange->http->setup, exchange->detail);
}

static enum http_outcome finish(struct exchange *exchange, CURLcode code, struct carom_buf *error)
{
    struct http_response *response = exchange->response;
    curl_off_t time_us = 0;
    if (interrupt_seen())
        return HTTP_INTERRUPTED;
    if (exchange->no_memory)
        return HTTP_NO_MEMORY;
    if (!exchange->has_head || exchange->too_large)
        return put_error(exchange, code, error) ? HTTP_FAILED : HTTP_NO_MEMORY;
    if (curl_easy_getinfo(exchange->easy, CURLINFO_TOTAL_TIME_T, &time_us) == CURLE_OK)
        response->time_us = time_us;
    return put_note(exchange, code) && head_read(&response->head, &response->fields) &&
                   sent_head_read(&response->sent_head, &response->sent)
               ? HTTP_ANSWERED
               : HTTP_NO_MEMORY;
}

enum http_outcome http_send(struct http *http, const struct http_request *request,
                            struct http_response *response, struct carom_buf *error)
{
    struct exchange exchange = {.http = http, .request = request, .response = response};
    struct carom_buf *buffers[] = {&response->head, &response->sent_head, &response->body,
                                   &response->note};
    for (size_t i = 0; i < sizeof buffers / sizeof buffers[0]; i++)
        buffers[i]->len = 0;
    response->status = 0;
    response->time_us = 0;
    response->is_cut = false;
    exchange.easy = curl_easy_init();
    CURLcode code = exchange.easy == NULL ? CURLE_OUT_OF_MEMORY : set_up(&exchange);
    exchange.no_memory = code == CURLE_OUT_OF_MEMORY;
    if (code == CURLE_OK)
        code = curl_easy_perform(exchange.easy);
    enum http_outcome outcome = finish(&exchange, code, error);
    curl_easy_cleanup(exchange.easy);
    curl_slist_free_all(exchange.lines);
    buffer_free(&exchange.text);
    return outcome;
}

bool http_open(struct http *http, const struct trace_setup *setup)
{
    static const curl_lock_data shared[] = {CURL_LOCK_DATA_CONNECT, CURL_LOCK_DATA_DNS,
                                            CURL_LOCK_DATA_SSL_SESSION, CURL_LOCK_DATA_COOKIE};
    memset(http, 0, sizeof *http);
    http->setup = setup;
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return false;
    http->share = curl_share_init();
    for (size_t i = 0; i < sizeof shared / sizeof shared[0]; i++) {
        if (http->share == NULL ||
            curl_share_setopt(http->share, CURLSHOPT_SHARE, shared[i]) != CURLSHE_OK)
            return false;
    }
    for (size_t i = 0; i < setup->resolve_count; i++) {
        struct curl_slist *list = curl_slist_append(http->resolve, setup->resolve[i]);
        if (list == NULL)
            return false;
        http->resolve = list;
    }
    return true;
}

void http_close(struct http *http)
{
    (void)curl_share_cleanup(http->share); /* no transfer uses it any more */
    curl_slist_free_all(http->resolve);
    curl_global_cleanup();
}

void http_response_free(struct http_response *response)
{
    field_list_free(&response->fields);
    field_list_free(&response->sent);
    buffer_free(&response->head);
    buffer_free(&response->sent_head);
    buffer_free(&response->body);
    buffer_free(&response->note);
}
