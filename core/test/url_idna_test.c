/*
 * Domains that are not ASCII (URL Standard §3.3, §3.5), by a plug-in that says what it is told to:
 * what the parser makes of each of its answers, and what it asks.
 */
#include "url_support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT = 512 };

/* A plug-in's answer, and what it was asked. */
struct toy {
    enum carom_result result; /* when it is not CAROM_OK */
    const char *answer;
    size_t wants; /* with CAROM_ERR_NOSPACE */
    size_t calls;
    char seen[TEXT];
    size_t seen_len;
};

static enum carom_result toy_to_ascii(void *ctx, struct carom_view domain, struct carom_buf *out)
{
    struct toy *toy = ctx;
    toy->calls++;
    assert_true(domain.len > 0 && domain.len <= sizeof toy->seen);
    memcpy(toy->seen, domain.ptr, domain.len);
    toy->seen_len = domain.len;
    if (toy->result == CAROM_ERR_NOSPACE)
        out->len = toy->wants;
    if (toy->result != CAROM_OK)
        return toy->result;
    size_t len = strlen(toy->answer);
    /* All that it may write to is its own. */
    if (out->cap > 0)
        memset(out->ptr, '!', out->cap);
    out->len = len;
    if (len > out->cap)
        return CAROM_ERR_NOSPACE;
    memcpy(out->ptr, toy->answer, len);
    return CAROM_OK;
}

/* A URL parsed in a block of exactly the capacity that the first call, or the next, asked for. */
struct asked {
    enum carom_result result;
    struct carom_url url;
    char *input, *output;
    size_t needed;
};

static struct asked ask(const char *input, const struct carom_url *base, struct toy *toy)
{
    const struct carom_idna idna = {toy_to_ascii, toy};
    struct asked asked = {.input = exact_copy(text_view(input)), .output = malloc(0)};
    for (int tries = 0; tries < 4; tries++) {
        struct carom_buf buf = {asked.output, asked.needed, 0};
        asked.result = carom_url_parse(carom_view_of(asked.input, strlen(input)), base, &idna, &buf,
                                       &asked.url);
        if (asked.result != CAROM_ERR_NOSPACE)
            return asked;
        assert_true(buf.len > asked.needed);
        assert_no_parts(&asked.url);
        asked.needed = buf.len;
        free(asked.output);
        asked.output = malloc(asked.needed);
        assert_non_null(asked.output);
    }
    fail_msg("%s: never enough", input);
    return asked;
}

static void release_asked(struct asked *asked)
{
    free(asked->input);
    free(asked->output);
}

static void assert_answered(const char *input, const char *answer, const char *expected)
{
    char text[TEXT];
    struct toy toy = {.answer = answer};
    struct asked asked = ask(input, NULL, &toy);
    if (asked.result != CAROM_OK)
        fail_msg("%s with %s: %d", input, answer, (int)asked.result);
    assert_view(describe_url(&asked.url, text, sizeof text), expected);
    assert_true(asked.url.href.ptr == asked.output);
    release_asked(&asked);
}

static void assert_refused(const char *input, struct toy toy, enum carom_result result,
                           enum carom_url_problem problem)
{
    struct asked asked = ask(input, NULL, &toy);
    assert_int_equal(asked.result, result);
    assert_int_equal(asked.url.problem, problem);
    assert_no_parts(&asked.url);
    assert_true(toy.calls > 0);
    release_asked(&asked);
}

static void without_the_plug_in_a_domain_has_to_be_ascii(void **state)
{
    (void)state;
    assert_failure("http://b\xC3\xBC/", NULL, CAROM_URL_HOST_NO_IDNA);
    assert_failure("http://b%C3%BC/", NULL, CAROM_URL_HOST_NO_IDNA);
    assert_failure("file://b\xC3\xBC/", NULL, CAROM_URL_HOST_NO_IDNA);
    assert_failure("//b\xC3\xBC/", "http://h/", CAROM_URL_HOST_NO_IDNA);
    assert_href("x://b\xC3\xBC/", NULL, "x://b%C3%BC/");
    assert_href("http://\xC3\xBC@h/", NULL, "http://%C3%BC@h/");
}

