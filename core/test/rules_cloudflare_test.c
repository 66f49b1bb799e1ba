/*
 * Files of Cloudflare Pages, line by line.
 */
#include "line_support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void a_line_is_two_or_three_words(void **state)
{
    (void)state;
    static const struct reading_case cases[] = {
        {"/a /b", "static /a /b 302\n"},
        {"  /a\t/b \v 301 \r", "static /a /b 301\n"},
        {"/a\xC2\xA0/b\xE2\x80\x8A"
         "307\xE3\x80\x80",
         "static /a /b 307\n"},
        {"/a\xE1\x9A\x80/b\xE2\x80\xA8\xE2\x80\xA9\xE2\x80\xAF\xE2\x81\x9F\xEF\xBB\xBF",
         "static /a /b 302\n"},
        {"\xEF\xBB\xBF/a /b", "static /a /b 302\n"},
        {"", ""},
        {" \t ", ""},
        {"# /a /b", ""},
        {"#/a /b", ""},
        {"/a /b # why", "static /a /b 302\n"},
        {"/a /b 301 #", "static /a /b 301\n"},
        {"/a /b#c", "static /a /b#c 302\n"},
        {"/c", "error 1 expected 2 or 3 tokens, `from to [status]`, got 1: \"/c\""},
        {"/d /e 302 !important",
         "error 11 expected 2 or 3 tokens, `from to [status]`, got 4: \"!im"},
        {" /a /b 301 x y", "error 12 expected 2 or 3 tokens, `from to [status]`, got 5"},
        {"/a /b 301 x y z", "error 11 expected 2 or 3 tokens, `from to [status]`, got 6"},
        {"/a /b 301 x y z u v w", "error 11 expected 2 or 3 tokens, `from to [status]`, got more"},
        {"/a # why", "error 4 expected a target that begins with `/`"},
        {"/a /b\x01", "error 6 control byte"},
        {"/a /b\xFF", "error 4 not valid UTF-8"},
        {"/a /b # \x01\xFF", "static /a /b 302\n"},
    };
    ASSERT_READINGS(CAROM_DIALECT_CLOUDFLARE, cases);
}

static void paths_are_as_the_url_standard_writes_them(void **state)
{
    (void)state;
    static const struct reading_case cases[] = {
        {"/caf\xC3\xA9 /\xC3\xA9?\xC3\xA9#\xC3\xA9",
         "static /caf%C3%A9 /%C3%A9?%C3%A9#%C3%A9 302\n"},
        {"/%41%c3\"<> /b", "static /%41%c3%22%3C%3E /b 302\n"},
        {"/a/../b /c/./d", "static /b /c/d 302\n"},
        {"/a/%2e%2E/b/. /c", "static /b/ /c 302\n"},
        {"/://so;`me /nons:/&@%+~{}ense", "static /://so;%60me /nons:/&@%+~%7B%7Dense 302\n"},
        {"/a\\b /c\\d", "static /a\\b /c\\d 302 never; warning 1 no path that is asked for"},
        {"/a//b /c//d", "static /a//b /c//d 302\n"},
        {"//a /b", "static //a /b 302\n"},
        {"/a /b?", "static /a /b 302\n"},
        {"/a /b#", "static /a /b 302\n"},
        {"/a /b?#c", "static /a /b#c 302\n"},
        {"/a /b?q=\"'<>#a\"`", "static /a /b?q=%22%27%3C%3E#a%22%60 302\n"},
        {"/a /b##c?d", "static /a /b##c?d 302\n"},
        {"/:x/../b /c", "static /b /c 302\n"},
    };
    ASSERT_READINGS(CAROM_DIALECT_CLOUDFLARE, cases);
}

static void a_from_is_a_path_and_gets_its_slash(void **state)
{
    (void)state;
    static const struct reading_case cases[] = {
        {"yeah.com /b",
         "static /yeah.com /b 302; warning 1 this is read as a path with a `/` before "
         "it: write the `/`: \"yeah.com\""},
        {"http://h/a /b", "static /http://h/a /b 302; warning 1 this is read as a path"},
        {"https:// /b", "static /https:// /b 302; warning 1 this is read as a path"},
        {"../a /b", "static /a /b 302; warning 1 this is read as a path"},
        {"/c?this=rejected /d 301",
         "static /c /d 301; warning 1 a query or fragment is not matched"},
        {"/c#d /d", "static /c /d 302; warning 1 a query or fragment is not matched"},
        {"/c? /d", "static /c /d 302; warning 1 a query or fragment is not matched"},
        {"https://h/a /b", "error 1 a path is matched, and no scheme or host"},
        {"https:////h /b", "error 1 a path is matched, and no scheme or host"},
    };
    ASSERT_READINGS(CAROM_DIALECT_CLOUDFLARE, cases);
}

