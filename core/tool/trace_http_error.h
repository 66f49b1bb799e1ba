/*
 * Why there is no response, and what can be done about it.
 */
#ifndef CAROM_TOOL_TRACE_HTTP_ERROR_H
#define CAROM_TOOL_TRACE_HTTP_ERROR_H

#include "trace_http.h"

/*
 * Appends a sentence.
 *
 * Returns: false when out of memory. In: detail is libcurl's own text; may be empty.
 */
bool put_http_error(struct carom_buf *out, CURLcode code, const struct carom_url *url,
                    const struct trace_setup *setup, const char *detail);

#endif
