#include "freshness_support.h"

#include "carom/date.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* S4, S12 */
static void a_307_is_stored_only_with_an_explicit_lifetime(void **state)
{
    (void)state;
    static const uint16_t statuses[] = {302, 303, 307};
    static const char *const without[] = {
        "",
        DATE_NOW,
        DATE_NOW "\nETag: \"a\"\nLast-Modified: Sun, 06 Nov 1994 08:49:37 GMT",
        "Cache-Control: immutable",
        "Cache-Control: stale-while-revalidate=60, stale-if-error=60",
        "Cache-Control: must-revalidate",
        "Cache-Control: s-maxage=60",
        "Cache-Control: xmax-age=60, max-agex=60",
        "Pragma: max-age=60",
        "Age: 60",
    };
    static const char *const with[] = {
        "Cache-Control: max-age=60",
        "Expires: Mon, 23 Nov 2026 04:06:06 GMT",
        "cache-control: MAX-AGE=60",
        "Expires: Monday, 23-Nov-26 04:06:06 GMT",
        DATE_NOW "\nExpires: Mon Nov 23 04:06:06 2026",
    };
    for (size_t s = 0; s < COUNT(statuses); s++) {
        for (size_t i = 0; i < COUNT(without); i++) {
            struct asked asked = {.status = statuses[s], .fields = without[i]};
            assert_why(&asked, CAROM_STORABLE_NO_PERMISSION);
            assert_int_equal(reckon(&asked).lifetime_from, CAROM_LIFETIME_NONE);
        }
        for (size_t i = 0; i < COUNT(with); i++) {
            struct asked asked = {.status = statuses[s], .fields = with[i]};
            assert_why(&asked, CAROM_STORABLE_EXPLICIT);
            assert_true(reckon(&asked).fresh_s == 60);
        }
    }
    struct asked shared = {.status = 307, .fields = "Cache-Control: s-maxage=60", .shared = true};
    assert_why(&shared, CAROM_STORABLE_EXPLICIT);
}

/* S12 */
static void a_stored_307_is_fresh_only_while_its_explicit_lifetime_lasts(void **state)
{
    (void)state;
    static const char *const fields[] = {
        "Cache-Control: max-age=60",
        "Cache-Control: max-age=60\n" DATE_NOW "\nExpires: Fri, 31 Dec 9999 23:59:59 GMT",
        DATE_NOW "\nExpires: Mon, 23 Nov 2026 04:06:06 GMT",
    };
    for (size_t i = 0; i < COUNT(fields); i++) {
        for (int64_t kept_s = 0; kept_s < 70; kept_s++) {
            struct asked asked = {.status = 307, .fields = fields[i], .kept_s = kept_s};
            struct carom_freshness freshness = reckon(&asked);
            assert_true(freshness.storable);
            assert_true(freshness.age_s == kept_s);
            assert_true(freshness.fresh_s == (kept_s < 60 ? 60 - kept_s : 0));
        }
    }
}

/* S12 */
static void public_alone_gives_a_307_no_lifetime(void **state)
{
    (void)state;
    static const uint16_t statuses[] = {302, 303, 307};
    static const char *const fields[] = {
        "Cache-Control: public",
        "Cache-Control: private",
        "Cache-Control: public\n" DATE_NOW "\nLast-Modified: Sun, 06 Nov 1994 08:49:37 GMT",
    };
    for (size_t s = 0; s < COUNT(statuses); s++) {
        for (size_t i = 0; i < COUNT(fields); i++) {
            struct carom_freshness freshness = reckon_fields(statuses[s], fields[i]);
            assert_true(freshness.storable);
            assert_int_equal(freshness.why, CAROM_STORABLE_EXPLICIT);
            assert_int_equal(freshness.lifetime_from, CAROM_LIFETIME_NONE);
            assert_true(freshness.lifetime_s == 0 && freshness.fresh_s == 0);
        }
    }
}

