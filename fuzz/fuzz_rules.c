/*
 * Fuzzes carom_rules_compile, carom_rules_print, carom_rules_rule and carom_rules_open with any
 * text.
 *
 * Oracles: the independent model finds the same bad lines and reads the same rules; compiling twice
 * gives the same image; what compiles prints back to a text of the same rules, which prints back to
 * itself; diagnostics stand inside the text and in file order, and a warning's example is refused
 * by its rule; a failing allocator costs nothing but the result.
 */
#include "bridge.h"
#include "model/decide.h"
#include "support.h"

#include "carom/status.h"

/* ---- diagnostics ---- */

struct diagnostics {
    const struct model_rules *model;
    size_t errors;
    size_t warnings;
    uint32_t column;        /* of the last one in its line */
    struct carom_view rest; /* of the text, behind `line` */
    struct carom_view line; /* without its LF */
    uint32_t line_number;
};

static struct diagnostics diagnostics_of(struct carom_view text, const struct model_rules *model)
{
    bool has_mark = text.len >= 3 && fuzz_is(carom_view_of(text.ptr, 3), "\xEF\xBB\xBF");
    size_t start = has_mark ? 3 : 0;

    return (struct diagnostics){
        model, 0, 0, 0, carom_view_of(text.ptr + start, text.len - start), {NULL, 0}, 0};
}

static enum carom_result write_diagnostic(const void *ctx, struct carom_buf *out)
{
    return carom_diagnostic_write(ctx, out);
}

static void check_message(const struct carom_diagnostic *diagnostic)
{
    struct carom_buf message = fuzz_write(write_diagnostic, diagnostic);

    FUZZ_ASSERT(diagnostic->message.len > 0 && message.len >= diagnostic->message.len);
    for (size_t i = 0; i < message.len; i++)
        FUZZ_ASSERT((unsigned char)message.ptr[i] >= 0x20 && message.ptr[i] != 0x7F);
    fuzz_buf_release(&message);
}

static void check_position(struct diagnostics *seen, const struct carom_diagnostic *diagnostic)
{
    size_t column = diagnostic->column;

    /* In file order: one error a line, or a warning for each target. */
    FUZZ_ASSERT(diagnostic->line > seen->line_number ||
                (diagnostic->line == seen->line_number && column > seen->column &&
                 diagnostic->severity == CAROM_SEVERITY_WARNING));
    seen->column = diagnostic->column;
    for (; seen->line_number < diagnostic->line; seen->line_number++)
        FUZZ_ASSERT(fuzz_next_line(&seen->rest, &seen->line));
    FUZZ_ASSERT(column >= 1 && column - 1 <= seen->line.len);
    FUZZ_ASSERT(diagnostic->token.len <= seen->line.len - (column - 1));
    if (diagnostic->token.len > 0)
        FUZZ_ASSERT_SAME("the token of a diagnostic", diagnostic->token,
                         carom_view_of(seen->line.ptr + column - 1, diagnostic->token.len));
}

/* The example is a request that the rule, by itself, matches and refuses. */
static void check_example(const struct model_rule *rule, struct carom_view example)
{
    struct model_arena arena = {NULL};
    struct model_rule alone = *rule;
    struct model_rule *list[] = {&alone};
    const struct model_rules rules = {1, list, 0, NULL};
    struct model_view method = model_part(rule->methods, 0, model_find(rule->methods, 0, ','));
    struct model_view text = to_model(example);
    struct model_decision decision;

    if (method.len == 0)
        method = model_literal("GET");
    /* CONNECT's target is no path, so that a rule for it alone never matches. */
    if (example.len > 0 && !model_is(method, "CONNECT")) {
        struct model_request request = {method, model_literal("http"), model_literal("h"),
                                        model_part(text, 0, model_find(text, 0, ' '))};
        model_decide(&arena, &rules, &request, &decision);
        FUZZ_ASSERT_NUMBER("the status of a warning's example", decision.status, 400);
        FUZZ_ASSERT(decision.rule == &alone);
    }
    model_arena_free(&arena);
}

static void check_warning(struct diagnostics *seen, const struct carom_diagnostic *diagnostic)
{
    size_t index = 0;

    FUZZ_ASSERT(diagnostic->token.len > 1 && diagnostic->token.ptr[0] == ':');
    while (index < seen->model->count && seen->model->rules[index]->line != diagnostic->line)
        index++;
    FUZZ_ASSERT_NUMBER("a warning about a rule", index < seen->model->count, true);
    const struct model_rule *rule = seen->model->rules[index];
    FUZZ_ASSERT_NUMBER("a warning that the model has, too", rule->warning_count > 0, true);
    check_example(rule, diagnostic->example);
    seen->warnings++;
}

