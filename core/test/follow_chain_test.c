/* What a chain remembers: credentials that are gone, the first host, and requests that were sent. */
#include "follow_support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const uint32_t credentials = CAROM_DROP_AUTHORIZATION | CAROM_DROP_COOKIE;

/* A chain over URLs, each a Location of the one before. Returns what the last answer is. */
static struct answer over(const struct carom_policy *policy, const char *const *urls, size_t count)
{
    struct answer answer;
    struct carom_chain chain;
    memset(&chain, 0, sizeof chain);
    memset(&answer, 0, sizeof answer);
    assert_true(count > 1);
    for (size_t i = 0; i + 1 < count; i++) {
        char line[256];
        (void)snprintf(line, sizeof line, "Location: %s", urls[i + 1]);
        answer = FOLLOW(.policy = policy, .url = urls[i], .fields = "Authorization: x\nCookie: y",
                        .answer = line, .chain = &chain);
        if (i + 2 < count)
            assert_int_not_equal(answer.action, CAROM_FOLLOW_STOP);
        chain = answer.chain;
    }
    return answer;
}

#define OVER(policy, ...)                                                                          \
    over((policy), (const char *const[]){__VA_ARGS__},                                             \
         COUNT_OF(((const char *const[]){__VA_ARGS__})))

static struct carom_policy policy_of_scope(enum carom_scope scope)
{
    struct carom_policy policy = open_policy;
    policy.scope = scope;
    policy.loops = CAROM_LOOPS_COUNTED;
    return policy;
}

/* ---- credentials ---- */

static void dropped_credentials_never_come_back(void **state)
{
    (void)state;
    const struct carom_policy *policy;
    static const char a[] = "http://a.example/", b[] = "http://b.example/";
    for (size_t i = 0; (policy = carom_policy_at(i)) != NULL; i++) {
        struct carom_policy counted = *policy;
        counted.loops = CAROM_LOOPS_COUNTED;
        struct answer there = OVER(&counted, a, b);
        struct answer back = OVER(&counted, a, b, a);
        struct answer on = OVER(&counted, a, b, a, a);
        uint32_t gone = there.drop & CAROM_DROP_CREDENTIALS;
        assert_int_equal(gone, (policy->drop_always | policy->drop_across |
                                CAROM_DROP_PROXY_AUTHORIZATION |
                                (there.keeps_body ? 0 : policy->drop_with_body)) &
                                   CAROM_DROP_CREDENTIALS);
        assert_int_equal(back.drop & gone, gone);
        assert_int_equal(on.drop & gone, gone);
        assert_int_equal(on.chain.dropped & gone, gone);
    }
}

static void credentials_in_every_column_of_a_policy_stay_dropped(void **state)
{
    (void)state;
    for (int column = 0; column < 4; column++) {
        struct carom_policy policy = policy_of_scope(CAROM_SCOPE_ORIGIN), later;
        uint32_t all = CAROM_DROP_CREDENTIALS | CAROM_DROP_REFERER;
        policy.drop_with_body = 0;
        policy.drop_across = 0;
        later = policy;
        policy.drop_always = column == 0 ? all : 0;
        policy.drop_with_body = column == 1 ? all : 0;
        policy.drop_off_origin = column == 2 ? all : 0;
        policy.drop_on_downgrade = column == 3 ? all : 0;
        memset(policy.steps, CAROM_STEP_BARE, sizeof policy.steps);
        struct answer answer = OVER(&policy, "https://a.example/", "http://b.example/");
        assert_int_equal(answer.drop, all);
        assert_int_equal(answer.chain.dropped, CAROM_DROP_CREDENTIALS);
        answer = FOLLOW(.policy = &later, .url = "http://b.example/", .answer = "Location: /x",
                        .chain = &answer.chain);
        assert_int_equal(answer.drop, CAROM_DROP_CREDENTIALS);
    }
}