static void a_301_may_be_stored_by_its_status(void **state)
{
    (void)state;
    static const uint16_t named[] = {200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501};
    size_t next = 0;
    for (uint16_t status = 100; status <= 599; status++) {
        struct asked asked = {.status = status,
                              .fields = DATE_NOW "\nLast-Modified: Mon, 23 Nov 2026 04:03:26 GMT"};
        bool is_named = next < COUNT(named) && named[next] == status;
        bool is_kept = status >= 200 && status != 206 && status != 304;
        next += is_named ? 1 : 0;
        assert_why(&asked, is_named  ? CAROM_STORABLE_BY_STATUS
                           : is_kept ? CAROM_STORABLE_NO_PERMISSION
                                     : CAROM_STORABLE_NO_STATUS);
        assert_true(reckon(&asked).fresh_s == (is_named ? 10 : 0));
        asked.fields = NULL;
        assert_true(reckon(&asked).storable == is_named);
        assert_int_equal(reckon(&asked).lifetime_from, CAROM_LIFETIME_NONE);
    }
    assert_int_equal(next, COUNT(named));
}

/* RFC 9111 §4.2.2 */
static void a_heuristic_lifetime_is_a_tenth_of_the_time_since_the_last_change(void **state)
{
    (void)state;
#define MODIFIED "\nLast-Modified: "
    static const struct lifetime expected[] = {
        {DATE_NOW MODIFIED "Mon, 23 Nov 2026 04:03:26 GMT", CAROM_LIFETIME_HEURISTIC, 10},
        {DATE_NOW MODIFIED "Mon, 23 Nov 2026 04:03:17 GMT", CAROM_LIFETIME_HEURISTIC, 10},
        {DATE_NOW MODIFIED "Mon, 23 Nov 2026 04:03:16 GMT", CAROM_LIFETIME_HEURISTIC, 11},
        {DATE_NOW MODIFIED "Mon, 23 Nov 2026 04:05:06 GMT", CAROM_LIFETIME_HEURISTIC, 0},
        {DATE_NOW MODIFIED "Mon, 23 Nov 2026 04:05:07 GMT", CAROM_LIFETIME_NONE, 0},
        {DATE_NOW MODIFIED "yesterday", CAROM_LIFETIME_NONE, 0},
        {DATE_NOW MODIFIED "yesterday" MODIFIED "Mon, 23 Nov 2026 04:03:26 GMT",
         CAROM_LIFETIME_NONE, 0},
        {DATE_NOW MODIFIED "Monday, 23-Nov-26 04:03:26 GMT" MODIFIED "garbage",
         CAROM_LIFETIME_HEURISTIC, 10},
        /* Without a valid Date it is the time when the response came. */
        {"Last-Modified: Mon Nov 23 04:03:26 2026", CAROM_LIFETIME_HEURISTIC, 10},
        {"Date: today" MODIFIED "Mon, 23 Nov 2026 04:03:26 GMT", CAROM_LIFETIME_HEURISTIC, 10},
        {"Date: Mon, 23 Nov 2026 04:03:36 GMT" MODIFIED "Mon, 23 Nov 2026 04:03:26 GMT",
         CAROM_LIFETIME_HEURISTIC, 1},
        {"Date: Fri, 31 Dec 9999 23:59:59 GMT" MODIFIED "Sat, 01 Jan 0000 00:00:00 GMT",
         CAROM_LIFETIME_HEURISTIC, MOST},
        /* Nothing is guessed where something is said. */
        {DATE_NOW MODIFIED "Sun, 06 Nov 1994 08:49:37 GMT\nCache-Control: max-age=x",
         CAROM_LIFETIME_MAX_AGE, 0},
        {DATE_NOW MODIFIED "Sun, 06 Nov 1994 08:49:37 GMT\nExpires: 0", CAROM_LIFETIME_EXPIRES, 0},
    };
#undef MODIFIED
    assert_lifetimes(expected, COUNT(expected));
}

