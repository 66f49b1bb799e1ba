/*
 * Two readings of one text, rule by rule: told from what each decides about the same requests.
 */
#include "carom/lint.h"

#include "lint_example.h"

#include <string.h>

/* One of the two readings. */
struct side {
    const struct carom_rules *rules;
    struct lint_block scratch;
    struct carom_decision decision;
    uint32_t number; /* of the rule that is compared */
    struct carom_rule rule;
};

/* Where a difference's texts stand in the memory, which may move while they are gathered. */
struct texts {
    size_t request, request_len;
    size_t here, here_len;
    size_t there, there_len;
};

struct comparison {
    const struct carom_lint_options *options;
    struct side here;
    struct side there;
    enum carom_result failure;
    struct lint_block example;
    struct lint_block memory; /* of the texts */
    size_t used;
    size_t count;
    struct carom_difference differences[CAROM_DIFFERENCES_MAX];
    struct texts texts[CAROM_DIFFERENCES_MAX];
};

static void decide(struct comparison *comparison, struct side *side,
                   const struct carom_request *request)
{
    for (;;) {
        struct carom_buf scratch = {side->scratch.bytes, side->scratch.cap, 0};
        enum carom_result result = carom_decide(side->rules, request, &scratch, &side->decision);
        if (result == CAROM_ERR_NOSPACE && scratch.len > scratch.cap &&
            carom_lint_reserve(&comparison->options->allocator, &side->scratch, scratch.len))
            continue;
        if (result != CAROM_OK)
            comparison->failure = result == CAROM_ERR_NOSPACE ? CAROM_ERR_NOMEM : result;
        return;
    }
}

static bool decides(const struct side *side)
{
    return side->decision.has_rule && side->decision.rule == side->number;
}

/* Whether the rule would match, were it asked. */
static bool matches(struct comparison *comparison, const struct side *side,
                    const struct carom_lookup *lookup)
{
    struct carom_match match;
    enum carom_mismatch why;
    enum carom_result result = carom_rules_try(side->rules, lookup, side->number, &match, &why);
    if (result != CAROM_OK)
        comparison->failure = result;
    return result == CAROM_OK && why == CAROM_MISMATCH_NONE;
}

static size_t keep(struct comparison *comparison, struct carom_view text)
{
    size_t start = comparison->used;
    if (!carom_lint_reserve(&comparison->options->allocator, &comparison->memory,
                            start + text.len)) {
        comparison->failure = CAROM_ERR_NOMEM;
        return 0;
    }
    if (text.len > 0)
        memcpy((char *)comparison->memory.bytes + start, text.ptr, text.len);
    comparison->used += text.len;
    return start;
}

static void add(struct comparison *comparison, struct carom_difference difference)
{
    if (comparison->count == CAROM_DIFFERENCES_MAX)
        return;
    struct texts *texts = &comparison->texts[comparison->count];
    texts->request_len = difference.request.len;
    texts->here_len = difference.location.len;
    texts->there_len = difference.other_location.len;
    texts->request = keep(comparison, difference.request);
    texts->here = keep(comparison, difference.location);
    texts->there = keep(comparison, difference.other_location);
    comparison->differences[comparison->count++] = difference;
}

static bool has_kind(const struct comparison *comparison, enum carom_difference_kind kind)
{
    for (size_t i = 0; i < comparison->count; i++) {
        if (comparison->differences[i].kind == kind)
            return true;
    }
    return false;
}

/* What comes of one request, of which the rule decides here or there. */
static void compare_answers(struct comparison *comparison, const struct lint_example *example)
{
    const struct side *here = &comparison->here, *there = &comparison->there;
    struct carom_difference difference = {.request = example->request.target};
    if (decides(here) && decides(there)) {
        if (carom_view_equal(here->decision.location, there->decision.location) ||
            has_kind(comparison, CAROM_DIFFERENCE_LOCATION))
            return;
        difference.kind = CAROM_DIFFERENCE_LOCATION;
        difference.location = here->decision.location;
        difference.other_location = there->decision.location;
    } else if (decides(here)) {
        bool is_order = matches(comparison, there, &example->lookup);
        difference.kind = is_order ? CAROM_DIFFERENCE_ORDER : CAROM_DIFFERENCE_NO_MATCH;
        difference.other_line = is_order ? there->decision.line : 0;
    } else if (decides(there) && !matches(comparison, here, &example->lookup)) {
        difference.kind = CAROM_DIFFERENCE_MATCH;
    } else {
        return;
    }
    add(comparison, difference);
}

