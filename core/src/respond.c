#include "carom/respond.h"

#include "carom/date.h"
#include "carom/status.h"

#include "chars.h"
#include "negotiate.h"
#include "note.h"
#include "writer.h"

#include <string.h>

/* A response while it is being made. */
struct maker {
    const struct carom_request *request;
    const struct carom_decision *decision;
    const struct carom_respond_options *options;
    struct carom_buf *scratch;
    struct carom_response *out;
};

static bool is_method(const struct maker *maker, struct carom_view method)
{
    return carom_view_equal(maker->request->method, method);
}

static void add_field(struct maker *maker, struct carom_view name, struct carom_view value)
{
    struct carom_response *out = maker->out;
    out->fields[out->field_count].name = name;
    out->fields[out->field_count].value = value;
    out->field_count++;
}

static void add_content_length(struct maker *maker, size_t len)
{
    size_t start = maker->scratch->len;
    put_number(maker->scratch, len);
    add_field(maker, CAROM_LITERAL("Content-Length"), put_since(maker->scratch, start));
}

/* The explicit lifetime that the rule gave, and only that (RFC 9111 §5.2.2.1, §5.3). */
static void add_lifetime(struct maker *maker)
{
    int64_t max_age_s = maker->decision->max_age_s;
    int64_t now_s = maker->options->now_s;
    char text[CAROM_DATE_LEN];
    struct carom_buf date = {text, sizeof text, 0};
    if (max_age_s < 0)
        return;
    size_t start = maker->scratch->len;
    put_literal(maker->scratch, "max-age=");
    put_number(maker->scratch, (uint64_t)max_age_s);
    add_field(maker, CAROM_LITERAL("Cache-Control"), put_since(maker->scratch, start));
    if (now_s < 0 || now_s > CAROM_DATE_LAST_S - max_age_s ||
        carom_date_write(now_s + max_age_s, &date) != CAROM_OK)
        return;
    start = maker->scratch->len;
    put_bytes(maker->scratch, text, date.len);
    add_field(maker, CAROM_LITERAL("Expires"), put_since(maker->scratch, start));
}

static void set_status(struct maker *maker, uint16_t status)
{
    maker->out->status = status;
    maker->out->reason = carom_status_of(status).reason;
}

/* The note as the body. For HEAD it is only counted, by the routine that writes it. */
static void add_note(struct maker *maker, const struct note *note, enum note_form form)
{
    struct carom_buf counted = {NULL, 0, 0};
    bool is_head = is_method(maker, CAROM_LITERAL("HEAD"));
    struct carom_buf *body = is_head ? &counted : maker->scratch;
    size_t start = body->len;
    carom_put_note(body, note, form);
    if (!is_head)
        maker->out->body = put_since(body, start);
    add_field(maker, CAROM_LITERAL("Content-Type"), carom_note_media_type(form));
    add_content_length(maker, body->len - start);
}

static void put_name(struct maker *maker, size_t start, struct carom_view name)
{
    if (maker->scratch->len > start)
        put_literal(maker->scratch, ", ");
    put_view(maker->scratch, name);
}

/* The fields that chose this response: Accept its form, the others the rule (RFC 9110 §12.5.5). */
static void add_vary(struct maker *maker, bool by_accept)
{
    unsigned asked = maker->decision->asked;
    struct carom_view country = maker->options->country_field;
    size_t start = maker->scratch->len;
    if (asked == 0) {
        if (by_accept)
            add_field(maker, CAROM_LITERAL("Vary"), CAROM_LITERAL("Accept"));
        return;
    }
    if (by_accept)
        put_name(maker, start, CAROM_LITERAL("Accept"));
    if ((asked & CAROM_ASKED_LANGUAGE) != 0)
        put_name(maker, start, CAROM_LITERAL("Accept-Language"));
    if ((asked & CAROM_ASKED_COOKIE) != 0)
        put_name(maker, start, CAROM_LITERAL("Cookie"));
    if ((asked & CAROM_ASKED_COUNTRY) != 0 && country.len > 0)
        put_name(maker, start, country);
    if (maker->scratch->len > start)
        add_field(maker, CAROM_LITERAL("Vary"), put_since(maker->scratch, start));
}

