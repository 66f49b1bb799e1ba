#include "follow_decision.h"

#include "buffer.h"
#include "follow_fields.h"
#include "follow_words.h"
#include "request.h"
#include "url_reading.h"

#include "carom/date.h"

#include <string.h>
#include <time.h>

static const struct {
    const char *name;
    enum carom_body body;
} bodies[] = {
    {"none", CAROM_BODY_NONE},
    {"replayable", CAROM_BODY_REPLAYABLE},
    {"stream", CAROM_BODY_STREAM},
};

enum { BODY_COUNT = sizeof bodies / sizeof bodies[0] };

bool follow_body_named(struct carom_view text, enum carom_body *out)
{
    for (size_t i = 0; i < BODY_COUNT; i++) {
        if (!carom_view_equal(text, view_of_text(bodies[i].name)))
            continue;
        *out = bodies[i].body;
        return true;
    }
    return false;
}

const char *follow_body_name(enum carom_body body)
{
    for (size_t i = 0; i < BODY_COUNT; i++) {
        if (bodies[i].body == body)
            return bodies[i].name;
    }
    return "";
}

/* Keeps `before` and `text` as the sentence to return. */
static const char *refuse(struct follow_answer *answer, const char *before, struct carom_view text)
{
    answer->error.len = 0;
    if (!put_text(&answer->error, before) || !put_visible(&answer->error, text) ||
        !buffer_append(&answer->error, "", 1))
        return request_out_of_memory;
    return answer->error.ptr;
}

static enum carom_result parse_url(struct follow_answer *answer, struct carom_view text)
{
    for (;;) {
        answer->url_bytes.len = 0;
        enum carom_result rv =
            carom_url_parse(text, NULL, url_idna(), &answer->url_bytes, &answer->url);
        if (rv != CAROM_ERR_NOSPACE)
            return rv;
        rv = buffer_make_room(&answer->url_bytes);
        if (rv != CAROM_OK)
            return rv;
    }
}

const char *follow_url_read(struct follow_answer *answer, struct carom_view text)
{
    enum carom_result rv = parse_url(answer, text);
    if (rv == CAROM_ERR_SYNTAX || rv == CAROM_ERR_UNSUPPORTED)
        return refuse(answer, "the request's URL: ", carom_url_problem_name(answer->url.problem));
    if (rv != CAROM_OK)
        return request_out_of_memory;
    if (answer->url.special != CAROM_SCHEME_HTTP && answer->url.special != CAROM_SCHEME_HTTPS)
        return "the request's URL must be an http or https URL";
    return NULL;
}

static enum carom_result ask(struct follow_answer *answer, const struct follow_question *question)
{
    struct carom_sent sent = {question->method, &answer->url, question->request_fields,
                              question->request_field_count, question->body};
    struct carom_answered answered = {question->status, question->response_fields,
                                      question->response_field_count};
    for (;;) {
        answer->bytes.len = 0;
        answer->chain = question->chain;
        enum carom_result rv = carom_follow(&question->policy, &sent, &answered, url_idna(),
                                            &answer->chain, &answer->bytes, &answer->next);
        if (rv != CAROM_ERR_NOSPACE)
            return rv;
        rv = buffer_make_room(&answer->bytes);
        if (rv != CAROM_OK)
            return rv;
    }
}

/* When the response came, when nobody says so: at its Date, from which the age then counts alone; without
 * one by the system's clock. */
static bool find_time(const struct follow_question *question, int64_t *now_s)
{
    *now_s = question->now_s;
    if (question->has_now)
        return true;
    const struct carom_field *date = field_named(
        question->response_fields, question->response_field_count, CAROM_LITERAL("Date"));
    int64_t clock = (int64_t)time(NULL);
    if (clock < 0 || clock > CAROM_DATE_LAST_S)
        return false;
    if (date == NULL || carom_date_read(date->value, clock, now_s) != CAROM_OK || *now_s < 0 ||
        *now_s > CAROM_DATE_LAST_S)
        *now_s = clock;
    return true;
}

static enum carom_result read_cache(struct follow_answer *answer,
                                    const struct follow_question *question)
{
    int64_t now_s;
    answer->has_cache = find_time(question, &now_s);
    if (!answer->has_cache)
        return CAROM_OK;
    struct carom_stored stored = {
        .method = question->method,
        .request_fields = question->request_fields,
        .request_field_count = question->request_field_count,
        .status = question->status,
        .fields = question->response_fields,
        .field_count = question->response_field_count,
        .request_s = now_s,
        .response_s = now_s,
        .now_s = now_s,
    };
    return carom_freshness_read(&stored, &answer->cache);
}

const char *follow_answer_make(struct follow_answer *answer, const struct follow_question *question)
{
    memset(&answer->next, 0, sizeof answer->next);
    memset(&answer->cache, 0, sizeof answer->cache);
    answer->has_cache = false;
    if (question->method.len == 0 || !is_field_name(question->method))
        return "the method must be a token, such as GET"; /* RFC 9110 §9.1: as a field name is */
    if (question->status < 100 || question->status > 599)
        return "the status must be from 100 to 599";
    const char *wrong = follow_url_read(answer, question->url);
    if (wrong != NULL)
        return wrong;
    enum carom_result rv = ask(answer, question);
    if (rv == CAROM_ERR_RANGE)
        return "the chain does not belong to this request: give what the decision before answered";
    if (rv == CAROM_OK)
        rv = read_cache(answer, question);
    if (rv == CAROM_ERR_RANGE)
        return "the time must be from 1970 to the end of the year 9999";
    return rv == CAROM_OK ? NULL : request_out_of_memory;
}

struct carom_view follow_future_url(const struct follow_answer *answer)
{
    return answer->next.is_permanent ? answer->next.url.href : answer->url.href;
}

bool follow_dropped_next(const struct follow_question *question, const struct follow_answer *answer,
                         size_t *at, struct carom_view *name)
{
    const struct carom_field *fields = question->request_fields;
    size_t count = answer->next.action == CAROM_FOLLOW_STOP ? 0 : question->request_field_count;
    while (*at < count) {
        size_t i = (*at)++;
        if (field_named(fields, i, fields[i].name) != NULL ||
            !carom_follow_drops(answer->next.drop, fields[i].name, fields, count))
            continue;
        *name = fields[i].name;
        return true;
    }
    return false;
}

void follow_answer_free(struct follow_answer *answer)
{
    buffer_free(&answer->url_bytes);
    buffer_free(&answer->bytes);
    buffer_free(&answer->error);
    memset(answer, 0, sizeof *answer);
}
