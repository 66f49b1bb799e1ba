#include "test_model.h"

#include "model/accept.h"

/* One Accept field, and the form it chooses; acceptable is false when it allows none. */
struct vector {
    const char *accept;
    bool acceptable;
    enum model_form form;
};

static void assert_choices(const struct vector *vectors, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct model_arena arena = {NULL};
        struct model_view value = model_literal(vectors[i].accept);
        struct model_choice choice = model_choose(&arena, &value, 1);
        if (choice.acceptable != vectors[i].acceptable || choice.form != vectors[i].form)
            fail_msg("Accept: %s chose %d", vectors[i].accept, (int)choice.form);
        model_arena_free(&arena);
    }
}

static void the_highest_weight_wins(void **state)
{
    static const struct vector vectors[] = {
        {"*/*", true, MODEL_HTML},
        {"application/json", true, MODEL_JSON},
        {"text/plain, text/html;q=0.9", true, MODEL_PLAIN},
        {"text/html;q=0.4, */*;q=0.5", true, MODEL_PLAIN},
        {"Application/JSON; Q=0.002, text/html;q=0.001", true, MODEL_JSON},
        {"text/html, application/xhtml+xml, */*;q=0.8", true, MODEL_HTML},
    };
    (void)state;

    assert_choices(vectors, sizeof vectors / sizeof vectors[0]);
}

/* The example of RFC 9110 section 12.5.1, put on our forms. */
static void the_most_specific_range_counts(void **state)
{
    static const struct vector vectors[] = {
        {"text/*;q=0.3, text/plain;q=0.7, text/html;charset=utf-8, */*;q=0.5", true, MODEL_HTML},
        {"text/html;q=0, text/*;q=0.1", true, MODEL_PLAIN},
        {"*/*;q=0.9, text/*;q=0.1, application/json;q=0", true, MODEL_HTML},
        {"text/html;level=1, text/plain;q=0.1", true, MODEL_PLAIN},
        {"text/html;q=0.2, text/html;charset=UTF-8;q=0.9, text/plain;q=0.5", true, MODEL_HTML},
        {"application/json;charset=utf-8, text/plain;q=0.1", true, MODEL_PLAIN},
        {"text/html;q=0.1, text/html;q=1, text/plain;q=0.5", true, MODEL_PLAIN},
    };
    (void)state;

    assert_choices(vectors, sizeof vectors / sizeof vectors[0]);
}

static void nothing_acceptable_is_told(void **state)
{
    static const struct vector vectors[] = {
        {"image/png", false, MODEL_HTML},
        {"*/*;q=0", false, MODEL_HTML},
        {"text/html;q=0.000", false, MODEL_HTML},
        {"*/html", false, MODEL_HTML},
    };
    (void)state;

    assert_choices(vectors, sizeof vectors / sizeof vectors[0]);
}

static void malformed_members_are_skipped(void **state)
{
    static const struct vector vectors[] = {
        {"", true, MODEL_HTML},
        {", ,", true, MODEL_HTML},
        {"text/plain;q=1.001", true, MODEL_HTML},
        {"text/plain;q=2, application/json;q=0.1", true, MODEL_JSON},
        {"text/plain;q=.5, application/json", true, MODEL_JSON},
        {"text/plain;q=\"1\", application/json", true, MODEL_JSON},
        {"text/plain;q=0.1234, application/json", true, MODEL_JSON},
        {"text / plain, application/json", true, MODEL_JSON},
        {"text/plain;x, application/json", true, MODEL_JSON},
        {"text/plain;x=\"a, text/html", true, MODEL_HTML},
        {"text/plain;x=\"a,\\\",b\", application/json", true, MODEL_JSON},
        {"text/plain;;q=1;ext;other=1, text/html;q=0.9", true, MODEL_PLAIN},
        {"text/html;charset=\"u\\tf-8\";q=0.3, text/plain;q=0.2", true, MODEL_HTML},
    };
    (void)state;

    assert_choices(vectors, sizeof vectors / sizeof vectors[0]);
}

static void several_fields_are_one_list(void **state)
{
    struct model_arena arena = {NULL};
    struct model_view values[] = {model_literal("text/html;q=0.1"), model_literal("text/plain")};
    (void)state;

    assert_int_equal(model_choose(&arena, values, 2).form, MODEL_PLAIN);
    assert_int_equal(model_choose(&arena, values, 0).form, MODEL_HTML);
    assert_true(model_choose(&arena, values, 0).acceptable);
    model_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_highest_weight_wins),
        cmocka_unit_test(the_most_specific_range_counts),
        cmocka_unit_test(nothing_acceptable_is_told),
        cmocka_unit_test(malformed_members_are_skipped),
        cmocka_unit_test(several_fields_are_one_list),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
