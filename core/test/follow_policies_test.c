/* The policies' headline facts, each seen by what becomes of a request. */
#include "follow_support.h"

#include <stdio.h>
#include <string.h>

static const char *const columns[] = {"GET", "HEAD", "POST", "QUERY", "PROPFIND", "PUT"};

static const struct carom_policy *named(const char *name)
{
    const struct carom_policy *policy = carom_policy_named(text_view(name));
    if (policy == NULL)
        fail_msg("no policy %s", name);
    return policy;
}

/*
 * One letter for what becomes of a request: K the same method and body, B the same method bare, G GET, k
 * and g the same when a person says yes, R the response is returned.
 */
static char letter_of(const struct carom_policy *policy, const char *method, uint16_t status)
{
    struct answer answer = FOLLOW(.policy = policy, .method = method, .status = status,
                                  .body = CAROM_BODY_REPLAYABLE, .answer = "Location: /next");
    if (answer.action == CAROM_FOLLOW_STOP) {
        assert_int_equal(answer.reason, CAROM_REASON_STATUS);
        return 'R';
    }
    bool asks = answer.action == CAROM_FOLLOW_CONFIRM;
    bool same = strcmp(answer.method, method) == 0;
    if (answer.keeps_body) {
        assert_true(same);
        return asks ? 'k' : 'K';
    }
    if (same && strcmp(method, "GET") != 0) {
        assert_false(asks);
        return 'B';
    }
    assert_string_equal(answer.method, "GET");
    return asks ? 'g' : 'G';
}

/* In: rows for 300, 301, 302, 303, 307, 308 and another 3xx; columns as above. */
static void assert_table(const struct carom_policy *policy, const char *const rows[7])
{
    static const uint16_t statuses[] = {300, 301, 302, 303, 307, 308, 305};
    for (size_t row = 0; row < COUNT_OF(statuses); row++) {
        char letters[COUNT_OF(columns) + 1] = "";
        for (size_t column = 0; column < COUNT_OF(columns); column++)
            letters[column] = letter_of(policy, columns[column], statuses[row]);
        if (strcmp(letters, rows[row]) != 0)
            fail_msg("%.*s, %u: %s, not %s", (int)policy->name.len, policy->name.ptr, statuses[row],
                     letters, rows[row]);
    }
}

static void each_policy_has_its_methods_and_bodies(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *rows[7];
    } tables[] = {
        {"rfc9110", {"KKkKKk", "KKGKKK", "KKGKKK", "GBGGGG", "KKKKKK", "KKKKKK", "RRRRRR"}},
        {"rfc2616", {"KKkkkk", "KKkkkk", "KKkkkk", "GBGGGG", "KKkkkk", "KKkkkk", "RRRRRR"}},
        {"fetch", {"RRRRRR", "KKGKKK", "KKGKKK", "KKGGGG", "KKKKKK", "KKKKKK", "RRRRRR"}},
        {"curl", {"KKKKKK", "KKGKKK", "KKGKKK", "GBGGGG", "KKKKKK", "KKKKKK", "KKKKKK"}},
        {"curl-request", {"KKKKKK", "GBBBBB", "GBBBBB", "GBBBBB", "KKKKKK", "KKKKKK", "KKKKKK"}},
        {"wget", {"GBGGGG", "KKGKKK", "KKGKKK", "GBGGGG", "KKKKKK", "KKKKKK", "RRRRRR"}},
        {"go", {"RRRRRR", "GBGGGG", "GBGGGG", "GBGGGG", "KKKKKK", "KKKKKK", "RRRRRR"}},
        {"requests", {"RRRRRR", "GBGBBB", "GBGGGG", "GBGGGG", "KKKKKK", "KKKKKK", "RRRRRR"}},
        {"okhttp", {"KKGKKG", "KKGKKG", "KKGKKG", "KKGGKG", "KKKKKK", "KKKKKK", "RRRRRR"}},
        {"undici", {"KKKKKK", "KKGKKK", "KKGKKK", "GBGGGG", "KKKKKK", "KKKKKK", "RRRRRR"}},
    };
    for (size_t i = 0; i < COUNT_OF(tables); i++) {
        const struct carom_policy *policy = carom_policy_at(i);
        assert_non_null(policy);
        assert_view(policy->name, tables[i].name);
        assert_true(policy->source.len > 0);
        assert_ptr_equal(named(tables[i].name), policy);
        assert_table(policy, tables[i].rows);
    }
    assert_null(carom_policy_at(COUNT_OF(tables)));
}

