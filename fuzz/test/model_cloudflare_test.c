/*
 * The vectors are what the service's own code answers, but for what core/DIALECTS.md leaves out.
 */
#include "test_decide.h"

#include <string.h>

#define ASSERT_DECISIONS(vectors) ASSERT_DECISIONS_IN(MODEL_CLOUDFLARE, vectors)

static void slashes_count(void **state)
{
    static const struct vector vectors[] = {
        {"/a /b", "GET", "/a", 302, "/b"},
        {"/a /b", "GET", "/a/", 0, ""},
        {"/a/ /b 301", "GET", "/a/", 301, "/b"},
        {"/a/* /b/:splat", "GET", "/a", 0, ""},
        {"/a/* /b/:splat", "GET", "/a/", 302, "/b/"},
        {"/a/*/b /c/:splat", "GET", "/a/b", 0, ""},
        {"/a/*/b /c/:splat", "GET", "/a//b", 302, "/c/"},
        {"/:x /y/:x", "GET", "/1/", 0, ""},
    };
    (void)state;

    ASSERT_DECISIONS(vectors);
}

static void captures_stand_anywhere(void **state)
{
    static const struct vector vectors[] = {
        {"/:id.html /b/:id", "GET", "/7.html", 302, "/b/7"},
        {"/:a-:b /c/:a/:b", "GET", "/1-2-3", 302, "/c/1-2/3"},
        {"/:a:b /c/:a/:b", "GET", "/123", 302, "/c/12/3"},
        {"/:a:b /c", "GET", "/1", 0, ""},
        {"/a*z /b/:splat", "GET", "/ax/yzz", 302, "/b/x/yz"},
        {"/:a/*b /:splat", "GET", "/1/2/3b", 302, "/2/3"},
        {"/:1 /b", "GET", "/:1", 302, "/b"},
        {"/:_a /b", "GET", "/x", 0, ""},
        {"/:ab/:a /q/:a/:ab/:abc", "GET", "/1/2", 302, "/q/2/1/:abc"},
        {"/:a/:b /q/:a/:b", "GET", "/:b/SECRET", 302, "/q/:b/SECRET"},
        {"/a/:x /q/:x", "GET", "/a/$&", 302, "/q/$&"},
        {"/* /:splat", "GET", "//evil.example", 302, "/evil.example"},
    };
    (void)state;

    ASSERT_DECISIONS(vectors);
}

static void paths_are_serialised_on_both_sides(void **state)
{
    static const struct vector vectors[] = {
        {"/a/../b /c", "GET", "/b", 302, "/c"},
        {"/b /c", "GET", "/a/%2E%2e/b", 302, "/c"},
        {"/\xC3\xA9 /\xC3\xA9", "GET", "/\xC3\xA9", 302, "/%C3%A9"},
        {"/%41 /b", "GET", "/A", 0, ""},
        {"/a/b /c", "GET", "/a\\b", 302, "/c"},
        {"/a\\b /c", "GET", "/a\\b", 0, ""},
        {"/a /b", "GET", "/a#x", 302, "/b"},
        {"/a?b#c /d", "GET", "/a", 302, "/d"},
        {"a /b", "GET", "/a", 302, "/b"},
        {"http://h/a /b", "GET", "/http://h/a", 302, "/b"},
    };
    (void)state;

    ASSERT_DECISIONS(vectors);
}

static void targets_are_resolved(void **state)
{
    static const struct vector vectors[] = {
        {"/a /b/../c", "GET", "/a", 302, "/c"},
        {"/:a /x/:a.", "GET", "/.a", 302, "/x/.a."},
        {"/-:a- /x/:a", "GET", "/-.-", 302, "/x/"},
        {"/a https://O.example:443/b", "GET", "/a", 302, "https://o.example/b"},
        {"/a https://H/b", "GET", "/a", 302, "/b"},
        {"/a https://H/b", "GET", "http://h/a", 302, "https://h/b"},
        {"/* https://h/:splat", "GET", "//x", 302, "https://h//x"},
        {"/a https://o////b", "GET", "/a", 302, "https://o///b"},
        {"/a https://o", "GET", "/a", 302, "https://o/"},
        {"/a /b[", "GET", "/a", 302, "/b%5B"},
        {"/a /a", "GET", "/a", 302, "/a"},
    };
    (void)state;

    ASSERT_DECISIONS(vectors);
}

static void the_query_goes_where_there_is_none(void **state)
{
    static const struct vector vectors[] = {
        {"/a /b", "GET", "/a?x", 302, "/b?x"},     {"/a /b", "GET", "/a?", 302, "/b"},
        {"/a /b#f", "GET", "/a?x", 302, "/b?x#f"}, {"/a /b?y", "GET", "/a?x", 302, "/b?y"},
        {"/a /b?", "GET", "/a?x", 302, "/b?x"},    {"/a /b 307", "GET", "/a?'", 307, "/b?%27"},
        {"/a /b?y 200", "GET", "/a?x", 200, "/b"}, {"/a /b?'", "GET", "/a", 302, "/b?%27"},
    };
    (void)state;

    ASSERT_DECISIONS(vectors);
}

