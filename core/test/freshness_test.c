#include "field_support.h"

#include "carom/date.h"
#include "carom/freshness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 2026-11-23T04:05:06Z, when all responses here come if nothing else is said. */
#define NOW INT64_C(1795406706)
#define DATE_NOW "Date: Mon, 23 Nov 2026 04:05:06 GMT"
#define MOST INT64_C(2147483648)

struct asked {
    const char *method;         /* NULL: GET */
    const char *request_fields; /* NULL: none */
    uint16_t status;
    const char *fields; /* NULL: none */
    int64_t delay_s;    /* how long the response took */
    int64_t kept_s;     /* how long ago it came; what `now` is, is moved */
    bool shared;
};

static struct carom_freshness reckon(const struct asked *asked)
{
    struct field_set request =
        fields_of(asked->request_fields == NULL ? "" : asked->request_fields);
    struct field_set response = fields_of(asked->fields == NULL ? "" : asked->fields);
    struct carom_freshness out;
    struct carom_stored stored = {
        .method = text_view(asked->method == NULL ? "GET" : asked->method),
        .request_fields = request.fields,
        .request_field_count = request.count,
        .status = asked->status,
        .fields = response.fields,
        .field_count = response.count,
        .request_s = NOW - asked->delay_s,
        .response_s = NOW,
        .now_s = NOW + asked->kept_s,
        .shared = asked->shared,
    };
    memset(&out, 0xA5, sizeof out);
    assert_int_equal(carom_freshness_read(&stored, &out), CAROM_OK);
    free_fields(&request);
    free_fields(&response);
    return out;
}

static struct carom_freshness reckon_fields(uint16_t status, const char *fields)
{
    struct asked asked = {.status = status, .fields = fields};
    return reckon(&asked);
}

static void assert_why(const struct asked *asked, enum carom_storable expected)
{
    struct carom_freshness freshness = reckon(asked);
    if (freshness.why != expected) {
        struct carom_view name = carom_storable_name(freshness.why);
        print_error("%s %u [%s]: %.*s\n", asked->method == NULL ? "GET" : asked->method,
                    (unsigned)asked->status, asked->fields == NULL ? "" : asked->fields,
                    (int)name.len, name.ptr);
    }
    assert_int_equal(freshness.why, expected);
    assert_int_equal(freshness.storable,
                     expected == CAROM_STORABLE_EXPLICIT || expected == CAROM_STORABLE_BY_STATUS);
    if (!freshness.storable)
        assert_true(freshness.fresh_s == 0);
}

/* A lifetime of a 200 that is not shared. */
struct lifetime {
    const char *fields;
    enum carom_lifetime from;
    int64_t lifetime_s;
};

static void assert_lifetime(uint16_t status, const struct lifetime *expected, bool shared)
{
    struct asked asked = {.status = status, .fields = expected->fields, .shared = shared};
    struct carom_freshness freshness = reckon(&asked);
    if (freshness.lifetime_from != expected->from || freshness.lifetime_s != expected->lifetime_s) {
        struct carom_view name = carom_lifetime_name(freshness.lifetime_from);
        print_error("%u [%s]: %.*s %lld\n", (unsigned)status, expected->fields, (int)name.len,
                    name.ptr, (long long)freshness.lifetime_s);
    }
    assert_int_equal(freshness.lifetime_from, expected->from);
    assert_true(freshness.lifetime_s == expected->lifetime_s);
}

static void assert_lifetimes(const struct lifetime *expected, size_t count)
{
    for (size_t i = 0; i < count; i++)
        assert_lifetime(200, &expected[i], false);
}

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

#define CC "Cache-Control: "

