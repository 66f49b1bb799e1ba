#include "field_support.h"

#include "carom/date.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REFUSED INT64_MIN /* no date of four digits is there */

/* 2026-11-23T04:05:06Z */
#define NOW INT64_C(1795406706)

/* Reads from a block of exactly the text's size. Returns: REFUSED, after which *unix_s must be 0. */
static int64_t read_view(struct carom_view text, int64_t now_s)
{
    char *copy = exact_copy(text);
    int64_t unix_s = -1;
    enum carom_result result = carom_date_read(carom_view_of(copy, text.len), now_s, &unix_s);
    free(copy);
    if (result == CAROM_OK)
        return unix_s;
    assert_int_equal(result, CAROM_ERR_SYNTAX);
    assert_true(unix_s == 0);
    return REFUSED;
}

static void assert_date(const char *text, int64_t now_s, int64_t expected)
{
    int64_t actual = read_view(text_view(text), now_s);
    if (actual != expected)
        fail_msg("\"%s\" is %lld, expected %lld", text, (long long)actual, (long long)expected);
}

static void assert_refused(const char *text)
{
    assert_date(text, NOW, REFUSED);
}

/* RFC 9110 §5.6.7 */
static void one_second_is_read_in_three_formats(void **state)
{
    (void)state;
    assert_date("Sun, 06 Nov 1994 08:49:37 GMT", NOW, 784111777);
    assert_date("Sunday, 06-Nov-94 08:49:37 GMT", NOW, 784111777);
    assert_date("Sun Nov  6 08:49:37 1994", NOW, 784111777);
    assert_date("Sun Nov 06 08:49:37 1994", NOW, 784111777);
    assert_date("Wednesday, 16-Nov-94 08:49:37 GMT", NOW, 784975777);
    assert_date("Wed Nov 16 08:49:37 1994", NOW, 784975777);
}

/* RFC 9111 §4.2 */
static void letters_are_compared_without_case(void **state)
{
    (void)state;
    assert_date("sun, 06 nov 1994 08:49:37 gmt", NOW, 784111777);
    assert_date("SUN, 06 NOV 1994 08:49:37 GMT", NOW, 784111777);
    assert_date("sUNDAY, 06-nOV-94 08:49:37 gMT", NOW, 784111777);
    assert_date("sUN nOV  6 08:49:37 1994", NOW, 784111777);
}

static void every_month_and_day_name_is_known(void **state)
{
    (void)state;
    static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    static const int64_t starts[12] = {1767225600, 1769904000, 1772323200, 1775001600,
                                       1777593600, 1780272000, 1782864000, 1785542400,
                                       1788220800, 1790812800, 1793491200, 1796083200};
    static const char *const days[7] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                        "Friday", "Saturday", "Sunday"};
    for (size_t month = 0; month < 12; month++) {
        for (size_t day = 0; day < 7; day++) {
            char text[64];
            (void)snprintf(text, sizeof text, "%.3s, 01 %s 2026 00:00:00 GMT", days[day],
                           months[month]);
            assert_date(text, NOW, starts[month]);
            (void)snprintf(text, sizeof text, "%s, 01-%s-26 00:00:00 GMT", days[day],
                           months[month]);
            assert_date(text, NOW, starts[month]);
            (void)snprintf(text, sizeof text, "%.3s %s  1 00:00:00 2026", days[day], months[month]);
            assert_date(text, NOW, starts[month]);
        }
    }
}

static void the_day_must_exist_in_its_month(void **state)
{
    (void)state;
    static const unsigned lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    for (size_t month = 0; month < 12; month++) {
        for (unsigned day = 0; day < 100; day++) {
            char text[64];
            (void)snprintf(text, sizeof text, "Mon, %02u %s 2026 12:00:00 GMT", day, months[month]);
            bool exists = day >= 1 && day <= lengths[month];
            assert_int_equal(read_view(text_view(text), NOW) != REFUSED, exists);
        }
    }
    assert_refused("Sun Nov  0 08:49:37 1994");
    assert_refused("Sun Feb 30 08:49:37 2000");
}

