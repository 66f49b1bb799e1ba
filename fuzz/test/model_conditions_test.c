#include "test_model.h"

#include "model/conditions.h"

static struct model_field field(const char *name, const char *value)
{
    return (struct model_field){model_literal(name), model_literal(value)};
}

/* RFC 9110 sections 12.4.2 and 12.5.4, RFC 4647 section 2.1. */
static void the_language_of_the_highest_weight_is_preferred(void **state)
{
    static const char *const vectors[][2] = {
        {"da, en-gb;q=0.8, en;q=0.7", "da"},
        {"en;q=0.7, en-gb;q=0.8", "en-gb"},
        {"en;q=0.8,fr;q=0.80", "en"},
        {"en;q=0.001;q=1", ""},
        {"*", ""},
        {"*;q=1, de;q=0.001", "de"},
        {"de;q=0, en;q=0.000", ""},
        {"de ; Q=1.000", "de"},
        {"de;q=1.001, en;q=.9, fr;q=0.9999, it;q=a, es;q=, pt;q=0.", ""},
        {"pt;q=1.", "pt"},
        {",, ,\tde\t,", "de"},
        {"en_GB, abcdefghi, 1a, a--b, a-, -a, de-abcdefgh9, nl;q=0.1", "nl"},
        {"de-abcdefg9-1", "de-abcdefg9-1"},
        {"de;level=1, en;q=0.2", "en"},
        {"", ""},
    };
    (void)state;

    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        struct model_field fields[] = {field("ACCEPT-LANGUAGE", vectors[i][0])};
        assert_text(model_preferred_language(fields, 1), vectors[i][1]);
    }
}

static void several_fields_are_one_list(void **state)
{
    struct model_field fields[] = {field("Accept-Language", "en;q=0.5"), field("Accept", "de"),
                                   field("Accept-Language", "fr;q=0.6")};
    (void)state;

    assert_text(model_preferred_language(fields, 3), "fr");
}

/* RFC 4647 section 3.3.1; in netlify as measured. */
static void a_language_is_a_kind_of_what_it_begins_with(void **state)
{
    static const struct {
        const char *list, *language;
        bool in_carom, in_netlify;
    } vectors[] = {
        {"de", "de", true, true},
        {"DE", "de-at", true, true},
        {"de", "den", false, false},
        {"de-AT", "de", false, false},
        {"zh-Hant", "zh-hant-tw", true, false},
        {"zh-Hant-TW", "zh-hant-tw", true, true},
        {"fr,en", "en-GB-x-a", true, true},
        {"fr,en", "e", false, false},
        {"fr,en", "", false, false},
        {"", "en", false, false},
    };
    (void)state;

    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        struct model_view list = model_literal(vectors[i].list);
        struct model_view language = model_literal(vectors[i].language);
        assert_int_equal(model_lists_language(MODEL_CAROM, list, language), vectors[i].in_carom);
        assert_int_equal(model_lists_language(MODEL_NETLIFY, list, language),
                         vectors[i].in_netlify);
    }
}

/* RFC 6265 section 4.2.1. */
static void a_cookie_is_there_by_its_name(void **state)
{
    static const struct {
        const char *list, *field;
        bool in_carom, in_netlify;
    } vectors[] = {
        {"a", "a=1", true, true},     {"a", "a=", true, false},     {"a", "b=1; a=2", true, true},
        {"a", "b=1;a=2", true, true}, {"a", "A=1", false, false},   {"a", "ba=1", false, false},
        {"a", "a", false, false},     {"a", "b=a=1", false, false}, {"c,a", "a=1", true, true},
        {"a", "a=; a=1", true, true}, {"a", "", false, false},      {"a", "a =1", false, false},
    };
    (void)state;

    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        struct model_field fields[] = {field("X", "a=1"), field("cookie", vectors[i].field)};
        struct model_view list = model_literal(vectors[i].list);
        assert_int_equal(model_has_listed_cookie(MODEL_CAROM, list, fields, 2),
                         vectors[i].in_carom);
        assert_int_equal(model_has_listed_cookie(MODEL_NETLIFY, list, fields, 2),
                         vectors[i].in_netlify);
    }
}

static void a_country_that_is_not_known_is_in_no_list(void **state)
{
    (void)state;

    assert_true(model_lists_country(model_literal("at,DE"), model_literal("de")));
    assert_true(model_lists_country(model_literal("at,DE"), model_literal("At")));
    assert_false(model_lists_country(model_literal("at,DE"), model_literal("ch")));
    assert_false(model_lists_country(model_literal("at,,DE"), model_literal("")));
}

static void a_method_has_case(void **state)
{
    (void)state;

    assert_true(model_lists_method(model_literal("GET,HEAD"), model_literal("HEAD")));
    assert_false(model_lists_method(model_literal("GET,HEAD"), model_literal("Get")));
    assert_false(model_lists_method(model_literal("GET,HEAD"), model_literal("HEA")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_language_of_the_highest_weight_is_preferred),
        cmocka_unit_test(several_fields_are_one_list),
        cmocka_unit_test(a_language_is_a_kind_of_what_it_begins_with),
        cmocka_unit_test(a_cookie_is_there_by_its_name),
        cmocka_unit_test(a_country_that_is_not_known_is_in_no_list),
        cmocka_unit_test(a_method_has_case),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