static void no_policy_leaves_http_and_https(void **state)
{
    (void)state;
    static const char *const answers[] = {"Location: ftp://h/",    "Location: javascript:x",
                                          "Location: file:///etc", "Location: ws://h/",
                                          "Location: data:,x",     "Location: mailto:x@y"};
    const struct carom_policy *policy;
    for (size_t i = 0; (policy = carom_policy_at(i)) != NULL; i++) {
        for (size_t k = 0; k < COUNT_OF(answers); k++) {
            struct answer answer = FOLLOW(.policy = policy, .answer = answers[k]);
            assert_stops(&answer, CAROM_REASON_SCHEME);
        }
    }
}

/* How many are followed before too_many, or 0 when another reason ends them. */
static uint32_t redirects_followed(const struct carom_policy *policy)
{
    struct answer answer;
    memset(&answer, 0, sizeof answer);
    for (uint32_t i = 0;; i++) {
        char url[64], line[64];
        (void)snprintf(url, sizeof url, "http://a.example/%u", i);
        (void)snprintf(line, sizeof line, "Location: /%u", i + 1);
        answer = FOLLOW(.policy = policy, .url = url, .answer = line, .chain = &answer.chain);
        if (answer.action == CAROM_FOLLOW_STOP)
            return answer.reason == CAROM_REASON_TOO_MANY ? i : 0;
    }
}

static void every_chain_ends_where_its_client_does(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        uint32_t count;
        bool is_error;
    } cases[] = {
        {"rfc9110", 20, true},  {"rfc2616", 20, true},      {"fetch", 20, true},
        {"curl", 30, true},     {"curl-request", 30, true}, {"wget", 20, true},
        {"go", 9, true}, /* ten requests */
        {"requests", 30, true}, {"okhttp", 20, true},       {"undici", 20, false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct carom_policy *policy = named(cases[i].name);
        assert_int_equal(redirects_followed(policy), cases[i].count);
        assert_int_equal((policy->errors >> CAROM_REASON_TOO_MANY & 1) == 1, cases[i].is_error);
    }
}

static void only_some_policies_watch_for_loops(void **state)
{
    (void)state;
    static const char *const watching[] = {"rfc9110", "rfc2616", "undici"};
    const struct carom_policy *policy;
    for (size_t i = 0; (policy = carom_policy_at(i)) != NULL; i++) {
        bool watches = false;
        for (size_t k = 0; k < COUNT_OF(watching); k++)
            watches = watches || policy == named(watching[k]);
        struct answer answer = FOLLOW(.policy = policy, .answer = "Location: /#x");
        if (watches)
            assert_stops(&answer, CAROM_REASON_LOOP);
        else
            assert_goes(&answer, "http://a.example/#x");
    }
}

/* ---- credentials and fields ---- */

enum { AUTHORIZATION = CAROM_DROP_AUTHORIZATION, COOKIE = CAROM_DROP_COOKIE };

static uint32_t credentials_dropped(const struct carom_policy *policy, const char *from,
                                    const char *to)
{
    char line[128];
    (void)snprintf(line, sizeof line, "Location: %s", to);
    struct answer answer = FOLLOW(.policy = policy, .url = from, .status = 307, .answer = line);
    assert_int_equal(answer.action, CAROM_FOLLOW_GO);
    return answer.drop & (AUTHORIZATION | COOKIE);
}

