/*
 * The Location of a response: which field line counts, and the URL it leads to.
 */
#ifndef CAROM_SRC_FOLLOW_LOCATION_H
#define CAROM_SRC_FOLLOW_LOCATION_H

#include "follow_hop.h"

/*
 * Finds the Location and reads it, as the policy says.
 *
 * Returns: CAROM_OK; CAROM_ERR_NOSPACE with buf->len a capacity that suffices; CAROM_ERR_NOMEM.
 * Out:     *reason is CAROM_REASON_REDIRECT with *url, or why there is none. hop->sets_cookie and
 *          hop->has_userinfo.
 */
CAROM_MUST_CHECK enum carom_result carom_follow_location(struct hop *hop, struct carom_buf *buf,
                                                         struct carom_url *url,
                                                         enum carom_follow_reason *reason);

#endif
