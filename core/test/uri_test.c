#include "support.h"

#include "carom/url.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

/* A text in a block of its own, so that a sanitizer sees a read behind its end. */
struct block {
    char *memory;
    struct carom_view view;
};

static struct block block_of(struct carom_view text)
{
    struct block block = {malloc(text.len > 0 ? text.len : 1), {NULL, 0}};
    assert_non_null(block.memory);
    if (text.len > 0)
        memcpy(block.memory, text.ptr, text.len);
    block.view = carom_view_of(block.memory, text.len);
    return block;
}

/* A text that must be a reference, in its parts; they are views of `text`. */
static struct carom_uri parsed_view(struct carom_view text)
{
    struct carom_uri uri;
    size_t bad_at = 0;
    enum carom_result result = carom_uri_parse(text, &uri, &bad_at);
    if (result != CAROM_OK)
        fail_msg("\"%.*s\" is refused at %zu", (int)text.len, text.ptr, bad_at);
    return uri;
}

static struct carom_uri parsed(const char *text)
{
    return parsed_view(text_view(text));
}

static void assert_zeroed(const struct carom_uri *uri)
{
    assert_false(uri->has_scheme || uri->has_authority || uri->has_userinfo || uri->has_port ||
                 uri->has_query || uri->has_fragment);
    const struct carom_view views[] = {uri->scheme, uri->userinfo, uri->host,    uri->port,
                                       uri->path,   uri->query,    uri->fragment};
    for (size_t i = 0; i < COUNT(views); i++) {
        assert_int_equal(views[i].len, 0);
        assert_null(views[i].ptr);
    }
}

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

/* ---- parsing ---- */

static void a_uri_is_taken_apart(void **state)
{
    (void)state;
    struct block block = block_of(text_view("a+b-1.c://u:p@h%41:080/p:q//%2f?x/?y#z/?%20"));
    struct carom_uri uri = parsed_view(block.view);
    assert_true(uri.has_scheme && uri.has_authority && uri.has_userinfo && uri.has_port &&
                uri.has_query && uri.has_fragment);
    assert_view(uri.scheme, "a+b-1.c");
    assert_view(uri.userinfo, "u:p");
    assert_view(uri.host, "h%41");
    assert_view(uri.port, "080");
    assert_view(uri.path, "/p:q//%2f");
    assert_view(uri.query, "x/?y");
    assert_view(uri.fragment, "z/?%20");
    assert_ptr_equal(uri.scheme.ptr, block.view.ptr);
    free(block.memory);
}

/* RFC 3986 §1.1.2 */
static void the_examples_of_the_rfc_are_references(void **state)
{
    (void)state;
    struct carom_uri uri = parsed("ldap://[2001:db8::7]/c=GB?objectClass?one");
    assert_view(uri.host, "[2001:db8::7]");
    assert_view(uri.query, "objectClass?one");
    assert_view(parsed("ftp://ftp.is.co.za/rfc/rfc1808.txt").host, "ftp.is.co.za");
    assert_view(parsed("http://www.ietf.org/rfc/rfc2396.txt").path, "/rfc/rfc2396.txt");
    assert_view(parsed("mailto:John.Doe@example.com").path, "John.Doe@example.com");
    assert_view(parsed("news:comp.infosystems.www.servers.unix").scheme, "news");
    assert_view(parsed("tel:+1-816-555-1212").path, "+1-816-555-1212");
    assert_view(parsed("telnet://192.0.2.16:80/").port, "80");
    assert_view(parsed("urn:oasis:names:specification:docbook:dtd:xml:4.1.2").path,
                "oasis:names:specification:docbook:dtd:xml:4.1.2");
}

/* What is not there is not the same as what is empty (§5.3). */
static void empty_parts_are_not_missing_ones(void **state)
{
    (void)state;
    struct carom_uri uri = parsed("//@:?#");
    assert_true(!uri.has_scheme && uri.has_authority && uri.has_userinfo && uri.has_port &&
                uri.has_query && uri.has_fragment);
    uri = parsed("//");
    assert_true(uri.has_authority && !uri.has_userinfo && !uri.has_port && !uri.has_query);
    uri = parsed("a:");
    assert_true(uri.has_scheme && !uri.has_authority && !uri.has_fragment);
    assert_int_equal(uri.path.len, 0);
    uri = parsed("");
    assert_zeroed(&uri);
    memset(&uri, 0xA5, sizeof uri);
    assert_int_equal(carom_uri_parse(carom_view_of(NULL, 0), &uri, NULL), CAROM_OK);
    assert_zeroed(&uri);
}

