/*
 * IP-literal of RFC 3986 §3.2.2: `[` IPv6address or IPvFuture `]`.
 */
#ifndef CAROM_SRC_URI_IP_LITERAL_H
#define CAROM_SRC_URI_IP_LITERAL_H

#include "carom/view.h"

/*
 * Reads the IP-literal whose `[` stands at ref.ptr[*at].
 *
 * Returns: true with *at behind the `]`; false with *at on the first byte that no IP-literal can
 * hold there, or ref.len when the reference ends inside of it.
 */
bool carom_uri_read_ip_literal(struct carom_view ref, size_t *at);

#endif