/* RFC 9111 §3.5 */
static void an_authorized_response_is_shared_only_when_it_says_so(void **state)
{
    (void)state;
    static const struct {
        const char *fields;
        enum carom_storable shared;
    } cases[] = {
        {CC "max-age=60", CAROM_STORABLE_NO_AUTHORIZED},
        {CC "max-age=60, proxy-revalidate", CAROM_STORABLE_NO_AUTHORIZED},
        {CC "max-age=60, immutable", CAROM_STORABLE_NO_AUTHORIZED},
        {NULL, CAROM_STORABLE_NO_AUTHORIZED},
        {CC "max-age=60, private", CAROM_STORABLE_NO_PRIVATE},
        {CC "max-age=60, public, no-store", CAROM_STORABLE_NO_STORE},
        {CC "max-age=60, public", CAROM_STORABLE_EXPLICIT},
        {CC "max-age=60, must-revalidate", CAROM_STORABLE_EXPLICIT},
        {CC "s-maxage=60", CAROM_STORABLE_EXPLICIT},
        {CC "must-revalidate", CAROM_STORABLE_BY_STATUS},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct asked asked = {.request_fields = "Host: h\nAUTHORIZATION: Basic eDp5",
                              .status = 301,
                              .fields = cases[i].fields,
                              .shared = true};
        assert_why(&asked, cases[i].shared);
        asked.request_fields = "Host: h\nProxy-Authorization: Basic eDp5\nAuthorizatiom: x";
        assert_true(reckon(&asked).why != CAROM_STORABLE_NO_AUTHORIZED);
    }
    struct asked own = {
        .request_fields = "Authorization: x", .status = 301, .fields = CC "max-age=60"};
    assert_why(&own, CAROM_STORABLE_EXPLICIT);
}

/* RFC 9111 §4.2.3 */
static void the_age_is_the_greater_of_what_is_said_and_what_is_seen(void **state)
{
    (void)state;
    static const struct {
        const char *fields;
        int64_t delay_s, kept_s, age_s;
    } cases[] = {
        {NULL, 0, 0, 0},
        {NULL, 3, 0, 3},
        {NULL, 3, 4, 7},
        {DATE_NOW, 3, 4, 7},
        {"Age: 10", 0, 0, 10},
        {"Age: 10", 3, 4, 17},
        {"Date: Mon, 23 Nov 2026 04:05:00 GMT", 0, 0, 6},
        {"Date: Mon, 23 Nov 2026 04:05:00 GMT", 3, 4, 10},
        {"Date: Mon, 23 Nov 2026 04:05:00 GMT", 8, 4, 12},
        {"Date: Mon, 23 Nov 2026 04:05:00 GMT\nAge: 2", 3, 4, 10},
        {"Date: Mon, 23 Nov 2026 04:05:00 GMT\nAge: 5", 3, 4, 12},
        {"Date: Mon, 23 Nov 2026 04:06:00 GMT", 3, 4, 7}, /* a clock ahead */
        {"Date: Mon, 23 Nov 2026\nAge: 5", 3, 4, 12},
        {"Date: x\nDate: Mon, 23 Nov 2026 04:05:00 GMT", 0, 0, 0},
        {"Date: Mon, 23 Nov 2026 04:05:00 GMT\nDate: x", 0, 0, 6},
        {"Date: Sat, 01 Jan 0000 00:00:00 GMT", 0, 0, MOST},
        {"Age: 99999999999", 1, 1, MOST},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct asked asked = {.status = 200,
                              .fields = cases[i].fields,
                              .delay_s = cases[i].delay_s,
                              .kept_s = cases[i].kept_s};
        int64_t age_s = reckon(&asked).age_s;
        if (age_s != cases[i].age_s)
            fail_msg("%zu: %lld", i, (long long)age_s);
    }
}

