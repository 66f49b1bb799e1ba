#include "lint_support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CAROM CAROM_DIALECT_CAROM
#define NETLIFY CAROM_DIALECT_NETLIFY
#define CLOUDFLARE CAROM_DIALECT_CLOUDFLARE

static void good_rules_have_no_findings(void **state)
{
    (void)state;
    assert_findings(CAROM, "", "");
    assert_findings(CAROM,
                    "/a /b\n/blog/:slug /news/:slug 308\n/docs/* https://d.example/:splat 302\n"
                    "/p id=:id /q/:id\n/p /q\n/post /b 307 Method=POST\n/* /index.html 200\n",
                    "");
    assert_findings(NETLIFY, "/a /b\n/a/* /b/:splat 302 Country=de\n/a/* /c/:splat\n", "");
    assert_findings(CLOUDFLARE, "/a /b\n/a/* /b/:splat\n/:x.html /c/:x\n", "");
}

static void the_same_rule_again_is_a_duplicate(void **state)
{
    (void)state;
    assert_findings(CAROM, "/a /b\n/c /d\n/a/ /b\n/a /b 301\n", "3 duplicate 1\n4 duplicate 1\n");
    assert_findings(CAROM, "/a /a\n/a /a\n", "2 duplicate 1\n");
    assert_findings(CAROM, "/a /b 302\n/a /c\n/a /d 302\n/a /d 302\n",
                    "2 unreachable 1\n3 unreachable 1\n4 duplicate 3\n");
    assert_findings(CAROM, "/a k=1 /b\n/a k=2 /b\n/a k=2 /b\n", "3 duplicate 2\n");
    assert_findings(NETLIFY, "/a /b\n/a /b\n", "2 duplicate 1\n");
}

static void a_static_rule_is_taken_by_an_earlier_pattern(void **state)
{
    (void)state;
    assert_findings(CAROM, "/blog/* /news 302\n/blog/first /one\n",
                    "1 unused_capture *\n2 unreachable 1\n");
    assert_findings(CAROM, "/* /index.html 200\n/a /b\n/b/c/d/e /f\n/ /g\n",
                    "2 unreachable 1\n3 unreachable 1\n4 unreachable 1\n");
    assert_findings(CAROM, "/u/:id /p/:id\n/u/me /me\n/u/ /all\n", "2 unreachable 1\n");
    assert_findings(CAROM, "/a/*/z /b/:splat\n/a/z /c\n/a/1/2/z /c\n/a/1/2 /c\n",
                    "2 unreachable 1\n3 unreachable 1\n");
    assert_findings(CAROM, "/a/b /c\n/a/* /d/:splat\n", "");
    assert_findings(CAROM, "/blog/:x /news/:x\n/blog/* /old/:splat\n/blog/a/b /c\n",
                    "3 unreachable 2\n");
}

static void a_pattern_is_taken_by_an_earlier_one_of_the_same_or_a_wider_shape(void **state)
{
    (void)state;
    assert_findings(CAROM, "/u/:id /p/:id\n/u/:name /q/:name\n", "2 unreachable 1\n");
    assert_findings(CAROM, "/x/* /y/:splat\n/x/:a/:b /z/:a/:b\n/x/:a/*/c /z/:a/:splat\n",
                    "2 unreachable 1\n3 unreachable 1\n");
    assert_findings(CAROM, "/x/:a/* /y/:a/:splat\n/x/* /z/:splat\n/x/*/c /z/:splat\n",
                    "3 unreachable 2\n");
    assert_findings(CAROM, "/*/b /y 200\n/:x/b /z 200\n/b /z 200\n/:x/* /z/:x/:splat 200\n",
                    "2 unreachable 1\n3 unreachable 1\n");
    assert_findings(CAROM, "/:a/x /1/:a/2\n/y/:b /3/:b/4\n/y/x /c\n/:a/:b /5/:a/:b\n",
                    "3 unreachable 1\n");
}