static void a_lifetime_is_a_row_of_digits(void **state)
{
    (void)state;
    static const struct lifetime expected[] = {
        {CC "max-age=60", CAROM_LIFETIME_MAX_AGE, 60},
        {CC "max-age=0", CAROM_LIFETIME_MAX_AGE, 0},
        {CC "max-age=0000000000000000000000000060", CAROM_LIFETIME_MAX_AGE, 60},
        {CC "max-age=\"60\"", CAROM_LIFETIME_MAX_AGE, 60},
        {CC "max-age=\"\\6\\0\"", CAROM_LIFETIME_MAX_AGE, 60},
        {CC " ,, \t, max-age=60 \t , ,", CAROM_LIFETIME_MAX_AGE, 60},
        {CC "MAX-age=60", CAROM_LIFETIME_MAX_AGE, 60},
        {CC "max-age='60'", CAROM_LIFETIME_MAX_AGE, 0},
        {CC "max-age=60.5", CAROM_LIFETIME_MAX_AGE, 0},
        {CC "max-age=-1", CAROM_LIFETIME_MAX_AGE, 0},
        {CC "max-age=+60", CAROM_LIFETIME_MAX_AGE, 0},
        {CC "max-age=60s", CAROM_LIFETIME_MAX_AGE, 0},
        {CC "max-age=0x60", CAROM_LIFETIME_MAX_AGE, 0},
        {CC "max-age=1e3", CAROM_LIFETIME_MAX_AGE, 0},
        {CC "max-age", CAROM_LIFETIME_MAX_AGE, 0},
        {CC "max-age=\"\"", CAROM_LIFETIME_MAX_AGE, 0},
        {CC "max-age=\"60 \"", CAROM_LIFETIME_MAX_AGE, 0},
        {CC "max-age=\" 60\"", CAROM_LIFETIME_MAX_AGE, 0},
        {CC "max-age=\"-60\"", CAROM_LIFETIME_MAX_AGE, 0},
        {CC "max-age=\"6\\\"0\"", CAROM_LIFETIME_MAX_AGE, 0},
    };
    assert_lifetimes(expected, COUNT(expected));
}

/* RFC 9111 §1.2.2 */
static void a_huge_number_is_two_to_the_31(void **state)
{
    (void)state;
    static const struct lifetime expected[] = {
        {CC "max-age=2147483647", CAROM_LIFETIME_MAX_AGE, MOST - 1},
        {CC "max-age=2147483648", CAROM_LIFETIME_MAX_AGE, MOST},
        {CC "max-age=2147483649", CAROM_LIFETIME_MAX_AGE, MOST},
        {CC "max-age=4294967296", CAROM_LIFETIME_MAX_AGE, MOST},
        {CC "max-age=18446744073709551616", CAROM_LIFETIME_MAX_AGE, MOST},
        {CC "max-age=99999999999999999999999999999999999999999999", CAROM_LIFETIME_MAX_AGE, MOST},
        {CC "max-age=99999999999999999999999999999999999999999999x", CAROM_LIFETIME_MAX_AGE, 0},
        {DATE_NOW "\nExpires: Fri, 31 Dec 9999 23:59:60 GMT", CAROM_LIFETIME_EXPIRES, MOST},
        {"Date: Sat, 01 Jan 0000 00:00:00 GMT\nExpires: Mon, 23 Nov 2026 04:05:06 GMT",
         CAROM_LIFETIME_EXPIRES, MOST},
    };
    assert_lifetimes(expected, COUNT(expected));
    struct carom_freshness stale = reckon_fields(
        200, CC "max-age=99999999999\nDate: Sat, 01 Jan 0000 00:00:00 GMT\nAge: 99999999999");
    assert_true(stale.age_s == MOST && stale.lifetime_s == MOST && stale.fresh_s == 0);
    struct carom_freshness other =
        reckon_fields(200, CC "stale-while-revalidate=99999999999, stale-if-error=99999999999");
    assert_true(other.stale_while_revalidate_s == MOST && other.stale_if_error_s == MOST);
}

static void what_is_no_directive_is_passed_over(void **state)
{
    (void)state;
    static const struct lifetime expected[] = {
        {CC "=60", CAROM_LIFETIME_NONE, 0},
        {CC "public max-age=60", CAROM_LIFETIME_NONE, 0},
        {CC "public;max-age=60", CAROM_LIFETIME_NONE, 0},
        {CC "\"max-age\"=60", CAROM_LIFETIME_NONE, 0},
        {CC "max_age=60", CAROM_LIFETIME_NONE, 0},
        {CC "a b c, @, max-age=30", CAROM_LIFETIME_MAX_AGE, 30},
        {CC "x=\"a,max-age=60\", max-age=30", CAROM_LIFETIME_MAX_AGE, 30},
        {CC "x=\"\\\",max-age=60\", max-age=30", CAROM_LIFETIME_MAX_AGE, 30},
        {CC "@ \"a,max-age=60\" b, max-age=30", CAROM_LIFETIME_MAX_AGE, 30},
        {CC "immutable=\"a\"\",max-age=60,\", max-age=30", CAROM_LIFETIME_MAX_AGE, 30},
    };
    assert_lifetimes(expected, COUNT(expected));
}

