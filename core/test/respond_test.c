#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct carom_rules rules;
static struct exchange exchange;

static void respond_by(struct carom_rules compiled, const char *method, const char *target,
                       enum carom_http_version version)
{
    if (rules.image != NULL)
        free_rules(&rules);
    rules = compiled;
    struct carom_respond_options options = exchange.options;
    exchange_init(&exchange, method, target);
    exchange.options = options;
    exchange.request.version = version;
    exchange_run(&exchange, &rules);
}

static void respond_as(const char *rules_text, const char *method, const char *target,
                       enum carom_http_version version)
{
    respond_by(rules_of(rules_text), method, target, version);
}

static void respond(const char *rules_text, const char *method, const char *target)
{
    respond_as(rules_text, method, target, CAROM_HTTP_1_1);
}

static int set_up(void **state)
{
    (void)state;
    memset(&exchange, 0, sizeof exchange);
    exchange.options.now_s = -1;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    if (rules.image != NULL)
        free_rules(&rules);
    return 0;
}

static struct carom_view field(const char *name)
{
    return response_field(&exchange.response, name);
}

static void assert_length_is_the_bodys(void)
{
    char digits[24];
    (void)snprintf(digits, sizeof digits, "%zu", exchange.response.body.len);
    assert_view(field("Content-Length"), digits);
}

/* S1, S2, S3 */
static void the_note_says_how_to_repeat_the_request(void **state)
{
    (void)state;
    respond("/a /b 307", "POST", "/a?x=1&y=2");
    assert_int_equal(exchange.response.status, 307);
    assert_view(exchange.response.reason, "Temporary Redirect");
    assert_view(field("Location"), "/b?x=1&y=2");
    assert_view_contains(exchange.response.body, "<a href=\"/b?x=1&amp;y=2\">/b?x=1&amp;y=2</a>");
    assert_view_contains(exchange.response.body,
                         "Repeat the POST request, and send the same body again, at");
    assert_length_is_the_bodys();
    respond("/a /b 308", "GET", "/a");
    assert_view_contains(exchange.response.body, "Repeat the GET request at");
    respond("/a /b 308", "DELETE", "/a");
    assert_view_contains(exchange.response.body, "Repeat the DELETE request at");
    respond("/a /b 303", "PUT", "/a");
    assert_view_contains(exchange.response.body, "The answer can be had by a GET request at");
    /* A decision of the caller's own on a request that carom_decide would refuse. */
    exchange.request.method = CAROM_LITERAL("G<T");
    exchange.decision.status = 307;
    struct carom_buf scratch = {exchange.responded, sizeof exchange.responded, 0};
    assert_int_equal(carom_respond(&exchange.request, &exchange.decision, &exchange.options,
                                   &scratch, &exchange.response),
                     CAROM_OK);
    assert_view_contains(exchange.response.body, "Repeat the ? request");
    respond("/a /b 307", "IT'S", "/a");
    assert_view_contains(exchange.response.body, "Repeat the IT&#39;S request");
}

static void the_note_has_three_forms(void **state)
{
    (void)state;
    respond("/a /b 307 Alternate=/c", "POST", "/a");
    exchange_add_field(&exchange, "Accept", "text/plain");
    exchange_run(&exchange, &rules);
    assert_view(exchange.response.body,
                "307 Temporary Redirect\n\nRepeat the POST request, and send the same body again, "
                "at\n/b\n\nAlso offered at\n/c\n");
    exchange.request.field_count = 0;
    exchange_add_field(&exchange, "Accept", "application/json");
    exchange_run(&exchange, &rules);
    assert_view(exchange.response.body,
                "{\"status\":307,\"title\":\"Temporary Redirect\",\"method\":\"POST\","
                "\"send_body_again\":true,\"location\":\"/b\",\"alternates\":[\"/c\"]}\n");
    assert_length_is_the_bodys();
}

/* S6 */
static void alternates_are_listed_and_location_names_the_preferred(void **state)
{
    (void)state;
    respond("/a /b 307 Alternate=/c Alternate=https://m.example/d", "GET", "/a");
    assert_view(field("Location"), "/b");
    assert_view_contains(exchange.response.body, "<li><a href=\"/c\">/c</a></li>");
    assert_view_contains(exchange.response.body,
                         "<li><a href=\"https://m.example/d\">https://m.example/d</a></li>");
}