static void the_plug_in_gets_the_percent_decoded_domain(void **state)
{
    (void)state;
    static const struct {
        const char *input, *domain;
    } cases[] = {
        {"http://B\xC3\xBC"
         "cher.Example/",
         "B\xC3\xBC"
         "cher.Example"},
        {"http://B%C3%BCcher/", "B\xC3\xBC"
                                "cher"},
        {"http://b%c3%bc/", "b\xC3\xBC"},
        {"http://%62\xC3\xBC/", "b\xC3\xBC"},
        {"http://\tb\xC3\xBC\n.\r%2\t5/", "b\xC3\xBC.%"},
        {"http://u\xC3\xBC@b\xC3\xBC:8/", "b\xC3\xBC"},
        {"file://b\xC3\xBC\\p", "b\xC3\xBC"},
        {"http:\\\\\xE3\x80\x82", "\xE3\x80\x82"},
        {"http://a%20\xC3\xBC/", "a \xC3\xBC"},
        {"http://1.\xEF\xBC\x92/", "1.\xEF\xBC\x92"},
        {"http://\xEF\xBB\xBF"
         "a/",
         "\xEF\xBB\xBF"
         "a"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct toy toy = {.answer = "toy"};
        struct asked asked = ask(cases[i].input, NULL, &toy);
        assert_int_equal(asked.result, CAROM_OK);
        assert_int_equal(toy.calls, 1);
        assert_view(carom_view_of(toy.seen, toy.seen_len), cases[i].domain);
        assert_view(asked.url.host, "toy");
        release_asked(&asked);
    }
}

static void the_plug_in_is_never_called_for_ascii_nor_for_an_opaque_host(void **state)
{
    (void)state;
    static const char *const inputs[] = {
        "http://example/",    "http://EXAMPLE/",   "http://xn--bcher-kva/", "http://XN--A/",
        "http://%78n--a/",    "http://1.2.3.4/",   "http://0x7f.1/",        "http://[::1]/",
        "http://\xC3\xBC@h/", "http://h/\xC3\xBC", "http://h/?\xC3\xBC",    "http://h/#\xC3\xBC",
        "x://\xC3\xBC/",      "x:\xC3\xBC",        "file:///\xC3\xBC",      "file://localhost/",
        "x://%C3%BC/",
    };
    for (size_t i = 0; i < COUNT_OF(inputs); i++) {
        struct toy toy = {.answer = "toy"};
        struct asked asked = ask(inputs[i], NULL, &toy);
        assert_int_equal(asked.result, CAROM_OK);
        assert_int_equal(toy.calls, 0);
        release_asked(&asked);
    }
}

static void the_plug_in_s_answer_is_the_host(void **state)
{
    (void)state;
    assert_answered("http://b\xC3\xBC"
                    "cher",
                    "xn--bcher-kva", "http domain=xn--bcher-kva path=/");
    assert_answered("HTTPS://u:p@\xC3\xBC:8443/a/../b?q#f", "xn--tda.example",
                    "https user=u password=p domain=xn--tda.example port=8443 path=/b query=q "
                    "fragment=f");
    assert_answered("http://\xC3\xBC:80/\xC3\xBC?\xC3\xBC", "u",
                    "http domain=u path=/%C3%BC query=%C3%BC");
    assert_answered("file://\xC3\xBC/C|/..", "u", "file domain=u path=/C:/");
    assert_answered("ftp://\xC3\xBC", "UPPER.stays", "ftp domain=UPPER.stays path=/");
    assert_answered("http://\xC3\xBC.", "a.", "http domain=a. path=/");
}

static void a_numeric_answer_is_an_ipv4_address(void **state)
{
    (void)state;
    static const char *const failures[] = {"1.2.3.4.5", "256.1", "4294967296", "a.1", "09", "1..2"};
    assert_answered("http://\xEF\xBC\x91/", "127.1", "http ipv4=127.0.0.1 path=/");
    assert_answered("http://\xEF\xBC\x91:8/", "0x7f000001", "http ipv4=127.0.0.1 port=8 path=/");
    assert_answered("file://\xEF\xBC\x91/p", "0", "file ipv4=0.0.0.0 path=/p");
    for (size_t i = 0; i < COUNT_OF(failures); i++)
        assert_refused("http://\xEF\xBC\x91/", (struct toy){.answer = failures[i]},
                       CAROM_ERR_SYNTAX, CAROM_URL_HOST_IPV4);
}

static void localhost_by_way_of_the_plug_in_is_no_host_of_a_file_url(void **state)
{
    (void)state;
    assert_answered("file://\xE2\x93\x9B/p?q", "localhost", "file empty-host path=/p query=q");
    assert_answered("file://\xE2\x93\x9B", "localhost", "file empty-host path=/");
    assert_answered("file://\xE2\x93\x9B//p", "localhost", "file empty-host path=//p");
    assert_answered("file://\xE2\x93\x9B/C|/..", "localhost", "file empty-host path=/C:/");
    assert_answered("file://\xE2\x93\x9B/p", "localhost.", "file domain=localhost. path=/p");
    assert_answered("file://\xE2\x93\x9B/p", "localhosts", "file domain=localhosts path=/p");
    assert_answered("http://\xE2\x93\x9B/p", "localhost", "http domain=localhost path=/p");
}

static void an_answer_that_is_no_domain_is_a_failure(void **state)
{
    (void)state;
    assert_refused("http://\xC2\xAD/", (struct toy){.answer = ""}, CAROM_ERR_SYNTAX,
                   CAROM_URL_HOST_MISSING);
    assert_refused("file://\xC2\xAD/", (struct toy){.answer = ""}, CAROM_ERR_SYNTAX,
                   CAROM_URL_HOST_MISSING);
    for (unsigned c = 1; c < 0x80; c++) {
        char answer[4] = {'a', (char)c, 'b', '\0'};
        if (c <= 0x20 || c == 0x7F || strchr("#/:<>?@[\\]^|%", (int)c) != NULL)
            assert_refused("http://\xC3\xBC/", (struct toy){.answer = answer}, CAROM_ERR_SYNTAX,
                           CAROM_URL_HOST_CODE_POINT);
    }
}

static void what_the_plug_in_refuses_is_a_failure(void **state)
{
    (void)state;
    assert_refused("http://\xC3\xBC/", (struct toy){.result = CAROM_ERR_SYNTAX}, CAROM_ERR_SYNTAX,
                   CAROM_URL_HOST_IDNA);
    assert_refused("file://\xC3\xBC/", (struct toy){.result = CAROM_ERR_SYNTAX}, CAROM_ERR_SYNTAX,
                   CAROM_URL_HOST_IDNA);
    assert_refused("http://\xC3\xBC/", (struct toy){.result = CAROM_ERR_NOMEM}, CAROM_ERR_NOMEM,
                   CAROM_URL_HOST_IDNA);
    assert_refused("file://\xC3\xBC/", (struct toy){.result = CAROM_ERR_NOMEM}, CAROM_ERR_NOMEM,
                   CAROM_URL_HOST_IDNA);
}

static void what_is_no_utf_8_never_comes_to_the_plug_in(void **state)
{
    (void)state;
    static const char *const hosts[] = {"\xFF", "\xC3%BC", "%C3", "\xC3\xBC%ED%A0%80", "a\xC0\x80"};
    for (size_t i = 0; i < COUNT_OF(hosts); i++) {
        char input[TEXT];
        struct toy toy = {.answer = "toy"};
        (void)snprintf(input, sizeof input, "http://%s/", hosts[i]);
        struct asked asked = ask(input, NULL, &toy);
        assert_int_equal(asked.result, CAROM_ERR_SYNTAX);
        assert_int_equal(asked.url.problem, CAROM_URL_HOST_NOT_UTF8);
        assert_int_equal(toy.calls, 0);
        release_asked(&asked);
    }
}

static void a_failure_behind_the_host_is_one_whatever_the_capacity(void **state)
{
    (void)state;
    struct toy toy = {.answer = "a-domain-of-some-length.example"};
    const struct carom_idna idna = {toy_to_ascii, &toy};
    for (size_t cap = 0; cap < 400; cap++) {
        struct carom_buf buf = {malloc(cap), cap, 0};
        struct carom_url url;
        assert_int_equal(
            carom_url_parse(CAROM_LITERAL("http://\xC3\xBC:65536/"), NULL, &idna, &buf, &url),
            CAROM_ERR_SYNTAX);
        assert_int_equal(url.problem, CAROM_URL_PORT);
        assert_int_equal(buf.len, 0);
        assert_no_parts(&url);
        free(buf.ptr);
    }
    assert_true(toy.calls > 0);
}

static const struct {
    const char *input, *base, *answer, *href;
} with_room[] = {
    {"http://\xC3\xBC/", NULL, "xn--tda", "http://xn--tda/"},
    {"https://u:p@\xC3\xBC:8443/a/../b?q#f", NULL, "xn--tda", "https://u:p@xn--tda:8443/b?q#f"},
    {"//%C3%BC/p/./\xC3\xBC", "wss://b/", "a", "wss://a/p/%C3%BC"},
    {"file://\xC3\xBC/C|/../x", NULL, "localhost", "file:///C:/x"},
    {"http://\xEF\xBC\x91\xEF\xBC\x92/", NULL, "12", "http://0.0.0.12/"},
};

static void no_capacity_makes_the_parser_write_too_far(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(with_room); i++) {
        struct toy toy = {.answer = with_room[i].answer};
        const struct carom_idna idna = {toy_to_ascii, &toy};
        struct held_url base = {.input = NULL};
        bool has_base = with_room[i].base != NULL;
        if (has_base)
            base = parse_text(with_room[i].base, NULL);
        struct asked whole = ask(with_room[i].input, has_base ? &base.url : NULL, &toy);
        assert_int_equal(whole.result, CAROM_OK);
        assert_view(whole.url.href, with_room[i].href);
        for (size_t cap = 0; cap < whole.needed + 20; cap++) {
            struct carom_buf buf = {malloc(cap), cap, 0};
            struct carom_url url;
            enum carom_result result = carom_url_parse(
                text_view(with_room[i].input), has_base ? &base.url : NULL, &idna, &buf, &url);
            if (result == CAROM_OK) {
                assert_view(url.href, with_room[i].href);
                assert_int_equal(buf.len, url.href.len);
            } else {
                assert_int_equal(result, CAROM_ERR_NOSPACE);
                assert_true(cap < whole.needed && buf.len > cap);
                assert_no_parts(&url);
            }
            free(buf.ptr);
        }
        release_asked(&whole);
        release_url(&base);
    }
}

