/*
 * The effective request URI, and whether a location only repeats it.
 */
#ifndef CAROM_SRC_REQUEST_URI_H
#define CAROM_SRC_REQUEST_URI_H

#include "carom/decide.h"

/* The request's own URL, in the parts that a Location can repeat. */
struct request_uri {
    struct carom_view scheme;    /* may be empty */
    struct carom_view authority; /* may be empty */
    struct carom_view target;    /* path and query; the path may be empty, which is `/` */
};

/*
 * Reads the effective request URI (RFC 9112 §3.3). A target in absolute-form takes the place of
 * scheme and Host (§3.2.2).
 *
 * Returns: false when the target is neither in origin-form nor in absolute-form with a host.
 */
bool carom_request_uri_read(const struct carom_request *request, struct request_uri *out);

/*
 * An authority without `:` and the default port of http or https, or without a `:` that has no port
 * behind it (RFC 9110 §4.2.3).
 */
struct carom_view carom_without_default_port(struct carom_view scheme, struct carom_view authority);

/*
 * Whether a location, given without its fragment, is the URL of the request itself: scheme and host
 * without case, a default port as if it were not there, an empty path as `/` (RFC 9110 §4.2.3),
 * and the rest byte by byte.
 */
bool carom_is_own_url(const struct request_uri *uri, struct carom_view location);

/* Whether a location of this length, not known byte by byte, may be the request's own URL. */
bool carom_may_be_own_url(const struct request_uri *uri, size_t len);

#endif
