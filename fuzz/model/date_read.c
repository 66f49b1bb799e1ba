#include "model/date_read.h"

#include "model/date.h"

/* A date and time of day by its members, as far as a text has said them. */
struct moment {
    int weekday; /* from Sunday */
    int year;
    bool has_century;
    int month; /* from 0 */
    int day;
    int hour;
    int minute;
    int second;
};

static const char *const weekdays[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                       "Thursday", "Friday", "Saturday"};
static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/*
 * The formats: `w` is a short name of a day, `W` a whole one, `m` a month, `d` a day of two digits,
 * `e` one of two digits or of a space and one; `Y` four digits of a year, `y` two; `H`, `i`, `s` two
 * digits of the time. What else stands there stands for itself.
 */
static const char *const formats[MODEL_DATE_FORMATS] = {
    [MODEL_IMF_FIXDATE] = "w, d m Y H:i:s GMT",
    [MODEL_RFC850] = "W, d-m-y H:i:s GMT",
    [MODEL_ASCTIME] = "w m e H:i:s Y",
};

/* Takes one of several words, of which only the first `len` bytes count when len is not 0. */
static bool take_word(struct model_view text, size_t *at, const char *const *words, int count,
                      size_t len, int *index)
{
    for (*index = 0; *index < count; *index += 1) {
        struct model_view word = model_literal(words[*index]);
        if (len > 0)
            word.len = len;
        if (text.len - *at < word.len ||
            !model_same_ignoring_case(model_part(text, *at, *at + word.len), word))
            continue;
        *at += word.len;
        return true;
    }
    return false;
}

static bool take_digits(struct model_view text, size_t *at, int count, int *number)
{
    for (*number = 0; count > 0; count--) {
        if (*at >= text.len || !model_is_digit(text.ptr[*at]))
            return false;
        *number = 10 * *number + (text.ptr[*at] - '0');
        *at += 1;
    }
    return true;
}

static bool take_byte(struct model_view text, size_t *at, char byte)
{
    if (*at >= text.len || model_lower(text.ptr[*at]) != model_lower(byte))
        return false;
    *at += 1;
    return true;
}

/* Takes what one letter of a format stands for. */
static bool take_member(struct model_view text, size_t *at, char letter, struct moment *moment)
{
    switch (letter) {
    case 'w':
        return take_word(text, at, weekdays, 7, 3, &moment->weekday);
    case 'W':
        return take_word(text, at, weekdays, 7, 0, &moment->weekday);
    case 'm':
        return take_word(text, at, months, 12, 0, &moment->month);
    case 'd':
        return take_digits(text, at, 2, &moment->day);
    case 'e':
        return take_digits(text, at, take_byte(text, at, ' ') ? 1 : 2, &moment->day);
    case 'Y':
    case 'y':
        moment->has_century = letter == 'Y';
        return take_digits(text, at, moment->has_century ? 4 : 2, &moment->year);
    case 'H':
        return take_digits(text, at, 2, &moment->hour);
    case 'i':
        return take_digits(text, at, 2, &moment->minute);
    case 's':
        return take_digits(text, at, 2, &moment->second);
    default:
        return take_byte(text, at, letter);
    }
}