static void a_leap_day_needs_a_leap_year(void **state)
{
    (void)state;
    assert_date("Thu, 29 Feb 2024 00:00:00 GMT", NOW, 1709164800);
    assert_date("Tue, 29 Feb 2000 23:59:59 GMT", NOW, 951868799);
    assert_date("Thu Feb 29 00:00:00 2024", NOW, 1709164800);
    assert_date("Thursday, 29-Feb-24 00:00:00 GMT", NOW, 1709164800);
    assert_date("Tue, 29 Feb 1600 00:00:00 GMT", NOW, INT64_C(-11670998400));
    assert_refused("Thu, 29 Feb 2023 00:00:00 GMT");
    assert_refused("Thu, 29 Feb 1900 00:00:00 GMT");
    assert_refused("Thu, 29 Feb 2100 00:00:00 GMT");
    assert_refused("Thu Feb 29 00:00:00 1900");
    assert_refused("Thursday, 29-Feb-23 00:00:00 GMT");
    assert_refused("Thu, 30 Feb 2024 00:00:00 GMT");
}

static void years_are_from_0000_to_9999(void **state)
{
    (void)state;
    assert_date("Sat, 01 Jan 0000 00:00:00 GMT", NOW, INT64_C(-62167219200));
    assert_date("Tue, 29 Feb 0000 00:00:00 GMT", NOW, INT64_C(-62162121600));
    assert_date("Mon, 01 Jan 0001 00:00:00 GMT", NOW, INT64_C(-62135596800));
    assert_date("Wed, 31 Dec 1969 23:59:59 GMT", NOW, -1);
    assert_date("Thu, 01 Jan 1970 00:00:00 GMT", NOW, 0);
    assert_date("Thu Jan  1 00:00:00 1970", NOW, 0);
    assert_date("Thursday, 01-Jan-70 00:00:01 GMT", 0, 1);
    assert_date("Tue, 19 Jan 2038 03:14:08 GMT", NOW, INT64_C(2147483648));
    assert_date("Fri, 31 Dec 9999 23:59:59 GMT", NOW, CAROM_DATE_LAST_S);
    assert_date("Fri, 31 Dec 9999 23:59:60 GMT", NOW, CAROM_DATE_LAST_S + 1);
}

static void second_60_is_the_one_after_59(void **state)
{
    (void)state;
    assert_date("Sat, 31 Dec 2016 23:59:59 GMT", NOW, 1483228799);
    assert_date("Sat, 31 Dec 2016 23:59:60 GMT", NOW, 1483228800);
    assert_date("Saturday, 31-Dec-16 23:59:60 GMT", NOW, 1483228800);
    assert_date("Sat Dec 31 23:59:60 2016", NOW, 1483228800);
    assert_date("Sat, 31 Dec 2016 12:00:60 GMT", NOW, 1483185660);
    assert_refused("Sat, 31 Dec 2016 23:59:61 GMT");
    assert_refused("Sat, 31 Dec 2016 23:60:00 GMT");
    assert_refused("Sat, 31 Dec 2016 24:00:00 GMT");
}

/* RFC 9110 §5.6.7: more than 50 years ahead is the most recent year in the past. */
static void two_digits_are_a_year_at_most_50_years_ahead(void **state)
{
    (void)state;
    assert_date("Monday, 23-Nov-76 04:05:05 GMT", NOW, INT64_C(3373329905));
    assert_date("Monday, 23-Nov-76 04:05:06 GMT", NOW, INT64_C(3373329906));
    assert_date("Monday, 23-Nov-76 04:05:07 GMT", NOW, 217569907);
    assert_date("Monday, 22-Nov-76 23:59:59 GMT", NOW, INT64_C(3373315199));
    assert_date("Monday, 24-Nov-76 00:00:00 GMT", NOW, 217641600);
    assert_date("Monday, 31-Oct-76 04:05:07 GMT", NOW, INT64_C(3371342707));
    assert_date("Monday, 01-Dec-76 00:00:00 GMT", NOW, 218246400);
    assert_date("Monday, 01-Jan-77 00:00:00 GMT", NOW, 220924800);
    assert_date("Monday, 01-Jan-26 00:00:00 GMT", NOW, 1767225600);
    assert_date("Monday, 31-Dec-25 00:00:00 GMT", NOW, 1767139200);
    assert_date("Monday, 31-Dec-99 23:59:59 GMT", NOW, 946684799);
    assert_date("Monday, 01-Jan-00 00:00:00 GMT", NOW, 946684800);
}

