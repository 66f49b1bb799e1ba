/*
 * Percent-encode sets (URL Standard §1.3) in every part of a URL, and the decoding of input that is
 * not UTF-8 (Encoding Standard, Unicode 15 §3.9 "maximal subparts").
 */
#include "url_support.h"

#include <stdio.h>
#include <string.h>

enum { TEXT = 256 };

/* A part of a URL: what is before and behind it, and what of ASCII is encoded there. */
struct part {
    const char *name;
    const char *before, *after;
    const char *encoded; /* of the printable ones; controls and DEL are, everywhere */
    const char *special; /* what would end or divide the part, or is refused there */
};

static const struct part parts[] = {
    {"user name", "http://a", "b@h/", " \"#<>?^`{}/:;=@[\\]|", "/\\?#:"},
    {"password", "http://u:a", "b@h/", " \"#<>?^`{}/:;=@[\\]|", "/\\?#"},
    {"user name, not special", "x://a", "b@h", " \"#<>?^`{}/:;=@[\\]|", "/?#:"},
    {"password, not special", "x://u:a", "b@h", " \"#<>?^`{}/:;=@[\\]|", "/?#"},
    {"path", "http://h/a", "b", " \"#<>?^`{}", "?#\\"},
    {"path, not special", "x://h/a", "b", " \"#<>?^`{}", "?#"},
    {"path without host", "x:/a", "b", " \"#<>?^`{}", "?#"},
    {"path behind a drive letter", "file:///C:/a", "b", " \"#<>?^`{}", "?#\\"},
    {"opaque path", "x:a", "b", "", "?#"},
    {"query", "http://h/?a", "b", " \"#<>'", "#"},
    {"query, not special", "x://h/?a", "b", " \"#<>", "#"},
    {"query of an opaque path", "x:?a", "b", " \"#<>", "#"},
    {"fragment", "http://h/#a", "b", " \"<>`", ""},
    {"fragment, not special", "x:#a", "b", " \"<>`", ""},
    {"opaque host", "x://a", "b", "", " #/:<>?@[\\]^|"},
};

static void every_ascii_character_is_encoded_where_its_set_says_so(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        for (unsigned c = 0; c < 0x80; c++) {
            char input[TEXT], expected[TEXT];
            bool is_control = c < 0x20 || c == 0x7F;
            struct carom_view view =
                around(parts[i].before, (unsigned char)c, parts[i].after, input);
            if (c != 0 && strchr(parts[i].special, (int)c) != NULL && !is_control)
                continue;
            if (c == 0 && strcmp(parts[i].name, "opaque host") == 0) /* which may not hold it */
                continue;
            struct carom_view wanted = view;
            if (c == '\t' || c == '\n' || c == '\r') {
                (void)snprintf(expected, sizeof expected, "%s%s", parts[i].before, parts[i].after);
                wanted = text_view(expected);
            } else if (is_control || strchr(parts[i].encoded, (int)c) != NULL) {
                (void)snprintf(expected, sizeof expected, "%s%%%02X%s", parts[i].before, c,
                               parts[i].after);
                wanted = text_view(expected);
            }
            assert_view_href(view, NULL, wanted);
        }
    }
}

static void escapes_are_neither_decoded_nor_made_upper_case_nor_repaired(void **state)
{
    (void)state;
    static const char *const texts[] = {"%41%c3%A9", "%",   "%4",        "%zz",   "%%41",
                                        "%25",       "%00", "%e2%28%a1", "%u0041"};
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        for (size_t j = 0; j < COUNT_OF(texts); j++) {
            char input[TEXT];
            (void)snprintf(input, sizeof input, "%s%s%s", parts[i].before, texts[j],
                           parts[i].after);
            assert_href(input, NULL, input);
        }
    }
}

static size_t utf8_of(unsigned code_point, char *out)
{
    if (code_point < 0x800) {
        out[0] = (char)(0xC0 | code_point >> 6);
        out[1] = (char)(0x80 | (code_point & 63));
        return 2;
    }
    if (code_point < 0x10000) {
        out[0] = (char)(0xE0 | code_point >> 12);
        out[1] = (char)(0x80 | (code_point >> 6 & 63));
        out[2] = (char)(0x80 | (code_point & 63));
        return 3;
    }
    out[0] = (char)(0xF0 | code_point >> 18);
    out[1] = (char)(0x80 | (code_point >> 12 & 63));
    out[2] = (char)(0x80 | (code_point >> 6 & 63));
    out[3] = (char)(0x80 | (code_point & 63));
    return 4;
}

