#include "date.h"

#include "writer.h"

enum { SECONDS_OF_DAY = 86400, DAYS_OF_ERA = 146097, YEARS_OF_ERA = 400 };

struct civil_day {
    int64_t year;
    unsigned month; /* 1 … 12 */
    unsigned day;   /* 1 … 31 */
};

/*
 * The date of a day counted from 1970-01-01. Years are counted from March, so that the leap
 * day is the last of its year, in eras of 400 years, after which the calendar repeats.
 */
static struct civil_day civil_day_of(int64_t days)
{
    int64_t since = days + 719468; /* days since 0000-03-01 */
    int64_t era = since / DAYS_OF_ERA;
    unsigned day_of_era = (unsigned)(since % DAYS_OF_ERA);
    unsigned year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    unsigned day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    unsigned month_from_march = (5 * day_of_year + 2) / 153;
    struct civil_day civil;
    civil.day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    civil.month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    civil.year = era * YEARS_OF_ERA + year_of_era + (civil.month <= 2 ? 1 : 0);
    return civil;
}

static void put_two_digits(struct carom_buf *out, unsigned number)
{
    put_char(out, (char)('0' + number / 10));
    put_char(out, (char)('0' + number % 10));
}

void carom_put_date(struct carom_buf *out, int64_t unix_s)
{
    static const char weekdays[] = "ThuFriSatSunMonTueWed"; /* 1970-01-01 was a Thursday */
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    int64_t days = unix_s / SECONDS_OF_DAY;
    unsigned second_of_day = (unsigned)(unix_s % SECONDS_OF_DAY);
    struct civil_day civil = civil_day_of(days);
    put_bytes(out, weekdays + 3 * (days % 7), 3);
    put_literal(out, ", ");
    put_two_digits(out, civil.day);
    put_char(out, ' ');
    put_bytes(out, months + 3 * (civil.month - 1), 3);
    put_char(out, ' ');
    put_two_digits(out, (unsigned)(civil.year / 100));
    put_two_digits(out, (unsigned)(civil.year % 100));
    put_char(out, ' ');
    put_two_digits(out, second_of_day / 3600);
    put_char(out, ':');
    put_two_digits(out, second_of_day / 60 % 60);
    put_char(out, ':');
    put_two_digits(out, second_of_day % 60);
    put_literal(out, " GMT");
}