static void two_digits_are_a_year_of_another_century_when_that_is_nearer(void **state)
{
    (void)state;
    const int64_t in_1994 = 784111777;
    const int64_t in_2090 = INT64_C(3786912000);
    assert_date("Monday, 01-Jan-05 00:00:00 GMT", in_1994, 1104537600);
    assert_date("Monday, 06-Nov-44 08:49:37 GMT", in_1994, INT64_C(2362034977));
    assert_date("Monday, 06-Nov-44 08:49:38 GMT", in_1994, -793725022);
    assert_date("Monday, 01-Jan-95 00:00:00 GMT", in_1994, 788918400);
    assert_date("Monday, 01-Jan-10 00:00:00 GMT", in_2090, INT64_C(4417977600));
    assert_date("Monday, 01-Jan-45 00:00:00 GMT", in_2090, INT64_C(2366841600));
}

static void two_digits_after_the_year_9999_are_a_hundred_years_earlier(void **state)
{
    (void)state;
    assert_date("Monday, 31-Dec-99 23:59:59 GMT", CAROM_DATE_LAST_S, CAROM_DATE_LAST_S);
    assert_date("Monday, 01-Jan-00 00:00:00 GMT", CAROM_DATE_LAST_S, INT64_C(250246627200));
    assert_date("Monday, 01-Jan-40 00:00:00 GMT", CAROM_DATE_LAST_S, INT64_C(251508844800));
}

/* The year is found first: 2100, the nearest 00 from 2060 on, has no leap day, and 2000 had. */
static void the_leap_day_of_a_year_of_two_digits_is_asked_for_last(void **state)
{
    (void)state;
    const int64_t in_2060 = INT64_C(2840140800);
    assert_date("Monday, 29-Feb-00 00:00:00 GMT", NOW, 951782400);
    assert_date("Monday, 29-Feb-00 00:00:00 GMT", in_2060, REFUSED);
    assert_date("Monday, 28-Feb-00 00:00:00 GMT", in_2060, INT64_C(4107456000));
}

/* 2024-02-29T12:00:00Z: in 2074, what is behind 29 February is more than 50 years ahead. */
static void fifty_years_after_a_leap_day_end_before_1_march(void **state)
{
    (void)state;
    const int64_t leap_day = 1709208000;
    assert_date("Monday, 28-Feb-74 23:59:59 GMT", leap_day, INT64_C(3287087999));
    assert_date("Monday, 01-Mar-74 00:00:00 GMT", leap_day, 131328000);
}

static void anything_else_is_no_date(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "0",
        "-1",
        "784111777",
        "Sun",
        " Sun, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT ",
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49:37 +0000",
        "Sun, 06 Nov 1994 08:49:37 EST",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 94 08:49:37 GMT",
        "Sun, 06 Nov 1994 8:49:37 GMT",
        "Sun, 06-Nov-1994 08:49:37 GMT",
        "Sun, 06-Nov-94 08:49:37 GMT",
        "Sunday, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37",
        "Sundays, 06-Nov-94 08:49:37 GMT",
        "day, 06-Nov-94 08:49:37 GMT",
        "Sun Nov 6 08:49:37 1994",
        "Sun Nov  6 08:49:37 94",
        "Sunday Nov  6 08:49:37 1994",
        "Sun Nov  6 08:49:37 1994 GMT",
        "Sun Nov 6  08:49:37 1994",
        "Son, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nev 1994 08:49:37 GMT",
        "Sun; 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08.49.37 GMT",
        "1994-11-06T08:49:37Z",
        "1994-11-06T08:49:37.00000000Z",
    };
    for (size_t i = 0; i < COUNT(texts); i++)
        assert_refused(texts[i]);
    assert_true(read_view(carom_view_of(NULL, 0), NOW) == REFUSED);
}

