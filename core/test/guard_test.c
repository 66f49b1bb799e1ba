#include "support.h"

#include "carom/guard.h"

#include <stdlib.h>
#include <string.h>

/* A guard's answer with the memory that its views need. */
struct answer {
    struct carom_guard guard;
    char request_bytes[512];
    char bytes[4096];
};

/*
 * Maps the two dots that UTS #46 maps to `.`, and full-width letters to ASCII ones; other code points
 * become `x`. Enough for a guard's tests.
 */
static enum carom_result toy_to_ascii(void *ctx, struct carom_view domain, struct carom_buf *out)
{
    (void)ctx;
    out->len = 0;
    for (size_t i = 0; i < domain.len;) {
        const unsigned char *p = (const unsigned char *)domain.ptr + i;
        char c = (char)*p;
        size_t len = *p < 0x80 ? 1 : *p < 0xE0 ? 2 : *p < 0xF0 ? 3 : 4;
        if (len == 3 && p[0] == 0xE3 && p[1] == 0x80 && p[2] == 0x82)
            c = '.';
        else if (len == 3 && p[0] == 0xEF && p[1] == 0xBC && p[2] == 0x8E)
            c = '.';
        else if (len == 3 && p[0] == 0xEF && p[1] == 0xBD)
            c = (char)(p[2] - 0x80 + 0x60);
        else if (len > 1)
            c = 'x';
        if (out->len >= out->cap)
            return CAROM_ERR_NOSPACE;
        out->ptr[out->len++] = c;
        i += len;
    }
    return CAROM_OK;
}

static const struct carom_idna toy = {toy_to_ascii, NULL};

static void read_on(const char *request, struct carom_view location, const struct carom_idna *idna,
                    struct answer *out)
{
    struct carom_url url;
    struct carom_buf buf = {out->request_bytes, sizeof out->request_bytes, 0};
    assert_int_equal(carom_url_parse(text_view(request), NULL, NULL, &buf, &url), CAROM_OK);
    struct carom_buf rest = {out->bytes, sizeof out->bytes, 0};
    assert_int_equal(carom_guard_read(&url, location, idna, &rest, &out->guard), CAROM_OK);
}

static void expect(struct carom_view location, enum carom_guard_verdict verdict, const char *origin)
{
    static const char *const requests[] = {"https://ok.example/dir/page?q", "http://ok.example/"};
    for (size_t i = 0; i < 2; i++) {
        struct answer answer;
        read_on(requests[i], location, &toy, &answer);
        if (answer.guard.verdict != verdict)
            fail_msg("%.*s on %s: %s, %s", (int)location.len, location.ptr, requests[i],
                     carom_guard_verdict_name(answer.guard.verdict).ptr, answer.guard.reason.ptr);
        assert_true(answer.guard.reason.len > 0);
        if (origin == NULL)
            continue;
        /* The scheme is the request's where the location names none. */
        struct carom_view got = answer.guard.origin;
        size_t skip = strncmp(origin, "//", 2) == 0 ? (i == 0 ? 6 : 5) : 0;
        assert_true(got.len >= skip);
        assert_int_equal(got.len - skip, strlen(origin));
        if (got.len > skip)
            assert_memory_equal(got.ptr + skip, origin, strlen(origin));
    }
}

static void stays(const char *location)
{
    expect(text_view(location), CAROM_GUARD_SAME_ORIGIN, NULL);
}

static void leaves(const char *location, const char *origin)
{
    expect(text_view(location), CAROM_GUARD_OTHER_ORIGIN, origin);
}

static void is_ambiguous(const char *location, const char *origin)
{
    expect(text_view(location), CAROM_GUARD_AMBIGUOUS, origin);
}

static void is_malformed(struct carom_view location)
{
    expect(location, CAROM_GUARD_MALFORMED, "");
}

static void is_not_fetchable(const char *location)
{
    expect(text_view(location), CAROM_GUARD_NOT_FETCHABLE, "");
}

static void relative_references_stay(void **state)
{
    (void)state;
    stays("/");
    stays("");
    stays("next");
    stays("?q");
    stays("#f");
    stays("../../../x");
    stays("//ok.example/x");
    stays("//OK.example");
    stays("//%6fk.example:/");
    stays("//ok%2Eexample");
    stays("./a:b");
}

