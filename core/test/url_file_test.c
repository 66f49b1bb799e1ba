/* File URLs (URL Standard §4.4, file states) and their Windows drive letters (§4.2). */
#include "url_support.h"

#include <string.h>

static void the_host_of_a_file_url_stands_behind_two_slashes(void **state)
{
    (void)state;
    static const struct url_case cases[] = {
        {"file:", NULL, "file:///"},
        {"file:/", NULL, "file:///"},
        {"file://", NULL, "file:///"},
        {"file:///", NULL, "file:///"},
        {"file:////", NULL, "file:////"},
        {"file:?q", NULL, "file:///?q"},
        {"file:#f", NULL, "file:///#f"},
        {"file:/?q", NULL, "file:///?q"},
        {"file://?q", NULL, "file:///?q"},
        {"file://#f", NULL, "file:///#f"},
        {"file:a", NULL, "file:///a"},
        {"file:a/../b", NULL, "file:///b"},
        {"file:..", NULL, "file:///"},
        {"file:.//p", NULL, "file:////p"},
        {"file:/a", NULL, "file:///a"},
        {"file:/..//a", NULL, "file:////a"},
        {"file:///a/b", NULL, "file:///a/b"},
        {"file:////a/../b", NULL, "file:////b"},
        {"file:\\a", NULL, "file:///a"},
        {"file:\\\\H\\a", NULL, "file://h/a"},
        {"file:/\\h/a", NULL, "file://h/a"},
        {"file:\\/h\\a", NULL, "file://h/a"},
        {"file:\\\\\\a", NULL, "file:///a"},
        {"file:\t/\n/\rh/", NULL, "file://h/"},
        {"file://H", NULL, "file://h/"},
        {"file://h/a?q#f", NULL, "file://h/a?q#f"},
        {"file://h?q", NULL, "file://h/?q"},
        {"file://h#f", NULL, "file://h/#f"},
        {"file://%48%6f/", NULL, "file://ho/"},
        {"file://127.1/x", NULL, "file://127.0.0.1/x"},
        {"file://[::0:1]/x", NULL, "file://[::1]/x"},
        {"file:a", "http://h/d/", "file:///a"},
        {"file:", "x:opaque", "file:///"},
    };
    assert_hrefs(cases, COUNT_OF(cases));
    assert_parts("file:a", NULL, "file empty-host path=/a");
    assert_parts("file://h/a?q", NULL, "file domain=h path=/a query=q");
    assert_parts("file://1/", NULL, "file ipv4=0.0.0.1 path=/");
}

static void a_file_url_has_no_credentials_and_no_port(void **state)
{
    (void)state;
    assert_failure("file://h:80/", NULL, CAROM_URL_HOST_CODE_POINT);
    assert_failure("file://ho:/", NULL, CAROM_URL_HOST_CODE_POINT);
    assert_failure("file://localhost:/", NULL, CAROM_URL_HOST_CODE_POINT);
    assert_failure("file://u@h/", NULL, CAROM_URL_HOST_CODE_POINT);
    assert_failure("file://@/", NULL, CAROM_URL_HOST_CODE_POINT);
    assert_failure("file://a b/", NULL, CAROM_URL_HOST_CODE_POINT);
    assert_failure("file://%/", NULL, CAROM_URL_HOST_CODE_POINT);
    assert_failure("file://[::1]:8/", NULL, CAROM_URL_HOST_IPV6);
    assert_failure("file://[::1/", NULL, CAROM_URL_HOST_IPV6);
    assert_failure("file://1.2.3.4.5/", NULL, CAROM_URL_HOST_IPV4);
    assert_failure("file://\xC3\xBC/", NULL, CAROM_URL_HOST_NO_IDNA);
    assert_failure("file://\xFF/", NULL, CAROM_URL_HOST_NOT_UTF8);
}

static void localhost_is_no_host_of_a_file_url(void **state)
{
    (void)state;
    static const struct url_case cases[] = {
        {"file://localhost", NULL, "file:///"},
        {"file://localhost/", NULL, "file:///"},
        {"file://LocalHost/x", NULL, "file:///x"},
        {"file://loc%61lhos%54/x", NULL, "file:///x"},
        {"file://local\thost\n/x", NULL, "file:///x"},
        {"file://localhost?q", NULL, "file:///?q"},
        {"file://localhost#f", NULL, "file:///#f"},
        {"file://localhost//x", NULL, "file:////x"},
        {"file://localhost\\x", NULL, "file:///x"},
        {"file://localhost/C|/..", NULL, "file:///C:/"},
        {"//localhost/x", "file://h/y", "file:///x"},
        {"file://localhos/", NULL, "file://localhos/"},
        {"file://localhost./", NULL, "file://localhost./"},
        {"file://localhosts/", NULL, "file://localhosts/"},
        {"file://xlocalhost/", NULL, "file://xlocalhost/"},
        {"file://a.localhost/", NULL, "file://a.localhost/"},
        {"http://localhost/", NULL, "http://localhost/"},
        {"x://localhost/", NULL, "x://localhost/"},
    };
    assert_hrefs(cases, COUNT_OF(cases));
    assert_parts("file://localhost/x", NULL, "file empty-host path=/x");
}