static void a_target_is_a_path_or_https(void **state)
{
    (void)state;
    static const struct reading_case cases[] = {
        {"/a https://h", "static /a https://h/ 302\n"},
        {"/a https://h/p?q#f", "static /a https://h/p?q#f 302\n"},
        {"/a https://h//p", "static /a https://h/p 302\n"},
        {"/a https://h///p", "static /a https://h//p 302\n"},
        {"/a https:///h/p", "static /a https://h/p 302\n"},
        {"/a https://H:8443/../p", "static /a https://H:8443/p 302\n"},
        {"/a https://h?q", "static /a https://h/?q/ 302\n"},
        {"/a https://h#f/x?y", "static /a https://h/#f/x?y 302\n"},
        {"/a http://h/p", "error 4 expected a target that begins with `/`, or with https:// and"},
        {"/a HTTPS://h/p", "error 4 expected a target that begins with `/`"},
        {"/a https://", "error 4 expected a target that begins with `/`"},
        {"/a b", "error 4 expected a target that begins with `/`"},
        {"/a //h/p", "error 4 a target that begins with `//`"},
        {"/a /\\h/p", "error 4 a target that begins with `//` or `/\\`"},
        {"/a /./\\h", "error 4 a target that begins with `//` or `/\\`"},
        {"/a https://u@h/", "error 12 expected a host after the scheme"},
        {"/a https://u@h", "error 4 expected a host after the scheme"},
        {"/a\\b /c", "static /a\\b /c 302 never; warning 1 no path that is asked for has a `\\`"},
        {"/\\:a https://h:a/",
         "dynamic /\\:a https://h:a/ 302 [a] never; warning 1 no path that is asked for"},
        {"/a https://127.1/", "error 12 not all clients find the same host here"},
        {"/a https://caf\xC3\xA9.example/", "error 12 expected a host after the scheme"},
        {"/:a https://h:a.example/", "dynamic /:a https://h:a.example/ 302 [a]\n"},
        {"/:a https://:a.h.example/", "error 13 a capture in the authority and no host without it"},
        {"/:a https://:a/", "error 13 a capture in the authority and no host without it"},
        {"/:a https://:a", "error 13 a capture in the authority and no host without it"},
    };
    ASSERT_READINGS(CAROM_DIALECT_CLOUDFLARE, cases);
}

static void the_status_is_one_of_six(void **state)
{
    (void)state;
    static const struct reading_case cases[] = {
        {"/a /b 200", "static /a /b 200\n"},
        {"/a /b 303", "static /a /b 303\n"},
        {"/a /b 308", "static /a /b 308\n"},
        {"/c /d 418", "error 7 a rule's status is one of 200, 301, 302, 303, 307, 308"},
        {"/c /d 404", "error 7 a rule's status is one of"},
        {"/c /d 301!", "error 7 a rule's status is one of"},
        {"/c /d 0301", "error 7 a rule's status is one of"},
        {"/c /d 30", "error 7 a rule's status is one of"},
        {"/c /d x=1", "error 7 a rule's status is one of"},
        {"/a https://example.com/b 200", "error 4 what is served with this status is a path"},
    };
    ASSERT_READINGS(CAROM_DIALECT_CLOUDFLARE, cases);
}

static void placeholders_and_a_splat_stand_anywhere(void **state)
{
    (void)state;
    static const struct reading_case cases[] = {
        {"/:id.html /:id", "dynamic /:id.html /:id 302 [id]\n"},
        {"/x-:id*y /:id/:splat", "dynamic /x-:id*y /:id/:splat 302 [id,splat]\n"},
        {"/:a:b /:b:a", "dynamic /:a:b /:b:a 302 [a,b]\n"},
        {"/*/:a_1 /b", "dynamic /*/:a_1 /b 302 [splat,a_1]\n"},
        {"/:splat /b", "dynamic /:splat /b 302 [splat]\n"},
        {"/:1/:_a/: /b", "static /:1/:_a/: /b 302\n"},
        {"/:a\xC3\xA9 /b", "dynamic /:a%C3%A9 /b 302 [a]\n"},
        {"/:A/:a /b", "dynamic /:A/:a /b 302 [A,a]\n"},
        {"/:ab/:a /b", "dynamic /:ab/:a /b 302 [ab,a]\n"},
        {"/a/*/b/* /c", "error 8 a path has one splat `*` at most, and no placeholder of its name"},
        {"/** /c", "error 3 a path has one splat"},
        {"/:splat/* /c", "error 9 a path has one splat"},
        {"/*/:splat /c", "error 4 a name may be captured only once, and `*` has the name splat"},
        {"/:a/:a /c", "error 5 a name may be captured only once"},
        {"/:a/:ab /c", "error 5 a name may not begin with an earlier one"},
        {"/:a/x:ab.html /c", "error 6 a name may not begin with an earlier one: the service never"},
        {"/*/:splatter /c", "dynamic /*/:splatter /c 302 [splat,splatter]\n"},
    };
    ASSERT_READINGS(CAROM_DIALECT_CLOUDFLARE, cases);
}

