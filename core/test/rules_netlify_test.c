/*
 * Files of Netlify, line by line.
 */
#include "line_support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void a_line_is_split_at_white_space(void **state)
{
    (void)state;
    static const struct reading_case cases[] = {
        {"/a /b", "static /a /b 301\n"},
        {" \t/a\v/b\f302!\r", "static /a /b 302!\n"},
        {"\xEF\xBB\xBF/a\xC2\xA0/b\xE3\x80\x80", "static /a /b 301\n"},
        {"/a\xC2\x85 /b", "static /a\xC2\x85 /b 301\n"},
        {"", ""},
        {"  \t", ""},
        {"# c", ""},
        {" #/a /b", ""},
        {"/a /b # c", "static /a /b 301\n"},
        {"/a /b #c 302", "static /a /b 301\n"},
        {"/a /b#c", "static /a /b#c 301\n"},
        {"/a /b 302 # \x01\xFF", "static /a /b 302\n"},
        {"/a\x01 /b", "error 3 control byte"},
        {"/a /b 302 Country=\xFF", "error 11 not valid UTF-8"},
        {"/a", "error 1 missing target"},
        {"/a # c", "error 1 missing target"},
        {"/a b", "error 4 expected a target, which begins with `/`"},
        {"/a b=c # d", "error 4 expected a target, which begins with `/`"},
        {"/a HTTPS://h/", "error 4 expected a target, which begins with `/`"},
    };
    ASSERT_READINGS(CAROM_DIALECT_NETLIFY, cases);
}

static void a_from_is_a_path_up_to_an_empty_segment(void **state)
{
    (void)state;
    static const struct reading_case cases[] = {
        {"/a/ /x", "static /a/ /x 301\n"},
        {"/a//b /x", "static /a /x 301; warning 1 the path ends before its `//`"},
        {"/a// /x", "static /a /x 301; warning 1 the path ends before its `//`"},
        {"// /x", "static / /x 301; warning 1 the path ends before its `//`"},
        {"//a /x", "static / /x 301; warning 1 the path ends before its `//`"},
        {"/a/*//:b /x", "dynamic /a/* /x 301 [splat]; warning 1 the path ends"},
        {"/a//:b /x/:b", "static /a /x/:b 301; warning 1 the path ends"},
        {"a /b", "static /a /b 301; warning 1 this is read as a path with a `/` before it"},
        {"x/:a?b /c", "error 1 a placeholder's name holds no `?` and no `#`"},
        {"HTTPS://h/a /b", "static /HTTPS: /b 301; warning 1 this is read as a path"},
        {"/a?x=1 /b", "static /a?x=1 /b 301 never; warning 2 a path holds no query, and this rule"},
        {"/a#b /c", "static /a#b /c 301; warning 2 a fragment is never sent"},
        {"/%41%c3\xC3\xA9\"<> /b", "static /%41%c3\xC3\xA9\"<> /b 301\n"},
        {"/a/../b /c", "static /a/../b /c 301\n"},
        {"/.netlify/x /c", "error 1 a path that begins with `/.netlify`"},
        {"/.netlifyx /c", "error 1 a path that begins with `/.netlify`"},
        {"/.netlif /.netlify/x", "static /.netlif /.netlify/x 301\n"},
    };
    ASSERT_READINGS(CAROM_DIALECT_NETLIFY, cases);
}

static void scheme_and_host_are_read_by_the_url_standard(void **state)
{
    (void)state;
    static const struct reading_case cases[] = {
        {"https://h.example/a /b", "static https://h.example/a /b 301\n"},
        {"http://H.Example:080/../a/:x/* /b", "dynamic http://h.example/a/:x/* /b 301 [x,splat]\n"},
        {"https://h:8443 /b", "static https://h:8443/ /b 301\n"},
        {"https://u:p@127.1/\xC3\xA9 /b", "static https://127.0.0.1/%C3%A9 /b 301\n"},
        {"https://[::1]:80/a\\b /b", "static https://[::1]:80/a/b /b 301\n"},
        {"https://*.example/a /b", "static https://*.example/a /b 301\n"},
        {"https://h/a?x#y /b", "static https://h/a /b 301; warning 1 a query or fragment"},
        {"https://h//a /b", "static https://h/ /b 301; warning 1 the path ends before"},
        {"https://h/.netlify/a /b", "error 1 a path that begins with `/.netlify`"},
        {"https:// /b", "error 1 invalid URL: expected a host behind the scheme"},
        {"https://:s.example/a /b", "error 1 invalid URL"},
        {"https://%/a /b", "error 1 invalid URL"},
        {"https://h:65536/a /b", "error 1 invalid URL"},
        {"https://caf\xC3\xA9.example/a /b", "error 1 an international name stands in its xn--"},
    };
    ASSERT_READINGS(CAROM_DIALECT_NETLIFY, cases);
}

