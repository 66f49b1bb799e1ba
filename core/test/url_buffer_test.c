/* What carom_url_parse promises beside the URL Standard: views, lengths, and time. */
#include "url_support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MEGABYTE = 1 << 20 };

/* ---- views ---- */

static void what_is_serialised_already_is_a_view_of_the_input(void **state)
{
    (void)state;
    static const char *const inputs[] = {
        "http://h/",
        "https://u:p@h.example:8443/a/b.c/..d?q=1&r=%20#f",
        "https://:p@h/",
        "ws://127.0.0.1/",
        "wss://[2001:db8::1]:8080/p",
        "ftp://h/a//b/%2E%2e%2e",
        "http://h/?",
        "http://h/#",
        "http://xn--tda.example/",
        "file:///a/b",
        "file://h/a",
        "x:",
        "x:opaque path?q#f",
        "mailto:a@b",
        "data:text/plain,a%20b",
        "x://",
        "x://H",
        "x://u@H:1/A/b?q'#f",
        "x:///p",
        "x:/a/b?q",
    };
    for (size_t i = 0; i < COUNT_OF(inputs); i++) {
        struct held_url held = parse_text(inputs[i], NULL);
        assert_int_equal(held.output_len, 0);
        assert_ptr_equal(held.url.href.ptr, held.input);
        assert_view(held.url.href, inputs[i]);
        release_url(&held);
        held = parse_text(inputs[i], "http://u:p@base:1/d/e?q");
        assert_int_equal(held.output_len, 0);
        assert_ptr_equal(held.url.href.ptr, held.input);
        release_url(&held);
    }
}

static void trimming_needs_no_buffer(void **state)
{
    (void)state;
    struct held_url held = parse_text(" \t\x01http://h/p \n", NULL);
    assert_int_equal(held.output_len, 0);
    assert_ptr_equal(held.url.href.ptr, held.input + 3);
    assert_view(held.url.href, "http://h/p");
    release_url(&held);
}

static void an_input_may_be_a_part_of_its_base(void **state)
{
    (void)state;
    static const char text[] = "http://h/p/q?r#f";
    struct held_url base = parse_text(text, NULL);
    for (size_t at = 0; at < sizeof text; at++) {
        for (size_t len = 0; at + len < sizeof text; len++) {
            char memory[64], expected[64];
            struct carom_buf buf = {memory, sizeof memory, 0};
            struct carom_buf other = {expected, sizeof expected, 0};
            struct carom_url url, copied;
            struct carom_view part = carom_view_of(base.url.href.ptr + at, len);
            char *copy = exact_copy(part);
            enum carom_result result = carom_url_parse(part, &base.url, NULL, &buf, &url);
            enum carom_result wanted =
                carom_url_parse(carom_view_of(copy, len), &base.url, NULL, &other, &copied);
            assert_int_equal(result, wanted);
            if (result == CAROM_OK)
                assert_true(carom_view_equal(url.href, copied.href));
            free(copy);
        }
    }
    release_url(&base);
}

