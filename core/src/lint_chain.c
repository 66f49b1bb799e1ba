/*
 * Redirects that are redirected again.
 *
 * Where a rule without captures and conditions leads is found out once and kept: such rules are the
 * most, and a million of them may be one chain. Through others each walk goes by itself, and not far.
 */
#include "carom/status.h"

#include "lint_cover.h"
#include "lint_target.h"
#include "lint_walk.h"

/* What a settled rule comes to: one that leads every request to one place, as a plain request. */
struct lint_memo {
    uint32_t next; /* the rule that redirects its target, LINT_NONE: none does */
    uint32_t hops; /* redirects in all, from this one on; 0: not known yet */
    uint32_t
        last; /* the last settled rule on the way; with is_endless the first rule of the cycle */
    bool is_endless; /* it leads round in a circle, or into one */
    bool is_of_cycle;
};

/* In place of hops while a rule is on the stack. */
#define BEING_COUNTED UINT32_MAX

static struct lint_memo *memo_of(const struct lint_run *run, uint32_t number)
{
    return (struct lint_memo *)run->memos.bytes + number;
}

bool carom_lint_chains_init(struct lint_run *run)
{
    size_t bytes = (size_t)run->count * sizeof(struct lint_memo);
    if (!carom_lint_reserve(&run->options->allocator, &run->memos, bytes)) {
        carom_lint_fail(run, CAROM_ERR_NOMEM);
        return false;
    }
    for (uint32_t i = 0; i < run->count; i++)
        *memo_of(run, i) = (struct lint_memo){LINT_NONE, 0, LINT_NONE, false, false};
    return carom_lint_hosts_init(run);
}

static bool is_settled(const struct lint_run *run, const struct carom_rule *rule)
{
    struct lint_names names;
    struct lint_target target;
    if (!carom_status_is_redirect(rule->status) || rule->host.len > 0 ||
        !carom_lint_is_plain(rule) || !carom_lint_target_read(rule->to, &target) ||
        target.scheme.len > 0)
        return false;
    carom_lint_names_read(run->dialect, rule, &names);
    return carom_lint_is_fixed(&names, rule->to);
}

/* The memo of a rule from that of the next one on its way. */
static void count_one_more(struct lint_memo *memo, uint32_t number, const struct lint_memo *next)
{
    memo->hops = next == NULL ? 1 : next->hops + 1;
    memo->last = next == NULL ? number : next->last;
    memo->is_endless = next != NULL && next->is_endless;
}

/* A carom_lint_known_fn that finds out nothing more. */
static bool has_memo(struct lint_run *run, uint32_t number, const struct carom_rule *rule)
{
    (void)rule;
    uint32_t hops = memo_of(run, number)->hops;
    return hops != 0 && hops != BEING_COUNTED;
}

/* Behind a settled rule comes one that is not: a walk from there tells the rest. */
static void count_tail(struct lint_run *run, uint32_t number, struct lint_walk *walk)
{
    struct lint_memo *memo = memo_of(run, number);
    (void)carom_lint_walk_on(run, walk, has_memo); /* as far as it came, if it did not end */
    const struct lint_memo *joined = walk->joined == LINT_NONE ? NULL : memo_of(run, walk->joined);
    memo->hops = 1 + (uint32_t)walk->count + (joined == NULL ? 0 : joined->hops);
    memo->is_endless = walk->is_endless || (joined != NULL && joined->is_endless);
    memo->last = walk->is_endless ? walk->first_of_cycle : joined != NULL ? joined->last : number;
}

/*
 * Looks where a settled rule leads, and completes its memo if it can.
 *
 * Returns: a settled rule of which nothing is known, to be looked at first; else LINT_NONE, and when the memo
 *          is not complete then, memo->next is a rule on the stack.
 */
static uint32_t look_behind(struct lint_run *run, uint32_t number)
{
    struct lint_memo *memo = memo_of(run, number);
    struct carom_rule rule;
    struct lint_walk walk;
    struct carom_view location;
    carom_lint_walk_start(&walk);
    if (carom_lint_read(run, number, &rule) && carom_lint_walk_go(run, &walk, rule.to))
        memo->next = carom_lint_redirecting(run, &walk.request, &location);
    if (memo->next == LINT_NONE || !carom_lint_read(run, memo->next, &rule)) {
        count_one_more(memo, number, NULL);
        return LINT_NONE;
    }
    if (!is_settled(run, &rule)) {
        count_tail(run, number, &walk);
        return LINT_NONE;
    }
    const struct lint_memo *next = memo_of(run, memo->next);
    if (next->hops == 0)
        return memo->next;
    if (next->hops != BEING_COUNTED)
        count_one_more(memo, number, next);
    return LINT_NONE;
}

