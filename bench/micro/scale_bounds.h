/*
 * What is promised of rule sets at scale, and whether this run kept it. Shown, and never a failure: the
 * machine may be busy.
 */
#ifndef CAROM_MICRO_SCALE_BOUNDS_H
#define CAROM_MICRO_SCALE_BOUNDS_H

#include "scale_mapped.h"
#include "scale_measure.h"

enum { SCALE_BOUNDS_MAX = 64 };

/* Of the value of a set: it is `limit` at most, or at least. */
struct scale_bound {
    const char *set;
    const char *what;
    const char *unit;
    double value;
    double limit;
    bool at_least;
};

struct scale_bounds {
    struct scale_bound items[SCALE_BOUNDS_MAX];
    size_t count;
};

/* "ok", or that the value is "above" or "below" what is allowed. */
const char *scale_bound_verdict(const struct scale_bound *bound);

/* Each adds what is promised of its figures. */
void scale_bounds_of_result(const struct scale_result *result, struct scale_bounds *out);
void scale_bounds_of_pair(const struct scale_pair *pair, struct scale_bounds *out);
void scale_bounds_of_mapped(const struct scale_mapped *mapped, struct scale_bounds *out);

#endif
