#include "test_model.h"

#include "model/date.h"
#include "model/http.h"

static bool parses(const char *text, struct model_response *response)
{
    const char *problem;

    return model_parse_response(model_literal(text), response, &problem);
}

static void a_response_is_taken_apart(void **state)
{
    struct model_response response;
    struct model_view value = {NULL, 0};
    (void)state;

    assert_true(parses("HTTP/1.1 301 Moved Permanently\r\nLocation: /a b\r\nVary: \r\n\r\nbody\r\n",
                       &response));
    assert_int_equal(response.status, 301);
    assert_text(response.reason, "Moved Permanently");
    assert_int_equal(response.field_count, 2);
    assert_int_equal(model_field_values(&response, "LOCATION", &value), 1);
    assert_text(value, "/a b");
    assert_text(response.body, "body\r\n");
}

static void what_is_not_strictly_a_response_is_refused(void **state)
{
    static const char *const texts[] = {
        "",
        "HTTP/1.0 200 OK\r\n\r\n",
        "HTTP/1.1  200 OK\r\n\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1 099 OK\r\n\r\n",
        "HTTP/1.1 200\r\n\r\n",
        "HTTP/1.1 200 OK\n\n",
        "HTTP/1.1 200 OK\r\n",
        "HTTP/1.1 200 OK\r\nA: b\n\r\n",
        "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA : b\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA:b\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA: b \r\n\r\n",
        "HTTP/1.1 200 OK\r\n: b\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA: \x01\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA: \xE9\r\n\r\n",
        "HTTP/1.1 200 O\rK\r\n\r\n",
    };
    struct model_response response;
    (void)state;

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (parses(texts[i], &response))
            fail_msg("%s", texts[i]);
    }
}

static void numbers_are_strict(void **state)
{
    (void)state;

    assert_int_equal(model_number(model_literal("0")), 0);
    assert_int_equal(model_number(model_literal("123456789012")), 123456789012LL);
    assert_int_equal(model_number(model_literal("")), -1);
    assert_int_equal(model_number(model_literal("01")), -1);
    assert_int_equal(model_number(model_literal("+1")), -1);
    assert_int_equal(model_number(model_literal("1 ")), -1);
}

/* The example of RFC 9110 section 5.6.7, and dates around leap days and the last year. */
static void dates_are_fixdates(void **state)
{
    static const struct {
        long long seconds;
        const char *date;
    } vectors[] = {
        {0, "Thu, 01 Jan 1970 00:00:00 GMT"},
        {784111777, "Sun, 06 Nov 1994 08:49:37 GMT"},
        {951782400, "Tue, 29 Feb 2000 00:00:00 GMT"},
        {951868799, "Tue, 29 Feb 2000 23:59:59 GMT"},
        {4107542400, "Mon, 01 Mar 2100 00:00:00 GMT"},
        {253402300799, "Fri, 31 Dec 9999 23:59:59 GMT"},
    };
    struct model_arena arena = {NULL};
    (void)state;

    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        struct model_text text = model_text_of(&arena);
        assert_true(model_put_date(&text, vectors[i].seconds));
        assert_text(model_text_view(&text), vectors[i].date);
    }
    struct model_text none = model_text_of(&arena);
    assert_false(model_put_date(&none, -1));
    assert_false(model_put_date(&none, 253402300800));
    assert_false(model_put_date(&none, 1LL << 60));
    assert_int_equal(none.len, 0);
    model_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_response_is_taken_apart),
        cmocka_unit_test(what_is_not_strictly_a_response_is_refused),
        cmocka_unit_test(numbers_are_strict),
        cmocka_unit_test(dates_are_fixdates),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
