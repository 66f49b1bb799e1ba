#include "carom/lint.h"

#include "lint_run.h"

/* What coverage of cloudflare's patterns may cost for one rule, and for all of them. */
enum { TEXT_STEPS_FOR_RULE = 1 << 16, TEXT_STEPS_MAX = 1 << 28 };

struct carom_view carom_lint_kind_name(enum carom_lint_kind kind)
{
    switch (kind) {
    case CAROM_LINT_DUPLICATE:
        return CAROM_LITERAL("duplicate");
    case CAROM_LINT_UNREACHABLE:
        return CAROM_LITERAL("unreachable");
    case CAROM_LINT_CHAIN:
        return CAROM_LITERAL("chain");
    case CAROM_LINT_CYCLE:
        return CAROM_LITERAL("cycle");
    case CAROM_LINT_INTO_CYCLE:
        return CAROM_LITERAL("into_cycle");
    case CAROM_LINT_UNUSED_CAPTURE:
        return CAROM_LITERAL("unused_capture");
    case CAROM_LINT_UNKNOWN_NAME:
        return CAROM_LITERAL("unknown_name");
    case CAROM_LINT_METHOD_CHANGE:
        return CAROM_LITERAL("method_change");
    case CAROM_LINT_PORTABILITY:
        break;
    }
    return CAROM_LITERAL("portability");
}

struct carom_view carom_difference_kind_name(enum carom_difference_kind kind)
{
    switch (kind) {
    case CAROM_DIFFERENCE_STATUS:
        return CAROM_LITERAL("status");
    case CAROM_DIFFERENCE_FORCE:
        return CAROM_LITERAL("force");
    case CAROM_DIFFERENCE_NO_MATCH:
        return CAROM_LITERAL("no_match");
    case CAROM_DIFFERENCE_MATCH:
        return CAROM_LITERAL("match");
    case CAROM_DIFFERENCE_LOCATION:
        return CAROM_LITERAL("location");
    case CAROM_DIFFERENCE_ORDER:
        break;
    }
    return CAROM_LITERAL("order");
}

bool carom_lint_read(struct lint_run *run, uint32_t number, struct carom_rule *out)
{
    if (carom_rules_rule(run->rules, number, out) == CAROM_OK)
        return true;
    run->failure = CAROM_ERR_IMAGE;
    return false;
}

static size_t text_steps(uint32_t count)
{
    return count < TEXT_STEPS_MAX / TEXT_STEPS_FOR_RULE ? (size_t)count * TEXT_STEPS_FOR_RULE
                                                        : TEXT_STEPS_MAX;
}

static void look_at_rules(struct lint_run *run)
{
    for (uint32_t i = 0; i < run->count && run->failure == CAROM_OK; i++) {
        struct carom_rule rule;
        if (!carom_lint_read(run, i, &rule))
            return;
        if (carom_lint_reach(run, i, &rule))
            carom_lint_chain(run, i, &rule);
        carom_lint_names(run, i, &rule);
    }
}

enum carom_result carom_lint(const struct carom_rules *rules,
                             const struct carom_lint_options *options)
{
    uint32_t count = carom_rules_count(rules);
    struct lint_run run = {
        .rules = rules,
        .options = options,
        .dialect = carom_rules_dialect(rules),
        .count = count,
        .failure = CAROM_OK,
        .text_steps = text_steps(count),
        .hops_left = 4 * (size_t)count + 4096,
    };
    if (!carom_lint_index_init(&run.index, rules, &options->allocator))
        run.failure = CAROM_ERR_NOMEM;
    else if (carom_lint_chains_init(&run))
        look_at_rules(&run);
    carom_lint_index_free(&run.index);
    struct lint_block *blocks[] = {&run.example, &run.hosts.slots, &run.memos,
                                   &run.stack,   &run.here,        &run.scratch};
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++)
        carom_lint_free(&options->allocator, blocks[i]);
    return run.failure;
}
