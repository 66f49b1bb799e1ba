/*
 * One response at hand, and what is found out about it on the way to a decision.
 */
#ifndef CAROM_SRC_FOLLOW_HOP_H
#define CAROM_SRC_FOLLOW_HOP_H

#include "carom/follow.h"

struct hop {
    const struct carom_policy *policy;
    const struct carom_sent *request;
    const struct carom_answered *response;
    const struct carom_idna *idna;
    enum carom_step step;
    bool sets_cookie;  /* the response does */
    bool has_userinfo; /* the Location does; that of a URL it is relative to does not count */
};

static inline bool hop_keeps_body(const struct hop *hop)
{
    return hop->step == CAROM_STEP_KEEP || hop->step == CAROM_STEP_CONFIRM_KEEP;
}

static inline bool url_has_userinfo(const struct carom_url *url)
{
    return url->username.len > 0 || url->password.len > 0;
}

#endif
