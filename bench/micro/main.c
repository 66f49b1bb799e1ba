/*
 * carom-micro: nanoseconds for one decision and its response, in process.
 */
#include "measure.h"
#include "options.h"

#include <stdio.h>

static void print_row(const struct micro_case *which, const struct measurement *measured)
{
    printf("%-14s %10.1f %10.1f %12zu %8zu\n", which->name, measured->min_ns, measured->median_ns,
           measured->iterations, measured->batches);
}

static void print_json(const struct micro_case *which, const struct measurement *measured,
                       bool first)
{
    printf("%s\n  {\"name\":\"%s\",\"min_ns\":%.2f,\"median_ns\":%.2f,\"iterations\":%zu,"
           "\"batches\":%zu}",
           first ? "" : ",", which->name, measured->min_ns, measured->median_ns,
           measured->iterations, measured->batches);
}

static bool run_case(const struct micro_case *which, const struct micro_options *options,
                     bool first)
{
    static struct workload workload;
    struct measurement measured;
    if (!which->prepare(options->rules_file, &workload))
        return false;
    bool right = measure_case(which, &workload, options->iterations, &measured);
    workload_free(&workload);
    if (!right)
        return false;
    if (options->json)
        print_json(which, &measured, first);
    else
        print_row(which, &measured);
    return true;
}

/* Runs every case that was asked for, also after one that failed. */
static bool run_cases(const struct micro_options *options)
{
    bool all_right = true;
    bool first = true;
    for (size_t i = 0; i < micro_case_count; i++) {
        const struct micro_case *which = &micro_cases[i];
        if (options->only != NULL && options->only != which)
            continue;
        if (which->needs_file && options->rules_file == NULL)
            continue;
        if (run_case(which, options, first))
            first = false;
        else
            all_right = false;
    }
    return all_right;
}

int main(int count, char **arguments)
{
    struct micro_options options;
    if (!read_options(count, arguments, &options))
        return 2;
    if (options.help)
        return print_help() ? 0 : 1;
    if (options.json)
        fputs("{\"cases\":[", stdout);
    else
        printf("%-14s %10s %10s %12s %8s\n", "case", "min ns", "median ns", "iterations",
               "batches");
    bool all_right = run_cases(&options);
    if (options.json)
        fputs("\n]}\n", stdout);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fputs("carom-micro: standard output cannot be written\n", stderr);
        return 1;
    }
    return all_right ? 0 : 1;
}
