/* Origins (URL Standard §4.7), as HTML serialises them. */
#include "url_support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The origin with every capacity up to the one that the first call asked for. */
static void assert_origin(const char *input, const char *expected)
{
    struct held_url held = parse_text(input, NULL);
    struct carom_view origin;
    struct carom_buf none = {NULL, 0, 7};
    enum carom_result result = carom_url_origin(&held.url, NULL, &none, &origin);
    assert_true(result == CAROM_OK || result == CAROM_ERR_NOSPACE);
    assert_true((result == CAROM_OK) == (none.len == 0));
    for (size_t cap = 0; cap <= none.len; cap++) {
        struct carom_buf buf = {malloc(cap), cap, 7};
        result = carom_url_origin(&held.url, NULL, &buf, &origin);
        if (cap == none.len) {
            if (result != CAROM_OK)
                fail_msg("%s: %d with %zu, now %zu", input, (int)result, cap, buf.len);
            assert_true(buf.len <= cap);
            assert_view(origin, expected);
        } else if (result == CAROM_OK) {
            assert_view(origin, expected);
        } else {
            assert_int_equal(result, CAROM_ERR_NOSPACE);
            assert_true(buf.len > cap);
            assert_int_equal(origin.len, 0);
        }
        free(buf.ptr);
    }
    release_url(&held);
}

static void a_tuple_origin_is_scheme_host_and_port(void **state)
{
    (void)state;
    assert_origin("http://h/", "http://h");
    assert_origin("HTTPS://H:443/p?q#f", "https://h");
    assert_origin("https://h:80", "https://h:80");
    assert_origin("ftp://h:2121/p", "ftp://h:2121");
    assert_origin("ws://h", "ws://h");
    assert_origin("wss://h:1/", "wss://h:1");
    assert_origin("http://0x7f.1:080/", "http://127.0.0.1");
    assert_origin("http://[0:0::1]:8/", "http://[::1]:8");
    assert_origin("http://h//p", "http://h");
}

static void credentials_are_no_part_of_an_origin(void **state)
{
    (void)state;
    assert_origin("http://u@h/", "http://h");
    assert_origin("http://u:p@h:81/p", "http://h:81");
    assert_origin("https://:p@[::1]/", "https://[::1]");
    assert_origin("ws://:@h:82", "ws://h:82");
}

static void other_origins_are_opaque(void **state)
{
    (void)state;
    static const char *const inputs[] = {
        "file:///",
        "file://h/p",
        "x://h:1/",
        "x:/p",
        "x:",
        "data:,a",
        "javascript:alert(1)",
        "mailto:a@b",
        "about:blank",
        "blobs:http://h/",
        "blo:http://h/",
        "view-source:http://h/",
    };
    for (size_t i = 0; i < COUNT_OF(inputs); i++)
        assert_origin(inputs[i], "null");
}

static void a_blob_has_the_origin_of_the_url_in_its_path(void **state)
{
    (void)state;
    assert_origin("blob:https://h/9b0c", "https://h");
    assert_origin("blob:http://h:81/9b0c?q#f", "http://h:81");
    assert_origin("BLOB:HTTPS://H:443/9b0c", "https://h");
    assert_origin("blob:https://h", "https://h");
    assert_origin("blob:https:h", "https://h");
    assert_origin("blob:http://0x7f.1/a/../b", "http://127.0.0.1");
    assert_origin("blob:http://[::0:1]:8/", "http://[::1]:8");
    assert_origin("blob:https://u@h/x", "https://h");
    assert_origin("blob:https://:p@h/x", "https://h");
    assert_origin("blob:https://u:p@h:8443/x", "https://h:8443");
    assert_origin("blob:HTTPS://u:p@H/x/../y", "https://h");
    assert_origin("blob:https://\xC3\xBC@h/", "https://h");
    assert_origin("blob:https://u@h:1/x y", "https://h:1");
}

static void a_blob_of_anything_else_is_opaque(void **state)
{
    (void)state;
    static const char *const inputs[] = {
        "blob:",
        "blob:x",
        "blob:/x",
        "blob://h/https://x/",
        "blob:ftp://h/",
        "blob:ws://h/",
        "blob:wss://h/",
        "blob:file:///x",
        "blob:x://h/",
        "blob:http://",
        "blob:http://a%20b/",
        "blob:blob:https://h/",
        "blob:data:,",
        "blob:http://h:99999/",
        /* Not ASCII, and no plug-in to say what it is. */
        "blob:http://\xC3\xBC/",
    };
    for (size_t i = 0; i < COUNT_OF(inputs); i++)
        assert_origin(inputs[i], "null");
}

static enum carom_result to_ascii(void *ctx, struct carom_view domain, struct carom_buf *out)
{
    static const char answer[] = "xn--tda";
    enum carom_result result = *(const enum carom_result *)ctx;
    assert_view(domain, "\xC3\xBC");
    out->len = result == CAROM_OK ? sizeof answer - 1 : 0;
    if (result == CAROM_ERR_NOSPACE) /* whatever it is given */
        out->len = SIZE_MAX;
    if (out->len > out->cap)
        return CAROM_ERR_NOSPACE;
    memcpy(out->ptr, answer, out->len);
    return result;
}

