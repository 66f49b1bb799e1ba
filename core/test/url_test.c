/* The basic URL parser's states (URL Standard §4.4), but for references, files, hosts and paths. */
#include "url_support.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* ---- schemes ---- */

static void special_schemes_are_six_and_in_lower_case(void **state)
{
    (void)state;
    static const struct {
        const char *input;
        const char *scheme;
        enum carom_scheme special;
    } cases[] = {
        {"http://h/", "http", CAROM_SCHEME_HTTP},
        {"HTTPS://h/", "https", CAROM_SCHEME_HTTPS},
        {"Ftp://h/", "ftp", CAROM_SCHEME_FTP},
        {"wS://h/", "ws", CAROM_SCHEME_WS},
        {"wsS://h/", "wss", CAROM_SCHEME_WSS},
        {"fILE:///", "file", CAROM_SCHEME_FILE},
        {"h://h/", "h", CAROM_SCHEME_OTHER},
        {"htt://h/", "htt", CAROM_SCHEME_OTHER},
        {"httpss://h/", "httpss", CAROM_SCHEME_OTHER},
        {"http+://h/", "http+", CAROM_SCHEME_OTHER},
        {"files:///", "files", CAROM_SCHEME_OTHER},
        {"ftps://h/", "ftps", CAROM_SCHEME_OTHER},
        {"wsss://h/", "wsss", CAROM_SCHEME_OTHER},
        {"httphttp://h/", "httphttp", CAROM_SCHEME_OTHER},
        {"httpshttps://h/", "httpshttps", CAROM_SCHEME_OTHER},
        {"a.1-Z+://h/", "a.1-z+", CAROM_SCHEME_OTHER},
        {"A-VERY-LONG-SCHEME.OF-MANY+LETTERS:x", "a-very-long-scheme.of-many+letters",
         CAROM_SCHEME_OTHER},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct held_url held = parse_text(cases[i].input, NULL);
        assert_view(held.url.scheme, cases[i].scheme);
        assert_int_equal(held.url.special, cases[i].special);
        release_url(&held);
    }
}

static void a_scheme_begins_with_a_letter(void **state)
{
    (void)state;
    for (unsigned c = 0; c < 256; c++) {
        char input[8], expected[8];
        struct carom_view view = around("", (unsigned char)c, "x:y", input);
        if (c <= 0x20) /* trimmed, or removed */
            assert_view_href(view, NULL, CAROM_LITERAL("x:y"));
        else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
            assert_view_href(view, NULL,
                             around("", (unsigned char)tolower((int)c), "x:y", expected));
        else
            assert_view_failure(view, NULL, CAROM_URL_RELATIVE_WITHOUT_BASE);
    }
}

static void a_scheme_goes_on_with_letters_digits_plus_hyphen_and_dot(void **state)
{
    (void)state;
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789+-.";
    for (unsigned c = 0; c < 256; c++) {
        char input[8], expected[8];
        struct carom_view view = around("a", (unsigned char)c, "b:x", input);
        if (c == '\t' || c == '\n' || c == '\r')
            assert_view_href(view, NULL, CAROM_LITERAL("ab:x"));
        else if (c == ':')
            assert_view_href(view, NULL, CAROM_LITERAL("a:b:x"));
        else if (c != 0 && strchr(allowed, (int)c) != NULL)
            assert_view_href(view, NULL,
                             around("a", (unsigned char)tolower((int)c), "b:x", expected));
        else
            assert_view_failure(view, NULL, CAROM_URL_RELATIVE_WITHOUT_BASE);
    }
}

static void what_is_no_scheme_is_relative(void **state)
{
    (void)state;
    static const struct url_case cases[] = {
        {"1a:x", "http://h/d/", "http://h/d/1a:x"},
        {":x", "http://h/d/", "http://h/d/:x"},
        {"a_b:c", "http://h/d/", "http://h/d/a_b:c"},
        {"http", "http://h/d/", "http://h/d/http"},
        {"+a:b", "http://h/d/", "http://h/d/+a:b"},
        {".:b", "http://h/d/", "http://h/d/.:b"},
        {"a%3Ab", "http://h/d/", "http://h/d/a%3Ab"},
        {"/a:b", "http://h/d/", "http://h/a:b"},
        {"a/b:c", "http://h/d/", "http://h/d/a/b:c"},
        {"a?b:c", "http://h/d/", "http://h/d/a?b:c"},
        {"#a:b", "http://h/d/", "http://h/d/#a:b"},
        {"a b:c", "http://h/d/", "http://h/d/a%20b:c"},
        {"é:x", "http://h/d/", "http://h/d/%C3%A9:x"},
    };
    assert_hrefs(cases, COUNT_OF(cases));
}