/* RFC 9111 §5.1 */
static void of_age_the_first_member_counts_when_it_is_a_number(void **state)
{
    (void)state;
    static const struct {
        const char *fields;
        int64_t age_s;
    } cases[] = {
        {"Age: 10", 10},        {"AGE: 10", 10},          {"Age: 10, 20", 10},
        {"Age: 10,x", 10},      {"Age:  \t10 \t, 5", 10}, {"Age: 010", 10},
        {"Age: x, 20", 0},      {"Age: , 20", 0},         {"Age: ", 0},
        {"Age: -10", 0},        {"Age: +10", 0},          {"Age: 1 0", 0},
        {"Age: 10.5", 0},       {"Age: \"10\"", 0},       {"Age: \\10", 0},
        {"Age: 10;x", 0},       {"Age: 10x", 0},          {"Age: 10\nAge: 20", 10},
        {"Age: x\nAge: 20", 0}, {"Ages: 10\nAg: 10", 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t age_s = reckon_fields(200, cases[i].fields).age_s;
        if (age_s != cases[i].age_s)
            fail_msg("[%s]: %lld", cases[i].fields, (long long)age_s);
    }
}

static void a_larger_age_never_makes_it_fresher(void **state)
{
    (void)state;
    static const char *const lifetimes[] = {
        CC "max-age=60",
        CC "max-age=2147483648",
        "Expires: Fri, 31 Dec 9999 23:59:59 GMT",
        "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT",
        "Date: Mon, 23 Nov 2026 04:05:00 GMT\n" CC "max-age=60",
    };
    for (size_t i = 0; i < COUNT(lifetimes); i++) {
        int64_t before = INT64_MAX;
        for (uint64_t age = 0; age < UINT64_C(1) << 62; age += 1 + age / 3) {
            char fields[256];
            (void)snprintf(fields, sizeof fields, "%s\nAge: %llu", lifetimes[i],
                           (unsigned long long)age);
            struct carom_freshness freshness = reckon_fields(301, fields);
            assert_true(freshness.fresh_s <= before && freshness.fresh_s >= 0);
            assert_true(freshness.fresh_s <= freshness.lifetime_s);
            before = freshness.fresh_s;
        }
        assert_true(before == 0);
    }
}

/* RFC 9111 §5.3 */
static void expires_counts_from_date(void **state)
{
    (void)state;
#define EXPIRES "\nExpires: "
    static const struct lifetime expected[] = {
        {DATE_NOW EXPIRES "Mon, 23 Nov 2026 04:06:06 GMT", CAROM_LIFETIME_EXPIRES, 60},
        {DATE_NOW EXPIRES "Monday, 23-Nov-26 04:06:06 GMT", CAROM_LIFETIME_EXPIRES, 60},
        {DATE_NOW EXPIRES "Mon Nov 23 04:06:06 2026", CAROM_LIFETIME_EXPIRES, 60},
        {DATE_NOW EXPIRES "mon, 23 nov 2026 04:06:06 gmt", CAROM_LIFETIME_EXPIRES, 60},
        {"Date: Mon, 23 Nov 2026 04:04:06 GMT" EXPIRES "Mon, 23 Nov 2026 04:06:06 GMT",
         CAROM_LIFETIME_EXPIRES, 120},
        {DATE_NOW EXPIRES "Mon, 23 Nov 2026 04:05:06 GMT", CAROM_LIFETIME_EXPIRES, 0},
        {DATE_NOW EXPIRES "Mon, 23 Nov 2026 04:05:05 GMT", CAROM_LIFETIME_EXPIRES, 0},
        {DATE_NOW EXPIRES "Sun, 06 Nov 1994 08:49:37 GMT", CAROM_LIFETIME_EXPIRES, 0},
        {DATE_NOW EXPIRES "0", CAROM_LIFETIME_EXPIRES, 0},
        {DATE_NOW EXPIRES "-1", CAROM_LIFETIME_EXPIRES, 0},
        {DATE_NOW EXPIRES "", CAROM_LIFETIME_EXPIRES, 0},
        {DATE_NOW EXPIRES "2147483647", CAROM_LIFETIME_EXPIRES, 0},
        {DATE_NOW EXPIRES "Mon, 23 Nov 2026 04:06:06 PST", CAROM_LIFETIME_EXPIRES, 0},
        {DATE_NOW EXPIRES "0" EXPIRES "Mon, 23 Nov 2026 04:06:06 GMT", CAROM_LIFETIME_EXPIRES, 0},
        {DATE_NOW EXPIRES "Mon, 23 Nov 2026 04:06:06 GMT" EXPIRES "0", CAROM_LIFETIME_EXPIRES, 60},
        /* Without a valid Date it counts from when the response came. */
        {"Expires: Mon, 23 Nov 2026 04:06:06 GMT", CAROM_LIFETIME_EXPIRES, 60},
        {"Date: soon" EXPIRES "Mon, 23 Nov 2026 04:06:06 GMT", CAROM_LIFETIME_EXPIRES, 60},
        /* max-age comes first, whatever it says. */
        {CC "max-age=7" EXPIRES "Mon, 23 Nov 2026 04:06:06 GMT", CAROM_LIFETIME_MAX_AGE, 7},
        {CC "max-age=x" EXPIRES "Mon, 23 Nov 2026 04:06:06 GMT", CAROM_LIFETIME_MAX_AGE, 0},
        {CC "s-maxage=7" EXPIRES "Mon, 23 Nov 2026 04:06:06 GMT", CAROM_LIFETIME_EXPIRES, 60},
    };
#undef EXPIRES
    assert_lifetimes(expected, COUNT(expected));
}

/* What a stored response means must not change while it is kept: 50 years count from response_s. */
static void a_year_of_two_digits_means_the_same_for_as_long_as_it_is_kept(void **state)
{
    (void)state;
    struct asked asked = {.status = 307, .fields = "Expires: Tuesday, 24-Nov-76 04:05:06 GMT"};
    for (int i = 0; i < 3; i++) {
        struct carom_freshness freshness = reckon(&asked);
        assert_int_equal(freshness.lifetime_from, CAROM_LIFETIME_EXPIRES);
        assert_true(freshness.lifetime_s == 0 && freshness.fresh_s == 0);
        asked.kept_s += 86400;
    }
}

static void only_get_head_and_some_posts_are_stored(void **state)
{
    (void)state;
    static const struct {
        const char *method;
        const char *fields;
        enum carom_storable why;
    } cases[] = {
        {"GET", CC "max-age=60", CAROM_STORABLE_EXPLICIT},
        {"HEAD", CC "max-age=60", CAROM_STORABLE_EXPLICIT},
        {"get", CC "max-age=60", CAROM_STORABLE_NO_METHOD},
        {"", CC "max-age=60", CAROM_STORABLE_NO_METHOD},
        {"PUT", CC "max-age=60", CAROM_STORABLE_NO_METHOD},
        {"DELETE", CC "max-age=60\nContent-Location: /a", CAROM_STORABLE_NO_METHOD},
        {"OPTIONS", CC "max-age=60", CAROM_STORABLE_NO_METHOD},
        {"QUERY", CC "max-age=60\nContent-Location: /a", CAROM_STORABLE_NO_METHOD},
        {"POST", CC "max-age=60\nContent-Location: /a", CAROM_STORABLE_EXPLICIT},
        {"POST", CC "max-age=60\nCONTENT-location: /a", CAROM_STORABLE_EXPLICIT},
        {"POST", "Expires: 0\nContent-Location: /a", CAROM_STORABLE_EXPLICIT},
        {"POST", CC "max-age=60, no-store\nContent-Location: /a", CAROM_STORABLE_NO_STORE},
        {"POST", CC "max-age=60", CAROM_STORABLE_NO_METHOD},
        {"POST", CC "max-age=60\nLocation: /a", CAROM_STORABLE_NO_METHOD},
        {"POST", "Content-Location: /a", CAROM_STORABLE_NO_METHOD},
        {"POST", CC "public\nContent-Location: /a", CAROM_STORABLE_NO_METHOD},
        {"POST", CC "s-maxage=60\nContent-Location: /a", CAROM_STORABLE_NO_METHOD},
        {"POST", "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\nContent-Location: /a",
         CAROM_STORABLE_NO_METHOD},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct asked asked = {.method = cases[i].method, .status = 301, .fields = cases[i].fields};
        assert_why(&asked, cases[i].why);
    }
}

static void a_206_or_304_or_interim_response_is_never_stored(void **state)
{
    (void)state;
    static const uint16_t statuses[] = {100, 101, 102, 103, 199, 206, 304};
    for (size_t i = 0; i < COUNT(statuses); i++) {
        struct asked asked = {.status = statuses[i], .fields = CC "public, max-age=60"};
        assert_why(&asked, CAROM_STORABLE_NO_STATUS);
    }
    struct asked final = {.status = 299, .fields = CC "max-age=60"};
    assert_why(&final, CAROM_STORABLE_EXPLICIT);
}

/* Vary: a list over all lines. */
static void vary_is_none_or_fields_or_any(void **state)
{
    (void)state;
    static const struct {
        const char *fields;
        enum carom_vary vary;
    } cases[] = {
        {NULL, CAROM_VARY_NONE},
        {"Vary: ", CAROM_VARY_NONE},
        {"Vary:  , \t,", CAROM_VARY_NONE},
        {"Vary: Accept", CAROM_VARY_FIELDS},
        {"vary: a, b", CAROM_VARY_FIELDS},
        {"Vary: not a name", CAROM_VARY_FIELDS},
        {"Vary: **, *a, \"*\"", CAROM_VARY_FIELDS},
        {"Vary: *", CAROM_VARY_ANY},
        {"Vary: Accept,\t* , b", CAROM_VARY_ANY},
        {"Vary: Accept\nVARY: *", CAROM_VARY_ANY},
        {"Vary: *\nVary: Accept", CAROM_VARY_ANY},
        {"Vary: Accept\nVary: ", CAROM_VARY_FIELDS},
        {"Vart: *", CAROM_VARY_NONE},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_int_equal(reckon_fields(301, cases[i].fields).vary, cases[i].vary);
}

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

/* What a text gives when each byte of a name in it is replaced by each other byte. */
static void assert_only_case_is_free(const char *line, const char *name)
{
    char *fields = exact_copy(carom_view_of(line, strlen(line) + 1));
    size_t start = (size_t)(strstr(line, name) - line);
    for (size_t at = start; at < start + strlen(name); at++) {
        for (int byte = 1; byte < 256; byte++) {
            char c = (char)(unsigned char)byte;
            if (c == '\n' || c == ':' || c == '"')
                continue;
            fields[at] = c;
            bool is_same = lower(c) == lower(line[at]);
            if ((reckon_fields(307, fields).fresh_s > 0) != is_same)
                fail_msg("[%s] with byte %d at %zu", line, byte, at);
        }
        fields[at] = line[at];
    }
    free(fields);
}

static void no_other_name_is_taken_for_one_that_counts(void **state)
{
    (void)state;
    assert_only_case_is_free("Cache-Control: max-age=60", "Cache-Control");
    assert_only_case_is_free("Cache-Control: max-age=60", "max-age");
    assert_only_case_is_free("Expires: Fri, 31 Dec 9999 23:59:59 GMT", "Expires");
}

static void assert_zeroed(const struct carom_freshness *freshness)
{
    assert_false(freshness->storable || freshness->no_cache || freshness->must_revalidate ||
                 freshness->immutable);
    assert_int_equal(freshness->why, CAROM_STORABLE_NO_METHOD);
    assert_int_equal(freshness->lifetime_from, CAROM_LIFETIME_NONE);
    assert_int_equal(freshness->vary, CAROM_VARY_NONE);
    assert_true(freshness->lifetime_s == 0 && freshness->age_s == 0 && freshness->fresh_s == 0 &&
                freshness->stale_while_revalidate_s == 0 && freshness->stale_if_error_s == 0);
}

static void times_out_of_order_and_no_status_are_out_of_range(void **state)
{
    (void)state;
    static const struct {
        int64_t request_s, response_s, now_s;
        uint16_t status;
        enum carom_result result;
    } cases[] = {
        {0, 0, 0, 200, CAROM_OK},
        {0, NOW, CAROM_DATE_LAST_S, 599, CAROM_OK},
        {CAROM_DATE_LAST_S, CAROM_DATE_LAST_S, CAROM_DATE_LAST_S, 100, CAROM_OK},
        {-1, 0, 0, 200, CAROM_ERR_RANGE},
        {INT64_MIN, INT64_MIN, INT64_MIN, 200, CAROM_ERR_RANGE},
        {INT64_MIN, INT64_MAX, INT64_MAX, 200, CAROM_ERR_RANGE},
        {2, 1, 3, 200, CAROM_ERR_RANGE},
        {1, 3, 2, 200, CAROM_ERR_RANGE},
        {0, 0, CAROM_DATE_LAST_S + 1, 200, CAROM_ERR_RANGE},
        {INT64_MAX, INT64_MAX, INT64_MAX, 200, CAROM_ERR_RANGE},
        {0, 0, 0, 99, CAROM_ERR_RANGE},
        {0, 0, 0, 600, CAROM_ERR_RANGE},
        {0, 0, 0, 0, CAROM_ERR_RANGE},
        {0, 0, 0, 65535, CAROM_ERR_RANGE},
    };
    struct field_set fields = fields_of(CC "public, max-age=60, immutable, no-cache\nVary: a");
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct carom_freshness out;
        struct carom_stored stored = {.method = CAROM_LITERAL("GET"),
                                      .status = cases[i].status,
                                      .fields = fields.fields,
                                      .field_count = fields.count,
                                      .request_s = cases[i].request_s,
                                      .response_s = cases[i].response_s,
                                      .now_s = cases[i].now_s};
        memset(&out, 0xA5, sizeof out);
        assert_int_equal(carom_freshness_read(&stored, &out), cases[i].result);
        if (cases[i].result != CAROM_OK)
            assert_zeroed(&out);
        else
            assert_true(out.lifetime_s == 60);
    }
    free_fields(&fields);
}

static void every_reason_and_lifetime_has_a_name_of_its_own(void **state)
{
    (void)state;
    for (int a = CAROM_STORABLE_NO_METHOD; a <= CAROM_STORABLE_BY_STATUS; a++) {
        struct carom_view name = carom_storable_name((enum carom_storable)a);
        assert_true(name.len > 0);
        for (int b = a + 1; b <= CAROM_STORABLE_BY_STATUS + 1; b++)
            assert_false(carom_view_equal(name, carom_storable_name((enum carom_storable)b)));
    }
    static const char *const lifetimes[] = {"none", "s-maxage", "max-age", "Expires", "heuristic"};
    for (int a = CAROM_LIFETIME_NONE; a <= CAROM_LIFETIME_HEURISTIC; a++)
        assert_view(carom_lifetime_name((enum carom_lifetime)a), lifetimes[a]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_307_is_stored_only_with_an_explicit_lifetime),
        cmocka_unit_test(a_stored_307_is_fresh_only_while_its_explicit_lifetime_lasts),
        cmocka_unit_test(public_alone_gives_a_307_no_lifetime),
        cmocka_unit_test(a_301_may_be_stored_by_its_status),
        cmocka_unit_test(a_heuristic_lifetime_is_a_tenth_of_the_time_since_the_last_change),
        cmocka_unit_test(an_authorized_response_is_shared_only_when_it_says_so),
        cmocka_unit_test(the_age_is_the_greater_of_what_is_said_and_what_is_seen),
        cmocka_unit_test(of_age_the_first_member_counts_when_it_is_a_number),
        cmocka_unit_test(a_larger_age_never_makes_it_fresher),
        cmocka_unit_test(expires_counts_from_date),
        cmocka_unit_test(a_year_of_two_digits_means_the_same_for_as_long_as_it_is_kept),
        cmocka_unit_test(only_get_head_and_some_posts_are_stored),
        cmocka_unit_test(a_206_or_304_or_interim_response_is_never_stored),
        cmocka_unit_test(vary_is_none_or_fields_or_any),
        cmocka_unit_test(no_other_name_is_taken_for_one_that_counts),
        cmocka_unit_test(times_out_of_order_and_no_status_are_out_of_range),
        cmocka_unit_test(every_reason_and_lifetime_has_a_name_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
