#include "lint_support.h"

#include <stdio.h>
#include <string.h>

static void append(struct findings *findings, const char *text, size_t len)
{
    if (len < sizeof findings->text - findings->len) {
        memcpy(findings->text + findings->len, text, len);
        findings->len += len;
        findings->text[findings->len] = '\0';
    }
}

static void append_view(struct findings *findings, struct carom_view view)
{
    append(findings, " ", 1);
    append(findings, view.len > 0 ? view.ptr : "-", view.len > 0 ? view.len : 1);
}

static void append_number(struct findings *findings, uint32_t number)
{
    char digits[16];
    int len = snprintf(digits, sizeof digits, " %lu", (unsigned long)number);
    append(findings, digits, (size_t)len);
}

static void append_difference(struct findings *findings, const struct carom_difference *difference)
{
    append(findings, "\n ", 2);
    append_view(findings, carom_difference_kind_name(difference->kind));
    if (difference->kind == CAROM_DIFFERENCE_STATUS) {
        append_number(findings, difference->status);
        append_number(findings, difference->other_status);
        return;
    }
    if (difference->kind == CAROM_DIFFERENCE_FORCE) {
        append_number(findings, difference->force);
        return;
    }
    append_view(findings, difference->request);
    if (difference->kind == CAROM_DIFFERENCE_LOCATION) {
        append_view(findings, difference->location);
        append_view(findings, difference->other_location);
    }
    if (difference->kind == CAROM_DIFFERENCE_ORDER)
        append_number(findings, difference->other_line);
}

/* What a finding says must hold nothing but what a terminal takes, and fit where it says it does. */
static void check_text(const struct carom_lint_finding *finding)
{
    char text[2048];
    struct carom_buf out = {text, sizeof text, 0};
    struct carom_buf small = {text, 1, 0};
    assert_int_equal(carom_lint_write(finding, &out), CAROM_OK);
    assert_true(out.len > 10);
    for (size_t i = 0; i < out.len; i++)
        assert_true((unsigned char)text[i] >= 0x20 && text[i] != 0x7f);
    assert_int_equal(carom_lint_write(finding, &small), CAROM_ERR_NOSPACE);
    assert_int_equal(small.len, out.len);
}

void note_finding(void *ctx, const struct carom_lint_finding *finding)
{
    struct findings *findings = ctx;
    char start[16];
    int len = snprintf(start, sizeof start, "%lu", (unsigned long)finding->line);
    check_text(finding);
    findings->count++;
    append(findings, start, (size_t)len);
    append_view(findings, carom_lint_kind_name(finding->kind));
    if (finding->other_line > 0)
        append_number(findings, finding->other_line);
    if (finding->hops > 0)
        append_number(findings, finding->hops);
    if (finding->location.len > 0)
        append_view(findings, finding->location);
    if (finding->name.len > 0)
        append_view(findings, finding->name);
    if (finding->status > 0)
        append_number(findings, finding->status);
    for (size_t i = 0; i < finding->line_count; i++)
        append_number(findings, finding->lines[i]);
    for (size_t i = 0; i < finding->difference_count; i++)
        append_difference(findings, &finding->differences[i]);
    append(findings, "\n", 1);
}

bool compile_dialect(enum carom_dialect dialect, const char *text, struct carom_rules *rules)
{
    static struct counting_allocator counts;
    struct carom_compile_options options = {dialect, counting_allocator(&counts), NULL, NULL};
    enum carom_result result = carom_rules_compile(text_view(text), &options, rules);
    assert_true(result == CAROM_OK || result == CAROM_ERR_SYNTAX);
    return result == CAROM_OK;
}

static void assert_text(const struct findings *findings, const char *rules, const char *expected)
{
    if (strcmp(findings->text, expected) != 0)
        print_error("of\n%s", rules);
    assert_string_equal(findings->text, expected);
}

void assert_findings(enum carom_dialect dialect, const char *text, const char *expected)
{
    struct counting_allocator counts = {0, 0, 0, 0};
    struct findings findings = {"", 0, 0};
    struct carom_lint_options options = {counting_allocator(&counts), note_finding, &findings};
    struct carom_rules rules;
    assert_true(compile_dialect(dialect, text, &rules));
    assert_int_equal(carom_lint(&rules, &options), CAROM_OK);
    assert_int_equal(counts.blocks, 0);
    free_rules(&rules);
    assert_text(&findings, text, expected);
}

void assert_differences(enum carom_dialect dialect, enum carom_dialect other, const char *text,
                        const char *expected)
{
    struct counting_allocator counts = {0, 0, 0, 0};
    struct findings findings = {"", 0, 0};
    struct carom_lint_options options = {counting_allocator(&counts), note_finding, &findings};
    struct carom_rules here, there;
    assert_true(compile_dialect(dialect, text, &here));
    assert_true(compile_dialect(other, text, &there));
    assert_int_equal(carom_lint_compare(&here, &there, &options), CAROM_OK);
    assert_int_equal(counts.blocks, 0);
    free_rules(&here);
    free_rules(&there);
    assert_text(&findings, text, expected);
}
