/*
 * What a rule asks of a request beside its path, and whether the request has it.
 */
#ifndef CAROM_SRC_CONDITIONS_H
#define CAROM_SRC_CONDITIONS_H

#include "query.h"

/* The conditions of one rule, as its dialect keeps them. An empty view asks nothing. */
struct rule_conditions {
    enum carom_dialect dialect;
    struct carom_view scheme;
    struct carom_view host; /* host, or host:port */
    struct carom_view methods;
    struct carom_view countries;
    struct carom_view languages;
    struct carom_view cookies;
    size_t pair_count;
    struct condition_pair pairs[CAROM_QUERY_PAIRS_MAX]; /* those below pair_count are set */
};

/* What can be told before the path is looked at: CAROM_MISMATCH_SCHEME, _HOST, or _NONE. */
enum carom_mismatch carom_conditions_origin(const struct rule_conditions *conditions,
                                            const struct carom_lookup *lookup);

/*
 * The rest, for a rule whose path has matched: the first that fails, in the order of enum
 * carom_mismatch, or CAROM_MISMATCH_NONE. What query pairs capture is added to *match; after a
 * mismatch some of it may be there.
 */
enum carom_mismatch carom_conditions_check(const struct rule_conditions *conditions,
                                           const struct carom_lookup *lookup,
                                           struct carom_match *match);

/* Whether a request's scheme is a rule's: without case, but in netlify byte by byte. */
bool carom_scheme_matches(enum carom_dialect dialect, struct carom_view wanted,
                          struct carom_view scheme);

/*
 * Whether a request's authority is the host of a rule, with its port: without case, and the
 * scheme's default port as if it were not there, but in netlify byte by byte.
 * In: scheme is the one that both have.
 */
bool carom_host_matches(enum carom_dialect dialect, struct carom_view scheme,
                        struct carom_view wanted, struct carom_view authority);

/* Whether a method is one of a list, with case. */
bool carom_method_matches(struct carom_view list, struct carom_view method);

/* Whether a country is one of a list, without case. One that is empty is not known, and in none. */
bool carom_country_matches(struct carom_view list, struct carom_view country);

#endif
