#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The line of the rule that matches a path (0: none), and its captures joined by `|`. */
static uint32_t match_line(const struct carom_rules *rules, const char *method, const char *target,
                           char *captures, size_t cap)
{
    struct carom_view path = text_view(target);
    const char *question = strchr(target, '?');
    struct carom_lookup lookup = {
        .method = text_view(method), .path = path, .has_query = question != NULL};
    if (question != NULL) {
        lookup.path.len = (size_t)(question - target);
        lookup.query = text_view(question + 1);
    }
    struct carom_match match;
    captures[0] = '\0';
    if (!carom_rules_match(rules, &lookup, 0, &match)) {
        assert_int_equal(match.capture_count, 0);
        return 0;
    }
    size_t len = 0;
    for (size_t i = 0; i < match.capture_count; i++) {
        int added = snprintf(captures + len, cap - len, "%s%.*s", i > 0 ? "|" : "",
                             (int)match.captures[i].len, match.captures[i].ptr);
        assert_true(added >= 0 && (size_t)added < cap - len);
        len += (size_t)added;
    }
    struct carom_rule rule;
    assert_int_equal(carom_rules_rule(rules, match.rule, &rule), CAROM_OK);
    return rule.line;
}

struct vector {
    const char *target;
    uint32_t line;
    const char *captures;
};

static void assert_matches(const char *text, const struct vector *vectors, size_t count)
{
    struct carom_rules rules = rules_of(text);
    for (size_t i = 0; i < count; i++) {
        char captures[256];
        uint32_t line = match_line(&rules, "GET", vectors[i].target, captures, sizeof captures);
        if (line != vectors[i].line || strcmp(captures, vectors[i].captures) != 0)
            print_error("%s: line %u, captures %s\n", vectors[i].target, (unsigned)line, captures);
        assert_int_equal(line, vectors[i].line);
        assert_string_equal(captures, vectors[i].captures);
    }
    free_rules(&rules);
}

#define ASSERT_MATCHES(text, ...)                                                                  \
    do {                                                                                           \
        static const struct vector vectors[] = {__VA_ARGS__};                                      \
        assert_matches((text), vectors, sizeof vectors / sizeof vectors[0]);                       \
    } while (0)

static void one_trailing_slash_is_optional(void **state)
{
    (void)state;
    ASSERT_MATCHES("/a /x\n/b/ /x\n/ /x\n/c/:id /x\n/d/:id/ /x", {"/a", 1, ""}, {"/a/", 1, ""},
                   {"/a//", 0, ""}, {"/b", 2, ""}, {"/b/", 2, ""}, {"/b//", 0, ""}, {"/", 3, ""},
                   {"//", 3, ""}, {"/c/5", 4, "5"}, {"/c/5/", 4, "5"}, {"/c/5//", 0, ""},
                   {"/d/5", 5, "5"}, {"/d/5/", 5, "5"}, {"/A", 0, ""}, {"/a/b", 0, ""});
}

static void a_splat_matches_the_rest_even_when_empty(void **state)
{
    (void)state;
    ASSERT_MATCHES("/news/* /x\n/n/:a/* /x\n/deep/* /x", {"/news", 1, ""}, {"/news/", 1, ""},
                   {"/news/a", 1, "a"}, {"/news/a/b/", 1, "a/b/"}, {"/news//a", 1, "/a"},
                   {"/newsy", 0, ""}, {"/n/1", 2, "1|"}, {"/n/1/", 2, "1|"}, {"/n/1/2", 2, "1|2"},
                   {"/n/", 0, ""}, {"/n//x", 0, ""});
    ASSERT_MATCHES("/* /x", {"/", 1, ""}, {"/a", 1, "a"}, {"//a", 1, "/a"}, {"/a/", 1, "a/"});
}

static void a_splat_may_stand_anywhere(void **state)
{
    (void)state;
    ASSERT_MATCHES("/*/b /x\n/a/*/c/:id /x\n/d/:x/*/e /x", {"/b", 1, ""}, {"/a/b/b", 1, "a/b"},
                   {"/a/b/", 1, "a"}, {"/a/b//", 0, ""}, {"/a/c/5", 2, "|5"},
                   {"/a/1/2/c/5/", 2, "1/2|5"}, {"/a/c/c/5", 2, "c|5"}, {"/a//c/5", 2, "|5"},
                   {"/a/c/", 0, ""}, {"/d/1/e", 3, "1|"}, {"/d/1/2/3/e", 3, "1|2/3"},
                   {"/d/e", 0, ""}, {"/d//e", 0, ""});
}

static void a_placeholder_fills_one_whole_segment(void **state)
{
    (void)state;
    ASSERT_MATCHES("/u/:id/edit /x\n/x-:id /y", {"/u/5/edit", 1, "5"},
                   {"/u/a%2Fb/edit", 1, "a%2Fb"}, {"/u//edit", 0, ""}, {"/u/5/6/edit", 0, ""},
                   {"/u/5", 0, ""}, {"/x-5", 0, ""}, {"/x-:id", 2, ""});
}

