/* The host parser (URL Standard §3.5) for domains and opaque hosts, but for UTS #46. */
#include "url_support.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { TEXT = 256 };

/* ---- domains ---- */

/* §3.2, as it is written there; what ends or divides an authority is told by other tests. */
static bool is_forbidden_in_domain(unsigned c)
{
    return c <= 0x20 || c == 0x7F || (c < 0x80 && strchr("#/:<>?@[\\]^|%", (int)c) != NULL);
}

static void forbidden_domain_code_points_are_failures_and_others_stay(void **state)
{
    (void)state;
    for (unsigned c = 0; c < 256; c++) {
        char input[TEXT], expected[TEXT];
        struct carom_view view = around("http://a", (unsigned char)c, "b/", input);
        if (c == '\t' || c == '\n' || c == '\r')
            assert_view_href(view, NULL, CAROM_LITERAL("http://ab/"));
        else if (c == ':')
            assert_view_failure(view, NULL, CAROM_URL_PORT);
        else if (c == '@')
            assert_view_href(view, NULL, CAROM_LITERAL("http://a@b/"));
        else if (c == '/' || c == '\\')
            assert_view_href(view, NULL, CAROM_LITERAL("http://a/b/"));
        else if (c == '?' || c == '#')
            assert_view_href(view, NULL, around("http://a/", (unsigned char)c, "b/", expected));
        else if (c >= 0x80)
            assert_view_failure(view, NULL, CAROM_URL_HOST_NOT_UTF8);
        else if (is_forbidden_in_domain(c))
            assert_view_failure(view, NULL, CAROM_URL_HOST_CODE_POINT);
        else
            assert_view_href(view, NULL,
                             around("http://a", (unsigned char)tolower((int)c), "b/", expected));
    }
}

static void a_domain_is_percent_decoded_before_it_is_looked_at(void **state)
{
    (void)state;
    for (unsigned c = 0; c < 256; c++) {
        char input[TEXT], expected[TEXT];
        for (int upper = 0; upper < 2; upper++) {
            (void)snprintf(input, sizeof input, upper ? "ws://a%%%02Xb" : "ws://a%%%02xb", c);
            if (c >= 0x80)
                assert_failure(input, NULL, CAROM_URL_HOST_NOT_UTF8);
            else if (is_forbidden_in_domain(c))
                assert_failure(input, NULL, CAROM_URL_HOST_CODE_POINT);
            else
                assert_view_href(text_view(input), NULL,
                                 around("ws://a", (unsigned char)tolower((int)c), "b/", expected));
        }
    }
}

