#include "carom/date.h"

#include "chars.h"
#include "writer.h"

enum { SECONDS_OF_DAY = 86400, DAYS_OF_ERA = 146097, YEARS_OF_ERA = 400 };

/* Days from 0000-03-01 to 1970-01-01. */
enum { DAYS_BEFORE_1970 = 719468 };

enum { CENTURY = 100, YEARS_AHEAD = 50, LAST_YEAR = 9999 };

struct civil_day {
    unsigned year;
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
    civil.year = (unsigned)era * YEARS_OF_ERA + year_of_era + (civil.month <= 2 ? 1 : 0);
    return civil;
}

/* The way back. An era more keeps the first January from being before the first March. */
static int64_t days_of(struct civil_day civil)
{
    unsigned year = civil.year + YEARS_OF_ERA - (civil.month <= 2 ? 1 : 0);
    unsigned month_from_march = civil.month > 2 ? civil.month - 3 : civil.month + 9;
    unsigned days = 365 * year + year / 4 - year / 100 + year / YEARS_OF_ERA;
    days += (153 * month_from_march + 2) / 5 + civil.day - 1;
    return (int64_t)days - DAYS_OF_ERA - DAYS_BEFORE_1970;
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
    put_two_digits(out, civil.year / CENTURY);
    put_two_digits(out, civil.year % CENTURY);
    put_char(out, ' ');
    put_two_digits(out, second_of_day / 3600);
    put_char(out, ':');
    put_two_digits(out, second_of_day / 60 % 60);
    put_char(out, ':');
    put_two_digits(out, second_of_day % 60);
    put_literal(out, " GMT");
    return put_result(out);
}

/* Bytes as a number, of which the first is the lowest on any machine. */
#define BYTES(a, b, c, d, e, f, g, h)                                                              \
    ((uint64_t)(a) | (uint64_t)(b) << 8 | (uint64_t)(c) << 16 | (uint64_t)(d) << 24 |              \
     (uint64_t)(e) << 32 | (uint64_t)(f) << 40 | (uint64_t)(g) << 48 | (uint64_t)(h) << 56)

static uint64_t bytes_at(const char *p)
{
    const unsigned char *bytes = (const unsigned char *)p;
    return BYTES(bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7]);
}

/* What must stand somewhere, where a `0` is any digit. */
struct form {
    uint64_t bytes;
    uint64_t lacks; /* what 9, for a digit, or 0, for another byte, lacks of 127 */
};

#define LACK(c) ((c) == '0' ? 0x7F - 9 : 0x7F)
#define FORM(a, b, c, d, e, f, g, h)                                                               \
    ((struct form){BYTES(a, b, c, d, e, f, g, h),                                                  \
                   BYTES(LACK(a), LACK(b), LACK(c), LACK(d), LACK(e), LACK(f), LACK(g), LACK(h))})

/*
 * Whether bytes have a form. The exclusive or leaves 0 to 9 of a digit and 0 of another byte as it
 * must be. A byte that leaves more has its highest bit, before or after what its limit lacks was
 * added, and only such a byte carries into the next.
 *
 * Out: in each byte of *pairs ten times its digit and the next: where a number of two digits begins,
 * that number.
 */
static bool has_form(uint64_t bytes, struct form form, uint64_t *pairs)
{
    uint64_t digits = bytes ^ form.bytes;
    *pairs = digits * 10 + (digits >> 8);
    return (((digits + form.lacks) | digits) & UINT64_C(0x8080808080808080)) == 0;
}

static unsigned pair_at(uint64_t pairs, unsigned index)
{
    return (unsigned)(pairs >> 8 * index) & 0xFF;
}

/* Three letters as one number, in lower case. Nothing but a letter can become one. */
#define LETTERS(a, b, c) ((uint32_t)(a) | (uint32_t)(b) << 8 | (uint32_t)(c) << 16)

/* The first three of some bytes. */
static uint32_t letters_of(uint64_t bytes)
{
    return (uint32_t)(bytes & 0xFFFFFF) | 0x202020;
}