static void each_column_has_its_own_occasion(void **state)
{
    (void)state;
    struct carom_policy policy = policy_of_scope(CAROM_SCOPE_DOMAIN);
    const uint32_t proxy = CAROM_DROP_PROXY_AUTHORIZATION;
    policy.drop_always = CAROM_DROP_HOST;
    policy.drop_with_body = CAROM_DROP_CONTENT_TYPE;
    policy.drop_across = CAROM_DROP_COOKIE;
    policy.drop_off_origin = CAROM_DROP_ORIGIN;
    policy.drop_on_downgrade = CAROM_DROP_REFERER;
    struct answer answer = OVER(&policy, "https://a.example/", "https://a.example/x");
    assert_int_equal(answer.drop, CAROM_DROP_HOST | proxy);
    answer = OVER(&policy, "https://a.example/", "https://b.a.example/");
    assert_int_equal(answer.drop, CAROM_DROP_HOST | CAROM_DROP_ORIGIN | proxy);
    answer = OVER(&policy, "https://a.example/", "http://b.a.example/");
    assert_int_equal(answer.drop, CAROM_DROP_HOST | CAROM_DROP_ORIGIN | CAROM_DROP_REFERER | proxy);
    answer = OVER(&policy, "https://a.example/", "https://b.example/");
    assert_int_equal(answer.drop, CAROM_DROP_HOST | CAROM_DROP_ORIGIN | CAROM_DROP_COOKIE | proxy);
    memset(policy.steps, CAROM_STEP_GET, sizeof policy.steps);
    answer = OVER(&policy, "http://a.example/", "http://a.example/x");
    assert_int_equal(answer.drop, CAROM_DROP_HOST | CAROM_DROP_CONTENT_TYPE | proxy);
}

static void proxy_authorization_is_always_dropped(void **state)
{
    (void)state;
    const struct carom_policy *policy;
    for (size_t i = 0; (policy = carom_policy_at(i)) != NULL; i++) {
        struct carom_policy careless = *policy;
        careless.drop_always = careless.drop_across = careless.drop_off_origin = 0;
        careless.drop_with_body = careless.drop_on_downgrade = 0;
        careless.scope = CAROM_SCOPE_ANYWHERE;
        for (int k = 0; k < 2; k++) {
            struct answer answer =
                OVER(k == 0 ? policy : &careless, "http://a.example/", "http://a.example/next");
            assert_int_not_equal(answer.action, CAROM_FOLLOW_STOP);
            assert_true((answer.drop & CAROM_DROP_PROXY_AUTHORIZATION) != 0);
            assert_true((answer.chain.dropped & CAROM_DROP_PROXY_AUTHORIZATION) != 0);
        }
    }
}

/* ---- origins ---- */

static void assert_crossing(const char *from, const char *to, bool crosses)
{
    struct carom_policy policy = policy_of_scope(CAROM_SCOPE_ORIGIN);
    struct answer answer = OVER(&policy, from, to);
    if (answer.crosses_origin != crosses)
        fail_msg("%s to %s", from, to);
    assert_int_equal((answer.drop & credentials) != 0, crosses);
    assert_int_equal(answer.chain.has_left, crosses);
}

static void an_origin_is_scheme_host_and_port(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
        bool crosses;
    } cases[] = {
        {"http://a.example/", "http://a.example/x?y#z", false},
        {"http://a.example/", "HTTP://A.EXAMPLE:80/", false},
        {"https://a.example:443/", "https://a.example/", false},
        {"http://a.example:8080/", "http://a.example:08080/", false},
        {"http://a.example/", "http://%61.example/", false},
        {"http://a.example/", "http://u:p@a.example/", false},
        {"http://127.0.0.1/", "http://2130706433/", false},
        {"http://127.0.0.1/", "http://0x7f.1/", false},
        {"http://127.0.0.1/", "http://0177.0.0.01./", false},
        {"http://[::1]/", "http://[0:0:0:0:0:0:0:1]/", false},
        {"http://[::ffff:1.2.3.4]/", "http://[::FFFF:102:304]/", false},
        {"http://xn--tda/", "http://XN--TDA/", false},
        {"http://a.example/", "https://a.example/", true},
        {"https://a.example/", "http://a.example/", true},
        {"http://a.example/", "http://a.example:443/", true},
        {"http://a.example:81/", "http://a.example/", true},
        {"http://a.example/", "http://a.example./", true},
        {"http://a.example./", "http://a.example/", true},
        {"http://a.example/", "http://b.a.example/", true},
        {"http://b.a.example/", "http://a.example/", true},
        {"http://a.example/", "http://xa.example/", true},
        {"http://127.0.0.1/", "http://127.0.0.2/", true},
        {"http://127.0.0.1/", "http://[::ffff:127.0.0.1]/", true},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_crossing(cases[i].from, cases[i].to, cases[i].crosses);
}

