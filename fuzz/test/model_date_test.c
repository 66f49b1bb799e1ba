#include "test_model.h"

#include "model/date.h"
#include "model/date_read.h"

/*
 * 6 November 1994, 08:49:37, the moment of RFC 9110 section 5.6.7: 24 years from 1970 with 6 leap days
 * among them, and 309 days.
 */
static const long long example = (24LL * 365 + 6 + 309) * 86400 + 8 * 3600 + 49 * 60 + 37;
static const long long last = 253402300799; /* 31 December 9999, 23:59:59 */

static void assert_date(const char *text, long long now, long long expected)
{
    long long seconds = -1;

    if (!model_read_date(model_literal(text), now, &seconds) || seconds != expected)
        fail_msg("%s is %lld, expected %lld", text, seconds, expected);
}

static void assert_same_moment(const char *text, long long now, const char *fixdate)
{
    long long expected = 0;

    assert_true(model_read_date(model_literal(fixdate), now, &expected));
    assert_date(text, now, expected);
}

static void assert_no_date(const char *text)
{
    long long seconds = -1;

    if (model_read_date(model_literal(text), example, &seconds))
        fail_msg("%s was read as a date", text);
    assert_true(seconds == 0);
}

static long long moment(const char *fixdate)
{
    long long seconds = 0;

    assert_true(model_read_date(model_literal(fixdate), 0, &seconds));
    return seconds;
}

/* RFC 9110, section 5.6.7. */
static void the_three_formats_of_the_rfc_are_one_moment(void **state)
{
    (void)state;

    assert_date("Sun, 06 Nov 1994 08:49:37 GMT", 0, example);
    assert_date("Sunday, 06-Nov-94 08:49:37 GMT", example, example);
    assert_date("Sun Nov  6 08:49:37 1994", 0, example);
    assert_date("Sun Nov 06 08:49:37 1994", 0, example);
}

static void known_days_have_their_seconds(void **state)
{
    (void)state;

    assert_date("Thu, 01 Jan 1970 00:00:00 GMT", 0, 0);
    assert_date("Wed, 31 Dec 1969 23:59:59 GMT", 0, -1);
    assert_date("Sun, 09 Sep 2001 01:46:40 GMT", 0, 1000000000);
    assert_date("Tue, 19 Jan 2038 03:14:08 GMT", 0, 2147483648);
    assert_date("Fri, 31 Dec 9999 23:59:59 GMT", 0, last);
    assert_date("Mon, 01 Jan 1900 00:00:00 GMT", 0, -2208988800); /* RFC 5905, figure 4 */
}

/* RFC 9111, section 4.2: compare without case. */
static void letters_have_no_case(void **state)
{
    (void)state;

    assert_date("sUN, 06 nOV 1994 08:49:37 gmt", 0, example);
    assert_date("SUNDAY, 06-NOV-94 08:49:37 Gmt", example, example);
    assert_date("sun nov  6 08:49:37 1994", 0, example);
}

static void the_day_of_the_week_need_not_fit(void **state)
{
    (void)state;

    assert_date("Mon, 06 Nov 1994 08:49:37 GMT", 0, example);
    assert_no_date("Xyz, 06 Nov 1994 08:49:37 GMT");
    assert_no_date("Sunday, 06 Nov 1994 08:49:37 GMT");
    assert_no_date("Sun, 06-Nov-94 08:49:37 GMT");
}

static void only_days_that_exist_are_dates(void **state)
{
    (void)state;

    assert_same_moment("Thu, 29 Feb 2024 23:59:60 GMT", 0, "Fri, 01 Mar 2024 00:00:00 GMT");
    assert_same_moment("Tue, 29 Feb 2000 00:00:00 GMT", 0, "Tue Feb 29 00:00:00 2000");
    assert_no_date("Thu, 29 Feb 1900 00:00:00 GMT");
    assert_no_date("Wed, 29 Feb 2023 00:00:00 GMT");
    assert_no_date("Sat, 31 Jun 2024 00:00:00 GMT");
    assert_no_date("Sat, 00 Jun 2024 00:00:00 GMT");
    assert_no_date("Sat Jun  0 00:00:00 2024");
    assert_no_date("Sun, 06 Nov 1994 24:00:00 GMT");
    assert_no_date("Sun, 06 Nov 1994 08:60:37 GMT");
    assert_no_date("Sun, 06 Nov 1994 08:49:61 GMT");
}

