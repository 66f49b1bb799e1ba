#include "support.h"

#include "index.h"

#include <stdlib.h>
#include <string.h>

static const char text[] =
    "/a /b 307 Max-Age=60 Alternate=/c\n/docs/:v/* k=:k /n/:v/:splat?k=:k#f\n"
    "/a/ /other Method=PUT\n/no 403 Reason=\"why\"\n"
    "/o/:t https://:t.h.example/:t Alternate=http://h:t Allow-Host=*.h.example,h:81\n"
    "/* /:splat 302\n";

/* A copy in a block of exactly its size, so that a read behind it is seen. */
static char *image_copy(const unsigned char *bytes, size_t len)
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
    static const char *const targets[] = {"/a",  "/a/",     "/docs/1/x?k=2", "/no",
                                          "//x", "/docs/1", "/o/a",          "/o/:81"};
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
    char *copy = image_copy(rules.image, rules.image_bytes);
    struct carom_rules opened;
    assert_true(carom_rules_is_image(carom_view_of(copy, rules.image_bytes)));
    assert_int_equal(carom_rules_open(carom_view_of(copy, rules.image_bytes), &opened), CAROM_OK);
    assert_int_equal(carom_rules_verify(&opened), CAROM_OK);
    assert_int_equal(carom_rules_count(&opened), 6);
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
    assert_view(rule.allowed_hosts, "");
    assert_int_equal(carom_rules_rule(&rules, 4, &rule), CAROM_OK);
    assert_view(rule.to, "https://:t.h.example/:t");
    assert_view(rule.allowed_hosts, "*.h.example,h:81");
    assert_int_equal(carom_rules_rule(&rules, 6, &rule), CAROM_ERR_RANGE);
    assert_int_equal(rule.from.len, 0);
    free_rules(&rules);
}

static void an_image_cut_anywhere_is_refused(void **state)
{
    (void)state;
    struct carom_rules rules = rules_of(text);
    for (size_t len = 0; len < rules.image_bytes; len++) {
        char *copy = image_copy(rules.image, len);
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
            char *copy = image_copy(rules.image, rules.image_bytes);
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

/* Changes an image, seals it again and opens it: what a hostile author could do. */
static bool open_resealed(char *copy, size_t len, struct carom_rules *opened)
{
    carom_image_seal((unsigned char *)copy, (uint32_t)len);
    return carom_rules_open(carom_view_of(copy, len), opened) == CAROM_OK;
}

static void a_resealed_image_reads_nothing_outside_itself(void **state)
{
    (void)state;
    static const uint32_t extremes[] = {0,          1,          63,         64,        0x7FFFFFFF,
                                        0x80000000, 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFF00};
    struct carom_rules rules = rules_of(text);
    uint32_t seed = 1;
    size_t opened_count = 0;
    for (size_t at = 12; at + 4 <= rules.image_bytes; at++) {
        for (size_t i = 0; i < sizeof extremes / sizeof extremes[0]; i++) {
            char *copy = image_copy(rules.image, rules.image_bytes);
            image_set_u32((unsigned char *)copy + at, extremes[i]);
            seed = seed * 1664525u + 1013904223u;
            size_t other = 12 + seed % (rules.image_bytes - 16);
            if (i % 2 == 1)
                image_set_u32((unsigned char *)copy + other, extremes[seed >> 16 & 7]);
            struct carom_rules opened;
            if (open_resealed(copy, rules.image_bytes, &opened)) {
                opened_count++;
                use_everything(&opened);
            }
            free(copy);
        }
    }
    assert_true(opened_count > rules.image_bytes); /* most of them open, or this tests little */
    free_rules(&rules);
}

/* What a decision about "/a" makes of an image whose first record was changed. */
static void assert_image_error(const struct carom_rules *rules, uint32_t at, uint32_t value)
{
    char *copy = image_copy(rules->image, rules->image_bytes);
    image_set_u16((unsigned char *)copy + IMAGE_HEADER_BYTES + at, value);
    struct carom_rules opened;
    assert_true(open_resealed(copy, rules->image_bytes, &opened));
    struct carom_request request = {
        .method = CAROM_LITERAL("GET"), .target = CAROM_LITERAL("/a"), .version = CAROM_HTTP_1_1};
    struct carom_decision decision;
    char scratch[64];
    struct carom_buf buf = {scratch, sizeof scratch, 0};
    assert_int_equal(carom_decide(&opened, &request, &buf, &decision), CAROM_ERR_IMAGE);
    assert_int_equal(decision.action, CAROM_ACTION_NONE);
    free(copy);
}

static void a_rule_that_no_compiler_writes_is_an_error(void **state)
{
    (void)state;
    struct carom_rules rules = rules_of("/a /b 307");
    static const uint32_t statuses[] = {0, 204, 299, 511};
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++)
        assert_image_error(&rules, RECORD_AT_FLAGS, statuses[i]);
    assert_image_error(&rules, RECORD_AT_TO_LEN, 0); /* a redirect to nowhere */
    free_rules(&rules);
}

static void more_rules_than_fit_are_no_image(void **state)
{
    (void)state;
    struct carom_rules rules = rules_of(text);
    static const uint32_t counts[] = {0x7FFFFFFF, 0xFFFFFFFF, 1000};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        char *copy = image_copy(rules.image, rules.image_bytes);
        image_set_u32((unsigned char *)copy + IMAGE_AT_RULE_COUNT, counts[i]);
        struct carom_rules opened;
        assert_false(open_resealed(copy, rules.image_bytes, &opened));
        free(copy);
    }
    free_rules(&rules);
}

