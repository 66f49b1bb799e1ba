/*
 * Fuzzes carom_respond and carom_response_write with the decision on any request by any rules.
 *
 * Oracles: what is emitted is one response to a strict parser of our own and to picohttpparser,
 * with the same fields; exactly one Location for a redirect and none otherwise; a body as long as
 * Content-Length says, none for HEAD and 204, and HEAD's fields are GET's; the media type is what
 * the model of Accept chooses; the note holds only the tags, links and strings it should.
 */
#include "bridge.h"
#include "case.h"
#include "model/accept.h"
#include "model/date.h"
#include "model/http.h"
#include "note_check.h"
#include "picohttpparser.h"
#include "support.h"

#include <stdio.h>
#include <string.h>

/* What kind of body the contract of carom_respond asks for. */
enum shape { SHAPE_NOTE, SHAPE_REPRESENTATION, SHAPE_OPTIONS, SHAPE_TRACE };

/* What is expected of one response. */
struct expectation {
    enum shape shape;
    int status;
    bool redirects;   /* and has a Location */
    bool has_target;  /* its note leads somewhere */
    bool lists_forms; /* 406 */
    bool has_lifetime;
    struct model_choice choice;
};

/* ---- calls ---- */

struct respond_call {
    const struct carom_request *request;
    const struct carom_decision *decision;
    const struct carom_respond_options *options;
    struct carom_response *response;
};

static enum carom_result write_respond(const void *ctx, struct carom_buf *out)
{
    const struct respond_call *call = ctx;
    struct carom_response *response = call->response;

    memset(response, 0xA5, sizeof *response);
    enum carom_result result =
        carom_respond(call->request, call->decision, call->options, out, response);
    if (result != CAROM_OK)
        FUZZ_ASSERT(response->status == 0 && response->field_count == 0 && response->body.len == 0);
    return result;
}

static enum carom_result write_response(const void *ctx, struct carom_buf *out)
{
    return carom_response_write(ctx, out);
}

struct decide_call {
    const struct carom_rules *rules;
    const struct carom_request *request;
    struct carom_decision *decision;
};

static enum carom_result write_decision(const void *ctx, struct carom_buf *out)
{
    const struct decide_call *call = ctx;

    return carom_decide(call->rules, call->request, out, call->decision);
}

/* ---- what is expected ---- */

static bool is_method(const struct fuzz_case *test, const char *method)
{
    return fuzz_is(test->request.method, method);
}

/* Requirement S5: what agents older than HTTP/1.1 get for the statuses that they do not know. */
static int status_for_version(const struct fuzz_case *test, int status)
{
    bool is_safe = is_method(test, "GET") || is_method(test, "HEAD");

    if (test->request.version != CAROM_HTTP_1_0 || !is_safe)
        return status;
    if (status == 303 || status == 307)
        return 302;
    return status == 308 ? 301 : status;
}

static struct model_choice choose(struct model_arena *arena, const struct fuzz_case *test)
{
    struct model_view values[FUZZ_FIELDS_MAX];
    size_t count = 0;

    for (size_t i = 0; i < test->request.field_count; i++) {
        const struct carom_field *field = &test->fields[i];
        if (model_same_ignoring_case(to_model(field->name), model_literal("Accept")))
            values[count++] = to_model(field->value);
    }
    return model_choose(arena, values, count);
}

/* What is to be served stands on another site, and is not at hand. */
static bool lacks_proxy(const struct fuzz_case *test, const struct carom_decision *decision)
{
    return decision->action == CAROM_ACTION_REWRITE && decision->location.ptr[0] != '/' &&
           !test->options.has_representation;
}

static enum shape shape_of(const struct fuzz_case *test, const struct carom_decision *decision)
{
    const struct carom_respond_options *options = &test->options;
    bool is_rewrite = decision->action == CAROM_ACTION_REWRITE;
    bool is_none = decision->action == CAROM_ACTION_NONE;
    bool is_refusal = decision->action == CAROM_ACTION_REFUSE;

    if (lacks_proxy(test, decision))
        return SHAPE_NOTE;
    if (is_method(test, "TRACE") && (is_none || is_rewrite))
        return options->trace ? SHAPE_TRACE : SHAPE_NOTE;
    if (is_method(test, "OPTIONS") &&
        (is_rewrite || (is_none && fuzz_is(test->request.target, "*"))))
        return SHAPE_OPTIONS;
    if (options->has_representation && (is_rewrite || (is_refusal && decision->location.len > 0)))
        return SHAPE_REPRESENTATION;
    return SHAPE_NOTE;
}

