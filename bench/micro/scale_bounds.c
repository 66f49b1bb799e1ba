#include "scale_bounds.h"

enum {
    /* Beside fewer rules an image's header counts, and what the clock cannot see. */
    MANY_RULES = 1000
};

const char *scale_bound_verdict(const struct scale_bound *bound)
{
    if (bound->at_least)
        return bound->value >= bound->limit ? "ok" : "below";
    return bound->value <= bound->limit ? "ok" : "above";
}

/* One that no longer has room is one too many in the tables of this program. */
static void add(struct scale_bounds *bounds, struct scale_bound bound)
{
    if (bounds->count < SCALE_BOUNDS_MAX)
        bounds->items[bounds->count++] = bound;
}

static void add_size(const char *set, uint32_t rules, size_t image_bytes, size_t text_bytes,
                     struct scale_bounds *out)
{
    double more = ((double)image_bytes - (double)text_bytes) / rules;
    add(out, (struct scale_bound){set, "image - text, a rule", "bytes", more, 24, false});
}

static void add_speed(const char *set, uint32_t rules, double compile_s, struct scale_bounds *out)
{
    add(out, (struct scale_bound){set, "compiled a second", "rules", rules / compile_s, 1e6, true});
}

void scale_bounds_of_result(const struct scale_result *result, struct scale_bounds *out)
{
    const struct scale_set *set = result->source.set;
    if (set->kind != SCALE_STATIC)
        return;
    add(out, (struct scale_bound){set->name, "one decision", "ns", result->ns.median, 200, false});
    if (set->rules < MANY_RULES || result->text_bytes == 0)
        return;
    add_size(set->name, set->rules, result->image_bytes, result->text_bytes, out);
    add_speed(set->name, set->rules, result->compile_s, out);
}

void scale_bounds_of_pair(const struct scale_pair *pair, struct scale_bounds *out)
{
    add(out, (struct scale_bound){pair->hostile.source.set->name, "beside plain rules", "times",
                                  pair->factor.median, 4, false});
}

void scale_bounds_of_mapped(const struct scale_mapped *mapped, struct scale_bounds *out)
{
    static const char name[] = "static-mapped";
    add(out, (struct scale_bound){name, "opened, one decided", "ms",
                                  mapped->large.open_ms.median + mapped->large.decided_ms.median,
                                  10, false});
    add(out, (struct scale_bound){name, "decided, none cached", "misses", mapped->misses.median, 3,
                                  false});
    add_size(name, mapped->rules, mapped->image_bytes, mapped->text_bytes, out);
    add_speed(name, mapped->rules, mapped->compile_s, out);
}
