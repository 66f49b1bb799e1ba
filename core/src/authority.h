/*
 * Authorities in the narrow form that a capture may have a part in: a name or an IPv4 address, and
 * a port. And lists of hosts, as Allow-Host has them.
 */
#ifndef CAROM_SRC_AUTHORITY_H
#define CAROM_SRC_AUTHORITY_H

#include "carom/view.h"

enum {
    /* A domain name as text: RFC 1035 §2.3.4 counts two length bytes more. */
    HOST_LEN_MAX = 253,
    AUTHORITY_LEN_MAX = HOST_LEN_MAX + sizeof ":65535" - 1
};

/* Views into what was read. */
struct authority {
    struct carom_view host;
    struct carom_view port; /* digits; empty: none, which is the scheme's default */
};

/*
 * Whether scheme, host and port are what a target without captures may begin with: a URI (RFC 3986 §3.2)
 * whose host is not empty (RFC 9110 §4.2.1) and not escaped. A sender must not generate the userinfo that
 * the grammar also has (RFC 9110 §4.2.4).
 */
bool carom_origin_is_fixed(struct carom_view origin);

/* How much of a text stands before its first `/`, `?` or `#` (RFC 3986 §3.2). */
size_t carom_authority_end(struct carom_view text);

/* Whether a byte may stand in what carom_authority_read takes. */
bool carom_authority_has_byte(char c);

/*
 * Reads host [":" port] when it has one meaning for every client: the host is of ASCII letters,
 * digits and `-` in labels that are not empty, or an IPv4 address of four decimal numbers; the port
 * is a number without leading zeros, or empty.
 *
 * Returns: false when it is anything else; *out is zeroed then.
 */
bool carom_authority_read(struct carom_view text, struct authority *out);

/*
 * Whether every host of a list as Allow-Host has it is well-formed.
 *
 * Returns: false: *bad is the first that is not, *message says why.
 */
bool carom_hosts_check(struct carom_view hosts, struct carom_view *bad, struct carom_view *message);

/*
 * Whether two authorities are the same: hosts without case, `default_port` as if it were not there.
 */
bool carom_authority_same(const struct authority *a, const struct authority *b,
                          struct carom_view default_port);

/* Whether an authority is one of a list as Allow-Host has it. Cost: linear in the list. */
bool carom_hosts_have(struct carom_view hosts, const struct authority *authority,
                      struct carom_view default_port);

#endif
