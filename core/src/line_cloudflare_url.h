/*
 * Paths and targets of a cloudflare file, serialised as the service does it.
 */
#ifndef CAROM_SRC_LINE_CLOUDFLARE_URL_H
#define CAROM_SRC_LINE_CLOUDFLARE_URL_H

#include "carom/view.h"

/*
 * The path of a `from`, as the URL parser serialises it for a scheme that is not special; a slash goes
 * before one that does not begin with it. Query and fragment are left out, and *has_more tells
 * whether there were any.
 *
 * Returns: a view of the token when nothing changes, else of what was written to buf.
 * In:      the token is UTF-8 and not empty; buf has three bytes for each of its bytes, and one more.
 */
struct carom_view carom_cloudflare_from(struct carom_view token, struct carom_buf *buf,
                                        bool *has_more);

/*
 * The length of `https://`, with all slashes, and a host; 0 when a token does not begin with both. The
 * host ends at a slash, and nowhere else; *host is that host.
 */
size_t carom_cloudflare_origin_len(struct carom_view token, struct carom_view *host);

/*
 * A target, with query and fragment, serialised likewise behind its scheme and host; but in the query as
 * for a special scheme, for which it is resolved in the end.
 *
 * Returns: as carom_cloudflare_from.
 * In:      the token begins with `/` or has an origin; buf has three bytes for each of its bytes, and
 *          two more.
 */
struct carom_view carom_cloudflare_to(struct carom_view token, struct carom_buf *buf);

#endif