static void an_upgrade_on_the_default_ports_keeps_credentials_where_the_policy_says_so(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
        bool drops;
    } cases[] = {
        {"http://a.example/", "https://a.example/x", false},
        {"http://a.example:80/", "https://A.EXAMPLE:443/", false},
        {"http://a.example/", "http://a.example/x", false},
        {"https://a.example/", "http://a.example/", true},
        {"http://a.example:81/", "https://a.example/", true},
        {"http://a.example/", "https://a.example:444/", true},
        {"http://a.example:443/", "https://a.example/", true},
        {"http://a.example/", "https://a.example:80/", true},
        {"http://a.example/", "https://b.example/", true},
        {"http://a.example/", "https://b.a.example/", true},
        {"http://a.example/", "https://a.example./", true},
    };
    struct carom_policy policy = policy_of_scope(CAROM_SCOPE_UPGRADE);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct answer answer = OVER(&policy, cases[i].from, cases[i].to);
        assert_int_equal((answer.drop & credentials) != 0, cases[i].drops);
    }
}

static void anywhere_nothing_is_dropped_for_the_way(void **state)
{
    (void)state;
    struct carom_policy policy = policy_of_scope(CAROM_SCOPE_ANYWHERE);
    struct answer answer =
        OVER(&policy, "https://a.example/", "http://b.example:81/", "https://[::1]/");
    assert_int_equal(answer.drop & credentials, 0);
    assert_true(answer.crosses_origin);
}

static void a_domain_is_the_first_host_and_the_hosts_under_it(void **state)
{
    (void)state;
    static const struct {
        const char *urls[5];
        bool drops;
    } cases[] = {
        {{"http://a.example/", "https://a.example:444/"}, false},
        {{"http://a.example/", "http://b.a.example/"}, false},
        {{"http://a.example/", "http://c.b.a.example/", "http://d.a.example/"}, false},
        {{"http://a.example/", "http://c.b.a.example/", "http://a.example/"}, false},
        {{"http://b.a.example/", "http://a.example/"}, true},
        {{"http://b.a.example/", "http://c.a.example/"}, true},
        {{"http://a.example/", "http://xa.example/"}, true},
        {{"http://a.example/", "http://x.b.a.example/", "http://x-a.example/"}, true},
        {{"http://a.example/", "http://a.example./"}, true},
        {{"http://a.example/", "http://a.example.evil/"}, true},
        {{"http://a.example/", "http://b.example/", "http://a.example/"}, true},
        {{"http://a.example/", "http://b.example/", "http://b.a.example/"}, true},
        {{"http://a.example/", "http://b.a.example/", "http://x/", "http://b.a.example/"}, true},
        {{"http://1.2.3.4/", "http://16909060/"}, false},
        {{"http://1.2.3.4/", "http://1.2.3.5/"}, true},
        {{"http://1.2.3.4/", "http://11.2.3.4/"}, true},
        {{"http://[::1]/", "https://[::1]:8/"}, false},
        {{"http://[::1]/", "http://[::2:1]/"}, true},
        {{"http://x/", "http://y.x/"}, false},
    };
    struct carom_policy policy = policy_of_scope(CAROM_SCOPE_DOMAIN);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        size_t count = 0;
        while (cases[i].urls[count] != NULL)
            count++;
        struct answer answer = over(&policy, cases[i].urls, count);
        if (((answer.drop & credentials) != 0) != cases[i].drops)
            fail_msg("%s to %s", cases[i].urls[0], cases[i].urls[count - 1]);
        assert_int_equal(answer.chain.domain_len == 0, cases[i].drops);
    }
}

/* Whatever the policy, so that one of another scope can take the chain over. */
static void every_policy_keeps_the_domain_in_the_chain(void **state)
{
    (void)state;
    struct carom_policy policy = policy_of_scope(CAROM_SCOPE_ANYWHERE);
    struct answer answer = OVER(&policy, "http://a.example/", "https://bc.a.example/");
    assert_int_equal(answer.chain.domain_len, sizeof "a.example" - 1);
    answer = OVER(&policy, "http://a.example/", "https://bc.a.example/", "http://d.example/");
    assert_int_equal(answer.chain.domain_len, 0);
}