static void an_empty_segment_fills_no_placeholder(void **state)
{
    (void)state;
    assert_findings(CAROM, "/a/:x/b /c 200\n/a//b /d 200\n/:x /e 200\n/ /g 200\n", "");
}

static void conditions_that_ask_for_more_are_taken_by_those_that_ask_for_less(void **state)
{
    (void)state;
    assert_findings(CAROM, "/a /b\n/a /c 307 Method=POST\n/a /d Country=de\n/a k=1 /e\n",
                    "2 unreachable 1\n3 unreachable 1\n4 unreachable 1\n");
    assert_findings(CAROM, "/a /b 307 Method=POST\n/a /c\n", "");
    assert_findings(CAROM, "/a /b 307 Method=POST,PUT\n/a /c 307 Method=PUT\n/a /d Method=GET\n",
                    "2 unreachable 1\n");
    assert_findings(CAROM, "/a /b 307 Method=GET\n/a /c 307 Method=GET,HEAD\n", "");
    assert_findings(CAROM, "/a /b Country=DE,at\n/a /c Country=de\n/a /d Country=at,ch\n",
                    "2 unreachable 1\n");
    assert_findings(CAROM, "/a /b Language=de\n/a /c Language=de-AT\n/a /d Language=den\n",
                    "2 unreachable 1\n");
    assert_findings(CAROM, "/a /b Language=de-AT\n/a /c Language=de\n", "");
    assert_findings(CAROM, "/a /b Cookie=x,y\n/a /c Cookie=y\n/a /d Cookie=Y\n",
                    "2 unreachable 1\n");
    assert_findings(CAROM, "/a /b Country=de\n/a /c Country=de Cookie=x\n/a /d Cookie=x\n",
                    "2 unreachable 1\n");
}

static void query_pairs_are_taken_by_fewer_of_them_and_by_captures(void **state)
{
    (void)state;
    assert_findings(CAROM, "/a k=1 /b\n/a k=1 j=2 /c\n/a j=2 /d\n/a k=2 /e\n", "2 unreachable 1\n");
    assert_findings(CAROM, "/a k=:v /b/:v\n/a k=1 /c\n/a k=:w /d/:w\n/a j=1 /e\n",
                    "2 unreachable 1\n3 unreachable 1\n");
    assert_findings(CAROM, "/a k=1 /b\n/a k=:v /c/:v\n", "");
}

static void a_rule_for_any_host_takes_those_for_one_and_not_the_other_way_round(void **state)
{
    (void)state;
    assert_findings(CAROM, "/a /b\nhttps://h.example/a /c\n", "2 unreachable 1\n");
    assert_findings(CAROM, "https://h.example/a /b\n/a /c\nhttp://h.example/a /d\n",
                    "3 unreachable 2\n");
    assert_findings(CAROM,
                    "https://h.example/* /b/:splat 200\nhttps://h.example/x /c\n"
                    "https://g.example/x /c\nhttps://h.example:443/y /d\n",
                    "2 unreachable 1\n4 unreachable 1\n");
    assert_findings(CAROM, "/x/* /b/:splat\nhttps://h.example/x/:y /c/:y\n", "2 unreachable 1\n");
}

static void a_redirect_that_could_lead_to_the_request_itself_does_not_take_all(void **state)
{
    (void)state;
    /* It is passed over at its own target, where the later rule decides. */
    assert_findings(CAROM, "/* /home 302\n/home /index.html 200\n", "1 unused_capture *\n");
    assert_findings(CAROM, "/* /home 302\n/away /index.html 200\n",
                    "1 unused_capture *\n2 unreachable 1\n");
    assert_findings(CAROM, "/:a/* /x/:splat\n/x/y /z 200\n", "1 unused_capture :a\n");
    assert_findings(CAROM, "/* https://new.example/:splat\n/a /b\n", "");
    assert_findings(CAROM,
                    "/* https://new.example/:splat\nhttps://new.example/a /b\n"
                    "https://old.example/a /c\nhttp://new.example/a /d\n",
                    "3 unreachable 1\n4 unreachable 1\n");
    assert_findings(CAROM, "/a/* /:splat\n/a/b /c\n/a/:x/b /d/:x\n",
                    "2 unreachable 1\n3 unreachable 1\n");
    assert_findings(CAROM, "/old/:slug /:slug\n/old/b /c\n", "2 unreachable 1\n");
    assert_findings(CAROM, "/a/:x /b/:x\n/a/:y /b/:y/c\n", "2 unreachable 1\n");
    assert_findings(CAROM, "/a /a\n/a /b\n", "");
    assert_findings(CAROM, "/a /a 200\n/a /b\n", "2 unreachable 1\n");
    assert_findings(CAROM, "/:x k=:v /:v\n/a k=1 /c\n", "1 unused_capture :x\n");
}

