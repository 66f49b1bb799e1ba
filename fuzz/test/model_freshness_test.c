#include "test_model.h"

#include "test_fields.h"

#include "model/cache_control.h"
#include "model/freshness.h"

/* 6 November 1994, 08:49:37: when responses come. */
static const long long came = 784111777;

#define CAME "Sun, 06 Nov 1994 08:49:37 GMT"

/* A response to GET that comes at once, `age` seconds ago. */
struct setting {
    const char *method; /* GET when it is NULL */
    int status;
    bool shared;
    long long delay;
    long long age;
    struct lines request;
    struct lines response;
};

static struct model_freshness read_setting(const struct setting *setting)
{
    struct model_arena arena = {NULL};
    struct model_field request[FIELDS_MAX];
    struct model_field response[FIELDS_MAX];
    struct model_stored stored = {
        .method = model_literal(setting->method ? setting->method : "GET"),
        .request = fields_of(&setting->request, request),
        .status = setting->status,
        .response = fields_of(&setting->response, response),
        .request_time = came - setting->delay,
        .response_time = came,
        .now = came + setting->age,
        .shared = setting->shared,
    };
    struct model_freshness freshness = model_freshness_of(&arena, &stored);

    model_arena_free(&arena);
    return freshness;
}

static void assert_lifetime(const struct setting *setting, enum model_lifetime from,
                            long long lifetime)
{
    struct model_freshness freshness = read_setting(setting);

    assert_int_equal(freshness.lifetime_from, from);
    assert_true(freshness.lifetime == lifetime);
}

static void assert_storable(const struct setting *setting, enum model_storable expected)
{
    struct model_freshness freshness = read_setting(setting);

    assert_int_equal(freshness.storable, expected);
    if (expected < MODEL_EXPLICIT)
        assert_true(freshness.fresh == 0);
}

static void assert_control(const char *control, bool shared, enum model_lifetime from,
                           long long lifetime)
{
    struct setting setting = {
        .status = 302, .shared = shared, .response = {{"Cache-Control", control}}};
    struct model_freshness freshness = read_setting(&setting);

    if (freshness.lifetime_from != from || freshness.lifetime != lifetime)
        fail_msg("%s: %lld from %d", control, freshness.lifetime, (int)freshness.lifetime_from);
}

/* Sections 4.2.1, 5.2.2.1 and 5.2.2.10. */
static void the_most_specific_lifetime_counts(void **state)
{
    static const struct setting all = {
        .status = 301,
        .shared = true,
        .response = {{"Date", CAME, "Expires", "Sun, 06 Nov 1994 08:50:37 GMT", "Cache-Control",
                      "max-age=600, s-maxage=6000", "Last-Modified",
                      "Sun, 06 Nov 1994 08:32:57 GMT"}}};
    struct setting some = all;
    (void)state;

    assert_lifetime(&all, MODEL_LIFETIME_S_MAXAGE, 6000);
    some.shared = false;
    assert_lifetime(&some, MODEL_LIFETIME_MAX_AGE, 600);
    some.response.texts[5] = "s-maxage=6000";
    assert_lifetime(&some, MODEL_LIFETIME_EXPIRES, 60);
    some.response.texts[2] = "X-Expires";
    assert_lifetime(&some, MODEL_LIFETIME_HEURISTIC, 100);
    some.response.texts[6] = "X-Last-Modified";
    assert_lifetime(&some, MODEL_LIFETIME_NONE, 0);
}

/* Section 5.2: tokens and quoted strings, in any case, on any line. */
static void directives_are_read_in_every_form(void **state)
{
    (void)state;

    assert_control("max-age=60", false, MODEL_LIFETIME_MAX_AGE, 60);
    assert_control("MAX-Age=\"60\"", false, MODEL_LIFETIME_MAX_AGE, 60);
    assert_control("max-age=\"6\\0\"", false, MODEL_LIFETIME_MAX_AGE, 60);
    assert_control(" , a=\"x, max-age=5\",\tmax-age=0060 ,", false, MODEL_LIFETIME_MAX_AGE, 60);
    assert_control("max-age=2147483648", false, MODEL_LIFETIME_MAX_AGE, 2147483648);
    assert_control("max-age=99999999999999999999999", false, MODEL_LIFETIME_MAX_AGE, 2147483648);
    assert_control("public, s-maxage=7", true, MODEL_LIFETIME_S_MAXAGE, 7);
    assert_control("public, s-maxage=7", false, MODEL_LIFETIME_NONE, 0);
}

