#include "field_support.h"

#include "carom/freshness.h"

#include <stdlib.h>
#include <string.h>

static bool matches(const char *vary, const char *stored, const char *request)
{
    struct field_set vary_of = fields_of(vary);
    struct field_set stored_fields = fields_of(stored);
    struct field_set request_fields = fields_of(request);
    bool found =
        carom_vary_matches(vary_of.fields, vary_of.count, stored_fields.fields, stored_fields.count,
                           request_fields.fields, request_fields.count);
    free_fields(&vary_of);
    free_fields(&stored_fields);
    free_fields(&request_fields);
    return found;
}

/* Either request may be the stored one. */
static void assert_matches(const char *vary, const char *stored, const char *request, bool expected)
{
    if (matches(vary, stored, request) != expected || matches(vary, request, stored) != expected)
        fail_msg("[%s] with [%s] and [%s]: %s expected", vary, stored, request,
                 expected ? "a match" : "none");
}

static void without_vary_any_request_matches(void **state)
{
    (void)state;
    static const char *const responses[] = {"", "Server: x", "Vary: ", "Vary: , \t,", "Varys: *"};
    for (size_t i = 0; i < COUNT(responses); i++)
        assert_matches(responses[i], "Accept: a", "Accept: b", true);
    assert_true(carom_vary_matches(NULL, 0, NULL, 0, NULL, 0));
}

static void an_asterisk_matches_no_request(void **state)
{
    (void)state;
    static const char *const responses[] = {"Vary: *", "Vary: Accept, *", "Vary: *, Accept",
                                            "Vary: ,\t* ,,", "Vary: Accept\nX: y\nvARY: *"};
    for (size_t i = 0; i < COUNT(responses); i++)
        assert_matches(responses[i], "Accept: a", "Accept: a", false);
}

static void a_member_that_is_no_field_name_matches_no_request(void **state)
{
    (void)state;
    static const char *const responses[] = {
        "Vary: a b",      "Vary: Accept; x", "Vary: \"Accept\"",       "Vary: a:",
        "Vary: \xc3\xa9", "Vary: a, b/c",    "Vary: Accept\nVary: (x)"};
    for (size_t i = 0; i < COUNT(responses); i++)
        assert_matches(responses[i], "Accept: a", "Accept: a", false);
    assert_matches("Vary: **, *a", "", "", true); /* these are names */
}

static void more_members_than_the_bound_match_no_request(void **state)
{
    (void)state;
    char vary[sizeof "Vary: " + 2 * (CAROM_VARY_MEMBERS_MAX + 1)] = "Vary: ";
    for (size_t i = 0; i < CAROM_VARY_MEMBERS_MAX; i++)
        strcat(vary, "a,");
    assert_matches(vary, "a: x", "a: x", true);
    strcat(vary, "a");
    assert_matches(vary, "a: x", "a: x", false);
}

static void each_named_field_must_be_the_same(void **state)
{
    (void)state;
    assert_matches("Vary: Accept", "Accept: a", "Accept: a", true);
    assert_matches("Vary: accept", "ACCEPT: a", "Accept: a", true);
    assert_matches("Vary: Accept", "Accept: a", "Accept: b", false);
    assert_matches("Vary: Accept", "Accept: a", "Accept: ab", false);
    assert_matches("Vary: Accept", "Accept: a\nCookie: x", "Accept: a\nCookie: y", true);
    assert_matches("Vary: Accept, Cookie", "Accept: a\nCookie: x", "Accept: a\nCookie: y", false);
    assert_matches("Vary: Accept\nVary: Cookie", "Accept: a\nCookie: x", "Accept: a\nCookie: y",
                   false);
    assert_matches("Vary: Accept,,Accept , cookie", "Accept: a\nCookie: x", "Cookie: x\nAccept: a",
                   true);
    assert_matches("Vary: Accept", "Accepts: a", "Accepts: b", true);
}

/* RFC 9111 §4.1: absent matches absent, and an empty value is not absent. */
static void a_field_that_is_in_one_request_only_does_not_match(void **state)
{
    (void)state;
    assert_matches("Vary: Accept", "", "", true);
    assert_matches("Vary: Accept", "Cookie: a", "Cookie: b", true);
    assert_matches("Vary: Accept", "Accept: a", "", false);
    assert_matches("Vary: Accept", "Accept: ", "", false);
    assert_matches("Vary: Accept", "Accept: ", "Accept:  \t", true);
    assert_matches("Vary: Accept", "Accept: ", "Accept: ,", false);
}

