/*
 * Decisions in the netlify dialect.
 */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct vector {
    const char *rules;
    const char *target;
    uint16_t status; /* 0: none */
    const char *location;
};

/* Decides a request by rules that stay valid until the views of the decision were looked at. */
static void assert_decision(struct exchange *exchange, const struct vector *vector)
{
    struct carom_rules rules = rules_in(CAROM_DIALECT_NETLIFY, vector->rules);
    exchange_run(exchange, &rules);
    if (exchange->decision.status != vector->status)
        print_error("%s on %s: %u\n", vector->rules, vector->target,
                    (unsigned)exchange->decision.status);
    assert_int_equal(exchange->decision.status, vector->status);
    assert_view(exchange->decision.location, vector->location);
    free_rules(&rules);
}

static void assert_decisions(const struct vector *vectors, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct exchange exchange;
        exchange_init(&exchange, "GET", vectors[i].target);
        assert_decision(&exchange, &vectors[i]);
    }
}

#define ASSERT_DECISIONS(...)                                                                      \
    do {                                                                                           \
        static const struct vector vectors[] = {__VA_ARGS__};                                      \
        assert_decisions(vectors, sizeof vectors / sizeof vectors[0]);                             \
    } while (0)

static void only_three_statuses_pass_the_query_on(void **state)
{
    (void)state;
    ASSERT_DECISIONS({"/a /b", "/a?x=1", 301, "/b?x=1"}, {"/a /b 302", "/a?x=1", 302, "/b?x=1"},
                     {"/a /b 200", "/a?x=1", 200, "/b?x=1"}, {"/a /b 303", "/a?x=1", 303, "/b"},
                     {"/a /b 307", "/a?x=1", 307, "/b"}, {"/a /b 308", "/a?x=1", 308, "/b"},
                     {"/a /b 404", "/a?x=1", 404, "/b"}, {"/a /b?y", "/a?x=1", 301, "/b?y"},
                     {"/a x=1 /b", "/a?x=1&y", 301, "/b"}, {"/a /b#f", "/a?x", 301, "/b?x#f"});
}

static void paths_and_hosts_are_compared_byte_by_byte(void **state)
{
    (void)state;
    ASSERT_DECISIONS({"/%41 /b", "/A", 0, ""}, {"/%41 /b", "/%41", 301, "/b"},
                     {"/a /b", "/a/", 301, "/b"}, {"http://h/a /b", "/a", 301, "/b"},
                     {"https://h/a /b", "/a", 0, ""}, {"http://h/a /b", "http://H/a", 0, ""},
                     {"http://h/a /b", "http://h:80/a", 0, ""});
}

static void captures_are_put_in_once(void **state)
{
    (void)state;
    ASSERT_DECISIONS(
        {"/:a/:b /x/:a/:b", "/:b/2", 301, "/x/:b/2"}, {"/:a/:ab /x/:a/:ab", "/1/2", 301, "/x/1/2"},
        {"/:a/:a /x/:a", "/1/2", 301, "/x/1"}, {"/a/*/b/* /x/:splat", "/a/1/b/2", 301, "/x/1"},
        {"/* /:splat", "//evil.example", 301, "/evil.example"});
}

static void query_captures_are_decoded_and_encoded_again(void **state)
{
    (void)state;
    ASSERT_DECISIONS({"/a q=:q /b/:q?q=:q#:q", "/a?q=1+2%20@%2f%41", 301,
                      "/b/1%202%20%40%2FA?q=1+2+%40%2FA#1%202%20%40%2FA"},
                     {"/a q=:q http://ok:q/", "/a?q=:80", 301, "http://ok:80/"},
                     {"/a q=:q http://ok:q/", "/a?q=%3A80", 400, ""});
}

/* A node of the index is come to twice, with the slash and behind it; none may be lost for that. */
static void a_second_slash_behind_a_segment_is_passed_over(void **state)
{
    (void)state;
    ASSERT_DECISIONS({"/:a/:b/:c /x", "/1//2/3", 301, "/x"}, {"/:a/:b /x", "/1///2", 0, ""},
                     {"/:a/:b/:c /x\n/:a/*/d* /y", "/1//2/3", 301, "/x"},
                     {"/:a/*/d* /y\n/:a/:b/:c /x", "/1//2//3", 301, "/x"},
                     {"/:a/*/d /y\n/:a/:b/:c/:d/:e /x", "/1//2//3/4//5", 301, "/x"},
                     {"/a/b /x", "/a//b", 0, ""}, {"/a/b/* /x", "/a//b", 301, "/x"});
}

