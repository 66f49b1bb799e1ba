#include "line_support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void note(struct reading *reading, struct carom_view text)
{
    assert_true(text.len < sizeof reading->text - reading->len);
    if (text.len > 0)
        memcpy(reading->text + reading->len, text.ptr, text.len);
    reading->len += text.len;
    reading->text[reading->len] = '\0';
}

static void note_text(struct reading *reading, const char *text)
{
    note(reading, text_view(text));
}

static void note_problem(struct reading *reading, const struct carom_diagnostic *problem)
{
    char text[512];
    struct carom_buf buf = {text, sizeof text, 0};
    char column[32];
    (void)snprintf(column, sizeof column, "%u ", (unsigned)problem->column);
    note_text(reading, problem->severity == CAROM_SEVERITY_ERROR ? "error " : "warning ");
    note_text(reading, column);
    assert_int_equal(carom_diagnostic_write(problem, &buf), CAROM_OK);
    note(reading, carom_view_of(text, buf.len));
}

static void note_list(struct reading *reading, const char *key, struct carom_view list)
{
    if (list.len == 0)
        return;
    note_text(reading, key);
    note(reading, list);
}

static void note_pairs(struct reading *reading, const struct line_rule *rule)
{
    for (size_t i = 0; i < rule->pair_count; i++) {
        note_text(reading, i == 0 ? "?" : "&");
        note(reading, rule->pairs[i].key);
        note_text(reading, "=");
        note(reading, rule->pairs[i].value);
        assert_int_equal(rule->pairs[i].captures,
                         rule->pairs[i].value.len > 0 && rule->pairs[i].value.ptr[0] == ':');
    }
}

static void note_captures(struct reading *reading, const struct line_rule *rule)
{
    size_t of_pairs = 0;
    for (size_t i = 0; i < rule->pair_count; i++)
        of_pairs += rule->pairs[i].captures ? 1 : 0;
    assert_int_equal(rule->path_capture_count + of_pairs, rule->capture_count);
    for (size_t i = 0; i < rule->capture_count; i++) {
        note_text(reading, i == 0 ? " [" : ",");
        note(reading, rule->captures[i]);
    }
    note_text(reading, rule->capture_count > 0 ? "]" : "");
}

static void note_rule(struct reading *reading, const struct line_rule *rule)
{
    char status[32];
    note_text(reading, rule->is_dynamic ? "dynamic " : "static ");
    note(reading, rule->scheme);
    note_text(reading, rule->scheme.len > 0 ? "://" : "");
    note(reading, rule->host);
    note(reading, rule->from);
    note_pairs(reading, rule);
    note_text(reading, " ");
    note(reading, rule->targets[0]);
    (void)snprintf(status, sizeof status, " %u", rule->status);
    note_text(reading, status);
    if (rule->dialect == CAROM_DIALECT_CLOUDFLARE)
        assert_true(rule->force);
    else
        note_text(reading, rule->force ? "!" : "");
    note_captures(reading, rule);
    note_list(reading, " Country=", rule->countries);
    note_list(reading, " Language=", rule->languages);
    note_list(reading, " Cookie=", rule->cookies);
    note_text(reading, rule->never ? " never" : "");
    assert_int_equal(rule->target_count, 1);
}

struct reading *begin_reading(enum carom_dialect dialect)
{
    struct reading *reading = calloc(1, sizeof *reading);
    assert_non_null(reading);
    reading->context.dialect = dialect;
    return reading;
}

void read_line(struct reading *reading, struct carom_view line)
{
    struct line_rule rule;
    struct carom_diagnostic problem = {.message = {NULL, 0}};
    switch (carom_line_read(&reading->context, line, &rule, &problem)) {
    case LINE_RULE:
        note_rule(reading, &rule);
        if (problem.message.len > 0) {
            assert_int_equal(problem.severity, CAROM_SEVERITY_WARNING);
            note_text(reading, "; ");
            note_problem(reading, &problem);
        }
        break;
    case LINE_IGNORED:
        assert_int_equal(problem.severity, CAROM_SEVERITY_WARNING);
        note_text(reading, "ignored; ");
        note_problem(reading, &problem);
        break;
    case LINE_ERROR:
        assert_int_equal(problem.severity, CAROM_SEVERITY_ERROR);
        note_problem(reading, &problem);
        break;
    case LINE_EMPTY:
        return;
    }
    note_text(reading, "\n");
}

static void assert_reading(enum carom_dialect dialect, const struct reading_case *expected)
{
    struct reading *reading = begin_reading(dialect);
    for (const char *line = expected->text; line != NULL;) {
        const char *end = strchr(line, '\n');
        read_line(reading, carom_view_of(line, end == NULL ? strlen(line) : (size_t)(end - line)));
        line = end == NULL ? NULL : end + 1;
    }
    size_t len = strlen(expected->begin);
    bool is_same = len > 0 ? strncmp(reading->text, expected->begin, len) == 0 : reading->len == 0;
    if (!is_same)
        print_error("%s\n     got %s\nexpected %s\n", expected->text, reading->text,
                    expected->begin);
    assert_true(is_same);
    free(reading);
}

void assert_readings(enum carom_dialect dialect, const struct reading_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++)
        assert_reading(dialect, &cases[i]);
}

static void report(void *ctx, const struct carom_diagnostic *problem)
{
    struct reading *reading = ctx;
    char text[512];
    char place[32];
    struct carom_buf buf = {text, sizeof text, 0};
    assert_int_equal(problem->severity, CAROM_SEVERITY_WARNING);
    (void)snprintf(place, sizeof place, "%u:%u ", (unsigned)problem->line,
                   (unsigned)problem->column);
    assert_int_equal(carom_diagnostic_write(problem, &buf), CAROM_OK);
    note_text(reading, place);
    note(reading, carom_view_of(text, buf.len));
    note_text(reading, "\n");
}

void assert_warnings(enum carom_dialect dialect, const char *text, const char *problems)
{
    struct counting_allocator counts = {0, 0, 0, 0};
    struct reading *reading = begin_reading(dialect);
    struct carom_allocator allocator = counting_allocator(&counts);
    struct carom_compile_options options = {dialect, allocator, report, reading};
    struct carom_rules rules;
    union {
        const unsigned char *constant;
        void *block;
    } image;
    assert_int_equal(carom_rules_compile(text_view(text), &options, &rules), CAROM_OK);
    assert_string_equal(reading->text, problems);
    image.constant = rules.image;
    (void)allocator.resize(allocator.ctx, image.block, rules.image_bytes, 0);
    assert_int_equal(counts.blocks, 0);
    free(reading);
}

void assert_prints(enum carom_dialect dialect, const char *text, const char *expected)
{
    struct carom_rules rules = rules_in(dialect, text);
    char printed[2048];
    struct carom_buf out = {printed, sizeof printed, 0};
    assert_int_equal(carom_rules_print(&rules, &out), CAROM_OK);
    assert_view(carom_view_of(printed, out.len), expected);
    free_rules(&rules);
    if (strcmp(text, expected) != 0)
        assert_prints(dialect, expected, expected);
}
