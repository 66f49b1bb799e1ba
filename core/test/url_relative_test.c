/* References against every kind of base (URL Standard §4.4: no scheme state, relative states). */
#include "url_support.h"

static void without_a_base_a_relative_reference_is_a_failure(void **state)
{
    (void)state;
    static const char *const inputs[] = {"",   " ",    "a",     "/",    "//h", "?q", "#f",
                                         "\t", "\\\\", "1:2:3", "http", ".",   "é"};
    for (size_t i = 0; i < COUNT_OF(inputs); i++)
        assert_failure(inputs[i], NULL, CAROM_URL_RELATIVE_WITHOUT_BASE);
}

static void references_resolve_against_a_special_base(void **state)
{
    (void)state;
    static const char base[] = "http://u:p@b:8080/d/e/f?q#z";
    static const struct url_case cases[] = {
        {"", base, "http://u:p@b:8080/d/e/f?q"},
        {"#", base, "http://u:p@b:8080/d/e/f?q#"},
        {"#g", base, "http://u:p@b:8080/d/e/f?q#g"},
        {"?", base, "http://u:p@b:8080/d/e/f?"},
        {"?y", base, "http://u:p@b:8080/d/e/f?y"},
        {"?y#s", base, "http://u:p@b:8080/d/e/f?y#s"},
        {"g", base, "http://u:p@b:8080/d/e/g"},
        {"g/", base, "http://u:p@b:8080/d/e/g/"},
        {"g?y#s", base, "http://u:p@b:8080/d/e/g?y#s"},
        {"./g", base, "http://u:p@b:8080/d/e/g"},
        {".", base, "http://u:p@b:8080/d/e/"},
        {"./", base, "http://u:p@b:8080/d/e/"},
        {"..", base, "http://u:p@b:8080/d/"},
        {"../g", base, "http://u:p@b:8080/d/g"},
        {"../../g", base, "http://u:p@b:8080/g"},
        {"../../../g", base, "http://u:p@b:8080/g"},
        {"..//g", base, "http://u:p@b:8080/d//g"},
        {";x", base, "http://u:p@b:8080/d/e/;x"},
        {"g;x=1/../y", base, "http://u:p@b:8080/d/e/y"},
        {"g?y/../x", base, "http://u:p@b:8080/d/e/g?y/../x"},
        {"g#s/../x", base, "http://u:p@b:8080/d/e/g#s/../x"},
        {"g h", base, "http://u:p@b:8080/d/e/g%20h"},
        {" g ", base, "http://u:p@b:8080/d/e/g"},
        {"%2e%2e/g", base, "http://u:p@b:8080/d/g"},
        {"..\\g", base, "http://u:p@b:8080/d/g"},
        {"/", base, "http://u:p@b:8080/"},
        {"/g", base, "http://u:p@b:8080/g"},
        {"/../g", base, "http://u:p@b:8080/g"},
        {"/?y", base, "http://u:p@b:8080/?y"},
        {"/#y", base, "http://u:p@b:8080/#y"},
        {"\\g", base, "http://u:p@b:8080/g"},
        {"//g", base, "http://g/"},
        {"//g:81/x", base, "http://g:81/x"},
        {"//v@g", base, "http://v@g/"},
        {"///g", base, "http://g/"},
        {"/\\g", base, "http://g/"},
        {"\\/g", base, "http://g/"},
        {"\\\\g", base, "http://g/"},
        {"/\t/g", base, "http://g/"},
        {"x:g", base, "x:g"},
        {"//h/p?a#b", "ftp://b/", "ftp://h/p?a#b"},
        {"p", "wss://b", "wss://b/p"},
    };
    assert_hrefs(cases, COUNT_OF(cases));
    assert_parts("g", base, "http user=u password=p domain=b port=8080 path=/d/e/g");
    assert_parts("g", "http://u@[::1]", "http user=u ipv6=[::1] path=/g");
    assert_parts("", "http://:p@1.2.3.4?", "http password=p ipv4=1.2.3.4 path=/ query=");
    assert_failure("//", base, CAROM_URL_HOST_MISSING);
    assert_failure("//?q", base, CAROM_URL_HOST_MISSING);
    assert_failure("\\\\#f", base, CAROM_URL_HOST_MISSING);
    assert_failure("//h:x", base, CAROM_URL_PORT);
}

static void the_base_s_own_scheme_without_two_slashes_is_relative(void **state)
{
    (void)state;
    static const char base[] = "http://b/d/f?q#z";
    static const struct url_case cases[] = {
        {"http:", base, "http://b/d/f?q"},
        {"http:g", base, "http://b/d/g"},
        {"HTTP:g", base, "http://b/d/g"},
        {"http:/g", base, "http://b/g"},
        {"http:\\g", base, "http://b/g"},
        {"http:?y", base, "http://b/d/f?y"},
        {"http:#y", base, "http://b/d/f?q#y"},
        {"http:..", base, "http://b/"},
        {"http://g", base, "http://g/"},
        {"http:///g", base, "http://g/"},
        {"http:/\\g", base, "http://g/"},
        {"http:\\/g", base, "http://g/"},
        {"http:\\\\g", base, "http://g/"},
        {"http:/\t/g", base, "http://g/"},
        {"ht\ntp\r:\tg", base, "http://b/d/g"},
        {"https:g", base, "https://g/"},
        {"x:g", "x://b/d/", "x:g"},
        {"x:/g", "x://b/d/", "x:/g"},
    };
    assert_hrefs(cases, COUNT_OF(cases));
    assert_failure("http://", base, CAROM_URL_HOST_MISSING);
}

