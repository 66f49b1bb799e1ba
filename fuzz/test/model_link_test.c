#include "test_model.h"

#include "test_fields.h"

#include "model/link.h"

/* Field lines, and the alternatives among them as `reference|type|language|title`, one on a line. */
static void assert_alternates(const struct lines *lines, const char *expected)
{
    struct model_arena arena = {NULL};
    struct model_field fields[FIELDS_MAX];
    struct model_alternates found = model_alternates_of(&arena, fields_of(lines, fields));
    struct model_text text = model_text_of(&arena);

    for (size_t i = 0; i < found.count; i++) {
        model_put(&text, found.items[i].reference);
        model_put_byte(&text, '|');
        model_put(&text, found.items[i].type);
        model_put_byte(&text, '|');
        model_put(&text, found.items[i].language);
        model_put_byte(&text, '|');
        model_put(&text, found.items[i].title);
        model_put_byte(&text, '\n');
    }
    assert_text(model_text_view(&text), expected);
    model_arena_free(&arena);
}

static void assert_link(const char *link, const char *expected)
{
    assert_alternates(&(struct lines){{"Link", link}}, expected);
}

/* RFC 8288, sections 3.3 and 3.4.1. */
static void alternatives_have_their_attributes(void **state)
{
    (void)state;

    assert_link("<a>; rel=alternate", "a|||\n");
    assert_link("<a.de>; rel=\"alternate\"; hreflang=de; type=\"text/html\"; title=\"A; b, c\"",
                "a.de|text/html|de|A; b, c\n");
    assert_link("<a>; REL=Alternate; Type=text/html; hreflang=de; hreflang=fr",
                "a|text/html|de|\n");
    assert_link("<a>; rel=alternate; title*=UTF-8''x", "a|||\n");
    assert_link("<a>; rel=alternate; title=\"\\\"x\\\"\"", "a|||\\\"x\\\"\n");
}

/* Section 3.3: relation types are a list, compared without case; the first rel counts. */
static void rel_is_a_list_of_names(void **state)
{
    (void)state;

    assert_link("<a>; rel=\"next ALTERNATE\"", "a|||\n");
    assert_link("<a>; rel=\"  alternate  stylesheet\"", "a|||\n");
    assert_link("<a>; rel=\"alter\\nate\"", "a|||\n");
    assert_link("<a>; rel=alternates, <b>; rel=\"http://h/alternate\", <c>", "");
    assert_link("<a>; rel=next; rel=alternate, <b>; rel=alternate; rel=next", "b|||\n");
    assert_link("<a>; rel; rel=alternate", "");
}

static void a_link_with_an_anchor_is_passed_over(void **state)
{
    (void)state;

    assert_link("<a>; rel=alternate; anchor=\"#x\", <b>; rel=alternate", "b|||\n");
    assert_link("<a>; anchor; rel=alternate, <b>; anchor=\"\"; rel=alternate", "");
}

/* Section 3, and RFC 9110 section 5.6.1: the examples of the grammar. */
static void white_space_and_empty_members_may_stand_between(void **state)
{
    (void)state;

    assert_link(" , <a> ;\trel = \"alternate\" ; ; ,,<b>;rel=alternate;", "a|||\nb|||\n");
    assert_link("<>; rel=alternate", "|||\n");
    assert_link("<a,b;c d>; rel=alternate", "a,b;c d|||\n");
    assert_alternates(&(struct lines){{"link", "<a>; rel=alternate", "X", "<b>; rel=alternate",
                                       "LINK", "<c>; rel=alternate"}},
                      "a|||\nc|||\n");
}

static void what_is_malformed_ends_its_line(void **state)
{
    static const char *const malformed[] = {
        "a>; rel=alternate",

        "<a> rel=alternate",
        "<a>; rel=alternate x",
        "<a>; rel=",
        "<a>; rel=\"alternate",
        "<a>; =alternate",
        "<a>; rel=al\"ternate\"",
        "<a>; rel=alternate; type=\"x\"y",
        "<a>; rel=alternate; \"type\"",
    };
    (void)state;

    for (size_t i = 0; i < sizeof malformed / sizeof malformed[0]; i++) {
        struct model_arena arena = {NULL};
        struct model_text line = model_text_of(&arena);
        model_put(&line, model_literal("<z>; rel=alternate, "));
        model_put(&line, model_literal(malformed[i]));
        model_put(&line, model_literal(", <y>; rel=alternate"));
        model_put_byte(&line, '\0');
        assert_alternates(&(struct lines){{"Link", line.ptr, "Link", "<x>;rel=alternate"}},
                          "z|||\nx|||\n");
        model_arena_free(&arena);
    }
    assert_link("<z>; rel=alternate, <a; rel=alternate", "z|||\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alternatives_have_their_attributes),
        cmocka_unit_test(rel_is_a_list_of_names),
        cmocka_unit_test(a_link_with_an_anchor_is_passed_over),
        cmocka_unit_test(white_space_and_empty_members_may_stand_between),
        cmocka_unit_test(what_is_malformed_ends_its_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