/* A note in the form that Accept prefers. Strictly, when it accepts none, 406 with the forms. */
static void make_noted(struct maker *maker, uint16_t status, bool may_be_strict)
{
    struct note_preference preference =
        carom_note_negotiate(maker->request->fields, maker->request->field_count);
    bool is_406 = may_be_strict && maker->options->strict_accept && !preference.acceptable;
    set_status(maker, is_406 ? 406 : status);
    struct note note = {maker->out->status, maker->out->reason, maker->request->method,
                        maker->decision, is_406 ? status : (uint16_t)0};
    if (maker->decision->action == CAROM_ACTION_REDIRECT && !is_406)
        add_field(maker, CAROM_LITERAL("Location"), maker->decision->location);
    add_note(maker, &note, preference.form);
    if (!is_406)
        add_lifetime(maker);
    add_vary(maker, true);
}

/* What the caller has to show for this status. An empty payload to a 200 is a 204. */
static void make_represented(struct maker *maker, uint16_t status)
{
    struct carom_view body = maker->options->representation;
    if (status == 200 && body.len == 0) {
        set_status(maker, 204);
    } else {
        set_status(maker, status);
        if (!is_method(maker, CAROM_LITERAL("HEAD")))
            maker->out->body = body;
        add_field(maker, CAROM_LITERAL("Content-Type"), maker->options->representation_type);
        add_content_length(maker, body.len);
    }
    add_lifetime(maker);
    add_vary(maker, false);
}

