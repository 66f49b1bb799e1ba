/*
 * One request over the network and its response, by libcurl: no redirect is followed here, no field is
 * made up but for those that every request has, and nothing is read without a bound.
 */
#ifndef CAROM_TOOL_TRACE_HTTP_H
#define CAROM_TOOL_TRACE_HTTP_H

#include "trace.h"

#include <curl/curl.h>

enum {
    HTTP_HEAD_MAX = 256 * 1024, /* of a response's head in all, with those before the final one */
    HTTP_BODY_MAX = 256 * 1024, /* of its body */
    HTTP_BODY_KEPT = 4096       /* what is kept of it */
};

/* What is sent. The views are the caller's. */
struct http_request {
    struct carom_view method;
    const struct carom_url *url; /* its fragment is not sent; its user information is, as Basic */
    const struct carom_field *fields;
    size_t field_count;
    const struct trace_body *body; /* NULL: none */
};

/* What came back. Zeroed is empty; may be used for one response after another; free it with
 * http_response_free. */
struct http_response {
    uint16_t status;
    struct field_list fields;
    struct field_list sent;                 /* the request's fields as they went out */
    struct carom_buf head, sent_head, body; /* of the body its beginning */
    bool is_cut;                            /* the body was longer than what is read of it */
    int64_t time_us;                        /* until it was read */
    int64_t now_s;                          /* when its head came */
    struct carom_buf note; /* what is to be said though it was read: without control bytes */
};

enum http_outcome { HTTP_ANSWERED = 0, HTTP_FAILED, HTTP_INTERRUPTED, HTTP_NO_MEMORY };

struct http {
    const struct trace_setup *setup;
    CURLSH *share; /* connections, and cookies if they are asked for, from hop to hop */
    struct curl_slist *resolve;
};

/* Returns: false when libcurl cannot be set up; http_close frees it in either case. */
bool http_open(struct http *http, const struct trace_setup *setup);

/*
 * Sends a request and reads the response.
 *
 * Returns: HTTP_ANSWERED when the response's head came, whatever became of its body; HTTP_FAILED with a
 * sentence in *error.
 */
enum http_outcome http_send(struct http *http, const struct http_request *request,
                            struct http_response *response, struct carom_buf *error);

void http_close(struct http *http);

void http_response_free(struct http_response *response);

#endif