static void a_rule_that_would_loop_is_refused(void **state)
{
    (void)state;
    static const struct reading_case cases[] = {
        {"/* /index.html 200", "error 4 this would loop"},
        {"/* /index", "error 4 this would loop"},
        {"/ /index.html", "error 3 this would loop"},
        {"/ /index", "error 3 this would loop"},
        {"/a/ /b/index", "error 5 this would loop"},
        {"/a/* /b/indexAhtml", "error 6 this would loop"},
        {"/ /a?/index", "error 3 this would loop"},
        {"/ /index.html?a", "static / /index.html?a 302\n"},
        {"/ /index.htm", "static / /index.htm 302\n"},
        {"/ /indexhtml", "static / /indexhtml 302\n"},
        {"/ /html", "static / /html 302\n"},
        {"/a /index.html", "static /a /index.html 302\n"},
        {"/a* /index.html", "dynamic /a* /index.html 302 [splat]\n"},
        {"/* https://h/index.html", "dynamic /* https://h/index.html 302 [splat]\n"},
        {"/* /foo 200", "dynamic /* /foo 200 [splat]\n"},
    };
    ASSERT_READINGS(CAROM_DIALECT_CLOUDFLARE, cases);
}

#define IGNORED "ignored; warning 1 an earlier rule is for this path: this one is ignored: "

#define OPEN                                                                                       \
    "this capture lets a request write into the host: one that does is refused with 400; write "   \
    "the "                                                                                         \
    "host out, one rule for each"

static void a_path_that_has_a_rule_is_ignored_with_a_warning(void **state)
{
    (void)state;
    static const struct reading_case cases[] = {
        {"/a /b\n/b /a\n/a /c 301", "static /a /b 302\nstatic /b /a 302\n" IGNORED "\"/a\"\n"},
        {"/\xC3\xA9 /b\n/%C3%A9 /c\n/x/../\xC3\xA9?q /d",
         "static /%C3%A9 /b 302\n" IGNORED "\"/%C3%A9\"\n" IGNORED "\"/x/../\\xC3\\xA9?q\"\n"},
        {"/a /b\n/a/ /b\n/A /b\n/%61 /b",
         "static /a /b 302\nstatic /a/ /b 302\nstatic /A /b 302\nstatic /%61 /b 302\n"},
        {"/* /b\n/* /c", "dynamic /* /b 302 [splat]\n" IGNORED "\"/*\"\n"},
        {"/a b\n/a /c", "error 4 expected a target that begins with `/`, or with https:// and a "
                        "host: \"b\"\nstatic /a /c 302\n"},
    };
    ASSERT_READINGS(CAROM_DIALECT_CLOUDFLARE, cases);
}

static void behind_the_first_dynamic_rule_every_rule_counts_as_dynamic(void **state)
{
    (void)state;
    static const struct reading_case cases[] = {
        {"/a /b\n/:x /c\n/d /e", "static /a /b 302\ndynamic /:x /c 302 [x]\ndynamic /d /e 302\n"},
        {"/:x c\n/d /e", "error 5 expected a target that begins with `/`, or with https:// and a "
                         "host: \"c\"\ndynamic /d /e 302\n"},
        {"/:x/:x c\n/d /e", "error 5 a name may be captured only once, and `*` has the name splat: "
                            "the service never matches this rule: \":x\"\ndynamic /d /e 302\n"},
    };
    ASSERT_READINGS(CAROM_DIALECT_CLOUDFLARE, cases);
}

enum { LINE_ROOM = 64 };

/* Reads `count` rules: a number between two texts, counted from `first`. */
static void read_many(struct reading *reading, const char *before, unsigned first, unsigned count,
                      const char *behind, char *room)
{
    for (unsigned i = first; i < first + count; i++, room += LINE_ROOM) {
        int len = snprintf(room, LINE_ROOM, "%s%u%s", before, i, behind);
        assert_true(len > 0 && len < LINE_ROOM);
        reading->len = 0;
        reading->text[0] = '\0';
        read_line(reading, text_view(room));
    }
}

