#include "lint_case.h"

#include "workload.h"

#include "carom/lint.h"

#include <stdio.h>
#include <stdlib.h>

static bool write_text(const struct lint_set *set, size_t rules, struct carom_buf *out)
{
    *out = (struct carom_buf){malloc(rules * LINT_LINE_MAX), rules * LINT_LINE_MAX, 0};
    if (out->ptr == NULL) {
        fputs("carom-micro: not enough memory for the rules' text\n", stderr);
        return false;
    }
    for (size_t i = 0; i < rules; i++)
        out->len += (size_t)set->write(i, rules, out->ptr + out->len);
    return true;
}

static void count_finding(void *ctx, const struct carom_lint_finding *finding)
{
    size_t *count = ctx;
    (void)finding;
    ++*count;
}

/* Compiles and lints once. Returns: whether what was found is as expected. */
static bool run_round(struct carom_view text, struct lint_result *out, double *compile_ms,
                      double *lint_ms)
{
    size_t found = 0;
    struct carom_lint_options options = {carom_malloc_allocator(), count_finding, &found};
    struct carom_rules rules = {NULL, 0};
    double start = loop_now_ns();
    if (!workload_compile(text, &rules))
        return false;
    double compiled = loop_now_ns();
    enum carom_result result = carom_lint(&rules, &options);
    double linted = loop_now_ns();
    workload_free_rules(&rules);
    *compile_ms = (compiled - start) / 1e6;
    *lint_ms = (linted - compiled) / 1e6;
    out->findings = found;
    if (result == CAROM_OK && found == out->set->findings(out->rules))
        return true;
    fprintf(stderr, "carom-micro: lint: %s has %zu findings, and %zu were expected\n",
            out->set->name, found, out->set->findings(out->rules));
    return false;
}

bool measure_lint(const struct lint_set *set, bool once, struct lint_result *out)
{
    double compile_ms[LINT_ROUNDS], lint_ms[LINT_ROUNDS];
    size_t rounds = once ? 1 : LINT_ROUNDS;
    struct carom_buf text;
    bool right = true;
    *out = (struct lint_result){.set = set, .rules = once ? set->rules / 100 : set->rules};
    if (!write_text(set, out->rules, &text))
        return false;
    for (size_t i = 0; i < rounds && right; i++)
        right = run_round(carom_view_of(text.ptr, text.len), out, &compile_ms[i], &lint_ms[i]);
    free(text.ptr);
    if (right) {
        out->compile_ms = spread_of(compile_ms, rounds);
        out->lint_ms = spread_of(lint_ms, rounds);
    }
    return right;
}
