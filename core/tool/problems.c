#include "problems.h"

#include "buffer.h"
#include "finding_json.h"
#include "json_text.h"
#include "output.h"

#include <stdlib.h>
#include <string.h>

bool diagnostic_text(const struct carom_diagnostic *diagnostic, struct carom_buf *out)
{
    for (;;) {
        out->len = 0;
        enum carom_result result = carom_diagnostic_write(diagnostic, out);
        if (result == CAROM_OK)
            return true;
        if (result != CAROM_ERR_NOSPACE || out->len <= out->cap || !buffer_reserve(out, out->len))
            return false;
    }
}

static bool finding_text(const struct carom_lint_finding *finding, struct carom_buf *out)
{
    for (;;) {
        out->len = 0;
        enum carom_result result = carom_lint_write(finding, out);
        if (result == CAROM_OK)
            return true;
        if (result != CAROM_ERR_NOSPACE || out->len <= out->cap || !buffer_reserve(out, out->len))
            return false;
    }
}

static const char *severity_name(enum carom_severity severity)
{
    return severity == CAROM_SEVERITY_WARNING ? "warning" : "error";
}

/* Prints one, or makes it the next member of the array. */
static void put_out(struct problems *problems, const struct problem *problem, const char *text)
{
    if (problems->as_json) {
        if ((problems->json.len > 0 && !buffer_append(&problems->json, ",", 1)) ||
            !buffer_append(&problems->json, text, problem->len))
            problems->out_of_memory = true;
    } else if (problems->shown >= problems->limit) {
        problems->hidden++;
    } else {
        problems->shown++;
        /* An image has lines, but no columns. */
        unsigned long column = problem->column > 0 ? problem->column : 1;
        plain_message("%s:%lu:%lu: %s: %.*s", problems->file, (unsigned long)problem->line, column,
                      severity_name(problem->severity), (int)problem->len, text);
    }
}

static int compare_problems(const void *a, const void *b)
{
    const struct problem *first = a, *second = b;
    if (first->line != second->line)
        return first->line < second->line ? -1 : 1;
    return first->number < second->number ? -1 : 1;
}

void problems_flush(struct problems *problems)
{
    if (problems->waiting_count > 1)
        qsort(problems->waiting, problems->waiting_count, sizeof *problems->waiting,
              compare_problems);
    for (size_t i = 0; i < problems->waiting_count; i++)
        put_out(problems, &problems->waiting[i],
                problems->waiting_text.ptr + problems->waiting[i].at);
    problems->waiting_count = 0;
    problems->waiting_text.len = 0;
}

static bool hold_back(struct problems *problems, struct problem problem, const char *text)
{
    if (problems->waiting_count == problems->waiting_cap) {
        size_t cap = problems->waiting_cap == 0 ? 64 : 2 * problems->waiting_cap;
        struct problem *grown = realloc(problems->waiting, cap * sizeof *grown);
        if (grown == NULL)
            return false;
        problems->waiting = grown;
        problems->waiting_cap = cap;
    }
    problem.at = problems->waiting_text.len;
    problem.number = problems->waiting_count;
    if (!buffer_append(&problems->waiting_text, text, problem.len))
        return false;
    problems->waiting[problems->waiting_count++] = problem;
    return true;
}

/* A warning waits, unless there are errors: then nothing comes that would belong before it. */
static void add(struct problems *problems, struct problem problem, const struct carom_buf *text)
{
    problem.len = text->len;
    if (problems->gathers && problems->errors == 0) {
        if (!hold_back(problems, problem, text->ptr))
            problems->out_of_memory = true;
        return;
    }
    problems_flush(problems);
    put_out(problems, &problem, text->ptr);
}

/* The object of a problem whose message is in problems->text. In: the values are taken over. */
static json_t *problem_json(const struct problems *problems, json_t *line, json_t *column,
                            enum carom_severity severity, json_t *example)
{
    return json_pack("{s:o, s:o, s:s, s:o, s:o}", "line", line, "column", column, "severity",
                     severity_name(severity), "message",
                     json_bytes(carom_view_of(problems->text.ptr, problems->text.len)), "example",
                     example);
}

static json_t *column_json(uint32_t column)
{
    return column > 0 ? json_integer(column) : json_null();
}