static void a_malformed_lifetime_is_none(void **state)
{
    (void)state;
    static const struct lifetime expected[] = {
        {CC "max-age = 60", CAROM_LIFETIME_MAX_AGE, 0},
        {CC "max-age= 60", CAROM_LIFETIME_MAX_AGE, 0},
        {CC "max-age =60", CAROM_LIFETIME_MAX_AGE, 0},
        {CC "max-age=", CAROM_LIFETIME_MAX_AGE, 0},
        {CC "max-age=6 0", CAROM_LIFETIME_MAX_AGE, 0},
        {CC "max-age=60;", CAROM_LIFETIME_MAX_AGE, 0},
        {CC "max-age=60=1", CAROM_LIFETIME_MAX_AGE, 0},
        {CC "max-age=\"60\"x", CAROM_LIFETIME_MAX_AGE, 0},
        {CC "max-age=\"60", CAROM_LIFETIME_MAX_AGE, 0},
        {CC "max-age:60", CAROM_LIFETIME_MAX_AGE, 0},
        {CC "max-age 60", CAROM_LIFETIME_MAX_AGE, 0},
        {CC "max-age = 60, max-age=30", CAROM_LIFETIME_MAX_AGE, 0},
    };
    assert_lifetimes(expected, COUNT(expected));
}

static void a_quote_that_is_not_closed_takes_the_rest_of_its_line(void **state)
{
    (void)state;
    static const struct lifetime expected[] = {
        {CC "x=\"a, max-age=60", CAROM_LIFETIME_NONE, 0},
        {CC "max-age=\"60", CAROM_LIFETIME_MAX_AGE, 0},
        {CC "max-age=\"60\\\"", CAROM_LIFETIME_MAX_AGE, 0},
        {CC "max-age=\"60\\", CAROM_LIFETIME_MAX_AGE, 0},
        {CC "max-age=\"", CAROM_LIFETIME_MAX_AGE, 0},
        {CC "x\", max-age=60", CAROM_LIFETIME_NONE, 0},
        {CC "max-age=30, x=\"a, max-age=60", CAROM_LIFETIME_MAX_AGE, 30},
        {CC "x=\"a, max-age=60\n" CC "max-age=30", CAROM_LIFETIME_MAX_AGE, 30},
        {CC "x=\"a\n" CC "max-age=30, y=\"", CAROM_LIFETIME_MAX_AGE, 30},
    };
    assert_lifetimes(expected, COUNT(expected));
}

/* RFC 9111 §4.2.1 */
static void of_a_directive_given_twice_the_first_counts(void **state)
{
    (void)state;
    static const struct lifetime expected[] = {
        {CC "max-age=30, max-age=60", CAROM_LIFETIME_MAX_AGE, 30},
        {CC "max-age=60, max-age=30", CAROM_LIFETIME_MAX_AGE, 60},
        {CC "max-age=x, max-age=60", CAROM_LIFETIME_MAX_AGE, 0},
        {CC "max-age, MAX-AGE=60", CAROM_LIFETIME_MAX_AGE, 0},
        {CC "max-age=30\n" CC "max-age=60", CAROM_LIFETIME_MAX_AGE, 30},
        {CC "max-age=-1\nServer: x\nCACHE-control: max-age=60", CAROM_LIFETIME_MAX_AGE, 0},
    };
    assert_lifetimes(expected, COUNT(expected));
    struct carom_freshness freshness =
        reckon_fields(200, CC "stale-while-revalidate=1, stale-if-error=x\n" CC
                              "stale-if-error=2, stale-while-revalidate=3");
    assert_true(freshness.stale_while_revalidate_s == 1);
    assert_true(freshness.stale_if_error_s == 0);
}