static void any_segment_behind_a_colon_is_a_placeholder(void **state)
{
    (void)state;
    static const struct reading_case cases[] = {
        {"/:a/:b-c/:1/:d.html /:a", "dynamic /:a/:b-c/:1/:d.html /:a 301 [a,b-c,1,d.html]\n"},
        {"/:\xC3\xA9/::x/:* /b", "dynamic /:\xC3\xA9/::x/:* /b 301 [\xC3\xA9,:x,*]\n"},
        {"/: /:", "static /: /: 301\n"},
        {"/x-:id/foo*bar /b", "static /x-:id/foo*bar /b 301\n"},
        {"/* /:splat", "dynamic /* /:splat 301 [splat]\n"},
        {"/a/*/b /:splat", "dynamic /a/*/b /:splat 301 [splat]\n"},
        {"/a* /:splat", "dynamic /a* /:splat 301 [splat]\n"},
        {"/** /:splat", "dynamic /** /:splat 301 [splat]\n"},
        {"/:a?b /c", "error 2 a placeholder's name holds no `?` and no `#`"},
        {"/y/:a#b /c", "error 4 a placeholder's name holds no `?` and no `#`"},
        {"/x q=:a#b /c", "error 6 a placeholder's name holds no `?` and no `#`"},
    };
    ASSERT_READINGS(CAROM_DIALECT_NETLIFY, cases);
}

static void the_first_capture_keeps_its_name(void **state)
{
    (void)state;
    static const struct reading_case cases[] = {
        {"/:a/:a /:a", "dynamic /:a/:a /:a 301 [a,]\n"},
        {"/*/x/* /:splat", "dynamic /*/x/* /:splat 301 [splat]\n"},
        {"/:splat/* /:splat", "dynamic /:splat/* /:splat 301 [splat,]\n"},
        {"/*/:splat /:splat", "dynamic /*/:splat /:splat 301 [splat,]\n"},
        {"/:a q=:a /:a", "dynamic /:a?q=:a /:a 301 [a,]\n"},
        {"/x b=:v a=:v /:v", "static /x?a=:v&b=:v /:v 301 [v,]\n"},
    };
    ASSERT_READINGS(CAROM_DIALECT_NETLIFY, cases);
}

static void pairs_are_what_stands_before_the_target(void **state)
{
    (void)state;
    static const struct reading_case cases[] = {
        {"/s id=:id z=3 /x/:id", "static /s?id=:id&z=3 /x/:id 301 [id]\n"},
        {"/s z=3 id=:id ab=1 a=2 /x", "static /s?a=2&ab=1&id=:id&z=3 /x 301 [id]\n"},
        {"/s a=b=c /x", "static /s?a=b /x 301\n"},
        {"/s a= =b /x", "static /s?=b&a= /x 301\n"},
        {"/s q=: /x", "static /s?q=: /x 301 []\n"},
        {"/s q=*  p=x:a /x", "static /s?p=x:a&q=* /x 301\n"},
        {"/s p=/b /x", "static /s?p=/b /x 301\n"},
        {"/s a=1 b=2 a=3 /x", "static /s?a=3&b=2 /x 301; warning 12 this key stands twice"},
        {"/s a /x", "static /s /x 301; warning 4 without `=` this asks for nothing"},
        {"/s a=1 a /x", "static /s /x 301; warning 8 this key stands twice"},
        {"/s __proto__=:v /x", "static /s /x 301; warning 4 the key `__proto__` is lost"},
        {"/s b a=1 301 /x 302", "static /s?a=1 /x 302; warning 4 without `=`"},
        {"/s a&b=1 /x", "error 4 a query key holds no `&`"},
        {"/s 1x=2 /x", "error 4 expected a status of three digits: conditions stand behind it"},
        {"/s a=1 1x=2 /x", "static /s?1x=2&a=1 /x 301\n"},
        {"/s -x=2 0xg=1 /x", "static /s?-x=2&0xg=1 /x 301\n"},
    };
    ASSERT_READINGS(CAROM_DIALECT_NETLIFY, cases);
}

