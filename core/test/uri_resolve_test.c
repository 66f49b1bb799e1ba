/* References resolved, normalised and written by RFC 3986. */
#include "uri_support.h"

#include <stdlib.h>
#include <string.h>

/* ---- calls with every size of buffer ---- */

/* Something that gives parts and writes what it has to make of them. */
struct step {
    const struct carom_uri *base; /* NULL: normalise */
    const struct carom_uri *uri;
};

static enum carom_result run_step(const struct step *step, struct carom_buf *buf,
                                  struct carom_uri *out)
{
    memset(out, 0xA5, sizeof *out);
    return step->base == NULL ? carom_uri_normalise(step->uri, buf, out)
                              : carom_uri_resolve(step->base, step->uri, buf, out);
}

/* What is written; with every smaller buffer the length needed is told, and nothing else. */
static struct carom_view written(const struct carom_uri *uri, char *memory, size_t cap)
{
    struct carom_buf probe = {NULL, 0, 77};
    enum carom_result first = carom_uri_write(uri, &probe);
    size_t needed = probe.len;
    assert_int_equal(first, needed == 0 ? CAROM_OK : CAROM_ERR_NOSPACE);
    assert_true(needed <= cap);
    for (size_t size = 1; size <= needed; size++) {
        char *block = malloc(size);
        struct carom_buf buf = {block, size, 77};
        assert_non_null(block);
        assert_int_equal(carom_uri_write(uri, &buf), size < needed ? CAROM_ERR_NOSPACE : CAROM_OK);
        assert_int_equal(buf.len, needed);
        if (size == needed)
            memcpy(memory, block, size);
        free(block);
    }
    return carom_view_of(memory, needed);
}

/* A step's result, written. */
static void assert_step(const struct step *step, const char *expected)
{
    struct carom_buf probe = {NULL, 0, 77};
    struct carom_uri out;
    enum carom_result first = run_step(step, &probe, &out);
    assert_int_equal(first, probe.len == 0 ? CAROM_OK : CAROM_ERR_NOSPACE);
    for (size_t size = 0; size <= probe.len; size++) {
        char *block = malloc(size + 1);
        struct carom_buf buf = {size == 0 ? NULL : block, size, 77};
        assert_non_null(block);
        enum carom_result result = run_step(step, &buf, &out);
        assert_int_equal(result, size < probe.len ? CAROM_ERR_NOSPACE : CAROM_OK);
        assert_int_equal(buf.len, probe.len);
        if (result == CAROM_OK) {
            char memory[512];
            struct carom_view text = written(&out, memory, sizeof memory);
            if (!carom_view_equal(text, text_view(expected)))
                print_error("from \"%.*s\":\n", (int)step->uri->path.len, step->uri->path.ptr);
            assert_view(text, expected);
        } else {
            assert_zeroed(&out);
        }
        free(block);
    }
}

static void assert_resolved(const char *base_text, const char *ref_text, const char *expected)
{
    struct carom_uri base = parsed(base_text);
    struct carom_uri ref = parsed(ref_text);
    struct step step = {&base, &ref};
    assert_step(&step, expected);
}

/* ---- resolution ---- */

#define BASE "http://a/b/c/d;p?q"

/* RFC 3986 §5.4.1 */
static void the_normal_examples_resolve(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"g:h", "g:h"},
        {"g", "http://a/b/c/g"},
        {"./g", "http://a/b/c/g"},
        {"g/", "http://a/b/c/g/"},
        {"/g", "http://a/g"},
        {"//g", "http://g"},
        {"?y", "http://a/b/c/d;p?y"},
        {"g?y", "http://a/b/c/g?y"},
        {"#s", "http://a/b/c/d;p?q#s"},
        {"g#s", "http://a/b/c/g#s"},
        {"g?y#s", "http://a/b/c/g?y#s"},
        {";x", "http://a/b/c/;x"},
        {"g;x", "http://a/b/c/g;x"},
        {"g;x?y#s", "http://a/b/c/g;x?y#s"},
        {"", "http://a/b/c/d;p?q"},
        {".", "http://a/b/c/"},
        {"./", "http://a/b/c/"},
        {"..", "http://a/b/"},
        {"../", "http://a/b/"},
        {"../g", "http://a/b/g"},
        {"../..", "http://a/"},
        {"../../", "http://a/"},
        {"../../g", "http://a/g"},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_resolved(BASE, rows[i][0], rows[i][1]);
}