static void a_leap_second_is_the_next_second(void **state)
{
    (void)state;

    assert_same_moment("Sat, 31 Dec 2016 23:59:60 GMT", 0, "Sun, 01 Jan 2017 00:00:00 GMT");
    assert_date("Fri, 31 Dec 9999 23:59:60 GMT", 0, last + 1);
}

static void what_is_not_quite_a_date_is_none(void **state)
{
    static const char *const texts[] = {
        "",
        "0",
        "-1",
        "Sun",
        " Sun, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT ",
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49:37 +0000",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun,  6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 94 08:49:37 GMT",
        "Sun, 06 Nov 01994 08:49:37 GMT",
        "Sun, 06 Nov 1994 8:49:37 GMT",
        "Sun, 06 November 1994 08:49:37 GMT",
        "Sunday, 06-Nov-1994 08:49:37 GMT",
        "Sun Nov 6 08:49:37 1994",
        "Sun Nov  6 08:49:37 1994 GMT",
        "Sun, 06-Nov-1994 08:49:37 GMT",
    };
    (void)state;

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_no_date(texts[i]);
}

/* RFC 9110, section 5.6.7: more than 50 years in the future is the past. */
static void two_digits_of_a_year_are_within_fifty_years(void **state)
{
    long long now = moment("Mon, 15 Jun 2026 12:00:00 GMT");
    (void)state;

    assert_same_moment("Friday, 01-Jan-27 00:00:00 GMT", now, "Fri, 01 Jan 2027 00:00:00 GMT");
    assert_same_moment("Friday, 01-Jan-26 00:00:00 GMT", now, "Thu, 01 Jan 2026 00:00:00 GMT");
    assert_same_moment("Friday, 01-Jan-25 00:00:00 GMT", now, "Wed, 01 Jan 2025 00:00:00 GMT");
    assert_same_moment("Monday, 15-Jun-76 12:00:00 GMT", now, "Mon, 15 Jun 2076 12:00:00 GMT");
    assert_same_moment("Monday, 15-Jun-76 12:00:01 GMT", now, "Tue, 15 Jun 1976 12:00:01 GMT");
}

static void the_last_years_have_no_later_century(void **state)
{
    (void)state;

    assert_same_moment("Friday, 01-Jan-00 00:00:00 GMT", last, "Fri, 01 Jan 9900 00:00:00 GMT");
    assert_same_moment("Friday, 31-Dec-99 23:59:59 GMT", last, "Fri, 31 Dec 9999 23:59:59 GMT");
}

static void a_leap_day_is_looked_for_in_the_century_chosen(void **state)
{
    long long seconds = 0;
    (void)state;

    assert_same_moment("Tuesday, 29-Feb-00 00:00:00 GMT", 0, "Tue, 29 Feb 2000 00:00:00 GMT");
    assert_false(model_read_date(model_literal("Thursday, 29-Feb-00 00:00:00 GMT"),
                                 moment("Fri, 01 Jan 2060 00:00:00 GMT"), &seconds));
}

static void what_is_written_in_each_format_is_as_the_rfc_has_it(void **state)
{
    static const char *const texts[MODEL_DATE_FORMATS] = {
        [MODEL_IMF_FIXDATE] = "Sun, 06 Nov 1994 08:49:37 GMT",
        [MODEL_RFC850] = "Sunday, 06-Nov-94 08:49:37 GMT",
        [MODEL_ASCTIME] = "Sun Nov  6 08:49:37 1994",
    };
    struct model_arena arena = {NULL};
    (void)state;

    for (int format = 0; format < MODEL_DATE_FORMATS; format++) {
        struct model_text text = model_text_of(&arena);
        assert_true(model_put_date_as(&text, (enum model_date_format)format, example));
        assert_text(model_text_view(&text), texts[format]);
    }
    model_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_three_formats_of_the_rfc_are_one_moment),
        cmocka_unit_test(known_days_have_their_seconds),
        cmocka_unit_test(letters_have_no_case),
        cmocka_unit_test(the_day_of_the_week_need_not_fit),
        cmocka_unit_test(only_days_that_exist_are_dates),
        cmocka_unit_test(a_leap_second_is_the_next_second),
        cmocka_unit_test(what_is_not_quite_a_date_is_none),
        cmocka_unit_test(two_digits_of_a_year_are_within_fifty_years),
        cmocka_unit_test(the_last_years_have_no_later_century),
        cmocka_unit_test(a_leap_day_is_looked_for_in_the_century_chosen),
        cmocka_unit_test(what_is_written_in_each_format_is_as_the_rfc_has_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
