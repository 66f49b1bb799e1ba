#include "measure.h"

#include "carom/respond.h"

#include <stdio.h>

enum { SCRATCH_BYTES = 16384 };

static const struct carom_respond_options respond_options = {.now_s = -1};

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

struct decisions {
    enum micro_step steps;
    const struct workload *workload;
    struct carom_decision decision; /* what the respond-only case answers */
};

static size_t run_decisions(void *ctx, size_t iterations)
{
    struct decisions *decisions = ctx;
    const struct workload *workload = decisions->workload;
    size_t wrong = 0;
    for (size_t i = 0; i < iterations; i++) {
        size_t index = workload->order[i % WORKLOAD_TURN];
        wrong +=
            !operate(decisions->steps, workload, &workload->requests[index], &decisions->decision);
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

bool measure_case(const struct micro_case *which, const struct workload *workload,
                  size_t iterations, struct measurement *out)
{
    struct decisions decisions = {.steps = which->steps, .workload = workload};
    struct loop loop = {run_decisions, &decisions, WORKLOAD_TURN, false};
    if (!verify(workload, &decisions.decision))
        return false;
    return loop_measure(which->name, &loop, iterations, out);
}