static struct carom_view allowed_methods(const struct maker *maker)
{
    if (maker->options->trace)
        return CAROM_LITERAL("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, TRACE");
    return CAROM_LITERAL("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
}

/* OPTIONS: the communication options, and nothing else to say (RFC 9110 §9.3.7). */
static void make_options(struct maker *maker)
{
    struct carom_view methods = maker->decision->methods;
    set_status(maker, 204);
    add_field(maker, CAROM_LITERAL("Allow"), methods.len > 0 ? methods : allowed_methods(maker));
}

/* Fields that a TRACE must not send back, as they may hold credentials (RFC 9110 §9.3.8). */
static bool is_sensitive(struct carom_view name)
{
    return carom_equal_nocase(name, CAROM_LITERAL("authorization")) ||
           carom_equal_nocase(name, CAROM_LITERAL("proxy-authorization")) ||
           carom_equal_nocase(name, CAROM_LITERAL("cookie")) ||
           carom_equal_nocase(name, CAROM_LITERAL("cookie2")) ||
           carom_equal_nocase(name, CAROM_LITERAL("x-api-key")) ||
           carom_equal_nocase(name, CAROM_LITERAL("x-auth-token"));
}

static struct carom_view version_name(enum carom_http_version version)
{
    switch (version) {
    case CAROM_HTTP_1_0:
        return CAROM_LITERAL(" HTTP/1.0\r\n");
    case CAROM_HTTP_2:
        return CAROM_LITERAL(" HTTP/2\r\n");
    case CAROM_HTTP_1_1:
        break;
    }
    return CAROM_LITERAL(" HTTP/1.1\r\n");
}

/* The request as it was received, in message/http. */
static void make_trace(struct maker *maker)
{
    const struct carom_request *request = maker->request;
    struct carom_buf *scratch = maker->scratch;
    size_t start = scratch->len;
    put_view(scratch, request->method);
    put_char(scratch, ' ');
    put_view(scratch, request->target);
    put_view(scratch, version_name(request->version));
    for (size_t i = 0; i < request->field_count; i++) {
        if (is_sensitive(request->fields[i].name))
            continue;
        put_view(scratch, request->fields[i].name);
        put_literal(scratch, ": ");
        put_view(scratch, request->fields[i].value);
        put_literal(scratch, "\r\n");
    }
    put_literal(scratch, "\r\n");
    set_status(maker, 200);
    maker->out->body = put_since(scratch, start);
    add_field(maker, CAROM_LITERAL("Content-Type"), CAROM_LITERAL("message/http"));
    add_content_length(maker, scratch->len - start);
}

static void make_trace_refused(struct maker *maker)
{
    struct carom_decision refusal = {.action = CAROM_ACTION_REFUSE, .status = 405, .max_age_s = -1};
    const struct carom_decision *decision = maker->decision;
    maker->decision = &refusal;
    make_noted(maker, 405, false);
    maker->decision = decision;
    add_field(maker, CAROM_LITERAL("Allow"), allowed_methods(maker));
}

/* Whether what a rewrite serves is on another site, and the caller did not get it from there. */
static bool lacks_proxy(const struct maker *maker)
{
    struct carom_view location = maker->decision->location;
    return maker->decision->action == CAROM_ACTION_REWRITE && location.len > 0 &&
           location.ptr[0] != '/' && !maker->options->has_representation;
}

/*
 * A gateway that has no answer from behind it (RFC 9110 §15.6.3), whatever the method. Where that would
 * have been is not told: it may be nobody else's to know.
 */
static void make_bad_gateway(struct maker *maker)
{
    const struct carom_decision *decision = maker->decision;
    struct carom_decision refusal = {
        .action = CAROM_ACTION_REFUSE,
        .status = 502,
        .max_age_s = -1,
        .asked = decision->asked,
        .reason =
            CAROM_LITERAL("The rule for this URL asks for a proxy to another site, which this "
                          "server is not."),
    };
    maker->decision = &refusal;
    make_noted(maker, refusal.status, false);
    maker->decision = decision;
}

/* 200 by the method (RFC 9110 §15.3.1). */
static void make_rewrite(struct maker *maker)
{
    if (is_method(maker, CAROM_LITERAL("OPTIONS")))
        make_options(maker);
    else if (is_method(maker, CAROM_LITERAL("CONNECT")))
        set_status(maker, 200); /* no payload, and no Content-Length (RFC 9110 §9.3.6) */
    else if (maker->options->has_representation)
        make_represented(maker, 200);
    else
        make_noted(maker, 200, true);
}

static void make_none(struct maker *maker)
{
    bool is_asterisk = carom_view_equal(maker->request->target, CAROM_LITERAL("*"));
    if (is_asterisk && is_method(maker, CAROM_LITERAL("OPTIONS")))
        make_options(maker);
    else
        make_noted(maker, 404, false);
}

static void make_refusal(struct maker *maker)
{
    uint16_t status = maker->decision->status;
    if (maker->options->has_representation && maker->decision->location.len > 0)
        make_represented(maker, status);
    else
        make_noted(maker, status, false);
}

static void make_redirect(struct maker *maker)
{
    uint16_t status = maker->decision->status;
    if (maker->request->version == CAROM_HTTP_1_0)
        status = carom_status_for_http10(status, maker->request->method);
    make_noted(maker, status, true);
}

enum carom_result carom_respond(const struct carom_request *request,
                                const struct carom_decision *decision,
                                const struct carom_respond_options *options,
                                struct carom_buf *scratch, struct carom_response *out)
{
    struct maker maker = {request, decision, options, scratch, out};
    out->field_count = 0;
    out->body = carom_view_of(NULL, 0);
    scratch->len = 0;
    bool is_trace = is_method(&maker, CAROM_LITERAL("TRACE"));
    bool is_ours =
        decision->action == CAROM_ACTION_NONE || decision->action == CAROM_ACTION_REWRITE;
    if (lacks_proxy(&maker))
        make_bad_gateway(&maker);
    else if (is_trace && is_ours && options->trace)
        make_trace(&maker);
    else if (is_trace && is_ours)
        make_trace_refused(&maker);
    else if (decision->action == CAROM_ACTION_REDIRECT)
        make_redirect(&maker);
    else if (decision->action == CAROM_ACTION_REWRITE)
        make_rewrite(&maker);
    else if (decision->action == CAROM_ACTION_REFUSE)
        make_refusal(&maker);
    else
        make_none(&maker);
    enum carom_result result = put_result(scratch);
    if (result != CAROM_OK)
        memset(out, 0, sizeof *out);
    return result;
}

enum carom_result carom_response_write(const struct carom_response *response, struct carom_buf *out)
{
    out->len = 0;
    put_literal(out, "HTTP/1.1 ");
    put_number(out, response->status);
    put_char(out, ' ');
    put_view(out, response->reason);
    put_literal(out, "\r\n");
    for (size_t i = 0; i < response->field_count; i++) {
        put_view(out, response->fields[i].name);
        put_literal(out, ": ");
        put_view(out, response->fields[i].value);
        put_literal(out, "\r\n");
    }
    put_literal(out, "\r\n");
    put_view(out, response->body);
    return put_result(out);
}
