#include "support.h"

#include "carom/status.h"

static void redirects_say_what_happens_to_the_method(void **state)
{
    (void)state;
    static const struct {
        uint16_t status;
        enum carom_method_rule rule;
        bool permanent;
    } cases[] = {
        {301, CAROM_METHOD_MAY_BECOME_GET, true},
        {302, CAROM_METHOD_MAY_BECOME_GET, false},
        {303, CAROM_METHOD_BECOMES_GET, false},
        {307, CAROM_METHOD_KEPT, false},
        {308, CAROM_METHOD_KEPT, true},
        {200, CAROM_METHOD_NOT_REDIRECTED, false},
        {300, CAROM_METHOD_NOT_REDIRECTED, false},
        {304, CAROM_METHOD_NOT_REDIRECTED, false},
        {404, CAROM_METHOD_NOT_REDIRECTED, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct carom_status status = carom_status_of(cases[i].status);
        assert_int_equal(status.method_rule, cases[i].rule);
        assert_int_equal(status.permanent, cases[i].permanent);
        assert_int_equal(carom_status_is_redirect(cases[i].status),
                         cases[i].rule != CAROM_METHOD_NOT_REDIRECTED);
    }
}

static void reason_phrases_are_the_registered_ones(void **state)
{
    (void)state;
    static const struct {
        uint16_t status;
        const char *reason;
    } cases[] = {
        {200, "OK"},
        {204, "No Content"},
        {301, "Moved Permanently"},
        {302, "Found"},
        {303, "See Other"},
        {307, "Temporary Redirect"},
        {308, "Permanent Redirect"},
        {400, "Bad Request"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {406, "Not Acceptable"},
        {410, "Gone"},
        {413, "Content Too Large"},
        {451, "Unavailable For Legal Reasons"},
        {511, "Network Authentication Required"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_view(carom_status_of(cases[i].status).reason, cases[i].reason);
    static const uint16_t unregistered[] = {0, 99, 299, 306, 418, 499, 599, 65535};
    for (size_t i = 0; i < sizeof unregistered / sizeof unregistered[0]; i++)
        assert_int_equal(carom_status_of(unregistered[i]).reason.len, 0);
}

static void only_the_named_statuses_are_cacheable_by_heuristic(void **state)
{
    (void)state;
    static const uint16_t cacheable[] = {200, 203, 204, 206, 300, 301,
                                         308, 404, 405, 410, 414, 501};
    size_t next = 0;
    for (uint16_t status = 100; status < 600; status++) {
        bool expected = next < sizeof cacheable / sizeof cacheable[0] && cacheable[next] == status;
        assert_int_equal(carom_status_of(status).heuristic_cacheable, expected);
        next += expected ? 1 : 0;
    }
    assert_int_equal(next, sizeof cacheable / sizeof cacheable[0]);
}

static void a_rule_may_have_eleven_statuses(void **state)
{
    (void)state;
    static const uint16_t allowed[] = {200, 301, 302, 303, 307, 308, 403, 404, 406, 410, 451};
    size_t next = 0;
    for (unsigned status = 0; status < 65536; status++) {
        bool expected = next < sizeof allowed / sizeof allowed[0] && allowed[next] == status;
        assert_int_equal(carom_status_is_for_rules((uint16_t)status), expected);
        next += expected ? 1 : 0;
    }
    assert_int_equal(next, 11);
}

/* S5 */
static void http10_get_and_head_have_stand_ins_and_other_methods_none(void **state)
{
    (void)state;
    static const struct {
        uint16_t status;
        const char *method;
        uint16_t expected;
    } cases[] = {
        {307, "GET", 302},  {307, "HEAD", 302}, {308, "GET", 301},  {308, "HEAD", 301},
        {303, "GET", 302},  {303, "HEAD", 302}, {307, "POST", 307}, {308, "PUT", 308},
        {303, "POST", 303}, {301, "GET", 301},  {302, "GET", 302},  {404, "GET", 404},
        {307, "get", 307},  {307, "", 307},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(carom_status_for_http10(cases[i].status, text_view(cases[i].method)),
                         cases[i].expected);
}

static void every_result_has_a_name_of_its_own(void **state)
{
    (void)state;
    for (int a = CAROM_OK; a <= CAROM_ERR_COLLISIONS; a++) {
        struct carom_view name = carom_result_name((enum carom_result)a);
        assert_true(name.len > 0);
        for (int b = a + 1; b <= CAROM_ERR_COLLISIONS + 1; b++)
            assert_false(carom_view_equal(name, carom_result_name((enum carom_result)b)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(redirects_say_what_happens_to_the_method),
        cmocka_unit_test(reason_phrases_are_the_registered_ones),
        cmocka_unit_test(only_the_named_statuses_are_cacheable_by_heuristic),
        cmocka_unit_test(a_rule_may_have_eleven_statuses),
        cmocka_unit_test(http10_get_and_head_have_stand_ins_and_other_methods_none),
        cmocka_unit_test(every_result_has_a_name_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
