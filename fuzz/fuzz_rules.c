/*
 * Fuzzes carom_rules_compile, carom_rules_print, carom_rules_rule and carom_rules_open with any
 * text, in any dialect: carom, unless the text begins with a line `dialect=NAME` and a line `--`.
 *
 * Oracles: the independent model finds the same bad lines and reads the same rules; compiling twice
 * gives the same image; what compiles prints back to a text of the same rules, which prints back to
 * itself; diagnostics stand inside the text and in file order, and a warning's example is refused
 * by its rule; a failing allocator costs nothing but the result.
 */
#include "bridge.h"
#include "model/decide.h"
#include "model/target.h"
#include "support.h"

#include <string.h>

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

    /* In file order: one error a line, or its warnings, those about targets from left to right. */
    FUZZ_ASSERT(diagnostic->line > seen->line_number ||
                (diagnostic->line == seen->line_number &&
                 (column > seen->column || seen->model->dialect != MODEL_CAROM) &&
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

static struct model_view first_of(struct model_view list)
{
    return model_part(list, 0, model_find(list, 0, ','));
}

/* What a rule asks of a request beside its path and query. */
static void meet_conditions(struct model_arena *arena, const struct model_rule *rule,
                            struct model_field fields[2], struct model_request *out)
{
    struct model_text cookie = model_text_of(arena);

    out->method = rule->methods.len > 0 ? first_of(rule->methods) : model_literal("GET");
    out->scheme = rule->scheme.len > 0 ? rule->scheme : model_literal("http");
    out->authority = rule->host.len > 0 ? rule->host : model_literal("h");
    out->country = first_of(rule->countries);
    model_put(&cookie, first_of(rule->cookies));
    model_put(&cookie, model_literal("=1")); /* in netlify an empty cookie is none */
    fields[0] = (struct model_field){model_literal("Accept-Language"), first_of(rule->languages)};
    fields[1] = (struct model_field){model_literal("Cookie"), model_text_view(&cookie)};
    out->fields = fields;
    out->field_count = 2;
}

/* Whether the bytes that a request is compared with are those that an agent would send. */
static bool is_plain(const struct model_rule *rule)
{
    for (size_t i = 0; i < rule->from.len; i++) {
        if (rule->from.ptr[i] == '%' || !model_allowed_raw(rule->from.ptr[i], MODEL_PATH))
            return false;
    }
    return rule->pair_count == 0 && !rule->never;
}

/* The example is a request that the rule, by itself, matches and refuses. */
static void check_example(const struct model_rule *rule, struct carom_view example)
{
    struct model_arena arena = {NULL};
    struct model_rule alone = *rule;
    struct model_rule *list[] = {&alone};
    const struct model_rules rules = {.dialect = rule->dialect, .count = 1, .rules = list};
    struct model_view text = to_model(example);
    struct model_field fields[2];
    struct model_request request;
    struct model_decision decision;

    meet_conditions(&arena, rule, fields, &request);
    request.target = model_part(text, 0, model_find(text, 0, ' '));
    alone.is_repeated = false;
    /* CONNECT's target is no path, so that a rule for it alone never matches. An example is written as
     * agents send it, which in netlify is not what every rule is compared with. */
    if ((rule->dialect != MODEL_NETLIFY || is_plain(rule)) &&
        !model_is(request.method, "CONNECT")) {
        model_decide(&arena, &rules, &request, &decision);
        FUZZ_ASSERT_NUMBER("the status of a warning's example", decision.status, 400);
        FUZZ_ASSERT(decision.rule == &alone);
    }
    model_arena_free(&arena);
}

/* The rule of a line; NULL when there is none. */
static const struct model_rule *rule_of_line(const struct model_rules *model, uint32_t line)
{
    for (size_t i = 0; i < model->count; i++) {
        if (model->rules[i]->line == line)
            return model->rules[i];
    }
    return NULL;
}

static bool is_ignored(const struct model_rules *model, uint32_t line)
{
    for (size_t i = 0; i < model->ignored_count; i++) {
        if (model->ignored_lines[i] == line)
            return true;
    }
    return false;
}

/* A warning is about a line that is left out, about a part of one, or about an open target. */
static void check_warning(struct diagnostics *seen, const struct carom_diagnostic *diagnostic)
{
    const struct model_rule *rule = rule_of_line(seen->model, diagnostic->line);

    seen->warnings++;
    if (!rule) {
        FUZZ_ASSERT_NUMBER("a warning about a line that is left out",
                           is_ignored(seen->model, diagnostic->line), true);
        return;
    }
    FUZZ_ASSERT_NUMBER("a warning that the model has, too",
                       rule->warning_count > 0 || rule->has_remark, true);
    if (rule->dialect == MODEL_CAROM)
        FUZZ_ASSERT(diagnostic->token.len > 1 && diagnostic->token.ptr[0] == ':');
    if (diagnostic->example.len > 0)
        check_example(rule, diagnostic->example);
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
    FUZZ_ASSERT_SAME("scheme", rule->scheme, to_core(model->scheme));
    FUZZ_ASSERT_SAME("host", rule->host, to_core(model->host));
    FUZZ_ASSERT_SAME("from", rule->from, to_core(model->from));
    FUZZ_ASSERT_SAME("to", rule->to, to_core(model_normal_target(arena, model, model->to)));
    FUZZ_ASSERT_SAME("methods", rule->methods, to_core(model->methods));
    FUZZ_ASSERT_SAME("countries", rule->countries, to_core(model->countries));
    FUZZ_ASSERT_SAME("languages", rule->languages, to_core(model->languages));
    FUZZ_ASSERT_SAME("cookies", rule->cookies, to_core(model->cookies));
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
                         to_core(model_normal_target(arena, model, model->alternates[i])));
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
    FUZZ_ASSERT_SAME("printed scheme", b->scheme, a->scheme);
    FUZZ_ASSERT_SAME("printed host", b->host, a->host);
    FUZZ_ASSERT_SAME("printed from", b->from, a->from);
    FUZZ_ASSERT_SAME("printed to", b->to, a->to);
    FUZZ_ASSERT_SAME("printed methods", b->methods, a->methods);
    FUZZ_ASSERT_SAME("printed countries", b->countries, a->countries);
    FUZZ_ASSERT_SAME("printed languages", b->languages, a->languages);
    FUZZ_ASSERT_SAME("printed cookies", b->cookies, a->cookies);
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
    enum carom_dialect dialect = carom_rules_dialect(rules);
    struct fuzz_memory memory = {0};
    struct carom_rules again;
    struct carom_buf text = fuzz_write(write_rules, rules);
    struct carom_view view = carom_view_of(text.ptr, text.len);

    FUZZ_ASSERT(fuzz_compile(view, dialect, &memory, &again));
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

    FUZZ_ASSERT(fuzz_compile(text, carom_rules_dialect(rules), &memory, &again));
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
static void check_out_of_memory(struct carom_view text, enum carom_dialect dialect, size_t calls)
{
    struct fuzz_memory memory = {.fail_at = 1 + fuzz_hash(text) / 4 % (calls > 0 ? calls : 1)};
    struct carom_compile_options options = {dialect, fuzz_allocator(&memory), NULL, NULL};
    struct carom_rules rules;
    enum carom_result result = carom_rules_compile(text, &options, &rules);

    FUZZ_ASSERT(memory.failed == (calls > 0));
    if (memory.failed)
        FUZZ_ASSERT_NUMBER("the result without memory", result, CAROM_ERR_NOMEM);
    FUZZ_ASSERT(!rules.image && rules.image_bytes == 0);
    FUZZ_ASSERT(memory.live_blocks == 0 && memory.live_bytes == 0);
}

static bool compile(struct carom_view text, enum carom_dialect dialect,
                    const struct model_rules *model, struct fuzz_memory *memory,
                    struct carom_rules *rules)
{
    struct diagnostics seen = diagnostics_of(text, model);
    struct carom_compile_options options = {dialect, fuzz_allocator(memory), check_diagnostic,
                                            &seen};
    enum carom_result result = carom_rules_compile(text, &options, rules);
    enum carom_result expected = model->bad_count > 0 ? CAROM_ERR_SYNTAX : CAROM_OK;
    size_t warnings = model->ignored_count;

    for (size_t i = 0; i < model->count; i++)
        warnings += model->rules[i]->warning_count + model->rules[i]->has_remark;
    FUZZ_ASSERT_NUMBER("the number of warnings", seen.warnings, warnings);
    FUZZ_ASSERT_NUMBER("the number of bad lines", seen.errors, model->bad_count);
    FUZZ_ASSERT_NUMBER("the result of the compilation", result, expected);
    if (result == CAROM_OK)
        return true;
    FUZZ_ASSERT(!rules->image && rules->image_bytes == 0);
    FUZZ_ASSERT(memory->live_blocks == 0 && memory->live_bytes == 0);
    return false;
}

static enum carom_dialect read_dialect(struct carom_view *input)
{
    const struct carom_view key = CAROM_LITERAL("dialect=");
    enum carom_dialect dialect = CAROM_DIALECT_CAROM;
    struct carom_view rest = *input;
    struct carom_view name;

    if (input->len <= key.len || memcmp(input->ptr, key.ptr, key.len) != 0 ||
        !fuzz_next_section(&rest, &name))
        return dialect;
    name = carom_view_of(name.ptr + key.len, name.len - key.len);
    if (carom_dialect_named(name, &dialect))
        *input = rest.ptr ? rest : carom_view_of("", 0);
    return dialect;
}

static void check(struct carom_view text, enum carom_dialect dialect)
{
    struct model_arena arena = {NULL};
    struct fuzz_memory memory = {0};
    struct model_rules model;
    struct carom_rules rules;

    model_rules_read(&arena, fuzz_model_dialect(dialect), to_model(text), &model);
    bool compiled = compile(text, dialect, &model, &memory, &rules);
    if (fuzz_hash(text) % 4 == 0) /* a quarter is enough, and leaves more time for the rest */
        check_out_of_memory(text, dialect, memory.calls);
    if (compiled) {
        FUZZ_ASSERT_NUMBER("the dialect", carom_rules_dialect(&rules), dialect);
        check_rules(&arena, &rules, &model);
        check_print(&rules);
        check_image(text, &rules);
        fuzz_rules_release(&rules, &memory);
    }
    model_arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct carom_view input = carom_view_of((const char *)data, size);
    enum carom_dialect dialect = read_dialect(&input);
    struct carom_view text = fuzz_copy(input);

    check(text, dialect);
    fuzz_release(text);
    return 0;
}