/* The place of the only node of a tree that has a placeholder. */
static unsigned char *root_of(char *image)
{
    return (unsigned char *)image + image_u32((const unsigned char *)image + IMAGE_AT_NODES);
}

static void a_tree_that_leads_back_ends(void **state)
{
    (void)state;
    struct carom_rules rules = rules_of("/:a/:b/c /d");
    char *copy = image_copy(rules.image, rules.image_bytes);
    for (size_t i = 0; i < 3; i++)
        image_set_u32(root_of(copy) + i * NODE_BYTES + NODE_AT_PLACEHOLDER, 1);
    for (size_t i = 0; i < 3; i++)
        image_set_u32(root_of(copy) + i * NODE_BYTES + NODE_AT_MIDDLE, 1);
    struct carom_rules opened;
    assert_true(open_resealed(copy, rules.image_bytes, &opened));
    struct carom_lookup lookup = {
        .method = CAROM_LITERAL("GET"),
        .path = CAROM_LITERAL("/c/c/c/c/c/c/c/c/c/c/c/c/c/c/c/c/c/c/c/c/c/c/c/c/c/c/c/c/c/c/c")};
    struct carom_match match;
    assert_false(carom_rules_match(&opened, &lookup, 0, &match));
    free(copy);
    free_rules(&rules);
}

static void bytes_behind_an_image_are_refused(void **state)
{
    (void)state;
    struct carom_rules rules = rules_of(text);
    char *longer = malloc(rules.image_bytes + 1);
    assert_non_null(longer);
    memcpy(longer, rules.image, rules.image_bytes);
    longer[rules.image_bytes] = 0;
    struct carom_rules opened;
    assert_int_equal(carom_rules_open(carom_view_of(longer, rules.image_bytes + 1), &opened),
                     CAROM_ERR_IMAGE);
    free(longer);
    free_rules(&rules);
}

/*
 * Images outlive programs. When this test fails, the layout, the hash or the checksum has changed: count
 * IMAGE_VERSION up, so that other versions' images are named so, and then set the sum anew.
 */
static void the_format_of_this_version_stays(void **state)
{
    (void)state;
    struct carom_rules rules = rules_of(text);
    uint64_t sum = 0;
    for (size_t i = 0; i < rules.image_bytes; i++)
        sum = sum * 31 + rules.image[i];
    assert_int_equal(IMAGE_VERSION, 5);
    assert_int_equal(rules.image_bytes, 780);
    assert_true(sum == UINT64_C(0xCCE66D199F22863E));
    free_rules(&rules);
}

static void another_version_is_named_so(void **state)
{
    (void)state;
    struct carom_rules rules = rules_of(text);
    char *copy = image_copy(rules.image, rules.image_bytes);
    copy[8] = 1;
    struct carom_rules opened;
    assert_int_equal(carom_rules_open(carom_view_of(copy, rules.image_bytes), &opened),
                     CAROM_ERR_IMAGE_VERSION);
    /* As a machine of the other byte order would have written version 5. */
    memcpy(copy + 8, "\0\0\0\5", 4);
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
        cmocka_unit_test(a_resealed_image_reads_nothing_outside_itself),
        cmocka_unit_test(a_rule_that_no_compiler_writes_is_an_error),
        cmocka_unit_test(more_rules_than_fit_are_no_image),
        cmocka_unit_test(a_tree_that_leads_back_ends),
        cmocka_unit_test(bytes_behind_an_image_are_refused),
        cmocka_unit_test(the_format_of_this_version_stays),
        cmocka_unit_test(another_version_is_named_so),
        cmocka_unit_test(a_text_is_no_image),
        cmocka_unit_test(the_same_text_gives_the_same_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
