#include "json_lines.h"

#include "buffer.h"
#include "commands.h"
#include "json_text.h"
#include "output.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How much of a name that is not known is repeated. */
enum { NAME_SHOWN_MAX = 60 };

bool line_fail(struct line_error *error, const char *text)
{
    error->text.len = 0;
    /* Without memory the sentence stays empty, and the answer says so. */
    (void)buffer_append(&error->text, text, strlen(text));
    return false;
}

/* How much of a UTF-8 text is shown: all, or whole characters of at most NAME_SHOWN_MAX bytes. */
static size_t shown_length(const char *name)
{
    size_t len = strlen(name);
    if (len <= NAME_SHOWN_MAX)
        return len;
    len = NAME_SHOWN_MAX;
    while (len > 0 && ((unsigned char)name[len] & 0xC0) == 0x80)
        len--;
    return len;
}

bool line_fail_about(struct line_error *error, const char *before, const char *name,
                     const char *after)
{
    size_t shown = shown_length(name);
    const char *cut = name[shown] != '\0' ? "…" : "";
    error->text.len = 0;
    if (!buffer_append(&error->text, before, strlen(before)) ||
        !buffer_append(&error->text, name, shown) ||
        !buffer_append(&error->text, cut, strlen(cut)) ||
        !buffer_append(&error->text, after, strlen(after)))
        error->text.len = 0;
    return false;
}

static json_t *line_error_json(const struct line_error *error)
{
    if (error->text.len == 0)
        return error_json(CAROM_LITERAL("out of memory"));
    return error_json(carom_view_of(error->text.ptr, error->text.len));
}

/* Answers one line. Returns: false, after a message, when the answer cannot be printed. */
static bool take_line(answer_line_fn answer, void *ctx, struct line_error *error,
                      struct carom_view text)
{
    json_error_t problem;
    json_t *out = NULL;
    json_t *line =
        json_loadb(text.ptr, text.len, JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES, &problem);
    bool answered;
    if (line == NULL && strspn(text.ptr, " \t\r\n") == text.len)
        answered = line_fail(error, "empty line: one JSON object is expected");
    else if (line == NULL)
        answered = line_fail_about(error, "not a JSON object: ", problem.text, "");
    else if (!json_is_object(line))
        answered = line_fail(error, "a line must be one JSON object");
    else
        answered = answer(ctx, line, error, &out);
    bool printed = print_json(answered ? out : line_error_json(error));
    json_decref(line);
    return printed;
}

int json_lines_run(answer_line_fn answer, void *ctx)
{
    struct line_error error = {{NULL, 0, 0}};
    char *line = NULL;
    size_t cap = 0;
    int code = EXIT_DONE;
    for (;;) {
        errno = 0;
        ssize_t len = getline(&line, &cap, stdin);
        if (len < 0)
            break;
        if (!take_line(answer, ctx, &error, carom_view_of(line, (size_t)len))) {
            code = EXIT_NO;
            break;
        }
    }
    if (code == EXIT_DONE && !feof(stdin)) {
        code = EXIT_NO;
        if (errno == EBADF)
            message("standard input is closed: --jsonl reads its lines there");
        else if (errno == ENOMEM || errno == EOVERFLOW)
            (void)out_of_memory();
        else
            message("standard input cannot be read: %s", strerror(errno));
    }
    free(line);
    buffer_free(&error.text);
    return code;
}
