#include "trace_report.h"

#include "buffer.h"
#include "follow_words.h"

const char *trace_ending_name(enum trace_ending ending)
{
    switch (ending) {
    case ENDING_DECIDED:
        return "decided";
    case ENDING_DECLINED:
        return "declined";
    case ENDING_UNASKED:
        return "unasked";
    case ENDING_FAILED:
        return "failed";
    case ENDING_INTERRUPTED:
        return "interrupted";
    }
    return "";
}

/* " at hop 2 (302)" */
static bool put_place(struct carom_buf *out, size_t hop, uint16_t status)
{
    return put_text(out, " at hop ") && put_number(out, (int64_t)hop) && put_text(out, " (") &&
           put_number(out, status) && put_text(out, ")");
}

static bool put_changed(struct carom_buf *out, const struct trace_fate *fate)
{
    if (!put_text(out, "the method changed from ") || !put_visible(out, fate->first_method) ||
        !put_text(out, " to ") || !put_visible(out, fate->method) ||
        !put_place(out, fate->method_hop, fate->method_status))
        return false;
    if (fate->body_hop == 0)
        return !fate->had_body || put_text(out, "; the body was kept");
    if (!put_text(out, "; the body was lost"))
        return false;
    return fate->body_hop == fate->method_hop ? put_text(out, " there")
                                              : put_place(out, fate->body_hop, fate->body_status);
}

bool put_fate(struct carom_buf *out, const struct trace_end *end)
{
    const struct trace_fate *fate = &end->fate;
    size_t redirects = end->redirects;
    if (fate->method_hop > 0)
        return put_changed(out, fate);
    if (!put_visible(out, fate->first_method))
        return false;
    if (end->status == 0) /* whether it was sent is not known then */
        return put_text(out, " got no response");
    if (redirects == 0)
        return put_text(out, " was sent once: no redirect was followed");
    if (!put_text(out, " stayed ") || !put_visible(out, fate->first_method))
        return false;
    if (fate->body_hop > 0)
        return put_text(out, ", but its body was lost") &&
               put_place(out, fate->body_hop, fate->body_status);
    return put_text(out, redirects == 1 ? " through a redirect" : " through ") &&
           (redirects == 1 ||
            (put_number(out, (int64_t)redirects) && put_text(out, " redirects"))) &&
           (!fate->had_body || put_text(out, ", with its body"));
}

void trace_report_free(struct trace_report *report)
{
    buffer_free(&report->text);
    json_decref(report->hops);
    report->hops = NULL;
}
