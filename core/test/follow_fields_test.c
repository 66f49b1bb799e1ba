/* Which fields of a request go, and the words for decisions. */
#include "follow_support.h"

#include <stdlib.h>
#include <string.h>

/* From blocks of exactly the name's size; in lower, upper and as written. */
static bool drops(uint32_t drop, const char *name, const struct carom_field *fields, size_t count)
{
    bool answers[3];
    for (int i = 0; i < 3; i++) {
        size_t len = strlen(name);
        char *copy = exact_copy(carom_view_of(name, len));
        for (size_t k = 0; k < len && i > 0; k++) {
            bool is_letter =
                (copy[k] >= 'A' && copy[k] <= 'Z') || (copy[k] >= 'a' && copy[k] <= 'z');
            if (is_letter)
                copy[k] = (char)(i == 1 ? copy[k] | 0x20 : copy[k] & ~0x20);
        }
        answers[i] = carom_follow_drops(drop, carom_view_of(copy, len), fields, count);
        free(copy);
    }
    assert_true(answers[0] == answers[1] && answers[1] == answers[2]);
    return answers[0];
}

static void each_bit_drops_its_fields_and_no_others(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        uint32_t bits;
    } cases[] = {
        {"Authorization", CAROM_DROP_AUTHORIZATION},
        {"Cookie", CAROM_DROP_COOKIE},
        {"Cookie2", CAROM_DROP_COOKIE},
        {"WWW-Authenticate", CAROM_DROP_WWW_AUTHENTICATE},
        {"Proxy-Authorization", CAROM_DROP_PROXY_AUTHORIZATION},
        {"Proxy-Authenticate", CAROM_DROP_PROXY_AUTHENTICATE},
        {"Host", CAROM_DROP_HOST},
        {"Referer", CAROM_DROP_REFERER},
        {"Origin", CAROM_DROP_ORIGIN},
        {"Content-Type", CAROM_DROP_CONTENT_TYPE | CAROM_DROP_CONTENT_ANY},
        {"Content-Encoding", CAROM_DROP_CONTENT_ENCODING | CAROM_DROP_CONTENT_ANY},
        {"Content-Language", CAROM_DROP_CONTENT_LANGUAGE | CAROM_DROP_CONTENT_ANY},
        {"Content-Location", CAROM_DROP_CONTENT_LOCATION | CAROM_DROP_CONTENT_ANY},
        {"Content-Digest", CAROM_DROP_DIGEST | CAROM_DROP_CONTENT_ANY},
        {"Content-Length", CAROM_DROP_FRAMING | CAROM_DROP_CONTENT_ANY},
        {"Content-Disposition", CAROM_DROP_CONTENT_ANY},
        {"Content-", CAROM_DROP_CONTENT_ANY},
        {"Digest", CAROM_DROP_DIGEST},
        {"Repr-Digest", CAROM_DROP_DIGEST},
        {"Last-Modified", CAROM_DROP_LAST_MODIFIED},
        {"Transfer-Encoding", CAROM_DROP_FRAMING},
        {"Trailer", CAROM_DROP_FRAMING},
        {"Expect", CAROM_DROP_FRAMING},
        {"If-Match", CAROM_DROP_CONDITIONAL},
        {"If-None-Match", CAROM_DROP_CONDITIONAL},
        {"If-Modified-Since", CAROM_DROP_CONDITIONAL},
        {"If-Unmodified-Since", CAROM_DROP_CONDITIONAL},
        {"If-Range", CAROM_DROP_CONDITIONAL},
        {"Connection", CAROM_DROP_CONNECTION},
        {"Keep-Alive", CAROM_DROP_CONNECTION},
        {"Proxy-Connection", CAROM_DROP_CONNECTION},
        {"TE", CAROM_DROP_CONNECTION},
        {"Upgrade", CAROM_DROP_CONNECTION},
        {"", 0},
        {"Accept", 0},
        {"Content", 0},
        {"Content_Type", 0},
        {"X-Content-Type", 0},
        {"Authorizatio", 0},
        {"Authorizationz", 0},
        {"Cookie3", 0},
        {"Set-Cookie", 0},
        {"Cookies", 0},
        {"Range", 0},
        {"If", 0},
        {"T", 0},
        {"X-Host", 0},
        {"Hosts", 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        for (unsigned bit = 0; bit < 32; bit++) {
            uint32_t drop = (uint32_t)1 << bit;
            bool expected = (cases[i].bits & drop) != 0;
            if (drops(drop, cases[i].name, NULL, 0) != expected)
                fail_msg("%s, bit %u", cases[i].name, bit);
            assert_int_equal(drops(~drop, cases[i].name, NULL, 0), (cases[i].bits & ~drop) != 0);
        }
        assert_false(drops(0, cases[i].name, NULL, 0));
    }
}

