#include "support.h"

#include <stdlib.h>
#include <string.h>

static const char text[] =
    "/a /b 307 Max-Age=60 Alternate=/c\n/docs/:v/* k=:k /n/:v/:splat?k=:k#f\n"
    "/a/ /other Method=PUT\n/no 403 Reason=\"why\"\n/* /:splat 302\n";

/* A copy in a block of exactly its size, so that a read behind it is seen. */
static char *exact_copy(const unsigned char *bytes, size_t len)
{
    char *copy = malloc(len > 0 ? len : 1);
    assert_non_null(copy);
    if (len > 0)
        memcpy(copy, bytes, len);
    return copy;
}

/* Uses every function on an image that opened; what they answer does not matter. */
static void use_everything(const struct carom_rules *rules)
{
    char out[512];
    struct carom_buf printed = {out, sizeof out, 0};
    static const char *const targets[] = {"/a", "/a/", "/docs/1/x?k=2", "/no", "//x", "/docs/1"};
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++) {
        struct carom_request request = {.method = CAROM_LITERAL("PUT"),
                                        .target = text_view(targets[i]),
                                        .version = CAROM_HTTP_1_1};
        struct carom_decision decision;
        char scratch[256];
        struct carom_buf buf = {scratch, sizeof scratch, 0};
        enum carom_result result = carom_decide(rules, &request, &buf, &decision);
        assert_true(result == CAROM_OK || result == CAROM_ERR_IMAGE || result == CAROM_ERR_NOSPACE);
    }
    enum carom_result result = carom_rules_print(rules, &printed);
    assert_true(result == CAROM_OK || result == CAROM_ERR_IMAGE || result == CAROM_ERR_NOSPACE);
}

static void an_image_opens_to_the_same_rules(void **state)
{
    (void)state;
    struct carom_rules rules = rules_of(text);
    char *copy = exact_copy(rules.image, rules.image_bytes);
    struct carom_rules opened;
    assert_true(carom_rules_is_image(carom_view_of(copy, rules.image_bytes)));
    assert_int_equal(carom_rules_open(carom_view_of(copy, rules.image_bytes), &opened), CAROM_OK);
    assert_int_equal(carom_rules_verify(&opened), CAROM_OK);
    assert_int_equal(carom_rules_count(&opened), 5);
    char first[1024], second[1024];
    struct carom_buf a = {first, sizeof first, 0}, b = {second, sizeof second, 0};
    assert_int_equal(carom_rules_print(&rules, &a), CAROM_OK);
    assert_int_equal(carom_rules_print(&opened, &b), CAROM_OK);
    assert_true(carom_view_equal(carom_view_of(first, a.len), carom_view_of(second, b.len)));
    free(copy);
    free_rules(&rules);
}

static void a_rule_can_be_read_back(void **state)
{
    (void)state;
    struct carom_rules rules = rules_of(text);
    struct carom_rule rule;
    assert_int_equal(carom_rules_rule(&rules, 1, &rule), CAROM_OK);
    assert_int_equal(rule.line, 2);
    assert_int_equal(rule.status, 301);
    assert_view(rule.from, "/docs/:v/*");
    assert_view(rule.to, "/n/:v/:splat?k=:k#f");
    assert_int_equal(rule.query_count, 1);
    assert_view(rule.query[0].name, "k");
    assert_view(rule.query[0].value, ":k");
    assert_true(rule.query_captures[0]);
    assert_int_equal(rule.max_age_s, -1);
    assert_int_equal(carom_rules_rule(&rules, 0, &rule), CAROM_OK);
    assert_int_equal(rule.max_age_s, 60);
    assert_int_equal(rule.alternate_count, 1);
    assert_view(rule.alternates[0], "/c");
    assert_int_equal(carom_rules_rule(&rules, 5, &rule), CAROM_ERR_RANGE);
    assert_int_equal(rule.from.len, 0);
    free_rules(&rules);
}

static void an_image_cut_anywhere_is_refused(void **state)
{
    (void)state;
    struct carom_rules rules = rules_of(text);
    for (size_t len = 0; len < rules.image_bytes; len++) {
        char *copy = exact_copy(rules.image, len);
        struct carom_rules opened;
        assert_int_equal(carom_rules_open(carom_view_of(copy, len), &opened), CAROM_ERR_IMAGE);
        assert_null(opened.image);
        free(copy);
    }
    free_rules(&rules);
}

static void a_changed_byte_is_told_or_harmless(void **state)
{
    (void)state;
    struct carom_rules rules = rules_of(text);
    for (size_t at = 0; at < rules.image_bytes; at++) {
        static const unsigned char changes[] = {0x01, 0x80, 0xFF};
        for (size_t i = 0; i < sizeof changes; i++) {
            char *copy = exact_copy(rules.image, rules.image_bytes);
            copy[at] = (char)(copy[at] ^ (char)changes[i]);
            struct carom_rules opened;
            enum carom_result result =
                carom_rules_open(carom_view_of(copy, rules.image_bytes), &opened);
            if (result == CAROM_OK) {
                assert_int_equal(carom_rules_verify(&opened), CAROM_ERR_IMAGE);
                use_everything(&opened);
            }
            free(copy);
        }
    }
    free_rules(&rules);
}

static void another_version_is_named_so(void **state)
{
    (void)state;
    struct carom_rules rules = rules_of(text);
    char *copy = exact_copy(rules.image, rules.image_bytes);
    copy[8] = 2;
    struct carom_rules opened;
    assert_int_equal(carom_rules_open(carom_view_of(copy, rules.image_bytes), &opened),
                     CAROM_ERR_IMAGE_VERSION);
    /* As a machine of the other byte order would have written version 1. */
    memcpy(copy + 8, "\0\0\0\1", 4);
    assert_int_equal(carom_rules_open(carom_view_of(copy, rules.image_bytes), &opened),
                     CAROM_ERR_IMAGE_VERSION);
    free(copy);
    free_rules(&rules);
}

static void a_text_is_no_image(void **state)
{
    (void)state;
    assert_false(carom_rules_is_image(CAROM_LITERAL("/a /b")));
    assert_false(carom_rules_is_image(carom_view_of(NULL, 0)));
    struct carom_rules opened;
    assert_int_equal(carom_rules_open(carom_view_of(NULL, 0), &opened), CAROM_ERR_IMAGE);
    assert_int_equal(carom_rules_open(CAROM_LITERAL("/a /b"), &opened), CAROM_ERR_IMAGE);
}

static void the_same_text_gives_the_same_bytes(void **state)
{
    (void)state;
    struct carom_rules a = rules_of(text), b = rules_of(text);
    assert_int_equal(a.image_bytes, b.image_bytes);
    assert_memory_equal(a.image, b.image, a.image_bytes);
    free_rules(&a);
    free_rules(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_image_opens_to_the_same_rules),
        cmocka_unit_test(a_rule_can_be_read_back),
        cmocka_unit_test(an_image_cut_anywhere_is_refused),
        cmocka_unit_test(a_changed_byte_is_told_or_harmless),
        cmocka_unit_test(another_version_is_named_so),
        cmocka_unit_test(a_text_is_no_image),
        cmocka_unit_test(the_same_text_gives_the_same_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