static void directives_in_several_lines_are_one_list(void **state)
{
    (void)state;
    struct carom_freshness freshness =
        reckon_fields(301, CC "public\nServer: x\n" CC "max-age=60\n" CC "\n" CC
                              "must-revalidate, immutable\nCACHE-CONTROL: "
                              "Stale-While-Revalidate=7, STALE-IF-ERROR=\"8\"");
    assert_int_equal(freshness.why, CAROM_STORABLE_EXPLICIT);
    assert_true(freshness.fresh_s == 60 && freshness.must_revalidate && freshness.immutable);
    assert_true(freshness.stale_while_revalidate_s == 7 && freshness.stale_if_error_s == 8);
    assert_false(freshness.no_cache);
}

static void no_cache_leaves_no_fresh_time(void **state)
{
    (void)state;
    static const char *const fields[] = {
        CC "no-cache, max-age=60",
        CC "max-age=60, no-cache",
        CC "max-age=60, no-cache=\"Set-Cookie\"",
        CC "max-age=60, no-cache=Set-Cookie",
        CC "max-age=60, no-cache=\"\"",
        CC "max-age=60\n" CC "NO-CACHE=\"a, b\"",
    };
    for (size_t i = 0; i < COUNT(fields); i++) {
        struct carom_freshness freshness = reckon_fields(307, fields[i]);
        assert_true(freshness.storable && freshness.no_cache);
        assert_true(freshness.lifetime_s == 60 && freshness.fresh_s == 0);
    }
    struct asked alone = {.status = 307, .fields = CC "no-cache"};
    assert_why(&alone, CAROM_STORABLE_NO_PERMISSION);
    assert_false(reckon_fields(307, CC "max-age=60, x=no-cache, y=\"no-cache\"").no_cache);
}

static void no_store_forbids_storing(void **state)
{
    (void)state;
    static const char *const fields[] = {
        CC "no-store, max-age=60, public", CC "max-age=60, No-Store",
        CC "no-store=1, max-age=60",       CC "no-store=\"x\", max-age=60",
        CC "max-age=60\n" CC "no-store",
    };
    for (size_t i = 0; i < COUNT(fields); i++) {
        struct asked asked = {.status = 301, .fields = fields[i]};
        assert_why(&asked, CAROM_STORABLE_NO_STORE);
        assert_true(reckon(&asked).lifetime_s == 60); /* reckoned all the same */
    }
}

static void what_forbids_or_binds_does_so_malformed_too(void **state)
{
    (void)state;
    static const char *const no_stores[] = {CC "no-store; max-age=60", CC "no-store = x",
                                            CC "no-store=", CC "no-store=\"x, max-age=60"};
    static const char *const no_caches[] = {CC "max-age=60, no-cache = \"a\"",
                                            CC "max-age=60, no-cache;", CC "max-age=60, no-cache="};
    for (size_t i = 0; i < COUNT(no_stores); i++) {
        struct asked asked = {.status = 301, .fields = no_stores[i]};
        assert_why(&asked, CAROM_STORABLE_NO_STORE);
    }
    for (size_t i = 0; i < COUNT(no_caches); i++)
        assert_true(reckon_fields(301, no_caches[i]).no_cache);
    struct asked in_private = {.status = 301, .fields = CC "private;", .shared = true};
    assert_why(&in_private, CAROM_STORABLE_NO_PRIVATE);
    assert_true(reckon_fields(301, CC "max-age=60, must-revalidate;").must_revalidate);
}

static void what_permits_does_not_when_malformed(void **state)
{
    (void)state;
    struct asked by_public = {.status = 307, .fields = CC "public; x"};
    struct asked understood = {.status = 301, .fields = CC "no-store, must-understand;"};
    assert_why(&by_public, CAROM_STORABLE_NO_PERMISSION);
    assert_why(&understood, CAROM_STORABLE_NO_STORE);
    assert_false(reckon_fields(301, CC "max-age=60, immutable=").immutable);
    assert_true(reckon_fields(301, CC "stale-if-error =60").stale_if_error_s == 0);
}