static bool take_format(struct model_view text, const char *format, struct moment *moment)
{
    size_t at = 0;

    for (; *format != '\0'; format++) {
        if (!take_member(text, &at, *format, moment))
            return false;
    }
    return at == text.len;
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_of_month(int month, int year)
{
    if (month == 1)
        return is_leap(year) ? 29 : 28;
    return month == 3 || month == 5 || month == 8 || month == 10 ? 30 : 31;
}

/* Whether `a` is later than `b`, members compared one after the other. */
static bool is_later(const struct moment *a, const struct moment *b)
{
    const int of_a[] = {a->year, a->month, a->day, a->hour, a->minute, a->second};
    const int of_b[] = {b->year, b->month, b->day, b->hour, b->minute, b->second};

    for (size_t i = 0; i < sizeof of_a / sizeof of_a[0]; i++) {
        if (of_a[i] != of_b[i])
            return of_a[i] > of_b[i];
    }
    return false;
}

/* The members of `now` are those of its text. */
static struct moment moment_of(long long now)
{
    struct model_arena arena = {NULL};
    struct model_text text = model_text_of(&arena);
    struct moment moment = {0};

    if (model_put_date(&text, now))
        (void)take_format(model_text_view(&text), formats[MODEL_IMF_FIXDATE], &moment);
    model_arena_free(&arena);
    return moment;
}

static void find_century(struct moment *moment, long long now)
{
    struct moment limit = moment_of(now);
    int digits = moment->year;

    for (moment->year = limit.year; moment->year % 100 != digits;)
        moment->year++;
    limit.year += 50;
    if (moment->year > 9999 || is_later(moment, &limit))
        moment->year -= 100;
}

static bool exists(const struct moment *moment)
{
    return moment->day >= 1 && moment->day <= days_of_month(moment->month, moment->year) &&
           moment->hour <= 23 && moment->minute <= 59 && moment->second <= 60;
}

/* Days from 1970 to a year, negative before; 400 years have 97 leap days, wherever they begin. */
static long long days_before(int year)
{
    long long days = 0;
    int at = 1970;

    for (; at + 400 <= year; at += 400)
        days += 400 * 365 + 97;
    for (; at < year; at++)
        days += is_leap(at) ? 366 : 365;
    for (; at - 400 >= year; at -= 400)
        days -= 400 * 365 + 97;
    for (; at > year; at--)
        days -= is_leap(at - 1) ? 366 : 365;
    return days;
}

static long long seconds_of(const struct moment *moment)
{
    long long days = days_before(moment->year) + moment->day - 1;

    for (int month = 0; month < moment->month; month++)
        days += days_of_month(month, moment->year);
    return ((days * 24 + moment->hour) * 60 + moment->minute) * 60 + moment->second;
}

bool model_read_date(struct model_view text, long long now, long long *seconds)
{
    *seconds = 0;
    for (int format = 0; format < MODEL_DATE_FORMATS; format++) {
        struct moment moment = {0};
        if (!take_format(text, formats[format], &moment))
            continue;
        if (!moment.has_century)
            find_century(&moment, now);
        if (!exists(&moment))
            return false;
        *seconds = seconds_of(&moment);
        return true;
    }
    return false;
}

/* Writes a number over a pattern of leading zeros or spaces. */
static void put_digits(struct model_text *text, int number, const char *pattern)
{
    size_t len = model_literal(pattern).len;
    int unit = len == 4 ? 1000 : 10;

    for (size_t i = 0; i < len; i++, unit /= 10)
        model_put_byte(text, (char)(number >= unit ? '0' + number / unit % 10 : pattern[i]));
}

static void put_member(struct model_text *text, char letter, const struct moment *moment)
{
    struct model_view weekday = model_literal(weekdays[moment->weekday]);

    if (letter == 'w')
        model_put(text, model_part(weekday, 0, 3));
    else if (letter == 'W')
        model_put(text, weekday);
    else if (letter == 'm')
        model_put(text, model_literal(months[moment->month]));
    else if (letter == 'd')
        put_digits(text, moment->day, "00");
    else if (letter == 'e')
        put_digits(text, moment->day, " 0");
    else if (letter == 'Y' || letter == 'y')
        put_digits(text, moment->year, letter == 'Y' ? "0000" : "00");
    else if (letter == 'H')
        put_digits(text, moment->hour, "00");
    else if (letter == 'i')
        put_digits(text, moment->minute, "00");
    else if (letter == 's')
        put_digits(text, moment->second, "00");
    else
        model_put_byte(text, letter);
}

bool model_put_date_as(struct model_text *text, enum model_date_format format, long long seconds)
{
    struct model_text fixdate = model_text_of(text->arena);
    struct moment moment = {0};

    if (!model_put_date(&fixdate, seconds) ||
        !take_format(model_text_view(&fixdate), formats[MODEL_IMF_FIXDATE], &moment))
        return false;
    for (const char *letter = formats[format]; *letter != '\0'; letter++)
        put_member(text, *letter, &moment);
    return true;
}