/* The rules of the stack from `from` on are a cycle. */
static void close_cycle(struct lint_run *run, const uint32_t *stack, size_t from, size_t depth)
{
    uint32_t first = LINT_NONE;
    for (size_t i = from; i < depth; i++)
        first = stack[i] < first ? stack[i] : first;
    for (size_t i = from; i < depth; i++) {
        struct lint_memo *memo = memo_of(run, stack[i]);
        memo->hops = 1;
        memo->last = first;
        memo->is_endless = true;
        memo->is_of_cycle = true;
    }
}

/* Completes the memos of the rules on the stack, each of which leads to the next. */
static void unwind(struct lint_run *run, const uint32_t *stack, size_t depth)
{
    const struct lint_memo *top = memo_of(run, stack[depth - 1]);
    if (top->hops == BEING_COUNTED) {
        size_t from = depth - 1;
        while (from > 0 && stack[from] != top->next)
            from--;
        close_cycle(run, stack, from, depth);
    }
    while (depth-- > 0) {
        struct lint_memo *memo = memo_of(run, stack[depth]);
        if (memo->hops == BEING_COUNTED)
            count_one_more(memo, stack[depth], memo_of(run, memo->next));
    }
}

/* Finds the memo of a settled rule, and of all behind it that have none. */
static void settle(struct lint_run *run, uint32_t number)
{
    size_t depth = 0;
    for (uint32_t at = number; at != LINT_NONE && run->failure == CAROM_OK; depth++) {
        if (!carom_lint_reserve(&run->options->allocator, &run->stack,
                                (depth + 1) * sizeof(uint32_t))) {
            carom_lint_fail(run, CAROM_ERR_NOMEM);
            return;
        }
        ((uint32_t *)run->stack.bytes)[depth] = at;
        memo_of(run, at)->hops = BEING_COUNTED;
        at = look_behind(run, at);
    }
    if (run->failure == CAROM_OK)
        unwind(run, run->stack.bytes, depth);
}

/* A carom_lint_known_fn that finds out about settled rules. */
static bool get_memo(struct lint_run *run, uint32_t number, const struct carom_rule *rule)
{
    if (memo_of(run, number)->hops == 0) {
        if (!is_settled(run, rule))
            return false;
        settle(run, number);
    }
    return true;
}

static uint32_t line_of(struct lint_run *run, uint32_t number)
{
    struct carom_rule rule;
    return carom_lint_read(run, number, &rule) ? rule.line : 0;
}

static void report(struct lint_run *run, struct carom_lint_finding *finding)
{
    finding->dialect = run->dialect;
    if (run->failure == CAROM_OK)
        run->options->report(run->options->report_ctx, finding);
}

static bool push_line(struct lint_run *run, struct carom_lint_finding *finding, uint32_t number)
{
    size_t count = finding->line_count + 1;
    if (!carom_lint_reserve(&run->options->allocator, &run->stack, count * sizeof(uint32_t))) {
        carom_lint_fail(run, CAROM_ERR_NOMEM);
        return false;
    }
    uint32_t *lines = run->stack.bytes;
    lines[finding->line_count] = line_of(run, number);
    finding->lines = lines;
    finding->line_count = count;
    return run->failure == CAROM_OK;
}

/* The lines of a cycle of settled rules. Returns: false when others take part in it, or after a failure. */
static bool list_settled(struct lint_run *run, struct carom_lint_finding *finding)
{
    uint32_t number = finding->rule;
    do {
        if (number == LINT_NONE || memo_of(run, number)->hops == 0 ||
            finding->line_count == run->count || !push_line(run, finding, number))
            return false;
        number = memo_of(run, number)->next;
    } while (number != finding->rule);
    return true;
}

/* Walks from a rule without end. Returns: the place of the rule in the last round; walk->count: it is not in
 * it, or there is none. */
static size_t walk_round(struct lint_run *run, uint32_t number, enum lint_variant variant,
                         struct lint_walk *walk)
{
    struct carom_rule rule;
    struct lint_example example;
    carom_lint_walk_start(walk);
    if (carom_lint_read(run, number, &rule) &&
        carom_lint_walk_first(run, walk, number, &rule, variant, &example))
        (void)carom_lint_walk_on(run, walk,
                                 NULL); /* it does not end before it has gone far enough */
    size_t at = walk->is_endless ? walk->cycle : walk->count;
    while (at < walk->count && walk->rules[at] != number)
        at++;
    return at;
}

/* The lines of a cycle in which rules with captures take part. */
static void list_walked(struct lint_run *run, struct carom_lint_finding *finding,
                        enum lint_variant variant)
{
    struct lint_walk walk;
    size_t at = walk_round(run, finding->rule, variant, &walk);
    finding->line_count = 0;
    if (!push_line(run, finding, finding->rule) || at == walk.count)
        return;
    for (size_t i = 1; i < walk.count - walk.cycle; i++) {
        at = at + 1 < walk.count ? at + 1 : walk.cycle;
        if (!push_line(run, finding, walk.rules[at]))
            return;
    }
}

