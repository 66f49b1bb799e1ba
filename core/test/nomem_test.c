/* What compilation does when memory runs out: at any allocation, in any dialect, of any rule. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Enough rules that every table of the compiler grows more than once. */
enum { MANY_RULES = 3000, TEXT_BYTES = MANY_RULES * 96 };

/* Compiles with the first, the second, the third … allocation failing, until none is left to fail.
 * Returns: how many there were. */
static size_t fail_every_allocation(struct carom_view text, enum carom_dialect dialect,
                                    enum carom_result expected)
{
    for (size_t n = 1;; n++) {
        struct counting_allocator counts = {.fail_at = n};
        const struct carom_compile_options options = {.dialect = dialect,
                                                      .allocator = counting_allocator(&counts)};
        struct carom_rules rules = {(const unsigned char *)"not zeroed", 10};
        enum carom_result result = carom_rules_compile(text, &options, &rules);
        const bool has_failed = counts.calls >= n;
        if (result == CAROM_OK) {
            free_rules(&rules);
        } else {
            assert_int_equal(result, has_failed ? CAROM_ERR_NOMEM : expected);
            assert_null(rules.image);
            assert_int_equal(rules.image_bytes, 0);
            assert_int_equal(counts.blocks, 0);
            assert_int_equal(counts.bytes, 0);
        }
        if (!has_failed) {
            assert_int_equal(result, expected);
            return n - 1;
        }
    }
}

static void a_rule_of_every_kind_compiles_or_leaves_nothing(void **state)
{
    (void)state;
    static const char text[] =
        "/a /b 307 Max-Age=60 Alternate=/c Alternate=/d\n"
        "/docs/:v/* k=:k n=1 /n/:v/:splat?k=:k#f\n"
        "/a/ /other Method=PUT,POST\n"
        "/no 403 Reason=\"a reason of some words\"\n"
        "/o/:t https://:t.h.example/:t Alternate=http://h:t Allow-Host=*.h.example,h:81\n"
        "https://www.example.com/x /y Country=de,at Language=de Cookie=a,b\n"
        "/*/end /:splat 302!\n"
        "/* /:splat 302\n";
    assert_in_range(fail_every_allocation(text_view(text), CAROM_DIALECT_CAROM, CAROM_OK), 1, 1000);
}

static void an_empty_rule_set_compiles_or_leaves_nothing(void **state)
{
    (void)state;
    assert_in_range(fail_every_allocation(text_view(""), CAROM_DIALECT_CAROM, CAROM_OK), 1, 100);
}

/* The image's length is guessed for such a text; to go without that memory is no failure. */
static void a_long_text_compiles_or_leaves_nothing(void **state)
{
    (void)state;
    enum { BYTES = (1 << 20) + (1 << 16) };
    char *text = malloc(BYTES + 1);
    assert_non_null(text);
    size_t len = (size_t)snprintf(text, BYTES, "/a /b\n/c /d\n#");
    memset(text + len, '-', BYTES - len);
    assert_in_range(
        fail_every_allocation(carom_view_of(text, BYTES), CAROM_DIALECT_CAROM, CAROM_OK), 2, 100);
    free(text);
}

static void errors_are_reported_or_memory_is_the_error(void **state)
{
    (void)state;
    static const char text[] = "/a /b\nnonsense\n/c /d 999\n/e /f\n";
    (void)fail_every_allocation(text_view(text), CAROM_DIALECT_CAROM, CAROM_ERR_SYNTAX);
}

/* A rule, with a number at two places. */
struct numbered_rule {
    const char *before, *between, *behind;
};

static struct carom_view many_rules(char *text, const struct numbered_rule *rule)
{
    size_t len = 0;
    for (int i = 0; i < MANY_RULES; i++) {
        int line = snprintf(text + len, TEXT_BYTES - len, "%s%d%s%d%s\n", rule->before, i,
                            rule->between, i, rule->behind);
        assert_true(line > 0 && (size_t)line < TEXT_BYTES - len);
        len += (size_t)line;
    }
    return carom_view_of(text, len);
}

static void thousands_of_rules_compile_or_leave_nothing(void **state)
{
    (void)state;
    static const struct numbered_rule rules[] = {
        {"/static/", "/page /target/", " 308"},
        {"/dynamic/", "/:x/* /target/", "/:x/:splat 307"},
        {"/conditional/", " q=:q /target/", "?p=:q 302 Method=GET Alternate=/other"},
        {"https://h", ".example/a /target/", " 302 Country=de"},
    };
    char *text = malloc(TEXT_BYTES);
    assert_non_null(text);
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        assert_in_range(
            fail_every_allocation(many_rules(text, &rules[i]), CAROM_DIALECT_CAROM, CAROM_OK), 2,
            10000);
    free(text);
}

static void the_other_dialects_leave_nothing_either(void **state)
{
    (void)state;
    static const char netlify[] = "/a k=:k /b/:k 302!\n/news/* /blog/:splat 301 Country=de\n"
                                  "/twice /one\n/twice /one\n/app/* 200\n";
    static const char cloudflare[] = "/a /b\n/item/:id.html /items/:id 301\n/x* /y/:splat 308\n"
                                     "/later https://h.example/ 307\n";
    assert_in_range(fail_every_allocation(text_view(netlify), CAROM_DIALECT_NETLIFY, CAROM_OK), 1,
                    1000);
    assert_in_range(
        fail_every_allocation(text_view(cloudflare), CAROM_DIALECT_CLOUDFLARE, CAROM_OK), 1, 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rule_of_every_kind_compiles_or_leaves_nothing),
        cmocka_unit_test(an_empty_rule_set_compiles_or_leaves_nothing),
        cmocka_unit_test(a_long_text_compiles_or_leaves_nothing),
        cmocka_unit_test(errors_are_reported_or_memory_is_the_error),
        cmocka_unit_test(thousands_of_rules_compile_or_leave_nothing),
        cmocka_unit_test(the_other_dialects_leave_nothing_either),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