static void credentials_travel_as_far_as_each_client_lets_them(void **state)
{
    (void)state;
    static const uint32_t both = AUTHORIZATION | COOKIE;
    static const struct {
        const char *name;
        /* To another page, port, https, a subdomain, another host. */
        uint32_t same, port, upgrade, under, other;
    } cases[] = {
        {"rfc9110", 0, both, both, both, both},
        {"rfc2616", 0, both, both, both, both},
        {"fetch", 0, both, both, both, both},
        {"curl", 0, both, both, both, both},
        {"curl-request", 0, both, both, both, both},
        {"wget", 0, 0, 0, 0, 0},
        {"go", 0, 0, 0, 0, both},
        {"requests", COOKIE, both, COOKIE, both, both},
        {"okhttp", 0, AUTHORIZATION, AUTHORIZATION, AUTHORIZATION, AUTHORIZATION},
        {"undici", 0, both, both, both, both},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct carom_policy *policy = named(cases[i].name);
        const char *from = "http://a.example/";
        assert_int_equal(credentials_dropped(policy, from, "/next"), cases[i].same);
        assert_int_equal(credentials_dropped(policy, from, "//a.example:81/"), cases[i].port);
        assert_int_equal(credentials_dropped(policy, from, "https://a.example/"), cases[i].upgrade);
        assert_int_equal(credentials_dropped(policy, from, "//b.a.example/"), cases[i].under);
        assert_int_equal(credentials_dropped(policy, from, "//b.example/"), cases[i].other);
    }
}

/* Which of these fields a POST loses when it becomes a GET within its origin. */
static void assert_lost_with_the_body(const char *name, const char *expected)
{
    static const char *const fields[] = {
        "Content-Type",        "Content-Encoding", "Content-Language", "Content-Location",
        "Content-Disposition", "Content-Length",   "Digest",           "Last-Modified"};
    static const char letters[] = "TELPDldM";
    char lost[sizeof letters] = "";
    size_t len = 0;
    struct answer answer = FOLLOW(.policy = named(name), .method = "POST", .status = 303,
                                  .body = CAROM_BODY_REPLAYABLE, .answer = "Location: /next");
    assert_string_equal(answer.method, "GET");
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        if (carom_follow_drops(answer.drop, text_view(fields[i]), NULL, 0))
            lost[len++] = letters[i];
    }
    if (strcmp(lost, expected) != 0)
        fail_msg("%s: %s, not %s", name, lost, expected);
}

static void content_fields_go_with_the_body(void **state)
{
    (void)state;
    assert_lost_with_the_body("rfc9110", "TELPldM");
    assert_lost_with_the_body("rfc2616", "TELPDlM");
    assert_lost_with_the_body("fetch", "TELPl");
    assert_lost_with_the_body("curl", "Tl");
    assert_lost_with_the_body("wget", "Tl");
    assert_lost_with_the_body("go", "TELPl");
    assert_lost_with_the_body("requests", "Tl");
    assert_lost_with_the_body("okhttp", "Tl");
    assert_lost_with_the_body("undici", "TELPDl");
}

/* ---- Location ---- */

struct outcome {
    const char *name;
    enum carom_follow_reason reason;
    bool is_error;
};

static void assert_outcomes(const char *answer_fields, const struct outcome *cases, size_t count)
{
    assert_int_equal(count, 10);
    for (size_t i = 0; i < count; i++) {
        struct answer answer = FOLLOW(.policy = named(cases[i].name), .url = "http://a.example/dir",
                                      .method = "POST", .answer = answer_fields);
        if (answer.reason != cases[i].reason &&
            !(cases[i].reason == CAROM_REASON_REDIRECT && answer.reason == CAROM_REASON_METHOD))
            fail_msg("%s: %.*s", cases[i].name, (int)carom_follow_reason_name(answer.reason).len,
                     carom_follow_reason_name(answer.reason).ptr);
        assert_int_equal(answer.is_error, cases[i].is_error);
    }
}

#define GOES CAROM_REASON_REDIRECT, false
#define NONE CAROM_REASON_NO_LOCATION, false
#define SEVERAL CAROM_REASON_SEVERAL_LOCATIONS, true
#define INVALID CAROM_REASON_INVALID_LOCATION, true

static void a_missing_location_returns_the_response(void **state)
{
    (void)state;
    static const struct outcome cases[] = {
        {"rfc9110", NONE}, {"rfc2616", NONE},
        {"fetch", NONE},   {"curl", NONE},
        {"go", NONE},      {"curl-request", NONE},
        {"undici", NONE},  {"requests", NONE},
        {"okhttp", NONE},  {"wget", CAROM_REASON_NO_LOCATION, true},
    };
    assert_outcomes("X: y", cases, COUNT_OF(cases));
}

