#include "asked_check.h"

#include "bridge.h"
#include "support.h"

/* The request in another's hands: another country, other languages, other cookies. */
struct other {
    struct carom_request request;
    struct carom_field fields[FUZZ_FIELDS_MAX + 2];
    struct model_text cookie;
};

static bool is_named(struct carom_view name, const char *wanted)
{
    return model_same_ignoring_case(to_model(name), model_literal(wanted));
}

/* The fields that stay: what was asked for is as it was. */
static void keep_fields(const struct fuzz_case *test, unsigned asked, struct other *other)
{
    for (size_t i = 0; i < test->request.field_count; i++) {
        const struct carom_field *field = &test->fields[i];
        bool changes =
            (is_named(field->name, "Accept-Language") && (asked & CAROM_ASKED_LANGUAGE) == 0) ||
            (is_named(field->name, "Cookie") && (asked & CAROM_ASKED_COOKIE) == 0);
        if (!changes)
            other->fields[other->request.field_count++] = *field;
    }
}

/* What one of the rules asks for, and so might make a difference: empty when it asks for nothing. */
static struct carom_view first_of(struct model_view list)
{
    return to_core(model_part(list, 0, model_find(list, 0, ',')));
}

static void add_field(struct other *other, struct carom_view name, struct carom_view value)
{
    other->fields[other->request.field_count++] = (struct carom_field){name, value};
}

static void change(const struct fuzz_case *test, unsigned asked, const struct model_rule *rule,
                   struct other *other)
{
    other->request = test->request;
    other->request.field_count = 0;
    other->request.fields = other->fields;
    keep_fields(test, asked, other);
    if ((asked & CAROM_ASKED_COUNTRY) == 0)
        other->request.country = first_of(rule->countries);
    if ((asked & CAROM_ASKED_LANGUAGE) == 0)
        add_field(other, CAROM_LITERAL("Accept-Language"), first_of(rule->languages));
    if ((asked & CAROM_ASKED_COOKIE) == 0) {
        model_put(&other->cookie, to_model(first_of(rule->cookies)));
        model_put(&other->cookie, model_literal("=1"));
        add_field(other, CAROM_LITERAL("Cookie"), to_core(model_text_view(&other->cookie)));
    }
}

static void decide_again(const struct carom_rules *rules, const struct carom_request *request,
                         const struct carom_decision *decision)
{
    struct carom_decision again;
    struct carom_buf scratch = fuzz_buf(0);

    if (carom_decide(rules, request, &scratch, &again) == CAROM_ERR_NOSPACE) {
        scratch = fuzz_buf(scratch.len);
        FUZZ_ASSERT(carom_decide(rules, request, &scratch, &again) == CAROM_OK);
    }
    FUZZ_ASSERT_NUMBER("the status for another client", again.status, decision->status);
    FUZZ_ASSERT_NUMBER("the rule for another client", again.rule, decision->rule);
    FUZZ_ASSERT_SAME("the location for another client", again.location, decision->location);
    fuzz_buf_release(&scratch);
}

void check_asked(const struct fuzz_case *test, const struct carom_rules *rules,
                 const struct carom_decision *decision)
{
    unsigned asked = decision->asked;
    struct model_arena arena = {NULL};
    struct other other = {.cookie = model_text_of(&arena)};

    FUZZ_ASSERT_NUMBER("asked for by no rule", asked & ~carom_rules_asked(rules), 0);
    /* Where no rule asks for anything, there is nothing to find. */
    if (asked != carom_rules_asked(rules)) {
        size_t index = fuzz_hash(test->request.target) % test->model.count;
        change(test, asked, test->model.rules[index], &other);
        decide_again(rules, &other.request, decision);
    }
    model_arena_free(&arena);
}