/* A target that leads back into the pattern ends the search for the paths that it leads to. */
static void a_splat_rule_is_not_for_the_paths_it_leads_to(void **state)
{
    (void)state;
    ASSERT_DECISIONS({"/* /en/:splat", "/en", 0, ""}, {"/* /en/:splat", "/en/x", 0, ""},
                     {"/* /en/:splat", "/enx", 0, ""}, {"/* /en/:splat", "/b", 301, "/en/b"},
                     {"/* /en/:splat", "/a/en", 301, "/en/a/en"}, {"/* /en/:splat", "/en?x", 0, ""},
                     {"/* /en/:splat 200", "/en/x", 200, "/en/en/x"},
                     {"/* /en/:splat 404", "/en/x", 0, ""},
                     {"/* /en/:splat\n/en/x /y", "/en/x", 0, ""},
                     {"/en/x /y\n/* /en/:splat", "/en/x", 301, "/y"},
                     {"/* /e/:splat/y", "/e/x", 0, ""}, {"/* /e/:splat/", "/e/x", 301, "/e/e/x/"},
                     {"/* /e/f:splat/:splat", "/e/fx", 301, "/e/fe/fx/e/fx"},
                     {"/* /e/f:splat/:splat", "/e/f:splat", 0, ""}, {"/* /en", "/en/x", 0, ""},
                     {"/* /en", "/b", 301, "/en"}, {"/* /en?x", "/en/x", 301, "/en?x"},
                     {"/* /:splat", "/en", 301, "/en"}, {"/a/* /", "/a/b", 301, "/"},
                     {"/a/* /a/b", "/a/bzz", 0, ""}, {"/a/* /a/b", "/a/c", 301, "/a/b"},
                     {"/a* /a/:splat", "/ax", 0, ""}, {"/*/x /en/:splat", "/en/x", 301, "/en/en"},
                     {"/*/x /en/:splat/x", "/en/a/x", 0, ""});
}

static void a_loop_is_seen_behind_the_requests_own_host(void **state)
{
    (void)state;
    ASSERT_DECISIONS({"/* http://h/en/:splat", "/en/x", 0, ""},
                     {"/* http://h/en/:splat", "/b", 301, "http://h/en/b"},
                     {"/* http://o/en/:splat", "/en/x", 301, "http://o/en/en/x"},
                     {"/* https://h/en/:splat", "/en/x", 301, "https://h/en/en/x"},
                     {"/* http://h/en", "/en/x", 301, "http://h/en"},
                     {"/a/* http://h/a/:splat", "/a/x", 301, "http://h/a/x"});
}

static void any_other_rule_may_lead_to_itself(void **state)
{
    (void)state;
    ASSERT_DECISIONS({"/a /a", "/a", 301, "/a"}, {"/a/:x /a/b", "/a/b", 301, "/a/b"},
                     {"/:x/* /:x/:splat", "/a/b", 301, "/a/b"});
}

static void a_rewrite_may_lead_to_another_site(void **state)
{
    (void)state;
    ASSERT_DECISIONS(
        {"/api/* https://x.example/:splat 200", "/api/a/b?q=1", 200, "https://x.example/a/b?q=1"},
        {"/api/* https://x.example/:splat 200", "/api", 200, "https://x.example/"},
        {"/api/* https://x.example/:splat 200", "/api///evil.example", 200,
         "https://x.example///evil.example"},
        {"/:a http://x.example:8080/v1?k=:a 200!", "/1&2?q", 200,
         "http://x.example:8080/v1?k=1%262"},
        {"/a https://x.example#f 200", "/a?q", 200, "https://x.example?q#f"},
        {"/a k=:v https://x.example/:v 200", "/a?k=b%20c&q", 200, "https://x.example/b%20c"},
        {"/a https://x.example/b 200 Foo=1", "/a", 0, ""},
        {"https://h/x/* 200", "https://h/x/y", 200, "https://h/x/y"});
    struct exchange exchange;
    exchange_init(&exchange, "POST", "/a");
    assert_decision(
        &exchange, &(struct vector){"/a https://x.example/ 200!", "/a", 200, "https://x.example/"});
    assert_int_equal(exchange.decision.action, CAROM_ACTION_REWRITE);
    assert_true(exchange.decision.force);
}

