#include "test_model.h"

#include "model/url.h"

/* What a reference gives with a base; base NULL: without one; href NULL: failure. */
struct vector {
    const char *input;
    const char *base;
    const char *href;
};

/* What the tests put in the place of Unicode ToASCII: `ü` is `u`, a full-width digit is the digit, and
   nothing else is known. */
static bool to_ascii(void *ctx, struct model_view domain, struct model_text *ascii)
{
    (void)ctx;
    for (size_t i = 0; i < domain.len; i++) {
        if (model_begins_at(domain, i, "\xC3\xBC")) {
            model_put_byte(ascii, 'u');
            i++;
        } else if (model_begins_at(domain, i, "\xEF\xBC") && i + 2 < domain.len) {
            model_put_byte(ascii, (char)(domain.ptr[i + 2] - '\x90' + '0'));
            i += 2;
        } else if ((unsigned char)domain.ptr[i] > 0x7F) {
            return false;
        } else {
            model_put_byte(ascii, model_lower(domain.ptr[i]));
        }
    }
    return true;
}

static const struct model_idna idna = {to_ascii, NULL};

static enum model_url_failure parse(struct model_arena *arena, const char *input, const char *base,
                                    struct model_url *out)
{
    struct model_url *base_url = model_alloc(arena, sizeof *base_url);

    if (base && model_url_parse(arena, model_literal(base), NULL, &idna, base_url) != 0)
        fail_msg("the base %s is no URL", base);
    return model_url_parse(arena, model_literal(input), base ? base_url : NULL, &idna, out);
}

static void assert_vectors(const struct vector *vectors, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct model_arena arena = {NULL};
        struct model_url url;
        bool is_url = parse(&arena, vectors[i].input, vectors[i].base, &url) == 0;
        if (is_url != (vectors[i].href != NULL))
            fail_msg("%s is %s", vectors[i].input, is_url ? "a URL" : "a failure");
        if (is_url)
            assert_text(model_url_href(&arena, &url), vectors[i].href);
        model_arena_free(&arena);
    }
}

#define ASSERT_VECTORS(vectors) assert_vectors(vectors, sizeof(vectors) / sizeof((vectors)[0]))

static void every_component_has_its_place(void **state)
{
    struct model_arena arena = {NULL};
    struct model_url url;
    (void)state;

    assert_int_equal(parse(&arena, "HTTPS://us%20er:pa:ss@Host.Test:8443/a/b?c=d#e", NULL, &url),
                     0);
    assert_text(url.scheme, "https");
    assert_text(url.username, "us%20er");
    assert_text(url.password, "pa%3Ass");
    assert_text(model_url_host(&arena, &url), "host.test");
    assert_text(model_url_port(&arena, &url), "8443");
    assert_text(model_url_path(&arena, &url), "/a/b");
    assert_text(url.query, "c=d");
    assert_text(url.fragment, "e");
    assert_text(model_url_origin(&arena, &url, &idna), "https://host.test:8443");
    assert_true(url.has_query && url.has_fragment && url.has_port && !url.has_opaque_path);
    model_arena_free(&arena);
}

static void references_resolve_against_a_base(void **state)
{
    static const struct vector vectors[] = {
        {"", "http://u@h/a/b?c#d", "http://u@h/a/b?c"},
        {"x", "http://h/a/b?c#d", "http://h/a/x"},
        {"/x", "http://h:1/a/b", "http://h:1/x"},
        {"?x", "http://h/a/b?c#d", "http://h/a/b?x"},
        {"#x", "http://h/a/b?c#d", "http://h/a/b?c#x"},
        {"//i/x", "https://h/a", "https://i/x"},
        {"http:x", "http://h/a/b", "http://h/a/x"},
        {"https:x", "http://h/a/b", "https://x/"},
        {"http:x", NULL, "http://x/"},
        {"x", NULL, NULL},
        {"#x", "s:o", "s:o#x"},
        {"x", "s:o", NULL},
        {"", "s:o", NULL},
        {"../../../x", "http://h/a/b/c", "http://h/x"},
        {"x", "s://h", "s://h/x"},
        {"..", "s:/a/b/c", "s:/a/"},
    };
    (void)state;

    ASSERT_VECTORS(vectors);
}

static void special_urls_forgive_slashes(void **state)
{
    static const struct vector vectors[] = {
        {"http:\\\\h\\a\\..\\b", NULL, "http://h/b"},
        {"http:/h", NULL, "http://h/"},
        {"http:////h", NULL, "http://h/"},
        {"\\/h", "http://b/", "http://h/"},
        {"s:\\\\h", NULL, "s:\\\\h"},
        {"s://h\\a", NULL, NULL},
        {" \x01http\t:\n//h\r/ \x1F", NULL, "http://h/"},
    };
    (void)state;

    ASSERT_VECTORS(vectors);
}