static void each_form_of_a_path_is_read(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool has_scheme;
        bool has_authority;
        const char *path;
    } rows[] = {
        {"a://h/b", true, true, "/b"},                                           /* path-abempty */
        {"a://h//b", true, true, "//b"},  {"a:/b:c/", true, false, "/b:c/"},     /* path-absolute */
        {"/", false, false, "/"},         {"a:b:c/d:e", true, false, "b:c/d:e"}, /* path-rootless */
        {"b/c:d", false, false, "b/c:d"}, {"./a:b", false, false, "./a:b"},      /* path-noscheme */
        {"@b", false, false, "@b"},       {"1b", false, false, "1b"},
        {"a_b", false, false, "a_b"},     {"a~/:", false, false, "a~/:"},
        {"", false, false, ""}, /* path-empty */
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct carom_uri uri = parsed(rows[i].text);
        assert_int_equal(uri.has_scheme, rows[i].has_scheme);
        assert_int_equal(uri.has_authority, rows[i].has_authority);
        assert_view(uri.path, rows[i].path);
    }
}

/* Parses a text that is no reference, and one byte longer ones; *at is where it goes wrong. */
static void assert_refused(struct carom_view text, size_t at)
{
    struct block block = block_of(text);
    struct carom_uri uri;
    size_t bad_at = SIZE_MAX;
    memset(&uri, 0xA5, sizeof uri);
    if (carom_uri_parse(block.view, &uri, &bad_at) != CAROM_ERR_SYNTAX)
        fail_msg("\"%.*s\" is not refused", (int)text.len, text.ptr);
    if (bad_at != at)
        fail_msg("\"%.*s\" is refused at %zu, not at %zu", (int)text.len, text.ptr, bad_at, at);
    assert_zeroed(&uri);
    assert_int_equal(carom_uri_parse(block.view, &uri, NULL), CAROM_ERR_SYNTAX);
    free(block.memory);
}

/* Rows of texts in which the byte behind the first `!`, which is not part of them, is the bad one. */
static void assert_all_refused(const char *const *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char text[128];
        const char *mark = strchr(rows[i], '!');
        assert_non_null(mark);
        size_t at = (size_t)(mark - rows[i]);
        int len = snprintf(text, sizeof text, "%.*s%s", (int)at, rows[i], mark + 1);
        assert_true(len >= 0 && (size_t)len < sizeof text);
        assert_refused(carom_view_of(text, (size_t)len), at);
    }
}

static void what_is_no_reference_is_refused_at_its_first_bad_byte(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "!:",       "!:a",        "1a!:b",     "a%41!:b",     "a@!:b",
        "_a!:",     "a_b!:c", /* no scheme, and `:` */
        "a!\\b",    "!\\",        "a! b",      "! a",         "a! ",
        "a:! ",     "a!\"",       "a!<",       "a!>",         "a!^",
        "a!`",      "a!{",        "a!|",       "a!}",         "a![",
        "a!]",      "a:![b",      "/!]", /* bytes that no reference has */
        "a!\tb",    "a!\n",       "a!\r",      "a!\x01",      "a!\x7f",
        "!\x80",    "a!\xC3\xA9", "//!\xE9",   "//a!\\b",     "//a!\\@b",
        "//h! /",   "//a! b@c",   "a?!\\",     "a?b! c",      "a?![",
        "a?b#!\\",  "a#b! ",      "#a!#b",     "#!#",         "a?b#c!#",
        "?!^",                                                /* in every part */
        "//a@b!@c", "//@!@",      "//a@b:1!@", "//a:b@c:!d@", /* a second `@` */
    };
    assert_all_refused(rows, COUNT(rows));
    assert_refused(carom_view_of("a\0b", 3), 1);
    assert_refused(carom_view_of("\0", 1), 0);
}