static void check_diagnostic(void *ctx, const struct carom_diagnostic *diagnostic)
{
    struct diagnostics *seen = ctx;
    const struct model_rules *model = seen->model;

    check_position(seen, diagnostic);
    if (seen->errors + seen->warnings == 0)
        check_message(diagnostic); /* one an input is enough, and takes time */
    if (diagnostic->severity == CAROM_SEVERITY_WARNING) {
        check_warning(seen, diagnostic);
        return;
    }
    FUZZ_ASSERT_NUMBER("the number of bad lines (more than the model's)",
                       seen->errors < model->bad_count, true);
    FUZZ_ASSERT_NUMBER("the number of a bad line", diagnostic->line,
                       model->bad_lines[seen->errors]);
    seen->errors++;
}

/* ---- rules ---- */

static void check_rule(struct model_arena *arena, const struct carom_rule *rule,
                       const struct model_rule *model)
{
    FUZZ_ASSERT_NUMBER("line", rule->line, model->line);
    FUZZ_ASSERT_NUMBER("status", rule->status, model->status);
    FUZZ_ASSERT_NUMBER("force", rule->force, model->force);
    FUZZ_ASSERT_SAME("from", rule->from, to_core(model->from));
    FUZZ_ASSERT_SAME("to", rule->to, to_core(model_normal_target(arena, model->to)));
    FUZZ_ASSERT_SAME("methods", rule->methods, to_core(model->methods));
    FUZZ_ASSERT_SAME("reason", rule->reason, to_core(model->reason));
    FUZZ_ASSERT_SAME("allowed_hosts", rule->allowed_hosts, to_core(model->allowed_hosts));
    FUZZ_ASSERT_NUMBER("max_age_s", rule->max_age_s, model->max_age_s);
    FUZZ_ASSERT_NUMBER("query_count", rule->query_count, model->pair_count);
    for (size_t i = 0; i < rule->query_count; i++) {
        FUZZ_ASSERT_SAME("a query key", rule->query[i].name, to_core(model->pairs[i].key));
        FUZZ_ASSERT_SAME("a query value", rule->query[i].value, to_core(model->pairs[i].value));
        FUZZ_ASSERT_NUMBER("query_captures", rule->query_captures[i], model->pairs[i].captures);
    }
    FUZZ_ASSERT_NUMBER("alternate_count", rule->alternate_count, model->alternate_count);
    for (size_t i = 0; i < rule->alternate_count; i++)
        FUZZ_ASSERT_SAME("an alternate", rule->alternates[i],
                         to_core(model_normal_target(arena, model->alternates[i])));
}

static void check_rules(struct model_arena *arena, const struct carom_rules *rules,
                        const struct model_rules *model)
{
    struct carom_rule rule;

    FUZZ_ASSERT_NUMBER("the number of rules", carom_rules_count(rules), model->count);
    for (uint32_t i = 0; i < carom_rules_count(rules); i++) {
        FUZZ_ASSERT(carom_rules_rule(rules, i, &rule) == CAROM_OK);
        check_rule(arena, &rule, model->rules[i]);
    }
    FUZZ_ASSERT(carom_rules_rule(rules, carom_rules_count(rules), &rule) == CAROM_ERR_RANGE);
    FUZZ_ASSERT(rule.line == 0 && rule.from.len == 0);
}

static void assert_same_rule(const struct carom_rule *a, const struct carom_rule *b)
{
    FUZZ_ASSERT_NUMBER("printed status", b->status, a->status);
    FUZZ_ASSERT_NUMBER("printed force", b->force, a->force);
    FUZZ_ASSERT_SAME("printed from", b->from, a->from);
    FUZZ_ASSERT_SAME("printed to", b->to, a->to);
    FUZZ_ASSERT_SAME("printed methods", b->methods, a->methods);
    FUZZ_ASSERT_SAME("printed reason", b->reason, a->reason);
    FUZZ_ASSERT_SAME("printed allowed_hosts", b->allowed_hosts, a->allowed_hosts);
    FUZZ_ASSERT_NUMBER("printed max_age_s", b->max_age_s, a->max_age_s);
    FUZZ_ASSERT_NUMBER("printed query_count", b->query_count, a->query_count);
    for (size_t i = 0; i < a->query_count; i++) {
        FUZZ_ASSERT_SAME("printed query key", b->query[i].name, a->query[i].name);
        FUZZ_ASSERT_SAME("printed query value", b->query[i].value, a->query[i].value);
        FUZZ_ASSERT_NUMBER("printed query_captures", b->query_captures[i], a->query_captures[i]);
    }
    FUZZ_ASSERT_NUMBER("printed alternate_count", b->alternate_count, a->alternate_count);
    for (size_t i = 0; i < a->alternate_count; i++)
        FUZZ_ASSERT_SAME("printed alternate", b->alternates[i], a->alternates[i]);
}

/* ---- printing ---- */

static enum carom_result write_rules(const void *ctx, struct carom_buf *out)
{
    return carom_rules_print(ctx, out);
}