static void default_ports_are_those_of_the_table(void **state)
{
    (void)state;
    assert_int_equal(carom_scheme_default_port(CAROM_SCHEME_FTP), 21);
    assert_int_equal(carom_scheme_default_port(CAROM_SCHEME_HTTP), 80);
    assert_int_equal(carom_scheme_default_port(CAROM_SCHEME_HTTPS), 443);
    assert_int_equal(carom_scheme_default_port(CAROM_SCHEME_WS), 80);
    assert_int_equal(carom_scheme_default_port(CAROM_SCHEME_WSS), 443);
    assert_int_equal(carom_scheme_default_port(CAROM_SCHEME_FILE), -1);
    assert_int_equal(carom_scheme_default_port(CAROM_SCHEME_OTHER), -1);
    assert_int_equal(carom_scheme_default_port((enum carom_scheme)(CAROM_SCHEME_WSS + 1)), -1);
}

/* ---- absolute URLs ---- */

static void a_special_url_has_its_host_behind_any_number_of_slashes(void **state)
{
    (void)state;
    static const char *const inputs[] = {
        "http:h/p",       "http:/h/p",    "http://h/p",  "http:///h/p",   "http:////////h/p",
        "http:\\h/p",     "http:\\\\h/p", "http:/\\h/p", "http:\\/h/p",   "http:/\\/\\/h/p",
        "http:\t/\n/h/p", "HTTP:h/p",     "http:h\\p",   "http://h:80/p",
    };
    for (size_t i = 0; i < COUNT_OF(inputs); i++) {
        assert_href(inputs[i], NULL, "http://h/p");
        /* Another scheme's base is no base (scheme state). */
        assert_href(inputs[i], "https://b/d/e?q", "http://h/p");
        assert_href(inputs[i], "file:///d/e?q", "http://h/p");
        assert_href(inputs[i], "x:opaque", "http://h/p");
    }
}

static void a_url_that_is_not_special_has_a_host_behind_two_slashes_only(void **state)
{
    (void)state;
    assert_parts("x:h/p", NULL, "x opaque-path=h/p");
    assert_parts("x:/h/p", NULL, "x path=/h/p");
    assert_parts("x://h/p", NULL, "x opaque-host=h path=/p");
    assert_parts("x:///h/p", NULL, "x empty-host path=/h/p");
    assert_parts("x:////h/p", NULL, "x empty-host path=//h/p");
    assert_parts("x:\\h/p", NULL, "x opaque-path=\\h/p");
    assert_parts("x:\\\\h/p", NULL, "x opaque-path=\\\\h/p");
    assert_parts("x:/\\h/p", NULL, "x path=/\\h/p");
    assert_parts("x:/", NULL, "x path=/");
    assert_parts("x://", NULL, "x empty-host path=");
    assert_parts("x:", NULL, "x opaque-path=");
    assert_parts("x:\t/\n/\rh", NULL, "x opaque-host=h path=");
}

static void every_part_is_told(void **state)
{
    (void)state;
    assert_parts("https://u:p@h.example:8443/a/b?q=1&r#f", NULL,
                 "https user=u password=p domain=h.example port=8443 path=/a/b query=q=1&r "
                 "fragment=f");
    assert_parts("x://u:p@H:1?q#f", NULL,
                 "x user=u password=p opaque-host=H port=1 path= query=q fragment=f");
    assert_parts("ws://10.0.0.1?#", NULL, "ws ipv4=10.0.0.1 path=/ query= fragment=");
    assert_parts("wss://[::1]/", NULL, "wss ipv6=[::1] path=/");
    assert_parts("mailto:a@b?subject=c#d", NULL,
                 "mailto opaque-path=a@b query=subject=c fragment=d");
    assert_parts("x:/p?", NULL, "x path=/p query=");
    assert_parts("x:#", NULL, "x opaque-path= fragment=");
    assert_parts("x:?#", NULL, "x opaque-path= query= fragment=");
    assert_parts("x://?q", NULL, "x empty-host path= query=q");
    assert_parts("x://#f", NULL, "x empty-host path= fragment=f");
}

