/* A chain as a table: a line for each hop as it comes, and what was learned at the end. */
#include "trace_report.h"

#include "buffer.h"
#include "follow_alternates.h"
#include "follow_text.h"
#include "follow_words.h"
#include "output.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where the columns of a hop begin, and of what stands below it and at the end. */
enum { STATUS_COLUMN = 5, METHOD_COLUMN = 13, URL_COLUMN = 22, END_COLUMN = 14 };

/* SGR sequences (ECMA-48 §8.3.117). */
#define PLAIN "\x1b[0m"
#define BOLD "\x1b[1m"
#define DIM "\x1b[2m"
#define RED "\x1b[31m"
#define GREEN "\x1b[32m"
#define YELLOW "\x1b[33m"

/* Colour is for eyes, and for those who did not say no to it. */
static bool wants_colour(void)
{
    const char *no_colour = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");
    return isatty(STDOUT_FILENO) == 1 && (no_colour == NULL || no_colour[0] == '\0') &&
           terminal != NULL && strcmp(terminal, "dumb") != 0;
}

static bool put_colour(struct trace_report *report, const char *sequence)
{
    return !report->in_colour || put_text(&report->text, sequence);
}

static const char *colour_of(uint16_t status)
{
    return status >= 400 ? RED : status >= 300 ? YELLOW : GREEN;
}

/* Prints what was put together. */
static bool flush(struct trace_report *report, bool made)
{
    bool printed = made && print_bytes(report->text.ptr, report->text.len);
    if (!made)
        (void)out_of_memory();
    report->text.len = 0;
    return printed;
}

static bool begin_table(struct trace_report *report)
{
    struct carom_buf *out = &report->text;
    bool made = put_colour(report, DIM) && put_text(out, "hop  status  method   URL") &&
                put_colour(report, PLAIN) && put_text(out, "\n");
    return flush(report, made);
}

/* Spaces up to a column, by the width of what stands there: the colours have none. */
static bool put_spaces(struct carom_buf *out, size_t width, size_t column)
{
    do {
        if (!put_text(out, " "))
            return false;
    } while (++width < column);
    return true;
}

static bool put_label(struct trace_report *report, const char *label)
{
    struct carom_buf *out = &report->text;
    return put_column(out, METHOD_COLUMN) && put_colour(report, DIM) && put_text(out, label) &&
           put_colour(report, PLAIN) && put_spaces(out, METHOD_COLUMN + strlen(label), URL_COLUMN);
}

static bool put_line(struct trace_report *report, const struct trace_hop *hop)
{
    struct carom_buf *out = &report->text;
    const struct follow_question *question = hop->question;
    /* The number stands at the right of its column. */
    bool made =
        (hop->number >= 100 || put_text(out, " ")) && (hop->number >= 10 || put_text(out, " "));
    made = made && put_number(out, (int64_t)hop->number) && put_column(out, STATUS_COLUMN) &&
           put_colour(report, colour_of(question->status)) && put_number(out, question->status) &&
           put_colour(report, PLAIN) && put_spaces(out, STATUS_COLUMN + 3, METHOD_COLUMN) &&
           put_visible(out, question->method);
    return made && put_spaces(out, METHOD_COLUMN + question->method.len, URL_COLUMN) &&
           put_visible(out, hop->answer->url.href) && put_text(out, "\n");
}

static bool put_cache_line(struct trace_report *report, const struct trace_hop *hop)
{
    return put_label(report, "cache") && put_cache(&report->text, hop->answer) &&
           put_text(&report->text, "\n");
}

/* What will be sent next, and what will not. */
static bool put_next(struct trace_report *report, const struct trace_hop *hop)
{
    struct carom_buf *out = &report->text;
    const struct carom_next *next = &hop->answer->next;
    bool had_body = hop->question->body != CAROM_BODY_NONE;
    bool any = false;
    struct carom_buf names = {NULL, 0, 0};
    bool made =
        put_dropped(&names, hop->question, hop->answer, &any) && put_visible(out, next->method) &&
        (!had_body || put_text(out, next->keeps_body ? " with its body" : " without its body"));
    if (made && any)
        made = put_text(out, ", without ") && buffer_append(out, names.ptr, names.len);
    if (made && next->is_downgrade)
        made = put_text(out, ", no longer encrypted");
    else if (made && next->crosses_origin)
        made = put_text(out, ", to another origin");
    buffer_free(&names);
    return made && put_text(out, "\n");
}

static bool put_decision_line(struct trace_report *report, const struct trace_hop *hop)
{
    struct carom_buf *out = &report->text;
    const struct carom_next *next = &hop->answer->next;
    struct carom_view text = carom_follow_reason_text(next->reason);
    if (next->action == CAROM_FOLLOW_GO)
        return put_label(report, "next") && put_next(report, hop);
    bool is_stop = next->action == CAROM_FOLLOW_STOP;
    if (!put_label(report, is_stop ? "stop" : "ask") || !buffer_append(out, text.ptr, text.len))
        return false;
    if (!is_stop)
        return put_text(out, ": ") && put_next(report, hop);
    if (next->has_url && (!put_text(out, ": ") || !put_visible(out, next->url.href)))
        return false;
    return put_text(out, next->is_error ? " (an error for such a client's caller)\n" : "\n");
}

