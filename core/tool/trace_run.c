#include "trace.h"

#include "buffer.h"
#include "commands.h"
#include "follow_words.h"
#include "output.h"
#include "trace_confirm.h"
#include "trace_interrupt.h"
#include "trace_report.h"

#include <string.h>

/* A chain on its way. */
struct trace {
    const struct trace_setup *setup;
    struct http http;
    struct trace_report report;
    struct carom_buf method, url, spare; /* of the next request */
    struct field_list fields, spare_fields;
    bool has_body;
    struct follow_question question; /* the latest one */
    struct follow_answer answer;
    struct http_response response;
    struct trace_hop hop;
    struct carom_buf future_url, error;
    struct trace_end end;
    bool failed; /* memory ran out, or the output cannot be written: a message was printed */
};

/* Keeps bytes that may lie in the buffer itself. */
static bool replace(struct trace *trace, struct carom_buf *buf, struct carom_view bytes)
{
    trace->spare.len = 0;
    if (!buffer_append(&trace->spare, bytes.ptr, bytes.len))
        return false;
    struct carom_buf before = *buf;
    *buf = trace->spare;
    trace->spare = before;
    return true;
}

static void fail(struct trace *trace)
{
    (void)out_of_memory();
    trace->failed = true;
}

/* Ends the chain with a sentence. */
static void end_with(struct trace *trace, enum trace_ending ending, const char *error)
{
    trace->end.ending = ending;
    trace->error.len = 0;
    if (error != NULL && !put_text(&trace->error, error))
        fail(trace);
}

static bool begin(struct trace *trace)
{
    const struct trace_setup *setup = trace->setup;
    bool done =
        replace(trace, &trace->method, setup->method) && replace(trace, &trace->url, setup->url);
    for (size_t i = 0; done && i < setup->fields.count; i++)
        done = field_list_add(&trace->fields, setup->fields.items[i]);
    trace->has_body = setup->body.kind != CAROM_BODY_NONE;
    trace->end.fate.had_body = trace->has_body;
    trace->end.fate.first_method = setup->method;
    trace->end.fate.method = setup->method;
    if (done && http_open(&trace->http, setup))
        return trace->report.begin(&trace->report);
    fail(trace);
    return false;
}

/* Sends the next request. Returns: whether a response came. */
static bool send_next(struct trace *trace)
{
    const char *wrong = follow_url_read(&trace->answer, view_of_buffer(&trace->url));
    if (wrong != NULL) {
        end_with(trace, ENDING_FAILED, wrong);
        return false;
    }
    struct http_request request = {
        .method = view_of_buffer(&trace->method),
        .url = &trace->answer.url,
        .fields = trace->fields.items,
        .field_count = trace->fields.count,
        .body = trace->has_body ? &trace->setup->body : NULL,
    };
    switch (http_send(&trace->http, &request, &trace->response, &trace->error)) {
    case HTTP_ANSWERED:
        return true;
    case HTTP_FAILED:
        trace->end.ending = ENDING_FAILED;
        return false;
    case HTTP_INTERRUPTED:
        end_with(trace, ENDING_INTERRUPTED, NULL);
        return false;
    case HTTP_NO_MEMORY:
        break;
    }
    fail(trace);
    return false;
}

/* Asks the core about the response. Returns: whether it could. */
static bool decide(struct trace *trace)
{
    struct follow_question *question = &trace->question;
    const struct trace_body *body = &trace->setup->body;
    question->policy = trace->setup->policy;
    question->method = view_of_buffer(&trace->method);
    question->url = view_of_buffer(&trace->url);
    question->body = trace->has_body ? body->kind : CAROM_BODY_NONE;
    question->request_fields = trace->fields.items;
    question->request_field_count = trace->fields.count;
    question->status = trace->response.status;
    question->response_fields = trace->response.fields.items;
    question->response_field_count = trace->response.fields.count;
    question->has_now = true;
    question->now_s = trace->response.now_s;
    const char *wrong = question->status < 100 || question->status > 599
                            ? "the server answered with a status that HTTP does not have: they are "
                              "from 100 to 599"
                            : follow_answer_make(&trace->answer, question);
    if (wrong != NULL) {
        end_with(trace, ENDING_FAILED, wrong);
        return false;
    }
    trace->hop.number++;
    trace->hop.question = question;
    trace->hop.answer = &trace->answer;
    trace->hop.response = &trace->response;
    trace->hop.body_len =
        question->body == CAROM_BODY_STREAM ? body->stream_len : (int64_t)body->bytes.len;
    trace->end.last = &trace->hop;
    trace->end.status = trace->response.status;
    return true;
}

/* A URL is replaced for future requests as long as each redirect on the way is permanent; one that leads
 * around in a circle leads nowhere. */
static void note_future(struct trace *trace)
{
    const struct carom_next *next = &trace->answer.next;
    bool done = true;
    if (trace->hop.number == 1)
        done = replace(trace, &trace->future_url, trace->answer.url.href);
    if (done && next->is_permanent && !trace->question.chain.is_temporary &&
        next->reason != CAROM_REASON_LOOP && next->reason != CAROM_REASON_TOO_MANY)
        done = replace(trace, &trace->future_url, next->url.href);
    if (!done)
        fail(trace);
}

