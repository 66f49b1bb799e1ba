#include "carom/date.h"

#include "chars.h"
#include "writer.h"

enum { SECONDS_OF_DAY = 86400, DAYS_OF_ERA = 146097, YEARS_OF_ERA = 400 };

/* Days from 0000-03-01 to 1970-01-01. */
enum { DAYS_BEFORE_1970 = 719468 };

enum { CENTURY = 100, YEARS_AHEAD = 50, LAST_YEAR = 9999 };

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
    int64_t since = days + DAYS_BEFORE_1970;
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

/* The way back. In: the year is from 0 on; an era more keeps its January from being negative. */
static int64_t days_of(struct civil_day civil)
{
    int64_t year = civil.year + YEARS_OF_ERA - (civil.month <= 2 ? 1 : 0);
    unsigned month_from_march = civil.month > 2 ? civil.month - 3 : civil.month + 9;
    int64_t days = 365 * year + year / 4 - year / 100 + year / YEARS_OF_ERA;
    days += (153 * month_from_march + 2) / 5 + civil.day - 1;
    return days - DAYS_OF_ERA - DAYS_BEFORE_1970;
}

static void put_two_digits(struct carom_buf *out, unsigned number)
{
    put_char(out, (char)('0' + number / 10));
    put_char(out, (char)('0' + number % 10));
}

enum carom_result carom_date_write(int64_t unix_s, struct carom_buf *out)
{
    static const char weekdays[] = "ThuFriSatSunMonTueWed"; /* 1970-01-01 was a Thursday */
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    out->len = 0;
    if (unix_s < 0 || unix_s > CAROM_DATE_LAST_S)
        return CAROM_ERR_RANGE;
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
    return put_result(out);
}

/* Three letters as one number, in lower case. Nothing but a letter can become one. */
#define LETTERS(a, b, c) ((uint32_t)(a) | (uint32_t)(b) << 8 | (uint32_t)(c) << 16)

static uint32_t letters_at(const char *p)
{
    return LETTERS((unsigned char)p[0], (unsigned char)p[1], (unsigned char)p[2]) | 0x202020u;
}

static bool is_short_day_name(const char *p)
{
    switch (letters_at(p)) {
    case LETTERS('m', 'o', 'n'):
    case LETTERS('t', 'u', 'e'):
    case LETTERS('w', 'e', 'd'):
    case LETTERS('t', 'h', 'u'):
    case LETTERS('f', 'r', 'i'):
    case LETTERS('s', 'a', 't'):
    case LETTERS('s', 'u', 'n'):
        return true;
    default:
        return false;
    }
}

static bool is_long_day_name(struct carom_view name)
{
    return carom_equal_nocase(name, CAROM_LITERAL("monday")) ||
           carom_equal_nocase(name, CAROM_LITERAL("tuesday")) ||
           carom_equal_nocase(name, CAROM_LITERAL("wednesday")) ||
           carom_equal_nocase(name, CAROM_LITERAL("thursday")) ||
           carom_equal_nocase(name, CAROM_LITERAL("friday")) ||
           carom_equal_nocase(name, CAROM_LITERAL("saturday")) ||
           carom_equal_nocase(name, CAROM_LITERAL("sunday"));
}

/* 0: it is no month. */
static unsigned month_at(const char *p)
{
    switch (letters_at(p)) {
    case LETTERS('j', 'a', 'n'):
        return 1;
    case LETTERS('f', 'e', 'b'):
        return 2;
    case LETTERS('m', 'a', 'r'):
        return 3;
    case LETTERS('a', 'p', 'r'):
        return 4;
    case LETTERS('m', 'a', 'y'):
        return 5;
    case LETTERS('j', 'u', 'n'):
        return 6;
    case LETTERS('j', 'u', 'l'):
        return 7;
    case LETTERS('a', 'u', 'g'):
        return 8;
    case LETTERS('s', 'e', 'p'):
        return 9;
    case LETTERS('o', 'c', 't'):
        return 10;
    case LETTERS('n', 'o', 'v'):
        return 11;
    case LETTERS('d', 'e', 'c'):
        return 12;
    default:
        return 0;
    }
}

/* More than any two digits can say, and so above every limit. */
enum { NOT_TWO_DIGITS = 100 };

static unsigned two_digits_at(const char *p)
{
    unsigned tens = (unsigned)(unsigned char)p[0] - '0';
    unsigned ones = (unsigned)(unsigned char)p[1] - '0';
    return tens <= 9 && ones <= 9 ? tens * 10 + ones : NOT_TWO_DIGITS;
}

static bool is_leap_year(int64_t year)
{
    return year % 4 == 0 && (year % CENTURY != 0 || year % YEARS_OF_ERA == 0);
}

static bool exists(struct civil_day civil)
{
    static const unsigned char days[] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (civil.month == 2 && civil.day == 29)
        return is_leap_year(civil.year);
    return civil.month != 0 && civil.day >= 1 && civil.day <= days[civil.month];
}

