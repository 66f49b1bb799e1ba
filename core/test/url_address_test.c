/* IP addresses as hosts: parsers and serialisers (URL Standard §3.5, §3.6). */
#include "url_support.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { TEXT = 256 };

/* ---- IPv4 ---- */

static void numbers_in_every_spelling_are_an_ipv4_address(void **state)
{
    (void)state;
    static const struct {
        const char *host, *expected;
    } cases[] = {
        {"0", "0.0.0.0"},
        {"1", "0.0.0.1"},
        {"256", "0.0.1.0"},
        {"127.0.0.1", "127.0.0.1"},
        {"127.0.1", "127.0.0.1"},
        {"127.1", "127.0.0.1"},
        {"2130706433", "127.0.0.1"},
        {"0x7f000001", "127.0.0.1"},
        {"0X7F.1", "127.0.0.1"},
        {"0x7F.0X0.0x0.0X1", "127.0.0.1"},
        {"017700000001", "127.0.0.1"},
        {"0177.0.0.01", "127.0.0.1"},
        {"0177.0x0.1", "127.0.0.1"},
        {"10.020.0x1e.40", "10.16.30.40"},
        {"255.255.255.255", "255.255.255.255"},
        {"4294967295", "255.255.255.255"},
        {"0xffffffff", "255.255.255.255"},
        {"0xFFFFFFFF", "255.255.255.255"},
        {"037777777777", "255.255.255.255"},
        {"0377.0377.0377.0377", "255.255.255.255"},
        {"0xff.0xff.0xff.0xff", "255.255.255.255"},
        {"1.16777215", "1.255.255.255"},
        {"1.2.65535", "1.2.255.255"},
        {"1.2.3.255", "1.2.3.255"},
        {"1.2.3.4", "1.2.3.4"},
        {"9.10.99.100", "9.10.99.100"},
        {"199.200.209.210", "199.200.209.210"},
        /* An empty number behind the prefix is 0. */
        {"0x", "0.0.0.0"},
        {"0X", "0.0.0.0"},
        {"0x.0X.0x.0X", "0.0.0.0"},
        {"1.2.3.0x", "1.2.3.0"},
        {"1.0x.4", "1.0.0.4"},
        {"00", "0.0.0.0"},
        {"000000000000000000000000000000001", "0.0.0.1"},
        {"0x0000000000000000000000000000001", "0.0.0.1"},
        /* One dot may end it. */
        {"0.", "0.0.0.0"},
        {"0x.", "0.0.0.0"},
        {"1.2.", "1.0.0.2"},
        {"1.2.3.4.", "1.2.3.4"},
        /* Percent-decoding and tabs come first. */
        {"%31.2", "1.0.0.2"},
        {"1%2e2", "1.0.0.2"},
        {"1%2E2%2E", "1.0.0.2"},
        {"%30%78%37f.1", "127.0.0.1"},
        {"0%58", "0.0.0.0"},
        {"1\t2\n7.\r1", "127.0.0.1"},
        {"0\tx7\nf.1", "127.0.0.1"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_host(cases[i].host, cases[i].expected, CAROM_HOST_IPV4);
}

static void what_ends_in_a_number_and_is_no_ipv4_address_is_a_failure(void **state)
{
    (void)state;
    static const char *const hosts[] = {
        "4294967296",
        "99999999999999999999999999999999",
        "0x100000000",
        "040000000000",
        "0xfffffffffffffffffffffffffffffff1",
        "256.1",
        "1.256.1",
        "1.2.256.4",
        "0x100.1",
        "0400.1",
        "1.16777216",
        "1.2.65536",
        "1.2.3.256",
        "1.2.3.0x100",
        "1.2.3.0400",
        "1.2.3.4294967296",
        "1.2.3.4.5",
        "1.2.3.4.0x5",
        "1.2.3.4.5.",
        "0.0.0.0.0",
        "1..2",
        "1.2..3",
        ".1",
        "..1",
        ".0x",
        ".1.",
        "a.1",
        "a.1.",
        "a.0x",
        "a.0xff",
        "1.a.2",
        "a..9",
        "09",
        "08.1",
        "1.09",
        "1.2.3.08",
        "09.",
        "1.0xg.2",
        "0b1.2",
        "1e3.4",
        "-1.2",
        "1.-2.3",
        "1_0.2",
        "+1.2",
        "%31.a.%32",
        "example.0",
        "example.00x.7",
        "1.2.3.99999999999999999999",
    };
    for (size_t i = 0; i < COUNT_OF(hosts); i++)
        assert_no_host(hosts[i], CAROM_URL_HOST_IPV4);
}

static void a_last_label_that_is_no_number_makes_a_domain(void **state)
{
    (void)state;
    static const char *const hosts[] = {
        "1.a",   "1.2.3.4a", "1.2.3.a4",    "0xg",       "1.0xg",   "0x1g.",     "00x1",
        "1.00x", "0b1",      "1e3",         "-1",        "+1",      "1_0",       "1.-1",
        "x1",    "1x",       "0xx",         "x0x",       "1.2..",   "1..",       "1.2.3.4..",
        ".",     "..",       "1.2.3.4.5.a", "0x1.2.y",   "a.b.c.d", "1.1x",      "a0x1",
        "0-x1",  "09a",      "0x0x",        "256.256.a", "0.0x0x",  "1.2.3.0x~", "8.8.8.8.example",
    };
    for (size_t i = 0; i < COUNT_OF(hosts); i++)
        assert_host(hosts[i], hosts[i], CAROM_HOST_DOMAIN);
}

static void every_number_of_an_address_is_written_in_decimal(void **state)
{
    (void)state;
    char host[32], expected[32];
    for (unsigned number = 0; number < 256; number++) {
        (void)snprintf(host, sizeof host, "0x%x.%u.0%o", number, 255 - number, number);
        (void)snprintf(expected, sizeof expected, "%u.%u.0.%u", number, 255 - number, number);
        assert_host(host, expected, CAROM_HOST_IPV4);
    }
}

static void a_host_of_a_url_that_is_not_special_is_no_ipv4_address(void **state)
{
    (void)state;
    assert_parts("x://127.0.0.1", NULL, "x opaque-host=127.0.0.1 path=");
    assert_parts("x://0X7F.1", NULL, "x opaque-host=0X7F.1 path=");
    assert_parts("x://1.2.3.4.5", NULL, "x opaque-host=1.2.3.4.5 path=");
    assert_parts("x://999999999999", NULL, "x opaque-host=999999999999 path=");
}

/* ---- IPv6 ---- */

static void ipv6_addresses_are_parsed_and_compressed(void **state)
{
    (void)state;
    static const struct {
        const char *address, *expected;
    } cases[] = {
        {"::", "::"},
        {"::1", "::1"},
        {"1::", "1::"},
        {"::8", "::8"},
        {"1::8", "1::8"},
        {"1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"},
        {"0:0:0:0:0:0:0:0", "::"},
        {"0000:0000:0000:0000:0000:0000:0000:0000", "::"},
        {"ABCD:EF01:2345:6789:abcd:ef01:aBcD:Ef01", "abcd:ef01:2345:6789:abcd:ef01:abcd:ef01"},
        {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
        {"0001:0020:0300:4000:0a0b:00cd:000e:f000", "1:20:300:4000:a0b:cd:e:f000"},
        /* The longest run of zeros, the first of equals; never a single one. */
        {"0:2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"},
        {"1:2:3:4:5:6:7:0", "1:2:3:4:5:6:7:0"},
        {"0:2:0:4:0:6:0:8", "0:2:0:4:0:6:0:8"},
        {"1:0:0:4:5:6:7:8", "1::4:5:6:7:8"},
        {"0:0:3:4:5:6:7:8", "::3:4:5:6:7:8"},
        {"1:2:3:4:5:6:0:0", "1:2:3:4:5:6::"},
        {"0:0:3:0:0:6:0:0", "::3:0:0:6:0:0"},
        {"0:0:3:0:0:0:7:8", "0:0:3::7:8"},
        {"0:0:0:4:0:0:0:8", "::4:0:0:0:8"},
        {"1:0:0:4:0:0:0:8", "1:0:0:4::8"},
        {"1:0:3:0:0:6:7:0", "1:0:3::6:7:0"},
        {"1:0:0:4:5:0:0:0", "1:0:0:4:5::"},
        {"0:1:0:0:0:0:0:0", "0:1::"},
        {"0:0:0:0:0:0:1:0", "::1:0"},
        /* A written compression that stands for one piece, or for none at the end of seven. */
        {"::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"},
        {"1::3:4:5:6:7:8", "1:0:3:4:5:6:7:8"},
        {"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"},
        {"1:2:3::5:6:7:8", "1:2:3:0:5:6:7:8"},
        {"::0:0:0:1", "::1"},
        {"1:0::0:2", "1::2"},
        {"0::0:0", "::"},
        {"::2:0:0:0", "::2:0:0:0"},
        {"::5:6:0:0:0", "::5:6:0:0:0"},
        {"2001:db8::0:1:0:0:1", "2001:db8::1:0:0:1"},
        {"a::b:c:d:e", "a::b:c:d:e"},
        {"a:b::c", "a:b::c"},
        {"a:b:c:d:e:f::", "a:b:c:d:e:f::"},
        /* Four decimal numbers at the end. */
        {"::1.2.3.4", "::102:304"},
        {"::0.0.0.0", "::"},
        {"::255.255.255.255", "::ffff:ffff"},
        {"::ffff:192.0.2.33", "::ffff:c000:221"},
        {"64:ff9b::10.0.0.1", "64:ff9b::a00:1"},
        {"1:2:3:4:5:6:7.8.9.10", "1:2:3:4:5:6:708:90a"},
        {"0:0:0:0:0:0:0.0.0.1", "::1"},
        {"::2:3:4:5:6:1.2.3.4", "0:2:3:4:5:6:102:304"},
        {"1:2:3:4:5::1.2.3.4", "1:2:3:4:5:0:102:304"},
        {"::100.20.3.0", "::6414:300"},
        {"FFFF:FFFF:FFFF:FFFF:FFFF:FFFF:255.255.255.255",
         "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char host[TEXT], expected[TEXT];
        (void)snprintf(host, sizeof host, "[%s]", cases[i].address);
        (void)snprintf(expected, sizeof expected, "[%s]", cases[i].expected);
        assert_host(host, expected, CAROM_HOST_IPV6);
        /* The same in a URL that is not special, and in a file URL. */
        (void)snprintf(host, sizeof host, "x://[%s]", cases[i].address);
        (void)snprintf(expected, sizeof expected, "x ipv6=[%s] path=", cases[i].expected);
        assert_parts(host, NULL, expected);
        (void)snprintf(host, sizeof host, "file://[%s]", cases[i].address);
        (void)snprintf(expected, sizeof expected, "file ipv6=[%s] path=/", cases[i].expected);
        assert_parts(host, NULL, expected);
    }
}

static void every_piece_is_written_without_leading_zeros(void **state)
{
    (void)state;
    for (unsigned piece = 1; piece <= 0xFFFF; piece += piece < 0x1200 ? 1 : 251) {
        char host[64], expected[64];
        (void)snprintf(host, sizeof host, "[%04X::%x:0:%u.%u.%u.%u]", piece, piece, piece >> 8,
                       piece & 255, piece & 255, piece >> 8);
        (void)snprintf(expected, sizeof expected, "[%x::%x:0:%x:%x]", piece, piece, piece,
                       (piece & 255) << 8 | piece >> 8);
        assert_host(host, expected, CAROM_HOST_IPV6);
    }
}

static void every_failure_of_the_ipv6_parser_is_one(void **state)
{
    (void)state;
    static const char *const addresses[] = {
        /* Improper compression at the start; more than one; too many or too few pieces. */
        "",
        ":",
        ":1",
        ":1::",
        "::1::",
        "1::2::3",
        ":::",
        "1:::2",
        ":::1",
        "1",
        "1:2:3",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "1:2:3:4:5:6:7::8",
        "::1:2:3:4:5:6:7:8",
        "1::2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7:8:1.2.3.4",
        "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.2555",
        "1111:2222:3333:4444:5555:6666:7777:8888::::::::",
        /* A code point that does not belong there, or an early end. */
        "1:",
        "1:2:3:4:5:6:7:",
        "1:2:3:4:5:6:7:8:",
        "g::",
        "1:g::",
        "::g",
        "::1g",
        "12345::",
        "::12345",
        "1 ::",
        "::1%25eth0",
        "::%31",
        "%3A:1",
        "::-1",
        "::+1",
        "0x1::",
        "::1/",
        "::1?",
        "::\xC3\xA9",
        "[::1",
        "::1]",
        "[::1]",
        /* IPv4: no digit first, too many pieces before it, its parts. */
        ".1.2.3",
        "::.1.2.3",
        "1:2:3:4:5:6:7:1.2.3.4",
        "::2:3:4:5:6:7:1.2.3.4",
        "1:2:3:4:5:6:7::1.2.3.4",
        "1.2.3.4",
        "1:1.2.3.4",
        "::1.2.3",
        "::1.2",
        "::1.",
        "::1.2.",
        "::1.2.3.",
        "::1.2.3.4.",
        "::1.2.3.4.5",
        "::1..3.4",
        "::1.2.3.4:",
        "::1.2.3.4:5",
        "::1.2.3.4::",
        "::1.2.3.4x",
        "::1.2.3.x",
        "::1.x.3.4",
        "::1.2x.3.4",
        "::a.2.3.4",
        "::1a.2.3.4",
        "::01.2.3.4",
        "::1.02.3.4",
        "::1.2.3.00",
        "::00.2.3.4",
        "::256.2.3.4",
        "::1.2.3.256",
        "::1.2.3.1000",
        "::1.999999999999999999999.3.4",
        "::1.2.3.4 ",
        "::1.+2.3.4",
        "::1.2.0x3.4",
        "::1,2.3.4",
    };
    for (size_t i = 0; i < COUNT_OF(addresses); i++) {
        char input[TEXT];
        /* Where the brackets do not hold the authority together, `/` and `?` end it. */
        (void)snprintf(input, sizeof input, "[%s]", addresses[i]);
        assert_no_host(input, CAROM_URL_HOST_IPV6);
        (void)snprintf(input, sizeof input, "x://[%s]", addresses[i]);
        assert_failure(input, NULL, CAROM_URL_HOST_IPV6);
    }
}

static void no_byte_but_those_of_an_address_stands_between_brackets(void **state)
{
    (void)state;
    for (unsigned c = 0; c < 256; c++) {
        char input[TEXT];
        /* At the start, in the middle, at the end, and in the numbers of IPv4. */
        static const char *const befores[] = {"x://[", "x://[1:", "x://[::1", "x://[::1.2"};
        static const char *const behinds[] = {"::1]", ":2]", "]", ".3.4]"};
        if (c == '\t' || c == '\n' || c == '\r' || c == ':' || c == '.' || c == '@' ||
            isxdigit((int)c))
            continue;
        for (size_t i = 0; i < COUNT_OF(befores); i++)
            assert_view_failure(around(befores[i], (unsigned char)c, behinds[i], input), NULL,
                                CAROM_URL_HOST_IPV6);
    }
}

static void a_bracket_that_is_not_closed_is_a_failure(void **state)
{
    (void)state;
    static const char *const hosts[] = {
        "[",      "[\t",     "[::1",   "[::1\t", "[::1%5D",   "[::1]x",
        "[::1].", "[::1]80", "[::1][", "[:80",   "[::1]\t.a", "[\t\n::1",
    };
    for (size_t i = 0; i < COUNT_OF(hosts); i++) {
        char input[TEXT];
        (void)snprintf(input, sizeof input, "http://%s", hosts[i]);
        assert_failure(input, NULL, CAROM_URL_HOST_IPV6);
        (void)snprintf(input, sizeof input, "x://%s/p", hosts[i]);
        assert_failure(input, NULL, CAROM_URL_HOST_IPV6);
    }
    assert_href("http://[::1\t]\n/", NULL, "http://[::1]/");
    assert_href("http://\t[\n::\r1]/", NULL, "http://[::1]/");
    assert_href("http://[::1]\t:8", NULL, "http://[::1]:8/");
    assert_no_host("a[::1]", CAROM_URL_HOST_CODE_POINT);
    assert_no_host("::1", CAROM_URL_HOST_MISSING);
    assert_failure("x://a[::1]", NULL, CAROM_URL_HOST_CODE_POINT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_in_every_spelling_are_an_ipv4_address),
        cmocka_unit_test(what_ends_in_a_number_and_is_no_ipv4_address_is_a_failure),
        cmocka_unit_test(a_last_label_that_is_no_number_makes_a_domain),
        cmocka_unit_test(every_number_of_an_address_is_written_in_decimal),
        cmocka_unit_test(a_host_of_a_url_that_is_not_special_is_no_ipv4_address),
        cmocka_unit_test(ipv6_addresses_are_parsed_and_compressed),
        cmocka_unit_test(every_piece_is_written_without_leading_zeros),
        cmocka_unit_test(every_failure_of_the_ipv6_parser_is_one),
        cmocka_unit_test(no_byte_but_those_of_an_address_stands_between_brackets),
        cmocka_unit_test(a_bracket_that_is_not_closed_is_a_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