static void what_grows_with_every_redirect_never_leads_to_itself(void **state)
{
    (void)state;
    assert_findings(CAROM, "/* /en/:splat\n/en/a /b\n", "1 cycle 1\n2 unreachable 1\n");
}

static void a_forced_rule_is_taken_by_one_that_is_not(void **state)
{
    (void)state;
    assert_findings(CAROM, "/a /b\n/a /c 301!\n", "2 unreachable 1\n");
}

static void cloudflares_patterns_are_compared_byte_by_byte(void **state)
{
    (void)state;
    assert_findings(CLOUDFLARE, "/news/* /n/:splat\n/news/a /b\n/news /c\n/news/:x/y /d/:x\n",
                    "2 unreachable 1\n4 unreachable 1\n");
    assert_findings(CLOUDFLARE, "/:id.html /p/:id\n/:a-b.html /q/:a\n/x.html /r\n/x/y.html /s\n",
                    "2 unreachable 1\n3 unreachable 1\n");
    assert_findings(CLOUDFLARE,
                    "/foo*bar /x\n/foobar /y\n/foo/a/bar /z\n/fooba /w\n/foo:x/:y-bar /v/:x/:y\n",
                    "1 unused_capture *\n2 unreachable 1\n3 unreachable 1\n5 unreachable 1\n");
    assert_findings(CLOUDFLARE, "/:a/:b /x/:a/y/:b\n/* /z/:splat\n/:c /w/:c\n/k/:d /v/:d\n",
                    "1 into_cycle 2\n2 cycle 2\n3 unreachable 2\n4 unreachable 1\n");
}

static void netlifys_patterns_end_where_its_engine_ends_them(void **state)
{
    (void)state;
    assert_findings(NETLIFY, "/a/:x-y /b 200\n/a/c /d\n/a//z /e\n/a /f\n",
                    "2 unreachable 1\n4 unreachable 3\n");
    assert_findings(NETLIFY, "/a* /b 200\n/ab /c\n/a*/d /e 200\n/*/x/* /f 200\n/y/x /g\n", "");
    assert_findings(NETLIFY, "/* /b 200\n/a* /c 200\n/*/x/* /f 200\n",
                    "2 unreachable 1\n3 unreachable 1\n");
}

static void a_condition_that_netlify_does_not_know_takes_nothing(void **state)
{
    (void)state;
    assert_findings(NETLIFY, "/a /b 301 Foo=bar\n/a /c\n", "");
    assert_findings(NETLIFY, "/a /b 301 Foo=bar\n/a /b 301\n/a /b 301\n/a /b 301 Bar=foo\n",
                    "3 duplicate 2\n4 duplicate 1\n");
}

/* What an agent is redirected to is answered there, wherever that comes from. */
static void a_chain_ends_at_a_rewrite_to_another_site(void **state)
{
    (void)state;
    assert_findings(NETLIFY, "/a /b\n/b https://h/c 200\nhttps://h/c /d\n/d https://h/c 200\n", "");
    assert_findings(NETLIFY, "/a/* /b/:splat\n/b/* https://h/a/:splat 200\nhttps://h/x /y\n", "");
    assert_findings(NETLIFY, "/a/* https://h/:splat 200\n/a/b /c\n", "2 unreachable 1\n");
}

