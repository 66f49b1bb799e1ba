#include "jsonl.h"

#include "answer.h"
#include "buffer.h"
#include "commands.h"
#include "json_text.h"
#include "options.h"
#include "output.h"
#include "request.h"
#include "rules_cache.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How much of a name that is not known is repeated. */
enum { NAME_SHOWN_MAX = 60 };

/* What is kept from line to line. */
struct jsonl {
    const struct jsonl_setup *setup;
    struct answer answer;
    struct carom_buf request_memory;
    struct carom_field *fields;
    size_t field_cap;
    struct rules_cache cache;
    struct carom_buf error; /* the sentence of the last bad line */
};

/* The members of a line. The views are into its JSON. */
struct line_input {
    struct carom_view rules, dialect, method, url, http;
    bool has_rules, has_dialect, has_method, has_url, has_http;
    const json_t *headers;
};

/* Keeps a sentence as the line's error. Returns: false, for `return fail(…);`. */
static bool fail(struct jsonl *jsonl, const char *text)
{
    jsonl->error.len = 0;
    /* Without memory the sentence stays empty, and the answer says so. */
    (void)buffer_append(&jsonl->error, text, strlen(text));
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

/* The same, with the offending name in the middle, shortened. */
static bool fail_about(struct jsonl *jsonl, const char *before, const char *name, const char *after)
{
    size_t shown = shown_length(name);
    const char *cut = name[shown] != '\0' ? "…" : "";
    jsonl->error.len = 0;
    if (!buffer_append(&jsonl->error, before, strlen(before)) ||
        !buffer_append(&jsonl->error, name, shown) ||
        !buffer_append(&jsonl->error, cut, strlen(cut)) ||
        !buffer_append(&jsonl->error, after, strlen(after)))
        jsonl->error.len = 0;
    return false;
}

static bool read_member(struct jsonl *jsonl, const char *key, const json_t *value,
                        struct line_input *in)
{
    const struct {
        const char *key;
        struct carom_view *text;
        bool *given;
    } strings[] = {
        {"rules", &in->rules, &in->has_rules},    {"dialect", &in->dialect, &in->has_dialect},
        {"method", &in->method, &in->has_method}, {"url", &in->url, &in->has_url},
        {"http", &in->http, &in->has_http},
    };
    for (size_t i = 0; i < sizeof strings / sizeof strings[0]; i++) {
        if (strcmp(key, strings[i].key) != 0)
            continue;
        if (!json_is_string(value))
            return fail_about(jsonl, "\"", key, "\" must be a string");
        *strings[i].text = carom_view_of(json_string_value(value), json_string_length(value));
        *strings[i].given = true;
        return true;
    }
    if (strcmp(key, "headers") != 0)
        return fail_about(jsonl, "unknown member \"", key,
                          "\": a line has rules, dialect, method, url, http and headers");
    if (!json_is_array(value))
        return fail(jsonl, "\"headers\" must be an array of [\"Name\",\"value\"] pairs");
    in->headers = value;
    return true;
}

static bool read_members(struct jsonl *jsonl, json_t *line, struct line_input *in)
{
    const char *key;
    json_t *value;
    memset(in, 0, sizeof *in);
    in->method = CAROM_LITERAL("GET");
    in->http = CAROM_LITERAL("1.1");
    if (!json_is_object(line))
        return fail(jsonl, "a line must be one JSON object");
    json_object_foreach(line, key, value)
    {
        if (!read_member(jsonl, key, value, in))
            return false;
    }
    return in->has_url || fail(jsonl, "\"url\" is missing");
}

static bool read_headers(struct jsonl *jsonl, const json_t *headers)
{
    size_t count = json_array_size(headers);
    if (count > jsonl->field_cap) {
        struct carom_field *fields = realloc(jsonl->fields, count * sizeof *fields);
        if (fields == NULL)
            return fail(jsonl, "out of memory");
        jsonl->fields = fields;
        jsonl->field_cap = count;
    }
    for (size_t i = 0; i < count; i++) {
        const json_t *pair = json_array_get(headers, i);
        const json_t *name = json_array_get(pair, 0);
        const json_t *value = json_array_get(pair, 1);
        if (json_array_size(pair) != 2 || !json_is_string(name) || !json_is_string(value))
            return fail(jsonl, "\"headers\" must be an array of [\"Name\",\"value\"] pairs");
        struct carom_field *field = &jsonl->fields[i];
        field->name = carom_view_of(json_string_value(name), json_string_length(name));
        field->value = carom_view_of(json_string_value(value), json_string_length(value));
        const char *wrong = field_check(field);
        if (wrong != NULL)
            return fail(jsonl, wrong);
    }
    return true;
}

/* The rules that a line asks for, or NULL after fail(). */
static const struct carom_rules *find_rules(struct jsonl *jsonl, const struct line_input *in)
{
    enum carom_dialect dialect = jsonl->setup->dialect;
    if (in->has_dialect && !carom_dialect_named(in->dialect, &dialect)) {
        (void)fail(jsonl, "unknown dialect: use \"carom\", \"netlify\" or \"cloudflare\"");
        return NULL;
    }
    if (!in->has_rules) {
        if (jsonl->setup->rules == NULL) {
            (void)fail(jsonl, "\"rules\" is missing, and no --rules is given");
        } else if (in->has_dialect && dialect != jsonl->setup->rules_dialect) {
            (void)fail(jsonl, "\"dialect\" is not the one that the file of --rules was compiled "
                              "with: leave it out, or give \"rules\" too");
            return NULL;
        }
        return jsonl->setup->rules;
    }
    return rules_cache_get(&jsonl->cache, in->rules, dialect, &jsonl->error);
}

static bool answer_line(struct jsonl *jsonl, json_t *line, json_t **out)
{
    struct line_input in;
    if (!read_members(jsonl, line, &in) || !read_headers(jsonl, in.headers))
        return false;
    struct request_input input = {in.method, in.url, CAROM_HTTP_1_1, jsonl->fields,
                                  json_array_size(in.headers)};
    if (!http_version_named(in.http, &input.version))
        return fail(jsonl, "unknown HTTP version: use \"1.0\", \"1.1\" or \"2\"");
    struct carom_request request;
    const char *wrong = request_build(&input, &jsonl->request_memory, &request);
    if (wrong != NULL)
        return fail(jsonl, wrong);
    const struct carom_rules *rules = find_rules(jsonl, &in);
    if (rules == NULL)
        return false;
    wrong = answer_make(&jsonl->answer, rules, &request, &jsonl->setup->respond);
    if (wrong != NULL)
        return fail(jsonl, wrong);
    *out = answer_json(&jsonl->answer);
    return *out != NULL || fail(jsonl, "out of memory");
}

static json_t *line_error_json(const struct jsonl *jsonl)
{
    if (jsonl->error.len == 0)
        return error_json(CAROM_LITERAL("out of memory"));
    return error_json(carom_view_of(jsonl->error.ptr, jsonl->error.len));
}

/* Answers one line. Returns: false, after a message, when the answer cannot be printed. */
static bool take_line(struct jsonl *jsonl, const char *text, size_t len)
{
    json_error_t problem;
    json_t *out = NULL;
    json_t *line = json_loadb(text, len, JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES, &problem);
    bool answered;
    if (line == NULL && strspn(text, " \t\r\n") == len)
        answered = fail(jsonl, "empty line: one JSON object is expected");
    else if (line == NULL)
        answered = fail_about(jsonl, "not a JSON object: ", problem.text, "");
    else
        answered = answer_line(jsonl, line, &out);
    bool printed = print_json(answered ? out : line_error_json(jsonl));
    json_decref(line);
    return printed;
}

static void free_jsonl(struct jsonl *jsonl)
{
    answer_free(&jsonl->answer);
    buffer_free(&jsonl->request_memory);
    rules_cache_free(&jsonl->cache);
    buffer_free(&jsonl->error);
    free(jsonl->fields);
}

int run_jsonl(const struct jsonl_setup *setup)
{
    struct jsonl jsonl = {.setup = setup};
    char *line = NULL;
    size_t cap = 0;
    int code = EXIT_DONE;
    for (;;) {
        errno = 0;
        ssize_t len = getline(&line, &cap, stdin);
        if (len < 0)
            break;
        if (!take_line(&jsonl, line, (size_t)len)) {
            code = EXIT_NO;
            break;
        }
    }
    if (code == EXIT_DONE && !feof(stdin)) {
        code = EXIT_NO;
        if (errno == EBADF)
            message("standard input is closed: --jsonl reads its requests there");
        else if (errno == ENOMEM || errno == EOVERFLOW)
            (void)out_of_memory();
        else
            message("standard input cannot be read: %s", strerror(errno));
    }
    free(line);
    free_jsonl(&jsonl);
    return code;
}
