#include "trace_http.h"

#include "buffer.h"
#include "follow_words.h"
#include "trace_exchange.h"
#include "trace_head.h"
#include "trace_http_error.h"
#include "trace_interrupt.h"

#include <string.h>
#include <time.h>

/* ---- what libcurl calls ---- */

static bool is_empty_line(struct carom_view line)
{
    return carom_view_equal(line, CAROM_LITERAL("\r\n")) ||
           carom_view_equal(line, CAROM_LITERAL("\n"));
}

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
    if (!exchange->in_head) { /* a field may begin like a status line; it makes no other response */
        exchange->in_head = true;
        response->head.len = 0;
        response->status = head_status(line);
        return line.len;
    }
    if (is_empty_line(line)) {
        exchange->in_head = false;
        exchange->has_head = response->status >= 200;
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

static int look_around(void *ctx, curl_off_t down_total, curl_off_t down, curl_off_t up_total,
                       curl_off_t up)
{
    struct exchange *exchange = ctx;
    (void)down_total, (void)down, (void)up_total, (void)up;
    if (interrupt_seen())
        return 1;
    if (!exchange->is_paused)
        return 0;
    exchange->is_paused = false;
    return curl_easy_pause(exchange->easy, CURLPAUSE_CONT) == CURLE_OK ? 0 : 1;
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
        {CURLOPT_SHARE, exchange->http->share}, {CURLOPT_XFERINFODATA, exchange},
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
    if (code == CURLE_OPERATION_TIMEDOUT && exchange->is_late)
        return put_text(error, "standard input, the body, did not end in time (") &&
               put_duration(error, exchange->http->setup->timeout_s) &&
               put_text(error, "): see what holds it up, or give it longer by --timeout SECONDS");
    /* The end of the connection within a head is nothing wrong to libcurl. */
    if (code == CURLE_OK && !exchange->in_head)
        return put_text(error, "the response has no final status: only ") &&
               put_number(error, exchange->response->status);
    return put_http_error(error, code == CURLE_OK ? CURLE_RECV_ERROR : code, request->url,
                          exchange->http->setup, exchange->detail);
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
    CURLcode code = exchange.easy == NULL ? CURLE_OUT_OF_MEMORY : set_callbacks(&exchange);
    if (code == CURLE_OK)
        code = exchange_set_up(&exchange);
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