/* The last label of an address is not a domain, whatever a chain from elsewhere says. */
static void no_address_is_under_a_domain(void **state)
{
    (void)state;
    struct carom_policy policy = policy_of_scope(CAROM_SCOPE_DOMAIN);
    struct carom_chain chain;
    memset(&chain, 0, sizeof chain);
    chain.count = 1;
    chain.domain_len = 1;
    struct answer answer = FOLLOW(.policy = &policy, .url = "http://1.2.3.4/",
                                  .answer = "Location: http://1.1.1.4/", .chain = &chain);
    assert_true((answer.drop & credentials) != 0);
    assert_int_equal(answer.chain.domain_len, 0);
    answer = FOLLOW(.policy = &policy, .url = "http://x.y/", .answer = "Location: http://x.y/1",
                    .chain = &chain);
    assert_int_equal(answer.drop & credentials, 0);
}

/* ---- loops ---- */

static struct carom_policy policy_of_loops(enum carom_loops loops)
{
    struct carom_policy policy = open_policy;
    policy.loops = loops;
    policy.max_redirects = CAROM_REDIRECTS_MAX;
    return policy;
}

static void the_same_request_twice_is_a_loop(void **state)
{
    (void)state;
    static const enum carom_loops loops[] = {CAROM_LOOPS_BY_REQUEST, CAROM_LOOPS_BY_URL};
    for (size_t i = 0; i < COUNT_OF(loops); i++) {
        struct carom_policy policy = policy_of_loops(loops[i]);
        struct answer answer = OVER(&policy, "http://a/", "http://a/");
        assert_stops(&answer, CAROM_REASON_LOOP);
        assert_true(answer.has_url);
        answer = OVER(&policy, "http://a/#x", "http://a/#y");
        assert_stops(&answer, CAROM_REASON_LOOP);
        answer = OVER(&policy, "http://a/", "#");
        assert_stops(&answer, CAROM_REASON_LOOP);
        answer = OVER(&policy, "http://a/", "http://a/1", "http://a/");
        assert_stops(&answer, CAROM_REASON_LOOP);
        answer = OVER(&policy, "http://a/", "http://a/1", "http://a/2", "http://a/1");
        assert_stops(&answer, CAROM_REASON_LOOP);
        answer = OVER(&policy, "http://a/", "http://a/?", "http://a/?1", "http://a/1");
        assert_goes(&answer, "http://a/1");
    }
    struct carom_policy policy = policy_of_loops(CAROM_LOOPS_COUNTED);
    struct answer answer = OVER(&policy, "http://a/", "http://a/", "http://a/");
    assert_goes(&answer, "http://a/");
    assert_int_equal(answer.chain.seen_count, 0);
}

/* a with credentials is another request than a without: the second time there is a loop. */
static void a_request_without_its_credentials_is_another(void **state)
{
    (void)state;
    struct carom_policy policy = policy_of_loops(CAROM_LOOPS_BY_REQUEST);
    struct answer answer = OVER(&policy, "http://a/", "http://b/", "http://a/");
    assert_goes(&answer, "http://a/");
    answer = OVER(&policy, "http://a/", "http://b/", "http://a/", "http://b/");
    assert_stops(&answer, CAROM_REASON_LOOP);
    policy = policy_of_loops(CAROM_LOOPS_BY_URL);
    answer = OVER(&policy, "http://a/", "http://b/", "http://a/");
    assert_stops(&answer, CAROM_REASON_LOOP);
}

static void another_method_or_body_makes_another_request(void **state)
{
    (void)state;
    for (int by_url = 0; by_url < 2; by_url++) {
        struct carom_policy policy =
            policy_of_loops(by_url ? CAROM_LOOPS_BY_URL : CAROM_LOOPS_BY_REQUEST);
        struct asked asked = {.policy = &policy,
                              .method = "POST",
                              .url = "http://a/",
                              .body = CAROM_BODY_REPLAYABLE,
                              .answer = "Location: /"};
        static const enum carom_step steps[] = {CAROM_STEP_GET, CAROM_STEP_BARE, CAROM_STEP_KEEP,
                                                CAROM_STEP_CONFIRM_KEEP, CAROM_STEP_CONFIRM_GET};
        static const bool is_other[] = {true, true, false, false, true};
        for (size_t i = 0; i < COUNT_OF(steps); i++) {
            memset(policy.steps, (int)steps[i], sizeof policy.steps);
            struct answer answer = follow(&asked);
            if (is_other[i] && !by_url)
                assert_int_not_equal(answer.action, CAROM_FOLLOW_STOP);
            else
                assert_stops(&answer, CAROM_REASON_LOOP);
        }
        asked.body = CAROM_BODY_NONE;
        memset(policy.steps, CAROM_STEP_BARE, sizeof policy.steps);
        struct answer answer = follow(&asked);
        assert_stops(&answer, CAROM_REASON_LOOP);
    }
}

