#include "field_support.h"

#include "carom/alternate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Writes what the alternatives of fields are, as `reference|type|language|title` and a newline. */
static void list_alternates(const struct field_set *set, char *text, size_t cap)
{
    size_t cursor = 0;
    size_t len = 0;
    struct carom_alternate alternate;
    memset(&alternate, 0xA5, sizeof alternate);
    while (carom_alternate_next(set->fields, set->count, &cursor, &alternate)) {
        const struct carom_view parts[] = {alternate.reference, alternate.type, alternate.language,
                                           alternate.title};
        for (size_t i = 0; i < COUNT(parts); i++) {
            assert_true(parts[i].len + 2 < cap - len);
            if (parts[i].len > 0)
                memcpy(text + len, parts[i].ptr, parts[i].len);
            len += parts[i].len;
            text[len++] = i + 1 < COUNT(parts) ? '|' : '\n';
        }
    }
    text[len] = '\0';
    assert_true(alternate.reference.ptr == NULL && alternate.reference.len == 0);
    assert_true(alternate.type.len == 0 && alternate.language.len == 0 && alternate.title.len == 0);
    /* At the end it stays there. */
    assert_false(carom_alternate_next(set->fields, set->count, &cursor, &alternate));
    assert_false(carom_alternate_next(set->fields, set->count, &cursor, &alternate));
}

struct vector {
    const char *fields;
    const char *alternates;
};

static void assert_alternates(const struct vector *vectors, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char text[1024];
        struct field_set set = fields_of(vectors[i].fields);
        list_alternates(&set, text, sizeof text);
        if (strcmp(text, vectors[i].alternates) != 0)
            fail_msg("[%s] gives\n%snot\n%s", vectors[i].fields, text, vectors[i].alternates);
        free_fields(&set);
    }
}

#define ALTERNATE "; rel=alternate"

/* S17 */
static void each_link_with_the_relation_alternate_is_one(void **state)
{
    (void)state;
    static const struct vector vectors[] = {
        {"", ""},
        {"Link: ", ""},
        {"Link: </a>; rel=alternate", "/a|||\n"},
        {"link: </a>;rel=\"alternate\"", "/a|||\n"},
        {"LINK: </a>; REL=\"AlterNate\"", "/a|||\n"},
        {"Link: <>" ALTERNATE, "|||\n"},
        {"Link: </a.de>; rel=\"alternate\"; hreflang=\"de\"; type=\"text/html\"; title=\"Deutsch\"",
         "/a.de|text/html|de|Deutsch\n"},
        {"Link: </a>; rel=alternate, </b>; rel=next, <https://h/c?d,e;f#g>; rel=alternate",
         "/a|||\nhttps://h/c?d,e;f#g|||\n"},
        {"Link: </a>; rel=alternate\nServer: x\nLink: </b>; rel=alternate", "/a|||\n/b|||\n"},
        {"Link: </a>; rel=next\nLink: \nLink: </b>; rel=alternate", "/b|||\n"},
        {"Link: </a>; rel=alternate, </b>; rel=alternate\nLink: \n"
         "Link: </c>; rel=alternate, </d>; rel=alternate",
         "/a|||\n/b|||\n/c|||\n/d|||\n"},
        {"Linked: </a>; rel=alternate\nLin: </b>; rel=alternate", ""},
    };
    assert_alternates(vectors, COUNT(vectors));
}

static void rel_is_a_list_of_names(void **state)
{
    (void)state;
    static const struct vector vectors[] = {
        {"Link: </a>; rel=\"next alternate\"", "/a|||\n"},
        {"Link: </a>; rel=\" \talternate\t \"", "/a|||\n"},
        {"Link: </a>; rel=\"alternate stylesheet\"", "/a|||\n"},
        {"Link: </a>; rel=\"al\\ternat\\e\"", "/a|||\n"},
        {"Link: </a>; rel=\"x\\ alternate\"", "/a|||\n"},
        {"Link: </a>; rel=\"alternates\"", ""},
        {"Link: </a>; rel=\"alternat e\"", ""},
        {"Link: </a>; rel=\"xalternate\"", ""},
        {"Link: </a>; rel=\"alternate,next\"", ""},
        {"Link: </a>; rel=al\\ternate", ""},
        {"Link: </a>; rel=\"\"", ""},
        {"Link: </a>; rel", ""},
        {"Link: </a>; rev=alternate", ""},
        {"Link: </a>; alternate", ""},
        {"Link: </a>", ""},
    };
    assert_alternates(vectors, COUNT(vectors));
}