static void the_same_origin_written_in_full_stays_only_by_its_own_scheme(void **state)
{
    (void)state;
    struct answer answer;
    read_on("https://ok.example/", text_view("https://OK.example:443/x"), NULL, &answer);
    assert_int_equal(answer.guard.verdict, CAROM_GUARD_SAME_ORIGIN);
    read_on("http://ok.example/", text_view("https://ok.example/x"), NULL, &answer);
    assert_int_equal(answer.guard.verdict, CAROM_GUARD_OTHER_ORIGIN);
    read_on("https://ok.example:8443/", text_view("https://ok.example:08443/x"), NULL, &answer);
    assert_int_equal(answer.guard.verdict, CAROM_GUARD_SAME_ORIGIN);
    read_on("https://ok.example:8443/", text_view("https://ok.example/x"), NULL, &answer);
    assert_int_equal(answer.guard.verdict, CAROM_GUARD_OTHER_ORIGIN);
    read_on("http://[::1]/", text_view("http://[0:0::0001]:80/x"), NULL, &answer);
    assert_int_equal(answer.guard.verdict, CAROM_GUARD_SAME_ORIGIN);
}

/* The default of one scheme is a port of its own in the other. */
static void a_port_that_only_one_scheme_has_by_default_depends_on_the_page(void **state)
{
    (void)state;
    is_ambiguous("//ok.example:443/x", NULL);
    is_ambiguous("//ok.example:80/x", NULL);
    is_ambiguous("//ok.example:0080/x", NULL);
    leaves("//e:443/", NULL);
    leaves("//e:80/", NULL);
    struct answer answer;
    read_on("https://ok.example:8443/", text_view("//ok.example:8443/x"), NULL, &answer);
    assert_int_equal(answer.guard.verdict, CAROM_GUARD_SAME_ORIGIN);
    leaves("//ok.example:0/", "//ok.example:0");
    leaves("//ok.example:8443/", "//ok.example:8443");
    leaves("//ok.exampl/", "//ok.exampl");
    leaves("//ok.example.e/", "//ok.example.e");
}

static void two_slashes_lead_to_a_host(void **state)
{
    (void)state;
    leaves("//e", "//e");
    leaves("//e/", "//e");
    leaves("//e:81?x", "//e:81");
    leaves("  //e\t", "//e");
    leaves("http://e.example/", "http://e.example");
    leaves("hTTps://e.example:443", "https://e.example");
}

static void three_slashes_are_a_host_to_browsers_only(void **state)
{
    (void)state;
    is_ambiguous("///e", "//e");
    is_ambiguous("////e", "//e");
    is_ambiguous("http:///e", "http://e");
}

static void a_backslash_is_a_slash_to_browsers_only(void **state)
{
    (void)state;
    is_ambiguous("/\\e", "//e");
    is_ambiguous("\\\\e", "//e");
    is_ambiguous("\\/e", "//e");
    is_ambiguous("/a\\b", NULL);
    is_ambiguous("//e\\.ok.example", "//e");
    is_ambiguous("//ok.example\\@e", NULL);
}

static void a_tab_inside_vanishes_for_browsers_only(void **state)
{
    (void)state;
    is_ambiguous("/\t/e", "//e");
    is_ambiguous("/\t\\e", "//e");
    is_ambiguous("h\tttps://e", "https://e");
    is_ambiguous("/a b", NULL);
}

static void tabs_and_spaces_around_a_value_are_no_part_of_it(void **state)
{
    (void)state;
    stays(" \t/x\t ");
    leaves("\t//e", "//e");
}

static void bytes_that_no_field_holds_are_malformed(void **state)
{
    (void)state;
    is_malformed(text_view("/\n/e"));
    is_malformed(text_view("\n//e"));
    is_malformed(text_view("/x\r\nSet-Cookie: a=b"));
    is_malformed(text_view("/x\r"));
    is_malformed(CAROM_LITERAL("/\0/e"));
    is_malformed(text_view("/\x7f"));
    is_malformed(text_view("java\nscript:alert(1)"));
}

