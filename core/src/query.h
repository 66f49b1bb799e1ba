/*
 * Query pairs that a rule asks for.
 */
#ifndef CAROM_SRC_QUERY_H
#define CAROM_SRC_QUERY_H

#include "carom/rules.h"

struct condition_pair {
    struct carom_view key;
    struct carom_view value;
    bool captures; /* the value is `:name` */
};

/*
 * The next pair of a query: *rest is what comes behind it. A key without `=` is passed over.
 * Returns: false behind the last. Out: key and value as they stand there.
 */
bool carom_query_next(struct carom_view *rest, struct carom_field *out);

/*
 * Whether all pairs are in a request's query, in any order; adds what they capture to *match, raw.
 * Of several pairs with one key there the last counts, and a key without `=` is none.
 *
 * carom:   the rule's keys and values are in normal form, and the query is compared in it.
 * netlify: keys are compared as they stand; the request's value is decoded as a form's is (`+` is a
 *          space), and compared with the rule's as it stands.
 *
 * Out:  after a mismatch some captures may be there.
 * Cost: the product of the pairs and the query.
 */
bool carom_query_matches(enum carom_dialect dialect, const struct condition_pair *pairs,
                         size_t count, struct carom_view query, struct carom_match *match);

#endif