/* S2, S15 */
static void head_has_the_fields_of_get_and_no_body(void **state)
{
    (void)state;
    static const char *const texts[] = {"/a /b 307 Max-Age=5 Alternate=/c",
                                        "/a /b 303",
                                        "/a 403 Reason=\"why\"",
                                        "/a /b 200",
                                        "/b /c",
                                        "/a 410"};
    static const char *const accepts[] = {"text/html", "text/plain", "application/json"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        for (size_t k = 0; k < sizeof accepts / sizeof accepts[0]; k++) {
            respond(texts[i], "GET", "/a");
            exchange_add_field(&exchange, "Accept", accepts[k]);
            exchange_run(&exchange, &rules);
            char get[1024], head[1024];
            assert_true(exchange.response.body.len > 0);
            exchange.response.body.len = 0;
            struct carom_buf get_out = {get, sizeof get, 0}, head_out = {head, sizeof head, 0};
            assert_int_equal(carom_response_write(&exchange.response, &get_out), CAROM_OK);
            exchange.request.method = CAROM_LITERAL("HEAD");
            exchange_run(&exchange, &rules);
            assert_int_equal(exchange.response.body.len, 0);
            assert_int_equal(carom_response_write(&exchange.response, &head_out), CAROM_OK);
            assert_true(carom_view_equal(carom_view_of(get, get_out.len),
                                         carom_view_of(head, head_out.len)));
        }
    }
}

/* S4 */
static void a_lifetime_is_sent_only_when_the_rule_has_one(void **state)
{
    (void)state;
    static const char *const without[] = {"/a /b 307", "/a /b 301", "/a 404", "/a /b 200"};
    exchange.options.now_s = 784111777;
    for (size_t i = 0; i < sizeof without / sizeof without[0]; i++) {
        respond(without[i], "GET", "/a");
        assert_null(field("Cache-Control").ptr);
        assert_null(field("Expires").ptr);
    }
    respond("/a /b 307 Max-Age=0", "GET", "/a");
    assert_view(field("Cache-Control"), "max-age=0");
    assert_view(field("Expires"), "Sun, 06 Nov 1994 08:49:37 GMT");
    exchange.options.now_s = -1;
    respond("/a /b 307 Max-Age=60", "GET", "/a");
    assert_view(field("Cache-Control"), "max-age=60");
    assert_null(field("Expires").ptr);
}