/* RFC 8288 §3.3, §3.4 */
static void of_a_parameter_given_twice_the_first_counts(void **state)
{
    (void)state;
    static const struct vector vectors[] = {
        {"Link: </a>; rel=alternate; rel=next", "/a|||\n"},
        {"Link: </a>; rel=next; rel=alternate", ""},
        {"Link: </a>; rel; rel=alternate", ""},
        {"Link: </a>; rel=\"\"; rel=alternate", ""},
        {"Link: </a>" ALTERNATE "; type=a; type=b; hreflang=c; hreflang=d; title=e; title=f",
         "/a|a|c|e\n"},
        {"Link: </a>" ALTERNATE "; type; type=b; hreflang=\"\"; hreflang=d; title; title=f",
         "/a|||\n"},
    };
    assert_alternates(vectors, COUNT(vectors));
}

static void a_link_about_another_resource_is_passed_over(void **state)
{
    (void)state;
    static const struct vector vectors[] = {
        {"Link: </a>; rel=alternate; anchor=\"/x\", </b>; rel=alternate", "/b|||\n"},
        {"Link: </a>; anchor=\"\"; rel=alternate, </b>; rel=alternate", "/b|||\n"},
        {"Link: </a>; ANCHOR; rel=alternate, </b>; rel=alternate", "/b|||\n"},
        {"Link: </a>; anchors=x" ALTERNATE, "/a|||\n"},
    };
    assert_alternates(vectors, COUNT(vectors));
}

static void white_space_and_empty_members_make_no_difference(void **state)
{
    (void)state;
    static const struct vector vectors[] = {
        {"Link:  \t, ,, </a>\t ; \trel \t= \t\"alternate\" \t ,, </b> ;rel= alternate ,",
         "/a|||\n/b|||\n"},
        {"Link: </a>;;; ; rel=alternate; ;", "/a|||\n"},
        {"Link: </a>; rel=alternate;, </b>;rel=alternate;", "/a|||\n/b|||\n"},
        {"Link: ,,,", ""},
    };
    assert_alternates(vectors, COUNT(vectors));
}

static void values_are_tokens_or_quoted_strings_or_what_rfc_5988_had(void **state)
{
    (void)state;
    static const struct vector vectors[] = {
        {"Link: </a>; type=text/html" ALTERNATE, "/a|text/html||\n"},
        {"Link: </a>; type=a=b<c>@[d]?:/{e}" ALTERNATE, "/a|a=b<c>@[d]?:/{e}||\n"},
        {"Link: </a>; type==" ALTERNATE, "/a|=||\n"},
        {"Link: </a>; title=\"a, b; c=<d>\"" ALTERNATE, "/a|||a, b; c=<d>\n"},
        {"Link: </a>; title=\"a \\\"b\\\" \\\\\"" ALTERNATE, "/a|||a \\\"b\\\" \\\\\n"},
        {"Link: </a>; title*=UTF-8''%e2%82%ac" ALTERNATE, "/a|||\n"},
        {"Link: </a>; title=\"x\"; title*=UTF-8''y" ALTERNATE, "/a|||x\n"},
        {"Link: </a>; x; y=\"\xff\"; z=\xff" ALTERNATE, "/a|||\n"},
    };
    assert_alternates(vectors, COUNT(vectors));
}

static void a_malformed_link_ends_its_line_only(void **state)
{
    (void)state;
    static const char *const malformed[] = {
        "/x",
        "x",
        ">",
        "\"</x>\"" ALTERNATE,
        "</x> rel=alternate",
        "</x>" ALTERNATE " x",
        "</x>" ALTERNATE "; =y",
        "</x>" ALTERNATE "; a=",
        "</x>" ALTERNATE "; a= ; b",
        "</x>" ALTERNATE "; a=;b",
        "</x>" ALTERNATE "; a b",
        "</x>" ALTERNATE "; a=b c",
        "</x>" ALTERNATE "; a=b\"c",
        "</x>" ALTERNATE "; a=b\"c\"",
        "</x>" ALTERNATE "; a=\"b\"c",
        "</x>" ALTERNATE "; a=\"b\"\"c\"",
        "</x>" ALTERNATE "; a=\"b",
        "</x>" ALTERNATE "; a=\"b\\\"",
        "</x>" ALTERNATE "; a=\"b\\",
        "</x>" ALTERNATE "; @=b",
        "</x></y>" ALTERNATE,
    };
    for (size_t i = 0; i < COUNT(malformed); i++) {
        char fields[256];
        (void)snprintf(fields, sizeof fields,
                       "Link: </a>; rel=alternate, %s, </b>; rel=alternate\n"
                       "Link: </c>; rel=alternate",
                       malformed[i]);
        struct vector vector = {fields, "/a|||\n/c|||\n"};
        assert_alternates(&vector, 1);
    }
}

