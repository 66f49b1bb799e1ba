/* The path states of the URL parser (URL Standard §4.4): dot segments, backslashes, opaque paths. */
#include "url_support.h"

#include <stdio.h>
#include <string.h>

enum { TEXT = 256 };

struct path_case {
    const char *path;
    const char *expected;
};

/* The paths behind each of some beginnings, none of which has a path of its own. */
static void assert_paths(const struct path_case *cases, size_t count, const char *const *befores,
                         size_t before_count)
{
    for (size_t i = 0; i < count * before_count; i++) {
        char input[TEXT], expected[TEXT];
        const char *before = befores[i / count];
        const struct path_case *one = &cases[i % count];
        (void)snprintf(input, sizeof input, "%s%s", before, one->path);
        (void)snprintf(expected, sizeof expected, "%s%s", before, one->expected);
        assert_href(input, NULL, expected);
        /* Neither a query nor a fragment changes it. */
        static const char *const behind[] = {"?../q/./#/../f", "#/../f?/.."};
        for (size_t j = 0; j < COUNT_OF(behind); j++) {
            (void)snprintf(input, sizeof input, "%s%s%s", before, one->path, behind[j]);
            (void)snprintf(expected, sizeof expected, "%s%s%s", before, one->expected, behind[j]);
            assert_href(input, NULL, expected);
        }
    }
}

static void dot_segments_are_taken_out(void **state)
{
    (void)state;
    static const char *const befores[] = {"http://h", "wss://u:p@[::1]:8", "x://h",
                                          "x://",     "file://h",          "file://"};
    static const struct path_case cases[] = {
        {"/", "/"},
        {"/.", "/"},
        {"/./", "/"},
        {"/..", "/"},
        {"/../", "/"},
        {"/../..", "/"},
        {"/././.", "/"},
        {"/a/.", "/a/"},
        {"/a/./", "/a/"},
        {"/a/..", "/"},
        {"/a/../", "/"},
        {"/a/./b", "/a/b"},
        {"/a/../b", "/b"},
        {"/a/b/..", "/a/"},
        {"/a/b/../", "/a/"},
        {"/a/b/../..", "/"},
        {"/a/b/../../", "/"},
        {"/a/b/../../..", "/"},
        {"/a/../../b", "/b"},
        {"/../a/../../b/.", "/b/"},
        {"/a/b/c/./../../g", "/a/g"},
        {"/a/b/c/d/../../e/../f", "/a/b/f"},
        {"/./a", "/a"},
        {"/a/..b", "/a/..b"},
        {"/a/.b", "/a/.b"},
        {"/a/b.", "/a/b."},
        {"/a/b..", "/a/b.."},
        {"/...", "/..."},
        {"/a/.../b", "/a/.../b"},
        {"/a/..../..", "/a/"},
        {"/a./..", "/"},
        {"/.a/..", "/"},
        {"/..a/./..", "/"},
        {"/a;/../b", "/b"},
        {"/;/..;/b", "/;/..;/b"},
        {"/a//..", "/a/"},
        {"/a//../", "/a/"},
        {"/a//../b", "/a/b"},
        {"/a/..//b", "//b"},
        {"/a/../../..//b", "//b"},
        {"//", "//"},
        {"//a", "//a"},
        {"//..", "/"},
        {"//../a", "/a"},
        {"//a/..", "//"},
        {"/.//a", "//a"},
        {"/..//a", "//a"},
        {"///../", "//"},
        {"/a/.//./b/..//", "/a///"},
    };
    assert_paths(cases, COUNT_OF(cases), befores, COUNT_OF(befores));
}

static void a_dot_may_be_percent_encoded(void **state)
{
    (void)state;
    static const char *const befores[] = {"http://h", "x://h", "file://"};
    static const struct path_case cases[] = {
        {"/%2e", "/"},
        {"/%2E", "/"},
        {"/%2e/", "/"},
        {"/a/%2e", "/a/"},
        {"/a/%2E/b", "/a/b"},
        {"/a/b/.%2e", "/a/"},
        {"/a/b/%2e.", "/a/"},
        {"/a/b/.%2E/c", "/a/c"},
        {"/a/b/%2E./c", "/a/c"},
        {"/a/b/%2e%2e", "/a/"},
        {"/a/b/%2E%2E/", "/a/"},
        {"/a/b/%2e%2E/%2E%2e/c", "/c"},
        {"/%\t2\ne\r/a", "/a"},
        {"/a/b/%2\te\n.\r/c", "/a/c"},
        {"/%2e%2e%2e", "/%2e%2e%2e"},
        {"/..%2e", "/..%2e"},
        {"/%2e..", "/%2e.."},
        {"/%2ea", "/%2ea"},
        {"/a%2e", "/a%2e"},
        {"/%2e%", "/%2e%"},
        {"/%2e%2", "/%2e%2"},
        {"/.%2f", "/.%2f"},
        {"/%", "/%"},
        {"/%2", "/%2"},
        {"/%3e", "/%3e"},
        {"/%2d", "/%2d"},
        {"/%2f", "/%2f"},
        {"/%252e/a", "/%252e/a"},
        {"/a/%25%32%65/b", "/a/%25%32%65/b"},
        {"/a/..%2fb", "/a/..%2fb"},
        {"/a%2f../b", "/a%2f../b"},
        {"/%5c../a", "/%5c../a"},
    };
    assert_paths(cases, COUNT_OF(cases), befores, COUNT_OF(befores));
}