static void dates_are_imf_fixdate(void **state)
{
    (void)state;
    static const struct {
        int64_t now_s;
        const char *date;
    } cases[] = {
        {0, "Thu, 01 Jan 1970 00:00:00 GMT"},
        {951782399, "Mon, 28 Feb 2000 23:59:59 GMT"},
        {951782400, "Tue, 29 Feb 2000 00:00:00 GMT"},
        {951868800, "Wed, 01 Mar 2000 00:00:00 GMT"},
        {4107542399, "Sun, 28 Feb 2100 23:59:59 GMT"},
        {4107542400, "Mon, 01 Mar 2100 00:00:00 GMT"},
        {1735689599, "Tue, 31 Dec 2024 23:59:59 GMT"},
        {253402300799, "Fri, 31 Dec 9999 23:59:59 GMT"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        exchange.options.now_s = cases[i].now_s;
        respond("/a /b 307 Max-Age=0", "GET", "/a");
        assert_view(field("Expires"), cases[i].date);
    }
    exchange.options.now_s = 253402300799; /* one second more cannot be said */
    respond("/a /b 307 Max-Age=1", "GET", "/a");
    assert_null(field("Expires").ptr);
    assert_view(field("Cache-Control"), "max-age=1");
}

/* S5 */
static void http10_agents_get_stand_ins(void **state)
{
    (void)state;
    static const struct {
        const char *rules;
        const char *method;
        uint16_t status;
    } cases[] = {
        {"/a /b 307", "GET", 302}, {"/a /b 307", "HEAD", 302}, {"/a /b 308", "GET", 301},
        {"/a /b 303", "GET", 302}, {"/a /b 307", "POST", 307}, {"/a /b 308", "DELETE", 308},
        {"/a /b 302", "GET", 302}, {"/a 403", "GET", 403},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        respond_as(cases[i].rules, cases[i].method, "/a", CAROM_HTTP_1_0);
        assert_int_equal(exchange.response.status, cases[i].status);
        respond_as(cases[i].rules, cases[i].method, "/a", CAROM_HTTP_2);
        assert_int_equal(exchange.response.status, exchange.decision.status);
    }
    respond_as("/a /b 307", "POST", "/a", CAROM_HTTP_1_0);
    assert_view_contains(exchange.response.body, "Repeat the POST request, and send the same body");
}

/* S13 */
static void a_refusal_shows_its_reason_only_when_it_is_public(void **state)
{
    (void)state;
    static const uint16_t statuses[] = {403, 404, 406, 410, 451};
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        char text[64];
        (void)snprintf(text, sizeof text, "/a %u Reason=\"<under embargo>\"", statuses[i]);
        respond(text, "GET", "/a");
        assert_int_equal(exchange.response.status, statuses[i]);
        assert_view_contains(exchange.response.body, "<p>&lt;under embargo&gt;</p>");
        assert_null(field("Location").ptr);
        respond(text, "HEAD", "/a");
        assert_int_equal(exchange.response.body.len, 0);
        (void)snprintf(text, sizeof text, "/a %u", statuses[i]);
        respond(text, "GET", "/a");
        for (size_t at = 0; at + 3 <= exchange.response.body.len; at++)
            assert_false(memcmp(exchange.response.body.ptr + at, "<p>", 3) == 0);
    }
    respond("/a 403 Reason=\"say %22no%22 \xC3\xA9\\\"", "GET", "/a");
    exchange_add_field(&exchange, "Accept", "application/json");
    exchange_run(&exchange, &rules);
    assert_view(exchange.response.body, "{\"status\":403,\"title\":\"Forbidden\","
                                        "\"reason\":\"say \\\"no\\\" \xC3\xA9\\\\\"}\n");
}

/* S15 */
static void a_200_depends_on_the_method(void **state)
{
    (void)state;
    static const char text[] = "/a /index.html 200";
    exchange.options.has_representation = true;
    exchange.options.representation = CAROM_LITERAL("<p>hello");
    exchange.options.representation_type = CAROM_LITERAL("text/html");
    respond(text, "GET", "/a");
    assert_int_equal(exchange.response.status, 200);
    assert_view(exchange.response.body, "<p>hello");
    assert_view(field("Content-Type"), "text/html");
    assert_length_is_the_bodys();
    respond(text, "HEAD", "/a");
    assert_int_equal(exchange.response.body.len, 0);
    assert_view(field("Content-Length"), "8");
    respond(text, "DELETE", "/a");
    assert_view(exchange.response.body, "<p>hello");
    respond(text, "OPTIONS", "/a");
    assert_int_equal(exchange.response.status, 204);
    assert_view(field("Allow"), "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    assert_int_equal(exchange.response.body.len, 0);
    assert_null(field("Content-Length").ptr);
    respond("/a /b 200 Method=GET,OPTIONS", "OPTIONS", "/a");
    assert_view(field("Allow"), "GET,OPTIONS");
    exchange.options.representation.len = 0;
    respond(text, "GET", "/a");
    assert_int_equal(exchange.response.status, 204);
    assert_null(field("Content-Length").ptr);
    assert_null(field("Content-Type").ptr);
}

/* S15 */
static void without_a_representation_a_note_says_what_became_of_the_request(void **state)
{
    (void)state;
    respond("/a /b 200", "GET", "/a");
    assert_view_contains(exchange.response.body,
                         "The representation for this GET request is at <a href=\"/b\">");
    respond("/a /b 200", "PUT", "/a");
    assert_int_equal(exchange.response.status, 200);
    assert_view_contains(exchange.response.body,
                         "The PUT request was received and nothing was changed");
}

/* RFC 9110 section 15.6.3 */
static void a_rewrite_to_another_site_is_a_bad_gateway_whatever_the_method(void **state)
{
    (void)state;
    static const char *const methods[] = {"GET", "HEAD", "POST", "OPTIONS", "TRACE"};
    static const char text[] = "/a/* https://secret.example/:splat 200 Language=de\n/a/* /c";
    exchange.options.trace = true;
    exchange.options.strict_accept = true;
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        respond_by(rules_in(CAROM_DIALECT_NETLIFY, text), methods[i], "/a/b", CAROM_HTTP_1_1);
        exchange_add_field(&exchange, "Accept-Language", "de");
        exchange_add_field(&exchange, "Accept", "text/plain;q=0");
        exchange_run(&exchange, &rules);
        assert_view(exchange.decision.location, "https://secret.example/b");
        assert_int_equal(exchange.response.status, 502);
        assert_view(exchange.response.reason, "Bad Gateway");
        assert_null(field("Location").ptr);
        assert_view(field("Vary"), "Accept, Accept-Language");
        assert_view(field("Content-Type"), "text/html; charset=utf-8");
        if (i == 1)
            continue;
        assert_length_is_the_bodys();
        assert_view_contains(exchange.response.body, "asks for a proxy");
        assert_null(strstr(exchange.responded, "secret"));
    }
}

