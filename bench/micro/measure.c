#include "measure.h"

#include "allocations.h"

#include "carom/respond.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum {
    SCRATCH_BYTES = 16384,
    BATCH_TURNS_MAX = 64
};

static const double batch_target_ns = 20e6;

static const struct carom_respond_options respond_options = {.now_s = -1};

/* This thread's own time: on a shared core the clock on the wall would count the others too. */
static double now_ns(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now) != 0)
        abort(); /* Linux always has this clock. */
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

/* One operation. Returns whether its result is the expected one. */
static bool operate(enum micro_step steps, const struct workload *workload,
                    const struct workload_request *asked, struct carom_decision *decision)
{
    static char decision_bytes[SCRATCH_BYTES];
    static char response_bytes[SCRATCH_BYTES];
    if (steps & STEP_DECIDE) {
        struct carom_buf scratch = {decision_bytes, sizeof(decision_bytes), 0};
        if (carom_decide(&workload->rules, &asked->request, &scratch, decision) != CAROM_OK ||
            decision->status != asked->status)
            return false;
    }
    if (steps & STEP_RESPOND) {
        struct carom_buf scratch = {response_bytes, sizeof(response_bytes), 0};
        struct carom_response response;
        if (carom_respond(&asked->request, decision, &respond_options, &scratch, &response) !=
                CAROM_OK ||
            response.status != asked->status || response.field_count == 0)
            return false;
    }
    return true;
}

static size_t run_batch(enum micro_step steps, const struct workload *workload, size_t iterations,
                        struct carom_decision *decision)
{
    size_t wrong = 0;
    for (size_t i = 0; i < iterations; i++) {
        size_t index = workload->order[i % WORKLOAD_TURN];
        wrong += !operate(steps, workload, &workload->requests[index], decision);
    }
    return wrong;
}

/* Every request once, whole: decided as expected, status and Location, and answered. */
static bool verify(const struct workload *workload, struct carom_decision *decision)
{
    for (size_t i = 0; i < workload->request_count; i++) {
        const struct workload_request *asked = &workload->requests[i];
        bool right = operate(STEP_BOTH, workload, asked, decision);
        if (right && asked->location.len > 0)
            right = carom_view_equal(decision->location, asked->location);
        if (!right) {
            fprintf(stderr, "carom-micro: %.*s was decided as %u %.*s, which is not expected\n",
                    (int)asked->request.target.len, asked->request.target.ptr,
                    (unsigned)decision->status, (int)decision->location.len,
                    decision->location.ptr == NULL ? "" : decision->location.ptr);
            return false;
        }
    }
    return true;
}

static int compare_doubles(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* How many iterations take about as long as a batch should, in whole turns. */
static size_t choose_iterations(enum micro_step steps, const struct workload *workload,
                                struct carom_decision *decision)
{
    double began = now_ns();
    size_t wrong = run_batch(steps, workload, WORKLOAD_TURN, decision);
    double turn_ns = now_ns() - began;
    size_t turns = turn_ns > 0 ? (size_t)(batch_target_ns / turn_ns) : BATCH_TURNS_MAX;
    if (turns < 1 || wrong > 0)
        turns = 1;
    return WORKLOAD_TURN * (turns > BATCH_TURNS_MAX ? BATCH_TURNS_MAX : turns);
}

static bool report_faults(const char *name, size_t wrong, uint64_t allocations)
{
    if (wrong > 0)
        fprintf(stderr, "carom-micro: %s: %zu results were not the expected ones\n", name, wrong);
    if (allocations > 0)
        fprintf(stderr, "carom-micro: %s: %llu allocations in the loop, which must have none\n",
                name, (unsigned long long)allocations);
    return wrong == 0 && allocations == 0;
}

bool measure_case(const struct micro_case *which, const struct workload *workload,
                  size_t iterations, struct measurement *out)
{
    double batch_ns[MEASURE_BATCHES];
    struct carom_decision decision;
    size_t wrong = 0;
    /* Leaves in `decision` what the respond-only case answers. */
    if (!verify(workload, &decision))
        return false;
    out->batches = iterations > 0 ? 1 : MEASURE_BATCHES;
    out->iterations = iterations > 0 ? iterations
                                     : choose_iterations(which->steps, workload, &decision);
    uint64_t allocations = allocation_calls();
    for (size_t i = 0; i < out->batches; i++) {
        double began = now_ns();
        wrong += run_batch(which->steps, workload, out->iterations, &decision);
        batch_ns[i] = (now_ns() - began) / (double)out->iterations;
    }
    allocations = allocation_calls() - allocations;
    qsort(batch_ns, out->batches, sizeof(batch_ns[0]), compare_doubles);
    out->min_ns = batch_ns[0];
    out->median_ns = batch_ns[out->batches / 2];
    return report_faults(which->name, wrong, allocations);
}
