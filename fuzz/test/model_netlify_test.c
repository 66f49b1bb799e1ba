/*
 * The vectors were measured: what the service's own parser and engine answer, but for what core/DIALECTS.md
 * leaves out.
 */
#include "test_decide.h"

#define ASSERT_DECISIONS(vectors) ASSERT_DECISIONS_IN(MODEL_NETLIFY, vectors)

static void one_slash_at_the_end_is_optional(void **state)
{
    static const struct vector vectors[] = {
        {"/a /b", "GET", "/a", 301, "/b"},
        {"/a /b", "GET", "/a/", 301, "/b"},
        {"/a /b", "GET", "/a//", 0, ""},
        {"/a /b", "GET", "//a", 0, ""},
        {"/a /b", "GET", "/A", 0, ""},
        {"/a/ /b", "GET", "/a", 301, "/b"},
        {"/a//b /x", "GET", "/a", 301, "/x"},
        {"/a//b /x", "GET", "/a//b", 0, ""},
        {"//a /x", "GET", "//", 301, "/x"},
        {"/ /x", "GET", "//", 301, "/x"},
        {"/ /x", "GET", "///", 0, ""},
        {"/%41 /b", "GET", "/A", 0, ""},
        {"/\xC3\xA9 /b", "GET", "/%C3%A9", 0, ""},
        {"a /b", "GET", "/a", 301, "/b"},
    };
    (void)state;

    ASSERT_DECISIONS(vectors);
}

static void one_more_slash_is_let_through_where_something_captures(void **state)
{
    static const struct vector vectors[] = {
        {"/:a /x/:a", "GET", "/b/", 301, "/x/b"},
        {"/:a /x/:a", "GET", "/", 0, ""},
        {"/:a /x/:a", "GET", "/b//", 0, ""},
        {"/:a /x/:a", "GET", "/b/c", 0, ""},
        {"/a/:x/b /:x", "GET", "/a/1//b", 301, "/1"},
        {"/:x/:y /:y/:x", "GET", "/1//2", 301, "/2/1"},
        {"/:x/b* /:x", "GET", "/1//b", 301, "/1"},
        {"/:x/* /q/:splat", "GET", "/1//b", 301, "/q//b"},
        {"/:a-b/:a.b /x/:a-b/:a.b", "GET", "/1/2", 301, "/x/1/2"},
        {"/a/b/:x /:x", "GET", "/a//b//1/", 301, "/1"},
        {"/a/b/:x /:x", "GET", "/a///b/1", 0, ""},
        {"/a/b/:x /:x", "GET", "//a/b/1", 0, ""},
        {"/a/b /x", "GET", "/a//b", 0, ""},
        {"/a/b/* /x/:splat", "GET", "/a//b/1", 301, "/x/1"},
        {"/a/b/* /x/:splat", "GET", "/a/b//1", 301, "/x//1"},
        {"/a/*/b/c /x", "GET", "/a/1/b//c", 301, "/x"},
        {"/a/:x /:x", "GET", "/a/b//", 0, ""},
        {"/:/x-:id /b", "GET", "/:/x-:id", 301, "/b"},
        {"/:/x-:id /b", "GET", "/1/x-2", 0, ""},
    };
    (void)state;

    ASSERT_DECISIONS(vectors);
}

static void a_star_takes_whole_segments(void **state)
{
    static const struct vector vectors[] = {
        {"/* /x/:splat", "GET", "/", 301, "/x/"},
        {"/* /x/:splat", "GET", "/b//", 301, "/x/b//"},
        {"/* /x/:splat", "GET", "//b", 301, "/x//b"},
        {"/a/* /x/:splat", "GET", "/a", 301, "/x/"},
        {"/a/* /x/:splat", "GET", "/a/", 301, "/x/"},
        {"/a/* /x/:splat", "GET", "/a//", 301, "/x//"},
        {"/a/* /x/:splat", "GET", "/a/b/", 301, "/x/b/"},
        {"/a/* /x/:splat", "GET", "/ab", 0, ""},
        {"/*/b /x/:splat", "GET", "//b", 301, "/x/"},
        {"/*/b /x/:splat", "GET", "/a//b", 301, "/x/a/"},
        {"/*/b /x/:splat", "GET", "///b", 301, "/x//"},
        {"/*/b /x/:splat", "GET", "/a/b/b/", 301, "/x/a/b"},
        {"/*/b /x/:splat", "GET", "/a/b//", 0, ""},
        {"/a/*/b /x/:splat", "GET", "/a/b", 301, "/x/"},
        {"/a/*/b /x/:splat", "GET", "/a///b", 301, "/x//"},
        {"/a/*/b /x/:splat", "GET", "/a/c//b", 301, "/x/c/"},
        {"/a/*/b /x/:splat", "GET", "/a/b/b", 301, "/x/b"},
        {"/a/*/b /x/:splat", "GET", "/a1/b", 0, ""},
        {"/a/*/:x /q/:splat/:x", "GET", "/a/1/2/3", 301, "/q/1/2/3"},
        {"/a/*/:x /q/:splat/:x", "GET", "/a/", 0, ""},
    };
    (void)state;

    ASSERT_DECISIONS(vectors);
}

