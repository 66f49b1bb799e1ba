/*
 * How far the next URL is from the request's, and which fields go on the way.
 */
#ifndef CAROM_SRC_FOLLOW_SCOPE_H
#define CAROM_SRC_FOLLOW_SCOPE_H

#include "follow_hop.h"

struct crossing {
    bool crosses_origin;
    bool is_downgrade;
    uint32_t domain_len; /* for the chain behind this hop */
    uint32_t drop;
};

/* In: the chain's numbers are in their range. */
struct crossing carom_follow_cross(const struct hop *hop, const struct carom_chain *chain,
                                   const struct carom_url *next);

#endif