static void field_lines_are_combined(void **state)
{
    (void)state;
    assert_matches("Vary: Accept", "Accept: a\nX: y\nACCEPT: b", "Accept: a, b", true);
    assert_matches("Vary: Accept", "Accept: a\nAccept: b\nAccept: c", "Accept: a,b\nAccept: c",
                   true);
    assert_matches("Vary: Accept", "Accept: a\nAccept: b", "Accept: b\nAccept: a", false);
    assert_matches("Vary: Accept", "Accept: a\nAccept: b", "Accept: ab", false);
    assert_matches("Vary: Accept", "Accept: a\nAccept: ", "Accept: a,", true);
    assert_matches("Vary: Accept", "Accept: a\nAccept: ", "Accept: a", false);
    assert_matches("Vary: Accept", "Accept: \nAccept: a", "Accept: , a", true);
    assert_matches("Vary: Accept", "Accept: \nAccept: ", "Accept: ,", true);
}

static void white_space_beside_commas_and_around_makes_no_difference(void **state)
{
    (void)state;
    static const char *const alike[] = {
        "Accept: a,b c,d",
        "Accept: a, b c, d",
        "Accept:  \ta \t,\t b c ,d \t",
        "Accept: a ,b c\t, d",
        "Accept: a \nAccept:  b c\t\nAccept: \t d",
    };
    for (size_t i = 0; i < COUNT(alike); i++) {
        for (size_t k = 0; k < COUNT(alike); k++)
            assert_matches("Vary: Accept", alike[i], alike[k], true);
        assert_matches("Vary: Accept", alike[i], "Accept: a,b  c,d", false);
        assert_matches("Vary: Accept", alike[i], "Accept: a,b\tc,d", false);
        assert_matches("Vary: Accept", alike[i], "Accept: a,bc,d", false);
        assert_matches("Vary: Accept", alike[i], "Accept: a,,b c,d", false);
        assert_matches("Vary: Accept", alike[i], "Accept: a,b c,d,", false);
        assert_matches("Vary: Accept", alike[i], "Accept: d,b c,a", false);
        assert_matches("Vary: Accept", alike[i], "Accept: A,B C,D", false);
    }
}

static void white_space_in_quotes_is_part_of_the_value(void **state)
{
    (void)state;
    assert_matches("Vary: X", "X: \"a, b\"", "X: \"a,b\"", false);
    assert_matches("Vary: X", "X: \"a ,b\"", "X: \"a,b\"", false);
    assert_matches("Vary: X", "X: \"a, b\" , c", "X: \"a, b\",c", true);
    assert_matches("Vary: X", "X: \"\\\", b\" , c", "X: \"\\\", b\",c", true);
    assert_matches("Vary: X", "X: \"\\\", b\"", "X: \"\\\",b\"", false);
    assert_matches("Vary: X", "X: \"\\\\\", b", "X: \"\\\\\",b", true);
    assert_matches("Vary: X", "X: a\\\"b, c\"", "X: a\\\"b,c\"", false); /* a pair only in quotes */
    assert_matches("Vary: X", "X: \"a, b", "X: \"a,b", false);
    assert_matches("Vary: X", "X: \"a, b  ", "X: \"a, b", true); /* around the whole */
    assert_matches("Vary: X", "X: \"a \nX: b\"", "X: \"a ,b\"", true);
    assert_matches("Vary: X", "X: \"a \nX:  b\"", "X: \"a,b\"", false);
    assert_matches("Vary: X", "X: \"a\\\nX: \"b, c\"", "X: \"a\\,\"b,c\"", true);
    assert_matches("Vary: X", "X: \"a\\\nX: \" , c", "X: \"a\\,\",c", true);
}