static void each_part_that_changes_is_found(void **state)
{
    (void)state;
    /* What is before the change and behind it is kept, so that the whole is written once. */
    static const struct url_case cases[] = {
        {"HTTP://u:p@h:1/p?q#f", NULL, "http://u:p@h:1/p?q#f"},
        {"http:/u:p@h:1/p?q#f", NULL, "http://u:p@h:1/p?q#f"},
        {"http://u^:p@h:1/p?q#f", NULL, "http://u%5E:p@h:1/p?q#f"},
        {"http://u:p^@h:1/p?q#f", NULL, "http://u:p%5E@h:1/p?q#f"},
        {"http://u:@h:1/p?q#f", NULL, "http://u@h:1/p?q#f"},
        {"http://@h:1/p?q#f", NULL, "http://h:1/p?q#f"},
        {"http://u:p@H:1/p?q#f", NULL, "http://u:p@h:1/p?q#f"},
        {"http://u:p@%68:1/p?q#f", NULL, "http://u:p@h:1/p?q#f"},
        {"http://u:p@1.2.3:1/p?q#f", NULL, "http://u:p@1.2.0.3:1/p?q#f"},
        {"http://u:p@[0::1]:1/p?q#f", NULL, "http://u:p@[::1]:1/p?q#f"},
        {"http://u:p@h:01/p?q#f", NULL, "http://u:p@h:1/p?q#f"},
        {"http://u:p@h:80/p?q#f", NULL, "http://u:p@h/p?q#f"},
        {"http://u:p@h:1\\p?q#f", NULL, "http://u:p@h:1/p?q#f"},
        {"http://u:p@h:1?q#f", NULL, "http://u:p@h:1/?q#f"},
        {"http://u:p@h:1/p^?q#f", NULL, "http://u:p@h:1/p%5E?q#f"},
        {"http://u:p@h:1/p^#f", NULL, "http://u:p@h:1/p%5E#f"},
        {"http://u:p@h:1/a/../p?q#f", NULL, "http://u:p@h:1/p?q#f"},
        {"http://u:p@h:1/p?q'#f", NULL, "http://u:p@h:1/p?q%27#f"},
        {"http://u:p@h:1/p?q#f`", NULL, "http://u:p@h:1/p?q#f%60"},
        {"http://u:p@h:1/p?q#f\t", NULL, "http://u:p@h:1/p?q#f"},
        {"x://H^:1/", "http://h/", NULL},
        {"file://localhost/p?q", NULL, "file:///p?q"},
        {"file:/p?q", NULL, "file:///p?q"},
        {"file:///C|/p?q", NULL, "file:///C:/p?q"},
        {"X:o p?q", NULL, "x:o p?q"},
        {"x:o\x7F?q", NULL, "x:o%7F?q"},
        {"x:o ?q", NULL, "x:o%20?q"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        if (cases[i].href == NULL)
            assert_failure(cases[i].input, cases[i].base, CAROM_URL_HOST_CODE_POINT);
        else
            assert_href(cases[i].input, cases[i].base, cases[i].href);
    }
}

/* ---- a megabyte ---- */

/* Before, so many times piece, and after, in a block that the caller frees. */
static struct carom_view repeated(const char *before, const char *piece, size_t count,
                                  const char *after)
{
    size_t piece_len = strlen(piece), len = strlen(before) + piece_len * count + strlen(after);
    char *text = malloc(len);
    assert_non_null(text);
    char *end = text;
    memcpy(end, before, strlen(before));
    end += strlen(before);
    for (size_t i = 0; i < count; i++, end += piece_len)
        memcpy(end, piece, piece_len);
    memcpy(end, after, strlen(after));
    return carom_view_of(text, len);
}

static void release(struct carom_view view)
{
    union {
        const char *constant;
        void *block;
    } memory = {view.ptr};
    free(memory.block);
}

/* An input of about a megabyte, and its href: each a beginning, repeated pieces, and an end. */
struct long_case {
    const char *before, *piece, *after;
    const char *expected_before, *expected_piece, *expected_after;
};

static const struct long_case long_urls[] = {
    {"http://h/", "../", "a", "http://h/a", "", ""},
    {"http://h/", "%2e%2e/", "a", "http://h/a", "", ""},
    {"http://h/", "./", "a", "http://h/a", "", ""},
    {"http://h/", "%2E\\", "", "http://h/", "", ""},
    {"http://h/", "a/../", "b", "http://h/b", "", ""},
    {"http://h/", "a/b/../", "", "http://h/", "a/", ""},
    {"http://h", "/", "", "http://h", "/", ""},
    {"http://h", "\\", "a", "http://h", "/", "a"},
    {"http://h/", "a/", "a/..", "http://h/", "a/", ""},
    {"http:", "/", "h", "http://h/", "", ""},
    {"http:", "\\", "h", "http://h/", "", ""},
    {"http://", "@", "@h", "http://", "%40", "@h/"},
    {"http://u:", ":", "@h", "http://u:", "%3A", "@h/"},
    {"http://a:b", "@a:b", "@h", "http://a:b", "%40a%3Ab", "@h/"},
    {"http://h/", "\t", "a", "http://h/a", "", ""},
    {"http://h/", "\t/\n", "", "http://h/", "/", ""},
    {"\t\n\r", "\t", "http://h/", "http://h/", "", ""},
    {"ht", "\n", "tp://h/", "http://h/", "", ""},
    {"http://h:", "\r", "81/", "http://h:81/", "", ""},
    {"http://h:", "0", "81/", "http://h:81/", "", ""},
    {"http://[::", "\t", "1]/", "http://[::1]/", "", ""},
    {"http://", "0", "1/", "http://0.0.0.1/", "", ""},
    {"http://0x", "0", "1/", "http://0.0.0.1/", "", ""},
    {"http://", "%30", "1/", "http://0.0.0.1/", "", ""},
    {"http://", "A.", "/", "http://", "a.", "/"},
    {"http://", "%41", "/", "http://", "a", "/"},
    {"http://h/", "[", "", "http://h/", "[", ""},
    {"http://h/", "%", "", "http://h/", "%", ""},
    {"http://h/?", "?", "", "http://h/?", "?", ""},
    {"http://h/", "#", "", "http://h/", "#", ""},
    {"http://h/", "\xFF", "x", "http://h/", "%EF%BF%BD", "x"},
    {"http://h/?", "\xC3\xA9", "", "http://h/?", "%C3%A9", ""},
    {"http://h/#", "`", "", "http://h/#", "%60", ""},
    {"file:///", "C|/../", "", "file:///C:/", "", ""},
    {"file:///a/../C|/", "../", "x", "file:///C:/x", "", ""},
    {"file:", "/", "", "file:", "/", ""},
    {"x:/", "../", "/a", "x:/.//a", "", ""},
    {"x:/.", "/", "", "x:/.", "/", ""},
    {"x:/", "a/../", "/b", "x:/.//b", "", ""},
    {"x:a", " ", " ?q", "x:a", " ", "%20?q"},
    {"x:a ", "\t", "?q", "x:a%20?q", "", ""},
    {"x:", "\x01", "", "x:", "", ""},
    {"x:", "\x01", "a", "x:", "%01", "a"},
    {"x://", "%", "", "x://", "%", ""},
    {"x://", "a", ":9", "x://", "a", ":9"},
    {"a", "+", ":b", "a", "+", ":b"},
    {"A", "B", ":b", "a", "b", ":b"},
};

static void a_megabyte_of_anything_is_read_in_time(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(long_urls); i++) {
        const struct long_case *one = &long_urls[i];
        size_t count = MEGABYTE / strlen(one->piece);
        struct carom_view input = repeated(one->before, one->piece, count, one->after);
        struct carom_view expected =
            repeated(one->expected_before, one->expected_piece, count, one->expected_after);
        struct carom_buf none = {NULL, 0, 0};
        struct carom_url url;
        enum carom_result result = carom_url_parse(input, NULL, NULL, &none, &url);
        struct carom_buf buf = {malloc(none.len), none.len, 0};
        if (result == CAROM_ERR_NOSPACE)
            result = carom_url_parse(input, NULL, NULL, &buf, &url);
        assert_int_equal(result, CAROM_OK);
        if (url.href.len != expected.len || memcmp(url.href.ptr, expected.ptr, expected.len) != 0)
            fail_msg("%zu of %s behind %s: %.60s", count, one->piece, one->before, url.href.ptr);
        free(buf.ptr);
        release(expected);
        release(input);
    }
}