/* Takes the object over, and makes it the problem's text. */
static bool use_json(struct problems *problems, json_t *object)
{
    problems->text.len = 0;
    return json_append(&problems->text, object);
}

static json_t *example_json(const struct carom_diagnostic *diagnostic)
{
    return diagnostic->example.len > 0 ? json_bytes(diagnostic->example) : json_null();
}

static void add_diagnostic(struct problems *problems, const struct carom_diagnostic *diagnostic,
                           enum carom_severity severity, const struct carom_lint_finding *finding)
{
    bool made = true;
    if (problems->as_json) {
        json_t *object =
            problem_json(problems, json_integer(diagnostic->line), column_json(diagnostic->column),
                         severity, example_json(diagnostic));
        if (object != NULL && finding != NULL && !finding_json(finding, object)) {
            json_decref(object);
            object = NULL;
        }
        made = use_json(problems, object);
    }
    if (!made)
        problems->out_of_memory = true;
    else
        add(problems,
            (struct problem){
                .line = diagnostic->line, .column = diagnostic->column, .severity = severity},
            &problems->text);
}

void problems_report(void *ctx, const struct carom_diagnostic *diagnostic)
{
    struct problems *problems = ctx;
    if (diagnostic->severity == CAROM_SEVERITY_WARNING)
        problems->warnings++;
    else
        problems->errors++;
    if (diagnostic->severity == CAROM_SEVERITY_WARNING && !problems->with_warnings)
        return;
    if (diagnostic_text(diagnostic, &problems->text))
        add_diagnostic(problems, diagnostic, diagnostic->severity, NULL);
    else
        problems->out_of_memory = true;
}

/* Puts words before the text. Returns: false when out of memory. */
static bool put_before(struct carom_buf *text, const char *words)
{
    size_t len = strlen(words);
    if (!buffer_reserve(text, text->len + len))
        return false;
    memmove(text->ptr + len, text->ptr, text->len);
    memcpy(text->ptr, words, len);
    text->len += len;
    return true;
}

void problems_add_foreign(struct problems *problems, enum carom_dialect dialect,
                          const struct carom_diagnostic *diagnostic)
{
    const struct carom_lint_finding finding = {.kind = CAROM_LINT_PORTABILITY, .dialect = dialect};
    bool is_error = diagnostic->severity == CAROM_SEVERITY_ERROR;
    problems->warnings++;
    problems->kinds[CAROM_LINT_PORTABILITY]++;
    if (diagnostic_text(diagnostic, &problems->text) &&
        put_before(&problems->text, is_error ? " this is an error: " : " this is a warning: ") &&
        put_before(&problems->text, dialect_name(dialect)) && put_before(&problems->text, "in "))
        add_diagnostic(problems, diagnostic, CAROM_SEVERITY_WARNING, &finding);
    else
        problems->out_of_memory = true;
}

void problems_add_finding(struct problems *problems, uint32_t column,
                          const struct carom_lint_finding *finding)
{
    const struct carom_diagnostic place = {.line = finding->line, .column = column};
    problems->warnings++;
    problems->kinds[finding->kind]++;
    if (finding_text(finding, &problems->text))
        add_diagnostic(problems, &place, CAROM_SEVERITY_WARNING, finding);
    else
        problems->out_of_memory = true;
}

void problems_add_message(struct problems *problems, const char *text)
{
    problems->errors++;
    problems_flush(problems);
    if (!problems->as_json) {
        message("%s: %s", problems->file[0] != '\0' ? problems->file : "\"\"", text);
        return;
    }
    problems->text.len = 0;
    if (!buffer_append(&problems->text, text, strlen(text)) ||
        !use_json(problems, problem_json(problems, json_null(), json_null(), CAROM_SEVERITY_ERROR,
                                         json_null())))
        problems->out_of_memory = true;
    else
        add(problems, (struct problem){.severity = CAROM_SEVERITY_ERROR}, &problems->text);
}

void problems_print_rest(const struct problems *problems)
{
    if (problems->hidden > 0)
        message("… and %zu more", problems->hidden);
    if (problems->out_of_memory && !problems->as_json)
        (void)out_of_memory();
}

void problems_free(struct problems *problems)
{
    buffer_free(&problems->json);
    buffer_free(&problems->text);
    buffer_free(&problems->waiting_text);
    free(problems->waiting);
    problems->waiting = NULL;
}
