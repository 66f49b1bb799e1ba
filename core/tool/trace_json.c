/* A chain as one JSON object, printed at its end. */
#include "trace_report.h"

#include "buffer.h"
#include "follow_json.h"
#include "follow_words.h"
#include "json_text.h"
#include "output.h"

static bool begin_object(struct trace_report *report)
{
    report->hops = json_array();
    if (report->hops == NULL)
        (void)out_of_memory();
    return report->hops != NULL;
}

/* An object, or NULL when one of its members could not be made. */
static json_t *object_if(json_t *object, int failed)
{
    if (failed == 0)
        return object;
    json_decref(object);
    return NULL;
}

static json_t *request_json(const struct trace_hop *hop)
{
    const struct follow_question *question = hop->question;
    const struct field_list *sent = &hop->response->sent;
    bool is_known = question->body != CAROM_BODY_NONE && hop->body_len >= 0;
    json_t *object = json_object();
    int failed = json_object_set_new(object, "method", json_bytes(question->method));
    failed |= json_object_set_new(object, "url", json_bytes(hop->answer->url.href));
    failed |= json_object_set_new(object, "headers", field_array_json(sent->items, sent->count));
    failed |= json_object_set_new(object, "body", json_string(follow_body_name(question->body)));
    failed |= json_object_set_new(object, "body_len",
                                  is_known ? json_integer(hop->body_len) : json_null());
    return object_if(object, failed);
}

static json_t *hop_json(const struct trace_hop *hop)
{
    const struct http_response *response = hop->response;
    struct carom_view note = view_of_buffer(&response->note);
    bool is_for_eyes = response->status == 300 || response->status == 406;
    json_t *object = json_object();
    int failed = json_object_set_new(object, "request", request_json(hop));
    failed |= json_object_set_new(object, "status", json_integer(response->status));
    failed |= json_object_set_new(object, "headers",
                                  field_array_json(response->fields.items, response->fields.count));
    failed |= json_object_set_new(object, "body_start",
                                  is_for_eyes ? json_bytes(view_of_buffer(&response->body))
                                              : json_null());
    failed |= json_object_set_new(object, "note", note.len > 0 ? json_bytes(note) : json_null());
    failed |= json_object_set_new(object, "decision", follow_json(hop->question, hop->answer));
    failed |= json_object_set_new(object, "confirmed", json_null());
    failed |=
        json_object_set_new(object, "time_ms", json_integer((response->time_us + 999) / 1000));
    return object_if(object, failed);
}

static bool add_hop(struct trace_report *report, const struct trace_hop *hop)
{
    bool done = json_array_append_new(report->hops, hop_json(hop)) == 0;
    if (!done)
        (void)out_of_memory();
    return done;
}

static bool add_consent(struct trace_report *report, bool yes)
{
    json_t *hop = json_array_get(report->hops, json_array_size(report->hops) - 1);
    bool done = json_object_set_new(hop, "confirmed", json_boolean(yes)) == 0;
    if (!done)
        (void)out_of_memory();
    return done;
}

static json_t *fate_json(const struct trace_end *end)
{
    struct carom_buf text = {NULL, 0, 0};
    json_t *json = NULL;
    if (put_fate(&text, end))
        json = json_bytes(view_of_buffer(&text));
    buffer_free(&text);
    return json;
}

static json_t *error_of(const struct trace_end *end)
{
    if (end->ending == ENDING_INTERRUPTED)
        return json_string("interrupted");
    return end->ending == ENDING_FAILED ? json_bytes(end->error) : json_null();
}

static bool end_object(struct trace_report *report, const struct trace_end *end)
{
    bool is_whole = end->ending != ENDING_FAILED && end->ending != ENDING_INTERRUPTED;
    json_t *object = json_object();
    int failed = json_object_set_new(object, "ok", json_boolean(is_whole));
    failed |= json_object_set_new(object, "error", error_of(end));
    failed |= json_object_set_new(object, "ending", json_string(trace_ending_name(end->ending)));
    failed |= json_object_set(object, "hops", report->hops);
    failed |= json_object_set_new(object, "final_status",
                                  end->status > 0 ? json_integer(end->status) : json_null());
    failed |= json_object_set_new(object, "method_kept", json_boolean(end->fate.method_hop == 0));
    failed |= json_object_set_new(object, "body_kept", json_boolean(end->fate.body_hop == 0));
    failed |= json_object_set_new(object, "fate", fate_json(end));
    failed |= json_object_set_new(object, "future_url", json_bytes(end->future_url));
    return print_json(object_if(object, failed));
}

struct trace_report trace_object(void)
{
    return (struct trace_report){
        .begin = begin_object, .hop = add_hop, .consent = add_consent, .end = end_object};
}
