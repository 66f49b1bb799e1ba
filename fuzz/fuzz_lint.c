/*
 * Fuzzes carom_lint, carom_lint_compare and carom_lint_write with any rules in any dialect, and any
 * request.
 *
 * Oracles: what is said never to decide does not decide this request; what two readings are said to do
 * with a request they do; findings come rule by rule, twice the same, and as printable text; a status is
 * said to change a method when the rule has such a one; a failing allocator costs nothing but the result.
 */
#include "bridge.h"
#include "case.h"
#include "model/words.h"
#include "support.h"

#include "carom/lint.h"

#include <string.h>

/* What one run has found. */
struct findings {
    const struct fuzz_case *test;
    const struct carom_rules *rules;
    const struct carom_rules *other; /* NULL: not compared */
    const struct carom_decision *decision;
    uint32_t last_rule;
    uint32_t hash; /* over all of them */
    size_t count;
};

/* ---- one finding ---- */

static enum carom_result write_finding(const void *ctx, struct carom_buf *out)
{
    return carom_lint_write(ctx, out);
}

static void check_text(struct findings *findings, const struct carom_lint_finding *finding)
{
    struct carom_buf text = fuzz_write(write_finding, finding);

    FUZZ_ASSERT(text.len > 0 && carom_lint_kind_name(finding->kind).len > 0);
    FUZZ_ASSERT(model_is_text((struct model_view){text.ptr, text.len}));
    findings->hash = findings->hash * 31 + fuzz_hash(carom_view_of(text.ptr, text.len));
    fuzz_buf_release(&text);
}

/* A request as HTTP has them. */
static bool has_no_controls(const struct carom_request *request)
{
    for (size_t i = 0; i < request->target.len; i++) {
        if ((unsigned char)request->target.ptr[i] <= ' ' || request->target.ptr[i] == 0x7F)
            return false;
    }
    return true;
}

/* The rule of a line; there is one. */
static const struct model_rule *rule_of_line(const struct model_rules *rules, uint32_t line)
{
    size_t index = 0;

    while (index < rules->count && rules->rules[index]->line != line)
        index++;
    FUZZ_ASSERT(index < rules->count);
    return rules->rules[index];
}

/* Of rules that are written alike netlify's last is the one that decides. */
static void check_dead(const struct findings *findings, const struct carom_lint_finding *finding)
{
    const struct model_rule *other = rule_of_line(&findings->test->model, finding->other_line);
    uint32_t dead = other->is_repeated ? finding->other_line : finding->line;

    FUZZ_ASSERT(finding->other_line != finding->line);
    if (has_no_controls(&findings->test->request))
        FUZZ_ASSERT(findings->decision->line != dead);
}

static void check_method(const struct model_rule *rule, const struct carom_lint_finding *finding)
{
    FUZZ_ASSERT_NUMBER("the status that keeps the method", finding->status,
                       rule->status == 301 ? 308 : 307);
    FUZZ_ASSERT(rule->status == 301 || rule->status == 302);
    FUZZ_ASSERT(!fuzz_is(finding->name, "GET") && !fuzz_is(finding->name, "HEAD"));
    FUZZ_ASSERT(finding->name.len > 0);
}

/* ---- two readings ---- */

static struct carom_buf decide(const struct carom_rules *rules, struct carom_view target,
                               struct carom_decision *decision)
{
    struct carom_request request = {
        .method = CAROM_LITERAL("GET"), .target = target, .version = CAROM_HTTP_1_1};
    struct carom_buf scratch = fuzz_buf(0);

    if (carom_decide(rules, &request, &scratch, decision) == CAROM_ERR_NOSPACE) {
        scratch = fuzz_buf(scratch.len);
        FUZZ_ASSERT(carom_decide(rules, &request, &scratch, decision) == CAROM_OK);
    }
    return scratch;
}

static bool asks_for_more_than_a_path(const struct model_rule *rule)
{
    return rule->host.len > 0 || rule->methods.len > 0 || rule->countries.len > 0 ||
           rule->languages.len > 0 || rule->cookies.len > 0;
}

/* The request of a difference, decided in both readings. */
static void check_location(const struct findings *findings,
                           const struct carom_difference *difference)
{
    struct carom_decision here, there;
    struct carom_buf scratch_here = decide(findings->rules, difference->request, &here);
    struct carom_buf scratch_there = decide(findings->other, difference->request, &there);

    FUZZ_ASSERT_SAME("the location here", here.location, difference->location);
    FUZZ_ASSERT_SAME("the location there", there.location, difference->other_location);
    FUZZ_ASSERT(!carom_view_equal(difference->location, difference->other_location));
    fuzz_buf_release(&scratch_there);
    fuzz_buf_release(&scratch_here);
}

static void check_differences(const struct findings *findings, const struct model_rule *rule,
                              const struct carom_lint_finding *finding)
{
    FUZZ_ASSERT(finding->difference_count > 0);
    FUZZ_ASSERT(finding->difference_count <= CAROM_DIFFERENCES_MAX);
    for (size_t i = 0; i < finding->difference_count; i++) {
        const struct carom_difference *difference = &finding->differences[i];
        FUZZ_ASSERT(carom_difference_kind_name(difference->kind).len > 0);
        if (difference->kind == CAROM_DIFFERENCE_LOCATION && !asks_for_more_than_a_path(rule))
            check_location(findings, difference);
    }
}

