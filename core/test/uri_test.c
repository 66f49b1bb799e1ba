/* References taken apart by the grammar of RFC 3986, and what it refuses. */
#include "uri_support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
