#include "loop.h"

#include "allocations.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static const double batch_target_ns = 20e6;

double loop_now_ns(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now) != 0)
        abort(); /* Linux always has this clock. */
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

double loop_batch_ns(const struct loop *loop, size_t iterations, struct faults *faults)
{
    uint64_t allocations = allocation_calls();
    double began = loop_now_ns();
    size_t wrong = loop->run(loop->ctx, iterations);
    double took_ns = loop_now_ns() - began;
    if (!loop->may_allocate)
        faults->allocations += allocation_calls() - allocations;
    faults->wrong += wrong;
    return took_ns / (double)iterations;
}

/* By doubling, until the clock has something to measure: a turn may be one short operation. */
size_t loop_iterations(const struct loop *loop, double target_ns, struct faults *faults)
{
    size_t turns = 1;
    double took_ns = loop_batch_ns(loop, loop->turn, faults) * (double)loop->turn;
    while (took_ns < target_ns / 8 && turns < SIZE_MAX / 2 / loop->turn && faults->wrong == 0) {
        turns *= 2;
        took_ns = loop_batch_ns(loop, turns * loop->turn, faults) * (double)(turns * loop->turn);
    }
    size_t wanted = took_ns > 0 ? (size_t)(target_ns / took_ns * (double)turns) : turns;
    return loop->turn * (wanted > 0 ? wanted : 1);
}

bool loop_faultless(const char *name, const struct faults *faults)
{
    if (faults->wrong > 0)
        fprintf(stderr, "carom-micro: %s: %zu results were not the expected ones\n", name,
                faults->wrong);
    if (faults->allocations > 0)
        fprintf(stderr, "carom-micro: %s: %llu allocations in the loop, which must have none\n",
                name, (unsigned long long)faults->allocations);
    return faults->wrong == 0 && faults->allocations == 0;
}

bool loop_measure(const char *name, const struct loop *loop, size_t iterations,
                  struct measurement *out)
{
    double batch_ns[LOOP_BATCHES];
    struct faults faults = {0, 0};
    out->turn = loop->turn;
    out->batches = iterations > 0 ? 1 : LOOP_BATCHES;
    out->iterations = iterations > 0 ? iterations : loop_iterations(loop, batch_target_ns, &faults);
    for (size_t i = 0; i < out->batches; i++)
        batch_ns[i] = loop_batch_ns(loop, out->iterations, &faults);
    struct spread spread = spread_of(batch_ns, out->batches);
    out->min_ns = spread.min;
    out->median_ns = spread.median;
    return loop_faultless(name, &faults);
}

static int compare_doubles(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

struct spread spread_of(double *values, size_t count)
{
    qsort(values, count, sizeof(values[0]), compare_doubles);
    struct spread spread = {values[count / 2], values[0], values[count - 1]};
    return spread;
}
