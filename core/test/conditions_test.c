/*
 * What a rule asks of a request beside its path.
 */
#include "conditions.h"
#include "cookie.h"
#include "language.h"
#include "support.h"

#include <stdio.h>
#include <string.h>

enum { FIELDS_MAX = 8 };

/* Fields of one name, given by their values up to NULL. */
static size_t fields_of(const char *name, const char *const *values, struct carom_field *out)
{
    size_t count = 0;
    for (; count < FIELDS_MAX && values[count] != NULL; count++)
        out[count] = (struct carom_field){text_view(name), text_view(values[count])};
    return count;
}

static void the_language_with_the_highest_weight_is_preferred(void **state)
{
    (void)state;
    static const struct {
        const char *values[FIELDS_MAX];
        const char *preferred; /* NULL: none */
    } cases[] = {
        {{"de"}, "de"},
        {{"en-GB, en;q=0.9, de;q=0.8"}, "en-GB"},
        {{"en;q=0.5, de"}, "de"},
        {{"en;q=0.5,de;q=0.5"}, "en"},
        {{"en;q=0.9,de;q=0.901"}, "de"},
        {{"en;q=0,de;q=0.001"}, "de"},
        {{"en;q=0"}, NULL},
        {{"*"}, NULL},
        {{"*, de;q=0.1"}, "de"},
        {{"*;q=0.9, de;q=0.1"}, "de"},
        {{""}, NULL},
        {{" , ,de"}, "de"},
        {{"\ten ; q=0.3 , de ;\tq=0.4 "}, "de"},
        {{"en;Q=0.3,de;q=0.2"}, "en"},
        {{"en;q=0.5", "de;q=0.6", "fr"}, "fr"},
        {{"en;q=0.5", "de;q=0.5"}, "en"},
        /* What is malformed is left out. */
        {{"en;q=2,de;q=0.1"}, "de"},
        {{"en;q=1.001,de;q=0.1"}, "de"},
        {{"en;q=0.1234,de;q=0.1"}, "de"},
        {{"en;q=,de;q=0.1"}, "de"},
        {{"en;q,de;q=0.1"}, "de"},
        {{"en;,de;q=0.1"}, "de"},
        {{"en;level=1,de;q=0.1"}, "de"},
        {{"en;q=0.5;x,de;q=0.1"}, "de"},
        {{"en;q=\"1\",de;q=0.1"}, "de"},
        {{"en_GB,e n,en/x,de;q=0.1"}, "de"},
        {{"de-,-de,de--at,12,abcdefghi,de-abcdefghi,fr;q=0.1"}, "fr"},
        {{"zh-Hant-12345678,de;q=0.1"}, "zh-Hant-12345678"},
        {{";q=1,de;q=0.1"}, "de"},
        {{"en;q=1.000"}, "en"},
        {{"en;q=1."}, "en"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct carom_field fields[FIELDS_MAX];
        size_t count = fields_of("accept-LANGUAGE", cases[i].values, fields);
        struct carom_view language;
        bool found = carom_language_preferred(fields, count, &language);
        if (found != (cases[i].preferred != NULL))
            print_error("%s\n", cases[i].values[0]);
        assert_int_equal(found, cases[i].preferred != NULL);
        assert_view(language, found ? cases[i].preferred : "");
    }
    struct carom_field other = {CAROM_LITERAL("Accept"), CAROM_LITERAL("de")};
    struct carom_view language;
    assert_false(carom_language_preferred(&other, 1, &language));
    assert_false(carom_language_preferred(NULL, 0, &language));
}

static void a_language_matches_an_entry_that_it_begins_with(void **state)
{
    (void)state;
    static const struct {
        const char *list;
        const char *language;
        bool carom, netlify;
    } cases[] = {
        {"en", "en", true, true},          {"en", "EN", true, true},
        {"EN", "en-gb", true, true},       {"de,en", "en-GB-x", true, true},
        {"en", "eng", false, false},       {"en", "en_GB", false, false},
        {"en-GB", "en", false, false},     {"en-GB", "EN-gb", true, true},
        {"en-GB", "en-GB-x", true, false}, {"en", "en-", true, false},
        {"zh", "zh-tw", true, true},       {"", "en", false, false},
        {",", "en", false, false},         {",en", "en", true, true},
        {"en", "", false, false},          {"", "", false, false},
        {"*", "en", false, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct carom_view list = text_view(cases[i].list);
        struct carom_view language = text_view(cases[i].language);
        assert_int_equal(carom_language_matches(CAROM_DIALECT_CAROM, list, language),
                         cases[i].carom);
        assert_int_equal(carom_language_matches(CAROM_DIALECT_NETLIFY, list, language),
                         cases[i].netlify);
    }
}

static void a_cookie_is_there_by_its_name(void **state)
{
    (void)state;
    static const struct {
        const char *list;
        const char *values[FIELDS_MAX];
        bool carom, netlify;
    } cases[] = {
        {"a", {"a=1"}, true, true},
        {"a", {"b=2; a=1"}, true, true},
        {"a", {"b=2;a=1"}, true, true},
        {"a", {"b=2;  a=1; c=3"}, true, true},
        {"a,b", {"b=2"}, true, true},
        {"a", {"b=2", "a=1"}, true, true},
        {"a", {"a="}, true, false},
        {"a", {"a=; a=1"}, true, true},
        {"a", {"a"}, false, false},
        {"a", {"A=1"}, false, false},
        {"a", {"aa=1; b=a=1"}, false, false},
        {"a", {"b=\"; a=1\""}, true, true},
        {"a", {""}, false, false},
        {"", {"a=1"}, false, false},
        {"", {"=1"}, false, false},
        {"a", {"=a"}, false, false},
        {"a", {NULL}, false, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct carom_field fields[FIELDS_MAX];
        size_t count = fields_of("cookie", cases[i].values, fields);
        struct carom_view list = text_view(cases[i].list);
        assert_int_equal(carom_cookie_present(CAROM_DIALECT_CAROM, list, fields, count),
                         cases[i].carom);
        assert_int_equal(carom_cookie_present(CAROM_DIALECT_NETLIFY, list, fields, count),
                         cases[i].netlify);
    }
    struct carom_field other = {CAROM_LITERAL("Set-Cookie"), CAROM_LITERAL("a=1")};
    assert_false(carom_cookie_present(CAROM_DIALECT_CAROM, CAROM_LITERAL("a"), &other, 1));
}

static void countries_have_no_case_and_methods_do(void **state)
{
    (void)state;
    assert_true(carom_country_matches(CAROM_LITERAL("us,CA"), CAROM_LITERAL("ca")));
    assert_true(carom_country_matches(CAROM_LITERAL("us"), CAROM_LITERAL("US")));
    assert_false(carom_country_matches(CAROM_LITERAL("us"), CAROM_LITERAL("u")));
    assert_false(carom_country_matches(CAROM_LITERAL("us,"), CAROM_LITERAL("")));
    assert_false(carom_country_matches(CAROM_LITERAL("!us"), CAROM_LITERAL("de")));
    assert_true(carom_method_matches(CAROM_LITERAL("GET,HEAD"), CAROM_LITERAL("HEAD")));
    assert_false(carom_method_matches(CAROM_LITERAL("GET,HEAD"), CAROM_LITERAL("head")));
    assert_false(carom_method_matches(CAROM_LITERAL("GET,HEAD"), CAROM_LITERAL("GE")));
}

static void a_default_port_is_no_part_of_a_host(void **state)
{
    (void)state;
    static const struct {
        const char *scheme;
        const char *wanted;
        const char *authority;
        bool carom, netlify;
    } cases[] = {
        {"https", "h.example", "h.example", true, true},
        {"https", "h.example", "H.Example", true, false},
        {"https", "h.example", "h.example:443", true, false},
        {"https", "h.example", "h.example:", true, false},
        {"http", "h.example", "h.example:80", true, false},
        {"HTTP", "h.example", "h.example:80", true, false},
        {"http", "h.example", "h.example:443", false, false},
        {"http", "h.example:443", "h.example:443", true, true},
        {"https", "h.example:8443", "h.example:8443", true, true},
        {"https", "h.example:8443", "h.example", false, false},
        {"https", "h.example", "", false, false},
        {"https", "h.example", "x.h.example", false, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct carom_view scheme = text_view(cases[i].scheme);
        struct carom_view wanted = text_view(cases[i].wanted);
        struct carom_view authority = text_view(cases[i].authority);
        assert_int_equal(carom_host_matches(CAROM_DIALECT_CAROM, scheme, wanted, authority),
                         cases[i].carom);
        assert_int_equal(carom_host_matches(CAROM_DIALECT_NETLIFY, scheme, wanted, authority),
                         cases[i].netlify);
    }
    assert_true(
        carom_scheme_matches(CAROM_DIALECT_CAROM, CAROM_LITERAL("http"), CAROM_LITERAL("HTTP")));
    assert_false(
        carom_scheme_matches(CAROM_DIALECT_NETLIFY, CAROM_LITERAL("http"), CAROM_LITERAL("HTTP")));
    assert_false(
        carom_scheme_matches(CAROM_DIALECT_CAROM, CAROM_LITERAL("http"), CAROM_LITERAL("https")));
}

static void the_pairs_of_a_query_are_those_with_an_equals_sign(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        const char *pairs; /* each as [key|value] */
    } cases[] = {
        {"", ""},
        {"a", ""},
        {"&", ""},
        {"&&a&&", ""},
        {"=", "[|]"},
        {"a=1", "[a|1]"},
        {"a=1&", "[a|1]"},
        {"&a=1&&b=&=c&d", "[a|1][b|][|c]"},
        {"a&b=1&c", "[b|1]"},
        {"a==&b=c=d", "[a|=][b|c=d]"},
        {"a%26b=%3D&a+b=?/", "[a%26b|%3D][a+b|?/]"},
        {"a=1;b=2", "[a|1;b=2]"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct carom_view rest = text_view(cases[i].query);
        struct carom_field pair;
        char pairs[64] = "";
        for (size_t len = 0; carom_query_next(&rest, &pair);) {
            int added = snprintf(pairs + len, sizeof pairs - len, "[%.*s|%.*s]", (int)pair.name.len,
                                 pair.name.ptr, (int)pair.value.len, pair.value.ptr);
            assert_true(added > 0 && (size_t)added < sizeof pairs - len);
            len += (size_t)added;
        }
        assert_string_equal(pairs, cases[i].pairs);
        assert_int_equal(rest.len, 0);
    }
}

/* Whether one literal pair, `key=value`, is in a query. */
static bool has_pair(enum carom_dialect dialect, const char *pair_text, const char *query)
{
    const char *equals = strchr(pair_text, '=');
    assert_non_null(equals);
    struct condition_pair pair = {carom_view_of(pair_text, (size_t)(equals - pair_text)),
                                  text_view(equals + 1), false};
    struct carom_match match;
    match.capture_count = 0;
    return carom_query_matches(dialect, &pair, 1, text_view(query), &match);
}

static void query_values_are_compared_by_dialect(void **state)
{
    (void)state;
    static const struct {
        const char *pair;
        const char *query;
        bool carom, netlify;
    } cases[] = {
        {"id=1", "id=1", true, true},
        {"id=1", "x&id=1&y=2", true, true},
        {"id=1", "id=2&id=1", true, true},
        {"id=1", "id=1&id=2", false, false},
        {"id=1", "id=1&id", true, true},
        {"id=1", "id", false, false},
        {"id=", "id=", true, true},
        {"id=", "id", false, false},
        {"id=1", "id=1&", true, true},
        {"id=1", "", false, false},
        {"id=1", "ID=1", false, false},
        {"=1", "=1", true, true},
        /* carom compares normal forms, netlify what a form's value stands for. */
        {"id=a", "id=%61", true, true},
        {"id=a+b", "id=a+b", true, false},
        {"id=a+b", "id=a%2Bb", false, true},
        {"id=a%20b", "id=a%20b", true, false},
        {"id=a%20b", "id=a%2520b", false, true},
        {"id=a=b", "id=a=b", true, true},
        {"id=a=b", "id=a%3db", false, true},
        {"id=%C3%A9", "id=\xC3\xA9", true, false},
        {"id=\xC3\xA9", "id=%C3%A9", false, true},
        {"id=%25", "id=%", true, false},
        {"id=%254", "id=%4", true, false},
        /* A compiled rule of carom never has these: they are %25 there. */
        {"id=%", "id=%", true, true},
        {"id=%4", "id=%4", true, true},
        {"id=1", "%69d=1", true, false},
        {"a.b=1", "axb=1", false, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (has_pair(CAROM_DIALECT_CAROM, cases[i].pair, cases[i].query) != cases[i].carom ||
            has_pair(CAROM_DIALECT_NETLIFY, cases[i].pair, cases[i].query) != cases[i].netlify)
            print_error("%s in %s\n", cases[i].pair, cases[i].query);
        assert_int_equal(has_pair(CAROM_DIALECT_CAROM, cases[i].pair, cases[i].query),
                         cases[i].carom);
        assert_int_equal(has_pair(CAROM_DIALECT_NETLIFY, cases[i].pair, cases[i].query),
                         cases[i].netlify);
    }
}

static void query_captures_stand_behind_those_of_the_path(void **state)
{
    (void)state;
    struct condition_pair pairs[] = {
        {CAROM_LITERAL("b"), CAROM_LITERAL(":b"), true},
        {CAROM_LITERAL("c"), CAROM_LITERAL("3"), false},
        {CAROM_LITERAL("a"), CAROM_LITERAL(":a"), true},
    };
    struct carom_match match;
    match.capture_count = 1;
    match.captures[0] = CAROM_LITERAL("path");
    assert_true(
        carom_query_matches(CAROM_DIALECT_CAROM, pairs, 3, CAROM_LITERAL("a=%41+&c=3&b="), &match));
    assert_int_equal(match.capture_count, 3);
    assert_view(match.captures[0], "path");
    assert_view(match.captures[1], "");
    assert_view(match.captures[2], "%41+");
    match.capture_count = CAROM_CAPTURES_MAX;
    assert_false(carom_query_matches(CAROM_DIALECT_CAROM, pairs, 1, CAROM_LITERAL("b=1"), &match));
}

/* A rule that asks for everything, and a request that has all of it but one thing. */
static void the_first_condition_that_fails_is_named(void **state)
{
    (void)state;
    struct carom_field fields[] = {{CAROM_LITERAL("Accept-Language"), CAROM_LITERAL("de")},
                                   {CAROM_LITERAL("Cookie"), CAROM_LITERAL("c=1")}};
    struct rule_conditions conditions = {
        .dialect = CAROM_DIALECT_CAROM,
        .scheme = CAROM_LITERAL("https"),
        .host = CAROM_LITERAL("h"),
        .methods = CAROM_LITERAL("GET"),
        .countries = CAROM_LITERAL("de"),
        .languages = CAROM_LITERAL("de"),
        .cookies = CAROM_LITERAL("c"),
        .pair_count = 1,
        .pairs = {{CAROM_LITERAL("q"), CAROM_LITERAL("1"), false}},
    };
    const struct carom_lookup all = {.method = CAROM_LITERAL("GET"),
                                     .scheme = CAROM_LITERAL("https"),
                                     .authority = CAROM_LITERAL("h:443"),
                                     .path = CAROM_LITERAL("/"),
                                     .has_query = true,
                                     .query = CAROM_LITERAL("q=1"),
                                     .country = CAROM_LITERAL("DE"),
                                     .fields = fields,
                                     .field_count = 2};
    struct carom_match match;
    match.capture_count = 0;
    assert_int_equal(carom_conditions_origin(&conditions, &all), CAROM_MISMATCH_NONE);
    assert_int_equal(carom_conditions_check(&conditions, &all, &match), CAROM_MISMATCH_NONE);

    /* From the last to the first, so that each hides those that failed before. */
    struct carom_lookup lookup = all;
    lookup.field_count = 1;
    assert_int_equal(carom_conditions_check(&conditions, &lookup, &match), CAROM_MISMATCH_COOKIE);
    lookup.field_count = 0;
    assert_int_equal(carom_conditions_check(&conditions, &lookup, &match), CAROM_MISMATCH_LANGUAGE);
    lookup.country = carom_view_of(NULL, 0);
    assert_int_equal(carom_conditions_check(&conditions, &lookup, &match), CAROM_MISMATCH_COUNTRY);
    lookup.query = CAROM_LITERAL("q");
    assert_int_equal(carom_conditions_check(&conditions, &lookup, &match), CAROM_MISMATCH_QUERY);
    lookup.method = CAROM_LITERAL("HEAD");
    assert_int_equal(carom_conditions_check(&conditions, &lookup, &match), CAROM_MISMATCH_METHOD);
    lookup.authority = carom_view_of(NULL, 0);
    assert_int_equal(carom_conditions_origin(&conditions, &lookup), CAROM_MISMATCH_HOST);
    lookup.scheme = carom_view_of(NULL, 0);
    assert_int_equal(carom_conditions_origin(&conditions, &lookup), CAROM_MISMATCH_SCHEME);

    struct rule_conditions nothing = {.dialect = CAROM_DIALECT_CAROM};
    assert_int_equal(carom_conditions_origin(&nothing, &lookup), CAROM_MISMATCH_NONE);
    assert_int_equal(carom_conditions_check(&nothing, &lookup, &match), CAROM_MISMATCH_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_language_with_the_highest_weight_is_preferred),
        cmocka_unit_test(a_language_matches_an_entry_that_it_begins_with),
        cmocka_unit_test(a_cookie_is_there_by_its_name),
        cmocka_unit_test(countries_have_no_case_and_methods_do),
        cmocka_unit_test(a_default_port_is_no_part_of_a_host),
        cmocka_unit_test(the_pairs_of_a_query_are_those_with_an_equals_sign),
        cmocka_unit_test(query_values_are_compared_by_dialect),
        cmocka_unit_test(query_captures_stand_behind_those_of_the_path),
        cmocka_unit_test(the_first_condition_that_fails_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