static int status_of(const struct fuzz_case *test, const struct carom_decision *decision,
                     enum shape shape)
{
    if (shape == SHAPE_OPTIONS)
        return 204;
    if (shape == SHAPE_TRACE)
        return 200;
    if (decision->action == CAROM_ACTION_REDIRECT)
        return status_for_version(test, decision->status);
    if (decision->action == CAROM_ACTION_REFUSE)
        return decision->status;
    if (lacks_proxy(test, decision))
        return 502;
    if (is_method(test, "TRACE"))
        return 405;
    if (decision->action == CAROM_ACTION_NONE)
        return 404;
    return shape == SHAPE_REPRESENTATION && test->options.representation.len == 0 ? 204 : 200;
}

static struct expectation expect(struct model_arena *arena, const struct fuzz_case *test,
                                 const struct carom_decision *decision)
{
    struct expectation expected = {.shape = shape_of(test, decision)};
    bool redirects = decision->action == CAROM_ACTION_REDIRECT;

    expected.status = status_of(test, decision, expected.shape);
    bool is_served = decision->action == CAROM_ACTION_REWRITE && expected.status == 200;
    bool may_be_strict = expected.shape == SHAPE_NOTE && (redirects || is_served);
    expected.choice = choose(arena, test);
    if (may_be_strict && test->options.strict_accept && !expected.choice.acceptable) {
        expected.lists_forms = true;
        expected.status = 406;
    }
    expected.redirects = redirects && !expected.lists_forms;
    expected.has_target = may_be_strict && !expected.lists_forms;
    expected.has_lifetime = decision->max_age_s >= 0 && !expected.lists_forms &&
                            expected.status != 405 && expected.status != 502 &&
                            expected.shape != SHAPE_OPTIONS && expected.shape != SHAPE_TRACE;
    return expected;
}

/* ---- fields ---- */

static void check_field(const struct model_response *response, const char *name, bool is_expected,
                        struct carom_view value)
{
    struct model_view found = {NULL, 0};

    FUZZ_ASSERT_NUMBER(name, model_field_values(response, name, &found), is_expected);
    if (is_expected)
        FUZZ_ASSERT_SAME(name, to_core(found), value);
}

static void check_lifetime(struct model_arena *arena, const struct fuzz_case *test,
                           const struct carom_decision *decision,
                           const struct expectation *expected,
                           const struct model_response *response)
{
    char text[64];
    struct model_text date = model_text_of(arena);
    int64_t now_s = test->options.now_s;

    (void)snprintf(text, sizeof text, "max-age=%lld", (long long)decision->max_age_s);
    check_field(response, "Cache-Control", expected->has_lifetime,
                carom_view_of(text, strlen(text)));
    bool expires =
        expected->has_lifetime && now_s >= 0 && model_put_date(&date, now_s + decision->max_age_s);
    check_field(response, "Expires", expires, to_core(model_text_view(&date)));
}

/* The order that carom/respond.h names; a field stands at most once. */
static void check_order(const struct model_response *response)
{
    static const char *const order[] = {
        "Location", "Content-Type", "Content-Length", "Cache-Control", "Expires", "Vary", "Allow"};
    size_t next = 0;

    for (size_t i = 0; i < response->field_count; i++) {
        while (next < sizeof order / sizeof order[0] &&
               !model_is(response->fields[i].name, order[next]))
            next++;
        FUZZ_ASSERT(next < sizeof order / sizeof order[0]);
        next++;
    }
}

static void check_content_type(const struct fuzz_case *test, const struct expectation *expected,
                               const struct model_response *response)
{
    const char *note = model_form_type(expected->choice.form);
    struct carom_view type = carom_view_of(note, strlen(note));

    if (expected->shape == SHAPE_REPRESENTATION)
        type = test->options.representation_type;
    if (expected->shape == SHAPE_TRACE)
        type = CAROM_LITERAL("message/http");
    check_field(response, "Content-Type", expected->status != 204, type);
}

/* RFC 9110, section 12.5.5: the fields by which this response was chosen among others. */
static void check_vary(const struct fuzz_case *test, const struct carom_decision *decision,
                       const struct expectation *expected, const struct model_response *response)
{
    char vary[256] = "";
    bool is_trace = expected->status == 405;
    unsigned asked = is_trace ? 0 : decision->asked;
    struct carom_view country = test->options.country_field;
    const struct {
        bool is_named;
        struct carom_view name;
    } names[] = {
        {expected->shape == SHAPE_NOTE, CAROM_LITERAL("Accept")},
        {(asked & CAROM_ASKED_LANGUAGE) != 0, CAROM_LITERAL("Accept-Language")},
        {(asked & CAROM_ASKED_COOKIE) != 0, CAROM_LITERAL("Cookie")},
        {(asked & CAROM_ASKED_COUNTRY) != 0 && country.len > 0, country},
    };

    bool is_chosen = expected->shape != SHAPE_TRACE && expected->shape != SHAPE_OPTIONS;
    for (size_t i = 0; is_chosen && i < sizeof names / sizeof names[0]; i++) {
        size_t len = strlen(vary);
        if (names[i].is_named)
            (void)snprintf(vary + len, sizeof vary - len, "%s%.*s", len > 0 ? ", " : "",
                           (int)names[i].name.len, names[i].name.ptr);
    }
    check_field(response, "Vary", vary[0] != '\0', carom_view_of(vary, strlen(vary)));
}