static void encoded_line_ends_stay_encoded(void **state)
{
    (void)state;
    stays("/x%0d%0aSet-Cookie:%20a=b");
    stays("/%00");
    stays("/%2f%2fe");
    stays("/%5ce");
    stays("%2f%2fe");
}

static void a_dot_between_slashes_opens_no_host(void **state)
{
    (void)state;
    stays("/.//e");
    stays("/..//e");
    stays(".//e");
    stays("/%2e//e");
}

static void credentials_do_not_hide_the_host(void **state)
{
    (void)state;
    leaves("//ok.example@e", "//e");
    leaves("//ok.example:80@e", "//e");
    leaves("https://ok.example%2f@e/", "https://e");
    struct answer answer;
    read_on("https://ok.example/", text_view("//ok.example:80@e"), NULL, &answer);
    assert_true(answer.guard.has_credentials);
    read_on("https://ok.example/", text_view("//e"), NULL, &answer);
    assert_false(answer.guard.has_credentials);
}

static void a_scheme_without_slashes_depends_on_the_page(void **state)
{
    (void)state;
    is_ambiguous("https:e", NULL);
    is_ambiguous("http:e", NULL);
    is_ambiguous("https:/e", NULL);
    is_ambiguous("http:\\\\e", "http://e");
    is_ambiguous("http:", NULL);
    is_ambiguous("https:", NULL);
    is_ambiguous("https:?x", NULL);
}

static void dots_of_other_scripts_are_dots_to_browsers_only(void **state)
{
    (void)state;
    is_ambiguous("//e\xEF\xBC\x8E"
                 "com",
                 "//e.com");
    is_ambiguous("//e\xE3\x80\x82"
                 "com",
                 "//e.com");
    is_ambiguous("//\xEF\xBD\x85.com", "//e.com");
    is_ambiguous("//e%E3%80%82com", "//e.com");
}

static void without_idna_a_host_of_other_scripts_is_ambiguous(void **state)
{
    (void)state;
    struct answer answer;
    read_on("https://ok.example/",
            text_view("//e\xE3\x80\x82"
                      "com"),
            NULL, &answer);
    assert_int_equal(answer.guard.verdict, CAROM_GUARD_AMBIGUOUS);
    assert_int_equal(answer.guard.origin.len, 0);
}

static void punycode_is_reported_and_not_blocked(void **state)
{
    (void)state;
    struct answer answer;
    read_on("https://ok.example/", text_view("//a.xn--80ak6aa92e.com/"), NULL, &answer);
    assert_int_equal(answer.guard.verdict, CAROM_GUARD_OTHER_ORIGIN);
    assert_true(answer.guard.has_punycode);
    read_on("https://ok.example/", text_view("//axn--b.com/"), NULL, &answer);
    assert_false(answer.guard.has_punycode);
    read_on("https://xn--bcher-kva.example/", text_view("/x"), NULL, &answer);
    assert_int_equal(answer.guard.verdict, CAROM_GUARD_SAME_ORIGIN);
    assert_true(answer.guard.has_punycode);
}

static void a_host_that_looks_like_another_is_reported_by_its_xn_form(void **state)
{
    (void)state;
    is_ambiguous("//\xD0\xBEk.example/", "//xk.example"); /* a Cyrillic o, by the toy mapping */
    leaves("//xn--k-hbb.example/", "//xn--k-hbb.example");
    struct answer answer;
    read_on("https://ok.example/", text_view("//xn--k-hbb.example/"), NULL, &answer);
    assert_true(answer.guard.has_punycode);
}

static void numbers_are_addresses_to_browsers_only(void **state)
{
    (void)state;
    is_ambiguous("//2130706433", "//127.0.0.1");
    is_ambiguous("//0x7f.1/", "//127.0.0.1");
    is_ambiguous("//0177.0.0.1", "//127.0.0.1");
    is_ambiguous("//1.2.3", "//1.2.0.3");
    is_ambiguous("//0", "//0.0.0.0");
    is_ambiguous("//1.2.3.4.", "//1.2.3.4");
    leaves("//127.0.0.1", "//127.0.0.1");
    leaves("//[::1]/", "//[::1]");
    struct answer answer;
    read_on("https://ok.example/", text_view("//127.0.0.1"), NULL, &answer);
    assert_true(answer.guard.is_ip_address);
    read_on("https://ok.example/", text_view("//[::1]"), NULL, &answer);
    assert_true(answer.guard.is_ip_address);
    read_on("https://ok.example/", text_view("//e"), NULL, &answer);
    assert_false(answer.guard.is_ip_address);
}

