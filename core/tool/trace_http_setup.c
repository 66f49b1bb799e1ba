/* What libcurl is asked to do for one hop. */
#include "trace_exchange.h"

#include "buffer.h"
#include "follow_words.h"
#include "request.h"
#include "trace_interrupt.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { BODY_WAIT_MS = 100 };

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

/* With a jar, Cookie fields of the user's own become one with what is in it (RFC 6265 §5.4). */
static bool goes_to_the_jar(const struct exchange *exchange, const struct carom_field *field)
{
    return exchange->http->setup->cookies && is_same_name(field->name, CAROM_LITERAL("Cookie"));
}

static CURLcode set_cookies(struct exchange *exchange)
{
    const struct http_request *request = exchange->request;
    struct carom_buf *text = &exchange->text;
    bool made = true, any = false;
    text->len = 0;
    for (size_t i = 0; made && i < request->field_count; i++) {
        const struct carom_field *field = &request->fields[i];
        if (!goes_to_the_jar(exchange, field))
            continue;
        made = (text->len == 0 || put_text(text, "; ")) &&
               buffer_append(text, field->value.ptr, field->value.len);
        any = true;
    }
    return any ? set_text(exchange, CURLOPT_COOKIE, made) : CURLE_OK;
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
    CURLcode code = set_cookies(exchange);
    bool made = true;
    for (size_t i = 0; made && i < request->field_count; i++) {
        const struct carom_field *field = &request->fields[i];
        made = goes_to_the_jar(exchange, field) || add_field(exchange, field);
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

/* Reads what there is. Nothing for a while is a pause, in which libcurl looks at what the server says and
 * at the time; look_around ends it. */
static size_t give_body(char *data, size_t size, size_t count, void *ctx)
{
    struct exchange *exchange = ctx;
    enum interrupt_wait wait = interrupt_wait_for(STDIN_FILENO, BODY_WAIT_MS);
    if (wait == WAIT_INTERRUPTED)
        return CURL_READFUNC_ABORT;
    ssize_t got = wait == WAIT_READABLE ? read(STDIN_FILENO, data, size * count) : -1;
    exchange->is_late = wait == WAIT_IN_VAIN || (got < 0 && (errno == EINTR || errno == EAGAIN));
    exchange->is_paused = exchange->is_late;
    if (exchange->is_paused)
        return CURL_READFUNC_PAUSE;
    /* A file that has become shorter has not the length that the server was told. */
    if (got < 0 || (got == 0 && exchange->given < exchange->request->body->stream_len))
        return CURL_READFUNC_ABORT;
    exchange->given += got;
    return (size_t)got;
}

static CURLcode set_stream_body(struct exchange *exchange, int64_t len)
{
    CURL *easy = exchange->easy;
    CURLcode code = curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
    if (code == CURLE_OK)
        code = curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)len);
    if (code == CURLE_OK)
        code = curl_easy_setopt(easy, CURLOPT_READDATA, exchange);
    return code != CURLE_OK ? code : curl_easy_setopt(easy, CURLOPT_READFUNCTION, give_body);
}

/* On a connection that was used before, libcurl sends a request once more when the server closes it
 * without an answer, though it may have been acted upon (RFC 9110 §9.2.2). */
static CURLcode set_connection(struct exchange *exchange)
{
    static const struct carom_view idempotent[] = {{"GET", 3},     {"HEAD", 4},  {"PUT", 3},
                                                   {"DELETE", 6},  {"QUERY", 5}, {"OPTIONS", 7},
                                                   {"PROPFIND", 8}};
    bool is_idempotent = false;
    for (size_t i = 0; i < sizeof idempotent / sizeof idempotent[0]; i++)
        is_idempotent |= carom_view_equal(exchange->request->method, idempotent[i]);
    return curl_easy_setopt(exchange->easy, CURLOPT_FRESH_CONNECT, is_idempotent ? 0L : 1L);
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

CURLcode exchange_set_up(struct exchange *exchange)
{
    CURLcode (*const steps[])(struct exchange *) = {
        set_numbers,    set_network,         set_url, set_fields, set_credentials,
        set_connection, set_method_and_body,
    };
    CURLcode code = CURLE_OK;
    for (size_t i = 0; code == CURLE_OK && i < sizeof steps / sizeof steps[0]; i++)
        code = steps[i](exchange);
    return code;
}