static void escapes_have_two_digits(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "%!",
        "%4!",
        "%!g",
        "%4!g",
        "%!%41",
        "a%!/",
        "a%4!/b",
        "a:%!?",
        "//%!",
        "//%4!@h",
        "//a%4!/b",
        "//a%4!:1",
        "//a:%4!",
        "//a:%!x@h",
        "//a@%!",
        "//a@%4!x",
        "a?%!",
        "a?%4!#",
        "a#%!",
        "a#%4!g",
        "//u%!@h",
        /* where none may stand, its `%` is the bad byte */
        "//a@b:!%41",
        "//a@b:1!%",
        "//[::1]!%41",
        "//[::1]:!%41",
        "//[!%41]",
        "//[::1!%25e]",
        "//[v1.a!%41]",
    };
    assert_all_refused(rows, COUNT(rows));
    assert_view(parsed("%00%fF%2f").path, "%00%fF%2f");
}

/* §3.2.3: any number of digits, none included. What is no port may be userinfo. */
static void ports_are_digits(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "//h:x!",    "//h:8x!",     "//h:8x!/",    "//h:x!?",     "//h:1:2!#",
        "//h:-1!",   "//h:+1!/",    "//u@h:!x",    "//u@h:8!x",   "//u@h:8!:9",
        "//u@h:!-1", "//[::1]:!x",  "//[::1]:8!x", "//[::1]:8!:", "//[::1]!8",
        "//[::1]!@", "//u@[::1]!a", "//u![",       "//u:![::1]",  "//h:1![",
    };
    assert_all_refused(rows, COUNT(rows));
    assert_view(parsed("//h:0000000000000000000000099999999999").port,
                "0000000000000000000000099999999999");
    assert_view(parsed("//h:/").host, "h");
    assert_true(parsed("//h:?").has_port);
    struct carom_uri uri = parsed("//b:8x:%41@c:9#");
    assert_view(uri.userinfo, "b:8x:%41");
    assert_view(uri.host, "c");
    assert_view(uri.port, "9");
    uri = parsed("//b:8x@c/");
    assert_view(uri.userinfo, "b:8x");
    assert_false(uri.has_port);
    assert_int_equal(uri.port.len, 0);
}

/* Each alternative of IPv6address (appendix A), with the most and the fewest groups before `::`. */
static void each_form_of_an_ipv6_address_is_a_host(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:1.2.3.4",
        "::2:3:4:5:6:7:8",
        "::3:4:5:6:7:1.2.3.4",
        "1::3:4:5:6:7:8",
        "::3:4:5:6:7:8",
        "1::4:5:6:7:1.2.3.4",
        "::3:4:5:6:1.2.3.4",
        "1:2::4:5:6:7:8",
        "::4:5:6:7:8",
        "1:2::5:6:7:1.2.3.4",
        "1:2:3::5:6:7:8",
        "::5:6:7:8",
        "1:2:3::6:7:1.2.3.4",
        "1:2:3:4::6:7:8",
        "::6:7:8",
        "1:2:3:4::7:1.2.3.4",
        "1:2:3:4:5::7:8",
        "::7:8",
        "1:2:3:4:5::1.2.3.4",
        "::1.2.3.4",
        "1:2:3:4:5:6::8",
        "::8",
        "1:2:3:4:5:6:7::",
        "::",
        "1::",
        "1:2::",
        "ABCD:ef01:2345:6789:abcd:EF01:2345:6789",
        "0:00:000:0000::",
        "::0.0.0.0",
        "::255.255.255.255",
        "::199.249.250.99",
        "::10.0.100.9",
        "1234::1.2.3.4",
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[128];
        char host[64];
        (void)snprintf(host, sizeof host, "[%s]", rows[i]);
        (void)snprintf(text, sizeof text, "a://u@%s:1/p", host);
        struct carom_uri uri = parsed(text);
        assert_view(uri.host, host);
        assert_view(uri.port, "1");
        assert_view(parsed(text + 2).host, host);
    }
}