static void overlong_utf8_is_no_slash(void **state)
{
    (void)state;
    is_ambiguous("/\xC0\xAF"
                 "e",
                 NULL);
    is_ambiguous("/\xC0\xAE\xC0\xAE/e", NULL);
    expect(text_view("//e\xC0\xAF.ok.example"), CAROM_GUARD_MALFORMED, "");
}

static void schemes_that_run_or_hold_data_are_not_fetchable(void **state)
{
    (void)state;
    is_not_fetchable("javascript:alert(1)");
    is_not_fetchable("JavaScript:alert(1)");
    is_not_fetchable("java\tscript:alert(1)");
    is_not_fetchable("\tjavascript:alert(1)");
    is_not_fetchable("data:text/html,x");
    is_not_fetchable("blob:https://ok.example/1");
    is_not_fetchable("file:///etc/passwd");
    is_not_fetchable("mailto:a@ok.example");
    is_not_fetchable("ws://ok.example/");
    is_not_fetchable("ftp://ok.example/");
}

static void what_nobody_can_read_is_malformed(void **state)
{
    (void)state;
    is_malformed(text_view("//e:x"));
    is_malformed(text_view("//[::1"));
    is_malformed(text_view("//a b/"));
    is_malformed(text_view("http://"));
}

static void what_only_rfc_3986_can_read_is_ambiguous(void **state)
{
    (void)state;
    is_ambiguous("//e:99999/", "");
    is_ambiguous("//1.2.3.4.5/", "");
    is_ambiguous("//[v1.x]/", "");
}

static void other_schemes_of_the_request_are_refused(void **state)
{
    (void)state;
    struct carom_url url;
    struct carom_guard guard;
    char bytes[256];
    struct carom_buf buf = {NULL, 0, 0}, rest = {bytes, sizeof bytes, 0};
    static const char *const requests[] = {"ftp://h/", "file:///x", "ws://h/", "a:b"};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(carom_url_parse(text_view(requests[i]), NULL, NULL, &buf, &url), CAROM_OK);
        assert_int_equal(carom_guard_read(&url, text_view("/"), NULL, &rest, &guard),
                         CAROM_ERR_RANGE);
        assert_int_equal(guard.verdict, CAROM_GUARD_MALFORMED);
    }
}

/* With every capacity there is the same answer, or a capacity that is then enough. */
static void a_small_buffer_changes_no_answer(void **state)
{
    (void)state;
    static const char *const locations[] = {"/x",
                                            "//e",
                                            "//user@e:81/",
                                            "https:e",
                                            ("//e\xE3\x80\x82"
                                             "com"),
                                            "javascript:x",
                                            "//2130706433"};
    struct carom_url url;
    struct carom_buf none = {NULL, 0, 0};
    struct carom_view request = text_view("https://ok.example:80/dir/"); /* written for http */
    assert_int_equal(carom_url_parse(request, NULL, NULL, &none, &url), CAROM_OK);
    for (size_t i = 0; i < sizeof locations / sizeof locations[0]; i++) {
        struct answer answer;
        read_on("https://ok.example:80/dir/", text_view(locations[i]), &toy, &answer);
        bool had_space = false;
        for (size_t cap = 0; cap < 300 || !had_space; cap++) {
            char *bytes = malloc(cap > 0 ? cap : 1);
            struct carom_buf buf = {cap > 0 ? bytes : NULL, cap, 0};
            struct carom_guard guard;
            assert_non_null(bytes);
            enum carom_result result =
                carom_guard_read(&url, text_view(locations[i]), &toy, &buf, &guard);
            if (result == CAROM_OK) {
                had_space = true;
                assert_int_equal(guard.verdict, answer.guard.verdict);
                assert_true(buf.len <= cap);
                assert_true(carom_view_equal(guard.origin, answer.guard.origin));
            } else {
                assert_int_equal(result, CAROM_ERR_NOSPACE);
                assert_true(buf.len > cap);
                assert_int_equal(guard.verdict, CAROM_GUARD_MALFORMED);
                size_t enough = buf.len;
                char *more = malloc(enough);
                struct carom_buf second = {more, enough, 0};
                assert_non_null(more);
                assert_int_equal(
                    carom_guard_read(&url, text_view(locations[i]), &toy, &second, &guard),
                    CAROM_OK);
                free(more);
            }
            free(bytes);
        }
    }
}

