#include "print_scale.h"

#include <stdio.h>

/* Names and descriptions of this program: printable ASCII without anything that JSON would escape. */
static const char *separator;

static void separate(void)
{
    fputs(separator, stdout);
    separator = ",\n  ";
}

static void begin(enum scale_part part)
{
    static const char *const openings[] = {"{\"scale\":{\"sets\":[", "],\n \"pairs\":[",
                                           "],\n \"mapped\":["};
    fputs(openings[part], stdout);
    separator = "\n  ";
}

static void print_spread(const char *name, const struct spread *spread)
{
    printf("\"%s\":{\"median\":%.4f,\"min\":%.4f,\"max\":%.4f}", name, spread->median, spread->min,
           spread->max);
}

static void print_figure(const char *name, double value)
{
    if (value >= 0)
        printf(",\"%s\":%.6f", name, value);
    else
        printf(",\"%s\":null", name);
}

static void print_body(const struct scale_result *result)
{
    static const char *const kinds[] = {"static", "dynamic", "hostile"};
    const struct scale_set *set = result->source.set;
    char name[SCALE_NAME_MAX];
    scale_source_name(result->source, name);
    printf("{\"name\":\"%s\",\"description\":\"%s\",\"kind\":\"%s\",\"rules\":%u,\"turn\":%zu,"
           "\"text_bytes\":%zu,\"image_bytes\":%zu,",
           name, set->description, kinds[set->kind], set->rules, result->turn, result->text_bytes,
           result->image_bytes);
    print_spread("ns", &result->ns);
    print_figure("request_bytes", result->request_bytes);
    print_figure("compile_s", result->text_bytes > 0 ? result->compile_s : -1);
    print_figure("long_ns", result->long_ns);
    print_figure("missing_ns", result->missing_ns);
    print_figure("instructions", result->instructions);
    putchar('}');
}

static void print_result(const struct scale_result *result)
{
    separate();
    print_body(result);
}

static void print_pair(const struct scale_pair *pair)
{
    separate();
    fputs("{\"hostile\":", stdout);
    print_body(&pair->hostile);
    fputs(",\n   \"plain\":", stdout);
    print_body(&pair->plain);
    fputs(",\n   ", stdout);
    print_spread("factor", &pair->factor);
    putchar('}');
}

static void print_opening(const char *name, const struct scale_opening *opening)
{
    printf("\"%s\":{\"rules\":%u,", name, opening->rules);
    print_spread("open_ms", &opening->open_ms);
    putchar(',');
    print_spread("decided_ms", &opening->decided_ms);
    fputs("},", stdout);
}

static void print_mapped(const struct scale_mapped *mapped)
{
    separate();
    printf("{\"rules\":%u,\"text_bytes\":%zu,\"image_bytes\":%zu,\"compile_s\":%.6f,"
           "\"walk_bytes\":%zu,",
           mapped->rules, mapped->text_bytes, mapped->image_bytes, mapped->compile_s,
           mapped->walk_bytes);
    print_opening("small", &mapped->small);
    print_opening("large", &mapped->large);
    print_spread("miss_ns", &mapped->miss_ns);
    putchar(',');
    print_spread("cold_ns", &mapped->cold_ns);
    putchar(',');
    print_spread("misses", &mapped->misses);
    putchar('}');
}

static void print_bounds(const struct scale_bounds *bounds)
{
    fputs("],\n \"bounds\":[", stdout);
    separator = "\n  ";
    for (size_t i = 0; i < bounds->count; i++) {
        const struct scale_bound *bound = &bounds->items[i];
        separate();
        printf("{\"set\":\"%s\",\"what\":\"%s\",\"unit\":\"%s\",\"value\":%.6f,\"limit\":%.6f,"
               "\"at_least\":%s,\"verdict\":\"%s\"}",
               bound->set, bound->what, bound->unit, bound->value, bound->limit,
               bound->at_least ? "true" : "false", scale_bound_verdict(bound));
    }
    fputs("]}}\n", stdout);
}

const struct scale_print scale_print_json = {begin, print_result, print_pair, print_mapped,
                                             print_bounds};