static void every_shortened_or_lengthened_date_is_refused(void **state)
{
    (void)state;
    static const char *const dates[] = {"Sun, 06 Nov 1994 08:49:37 GMT",
                                        "Wednesday, 16-Nov-94 08:49:37 GMT",
                                        "Sun Nov  6 08:49:37 1994"};
    for (size_t i = 0; i < COUNT(dates); i++) {
        char text[64];
        size_t len = strlen(dates[i]);
        for (size_t part = 0; part < len; part++)
            assert_true(read_view(carom_view_of(dates[i], part), NOW) == REFUSED);
        (void)snprintf(text, sizeof text, "%s!", dates[i]);
        assert_refused(text);
        (void)snprintf(text, sizeof text, "%s", dates[i]);
        text[len] = '\0';
        assert_true(read_view(carom_view_of(text, len + 1), NOW) == REFUSED);
    }
}

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* What a byte of a date can become so that it is still one. */
static bool may_become(const char *date, size_t at, char c)
{
    char old = date[at];
    if (is_digit(old))
        return is_digit(c) || (at == 8 && c == ' ' && date[3] == ' '); /* asctime's day */
    if (old == ' ' && at == 8 && date[3] == ' ')
        return is_digit(c) || c == ' ';
    return lower(c) == lower(old) || (lower(old) >= 'a' && lower(c) >= 'a' && lower(c) <= 'z');
}

/* IMF-fixdate, back from what was read: the only date that can have been meant. */
static void assert_round_trip(const char *damaged, int64_t unix_s)
{
    char written[CAROM_DATE_LEN];
    struct carom_buf out = {written, sizeof written, 0};
    int64_t again = -1;
    if (unix_s < 0 || unix_s > CAROM_DATE_LAST_S)
        return;
    assert_int_equal(carom_date_write(unix_s, &out), CAROM_OK);
    assert_int_equal(carom_date_read(carom_view_of(written, out.len), NOW, &again), CAROM_OK);
    if (again != unix_s)
        fail_msg("\"%s\" is read as %lld and %lld", damaged, (long long)unix_s, (long long)again);
}

static void a_damaged_byte_is_refused_or_makes_another_date(void **state)
{
    (void)state;
    static const char *const dates[] = {
        "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",      "Mon Jun 16 08:49:37 2026",
        "Mon, 01 Jan 2001 00:00:00 GMT",
    };
    for (size_t i = 0; i < COUNT(dates); i++) {
        char text[64];
        size_t still = 0;
        for (size_t at = 0; at < strlen(dates[i]); at++) {
            for (int byte = 0; byte < 256; byte++) {
                memcpy(text, dates[i], strlen(dates[i]) + 1);
                text[at] = (char)(unsigned char)byte;
                int64_t read = read_view(carom_view_of(text, strlen(dates[i])), NOW);
                if (read == REFUSED)
                    continue;
                if (!may_become(dates[i], at, text[at]))
                    fail_msg("\"%s\" is read, damaged at %zu", text, at);
                assert_round_trip(text, read);
                still++;
            }
        }
        assert_true(still > 2 * 8); /* digits, and letters in the other case */
    }
}

static void assert_written(int64_t unix_s, const char *expected)
{
    char *block = malloc(CAROM_DATE_LEN);
    struct carom_buf out = {block, CAROM_DATE_LEN, 7};
    assert_non_null(block);
    assert_int_equal(carom_date_write(unix_s, &out), CAROM_OK);
    assert_int_equal(out.len, CAROM_DATE_LEN);
    assert_view(carom_view_of(block, out.len), expected);
    free(block);
}