static void the_first_of_several_stars_captures(void **state)
{
    static const struct vector vectors[] = {
        {"/a/*/b/* /x/:splat", "GET", "/a/b/b/b", 301, "/x/"},
        {"/a/*/b/* /x/:splat", "GET", "/a/1/b/2/b/3", 301, "/x/1/b/2"},
        {"/a/*/* /x/:splat", "GET", "/a/1/2", 301, "/x/"},
        {"/*/b/* /x/:splat", "GET", "/b/b", 301, "/x/b"},
        {"/*/* /x/:splat", "GET", "/a/b", 301, "/x/a/b"},
        {"/:splat/* /x/:splat", "GET", "/1/2", 301, "/x/1"},
        {"/a* /x/:splat", "GET", "/ab/c", 301, "/x/b/c"},
        {"/a* /x/:splat", "GET", "/a/b", 301, "/x/b"},
        {"/a*/b /x/:splat", "GET", "/ax/y/b", 301, "/x/x/y"},
        {"/a*/b /x/:splat", "GET", "/axb", 0, ""},
        {"/** /x/:splat", "GET", "/*a", 301, "/x/a"},
        {"/foo*bar /x", "GET", "/foo*bar", 301, "/x"},
        {"/foo*bar /x", "GET", "/fooxbar", 0, ""},
    };
    (void)state;

    ASSERT_DECISIONS(vectors);
}

static void names_are_found_as_long_as_they_are(void **state)
{
    static const struct vector vectors[] = {
        {"/:a/:b /x/:a/:b", "GET", "/:b/2", 301, "/x/:b/2"},
        {"/:a/:ab /x/:a/:ab", "GET", "/1/2", 301, "/x/1/2"},
        {"/:a/:ab /x/:ab:abc:a.b", "GET", "/1/2", 301, "/x/2:abc1.b"},
        {"/:a /x/:a-b", "GET", "/1", 301, "/x/1-b"},
        {"/:a/:a-b /x/:a-b", "GET", "/1/2", 301, "/x/2"},
        {"/:a/:a /x/:a", "GET", "/1/2", 301, "/x/1"},
        {"/a /b/:splat", "GET", "/a", 301, "/b/:splat"},
        {"/* /:splat", "GET", "//evil.example", 301, "/evil.example"},
        {"/a/:x /b/:x", "GET", "/a/\"", 301, "/b/%22"},
    };
    (void)state;

    ASSERT_DECISIONS(vectors);
}