static void a_caller_that_is_a_proxy_answers_with_what_it_got(void **state)
{
    (void)state;
    exchange.options.has_representation = true;
    exchange.options.representation = CAROM_LITERAL("{}");
    exchange.options.representation_type = CAROM_LITERAL("application/json");
    respond_by(rules_in(CAROM_DIALECT_NETLIFY, "/a https://h/b 200"), "GET", "/a", CAROM_HTTP_1_1);
    assert_int_equal(exchange.response.status, 200);
    assert_view(exchange.response.body, "{}");
}

/* S15 */
static void a_2xx_to_connect_has_no_payload(void **state)
{
    (void)state;
    respond("/a /b 200", "GET", "/a");
    exchange.request.method = CAROM_LITERAL("CONNECT");
    struct carom_buf scratch = {exchange.responded, sizeof exchange.responded, 0};
    assert_int_equal(carom_respond(&exchange.request, &exchange.decision, &exchange.options,
                                   &scratch, &exchange.response),
                     CAROM_OK);
    assert_int_equal(exchange.response.status, 200);
    assert_int_equal(exchange.response.field_count, 0);
    assert_int_equal(exchange.response.body.len, 0);
}

/* S15 */
static void trace_is_off_unless_enabled_and_leaves_credentials_out(void **state)
{
    (void)state;
    respond("", "TRACE", "/a");
    assert_int_equal(exchange.response.status, 405);
    assert_view(field("Allow"), "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    exchange.options.trace = true;
    respond("", "TRACE", "/a?b");
    exchange_add_field(&exchange, "Host", "h");
    exchange_add_field(&exchange, "authorization", "Basic c2VjcmV0");
    exchange_add_field(&exchange, "Proxy-Authorization", "Basic c2VjcmV0");
    exchange_add_field(&exchange, "COOKIE", "secret=1");
    exchange_add_field(&exchange, "Cookie2", "secret=1");
    exchange_add_field(&exchange, "X-Api-Key", "secret");
    exchange_add_field(&exchange, "X-Auth-Token", "secret");
    exchange_add_field(&exchange, "X-Trace", "1");
    exchange_run(&exchange, &rules);
    assert_int_equal(exchange.response.status, 200);
    assert_view(field("Content-Type"), "message/http");
    assert_view(exchange.response.body, "TRACE /a?b HTTP/1.1\r\nHost: h\r\nX-Trace: 1\r\n\r\n");
    assert_length_is_the_bodys();
    respond("/a /b 307", "TRACE", "/a");
    assert_int_equal(exchange.response.status, 307);
}

static void options_asterisk_is_answered(void **state)
{
    (void)state;
    respond("/* /b", "OPTIONS", "*");
    assert_int_equal(exchange.response.status, 204);
    assert_true(field("Allow").len > 0);
    respond("/* /b", "GET", "*");
    assert_int_equal(exchange.response.status, 404);
}

static void no_rule_is_404_and_a_bad_target_400(void **state)
{
    (void)state;
    respond("/x /y", "GET", "/a");
    assert_int_equal(exchange.response.status, 404);
    assert_length_is_the_bodys();
    respond("/* /y", "GET", "nonsense");
    assert_int_equal(exchange.response.status, 400);
    assert_view(exchange.response.reason, "Bad Request");
}

static void a_refusal_can_show_a_page(void **state)
{
    (void)state;
    exchange.options.has_representation = true;
    exchange.options.representation = CAROM_LITERAL("gone");
    exchange.options.representation_type = CAROM_LITERAL("text/plain");
    respond("/a /gone.html 410", "GET", "/a");
    assert_int_equal(exchange.response.status, 410);
    assert_view(exchange.response.body, "gone");
    respond("/a 410", "GET", "/a");
    assert_view_contains(exchange.response.body, "<h1>Gone</h1>");
}

/* RFC 9110 section 12.5.5: also where the rule that asked did not match, or there is none. */
static void vary_names_what_the_rules_asked_for(void **state)
{
    (void)state;
    static const struct {
        const char *rules;
        const char *target;
        const char *vary;
    } cases[] = {
        {"/a /b Language=de", "/a", "Accept, Accept-Language"},
        {"/a /b Language=de\n/a /c", "/a", "Accept, Accept-Language"},
        {"/a /c\n/a /b Language=de", "/a", "Accept"},
        {"/a /b Language=de", "/x", "Accept"},
        {"/:p /b Cookie=c Country=de", "/a", "Accept, Cookie, X-Country"},
        {"/a /a Cookie=c\n/a /a\n/* /b Language=de", "/a", "Accept, Accept-Language, Cookie"},
        {"http://other/a /b Language=de", "/a", "Accept"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        exchange.options.country_field = CAROM_LITERAL("X-Country");
        respond(cases[i].rules, "GET", cases[i].target);
        assert_view(field("Vary"), cases[i].vary);
    }
    exchange.options.country_field = CAROM_LITERAL("");
    respond("/a /b Country=de", "GET", "/a");
    assert_view(field("Vary"), "Accept");
}

static void the_wire_form_is_exact(void **state)
{
    (void)state;
    respond("/a /b 307 Max-Age=9", "GET", "/a");
    exchange_add_field(&exchange, "Accept", "text/plain");
    exchange_run(&exchange, &rules);
    static const char expected[] = "HTTP/1.1 307 Temporary Redirect\r\nLocation: /b\r\n"
                                   "Content-Type: text/plain; charset=utf-8\r\n"
                                   "Content-Length: 53\r\nCache-Control: max-age=9\r\n"
                                   "Vary: Accept\r\n\r\n307 Temporary Redirect\n\n"
                                   "Repeat the GET request at\n/b\n";
    char wire[512];
    struct carom_buf out = {wire, sizeof wire, 0};
    assert_int_equal(carom_response_write(&exchange.response, &out), CAROM_OK);
    char actual[512];
    (void)snprintf(actual, sizeof actual, "%.*s", (int)out.len, wire);
    assert_string_equal(actual, expected);
    for (size_t cap = 0; cap < out.len; cap++) {
        char *block = malloc(cap + 1);
        assert_non_null(block);
        struct carom_buf small = {block, cap, 0};
        assert_int_equal(carom_response_write(&exchange.response, &small), CAROM_ERR_NOSPACE);
        assert_int_equal(small.len, out.len);
        free(block);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_note_says_how_to_repeat_the_request),
        TEST(the_note_has_three_forms),
        TEST(alternates_are_listed_and_location_names_the_preferred),
        TEST(head_has_the_fields_of_get_and_no_body),
        TEST(a_lifetime_is_sent_only_when_the_rule_has_one),
        TEST(dates_are_imf_fixdate),
        TEST(http10_agents_get_stand_ins),
        TEST(a_refusal_shows_its_reason_only_when_it_is_public),
        TEST(a_200_depends_on_the_method),
        TEST(without_a_representation_a_note_says_what_became_of_the_request),
        TEST(a_rewrite_to_another_site_is_a_bad_gateway_whatever_the_method),
        TEST(a_caller_that_is_a_proxy_answers_with_what_it_got),
        TEST(a_2xx_to_connect_has_no_payload),
        TEST(trace_is_off_unless_enabled_and_leaves_credentials_out),
        TEST(options_asterisk_is_answered),
        TEST(no_rule_is_404_and_a_bad_target_400),
        TEST(a_refusal_can_show_a_page),
        TEST(vary_names_what_the_rules_asked_for),
        TEST(the_wire_form_is_exact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