static void a_megabyte_of_what_is_no_url_is_refused_in_time(void **state)
{
    (void)state;
    static const struct {
        const char *before, *piece, *after;
        enum carom_url_problem problem;
    } cases[] = {
        {"http://", "[", "", CAROM_URL_HOST_IPV6},
        {"http://[", ":", "]", CAROM_URL_HOST_IPV6},
        {"http://[::", "1", "]", CAROM_URL_HOST_IPV6},
        {"http://[::1.1.1.", "1", "]", CAROM_URL_HOST_IPV6},
        {"http://", "@", "", CAROM_URL_HOST_MISSING},
        {"http:", "/", "", CAROM_URL_HOST_MISSING},
        {"http://", "1.", "", CAROM_URL_HOST_IPV4},
        {"http://", "9", "", CAROM_URL_HOST_IPV4},
        {"http://h:", "1", "", CAROM_URL_PORT},
        {"http://h", ":", "", CAROM_URL_PORT},
        {"http://a", "%", "", CAROM_URL_HOST_CODE_POINT},
        {"x://a", " ", "b", CAROM_URL_HOST_CODE_POINT},
        {"http://", "\xC3\xA9", "", CAROM_URL_HOST_NO_IDNA},
        {"", "a", "", CAROM_URL_RELATIVE_WITHOUT_BASE},
        {"", "../", "", CAROM_URL_RELATIVE_WITHOUT_BASE},
        {"", " ", "", CAROM_URL_RELATIVE_WITHOUT_BASE},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct carom_view input = repeated(cases[i].before, cases[i].piece,
                                           MEGABYTE / strlen(cases[i].piece), cases[i].after);
        struct carom_buf none = {NULL, 0, 0};
        struct carom_url url;
        assert_int_equal(carom_url_parse(input, NULL, NULL, &none, &url),
                         cases[i].problem == CAROM_URL_HOST_NO_IDNA ? CAROM_ERR_UNSUPPORTED
                                                                    : CAROM_ERR_SYNTAX);
        assert_int_equal(url.problem, cases[i].problem);
        assert_no_parts(&url);
        release(input);
    }
}

