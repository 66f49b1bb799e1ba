/*
 * Decisions in the cloudflare dialect.
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

static void assert_decision(struct exchange *exchange, const struct vector *vector)
{
    struct carom_rules rules = rules_in(CAROM_DIALECT_CLOUDFLARE, vector->rules);
    exchange_run(exchange, &rules);
    if (exchange->decision.status != vector->status)
        print_error("%s on %s: %u\n", vector->rules, vector->target,
                    (unsigned)exchange->decision.status);
    assert_int_equal(exchange->decision.status, vector->status);
    assert_view(exchange->decision.location, vector->location);
    assert_int_equal(exchange->decision.force, vector->status != 0);
    free_rules(&rules);
}

/* Requests to https://h.example. */
static void assert_decisions(const struct vector *vectors, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct exchange exchange;
        exchange_init(&exchange, "GET", vectors[i].target);
        exchange.request.scheme = CAROM_LITERAL("https");
        exchange.request.authority = CAROM_LITERAL("h.example");
        assert_decision(&exchange, &vectors[i]);
    }
}

#define ASSERT_DECISIONS(...)                                                                      \
    do {                                                                                           \
        static const struct vector vectors[] = {__VA_ARGS__};                                      \
        assert_decisions(vectors, sizeof vectors / sizeof vectors[0]);                             \
    } while (0)

static void a_requests_path_is_serialised_first(void **state)
{
    (void)state;
    ASSERT_DECISIONS({"/a/b /x", "/a/b", 302, "/x"}, {"/a/b /x", "/a/./b", 302, "/x"},
                     {"/a/b /x", "/c/../a/%2e/b", 302, "/x"}, {"/a/b /x", "/../a/b", 302, "/x"},
                     {"/a/b /x", "/a\\b", 302, "/x"}, {"/a/b /x", "/a\t/\nb", 302, "/x"},
                     {"/a/b /x", "/a/b#c", 302, "/x"}, {"/a/b /x", "/a/b  ", 302, "/x"},
                     {"/a/b /x", "/a/b?q ", 302, "/x?q"}, {"/a/b /x", "/a/b/", 0, ""},
                     {"/a/b /x", "//a/b", 0, ""}, {"//a/b /x", "//a/b", 302, "/x"},
                     {"/%C3%A9 /x", "/\xC3\xA9", 302, "/x"}, {"/\xC3\xA9 /x", "/%c3%a9", 0, ""},
                     {"/%EF%BF%BD /x", "/\xFF", 302, "/x"}, {"/A /x", "/%41", 0, ""},
                     {"/ /x", "/", 302, "/x"}, {"/ /x", "/..", 302, "/x"},
                     {"/* /x", "http://h.example?q", 302, "/x?q"},
                     {"/a /x", "https://o.example/a", 302, "/x"});
}

static void a_query_is_added_when_there_is_one(void **state)
{
    (void)state;
    ASSERT_DECISIONS({"/a /b", "/a?x=1", 302, "/b?x=1"}, {"/a /b 307", "/a?x=1", 307, "/b?x=1"},
                     {"/a /b", "/a?", 302, "/b"}, {"/a /b?", "/a?x", 302, "/b?x"},
                     {"/a /b?y", "/a?x", 302, "/b?y"}, {"/a /b#f", "/a?x", 302, "/b?x#f"},
                     {"/a https://o.example/b#f", "/a?x", 302, "https://o.example/b?x#f"},
                     {"/a /b", "/a?x='\xC3\xA9\"#z", 302, "/b?x=%27%C3%A9%22"},
                     {"/a /b 200", "/a?x", 200, "/b"}, {"/a /b?y#f 200", "/a?x", 200, "/b"});
}

static void a_target_is_resolved_against_the_request(void **state)
{
    (void)state;
    ASSERT_DECISIONS(
        {"/a https://h.example/b", "/a", 302, "/b"},
        {"/a https://H.Example:443/b", "/a", 302, "/b"},
        {"/a https://h.example:8443/b", "/a", 302, "https://h.example:8443/b"},
        {"/a https://O.example:443/b", "/a", 302, "https://o.example/b"},
        {"/a https://o.example", "/a", 302, "https://o.example/"},
        {"/a https://h.example/b", "http://h.example/a", 302, "https://h.example/b"},
        {"/a https://h.example/b", "https://H.EXAMPLE:443/a", 302, "/b"},
        {"/a https://h.example/b", "https://h.example:8443/a", 302, "https://h.example/b"},
        {"/:a-:b /x/:a:b/y", "/.-.", 302, "/y"}, {"/:a-:b /x/:a:b/y", "/.-%2e", 302, "/y"},
        {"/:a-:b /x/:a/y", "/..-1", 302, "/y"}, {"/:a-:b /x/:a/y", "/.-1", 302, "/x/y"},
        {"/:a-:b /x/:a", "/..-1", 302, "/"}, {"/:a-:b /x/:a", "/.-1", 302, "/x/"},
        {"/:a-:b /x/y/:a?:a#:a", "/%2E%2e-1", 302, "/x/?%2E%2e#%2E%2e"},
        {"/:a-:b https://o.example/x/:a/:a/:b", "/..-1", 302, "https://o.example/1"},
        {"/:a-:b /x/:a/y 200", "/..-1", 200, "/y"});
}