static void credentials_end_at_the_last_at_sign(void **state)
{
    static const struct vector vectors[] = {
        {"http://a@b@h/", NULL, "http://a%40b@h/"},
        {"http://a:b:c@d@h/", NULL, "http://a:b%3Ac%40d@h/"},
        {"http://@h/", NULL, "http://h/"},
        {"http://:@h/", NULL, "http://h/"},
        {"http://:p@h/", NULL, "http://:p@h/"},
        {"http://u@/", NULL, NULL},
        {"s://u@?q", NULL, NULL},
        {"http://u@:80/", NULL, NULL},
        {"http://a/b@c", NULL, "http://a/b@c"},
    };
    (void)state;

    ASSERT_VECTORS(vectors);
}

static void ports_are_numbers_that_fit(void **state)
{
    static const struct vector vectors[] = {
        {"http://h:80/", NULL, "http://h/"},
        {"https://h:80/", NULL, "https://h:80/"},
        {"wss://h:443/", NULL, "wss://h/"},
        {"ftp://h:021/", NULL, "ftp://h/"},
        {"http://h:/", NULL, "http://h/"},
        {"http://h:65535/", NULL, "http://h:65535/"},
        {"http://h:65536/", NULL, NULL},
        {"http://h:0/", NULL, "http://h:0/"},
        {"http://h:8 /", NULL, NULL},
        {"http://h:-1/", NULL, NULL},
        {"s://h:000080/", NULL, "s://h:80/"},
        {"s://:80/", NULL, NULL},
        {"http://h:00000000008080", NULL, "http://h:8080/"},
    };
    (void)state;

    ASSERT_VECTORS(vectors);
}

static void numbers_at_the_end_make_ipv4(void **state)
{
    static const struct vector vectors[] = {
        {"http://127.1/", NULL, "http://127.0.0.1/"},
        {"http://0x7F.0.0.017/", NULL, "http://127.0.0.15/"},
        {"http://4294967295/", NULL, "http://255.255.255.255/"},
        {"http://4294967296/", NULL, NULL},
        {"http://1.2.65536/", NULL, NULL},
        {"http://1.2.65535/", NULL, "http://1.2.255.255/"},
        {"http://1.256.3/", NULL, NULL},
        {"http://1.2.3.4./", NULL, "http://1.2.3.4/"},
        {"http://1.2.3.4../", NULL, "http://1.2.3.4../"},
        {"http://1.2.3.4.5/", NULL, NULL},
        {"http://0x/", NULL, "http://0.0.0.0/"},
        {"http://09/", NULL, NULL},
        {"http://a.09/", NULL, NULL},
        {"http://a.0xg/", NULL, "http://a.0xg/"},
        {"http://1.a/", NULL, "http://1.a/"},
        {"http://%31%2e2/", NULL, "http://1.0.0.2/"},
        {"http://\xEF\xBC\x97.1/", NULL, "http://7.0.0.1/"},
        {"s://1.2/", NULL, "s://1.2/"},
        {"http://99999999999999999999999999999999/", NULL, NULL},
    };
    (void)state;

    ASSERT_VECTORS(vectors);
}

static void brackets_hold_ipv6(void **state)
{
    static const struct vector vectors[] = {
        {"http://[::]/", NULL, "http://[::]/"},
        {"http://[0:0:0:0:0:0:0:1]/", NULL, "http://[::1]/"},
        {"http://[1:0:0:2:0:0:0:3]/", NULL, "http://[1:0:0:2::3]/"},
        {"http://[1:0:0:2:3:0:0:4]/", NULL, "http://[1::2:3:0:0:4]/"},
        {"http://[1:0:2:3:4:5:6:7]/", NULL, "http://[1:0:2:3:4:5:6:7]/"},
        {"http://[1:2:3:4:5:6:7::]/", NULL, "http://[1:2:3:4:5:6:7:0]/"},
        {"http://[::00AB:1.2.3.4]:80/", NULL, "http://[::ab:102:304]/"},
        {"s://[::1]/", NULL, "s://[::1]/"},
        {"http://[::1.2.3]/", NULL, NULL},
        {"http://[::1.2.3.04]/", NULL, NULL},
        {"http://[::1.2.3.256]/", NULL, NULL},
        {"http://[::1.2.3.4.5]/", NULL, NULL},
        {"http://[1:2:3:4:5:6:7:1.2.3.4]/", NULL, NULL},
        {"http://[1:2:3:4:5:6:7:8:9]/", NULL, NULL},
        {"http://[1:2]/", NULL, NULL},
        {"http://[1::2::3]/", NULL, NULL},
        {"http://[12345::]/", NULL, NULL},
        {"http://[:1]/", NULL, NULL},
        {"http://[1:]/", NULL, NULL},
        {"http://[::1/", NULL, NULL},
        {"http://[::1]a/", NULL, NULL},
        {"http://[::1%25a]/", NULL, NULL},
        {"http://[]/", NULL, NULL},
    };
    (void)state;

    ASSERT_VECTORS(vectors);
}

