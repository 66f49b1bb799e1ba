#include "scale.h"

#include "print_scale.h"

/* What a run has printed so far. */
struct run {
    const struct scale_options *options;
    const struct scale_print *print;
    struct scale_bounds bounds;
    bool all_right;
};

static bool is_asked_for(const struct run *run, const struct scale_set *set, enum scale_kind kind)
{
    return set->kind == kind && set->rules <= run->options->largest;
}

static void run_set(struct run *run, struct scale_source source)
{
    struct scale_result result;
    if (!scale_measure(source, run->options, &result)) {
        run->all_right = false;
        return;
    }
    run->print->result(&result);
    scale_bounds_of_result(&result, &run->bounds);
}

static void run_pair(struct run *run, const struct scale_set *set)
{
    struct scale_pair pair;
    if (!scale_measure_pair(set, run->options, &pair)) {
        run->all_right = false;
        return;
    }
    run->print->pair(&pair);
    scale_bounds_of_pair(&pair, &run->bounds);
}

static void run_sets(struct run *run)
{
    for (size_t i = 0; i < scale_set_count; i++) {
        if (is_asked_for(run, &scale_sets[i], SCALE_STATIC) ||
            is_asked_for(run, &scale_sets[i], SCALE_DYNAMIC))
            run_set(run, (struct scale_source){&scale_sets[i], false});
    }
}

static void run_pairs(struct run *run)
{
    for (size_t i = 0; i < scale_set_count; i++) {
        if (is_asked_for(run, &scale_sets[i], SCALE_HOSTILE))
            run_pair(run, &scale_sets[i]);
    }
}

static void run_mapped(struct run *run)
{
    struct scale_mapped mapped;
    if (!scale_measure_mapped(run->options, &mapped)) {
        run->all_right = false;
        return;
    }
    run->print->mapped(&mapped);
    scale_bounds_of_mapped(&mapped, &run->bounds);
}

bool scale_run(const struct scale_options *options, bool json)
{
    static struct run run;
    run = (struct run){.options = options,
                       .print = json ? &scale_print_json : &scale_print_text,
                       .all_right = true};
    run.print->begin(SCALE_PART_SETS);
    if (options->has_only)
        run_set(&run, options->only);
    else
        run_sets(&run);
    run.print->begin(SCALE_PART_PAIRS);
    if (!options->has_only)
        run_pairs(&run);
    run.print->begin(SCALE_PART_MAPPED);
    if (options->full && !options->has_only)
        run_mapped(&run);
    run.print->bounds(&run.bounds);
    return run.all_right;
}