static void query_and_fragment_end_the_authority_and_the_path(void **state)
{
    (void)state;
    assert_parts("http://h?q/../x", NULL, "http domain=h path=/ query=q/../x");
    assert_parts("http://h#f/../x?y", NULL, "http domain=h path=/ fragment=f/../x?y");
    assert_parts("http://h/p?a?b#c#d?e", NULL, "http domain=h path=/p query=a?b fragment=c#d?e");
    assert_parts("http://h/p#c?d", NULL, "http domain=h path=/p fragment=c?d");
    assert_parts("http://h:8?q", NULL, "http domain=h port=8 path=/ query=q");
    assert_parts("http://h:8#f", NULL, "http domain=h port=8 path=/ fragment=f");
    assert_parts("x://h?q", NULL, "x opaque-host=h path= query=q");
    assert_parts("x://h#f", NULL, "x opaque-host=h path= fragment=f");
    assert_parts("x:/p?q\\..\\r", NULL, "x path=/p query=q\\..\\r");
}

/* ---- authority state ---- */

static void credentials_stand_before_the_last_at_sign(void **state)
{
    (void)state;
    assert_parts("http://u@h", NULL, "http user=u domain=h path=/");
    assert_parts("http://u:p@h", NULL, "http user=u password=p domain=h path=/");
    assert_parts("http://:p@h", NULL, "http password=p domain=h path=/");
    assert_parts("http://u:@h", NULL, "http user=u domain=h path=/");
    assert_parts("http://:@h", NULL, "http domain=h path=/");
    assert_parts("http://@h", NULL, "http domain=h path=/");
    assert_parts("http://a@b@h", NULL, "http user=a%40b domain=h path=/");
    assert_parts("http://@@h", NULL, "http user=%40 domain=h path=/");
    assert_parts("http://a:b:c@h", NULL, "http user=a password=b%3Ac domain=h path=/");
    assert_parts("http://a:b@c:d@h", NULL, "http user=a password=b%40c%3Ad domain=h path=/");
    assert_parts("http://::@h", NULL, "http password=%3A domain=h path=/");
    assert_parts("http://a%40b:%3a@h", NULL, "http user=a%40b password=%3a domain=h path=/");
    assert_parts("http://[::1]@h", NULL, "http user=%5B password=%3A1%5D domain=h path=/");
    assert_parts("http://[@[::1]:8/", NULL, "http user=%5B ipv6=[::1] port=8 path=/");
    assert_parts("http://u:80@h:81", NULL, "http user=u password=80 domain=h port=81 path=/");
    assert_parts("http://\t:\n@h", NULL, "http domain=h path=/");
    assert_parts("http:u@h", NULL, "http user=u domain=h path=/");
    assert_parts("x://u:p@h", NULL, "x user=u password=p opaque-host=h path=");
    assert_parts("x://@h", NULL, "x opaque-host=h path=");
    assert_parts("x://u\\:\\p@h", NULL, "x user=u%5C password=%5Cp opaque-host=h path=");
}

static void an_at_sign_behind_the_authority_is_none_of_its(void **state)
{
    (void)state;
    assert_parts("http://u/p@h", NULL, "http domain=u path=/p@h");
    assert_parts("http://u?p@h", NULL, "http domain=u path=/ query=p@h");
    assert_parts("http://u#p@h", NULL, "http domain=u path=/ fragment=p@h");
    assert_parts("http://u\\p@h", NULL, "http domain=u path=/p@h");
    assert_parts("x:u@h", NULL, "x opaque-path=u@h");
    assert_parts("x:/u@h", NULL, "x path=/u@h");
}

