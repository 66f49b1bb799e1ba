/* What becomes of a request: method, body, confirmation, and the stops that are not about Location. */
#include "follow_support.h"

#include <string.h>

static const char *const methods[] = {"GET",      "HEAD", "POST",  "QUERY",   "PROPFIND",
                                      "PUT",      "get",  "PATCH", "OPTIONS", "DELETE",
                                      "X-METHOD", "Post", "QUERYX"};

static const struct carom_policy *named(const char *name)
{
    const struct carom_policy *policy = carom_policy_named(text_view(name));
    assert_non_null(policy);
    return policy;
}

static bool is_one_of(const char *method, const char *first, const char *second)
{
    return strcmp(method, first) == 0 || strcmp(method, second) == 0;
}

/* A redirect to another page of the site, for a body that can be sent again. */
static struct answer redirected(const struct carom_policy *policy, const char *method,
                                uint16_t status)
{
    return FOLLOW(.policy = policy, .method = method, .body = CAROM_BODY_REPLAYABLE,
                  .status = status, .answer = "Location: /next");
}

/* ---- methods (S7, S8, S9) ---- */

static void a_307_or_308_never_changes_the_method(void **state)
{
    (void)state;
    const struct carom_policy *policy;
    for (size_t i = 0; (policy = carom_policy_at(i)) != NULL; i++) {
        for (size_t k = 0; k < COUNT_OF(methods); k++) {
            for (uint16_t status = 307; status <= 308; status++) {
                struct answer answer = redirected(policy, methods[k], status);
                assert_int_not_equal(answer.action, CAROM_FOLLOW_STOP);
                assert_string_equal(answer.method, methods[k]);
                assert_true(answer.keeps_body);
                assert_int_equal(answer.drop & policy->drop_with_body & ~policy->drop_always &
                                     ~(uint32_t)CAROM_DROP_PROXY_AUTHORIZATION,
                                 0);
            }
        }
    }
}

static void a_301_or_302_turns_only_post_into_get(void **state)
{
    (void)state;
    static const char *const policies[] = {"rfc9110", "fetch", "curl", "undici", "wget"};
    for (size_t i = 0; i < COUNT_OF(policies); i++) {
        for (size_t k = 0; k < COUNT_OF(methods); k++) {
            for (uint16_t status = 301; status <= 302; status++) {
                struct answer answer = redirected(named(policies[i]), methods[k], status);
                bool is_post = strcmp(methods[k], "POST") == 0;
                assert_goes(&answer, "http://a.example/next");
                assert_string_equal(answer.method, is_post ? "GET" : methods[k]);
                assert_int_equal(answer.keeps_body, !is_post);
            }
        }
    }
}

static void a_303_turns_everything_but_head_into_get(void **state)
{
    (void)state;
    static const char *const policies[] = {"rfc9110", "rfc2616", "curl", "undici", "requests"};
    for (size_t i = 0; i < COUNT_OF(policies); i++) {
        for (size_t k = 0; k < COUNT_OF(methods); k++) {
            struct answer answer = redirected(named(policies[i]), methods[k], 303);
            assert_goes(&answer, "http://a.example/next");
            assert_string_equal(answer.method, strcmp(methods[k], "HEAD") == 0 ? "HEAD" : "GET");
            assert_false(answer.keeps_body);
        }
    }
}

static void strictly_other_methods_than_get_and_head_ask_first(void **state)
{
    (void)state;
    static const uint16_t statuses[] = {301, 302, 307, 308};
    const struct carom_policy *strict = named("rfc2616");
    for (size_t k = 0; k < COUNT_OF(methods); k++) {
        for (size_t i = 0; i < COUNT_OF(statuses); i++) {
            struct answer answer = redirected(strict, methods[k], statuses[i]);
            if (is_one_of(methods[k], "GET", "HEAD"))
                assert_goes(&answer, "http://a.example/next");
            else
                assert_confirms(&answer, CAROM_REASON_METHOD);
            assert_string_equal(answer.method, methods[k]);
            assert_true(answer.keeps_body);
            assert_string_equal(answer.url, "http://a.example/next");
        }
    }
}

