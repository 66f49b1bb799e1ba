/*
 * A request's path and query as the URL Standard serialises them.
 */
#ifndef CAROM_SRC_REQUEST_URL_H
#define CAROM_SRC_REQUEST_URL_H

#include "carom/rules.h"

/*
 * Reads a target as what stands behind an authority in an https URL (URL Standard §4.4): dot
 * segments are resolved, `\` is `/`, what is in a percent-encode set is encoded, tabs and newlines
 * go, and so do controls and spaces at the end, and a fragment. There is nothing that cannot be
 * read so.
 *
 * Returns: CAROM_OK; CAROM_ERR_NOSPACE with buf->len the length needed: then lookup->path and
 *          lookup->query have the lengths that they will have, and no bytes.
 * Out:     lookup->path, lookup->has_query (true when it is not empty) and lookup->query. When
 *          nothing changes they are views of the target, and buf->len is 0; else of what was
 *          written to buf.
 */
CAROM_MUST_CHECK enum carom_result carom_request_url_read(struct carom_view target,
                                                          struct carom_buf *buf,
                                                          struct carom_lookup *lookup);

#endif