/* Returns: whether the next request can show anything that is not known by now. */
static bool compare_variant(struct comparison *comparison, enum lint_variant variant)
{
    struct lint_example example;
    bool differs;
    if (!carom_lint_example(&comparison->options->allocator,
                            carom_rules_dialect(comparison->here.rules), &comparison->here.rule,
                            variant, &comparison->example, &example, &differs)) {
        comparison->failure = CAROM_ERR_NOMEM;
        return false;
    }
    if (!differs)
        return true;
    decide(comparison, &comparison->here, &example.request);
    if (comparison->failure == CAROM_OK)
        decide(comparison, &comparison->there, &example.request);
    if (comparison->failure == CAROM_OK)
        compare_answers(comparison, &example);
    bool is_lost = variant == LINT_PLAIN && (has_kind(comparison, CAROM_DIFFERENCE_NO_MATCH) ||
                                             has_kind(comparison, CAROM_DIFFERENCE_ORDER));
    return comparison->failure == CAROM_OK && !is_lost;
}

static void report(struct comparison *comparison)
{
    const char *memory = comparison->memory.bytes;
    if (comparison->count == 0 || comparison->failure != CAROM_OK)
        return;
    for (size_t i = 0; i < comparison->count; i++) {
        struct carom_difference *difference = &comparison->differences[i];
        const struct texts *texts = &comparison->texts[i];
        if (texts->request_len > 0)
            difference->request = carom_view_of(memory + texts->request, texts->request_len);
        if (texts->here_len > 0)
            difference->location = carom_view_of(memory + texts->here, texts->here_len);
        if (texts->there_len > 0)
            difference->other_location = carom_view_of(memory + texts->there, texts->there_len);
    }
    struct carom_lint_finding finding = {
        .kind = CAROM_LINT_PORTABILITY,
        .rule = comparison->here.number,
        .line = comparison->here.rule.line,
        .dialect = carom_rules_dialect(comparison->there.rules),
        .differences = comparison->differences,
        .difference_count = comparison->count,
    };
    comparison->options->report(comparison->options->report_ctx, &finding);
}

/* The two readings of one line. */
static void compare_rules(struct comparison *comparison)
{
    const struct carom_rule *here = &comparison->here.rule, *there = &comparison->there.rule;
    comparison->count = 0;
    comparison->used = 0;
    if (here->status != there->status)
        add(comparison, (struct carom_difference){.kind = CAROM_DIFFERENCE_STATUS,
                                                  .status = here->status,
                                                  .other_status = there->status});
    if (here->force != there->force)
        add(comparison,
            (struct carom_difference){.kind = CAROM_DIFFERENCE_FORCE, .force = there->force});
    for (int variant = 0; variant < LINT_VARIANTS; variant++) {
        if (!compare_variant(comparison, (enum lint_variant)variant))
            break;
    }
    report(comparison);
}

/* Reads the rule at a side's number. Returns: false at the end, or after a failure. */
static bool read_side(struct comparison *comparison, struct side *side)
{
    if (comparison->failure != CAROM_OK || side->number >= carom_rules_count(side->rules))
        return false;
    comparison->failure = carom_rules_rule(side->rules, side->number, &side->rule);
    return comparison->failure == CAROM_OK;
}

enum carom_result carom_lint_compare(const struct carom_rules *rules,
                                     const struct carom_rules *other,
                                     const struct carom_lint_options *options)
{
    struct comparison comparison;
    memset(&comparison, 0, sizeof comparison);
    comparison.options = options;
    comparison.failure = CAROM_OK;
    comparison.here.rules = rules;
    comparison.there.rules = other;
    bool goes_on =
        read_side(&comparison, &comparison.here) && read_side(&comparison, &comparison.there);
    while (goes_on) {
        uint32_t here = comparison.here.rule.line, there = comparison.there.rule.line;
        if (here == there)
            compare_rules(&comparison);
        comparison.here.number += here <= there;
        comparison.there.number += there <= here;
        goes_on = (here > there || read_side(&comparison, &comparison.here)) &&
                  (there > here || read_side(&comparison, &comparison.there));
    }
    struct lint_block *blocks[] = {&comparison.here.scratch, &comparison.there.scratch,
                                   &comparison.example, &comparison.memory};
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++)
        carom_lint_free(&options->allocator, blocks[i]);
    return comparison.failure;
}