static void a_set_cookie_makes_any_request_a_new_one(void **state)
{
    (void)state;
    static const char *const cookies[] = {
        "Set-Cookie: a=b\nLocation: /",
        "Location: /\nset-cookie: ", "Location: /\nSET-COOKIE: a=b\nX: y"};
    for (size_t i = 0; i < COUNT_OF(cookies); i++) {
        struct carom_policy policy = policy_of_loops(CAROM_LOOPS_BY_REQUEST);
        struct answer before = OVER(&policy, "http://a/", "http://a/1", "http://a/2");
        assert_int_equal(before.chain.seen_count, 2);
        struct answer answer = FOLLOW(.policy = &policy, .url = "http://a/2", .answer = cookies[i],
                                      .chain = &before.chain);
        assert_goes(&answer, "http://a/");
        assert_int_equal(answer.chain.seen_count, 0);
        answer = FOLLOW(.policy = &policy, .url = "http://a/", .answer = "Location: /2",
                        .chain = &answer.chain);
        assert_goes(&answer, "http://a/2");
        policy.loops = CAROM_LOOPS_BY_URL;
        before = OVER(&policy, "http://a/", "http://a/1", "http://a/2");
        answer = FOLLOW(.policy = &policy, .url = "http://a/2", .answer = cookies[i],
                        .chain = &before.chain);
        assert_stops(&answer, CAROM_REASON_LOOP);
    }
    struct carom_policy policy = policy_of_loops(CAROM_LOOPS_BY_REQUEST);
    struct answer answer =
        FOLLOW(.policy = &policy, .url = "http://a/",
               .answer = "Location: /\nSet-Cookie2: a\nSet-Cookis: a\nXet-Cookie: b");
    assert_stops(&answer, CAROM_REASON_LOOP);
}

static struct answer numbered(const struct carom_policy *policy, unsigned from, unsigned to,
                              const struct carom_chain *chain)
{
    char url[64], line[64];
    (void)snprintf(url, sizeof url, "http://a/%u", from);
    (void)snprintf(line, sizeof line, "Location: /%u", to);
    return FOLLOW(.policy = policy, .url = url, .answer = line, .chain = chain);
}

static void the_latest_requests_are_remembered(void **state)
{
    (void)state;
    struct carom_policy policy = policy_of_loops(CAROM_LOOPS_BY_URL);
    struct carom_chain chain;
    memset(&chain, 0, sizeof chain);
    for (unsigned i = 0; i < 2 * CAROM_CHAIN_SEEN_MAX; i++) {
        struct answer answer = numbered(&policy, i, i + 1, &chain);
        assert_int_equal(answer.action, CAROM_FOLLOW_GO);
        assert_int_equal(answer.chain.seen_count,
                         i < CAROM_CHAIN_SEEN_MAX ? i + 1 : CAROM_CHAIN_SEEN_MAX);
        chain = answer.chain;
        /* The request at hand is one of those that are remembered. */
        for (unsigned back = 0; back <= i + 1; back++) {
            answer = numbered(&policy, i + 1, back, &chain);
            if (i + 1 - back < CAROM_CHAIN_SEEN_MAX)
                assert_stops(&answer, CAROM_REASON_LOOP);
            else
                assert_int_equal(answer.action, CAROM_FOLLOW_GO);
        }
    }
}

static void a_request_that_is_the_latest_is_not_put_twice(void **state)
{
    (void)state;
    struct carom_policy policy = policy_of_loops(CAROM_LOOPS_BY_URL);
    struct answer first = OVER(&policy, "http://a/", "http://a/1");
    struct answer again = FOLLOW(.policy = &policy, .url = "http://a/", .answer = "Location: /2",
                                 .chain = &first.chain);
    assert_goes(&again, "http://a/2");
    assert_int_equal(again.chain.seen_count, 1);
    assert_int_equal(again.chain.seen[0], first.chain.seen[0]);
    assert_int_equal(again.chain.count, 2);
}