static void rules_of_one_pattern_that_ask_for_other_things_are_looked_at_so_far_only(void **state)
{
    (void)state;
    char text[8192];
    size_t len = 0;
    for (int i = 0; i < CAROM_LINT_SAME_MAX; i++)
        len += (size_t)snprintf(text + len, sizeof text - len, "/a id=%d /b\n", i);
    (void)snprintf(text + len, sizeof text - len, "/a x=1 /c\n/a x=1 y=2 /d\n/a id=0 y=2 /e\n");
    assert_findings(CAROM, text, "19 unreachable 1\n");
}

static void a_target_that_is_redirected_again_is_a_chain(void **state)
{
    (void)state;
    assert_findings(CAROM, "/a /b\n/b /c\n/c /d\n", "1 chain 2 3 /d\n2 chain 3 2 /d\n");
    assert_findings(CAROM, "/b /c 302\n/a /b 307\n", "2 chain 1 2 /c\n");
    assert_findings(CAROM, "/a /b#f\n/b /c/#g\n/c /d?x=1\n/d x=1 /e\n",
                    "1 chain 2 4 /e\n2 chain 3 3 /e\n3 chain 4 2 /e\n");
    assert_findings(CAROM, "/a /b\n/b /c 200\n/d /e\n/e 410\n", "");
    assert_findings(CAROM, "/a /b\n/b /c Country=de\n/b /d 302 Cookie=x\n", "");
}

static void chains_go_on_through_captures(void **state)
{
    (void)state;
    assert_findings(CAROM, "/blog/* /news/:splat\n/news/* https://n.example/:splat\n",
                    "1 chain 2 2 https://n.example/some/page\n");
    assert_findings(CAROM, "/blog/* /news/:splat\n/news/:slug https://n.example/:slug\n",
                    "1 chain 2 2 https://n.example/some\n");
    assert_findings(CAROM, "/a /u/7\n/u/:id /p?id=:id\n/p id=:id /q/:id\n",
                    "1 chain 2 3 /q/7\n2 chain 3 2 /q/some-id\n");
    assert_findings(CAROM, "/old/:slug /new/:slug\n/new/some-slug /x\n/new/:slug /y/:slug\n",
                    "1 chain 2 2 /x\n");
    assert_findings(CAROM, "/x/:a /b\n/b /c\n/c /d\n",
                    "1 chain 2 3 /d\n1 unused_capture :a\n2 chain 3 2 /d\n");
}

static void chains_follow_hosts_that_a_rule_names(void **state)
{
    (void)state;
    assert_findings(CAROM, "/a https://h.example/b\n/b /c\n", "");
    assert_findings(CAROM,
                    "http://h.example/* https://h.example/:splat\nhttps://h.example/b /c\n"
                    "/a https://H.example:443/b\n",
                    "3 chain 2 2 /c\n");
}

static void what_leads_round_in_a_circle_is_a_cycle(void **state)
{
    (void)state;
    assert_findings(CAROM, "/x /a\n/a /b\n/b /c\n/c /a\n", "1 into_cycle 2\n2 cycle 2 3 4\n");
    assert_findings(CAROM, "/a/* /b/:splat\n/b/* /a/:splat\n", "1 cycle 1 2\n");
    assert_findings(CAROM, "/a/* /b\n/b /a/x\n", "1 cycle 1 2\n1 unused_capture *\n");
    assert_findings(CAROM, "/b /c/b\n/c/* /:splat\n/:x /b 302\n",
                    "1 cycle 1 2\n3 into_cycle 1\n3 unused_capture :x\n");
    assert_findings(CAROM, "/a /a\n/b /b/\n", "");
    assert_findings(NETLIFY, "/a /a\n", "1 cycle 1\n");
    assert_findings(NETLIFY, "/:x /:splat\n/*/:x /:splat 302\n",
                    "1 cycle 1\n1 unused_capture :x\n1 unknown_name :splat\n2 into_cycle 1\n"
                    "2 unused_capture :x\n");
}