static void a_drive_letter_begins_a_path_and_is_never_taken_back(void **state)
{
    (void)state;
    static const struct url_case cases[] = {
        {"file:c:", NULL, "file:///c:"},
        {"file:c|", NULL, "file:///c:"},
        {"file:c|/x", NULL, "file:///c:/x"},
        {"file:c|\\x", NULL, "file:///c:/x"},
        {"file:/c|/x", NULL, "file:///c:/x"},
        {"file:///c|/x", NULL, "file:///c:/x"},
        {"file:///C|", NULL, "file:///C:"},
        {"file:///C:", NULL, "file:///C:"},
        {"file:///C|?q", NULL, "file:///C:?q"},
        {"file:///C|#f", NULL, "file:///C:#f"},
        {"file:c|?q", NULL, "file:///c:?q"},
        {"file:///C|/..", NULL, "file:///C:/"},
        {"file:///C|/../x", NULL, "file:///C:/x"},
        {"file:///C:/../../../x", NULL, "file:///C:/x"},
        {"file:///C:/a/../..", NULL, "file:///C:/"},
        {"file:///C:/a/../../b", NULL, "file:///C:/b"},
        {"file:///C|/.", NULL, "file:///C:/"},
        {"file:///./C|/..", NULL, "file:///C:/"},
        {"file:///a/../C|/..", NULL, "file:///C:/"},
        {"file:///../C|/x", NULL, "file:///C:/x"},
        {"file:///a/b/../../C|/../x", NULL, "file:///C:/x"},
        {"file:///%2e/C|/%2e%2e", NULL, "file:///C:/"},
        {"file:///C\t|\n/..", NULL, "file:///C:/"},
        {"file://h/C|/../x", NULL, "file://h/C:/x"},
        {"file://h/C|", NULL, "file://h/C:"},
        {"file:///C:/D|/..", NULL, "file:///C:/"},
        {"file:///C:/D|/", NULL, "file:///C:/D|/"},
        {"file:///C:/../D|/", NULL, "file:///C:/D|/"},
        {"file:///C:/ /../", NULL, "file:///C:/"},
        {"file:///C:/\xC3\xA4/./b", NULL, "file:///C:/%C3%A4/b"},
        {"file:///C|//..", NULL, "file:///C:/"},
        {"file:///C|/a//b", NULL, "file:///C:/a//b"},
    };
    assert_hrefs(cases, COUNT_OF(cases));
}

static void what_only_resembles_a_drive_letter_is_a_segment(void **state)
{
    (void)state;
    static const struct url_case cases[] = {
        {"file:///a/C|/..", NULL, "file:///a/"},
        {"file:///a/C|/../..", NULL, "file:///"},
        {"file:////C|/..", NULL, "file:////"},
        {"file:////C|/../..", NULL, "file:///"},
        {"file:////C|/x", NULL, "file:////C|/x"},
        {"file:///C|a", NULL, "file:///C|a"},
        {"file:///C:a/..", NULL, "file:///"},
        {"file:///CC|/..", NULL, "file:///"},
        {"file:///1:/..", NULL, "file:///"},
        {"file:///C%3A/..", NULL, "file:///"},
        {"file:///%43:/..", NULL, "file:///"},
        {"file:///C%7C/..", NULL, "file:///"},
        {"file:///C/|/..", NULL, "file:///C/"},
        {"file:///C", NULL, "file:///C"},
        {"file:///|", NULL, "file:///|"},
        {"file:///C||", NULL, "file:///C||"},
        {"file:///:", NULL, "file:///:"},
        {"file:///C|%2e", NULL, "file:///C|%2e"},
        {"http://h/C|/..", NULL, "http://h/"},
        {"http://h/C|", NULL, "http://h/C|"},
        {"x:/C|/..", NULL, "x:/"},
        {"x:///C|/..", NULL, "x:///"},
        {"/C|/..", "http://h/a", "http://h/"},
        {"..", "x:/C:/", "x:/"},
        {"..", "http://h/C:/", "http://h/"},
    };
    assert_hrefs(cases, COUNT_OF(cases));
}