static void a_long_answer_is_given_the_room_it_asks_for(void **state)
{
    (void)state;
    static char answer[5001], expected[5020];
    memset(answer, 'a', sizeof answer - 1);
    (void)snprintf(expected, sizeof expected, "http://%s/p", answer);
    struct toy toy = {.answer = answer};
    struct asked asked = ask("http://\xC3\xBC/p", NULL, &toy);
    assert_int_equal(asked.result, CAROM_OK);
    assert_view(asked.url.href, expected);
    release_asked(&asked);
}

static void a_plug_in_that_is_never_content_only_makes_more_room_be_asked_for(void **state)
{
    (void)state;
    static const size_t wants[] = {0, 1, 100, SIZE_MAX - 10, SIZE_MAX};
    for (size_t i = 0; i < COUNT_OF(wants); i++) {
        struct toy toy = {.result = CAROM_ERR_NOSPACE, .wants = wants[i]};
        const struct carom_idna idna = {toy_to_ascii, &toy};
        char memory[300];
        struct carom_buf buf = {memory, sizeof memory, 0};
        struct carom_url url;
        assert_int_equal(
            carom_url_parse(CAROM_LITERAL("http://\xC3\xBC:81/a/../b"), NULL, &idna, &buf, &url),
            CAROM_ERR_NOSPACE);
        assert_true(buf.len > sizeof memory);
        assert_int_equal(toy.calls, 1);
        assert_no_parts(&url);
    }
}