/* RFC 3986 §5.4.2; of the last row the strict reading. */
static void the_abnormal_examples_resolve(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"../../../g", "http://a/g"},
        {"../../../../g", "http://a/g"},
        {"/./g", "http://a/g"},
        {"/../g", "http://a/g"},
        {"g.", "http://a/b/c/g."},
        {".g", "http://a/b/c/.g"},
        {"g..", "http://a/b/c/g.."},
        {"..g", "http://a/b/c/..g"},
        {"./../g", "http://a/b/g"},
        {"./g/.", "http://a/b/c/g/"},
        {"g/./h", "http://a/b/c/g/h"},
        {"g/../h", "http://a/b/c/h"},
        {"g;x=1/./y", "http://a/b/c/g;x=1/y"},
        {"g;x=1/../y", "http://a/b/c/y"},
        {"g?y/./x", "http://a/b/c/g?y/./x"},
        {"g?y/../x", "http://a/b/c/g?y/../x"},
        {"g#s/./x", "http://a/b/c/g#s/./x"},
        {"g#s/../x", "http://a/b/c/g#s/../x"},
        {"http:g", "http:g"},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_resolved(BASE, rows[i][0], rows[i][1]);
}

static void other_bases_resolve(void **state)
{
    (void)state;
    static const char *const rows[][3] = {
        /* §5.2.3: an authority and an empty path */
        {"http://a", "g", "http://a/g"},
        {"http://a?q", "../g", "http://a/g"},
        {"http://a", "", "http://a"},
        {"http://a?q", "#f", "http://a?q#f"},
        /* the base's own path is not touched when it is taken whole */
        {"http://a/b/../c", "?y", "http://a/b/../c?y"},
        {"http://a/b/../c", "d", "http://a/d"},
        {"http://a/b/%2e%2e/c", "d", "http://a/b/%2e%2e/d"},
        /* the base's fragment is never taken; its authority is, whole */
        {"http://u:p@a:1/b#f", "", "http://u:p@a:1/b"},
        {"http://u@a:/b", "/c", "http://u@a:/c"},
        {"http://u@a:1/b", "//c", "http://c"},
        {"http://u@a:1/b", "x:", "x:"},
        /* paths without a root */
        {"a:b", "c", "a:c"},
        {"a:", "c", "a:c"},
        {"a:b/c", "../d", "a:/d"},
        {"a:b/c", "..", "a:/"},
        {"a:b/c/d", "../..", "a:/"},
        {"a:../b", "c", "a:c"},
        {"a:../b", ".", "a:"},
        {"a:./b", "..", "a:"},
        {"a:./../b", "./.././c", "a:c"},
        {"a:..//b", "c", "a:/c"},
        {"a:b", ".", "a:"},
        {"a:b", "./", "a:"},
        {"a:b", "../..", "a:"},
        {"a:b", "x:../c", "x:c"},
        {"a:b", "x:./.", "x:"},
        {"a:b", "x:..", "x:"},
        {"a:b", "x:c/..", "x:/"},
        {"a:b", "x:c/../d", "x:/d"},
        {"a:b", "x:.//c", "x:/c"},
        {"a:b", "x:...", "x:..."},
        /* empty segments are segments */
        {"http://a/b//c", "../d", "http://a/b/d"},
        {"http://a/b//c", "..", "http://a/b/"},
        {"http://a/", "b//../c", "http://a/b/c"},
        {"http://a", "/..//b", "http://a//b"},
        /* a target that would look like an authority */
        {"a:/b", "/.//c", "a:/.//c"},
        {"a:/b", "..//c", "a:/.//c"},
        {"a:b", ".//c", "a:/c"},
        {"a:b", "x:/..//c", "x:/.//c"},
        /* a segment that would look like a scheme */
        {"a:b", "./c:d", "a:c:d"},
        {BASE, "./g:h", "http://a/b/c/g:h"},
        {BASE, "g/.../h", "http://a/b/c/g/.../h"},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_resolved(rows[i][0], rows[i][1], rows[i][2]);
}

/* §5.2.1 */
static void a_base_without_a_scheme_is_refused(void **state)
{
    (void)state;
    struct carom_uri base = parsed("//h/p");
    struct carom_uri ref = parsed("a:b");
    struct carom_buf buf = {NULL, 0, 77};
    struct carom_uri out;
    memset(&out, 0xA5, sizeof out);
    assert_int_equal(carom_uri_resolve(&base, &ref, &buf, &out), CAROM_ERR_RANGE);
    assert_zeroed(&out);
    assert_int_equal(buf.len, 0);
}

static void what_does_not_change_is_a_view_of_the_input(void **state)
{
    (void)state;
    struct carom_uri base = parsed("http://h/b?q");
    struct carom_uri ref = parsed("/c/d.e/...");
    struct carom_buf none = {NULL, 0, 0};
    struct carom_uri out;
    assert_int_equal(carom_uri_resolve(&base, &ref, &none, &out), CAROM_OK);
    assert_ptr_equal(out.path.ptr, ref.path.ptr);
    assert_ptr_equal(out.host.ptr, base.host.ptr);
    ref = parsed("#f");
    assert_int_equal(carom_uri_resolve(&base, &ref, &none, &out), CAROM_OK);
    assert_ptr_equal(out.path.ptr, base.path.ptr);
    assert_ptr_equal(out.query.ptr, base.query.ptr);
    ref = parsed("http://h/%2F%C3~?%3F#%20");
    assert_int_equal(carom_uri_normalise(&ref, &none, &out), CAROM_OK);
    assert_ptr_equal(out.path.ptr, ref.path.ptr);
    assert_ptr_equal(out.fragment.ptr, ref.fragment.ptr);
}

static void the_result_may_take_the_place_of_an_operand(void **state)
{
    (void)state;
    char memory[64];
    struct carom_buf buf = {memory, sizeof memory, 0};
    struct carom_uri base = parsed(BASE);
    struct carom_uri ref = parsed("../g");
    assert_int_equal(carom_uri_resolve(&base, &ref, &buf, &base), CAROM_OK);
    char text[64];
    assert_view(written(&base, text, sizeof text), "http://a/b/g");
}

/* ---- normalisation ---- */

/* What is in normal form is left alone: nothing is written a second time. */
static void assert_normalised(const char *text, const char *expected)
{
    struct carom_uri uri = parsed(text);
    struct step step = {NULL, &uri};
    assert_step(&step, expected);
    struct carom_uri normal = parsed(expected);
    struct step again = {NULL, &normal};
    assert_step(&again, expected);
}

/* RFC 3986 §6.2.2, and the examples of §6.2.2 and §6.2.3 */
static void uris_are_normalised(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"eXAMPLE://a/./b/../b/%63/%7bfoo%7d", "example://a/b/c/%7Bfoo%7D"},
        {"HTTP://www.EXAMPLE.com/", "http://www.example.com/"},
        {"http://example.com", "http://example.com/"},
        {"http://example.com:/", "http://example.com/"},
        {"http://example.com:80/", "http://example.com/"},
        {"HtTpS://h:443", "https://h/"},
        {"http://h:000080?q", "http://h/?q"},
        {"http://h:443", "http://h:443/"},
        {"https://h:80", "https://h:80/"},
        {"http://h:8080", "http://h:8080/"},
        {"http://h:0", "http://h:0/"},
        {"http://h:99999999999999999999999980", "http://h:99999999999999999999999980/"},
        {"http://h:4294967376", "http://h:4294967376/"},
        {"http:", "http:"},
        {"http:a", "http:a"},
        {"httpx://h:80", "httpx://h:80"},
        {"ftp://H:", "ftp://h:"},
        {"//H:80", "//h:80"},
        {"A://%55s%45r@EX%41mple%c3%2D", "a://UsEr@example%C3-"},
        {"a://[ABCD::EF]", "a://[abcd::ef]"},
        {"a://[VF.A]", "a://[vf.a]"},
        {"a:/%2e/b", "a:/b"},
        {"a:/b/%2E%2e/c", "a:/c"},
        {"a:/b/.%2e", "a:/"},
        {"a:/b/%2e.", "a:/"},
        {"a:/b/%2f/..", "a:/b/"},
        {"a:/%2e%2e%2e/%2e%2e", "a:/"},
        {"a:/%2ea/..", "a:/"},
        {"a:%2e/b", "a:b"},
        {"a:%2e%2e", "a:"},
        {"a:b/../../c:d", "a:/c:d"},
        {"a:/b/..//c", "a:/.//c"},
        {"a:/%41/%7e%5F%2d%30/%2a%3a", "a:/A/~_-0/%2A%3A"},
        {"../%2e%2e/%41", "../../A"},
        {"./a:b", "./a:b"},
        {"/a/../b", "/a/../b"},
        {"?%3d#%c3%A9%20", "?%3D#%C3%A9%20"},
        {"", ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_normalised(rows[i][0], rows[i][1]);
}

/* ---- writing ---- */

/* Rows of a reference, without its scheme and without its authority. */
static void a_path_is_not_read_as_another_part(void **state)
{
    (void)state;
    static const char *const rows[][3] = {
        {"a:b:c", "./b:c", "./b:c"},
        {"a:b/c:d", "b/c:d", "b/c:d"},
        {"a::", "./:", "./:"},
        {"a:/b:c", "/b:c", "/b:c"},
        {"a://h//b", "//h//b", "/.//b"},
        {"a://h///", "//h///", "/.///"},
        {"a://u@h:1/b", "//u@h:1/b", "/b"},
        {"a://h", "//h", ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char memory[64];
        struct carom_uri uri = parsed(rows[i][0]);
        uri.has_scheme = false;
        assert_view(written(&uri, memory, sizeof memory), rows[i][1]);
        uri.has_authority = false;
        struct carom_view text = written(&uri, memory, sizeof memory);
        assert_view(text, rows[i][2]);
        uri = parsed_view(text);
        assert_false(uri.has_scheme || uri.has_authority);
    }
    char memory[64];
    struct carom_uri uri = parsed("a://h//b?q#f");
    uri.has_authority = false;
    assert_view(written(&uri, memory, sizeof memory), "a:/.//b?q#f");
}

/* ---- size ---- */

enum { LARGE_BYTES = 1 << 20 };

/* Fills a block with a unit again and again, behind a start. */
static struct block large(const char *start, const char *unit)
{
    struct block block = {malloc(LARGE_BYTES), {NULL, LARGE_BYTES}};
    assert_non_null(block.memory);
    size_t start_len = strlen(start);
    size_t unit_len = strlen(unit);
    memcpy(block.memory, start, start_len);
    for (size_t i = start_len; i < LARGE_BYTES; i++)
        block.memory[i] = unit[(i - start_len) % unit_len];
    block.view.ptr = block.memory;
    block.view.len = start_len + (LARGE_BYTES - start_len) / unit_len * unit_len;
    return block;
}

/* Resolves, normalises and writes it, when it is a reference; each is done a second time to
 * compare. */
static void use(struct carom_view text)
{
    struct carom_uri base = parsed("http://h/a/b/c");
    struct carom_uri ref;
    struct carom_uri normal;
    struct carom_uri target;
    struct carom_buf buf = {malloc(LARGE_BYTES + 16), LARGE_BYTES + 16, 0};
    struct carom_buf probe = {NULL, 0, 0};
    assert_non_null(buf.ptr);
    if (carom_uri_parse(text, &ref, NULL) == CAROM_OK) {
        enum carom_result counted = carom_uri_resolve(&base, &ref, &probe, &target);
        assert_int_equal(carom_uri_resolve(&base, &ref, &buf, &target), CAROM_OK);
        assert_int_equal(counted, buf.len == 0 ? CAROM_OK : CAROM_ERR_NOSPACE);
        assert_int_equal(buf.len, probe.len);
        counted = carom_uri_normalise(&ref, &probe, &normal);
        assert_int_equal(carom_uri_normalise(&ref, &buf, &normal), CAROM_OK);
        assert_int_equal(counted, buf.len == 0 ? CAROM_OK : CAROM_ERR_NOSPACE);
        assert_int_equal(buf.len, probe.len);
        assert_int_equal(carom_uri_write(&ref, &buf), CAROM_OK);
        assert_true(carom_view_equal(carom_view_of(buf.ptr, buf.len), text));
    }
    free(buf.ptr);
}

static void a_megabyte_is_no_trouble(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"", "../"},      {"", "a/../"}, {"/", "./"},      {"", "%2e%2e/"},    {"x:", "%2e/"},
        {"x:", "a/"},     {"//", "@"},   {"//", "["},      {"//", ":"},        {"//", "a:"},
        {"//u@", "a"},    {"//h:", "1"}, {"", "%41"},      {"x:", "%c3"},      {"/", "/"},
        {"//[", ":"},     {"//[v", "1"}, {"//[v1.", "a:"}, {"", "a:"},         {"", "a"},
        {"?", "?"},       {"#", "/"},    {"//", "%4"},     {"x:", "../../a/"}, {"//[::1.", "1"},
        {"x:/", "..a/."},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct block block = large(rows[i][0], rows[i][1]);
        use(block.view);
        free(block.memory);
    }
}