static void a_host_is_never_missing_behind_credentials_or_before_a_port(void **state)
{
    (void)state;
    static const char *const inputs[] = {
        "http://u@",   "http://@",  "http://u:p@/x", "http://@?q",  "http://@#f",  "http://@\\p",
        "http://@:80", "http://:",  "http://:80/",   "http://u@:8", "http://\t:8", "http://",
        "http:",       "https:///", "http:\\\\",     "http://?q",   "http://#f",   "http://\t\n",
        "x://u@",      "x://@",     "x://@/p",       "x://:p@",     "x://:",       "x://:80",
        "x://u@:8",    "x://\t:8",  "x://@?",        "ws:",
    };
    for (size_t i = 0; i < COUNT_OF(inputs); i++)
        assert_failure(inputs[i], NULL, CAROM_URL_HOST_MISSING);
}

/* ---- port state ---- */

static void a_port_is_a_number_of_sixteen_bits(void **state)
{
    (void)state;
    static const struct {
        const char *input;
        const char *href;
        int32_t port;
    } cases[] = {
        {"http://h:0", "http://h:0/", 0},
        {"http://h:00", "http://h:0/", 0},
        {"http://h:1", "http://h:1/", 1},
        {"http://h:09", "http://h:9/", 9},
        {"http://h:65535/p", "http://h:65535/p", 65535},
        {"http://h:000000000000000000000081", "http://h:81/", 81},
        {"http://h:8\t1\n", "http://h:81/", 81},
        {"http://h:8\\p", "http://h:8/p", 8},
        {"http://h:", "http://h/", -1},
        {"http://h:/p", "http://h/p", -1},
        {"http://h:\t?q", "http://h/?q", -1},
        {"http://[::1]:", "http://[::1]/", -1},
        {"http://[::1]:8", "http://[::1]:8/", 8},
        {"x://h:", "x://h", -1},
        {"x://h:/", "x://h/", -1},
        {"x://h:80", "x://h:80", 80},
        {"x://h:0443#", "x://h:443#", 443},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct held_url held = parse_text(cases[i].input, NULL);
        assert_view(held.url.href, cases[i].href);
        assert_int_equal(held.url.port_number, cases[i].port);
        release_url(&held);
    }
}

static void every_port_is_itself(void **state)
{
    (void)state;
    for (unsigned port = 0; port < 66000; port += port < 1000 || port > 65000 ? 1 : 97) {
        char text[32];
        (void)snprintf(text, sizeof text, "http://h:%u/", port);
        if (port > 65535)
            assert_failure(text, NULL, CAROM_URL_PORT);
        else
            assert_href(text, NULL, port == 80 ? "http://h/" : text);
    }
}

static void the_default_port_is_left_out_and_only_of_its_own_scheme(void **state)
{
    (void)state;
    static const char *const schemes[] = {"ftp", "http", "https", "ws", "wss", "x"};
    static const unsigned ports[] = {21, 80, 443, 80, 443, 0};
    for (size_t scheme = 0; scheme < COUNT_OF(schemes); scheme++) {
        for (size_t port = 0; port < 3; port++) {
            char input[32], expected[32];
            (void)snprintf(input, sizeof input, "%s://h:%u/", schemes[scheme], ports[port]);
            (void)snprintf(expected, sizeof expected, "%s://h/", schemes[scheme]);
            assert_href(input, NULL, ports[scheme] == ports[port] ? expected : input);
        }
    }
}

static void what_is_no_port_is_a_failure(void **state)
{
    (void)state;
    static const char *const inputs[] = {
        "http://h:65536",  "http://h:99999999999999999999999",
        "http://h:x",      "http://h:8x",
        "http://h:x8",     "http://h:8 0",
        "http://h:-1",     "http://h:+1",
        "http://h:8:9",    "http://h::8",
        "http://h:%38",    "http://h:0x50",
        "http://h:8@",     "x://h:65536",
        "x://h:8\\p",      "x://h:\\",
        "http://[::1]:8x", "http://h:\xD9\xA3",
        "http://h:8]",
    };
    for (size_t i = 0; i < COUNT_OF(inputs); i++) {
        /* An at sign makes credentials of all before it. */
        bool has_at_sign = strchr(inputs[i], '@') != NULL;
        assert_failure(inputs[i], NULL, has_at_sign ? CAROM_URL_HOST_MISSING : CAROM_URL_PORT);
    }
}

