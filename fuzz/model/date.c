#include "model/date.h"

#include <stdio.h>

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in(int month, int year)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return month == 1 && is_leap(year) ? 29 : days[month];
}

bool model_put_date(struct model_text *text, long long seconds)
{
    static const char *const weekdays[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const long long days_in_400_years = 400 * 365 + 97; /* 100 leap days, but for 3 centuries */
    char date[64];
    long long days = seconds / 86400;
    int rest = (int)(seconds % 86400);
    const char *weekday = weekdays[days >= 0 ? days % 7 : 0];
    int year = 1970;
    int month = 0;

    if (seconds < 0 || days > 366LL * 8030)
        return false;
    for (; days >= days_in_400_years; year += 400)
        days -= days_in_400_years;
    for (; days >= (is_leap(year) ? 366 : 365); year++)
        days -= is_leap(year) ? 366 : 365;
    for (; days >= days_in(month, year); month++)
        days -= days_in(month, year);
    if (year > 9999)
        return false;
    int len = snprintf(date, sizeof date, "%s, %02d %s %04d %02d:%02d:%02d GMT", weekday,
                       (int)days + 1, months[month], year, rest / 3600, rest / 60 % 60, rest % 60);
    if (len <= 0 || (size_t)len >= sizeof date)
        return false;
    model_put(text, (struct model_view){date, (size_t)len});
    return true;
}