static void check_print(const struct carom_rules *rules)
{
    struct fuzz_memory memory = {0};
    struct carom_rules again;
    struct carom_buf text = fuzz_write(write_rules, rules);
    struct carom_view view = carom_view_of(text.ptr, text.len);

    FUZZ_ASSERT(fuzz_compile(view, &memory, &again));
    FUZZ_ASSERT_NUMBER("printed rules", carom_rules_count(&again), carom_rules_count(rules));
    for (uint32_t i = 0; i < carom_rules_count(rules); i++) {
        struct carom_rule rule, rule_again;
        FUZZ_ASSERT(carom_rules_rule(rules, i, &rule) == CAROM_OK);
        FUZZ_ASSERT(carom_rules_rule(&again, i, &rule_again) == CAROM_OK);
        assert_same_rule(&rule, &rule_again);
    }
    struct carom_buf text_again = fuzz_write(write_rules, &again);
    FUZZ_ASSERT_SAME("the text printed again", carom_view_of(text_again.ptr, text_again.len), view);
    fuzz_buf_release(&text_again);
    fuzz_buf_release(&text);
    fuzz_rules_release(&again, &memory);
}

/* ---- images and memory ---- */

static void check_image(struct carom_view text, const struct carom_rules *rules)
{
    struct fuzz_memory memory = {0};
    struct carom_rules again, opened;
    struct carom_view image = carom_view_of((const char *)rules->image, rules->image_bytes);

    FUZZ_ASSERT(fuzz_compile(text, &memory, &again));
    FUZZ_ASSERT_SAME("the image compiled again",
                     carom_view_of((const char *)again.image, again.image_bytes), image);
    fuzz_rules_release(&again, &memory);
    FUZZ_ASSERT(carom_rules_is_image(image));
    struct carom_view copy = fuzz_copy(image);
    FUZZ_ASSERT(carom_rules_open(copy, &opened) == CAROM_OK);
    FUZZ_ASSERT(carom_rules_verify(&opened) == CAROM_OK);
    FUZZ_ASSERT(carom_rules_count(&opened) == carom_rules_count(rules));
    fuzz_release(copy);
    struct carom_view cut = fuzz_copy(carom_view_of(image.ptr, image.len - 1));
    FUZZ_ASSERT(carom_rules_open(cut, &opened) == CAROM_ERR_IMAGE);
    FUZZ_ASSERT(!opened.image && opened.image_bytes == 0);
    fuzz_release(cut);
}

/* Compiles with one of the `calls` for memory failing; which one differs from input to input. */
static void check_out_of_memory(struct carom_view text, size_t calls)
{
    struct fuzz_memory memory = {.fail_at = 1 + fuzz_hash(text) / 4 % (calls > 0 ? calls : 1)};
    struct carom_compile_options options = {CAROM_DIALECT_CAROM, fuzz_allocator(&memory), NULL,
                                            NULL};
    struct carom_rules rules;
    enum carom_result result = carom_rules_compile(text, &options, &rules);

    FUZZ_ASSERT(memory.failed == (calls > 0));
    if (memory.failed)
        FUZZ_ASSERT_NUMBER("the result without memory", result, CAROM_ERR_NOMEM);
    FUZZ_ASSERT(!rules.image && rules.image_bytes == 0);
    FUZZ_ASSERT(memory.live_blocks == 0 && memory.live_bytes == 0);
}

static bool compile(struct carom_view text, const struct model_rules *model,
                    struct fuzz_memory *memory, struct carom_rules *rules)
{
    struct diagnostics seen = diagnostics_of(text, model);
    struct carom_compile_options options = {CAROM_DIALECT_CAROM, fuzz_allocator(memory),
                                            check_diagnostic, &seen};
    enum carom_result result = carom_rules_compile(text, &options, rules);
    enum carom_result expected = model->bad_count > 0 ? CAROM_ERR_SYNTAX : CAROM_OK;
    size_t warnings = 0;

    for (size_t i = 0; i < model->count; i++)
        warnings += model->rules[i]->warning_count;
    FUZZ_ASSERT_NUMBER("the number of warnings", seen.warnings, warnings);
    FUZZ_ASSERT_NUMBER("the number of bad lines", seen.errors, model->bad_count);
    FUZZ_ASSERT_NUMBER("the result of the compilation", result, expected);
    if (result == CAROM_OK)
        return true;
    FUZZ_ASSERT(!rules->image && rules->image_bytes == 0);
    FUZZ_ASSERT(memory->live_blocks == 0 && memory->live_bytes == 0);
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct carom_view text = fuzz_copy(carom_view_of((const char *)data, size));
    struct model_arena arena = {NULL};
    struct fuzz_memory memory = {0};
    struct model_rules model;
    struct carom_rules rules;

    model_rules_read(&arena, to_model(text), &model);
    bool compiled = compile(text, &model, &memory, &rules);
    if (fuzz_hash(text) % 4 == 0) /* a quarter is enough, and leaves more time for the rest */
        check_out_of_memory(text, memory.calls);
    if (compiled) {
        check_rules(&arena, &rules, &model);
        check_print(&rules);
        check_image(text, &rules);
        fuzz_rules_release(&rules, &memory);
    }
    model_arena_free(&arena);
    fuzz_release(text);
    return 0;
}