static void only_a_letter_is_a_drive_letter(void **state)
{
    (void)state;
    for (unsigned c = 0; c < 256; c++) {
        char input[64], expected[64];
        struct carom_view view = around("file:///", (unsigned char)c, "|/../x", input);
        if (c == '\t' || c == '\n' || c == '\r' || c == '/' || c == '\\' || c == '?' || c == '#')
            continue; /* not one segment of two characters */
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
            assert_view_href(view, NULL, around("file:///", (unsigned char)c, ":/x", expected));
        else
            assert_view_href(view, NULL, CAROM_LITERAL("file:///x"));
    }
}

static void a_drive_letter_in_place_of_a_host_is_the_path(void **state)
{
    (void)state;
    static const struct url_case cases[] = {
        {"file://c:", NULL, "file:///c:"},
        {"file://c|", NULL, "file:///c:"},
        {"file://c:/x", NULL, "file:///c:/x"},
        {"file://C|/x", NULL, "file:///C:/x"},
        {"file://c:\\x", NULL, "file:///c:/x"},
        {"file://c|?q", NULL, "file:///c:?q"},
        {"file://c|#f", NULL, "file:///c:#f"},
        {"file://c|/..", NULL, "file:///c:/"},
        {"file:\\\\c|\\..\\x", NULL, "file:///c:/x"},
        {"file://c\t|\n/x", NULL, "file:///c:/x"},
        {"//c|/x", "file://h/y", "file:///c:/x"},
        {"//d:", "file:///C:/y", "file:///d:"},
    };
    assert_hrefs(cases, COUNT_OF(cases));
    assert_parts("file://c|", NULL, "file empty-host path=/c:");
    assert_failure("file://c|x/", NULL, CAROM_URL_HOST_CODE_POINT);
    assert_failure("file://c:x/", NULL, CAROM_URL_HOST_CODE_POINT);
    assert_failure("file://cc|/", NULL, CAROM_URL_HOST_CODE_POINT);
    assert_failure("file://1:/", NULL, CAROM_URL_HOST_CODE_POINT);
    assert_failure("file://%43|/", NULL, CAROM_URL_HOST_CODE_POINT);
    assert_failure("http://c|/", NULL, CAROM_URL_HOST_CODE_POINT);
}

static void references_resolve_against_a_file_url(void **state)
{
    (void)state;
    static const char base[] = "file:///d/e/f?q#z";
    static const struct url_case cases[] = {
        {"", base, "file:///d/e/f?q"},
        {"#g", base, "file:///d/e/f?q#g"},
        {"?y", base, "file:///d/e/f?y"},
        {"?y#g", base, "file:///d/e/f?y#g"},
        {"g", base, "file:///d/e/g"},
        {"./g", base, "file:///d/e/g"},
        {"..", base, "file:///d/"},
        {"../../..", base, "file:///"},
        {"../../../g", base, "file:///g"},
        {"../..//g", base, "file:////g"},
        {"/g", base, "file:///g"},
        {"/", base, "file:///"},
        {"\\g", base, "file:///g"},
        {"//h/g", base, "file://h/g"},
        {"//h", base, "file://h/"},
        {"\\\\h\\g", base, "file://h/g"},
        {"//", base, "file:///"},
        {"///g", base, "file:///g"},
        {"////g", base, "file:////g"},
        {"file:", base, "file:///d/e/f?q"},
        {"file:g", base, "file:///d/e/g"},
        {"FILE:?y", base, "file:///d/e/f?y"},
        {"file:#g", base, "file:///d/e/f?q#g"},
        {"file:/g", base, "file:///g"},
        {"file:\\g", base, "file:///g"},
        {"file://h", base, "file://h/"},
        {"http:g", base, "http://g/"},
        {"c:", base, "c:"},
        {"", "file://h/d/f", "file://h/d/f"},
        {"g", "file://h/d/f", "file://h/d/g"},
        {"/g", "file://h/d/f", "file://h/g"},
        {"file:/g", "file://h/d/f", "file://h/g"},
        {"///g", "file://h/d/f", "file:///g"},
        {"//", "file://h/d/f", "file:///"},
        {"//k/g", "file://h/d/f", "file://k/g"},
        {"g", "file:", "file:///g"},
    };
    assert_hrefs(cases, COUNT_OF(cases));
    assert_parts("g", "file://h/d?q", "file domain=h path=/g");
    assert_parts("/g", "file://127.0.0.1/d", "file ipv4=127.0.0.1 path=/g");
    assert_parts("?", "file://h/d?q", "file domain=h path=/d query=");
    assert_failure("//h:8", base, CAROM_URL_HOST_CODE_POINT);
}

