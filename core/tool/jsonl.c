#include "jsonl.h"

#include "answer.h"
#include "buffer.h"
#include "explain.h"
#include "json_lines.h"
#include "options.h"
#include "request.h"
#include "rules_cache.h"

#include <stdlib.h>
#include <string.h>

/* What is kept from line to line. */
struct jsonl {
    const struct jsonl_setup *setup;
    struct answer answer;
    struct carom_buf request_memory;
    struct carom_field *fields;
    size_t field_cap;
    struct rules_cache cache;
    struct line_error *error; /* of the line that is being answered */
};

/* The members of a line. The views are into its JSON. */
struct line_input {
    struct carom_view rules, dialect, method, url, http;
    bool has_rules, has_dialect, has_method, has_url, has_http;
    const json_t *headers;
    enum explain_kind explain;
};

/* Reads false, true or "all". */
static bool read_explain(struct jsonl *jsonl, const json_t *value, struct line_input *in)
{
    const char *word = json_string_value(value); /* NULL when it is no string */
    if (!json_is_boolean(value) && (word == NULL || strcmp(word, "all") != 0))
        return line_fail(jsonl->error, "\"explain\" must be true, false or \"all\"");
    in->explain = word != NULL          ? EXPLAIN_ALL
                  : json_is_true(value) ? EXPLAIN_SHORT
                                        : EXPLAIN_NOTHING;
    return true;
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
            return line_fail_about(jsonl->error, "\"", key, "\" must be a string");
        *strings[i].text = carom_view_of(json_string_value(value), json_string_length(value));
        *strings[i].given = true;
        return true;
    }
    if (strcmp(key, "explain") == 0)
        return read_explain(jsonl, value, in);
    if (strcmp(key, "headers") != 0)
        return line_fail_about(jsonl->error, "unknown member \"", key,
                               "\": a line has rules, dialect, method, url, http, headers and "
                               "explain");
    if (!json_is_array(value))
        return line_fail(jsonl->error,
                         "\"headers\" must be an array of [\"Name\",\"value\"] pairs");
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
    json_object_foreach(line, key, value)
    {
        if (!read_member(jsonl, key, value, in))
            return false;
    }
    return in->has_url || line_fail(jsonl->error, "\"url\" is missing");
}

static bool read_headers(struct jsonl *jsonl, const json_t *headers)
{
    size_t count = json_array_size(headers);
    if (count > jsonl->field_cap) {
        struct carom_field *fields = realloc(jsonl->fields, count * sizeof *fields);
        if (fields == NULL)
            return line_fail(jsonl->error, "out of memory");
        jsonl->fields = fields;
        jsonl->field_cap = count;
    }
    for (size_t i = 0; i < count; i++) {
        const json_t *pair = json_array_get(headers, i);
        const json_t *name = json_array_get(pair, 0);
        const json_t *value = json_array_get(pair, 1);
        if (json_array_size(pair) != 2 || !json_is_string(name) || !json_is_string(value))
            return line_fail(jsonl->error,
                             "\"headers\" must be an array of [\"Name\",\"value\"] pairs");
        struct carom_field *field = &jsonl->fields[i];
        field->name = carom_view_of(json_string_value(name), json_string_length(name));
        field->value = carom_view_of(json_string_value(value), json_string_length(value));
        const char *wrong = field_check(field);
        if (wrong != NULL)
            return line_fail(jsonl->error, wrong);
    }
    return true;
}

/* The rules that a line asks for, or NULL after line_fail. */
static const struct carom_rules *find_rules(struct jsonl *jsonl, const struct line_input *in)
{
    enum carom_dialect dialect = jsonl->setup->dialect;
    if (in->has_dialect && !carom_dialect_named(in->dialect, &dialect)) {
        (void)line_fail(jsonl->error,
                        "unknown dialect: use \"carom\", \"netlify\" or \"cloudflare\"");
        return NULL;
    }
    if (!in->has_rules) {
        if (jsonl->setup->rules == NULL) {
            (void)line_fail(jsonl->error, "\"rules\" is missing, and no --rules is given");
        } else if (in->has_dialect && dialect != jsonl->setup->rules_dialect) {
            (void)line_fail(jsonl->error,
                            "\"dialect\" is not the one that the file of --rules was compiled "
                            "with: leave it out, or give \"rules\" too");
            return NULL;
        }
        return jsonl->setup->rules;
    }
    return rules_cache_get(&jsonl->cache, in->rules, dialect, &jsonl->error->text);
}

static bool answer_line(void *ctx, json_t *line, struct line_error *error, json_t **out)
{
    struct jsonl *jsonl = ctx;
    struct line_input in;
    jsonl->error = error;
    if (!read_members(jsonl, line, &in) || !read_headers(jsonl, in.headers))
        return false;
    struct request_input input = {in.method,      in.url,
                                  CAROM_HTTP_1_1, jsonl->setup->country_header,
                                  jsonl->fields,  json_array_size(in.headers)};
    if (!http_version_named(in.http, &input.version))
        return line_fail(jsonl->error, "unknown HTTP version: use \"1.0\", \"1.1\" or \"2\"");
    struct carom_request request;
    const char *wrong = request_build(&input, &jsonl->request_memory, &request);
    if (wrong != NULL)
        return line_fail(jsonl->error, wrong);
    const struct carom_rules *rules = find_rules(jsonl, &in);
    if (rules == NULL)
        return false;
    wrong = answer_make(&jsonl->answer, rules, &request, &jsonl->setup->respond);
    if (wrong != NULL)
        return line_fail(jsonl->error, wrong);
    *out = answer_json(&jsonl->answer);
    if (*out == NULL)
        return line_fail(jsonl->error, "out of memory");
    struct explain_setup setup = {rules, &request, &jsonl->answer, in.explain == EXPLAIN_ALL};
    wrong = in.explain == EXPLAIN_NOTHING ? NULL : explain_json(&setup, *out);
    if (wrong == NULL)
        return true;
    json_decref(*out);
    *out = NULL;
    return line_fail(jsonl->error, wrong);
}

static void free_jsonl(struct jsonl *jsonl)
{
    answer_free(&jsonl->answer);
    buffer_free(&jsonl->request_memory);
    rules_cache_free(&jsonl->cache);
    free(jsonl->fields);
}

int run_jsonl(const struct jsonl_setup *setup)
{
    struct jsonl jsonl = {.setup = setup};
    int code = json_lines_run(answer_line, &jsonl);
    free_jsonl(&jsonl);
    return code;
}
