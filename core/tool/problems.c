#include "problems.h"

#include "buffer.h"
#include "json_text.h"
#include "output.h"

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

static const char *severity_name(enum carom_severity severity)
{
    return severity == CAROM_SEVERITY_WARNING ? "warning" : "error";
}

/* One member of the array. In: `line`, `column` and `example` are taken over. */
static void gather(struct problems *problems, json_t *line, json_t *column,
                   enum carom_severity severity, struct carom_view text, json_t *example)
{
    json_t *object =
        json_pack("{s:o, s:o, s:s, s:o, s:o}", "line", line, "column", column, "severity",
                  severity_name(severity), "message", json_bytes(text), "example", example);
    if ((problems->json.len > 0 && !buffer_append(&problems->json, ",", 1)) ||
        !json_append(&problems->json, object))
        problems->out_of_memory = true;
}

static void print_problem(struct problems *problems, const struct carom_diagnostic *diagnostic)
{
    if (problems->shown >= problems->limit) {
        problems->hidden++;
        return;
    }
    problems->shown++;
    plain_message("%s:%lu:%lu: %s: %.*s", problems->file, (unsigned long)diagnostic->line,
                  (unsigned long)diagnostic->column, severity_name(diagnostic->severity),
                  (int)problems->text.len, problems->text.ptr);
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
    if (!diagnostic_text(diagnostic, &problems->text)) {
        problems->out_of_memory = true;
        return;
    }
    if (problems->as_json)
        gather(problems, json_integer(diagnostic->line), json_integer(diagnostic->column),
               diagnostic->severity, carom_view_of(problems->text.ptr, problems->text.len),
               diagnostic->example.len > 0 ? json_bytes(diagnostic->example) : json_null());
    else
        print_problem(problems, diagnostic);
}

void problems_add_message(struct problems *problems, const char *text)
{
    problems->errors++;
    if (problems->as_json)
        gather(problems, json_null(), json_null(), CAROM_SEVERITY_ERROR,
               carom_view_of(text, strlen(text)), json_null());
    else
        message("%s: %s", problems->file[0] != '\0' ? problems->file : "\"\"", text);
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
}