static enum carom_result no_memory(void *ctx, struct carom_view domain, struct carom_buf *out)
{
    (void)ctx, (void)domain, (void)out;
    return CAROM_ERR_NOMEM;
}

static void a_plug_in_without_memory_is_told(void **state)
{
    (void)state;
    const struct carom_idna idna = {no_memory, NULL};
    struct carom_url url;
    struct carom_guard guard;
    char bytes[256];
    struct carom_buf none = {NULL, 0, 0}, buf = {bytes, sizeof bytes, 0};
    struct carom_view request = text_view("https://ok.example/");
    assert_int_equal(carom_url_parse(request, NULL, NULL, &none, &url), CAROM_OK);
    assert_int_equal(carom_guard_read(&url, text_view("//\xC3\xBC"), &idna, &buf, &guard),
                     CAROM_ERR_NOMEM);
}

static void verdicts_have_names(void **state)
{
    (void)state;
    static const char *const names[] = {"malformed", "same_origin", "other_origin", "not_fetchable",
                                        "ambiguous"};
    for (int i = 0; i < 5; i++) {
        struct carom_view name = carom_guard_verdict_name((enum carom_guard_verdict)i);
        assert_true(carom_view_equal(name, text_view(names[i])));
    }
    assert_true(carom_view_equal(carom_guard_verdict_name((enum carom_guard_verdict)99),
                                 text_view("malformed")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(relative_references_stay),
        cmocka_unit_test(the_same_origin_written_in_full_stays_only_by_its_own_scheme),
        cmocka_unit_test(a_port_that_only_one_scheme_has_by_default_depends_on_the_page),
        cmocka_unit_test(two_slashes_lead_to_a_host),
        cmocka_unit_test(three_slashes_are_a_host_to_browsers_only),
        cmocka_unit_test(a_backslash_is_a_slash_to_browsers_only),
        cmocka_unit_test(a_tab_inside_vanishes_for_browsers_only),
        cmocka_unit_test(tabs_and_spaces_around_a_value_are_no_part_of_it),
        cmocka_unit_test(bytes_that_no_field_holds_are_malformed),
        cmocka_unit_test(encoded_line_ends_stay_encoded),
        cmocka_unit_test(a_dot_between_slashes_opens_no_host),
        cmocka_unit_test(credentials_do_not_hide_the_host),
        cmocka_unit_test(a_scheme_without_slashes_depends_on_the_page),
        cmocka_unit_test(dots_of_other_scripts_are_dots_to_browsers_only),
        cmocka_unit_test(without_idna_a_host_of_other_scripts_is_ambiguous),
        cmocka_unit_test(punycode_is_reported_and_not_blocked),
        cmocka_unit_test(a_host_that_looks_like_another_is_reported_by_its_xn_form),
        cmocka_unit_test(numbers_are_addresses_to_browsers_only),
        cmocka_unit_test(overlong_utf8_is_no_slash),
        cmocka_unit_test(schemes_that_run_or_hold_data_are_not_fetchable),
        cmocka_unit_test(what_nobody_can_read_is_malformed),
        cmocka_unit_test(what_only_rfc_3986_can_read_is_ambiguous),
        cmocka_unit_test(other_schemes_of_the_request_are_refused),
        cmocka_unit_test(a_small_buffer_changes_no_answer),
        cmocka_unit_test(a_plug_in_without_memory_is_told),
        cmocka_unit_test(verdicts_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