/* A date while it is read. */
struct reading {
    struct civil_day civil;
    unsigned second_of_day; /* SECONDS_OF_DAY in a leap second before midnight */
};

/* hour ":" minute ":" second, of which 60 is a leap second. */
static bool read_time_of_day(const char *p, struct reading *reading)
{
    unsigned hour = two_digits_at(p);
    unsigned minute = two_digits_at(p + 3);
    unsigned second = two_digits_at(p + 6);
    reading->second_of_day = hour * 3600 + minute * 60 + second;
    return hour <= 23 && minute <= 59 && second <= 60 && p[2] == ':' && p[5] == ':';
}

static bool read_year(const char *p, struct reading *reading)
{
    unsigned century = two_digits_at(p);
    unsigned year = two_digits_at(p + 2);
    reading->civil.year = (int64_t)century * CENTURY + year;
    return century < NOT_TWO_DIGITS && year < NOT_TWO_DIGITS;
}

static bool is_gmt(const char *p)
{
    return p[0] == ' ' && letters_at(p + 1) == LETTERS('g', 'm', 't');
}

/* `Sun, 06 Nov 1994 08:49:37 GMT` */
static bool read_imf_fixdate(const char *p, struct reading *reading)
{
    reading->civil.day = two_digits_at(p + 5);
    reading->civil.month = month_at(p + 8);
    return is_short_day_name(p) && p[3] == ',' && p[4] == ' ' && p[7] == ' ' && p[11] == ' ' &&
           read_year(p + 12, reading) && p[16] == ' ' && read_time_of_day(p + 17, reading) &&
           is_gmt(p + 25);
}

/* `Sun Nov  6 08:49:37 1994` */
static bool read_asctime(const char *p, struct reading *reading)
{
    char day[2] = {p[8] == ' ' ? '0' : p[8], p[9]};
    reading->civil.day = two_digits_at(day);
    reading->civil.month = month_at(p + 4);
    return is_short_day_name(p) && p[3] == ' ' && p[7] == ' ' && p[10] == ' ' &&
           read_time_of_day(p + 11, reading) && p[19] == ' ' && read_year(p + 20, reading);
}

/* The latest year with these two digits in which the date is at most 50 years ahead (§5.6.7). */
static int64_t full_year(unsigned digits, const struct reading *reading, int64_t now_s)
{
    struct civil_day now = civil_day_of(now_s / SECONDS_OF_DAY);
    unsigned now_in_year = now.month * 32 + now.day;
    unsigned in_year = reading->civil.month * 32 + reading->civil.day;
    int64_t last = now.year + YEARS_AHEAD;
    if (in_year > now_in_year ||
        (in_year == now_in_year && reading->second_of_day > now_s % SECONDS_OF_DAY))
        last--;
    if (last > LAST_YEAR)
        last = LAST_YEAR;
    int64_t year = last - last % CENTURY + digits;
    return year > last ? year - CENTURY : year;
}

/* `, 06-Nov-94 08:49:37 GMT`, behind the name of the day */
static bool read_rfc850(const char *p, int64_t now_s, struct reading *reading)
{
    unsigned year = two_digits_at(p + 9);
    reading->civil.day = two_digits_at(p + 2);
    reading->civil.month = month_at(p + 5);
    if (p[0] != ',' || p[1] != ' ' || p[4] != '-' || p[8] != '-' || year == NOT_TWO_DIGITS ||
        p[11] != ' ' || !read_time_of_day(p + 12, reading) || !is_gmt(p + 20))
        return false;
    reading->civil.year = full_year(year, reading, now_s);
    return true;
}

enum { ASCTIME_LEN = 24, RFC850_LEN_BEHIND_NAME = 24 };

enum carom_result carom_date_read(struct carom_view text, int64_t now_s, int64_t *unix_s)
{
    struct reading reading = {{0, 0, 0}, 0};
    bool is_read = false;
    *unix_s = 0;
    if (text.len < ASCTIME_LEN)
        return CAROM_ERR_SYNTAX;
    /* RFC 850's has 30 bytes and more: each format has lengths of its own. */
    if (text.len == CAROM_DATE_LEN) {
        is_read = read_imf_fixdate(text.ptr, &reading);
    } else if (text.len == ASCTIME_LEN) {
        is_read = read_asctime(text.ptr, &reading);
    } else {
        size_t name_len = text.len - RFC850_LEN_BEHIND_NAME;
        is_read = is_long_day_name(carom_view_of(text.ptr, name_len)) &&
                  read_rfc850(text.ptr + name_len, now_s, &reading);
    }
    if (!is_read || !exists(reading.civil))
        return CAROM_ERR_SYNTAX;
    *unix_s = days_of(reading.civil) * SECONDS_OF_DAY + reading.second_of_day;
    return CAROM_OK;
}
