#include "test_model.h"

#include "model/uri_reference.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static bool is_reference(const char *text, struct model_uri *uri)
{
    return model_uri_parse(model_literal(text), uri);
}

static struct model_uri parsed(const char *text)
{
    struct model_uri uri = {0};

    if (!is_reference(text, &uri))
        fail_msg("%s is refused", text);
    return uri;
}

/* The example of RFC 3986 section 3, with userinfo, port and fragment. */
static void a_reference_is_taken_apart(void **state)
{
    struct model_uri uri = parsed("foo://u:p@example.com:8042/over/there?name=ferret#nose");
    (void)state;

    assert_text(uri.scheme.text, "foo");
    assert_text(uri.authority.text, "u:p@example.com:8042");
    assert_text(uri.userinfo.text, "u:p");
    assert_text(uri.host.text, "example.com");
    assert_text(uri.port.text, "8042");
    assert_text(uri.path, "/over/there");
    assert_text(uri.query.text, "name=ferret");
    assert_text(uri.fragment.text, "nose");
    uri = parsed("urn:example:animal:ferret:nose");
    assert_text(uri.scheme.text, "urn");
    assert_text(uri.path, "example:animal:ferret:nose");
    assert_false(uri.authority.defined || uri.query.defined || uri.fragment.defined);
    uri = parsed("//@:?#");
    assert_true(uri.authority.defined && uri.userinfo.defined && uri.port.defined);
    assert_true(uri.query.defined && uri.fragment.defined && !uri.scheme.defined);
}

/* RFC 3986 section 1.1.2, and each kind of path, host and escape. */
static void references_are_taken(void **state)
{
    static const char *const texts[] = {
        "ftp://ftp.is.co.za/rfc/rfc1808.txt",
        "http://www.ietf.org/rfc/rfc2396.txt",
        "ldap://[2001:db8::7]/c=GB?objectClass?one",
        "mailto:John.Doe@example.com",
        "news:comp.infosystems.www.servers.unix",
        "tel:+1-816-555-1212",
        "telnet://192.0.2.16:80/",
        "urn:oasis:names:specification:docbook:dtd:xml:4.1.2",
        "",
        "/",
        "a/b:c",
        "./b:c",
        "a:",
        "a:b:c",
        "//",
        "//[::]",
        "//[1:2:3:4:5:6:7:8]",
        "//[1:2:3:4:5:6:1.2.3.4]",
        "//[::2:3:4:5:6:7:8]",
        "//[1:2:3:4:5:6:7::]",
        "//[1::255.0.10.99]",
        "//[vF.:]:1",
        "//%41:%42@%43",
        "?/?#/?",
        "%aF",
    };
    struct model_uri uri;
    (void)state;

    for (size_t i = 0; i < COUNT(texts); i++) {
        if (!is_reference(texts[i], &uri))
            fail_msg("%s", texts[i]);
    }
}

static void what_is_no_reference_is_refused(void **state)
{
    static const char *const texts[] = {
        ":",
        "1a:b",
        "a_b:c",
        "a b",
        "a\\b",
        "\xC3\xA9",
        "a\nb",
        "a\x7f",
        "%",
        "%4",
        "%4g",
        "//%4@h",
        "a#b#c",
        "a?[",
        "/]",
        "//h:8x",
        "//h:-1",
        "//a@b@c",
        "//[::1",
        "//[]",
        "//[:]",
        "//[:::]",
        "//[1:2]",
        "//[1::2::3]",
        "//[12345::]",
        "//[g::]",
        "//[1.2.3.4]",
        "//[1:2:3:4:5:6:7:8:9]",
        "//[1:2:3:4:5:6:7::8]",
        "//[::1.2.3.256]",
        "//[::01.2.3.4]",
        "//[::1.2.3]",
        "//[::1.2.3.4:5]",
        "//[1:2:3:4:5:6:7:1.2.3.4]",
        "//[1.2.3.4::]",
        "//[v.a]",
        "//[v1.]",
        "//[v1]",
        "//[vg.a]",
        "//[v1.@]",
        "//[::1]a",
        "//a[::1]",
        "//[::1%25e]",
    };
    struct model_uri uri;
    (void)state;

    for (size_t i = 0; i < COUNT(texts); i++) {
        if (is_reference(texts[i], &uri))
            fail_msg("%s", texts[i]);
    }
}

static void a_beginning_is_told_from_a_dead_end(void **state)
{
    static const char *const beginnings[] = {
        "",
        "%",
        "//a:%4",
        "//h:8x",
        "//[",
        "//[:",
        "//[1:2",
        "//[1::2:",
        "//[::1.2.",
        "//[::1.2",
        "//[::1.",
        "//[1:2:3:4:5:6:7:",
        "//[v",
        "//[v1",
        "//[v1.",
        "//[::1.2.3",
        "//[1:2:3:4:5:6:7:8",
    };
    static const char *const dead_ends[] = {
        ":",     "%g",        "//h:8x/", "//[]",  "//[1:]",   "//[::1::",
        "//[1.", "//[::256.", "#a#",     "//[v.", "//u@h:8x",
    };
    struct model_arena arena = {NULL};
    (void)state;

    for (size_t i = 0; i < COUNT(beginnings); i++) {
        if (!model_uri_begins(&arena, model_literal(beginnings[i])))
            fail_msg("%s", beginnings[i]);
    }
    for (size_t i = 0; i < COUNT(dead_ends); i++) {
        if (model_uri_begins(&arena, model_literal(dead_ends[i])))
            fail_msg("%s", dead_ends[i]);
    }
    model_arena_free(&arena);
}