/* ---- what is removed first ---- */

static void controls_and_spaces_at_the_ends_are_removed(void **state)
{
    (void)state;
    char input[32];
    for (unsigned c = 0; c <= 0x20; c++) {
        assert_view_href(around("", (unsigned char)c, "http://h/p", input), NULL,
                         CAROM_LITERAL("http://h/p"));
        assert_view_href(around("http://h/p", (unsigned char)c, "", input), NULL,
                         CAROM_LITERAL("http://h/p"));
    }
    assert_view_href(CAROM_LITERAL("\0 \x1F\thttp://h/p\x01 \n\0"), NULL,
                     CAROM_LITERAL("http://h/p"));
    assert_href("http://h/p\x7F ", NULL, "http://h/p%7F");
    assert_href("http://h/p\xC2\xA0", NULL, "http://h/p%C2%A0");
    assert_href("http://h/? ", NULL, "http://h/?");
    assert_href("http://h/# ", NULL, "http://h/#");
    assert_failure("\xC2\xA0http://h/", NULL, CAROM_URL_RELATIVE_WITHOUT_BASE);
}

static const struct {
    const char *input;
    const char *base;
} everywhere[] = {
    {"https://us:pw@ho.st:8443/a/../b/%2e%2E/c;d?q=%41#frag", NULL},
    {"HTTP:\\\\Ho%53t\\..\\a\\.\\b", NULL},
    {"http://0x7F.00.1:080/", NULL},
    {"http://[1:2::0:ffff:1.2.3.4]:99", NULL},
    {"http:g/./h", "http://u@b/c/d"},
    {"//h?q", "http://b/"},
    {"../..//x", "y:/a/b"},
    {"file:///C|/../d/..", NULL},
    {"file:c|\\x", "file:///e/f"},
    {"file://locaLhost/p", NULL},
    {"file://D|", NULL},
    {"/c|x", "file:///E:/f"},
    {"#f", "mailto:a"},
    {"x:a b ?q", NULL},
    {"x:/.//p", NULL},
    {"web+x://o%Ap^", NULL},
    {"web+x://u:@O:1?'", NULL},
    {"http://h:8x/", NULL},
    {"http://1.256.1/", NULL},
    {"http://[::1", NULL},
    {"http://h%zz/", NULL},
    {"no-base", NULL},
};

static void assert_same_as_without(const char *text, size_t at, char removed,
                                   const struct carom_url *base)
{
    char with[128], memory[512], memory_with[512];
    size_t len = strlen(text);
    memcpy(with, text, at);
    with[at] = removed;
    memcpy(with + at + 1, text + at, len - at);
    struct carom_buf buf = {memory, sizeof memory, 0},
                     buf_with = {memory_with, sizeof memory_with, 0};
    struct carom_url plain, url;
    enum carom_result result = carom_url_parse(text_view(text), base, NULL, &buf, &plain);
    if (result != CAROM_OK) {
        assert_view_failure(carom_view_of(with, len + 1), base, plain.problem);
        return;
    }
    assert_int_equal(carom_url_parse(carom_view_of(with, len + 1), base, NULL, &buf_with, &url),
                     CAROM_OK);
    char parts[512], expected[512];
    (void)describe_url(&plain, expected, sizeof expected);
    assert_view(describe_url(&url, parts, sizeof parts), expected);
    assert_view_href(carom_view_of(with, len + 1), base, plain.href);
}

static void a_tab_or_newline_changes_nothing_wherever_it_stands(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(everywhere); i++) {
        struct held_url base = {.input = NULL};
        if (everywhere[i].base != NULL)
            base = parse_text(everywhere[i].base, NULL);
        for (size_t at = 0; at <= strlen(everywhere[i].input); at++) {
            for (const char *removed = "\t\n\r"; *removed != '\0'; removed++)
                assert_same_as_without(everywhere[i].input, at, *removed,
                                       everywhere[i].base != NULL ? &base.url : NULL);
        }
        release_url(&base);
    }
}