/* What is compared, written plainly: combined, without white space where it counts for nothing. */
static size_t plain_value(const char *text, size_t len, char *out)
{
    size_t out_len = 0;
    bool quoted = false;
    while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\t'))
        len--;
    for (size_t i = 0; i < len; i++) {
        if (!quoted && (text[i] == ' ' || text[i] == '\t')) {
            size_t end = i;
            while (end < len && (text[end] == ' ' || text[end] == '\t'))
                end++;
            bool is_beside = end == len || text[end] == ',' || out_len == 0 || text[i - 1] == ',';
            for (; i < end; i++) {
                if (!is_beside)
                    out[out_len++] = text[i];
            }
            i--;
            continue;
        }
        out[out_len++] = text[i];
        if (quoted && text[i] == '\\' && i + 1 < len)
            out[out_len++] = text[++i];
        else if (text[i] == '"')
            quoted = !quoted;
    }
    return out_len;
}

enum { ALPHABET = 5, LENGTH = 5 };

/* The number-th text of LENGTH letters. */
static void write_text(unsigned number, char *text)
{
    static const char letters[ALPHABET + 1] = "a, \"\\";
    for (size_t i = 0; i < LENGTH; i++, number /= ALPHABET)
        text[i] = letters[number % ALPHABET];
}

static void every_short_value_matches_those_that_are_plainly_the_same(void **state)
{
    (void)state;
    const unsigned count = 3125; /* ALPHABET to the power of LENGTH */
    for (unsigned a = 0; a < count; a++) {
        /* Each with some of the others, and with itself cut in two lines at its first comma. */
        for (unsigned b = a % 61; b < count; b += 61) {
            char texts[2][LENGTH], plain[2][LENGTH];
            size_t lens[2];
            write_text(a, texts[0]);
            write_text(b, texts[1]);
            for (size_t i = 0; i < 2; i++)
                lens[i] = plain_value(texts[i], LENGTH, plain[i]);
            const struct carom_field vary = {CAROM_LITERAL("Vary"), CAROM_LITERAL("x")};
            const struct carom_field stored = {CAROM_LITERAL("X"), {texts[0], LENGTH}};
            const struct carom_field request = {CAROM_LITERAL("X"), {texts[1], LENGTH}};
            bool is_same = lens[0] == lens[1] && memcmp(plain[0], plain[1], lens[0]) == 0;
            if (carom_vary_matches(&vary, 1, &stored, 1, &request, 1) != is_same)
                fail_msg("[%.5s] and [%.5s]", texts[0], texts[1]);
        }
        char text[LENGTH];
        write_text(a, text);
        const char *comma = memchr(text, ',', LENGTH);
        if (comma == NULL)
            continue;
        size_t len = (size_t)(comma - text);
        const struct carom_field vary = {CAROM_LITERAL("Vary"), CAROM_LITERAL("x")};
        const struct carom_field whole = {CAROM_LITERAL("X"), {text, LENGTH}};
        const struct carom_field halves[] = {
            {CAROM_LITERAL("X"), {text, len}},
            {CAROM_LITERAL("X"), {text + len + 1, LENGTH - len - 1}}};
        assert_true(carom_vary_matches(&vary, 1, &whole, 1, halves, 2));
    }
}

/* A megabyte takes moments where the cost is linear, and minutes where it is not. */
static void a_long_run_of_white_space_is_looked_at_once(void **state)
{
    (void)state;
    const size_t len = 1 << 20;
    char *text = malloc(len);
    assert_non_null(text);
    memset(text, ' ', len);
    text[0] = text[len - 1] = 'a';
    const struct carom_field vary = {CAROM_LITERAL("Vary"), CAROM_LITERAL("X")};
    const struct carom_field field = {CAROM_LITERAL("X"), {text, len}};
    assert_true(carom_vary_matches(&vary, 1, &field, 1, &field, 1));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_vary_any_request_matches),
        cmocka_unit_test(an_asterisk_matches_no_request),
        cmocka_unit_test(a_member_that_is_no_field_name_matches_no_request),
        cmocka_unit_test(more_members_than_the_bound_match_no_request),
        cmocka_unit_test(each_named_field_must_be_the_same),
        cmocka_unit_test(a_field_that_is_in_one_request_only_does_not_match),
        cmocka_unit_test(field_lines_are_combined),
        cmocka_unit_test(white_space_beside_commas_and_around_makes_no_difference),
        cmocka_unit_test(white_space_in_quotes_is_part_of_the_value),
        cmocka_unit_test(every_short_value_matches_those_that_are_plainly_the_same),
        cmocka_unit_test(a_long_run_of_white_space_is_looked_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