static void assert_part(const struct part *part, struct carom_view text, const char *expected)
{
    char input[TEXT], wanted[TEXT];
    size_t len = strlen(part->before);
    memcpy(input, part->before, len);
    memcpy(input + len, text.ptr, text.len);
    memcpy(input + len + text.len, part->after, strlen(part->after));
    int wanted_len = snprintf(wanted, sizeof wanted, "%s%s%s", part->before, expected, part->after);
    assert_true(wanted_len > 0 && (size_t)wanted_len < sizeof wanted);
    assert_view_href(carom_view_of(input, len + text.len + strlen(part->after)), NULL,
                     text_view(wanted));
}

static void assert_in_every_part(struct carom_view text, const char *expected)
{
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        assert_part(&parts[i], text, expected);
}

static void every_other_code_point_is_encoded_as_its_utf_8(void **state)
{
    (void)state;
    static const unsigned edges[] = {0x80,    0xA0,    0x7FF,   0x800,   0xFFF,    0x1000,
                                     0xD7FF,  0xE000,  0xFEFF,  0xFFFD,  0xFFFE,   0xFFFF,
                                     0x10000, 0x3FFFF, 0x40000, 0xFFFFF, 0x100000, 0x10FFFF};
    for (size_t i = 0; i < COUNT_OF(edges) + 500; i++) {
        char bytes[4], expected[13];
        unsigned code_point = i < COUNT_OF(edges) ? edges[i] : 0x80 + (unsigned)i * 2149;
        if (code_point >= 0xD800 && code_point < 0xE000)
            continue;
        size_t len = utf8_of(code_point, bytes);
        for (size_t j = 0; j < len; j++)
            (void)snprintf(expected + 3 * j, 4, "%%%02X", (unsigned)(unsigned char)bytes[j]);
        assert_part(&parts[i % COUNT_OF(parts)], carom_view_of(bytes, len), expected);
        if (i < COUNT_OF(edges))
            assert_in_every_part(carom_view_of(bytes, len), expected);
    }
}

#define U "%EF%BF%BD"

static const struct {
    const char *bytes;
    const char *expected;
} ill_formed[] = {
    /* Bytes that begin nothing. */
    {"\x80", U},
    {"\xBF", U},
    {"\x80\xBF", U U},
    {"\xFE", U},
    {"\xFF\xFF", U U},
    {"\xF8\x88\x80\x80\x80", U U U U U},
    {"\xFC\x84\x80\x80\x80\x80", U U U U U U},
    /* Sequences that end too early. */
    {"\xC2", U},
    {"\xC2z", U "z"},
    {"\xC2\xC2\xA9", U "%C2%A9"},
    {"\xE2\x82", U},
    {"\xE2\x82z", U "z"},
    {"\xE2z\x82", U "z" U},
    {"\xE2", U},
    {"\xE2\xE2\x82\xAC", U "%E2%82%AC"},
    {"\xF0\x9F\x92", U},
    {"\xF0\x9F", U},
    {"\xF0", U},
    {"\xF0\x9F\x92z", U "z"},
    {"\xF0\x9Fz", U "z"},
    {"\xF1\x80\x80\xC3\xA9", U "%C3%A9"},
    {"\xE1\x80\xE2\xF0\x91\x92\xF1\xBFz", U U U U "z"},
    /* Overlong forms. */
    {"\xC0\x80", U U},
    {"\xC0\xAF", U U},
    {"\xC1\xBF", U U},
    {"\xE0\x80\xAF", U U U},
    {"\xE0\x9F\xBF", U U U},
    {"\xE0\xA0\x80", "%E0%A0%80"},
    {"\xF0\x80\x80\xAF", U U U U},
    {"\xF0\x8F\xBF\xBF", U U U U},
    {"\xF0\x90\x80\x80", "%F0%90%80%80"},
    /* Surrogates. */
    {"\xED\x9F\xBF", "%ED%9F%BF"},
    {"\xED\xA0\x80", U U U},
    {"\xED\xBF\xBF", U U U},
    {"\xED\xA0\xBD\xED\xB2\xA9", U U U U U U},
    {"\xEE\x80\x80", "%EE%80%80"},
    /* Behind the last code point. */
    {"\xF4\x8F\xBF\xBF", "%F4%8F%BF%BF"},
    {"\xF4\x90\x80\x80", U U U U},
    {"\xF5\x80\x80\x80", U U U U},
    {"\xF7\xBF\xBF\xBF", U U U U},
    /* Well-formed on both sides. */
    {"\xC3\xA9\xFF\xC3\xA9", "%C3%A9" U "%C3%A9"},
    /* What a tab divides was no code point before the tab was removed. */
    {"\xC3\t\xA9", U U},
    {"\xE2\x82\n\xAC", U U},
    {"\xE2\r\x82\xAC", U U U},
    {"\xF0\x9F\t\x92\xA9", U U U},
};

