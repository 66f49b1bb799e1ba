/* Which requests are equal, and what the memory of answers keeps, gives back and drops. */
#include "../recall.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct carom_field accept_html = {{"Accept", 6}, {"text/html", 9}};

static struct carom_request plain_request(void)
{
    return (struct carom_request){.method = CAROM_LITERAL("GET"),
                                  .scheme = CAROM_LITERAL("http"),
                                  .authority = CAROM_LITERAL("h.example"),
                                  .target = CAROM_LITERAL("/old?a=b"),
                                  .version = CAROM_HTTP_1_1,
                                  .fields = &accept_html,
                                  .field_count = 1};
}

static struct recall_key key_of(struct carom_request request, uint64_t serial)
{
    struct recall_key key;
    assert_true(recall_key_of(&request, serial, &key));
    return key;
}

static bool same(const struct recall_key *a, const struct recall_key *b)
{
    return a->hash == b->hash && a->len == b->len && memcmp(a->bytes, b->bytes, a->len) == 0;
}

static void an_equal_request_has_an_equal_key(void **state)
{
    (void)state;
    char method[] = "GET", target[] = "/old?a=b";
    struct carom_request copy = plain_request();
    copy.method.ptr = method;
    copy.target.ptr = target;
    struct recall_key a = key_of(plain_request(), 7), b = key_of(copy, 7);
    assert_true(same(&a, &b));
}

static void every_part_of_a_request_is_in_its_key(void **state)
{
    (void)state;
    const struct carom_field others[] = {
        {CAROM_LITERAL("accept"), CAROM_LITERAL("text/html")},
        {CAROM_LITERAL("Accept"), CAROM_LITERAL("text/htm")},
        {CAROM_LITERAL("Accept"), CAROM_LITERAL("")},
        {CAROM_LITERAL("Accept-Language"), CAROM_LITERAL("de")},
        {CAROM_LITERAL("Accept-Language"), CAROM_LITERAL("de;q=0.5")},
        {CAROM_LITERAL("Cookie"), CAROM_LITERAL("a=1")},
    };
    enum { OTHERS = sizeof others / sizeof others[0], REQUESTS = 13 + OTHERS, KEYS = REQUESTS + 2 };
    struct carom_request requests[REQUESTS];
    for (size_t i = 0; i < REQUESTS; i++)
        requests[i] = plain_request();
    requests[0].method = CAROM_LITERAL("PUT");
    requests[1].scheme = CAROM_LITERAL("https");
    requests[2].authority = CAROM_LITERAL("H.example");
    requests[3].target = CAROM_LITERAL("/old?a=c");
    requests[4].version = CAROM_HTTP_1_0;
    requests[5].version = CAROM_HTTP_2;
    requests[6].field_count = 0;
    requests[7].country = CAROM_LITERAL("DE");
    requests[8].country = CAROM_LITERAL("de");
    /* The same bytes in a row, parted elsewhere. */
    requests[9].authority = CAROM_LITERAL("h.exampl");
    requests[9].target = CAROM_LITERAL("e/old?a=b");
    requests[10].method = CAROM_LITERAL("GE");
    requests[10].scheme = CAROM_LITERAL("Thttp");
    requests[11].target = CAROM_LITERAL("/old?a=");
    requests[11].country = CAROM_LITERAL("b");
    requests[12].target = CAROM_LITERAL("/old?a=bD");
    requests[12].country = CAROM_LITERAL("E");
    for (size_t i = 0; i < OTHERS; i++)
        requests[13 + i].fields = &others[i];
    struct recall_key keys[KEYS];
    for (size_t i = 0; i < REQUESTS; i++)
        keys[i] = key_of(requests[i], 7);
    keys[REQUESTS] = key_of(plain_request(), 7);
    keys[REQUESTS + 1] = key_of(plain_request(), 8);
    for (size_t i = 0; i < KEYS; i++) {
        for (size_t k = i + 1; k < KEYS; k++)
            assert_false(keys[i].len == keys[k].len &&
                         memcmp(keys[i].bytes, keys[k].bytes, keys[i].len) == 0);
    }
}

static void what_is_too_long_has_no_key(void **state)
{
    (void)state;
    const size_t huge = 3 * 65536;
    char *text = malloc(huge);
    assert_non_null(text);
    memset(text, 'a', huge);
    /* Also lengths whose sum, or whose last sixteen bits, would be short again. */
    const size_t lens[] = {RECALL_KEY_MAX, RECALL_KEY_MAX + 1, 65535, 65536, 65537, huge};
    for (size_t i = 0; i < sizeof lens / sizeof lens[0]; i++) {
        struct recall_key key;
        struct carom_field field = {CAROM_LITERAL("Accept"), {text, lens[i]}};
        struct carom_request requests[6];
        for (size_t k = 0; k < 6; k++)
            requests[k] = plain_request();
        requests[0].method = requests[1].scheme = field.value;
        requests[2].authority = requests[3].target = field.value;
        requests[4].fields = &field;
        requests[5].country = field.value;
        for (size_t k = 0; k < 6; k++)
            assert_false(recall_key_of(&requests[k], 7, &key));
    }
    free(text);
}

