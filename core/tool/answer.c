#include "answer.h"

#include "buffer.h"
#include "json_text.h"

#include <string.h>

static const char *failure_text(enum carom_result result)
{
    switch (result) {
    case CAROM_ERR_IMAGE:
        return "the rule image is damaged: make it again with `carom compile`";
    case CAROM_ERR_NOMEM:
        return "out of memory";
    default:
        return "the request cannot be decided";
    }
}

static enum carom_result decide(struct answer *answer, const struct carom_rules *rules,
                                const struct carom_request *request)
{
    for (;;) {
        answer->decide_scratch.len = 0;
        enum carom_result result =
            carom_decide(rules, request, &answer->decide_scratch, &answer->decision);
        if (result != CAROM_ERR_NOSPACE)
            return result;
        result = buffer_make_room(&answer->decide_scratch);
        if (result != CAROM_OK)
            return result;
    }
}

static enum carom_result respond(struct answer *answer, const struct carom_request *request,
                                 const struct carom_respond_options *options)
{
    for (;;) {
        answer->respond_scratch.len = 0;
        enum carom_result result = carom_respond(request, &answer->decision, options,
                                                 &answer->respond_scratch, &answer->response);
        if (result != CAROM_ERR_NOSPACE)
            return result;
        result = buffer_make_room(&answer->respond_scratch);
        if (result != CAROM_OK)
            return result;
    }
}

const char *answer_make(struct answer *answer, const struct carom_rules *rules,
                        const struct carom_request *request,
                        const struct carom_respond_options *options)
{
    enum carom_result result = decide(answer, rules, request);
    if (result == CAROM_OK)
        result = respond(answer, request, options);
    return result == CAROM_OK ? NULL : failure_text(result);
}

const char *answer_write(const struct answer *answer, struct carom_buf *out)
{
    for (;;) {
        out->len = 0;
        enum carom_result result = carom_response_write(&answer->response, out);
        if (result == CAROM_ERR_NOSPACE)
            result = buffer_make_room(out);
        else
            return result == CAROM_OK ? NULL : failure_text(result);
        if (result != CAROM_OK)
            return failure_text(result);
    }
}

static json_t *fields_json(const struct carom_response *response)
{
    json_t *fields = json_array();
    for (size_t i = 0; fields != NULL && i < response->field_count; i++) {
        json_t *pair = json_array();
        if (pair == NULL ||
            json_array_append_new(pair, json_bytes(response->fields[i].name)) != 0 ||
            json_array_append_new(pair, json_bytes(response->fields[i].value)) != 0 ||
            json_array_append_new(fields, json_incref(pair)) != 0) {
            json_decref(fields);
            fields = NULL;
        }
        json_decref(pair);
    }
    return fields;
}

json_t *answer_json(const struct answer *answer)
{
    const struct carom_decision *decision = &answer->decision;
    json_t *location = decision->location.len > 0 ? json_bytes(decision->location) : json_null();
    json_t *rule = decision->has_rule ? json_integer(decision->line) : json_null();
    /* json_object_set_new takes the value over, also when it fails, and fails for NULL. */
    json_t *object = json_object();
    int failed = 0;
    failed |= json_object_set_new(object, "ok", json_true());
    failed |=
        json_object_set_new(object, "action", json_bytes(carom_action_name(decision->action)));
    failed |= json_object_set_new(object, "status", json_integer(answer->response.status));
    failed |= json_object_set_new(object, "location", location);
    failed |= json_object_set_new(object, "rule", rule);
    failed |= json_object_set_new(object, "headers", fields_json(&answer->response));
    failed |= json_object_set_new(object, "body", json_bytes(answer->response.body));
    if (failed != 0) {
        json_decref(object);
        return NULL;
    }
    return object;
}

void answer_free(struct answer *answer)
{
    buffer_free(&answer->decide_scratch);
    buffer_free(&answer->respond_scratch);
    memset(answer, 0, sizeof *answer);
}