static void a_location_that_grows_with_every_redirect_is_followed_so_far_only(void **state)
{
    (void)state;
    assert_findings(CAROM, "/* /:splat/:splat/:splat/:splat/:splat/:splat/:splat/:splat\n",
                    "1 cycle 1\n");
    assert_findings(NETLIFY, "/a/:b /x/:b\n/* /:splat/:splat/:splat/:splat/:splat\n",
                    "1 into_cycle 2\n2 cycle 2\n");
}

static void a_redirect_that_matches_its_own_target_goes_on_for_ever(void **state)
{
    (void)state;
    assert_findings(CAROM, "/* /en/:splat\n", "1 cycle 1\n");
    assert_findings(CAROM, "/x /y/z\n/y/* /y/y/:splat\n", "1 into_cycle 2\n2 cycle 2\n");
    /* Twice as long each time: it ends before memory does. */
    assert_findings(CAROM, "/* /a/:splat/:splat/:splat\n", "1 cycle 1\n");
}

static void a_rule_that_never_decides_has_no_chain(void **state)
{
    (void)state;
    assert_findings(CAROM, "/a /x\n/a /b\n/b /c\n", "2 unreachable 1\n");
}

static void a_capture_that_no_target_uses_is_reported(void **state)
{
    (void)state;
    assert_findings(CAROM, "/a/:x/:y /b/:y\n", "1 unused_capture :x\n");
    assert_findings(CAROM, "/a/* /b\n", "1 unused_capture *\n");
    assert_findings(CAROM, "/a id=:id /b\n", "1 unused_capture :id\n");
    assert_findings(CAROM, "/a/:x/* /b/:splat 200\n", "1 unused_capture :x\n");
    assert_findings(CAROM, "/a/:x /b Alternate=/c/:x\n/d/:x /e 200\n/f/:x 404\n", "");
    assert_findings(CAROM, "/a/:_year/:x /b/:x\n", "");
    assert_findings(CAROM, "/a/:x /b/:xy\n", "1 unused_capture :x\n1 unknown_name :xy\n");
    assert_findings(CLOUDFLARE, "/a/:x.html /b\n", "1 unused_capture :x\n");
    assert_findings(NETLIFY, "/a/:x-y /b\n", "1 unused_capture :x-y\n");
}

static void a_name_that_nothing_captures_is_reported(void **state)
{
    (void)state;
    assert_findings(CAROM, "/a /b/:splat\n", "1 unknown_name :splat\n");
    assert_findings(CAROM, "/a/:id /b/:Id/:id?x=:y\n", "1 unknown_name :Id\n1 unknown_name :y\n");
    assert_findings(CAROM, "/a /wiki/Help:Contents\n/b https://h.example:8080/x\n/c /d/:80\n", "");
    assert_findings(CAROM, "/a /b Alternate=/c/:x\n", "1 unknown_name :x\n");
}

static void a_status_that_loses_the_method_is_reported(void **state)
{
    (void)state;
    assert_findings(CAROM, "/a /b Method=POST\n", "1 method_change POST 308\n");
    assert_findings(CAROM, "/a /b 302 Method=GET,PUT\n", "1 method_change PUT 307\n");
    assert_findings(CAROM, "/a /b Method=GET,HEAD\n/c /d 307 Method=POST\n/e /f 303 Method=POST\n",
                    "");
}

static void other_dialects_have_other_statuses_by_default(void **state)
{
    (void)state;
    assert_differences(CAROM, NETLIFY, "/a /b\n/c /d 302\n", "");
    assert_differences(CAROM, CLOUDFLARE, "/a /b\n",
                       "1 portability\n  status 301 302\n  force 1\n  no_match /a/\n");
}

static void what_a_splat_leaves_out_differs(void **state)
{
    (void)state;
    assert_differences(CLOUDFLARE, CAROM, "/news/* /n/:splat 301\n", "1 portability\n  force 0\n");
    assert_differences(CAROM, CLOUDFLARE, "/news/* /n/:splat 301\n",
                       "1 portability\n  force 1\n  no_match /news\n");
}