static void the_status_is_a_number_behind_the_target(void **state)
{
    (void)state;
    static const struct reading_case cases[] = {
        {"/a /b 404", "static /a /b 404\n"},
        {"/a /b 451!", "static /a /b 451!\n"},
        {"/a /b abc", "error 7 expected a status of three digits"},
        {"/a /b 302!!", "error 7 expected a status of three digits"},
        {"/a /b 301x", "error 7 expected a status of three digits"},
        {"/a /b 0x12d", "error 7 expected a status of three digits"},
        {"/a /b 0301", "error 7 a rule's status is one of"},
        {"/a /b 999", "error 7 a rule's status is one of"},
        {"/a /b !", "error 7 a rule's status is one of"},
        {"/a /b Country=us", "error 7 expected a status of three digits: conditions stand behind"},
        {"/a /b /c", "error 7 expected a status of three digits"},
    };
    ASSERT_READINGS(CAROM_DIALECT_NETLIFY, cases);
}

static void a_forward_rule_keeps_its_path(void **state)
{
    (void)state;
    static const struct reading_case cases[] = {
        {"/x/* 200", "dynamic /x/* /x/:splat 200 [splat]\n"},
        {"/* 200!", "dynamic /* /:splat 200! [splat]\n"},
        {"/x/:a/* 200 Country=us", "dynamic /x/:a/* /x/:a/:splat 200 [a,splat] Country=us\n"},
        {"/x//* 200", "static /x /x//:splat 200; warning 1 the path ends before its `//`"},
        {"/a/* 200 /b", "dynamic /a/* /a/:splat 200 [splat]; warning 10 without `=` this asks"},
        {"/x/* 301", "error 1 missing target: only a 200 for a path that begins with `/` and ends"},
        {"/x 200", "error 1 missing target: only a 200"},
        {"/x/a* 200", "error 1 missing target: only a 200"},
        {"x/* 200", "error 1 missing target: only a 200"},
        {"https://h/x/* 200",
         "dynamic https://h/x/* https://h/x/:splat 200 [splat]; warning 1 this asks for a proxy"},
        {"/x 404", "error 1 missing target: only a 200"},
        {"/x/* 299", "error 6 a rule's status is one of"},
        {"/x/* +200", "error 6 expected a status of three digits"},
        {"/x/* 200x", "error 6 expected a status of three digits"},
    };
    ASSERT_READINGS(CAROM_DIALECT_NETLIFY, cases);
}

static void conditions_stand_behind_the_status(void **state)
{
    (void)state;
    static const struct reading_case cases[] = {
        {"/a /b 302 Country=us,DE Language=en,pt-BR Cookie=x,y",
         "static /a /b 302 Country=us,DE Language=en,pt-BR Cookie=x,y\n"},
        {"/a /b 302 country=us language=en", "static /a /b 302 Country=us Language=en\n"},
        {"/a /b 302 country=us Country=de", "static /a /b 302 Country=us\n"},
        {"/a /b 302 Country=us Country=de", "static /a /b 302 Country=de\n"},
        {"/a /b 302 Cookie=c=1", "static /a /b 302 Cookie=c\n"},
        {"/a /b 302 Country=!us,*", "static /a /b 302 Country=!us,*\n"},
        {"/a /b 302 Country=us Country", "static /a /b 302; warning 22 without `=` this asks"},
        {"/a /b 302 __proto__=1", "static /a /b 302; warning 11 the key `__proto__` is lost"},
        {"/a /b 302 Foo", "static /a /b 302; warning 11 without `=` this asks for nothing"},
        {"/a /b 302 Country=", "static /a /b 302 never; warning 11 nothing is asked for by name"},
        {"/a /b 302 Cookie=,", "static /a /b 302 Cookie=, never; warning 11 nothing is asked"},
        {"/a /b 302 Foo=1", "static /a /b 302 never; warning 11 unknown condition, and this rule "
                            "never matches: expected Country, Language or Cookie: \"Foo=1\""},
        {"a /b 302 Foo Foo=1", "static /a /b 302 never; warning 14 unknown condition"},
        {"/a?b /c 302 Foo=1", "static /a?b /c 302 never; warning 2 a path holds no query"},
        {"/a /b 302 COUNTRY=us", "static /a /b 302 never; warning 11 unknown condition"},
        {"/a /b 302 cookie=x", "static /a /b 302 never; warning 11 unknown condition"},
        {"/a /b 302 Method=GET", "static /a /b 302 never; warning 11 unknown condition"},
        {"/a /b 302 Signed=K", "static /a /b 302 never; warning 11 unknown condition"},
        {"/a /b 302 =1", "static /a /b 302 never; warning 11 unknown condition"},
        {"/a /b 302 Sign=K", "static /a /b 302; warning 11 nothing is signed here"},
        {"/a /b 302 signed=K", "static /a /b 302; warning 11 nothing is signed here"},
        {"/a /b 302 Country=us Role=admin", "error 22 Role is not for this program"},
        {"/a /b 302 role=", "error 11 Role is not for this program"},
        {"/a /b 302 Role", "static /a /b 302; warning 11 without `=`"},
    };
    ASSERT_READINGS(CAROM_DIALECT_NETLIFY, cases);
}

