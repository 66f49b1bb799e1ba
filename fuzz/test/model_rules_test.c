#include "test_model.h"

#include "model/target.h"
#include "model/uri.h"

struct fixture {
    struct model_arena arena;
    struct model_rules rules;
};

static struct fixture read_rules(const char *text)
{
    struct fixture fixture = {{NULL}, {0}};

    model_rules_read(&fixture.arena, MODEL_CAROM, model_literal(text), &fixture.rules);
    return fixture;
}

static void assert_lines(const char *const *lines, size_t count, bool are_rules)
{
    for (size_t i = 0; i < count; i++) {
        struct fixture fixture = read_rules(lines[i]);
        bool is_rule = fixture.rules.count == 1 && fixture.rules.bad_count == 0;
        bool is_bad = fixture.rules.count == 0 && fixture.rules.bad_count == 1;
        if (!(are_rules ? is_rule : is_bad))
            fail_msg("%s", lines[i]);
        model_arena_free(&fixture.arena);
    }
}

static void good_lines_are_rules(void **state)
{
    static const char *const lines[] = {
        "/a /b",
        "/a\t/b\t301",
        "/a /b 200!",
        "/a /b 451",
        "/a 410",
        "/a 403 Reason=\"no entry\"",
        "/a 403 Reason=100%25",
        "/* 200",
        "/a/* /b/:splat 302 # moved",
        "/:x y=:z /y/:x",
        "/a k=v w=:v https://h:8080 308",
        "/a http://[::1]/ 307 Method=GET,M-SEARCH Max-Age=2147483647",
        "/a /b 303 Alternate=/c Alternate=https://d",
        "/a%zz /b",
        "/\xC3\xA9 /b",
        "/a /b method=PUT max-age=0",
        "/a:b /c",
        "/a /:b:c",
        "/a http://h:/",
        "/:h http://x:h/",
        "/:h http://:h/ Allow-Host=x,y:8080,*.x.y,1.2.3.4,xn--caf-dma.z:0",
        "/:h /:h allow-host=x Alternate=http://:h",
        "/*/ /b",
        "/a/*/:x /b",
        "http://h/a /b",
        "https://H.example:8443/* 200",
        "https://h /b",
        "/a /b Country=de,AT Language=de,pt-BR,zh-Hans-CN Cookie=__Host-a,b",
        "/a /b 302 country=de language=de cookie=b",
    };
    (void)state;

    assert_lines(lines, sizeof lines / sizeof lines[0], true);
}

static const char *const bad_lines[] = {
    "/a",
    "a /b",
    "ftp://h/a /b",
    "http:///a /b",
    "http://:h/a /b",
    "http://*.h/a /b",
    "http://[::1]/a /b",
    "http://u@h/a /b",
    "http://1.2.3/a /b",
    "http://h?a /b",
    "/a?b /c",
    "/a#b /c",
    "/:1 /b",
    "/:a/:a /b",
    "/:splat /b",
    "/a* /b",
    "/*/* /b",
    "/*/:splat /b",
    "/a x=:splat /b",
    "/a =v /b",
    "/a k&l=v /b",
    "/a b",
    "/a //b",
    "/a /\\b",
    "/a http://",
    "/a http://:80",
    "/a http://user@h/",
    "/a http://h:65536",
    "/a http://[::g]/",
    "/:h http://:h/",
    "/:h http://x_:h/",
    "/:h http://x@:h/",
    "/:h http://127.0:h/",
    "/:h http://x:00:h/",
    "/:h http://:h/ Allow-Host=",
    "/:h http://:h/ Allow-Host=x.",
    "/:h http://:h/ Allow-Host=*.x",
    "/:h http://:h/ Allow-Host=*.x.0x1",
    "/:h http://:h/ Allow-Host=*.x.y:80",
    "/:h http://:h/ Allow-Host=1.2.3",
    "/:h http://:h/ Allow-Host=1.2.3.04",
    "/:h http://:h/ Allow-Host=x,,y",
    "/:h http://:h/ Allow-Host=x:",
    "/:h http://:h/ Allow-Host=x:080",
    "/:h http://:h/ Allow-Host=x Allow-Host=y",
    "/:h http://x/:h Allow-Host=x",
    "/a /b 300",
    "/a /b 0301",
    "/a /b 301!!",
    "/a /b 301 302",
    "/a /b Method=GET 301",
    "/a /b Method=get",
    "/a /b Method=GET,",
    "/a /b Method=GET Method=PUT",
    "/a /b Country=",
    "/a /b Country=deu",
    "/a /b Country=de,",
    "/a /b Country=de Country=at",
    "/a /b Language=*",
    "/a /b Language=de_AT",
    "/a /b Language=12",
    "/a /b Cookie=a=b",
    "/a /b Role=admin",
    "/a /b role=admin",
    "/a/*/b 200",
    "/a /b Max-Age=2147483648",
    "/a /b Max-Age=+1",
    "/a /b 301 Reason=x",
    "/a 403 Reason=",
    "/a 403 Reason=\"a",
    "/a 403 Reason=%0a",
    "/a 403 Reason=%ff",
    "/a 403 Alternate=/b",
    "/a /b 301 Alternate=c",
    "/a https://h/ 200",
    "/a 301",
    "/a 200",
    "/a /b Other=x",
    "/a /b METHOD=GET",
    "/a\x01 /b",
    "/a /\xED\xA0\x80",
};