/* RFC 9111 §5.2.1: of a request's directives only no-store is about storing. */
static void no_store_in_the_request_forbids_storing(void **state)
{
    (void)state;
    struct asked asked = {.request_fields = "Host: h\n" CC "max-age=0, NO-STORE",
                          .status = 301,
                          .fields = CC "max-age=60"};
    assert_why(&asked, CAROM_STORABLE_NO_STORE);
    asked.fields = CC "max-age=60, must-understand";
    assert_why(&asked, CAROM_STORABLE_NO_STORE);
    asked.request_fields = CC "no-cache, max-age=0, private, must-understand\nPragma: no-store";
    assert_why(&asked, CAROM_STORABLE_EXPLICIT);
    assert_true(reckon(&asked).fresh_s == 60);
}

static void private_forbids_a_shared_cache_and_permits_another(void **state)
{
    (void)state;
    static const char *const fields[] = {CC "private", CC "private=\"x\"", CC "PRIVATE=x, public"};
    for (size_t i = 0; i < COUNT(fields); i++) {
        struct asked asked = {.status = 307, .fields = fields[i]};
        assert_why(&asked, CAROM_STORABLE_EXPLICIT);
        asked.shared = true;
        assert_why(&asked, CAROM_STORABLE_NO_PRIVATE);
    }
}

/* RFC 9111 §5.2.2.3 */
static void what_must_be_understood_and_is_may_be_stored_despite_no_store(void **state)
{
    (void)state;
    struct asked asked = {.status = 307, .fields = CC "must-understand, no-store, max-age=60"};
    assert_why(&asked, CAROM_STORABLE_EXPLICIT);
    assert_true(reckon(&asked).fresh_s == 60);
    asked.status = 299;
    assert_why(&asked, CAROM_STORABLE_NO_STATUS);
    asked.fields = CC "must-understand, max-age=60";
    assert_why(&asked, CAROM_STORABLE_NO_STATUS);
    asked.fields = CC "max-age=60";
    assert_why(&asked, CAROM_STORABLE_EXPLICIT);
    asked.status = 206;
    asked.fields = CC "must-understand, max-age=60";
    assert_why(&asked, CAROM_STORABLE_NO_STATUS);
}

/* RFC 9111 §5.2.2.10 */
static void s_maxage_counts_in_a_shared_cache_only(void **state)
{
    (void)state;
    static const struct {
        const char *fields;
        struct lifetime shared, own;
    } cases[] = {
        {CC "s-maxage=7, max-age=60",
         {NULL, CAROM_LIFETIME_S_MAXAGE, 7},
         {NULL, CAROM_LIFETIME_MAX_AGE, 60}},
        {CC "max-age=60, S-MaxAge=\"7\"",
         {NULL, CAROM_LIFETIME_S_MAXAGE, 7},
         {NULL, CAROM_LIFETIME_MAX_AGE, 60}},
        {CC "s-maxage=x, max-age=60",
         {NULL, CAROM_LIFETIME_S_MAXAGE, 0},
         {NULL, CAROM_LIFETIME_MAX_AGE, 60}},
        {CC "s-maxage\nExpires: Fri, 31 Dec 9999 23:59:59 GMT",
         {NULL, CAROM_LIFETIME_S_MAXAGE, 0},
         {NULL, CAROM_LIFETIME_EXPIRES, MOST}},
        {CC "max-age=60", {NULL, CAROM_LIFETIME_MAX_AGE, 60}, {NULL, CAROM_LIFETIME_MAX_AGE, 60}},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct lifetime shared = cases[i].shared, own = cases[i].own;
        shared.fields = own.fields = cases[i].fields;
        assert_lifetime(307, &shared, true);
        assert_lifetime(307, &own, false);
    }
}