static void a_reference_with_a_drive_letter_leaves_the_base_s_path(void **state)
{
    (void)state;
    static const struct url_case cases[] = {
        {"c|", "file:///d/e", "file:///c:"},
        {"c|/x", "file:///d/e", "file:///c:/x"},
        {"c|\\x", "file:///d/e", "file:///c:/x"},
        {"c|?q", "file:///d/e", "file:///c:?q"},
        {"c|#f", "file:///d/e", "file:///c:#f"},
        {"c|/x", "file://h/d/e", "file://h/c:/x"},
        {"/c|/x", "file://h/d/e", "file://h/c:/x"},
        {"/c|/x", "file:///d/e", "file:///c:/x"},
        {"/c:", "file:///d/e", "file:///c:"},
        {"file:c:/x", "file://h/d/e", "file://h/c:/x"},
        {"D|/x", "file:///C:/d/e", "file:///D:/x"},
        {"/D|/x", "file:///C:/d/e", "file:///D:/x"},
        {"/D:", "file:///C:/d/e", "file:///D:"},
        {"/D\t|\n", "file:///C:/d/e", "file:///D:"},
        /* No drive letter, or not at the start. */
        {"c|x", "file:///d/e", "file:///d/c|x"},
        {"/c|x", "file:///d/e", "file:///c|x"},
        {"../c|/x", "file:///d/e", "file:///c:/x"},
        {"../../c|/x", "file:///d/e/f", "file:///c:/x"},
        {"../c|/x", "file:///d/e/f", "file:///d/c|/x"},
        {"./c|/..", "file:///d", "file:///c:/"},
        {"./c|/..", "file:///d/e", "file:///d/"},
    };
    assert_hrefs(cases, COUNT_OF(cases));
}

static void the_base_s_drive_letter_is_kept(void **state)
{
    (void)state;
    static const struct url_case cases[] = {
        {"/", "file:///C:/d/f", "file:///C:/"},
        {"/g", "file:///C:/d/f", "file:///C:/g"},
        {"\\g", "file:///C:/d/f", "file:///C:/g"},
        {"/?q", "file:///C:/d/f", "file:///C:/?q"},
        {"/#f", "file:///C:/d/f", "file:///C:/#f"},
        {"/..", "file:///C:/d/f", "file:///C:/"},
        {"/../../g", "file:///C:/d/f", "file:///C:/g"},
        {"/./D|/x", "file:///C:/d/f", "file:///C:/D|/x"},
        {"//h/g", "file:///C:/d/f", "file://h/g"},
        {"///g", "file:///C:/d/f", "file:///g"},
        {"g", "file:///C:/d/f", "file:///C:/d/g"},
        {"..", "file:///C:/d/f", "file:///C:/"},
        {"../..", "file:///C:/d/f", "file:///C:/"},
        {"../../../g", "file:///C:/d/f", "file:///C:/g"},
        {"../../D|/g", "file:///C:/d/f", "file:///C:/D|/g"},
        {"g", "file:///C:/", "file:///C:/g"},
        {"..", "file:///C:/", "file:///C:/"},
        {"", "file:///C:", "file:///C:"},
        {"g", "file:///C:", "file:///C:/g"},
        {".", "file:///C:", "file:///C:/"},
        {"..", "file:///C:", "file:///C:/"},
        {"/g", "file:///C:", "file:///C:/g"},
        {"?q", "file:///C:", "file:///C:?q"},
        {"#f", "file:///C:", "file:///C:#f"},
        {"/g", "file://h/C:/d", "file://h/C:/g"},
        {"g", "file:///ab", "file:///g"},
        {"..", "file:///1:", "file:///"},
        {"/g", "file:///Cx/d", "file:///g"},
        {"/g", "file:///C:x/d", "file:///g"},
        {"/g", "file:////C:/d", "file:///g"},
        {"/g", "file:///d/C:/e", "file:///g"},
        {"..", "file:///d/C:/", "file:///d/"},
    };
    assert_hrefs(cases, COUNT_OF(cases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_host_of_a_file_url_stands_behind_two_slashes),
        cmocka_unit_test(a_file_url_has_no_credentials_and_no_port),
        cmocka_unit_test(localhost_is_no_host_of_a_file_url),
        cmocka_unit_test(a_drive_letter_begins_a_path_and_is_never_taken_back),
        cmocka_unit_test(what_only_resembles_a_drive_letter_is_a_segment),
        cmocka_unit_test(only_a_letter_is_a_drive_letter),
        cmocka_unit_test(a_drive_letter_in_place_of_a_host_is_the_path),
        cmocka_unit_test(references_resolve_against_a_file_url),
        cmocka_unit_test(a_reference_with_a_drive_letter_leaves_the_base_s_path),
        cmocka_unit_test(the_base_s_drive_letter_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