/* RFC 3986 sections 5.4.1 and 5.4.2, and section 5.2.3 for other bases. */
static void references_resolve(void **state)
{
    static const char base_of_the_rfc[] = "http://a/b/c/d;p?q";
    static const char *const rows[][3] = {
        {base_of_the_rfc, "g:h", "g:h"},
        {base_of_the_rfc, "g", "http://a/b/c/g"},
        {base_of_the_rfc, "./g", "http://a/b/c/g"},
        {base_of_the_rfc, "g/", "http://a/b/c/g/"},
        {base_of_the_rfc, "/g", "http://a/g"},
        {base_of_the_rfc, "//g", "http://g"},
        {base_of_the_rfc, "?y", "http://a/b/c/d;p?y"},
        {base_of_the_rfc, "g?y", "http://a/b/c/g?y"},
        {base_of_the_rfc, "#s", "http://a/b/c/d;p?q#s"},
        {base_of_the_rfc, "g#s", "http://a/b/c/g#s"},
        {base_of_the_rfc, "g?y#s", "http://a/b/c/g?y#s"},
        {base_of_the_rfc, ";x", "http://a/b/c/;x"},
        {base_of_the_rfc, "g;x?y#s", "http://a/b/c/g;x?y#s"},
        {base_of_the_rfc, "", "http://a/b/c/d;p?q"},
        {base_of_the_rfc, ".", "http://a/b/c/"},
        {base_of_the_rfc, "./", "http://a/b/c/"},
        {base_of_the_rfc, "..", "http://a/b/"},
        {base_of_the_rfc, "../", "http://a/b/"},
        {base_of_the_rfc, "../g", "http://a/b/g"},
        {base_of_the_rfc, "../..", "http://a/"},
        {base_of_the_rfc, "../../g", "http://a/g"},
        {base_of_the_rfc, "../../../../g", "http://a/g"},
        {base_of_the_rfc, "/./g", "http://a/g"},
        {base_of_the_rfc, "/../g", "http://a/g"},
        {base_of_the_rfc, "g.", "http://a/b/c/g."},
        {base_of_the_rfc, "..g", "http://a/b/c/..g"},
        {base_of_the_rfc, "./g/.", "http://a/b/c/g/"},
        {base_of_the_rfc, "g/../h", "http://a/b/c/h"},
        {base_of_the_rfc, "g;x=1/../y", "http://a/b/c/y"},
        {base_of_the_rfc, "g?y/../x", "http://a/b/c/g?y/../x"},
        {base_of_the_rfc, "g#s/../x", "http://a/b/c/g#s/../x"},
        {base_of_the_rfc, "http:g", "http:g"},
        {"http://a?q", "g", "http://a/g"},
        {"http://u@a:1/b/../c#f", "", "http://u@a:1/b/../c"},
        {"a:b", "c", "a:c"},
        {"a:b/c", "../d", "a:/d"},
    };
    struct model_arena arena = {NULL};
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct model_uri base = parsed(rows[i][0]);
        struct model_uri reference = parsed(rows[i][1]);
        struct model_uri target = model_uri_resolve(&arena, &base, &reference);
        assert_text(model_uri_recompose(&arena, &target), rows[i][2]);
    }
    model_arena_free(&arena);
}

/* The two examples of RFC 3986 section 5.2.4, and paths that do not begin with a slash. */
static void dot_segments_are_removed(void **state)
{
    static const char *const rows[][2] = {
        {"/a/b/c/./../../g", "/a/g"},
        {"mid/content=5/../6", "mid/6"},
        {"../a", "a"},
        {"a/..", "/"},
        {"a/../b", "/b"},
        {".//a", "/a"},
        {".", ""},
        {"..", ""},
        {"/a//../b", "/a/b"},
        {"/..//a", "//a"},
    };
    struct model_arena arena = {NULL};
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++)
        assert_text(model_remove_dot_segments(&arena, model_literal(rows[i][0])), rows[i][1]);
    model_arena_free(&arena);
}

/* The examples of RFC 3986 sections 6.2.2 and 6.2.3, and our choices. */
static void references_are_normalised(void **state)
{
    static const char *const rows[][2] = {
        {"eXAMPLE://a/./b/../b/%63/%7bfoo%7d", "example://a/b/c/%7Bfoo%7D"},
        {"HTTP://www.EXAMPLE.com/", "http://www.example.com/"},
        {"http://example.com", "http://example.com/"},
        {"http://example.com:/", "http://example.com/"},
        {"http://example.com:80/", "http://example.com/"},
        {"https://h:0443?%5f", "https://h/?_"},
        {"ftp://h:", "ftp://h:"},
        {"a://%55@%48%c3", "a://U@h%C3"},
        {"a:/%2E/%2e%2E/b", "a:/b"},
        {"../%2E./a", "../../a"},
        {"#%c3", "#%C3"},
    };
    struct model_arena arena = {NULL};
    (void)state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct model_uri uri = parsed(rows[i][0]);
        struct model_uri normal = model_uri_normalise(&arena, &uri);
        assert_text(model_uri_recompose(&arena, &normal), rows[i][1]);
    }
    model_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reference_is_taken_apart),
        cmocka_unit_test(references_are_taken),
        cmocka_unit_test(what_is_no_reference_is_refused),
        cmocka_unit_test(a_beginning_is_told_from_a_dead_end),
        cmocka_unit_test(references_resolve),
        cmocka_unit_test(dot_segments_are_removed),
        cmocka_unit_test(references_are_normalised),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
