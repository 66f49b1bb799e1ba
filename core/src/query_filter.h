/*
 * What query pairs a request may have: for when many rules ask, most of them in vain.
 *
 * To look a pair up costs a walk along the query. The filter is made by one walk, and tells of nearly every
 * pair that is not there that it is not.
 */
#ifndef CAROM_SRC_QUERY_FILTER_H
#define CAROM_SRC_QUERY_FILTER_H

#include "image.h"

enum { QUERY_FILTER_WORDS = 512 };

struct query_filter {
    uint32_t asked; /* how often; the bits are set once it is worth it */
    uint64_t bits[QUERY_FILTER_WORDS];
};

/*
 * Whether a rule asks for a query pair that the request lacks. False: it may have all of them.
 *
 * In:     filter->asked is 0 the first time; the dialect and the query are the same each time.
 * Cost:   the rule's pairs, and once for a request its query.
 */
bool carom_query_filter_lacks(struct query_filter *filter, enum carom_dialect dialect,
                              struct carom_view query, const struct image_rule *rule);

#endif
