#include "test_model.h"

#include "model/html.h"
#include "model/json.h"

static bool reads_html(const char *text)
{
    struct model_arena arena = {NULL};
    struct model_document document;
    char html[512];
    const char *problem;

    (void)snprintf(html, sizeof html, "<!DOCTYPE html>\n%s", text);
    bool valid = model_read_html(&arena, model_literal(html), &document, &problem);
    model_arena_free(&arena);
    return valid;
}

static void a_good_note_shows_its_links(void **state)
{
    struct model_arena arena = {NULL};
    struct model_document document;
    const char *problem = "";
    (void)state;

    bool valid = model_read_html(
        &arena,
        model_literal("<!DOCTYPE html>\n<html lang=\"en\"><head><title>301</title></head><body>"
                      "<p>at <a href=\"/a?b&amp;c&#39;\">/a</a></p></body></html>\n"),
        &document, &problem);
    assert_true(valid);
    assert_int_equal(document.link_count, 1);
    assert_text(document.links[0], "/a?b&c'");
    assert_text(document.text, "301at /a\n");
    model_arena_free(&arena);
}

static void what_no_note_has_is_refused(void **state)
{
    static const char *const texts[] = {
        "<script>",
        "<p>a</b>",
        "<p>",
        "</p>",
        "<p onclick=\"x\"></p>",
        "<a href=\"/a\" onclick=\"x\">a</a>",
        "<a href='/a'>a</a>",
        "<a href=\"/a'\">a</a>",
        "<p>a > b</p>",
        "<p>&nbsp;</p>",
        "<p>&amp</p>",
        "<p>a\tb</p>",
        "<p>\xFF</p>",
        "<!-- a -->",
    };
    struct model_document document;
    struct model_arena arena = {NULL};
    const char *problem;
    (void)state;

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (reads_html(texts[i]))
            fail_msg("%s", texts[i]);
    }
    assert_false(model_read_html(&arena, model_literal("<p></p>"), &document, &problem));
    assert_true(reads_html("<p>&lt;script&gt;</p>"));
    model_arena_free(&arena);
}

static void a_good_object_shows_its_members(void **state)
{
    struct model_arena arena = {NULL};
    struct model_object object;
    struct model_view value, text, items[MODEL_ITEMS_MAX];
    (void)state;

    assert_true(model_read_json(
        &arena,
        model_literal(
            " {\"a\":\"b\\\"\\\\\\u0041\\n\",\"c\":[\"d\", \"e\"],\"f\":-1.5e+2,\"g\":{}}\n"),
        &object));
    assert_int_equal(object.count, 4);
    assert_true(model_member_of(&object, "a", &value));
    assert_true(model_json_string(&arena, value, &text));
    assert_text(text, "b\"\\A\n");
    assert_true(model_member_of(&object, "c", &value));
    assert_int_equal(model_json_strings(&arena, value, items), 2);
    assert_text(items[1], "e");
    assert_false(model_member_of(&object, "d", &value));
    model_arena_free(&arena);
}

static void what_is_no_json_object_is_refused(void **state)
{
    static const char *const texts[] = {
        "",
        "[]",
        "{",
        "{}x",
        "{\"a\":1,}",
        "{\"a\"}",
        "{a:1}",
        "{\"a\":01}",
        "{\"a\":1.}",
        "{\"a\":.5}",
        "{\"a\":+1}",
        "{\"a\":\"\t\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"",
        "{\"a\":nul}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":\"\xFF\"}",
        "{\"a\":[1,]}",
    };
    struct model_arena arena = {NULL};
    struct model_object object;
    (void)state;

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (model_read_json(&arena, model_literal(texts[i]), &object))
            fail_msg("%s", texts[i]);
    }
    model_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_note_shows_its_links),
        cmocka_unit_test(what_no_note_has_is_refused),
        cmocka_unit_test(a_good_object_shows_its_members),
        cmocka_unit_test(what_is_no_json_object_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