/* The status 200 is no loop, also where host and path are the request's own. */
static void a_rewrite_to_the_requests_own_site_is_no_loop(void **state)
{
    (void)state;
    ASSERT_DECISIONS({"/* http://h/en/:splat 200", "/en/x", 200, "http://h/en/en/x"},
                     {"/* http://h/:splat 200\n/a /z", "/a", 200, "http://h/a"},
                     {"/a http://h/a 200\n/a /z", "/a", 200, "http://h/a"});
}

static void a_capture_does_not_choose_the_host_of_a_rewrite(void **state)
{
    (void)state;
    ASSERT_DECISIONS(
        {"/:a https://x:a.example/ 200", "/y", 400, ""},
        {"/:a/* https://x.example:a/:splat 200", "/.evil.example/b", 400, ""},
        {"/:a/* https://x.example:a/:splat 200", "/@evil.example/b", 400, ""},
        {"/:a/* https://x.example:a/:splat 200", "/:443/b", 200, "https://x.example:443/b"});
}

/* Identical is what is written alike: the status, too, and the text of a path. */
static void of_identical_rules_the_last_counts(void **state)
{
    (void)state;
    ASSERT_DECISIONS({"/a /b\n/a /c\n/a /b", "/a", 301, "/c"},
                     {"/a /b 301\n/a /c\n/a /b", "/a", 301, "/b"},
                     {"/ /x\n/ /y\n//b /x", "/", 301, "/x"},
                     {"/a q=1 /b\n/a /c\n/a q=1 /b", "/a?q=1", 301, "/c?q=1"},
                     {"/x/* 200\n/x/* /y 200\n/x/* /x/:splat 200", "/x/a", 200, "/y"},
                     {"/x/* 200\n/x/* /y 200\n/x/* /x/:splat/ 200", "/x/a", 200, "/x/a"});
}

/* What leads to the same is not one rule for that. */
static void targets_that_are_written_differently_make_two_rules(void **state)
{
    (void)state;
    ASSERT_DECISIONS({"/a /%C3%A9\n/a /c\n/a /%C3%A9", "/a", 301, "/c"},
                     {"/a /\xC3\xA9\n/a /c\n/a /%C3%A9", "/a", 301, "/%C3%A9"});
}

/* Nothing is signed, but by what it would be tells rules apart. */
static void rules_that_are_signed_differently_are_two(void **state)
{
    (void)state;
    ASSERT_DECISIONS({"/a /b 302\n/a /c\n/a /b 302 Sign=k", "/a", 302, "/b"},
                     {"/a /b 302 Sign=k\n/a /c\n/a /b 302 Sign=l", "/a", 302, "/b"},
                     {"/a /b 302 Sign=\n/a /c\n/a /b 302", "/a", 302, "/b"},
                     {"/a /b 302 Sign=k\n/a /c\n/a /b 302 signed=k", "/a", 301, "/c"},
                     {"/a /b 302 Sign=k signed=l\n/a /c\n/a /b 302 Sign=l", "/a", 301, "/c"},
                     {"/a /b 302 Sign=k Sign\n/a /c\n/a /b 302", "/a", 301, "/c"},
                     {"/a /b 302 Sign=k=l\n/a /c\n/a /b 302 Sign=k", "/a", 301, "/c"});
}

static void the_key_proto_asks_for_nothing(void **state)
{
    (void)state;
    ASSERT_DECISIONS({"/a __proto__=1 /b", "/a", 301, "/b"},
                     {"/a __proto__=:p q=:v /b/:p/:v", "/a?__proto__=1&q=2", 301, "/b/:p/2"},
                     {"/a /b 302 __proto__=1", "/a", 302, "/b"},
                     {"/a __proto__=1 /b\n/a /c\n/a /b", "/a", 301, "/c"});
}

