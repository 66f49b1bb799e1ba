/*
 * Rules that no request reaches, since an earlier one takes them all.
 */
#include "lint_cover.h"
#include "lint_run.h"

/* A later rule, and the first of those before it that are known to take its requests. */
struct search {
    struct lint_run *run;
    const struct carom_rule *rule;
    struct lint_example example; /* made when it is asked for */
    bool has_example;
    uint32_t found; /* LINT_NONE: none yet */
};

/*
 * A last look at what was proven: an example of the later rule is the earlier one's as well. A dialect
 * has rules that match nothing, which their texts do not tell.
 */
static bool matches(struct search *search, uint32_t number)
{
    struct lint_run *run = search->run;
    struct carom_match match;
    enum carom_mismatch why;
    bool differs;
    if (!search->has_example &&
        !carom_lint_example(&run->options->allocator, run->dialect, search->rule, LINT_PLAIN,
                            &run->example, &search->example, &differs)) {
        run->failure = CAROM_ERR_NOMEM;
        return false;
    }
    search->has_example = true;
    return carom_rules_try(run->rules, &search->example.lookup, number, &match, &why) == CAROM_OK &&
           why == CAROM_MISMATCH_NONE;
}

static void look_at_group(void *ctx, uint32_t group)
{
    struct search *search = ctx;
    struct lint_run *run = search->run;
    uint32_t place = carom_lint_group(&run->index, group)->live;
    while (place != LINT_NONE) {
        uint32_t number = carom_lint_next_live(&run->index, &place);
        struct carom_rule earlier;
        if (number >= search->found) /* its rules are in file order */
            return;
        if (carom_rules_rule(run->rules, number, &earlier) == CAROM_OK &&
            carom_lint_conditions_cover(run->dialect, &earlier, search->rule) &&
            !carom_lint_may_pass_over(run->dialect, &earlier, search->rule) &&
            matches(search, number)) {
            search->found = number;
            return;
        }
    }
}

static void report(struct lint_run *run, enum carom_lint_kind kind, uint32_t number, uint32_t line,
                   uint32_t other)
{
    struct carom_rule earlier;
    if (!carom_lint_read(run, other, &earlier))
        return;
    struct carom_lint_finding finding = {
        .kind = kind,
        .rule = number,
        .line = line,
        .other_line = earlier.line,
        .dialect = run->dialect,
    };
    run->options->report(run->options->report_ctx, &finding);
}

static uint32_t find_taker(struct lint_run *run, uint32_t number, const struct carom_rule *rule,
                           uint32_t group)
{
    struct search search;
    search.run = run;
    search.rule = rule;
    search.has_example = false;
    search.found = LINT_NONE;
    if (group != LINT_NONE)
        look_at_group(&search, group);
    uint32_t of_any_host =
        rule->host.len > 0 ? carom_lint_group_of(&run->index, rule, true) : LINT_NONE;
    if (of_any_host != LINT_NONE)
        look_at_group(&search, of_any_host);
    carom_lint_wider(&run->index, rule, &run->text_steps, look_at_group, &search);
    return search.found == LINT_NONE || !matches(&search, number) ? LINT_NONE : search.found;
}

bool carom_lint_reach(struct lint_run *run, uint32_t number, const struct carom_rule *rule)
{
    uint32_t group = carom_lint_group_of(&run->index, rule, false);
    uint32_t same =
        group == LINT_NONE ? LINT_NONE : carom_lint_same(&run->index, group, number, rule);
    /* Of identical rules netlify keeps the last, where it stands. */
    bool is_dead = same != LINT_NONE && run->dialect != CAROM_DIALECT_NETLIFY;
    uint32_t taker = is_dead ? LINT_NONE : find_taker(run, number, rule, group);
    is_dead = is_dead || taker != LINT_NONE;
    if (run->failure == CAROM_OK && same != LINT_NONE)
        report(run, CAROM_LINT_DUPLICATE, number, rule->line, same);
    else if (run->failure == CAROM_OK && taker != LINT_NONE)
        report(run, CAROM_LINT_UNREACHABLE, number, rule->line, taker);
    if (run->failure == CAROM_OK &&
        !carom_lint_index_add(&run->index, number, rule, group, same != LINT_NONE, !is_dead))
        run->failure = CAROM_ERR_NOMEM;
    return !is_dead && run->failure == CAROM_OK;
}