static void check_allow(const struct carom_decision *decision, const struct expectation *expected,
                        const struct model_response *response)
{
    struct model_view allow = {NULL, 0};
    bool is_expected = expected->shape == SHAPE_OPTIONS || expected->status == 405;

    FUZZ_ASSERT_NUMBER("Allow", model_field_values(response, "Allow", &allow), is_expected);
    if (expected->shape == SHAPE_OPTIONS && decision->methods.len > 0)
        FUZZ_ASSERT_SAME("Allow", to_core(allow), decision->methods);
}

static void check_length(const struct fuzz_case *test, const struct expectation *expected,
                         const struct model_response *response)
{
    struct model_view length = {NULL, 0};
    size_t count = model_field_values(response, "Content-Length", &length);

    FUZZ_ASSERT_NUMBER("Content-Length", count, expected->status != 204);
    if (is_method(test, "HEAD") || expected->status == 204)
        FUZZ_ASSERT_NUMBER("the body where there is none", response->body.len, 0);
    else
        FUZZ_ASSERT_NUMBER("the length of the body", response->body.len, model_number(length));
}

/* ---- bodies ---- */

/* Credentials and their like, which a TRACE must not send back (RFC 9110, section 9.3.8). */
static bool is_sensitive(struct model_view name)
{
    static const char *const names[] = {"authorization", "proxy-authorization", "cookie",
                                        "cookie2",       "x-api-key",           "x-auth-token"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (model_same_ignoring_case(name, model_literal(names[i])))
            return true;
    }
    return false;
}

static void check_trace(struct model_arena *arena, const struct fuzz_case *test,
                        struct carom_view body)
{
    static const char *const versions[] = {
        [CAROM_HTTP_1_0] = "1.0", [CAROM_HTTP_1_1] = "1.1", [CAROM_HTTP_2] = "2"};
    struct model_text expected = model_text_of(arena);

    model_put(&expected, to_model(test->request.method));
    model_put_byte(&expected, ' ');
    model_put(&expected, to_model(test->request.target));
    model_put(&expected, model_literal(" HTTP/"));
    model_put(&expected, model_literal(versions[test->request.version]));
    model_put(&expected, model_literal("\r\n"));
    for (size_t i = 0; i < test->request.field_count; i++) {
        if (is_sensitive(to_model(test->fields[i].name)))
            continue;
        model_put(&expected, to_model(test->fields[i].name));
        model_put(&expected, model_literal(": "));
        model_put(&expected, to_model(test->fields[i].value));
        model_put(&expected, model_literal("\r\n"));
    }
    model_put(&expected, model_literal("\r\n"));
    FUZZ_ASSERT_SAME("the request that TRACE sends back", body,
                     to_core(model_text_view(&expected)));
}

static void check_body(struct model_arena *arena, const struct fuzz_case *test,
                       const struct carom_decision *decision, const struct expectation *expected,
                       struct carom_view body)
{
    struct carom_decision none = {.max_age_s = -1};
    struct note_check check = {test,
                               expected->status == 405 ? &none : decision,
                               expected->status,
                               expected->has_target,
                               expected->lists_forms,
                               expected->choice.form};

    if (is_method(test, "HEAD") || expected->status == 204)
        return;
    if (expected->shape == SHAPE_TRACE)
        check_trace(arena, test, body);
    else if (expected->shape == SHAPE_REPRESENTATION)
        FUZZ_ASSERT_SAME("the representation", body, test->options.representation);
    else
        check_note(arena, &check, body);
}

/* ---- the wire ---- */

/* A second, independent reader of the same bytes must see the same fields. */
static void compare_with_pico(struct carom_view wire, const struct model_response *response)
{
    struct phr_header headers[MODEL_FIELDS_MAX];
    size_t count = MODEL_FIELDS_MAX;
    const char *reason = NULL;
    size_t reason_len = 0;
    int minor = -1;
    int status = -1;
    int head = phr_parse_response(wire.ptr, wire.len, &minor, &status, &reason, &reason_len,
                                  headers, &count, 0);

    FUZZ_ASSERT_NUMBER("the head by picohttpparser", head, wire.len - response->body.len);
    FUZZ_ASSERT_NUMBER("the minor version by picohttpparser", minor, 1);
    FUZZ_ASSERT_NUMBER("the status by picohttpparser", status, response->status);
    FUZZ_ASSERT_SAME("the reason by picohttpparser", carom_view_of(reason, reason_len),
                     to_core(response->reason));
    FUZZ_ASSERT_NUMBER("the fields by picohttpparser", count, response->field_count);
    for (size_t i = 0; i < count; i++) {
        FUZZ_ASSERT_SAME("a name by picohttpparser",
                         carom_view_of(headers[i].name, headers[i].name_len),
                         to_core(response->fields[i].name));
        FUZZ_ASSERT_SAME("a value by picohttpparser",
                         carom_view_of(headers[i].value, headers[i].value_len),
                         to_core(response->fields[i].value));
    }
}