static void a_failing_allocator_leaves_nothing_behind(void **state)
{
    (void)state;
    struct carom_rules rules;
    assert_true(compile_dialect(CAROM,
                                "/a /b\n/b /c\n/c /a\n/x/* /y/:splat\n/y/* /z/:splat\n/a /b\n"
                                "https://h/x/:a /b/:a Cookie=c\n/x/y /q\n/x/y /q Cookie=d\n",
                                &rules));
    bool failed = true;
    size_t failures = 0;
    for (size_t at = 1; failed; at++) {
        struct counting_allocator counts = {.fail_at = at};
        struct findings findings = {"", 0, 0};
        struct carom_lint_options options = {counting_allocator(&counts), note_finding, &findings};
        enum carom_result result = carom_lint(&rules, &options);
        failed = counts.calls >= at;
        assert_int_equal(result, failed ? CAROM_ERR_NOMEM : CAROM_OK);
        assert_int_equal(counts.blocks, 0);
        failures += failed;
    }
    assert_true(failures >= 10);
    free_rules(&rules);
}

static void a_failing_allocator_leaves_nothing_of_a_comparison(void **state)
{
    (void)state;
    const char text[] = "/a /b\n/x/* /y/:splat 307\n/x/:a /y\n";
    struct carom_rules here, there;
    assert_true(compile_dialect(CAROM, text, &here) && compile_dialect(NETLIFY, text, &there));
    bool failed = true;
    for (size_t at = 1; failed; at++) {
        struct counting_allocator counts = {.fail_at = at};
        struct findings findings = {"", 0, 0};
        struct carom_lint_options options = {counting_allocator(&counts), note_finding, &findings};
        enum carom_result result = carom_lint_compare(&here, &there, &options);
        failed = counts.calls >= at;
        assert_int_equal(result, failed ? CAROM_ERR_NOMEM : CAROM_OK);
        assert_int_equal(counts.blocks, 0);
    }
    free_rules(&here);
    free_rules(&there);
}

static void a_damaged_image_is_an_error_or_has_findings(void **state)
{
    (void)state;
    struct carom_rules rules;
    assert_true(
        compile_dialect(CAROM, "/a /b\n/b /c\n/x/* /y/:splat\nhttps://h/x/:a /b/:a\n", &rules));
    unsigned char *image = malloc(rules.image_bytes);
    assert_non_null(image);
    for (size_t at = 0; at < rules.image_bytes; at++) {
        for (unsigned bit = 0; bit < 8; bit += 3) {
            memcpy(image, rules.image, rules.image_bytes);
            image[at] ^= (unsigned char)(1u << bit);
            struct carom_rules damaged;
            struct counting_allocator counts = {0, 0, 0, 0};
            struct findings findings = {"", 0, 0};
            struct carom_lint_options options = {counting_allocator(&counts), note_finding,
                                                 &findings};
            if (carom_rules_open(carom_view_of((const char *)image, rules.image_bytes), &damaged) !=
                CAROM_OK)
                continue;
            enum carom_result result = carom_lint(&damaged, &options);
            assert_true(result == CAROM_OK || result == CAROM_ERR_IMAGE);
            assert_int_equal(counts.blocks, 0);
        }
    }
    free(image);
    free_rules(&rules);
}