static void a_target_is_checked_as_in_carom(void **state)
{
    (void)state;
    static const struct reading_case cases[] = {
        {"/a https://h/b", "static /a https://h/b 301\n"},
        {"/:a https://h:a.example/", "dynamic /:a https://h:a.example/ 301 [a]\n"},
        {"/a https://:a/", "error 12 expected a host after the scheme"},
        {"/:a https://:a/",
         "error 13 a capture in the authority and no host without it, so that no "
         "request could be answered: write the host out, one rule for each"},
        {"/:a- https://:a-.example/", "error 14 a capture in the authority and no host without it"},
        {"/a //h/b", "error 4 a target that begins with `//`"},
        {"/a https://", "error 12 expected a host after the scheme"},
        {"/a https://u@h/", "error 12 expected a host after the scheme"},
        {"/a https://h/b 404", "error 4 what is served with this status is a path"},
    };
    ASSERT_READINGS(CAROM_DIALECT_NETLIFY, cases);
}

/* More than any other warning, but not of a rule that never matches. */
static void a_rewrite_to_another_site_is_warned_of(void **state)
{
    (void)state;
    static const struct reading_case cases[] = {
        {"/a https://h/b 200", "static /a https://h/b 200; warning 4 this asks for a proxy to "
                               "another site: it is decided, "
                               "but where there is no proxy the answer is 502: \"https://h/b\""},
        {"/a/* http://h:8080/:splat?k=:splat 200! Country=us",
         "dynamic /a/* http://h:8080/:splat?k=:splat 200! [splat] Country=us; warning 6 this asks"},
        {"a https://h/b 200", "static /a https://h/b 200; warning 3 this asks for a proxy"},
        {"/a k https://h/b 200 Country", "static /a https://h/b 200; warning 6 this asks for a"},
        {"/a https://h/b 200 Foo=1",
         "static /a https://h/b 200 never; warning 20 unknown condition"},
        {"/a https://u@h/b 200", "error 12 expected a host after the scheme"},
        {"/:a https://:a/ 200", "error 13 a capture in the authority and no host without it"},
        {"/a //h/b 200", "error 4 a target that begins with `//`"},
    };
    ASSERT_READINGS(CAROM_DIALECT_NETLIFY, cases);
}

#define OPEN                                                                                       \
    "this capture lets a request write into the host: one that does is refused with 400; write "   \
    "the "                                                                                         \
    "host out, one rule for each"

static void an_open_target_is_reported_at_its_capture(void **state)
{
    (void)state;
    assert_warnings(CAROM_DIALECT_NETLIFY,
                    "/:a/:a-b/*/x/* k=:v https://h:a-b/\n"
                    "/a*/:x/* https://h:splat/:x\n",
                    "1:30 " OPEN ": \":a-b\" (for example /x/.evil.example/x/?k= \xE2\x86\x92 "
                    "https://h.evil.example)\n"
                    "2:19 " OPEN ": \":splat\" (for example /a.evil.example/x/ \xE2\x86\x92 "
                    "https://h.evil.example)\n");
    assert_warnings(CAROM_DIALECT_NETLIFY, "/:a https://h:a/ 200\n",
                    "1:5 this asks for a proxy to another site: it is decided, but where there is "
                    "no proxy the answer is 502: \"https://h:a/\"\n"
                    "1:14 " OPEN ": \":a\" (for example /.evil.example \xE2\x86\x92 "
                    "https://h.evil.example)\n");
}

