/* The policies: their names, and what postredir makes of a copy. */
#include "follow_support.h"

#include <string.h>

static const struct carom_policy *named(const char *name)
{
    const struct carom_policy *policy = carom_policy_named(text_view(name));
    assert_non_null(policy);
    return policy;
}

static struct answer redirected(const struct carom_policy *policy, const char *method,
                                uint16_t status)
{
    return FOLLOW(.policy = policy, .method = method, .body = CAROM_BODY_REPLAYABLE,
                  .status = status, .answer = "Location: /next");
}

static void the_first_policy_is_rfc9110_and_each_has_a_name_of_its_own(void **state)
{
    (void)state;
    const struct carom_policy *policy;
    assert_true(carom_policy_at(0) == named("rfc9110"));
    for (size_t i = 0; (policy = carom_policy_at(i)) != NULL; i++) {
        assert_true(carom_policy_named(policy->name) == policy);
        assert_true(policy->source.len > 0);
    }
    assert_null(carom_policy_named(text_view("RFC9110")));
    assert_null(carom_policy_named(carom_view_of(NULL, 0)));
    assert_null(carom_policy_at(SIZE_MAX));
}

static void postredir_keeps_post_where_it_says(void **state)
{
    (void)state;
    static const uint16_t statuses[] = {301, 302, 303};
    for (unsigned bits = 0; bits < 16; bits++) {
        struct carom_policy policy = *named("curl");
        carom_policy_set_postredir(&policy, bits);
        for (size_t i = 0; i < COUNT_OF(statuses); i++) {
            struct answer answer = redirected(&policy, "POST", statuses[i]);
            bool is_kept = (bits >> i & 1) != 0;
            assert_string_equal(answer.method, is_kept ? "POST" : "GET");
            assert_int_equal(answer.keeps_body, is_kept);
        }
    }
}

/* What asks a person goes on asking where nothing else was said. */
static void postredir_leaves_the_other_statuses_as_they_are(void **state)
{
    (void)state;
    struct carom_policy policy = *named("rfc2616");
    carom_policy_set_postredir(&policy, CAROM_POSTREDIR_301);
    assert_string_equal(redirected(&policy, "POST", 301).method, "POST");
    assert_int_equal(policy.steps[CAROM_POLICY_302][CAROM_POLICY_POST], CAROM_STEP_CONFIRM_KEEP);
    carom_policy_set_postredir(&policy, 0);
    assert_int_equal(policy.steps[CAROM_POLICY_301][CAROM_POLICY_POST], CAROM_STEP_KEEP);
}

static void postredir_changes_nothing_but_post_on_its_three_statuses(void **state)
{
    (void)state;
    for (unsigned bits = 0; bits < 8; bits++) {
        struct carom_policy policy = *named("curl");
        carom_policy_set_postredir(&policy, bits);
        for (size_t row = CAROM_POLICY_301; row <= CAROM_POLICY_303; row++)
            policy.steps[row][CAROM_POLICY_POST] = named("curl")->steps[row][CAROM_POLICY_POST];
        assert_memory_equal(policy.steps, named("curl")->steps, sizeof policy.steps);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_policy_is_rfc9110_and_each_has_a_name_of_its_own),
        cmocka_unit_test(postredir_keeps_post_where_it_says),
        cmocka_unit_test(postredir_leaves_the_other_statuses_as_they_are),
        cmocka_unit_test(postredir_changes_nothing_but_post_on_its_three_statuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
