#include "freshness_support.h"

#include <stdlib.h>
#include <string.h>

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

static void an_argument_where_none_belongs_makes_no_difference(void **state)
{
    (void)state;
    struct carom_freshness freshness = reckon_fields(
        307, CC "public=no, immutable=\"0\", must-revalidate=0, no-cache=never, max-age=60");
    assert_int_equal(freshness.why, CAROM_STORABLE_EXPLICIT);
    assert_true(freshness.immutable && freshness.must_revalidate && freshness.no_cache);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
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
        cmocka_unit_test(an_argument_where_none_belongs_makes_no_difference),
        cmocka_unit_test(a_damaged_byte_makes_no_lifetime_but_by_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
