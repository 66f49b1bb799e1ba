/* Origins of Locations with hosts that are not ASCII, by ICU's UTS #46. */
#include "follow_support.h"

#include "carom/idna.h"

static struct answer to_host(const char *url, const char *answer)
{
    const struct carom_idna *idna = carom_idna_icu();
    assert_non_null(idna);
    return FOLLOW(.url = url, .answer = answer, .idna = idna);
}

static void hosts_are_compared_as_they_are_serialised(void **state)
{
    (void)state;
    static const struct {
        const char *answer, *url;
        bool crosses;
    } cases[] = {
        {"Location: http://bücher.example/", "http://xn--bcher-kva.example/", false},
        {"Location: http://BÜCHER.EXAMPLE/", "http://xn--bcher-kva.example/", false},
        {"Location: http://bu\u0308cher.example/", "http://xn--bcher-kva.example/", false},
        {"Location: http://b%C3%BCcher.example/", "http://xn--bcher-kva.example/", false},
        {"Location: http://bücher。example/", "http://xn--bcher-kva.example/", false},
        {"Location: http://ｂücher．ｅxample/", "http://xn--bcher-kva.example/", false},
        {"Location: http://bücher.example。/", "http://xn--bcher-kva.example./", true},
        {"Location: http://bucher.example/", "http://bucher.example/", true},
        {"Location: http://büchër.example/", "http://xn--bchr-npa3h.example/", true},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct answer answer = to_host("http://xn--bcher-kva.example/page", cases[i].answer);
        assert_goes(&answer, cases[i].url);
        assert_int_equal(answer.crosses_origin, cases[i].crosses);
        assert_int_equal((answer.drop & CAROM_DROP_AUTHORIZATION) != 0, cases[i].crosses);
    }
    struct answer answer = to_host("http://127.0.0.1/page", "Location: http://１２７。１/");
    assert_goes(&answer, "http://127.0.0.1/");
    assert_false(answer.crosses_origin);
}

static void a_host_that_uts_46_refuses_makes_a_location_invalid(void **state)
{
    (void)state;
    static const char *const answers[] = {"Location: http://é\u0378.example/",
                                          "Location: http://\u0301a.example/",
                                          "Location: http://a／b.example/"};
    for (size_t i = 0; i < COUNT_OF(answers); i++) {
        struct answer answer = to_host("http://a.example/", answers[i]);
        assert_stops(&answer, CAROM_REASON_INVALID_LOCATION);
    }
}

/* U+337F is mapped to four code points; a path only grows by its escapes. */
static void a_host_that_grows_finds_room(void **state)
{
    (void)state;
    struct carom_policy policy = open_policy;
    policy.locations = CAROM_LOCATIONS_JOINED;
    struct answer answer =
        FOLLOW(.policy = &policy, .idna = carom_idna_icu(),
               .answer = "Location: http://日本.例え.テスト/\nLocation: \xEF\xB7\xBA");
    assert_goes(&answer, "http://xn--wgv71a.xn--r8jz45g.xn--zckzah/,%20%EF%B7%BA");
    answer = to_host("http://a.example/", "Location: //\xE3\x8D\xBF\xC3\xA9/");
    assert_goes(&answer, "http://xn--9ca7411be9jn0iwpv/");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hosts_are_compared_as_they_are_serialised),
        cmocka_unit_test(a_host_that_uts_46_refuses_makes_a_location_invalid),
        cmocka_unit_test(a_host_that_grows_finds_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
