#include "test_decide.h"

#define ASSERT_DECISIONS(vectors) ASSERT_DECISIONS_IN(MODEL_CAROM, vectors)

static void paths_match_by_segment(void **state)
{
    static const struct vector vectors[] = {
        {"/a /b", "GET", "/a", 301, "/b"},
        {"/a /b", "GET", "/a/", 301, "/b"},
        {"/a/ /b", "GET", "/a", 301, "/b"},
        {"/a /b", "GET", "/a//", 0, ""},
        {"/a /b", "GET", "/A", 0, ""},
        {"/%61 /b", "GET", "/%61", 301, "/b"},
        {"/a%2Fb /c", "GET", "/a%2fb", 301, "/c"},
        {"/a/b /c", "GET", "/a%2fb", 0, ""},
        {"/\xC3\xA9 /e", "GET", "/%c3%a9", 301, "/e"},
        {"/:x /y/:x", "GET", "/1/", 301, "/y/1"},
        {"/:x /y/:x", "GET", "/1/2", 0, ""},
        {"/:x /y/:x", "GET", "//", 0, ""},
        {"/n/* /b/:splat", "GET", "/n", 301, "/b/"},
        {"/n/* /b/:splat", "GET", "/n/", 301, "/b/"},
        {"/n/* /b/:splat", "GET", "/n/a/b/", 301, "/b/a/b/"},
        {"/n/* /b/:splat", "GET", "/nn", 0, ""},
        {"/a//* /b/:splat", "GET", "/a/", 0, ""},
        {"/a//* /b/:splat", "GET", "/a//c", 301, "/b/c"},
        {"/:y/x /1\n/* /2", "GET", "/z/x", 301, "/1"},
        {"/*/b /x/:splat", "GET", "/a/b/b", 301, "/x/a/b"},
        {"/*/b /x/:splat", "GET", "/b", 301, "/x/"},
        {"/*/b /x/:splat", "GET", "/a/b/", 301, "/x/a"},
        {"/*/b /x/:splat", "GET", "/ab", 0, ""},
        {"/a/*/b /x/:splat", "GET", "/a//b", 301, "/x/"},
        {"/a/*/b /x/:splat", "GET", "/a/b", 301, "/x/"},
        {"/a/*/:c /x/:splat/:c", "GET", "/a/1/2/3", 301, "/x/1/2/3"},
        {"/a/*/:c /x/:splat/:c", "GET", "/a", 0, ""},
        {"/a/*/ /x/:splat", "GET", "/a/b/", 301, "/x/b/"},
    };
    (void)state;

    ASSERT_DECISIONS(vectors);
}

static void hosts_are_what_the_rule_names(void **state)
{
    static const struct vector vectors[] = {
        {"/x/* https://ok:splat", "GET", "/x/", 301, "https://ok"},
        {"/x/* https://ok:splat", "GET", "/x/:443", 301, "https://ok:443"},
        {"/x/* https://ok:splat", "GET", "/x/:80", 400, ""},
        {"/x/* https://ok:splat", "GET", "/x/.e", 400, ""},
        {"/x/* https://ok:splat", "GET", "/x/@e", 400, ""},
        {"/x/* https://ok:splat", "GET", "/x//e", 400, ""},
        {"/x/* https://ok:splat", "GET", "/x/%2ee", 400, ""},
        {"/x/* https://ok:splat/y Allow-Host=ok.e", "GET", "/x/.E", 301, "https://ok.E/y"},
        {"/:t https://:t.b.c/ Allow-Host=*.b.c", "GET", "/a", 301, "https://a.b.c/"},
        {"/:t https://:t.b.c/ Allow-Host=*.b.c", "GET", "/a.", 400, ""},
        {"/:t https://:t/ Allow-Host=*.b.c", "GET", "/b.c", 400, ""},
        {"/:t https://:t/ Allow-Host=*.b.c", "GET", "/a.b.c:1", 400, ""},
        {"/:t /y Allow-Host=b Alternate=https://:t", "GET", "/a", 400, ""},
        {"/:t /y Allow-Host=b Alternate=https://:t", "GET", "/b", 301, "/y"},
    };
    (void)state;

    ASSERT_DECISIONS(vectors);
}

static void schemes_and_hosts_are_compared_without_case(void **state)
{
    static const struct vector vectors[] = {
        {"https://H/a /b", "GET", "/a", 301, "/b"},
        {"https://h:443/a /b", "GET", "/a", 301, "/b"},
        {"https://h/a /b", "GET", "https://H:443/a", 301, "/b"},
        {"https://h:8443/a /b", "GET", "/a", 0, ""},
        {"https://h:80/a /b", "GET", "/a", 0, ""},
        {"http://h/a /1\nhttps://h/a /2", "GET", "/a", 301, "/2"},
        {"https://h /b", "GET", "/", 301, "/b"},
        {"https://x.h/* /1\nhttps://h/* /2/:splat", "GET", "/a", 301, "/2/a"},
    };
    (void)state;

    ASSERT_DECISIONS(vectors);
}