static void such_a_host_is_a_base_s_host_too(void **state)
{
    (void)state;
    struct toy toy = {.answer = "xn--tda"};
    struct asked base = ask("http://\xC3\xBC:81/d/e", NULL, &toy);
    assert_int_equal(base.result, CAROM_OK);
    assert_view_href(CAROM_LITERAL("../g"), &base.url, CAROM_LITERAL("http://xn--tda:81/g"));
    release_asked(&base);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_the_plug_in_a_domain_has_to_be_ascii),
        cmocka_unit_test(the_plug_in_gets_the_percent_decoded_domain),
        cmocka_unit_test(the_plug_in_is_never_called_for_ascii_nor_for_an_opaque_host),
        cmocka_unit_test(the_plug_in_s_answer_is_the_host),
        cmocka_unit_test(a_numeric_answer_is_an_ipv4_address),
        cmocka_unit_test(localhost_by_way_of_the_plug_in_is_no_host_of_a_file_url),
        cmocka_unit_test(an_answer_that_is_no_domain_is_a_failure),
        cmocka_unit_test(what_the_plug_in_refuses_is_a_failure),
        cmocka_unit_test(what_is_no_utf_8_never_comes_to_the_plug_in),
        cmocka_unit_test(a_failure_behind_the_host_is_one_whatever_the_capacity),
        cmocka_unit_test(no_capacity_makes_the_parser_write_too_far),
        cmocka_unit_test(a_long_answer_is_given_the_room_it_asks_for),
        cmocka_unit_test(a_plug_in_that_is_never_content_only_makes_more_room_be_asked_for),
        cmocka_unit_test(such_a_host_is_a_base_s_host_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