static void check_wire(const struct fuzz_case *test, const struct carom_decision *decision,
                       struct carom_view wire)
{
    struct model_arena arena = {NULL};
    struct model_response response;
    const char *problem = "";

    if (!model_parse_response(to_model(wire), &response, &problem))
        fuzz_fail(problem, __FILE__, __LINE__);
    compare_with_pico(wire, &response);
    struct expectation expected = expect(&arena, test, decision);
    FUZZ_ASSERT_NUMBER("status", response.status, expected.status);
    FUZZ_ASSERT(response.reason.len > 0);
    check_order(&response);
    check_field(&response, "Location", expected.redirects, decision->location);
    check_content_type(test, &expected, &response);
    check_vary(test, decision, &expected, &response);
    check_allow(decision, &expected, &response);
    check_lifetime(&arena, test, decision, &expected, &response);
    check_length(test, &expected, &response);
    check_body(&arena, test, decision, &expected, to_core(response.body));
    model_arena_free(&arena);
}

static void assert_same_head(const struct carom_response *head, const struct carom_response *get)
{
    FUZZ_ASSERT_NUMBER("the body for HEAD", head->body.len, 0);
    FUZZ_ASSERT_NUMBER("the status for HEAD", head->status, get->status);
    FUZZ_ASSERT_NUMBER("the fields for HEAD", head->field_count, get->field_count);
    for (size_t i = 0; i < head->field_count; i++) {
        FUZZ_ASSERT_SAME("a field name for HEAD", head->fields[i].name, get->fields[i].name);
        FUZZ_ASSERT_SAME("a field value for HEAD", head->fields[i].value, get->fields[i].value);
    }
}

/*
 * RFC 9110 section 9.3.2: the fields of a response to HEAD are those of a response to GET.
 * In: `enough` is the room that the response to one of the two needs; HEAD never needs more than
 * GET.
 */
static void compare_head_with_get(const struct fuzz_case *test,
                                  const struct carom_decision *decision, size_t enough)
{
    struct carom_request request = test->request;
    struct carom_response head, get;
    struct respond_call call = {&request, decision, &test->options, &head};
    struct carom_buf head_scratch = fuzz_buf(enough);
    struct carom_buf get_scratch = fuzz_buf(0);

    request.method = CAROM_LITERAL("HEAD");
    FUZZ_ASSERT(write_respond(&call, &head_scratch) == CAROM_OK);
    request.method = CAROM_LITERAL("GET");
    call.response = &get;
    if (write_respond(&call, &get_scratch) == CAROM_ERR_NOSPACE) {
        get_scratch = fuzz_buf(get_scratch.len);
        FUZZ_ASSERT(write_respond(&call, &get_scratch) == CAROM_OK);
    }
    assert_same_head(&head, &get);
    fuzz_buf_release(&get_scratch);
    fuzz_buf_release(&head_scratch);
}

static void respond(const struct fuzz_case *test, const struct carom_decision *decision)
{
    struct carom_response response;
    struct respond_call call = {&test->request, decision, &test->options, &response};
    struct carom_buf scratch = fuzz_write(write_respond, &call);

    FUZZ_ASSERT(response.field_count <= CAROM_RESPONSE_FIELDS_MAX);
    struct carom_buf wire = fuzz_write(write_response, &response);
    check_wire(test, decision, carom_view_of(wire.ptr, wire.len));
    if (is_method(test, "GET") || is_method(test, "HEAD"))
        compare_head_with_get(test, decision, scratch.cap);
    fuzz_buf_release(&wire);
    fuzz_buf_release(&scratch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_case test;
    struct fuzz_memory memory = {0};
    struct carom_rules rules;
    struct carom_decision decision;

    fuzz_case_read(carom_view_of((const char *)data, size), &test);
    FUZZ_ASSERT(
        fuzz_compile(carom_view_of(test.rules, test.rules_len), test.dialect, &memory, &rules));
    struct decide_call call = {&rules, &test.request, &decision};
    struct carom_buf scratch = fuzz_write_enough(write_decision, &call);
    respond(&test, &decision);
    fuzz_buf_release(&scratch);
    fuzz_rules_release(&rules, &memory);
    fuzz_case_release(&test);
    return 0;
}