static void bad_lines_are_no_rules(void **state)
{
    (void)state;

    assert_lines(bad_lines, sizeof bad_lines / sizeof bad_lines[0], false);
}

static void lines_are_counted_from_one(void **state)
{
    struct fixture fixture = read_rules("\xEF\xBB\xBF# c\r\n\r\n/a /b\r\nbad\n/c /d");
    (void)state;

    assert_int_equal(fixture.rules.count, 2);
    assert_int_equal(fixture.rules.rules[0]->line, 3);
    assert_int_equal(fixture.rules.rules[1]->line, 5);
    assert_int_equal(fixture.rules.bad_count, 1);
    assert_int_equal(fixture.rules.bad_lines[0], 4);
    model_arena_free(&fixture.arena);
}

static void a_rule_holds_what_the_line_says(void **state)
{
    struct fixture fixture =
        read_rules("/%7ea/:b/* k%3d=%41+ v=:w https://h/:b?x 307! Method=POST Max-Age=9 "
                   "Alternate=/:w\n/s 451 Reason=\"a%22 b\"");
    const struct model_rule *rule = fixture.rules.rules[0];
    (void)state;

    assert_int_equal(fixture.rules.count, 2);
    assert_text(rule->from, "/~a/:b/*");
    assert_text(rule->to, "https://h/:b?x");
    assert_int_equal(rule->status, 307);
    assert_true(rule->force);
    assert_int_equal(rule->pair_count, 2);
    assert_text(rule->pairs[0].key, "k%3D");
    assert_text(rule->pairs[0].value, "A+");
    assert_false(rule->pairs[0].captures);
    assert_true(rule->pairs[1].captures);
    assert_int_equal(rule->name_count, 3);
    assert_text(rule->names[1], "splat");
    assert_int_equal(rule->alternate_count, 1);
    assert_int_equal(rule->max_age_s, 9);
    assert_text(fixture.rules.rules[1]->reason, "a\" b");
    model_arena_free(&fixture.arena);
}

static void targets_are_normalised_by_place(void **state)
{
    static const char *const vectors[][2] = {
        {"/a b", "/a%20b"},
        {"/%c3%zz", "/%c3%25zz"},
        {"/p[]?q[]&r+s=t?#f[]#g?", "/p%5B%5D?q%5B%5D&r+s=t?#f%5B%5D%23g?"},
        {"http://[::1]/\xC3\xA9", "http://[::1]/%C3%A9"},
        {"https://h", "https://h"},
        {"/:a/:b", "/:a/:b"},
    };
    struct model_arena arena = {NULL};
    struct model_rule rule = {.line = 1};
    (void)state;

    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++)
        assert_text(model_normal_target(&arena, &rule, model_literal(vectors[i][0])),
                    vectors[i][1]);
    model_arena_free(&arena);
}

/* RFC 3629 section 10 and Unicode table 3-7. */
static void utf8_is_told_from_other_bytes(void **state)
{
    (void)state;

    assert_true(model_is_utf8(model_literal("a\xC3\xA9\xE6\x97\xA5\xF0\x9F\x98\x80")));
    assert_true(model_is_utf8(model_literal("\xF4\x8F\xBF\xBF")));
    assert_false(model_is_utf8(model_literal("\xF4\x90\x80\x80")));
    assert_false(model_is_utf8(model_literal("\xC0\xAF")));
    assert_false(model_is_utf8(model_literal("\xE0\x80\xAF")));
    assert_false(model_is_utf8(model_literal("\xED\xA0\x80")));
    assert_false(model_is_utf8(model_literal("\xC3")));
    assert_false(model_is_utf8(model_literal("\x80")));
}

static void references_hold_only_what_rfc_3986_knows(void **state)
{
    (void)state;

    assert_true(model_is_reference(model_literal("https://[::1]:8/a%20b;c?d=/?e#f?")));
    assert_false(model_is_reference(model_literal("/a b")));
    assert_false(model_is_reference(model_literal("/a%2")));
    assert_false(model_is_reference(model_literal("/a\\b")));
    assert_false(model_is_reference(model_literal("/a#b#c")));
    assert_false(model_is_reference(model_literal("/\xC3\xA9")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_lines_are_rules),
        cmocka_unit_test(bad_lines_are_no_rules),
        cmocka_unit_test(lines_are_counted_from_one),
        cmocka_unit_test(a_rule_holds_what_the_line_says),
        cmocka_unit_test(targets_are_normalised_by_place),
        cmocka_unit_test(utf8_is_told_from_other_bytes),
        cmocka_unit_test(references_hold_only_what_rfc_3986_knows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