static void references_resolve_against_a_base_that_is_not_special(void **state)
{
    (void)state;
    static const char base[] = "x://u:p@B:9/d/f?q#z";
    static const struct url_case cases[] = {
        {"", base, "x://u:p@B:9/d/f?q"},
        {"#g", base, "x://u:p@B:9/d/f?q#g"},
        {"?y", base, "x://u:p@B:9/d/f?y"},
        {"g", base, "x://u:p@B:9/d/g"},
        {"..", base, "x://u:p@B:9/"},
        {"../../g", base, "x://u:p@B:9/g"},
        {"/g", base, "x://u:p@B:9/g"},
        {"\\g", base, "x://u:p@B:9/d/\\g"},
        {"/\\g", base, "x://u:p@B:9/\\g"},
        {"\\\\g", base, "x://u:p@B:9/d/\\\\g"},
        {"//K/g", base, "x://K/g"},
        {"//K", base, "x://K"},
        {"//", base, "x://"},
        {"//?q", base, "x://?q"},
        {"///g", base, "x:///g"},
        {"g?y'", base, "x://u:p@B:9/d/g?y'"},
        {"", "x://h", "x://h"},
        {"?q", "x://h", "x://h?q"},
        {"#f", "x://h", "x://h#f"},
        {"g", "x://h", "x://h/g"},
        {".", "x://h", "x://h/"},
        {"..", "x://h", "x://h/"},
        {"/", "x://h", "x://h/"},
        {"g", "x:///p", "x:///g"},
        {"", "x:///p?", "x:///p?"},
        {"//h", "x:///p", "x://h"},
    };
    assert_hrefs(cases, COUNT_OF(cases));
    assert_parts("g", base, "x user=u password=p opaque-host=B port=9 path=/d/g");
    assert_failure("//:9", base, CAROM_URL_HOST_MISSING);
    assert_failure("//u@", base, CAROM_URL_HOST_MISSING);
    assert_failure("//a b", base, CAROM_URL_HOST_CODE_POINT);
}

static void references_resolve_against_a_base_without_a_host(void **state)
{
    (void)state;
    static const struct url_case cases[] = {
        {"", "x:/d/f", "x:/d/f"},
        {"g", "x:/d/f", "x:/d/g"},
        {"/g", "x:/d/f", "x:/g"},
        {"//k", "x:/d/f", "x://k"},
        {"..", "x:/d/f", "x:/"},
        {"", "x:/", "x:/"},
        {"?q", "x:/", "x:/?q"},
        {"g", "x:/", "x:/g"},
        {"..//g", "x:/d/f", "x:/.//g"},
        {"/.//g", "x:/d/f", "x:/.//g"},
        {"/..//g", "x:/d/f", "x:/.//g"},
        {"?q", "x:/d/f", "x:/d/f?q"},
        {"#f", "x:/d/f", "x:/d/f#f"},
        /* The base's path is « "", "p" », and has no dot. */
        {"", "x:/.//p", "x:/.//p"},
        {"g", "x:/.//p", "x:/.//g"},
        {".", "x:/.//p", "x:/.//"},
        {"./", "x:/.//p", "x:/.//"},
        {"..", "x:/.//p", "x:/"},
        {"../g", "x:/.//p", "x:/g"},
        {"../..//g", "x:/.//p", "x:/.//g"},
        {"?q", "x:/.//p", "x:/.//p?q"},
        {"#f", "x:/.//p?q", "x:/.//p?q#f"},
        {"/g", "x:/.//p", "x:/g"},
        {"//h", "x:/.//p", "x://h"},
        {"g", "x:/.//a/b", "x:/.//a/g"},
        {"../g", "x:/.//a/b", "x:/.//g"},
    };
    assert_hrefs(cases, COUNT_OF(cases));
    assert_parts("g", "x:/.//p", "x path=//g");
    assert_parts("", "x:/.//p", "x path=//p");
}

static void against_an_opaque_path_only_a_fragment_is_relative(void **state)
{
    (void)state;
    static const char base[] = "mailto:a@b?q#z";
    static const char *const failures[] = {"", "g", "?y", "/g", "//h", ".", "\\", " "};
    static const struct url_case cases[] = {
        {"#", base, "mailto:a@b?q#"},
        {"#g", base, "mailto:a@b?q#g"},
        {" #g h ", base, "mailto:a@b?q#g%20h"},
        {"\t#g", base, "mailto:a@b?q#g"},
        {"#g", "x:a b", "x:a b#g"},
        {"#g", "x:a b #y", "x:a b%20#g"},
        {"#g", "x:", "x:#g"},
        {"#g", "x://h", "x://h#g"},
        {"mailto:c", base, "mailto:c"},
        {"http:c", base, "http://c/"},
        {"file:c", base, "file:///c"},
    };
    for (size_t i = 0; i < COUNT_OF(failures); i++)
        assert_failure(failures[i], base, CAROM_URL_RELATIVE_WITHOUT_BASE);
    assert_hrefs(cases, COUNT_OF(cases));
    assert_parts("#g", base, "mailto opaque-path=a@b query=q fragment=g");
    assert_parts("#", "x:a", "x opaque-path=a fragment=");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_base_a_relative_reference_is_a_failure),
        cmocka_unit_test(references_resolve_against_a_special_base),
        cmocka_unit_test(the_base_s_own_scheme_without_two_slashes_is_relative),
        cmocka_unit_test(references_resolve_against_a_base_that_is_not_special),
        cmocka_unit_test(references_resolve_against_a_base_without_a_host),
        cmocka_unit_test(against_an_opaque_path_only_a_fragment_is_relative),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