static void forbidden_host_code_points_fail(void **state)
{
    static const struct vector vectors[] = {
        {"http://a b/", NULL, NULL},
        {"http://a%20b/", NULL, NULL},
        {"http://a%b/", NULL, NULL},
        {"http://a%2525/", NULL, NULL},
        {"http://a%00b/", NULL, NULL},
        {"http://a\x7F/", NULL, NULL},
        {"http://a%41b/", NULL, "http://aab/"},
        {"http://a%2Fb/", NULL, NULL},
        {"http://a\"'*+~{}!b/", NULL, "http://a\"'*+~{}!b/"},
        {"s://a b/", NULL, NULL},
        {"s://a%zz%2F\x01/", NULL, "s://a%zz%2F%01/"},
        {"s://A\xC3\xBC\x7F/", NULL, "s://A%C3%BC%7F/"},
        {"http://", NULL, NULL},
        {"s://", NULL, "s://"},
    };
    (void)state;

    ASSERT_VECTORS(vectors);
}

static void domains_that_are_not_ascii_are_mapped(void **state)
{
    static const struct vector vectors[] = {
        {"http://b\xC3\xBC"
         "CHER/",
         NULL, "http://bucher/"},
        {"http://b%C3%BC/", NULL, "http://bu/"},
        {"http://%C3/", NULL, NULL},
        {"http://\xFF/", NULL, NULL},
        {"http://%CA\xA1/", NULL, NULL},
        {"http://\xC3\t\xBC/", NULL, NULL},
        {"http://\xC3\xA9/", NULL, NULL},
        {"http://XN--\x7E/", NULL, "http://xn--~/"},
        {"file://\xC3\xBC/x", NULL, "file://u/x"},
    };
    (void)state;

    ASSERT_VECTORS(vectors);
}

static void each_part_encodes_its_own_set(void **state)
{
    static const struct vector vectors[] = {
        {"http://;=[]^|:`'@h/", NULL, "http://%3B%3D%5B%5D%5E%7C:%60'@h/"},
        {"http://h/ \"<>^`{|}'\xC3\xBC%zz", NULL, "http://h/%20%22%3C%3E%5E%60%7B|%7D'%C3%BC%zz"},
        {"http://h/? \"'<>^`{|}", NULL, "http://h/?%20%22%27%3C%3E^`{|}"},
        {"s://h/?'", NULL, "s://h/?'"},
        {"http://h/# \"<>`^{|}#'\xC3\xBC", NULL, "http://h/#%20%22%3C%3E%60^{|}#'%C3%BC"},
        {"s: a \"<\xC3\xBC\x7F", NULL, "s: a \"<%C3%BC%7F"},
        {"s:a  #f", NULL, "s:a %20#f"},
        {"s:a  ?f ", NULL, "s:a %20?f"},
        {"http://h/\xF0\x90\x80z\xED\xA0\x80", NULL,
         "http://h/%EF%BF%BDz%EF%BF%BD%EF%BF%BD%EF%BF%BD"},
        {"http://h/\xF4\x90\xC0", NULL, "http://h/%EF%BF%BD%EF%BF%BD%EF%BF%BD"},
        {"http://h/\xF0\x9F\x92\xA9", NULL, "http://h/%F0%9F%92%A9"},
    };
    (void)state;

    ASSERT_VECTORS(vectors);
}

static void dot_segments_go_escaped_or_not(void **state)
{
    static const struct vector vectors[] = {
        {"http://h/a/./b/../c", NULL, "http://h/a/c"},
        {"http://h/a/%2E/b/%2e./c/.%2E", NULL, "http://h/a/"},
        {"http://h/a/..", NULL, "http://h/"},
        {"http://h/a/.?q", NULL, "http://h/a/?q"},
        {"http://h/...", NULL, "http://h/..."},
        {"http://h/a//../b", NULL, "http://h/a/b"},
        {"s:/..//h", NULL, "s:/.//h"},
        {"s:/.//h", NULL, "s:/.//h"},
        {"s:a/../b", NULL, "s:a/../b"},
        {"s://h/a/..", NULL, "s://h/"},
        {"s://h?q", NULL, "s://h?q"},
        {"http://h?q", NULL, "http://h/?q"},
    };
    (void)state;

    ASSERT_VECTORS(vectors);
}