static void too_many_rules_are_an_error_once(void **state)
{
    (void)state;
    struct reading *reading = begin_reading(CAROM_DIALECT_CLOUDFLARE);
    char *room = calloc(CLOUDFLARE_RULES_MAX, LINE_ROOM);
    char more[200 * LINE_ROOM];
    assert_non_null(room);
    read_many(reading, "/a/", 0, 2000, " /b", room);
    assert_string_equal(reading->text, "static /a/1999 /b 302\n");
    read_many(reading, "  /a/", 2000, 1, " b", more);
    assert_non_null(strstr(reading->text, "error 3 more than 2000 static rules: the service leaves "
                                          "out this one"));
    read_many(reading, "/a/", 2001, 100, " b", more);
    assert_string_equal(reading->text, "");
    read_many(reading, "/a/", 0, 100, "/* /b", room + 2000 * LINE_ROOM);
    assert_string_equal(reading->text, "dynamic /a/99/* /b 302 [splat]\n");
    read_many(reading, "/c/", 0, 1, " /b", more);
    assert_non_null(strstr(reading->text, "error 1 more than 100 dynamic rules"));
    assert_int_equal(reading->context.path_count, CLOUDFLARE_RULES_MAX);
    read_many(reading, "/c/", 1, 50, " /b", more);
    assert_string_equal(reading->text, "");
    read_many(reading, "/c/", 1, 1, " /b /c /d", more);
    assert_non_null(strstr(reading->text, "got 4"));
    free(room);
    free(reading);
}

static void every_path_of_many_is_found_again(void **state)
{
    (void)state;
    struct reading *reading = begin_reading(CAROM_DIALECT_CLOUDFLARE);
    char *room = calloc(1000, LINE_ROOM);
    char again[LINE_ROOM];
    assert_non_null(room);
    read_many(reading, "/\xC3\xA9/", 0, 1000, " /b", room);
    for (unsigned i = 0; i < 1000; i++) {
        read_many(reading, "/%C3%A9/", i, 1, " /b", again);
        assert_non_null(strstr(reading->text, "ignored"));
    }
    assert_int_equal(reading->context.path_count, 1000);
    assert_int_equal(reading->context.static_count, 2000);
    free(room);
    free(reading);
}

/* A line of so many characters, each of which is this one but for what a rule needs. */
static char *line_of(const char *character, size_t count, const char *from_end)
{
    size_t bytes = strlen(character);
    char *line = malloc(count * bytes + 64);
    assert_non_null(line);
    char *at = line;
    *at++ = '/';
    for (size_t i = 0; i < count; i++, at += bytes)
        memcpy(at, character, bytes);
    strcpy(at, from_end);
    return line;
}

static void a_line_has_2000_utf16_code_units_at_most(void **state)
{
    (void)state;
    static const struct {
        const char *character;
        size_t units;
    } cases[] = {{"x", 1}, {"\xC3\xA9", 1}, {"\xE2\x82\xAC", 1}, {"\xF0\x9F\x98\x80", 2}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct line_rule rule;
        struct carom_diagnostic problem;
        struct line_context *context = calloc(1, sizeof *context);
        assert_non_null(context);
        context->dialect = CAROM_DIALECT_CLOUDFLARE;
        size_t count = (2000 - 4) / cases[i].units;
        char *fits = line_of(cases[i].character, count, " /b");
        char *exceeds = line_of(cases[i].character, count, " /b2");
        char *spaced = line_of(cases[i].character, count, " /c \t ");
        assert_int_equal(carom_line_read(context, text_view(fits), &rule, &problem), LINE_RULE);
        size_t escaped = strlen(cases[i].character) * (cases[i].character[0] == 'x' ? 1 : 3);
        assert_int_equal(rule.from.len, 1 + count * escaped);
        assert_view(rule.targets[0], "/b");
        assert_int_equal(carom_line_read(context, text_view(exceeds), &rule, &problem), LINE_ERROR);
        assert_view_contains(problem.message, "line too long: 2000 characters at most");
        assert_int_equal(problem.column, strlen(exceeds));
        assert_int_equal(carom_line_read(context, text_view(spaced), &rule, &problem),
                         LINE_IGNORED);
        free(fits);
        free(exceeds);
        free(spaced);
        free(context);
    }
}