static void a_query_keeps_its_method_and_body_but_on_303(void **state)
{
    (void)state;
    static const uint16_t statuses[] = {301, 302, 307, 308};
    for (size_t i = 0; i < COUNT_OF(statuses); i++) {
        struct answer answer = redirected(named("rfc9110"), "QUERY", statuses[i]);
        assert_goes(&answer, "http://a.example/next");
        assert_string_equal(answer.method, "QUERY");
        assert_true(answer.keeps_body);
    }
    struct answer answer = redirected(named("rfc9110"), "QUERY", 303);
    assert_string_equal(answer.method, "GET");
    assert_false(answer.keeps_body);
}

/* ---- each cell of a policy ---- */

static void the_row_is_the_status_and_the_column_the_method(void **state)
{
    (void)state;
    static const uint16_t statuses[] = {300, 301, 302, 303, 307, 308, 304};
    static const char *const columns[] = {"GET", "HEAD", "POST", "QUERY", "PROPFIND", "PUT"};
    for (size_t row = 0; row < CAROM_POLICY_STATUSES; row++) {
        for (size_t column = 0; column < CAROM_POLICY_METHODS; column++) {
            struct carom_policy policy = open_policy;
            memset(policy.steps, CAROM_STEP_RETURN, sizeof policy.steps);
            policy.steps[row][column] = CAROM_STEP_KEEP;
            for (size_t i = 0; i < COUNT_OF(statuses); i++) {
                for (size_t k = 0; k < COUNT_OF(columns); k++) {
                    struct answer answer = redirected(&policy, columns[k], statuses[i]);
                    if (i == row && k == column)
                        assert_goes(&answer, "http://a.example/next");
                    else
                        assert_stops(&answer, CAROM_REASON_STATUS);
                }
            }
        }
    }
}

static struct answer with_step(enum carom_step step, const char *method, uint16_t status)
{
    struct carom_policy policy = open_policy;
    memset(policy.steps, (int)step, sizeof policy.steps);
    return redirected(&policy, method, status);
}

static void a_step_says_method_body_and_whether_to_ask(void **state)
{
    (void)state;
    static const struct {
        enum carom_step step;
        const char *method;
        bool keeps_body;
        enum carom_follow_reason reason;
    } cases[] = {
        {CAROM_STEP_KEEP, "PUT", true, CAROM_REASON_REDIRECT},
        {CAROM_STEP_BARE, "PUT", false, CAROM_REASON_REDIRECT},
        {CAROM_STEP_GET, "GET", false, CAROM_REASON_REDIRECT},
        {CAROM_STEP_CONFIRM_KEEP, "PUT", true, CAROM_REASON_METHOD},
        {CAROM_STEP_CONFIRM_GET, "GET", false, CAROM_REASON_METHOD},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct answer answer = with_step(cases[i].step, "PUT", 302);
        assert_int_equal(answer.reason, cases[i].reason);
        assert_string_equal(answer.method, cases[i].method);
        assert_int_equal(answer.keeps_body, cases[i].keeps_body);
        assert_int_equal((answer.drop & CAROM_DROP_CONTENT_ANY) == 0, cases[i].keeps_body);
    }
    struct answer answer = with_step(CAROM_STEP_RETURN, "PUT", 302);
    assert_stops(&answer, CAROM_REASON_STATUS);
}

static void a_300_asks_which_choice_it_is(void **state)
{
    (void)state;
    struct answer answer = with_step(CAROM_STEP_CONFIRM_KEEP, "POST", 300);
    assert_confirms(&answer, CAROM_REASON_CHOICE);
    assert_string_equal(answer.method, "POST");
    answer = with_step(CAROM_STEP_CONFIRM_GET, "POST", 300);
    assert_confirms(&answer, CAROM_REASON_CHOICE);
    assert_string_equal(answer.method, "GET");
    answer = with_step(CAROM_STEP_KEEP, "POST", 300);
    assert_goes(&answer, "http://a.example/next");
}

