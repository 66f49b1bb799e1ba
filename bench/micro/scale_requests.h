/*
 * Requests drawn from a set's, and the loop that decides them.
 */
#ifndef CAROM_MICRO_SCALE_REQUESTS_H
#define CAROM_MICRO_SCALE_REQUESTS_H

#include "loop.h"
#include "scale_sets.h"

#include "carom/rules.h"

/* Which requests are drawn. */
enum scale_draw {
    DRAW_ZIPF,    /* the k-th most popular in proportion to 1/k, in another order than the file's */
    DRAW_UNIFORM, /* each alike */
    DRAW_MISSING  /* uniform, and such that no rule matches; of static sets only */
};

struct scale_drawn; /* what draws them in order */

/* One request behind another in one text, so that reading them costs next to nothing. */
struct scale_requests {
    struct carom_buf text;
    struct scale_request *items;
    size_t count;
    struct scale_drawn *drawn;
};

/* Returns: false, with a message on standard error and nothing to free, when memory is short. */
bool scale_requests_make(size_t count, struct scale_requests *out);

void scale_requests_free(struct scale_requests *requests);

/* Draws them all anew, the same for the same seed. */
void scale_requests_draw(struct scale_source source, enum scale_draw draw, uint64_t seed,
                         struct scale_requests *requests);

/* The mean length of their targets. */
double scale_requests_bytes(const struct scale_requests *requests);

/* What a loop decides: the requests in order, from where it was last. */
struct scale_decisions {
    struct carom_rules rules;
    const struct scale_requests *requests;
    size_t next;
};

/* Counts the decisions by another rule than the one that must win. */
struct loop scale_loop(struct scale_decisions *decisions);

/*
 * Whether each request is decided by the rule that must win, as a redirect with a Location. Says on
 * standard error which one is not.
 */
bool scale_decides_as_expected(struct scale_source source, const struct scale_decisions *decisions);

#endif
