#include "support.h"

#include <stdio.h>

/* The media type of the note that a redirect gets for an Accept field; NULL: no such field. */
static void assert_form(const char *accept, const char *media_type)
{
    struct carom_rules rules = rules_of("/a /b 307");
    struct exchange exchange;
    exchange_init(&exchange, "GET", "/a");
    if (accept != NULL)
        exchange_add_field(&exchange, "aCCept", accept);
    exchange_run(&exchange, &rules);
    struct carom_view type = response_field(&exchange.response, "Content-Type");
    if (!carom_view_equal(type, text_view(media_type)))
        print_error("Accept: %s\n", accept == NULL ? "(none)" : accept);
    assert_view(type, media_type);
    assert_view(response_field(&exchange.response, "Vary"), "Accept");
    free_rules(&rules);
}

#define HTML "text/html; charset=utf-8"
#define PLAIN "text/plain; charset=utf-8"
#define JSON "application/json"

static void the_highest_quality_wins(void **state)
{
    (void)state;
    assert_form(NULL, HTML);
    assert_form("*/*", HTML);
    assert_form("application/json", JSON);
    assert_form("text/plain", PLAIN);
    assert_form("text/plain;q=0.5, application/json;q=0.9", JSON);
    assert_form("text/html;q=0.1, */*;q=0.5", PLAIN);
    assert_form("text/*;q=0.3, application/json;q=0.2", HTML);
    assert_form("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", HTML);
    assert_form("APPLICATION/JSON", JSON);
    assert_form("text/html;q=0.001, application/json;q=0.002", JSON);
    assert_form("text/plain, text/html", HTML); /* equals: html first */
}

static void the_most_specific_range_counts(void **state)
{
    (void)state;
    assert_form("text/html;q=0, text/*;q=1, */*;q=0.1", PLAIN);
    assert_form("*/*, text/html;q=0, text/plain;q=0", JSON);
    assert_form("text/html;charset=utf-8;q=0.1, text/html;q=1, text/plain;q=0.5", PLAIN);
    assert_form("text/html;level=1, text/plain;q=0.1", PLAIN);
    assert_form("text/html;charset=\"utf\\-8\";q=0.1, text/plain;q=0.5", PLAIN);
    assert_form("text/html;charset=iso-8859-1, text/plain;q=0.1", PLAIN);
    assert_form("application/json;charset=utf-8, text/plain;q=0.1", PLAIN);
    assert_form("text/html,text/html;charset=utf-8;q=0.1,text/plain", PLAIN);
}

static void malformed_members_are_skipped(void **state)
{
    (void)state;
    assert_form("", HTML);
    assert_form(",,,", HTML);
    assert_form("garbage", HTML);
    assert_form("text/html;q=2, text/plain", PLAIN);
    assert_form("text/html;q=0.1234, text/plain;q=0.1", PLAIN);
    assert_form("text/html;q=\"1\", text/plain", PLAIN);
    assert_form("text/html;q=1.001, text/plain", PLAIN);
    assert_form("text/html;q=-1, text/plain", PLAIN);
    assert_form("text/html x, text/plain", PLAIN);
    assert_form("text/, /html, text/plain;q=0.3", PLAIN);
    assert_form("*/html;q=1, text/plain;q=0.1", PLAIN);
    assert_form("text/html;a=\"x,text/json\";q=1, text/plain;q=0.5", PLAIN);
    assert_form("text/html;a=\"open, text/plain", HTML);
    assert_form("  text/plain  ;  q=1.000  ,", PLAIN);
    assert_form("text/plain;;q=0.5;ext, application/json;q=0.4", PLAIN);
}

static void several_fields_are_one_list(void **state)
{
    (void)state;
    struct carom_rules rules = rules_of("/a /b 307");
    struct exchange exchange;
    exchange_init(&exchange, "GET", "/a");
    exchange_add_field(&exchange, "Accept", "text/html;q=0.5");
    exchange_add_field(&exchange, "Other", "text/plain");
    exchange_add_field(&exchange, "Accept", "application/json;q=0.7");
    exchange_run(&exchange, &rules);
    assert_view(response_field(&exchange.response, "Content-Type"), JSON);
    exchange.request.field_count = 0;
    exchange_add_field(&exchange, "Accept", "text/html");
    exchange_add_field(&exchange, "Accept", "text/html;charset=utf-8;q=0.1, text/plain");
    exchange_run(&exchange, &rules);
    assert_view(response_field(&exchange.response, "Content-Type"), PLAIN);
    free_rules(&rules);
}

/* S16 */
static void by_default_the_note_is_sent_all_the_same(void **state)
{
    (void)state;
    assert_form("image/png", HTML);
    assert_form("*/*;q=0", HTML);
}

/* S16 */
static void strictly_406_lists_the_forms(void **state)
{
    (void)state;
    struct carom_rules rules = rules_of("/a /b 307 Max-Age=60");
    struct exchange exchange;
    exchange_init(&exchange, "GET", "/a");
    exchange.options.strict_accept = true;
    exchange_add_field(&exchange, "Accept", "image/png, text/*;q=0");
    exchange_run(&exchange, &rules);
    assert_int_equal(exchange.response.status, 406);
    assert_view(exchange.response.reason, "Not Acceptable");
    assert_null(response_field(&exchange.response, "Location").ptr);
    assert_null(response_field(&exchange.response, "Cache-Control").ptr);
    assert_view_contains(exchange.response.body, "<li>text/html; charset=utf-8, language en, ");
    assert_view_contains(exchange.response.body, "<li>text/plain; charset=utf-8, language en, ");
    assert_view_contains(exchange.response.body, "<li>application/json, language en, ");
    assert_view_contains(exchange.response.body, "<a href=\"/b\">/b</a>");
    exchange.request.field_count = 0;
    exchange_add_field(&exchange, "Accept", "text/plain;q=0.001");
    exchange_run(&exchange, &rules);
    assert_int_equal(exchange.response.status, 307);
    free_rules(&rules);
}

/* S16: the lengths are those that the notes would really have, also with a stand-in status. */
static void a_406_tells_the_lengths_of_the_notes(void **state)
{
    (void)state;
    static const char *const forms[] = {"text/html", "text/plain", "application/json"};
    static const enum carom_http_version versions[] = {CAROM_HTTP_1_0, CAROM_HTTP_1_1};
    struct carom_rules rules = rules_of("/a /b 307");
    for (size_t v = 0; v < 2; v++) {
        for (size_t i = 0; i < 3; i++) {
            struct exchange exchange;
            exchange_init(&exchange, "GET", "/a");
            exchange.request.version = versions[v];
            exchange_add_field(&exchange, "Accept", forms[i]);
            exchange_run(&exchange, &rules);
            char listed[64];
            (void)snprintf(listed, sizeof listed, ", language en, %zu bytes, ",
                           exchange.response.body.len);
            exchange.options.strict_accept = true;
            exchange.request.field_count = 0;
            exchange_add_field(&exchange, "Accept", "image/png");
            exchange_run(&exchange, &rules);
            assert_int_equal(exchange.response.status, 406);
            assert_view_contains(exchange.response.body, listed);
        }
    }
    free_rules(&rules);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_highest_quality_wins),
        cmocka_unit_test(the_most_specific_range_counts),
        cmocka_unit_test(malformed_members_are_skipped),
        cmocka_unit_test(several_fields_are_one_list),
        cmocka_unit_test(by_default_the_note_is_sent_all_the_same),
        cmocka_unit_test(strictly_406_lists_the_forms),
        cmocka_unit_test(a_406_tells_the_lengths_of_the_notes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