static bool is_short_day_name(uint32_t letters)
{
    switch (letters) {
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
static unsigned month_named(uint32_t letters)
{
    switch (letters) {
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

static bool is_leap_year(unsigned year)
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
    uint64_t pairs;
    bool is_time = has_form(bytes_at(p), FORM('0', '0', ':', '0', '0', ':', '0', '0'), &pairs);
    unsigned hour = pair_at(pairs, 0);
    unsigned minute = pair_at(pairs, 3);
    unsigned second = pair_at(pairs, 6);
    reading->second_of_day = hour * 3600 + minute * 60 + second;
    return is_time && hour <= 23 && minute <= 59 && second <= 60;
}

/* ` GMT`. A space has the bit that makes the case, but so would have another byte. */
static bool is_gmt(const char *p)
{
    uint32_t letters = LETTERS((unsigned char)p[1], (unsigned char)p[2], (unsigned char)p[3]);
    return p[0] == ' ' && letters_of(letters) == LETTERS('g', 'm', 't');
}

/* `Sun, 06 Nov 1994 08:49:37 GMT` */
static bool read_imf_fixdate(const char *p, struct reading *reading)
{
    uint64_t day = bytes_at(p);
    uint64_t month = bytes_at(p + 8);
    uint64_t day_pairs, year_pairs;
    if (!has_form(day >> 24, FORM(',', ' ', '0', '0', ' ', 0, 0, 0), &day_pairs) ||
        !has_form(month >> 24, FORM(' ', '0', '0', '0', '0', 0, 0, 0), &year_pairs))
        return false;
    reading->civil.day = pair_at(day_pairs, 2);
    reading->civil.month = month_named(letters_of(month));
    reading->civil.year = pair_at(year_pairs, 1) * CENTURY + pair_at(year_pairs, 3);
    return is_short_day_name(letters_of(day)) && p[16] == ' ' &&
           read_time_of_day(p + 17, reading) && is_gmt(p + 25);
}

/* `Sun Nov  6 08:49:37 1994` */
static bool read_asctime(const char *p, struct reading *reading)
{
    uint64_t name = bytes_at(p);
    uint64_t day = bytes_at(p + 7);
    uint64_t year = bytes_at(p + 16);
    uint64_t day_pairs, year_pairs;
    /* A day of one digit has a space for the first. */
    if ((day >> 8 & 0xFF) == ' ')
        day ^= (uint64_t)(' ' ^ '0') << 8;
    if (!has_form(day & UINT64_C(0xFFFFFFFF), FORM(' ', '0', '0', ' ', 0, 0, 0, 0), &day_pairs) ||
        !has_form(year >> 24, FORM(' ', '0', '0', '0', '0', 0, 0, 0), &year_pairs))
        return false;
    reading->civil.day = pair_at(day_pairs, 1);
    reading->civil.month = month_named(letters_of(name >> 32));
    reading->civil.year = pair_at(year_pairs, 1) * CENTURY + pair_at(year_pairs, 3);
    return is_short_day_name(letters_of(name)) && p[3] == ' ' && read_time_of_day(p + 11, reading);
}

/* The latest year with these two digits in which the date is at most 50 years ahead (§5.6.7). */
static unsigned full_year(unsigned digits, const struct reading *reading, int64_t now_s)
{
    struct civil_day now = civil_day_of(now_s / SECONDS_OF_DAY);
    unsigned now_in_year = now.month * 32 + now.day;
    unsigned in_year = reading->civil.month * 32 + reading->civil.day;
    unsigned last = now.year + YEARS_AHEAD;
    if (in_year > now_in_year ||
        (in_year == now_in_year && reading->second_of_day > now_s % SECONDS_OF_DAY))
        last--;
    if (last > LAST_YEAR)
        last = LAST_YEAR;
    unsigned year = last - last % CENTURY + digits;
    return year > last ? year - CENTURY : year;
}

/* `, 06-Nov-94 08:49:37 GMT`, behind the name of the day */
static bool read_rfc850(const char *p, int64_t now_s, struct reading *reading)
{
    uint64_t day = bytes_at(p);
    uint64_t year = bytes_at(p + 5);
    uint64_t day_pairs, year_pairs;
    if (!has_form(day & UINT64_C(0xFFFFFFFFFF), FORM(',', ' ', '0', '0', '-', 0, 0, 0),
                  &day_pairs) ||
        !has_form(year >> 24 & UINT64_C(0xFFFFFFFF), FORM('-', '0', '0', ' ', 0, 0, 0, 0),
                  &year_pairs))
        return false;
    reading->civil.day = pair_at(day_pairs, 2);
    reading->civil.month = month_named(letters_of(year));
    if (!read_time_of_day(p + 12, reading) || !is_gmt(p + 20))
        return false;
    reading->civil.year = full_year(pair_at(year_pairs, 1), reading, now_s);
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