static void findings_are_said_in_words(void **state)
{
    (void)state;
    const uint32_t lines[] = {3, 5, 9};
    const struct {
        struct carom_lint_finding finding;
        const char *text;
    } vectors[] = {
        {{.kind = CAROM_LINT_DUPLICATE, .other_line = 3}, "the same rule stands on line 3"},
        {{.kind = CAROM_LINT_UNREACHABLE, .other_line = 3},
         "no request gets here: the rule on line 3 takes them all"},
        {{.kind = CAROM_LINT_CHAIN, .other_line = 3, .hops = 2, .location = CAROM_LITERAL("/\x1b")},
         "what this redirects to is redirected again, by line 3: 2 redirects to /\\x1B"},
        {{.kind = CAROM_LINT_CYCLE, .lines = lines, .line_count = 3},
         "this redirects without end: lines 3, 5, 9, 3"},
        {{.kind = CAROM_LINT_CYCLE, .lines = lines, .line_count = 1},
         "what this redirects to it redirects again, without end"},
        {{.kind = CAROM_LINT_INTO_CYCLE, .other_line = 7},
         "this leads into redirects without end, at line 7"},
        {{.kind = CAROM_LINT_UNUSED_CAPTURE, .name = CAROM_LITERAL(":id")},
         "no target uses what `:id` captures"},
        {{.kind = CAROM_LINT_UNKNOWN_NAME, .name = CAROM_LITERAL(":id")},
         "nothing captures `:id`, which stays in the target as it is"},
        {{.kind = CAROM_LINT_METHOD_CHANGE, .name = CAROM_LITERAL("PUT"), .status = 307},
         "an agent may change PUT to GET: 307 keeps the method"},
    };
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        char text[256] = "";
        struct carom_buf out = {text, sizeof text - 1, 0};
        assert_int_equal(carom_lint_write(&vectors[i].finding, &out), CAROM_OK);
        text[out.len] = '\0';
        assert_string_equal(text, vectors[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_rules_have_no_findings),
        cmocka_unit_test(the_same_rule_again_is_a_duplicate),
        cmocka_unit_test(a_static_rule_is_taken_by_an_earlier_pattern),
        cmocka_unit_test(a_pattern_is_taken_by_an_earlier_one_of_the_same_or_a_wider_shape),
        cmocka_unit_test(an_empty_segment_fills_no_placeholder),
        cmocka_unit_test(conditions_that_ask_for_more_are_taken_by_those_that_ask_for_less),
        cmocka_unit_test(query_pairs_are_taken_by_fewer_of_them_and_by_captures),
        cmocka_unit_test(a_rule_for_any_host_takes_those_for_one_and_not_the_other_way_round),
        cmocka_unit_test(a_redirect_that_could_lead_to_the_request_itself_does_not_take_all),
        cmocka_unit_test(what_grows_with_every_redirect_never_leads_to_itself),
        cmocka_unit_test(a_forced_rule_is_taken_by_one_that_is_not),
        cmocka_unit_test(cloudflares_patterns_are_compared_byte_by_byte),
        cmocka_unit_test(netlifys_patterns_end_where_its_engine_ends_them),
        cmocka_unit_test(a_condition_that_netlify_does_not_know_takes_nothing),
        cmocka_unit_test(a_chain_ends_at_a_rewrite_to_another_site),
        cmocka_unit_test(rules_of_one_pattern_that_ask_for_other_things_are_looked_at_so_far_only),
        cmocka_unit_test(a_target_that_is_redirected_again_is_a_chain),
        cmocka_unit_test(chains_go_on_through_captures),
        cmocka_unit_test(chains_follow_hosts_that_a_rule_names),
        cmocka_unit_test(what_leads_round_in_a_circle_is_a_cycle),
        cmocka_unit_test(a_location_that_grows_with_every_redirect_is_followed_so_far_only),
        cmocka_unit_test(a_redirect_that_matches_its_own_target_goes_on_for_ever),
        cmocka_unit_test(a_rule_that_never_decides_has_no_chain),
        cmocka_unit_test(a_capture_that_no_target_uses_is_reported),
        cmocka_unit_test(a_name_that_nothing_captures_is_reported),
        cmocka_unit_test(a_status_that_loses_the_method_is_reported),
        cmocka_unit_test(other_dialects_have_other_statuses_by_default),
        cmocka_unit_test(what_a_splat_leaves_out_differs),
        cmocka_unit_test(a_failing_allocator_leaves_nothing_behind),
        cmocka_unit_test(a_failing_allocator_leaves_nothing_of_a_comparison),
        cmocka_unit_test(a_damaged_image_is_an_error_or_has_findings),
        cmocka_unit_test(findings_are_said_in_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
