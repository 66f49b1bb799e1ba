/*
 * What Cloudflare Pages makes of a target that a rule gave.
 */
#ifndef CAROM_SRC_LOCATION_H
#define CAROM_SRC_LOCATION_H

#include "request_uri.h"

/*
 * Turns a target into what the service answers with, in its place: the target is resolved against
 * the request's URL (URL Standard §4.4), dot segments go, the host is in lower case without a
 * default port, and scheme and host go when they are the request's. They stay when they are not
 * known, and when the path begins with `//`, which would be read as a host without them; of a
 * relative target only one of such slashes is left. For a rewrite only the path is left.
 *
 * Returns: the length of what is left. In: a target of a cloudflare rule, with its captures put in.
 */
size_t carom_location_finish(const struct request_uri *uri, bool is_rewrite, char *bytes,
                             size_t len);

#endif