static void from_https_to_http_a_person_is_asked_when_the_policy_says_so(void **state)
{
    (void)state;
    struct carom_policy policy = open_policy;
    const char *location = "Location: http://a.example/";
    struct answer answer =
        FOLLOW(.policy = &policy, .url = "https://a.example/", .answer = location);
    assert_goes(&answer, "http://a.example/");
    assert_true(answer.is_downgrade);
    policy.confirms_downgrade = true;
    answer = FOLLOW(.policy = &policy, .url = "https://a.example/", .answer = location);
    assert_confirms(&answer, CAROM_REASON_DOWNGRADE);
    answer = FOLLOW(.policy = &policy, .url = "http://b.example/", .answer = location);
    assert_goes(&answer, "http://a.example/");
    assert_false(answer.is_downgrade);
    answer = FOLLOW(.policy = &policy, .url = "http://a.example/",
                    .answer = "Location: https://a.example/");
    assert_goes(&answer, "https://a.example/");
    assert_false(answer.is_downgrade);

    memset(policy.steps, CAROM_STEP_CONFIRM_KEEP, sizeof policy.steps);
    answer = FOLLOW(.policy = &policy, .url = "https://a.example/", .answer = location);
    assert_confirms(&answer, CAROM_REASON_DOWNGRADE);
    answer =
        FOLLOW(.policy = &policy, .url = "https://a.example/", .status = 300, .answer = location);
    assert_confirms(&answer, CAROM_REASON_CHOICE);
}

/* ---- what is no redirect (S14, S17) ---- */

static void what_is_no_3xx_is_no_redirect(void **state)
{
    (void)state;
    for (uint16_t status = 100; status < 600; status++) {
        if (status >= 300 && status < 400)
            continue;
        struct answer answer = FOLLOW(.status = status, .answer = "Location: /next");
        enum carom_follow_reason reason = status == 401 || status == 407 ? CAROM_REASON_UNAUTHORIZED
                                          : status == 403                ? CAROM_REASON_FORBIDDEN
                                          : status == 406 ? CAROM_REASON_NOT_ACCEPTABLE
                                                          : CAROM_REASON_NOT_A_REDIRECT;
        assert_stops(&answer, reason);
        if (reason == CAROM_REASON_NOT_A_REDIRECT)
            assert_int_equal(answer.repeat, CAROM_REPEAT_NOT);
    }
}

struct repeat_case {
    uint16_t status;
    const char *url;
    const char *fields;
    enum carom_repeat repeat;
};

static void assert_repeats(const struct repeat_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct answer answer =
            FOLLOW(.url = cases[i].url, .fields = cases[i].fields, .status = cases[i].status);
        assert_int_equal(answer.action, CAROM_FOLLOW_STOP);
        if (answer.repeat != cases[i].repeat)
            fail_msg("%u, %s: %d", cases[i].status, cases[i].fields, (int)answer.repeat);
    }
}

static void after_403_not_with_the_same_credentials(void **state)
{
    (void)state;
    static const struct repeat_case cases[] = {
        {403, NULL, "Authorization: Basic eDp5", CAROM_REPEAT_WITH_OTHER_CREDENTIALS},
        {403, NULL, "Accept: */*\nAUTHORIZATION: Basic eDp5", CAROM_REPEAT_WITH_OTHER_CREDENTIALS},
        {403, NULL, "cookie: a=b", CAROM_REPEAT_WITH_OTHER_CREDENTIALS},
        {403, "http://u@a.example/", NULL, CAROM_REPEAT_WITH_OTHER_CREDENTIALS},
        {403, "http://:p@a.example/", NULL, CAROM_REPEAT_WITH_OTHER_CREDENTIALS},
        {403, NULL, NULL, CAROM_REPEAT_WITH_OTHER_CREDENTIALS}, /* none is what it had */
        {403, NULL, "X-Authorization: Basic eDp5", CAROM_REPEAT_WITH_OTHER_CREDENTIALS},
    };
    assert_repeats(cases, COUNT_OF(cases));
}

