/*
 * A request on its way: what libcurl is asked to do, and what it calls back with.
 */
#ifndef CAROM_TOOL_TRACE_EXCHANGE_H
#define CAROM_TOOL_TRACE_EXCHANGE_H

#include "trace_http.h"

struct exchange {
    struct http *http;
    const struct http_request *request;
    struct http_response *response;
    CURL *easy;
    struct curl_slist *lines; /* of the request's head */
    struct carom_buf text;    /* where strings are made for libcurl */
    size_t head_total, body_total;
    int64_t given;  /* of a streamed body: how many bytes libcurl has taken */
    bool is_late;   /* it had nothing when libcurl last asked for some */
    bool is_paused; /* and libcurl was not told to ask again */
    bool in_head;   /* a status line came, and not yet the empty line at its head's end */
    bool has_head;  /* the final response's, in full */
    bool too_large; /* its head is */
    bool no_memory;
    char detail[CURL_ERROR_SIZE];
};

/* Tells libcurl what to send and how, all but what it calls back. */
CURLcode exchange_set_up(struct exchange *exchange);

#endif