static void a_megabyte_of_references_is_resolved_in_time(void **state)
{
    (void)state;
    struct carom_view deep = repeated("http://h/", "a/", MEGABYTE / 2, "b");
    struct carom_view far = repeated("", "../", MEGABYTE / 2 + 5, "c");
    struct carom_url base, url;
    struct carom_buf none = {NULL, 0, 0};
    assert_int_equal(carom_url_parse(deep, NULL, NULL, &none, &base), CAROM_OK);
    char memory[16];
    struct carom_buf buf = {memory, sizeof memory, 0};
    enum carom_result result = carom_url_parse(far, &base, NULL, &buf, &url);
    char *block = malloc(buf.len);
    if (result == CAROM_ERR_NOSPACE) {
        buf = (struct carom_buf){block, buf.len, 0};
        result = carom_url_parse(far, &base, NULL, &buf, &url);
    }
    assert_int_equal(result, CAROM_OK);
    assert_view(url.href, "http://h/c");
    free(block);
    release(far);
    release(deep);
}

/* Every capacity near the ends: the length asked for is the length written. */
static void a_long_url_asks_for_exactly_what_it_writes(void **state)
{
    (void)state;
    struct carom_view input = repeated("HTTP://H/", "a b/", 200, "../../\xFF?q'#`");
    struct carom_view expected = repeated("http://h/", "a%20b/", 198, "%EF%BF%BD?q%27#%60");
    assert_view_href(input, NULL, expected);
    release(input);
    release(expected);
    input = repeated("x:/", "a/b/../", 200, "/../../^");
    expected = repeated("x:/", "a/", 199, "%5E");
    assert_view_href(input, NULL, expected);
    release(input);
    release(expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_serialised_already_is_a_view_of_the_input),
        cmocka_unit_test(trimming_needs_no_buffer),
        cmocka_unit_test(an_input_may_be_a_part_of_its_base),
        cmocka_unit_test(each_part_that_changes_is_found),
        cmocka_unit_test(a_megabyte_of_anything_is_read_in_time),
        cmocka_unit_test(a_megabyte_of_what_is_no_url_is_refused_in_time),
        cmocka_unit_test(a_megabyte_of_references_is_resolved_in_time),
        cmocka_unit_test(a_long_url_asks_for_exactly_what_it_writes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
