/*
 * Whether a request is one that RFC 9112 lets a server answer as if it were right, as far as h2o
 * 2.2.5 lets it be seen.
 */
#ifndef CAROM_SERVER_REQUEST_CHECK_H
#define CAROM_SERVER_REQUEST_CHECK_H

#include <stdbool.h>

struct st_h2o_req_t;

/*
 * Returns: false for a request that must be answered with 400 and whose connection should be
 *          closed:
 *          - HTTP/1.1 without a Host, or with an empty one (RFC 9112 §3.2, §3.3);
 *          - two Host fields (§3.2);
 *          - a Host or :authority with a byte that neither host nor port can have (RFC 3986 §3.2);
 *          - lengths that contradict: two different Content-Length, Transfer-Encoding beside
 *            Content-Length or twice (§6.1, §6.3), or in HTTP/1.0 (§6.1);
 *          - a folded field line in a request that has a body (§5.2).
 * Out:     req->authority is without the white space that h2o leaves behind a Host.
 * In:      the request is in its handler: h2o still has the head of an HTTP/1 request in its input.
 * Cost:    linear in the host; for a request with a body, or whose Host is not the first field, in
 *          the head.
 */
bool request_is_sound(struct st_h2o_req_t *req);

#endif
