/*
 * carom-micro: nanoseconds for one decision and its response, for reading a URL, and for decisions by
 * very many rules, in process.
 */
#include "lint_case.h"
#include "measure.h"
#include "options.h"
#include "print.h"
#include "scale.h"
#include "url_case.h"

#include <stdio.h>

struct printing {
    const struct micro_options *options;
    bool first; /* nothing of this section is printed yet */
    bool all_right;
};

/* Before each item of a section's JSON array. */
static void separate(struct printing *printing)
{
    if (printing->options->json)
        fputs(printing->first ? "\n  " : ",\n  ", stdout);
}

static void print_case(struct printing *printing, const struct micro_case *which,
                       const struct measurement *measured)
{
    separate(printing);
    if (printing->options->json)
        print_case_json(which, measured);
    else
        print_case_text(which, measured, printing->first);
    printing->first = false;
}

static void run_decision(struct printing *printing, const struct micro_case *which)
{
    static struct workload workload;
    struct measurement measured;
    bool right = which->prepare(printing->options->rules_file, &workload);
    if (right) {
        right = measure_case(which, &workload, printing->options->iterations, &measured);
        workload_free(&workload);
    }
    if (right)
        print_case(printing, which, &measured);
    else
        printing->all_right = false;
}

static void run_reader(struct printing *printing, const struct micro_case *which)
{
    struct measurement measured;
    if (!reader_is_built(which))
        print_case(printing, which, NULL);
    else if (measure_reader(which, printing->options->iterations, &measured))
        print_case(printing, which, &measured);
    else
        printing->all_right = false;
}

static void run_client(struct printing *printing, const struct micro_case *which)
{
    struct measurement measured;
    if (which->measure(which->name, printing->options->iterations, &measured))
        print_case(printing, which, &measured);
    else
        printing->all_right = false;
}

static void run_readings(struct printing *printing)
{
    static struct comparison comparison;
    for (size_t i = 0; i < URL_READINGS; i++) {
        if (!compare_readers(&url_readings[i], printing->options->iterations, &comparison)) {
            printing->all_right = false;
            continue;
        }
        separate(printing);
        printing->first = false;
        if (printing->options->json)
            print_comparison_json(&comparison);
        else
            print_comparison_text(&comparison);
    }
}

static void run_linear(struct printing *printing)
{
    struct linear_result result;
    for (size_t i = 0; i < LINEAR_INPUTS; i++) {
        if (!measure_linear(&linear_inputs[i], printing->options->iterations > 0, &result)) {
            printing->all_right = false;
            continue;
        }
        separate(printing);
        if (printing->options->json)
            print_linear_json(&result);
        else
            print_linear_text(&result, printing->first);
        printing->first = false;
    }
}

static void run_lint(struct printing *printing)
{
    struct lint_result result;
    for (size_t i = 0; i < LINT_SETS; i++) {
        if (!measure_lint(&lint_sets[i], printing->options->iterations > 0, &result)) {
            printing->all_right = false;
            continue;
        }
        separate(printing);
        if (printing->options->json)
            print_lint_json(&result);
        else
            print_lint_text(&result, printing->first);
        printing->first = false;
    }
}

static void run_case(struct printing *printing, const struct micro_case *which)
{
    if (which->kind == MICRO_DECISION)
        run_decision(printing, which);
    else if (which->kind == MICRO_READER)
        run_reader(printing, which);
    else if (which->kind == MICRO_CLIENT)
        run_client(printing, which);
    else if (which->kind == MICRO_READINGS)
        run_readings(printing);
    else if (which->kind == MICRO_LINEAR)
        run_linear(printing);
    else
        run_lint(printing);
}

/* The cases of kinds `from` to `to` that were asked for, also after one that failed. */
static void run_section(struct printing *printing, const char *name, enum micro_kind from,
                        enum micro_kind to)
{
    const struct micro_options *options = printing->options;
    printing->first = true;
    if (options->json)
        printf("%s\"%s\":[", from == MICRO_DECISION ? "" : ",\n ", name);
    for (size_t i = 0; i < micro_case_count; i++) {
        const struct micro_case *which = &micro_cases[i];
        bool asked = options->only == NULL || options->only == which;
        bool can_run = !which->needs_file || options->rules_file != NULL;
        if (asked && can_run && which->kind >= from && which->kind <= to)
            run_case(printing, which);
    }
    if (options->json)
        putchar(']');
}

/* Returns: false when a case went wrong. */
static bool run_cases(const struct micro_options *options)
{
    struct printing printing = {options, true, true};
    if (options->json)
        putchar('{');
    run_section(&printing, "cases", MICRO_DECISION, MICRO_CLIENT);
    run_section(&printing, "readings", MICRO_READINGS, MICRO_READINGS);
    run_section(&printing, "linear", MICRO_LINEAR, MICRO_LINEAR);
    run_section(&printing, "lint", MICRO_LINT, MICRO_LINT);
    if (options->json)
        fputs("}\n", stdout);
    return printing.all_right;
}

int main(int count, char **arguments)
{
    struct micro_options options;
    if (!read_options(count, arguments, &options))
        return 2;
    if (options.help)
        return print_help() ? 0 : 1;
    bool all_right =
        options.scale.run ? scale_run(&options.scale, options.json) : run_cases(&options);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fputs("carom-micro: standard output cannot be written\n", stderr);
        return 1;
    }
    return all_right ? 0 : 1;
}