static void note_fate(struct trace *trace)
{
    struct trace_fate *fate = &trace->end.fate;
    const struct carom_next *next = &trace->answer.next;
    if (fate->method_hop == 0 && !carom_view_equal(next->method, fate->first_method)) {
        fate->method_hop = trace->hop.number;
        fate->method_status = trace->question.status;
    }
    if (trace->has_body && !next->keeps_body) {
        fate->body_hop = trace->hop.number;
        fate->body_status = trace->question.status;
    }
}

/* Leaves the fields that go out of the next request, and of all after it. What Connection names goes by
 * the whole list, which therefore stays as it is until all are looked at. */
static bool drop_fields(struct trace *trace)
{
    const struct field_list *fields = &trace->fields;
    struct field_list *kept = &trace->spare_fields;
    kept->count = 0;
    for (size_t i = 0; i < fields->count; i++) {
        if (!carom_follow_drops(trace->answer.next.drop, fields->items[i].name, fields->items,
                                fields->count) &&
            !field_list_add(kept, fields->items[i]))
            return false;
    }
    struct field_list before = trace->fields;
    trace->fields = trace->spare_fields;
    trace->spare_fields = before;
    return true;
}

/* Makes the next request of the decision. */
static void go_on(struct trace *trace)
{
    const struct carom_next *next = &trace->answer.next;
    note_fate(trace);
    trace->has_body = trace->has_body && next->keeps_body;
    trace->question.chain = trace->answer.chain;
    trace->end.redirects++;
    trace->end.last = NULL; /* what it shows is of this hop */
    if (!drop_fields(trace) || !replace(trace, &trace->method, next->method) ||
        !replace(trace, &trace->url, next->url.href))
        fail(trace);
    trace->end.fate.method = view_of_buffer(&trace->method);
}

/* Returns: whether a person says that the next request is to be sent. */
static bool ask(struct trace *trace)
{
    enum trace_answer answer =
        trace_confirm(trace->setup->consent, &trace->answer.next, trace->has_body);
    if (interrupt_seen()) {
        end_with(trace, ENDING_INTERRUPTED, NULL);
        return false;
    }
    if (!trace->report.consent(&trace->report, answer == ANSWER_YES))
        trace->failed = true;
    if (answer == ANSWER_YES)
        return true;
    end_with(trace, answer == ANSWER_NO ? ENDING_DECLINED : ENDING_UNASKED, NULL);
    return false;
}

/* One hop. Returns: whether there is another. */
static bool step(struct trace *trace)
{
    if (!send_next(trace) || !decide(trace))
        return false;
    note_future(trace);
    if (!trace->failed && !trace->report.hop(&trace->report, &trace->hop))
        trace->failed = true;
    const struct carom_next *next = &trace->answer.next;
    if (trace->failed || next->action == CAROM_FOLLOW_STOP)
        return false;
    if (next->action == CAROM_FOLLOW_CONFIRM && !ask(trace))
        return false;
    go_on(trace);
    return !trace->failed;
}

static void say_why(const struct trace *trace)
{
    const struct trace_end *end = &trace->end;
    if (end->ending == ENDING_FAILED)
        message("trace: %.*s", (int)end->error.len, end->error.ptr);
    else if (end->ending == ENDING_INTERRUPTED)
        message("trace: interrupted");
    else if (end->ending == ENDING_UNASKED)
        message(
            "trace: a person is to be asked, and there is no terminal to ask on: --yes sends the "
            "next request, --no stops before it");
}

static int finish(struct trace *trace)
{
    struct trace_end *end = &trace->end;
    if (trace->failed)
        return EXIT_NO;
    end->is_good =
        end->ending == ENDING_DECIDED && end->status < 400 && !trace->answer.next.is_error;
    end->error = view_of_buffer(&trace->error);
    end->future_url =
        trace->future_url.len > 0 ? view_of_buffer(&trace->future_url) : trace->setup->url;
    say_why(trace);
    return trace->report.end(&trace->report, end) && end->is_good ? EXIT_DONE : EXIT_NO;
}

int trace_run(const struct trace_setup *setup)
{
    struct trace trace;
    memset(&trace, 0, sizeof trace);
    trace.setup = setup;
    trace.report = setup->json ? trace_object() : trace_table();
    interrupt_watch();
    if (begin(&trace)) {
        while (step(&trace))
            continue;
    } else {
        trace.failed = true;
    }
    int code = finish(&trace);
    http_close(&trace.http);
    http_response_free(&trace.response);
    follow_answer_free(&trace.answer);
    field_list_free(&trace.fields);
    field_list_free(&trace.spare_fields);
    trace_report_free(&trace.report);
    struct carom_buf *buffers[] = {&trace.method, &trace.url, &trace.spare, &trace.future_url,
                                   &trace.error};
    for (size_t i = 0; i < sizeof buffers / sizeof buffers[0]; i++)
        buffer_free(buffers[i]);
    return code;
}
