/* The policies: their names, and what their sources say in the cells that are easily got wrong. */
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

/* Wget has no way to turn a HEAD into anything else: it is the spider's. */
static void wget_stays_with_head(void **state)
{
    (void)state;
    static const uint16_t statuses[] = {300, 301, 302, 303, 307, 308};
    for (size_t i = 0; i < COUNT_OF(statuses); i++)
        assert_string_equal(redirected(named("wget"), "HEAD", statuses[i]).method, "HEAD");
}

/* Go's refererForURL makes no Referer from https to http, but takes none away that was given. */
static void go_sends_a_referer_that_was_given_from_https_to_http(void **state)
{
    (void)state;
    struct answer answer = FOLLOW(.policy = named("go"), .url = "https://a.example/",
                                  .answer = "Location: http://a.example/");
    assert_true(answer.is_downgrade);
    assert_int_equal(answer.drop & CAROM_DROP_REFERER, 0);
}

/* len(via) >= 10, and via has the first request in it. */
static void go_follows_nine_redirects(void **state)
{
    (void)state;
    struct carom_chain chain = {.count = 8};
    struct answer ninth = FOLLOW(.policy = named("go"), .chain = &chain, .answer = "Location: /9");
    assert_goes(&ninth, "http://a.example/9");
    struct answer tenth =
        FOLLOW(.policy = named("go"), .chain = &ninth.chain, .answer = "Location: /10");
    assert_stops(&tenth, CAROM_REASON_TOO_MANY);
    assert_true(tenth.is_error);
}

/* ---- CURLOPT_POSTREDIR ---- */

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
        cmocka_unit_test(wget_stays_with_head),
        cmocka_unit_test(go_sends_a_referer_that_was_given_from_https_to_http),
        cmocka_unit_test(go_follows_nine_redirects),
        cmocka_unit_test(postredir_keeps_post_where_it_says),
        cmocka_unit_test(postredir_leaves_the_other_statuses_as_they_are),
        cmocka_unit_test(postredir_changes_nothing_but_post_on_its_three_statuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