/* The cursor is only a number: any of them ends somewhere, and reads nothing that is not there. */
static void any_cursor_ends(void **state)
{
    (void)state;
    struct field_set set = fields_of("Link: </a>; rel=\"alternate\", </b>; rel=alternate\nX: y\n"
                                     "Link: </c>; rel=alternate");
    for (size_t start = 0; start < 128; start++) {
        size_t cursors[] = {start, SIZE_MAX - start};
        for (size_t i = 0; i < COUNT(cursors); i++) {
            struct carom_alternate alternate;
            unsigned found = 0;
            while (carom_alternate_next(set.fields, set.count, &cursors[i], &alternate))
                found++;
            assert_true(found <= 3);
        }
    }
    free_fields(&set);
}

static void a_reference_ends_at_the_first_angle_bracket(void **state)
{
    (void)state;
    static const struct vector vectors[] = {
        {"Link: <", ""},
        {"Link: </a" ALTERNATE, ""},
        {"Link: </a>; rel=alternate, </b", "/a|||\n"},
        {"Link: </a, </b>" ALTERNATE, "/a, </b|||\n"},
        {"Link: </a>>" ALTERNATE, ""},
        {"Link: <a\"b>; rel=alternate, <c\"d>" ALTERNATE, "a\"b|||\nc\"d|||\n"},
    };
    assert_alternates(vectors, COUNT(vectors));
}

static void a_field_set_that_is_not_there_has_none(void **state)
{
    (void)state;
    size_t cursor = 0;
    struct carom_alternate alternate;
    assert_false(carom_alternate_next(NULL, 0, &cursor, &alternate));
    const struct carom_field empty[] = {{CAROM_LITERAL("Link"), {NULL, 0}}, {{NULL, 0}, {NULL, 0}}};
    assert_false(carom_alternate_next(empty, COUNT(empty), &cursor, &alternate));
}

/* Every cut of a line: a link is found when it is whole, and nothing is read behind the end. */
static void a_shortened_line_has_the_links_that_are_whole(void **state)
{
    (void)state;
    static const char line[] =
        "</a>; rel=\"alternate\"; type=\"x\", </b>; title=\"y\"; rel=alternate";
    for (size_t len = 0; len <= sizeof line - 1; len++) {
        char *copy = exact_copy(carom_view_of(line, len));
        const struct carom_field field = {CAROM_LITERAL("Link"), carom_view_of(copy, len)};
        struct carom_alternate alternate;
        size_t cursor = 0;
        unsigned found = 0;
        while (carom_alternate_next(&field, 1, &cursor, &alternate))
            found++;
        /* Whole up to `alternate"`, `; `, `; type`, ` "x"` and all that comes behind. */
        bool first = (len >= 21 && len <= 27) || len >= 31;
        unsigned expected = len == sizeof line - 1 ? 2 : first ? 1 : 0;
        if (found != expected)
            fail_msg("%u links in the first %zu bytes", found, len);
        free(copy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_link_with_the_relation_alternate_is_one),
        cmocka_unit_test(rel_is_a_list_of_names),
        cmocka_unit_test(of_a_parameter_given_twice_the_first_counts),
        cmocka_unit_test(a_link_about_another_resource_is_passed_over),
        cmocka_unit_test(white_space_and_empty_members_make_no_difference),
        cmocka_unit_test(values_are_tokens_or_quoted_strings_or_what_rfc_5988_had),
        cmocka_unit_test(a_malformed_link_ends_its_line_only),
        cmocka_unit_test(a_reference_ends_at_the_first_angle_bracket),
        cmocka_unit_test(any_cursor_ends),
        cmocka_unit_test(a_field_set_that_is_not_there_has_none),
        cmocka_unit_test(a_shortened_line_has_the_links_that_are_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
