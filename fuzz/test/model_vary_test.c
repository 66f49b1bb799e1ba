#include "test_model.h"

#include "test_fields.h"

static bool matches(const char *vary, const struct lines *stored, const struct lines *request)
{
    const struct lines response = {{"Vary", vary}};
    struct model_arena arena = {NULL};
    struct model_field fields[3][FIELDS_MAX];
    bool result = model_vary_matches(&arena, fields_of(&response, fields[0]),
                                     fields_of(stored, fields[1]), fields_of(request, fields[2]));

    model_arena_free(&arena);
    return result;
}

static enum model_vary kind_of(const struct lines *response)
{
    struct model_field fields[FIELDS_MAX];

    return model_vary_of(fields_of(response, fields));
}

static void the_kind_is_that_of_all_members(void **state)
{
    (void)state;

    assert_int_equal(kind_of(&(struct lines){{NULL}}), MODEL_VARY_NONE);
    assert_int_equal(kind_of(&(struct lines){{"Vary", ""}}), MODEL_VARY_NONE);
    assert_int_equal(kind_of(&(struct lines){{"Vary", " , ,"}}), MODEL_VARY_NONE);
    assert_int_equal(kind_of(&(struct lines){{"vary", "accept"}}), MODEL_VARY_FIELDS);
    assert_int_equal(kind_of(&(struct lines){{"Vary", "a b"}}), MODEL_VARY_FIELDS);
    assert_int_equal(kind_of(&(struct lines){{"Vary", "Accept", "Vary", "Host, *"}}),
                     MODEL_VARY_ANY);
}

/* The example of RFC 9110 section 12.5.5. */
static void the_fields_named_must_be_the_same(void **state)
{
    static const char vary[] = "accept-encoding, accept-language";
    static const struct lines stored = {{"Accept-Encoding", "gzip", "Accept-Language", "de"}};
    (void)state;

    assert_true(matches(vary, &stored, &stored));
    assert_true(
        matches(vary, &stored,
                &(struct lines){{"accept-language", "de", "X", "y", "ACCEPT-ENCODING", "gzip"}}));
    assert_false(matches(vary, &stored, &(struct lines){{"Accept-Encoding", "gzip"}}));
    assert_false(matches(vary, &stored,
                         &(struct lines){{"Accept-Encoding", "gzip", "Accept-Language", "DE"}}));
    assert_true(matches(", ,", &stored, &(struct lines){{NULL}}));
}

/* Section 4.1: white space and lines may differ, and a field may be in neither. */
static void only_white_space_and_lines_may_differ(void **state)
{
    static const struct lines joined = {{"Accept", "a,b;q=\"c, d\",e"}};
    (void)state;

    assert_true(matches("Accept", &joined, &(struct lines){{"Accept", "a , b;q=\"c, d\"\t, e"}}));
    assert_true(
        matches("Accept", &joined, &(struct lines){{"Accept", "a, b;q=\"c, d\"", "accept", "e"}}));
    assert_false(matches("Accept", &joined, &(struct lines){{"Accept", "a,b;q=\"c,d\",e"}}));
    assert_false(matches("Accept", &joined, &(struct lines){{"Accept", "a,b; q=\"c, d\",e"}}));
    assert_false(matches("Accept", &joined, &(struct lines){{"Accept", "a,,b;q=\"c, d\",e"}}));
    assert_false(matches("Accept", &joined, &(struct lines){{"Accept", "a,b;q=\"c, d\""}}));
    assert_true(matches("Accept", &(struct lines){{NULL}}, &(struct lines){{NULL}}));
    assert_false(matches("Accept", &(struct lines){{"Accept", ""}}, &(struct lines){{NULL}}));
}

static void a_star_and_what_is_no_name_never_match(void **state)
{
    static const struct lines none = {{NULL}};
    (void)state;

    assert_false(matches("*", &none, &none));
    assert_false(matches("Accept, *", &none, &none));
    assert_false(matches("a b", &none, &none));
    assert_false(matches("\"Accept\"", &none, &none));
    assert_true(matches("**", &none, &none));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_kind_is_that_of_all_members),
        cmocka_unit_test(the_fields_named_must_be_the_same),
        cmocka_unit_test(only_white_space_and_lines_may_differ),
        cmocka_unit_test(a_star_and_what_is_no_name_never_match),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