static void an_empty_location_is_the_same_url_or_none(void **state)
{
    (void)state;
    static const struct outcome cases[] = {
        {"rfc9110", GOES}, {"rfc2616", CAROM_REASON_LOOP, true},
        {"fetch", GOES},   {"curl", NONE},
        {"go", NONE},      {"curl-request", NONE},
        {"undici", NONE},  {"requests", NONE},
        {"okhttp", GOES},  {"wget", GOES},
    };
    assert_outcomes("Location: ", cases, COUNT_OF(cases));
}

static void an_invalid_location_is_an_error_but_to_okhttp(void **state)
{
    (void)state;
    static const struct outcome cases[] = {
        {"rfc9110", INVALID}, {"rfc2616", INVALID},
        {"fetch", INVALID},   {"curl", INVALID},
        {"go", INVALID},      {"curl-request", INVALID},
        {"undici", INVALID},  {"requests", INVALID},
        {"wget", INVALID},    {"okhttp", CAROM_REASON_INVALID_LOCATION, false},
    };
    assert_outcomes("Location: http://h:99999/", cases, COUNT_OF(cases));
}

static void locations_that_differ_are_an_error_or_one_counts(void **state)
{
    (void)state;
    static const struct outcome cases[] = {
        {"rfc9110", SEVERAL}, {"rfc2616", SEVERAL}, {"fetch", SEVERAL},
        {"curl", SEVERAL},    {"go", GOES},         {"curl-request", SEVERAL},
        {"undici", GOES},     {"requests", GOES},   {"okhttp", GOES},
        {"wget", GOES},
    };
    assert_outcomes("Location: /1\nLocation: /2", cases, COUNT_OF(cases));
    static const struct {
        const char *name, *url;
    } targets[] = {
        {"go", "http://a.example/1"},
        {"wget", "http://a.example/1"},
        {"okhttp", "http://a.example/2"},
        {"requests", "http://a.example/1,%20/2"},
    };
    for (size_t i = 0; i < COUNT_OF(targets); i++) {
        struct answer answer =
            FOLLOW(.policy = named(targets[i].name), .answer = "Location: /1\nLocation: /2");
        assert_goes(&answer, targets[i].url);
    }
}

static void equal_locations_are_one_but_to_fetch(void **state)
{
    (void)state;
    static const struct outcome cases[] = {
        {"rfc9110", GOES}, {"rfc2616", GOES},      {"fetch", SEVERAL}, {"curl", GOES},
        {"go", GOES},      {"curl-request", GOES}, {"undici", GOES},   {"requests", GOES},
        {"okhttp", GOES},  {"wget", GOES},
    };
    assert_outcomes("Location: /1\nLocation: /1", cases, COUNT_OF(cases));
}

static void some_policies_inherit_a_fragment(void **state)
{
    (void)state;
    static const char *const inheriting[] = {"rfc9110", "rfc2616", "fetch", "requests"};
    const struct carom_policy *policy;
    for (size_t i = 0; (policy = carom_policy_at(i)) != NULL; i++) {
        bool inherits = false;
        for (size_t k = 0; k < COUNT_OF(inheriting); k++)
            inherits = inherits || policy == named(inheriting[k]);
        struct answer answer =
            FOLLOW(.policy = policy, .url = "http://a.example/#top", .answer = "Location: /next");
        assert_goes(&answer, inherits ? "http://a.example/next#top" : "http://a.example/next");
    }
}

static void user_names_in_locations_are_refused_ignored_or_kept(void **state)
{
    (void)state;
    static const struct {
        const char *name, *same, *other; /* NULL: a stop */
    } cases[] = {
        {"rfc9110", NULL, NULL},
        {"rfc2616", NULL, NULL},
        {"fetch", "http://u:p@a.example/", NULL},
        {"curl", "http://u:p@a.example/", "http://u:p@b.example/"},
        {"curl-request", "http://u:p@a.example/", "http://u:p@b.example/"},
        {"wget", "http://u:p@a.example/", "http://u:p@b.example/"},
        {"go", "http://u:p@a.example/", "http://u:p@b.example/"},
        {"requests", "http://u:p@a.example/", "http://u:p@b.example/"},
        {"okhttp", "http://u:p@a.example/", "http://u:p@b.example/"},
        {"undici", "http://a.example/", "http://b.example/"},
    };
    for (size_t i = 0; i < 2 * COUNT_OF(cases); i++) {
        const char *expected = i % 2 == 0 ? cases[i / 2].same : cases[i / 2].other;
        struct answer answer =
            FOLLOW(.policy = named(cases[i / 2].name), .url = "http://a.example/page",
                   .answer =
                       i % 2 == 0 ? "Location: //u:p@a.example" : "Location: //u:p@b.example");
        if (expected != NULL)
            assert_goes(&answer, expected);
        else
            assert_stops(&answer, CAROM_REASON_USERINFO);
    }
}