static void pairs_are_compared_decoded(void **state)
{
    static const struct vector vectors[] = {
        {"/s id=1 /x", "GET", "/s?a=2&id=1&b", 301, "/x"},
        {"/s id=1 /x", "GET", "/s?id=2&id=1", 301, "/x"},
        {"/s id=1 /x", "GET", "/s?id=1&id", 301, "/x"},
        {"/s id=1 /x", "GET", "/s?id=1&id=", 0, ""},
        {"/s id= /x", "GET", "/s?id=", 301, "/x"},
        {"/s id=1 /x", "GET", "/s?%69d=1", 0, ""},
        {"/s id=a+b /x", "GET", "/s?id=a%2Bb", 301, "/x"},
        {"/s id=a+b /x", "GET", "/s?id=a+b", 0, ""},
        {"/s id=a%20b /x", "GET", "/s?id=a%2520b", 301, "/x"},
        {"/s id=1=2 /x", "GET", "/s?id=1", 301, "/x"},
        {"/s id=1 id=2 /x", "GET", "/s?id=2", 301, "/x"},
        {"/s id /x", "GET", "/s", 301, "/x"},
        {"/s id=1 id /x", "GET", "/s", 301, "/x"},
        {"/s =1 /x", "GET", "/s?=1", 301, "/x"},
        {"/s id=1 /x", "GET", "/s?id=1&", 301, "/x"},
        {"/s a.b=1 /x", "GET", "/s?axb=1", 0, ""},
        {"/s id=:i /x/:i?i=:i", "GET", "/s?id=a+b%2f@%c3%a9", 301,
         "/x/a%20b%2F%40%C3%A9?i=a+b%2F%40%C3%A9"},
        {"/s id=:x zz=:x /:x", "GET", "/s?zz=1&id=2", 301, "/2"},
        {"/s/:x id=:x /:x", "GET", "/s/1?id=2", 301, "/1"},
    };
    (void)state;

    ASSERT_DECISIONS(vectors);
}

static void three_statuses_pass_the_query_on(void **state)
{
    static const struct vector vectors[] = {
        {"/a /b", "GET", "/a?x", 301, "/b?x"},        {"/a /b 302", "GET", "/a?x", 302, "/b?x"},
        {"/a /b 200", "GET", "/a?x", 200, "/b?x"},    {"/a /b 303", "GET", "/a?x", 303, "/b"},
        {"/a /b 307", "GET", "/a?x", 307, "/b"},      {"/a /b 308", "GET", "/a?x", 308, "/b"},
        {"/a /b?y", "GET", "/a?x", 301, "/b?y"},      {"/a x=1 /b", "GET", "/a?x=1", 301, "/b"},
        {"/x/* 200", "GET", "/x/y?z", 200, "/x/y?z"},
    };
    (void)state;

    ASSERT_DECISIONS(vectors);
}

static void a_loop_ends_the_search(void **state)
{
    static const struct vector vectors[] = {
        {"/* /en/:splat", "GET", "/en/x", 0, ""},
        {"/* /en/:splat", "GET", "/enx", 0, ""},
        {"/* /en/:splat", "GET", "/b", 301, "/en/b"},
        {"/* /en/:splat\n/en/x /y", "GET", "/en/x", 0, ""},
        {"/* /en/:splat 200", "GET", "/en/x", 200, "/en/en/x"},
        {"/* /en", "GET", "/enx", 0, ""},
        {"/* /", "GET", "/a", 0, ""},
        {"/* /:splat", "GET", "/a", 301, "/a"},
        {"/* /a/:splat/", "GET", "/a/b", 301, "/a/a/b/"},
        {"/* /en?x=1", "GET", "/en", 301, "/en?x=1"},
        {"/* /a/:splat/b?x=1", "GET", "/a/c", 0, ""},
        {"/a/* /a/b", "GET", "/a/bzz", 0, ""},
        {"/a/* /", "GET", "/a/b", 301, "/"},
        {"/a/* /a/c 301 Country=us\n/a/:x /z", "GET", "/a/c", 0, ""},
        {"/a/* /a/c 301 Country=us\n/a/:x /z", "GET", "/a/d", 301, "/z"},
        {"/*/x /en/:splat", "GET", "/en/x", 301, "/en/en"},
        {"/a /a", "GET", "/a", 301, "/a"},
        {"/a/:x /a/b", "GET", "/a/b", 301, "/a/b"},
        {"/* https://h/en/:splat", "GET", "/en/b", 0, ""},
        {"/* https://o/en/:splat", "GET", "/en/b", 301, "https://o/en/en/b"},
        {"http://h/* /en/:splat\n/en/x /y", "GET", "/en/x", 301, "/y"},
    };
    (void)state;

    ASSERT_DECISIONS(vectors);
}

