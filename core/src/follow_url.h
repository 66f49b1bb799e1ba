/*
 * A URL that was parsed, with parts taken out and put in.
 */
#ifndef CAROM_SRC_FOLLOW_URL_H
#define CAROM_SRC_FOLLOW_URL_H

#include "carom/url.h"

/*
 * Takes the user name and password out of a URL (without_userinfo), and gives it a fragment (NULL:
 * none; else the URL has none yet).
 *
 * Returns: CAROM_OK; CAROM_ERR_NOSPACE with buf->len the capacity that suffices.
 * In/Out:  *url is either what stands in all of buf, or elsewhere, and then buf->len is 0. Afterwards it
 *          stands in buf.
 */
CAROM_MUST_CHECK enum carom_result carom_follow_url_edit(struct carom_url *url,
                                                         bool without_userinfo,
                                                         const struct carom_view *fragment,
                                                         struct carom_buf *buf);

#endif
