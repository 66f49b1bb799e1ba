#include "support.h"

#include <stdlib.h>
#include <string.h>

/* Decides one request by one text of rules. */
static void decide(struct exchange *exchange, const char *rules_text, const char *method,
                   const char *target)
{
    struct carom_rules rules = rules_of(rules_text);
    exchange_init(exchange, method, target);
    exchange_run(exchange, &rules);
    exchange->decision.reason = carom_view_of(NULL, 0); /* they point into the rule set */
    exchange->decision.methods = carom_view_of(NULL, 0);
    free_rules(&rules);
}

struct vector {
    const char *rules;
    const char *target;
    uint16_t status; /* 0: none */
    const char *location;
};

static void assert_decisions(const struct vector *vectors, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct exchange exchange;
        decide(&exchange, vectors[i].rules, "GET", vectors[i].target);
        if (exchange.decision.status != vectors[i].status)
            print_error("%s on %s: %u\n", vectors[i].rules, vectors[i].target,
                        (unsigned)exchange.decision.status);
        assert_int_equal(exchange.decision.status, vectors[i].status);
        assert_view(exchange.decision.location, vectors[i].location);
    }
}

#define ASSERT_DECISIONS(...)                                                                      \
    do {                                                                                           \
        static const struct vector vectors[] = {__VA_ARGS__};                                      \
        assert_decisions(vectors, sizeof vectors / sizeof vectors[0]);                             \
    } while (0)

/* S1 */
static void a_307_carries_the_temporary_uri(void **state)
{
    (void)state;
    struct exchange exchange;
    decide(&exchange, "# moved\n/api /v2/api 307", "POST", "/api");
    assert_int_equal(exchange.decision.action, CAROM_ACTION_REDIRECT);
    assert_int_equal(exchange.decision.status, 307);
    assert_view(exchange.decision.location, "/v2/api");
    assert_true(exchange.decision.has_rule);
    assert_int_equal(exchange.decision.line, 2);
    assert_int_equal(exchange.decision.rule, 0);
    assert_int_equal(exchange.decision.max_age_s, -1);
}

