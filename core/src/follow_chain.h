/*
 * The chain: whether the next request was sent before, and what is remembered of a hop.
 */
#ifndef CAROM_SRC_FOLLOW_CHAIN_H
#define CAROM_SRC_FOLLOW_CHAIN_H

#include "follow_scope.h"

/* What tells a request from others, as the policy sees it. */
struct chain_prints {
    uint64_t current;
    uint64_t next;
};

/* Whether every number of the chain is one that carom_follow could have written. */
bool carom_chain_is_sound(const struct carom_chain *chain, const struct carom_url *current);

/*
 * Whether the next request, by this method and for this URL, was sent before.
 * Out: *prints, when the policy watches for loops.
 */
bool carom_chain_repeats(const struct carom_chain *chain, const struct hop *hop,
                         const struct crossing *crossing, struct carom_view method,
                         const struct carom_url *next, struct chain_prints *prints);

/* Takes a hop that is followed into the chain. */
void carom_chain_add(struct carom_chain *chain, const struct hop *hop,
                     const struct crossing *crossing, const struct chain_prints *prints);

#endif