/* A chain is written out and read again; the numbers in it are the same on every machine. */
static void fingerprints_are_the_same_everywhere(void **state)
{
    (void)state;
    struct carom_policy policy = policy_of_loops(CAROM_LOOPS_BY_REQUEST);
    struct answer by_request = OVER(&policy, "http://a.example/dir/page?q", "http://a/1");
    policy = policy_of_loops(CAROM_LOOPS_BY_URL);
    struct answer by_url = OVER(&policy, "http://a.example/dir/page?q", "http://a/1");
    assert_true(by_request.chain.seen[0] == UINT64_C(0x09AB212B047D8467));
    assert_true(by_url.chain.seen[0] == UINT64_C(0xA15DDB46F6DCC3A0));
}

/* ---- hostile chains ---- */

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static void a_chain_of_any_bytes_is_refused_or_kept_in_range(void **state)
{
    (void)state;
    uint64_t seed = 88172645463325252u;
    size_t refused = 0, taken = 0;
    for (int round = 0; round < 3000; round++) {
        struct carom_policy policy = policy_of_scope(CAROM_SCOPE_DOMAIN);
        struct held_url held = parse_text("http://host.example/", NULL);
        struct carom_field field = {{"Location", 8}, {"//x.host.example/", 17}};
        struct carom_sent request = {text_view("GET"), &held.url, NULL, 0, CAROM_BODY_NONE};
        struct carom_answered response = {302, &field, 1};
        struct carom_chain chain, before;
        struct carom_next next;
        char bytes[64];
        struct carom_buf buf = {bytes, sizeof bytes, 0};
        memset(&chain, 0, sizeof chain);
        policy.max_redirects = CAROM_REDIRECTS_MAX;
        policy.loops = CAROM_LOOPS_BY_URL;
        chain.count = (uint32_t)(next_random(&seed) % (2 * CAROM_REDIRECTS_MAX));
        chain.seen_count = (uint32_t)(next_random(&seed) % (2 * CAROM_CHAIN_SEEN_MAX));
        chain.domain_len = (uint32_t)(next_random(&seed) % 24);
        chain.dropped = (uint32_t)next_random(&seed) & (round % 2 ? 31u : 0x1Fu | 1u << 30);
        for (size_t i = 0; i < CAROM_CHAIN_SEEN_MAX; i++)
            chain.seen[i] = next_random(&seed);
        before = chain;
        enum carom_result result =
            carom_follow(&policy, &request, &response, NULL, &chain, &buf, &next);
        if (result == CAROM_ERR_RANGE) {
            assert_memory_equal(&chain, &before, sizeof chain);
            refused++;
        } else {
            assert_int_equal(result, CAROM_OK);
            assert_true(chain.seen_count <= CAROM_CHAIN_SEEN_MAX);
            assert_true(chain.count <= CAROM_REDIRECTS_MAX);
            assert_int_equal(chain.dropped & before.dropped, before.dropped);
            taken++;
        }
        release_url(&held);
    }
    assert_true(refused > 100 && taken > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dropped_credentials_never_come_back),
        cmocka_unit_test(credentials_in_every_column_of_a_policy_stay_dropped),
        cmocka_unit_test(each_column_has_its_own_occasion),
        cmocka_unit_test(proxy_authorization_is_always_dropped),
        cmocka_unit_test(an_origin_is_scheme_host_and_port),
        cmocka_unit_test(
            an_upgrade_on_the_default_ports_keeps_credentials_where_the_policy_says_so),
        cmocka_unit_test(anywhere_nothing_is_dropped_for_the_way),
        cmocka_unit_test(a_domain_is_the_first_host_and_the_hosts_under_it),
        cmocka_unit_test(every_policy_keeps_the_domain_in_the_chain),
        cmocka_unit_test(no_address_is_under_a_domain),
        cmocka_unit_test(the_same_request_twice_is_a_loop),
        cmocka_unit_test(a_request_without_its_credentials_is_another),
        cmocka_unit_test(another_method_or_body_makes_another_request),
        cmocka_unit_test(a_set_cookie_makes_any_request_a_new_one),
        cmocka_unit_test(the_latest_requests_are_remembered),
        cmocka_unit_test(a_request_that_is_the_latest_is_not_put_twice),
        cmocka_unit_test(fingerprints_are_the_same_everywhere),
        cmocka_unit_test(a_chain_of_any_bytes_is_refused_or_kept_in_range),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