static void a_printed_rule_is_the_same_rule(void **state)
{
    (void)state;
    assert_prints(CAROM_DIALECT_NETLIFY,
                  "https://H:80/a//b z=:v 1x=a=b http://h/\xC3\xA9?q 302! Country=us Cookie=a,b\n",
                  "https://h:80/a - 1x=a z=:v http://h/%C3%A9?q 302! Country=us Cookie=a,b\n");
    assert_prints(CAROM_DIALECT_NETLIFY, "/x/* 200\n/:a /b 302 Cookie=,\n/\xC3\xA9/%41 /b\n",
                  "/x/* /x/:splat 200\n/:a /b 302 Cookie=, Never=1\n/\xC3\xA9/%41 /b 301\n");
    assert_prints(CAROM_DIALECT_NETLIFY, "https://h/x/* 200\n/a http://h 200!\n",
                  "https://h/x/* https://h/x/:splat 200\n/a http://h 200!\n");
    assert_prints(CAROM_DIALECT_NETLIFY, "/:\xC3\xA9 /:\xC3\xA9\n", "/:\xC3\xA9 /:\xC3\xA9 301\n");
}

static void limits_are_errors_of_the_line(void **state)
{
    (void)state;
    char captures[1024] = "";
    char pairs[1024] = "/a";
    char splats[1024] = "";
    for (int i = 0; i <= CAROM_CAPTURES_MAX; i++) {
        strcat(captures, "/:p");
        strcat(splats, "/*");
    }
    strcat(captures, " /x");
    strcat(splats, " /x");
    for (int i = 0; i <= CAROM_QUERY_PAIRS_MAX; i++) {
        char pair[16];
        (void)snprintf(pair, sizeof pair, " k%d=v", i);
        strcat(pairs, pair);
    }
    strcat(pairs, " /x");
    const struct reading_case cases[] = {
        {captures, "error 98 more than 32 captures in one rule"},
        {splats, "error 66 more than 32 splats in one rule"},
        {pairs, "error 90 more than 16 query pairs in one rule"},
    };
    ASSERT_READINGS(CAROM_DIALECT_NETLIFY, cases);
}

/* Text that is made of a line has its bounds; what stands in the line has none. */
static void long_lines_are_read_or_refused_clearly(void **state)
{
    (void)state;
    size_t len = 100000;
    char *text = malloc(len + 64);
    assert_non_null(text);
    memset(text, 'x', len);
    text[0] = '/';
    strcpy(text + len, " /b");
    struct reading *reading = begin_reading(CAROM_DIALECT_NETLIFY);
    struct line_rule rule;
    struct carom_diagnostic problem;
    assert_int_equal(carom_line_read(&reading->context, text_view(text), &rule, &problem),
                     LINE_RULE);
    assert_int_equal(rule.from.len, len);
    strcpy(text + len, "/* 200");
    assert_int_equal(carom_line_read(&reading->context, text_view(text), &rule, &problem),
                     LINE_ERROR);
    assert_view(problem.message, "a path as long as this needs a target");
    strcpy(text + len, "/* /c 200");
    text[0] = 'x';
    assert_int_equal(carom_line_read(&reading->context, text_view(text), &rule, &problem),
                     LINE_ERROR);
    assert_view(problem.message, "expected a path that begins with `/`");
    memcpy(text, "https://h/\"", 11);
    assert_int_equal(carom_line_read(&reading->context, text_view(text), &rule, &problem),
                     LINE_ERROR);
    assert_view(problem.message, "this URL is too long");
    free(reading);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_split_at_white_space),
        cmocka_unit_test(a_from_is_a_path_up_to_an_empty_segment),
        cmocka_unit_test(scheme_and_host_are_read_by_the_url_standard),
        cmocka_unit_test(any_segment_behind_a_colon_is_a_placeholder),
        cmocka_unit_test(the_first_capture_keeps_its_name),
        cmocka_unit_test(pairs_are_what_stands_before_the_target),
        cmocka_unit_test(the_status_is_a_number_behind_the_target),
        cmocka_unit_test(a_forward_rule_keeps_its_path),
        cmocka_unit_test(conditions_stand_behind_the_status),
        cmocka_unit_test(a_target_is_checked_as_in_carom),
        cmocka_unit_test(a_rewrite_to_another_site_is_warned_of),
        cmocka_unit_test(an_open_target_is_reported_at_its_capture),
        cmocka_unit_test(a_printed_rule_is_the_same_rule),
        cmocka_unit_test(limits_are_errors_of_the_line),
        cmocka_unit_test(long_lines_are_read_or_refused_clearly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