/* A cycle is reported at its first rule, and what leads into it as that. */
static void report_endless(struct lint_run *run, struct carom_lint_finding *finding,
                           uint32_t first_of_cycle, enum lint_variant variant)
{
    struct lint_walk walk;
    finding->hops = 0;
    finding->kind = CAROM_LINT_CYCLE;
    if (first_of_cycle != finding->rule) {
        if (memo_of(run, finding->rule)->is_of_cycle ||
            walk_round(run, finding->rule, variant, &walk) < walk.count)
            return;
        finding->kind = CAROM_LINT_INTO_CYCLE;
        finding->other_line = line_of(run, first_of_cycle);
    } else if (!list_settled(run, finding)) {
        list_walked(run, finding, variant);
    }
    report(run, finding);
}

/* In: last_settled is the last such rule of the chain, behind which the walk goes on; LINT_NONE: the walk
 * stands at the end. */
static void report_chain(struct lint_run *run, struct carom_lint_finding *finding,
                         uint32_t last_settled, struct lint_walk *walk)
{
    struct carom_rule rule;
    if (last_settled != LINT_NONE && carom_lint_read(run, last_settled, &rule)) {
        carom_lint_walk_start(walk);
        if (carom_lint_walk_go(run, walk, rule.to))
            (void)carom_lint_walk_on(run, walk, NULL); /* as far as it came when it was counted */
    }
    finding->kind = CAROM_LINT_CHAIN;
    finding->location = walk->location;
    report(run, finding);
}

/* Whether a rule decides an example of it: one that mostly yields to others is no part of a chain. */
static bool decides_example(struct lint_run *run, uint32_t number)
{
    struct carom_rule rule;
    struct lint_example example;
    struct carom_view location;
    bool differs;
    if (!carom_lint_read(run, number, &rule))
        return false;
    if (!carom_lint_example(&run->options->allocator, run->dialect, &rule, LINT_PLAIN,
                            &run->example, &example, &differs)) {
        carom_lint_fail(run, CAROM_ERR_NOMEM);
        return false;
    }
    return carom_lint_redirecting(run, &example.request, &location) == number;
}

static void report_settled(struct lint_run *run, struct carom_lint_finding *finding)
{
    const struct lint_memo *memo = memo_of(run, finding->rule);
    struct lint_walk walk;
    if ((memo->is_endless || memo->hops >= 2) && !decides_example(run, finding->rule))
        return;
    if (memo->is_endless) {
        report_endless(run, finding, memo->last, LINT_PLAIN);
    } else if (memo->hops >= 2) {
        finding->hops = memo->hops;
        finding->other_line = line_of(run, memo->next);
        report_chain(run, finding, memo->last, &walk);
    }
}

/* Returns: whether there was anything to report. */
static bool report_walk(struct lint_run *run, struct carom_lint_finding *finding,
                        enum lint_variant variant, struct lint_walk *walk)
{
    const struct lint_memo *joined = walk->joined == LINT_NONE ? NULL : memo_of(run, walk->joined);
    finding->hops = (uint32_t)walk->count + (joined == NULL ? 0 : joined->hops);
    if (walk->is_endless) {
        report_endless(run, finding, walk->first_of_cycle, variant);
    } else if (joined != NULL && joined->is_endless) {
        report_endless(run, finding, joined->last, variant);
    } else if (finding->hops >= 2) {
        finding->other_line = line_of(run, walk->count > 1 ? walk->rules[1] : walk->joined);
        report_chain(run, finding, joined == NULL ? LINT_NONE : joined->last, walk);
    } else {
        return false;
    }
    return true;
}

/* Follows an example of a rule. Returns: as report_walk. */
static bool follow_example(struct lint_run *run, struct carom_lint_finding *finding,
                           const struct carom_rule *rule, enum lint_variant variant)
{
    struct lint_example example;
    struct lint_walk walk;
    return carom_lint_walk_first(run, &walk, finding->rule, rule, variant, &example) &&
           carom_lint_walk_on(run, &walk, get_memo) && report_walk(run, finding, variant, &walk);
}

void carom_lint_chain(struct lint_run *run, uint32_t number, const struct carom_rule *rule)
{
    struct carom_lint_finding finding = {.rule = number, .line = rule->line};
    if (!carom_status_is_redirect(rule->status))
        return;
    if (get_memo(run, number, rule)) {
        if (run->failure == CAROM_OK)
            report_settled(run, &finding);
    } else if (!follow_example(run, &finding, rule, LINT_PLAIN) && run->failure == CAROM_OK) {
        /* One segment for a splat may be what the next rule's placeholder takes. */
        (void)follow_example(run, &finding, rule, LINT_SPLAT_SEGMENT);
    }
}