static void no_capture_leaves_the_site(void **state)
{
    (void)state;
    ASSERT_DECISIONS(
        {"/* /:splat", "//evil.example", 302, "/evil.example"},
        {"/* /:splat", "/\\evil.example", 302, "/evil.example"},
        {"/:a-/* /:a/:splat", "/..-//evil.example", 302, "/evil.example"},
        {"/:a-/* /x/:a//:splat", "/..-/evil.example", 302, "/evil.example"},
        {"/:a-/* /:a//:splat 200", "/..-/evil.example", 200, "/evil.example"},
        {"/* https://h.example/:splat", "//evil.example", 302, "https://h.example//evil.example"},
        {"/:a-/* https://h.example/:a//:splat", "/.-/evil.example", 302,
         "https://h.example//evil.example"},
        {"/* /x/:splat", "//b", 302, "/x//b"}, {"/* /x/:splat", "/[|]%", 302, "/x/%5B%7C%5D%25"},
        {"/* /x?q=:splat", "/a&b+c", 302, "/x?q=a%26b%2Bc"},
        {"/* /x'?q='#:splat'", "/a'", 302, "/x'?q=%27#a''"},
        {"/* /x?q=:splat", "/a'", 302, "/x?q=a%27"});
}

static void a_rule_may_lead_to_itself(void **state)
{
    (void)state;
    ASSERT_DECISIONS({"/a /a", "/a", 302, "/a"}, {"/* /en/:splat", "/en/x", 302, "/en/en/x"});
}

static void static_rules_come_before_dynamic_ones(void **state)
{
    (void)state;
    ASSERT_DECISIONS({"/a/b /1\n/a/* /2\n/a/c /3", "/a/b", 302, "/1"},
                     {"/a/b /1\n/a/* /2\n/a/c /3", "/a/c", 302, "/2"},
                     {"/:x.html /1/:x\n/:x /2/:x", "/a.html", 302, "/1/a"},
                     {"/:x.html /1/:x\n/:x /2/:x", "/a", 302, "/2/a"});
}

static void a_request_of_unknown_host_keeps_the_targets_own(void **state)
{
    (void)state;
    static const struct vector vector = {"/a https://h.example/b", "/a", 302,
                                         "https://h.example/b"};
    struct exchange exchange;
    exchange_init(&exchange, "GET", "/a");
    exchange.request.scheme = exchange.request.authority = carom_view_of(NULL, 0);
    assert_decision(&exchange, &vector);
}

/* For all capacities up to `most`: a decision, or the capacity that gives one. */
static void assert_capacities(const char *text, const char *target, size_t most)
{
    struct carom_rules rules = rules_in(CAROM_DIALECT_CLOUDFLARE, text);
    struct exchange exchange;
    exchange_init(&exchange, "GET", target);
    for (size_t cap = 0; cap <= most; cap++) {
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
        assert_int_equal(exchange.decision.action, CAROM_ACTION_NONE);
        block = malloc(buf.len);
        assert_non_null(block);
        buf = (struct carom_buf){block, buf.len, 0};
        assert_int_equal(carom_decide(&rules, &exchange.request, &buf, &exchange.decision),
                         CAROM_OK);
        free(block);
    }
    free_rules(&rules);
}

static void the_capacity_asked_for_suffices(void **state)
{
    (void)state;
    static const char *const targets[] = {"/a/b?q",       "/a/\xC3\xA9?q=\"", "/a/../b c",
                                          "/none/../x y", "/a/[]|[]|?[]",     "/a/:b:c:d/.."};
    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++) {
        assert_capacities("/a /b\n/a/* /x/:splat/:splat/:splat", targets[i], 160);
        assert_capacities("/a/:b* https://h/:b/:splat?:b#:splat\n/:x /:x", targets[i], 160);
        assert_capacities("/:x /", targets[i], 160);
        assert_capacities("", targets[i], 40);
    }
}

static void a_path_of_a_megabyte_is_decided(void **state)
{
    (void)state;
    size_t len = 1 << 20;
    char *target = malloc(len + 1);
    assert_non_null(target);
    for (size_t i = 0; i < len; i++)
        target[i] = "/-.\\"[i % 4];
    target[len] = '\0';
    struct carom_rules rules = rules_in(CAROM_DIALECT_CLOUDFLARE, "/:a-:b*:c.x /1\n/* /n/:splat");
    struct exchange exchange;
    exchange_init(&exchange, "GET", target);
    struct carom_buf buf = {NULL, 0, 0};
    assert_int_equal(carom_decide(&rules, &exchange.request, &buf, &exchange.decision),
                     CAROM_ERR_NOSPACE);
    char *scratch = malloc(buf.len);
    assert_non_null(scratch);
    buf = (struct carom_buf){scratch, buf.len, 0};
    assert_int_equal(carom_decide(&rules, &exchange.request, &buf, &exchange.decision), CAROM_OK);
    assert_int_equal(exchange.decision.line, 2);
    assert_int_equal(exchange.decision.location.len, len + 2);
    free_rules(&rules);
    free(scratch);
    free(target);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_requests_path_is_serialised_first),
        cmocka_unit_test(a_query_is_added_when_there_is_one),
        cmocka_unit_test(a_target_is_resolved_against_the_request),
        cmocka_unit_test(no_capture_leaves_the_site),
        cmocka_unit_test(a_rule_may_lead_to_itself),
        cmocka_unit_test(static_rules_come_before_dynamic_ones),
        cmocka_unit_test(a_request_of_unknown_host_keeps_the_targets_own),
        cmocka_unit_test(the_capacity_asked_for_suffices),
        cmocka_unit_test(a_path_of_a_megabyte_is_decided),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