/* The engine asks about a loop before it looks at what else a rule asks for. */
static void a_rule_that_would_loop_ends_the_search_without_matching(void **state)
{
    (void)state;
    ASSERT_DECISIONS(
        {"/a/* /a/c 301 Country=de\n/a/:x /z", "/a/c", 0, ""},
        {"/a/* /a/c 301 Country=de\n/a/:x /z", "/a/d", 301, "/z"},
        {"/a/* q=1 /a/c\n/a/:x /z", "/a/c", 0, ""},
        {"/a/* /a/c 301 Foo=1\n/a/:x /z", "/a/c", 0, ""},
        {"/a/:x /z\n/a/* /a/c 301 Country=de", "/a/c", 301, "/z"},
        {"/a/* /a/c 200 Country=de\n/a/:x /z", "/a/c", 301, "/z"},
        {"/a/:x /a/c 301 Country=de\n/a/:y /z", "/a/c", 301, "/z"},
        {"https://h/* /en/:splat 301 Country=de\n/* /z", "/en/c", 301, "/z"},
        {"http://h/* /en/:splat 301 Country=de\n/* /z", "/en/c", 0, ""},
        {"/* http://h/en/:splat 301 Country=de\n/* /z", "/en/c", 0, ""},
        {"/* https://h/en/:splat 301 Country=de\n/* /z", "/en/c", 301, "/z"},
        {"/* http://h/en 301 Country=de\n/* /z", "/en", 301, "/z"},
        {"/x/* q=:q /x/:q/:splat\n/x/* /z", "/x/:q/c", 0, ""},
        {"/x/* q=:q /x/:q/:splat\n/x/* /z", "/x/c", 301, "/z"},
        {"/* /en/:splat 302 Language=en\n/* /de/:splat 302 Language=de\n/* /z", "/de/x", 0, ""},
        {"/* /en/:splat 302 Language=en\n/* /de/:splat 302 Language=de\n/* /z", "/x", 301, "/z"});
}

/* More rules than a list of the index keeps together, of one prefix and of many. */
static void loops_are_found_among_many_rules(void **state)
{
    (void)state;
    enum { COUNT = 300 };
    char text[COUNT * 64] = "";
    size_t len = 0;
    for (int i = 0; i < COUNT; i++)
        len += (size_t)snprintf(text + len, sizeof text - len, "/* /%s%d/:splat 302 Country=x%d\n",
                                i % 2 == 0 ? "same/" : "p", i % 2 == 0 ? 1 : i, i);
    (void)snprintf(text + len, sizeof text - len, "/* /last");
    for (int i = 0; i < COUNT; i++) {
        char target[32];
        struct vector looping = {text, target, 0, ""};
        struct vector other = {text, target, 301, "/last"};
        struct exchange exchange;
        (void)snprintf(target, sizeof target, i % 2 == 0 ? "/same/1/%d" : "/p%d", i);
        exchange_init(&exchange, "GET", target);
        assert_decision(&exchange, &looping);
        (void)snprintf(target, sizeof target, "/q%d", i);
        exchange_init(&exchange, "GET", target);
        assert_decision(&exchange, &other);
    }
}

static void conditions_are_those_of_the_request(void **state)
{
    (void)state;
    static const struct vector second = {
        "/a /b 302 Language=de Cookie=c\n/a /c 302 Language=en\n/a /d 302", "/a", 302, "/c"};
    static const struct vector first = {
        "/a /b 302 Language=de Cookie=c\n/a /c 302 Language=en\n/a /d 302", "/a", 302, "/b"};
    static const struct vector third = {
        "/a /b 302 Language=de Cookie=c\n/a /c 302 Language=en\n/a /d 302", "/a", 302, "/d"};
    struct exchange exchange;
    exchange_init(&exchange, "GET", "/a");
    assert_decision(&exchange, &third);
    exchange_add_field(&exchange, "Accept-Language", "de;q=0.5, en-GB");
    assert_decision(&exchange, &second);
    exchange_add_field(&exchange, "Accept-Language", "de-AT");
    assert_decision(&exchange, &second); /* the first of equals */
    exchange.fields[0].value = CAROM_LITERAL("en;q=0.5");
    assert_decision(&exchange, &third); /* de, but no cookie */
    exchange_add_field(&exchange, "Cookie", "a=1; c=");
    assert_decision(&exchange, &third);
    exchange_add_field(&exchange, "Cookie", "c=1");
    assert_decision(&exchange, &first);
}