static void the_first_match_in_file_order_wins(void **state)
{
    (void)state;
    ASSERT_MATCHES("/a/* /1\n/a/b /2\n/c /3\n/c /4\n/:x /5\n/d /6", {"/a/b", 1, "b"}, {"/c", 3, ""},
                   {"/d", 5, "d"}, {"/c/", 3, ""});
    ASSERT_MATCHES("/a/b /1\n/a/* /2", {"/a/b", 1, ""}, {"/a/c", 2, "c"});
}

static void paths_are_compared_in_normal_form(void **state)
{
    (void)state;
    ASSERT_MATCHES("/caf\xC3\xA9 /x\n/a%2fb /x\n/t~ /x\n/100% /x\n/u/caf%C3%A9/:id /x",
                   {"/caf%C3%A9", 1, ""}, {"/caf%c3%a9", 1, ""}, {"/caf\xC3\xA9", 1, ""},
                   {"/%63af%C3%a9/", 1, ""}, {"/a%2Fb", 2, ""}, {"/a/b", 0, ""}, {"/t%7E", 3, ""},
                   {"/t%7e", 3, ""}, {"/100%", 4, ""}, {"/100%25", 4, ""}, {"/100%2", 0, ""},
                   {"/u/caf\xC3\xA9/%41", 5, "%41"});
}

static void query_pairs_match_in_any_order(void **state)
{
    (void)state;
    ASSERT_MATCHES("/p id=:id c=red /1\n/p id=:id /2\n/p /3", {"/p?c=red&id=5", 1, "5"},
                   {"/p?id=5&x&c=red", 1, "5"}, {"/p?id=5&c=blue", 2, "5"},
                   {"/p?id=1&id=2", 2, "2"}, {"/p?id", 3, ""}, {"/p?id=", 2, ""}, {"/p", 3, ""},
                   {"/p?", 3, ""}, {"/p?i%64=%35", 2, "%35"}, {"/p?id=a=b", 2, "a=b"},
                   {"/p/?id=1", 2, "1"});
}

static void methods_are_compared_with_case(void **state)
{
    (void)state;
    struct carom_rules rules = rules_of("/a /1 Method=POST,PUT\n/a /2 Method=GET\n/:x /3");
    static const struct {
        const char *method;
        uint32_t line;
    } cases[] = {{"POST", 1}, {"PUT", 1}, {"GET", 2}, {"DELETE", 3},
                 {"post", 3}, {"", 3},    {"PU", 3}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char captures[64];
        assert_int_equal(match_line(&rules, cases[i].method, "/a", captures, sizeof captures),
                         cases[i].line);
    }
    free_rules(&rules);
}

/* The line of the rule for a lookup; 0: none. */
static uint32_t line_for(const struct carom_rules *rules, const struct carom_lookup *lookup)
{
    struct carom_match match;
    struct carom_rule rule;
    if (!carom_rules_match(rules, lookup, 0, &match))
        return 0;
    assert_int_equal(carom_rules_rule(rules, match.rule, &rule), CAROM_OK);
    return rule.line;
}