static void captures_are_put_in_once_and_safely(void **state)
{
    static const struct vector vectors[] = {
        {"/:a/:b /:b/:a", "GET", "/:b/x", 301, "/x/:b"},
        {"/:a/:ab /:ab:abc:a", "GET", "/1/2", 301, "/2:abc1"},
        {"/* /:splat", "GET", "//evil", 301, "/evil"},
        {"/* /:splat", "GET", "/\\/\\evil", 301, "/evil"},
        {"/x/* /:splat/y", "GET", "/x", 301, "/y"},
        {"/x/:a /p/:a?q=:a#:a", "GET", "/x/a+b&c", 301, "/p/a+b&c?q=a%2Bb%26c#a+b&c"},
        {"/s q=:q /p/:q?q=:q#:q", "GET", "/s?q=a+b", 301, "/p/a%20b?q=a+b#a%20b"},
        {"/x/:a /:a", "GET", "/x/%0d%0A\r\n\xFF%", 301, "/%0d%0A%0D%0A%FF%25"},
    };
    (void)state;

    ASSERT_DECISIONS(vectors);
}

static void queries_match_and_are_passed_on(void **state)
{
    static const struct vector vectors[] = {
        {"/a /b", "GET", "/a?x=+ \"", 301, "/b?x=+%20%22"},
        {"/a /b#f", "GET", "/a?", 301, "/b?#f"},
        {"/a /b?", "GET", "/a?x", 301, "/b?"},
        {"/a k=v /b", "GET", "/a?k=v&x", 301, "/b"},
        {"/a k=v /b", "GET", "/a?k=w", 0, ""},
        {"/a k=v /b", "GET", "/a?k=v&k=w", 0, ""},
        {"/a k= /b", "GET", "/a?k", 0, ""},
        {"/a k=v /b", "GET", "/a?%6B=%76", 301, "/b"},
        {"/a l=:l k=:k /:k/:l", "GET", "/a?k=1&l=2", 301, "/1/2"},
        {"/a /b 200", "GET", "/a?x", 200, "/b?x"},
        {"/a /b 404", "GET", "/a?x", 404, "/b"},
    };
    (void)state;

    ASSERT_DECISIONS(vectors);
}

static void redirects_to_the_request_itself_are_passed_over(void **state)
{
    static const struct vector vectors[] = {
        {"/a /a 301\n/a /b 302", "GET", "/a", 302, "/b"},
        {"/a /a#f", "GET", "/a", 0, ""},
        {"/a /a", "GET", "/%61", 301, "/a"},
        {"/* https://H/:splat", "GET", "/a?q", 0, ""},
        {"/* https://h:443/:splat", "GET", "/a", 0, ""},
        {"/* https://h:80/:splat", "GET", "/a", 301, "https://h:80/a"},
        {"/ https://h", "GET", "/?q", 0, ""},
        {"/ http://h", "GET", "/", 301, "http://h"},
        {"/a /a 303", "POST", "/a", 303, "/a"},
        {"/a /a 303", "HEAD", "/a", 0, ""},
        {"/a /a 307", "POST", "/a", 0, ""},
        {"/a /a 200", "GET", "/a", 200, "/a"},
        {"/a /a", "GET", "http://h/a", 0, ""},
    };
    (void)state;

    ASSERT_DECISIONS(vectors);
}

static void request_targets_have_four_forms(void **state)
{
    static const struct vector vectors[] = {
        {"/* /x/:splat", "GET", "*", 0, ""},
        {"/* /x/:splat", "CONNECT", "h:443", 0, ""},
        {"/* /x/:splat", "GET", "", 400, ""},
        {"/* /x/:splat", "GET", "a", 400, ""},
        {"/* /x/:splat", "GET", "ftp://h/a", 400, ""},
        {"/* /x/:splat", "GET", "http:///a", 400, ""},
        {"/* /x/:splat", "GET", "http://:80/a", 400, ""},
        {"/* /x/:splat", "GET", "http://u@h/a", 400, ""},
        {"/* /x/:splat", "GET", "http://h#/a", 400, ""},
        {"/* /x/:splat", "GET", "HTTPS://o/a?b", 301, "/x/a?b"},
        {"/* /x/:splat", "GET", "http://o?b", 301, "/x/?b"},
        {"/a /b 301 Method=GET,HEAD", "POST", "/a", 0, ""},
        {"/a /b 301 Method=GET,HEAD", "HEAD", "/a", 301, "/b"},
    };
    (void)state;

    ASSERT_DECISIONS(vectors);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_match_by_segment),
        cmocka_unit_test(hosts_are_what_the_rule_names),
        cmocka_unit_test(schemes_and_hosts_are_compared_without_case),
        cmocka_unit_test(captures_are_put_in_once_and_safely),
        cmocka_unit_test(queries_match_and_are_passed_on),
        cmocka_unit_test(redirects_to_the_request_itself_are_passed_over),
        cmocka_unit_test(request_targets_have_four_forms),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