static void a_blob_s_host_goes_through_the_plug_in(void **state)
{
    (void)state;
    enum carom_result result = CAROM_OK;
    const struct carom_idna idna = {to_ascii, &result};
    struct held_url held = parse_text("blob:https://u@\xC3\xBC:8/", NULL);
    struct carom_view origin;
    size_t cap = 0;
    for (int tries = 0; tries < 4; tries++) {
        struct carom_buf buf = {malloc(cap), cap, 0};
        enum carom_result got = carom_url_origin(&held.url, &idna, &buf, &origin);
        if (got == CAROM_OK)
            assert_view(origin, "https://xn--tda:8");
        else
            assert_true(got == CAROM_ERR_NOSPACE && buf.len > cap && origin.len == 0);
        cap = buf.len;
        free(buf.ptr);
        if (got == CAROM_OK)
            break;
        assert_true(tries < 3);
    }
    char memory[1024];
    struct carom_buf buf = {memory, sizeof memory, 0};
    result = CAROM_ERR_SYNTAX;
    assert_int_equal(carom_url_origin(&held.url, &idna, &buf, &origin), CAROM_OK);
    assert_view(origin, "null");
    result = CAROM_ERR_NOMEM;
    assert_int_equal(carom_url_origin(&held.url, &idna, &buf, &origin), CAROM_ERR_NOMEM);
    assert_int_equal(origin.len, 0);
    result = CAROM_ERR_NOSPACE;
    assert_int_equal(carom_url_origin(&held.url, &idna, &buf, &origin), CAROM_ERR_NOSPACE);
    assert_int_equal(buf.len, SIZE_MAX);
    assert_int_equal(origin.len, 0);
    release_url(&held);
}

static void an_origin_that_stands_in_the_url_is_a_view_of_it(void **state)
{
    (void)state;
    static const char *const inputs[] = {"http://h/p", "wss://h:1/", "https://[::1]/"};
    for (size_t i = 0; i < COUNT_OF(inputs); i++) {
        struct held_url held = parse_text(inputs[i], NULL);
        struct carom_view origin;
        struct carom_buf none = {NULL, 0, 0};
        assert_int_equal(carom_url_origin(&held.url, NULL, &none, &origin), CAROM_OK);
        assert_int_equal(none.len, 0);
        assert_ptr_equal(origin.ptr, held.url.href.ptr);
        release_url(&held);
    }
}

static bool same_origin(const char *a, const char *b)
{
    struct held_url url_a = parse_text(a, NULL), url_b = parse_text(b, NULL);
    bool is_same = carom_url_same_origin(&url_a.url, &url_b.url);
    assert_int_equal(carom_url_same_origin(&url_b.url, &url_a.url), is_same);
    release_url(&url_a);
    release_url(&url_b);
    return is_same;
}

static void the_same_origin_is_the_same_tuple(void **state)
{
    (void)state;
    assert_true(same_origin("http://h/", "http://h/"));
    assert_true(same_origin("http://h/a?b#c", "HTTP://H:80"));
    assert_true(same_origin("https://u:p@h:443", "https://h/x"));
    assert_true(same_origin("http://127.1:8/", "http://0x7f000001:8/"));
    assert_true(same_origin("ws://[::1]", "ws://[0:0:0:0:0:0:0:1]:80"));
    assert_true(same_origin("ftp://h", "ftp://h:21/"));
    assert_false(same_origin("http://h/", "https://h/"));
    assert_false(same_origin("http://h:443/", "https://h/"));
    assert_false(same_origin("http://h/", "ws://h/"));
    assert_false(same_origin("http://h/", "http://h:8080/"));
    assert_false(same_origin("http://h:81/", "http://h:82/"));
    assert_false(same_origin("http://h/", "http://h./"));
    assert_false(same_origin("http://h/", "http://i/"));
    assert_false(same_origin("http://h/", "http://hh/"));
    assert_false(same_origin("http://h/", "file://h/"));
}

static void an_opaque_origin_is_not_even_its_own(void **state)
{
    (void)state;
    static const char *const inputs[] = {"file:///p", "file://h/p", "x://h/",
                                         "data:,",    "x:/p",       "blob:https://h/x"};
    for (size_t i = 0; i < COUNT_OF(inputs); i++) {
        struct held_url held = parse_text(inputs[i], NULL);
        assert_false(carom_url_same_origin(&held.url, &held.url));
        release_url(&held);
    }
    assert_false(same_origin("blob:https://h/x", "https://h/"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tuple_origin_is_scheme_host_and_port),
        cmocka_unit_test(credentials_are_no_part_of_an_origin),
        cmocka_unit_test(other_origins_are_opaque),
        cmocka_unit_test(a_blob_has_the_origin_of_the_url_in_its_path),
        cmocka_unit_test(a_blob_of_anything_else_is_opaque),
        cmocka_unit_test(a_blob_s_host_goes_through_the_plug_in),
        cmocka_unit_test(an_origin_that_stands_in_the_url_is_a_view_of_it),
        cmocka_unit_test(the_same_origin_is_the_same_tuple),
        cmocka_unit_test(an_opaque_origin_is_not_even_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
