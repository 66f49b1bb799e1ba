/*
 * Whether a text is the authority of a URL that can be requested: a host and perhaps a port.
 */
#ifndef CAROM_TOOL_AUTHORITY_H
#define CAROM_TOOL_AUTHORITY_H

#include "carom/view.h"

/*
 * Checks `host [":" port]` as RFC 3986 §3.2.2 and §3.2.3 have it, without user information.
 *
 * The host is a registered name, which may be percent-encoded, or an IPv6 address in brackets, of
 * which only the characters are looked at. The port may be empty, and is 65535 at most.
 *
 * Returns: NULL; or an English sentence that says what is wrong, static.
 */
const char *authority_check(struct carom_view text);

#endif