static void any_other_byte_beside_the_dots_makes_a_segment(void **state)
{
    (void)state;
    for (unsigned c = 0; c < 256; c++) {
        static const char *const befores[] = {"http://h/a/", "http://h/a/.", "http://h/a/..",
                                              "http://h/a/%2e"};
        char input[TEXT], output[TEXT];
        if (strchr("\t\n\r./\\?#", (int)c) != NULL && c != 0)
            continue;
        for (size_t i = 0; i < COUNT_OF(befores); i++) {
            struct carom_view view = around(befores[i], (unsigned char)c, "./b", input);
            for (size_t cap = 40; cap <= sizeof output; cap += sizeof output - 40) {
                struct carom_buf buf = {output, cap, 0};
                struct carom_url url;
                assert_int_equal(carom_url_parse(view, NULL, NULL, &buf, &url), CAROM_OK);
                assert_true(url.path.len > 5 && memcmp(url.path.ptr, "/a/", 3) == 0);
                assert_memory_equal(url.path.ptr + url.path.len - 3, "./b", 3);
            }
        }
        /* Dots behind it, and a dot segment elsewhere. */
        struct carom_view view = around("http://h/../a/..", (unsigned char)c, "/b", input);
        struct held_url held = parse_view(view, NULL);
        assert_true(held.url.path.len > 7 && memcmp(held.url.path.ptr, "/a/..", 5) == 0);
        release_url(&held);
    }
}

static void a_backslash_is_a_slash_in_a_special_url(void **state)
{
    (void)state;
    static const char *const befores[] = {"http://h", "file://h", "ftp://h"};
    static const struct path_case cases[] = {
        {"\\", "/"},
        {"\\a", "/a"},
        {"/a\\b", "/a/b"},
        {"/a\\", "/a/"},
        {"\\\\a", "//a"},
        {"/\\a", "//a"},
        {"/a\\.", "/a/"},
        {"/a\\..", "/"},
        {"/a\\..\\b", "/b"},
        {"/a/b\\../c", "/a/c"},
        {"\\.\\a\\..\\b\\", "/b/"},
        {"/a\\%2e%2e\\b", "/b"},
        {"/a\\\\b", "/a//b"},
        {"\\%5c", "/%5c"},
        {"/a\xC3\xA4\\b\\", "/a%C3%A4/b/"},
        {"/a \\b", "/a%20/b"},
        {"\\^", "/%5E"},
    };
    assert_paths(cases, COUNT_OF(cases), befores, COUNT_OF(befores));
}

static void a_backslash_is_a_character_in_other_urls(void **state)
{
    (void)state;
    static const struct url_case cases[] = {
        {"x://h/\\", NULL, "x://h/\\"},         {"x://h/a\\..\\b", NULL, "x://h/a\\..\\b"},
        {"x://h/..\\..", NULL, "x://h/..\\.."}, {"x://h/a/..\\../..", NULL, "x://h/a/"},
        {"x:/a\\b/../c", NULL, "x:/c"},         {"x:/\\a", NULL, "x:/\\a"},
        {"x:a\\..\\b", NULL, "x:a\\..\\b"},     {"x:/a\\", "http://h/", "x:/a\\"},
    };
    assert_hrefs(cases, COUNT_OF(cases));
}