/* Section 4.2.1: the first value or none, and what cannot be read is stale. */
static void what_is_no_number_is_stale(void **state)
{
    (void)state;

    assert_control("max-age=60, max-age=600", false, MODEL_LIFETIME_MAX_AGE, 60);
    assert_control("max-age=x, max-age=600", false, MODEL_LIFETIME_MAX_AGE, 0);
    assert_control("max-age", false, MODEL_LIFETIME_MAX_AGE, 0);
    assert_control("max-age=-1", false, MODEL_LIFETIME_MAX_AGE, 0);
    assert_control("max-age=1.5", false, MODEL_LIFETIME_MAX_AGE, 0);
    assert_control("max-age=60s", false, MODEL_LIFETIME_MAX_AGE, 0);
    assert_control("max-age=\"\"", false, MODEL_LIFETIME_MAX_AGE, 0);
    assert_control("max-age=\"60 \"", false, MODEL_LIFETIME_MAX_AGE, 0);
    assert_control("s-maxage=x, max-age=60", true, MODEL_LIFETIME_S_MAXAGE, 0);
}

static void what_is_no_directive_is_passed_over(void **state)
{
    (void)state;

    assert_control("=60, max-age=5", false, MODEL_LIFETIME_MAX_AGE, 5);
    assert_control("public max-age=60", false, MODEL_LIFETIME_NONE, 0);
    assert_control("x\"y, max-age=60\"z, max-age=5", false, MODEL_LIFETIME_MAX_AGE, 5);
}

/* Section 4.2.1: freshness information that is not valid is stale. */
static void a_malformed_lifetime_is_stale(void **state)
{
    (void)state;

    assert_control("max-age = 60", false, MODEL_LIFETIME_MAX_AGE, 0);
    assert_control("max-age=, max-age=5", false, MODEL_LIFETIME_MAX_AGE, 0);
    assert_control("max-age=60 max-age=5", false, MODEL_LIFETIME_MAX_AGE, 0);
    assert_control("max-age=60;public, max-age=5", false, MODEL_LIFETIME_MAX_AGE, 0);
    assert_control("max-age=\"60, max-age=5", false, MODEL_LIFETIME_MAX_AGE, 0);
    assert_control("max-age=\"60\"0, max-age=5", false, MODEL_LIFETIME_MAX_AGE, 0);
}

static void an_open_quote_ends_with_its_line(void **state)
{
    static const struct setting setting = {
        .status = 302, .response = {{"Cache-Control", "a=\"b", "cache-control", "max-age=9"}}};
    (void)state;

    assert_lifetime(&setting, MODEL_LIFETIME_MAX_AGE, 9);
}

/* Section 5.3: an invalid date, `0` above all, is in the past. */
static void expires_that_is_no_date_is_stale(void **state)
{
    struct setting setting = {.status = 302, .response = {{"Expires", "0", "Date", CAME}}};
    (void)state;

    assert_lifetime(&setting, MODEL_LIFETIME_EXPIRES, 0);
    setting.response.texts[1] = "Sun, 06 Nov 1994 08:49:36 GMT";
    assert_lifetime(&setting, MODEL_LIFETIME_EXPIRES, 0);
    setting.response.texts[1] = "Sunday, 06-Nov-94 08:50:37 GMT";
    assert_lifetime(&setting, MODEL_LIFETIME_EXPIRES, 60);
    setting.response.texts[1] = "Sun Nov  6 08:50:37 1994";
    assert_lifetime(&setting, MODEL_LIFETIME_EXPIRES, 60);
    setting.response.texts[3] = "yesterday";
    assert_lifetime(&setting, MODEL_LIFETIME_EXPIRES, 60);
    setting.response.texts[1] = "Fri, 31 Dec 9999 23:59:59 GMT";
    assert_lifetime(&setting, MODEL_LIFETIME_EXPIRES, 2147483648);
}