static void the_first_rule_of_a_path_stays(void **state)
{
    static const struct vector vectors[] = {
        {"/a /b\n/a /c", "GET", "/a", 302, "/b"},
        {"/* /1\n/a /2", "GET", "/a", 302, "/1"},
        {"/a /1\n/* /2", "GET", "/a", 302, "/1"},
        {"/:x /1\n/:x /2 301", "GET", "/a", 302, "/1"},
    };
    (void)state;

    ASSERT_DECISIONS(vectors);
}

static void lines_have_two_tokens_or_three(void **state)
{
    static const char *const good[] = {
        "/a /b",
        "\t/a\xE2\x80\x83/b 307 # c",
        "/a /b #c d e f",
        "/a /b#c",
        "/a https://h 308",
        "/a /b 200",
        "/ https://h/index.html",
        "/b /index.html",
        "/ /index.html?x",
        "http:///a /b",
        "https:// /b",
    };
    static const char *const bad[] = {
        "/a",
        "/a /b 301 x",
        "/a #b",
        "/a /b 302!",
        "/a /b 404",
        "/a /b 0302",
        "/a b",
        "/a http://h/",
        "https://h/a /b",
        "/ /index",
        "/* /index.html",
        "/x/* /y/indexXhtml",
        "/x/ /index",
        "/*/* /b",
        "/:a/:a /b",
        "/:a/:ab /b",
        "/:splat* /b",
        "/a //b",
        "/a https://u@h/",
        "/a https://h/ 200",
        "/:a https://:a/",
        "/a /\x01",
        "/a /\xFF",
    };
    (void)state;

    assert_lines_in(MODEL_CLOUDFLARE, good, sizeof good / sizeof good[0], true);
    assert_lines_in(MODEL_CLOUDFLARE, bad, sizeof bad / sizeof bad[0], false);
}

/* Characters are UTF-16 code units. */
static void a_line_has_2000_characters_at_most(void **state)
{
    enum { MOST = 2000 };
    char line[2 * MOST] = "/a /b\xF0\x9F\x98\x80";
    struct model_arena arena = {NULL};
    struct model_rules rules;
    (void)state;

    memset(line + 9, 'x', MOST - 7);
    model_rules_read(&arena, MODEL_CLOUDFLARE, model_literal(line), &rules);
    assert_int_equal(rules.count, 1);
    line[9 + MOST - 7] = 'x';
    model_rules_read(&arena, MODEL_CLOUDFLARE, model_literal(line), &rules);
    assert_int_equal(rules.bad_count, 1);
    model_arena_free(&arena);
}

/* So many rules with different paths: what is counted is their number, whether they are fine or not. */
static void read_many(struct model_arena *arena, const char *behind, unsigned count,
                      struct model_rules *rules)
{
    enum { LINE_BYTES = 32 };
    char *text = model_alloc(arena, (size_t)count * LINE_BYTES + 1);
    size_t len = 0;

    for (unsigned i = 0; i < count; i++)
        len += (size_t)snprintf(text + len, LINE_BYTES, "/%u%s\n", i, behind);
    model_rules_read(arena, MODEL_CLOUDFLARE, (struct model_view){text, len}, rules);
}

static void a_file_has_2000_static_and_100_dynamic_rules_at_most(void **state)
{
    struct model_arena arena = {NULL};
    struct model_rules rules;
    (void)state;

    read_many(&arena, " /b", 2000, &rules);
    assert_int_equal(rules.count, 2000);
    assert_int_equal(rules.bad_count, 0);
    read_many(&arena, " /b", 2003, &rules);
    assert_int_equal(rules.count, 2000);
    assert_int_equal(rules.bad_count, 1);
    assert_int_equal(rules.bad_lines[0], 2001);
    read_many(&arena, "/* /b", 103, &rules);
    assert_int_equal(rules.count, 100);
    assert_int_equal(rules.bad_count, 1);
    read_many(&arena, "/* b", 101, &rules);
    assert_int_equal(rules.bad_count, 101);
    model_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slashes_count),
        cmocka_unit_test(captures_stand_anywhere),
        cmocka_unit_test(paths_are_serialised_on_both_sides),
        cmocka_unit_test(targets_are_resolved),
        cmocka_unit_test(the_query_goes_where_there_is_none),
        cmocka_unit_test(the_first_rule_of_a_path_stays),
        cmocka_unit_test(lines_have_two_tokens_or_three),
        cmocka_unit_test(a_line_has_2000_characters_at_most),
        cmocka_unit_test(a_file_has_2000_static_and_100_dynamic_rules_at_most),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
