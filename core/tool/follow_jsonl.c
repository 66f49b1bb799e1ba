#include "follow_jsonl.h"

#include "follow_chain.h"
#include "follow_decision.h"
#include "follow_fields.h"
#include "follow_json.h"
#include "request.h"

#include "carom/date.h"

#include <string.h>

/* What is kept from line to line. */
struct follow_lines {
    const struct follow_jsonl_setup *setup;
    struct field_list request_fields, response_fields;
    struct follow_answer answer;
};

/* A line on its way to a question. */
struct follow_line {
    struct follow_lines *lines;
    struct line_error *error;
    struct policy_choice choice;
    struct follow_question question;
    bool has_url, has_status;
};

static bool read_string(struct follow_line *line, const char *key, const json_t *value,
                        struct carom_view *out)
{
    *out = carom_view_of(json_string_value(value), json_string_length(value));
    return json_is_string(value) || line_fail_about(line->error, "\"", key, "\" must be a string");
}

static bool read_body(struct follow_line *line, const json_t *value)
{
    struct carom_view text = carom_view_of(json_string_value(value), json_string_length(value));
    return (json_is_string(value) && follow_body_named(text, &line->question.body)) ||
           line_fail(line->error,
                     "\"request.body\" must be \"none\", \"replayable\" or \"stream\"");
}

static bool read_request(struct follow_line *line, json_t *object)
{
    struct follow_question *question = &line->question;
    const char *key;
    json_t *value;
    if (!json_is_object(object))
        return line_fail(line->error, "\"request\" must be an object");
    json_object_foreach(object, key, value)
    {
        bool read;
        if (strcmp(key, "url") == 0)
            read = line->has_url = read_string(line, "request.url", value, &question->url);
        else if (strcmp(key, "method") == 0)
            read = read_string(line, "request.method", value, &question->method);
        else if (strcmp(key, "body") == 0)
            read = read_body(line, value);
        else if (strcmp(key, "headers") == 0)
            read = field_list_read_json(&line->lines->request_fields, "request.headers", value,
                                        field_check, line->error);
        else
            read = line_fail_about(line->error, "unknown member \"request.", key,
                                   "\": a request has method, url, headers and body");
        if (!read)
            return false;
    }
    return true;
}

static bool read_status(struct follow_line *line, const json_t *value)
{
    json_int_t status = json_integer_value(value);
    if (!json_is_integer(value) || status < 100 || status > 599)
        return line_fail(line->error, "\"response.status\" must be a number from 100 to 599");
    line->question.status = (uint16_t)status;
    line->has_status = true;
    return true;
}

static bool read_response(struct follow_line *line, json_t *object)
{
    const char *key;
    json_t *value;
    if (!json_is_object(object))
        return line_fail(line->error, "\"response\" must be an object");
    json_object_foreach(object, key, value)
    {
        bool read;
        if (strcmp(key, "status") == 0)
            read = read_status(line, value);
        else if (strcmp(key, "headers") == 0)
            read = field_list_read_json(&line->lines->response_fields, "response.headers", value,
                                        response_field_check, line->error);
        else
            read = line_fail_about(line->error, "unknown member \"response.", key,
                                   "\": a response has status and headers");
        if (!read)
            return false;
    }
    return true;
}

/* 0 is a clock that does not know the time, as null is. */
static bool read_now(struct follow_line *line, const json_t *value)
{
    json_int_t now_s = json_integer_value(value);
    line->question.has_now = now_s != 0;
    line->question.now_s = now_s;
    if (json_is_null(value) || (json_is_integer(value) && now_s >= 0 && now_s <= CAROM_DATE_LAST_S))
        return true;
    return line_fail(line->error, "\"now\" must be a whole number of seconds since 1970");
}

static bool read_member(struct follow_line *line, const char *key, json_t *value)
{
    bool read;
    if (policy_choice_member(key, value, line->error, &line->choice, &read))
        return read;
    if (strcmp(key, "request") == 0)
        return read_request(line, value);
    if (strcmp(key, "response") == 0)
        return read_response(line, value);
    if (strcmp(key, "now") == 0)
        return read_now(line, value);
    if (strcmp(key, "chain") == 0)
        return chain_read_json(value, &line->question.chain, line->error);
    return line_fail_about(line->error, "unknown member \"", key,
                           "\": a line has policy, max_redirects, postredir, request, response, "
                           "now and chain");
}

static bool read_line(struct follow_line *line, json_t *object)
{
    const char *key;
    json_t *value;
    struct follow_question *question = &line->question;
    json_object_foreach(object, key, value)
    {
        if (!read_member(line, key, value))
            return false;
    }
    if (!line->has_url)
        return line_fail(line->error, "\"request.url\" is missing");
    if (!line->has_status)
        return line_fail(line->error, "\"response.status\" is missing");
    question->policy = policy_choice_make(&line->choice);
    question->request_fields = line->lines->request_fields.items;
    question->request_field_count = line->lines->request_fields.count;
    question->response_fields = line->lines->response_fields.items;
    question->response_field_count = line->lines->response_fields.count;
    return true;
}

static bool answer_line(void *ctx, json_t *object, struct line_error *error, json_t **out)
{
    struct follow_lines *lines = ctx;
    struct follow_line line = {.lines = lines, .error = error, .choice = lines->setup->choice};
    line.question.method = CAROM_LITERAL("GET");
    line.question.has_now = lines->setup->has_now;
    line.question.now_s = lines->setup->now_s;
    lines->request_fields.count = 0;
    lines->response_fields.count = 0;
    if (!read_line(&line, object))
        return false;
    const char *wrong = follow_answer_make(&lines->answer, &line.question);
    if (wrong != NULL)
        return line_fail(error, wrong);
    *out = follow_json(&line.question, &lines->answer);
    return *out != NULL || line_fail(error, "out of memory");
}

int run_follow_jsonl(const struct follow_jsonl_setup *setup)
{
    struct follow_lines lines;
    memset(&lines, 0, sizeof lines);
    lines.setup = setup;
    int code = json_lines_run(answer_line, &lines);
    field_list_free(&lines.request_fields);
    field_list_free(&lines.response_fields);
    follow_answer_free(&lines.answer);
    return code;
}