/* Section 4.2.2, and RFC 9110 section 15.1 for the statuses. */
static void only_some_statuses_have_a_heuristic(void **state)
{
    struct setting setting = {.response = {{"Last-Modified", "Sun, 06 Nov 1994 08:32:48 GMT",
                                            "Cache-Control", "public"}}};
    (void)state;

    for (setting.status = 300; setting.status < 400; setting.status++) {
        bool is_heuristic = setting.status == 300 || setting.status == 301 || setting.status == 308;
        assert_lifetime(&setting, is_heuristic ? MODEL_LIFETIME_HEURISTIC : MODEL_LIFETIME_NONE,
                        is_heuristic ? 100 : 0);
    }
    setting.status = 301;
    setting.response.texts[1] = "Sun, 06 Nov 1994 08:49:38 GMT";
    assert_lifetime(&setting, MODEL_LIFETIME_NONE, 0);
    setting.response.texts[1] = "not long ago";
    assert_lifetime(&setting, MODEL_LIFETIME_NONE, 0);
}

/* Section 4.2.3. */
static void the_age_is_what_the_rfc_reckons(void **state)
{
    struct setting setting = {.status = 301,
                              .delay = 4,
                              .age = 10,
                              .response = {{"Cache-Control", "max-age=60", "Age", "20"}}};
    (void)state;

    assert_true(read_setting(&setting).age == 34);
    assert_true(read_setting(&setting).fresh == 26);
    setting.response.texts[3] = "20, 1000";
    assert_true(read_setting(&setting).age == 34);
    setting.response.texts[3] = "twenty";
    assert_true(read_setting(&setting).age == 14);
    setting.response.texts[3] = "99999999999";
    assert_true(read_setting(&setting).age == 2147483648);
    assert_true(read_setting(&setting).fresh == 0);
    setting.response.texts[2] = "Date";
    setting.response.texts[3] = "Sun, 06 Nov 1994 08:49:07 GMT";
    assert_true(read_setting(&setting).age == 40);
    setting.response.texts[3] = "Sun, 06 Nov 1994 08:51:07 GMT";
    assert_true(read_setting(&setting).age == 14);
    setting.response.texts[3] = "soon";
    assert_true(read_setting(&setting).age == 14);
}

/* Section 3; RFC 9110 section 15.4: what may be stored of itself, and what needs permission. */
static void a_temporary_redirect_needs_permission(void **state)
{
    static const int temporary[] = {302, 303, 307};
    static const char *const permissions[] = {"max-age=1", "public", "private", "max-age=x"};
    (void)state;

    for (size_t i = 0; i < sizeof temporary / sizeof temporary[0]; i++) {
        struct setting setting = {.status = temporary[i]};
        assert_storable(&setting, MODEL_NO_PERMISSION);
        setting.response = (struct lines){{"Last-Modified", CAME, "ETag", "\"x\""}};
        assert_storable(&setting, MODEL_NO_PERMISSION);
        setting.response = (struct lines){{"Expires", "0"}};
        assert_storable(&setting, MODEL_EXPLICIT);
        for (size_t k = 0; k < sizeof permissions / sizeof permissions[0]; k++) {
            setting.response = (struct lines){{"Cache-Control", permissions[k]}};
            assert_storable(&setting, MODEL_EXPLICIT);
        }
    }
}

static void a_permanent_redirect_is_storable_by_its_status(void **state)
{
    struct setting setting = {.status = 301};
    (void)state;

    assert_storable(&setting, MODEL_BY_STATUS);
    setting.status = 308;
    assert_storable(&setting, MODEL_BY_STATUS);
    setting.response = (struct lines){{"Cache-Control", "max-age=1"}};
    assert_storable(&setting, MODEL_EXPLICIT);
}

static void methods_and_statuses_limit_what_is_stored(void **state)
{
    struct setting setting = {.status = 301, .response = {{"Cache-Control", "max-age=1"}}};
    (void)state;

    setting.method = "HEAD";
    assert_storable(&setting, MODEL_EXPLICIT);
    setting.method = "get";
    assert_storable(&setting, MODEL_NO_METHOD);
    setting.method = "PUT";
    assert_storable(&setting, MODEL_NO_METHOD);
    setting.method = "POST";
    assert_storable(&setting, MODEL_NO_METHOD);
    setting.response = (struct lines){{"Cache-Control", "max-age=1", "Content-Location", "/x"}};
    assert_storable(&setting, MODEL_EXPLICIT);
    setting.response = (struct lines){{"Cache-Control", "public", "Content-Location", "/x"}};
    assert_storable(&setting, MODEL_NO_METHOD);
    setting.method = NULL;
    setting.status = 103;
    assert_storable(&setting, MODEL_NO_STATUS);
    setting.status = 206;
    assert_storable(&setting, MODEL_NO_STATUS);
    setting.status = 304;
    assert_storable(&setting, MODEL_NO_STATUS);
}