static void a_time_is_written_as_imf_fixdate(void **state)
{
    (void)state;
    assert_written(784111777, "Sun, 06 Nov 1994 08:49:37 GMT");
    assert_written(0, "Thu, 01 Jan 1970 00:00:00 GMT");
    assert_written(951782400, "Tue, 29 Feb 2000 00:00:00 GMT");
    assert_written(INT64_C(4107542400), "Mon, 01 Mar 2100 00:00:00 GMT");
    assert_written(NOW, "Mon, 23 Nov 2026 04:05:06 GMT");
    assert_written(CAROM_DATE_LAST_S, "Fri, 31 Dec 9999 23:59:59 GMT");
}

static void a_time_that_has_no_date_is_not_written(void **state)
{
    (void)state;
    static const int64_t times[] = {-1, INT64_MIN, CAROM_DATE_LAST_S + 1, INT64_MAX};
    for (size_t i = 0; i < COUNT(times); i++) {
        char text[CAROM_DATE_LEN] = "unchanged";
        struct carom_buf out = {text, sizeof text, 5};
        assert_int_equal(carom_date_write(times[i], &out), CAROM_ERR_RANGE);
        assert_int_equal(out.len, 0);
        assert_string_equal(text, "unchanged");
    }
}

static void a_short_buffer_says_how_much_a_date_needs(void **state)
{
    (void)state;
    for (size_t cap = 0; cap < CAROM_DATE_LEN; cap++) {
        char *block = malloc(cap > 0 ? cap : 1);
        struct carom_buf out = {cap > 0 ? block : NULL, cap, 0};
        assert_non_null(block);
        assert_int_equal(carom_date_write(784111777, &out), CAROM_ERR_NOSPACE);
        assert_int_equal(out.len, CAROM_DATE_LEN);
        free(block);
    }
}

static void what_is_written_is_read_back(void **state)
{
    (void)state;
    /* Every 97 days and some seconds, so that each day of a month and each time of day comes. */
    const int64_t step_s = INT64_C(97) * 86400 + 12347;
    for (int64_t unix_s = 0; unix_s <= CAROM_DATE_LAST_S; unix_s += step_s) {
        char text[CAROM_DATE_LEN];
        struct carom_buf out = {text, sizeof text, 0};
        int64_t read = -1;
        assert_int_equal(carom_date_write(unix_s, &out), CAROM_OK);
        assert_int_equal(carom_date_read(carom_view_of(text, out.len), NOW, &read), CAROM_OK);
        assert_true(read == unix_s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_second_is_read_in_three_formats),
        cmocka_unit_test(letters_are_compared_without_case),
        cmocka_unit_test(every_month_and_day_name_is_known),
        cmocka_unit_test(the_day_must_exist_in_its_month),
        cmocka_unit_test(a_leap_day_needs_a_leap_year),
        cmocka_unit_test(years_are_from_0000_to_9999),
        cmocka_unit_test(second_60_is_the_one_after_59),
        cmocka_unit_test(two_digits_are_a_year_at_most_50_years_ahead),
        cmocka_unit_test(two_digits_are_a_year_of_another_century_when_that_is_nearer),
        cmocka_unit_test(two_digits_after_the_year_9999_are_a_hundred_years_earlier),
        cmocka_unit_test(the_leap_day_of_a_year_of_two_digits_is_asked_for_last),
        cmocka_unit_test(fifty_years_after_a_leap_day_end_before_1_march),
        cmocka_unit_test(anything_else_is_no_date),
        cmocka_unit_test(every_shortened_or_lengthened_date_is_refused),
        cmocka_unit_test(a_damaged_byte_is_refused_or_makes_another_date),
        cmocka_unit_test(a_time_is_written_as_imf_fixdate),
        cmocka_unit_test(a_time_that_has_no_date_is_not_written),
        cmocka_unit_test(a_short_buffer_says_how_much_a_date_needs),
        cmocka_unit_test(what_is_written_is_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