/* Why the only rule of a text does not match /a. */
static enum carom_mismatch mismatch_of(const char *text)
{
    struct carom_rules rules = rules_in(CAROM_DIALECT_NETLIFY, text);
    struct carom_lookup lookup = {.method = CAROM_LITERAL("GET"), .path = CAROM_LITERAL("/a")};
    struct carom_match match;
    enum carom_mismatch why;
    assert_int_equal(carom_rules_try(&rules, &lookup, 0, &match, &why), CAROM_OK);
    free_rules(&rules);
    return why;
}

static void an_unknown_condition_fails_after_all_others(void **state)
{
    (void)state;
    assert_int_equal(mismatch_of("/a /b 302 Foo=1"), CAROM_MISMATCH_UNKNOWN);
    assert_int_equal(mismatch_of("/a /b 302 Foo=1 Cookie=c"), CAROM_MISMATCH_COOKIE);
    assert_int_equal(mismatch_of("/a /b 302 Foo=1 Language=de Cookie=c"), CAROM_MISMATCH_LANGUAGE);
    assert_int_equal(mismatch_of("/a x=1 /b 302 Foo=1 Country=de"), CAROM_MISMATCH_QUERY);
    assert_int_equal(mismatch_of("/b /b 302 Foo=1 Country=de"), CAROM_MISMATCH_PATH);
    assert_int_equal(mismatch_of("https://h/b /b 302 Foo=1"), CAROM_MISMATCH_SCHEME);
}

static void the_capacity_asked_for_suffices(void **state)
{
    (void)state;
    static const char *const targets[] = {"/en/x?abc", "/b?abc", "/en", "/x y"};
    struct carom_rules rules = rules_in(CAROM_DIALECT_NETLIFY, "/* /en/:splat 302");
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++) {
        struct exchange exchange;
        exchange_init(&exchange, "GET", targets[i]);
        for (size_t cap = 0; cap < 32; cap++) {
            char *block = malloc(cap + 1);
            assert_non_null(block);
            struct carom_buf buf = {block, cap, 0};
            enum carom_result result =
                carom_decide(&rules, &exchange.request, &buf, &exchange.decision);
            free(block);
            if (result == CAROM_OK) {
                assert_true(buf.len <= cap);
                continue;
            }
            assert_int_equal(result, CAROM_ERR_NOSPACE);
            assert_true(buf.len > cap);
            block = malloc(buf.len);
            assert_non_null(block);
            buf = (struct carom_buf){block, buf.len, 0};
            assert_int_equal(carom_decide(&rules, &exchange.request, &buf, &exchange.decision),
                             CAROM_OK);
            free(block);
        }
    }
    free_rules(&rules);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_three_statuses_pass_the_query_on),
        cmocka_unit_test(paths_and_hosts_are_compared_byte_by_byte),
        cmocka_unit_test(captures_are_put_in_once),
        cmocka_unit_test(query_captures_are_decoded_and_encoded_again),
        cmocka_unit_test(a_second_slash_behind_a_segment_is_passed_over),
        cmocka_unit_test(a_splat_rule_is_not_for_the_paths_it_leads_to),
        cmocka_unit_test(a_loop_is_seen_behind_the_requests_own_host),
        cmocka_unit_test(any_other_rule_may_lead_to_itself),
        cmocka_unit_test(a_rewrite_may_lead_to_another_site),
        cmocka_unit_test(a_rewrite_to_the_requests_own_site_is_no_loop),
        cmocka_unit_test(a_capture_does_not_choose_the_host_of_a_rewrite),
        cmocka_unit_test(of_identical_rules_the_last_counts),
        cmocka_unit_test(targets_that_are_written_differently_make_two_rules),
        cmocka_unit_test(rules_that_are_signed_differently_are_two),
        cmocka_unit_test(the_key_proto_asks_for_nothing),
        cmocka_unit_test(a_rule_that_would_loop_ends_the_search_without_matching),
        cmocka_unit_test(loops_are_found_among_many_rules),
        cmocka_unit_test(conditions_are_those_of_the_request),
        cmocka_unit_test(an_unknown_condition_fails_after_all_others),
        cmocka_unit_test(the_capacity_asked_for_suffices),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
