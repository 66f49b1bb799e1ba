#include "lint.h"

#include <stdlib.h>
#include <string.h>

/* Where the lines of a text begin, found as they are asked for, mostly in order. */
struct line_finder {
    struct carom_view text;
    uint32_t line;
    size_t start;
};

/* Goes to a line. Returns: false when there is none, as for an image, which has no text. */
static bool find_line(struct line_finder *finder, uint32_t line, struct carom_view *out)
{
    if (line < finder->line || finder->line == 0) {
        finder->line = 1;
        finder->start = 0;
    }
    struct carom_view text = finder->text;
    for (;;) {
        size_t left = text.len - finder->start;
        const char *end = left > 0 ? memchr(text.ptr + finder->start, '\n', left) : NULL;
        size_t len = end == NULL ? left : (size_t)(end - (text.ptr + finder->start));
        if (finder->line == line && text.ptr != NULL) {
            *out = carom_view_of(text.ptr + finder->start, len);
            return true;
        }
        if (end == NULL)
            return false;
        finder->start += len + 1;
        finder->line++;
    }
}

/* The column of a line's `from`, from 1; 0 when there is no text. */
static uint32_t from_column(struct line_finder *finder, uint32_t number)
{
    struct carom_view line;
    size_t at = 0;
    if (!find_line(finder, number, &line))
        return 0;
    if (number == 1 && line.len >= 3 && memcmp(line.ptr, "\xEF\xBB\xBF", 3) == 0)
        line = carom_view_of(line.ptr + 3, line.len - 3);
    while (at < line.len && (line.ptr[at] == ' ' || line.ptr[at] == '\t'))
        at++;
    return (uint32_t)at + 1;
}

struct linter {
    struct problems *problems;
    struct line_finder finder;
};

static struct linter linter_of(const struct carom_loaded *loaded, struct problems *problems)
{
    struct carom_view text = carom_view_of(loaded->text, loaded->text_len);
    return (struct linter){.problems = problems, .finder = {.text = text}};
}

static void add_finding(void *ctx, const struct carom_lint_finding *finding)
{
    struct linter *linter = ctx;
    problems_add_finding(linter->problems, from_column(&linter->finder, finding->line), finding);
}

enum carom_result lint_rules(const struct carom_loaded *loaded, struct problems *problems)
{
    struct linter linter = linter_of(loaded, problems);
    struct carom_lint_options options = {carom_malloc_allocator(), add_finding, &linter};
    return carom_lint(&loaded->rules, &options);
}

/* What a dialect says of a text, and the text without the lines that it takes for errors. */
struct reading {
    struct problems *problems;
    enum carom_dialect dialect;
    char *rest;
    struct line_finder finder;
};

static void add_foreign(void *ctx, const struct carom_diagnostic *diagnostic)
{
    struct reading *reading = ctx;
    struct carom_view line;
    problems_add_foreign(reading->problems, reading->dialect, diagnostic);
    if (diagnostic->severity == CAROM_SEVERITY_ERROR &&
        find_line(&reading->finder, diagnostic->line, &line))
        memset(reading->rest + (line.ptr - reading->finder.text.ptr), ' ', line.len);
}

static void free_rules(struct carom_rules *rules)
{
    /* The image came from our own malloc; the const is the core's promise not to write to it. */
    void *memory;
    memcpy(&memory, &rules->image, sizeof memory);
    free(memory);
}

static enum carom_result compare(const struct carom_loaded *loaded, const struct carom_rules *other,
                                 struct problems *problems)
{
    struct linter linter = linter_of(loaded, problems);
    struct carom_lint_options options = {carom_malloc_allocator(), add_finding, &linter};
    return carom_lint_compare(&loaded->rules, other, &options);
}

enum carom_result lint_portability(const struct carom_loaded *loaded, enum carom_dialect dialect,
                                   struct problems *problems)
{
    struct carom_view text = carom_view_of(loaded->text, loaded->text_len);
    struct reading reading = {problems, dialect, malloc(text.len + 1), {.text = text}};
    struct carom_compile_options options = {dialect, carom_malloc_allocator(), add_foreign,
                                            &reading};
    struct carom_rules rules;
    if (reading.rest == NULL)
        return CAROM_ERR_NOMEM;
    if (text.len > 0)
        memcpy(reading.rest, text.ptr, text.len);
    enum carom_result result = carom_rules_compile(text, &options, &rules);
    if (result == CAROM_ERR_SYNTAX) { /* its errors are said: the rest is compared */
        options.report = NULL;
        result = carom_rules_compile(carom_view_of(reading.rest, text.len), &options, &rules);
    }
    if (result == CAROM_OK) {
        result = compare(loaded, &rules, problems);
        free_rules(&rules);
    }
    free(reading.rest);
    /* Rules that are errors only without others cannot be compared, and need not. */
    return result == CAROM_ERR_SYNTAX ? CAROM_OK : result;
}