static void urls_in_from_are_serialised(void **state)
{
    static const struct vector vectors[] = {
        {"https://H:443/a/../b /c", "GET", "/b", 301, "/c"},
        {"https://h/\xC3\xA9?q#f /c", "GET", "/%C3%A9", 301, "/c"},
        {"https://h /c", "GET", "/", 301, "/c"},
        {"https://h/a /c", "GET", "https://H/a", 0, ""},
        {"https://h/a /c", "GET", "https://h:443/a", 0, ""},
        {"https://h:8443/a /c", "GET", "https://h:8443/a", 301, "/c"},
        {"https://127.1/a /c", "GET", "https://127.0.0.1/a", 301, "/c"},
    };
    (void)state;

    ASSERT_DECISIONS(vectors);
}

static void of_identical_rules_the_last_counts(void **state)
{
    static const struct vector vectors[] = {
        {"/a /b\n/a /c\n/a /b", "GET", "/a", 301, "/c"},
        {"/a /b\n/a /c\n/a /b 302", "GET", "/a", 301, "/b"},
        {"/x/* 200\n/x/* /z\n/x/* /x/:splat 200", "GET", "/x/y", 301, "/z"},
        {"/a /b 302 Foo=1\n/a /c", "GET", "/a", 301, "/c"},
        {"/a /b 302 Country=\n/a /c", "GET", "/a", 301, "/c"},
        {"/a /b 302 Country=us Country\n/a /c", "GET", "/a", 302, "/b"},
        {"/a /b 302 Sign=x", "GET", "/a", 302, "/b"},
        {"/a /b 302\n/a /c\n/a /b 302 Sign=x", "GET", "/a", 302, "/b"},
        {"/a /b 302 Sign=x\n/a /c\n/a /b 302 signed=x", "GET", "/a", 301, "/c"},
        {"/a /b 302 Sign=x Sign\n/a /c\n/a /b 302", "GET", "/a", 301, "/c"},
        {"/a /\xC3\xA9\n/a /c\n/a /%C3%A9", "GET", "/a", 301, "/%C3%A9"},
        {"/a __proto__=1 /b 302 __proto__=1\n/a /c\n/a /b 302", "GET", "/a", 301, "/c"},
    };
    (void)state;

    ASSERT_DECISIONS(vectors);
}

static void lines_are_cut_as_the_service_does(void **state)
{
    static const char *const good[] = {
        "/a /b",
        ("\xEF\xBB\xBF /a\xE3\x80\x80/b\x0B"
         "302\xC2\xA0!x=1"),
        "/a /b # c",
        "/a /b#c",
        "/a x=/b /c",
        "/a b 301 /c",
        "/a /b 301!",
        "/a /b 302 role",
        "/x/* 200! Foo=1",
        "/a https://h 301",
        "/a https://h/ 200",
    };
    static const char *const bad[] = {
        "/a",
        "/a # /b",
        "/a b",
        "/a 301",
        "/a /b x",
        "/a /b 301x",
        "/a /b 299",
        "/a /b Cookie=c",
        "/x 200",
        "/x/* 301",
        "/a* 200",
        "/a 0x1 /b",
        "/a +1 /b",
        "/.netlify /b",
        "/.netlifyx /b",
        "https:// /b",
        "https://:s/a /b",
        "https://h/.netlify/a /b",
        "/a /b 302 Role=x",
        "/a /b 302 role=",
        "/a k&l=1 /b",
        "/:a?b /c",
        "/a \x01 /b",
        "/a /\xFF",
        "/a //b",
        "/a https://u@h/",
        "/a https://h/ 404",
        "/* https://:splat/",
    };
    (void)state;

    assert_lines_in(MODEL_NETLIFY, good, sizeof good / sizeof good[0], true);
    assert_lines_in(MODEL_NETLIFY, bad, sizeof bad / sizeof bad[0], false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_slash_at_the_end_is_optional),
        cmocka_unit_test(one_more_slash_is_let_through_where_something_captures),
        cmocka_unit_test(a_star_takes_whole_segments),
        cmocka_unit_test(the_first_of_several_stars_captures),
        cmocka_unit_test(names_are_found_as_long_as_they_are),
        cmocka_unit_test(pairs_are_compared_decoded),
        cmocka_unit_test(three_statuses_pass_the_query_on),
        cmocka_unit_test(a_loop_ends_the_search),
        cmocka_unit_test(urls_in_from_are_serialised),
        cmocka_unit_test(of_identical_rules_the_last_counts),
        cmocka_unit_test(lines_are_cut_as_the_service_does),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