static void actions_follow_from_the_status(void **state)
{
    (void)state;
    static const struct {
        const char *rules;
        enum carom_action action;
        const char *name;
    } cases[] = {
        {"/a /b", CAROM_ACTION_REDIRECT, "redirect"},
        {"/a /b 303", CAROM_ACTION_REDIRECT, "redirect"},
        {"/a /b 200", CAROM_ACTION_REWRITE, "rewrite"},
        {"/a 404", CAROM_ACTION_REFUSE, "refuse"},
        {"/a /b 410", CAROM_ACTION_REFUSE, "refuse"},
        {"/b /a", CAROM_ACTION_NONE, "none"},
        {"", CAROM_ACTION_NONE, "none"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct exchange exchange;
        decide(&exchange, cases[i].rules, "GET", "/a");
        assert_int_equal(exchange.decision.action, cases[i].action);
        assert_view(carom_action_name(exchange.decision.action), cases[i].name);
    }
}

static void the_query_is_passed_on_unless_the_target_has_one(void **state)
{
    (void)state;
    ASSERT_DECISIONS(
        {"/a /b", "/a?x=1&y", 301, "/b?x=1&y"}, {"/a /b?z", "/a?x=1", 301, "/b?z"},
        {"/a /b?", "/a?x=1", 301, "/b?"}, {"/a /b", "/a?", 301, "/b?"},
        {"/a /b#f", "/a?x=1", 301, "/b?x=1#f"}, {"/a /b#f?g", "/a?x=1", 301, "/b?x=1#f?g"},
        {"/a https://h.example", "/a?x", 301, "https://h.example?x"},
        {"/a x=1 /b", "/a?x=1&y=2", 301, "/b"},
        {"/:x https://h.example/:x?y=:x#:x", "/b+c&d", 301,
         "https://h.example/b+c&d?y=b%2Bc%26d#b+c&d"},
        {"/:x https://h.example?y=:x#:x", "/b+c&d", 301, "https://h.example?y=b%2Bc%26d#b+c&d"},
        {"/a x=:x /b?y=:x", "/a?x=a%26b+c", 301, "/b?y=a%26b+c"},
        {"/a x=:x /:x#:x", "/a?x=b+c", 301, "/b%20c#b%20c"},
        {"/:x /b?y=:x", "/b+c", 301, "/b?y=b%2Bc"}, {"/a /b 200", "/a?x=1", 200, "/b?x=1"},
        {"/a /gone.html 410", "/a?x=1", 410, "/gone.html"},
        {"/a /b", "/a?x=\"<>\xC3\xA9 [1]", 301, "/b?x=%22%3C%3E%C3%A9%20%5B1%5D"});
}

static void captures_are_put_in_once(void **state)
{
    (void)state;
    ASSERT_DECISIONS({"/w/:a/:ab /q/:a/:ab", "/w/1/2", 301, "/q/1/2"},
                     {"/:a/:b /q/:a/:b", "/:b/SECRET", 301, "/q/:b/SECRET"},
                     {"/:a /x/:b/:a", "/1", 301, "/x/:b/1"}, {"/:a /x:a-:a", "/1", 301, "/x1-1"},
                     {"/a/* /b/:splat", "/a", 301, "/b/"},
                     {"/a/* /b/:splat", "/a/x/y/", 301, "/b/x/y/"},
                     {"/:a /x?q=:a#:a", "/1&2", 301, "/x?q=1%262#1&2"},
                     {"/:a /x", "/$&", 301, "/x"}, {"/:a /x/:a", "/$&", 301, "/x/$&"});
}

/* What a hostile path cannot do to the Location. */
static void no_capture_leaves_the_origin(void **state)
{
    (void)state;
    ASSERT_DECISIONS({"/* /:splat", "//evil.example", 301, "/evil.example"},
                     {"/* /:splat", "///evil.example", 301, "/evil.example"},
                     {"/* /:splat", "/\\evil.example", 301, "/evil.example"},
                     {"/* /:splat", "//\\/\\evil.example", 301, "/evil.example"},
                     {"/a/* /:splat/x", "/a/", 301, "/x"}, {"/a/* /:splat//x", "/a", 301, "/x"},
                     {"/a/:b /:b", "/a/%2f%2fevil", 301, "/%2f%2fevil"},
                     {"/a/:b /:b", "/a/%5cevil", 301, "/%5cevil"},
                     {"/a/* /:splat", "/a/\t/evil", 301, "/%09/evil"},
                     {"/a/* /x/:splat", "/a//\\b", 301, "/x//%5Cb"},
                     {"/a/* https://h.example/:splat", "/a//evil", 301, "https://h.example//evil"},
                     {"/a/* https://h.example/:splat", "/a/@evil", 301, "https://h.example/@evil"});
}

static void controls_spaces_and_non_ascii_are_encoded(void **state)
{
    (void)state;
    ASSERT_DECISIONS(
        {"/a/* /b/:splat", "/a/x\r\nSet-Cookie:y", 301, "/b/x%0D%0ASet-Cookie:y"},
        {"/a/* /b/:splat", "/a/x%0d%0ay", 301, "/b/x%0d%0ay"},
        {"/a/* /b/:splat", "/a/x y\x7f", 301, "/b/x%20y%7F"},
        {"/a/* /b/:splat", "/a/\xC3\xA9\xFF", 301, "/b/%C3%A9%FF"},
        {"/a/* /b/:splat", "/a/%41%zz%4", 301, "/b/%41%25zz%254"},
        {"/a/* /b/:splat", "/a/\"<>^`{|}[]#", 301, "/b/%22%3C%3E%5E%60%7B%7C%7D%5B%5D%23"});
}

static void a_redirect_to_its_own_request_is_passed_over(void **state)
{
    (void)state;
    ASSERT_DECISIONS(
        {"/a /a", "/a", 0, ""}, {"/a /a\n/* /z 302", "/a", 302, "/z"}, {"/a /a/", "/a", 301, "/a/"},
        {"/a /a/", "/a/", 0, ""}, {"/a /a", "/a?x", 0, ""}, {"/a /a?y", "/a?x", 301, "/a?y"},
        {"/a /a?y", "/a?y", 0, ""}, {"/a /a#top", "/a", 0, ""}, {"/a /b\n/b /a", "/b", 301, "/a"});
}

static void own_urls_are_seen_in_absolute_form(void **state)
{
    (void)state;
    ASSERT_DECISIONS({"/* http://h/:splat", "/x?y", 0, ""}, {"/* http://H/:splat", "/x", 0, ""},
                     {"/* https://h/:splat", "/x", 301, "https://h/x"},
                     {"/* http://h.example/:splat", "/x", 301, "http://h.example/x"},
                     {"/* http://h:80/:splat", "/x", 0, ""}, {"/* http://h:/:splat", "/x", 0, ""},
                     {"/* http://h:443/:splat", "/x", 301, "http://h:443/x"},
                     {"/x http://hx", "/x", 301, "http://hx"},
                     {"/x https://h:443/x", "https://H/x", 0, ""},
                     {"/x http://h/x", "http://h:80/x", 0, ""}, {"/ http://h", "/?q", 0, ""},
                     {"/ http://h", "/", 0, ""}, {"/ / 302", "http://h?q", 0, ""});
}

static void a_rewrite_to_itself_and_a_303_after_post_are_no_loops(void **state)
{
    (void)state;
    struct exchange exchange;
    decide(&exchange, "/a /a 200\n/* /z", "GET", "/a");
    assert_int_equal(exchange.decision.status, 200);
    decide(&exchange, "/form /form 303", "POST", "/form");
    assert_int_equal(exchange.decision.status, 303);
    decide(&exchange, "/form /form 302", "POST", "/form");
    assert_int_equal(exchange.decision.action, CAROM_ACTION_NONE);
    decide(&exchange, "/form /form 303", "GET", "/form");
    assert_int_equal(exchange.decision.action, CAROM_ACTION_NONE);
    decide(&exchange, "/form /form 307", "POST", "/form");
    assert_int_equal(exchange.decision.action, CAROM_ACTION_NONE);
}

static void request_targets_have_three_forms(void **state)
{
    (void)state;
    ASSERT_DECISIONS({"/a /b", "http://other/a?q", 301, "/b?q"},
                     {"/a /b", "HTTPS://other/a", 301, "/b"}, {"/ /b", "http://other", 301, "/b"},
                     {"/ /b", "http://other?q", 301, "/b?q"}, {"/* /b", "*", 0, ""},
                     {"/* /b", "a", 400, ""}, {"/* /b", "", 400, ""},
                     {"/* /b", "http://:80/x", 400, ""}, {"/* /b", "http://u@h/x", 400, ""},
                     {"/* /b", "http://h#x/y", 400, ""}, {"/* /b", "http:///x", 400, ""},
                     {"/* /b", "http://?x", 400, ""}, {"/* /b", "ftp://h/x", 400, ""});
    struct exchange exchange;
    decide(&exchange, "/* /b", "CONNECT", "h:443");
    assert_int_equal(exchange.decision.action, CAROM_ACTION_NONE);
    decide(&exchange, "/* /b", "", "/x");
    assert_int_equal(exchange.decision.status, 400);
    decide(&exchange, "/* /b", "G T", "/x");
    assert_int_equal(exchange.decision.status, 400);
    decide(&exchange, "/* /b", "GET", "x");
    assert_int_equal(exchange.decision.action, CAROM_ACTION_REFUSE);
    assert_false(exchange.decision.has_rule);
}

static void alternates_are_expanded_too(void **state)
{
    (void)state;
    struct exchange exchange;
    decide(&exchange, "/d/:f /dl/:f 307 Alternate=https://m1.example/:f Alternate=/:f", "GET",
           "/d/x y?q");
    assert_view(exchange.decision.location, "/dl/x%20y?q");
    assert_int_equal(exchange.decision.alternate_count, 2);
    assert_view(exchange.decision.alternates[0], "https://m1.example/x%20y?q");
    assert_view(exchange.decision.alternates[1], "/x%20y?q");
}

static void the_capacity_asked_for_suffices(void **state)
{
    (void)state;
    static const struct {
        const char *rules;
        const char *target;
    } cases[] = {
        {"/a /bcd 301 Alternate=/efgh", "/a"},
        {"/a /a 301\n/a /a-much-longer-target 301", "/a"},
        {"/a /b 301\n/a /a-much-longer-target 301", "/a"},
        {"/a http://h/a\n/a /a-much-longer-target 301", "/a"},
        {"/a http://h:80/a\n/a /a-much-longer-target-than-that 301", "/a"},
        {"/a /a#frag\n/* /:splat/:splat Alternate=/xyz", "/a?q"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct carom_rules rules = rules_of(cases[i].rules);
        struct exchange exchange;
        exchange_init(&exchange, "GET", cases[i].target);
        for (size_t cap = 0; cap < 64; cap++) {
            char *block = malloc(cap + 1);
            assert_non_null(block);
            struct carom_buf buf = {block, cap, 0};
            enum carom_result result =
                carom_decide(&rules, &exchange.request, &buf, &exchange.decision);
            if (result == CAROM_OK) {
                assert_true(buf.len <= cap);
                free(block);
                continue;
            }
            assert_int_equal(result, CAROM_ERR_NOSPACE);
            assert_true(buf.len > cap);
            assert_int_equal(exchange.decision.status, 0);
            assert_int_equal(exchange.decision.location.len, 0);
            free(block);
            size_t needed = buf.len;
            block = malloc(needed);
            assert_non_null(block);
            buf = (struct carom_buf){block, needed, 0};
            assert_int_equal(carom_decide(&rules, &exchange.request, &buf, &exchange.decision),
                             CAROM_OK);
            free(block);
        }
        free_rules(&rules);
    }
}

static void a_path_of_a_megabyte_is_decided(void **state)
{
    (void)state;
    size_t len = 1 << 20;
    char *target = malloc(len + 1);
    char *scratch = malloc(3 * len);
    assert_non_null(target);
    assert_non_null(scratch);
    memset(target, '"', len);
    target[0] = '/';
    target[len] = '\0';
    struct carom_rules rules = rules_of("/* /new/:splat 307");
    struct exchange exchange;
    exchange_init(&exchange, "GET", target);
    struct carom_buf buf = {scratch, 10, 0};
    assert_int_equal(carom_decide(&rules, &exchange.request, &buf, &exchange.decision),
                     CAROM_ERR_NOSPACE);
    assert_int_equal(buf.len, 5 + 3 * (len - 1));
    buf.cap = 3 * len;
    assert_int_equal(carom_decide(&rules, &exchange.request, &buf, &exchange.decision),
                     CAROM_ERR_NOSPACE);
    free(scratch);
    scratch = malloc(buf.len);
    assert_non_null(scratch);
    buf = (struct carom_buf){scratch, buf.len, 0};
    assert_int_equal(carom_decide(&rules, &exchange.request, &buf, &exchange.decision), CAROM_OK);
    assert_int_equal(exchange.decision.location.len, 5 + 3 * (len - 1));
    free_rules(&rules);
    free(scratch);
    free(target);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_307_carries_the_temporary_uri),
        cmocka_unit_test(actions_follow_from_the_status),
        cmocka_unit_test(the_query_is_passed_on_unless_the_target_has_one),
        cmocka_unit_test(captures_are_put_in_once),
        cmocka_unit_test(no_capture_leaves_the_origin),
        cmocka_unit_test(controls_spaces_and_non_ascii_are_encoded),
        cmocka_unit_test(a_redirect_to_its_own_request_is_passed_over),
        cmocka_unit_test(own_urls_are_seen_in_absolute_form),
        cmocka_unit_test(a_rewrite_to_itself_and_a_303_after_post_are_no_loops),
        cmocka_unit_test(request_targets_have_three_forms),
        cmocka_unit_test(alternates_are_expanded_too),
        cmocka_unit_test(the_capacity_asked_for_suffices),
        cmocka_unit_test(a_path_of_a_megabyte_is_decided),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