/* The beginning of a body that is to be read by a person: a choice, or why there is none. */
static bool put_body(struct trace_report *report, const struct trace_hop *hop)
{
    struct carom_view body = view_of_buffer(&hop->response->body);
    bool is_for_eyes = hop->question->status == 300 || hop->question->status == 406;
    const char *label = "body";
    while (is_for_eyes && body.len > 0) {
        const char *end = memchr(body.ptr, '\n', body.len);
        size_t len = end != NULL ? (size_t)(end - body.ptr) : body.len;
        size_t shown = len > 0 && body.ptr[len - 1] == '\r' ? len - 1 : len;
        if (!put_label(report, label) ||
            !put_visible(&report->text, carom_view_of(body.ptr, shown)) ||
            !put_text(&report->text, "\n"))
            return false;
        size_t taken = end != NULL ? len + 1 : len;
        body = carom_view_of(body.ptr + taken, body.len - taken);
        label = "";
    }
    return true;
}

static bool add_hop(struct trace_report *report, const struct trace_hop *hop)
{
    struct carom_buf *out = &report->text;
    struct carom_view note = view_of_buffer(&hop->response->note);
    bool made = put_line(report, hop) && put_cache_line(report, hop);
    if (made && note.len > 0)
        made = put_label(report, "note") && put_visible(out, note) && put_text(out, "\n");
    return flush(report, made && put_body(report, hop) && put_decision_line(report, hop));
}

static bool add_consent(struct trace_report *report, bool yes)
{
    bool made = put_label(report, yes ? "yes" : "no") &&
                put_text(&report->text, yes ? "it is sent\n" : "it is not sent\n");
    return flush(report, made);
}

static bool put_end_word(struct trace_report *report, const char *word)
{
    return put_colour(report, DIM) && put_text(&report->text, word) && put_colour(report, PLAIN);
}

static bool put_end_label(struct trace_report *report, const char *label)
{
    return put_end_word(report, label) && put_spaces(&report->text, strlen(label), END_COLUMN);
}

/* "200 after 2 redirects" */
static bool put_final(struct trace_report *report, const struct trace_end *end)
{
    struct carom_buf *out = &report->text;
    if (!put_end_label(report, "final status"))
        return false;
    if (end->status == 0)
        return put_text(out, "none: no response came\n");
    bool made = put_colour(report, end->is_good ? GREEN : RED) && put_number(out, end->status) &&
                put_colour(report, PLAIN);
    if (end->ending == ENDING_FAILED)
        made = made && put_text(out, ", and the next request got no response");
    else if (end->ending == ENDING_INTERRUPTED)
        made = made && put_text(out, ", and then it was interrupted");
    else if (end->redirects == 1)
        made = made && put_text(out, " after a redirect");
    else if (end->redirects > 1)
        made = made && put_text(out, " after ") && put_number(out, (int64_t)end->redirects) &&
               put_text(out, " redirects");
    return made && put_text(out, "\n");
}

static bool put_fate_line(struct trace_report *report, const struct trace_end *end)
{
    const struct trace_fate *fate = &end->fate;
    bool is_lost = fate->method_hop > 0 || fate->body_hop > 0;
    const char *colour = is_lost ? BOLD RED : fate->had_body ? GREEN : "";
    return put_end_label(report, "outcome") && put_colour(report, colour) &&
           put_fate(&report->text, end) && put_colour(report, PLAIN) &&
           put_text(&report->text, "\n");
}

static bool put_future_line(struct trace_report *report, const struct trace_end *end)
{
    return put_end_label(report, "in future") && put_text(&report->text, "use ") &&
           put_visible(&report->text, end->future_url) && put_text(&report->text, "\n");
}

static bool put_repeat_line(struct trace_report *report, const struct trace_end *end)
{
    const struct trace_hop *hop = end->last;
    const char *advice =
        hop == NULL ? NULL : repeat_advice(hop->question->status, hop->answer->next.repeat);
    return advice == NULL || (put_end_label(report, "ask again") &&
                              put_text(&report->text, advice) && put_text(&report->text, "\n"));
}

static bool put_alternatives(struct trace_report *report, const struct trace_end *end)
{
    struct carom_buf list = {NULL, 0, 0};
    const struct trace_hop *hop = end->last;
    bool made = hop == NULL ||
                put_alternates(&list, hop->question->response_fields,
                               hop->question->response_field_count, &hop->answer->url, END_COLUMN);
    if (made && list.len > 0)
        made = put_end_word(report, "alternatives") && put_text(&report->text, "\n") &&
               buffer_append(&report->text, list.ptr, list.len);
    buffer_free(&list);
    return made;
}

static bool end_table(struct trace_report *report, const struct trace_end *end)
{
    bool made = put_text(&report->text, "\n") && put_final(report, end) &&
                put_fate_line(report, end) && put_future_line(report, end) &&
                put_repeat_line(report, end) && put_alternatives(report, end);
    return flush(report, made);
}

struct trace_report trace_table(void)
{
    return (struct trace_report){.begin = begin_table,
                                 .hop = add_hop,
                                 .consent = add_consent,
                                 .end = end_table,
                                 .in_colour = wants_colour()};
}