static void domains_are_put_into_lower_case_and_not_looked_into(void **state)
{
    (void)state;
    static const struct {
        const char *host, *expected;
    } cases[] = {
        {"EXAMPLE.Com", "example.com"},
        {"ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz"},
        {"%45%58", "ex"},
        {"ex%61mple%2Ecom", "example.com"},
        {"%2e", "."},
        {"a%2", NULL},
        {"a%", NULL},
        {"%", NULL},
        {"%4", NULL},
        {"%zz", NULL},
        {"%4g", NULL},
        {"%g4", NULL},
        {"%2541", NULL},
        {"%25", NULL},
        {"%00", NULL},
        {"%%34%31", NULL},
        {"%\t4\n1", "a"},
        {"a.", "a."},
        {"a..b", "a..b"},
        {".a", ".a"},
        {"-", "-"},
        {"-a-.-b-", "-a-.-b-"},
        {"a_b", "a_b"},
        {"a--b", "a--b"},
        {"ab--c", "ab--c"},
        {"xn--", "xn--"},
        {"XN--A", "xn--a"},
        {"xn--0", "xn--0"},
        {"xn--a-.%78n--%2d", "xn--a-.xn---"},
        {"!\"$&'()*+,;=`{}~", "!\"$&'()*+,;=`{}~"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        if (cases[i].expected == NULL)
            assert_no_host(cases[i].host, CAROM_URL_HOST_CODE_POINT);
        else
            assert_host(cases[i].host, cases[i].expected, CAROM_HOST_DOMAIN);
    }
}

#define BYTES(text)                                                                                \
    {                                                                                              \
        "" text, sizeof(text) - 1                                                                  \
    }

static void a_nul_is_not_the_end_of_anything(void **state)
{
    (void)state;
    static const struct carom_view refused[] = {
        BYTES("http://\0/"),    BYTES("http://h\0/"),  BYTES("http://u@\0/"),
        BYTES("file://\0/"),    BYTES("http://\0:8/"), BYTES("http://h\0.example"),
        BYTES("x://\0/"),       BYTES("x://u@\0/"),    BYTES("ws://%00/"),
        BYTES("http://1.2\0/"),
    };
    for (size_t i = 0; i < COUNT_OF(refused); i++)
        assert_view_failure(refused[i], NULL, CAROM_URL_HOST_CODE_POINT);
    assert_view_failure(CAROM_LITERAL("http://[::1]\0/"), NULL, CAROM_URL_HOST_IPV6);
    assert_view_failure(CAROM_LITERAL("http://h:8\0/"), NULL, CAROM_URL_PORT);
    assert_view_failure(CAROM_LITERAL("http://h:\0/"), NULL, CAROM_URL_PORT);
    assert_view_href(CAROM_LITERAL("http://\0:\0@h/"), NULL, CAROM_LITERAL("http://%00:%00@h/"));
    assert_view_href(CAROM_LITERAL("x://h/\0/\0?\0#\0/"), NULL,
                     CAROM_LITERAL("x://h/%00/%00?%00#%00/"));
    struct held_url base = parse_text("http://b/d/f?q", NULL);
    assert_view_href(CAROM_LITERAL("http:\0g"), &base.url, CAROM_LITERAL("http://b/d/%00g"));
    assert_view_href(CAROM_LITERAL("/\0g"), &base.url, CAROM_LITERAL("http://b/%00g"));
    release_url(&base);
    base = parse_text("file:///d/f?q", NULL);
    assert_view_href(CAROM_LITERAL("file:\0g"), &base.url, CAROM_LITERAL("file:///d/%00g"));
    release_url(&base);
}

static void a_long_domain_is_no_failure(void **state)
{
    (void)state;
    char input[700] = "http://", expected[700] = "http://";
    for (size_t i = 0; i < 600; i++) {
        input[7 + i] = i % 3 == 0 ? 'A' : 'b';
        expected[7 + i] = i % 3 == 0 ? 'a' : 'b';
    }
    memcpy(input + 607, "/", 2);
    memcpy(expected + 607, "/", 2);
    assert_href(input, NULL, expected);
}

/* ---- opaque hosts ---- */

static void forbidden_host_code_points_are_failures_in_an_opaque_host(void **state)
{
    (void)state;
    for (unsigned c = 0; c < 256; c++) {
        char input[TEXT], expected[TEXT];
        struct carom_view view = around("x://A", (unsigned char)c, "1", input);
        if (c == '\t' || c == '\n' || c == '\r') {
            assert_view_href(view, NULL, CAROM_LITERAL("x://A1"));
        } else if (c == ':' || c == '@' || c == '/' || c == '?' || c == '#') {
            assert_view_href(view, NULL, around("x://A", (unsigned char)c, "1", expected));
        } else if (c == 0 || (c < 0x80 && strchr(" <>[\\]^|", (int)c) != NULL)) {
            assert_view_failure(view, NULL, CAROM_URL_HOST_CODE_POINT);
        } else if (c >= 0x80) {
            assert_view_href(view, NULL, CAROM_LITERAL("x://A%EF%BF%BD1"));
        } else if (c < 0x20 || c == 0x7F) {
            (void)snprintf(expected, sizeof expected, "x://A%%%02X1", c);
            assert_view_href(view, NULL, text_view(expected));
        } else {
            assert_view_href(view, NULL, view);
        }
    }
}

static void opaque_hosts_keep_their_case_and_their_escapes(void **state)
{
    (void)state;
    assert_parts("x://EXAMPLE.Com", NULL, "x opaque-host=EXAMPLE.Com path=");
    assert_parts("x://%41%00%2f%zz%", NULL, "x opaque-host=%41%00%2f%zz% path=");
    assert_parts("x://fa\xC3\x9F/", NULL, "x opaque-host=fa%C3%9F path=/");
    assert_parts("x://a\"'`{}~!", NULL, "x opaque-host=a\"'`{}~! path=");
    assert_parts("x://localhost/", NULL, "x opaque-host=localhost path=/");
    assert_failure("x://a\\b", NULL, CAROM_URL_HOST_CODE_POINT);
    assert_failure("x://\\b", NULL, CAROM_URL_HOST_CODE_POINT);
    assert_failure("x:// /", NULL, CAROM_URL_HOST_CODE_POINT);
    assert_failure("x://u@a b:8/", NULL, CAROM_URL_HOST_CODE_POINT);
}

static void an_empty_host_is_for_files_and_urls_that_are_not_special(void **state)
{
    (void)state;
    assert_parts("x://", NULL, "x empty-host path=");
    assert_parts("x:///", NULL, "x empty-host path=/");
    assert_parts("x://\t/", NULL, "x empty-host path=/");
    assert_parts("x://?", NULL, "x empty-host path= query=");
    assert_parts("file://", NULL, "file empty-host path=/");
    assert_failure("http://", NULL, CAROM_URL_HOST_MISSING);
    assert_failure("http://\t/", NULL, CAROM_URL_HOST_MISSING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forbidden_domain_code_points_are_failures_and_others_stay),
        cmocka_unit_test(a_domain_is_percent_decoded_before_it_is_looked_at),
        cmocka_unit_test(domains_are_put_into_lower_case_and_not_looked_into),
        cmocka_unit_test(a_nul_is_not_the_end_of_anything),
        cmocka_unit_test(a_long_domain_is_no_failure),
        cmocka_unit_test(forbidden_host_code_points_are_failures_in_an_opaque_host),
        cmocka_unit_test(opaque_hosts_keep_their_case_and_their_escapes),
        cmocka_unit_test(an_empty_host_is_for_files_and_urls_that_are_not_special),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