static void s_maxage_and_proxy_revalidate_bind_a_shared_cache(void **state)
{
    (void)state;
    static const struct {
        const char *fields;
        bool shared, own;
    } cases[] = {
        {CC "must-revalidate", true, true},         {CC "must-revalidate=1", true, true},
        {CC "proxy-revalidate", true, false},       {CC "s-maxage=60", true, false},
        {CC "s-maxage=garbage", true, false},       {CC "max-age=60, public", false, false},
        {CC "x=\"must-revalidate\"", false, false},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct asked asked = {.status = 301, .fields = cases[i].fields};
        assert_int_equal(reckon(&asked).must_revalidate, cases[i].own);
        asked.shared = true;
        assert_int_equal(reckon(&asked).must_revalidate, cases[i].shared);
    }
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

static void an_argument_where_none_belongs_makes_no_difference(void **state)
{
    (void)state;
    struct carom_freshness freshness = reckon_fields(
        307, CC "public=no, immutable=\"0\", must-revalidate=0, no-cache=never, max-age=60");
    assert_int_equal(freshness.why, CAROM_STORABLE_EXPLICIT);
    assert_true(freshness.immutable && freshness.must_revalidate && freshness.no_cache);
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

/* No lifetime from garbage: what is not digits all through is none. */
static void a_damaged_byte_makes_no_lifetime_but_by_digits(void **state)
{
    (void)state;
    static const char line[] = "Cache-Control: public, max-age=3600";
    const size_t digits = sizeof line - 1 - 4;
    for (size_t at = digits; at < sizeof line - 1; at++) {
        for (int byte = 1; byte < 256; byte++) {
            char fields[sizeof line];
            memcpy(fields, line, sizeof line);
            fields[at] = (char)(unsigned char)byte;
            if (byte == '\n')
                continue;
            struct carom_freshness freshness = reckon_fields(307, fields);
            bool ends = (byte == ',' || byte == ' ' || byte == '\t') && at > digits;
            bool is_number = byte >= '0' && byte <= '9';
            if (freshness.lifetime_s > 0 && !is_number && !ends)
                fail_msg("byte %d at %zu gives %lld", byte, at, (long long)freshness.lifetime_s);
        }
    }
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
        cmocka_unit_test(a_lifetime_is_a_row_of_digits),
        cmocka_unit_test(a_huge_number_is_two_to_the_31),
        cmocka_unit_test(what_is_no_directive_is_passed_over),
        cmocka_unit_test(a_malformed_lifetime_is_none),
        cmocka_unit_test(what_forbids_or_binds_does_so_malformed_too),
        cmocka_unit_test(what_permits_does_not_when_malformed),
        cmocka_unit_test(a_quote_that_is_not_closed_takes_the_rest_of_its_line),
        cmocka_unit_test(of_a_directive_given_twice_the_first_counts),
        cmocka_unit_test(directives_in_several_lines_are_one_list),
        cmocka_unit_test(no_cache_leaves_no_fresh_time),
        cmocka_unit_test(no_store_forbids_storing),
        cmocka_unit_test(no_store_in_the_request_forbids_storing),
        cmocka_unit_test(private_forbids_a_shared_cache_and_permits_another),
        cmocka_unit_test(what_must_be_understood_and_is_may_be_stored_despite_no_store),
        cmocka_unit_test(s_maxage_counts_in_a_shared_cache_only),
        cmocka_unit_test(s_maxage_and_proxy_revalidate_bind_a_shared_cache),
        cmocka_unit_test(an_authorized_response_is_shared_only_when_it_says_so),
        cmocka_unit_test(the_age_is_the_greater_of_what_is_said_and_what_is_seen),
        cmocka_unit_test(of_age_the_first_member_counts_when_it_is_a_number),
        cmocka_unit_test(a_larger_age_never_makes_it_fresher),
        cmocka_unit_test(expires_counts_from_date),
        cmocka_unit_test(a_year_of_two_digits_means_the_same_for_as_long_as_it_is_kept),
        cmocka_unit_test(only_get_head_and_some_posts_are_stored),
        cmocka_unit_test(a_206_or_304_or_interim_response_is_never_stored),
        cmocka_unit_test(an_argument_where_none_belongs_makes_no_difference),
        cmocka_unit_test(vary_is_none_or_fields_or_any),
        cmocka_unit_test(no_other_name_is_taken_for_one_that_counts),
        cmocka_unit_test(a_damaged_byte_makes_no_lifetime_but_by_digits),
        cmocka_unit_test(times_out_of_order_and_no_status_are_out_of_range),
        cmocka_unit_test(every_reason_and_lifetime_has_a_name_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