static void after_401_and_407_with_credentials_or_with_others(void **state)
{
    (void)state;
    static const struct repeat_case cases[] = {
        {401, NULL, NULL, CAROM_REPEAT_WITH_CREDENTIALS},
        {401, NULL, "Cookie: a=b", CAROM_REPEAT_WITH_CREDENTIALS},
        {401, NULL, "Proxy-Authorization: Basic eDp5", CAROM_REPEAT_WITH_CREDENTIALS},
        {401, NULL, "authorization: Basic eDp5", CAROM_REPEAT_WITH_OTHER_CREDENTIALS},
        {401, "http://u:p@a.example/", NULL, CAROM_REPEAT_WITH_OTHER_CREDENTIALS},
        {407, NULL, NULL, CAROM_REPEAT_WITH_CREDENTIALS},
        {407, "http://u:p@a.example/", "Authorization: Basic eDp5", CAROM_REPEAT_WITH_CREDENTIALS},
        {407, NULL, "proxy-authorization: Basic eDp5", CAROM_REPEAT_WITH_OTHER_CREDENTIALS},
    };
    assert_repeats(cases, COUNT_OF(cases));
}

static void after_406_another_choice_may_be_made(void **state)
{
    (void)state;
    static const struct repeat_case cases[] = {
        {406, NULL, NULL, CAROM_REPEAT_WITH_OTHER_PREFERENCES},
        {406, NULL, "Accept: text/html\nAuthorization: x", CAROM_REPEAT_WITH_OTHER_PREFERENCES},
        {404, NULL, "Authorization: x", CAROM_REPEAT_NOT},
        {200, NULL, "Authorization: x", CAROM_REPEAT_NOT},
    };
    assert_repeats(cases, COUNT_OF(cases));
}

/* ---- the URI for future requests (S10) ---- */

static void the_uri_for_future_requests_changes_only_when_permanent(void **state)
{
    (void)state;
    const struct carom_policy *policy;
    for (size_t i = 0; (policy = carom_policy_at(i)) != NULL; i++) {
        for (uint16_t status = 300; status < 400; status++) {
            struct answer answer = redirected(policy, "GET", status);
            assert_int_equal(answer.is_permanent, status == 301 || status == 308);
            bool goes_for_now = answer.action == CAROM_FOLLOW_GO && !answer.is_permanent;
            assert_int_equal(answer.chain.is_temporary, goes_for_now);
        }
    }
    struct answer answer = FOLLOW(.status = 301);
    assert_false(answer.is_permanent);
    answer = FOLLOW(.status = 308, .answer = "Location: http://[");
    assert_false(answer.is_permanent);
    answer = FOLLOW(.status = 301, .answer = "Location: javascript:alert(1)");
    assert_int_equal(answer.reason, CAROM_REASON_SCHEME);
    assert_false(answer.is_permanent);
}

static void a_chain_is_permanent_as_long_as_every_redirect_is(void **state)
{
    (void)state;
    struct answer answer = FOLLOW(.status = 301, .answer = "Location: /1");
    assert_false(answer.chain.is_temporary);
    answer = FOLLOW(.status = 308, .answer = "Location: /2", .chain = &answer.chain);
    assert_false(answer.chain.is_temporary);
    answer = FOLLOW(.status = 307, .answer = "Location: /3", .chain = &answer.chain);
    assert_true(answer.chain.is_temporary);
    answer = FOLLOW(.status = 301, .answer = "Location: /4", .chain = &answer.chain);
    assert_true(answer.is_permanent);
    assert_true(answer.chain.is_temporary);
}

/* ---- bodies ---- */

