/*
 * An agent that follows redirects, by asking carom_decide.
 */
#ifndef CAROM_SRC_LINT_WALK_H
#define CAROM_SRC_LINT_WALK_H

#include "lint_run.h"

struct lint_walk {
    struct carom_request request;            /* the next one */
    struct carom_view location;              /* where it stands, in run->here */
    uint32_t rules[CAROM_LINT_HOPS_MAX + 1]; /* that have redirected it */
    size_t count;
    uint32_t joined; /* a rule of which all is known from here on, LINT_NONE: it did not meet one */
    bool is_endless; /* it came round */
    size_t cycle;    /* where in rules the last round begins */
    uint32_t first_of_cycle; /* the first rule in the file of those that it goes round by */
};

/* Notes the hosts that the rules name. Returns: false after a failure, which is noted. */
bool carom_lint_hosts_init(struct lint_run *run);

/* A plain request: GET, and nothing else is known. */
void carom_lint_walk_start(struct lint_walk *walk);

/* Whether a walk's next request is such a plain one. */
bool carom_lint_walk_is_plain(const struct lint_walk *walk);

/* The rule that redirects a request, or LINT_NONE. Out: *location is in the scratch memory. */
uint32_t carom_lint_redirecting(struct lint_run *run, const struct carom_request *request,
                                struct carom_view *location);

/* Goes where a redirect leads. Returns: false when that is not of this site, or after a failure. */
bool carom_lint_walk_go(struct lint_run *run, struct lint_walk *walk, struct carom_view location);

/*
 * Goes where a rule's example is redirected, if it is by this rule. Returns: false when the walk ends
 * there, or after a failure. In: example is the caller's, and good as long as the walk.
 */
bool carom_lint_walk_first(struct lint_run *run, struct lint_walk *walk, uint32_t number,
                           const struct carom_rule *rule, enum lint_variant variant,
                           struct lint_example *example);

/* Whether all is known of what follows on a rule, so that a plain walk need not go on. */
typedef bool (*carom_lint_known_fn)(struct lint_run *run, uint32_t number,
                                    const struct carom_rule *rule);

/*
 * Follows redirects to their end. In: is_known may be NULL.
 * Returns: false when too many steps were spent in all, or after a failure.
 */
bool carom_lint_walk_on(struct lint_run *run, struct lint_walk *walk, carom_lint_known_fn is_known);

/* Notes a failure, if it is the first. */
void carom_lint_fail(struct lint_run *run, enum carom_result failure);

#endif