static void a_downgrade_is_followed_by_all(void **state)
{
    (void)state;
    const struct carom_policy *policy;
    for (size_t i = 0; (policy = carom_policy_at(i)) != NULL; i++) {
        struct answer answer = FOLLOW(.policy = policy, .url = "https://a.example/",
                                      .answer = "Location: http://a.example/");
        assert_goes(&answer, "http://a.example/");
        assert_true(answer.is_downgrade);
    }
}

/* Go's refererForURL makes none there, but takes none away that was given; the others' are alike. */
static void a_referer_goes_on_a_downgrade_where_a_standard_says_so(void **state)
{
    (void)state;
    static const char *const dropping[] = {"rfc9110", "rfc2616", "fetch"};
    const struct carom_policy *policy;
    for (size_t i = 0; (policy = carom_policy_at(i)) != NULL; i++) {
        bool drops = false;
        for (size_t k = 0; k < COUNT_OF(dropping); k++)
            drops = drops || policy == named(dropping[k]);
        struct answer answer = FOLLOW(.policy = policy, .url = "https://a.example/",
                                      .answer = "Location: http://a.example/");
        assert_int_equal(carom_follow_drops(answer.drop, text_view("Referer"), NULL, 0), drops);
    }
}

static void a_body_that_is_lost_stops_307_and_in_fetch_302_as_well(void **state)
{
    (void)state;
    const struct carom_policy *policy;
    for (size_t i = 0; (policy = carom_policy_at(i)) != NULL; i++) {
        struct asked asked = {.policy = policy,
                              .method = "POST",
                              .body = CAROM_BODY_STREAM,
                              .status = 307,
                              .answer = "Location: /next"};
        struct answer answer = follow(&asked);
        assert_stops(&answer, CAROM_REASON_BODY);
        bool returns =
            policy == named("go") || policy == named("okhttp") || policy == named("undici");
        assert_int_equal(answer.is_error, !returns);
        asked.status = 302;
        answer = follow(&asked);
        bool stops = policy == named("fetch") || policy == named("rfc2616"); /* which keeps it */
        assert_int_equal(answer.reason == CAROM_REASON_BODY, stops);
        asked.status = 303;
        answer = follow(&asked);
        assert_goes(&answer, "http://a.example/next");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_policy_has_its_methods_and_bodies),
        cmocka_unit_test(no_policy_leaves_http_and_https),
        cmocka_unit_test(every_chain_ends_where_its_client_does),
        cmocka_unit_test(only_some_policies_watch_for_loops),
        cmocka_unit_test(credentials_travel_as_far_as_each_client_lets_them),
        cmocka_unit_test(content_fields_go_with_the_body),
        cmocka_unit_test(a_missing_location_returns_the_response),
        cmocka_unit_test(an_empty_location_is_the_same_url_or_none),
        cmocka_unit_test(an_invalid_location_is_an_error_but_to_okhttp),
        cmocka_unit_test(locations_that_differ_are_an_error_or_one_counts),
        cmocka_unit_test(equal_locations_are_one_but_to_fetch),
        cmocka_unit_test(some_policies_inherit_a_fragment),
        cmocka_unit_test(user_names_in_locations_are_refused_ignored_or_kept),
        cmocka_unit_test(a_downgrade_is_followed_by_all),
        cmocka_unit_test(a_referer_goes_on_a_downgrade_where_a_standard_says_so),
        cmocka_unit_test(a_body_that_is_lost_stops_307_and_in_fetch_302_as_well),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