static void a_body_that_cannot_be_sent_again_stops_what_would_keep_it(void **state)
{
    (void)state;
    static const struct {
        enum carom_step step;
        uint16_t status;
        bool stops_when_kept, stops_but_on_303;
    } cases[] = {
        {CAROM_STEP_KEEP, 307, true, true},         {CAROM_STEP_KEEP, 303, true, true},
        {CAROM_STEP_CONFIRM_KEEP, 308, true, true}, {CAROM_STEP_BARE, 302, false, true},
        {CAROM_STEP_GET, 301, false, true},         {CAROM_STEP_CONFIRM_GET, 302, false, true},
        {CAROM_STEP_GET, 303, false, false},        {CAROM_STEP_BARE, 303, false, false},
    };
    for (size_t i = 0; i < 2 * COUNT_OF(cases); i++) {
        struct carom_policy policy = open_policy;
        bool but_303 = i % 2 == 1;
        memset(policy.steps, (int)cases[i / 2].step, sizeof policy.steps);
        policy.unreplayable = but_303 ? CAROM_UNREPLAYABLE_BUT_303 : CAROM_UNREPLAYABLE_WHEN_KEPT;
        bool stops = but_303 ? cases[i / 2].stops_but_on_303 : cases[i / 2].stops_when_kept;
        for (int body = CAROM_BODY_NONE; body <= CAROM_BODY_STREAM; body++) {
            struct answer answer =
                FOLLOW(.policy = &policy, .method = "POST", .status = cases[i / 2].status,
                       .body = (enum carom_body)body, .answer = "Location: /next");
            if (stops && body == CAROM_BODY_STREAM)
                assert_stops(&answer, CAROM_REASON_BODY);
            else
                assert_int_not_equal(answer.action, CAROM_FOLLOW_STOP);
        }
    }
}

/* ---- how many ---- */

static void so_many_redirects_are_followed_and_no_more(void **state)
{
    (void)state;
    static const uint32_t maxima[] = {0, 1, 2, 20, CAROM_REDIRECTS_MAX};
    for (size_t i = 0; i < COUNT_OF(maxima); i++) {
        struct carom_policy policy = open_policy;
        struct carom_chain chain;
        memset(&chain, 0, sizeof chain);
        policy.max_redirects = maxima[i];
        policy.loops = CAROM_LOOPS_COUNTED;
        for (uint32_t count = 0; count < maxima[i]; count++) {
            if (count > 2 && count + 2 < maxima[i])
                chain.count = count = maxima[i] - 2;
            struct answer answer =
                FOLLOW(.policy = &policy, .answer = "Location: /next", .chain = &chain);
            assert_goes(&answer, "http://a.example/next");
            chain = answer.chain;
            assert_int_equal(chain.count, count + 1);
        }
        struct answer answer =
            FOLLOW(.policy = &policy, .answer = "Location: /next", .chain = &chain);
        assert_stops(&answer, CAROM_REASON_TOO_MANY);
        assert_true(answer.has_url);
    }
}

/* ---- the order of reasons, and errors ---- */

static void the_first_reason_of_several_is_given(void **state)
{
    (void)state;
    struct carom_policy policy = open_policy;
    policy.max_redirects = 0;
    struct asked asked = {.policy = &policy,
                          .method = "POST",
                          .status = 304,
                          .body = CAROM_BODY_STREAM,
                          .answer = "Location: ftp://u@[/\nLocation: /"};
    struct answer answer = follow(&asked);
    assert_stops(&answer, CAROM_REASON_STATUS);
    asked.status = 307;
    answer = follow(&asked);
    assert_stops(&answer, CAROM_REASON_SEVERAL_LOCATIONS);
    asked.answer = "Location: ftp://u@[/";
    answer = follow(&asked);
    assert_stops(&answer, CAROM_REASON_INVALID_LOCATION);
    asked.answer = "Location: ftp://u@h/";
    answer = follow(&asked);
    assert_stops(&answer, CAROM_REASON_SCHEME);
    asked.answer = "Location: http://u@a.example/";
    answer = follow(&asked);
    assert_stops(&answer, CAROM_REASON_USERINFO);
    asked.answer = "Location: /";
    answer = follow(&asked);
    assert_stops(&answer, CAROM_REASON_BODY);
    asked.body = CAROM_BODY_REPLAYABLE;
    answer = follow(&asked);
    assert_stops(&answer, CAROM_REASON_TOO_MANY);
    policy.max_redirects = 1;
    answer = follow(&asked);
    assert_stops(&answer, CAROM_REASON_LOOP);
    asked.answer = "Location: /next";
    answer = follow(&asked);
    assert_goes(&answer, "http://a.example/next");
}