/* Sections 5.2.1.5, 5.2.2.3, 5.2.2.5 and 5.2.2.7. */
static void directives_forbid_storing(void **state)
{
    struct setting setting = {.status = 301,
                              .response = {{"Cache-Control", "no-store, max-age=1"}}};
    (void)state;

    assert_storable(&setting, MODEL_NO_STORE);
    setting.response.texts[1] = "no-store, must-understand";
    assert_storable(&setting, MODEL_BY_STATUS);
    setting.status = 399;
    assert_storable(&setting, MODEL_NO_STATUS);
    setting.status = 301;
    setting.request = (struct lines){{"cache-control", "No-Store"}};
    assert_storable(&setting, MODEL_NO_STORE);
    setting.request = (struct lines){{"Cache-Control", "no-cache, max-age=0"}};
    setting.response.texts[1] = "private=\"Set-Cookie, Location\"";
    assert_storable(&setting, MODEL_EXPLICIT);
    setting.shared = true;
    assert_storable(&setting, MODEL_NO_PRIVATE);
}

/* Section 3.5. */
static void authorization_keeps_out_of_shared_caches(void **state)
{
    static const char *const allowed[] = {"public", "must-revalidate", "s-maxage=1"};
    struct setting setting = {.status = 301,
                              .shared = true,
                              .request = {{"Authorization", "Basic eA=="}},
                              .response = {{"Cache-Control", "max-age=1, proxy-revalidate"}}};
    (void)state;

    assert_storable(&setting, MODEL_NO_AUTHORIZED);
    for (size_t i = 0; i < sizeof allowed / sizeof allowed[0]; i++) {
        setting.response.texts[1] = allowed[i];
        assert_true(read_setting(&setting).storable >= MODEL_EXPLICIT);
    }
    setting.shared = false;
    setting.response.texts[1] = "max-age=1";
    assert_storable(&setting, MODEL_EXPLICIT);
}

/* Sections 5.2.2.2, 5.2.2.4, 5.2.2.8; RFC 8246; RFC 5861. */
static void the_other_directives_are_told(void **state)
{
    struct setting setting = {
        .status = 301,
        .response = {{"Cache-Control", "max-age=600, stale-while-revalidate=30, "
                                       "stale-if-error=1200, immutable, proxy-revalidate"}}};
    struct model_freshness freshness = read_setting(&setting);
    (void)state;

    assert_true(freshness.stale_while_revalidate == 30);
    assert_true(freshness.stale_if_error == 1200);
    assert_true(freshness.immutable && !freshness.no_cache && !freshness.must_revalidate);
    assert_true(freshness.fresh == 600);
    setting.shared = true;
    assert_true(read_setting(&setting).must_revalidate);
    setting.response.texts[1] = "max-age=600, no-cache=\"Set-Cookie\", must-revalidate, "
                                "stale-if-error=x, stale-while-revalidate";
    setting.shared = false;
    freshness = read_setting(&setting);
    assert_true(freshness.no_cache && freshness.must_revalidate && !freshness.immutable);
    assert_true(freshness.lifetime == 600 && freshness.fresh == 0);
    assert_true(freshness.stale_while_revalidate == 0 && freshness.stale_if_error == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_most_specific_lifetime_counts),
        cmocka_unit_test(directives_are_read_in_every_form),
        cmocka_unit_test(what_is_no_number_is_stale),
        cmocka_unit_test(what_is_no_directive_is_passed_over),
        cmocka_unit_test(a_malformed_lifetime_is_stale),
        cmocka_unit_test(an_open_quote_ends_with_its_line),
        cmocka_unit_test(expires_that_is_no_date_is_stale),
        cmocka_unit_test(only_some_statuses_have_a_heuristic),
        cmocka_unit_test(the_age_is_what_the_rfc_reckons),
        cmocka_unit_test(a_temporary_redirect_needs_permission),
        cmocka_unit_test(a_permanent_redirect_is_storable_by_its_status),
        cmocka_unit_test(methods_and_statuses_limit_what_is_stored),
        cmocka_unit_test(directives_forbid_storing),
        cmocka_unit_test(authorization_keeps_out_of_shared_caches),
        cmocka_unit_test(the_other_directives_are_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