static void scheme_and_host_are_the_requests(void **state)
{
    (void)state;
    struct carom_rules rules =
        rules_of("https://h/a /1\nhttp://h/* /2\nhttps://h:8443/:x /3\n/b /4\nhttps://h/b /5");
    static const struct {
        const char *scheme;
        const char *authority;
        const char *path;
        uint32_t line;
    } cases[] = {
        {"https", "h", "/a", 1},     {"HTTPS", "H:443", "/a", 1}, {"https", "h:", "/a", 1},
        {"http", "h", "/a", 2},      {"http", "H:80", "/b", 2},   {"https", "h:8443", "/a", 3},
        {"https", "h:80", "/a", 0},  {"", "h", "/a", 0},          {"https", "", "/a", 0},
        {"https", "o", "/a", 0},     {"https", "h", "/b", 4},     {"", "", "/b", 4},
        {"https", "h:8443", "/", 0}, {"https", "hh", "/a", 0},    {"https", "h", "/a/", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct carom_lookup lookup = {.method = CAROM_LITERAL("GET"),
                                      .scheme = text_view(cases[i].scheme),
                                      .authority = text_view(cases[i].authority),
                                      .path = text_view(cases[i].path)};
        assert_int_equal(line_for(&rules, &lookup), cases[i].line);
    }
    free_rules(&rules);
}

static void conditions_pass_a_rule_over(void **state)
{
    (void)state;
    struct carom_rules rules =
        rules_of("/a /1 Country=de,at Language=de\n/a /2 Language=en,fr\n/a /3 Cookie=c\n"
                 "/:x /4 Country=ch\n/* /5 Cookie=d Country=de");
    static const struct {
        const char *country;
        const char *languages;
        const char *cookies;
        uint32_t line;
    } cases[] = {
        {"DE", "de-DE,en;q=0.9", "c=1", 1},
        {"DE", "en,de;q=0.9", "c=1", 2},
        {"CH", "de", "c=1", 3},
        {"CH", "de", "d=1", 4},
        {"DE", "it", "d=1", 5},
        {"DE", "it", "e=1", 0},
        {"", "de", "d=1", 0},
        {"", "fr-CH", "", 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct carom_field fields[] = {
            {CAROM_LITERAL("accept-language"), text_view(cases[i].languages)},
            {CAROM_LITERAL("cookie"), text_view(cases[i].cookies)}};
        struct carom_lookup lookup = {.method = CAROM_LITERAL("GET"),
                                      .path = CAROM_LITERAL("/a"),
                                      .country = text_view(cases[i].country),
                                      .fields = fields,
                                      .field_count = 2};
        assert_int_equal(line_for(&rules, &lookup), cases[i].line);
    }
    free_rules(&rules);
}

static void the_next_match_can_be_asked_for(void **state)
{
    (void)state;
    struct carom_rules rules = rules_of("/a /1\n/* /2\n/a/ /3\n/b /4\n/:x /5\n/a /6");
    struct carom_lookup lookup = {.method = CAROM_LITERAL("GET"), .path = CAROM_LITERAL("/a")};
    static const uint32_t expected[] = {0, 1, 2, 4, 5};
    uint32_t first = 0;
    struct carom_match match;
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        assert_true(carom_rules_match(&rules, &lookup, first, &match));
        assert_int_equal(match.rule, expected[i]);
        first = match.rule + 1;
    }
    assert_false(carom_rules_match(&rules, &lookup, first, &match));
    free_rules(&rules);
}

/* The index against a plain scan, rule by rule, on many rules with few different paths. */
static void the_index_answers_as_a_scan_would(void **state)
{
    (void)state;
    static const char *const froms[] = {"/a",   "/a/b", "/a/:x", "/:x/b", "/b/*", "/c",
                                        "/c/d", "/*",   "/:x",   "/a/",   "/d"};
    static const char *const paths[] = {"/a",     "/a/b", "/a/c", "/c/d", "/c", "/b",
                                        "/b/c/d", "/z",   "/z/b", "/d/",  "/"};
    uint32_t seed = 1;
    for (int round = 0; round < 200; round++) {
        char text[4096] = "";
        char single[64][64];
        size_t count = 1 + (size_t)round % 40;
        for (size_t i = 0; i < count; i++) {
            seed = seed * 1664525u + 1013904223u;
            (void)snprintf(single[i], sizeof single[i], "%s /to 302 Method=%s\n",
                           froms[(seed >> 16) % (sizeof froms / sizeof froms[0])],
                           (seed >> 8) % 3 == 0 ? "PUT" : "GET");
            strcat(text, single[i]);
        }
        struct carom_rules all = rules_of(text);
        for (size_t p = 0; p < sizeof paths / sizeof paths[0]; p++) {
            char captures[64];
            uint32_t expected = 0;
            for (size_t i = 0; i < count && expected == 0; i++) {
                struct carom_rules one = rules_of(single[i]);
                if (match_line(&one, "GET", paths[p], captures, sizeof captures) != 0)
                    expected = (uint32_t)i + 1;
                free_rules(&one);
            }
            assert_int_equal(match_line(&all, "GET", paths[p], captures, sizeof captures),
                             expected);
        }
        free_rules(&all);
    }
}

/* 40,000 equal lines: each must be found in order, and neither compiling nor asking is quadratic.
 */
static void many_rules_of_one_path_stay_in_order(void **state)
{
    (void)state;
    enum { COUNT = 40000 };
    char *text = malloc((size_t)COUNT * 16 + 1);
    assert_non_null(text);
    size_t len = 0;
    for (int i = 0; i < COUNT; i++) {
        memcpy(text + len, "/same /a/same\n", 14);
        len += 14;
    }
    text[len] = '\0';
    struct carom_rules rules = rules_of(text);
    struct carom_lookup lookup = {.method = CAROM_LITERAL("GET"), .path = CAROM_LITERAL("/same")};
    struct carom_match match;
    for (uint32_t i = 0; i < COUNT; i++) {
        assert_true(carom_rules_match(&rules, &lookup, i, &match));
        assert_int_equal(match.rule, i);
    }
    assert_false(carom_rules_match(&rules, &lookup, COUNT, &match));
    free_rules(&rules);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_trailing_slash_is_optional),
        cmocka_unit_test(a_splat_matches_the_rest_even_when_empty),
        cmocka_unit_test(a_splat_may_stand_anywhere),
        cmocka_unit_test(a_placeholder_fills_one_whole_segment),
        cmocka_unit_test(the_first_match_in_file_order_wins),
        cmocka_unit_test(paths_are_compared_in_normal_form),
        cmocka_unit_test(query_pairs_match_in_any_order),
        cmocka_unit_test(methods_are_compared_with_case),
        cmocka_unit_test(scheme_and_host_are_the_requests),
        cmocka_unit_test(conditions_pass_a_rule_over),
        cmocka_unit_test(the_next_match_can_be_asked_for),
        cmocka_unit_test(the_index_answers_as_a_scan_would),
        cmocka_unit_test(many_rules_of_one_path_stay_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