static void a_stop_is_an_error_when_the_policy_says_so(void **state)
{
    (void)state;
    struct carom_policy policy = open_policy;
    for (unsigned bit = 0; bit < 32; bit++) {
        policy.errors = (uint32_t)1 << bit;
        struct answer answer = FOLLOW(.policy = &policy, .answer = "X: y");
        assert_int_equal(answer.is_error, bit == CAROM_REASON_NO_LOCATION);
        answer = FOLLOW(.policy = &policy, .status = 304);
        assert_int_equal(answer.is_error, bit == CAROM_REASON_STATUS);
        answer = FOLLOW(.policy = &policy, .status = 200);
        assert_int_equal(answer.is_error, bit == CAROM_REASON_NOT_A_REDIRECT);
        answer = FOLLOW(.policy = &policy, .answer = "Location: /next");
        assert_false(answer.is_error);
    }
}

/* ---- what is out of range ---- */

static enum carom_result result_of(const struct carom_policy *policy, const char *url,
                                   uint16_t status, const struct carom_chain *chain)
{
    static const struct carom_field field = {{"Location", 8}, {"/next", 5}};
    static const struct carom_next nothing;
    char bytes[64];
    struct held_url held = parse_text(url, NULL);
    struct carom_buf buf = {bytes, sizeof bytes, 0};
    struct carom_chain after = *chain;
    struct carom_sent request = {text_view("GET"), &held.url, NULL, 0, CAROM_BODY_NONE};
    struct carom_answered response = {status, &field, 1};
    struct carom_next next;
    memset(&next, 0xA5, sizeof next);
    enum carom_result result = carom_follow(policy, &request, &response, NULL, &after, &buf, &next);
    if (result != CAROM_OK) {
        assert_memory_equal(&next, &nothing, sizeof next);
        assert_memory_equal(&after, chain, sizeof after);
    }
    release_url(&held);
    return result;
}

static void numbers_out_of_their_range_are_refused(void **state)
{
    (void)state;
    static const struct carom_chain fresh;
    static const uint16_t out_of_range[] = {0, 1, 99, 600, 999, 65535};
    static const char *const others[] = {"ftp://h/", "ws://h/", "file:///",
                                         "x://h/",   "x:",      "data:,"};
    for (size_t i = 0; i < COUNT_OF(out_of_range); i++)
        assert_int_equal(result_of(&open_policy, "http://h/", out_of_range[i], &fresh),
                         CAROM_ERR_RANGE);
    assert_int_equal(result_of(&open_policy, "http://h/", 100, &fresh), CAROM_OK);
    assert_int_equal(result_of(&open_policy, "https://h/", 599, &fresh), CAROM_OK);
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        assert_int_equal(result_of(&open_policy, others[i], 302, &fresh), CAROM_ERR_RANGE);
        assert_int_equal(result_of(&open_policy, others[i], 200, &fresh), CAROM_ERR_RANGE);
    }
}

static void assert_policy_is_refused(const struct carom_policy *policy)
{
    static const struct carom_chain fresh;
    assert_int_equal(result_of(policy, "http://h/", 302, &fresh), CAROM_ERR_RANGE);
    assert_int_equal(result_of(policy, "http://h/", 200, &fresh), CAROM_ERR_RANGE);
}

/* A value that no enum has, as a file or another program could give it. */
#define SET_BEYOND(policy, member, last)                                                           \
    do {                                                                                           \
        unsigned beyond = (unsigned)(last) + 1;                                                    \
        (policy) = open_policy;                                                                    \
        memcpy(&(policy).member, &beyond, sizeof beyond);                                          \
        assert_policy_is_refused(&(policy));                                                       \
        beyond = UINT32_MAX;                                                                       \
        memcpy(&(policy).member, &beyond, sizeof beyond);                                          \
        assert_policy_is_refused(&(policy));                                                       \
    } while (false)

static void a_policy_out_of_range_is_refused(void **state)
{
    (void)state;
    struct carom_policy policy = open_policy;
    policy.max_redirects = CAROM_REDIRECTS_MAX + 1;
    assert_policy_is_refused(&policy);
    for (size_t i = 0; i < sizeof policy.steps; i++) {
        policy = open_policy;
        (&policy.steps[0][0])[i] = CAROM_STEP_CONFIRM_GET + 1;
        assert_policy_is_refused(&policy);
    }
    SET_BEYOND(policy, scope, CAROM_SCOPE_ANYWHERE);
    SET_BEYOND(policy, locations, CAROM_LOCATIONS_JOINED);
    SET_BEYOND(policy, empty_location, CAROM_EMPTY_IS_NONE);
    SET_BEYOND(policy, userinfo, CAROM_USERINFO_KEPT);
    SET_BEYOND(policy, loops, CAROM_LOOPS_COUNTED);
    SET_BEYOND(policy, unreplayable, CAROM_UNREPLAYABLE_BUT_303);
}