static void the_longest_key_fills_its_bytes(void **state)
{
    (void)state;
    char text[RECALL_KEY_MAX];
    memset(text, 'a', sizeof text);
    struct carom_request request = {0};
    size_t longest = 0;
    for (size_t len = 0; len <= sizeof text; len++) {
        struct recall_key key;
        request.target = carom_view_of(text, len);
        if (recall_key_of(&request, 7, &key))
            longest = key.len;
    }
    assert_int_equal(longest, RECALL_KEY_MAX);
}

/* An answer of the tests counts how often it was dropped. */
static void count_release(void *answer)
{
    ++*(int *)answer;
}

static void an_answer_is_wanted_when_its_request_comes_again(void **state)
{
    (void)state;
    struct recall *recall = recall_create(8, count_release);
    struct recall_key key = key_of(plain_request(), 7);
    int answer = 0;
    bool is_wanted = true;
    assert_null(recall_find(recall, &key, 100, &is_wanted));
    assert_false(is_wanted);
    assert_null(recall_find(recall, &key, 100, &is_wanted));
    assert_true(is_wanted);
    assert_true(recall_keep(recall, &key, RECALL_ANY_TIME, &answer));
    assert_ptr_equal(recall_find(recall, &key, 200, &is_wanted), &answer);
    assert_false(is_wanted);
    assert_int_equal(answer, 0);
    recall_destroy(recall);
    assert_int_equal(answer, 1);
}

static void an_answer_that_tells_the_time_holds_for_its_second(void **state)
{
    (void)state;
    struct recall *recall = recall_create(8, count_release);
    struct recall_key key = key_of(plain_request(), 7);
    int answer = 0;
    bool is_wanted = false;
    assert_true(recall_keep(recall, &key, 100, &answer));
    assert_ptr_equal(recall_find(recall, &key, 100, &is_wanted), &answer);
    assert_null(recall_find(recall, &key, 101, &is_wanted));
    assert_null(recall_find(recall, &key, 99, &is_wanted));
    recall_destroy(recall);
    assert_int_equal(answer, 1);
}

static void another_request_in_the_same_slot_is_another(void **state)
{
    (void)state;
    struct recall *recall = recall_create(1, count_release);
    struct carom_request other = plain_request();
    other.target = CAROM_LITERAL("/new");
    struct recall_key key = key_of(plain_request(), 7), other_key = key_of(other, 7);
    struct recall_key reloaded = key_of(plain_request(), 8);
    int answer = 0, other_answer = 0;
    bool is_wanted = false;
    assert_true(recall_keep(recall, &key, RECALL_ANY_TIME, &answer));
    assert_null(recall_find(recall, &other_key, 100, &is_wanted));
    assert_null(recall_find(recall, &reloaded, 100, &is_wanted));
    /* Even with the same hash: the bytes decide. */
    other_key.hash = key.hash;
    assert_null(recall_find(recall, &other_key, 100, &is_wanted));
    assert_ptr_equal(recall_find(recall, &key, 100, &is_wanted), &answer);
    assert_true(recall_keep(recall, &other_key, RECALL_ANY_TIME, &other_answer));
    assert_int_equal(answer, 1);
    assert_null(recall_find(recall, &key, 100, &is_wanted));
    assert_ptr_equal(recall_find(recall, &other_key, 100, &is_wanted), &other_answer);
    recall_destroy(recall);
    assert_int_equal(other_answer, 1);
}

static void many_requests_find_their_own_answers(void **state)
{
    (void)state;
    enum { REQUESTS = 2000 };
    static int answers[REQUESTS];
    struct recall *recall = recall_create(RECALL_SLOTS_MAX, count_release);
    struct carom_request request = plain_request();
    bool is_wanted = false;
    int kept = 0, found = 0;
    char target[16];
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < REQUESTS; i++) {
            int len = snprintf(target, sizeof target, "/%d", i);
            request.target = carom_view_of(target, (size_t)len);
            struct recall_key key = key_of(request, 7);
            int *answer = recall_find(recall, &key, 100, &is_wanted);
            if (answer != NULL) {
                assert_ptr_equal(answer, &answers[i]);
                found++;
            } else if (is_wanted) {
                assert_true(recall_keep(recall, &key, RECALL_ANY_TIME, &answers[i]));
                kept++;
            }
        }
    }
    /* Few share a slot. */
    assert_true(kept > REQUESTS * 9 / 10 && found > REQUESTS * 9 / 10);
    recall_destroy(recall);
    for (int i = 0; i < REQUESTS; i++)
        assert_true(answers[i] <= 1);
}

static void no_memory_of_answers_can_be_destroyed(void **state)
{
    (void)state;
    recall_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_equal_request_has_an_equal_key),
        cmocka_unit_test(every_part_of_a_request_is_in_its_key),
        cmocka_unit_test(what_is_too_long_has_no_key),
        cmocka_unit_test(the_longest_key_fills_its_bytes),
        cmocka_unit_test(an_answer_is_wanted_when_its_request_comes_again),
        cmocka_unit_test(an_answer_that_tells_the_time_holds_for_its_second),
        cmocka_unit_test(another_request_in_the_same_slot_is_another),
        cmocka_unit_test(many_requests_find_their_own_answers),
        cmocka_unit_test(no_memory_of_answers_can_be_destroyed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