static void ill_formed_utf_8_becomes_a_replacement_character_per_maximal_subpart(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ill_formed); i++)
        assert_in_every_part(text_view(ill_formed[i].bytes), ill_formed[i].expected);
}

static void ill_formed_utf_8_at_the_very_end_is_replaced(void **state)
{
    (void)state;
    static const char *const before[] = {"http://h/", "http://h/?", "http://h/#", "x:", "x://h"};
    static const char *const cut[] = {"\xC3", "\xE2\x82", "\xF0\x9F\x92", "\xE2", "\xF0\x9F"};
    for (size_t i = 0; i < COUNT_OF(before) * COUNT_OF(cut); i++) {
        char input[TEXT], expected[TEXT];
        (void)snprintf(input, sizeof input, "%s%s", before[i % COUNT_OF(before)],
                       cut[i / COUNT_OF(before)]);
        (void)snprintf(expected, sizeof expected, "%s%s", before[i % COUNT_OF(before)], U);
        assert_href(input, NULL, expected);
    }
}

static void ill_formed_utf_8_in_a_domain_is_a_failure(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ill_formed); i++) {
        char input[TEXT];
        if (strstr(ill_formed[i].expected, U) == NULL)
            continue;
        (void)snprintf(input, sizeof input, "http://a%s/", ill_formed[i].bytes);
        assert_failure(input, NULL, CAROM_URL_HOST_NOT_UTF8);
        (void)snprintf(input, sizeof input, "file://%sa", ill_formed[i].bytes);
        assert_failure(input, NULL, CAROM_URL_HOST_NOT_UTF8);
    }
}

static void an_escape_does_not_complete_a_raw_byte_in_a_domain(void **state)
{
    (void)state;
    assert_failure("http://\xC3%A9/", NULL, CAROM_URL_HOST_NOT_UTF8);
    assert_failure("http://%C3\xA9/", NULL, CAROM_URL_HOST_NOT_UTF8);
    assert_failure("http://%E2\x82%AC/", NULL, CAROM_URL_HOST_NOT_UTF8);
    assert_failure("http://a%C3/", NULL, CAROM_URL_HOST_NOT_UTF8);
    assert_failure("http://%C3\t%28/", NULL, CAROM_URL_HOST_NOT_UTF8);
    assert_failure("http://\xC3\xA9%C3/", NULL, CAROM_URL_HOST_NOT_UTF8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_ascii_character_is_encoded_where_its_set_says_so),
        cmocka_unit_test(escapes_are_neither_decoded_nor_made_upper_case_nor_repaired),
        cmocka_unit_test(every_other_code_point_is_encoded_as_its_utf_8),
        cmocka_unit_test(ill_formed_utf_8_becomes_a_replacement_character_per_maximal_subpart),
        cmocka_unit_test(ill_formed_utf_8_at_the_very_end_is_replaced),
        cmocka_unit_test(ill_formed_utf_8_in_a_domain_is_a_failure),
        cmocka_unit_test(an_escape_does_not_complete_a_raw_byte_in_a_domain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