static void a_chain_out_of_range_is_refused(void **state)
{
    (void)state;
    struct carom_chain chain;
    memset(&chain, 0, sizeof chain);
    chain.count = CAROM_REDIRECTS_MAX;
    chain.domain_len = 4;
    chain.seen_count = CAROM_CHAIN_SEEN_MAX;
    chain.dropped = CAROM_DROP_CREDENTIALS;
    const struct carom_chain sound = chain;
    assert_int_equal(result_of(&open_policy, "http://host/", 302, &chain), CAROM_OK);
    assert_int_equal(result_of(&open_policy, "http://h/", 302, &chain), CAROM_ERR_RANGE);
    chain.count = CAROM_REDIRECTS_MAX + 1;
    assert_int_equal(result_of(&open_policy, "http://host/", 302, &chain), CAROM_ERR_RANGE);
    chain = sound;
    chain.seen_count = CAROM_CHAIN_SEEN_MAX + 1;
    assert_int_equal(result_of(&open_policy, "http://host/", 302, &chain), CAROM_ERR_RANGE);
    assert_int_equal(result_of(&open_policy, "http://host/", 200, &chain), CAROM_ERR_RANGE);
    chain = sound;
    chain.domain_len = UINT32_MAX;
    assert_int_equal(result_of(&open_policy, "http://host/", 302, &chain), CAROM_ERR_RANGE);
    for (unsigned bit = 0; bit < 32; bit++) {
        chain = sound;
        chain.dropped = (uint32_t)1 << bit;
        bool is_credential = (chain.dropped & CAROM_DROP_CREDENTIALS) != 0;
        assert_int_equal(result_of(&open_policy, "http://host/", 302, &chain),
                         is_credential ? CAROM_OK : CAROM_ERR_RANGE);
    }
    /* Nobody looks at what a fresh chain says of its domain. */
    memset(&chain, 0, sizeof chain);
    chain.domain_len = UINT32_MAX;
    assert_int_equal(result_of(&open_policy, "http://h/", 302, &chain), CAROM_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_307_or_308_never_changes_the_method),
        cmocka_unit_test(a_301_or_302_turns_only_post_into_get),
        cmocka_unit_test(a_303_turns_everything_but_head_into_get),
        cmocka_unit_test(strictly_other_methods_than_get_and_head_ask_first),
        cmocka_unit_test(a_query_keeps_its_method_and_body_but_on_303),
        cmocka_unit_test(the_row_is_the_status_and_the_column_the_method),
        cmocka_unit_test(a_step_says_method_body_and_whether_to_ask),
        cmocka_unit_test(a_300_asks_which_choice_it_is),
        cmocka_unit_test(from_https_to_http_a_person_is_asked_when_the_policy_says_so),
        cmocka_unit_test(what_is_no_3xx_is_no_redirect),
        cmocka_unit_test(after_403_not_with_the_same_credentials),
        cmocka_unit_test(after_401_and_407_with_credentials_or_with_others),
        cmocka_unit_test(after_406_another_choice_may_be_made),
        cmocka_unit_test(the_uri_for_future_requests_changes_only_when_permanent),
        cmocka_unit_test(a_chain_is_permanent_as_long_as_every_redirect_is),
        cmocka_unit_test(a_body_that_cannot_be_sent_again_stops_what_would_keep_it),
        cmocka_unit_test(so_many_redirects_are_followed_and_no_more),
        cmocka_unit_test(the_first_reason_of_several_is_given),
        cmocka_unit_test(a_stop_is_an_error_when_the_policy_says_so),
        cmocka_unit_test(numbers_out_of_their_range_are_refused),
        cmocka_unit_test(a_policy_out_of_range_is_refused),
        cmocka_unit_test(a_chain_out_of_range_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