/* §4.5: it would be read as a host otherwise. */
static void a_path_without_a_host_never_looks_like_one(void **state)
{
    (void)state;
    static const struct url_case cases[] = {
        {"x:/.//p", NULL, "x:/.//p"},
        {"x:/..//p", NULL, "x:/.//p"},
        {"x:/a/..//p", NULL, "x:/.//p"},
        {"x:/a/../..//p", NULL, "x:/.//p"},
        {"x:/%2e//p", NULL, "x:/.//p"},
        {"x:/.//", NULL, "x:/.//"},
        {"x:/././/", NULL, "x:/.//"},
        {"x:/.///", NULL, "x:/.///"},
        {"x:/.//..", NULL, "x:/"},
        {"x:/.//../p", NULL, "x:/p"},
        {"x:/.//a/..", NULL, "x:/.//"},
        {"x:/.//a/../..", NULL, "x:/"},
        {"x:/.//?q", NULL, "x:/.//?q"},
        {"x:/.//h:8/p#f", NULL, "x:/.//h:8/p#f"},
        {"x:/./", NULL, "x:/"},
        {"x:/.", NULL, "x:/"},
        {"x:/..", NULL, "x:/"},
        {"x:/../..", NULL, "x:/"},
        {"x:/./a", NULL, "x:/a"},
        {"x:/a/../b", NULL, "x:/b"},
        {"x:/a/b/..", NULL, "x:/a/"},
        {"x:/a//b", NULL, "x:/a//b"},
        {"x:/a//..", NULL, "x:/a/"},
        {"x:/\t.\t//p", NULL, "x:/.//p"},
        {"/.//p", "x:/d", "x:/.//p"},
        {".//p", "x:/d", "x:/.//p"},
        {"..//p", "x:/d/e", "x:/.//p"},
        {"../..//p", "x:/d/e", "x:/.//p"},
        {"a/../..//p", "x:/d/e", "x:/.//p"},
        {"../a/..//p", "x:/d/e/f", "x:/d//p"},
    };
    assert_hrefs(cases, COUNT_OF(cases));
    assert_parts("x:/..//p", NULL, "x path=//p");
    assert_parts("x:/.//", NULL, "x path=//");
    /* With a host there is nothing to be mistaken. */
    assert_href("x:///..//p", NULL, "x:////p");
}

static void an_opaque_path_is_kept_as_it_is(void **state)
{
    (void)state;
    static const struct url_case cases[] = {
        {"x:", NULL, "x:"},
        {"x:..", NULL, "x:.."},
        {"x:./a/../b", NULL, "x:./a/../b"},
        {"x:a//b", NULL, "x:a//b"},
        {"x:%2e%2E", NULL, "x:%2e%2E"},
        {"x:a b  c", NULL, "x:a b  c"},
        {"x:<\"`{}^|>", NULL, "x:<\"`{}^|>"},
        {"x:a\x01\x7F\xC3\xA9", NULL, "x:a%01%7F%C3%A9"},
        {"data:text/plain,a b", NULL, "data:text/plain,a b"},
        {"JavaScript:alert('x')", NULL, "javascript:alert('x')"},
        {"x:a?b c#d e", NULL, "x:a?b%20c#d%20e"},
        {"x:.?", NULL, "x:.?"},
        {"x:@:[]", NULL, "x:@:[]"},
        {"x:\\", "http://h/", "x:\\"},
    };
    assert_hrefs(cases, COUNT_OF(cases));
}

static void a_space_at_the_end_of_an_opaque_path_is_encoded_before_more(void **state)
{
    (void)state;
    static const struct url_case cases[] = {
        {"x:a ", NULL, "x:a"},
        {"x: ", NULL, "x:"},
        {"x: a", NULL, "x: a"},
        {"x:a ?q", NULL, "x:a%20?q"},
        {"x:a #f", NULL, "x:a%20#f"},
        {"x:a  ?q", NULL, "x:a %20?q"},
        {"x:a   #f", NULL, "x:a  %20#f"},
        {"x: ?", NULL, "x:%20?"},
        {"x: #", NULL, "x:%20#"},
        {"x:  #", NULL, "x: %20#"},
        {"x:a %20?q", NULL, "x:a %20?q"},
        {"x:a%20 #f", NULL, "x:a%20%20#f"},
        {"x:a \t?q", NULL, "x:a%20?q"},
        {"x:a\t ?q", NULL, "x:a%20?q"},
        {"x:a \n\r#f", NULL, "x:a%20#f"},
        {"x:a\t?q", NULL, "x:a?q"},
        {"x:\t?q", NULL, "x:?q"},
        {"x:a b ?q #f ", NULL, "x:a b%20?q%20#f"},
        {"x:\xC3\xA9 #f", NULL, "x:%C3%A9%20#f"},
    };
    assert_hrefs(cases, COUNT_OF(cases));
}

static void a_path_of_a_special_url_is_never_empty(void **state)
{
    (void)state;
    static const struct url_case cases[] = {
        {"http://h", NULL, "http://h/"},   {"http://h?", NULL, "http://h/?"},
        {"http://h#", NULL, "http://h/#"}, {"http://h?#", NULL, "http://h/?#"},
        {"ftp://h:1", NULL, "ftp://h:1/"}, {"file:", NULL, "file:///"},
        {"x://h", NULL, "x://h"},          {"x://h?", NULL, "x://h?"},
    };
    assert_hrefs(cases, COUNT_OF(cases));
}