static void files_keep_their_drive(void **state)
{
    static const struct vector vectors[] = {
        {"file:///C|/a/../..", NULL, "file:///C:/"},
        {"file://c|/x", NULL, "file:///c:/x"},
        {"file:c:", NULL, "file:///c:"},
        {"file:///a/C|/..", NULL, "file:///a/"},
        {"file://Localhost/x", NULL, "file:///x"},
        {"file://H/x", NULL, "file://h/x"},
        {"file:x", NULL, "file:///x"},
        {"/x", "file:///C:/a", "file:///C:/x"},
        {"/D|/x", "file:///C:/a", "file:///D:/x"},
        {"D:x", "file:///C:/a", "d:x"},
        {"D|x", "file:///C:/a/b", "file:///C:/a/D|x"},
        {"D|/x", "file://h/C:/a/b", "file://h/D:/x"},
        {"..", "file:///C:/a", "file:///C:/"},
        {"?q", "file://h/a?b#c", "file://h/a?q"},
        {"#f", "file://h/a?b#c", "file://h/a?b#f"},
        {"//h2/x", "file://h/a", "file://h2/x"},
        {"\\x", "file://h/a/b", "file://h/x"},
        {"file://h:1/", NULL, NULL},
        {"file://u@h/", NULL, NULL},
    };
    (void)state;

    ASSERT_VECTORS(vectors);
}

static void origins_are_tuples_of_fetchable_schemes(void **state)
{
    static const struct vector vectors[] = {
        {"http://u:p@H:80/x", NULL, "http://h"},
        {"ftp://h:22", NULL, "ftp://h:22"},
        {"ws://[::1]:1", NULL, "ws://[::1]:1"},
        {"file:///x", NULL, "null"},
        {"s://h/", NULL, "null"},
        {"data:,x", NULL, "null"},
        {"blob:https://u@h:1/x", NULL, "https://h:1"},
        {"blob:ftp://h/x", NULL, "null"},
        {"blob:file:///x", NULL, "null"},
        {"blob:blob:http://h/", NULL, "null"},
        {"blob:x", NULL, "null"},
    };
    (void)state;

    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        struct model_arena arena = {NULL};
        struct model_url url;
        assert_int_equal(parse(&arena, vectors[i].input, NULL, &url), 0);
        assert_text(model_url_origin(&arena, &url, &idna), vectors[i].href);
        model_arena_free(&arena);
    }
}

static void a_failure_has_its_reason(void **state)
{
    static const struct {
        const char *input;
        enum model_url_failure failure;
    } vectors[] = {
        {"x", MODEL_URL_MISSING_SCHEME},
        {"http://:1", MODEL_URL_HOST_MISSING},
        {"http://u@", MODEL_URL_HOST_MISSING},
        {"http://a<", MODEL_URL_HOST_CODE_POINT},
        {"s://a<", MODEL_URL_HOST_CODE_POINT},
        {"http://%FF", MODEL_URL_DOMAIN_REPLACEMENT},
        {"http://\xC3\xA9", MODEL_URL_DOMAIN_TO_ASCII},
        {"http://256.1.1.1", MODEL_URL_IPV4},
        {"http://[1]", MODEL_URL_IPV6},
        {"http://[1", MODEL_URL_IPV6},
        {"http://h:x", MODEL_URL_PORT},
        {"http://h:99999", MODEL_URL_PORT},
    };
    (void)state;

    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        struct model_arena arena = {NULL};
        struct model_url url;
        assert_int_equal(parse(&arena, vectors[i].input, NULL, &url), vectors[i].failure);
        model_arena_free(&arena);
    }
}

static void an_arena_can_be_used_again(void **state)
{
    struct model_arena arena = {NULL};
    struct model_url url;
    (void)state;

    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(parse(&arena, "../y", "http://h/a/b/c", &url), 0);
        assert_text(model_url_href(&arena, &url), "http://h/a/y");
        model_arena_reset(&arena);
    }
    model_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_component_has_its_place),
        cmocka_unit_test(references_resolve_against_a_base),
        cmocka_unit_test(special_urls_forgive_slashes),
        cmocka_unit_test(credentials_end_at_the_last_at_sign),
        cmocka_unit_test(ports_are_numbers_that_fit),
        cmocka_unit_test(numbers_at_the_end_make_ipv4),
        cmocka_unit_test(brackets_hold_ipv6),
        cmocka_unit_test(forbidden_host_code_points_fail),
        cmocka_unit_test(domains_that_are_not_ascii_are_mapped),
        cmocka_unit_test(each_part_encodes_its_own_set),
        cmocka_unit_test(dot_segments_go_escaped_or_not),
        cmocka_unit_test(files_keep_their_drive),
        cmocka_unit_test(origins_are_tuples_of_fetchable_schemes),
        cmocka_unit_test(a_failure_has_its_reason),
        cmocka_unit_test(an_arena_can_be_used_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
