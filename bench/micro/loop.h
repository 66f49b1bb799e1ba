/*
 * A loop over operations whose results are checked, and its timing.
 */
#ifndef CAROM_MICRO_LOOP_H
#define CAROM_MICRO_LOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LOOP_BATCHES = 15 };

struct loop {
    /* So many operations, one after another. Returns how many results were not the expected ones. */
    size_t (*run)(void *ctx, size_t iterations);
    void *ctx;
    size_t turn;       /* a batch is whole turns of so many operations */
    bool may_allocate; /* somebody else's code is measured */
};

struct measurement {
    size_t iterations; /* in a batch */
    size_t turn;       /* of the loop */
    size_t batches;
    double min_ns; /* for one operation, in the quickest batch and in the median one */
    double median_ns;
};

/* A figure over the rounds. */
struct spread {
    double median;
    double min;
    double max;
};

/* What has gone wrong in loops so far. */
struct faults {
    size_t wrong;
    uint64_t allocations; /* of loops that must not allocate */
};

/* This thread's own time: on a shared core the clock on the wall would count the others too. */
double loop_now_ns(void);

/* Nanoseconds for one operation, over a batch of `iterations`. Adds to *faults. */
double loop_batch_ns(const struct loop *loop, size_t iterations, struct faults *faults);

/* How many iterations take about target_ns, in whole turns; at least one turn. */
size_t loop_iterations(const struct loop *loop, double target_ns, struct faults *faults);

/* Returns: false with a message on standard error when something went wrong in the case `name`. */
bool loop_faultless(const char *name, const struct faults *faults);

/*
 * Measures a loop: LOOP_BATCHES batches of some milliseconds when iterations is 0, else one batch of
 * exactly so many.
 *
 * Returns: false with a message on standard error when a result was not the expected one, or when
 * something was allocated that must not be.
 */
bool loop_measure(const char *name, const struct loop *loop, size_t iterations,
                  struct measurement *out);

/* In: at least one value; they are put in order. */
struct spread spread_of(double *values, size_t count);

#endif
