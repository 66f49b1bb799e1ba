#include "print_scale.h"

#include <stdio.h>

static void begin(enum scale_part part)
{
    if (part == SCALE_PART_SETS)
        printf("%-22s %9s %7s %7s %7s %6s %8s %8s %9s %7s\n%-22s %9s %7s %7s %7s %6s %8s %8s %9s "
               "%7s\n",
               "set", "request", "ns", "ns", "ns", "instr.", "text", "beyond", "rules/s", "MB/s",
               "", "bytes", "warm", "long", "no rule", "", "MB", "B/rule", "compiled", "");
    else if (part == SCALE_PART_PAIRS)
        printf("\n%-22s %9s %9s %8s  %s\n", "hostile set", "ns", "plain ns", "factor", "rules");
}

/* A figure that is not there leaves its column empty. */
static void print_figure(int width, int digits, double value)
{
    if (value >= 0)
        printf(" %*.*f", width, digits, value);
    else
        printf(" %*s", width, "");
}

static void print_result(const struct scale_result *result)
{
    double rules = result->source.set->rules;
    char name[SCALE_NAME_MAX];
    scale_source_name(result->source, name);
    printf("%-22s", name);
    print_figure(9, 1, result->request_bytes);
    print_figure(7, 1, result->ns.median);
    print_figure(7, 1, result->long_ns);
    print_figure(7, 1, result->missing_ns);
    print_figure(6, 0, result->instructions);
    if (result->text_bytes > 0) {
        print_figure(8, 2, (double)result->text_bytes / 1e6);
        printf(" %8.1f", ((double)result->image_bytes - (double)result->text_bytes) / rules);
        print_figure(9, 0, rules / result->compile_s);
        print_figure(7, 1, (double)result->text_bytes / 1e6 / result->compile_s);
    }
    putchar('\n');
}

static void print_pair(const struct scale_pair *pair)
{
    const struct scale_set *set = pair->hostile.source.set;
    printf("%-22s %9.1f %9.1f %8.2f  %u: %s\n", set->name, pair->hostile.ns.median,
           pair->plain.ns.median, pair->factor.median, set->rules, set->description);
}

static void print_opening(const struct scale_opening *opening)
{
    printf("  opening %u rules: %.3f ms, and %.3f ms to the first decision\n", opening->rules,
           opening->open_ms.median, opening->decided_ms.median);
}

static void print_mapped(const struct scale_mapped *mapped)
{
    printf("\n%u static rules in a mapped file: text %.0f MB, image %.0f MB, compiled in %.1f s\n",
           mapped->rules, (double)mapped->text_bytes / 1e6, (double)mapped->image_bytes / 1e6,
           mapped->compile_s);
    print_opening(&mapped->small);
    print_opening(&mapped->large);
    printf("  a dependent cache miss over %zu MiB: %.1f ns (%.1f to %.1f)\n",
           mapped->walk_bytes >> 20, mapped->miss_ns.median, mapped->miss_ns.min,
           mapped->miss_ns.max);
    printf("  a decision with nothing cached: %.1f ns (%.1f to %.1f), %.2f misses' worth (%.2f to "
           "%.2f)\n",
           mapped->cold_ns.median, mapped->cold_ns.min, mapped->cold_ns.max, mapped->misses.median,
           mapped->misses.min, mapped->misses.max);
}

static void print_bounds(const struct scale_bounds *bounds)
{
    printf("\n%-22s %-22s %14s %14s\n", "set", "bound", "measured", "allowed");
    for (size_t i = 0; i < bounds->count; i++) {
        const struct scale_bound *bound = &bounds->items[i];
        printf("%-22s %-22s %14.2f %s %11.0f %-6s %s\n", bound->set, bound->what, bound->value,
               bound->at_least ? ">=" : "<=", bound->limit, bound->unit,
               scale_bound_verdict(bound));
    }
}

const struct scale_print scale_print_text = {begin, print_result, print_pair, print_mapped,
                                             print_bounds};