static void what_connection_names_goes_with_it(void **state)
{
    (void)state;
    static const struct carom_field fields[] = {
        {{"Accept", 6}, {"X-Not", 5}},         {{"connection", 10}, {" close ,\tX-Hop,,x-two", 21}},
        {{"Connection", 10}, {"", 0}},         {{"CONNECTION", 10}, {"a b, X-Last ", 12}},
        {{"Connections", 11}, {"X-Other", 7}},
    };
    static const char *const named[] = {"Close", "X-Hop", "X-Two", "X-Last", "a b", "Upgrade"};
    static const char *const others[] = {"X-Not", "X-Other", "X", "X-Ho", "X-Hopp", "", "a", "b"};
    uint32_t connection = CAROM_DROP_CONNECTION;
    for (size_t i = 0; i < COUNT_OF(named); i++) {
        assert_true(drops(connection, named[i], fields, COUNT_OF(fields)));
        assert_false(drops(~connection, named[i], fields, COUNT_OF(fields)));
    }
    for (size_t i = 0; i < COUNT_OF(others); i++)
        assert_false(drops(connection, others[i], fields, COUNT_OF(fields)));
    /* Also what has a bit of its own that is not set. */
    static const struct carom_field cookie = {{"Connection", 10}, {"Cookie", 6}};
    assert_true(drops(connection, "Cookie", &cookie, 1));
    assert_false(drops(connection, "Cookie2", &cookie, 1));
}

static void the_words_for_decisions_are_the_enums_own(void **state)
{
    (void)state;
    static const char *const reasons[] = {"not_a_redirect",
                                          "unauthorized",
                                          "forbidden",
                                          "not_acceptable",
                                          "status",
                                          "no_location",
                                          "several_locations",
                                          "invalid_location",
                                          "scheme",
                                          "userinfo",
                                          "body",
                                          "loop",
                                          "too_many",
                                          "redirect",
                                          "method",
                                          "choice",
                                          "downgrade"};
    assert_int_equal(COUNT_OF(reasons), CAROM_FOLLOW_REASONS);
    for (size_t i = 0; i < COUNT_OF(reasons); i++) {
        struct carom_view text = carom_follow_reason_text((enum carom_follow_reason)i);
        assert_view(carom_follow_reason_name((enum carom_follow_reason)i), reasons[i]);
        assert_true(text.len > 10 && text.ptr[text.len - 1] != '.');
    }
    assert_int_equal(carom_follow_reason_name(CAROM_FOLLOW_REASONS).len, 0);
    assert_int_equal(carom_follow_reason_text(CAROM_FOLLOW_REASONS).len, 0);
    assert_view(carom_follow_action_name(CAROM_FOLLOW_STOP), "stop");
    assert_view(carom_follow_action_name(CAROM_FOLLOW_CONFIRM), "confirm");
    assert_view(carom_follow_action_name(CAROM_FOLLOW_GO), "follow");
    assert_view(carom_repeat_name(CAROM_REPEAT_NOT), "no");
    assert_view(carom_repeat_name(CAROM_REPEAT_WITH_CREDENTIALS), "with_credentials");
    assert_view(carom_repeat_name(CAROM_REPEAT_WITH_OTHER_CREDENTIALS), "with_other_credentials");
    assert_view(carom_repeat_name(CAROM_REPEAT_WITH_OTHER_PREFERENCES), "with_other_preferences");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_bit_drops_its_fields_and_no_others),
        cmocka_unit_test(what_connection_names_goes_with_it),
        cmocka_unit_test(the_words_for_decisions_are_the_enums_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