/* Continuation bytes alone are no characters, and too many of them all the same. */
static void a_line_has_6000_bytes_at_most(void **state)
{
    (void)state;
    char *line = line_of("\x80", 7000, " /b");
    struct reading *reading = begin_reading(CAROM_DIALECT_CLOUDFLARE);
    read_line(reading, text_view(line));
    assert_non_null(strstr(reading->text, "error 6001 line too long"));
    free(reading);
    free(line);
}

static void two_paths_of_one_hash_are_two_paths(void **state)
{
    (void)state;
    static const struct reading_case cases[] = {
        {"/2961bcae /b\n/d62c217f /b\n/2961bcae /b\n/d62c217f /b",
         "static /2961bcae /b 302\nstatic /d62c217f /b 302\n" IGNORED "\"/2961bcae\"\n" IGNORED
         "\"/d62c217f\"\n"},
    };
    ASSERT_READINGS(CAROM_DIALECT_CLOUDFLARE, cases);
}

/* Also where `to` is not the line's own text. */
static void an_open_target_is_reported_at_its_capture(void **state)
{
    (void)state;
    assert_warnings(CAROM_DIALECT_CLOUDFLARE,
                    "/a-:x.html https://h:x.example/\n"
                    "/x*y/:z https://h:splat\n"
                    "/z/:x https:///h:x/\n",
                    "1:21 " OPEN ": \":x\" (for example /a-.evil.example.html \xE2\x86\x92 "
                    "https://h.evil.example.example)\n"
                    "2:18 " OPEN ": \":splat\" (for example /x.evil.exampley/x \xE2\x86\x92 "
                    "https://h.evil.example)\n"
                    "3:7 " OPEN ": \"https:///h:x/\" (for example /z/.evil.example \xE2\x86\x92 "
                    "https://h.evil.example)\n");
}

static void a_printed_rule_is_the_same_rule(void **state)
{
    (void)state;
    assert_prints(CAROM_DIALECT_CLOUDFLARE,
                  "a/../\xC3\xA9 https://h?q # c\n/:x.html /:x\n/b /c|d\n",
                  "/%C3%A9 https://h/?q/ 302\n/:x.html /:x 302\n/b /c%7Cd 302\n");
}

static void a_comment_may_be_of_any_length(void **state)
{
    (void)state;
    char *comment = line_of("#", 3000, "");
    struct line_rule rule;
    struct carom_diagnostic problem;
    struct line_context *context = calloc(1, sizeof *context);
    assert_non_null(context);
    context->dialect = CAROM_DIALECT_CLOUDFLARE;
    assert_int_equal(carom_line_read(context, text_view(comment + 1), &rule, &problem), LINE_EMPTY);
    free(context);
    free(comment);
}

static void more_than_32_captures_are_an_error(void **state)
{
    (void)state;
    char text[1024] = "";
    for (int i = 0; i <= CAROM_CAPTURES_MAX; i++) {
        char segment[16];
        (void)snprintf(segment, sizeof segment, "/:p%dx", i);
        strcat(text, segment);
    }
    strcat(text, " /x");
    struct reading *reading = begin_reading(CAROM_DIALECT_CLOUDFLARE);
    read_line(reading, text_view(text));
    assert_non_null(strstr(reading->text, "more than 32 captures in one rule: \":p32x\""));
    free(reading);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_two_or_three_words),
        cmocka_unit_test(paths_are_as_the_url_standard_writes_them),
        cmocka_unit_test(a_from_is_a_path_and_gets_its_slash),
        cmocka_unit_test(a_target_is_a_path_or_https),
        cmocka_unit_test(the_status_is_one_of_six),
        cmocka_unit_test(placeholders_and_a_splat_stand_anywhere),
        cmocka_unit_test(a_rule_that_would_loop_is_refused),
        cmocka_unit_test(a_path_that_has_a_rule_is_ignored_with_a_warning),
        cmocka_unit_test(behind_the_first_dynamic_rule_every_rule_counts_as_dynamic),
        cmocka_unit_test(too_many_rules_are_an_error_once),
        cmocka_unit_test(every_path_of_many_is_found_again),
        cmocka_unit_test(a_line_has_2000_utf16_code_units_at_most),
        cmocka_unit_test(a_line_has_6000_bytes_at_most),
        cmocka_unit_test(two_paths_of_one_hash_are_two_paths),
        cmocka_unit_test(an_open_target_is_reported_at_its_capture),
        cmocka_unit_test(a_printed_rule_is_the_same_rule),
        cmocka_unit_test(a_comment_may_be_of_any_length),
        cmocka_unit_test(more_than_32_captures_are_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
