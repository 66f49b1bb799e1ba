#include "trace_http_error.h"

#include "follow_words.h"

/* What happened and what to do. `%` stands for the host and port. */
struct http_error {
    CURLcode code;
    const char *what;
    const char *advice;
    bool with_detail; /* libcurl's text says more */
};

static const struct http_error errors[] = {
    {CURLE_COULDNT_RESOLVE_HOST, "no address is known for %",
     "check its spelling, or give an address by --resolve HOST:PORT:ADDRESS", false},
    {CURLE_COULDNT_RESOLVE_PROXY, "no address is known for the proxy",
     "correct http_proxy, https_proxy or all_proxy, or set no_proxy", true},
    {CURLE_COULDNT_CONNECT, "no connection to %",
     "see that a server listens there and no firewall is between", true},
    {CURLE_OPERATION_TIMEDOUT, "no answer from % in time",
     "see what holds the server up, or give it longer by --timeout SECONDS", false},
    {CURLE_GOT_NOTHING, "% closed the connection without an answer",
     "look into the server's log; it may be an https server that was asked by http", false},
    {CURLE_SSL_CONNECT_ERROR, "no TLS with %",
     "see that an https server listens there, and that it knows TLS 1.2 or 1.3", true},
    {CURLE_PEER_FAILED_VERIFICATION, "the certificate of % is not trusted",
     "give the certificate of its authority by --cacert FILE, or look all the same by --insecure",
     true},
    {CURLE_SSL_CACERT_BADFILE, "the certificates of --cacert cannot be read",
     "give a file in PEM format", true},
    {CURLE_OUT_OF_MEMORY,
     "% sent a line in its head that is longer than libcurl reads (100 KiB), or memory ran out",
     "look at the fields of the response", false},
#if LIBCURL_VERSION_NUM >= 0x080600 /* before, this was out of memory, too */
    {CURLE_TOO_LARGE, "% sent a line in its head that is longer than libcurl reads (100 KiB)",
     "look at the fields of the response", false},
#endif
    {CURLE_WEIRD_SERVER_REPLY, "what % answered is not HTTP", "see what listens there", true},
    {CURLE_UNSUPPORTED_PROTOCOL, "what % answered is not HTTP/1.0 or later",
     "see what listens there", true},
    {CURLE_RECV_ERROR, "the connection to % broke before the head of the response was there",
     "look into the server's log", true},
    {CURLE_SEND_ERROR, "the connection to % broke while the request was sent",
     "look into the server's log", true},
    {CURLE_SEND_FAIL_REWIND, "% closed the connection while the body was streamed",
     "give the body as a file, by -d @FILE, so that it can be sent again", false},
    {CURLE_ABORTED_BY_CALLBACK, "the body could not be read from standard input",
     "give it as a file, by -d @FILE", false},
    {CURLE_READ_ERROR, "the body could not be read from standard input",
     "give it as a file, by -d @FILE", false},
    {CURLE_URL_MALFORMAT, "libcurl does not take the URL of %", "see `carom url --compare`", true},
};

static bool put_host(struct carom_buf *out, const struct carom_url *url)
{
    if (!put_text(out, "`") || !put_visible(out, url->host))
        return false;
    if (url->port.len > 0 && (!put_text(out, ":") || !put_visible(out, url->port)))
        return false;
    return put_text(out, "`");
}

bool put_http_error(struct carom_buf *out, CURLcode code, const struct carom_url *url,
                    const struct trace_setup *setup, const char *detail)
{
    struct http_error error = {code, "the request to % failed", NULL, true};
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++) {
        if (errors[i].code == code)
            error = errors[i];
    }
    for (const char *c = error.what; *c != '\0'; c++) {
        if (!(*c == '%' ? put_host(out, url) : put_visible(out, carom_view_of(c, 1))))
            return false;
    }
    if (code == CURLE_OPERATION_TIMEDOUT &&
        (!put_text(out, " (") || !put_duration(out, setup->timeout_s) || !put_text(out, ")")))
        return false;
    if (detail[0] == '\0')
        detail = curl_easy_strerror(code);
    if (error.with_detail &&
        (!put_text(out, " (") || !put_visible(out, view_of_text(detail)) || !put_text(out, ")")))
        return false;
    return error.advice == NULL || (put_text(out, ": ") && put_text(out, error.advice));
}