static void a_megabyte_of_parents_leads_to_the_root(void **state)
{
    (void)state;
    struct block block = large("", "../");
    struct carom_uri ref = parsed_view(block.view);
    struct carom_uri base = parsed("http://h/a/b");
    struct step step = {&base, &ref};
    assert_step(&step, "http://h/");
    free(block.memory);
}

/* Parts that no parser gave are not read behind their end. */
static void what_is_no_escape_in_parts_made_by_hand_stays(void **state)
{
    (void)state;
    static const char *const paths[] = {"%", "a%", "a%4", "a%zz", "%%41%", "a%e4%zz%E4%"};
    static const char *const normal[] = {"%", "a%", "a%4", "a%zz", "%A%", "a%E4%zz%E4%"};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        char *exact = malloc(strlen(paths[i]));
        char bytes[32];
        struct carom_buf buf = {bytes, sizeof bytes, 0};
        struct carom_uri uri = {0}, out;
        assert_non_null(exact);
        memcpy(exact, paths[i], strlen(paths[i]));
        uri.path = carom_view_of(exact, strlen(paths[i]));
        assert_int_equal(carom_uri_normalise(&uri, &buf, &out), CAROM_OK);
        assert_true(carom_view_equal(out.path, text_view(normal[i])));
        free(exact);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_normal_examples_resolve),
        cmocka_unit_test(the_abnormal_examples_resolve),
        cmocka_unit_test(other_bases_resolve),
        cmocka_unit_test(a_base_without_a_scheme_is_refused),
        cmocka_unit_test(what_does_not_change_is_a_view_of_the_input),
        cmocka_unit_test(the_result_may_take_the_place_of_an_operand),
        cmocka_unit_test(uris_are_normalised),
        cmocka_unit_test(what_is_no_escape_in_parts_made_by_hand_stays),
        cmocka_unit_test(a_path_is_not_read_as_another_part),
        cmocka_unit_test(a_megabyte_is_no_trouble),
        cmocka_unit_test(a_megabyte_of_parents_leads_to_the_root),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