/* Every path of up to six of these pieces, against the path state done with a list. */
static const char *const pieces[] = {"/", ".", "..", "a", "%2e", "\t"};

struct list {
    char segments[16][64];
    size_t count;
};

static bool is_dots(const char *segment, int dots)
{
    for (; dots > 0; dots--) {
        if (strncmp(segment, "%2e", 3) == 0)
            segment += 3;
        else if (*segment == '.')
            segment++;
        else
            return false;
    }
    return *segment == '\0';
}

static void path_state(struct list *list, const char *segment, bool is_last)
{
    if (is_dots(segment, 2)) {
        list->count -= list->count > 0 ? 1 : 0;
    } else if (!is_dots(segment, 1)) {
        memcpy(list->segments[list->count++], segment, strlen(segment) + 1);
        return;
    }
    if (is_last)
        list->segments[list->count++][0] = '\0';
}

/* The path as the path state leaves it, serialised. In: what is behind the first slash. */
static void model_path(const char *text, bool has_host, char *out, size_t cap)
{
    struct list list = {.count = 0};
    char segment[64];
    size_t len = 0;
    for (;; text++) {
        if (*text == '/' || *text == '\0') {
            segment[len] = '\0';
            path_state(&list, segment, *text == '\0');
            len = 0;
        } else if (*text != '\t') {
            segment[len++] = *text;
        }
        if (*text == '\0')
            break;
    }
    bool needs_dot = !has_host && list.count > 1 && list.segments[0][0] == '\0';
    len = (size_t)snprintf(out, cap, "%s", needs_dot ? "/." : "");
    for (size_t i = 0; i < list.count; i++)
        len += (size_t)snprintf(out + len, cap - len, "/%s", list.segments[i]);
}

static void assert_as_modelled(const char *before, const char *text, bool has_host)
{
    char input[TEXT], expected[TEXT], output[TEXT];
    size_t len = strlen(before);
    (void)snprintf(input, sizeof input, "%s/%s?", before, text);
    memcpy(expected, before, len);
    model_path(text, has_host, expected + len, sizeof expected - len - 1);
    memcpy(expected + strlen(expected), "?", 2);
    struct carom_buf buf = {NULL, 0, 0};
    struct carom_url url;
    bool is_view = carom_url_parse(text_view(input), NULL, NULL, &buf, &url) == CAROM_OK;
    size_t needed = buf.len;
    const size_t capacities[] = {needed, needed + 1, needed + 2, needed + 4, sizeof output};
    assert_true(is_view == (needed == 0));
    for (size_t i = 0; i < COUNT_OF(capacities); i++) {
        buf = (struct carom_buf){output, capacities[i], 0};
        assert_int_equal(carom_url_parse(text_view(input), NULL, NULL, &buf, &url), CAROM_OK);
        assert_int_equal(buf.len, needed);
        assert_view(url.href, expected);
    }
}

static void paths_of_all_short_combinations_are_as_the_states_make_them(void **state)
{
    (void)state;
    size_t count = 1;
    for (size_t length = 0; length <= 6; length++, count *= COUNT_OF(pieces)) {
        for (size_t number = 0; number < count; number++) {
            char text[64] = "";
            size_t left = number;
            for (size_t i = 0; i < length; i++, left /= COUNT_OF(pieces))
                memcpy(text + strlen(text), pieces[left % COUNT_OF(pieces)],
                       strlen(pieces[left % COUNT_OF(pieces)]) + 1);
            assert_as_modelled("http://h", text, true);
            if (strspn(text, "\t") == strlen(text) || text[strspn(text, "\t")] != '/')
                assert_as_modelled("x:", text, false);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dot_segments_are_taken_out),
        cmocka_unit_test(a_dot_may_be_percent_encoded),
        cmocka_unit_test(any_other_byte_beside_the_dots_makes_a_segment),
        cmocka_unit_test(a_backslash_is_a_slash_in_a_special_url),
        cmocka_unit_test(a_backslash_is_a_character_in_other_urls),
        cmocka_unit_test(a_path_without_a_host_never_looks_like_one),
        cmocka_unit_test(an_opaque_path_is_kept_as_it_is),
        cmocka_unit_test(a_space_at_the_end_of_an_opaque_path_is_encoded_before_more),
        cmocka_unit_test(a_path_of_a_special_url_is_never_empty),
        cmocka_unit_test(paths_of_all_short_combinations_are_as_the_states_make_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