/* ---- all findings ---- */

static void check_finding(void *ctx, const struct carom_lint_finding *finding)
{
    struct findings *findings = ctx;

    FUZZ_ASSERT(finding->rule < findings->test->model.count);
    const struct model_rule *rule = findings->test->model.rules[finding->rule];
    FUZZ_ASSERT_NUMBER("the line of a finding", finding->line, rule->line);
    FUZZ_ASSERT(findings->count == 0 || finding->rule >= findings->last_rule);
    check_text(findings, finding);
    if (finding->kind == CAROM_LINT_DUPLICATE || finding->kind == CAROM_LINT_UNREACHABLE)
        check_dead(findings, finding);
    if (finding->kind == CAROM_LINT_METHOD_CHANGE)
        check_method(rule, finding);
    if (finding->kind == CAROM_LINT_CHAIN)
        FUZZ_ASSERT(finding->hops >= 2 && finding->location.len > 0);
    if (finding->kind == CAROM_LINT_CYCLE)
        FUZZ_ASSERT(finding->line_count > 0 && finding->lines[0] == finding->line);
    FUZZ_ASSERT((finding->kind == CAROM_LINT_PORTABILITY) == (findings->other != NULL));
    if (findings->other)
        check_differences(findings, rule, finding);
    findings->last_rule = finding->rule;
    findings->count++;
}

static enum carom_result lint(struct findings *findings, struct fuzz_memory *memory)
{
    struct carom_lint_options options = {fuzz_allocator(memory), check_finding, findings};
    enum carom_result result = findings->other
                                   ? carom_lint_compare(findings->rules, findings->other, &options)
                                   : carom_lint(findings->rules, &options);

    FUZZ_ASSERT(memory->live_blocks == 0 && memory->live_bytes == 0);
    return result;
}

/* Again, half of the times with one of the calls for memory failing. */
static void run_again(const struct findings *findings, struct findings *again, size_t calls,
                      uint32_t hash)
{
    struct fuzz_memory memory = {0};

    if (hash % 2 == 0 && calls > 0)
        memory.fail_at = 1 + hash / 2 % calls;
    enum carom_result result = lint(again, &memory);
    FUZZ_ASSERT_NUMBER("the result of looking again", result,
                       memory.failed ? CAROM_ERR_NOMEM : CAROM_OK);
    if (!memory.failed) {
        FUZZ_ASSERT_NUMBER("how many findings there are again", again->count, findings->count);
        FUZZ_ASSERT_NUMBER("what they say again", again->hash, findings->hash);
    }
}

static void run(struct findings *findings)
{
    struct findings again = *findings;
    struct fuzz_memory memory = {0};
    uint32_t hash = fuzz_hash(carom_view_of(findings->test->rules, findings->test->rules_len));

    FUZZ_ASSERT_NUMBER("the result of looking", lint(findings, &memory), CAROM_OK);
    if (hash % 4 == 0) /* a quarter is enough, and leaves more time for the rest */
        run_again(findings, &again, memory.calls, hash / 4);
}

/* The same text in another dialect, when it is one there. */
static void compare(const struct fuzz_case *test, const struct carom_rules *rules,
                    const struct carom_decision *decision)
{
    static const enum carom_dialect others[] = {
        [CAROM_DIALECT_CAROM] = CAROM_DIALECT_NETLIFY,
        [CAROM_DIALECT_NETLIFY] = CAROM_DIALECT_CLOUDFLARE,
        [CAROM_DIALECT_CLOUDFLARE] = CAROM_DIALECT_CAROM,
    };
    struct carom_view text = carom_view_of(test->rules, test->rules_len);
    struct fuzz_memory memory = {0};
    struct carom_rules other;

    if (!fuzz_compile(text, others[test->dialect], &memory, &other))
        return;
    struct findings findings = {test, rules, &other, decision, 0, 0, 0};
    run(&findings);
    fuzz_rules_release(&other, &memory);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_case test;
    struct fuzz_memory memory = {0};
    struct carom_rules rules;
    struct carom_decision decision;
    struct carom_buf scratch = fuzz_buf(0);

    fuzz_case_read(carom_view_of((const char *)data, size), &test);
    struct carom_view text = carom_view_of(test.rules, test.rules_len);
    if (fuzz_compile(text, test.dialect, &memory, &rules)) {
        enum carom_result result = carom_decide(&rules, &test.request, &scratch, &decision);
        if (result == CAROM_ERR_NOSPACE) {
            scratch = fuzz_buf(scratch.len);
            result = carom_decide(&rules, &test.request, &scratch, &decision);
        }
        FUZZ_ASSERT(result == CAROM_OK);
        struct findings findings = {&test, &rules, NULL, &decision, 0, 0, 0};
        run(&findings);
        compare(&test, &rules, &decision);
        fuzz_buf_release(&scratch);
        fuzz_rules_release(&rules, &memory);
    }
    fuzz_case_release(&test);
    return 0;
}