static void tabs_between_all_characters_change_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(everywhere); i++) {
        const char *text = everywhere[i].input;
        char with[256], memory[512];
        size_t len = 0;
        struct held_url base = {.input = NULL};
        if (everywhere[i].base != NULL)
            base = parse_text(everywhere[i].base, NULL);
        const struct carom_url *base_url = everywhere[i].base != NULL ? &base.url : NULL;
        for (const char *p = text; *p != '\0'; p++) {
            with[len] = "\t\n\r"[len % 3];
            with[len + 1] = *p;
            len += 2;
        }
        with[len++] = '\n';
        struct carom_buf buf = {memory, sizeof memory, 0};
        struct carom_url plain;
        if (carom_url_parse(text_view(text), base_url, NULL, &buf, &plain) == CAROM_OK)
            assert_view_href(carom_view_of(with, len), base_url, plain.href);
        else
            assert_view_failure(carom_view_of(with, len), base_url, plain.problem);
        release_url(&base);
    }
}

static void a_view_without_bytes_may_be_null(void **state)
{
    (void)state;
    const struct carom_view nothing = {NULL, 0};
    struct carom_url url;
    struct carom_buf buf = {NULL, 0, 0};
    assert_int_equal(carom_url_parse(nothing, NULL, NULL, &buf, &url), CAROM_ERR_SYNTAX);
    assert_int_equal(url.problem, CAROM_URL_RELATIVE_WITHOUT_BASE);
    assert_no_parts(&url);

    struct held_url base = parse_text("http://h/p?q#f", NULL);
    char memory[14];
    assert_int_equal(carom_url_parse(nothing, &base.url, NULL, &buf, &url), CAROM_ERR_NOSPACE);
    assert_int_equal(buf.len, sizeof "http://h/p?q" - 1);
    buf = (struct carom_buf){memory, sizeof memory, 0};
    assert_int_equal(carom_url_parse(nothing, &base.url, NULL, &buf, &url), CAROM_OK);
    assert_view(url.href, "http://h/p?q");
    release_url(&base);
}

static void every_problem_has_a_name_of_its_own(void **state)
{
    (void)state;
    for (int a = CAROM_URL_FINE; a <= CAROM_URL_PORT; a++) {
        struct carom_view name = carom_url_problem_name((enum carom_url_problem)a);
        assert_true(name.len > 0);
        for (int b = a + 1; b <= CAROM_URL_PORT + 1; b++)
            assert_false(carom_view_equal(name, carom_url_problem_name((enum carom_url_problem)b)));
    }
    assert_view(carom_url_problem_name((enum carom_url_problem)(CAROM_URL_PORT + 1)),
                "unknown problem");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(special_schemes_are_six_and_in_lower_case),
        cmocka_unit_test(a_scheme_begins_with_a_letter),
        cmocka_unit_test(a_scheme_goes_on_with_letters_digits_plus_hyphen_and_dot),
        cmocka_unit_test(what_is_no_scheme_is_relative),
        cmocka_unit_test(default_ports_are_those_of_the_table),
        cmocka_unit_test(a_special_url_has_its_host_behind_any_number_of_slashes),
        cmocka_unit_test(a_url_that_is_not_special_has_a_host_behind_two_slashes_only),
        cmocka_unit_test(every_part_is_told),
        cmocka_unit_test(query_and_fragment_end_the_authority_and_the_path),
        cmocka_unit_test(credentials_stand_before_the_last_at_sign),
        cmocka_unit_test(an_at_sign_behind_the_authority_is_none_of_its),
        cmocka_unit_test(a_host_is_never_missing_behind_credentials_or_before_a_port),
        cmocka_unit_test(a_port_is_a_number_of_sixteen_bits),
        cmocka_unit_test(every_port_is_itself),
        cmocka_unit_test(the_default_port_is_left_out_and_only_of_its_own_scheme),
        cmocka_unit_test(what_is_no_port_is_a_failure),
        cmocka_unit_test(controls_and_spaces_at_the_ends_are_removed),
        cmocka_unit_test(a_tab_or_newline_changes_nothing_wherever_it_stands),
        cmocka_unit_test(tabs_between_all_characters_change_nothing),
        cmocka_unit_test(a_view_without_bytes_may_be_null),
        cmocka_unit_test(every_problem_has_a_name_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
