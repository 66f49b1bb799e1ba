#include "note_check.h"

#include "bridge.h"
#include "model/html.h"
#include "model/json.h"
#include "support.h"

#include <stdio.h>

static bool holds(struct model_view text, struct model_view part)
{
    for (size_t at = 0; at + part.len <= text.len; at++) {
        if (model_same((struct model_view){text.ptr + at, part.len}, part))
            return true;
    }
    return part.len == 0;
}

static bool is_token(struct model_view view)
{
    for (size_t i = 0; i < view.len; i++) {
        if (!model_is_tchar(view.ptr[i]))
            return false;
    }
    return view.len > 0;
}

/* Methods whose request has content to send again: those that RFC 9110 section 9.3 gives a meaning
 * to it. */
static bool sends_body(struct carom_view method)
{
    return fuzz_is(method, "POST") || fuzz_is(method, "PUT") || fuzz_is(method, "PATCH");
}

static bool sends_no_body(struct carom_view method)
{
    return fuzz_is(method, "GET") || fuzz_is(method, "HEAD");
}

/* What a person needs to repeat the request (requirement S3): the method, and whether to send the
 * body again. */
static void check_advice(const struct note_check *check, struct model_view text)
{
    struct carom_view method = check->test->request.method;
    bool advises = holds(text, model_literal("same body again"));

    if (check->decision->action != CAROM_ACTION_REDIRECT || !check->has_target)
        return;
    if (check->decision->status == 303) {
        FUZZ_ASSERT(!advises);
        return;
    }
    if (is_token(to_model(method)))
        FUZZ_ASSERT(holds(text, to_model(method)) || fuzz_is(method, "HEAD"));
    FUZZ_ASSERT(advises || !sends_body(method));
    FUZZ_ASSERT(!advises || !sends_no_body(method));
}

static void check_title(const struct note_check *check, struct model_view text)
{
    char digits[16];

    (void)snprintf(digits, sizeof digits, "%d ", check->status);
    FUZZ_ASSERT(holds(text, model_literal(digits)));
}

/* ---- html ---- */

static void check_links(const struct note_check *check, const struct model_document *document)
{
    const struct carom_decision *decision = check->decision;
    size_t expected = 0;

    if (check->lists_forms)
        expected = MODEL_FORM_COUNT;
    else if (check->has_target)
        expected = 1 + decision->alternate_count;
    FUZZ_ASSERT_NUMBER("the links of the note", document->link_count, expected);
    for (size_t i = 0; i < document->link_count; i++) {
        bool is_alternate = i > 0 && !check->lists_forms;
        FUZZ_ASSERT_SAME("a link of the note", to_core(document->links[i]),
                         is_alternate ? decision->alternates[i - 1] : decision->location);
    }
}

static void check_forms(struct model_view text)
{
    FUZZ_ASSERT(holds(text, model_literal("text/html")));
    FUZZ_ASSERT(holds(text, model_literal("text/plain")));
    FUZZ_ASSERT(holds(text, model_literal("application/json")));
}

static void check_html(struct model_arena *arena, const struct note_check *check,
                       struct carom_view body)
{
    struct model_document document;
    const char *problem = "";

    if (!model_read_html(arena, to_model(body), &document, &problem))
        fuzz_fail(problem, __FILE__, __LINE__);
    check_title(check, document.text);
    check_links(check, &document);
    check_advice(check, document.text);
    if (check->lists_forms)
        check_forms(document.text);
    if (!check->has_target && !check->lists_forms)
        FUZZ_ASSERT(holds(document.text, to_model(check->decision->reason)));
}

/* ---- plain ---- */

static bool has_line(struct carom_view text, struct carom_view wanted)
{
    struct carom_view line;

    while (fuzz_next_line(&text, &line)) {
        if (model_same(to_model(line), to_model(wanted)))
            return true;
    }
    return false;
}

static void check_plain(const struct note_check *check, struct carom_view body)
{
    const struct carom_decision *decision = check->decision;

    FUZZ_ASSERT(model_is_utf8(to_model(body)));
    for (size_t i = 0; i < body.len; i++)
        FUZZ_ASSERT((unsigned char)body.ptr[i] >= 0x20 || body.ptr[i] == '\n');
    check_title(check, to_model(body));
    check_advice(check, to_model(body));
    if (!check->has_target) {
        FUZZ_ASSERT(holds(to_model(body), to_model(decision->reason)));
        return;
    }
    FUZZ_ASSERT(has_line(body, decision->location));
    for (size_t i = 0; i < decision->alternate_count; i++)
        FUZZ_ASSERT(has_line(body, decision->alternates[i]));
}

/* ---- json ---- */

static void check_string(struct model_arena *arena, const struct model_object *object,
                         const char *name, struct carom_view expected)
{
    struct model_view value, decoded;

    FUZZ_ASSERT(model_member_of(object, name, &value));
    FUZZ_ASSERT(model_json_string(arena, value, &decoded));
    FUZZ_ASSERT_SAME(name, to_core(decoded), expected);
}

static void check_json_target(struct model_arena *arena, const struct note_check *check,
                              const struct model_object *object)
{
    const struct carom_decision *decision = check->decision;
    struct carom_view method = check->test->request.method;
    struct model_view value, items[MODEL_ITEMS_MAX];

    check_string(arena, object, "location", decision->location);
    FUZZ_ASSERT(model_member_of(object, "alternates", &value));
    FUZZ_ASSERT_NUMBER("alternates", model_json_strings(arena, value, items),
                       decision->alternate_count);
    for (size_t i = 0; i < decision->alternate_count; i++)
        FUZZ_ASSERT_SAME("an alternate", to_core(items[i]), decision->alternates[i]);
    FUZZ_ASSERT(model_member_of(object, "send_body_again", &value));
    bool advises = model_is(value, "true");
    FUZZ_ASSERT(advises || model_is(value, "false"));
    if (decision->action == CAROM_ACTION_REDIRECT && decision->status != 303)
        FUZZ_ASSERT(advises || !sends_body(method));
    FUZZ_ASSERT(!advises || !sends_no_body(method));
}

static void check_json(struct model_arena *arena, const struct note_check *check,
                       struct carom_view body)
{
    struct model_object object;
    struct model_view value;

    FUZZ_ASSERT(model_read_json(arena, to_model(body), &object));
    FUZZ_ASSERT(model_member_of(&object, "status", &value));
    char digits[16];
    (void)snprintf(digits, sizeof digits, "%d", check->status);
    FUZZ_ASSERT(model_is(value, digits));
    if (check->has_target)
        check_json_target(arena, check, &object);
    else
        FUZZ_ASSERT(!model_member_of(&object, "location", &value));
    if (!check->has_target && check->decision->reason.len > 0)
        check_string(arena, &object, "reason", check->decision->reason);
}

void check_note(struct model_arena *arena, const struct note_check *check, struct carom_view body)
{
    switch (check->form) {
    case MODEL_JSON:
        check_json(arena, check, body);
        break;
    case MODEL_PLAIN:
        check_plain(check, body);
        break;
    case MODEL_HTML:
    case MODEL_FORM_COUNT:
        check_html(arena, check, body);
        break;
    }
}