static void what_is_no_ipv6_address_is_refused(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "//[!",
        "//[!]",
        "//[!g",
        "//[:!",
        "//[:!]",
        "//[:!1",
        "//[::!",
        "//[::1!",
        "//[::1!/",
        "//[1!]",
        "//[1:!]",
        "//[1:2:3:4:5:6:7!]",
        "//[1:2:3:4:5:6:7:!]",
        "//[1:2:3:4:5:6:7:8!",
        "//[1:2:3:4:5:6:7:8!:9]",
        "//[1:2:3:4:5:6:7:8!::]",
        "//[1:2:3:4:5:6:7::!8]",
        "//[1:2:3:4:5:6:7::!:]",
        "//[::2:3:4:5:6:7:8!:9]",
        "//[1::3:4:5:6:7:8!:]",
        "//[::!:]",
        "//[1::!:2]",
        "//[1::2:!:3]",
        "//[::1:!]",
        "//[1234!5",
        "//[1::2!g]",
        "//[::1!-]",
        "//[::1!@]",
        "//[::1! ]",
        "//[::1!%25eth0]",
        "//[1!.2.3.4]",
        "//[1:2:3:4:5:1!.2.3.4]",
        "//[1:2:3:4:5:6:7:1!.2.3.4]",
        "//[1:2:3:4:5:6::1!.2.3.4]",
        "//[::3:4:5:6:7:8:1!.2.3.4]",
        "//[::1.2.3.4!:5]",
        "//[::1.2.3.4!.5]",
        "//[::1.2.3!]",
        "//[::1.2.3.!]",
        "//[::1.!.2.3]",
        "//[::1.2.3.4!",
        "//[::256!.1.1.1]",
        "//[::01!.1.1.1]",
        "//[::a1!.1.1.1]",
        "//[::1a!.1.1.1]",
        "//[::1234!.1.1.1]",
        "//[::1.25!6.1.1]",
        "//[::1.2.0!1.1]",
        "//[::1.2.3.25!6]",
        "//[::1.2.3.0!0]",
        "//[::1.2.3.1!a]",
        "//[::1.2.3.100!0]",
    };
    assert_all_refused(rows, COUNT(rows));
}

static void an_address_of_the_future_is_a_host(void **state)
{
    (void)state;
    assert_view(parsed("//[v1.a]").host, "[v1.a]");
    assert_view(parsed("//[VfF0.:-_~$&;=]:1").host, "[VfF0.:-_~$&;=]");
    static const char *const rows[] = {
        "//[v!",   "//[v!]",   "//[v!.a]",   "//[v1!]",    "//[v1!g.a]", "//[v1.!]",
        "//[v1.!", "//[v1.a!", "//[v1.a!/]", "//[v1.a!@]", "//[v1.a![]", "//[v1.a! ]",
    };
    assert_all_refused(rows, COUNT(rows));
}

/* Each byte alone in each part, by the lists of §2.2, §2.3 and appendix A. */
static void each_part_takes_its_own_bytes(void **state)
{
    (void)state;
    static const char text_bytes[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
        "-._~!$&'()*+,;=";
    static const struct {
        const char *before;
        const char *others; /* beside text_bytes; also what ends the part and begins another */
    } rows[] = {
        {"//u@", "/?#:"}, {"//u", "/?#:@"}, {"/p", "/?#:@"}, {"a:", "/?#:@"},
        {"?q", "/?#:@"},  {"#f", "/?:@"},   {"p", "/?#:@"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        for (unsigned byte = 0; byte < 256; byte++) {
            char text[8];
            size_t len = strlen(rows[i].before);
            memcpy(text, rows[i].before, len);
            text[len] = (char)byte;
            struct carom_uri uri;
            bool wanted = byte != 0 && (strchr(text_bytes, (int)byte) != NULL ||
                                        strchr(rows[i].others, (int)byte) != NULL);
            if (byte == '%')
                continue; /* escapes_have_two_digits */
            enum carom_result result = carom_uri_parse(carom_view_of(text, len + 1), &uri, NULL);
            if ((result == CAROM_OK) != wanted)
                fail_msg("%s and byte %u", rows[i].before, byte);
        }
    }
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
        cmocka_unit_test(a_uri_is_taken_apart),
        cmocka_unit_test(the_examples_of_the_rfc_are_references),
        cmocka_unit_test(empty_parts_are_not_missing_ones),
        cmocka_unit_test(each_form_of_a_path_is_read),
        cmocka_unit_test(what_is_no_reference_is_refused_at_its_first_bad_byte),
        cmocka_unit_test(escapes_have_two_digits),
        cmocka_unit_test(ports_are_digits),
        cmocka_unit_test(each_form_of_an_ipv6_address_is_a_host),
        cmocka_unit_test(what_is_no_ipv6_address_is_refused),
        cmocka_unit_test(an_address_of_the_future_is_a_host),
        cmocka_unit_test(each_part_takes_its_own_bytes),
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
