/* Which Location counts, and where it leads (RFC 9110 §10.2.2; S11). */
#include "follow_support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* `reason` is CAROM_REASON_REDIRECT with the URL, or the stop. */
struct location_case {
    const char *answer;
    enum carom_follow_reason reason;
    const char *url;
};

static void assert_locations(const struct carom_policy *policy, const char *url,
                             const struct location_case *cases, size_t count)
{
    assert_true(count > 0);
    for (size_t i = 0; i < count; i++) {
        struct answer answer = FOLLOW(.policy = policy, .url = url, .answer = cases[i].answer);
        if (cases[i].reason == CAROM_REASON_REDIRECT)
            assert_goes(&answer, cases[i].url);
        else
            assert_stops(&answer, cases[i].reason);
        if (cases[i].url != NULL)
            assert_string_equal(answer.url, cases[i].url);
    }
}

static struct carom_policy policy_with(enum carom_locations locations,
                                       enum carom_empty_location empty_location)
{
    struct carom_policy policy = open_policy;
    policy.locations = locations;
    policy.empty_location = empty_location;
    policy.loops = CAROM_LOOPS_COUNTED;
    return policy;
}

static const char here[] = "http://a.example/dir/page?q";

#define GOES CAROM_REASON_REDIRECT
#define NONE CAROM_REASON_NO_LOCATION
#define SEVERAL CAROM_REASON_SEVERAL_LOCATIONS
#define INVALID CAROM_REASON_INVALID_LOCATION

/* ---- missing, empty, repeated ---- */

static void a_missing_or_bad_location_is_a_defined_stop(void **state)
{
    (void)state;
    static const struct location_case cases[] = {
        {NULL, NONE, NULL},
        {"Content-Type: text/html\nLocatio: /x\nLocations: /x\nX-Location: /x", NONE, NULL},
        {"Content-Location: /x", NONE, NULL},
        {"Mocation: /x", NONE, NULL},
        {"Location: http://", INVALID, NULL},
        {"Location: http://h:99999/", INVALID, NULL},
        {"Location: http://[::1/", INVALID, NULL},
        {"Location: http://a b/", INVALID, NULL},
        {"Location: http://1.2.3.4.5/", INVALID, NULL},
        {"Location: http://\xC3\xBC/", INVALID, NULL},
        {"Location: /a\x01z", INVALID, NULL},
        {"Location: /a\x7Fz", INVALID, NULL},
        {"Location: /a\rb", INVALID, NULL},
        {"Location: /x", GOES, "http://a.example/x"},
        {"location: /x", GOES, "http://a.example/x"},
        {"LOCATION: /x", GOES, "http://a.example/x"},
    };
    assert_locations(&open_policy, here, cases, COUNT_OF(cases));
}

static void a_nul_or_newline_makes_a_location_invalid(void **state)
{
    (void)state;
    static const struct carom_view values[] = {
        {"/a\0b", 4}, {"/a\n", 3}, {"\n/a", 3}, {"\0", 1}, {"/\r\nX: y", 7}};
    struct held_url held = parse_text(here, NULL);
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        struct carom_field field = {{"Location", 8}, values[i]};
        struct carom_sent request = {text_view("GET"), &held.url, NULL, 0, CAROM_BODY_NONE};
        struct carom_answered response = {302, &field, 1};
        struct carom_chain chain;
        struct carom_next next;
        char bytes[64];
        struct carom_buf buf = {bytes, sizeof bytes, 0};
        memset(&chain, 0, sizeof chain);
        assert_int_equal(carom_follow(&open_policy, &request, &response, NULL, &chain, &buf, &next),
                         CAROM_OK);
        assert_int_equal(next.reason, CAROM_REASON_INVALID_LOCATION);
        assert_int_equal(buf.len, 0);
    }
    release_url(&held);
}

static void an_empty_location_is_a_reference_or_none(void **state)
{
    (void)state;
    static const struct location_case cases[] = {
        {"Location: ", GOES, "http://a.example/dir/page?q"},
        {"Location:  \t ", GOES, "http://a.example/dir/page?q"},
    };
    for (int i = CAROM_LOCATIONS_ALIKE; i <= CAROM_LOCATIONS_JOINED; i++) {
        struct carom_policy policy = policy_with((enum carom_locations)i, CAROM_EMPTY_IS_REFERENCE);
        assert_locations(&policy, here, cases, COUNT_OF(cases));
        policy = policy_with((enum carom_locations)i, CAROM_EMPTY_IS_NONE);
        struct answer answer = FOLLOW(.policy = &policy, .url = here, .answer = "Location:  ");
        assert_stops(&answer, CAROM_REASON_NO_LOCATION);
    }
}

static void locations_must_be_alike(void **state)
{
    (void)state;
    static const struct location_case cases[] = {
        {"Location: /x\nX: y\nlocation:  /x\t", GOES, "http://a.example/x"},
        {"Location: /x\nLocation: /x\nLocation: /x", GOES, "http://a.example/x"},
        {"Location: /x\nLocation: /y", SEVERAL, NULL},
        {"Location: /x\nLocation: /x\nLocation: /y", SEVERAL, NULL},
        {"Location: /x\nLocation: /y\nLocation: /x", SEVERAL, NULL},
        {"Location: /x\nLocation: ", SEVERAL, NULL},
        {"Location: \nLocation: /x", SEVERAL, NULL},
        {"Location: /x\nLocation: /X", SEVERAL, NULL},
        {"Location: http://[\nLocation: /x", SEVERAL, NULL},
        {"Location: http://[\nLocation: http://[", INVALID, NULL},
    };
    struct carom_policy policy = policy_with(CAROM_LOCATIONS_ALIKE, CAROM_EMPTY_IS_REFERENCE);
    assert_locations(&policy, here, cases, COUNT_OF(cases));
    policy = policy_with(CAROM_LOCATIONS_ALIKE, CAROM_EMPTY_IS_NONE);
    assert_locations(&policy, here, cases, COUNT_OF(cases));
    static const struct location_case empty[] = {{"Location: \nLocation: ", NONE, NULL}};
    assert_locations(&policy, here, empty, COUNT_OF(empty));
}

static void locations_that_are_not_empty_must_be_alike(void **state)
{
    (void)state;
    static const struct location_case cases[] = {
        {"Location: /x\nLocation: ", GOES, "http://a.example/x"},
        {"Location: \nLocation: /x", GOES, "http://a.example/x"},
        {"Location: \nLocation: /x\nLocation: \nLocation: /x", GOES, "http://a.example/x"},
        {"Location: \nLocation: /x\nLocation: /y", SEVERAL, NULL},
        {"Location: /x\nLocation: \nLocation: /y", SEVERAL, NULL},
        {"Location: \nLocation: ", NONE, NULL},
    };
    struct carom_policy policy = policy_with(CAROM_LOCATIONS_ALIKE_OR_EMPTY, CAROM_EMPTY_IS_NONE);
    assert_locations(&policy, here, cases, COUNT_OF(cases));
}

static void a_single_location_is_asked_for(void **state)
{
    (void)state;
    static const struct location_case cases[] = {
        {"Location: /x", GOES, "http://a.example/x"},
        {"Location: /x\nLocation: /x", SEVERAL, NULL},
        {"Location: /x\nLocation: /y", SEVERAL, NULL},
        {"Location: \nLocation: ", SEVERAL, NULL},
    };
    struct carom_policy policy = policy_with(CAROM_LOCATIONS_SINGLE, CAROM_EMPTY_IS_NONE);
    assert_locations(&policy, here, cases, COUNT_OF(cases));
}

static void the_first_or_the_last_location_counts(void **state)
{
    (void)state;
    static const struct location_case first[] = {
        {"Location: /x\nLocation: /y\nLocation: http://[", GOES, "http://a.example/x"},
        {"Location: \nLocation: /y", NONE, NULL},
        {"Location: http://[\nLocation: /y", INVALID, NULL},
    };
    static const struct location_case last[] = {
        {"Location: http://[\nLocation: /x\nLocation: /y", GOES, "http://a.example/y"},
        {"Location: /x\nLocation: ", NONE, NULL},
        {"Location: /y\nLocation: http://[", INVALID, NULL},
    };
    struct carom_policy policy = policy_with(CAROM_LOCATIONS_FIRST, CAROM_EMPTY_IS_NONE);
    assert_locations(&policy, here, first, COUNT_OF(first));
    policy = policy_with(CAROM_LOCATIONS_LAST, CAROM_EMPTY_IS_NONE);
    assert_locations(&policy, here, last, COUNT_OF(last));
}

static void locations_are_joined(void **state)
{
    (void)state;
    static const struct location_case cases[] = {
        {"Location: /x", GOES, "http://a.example/x"},
        {"Location: /x\nLocation: /y", GOES, "http://a.example/x,%20/y"},
        {"Location: /x\t\nX: y\nLOCATION:  y z ", GOES, "http://a.example/x,%20y%20z"},
        {"Location: \nLocation: /y", GOES, "http://a.example/dir/,%20/y"},
        {"Location: \nLocation: ", GOES, "http://a.example/dir/,"},
        {"Location: /y\nLocation: ", GOES, "http://a.example/y,"},
        {"Location: http://b.example\nLocation: /", INVALID, NULL},
        {"Location: http://b.example/\nLocation: #f", GOES, "http://b.example/,%20#f"},
        {"Location: http://b.example/\nLocation: x\x01", INVALID, NULL},
        {"Location: http://b.example/?\nLocation: http://c.example/\nLocation: a", GOES,
         "http://b.example/?,%20http://c.example/,%20a"},
        {"Location: ftp://b.example/\nLocation: a", CAROM_REASON_SCHEME, "ftp://b.example/,%20a"},
    };
    struct carom_policy policy = policy_with(CAROM_LOCATIONS_JOINED, CAROM_EMPTY_IS_NONE);
    assert_locations(&policy, here, cases, COUNT_OF(cases));
    static const struct location_case strict[] = {
        {"Location: /x\nLocation: ", GOES, "http://a.example/x,"},
        {"Location: /x\nLocation: /y", INVALID, NULL},
    };
    policy.strict_reference = true;
    assert_locations(&policy, here, strict, COUNT_OF(strict));
    policy.strict_reference = false;
    policy.inherits_fragment = true;
    static const struct location_case inherited[] = {
        {"Location: /x\nLocation: /y", GOES, "http://a.example/x,%20/y#top"},
        {"Location: /x\nLocation: #y", GOES, "http://a.example/x,%20#y"},
        {"Location: http://b.example/?x\nLocation: y", GOES, "http://b.example/?x,%20y#top"},
    };
    assert_locations(&policy, "http://a.example/#top", inherited, COUNT_OF(inherited));
}

/* ---- what a Location is read as ---- */

static void a_location_is_read_against_the_request_as_browsers_do(void **state)
{
    (void)state;
    static const struct location_case cases[] = {
        {"Location: next", GOES, "http://a.example/dir/next"},
        {"Location: ../next?a=b#c", GOES, "http://a.example/next?a=b#c"},
        {"Location: ?x", GOES, "http://a.example/dir/page?x"},
        {"Location: //b.example", GOES, "http://b.example/"},
        {"Location: \\\\b.example\\x", GOES, "http://b.example/x"},
        {"Location: HTTPS:b.example", GOES, "https://b.example/"},
        {"Location: http:next", GOES, "http://a.example/dir/next"},
        {"Location: \t /a b\tc ", GOES, "http://a.example/a%20bc"},
        {"Location: /\xC3\xBC\xFF", GOES, "http://a.example/%C3%BC%EF%BF%BD"},
        {"Location: http://0x7f.1:080/", GOES, "http://127.0.0.1/"},
        {"Location: http://B.EXAMPLE:80/", GOES, "http://b.example/"},
        {"Location: /^|", GOES, "http://a.example/%5E|"},
    };
    assert_locations(&open_policy, here, cases, COUNT_OF(cases));
}

static void a_strict_policy_takes_rfc_3986_only(void **state)
{
    (void)state;
    static const struct location_case cases[] = {
        {"Location: /a b", INVALID, NULL},
        {"Location: /\xC3\xBC", INVALID, NULL},
        {"Location: \\x", INVALID, NULL},
        {"Location: /a\tb", INVALID, NULL},
        {"Location: /%zz", INVALID, NULL},
        {"Location: /|", INVALID, NULL},
        {"Location: #a#b", INVALID, NULL},
        {"Location: http:///", INVALID, NULL},
        {"Location: http:///b.example/", INVALID, NULL},
        {"Location: ///b.example/", INVALID, NULL},
        {"Location: //:80/b.example/", INVALID, NULL},
        {"Location: //u@/b.example/", INVALID, NULL},
        {"Location: http:b.example", INVALID, NULL},
        {"Location: HTTP:/x", INVALID, NULL},
        {"Location: https:b.example", INVALID, NULL},
        {"Location: httpx:b.example", CAROM_REASON_SCHEME, "httpx:b.example"},
        {"Location:  \t/x ", GOES, "http://a.example/x"},
        {"Location: ", GOES, "http://a.example/dir/page?q"},
        {"Location: //b.example:80/%61", GOES, "http://b.example/%61"},
    };
    struct carom_policy policy = policy_with(CAROM_LOCATIONS_ALIKE, CAROM_EMPTY_IS_REFERENCE);
    policy.strict_reference = true;
    assert_locations(&policy, here, cases, COUNT_OF(cases));
}

/* ---- schemes ---- */

static void only_schemes_of_the_policy_are_followed(void **state)
{
    (void)state;
    static const struct {
        const char *location;
        uint32_t bit;
    } cases[] = {
        {"http://b.example/", CAROM_FOLLOW_HTTP},
        {"https://b.example/", CAROM_FOLLOW_HTTPS},
        {"ftp://b.example/", CAROM_FOLLOW_FTP},
        {"ws://b.example/", CAROM_FOLLOW_WS},
        {"wss://b.example/", CAROM_FOLLOW_WSS},
        {"javascript:alert(1)", 0},
        {"JavaScript:alert(1)", 0},
        {"data:text/html,x", 0},
        {"file:///etc/passwd", 0},
        {"about:blank", 0},
        {"blob:http://a.example/x", 0},
        {"x-http://b.example/", 0},
        {"view-source:http://b.example/", 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char line[64];
        (void)snprintf(line, sizeof line, "Location: %s", cases[i].location);
        for (uint32_t schemes = 0; schemes < 32; schemes++) {
            struct carom_policy policy = open_policy;
            policy.schemes = schemes;
            struct answer answer = FOLLOW(.policy = &policy, .answer = line);
            if ((schemes & cases[i].bit) != 0)
                assert_goes(&answer, cases[i].location);
            else
                assert_stops(&answer, CAROM_REASON_SCHEME);
        }
    }
}

static void a_tab_in_a_scheme_hides_nothing(void **state)
{
    (void)state;
    struct answer answer = follow_to("http://a.example/", "java\tscript:alert(1)");
    assert_stops(&answer, CAROM_REASON_SCHEME);
    assert_string_equal(answer.url, "javascript:alert(1)");
}

/* ---- user names and passwords ---- */

static struct answer with_userinfo(enum carom_userinfo userinfo, const char *url,
                                   const char *location, const struct carom_chain *chain)
{
    struct carom_policy policy = open_policy;
    char line[128];
    policy.userinfo = userinfo;
    policy.inherits_fragment = true;
    (void)snprintf(line, sizeof line, "Location: %s", location);
    return FOLLOW(.policy = &policy, .url = url, .answer = line, .chain = chain);
}

static void userinfo_is_refused_ignored_or_kept(void **state)
{
    (void)state;
    static const struct {
        const char *location, *without, *with;
    } cases[] = {
        {"http://u:p@a.example/x", "http://a.example/x", "http://u:p@a.example/x"},
        {"http://u@a.example", "http://a.example/", "http://u@a.example/"},
        {"http://:p@a.example:81?q#f", "http://a.example:81/?q#f", "http://:p@a.example:81/?q#f"},
        {"//u:p@a.example", "http://a.example/", "http://u:p@a.example/"},
        {"http:\\\\u:p@A.EXAMPLE\\..\\x", "http://a.example/x", "http://u:p@a.example/x"},
        {"https://a%3Ab@c:d@[::1]:8/x", "https://[::1]:8/x", "https://a%3Ab%40c:d@[::1]:8/x"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *url = "http://a.example/page";
        struct answer answer = with_userinfo(CAROM_USERINFO_REFUSED, url, cases[i].location, NULL);
        assert_stops(&answer, CAROM_REASON_USERINFO);
        assert_string_equal(answer.url, cases[i].with);
        answer = with_userinfo(CAROM_USERINFO_KEPT, url, cases[i].location, NULL);
        assert_goes(&answer, cases[i].with);
        answer = with_userinfo(CAROM_USERINFO_IGNORED, url, cases[i].location, NULL);
        assert_goes(&answer, cases[i].without);
    }
    struct answer answer =
        with_userinfo(CAROM_USERINFO_IGNORED, "http://a.example/#top", "http://u:p@b/x", NULL);
    assert_goes(&answer, "http://b/x#top");
    answer = with_userinfo(CAROM_USERINFO_IGNORED, "http://a.example/#top", "http://u:p@B/x", NULL);
    assert_goes(&answer, "http://b/x#top");
    answer =
        with_userinfo(CAROM_USERINFO_REFUSED, "http://a.example/p", "http://@a.example/", NULL);
    assert_goes(&answer, "http://a.example/");
}

static void userinfo_is_refused_once_the_first_origin_is_left(void **state)
{
    (void)state;
    const enum carom_userinfo across = CAROM_USERINFO_REFUSED_ACROSS;
    struct answer answer = with_userinfo(across, "http://a.example/", "//u@a.example/x", NULL);
    assert_goes(&answer, "http://u@a.example/x");
    answer = with_userinfo(across, "http://a.example/", "https://u@a.example/x", NULL);
    assert_stops(&answer, CAROM_REASON_USERINFO);
    answer = with_userinfo(across, "http://a.example/", "http://b.example/", NULL);
    assert_goes(&answer, "http://b.example/");
    assert_true(answer.chain.has_left);
    struct answer back =
        with_userinfo(across, "http://b.example/", "http://a.example/1", &answer.chain);
    assert_goes(&back, "http://a.example/1");
    assert_true(back.chain.has_left);
    back = with_userinfo(across, "http://a.example/1", "/2", &back.chain);
    assert_true(back.chain.has_left);
    answer = with_userinfo(across, "http://a.example/2", "//u@a.example/x", &back.chain);
    assert_stops(&answer, CAROM_REASON_USERINFO);
}

static void userinfo_of_the_request_is_not_the_locations(void **state)
{
    (void)state;
    static const struct {
        const char *url, *location, *next;
    } cases[] = {
        {"http://u:p@a.example/page", "/x", "http://u:p@a.example/x"},
        {"http://u:p@a.example/page", "x?y#z", "http://u:p@a.example/x?y#z"},
        {"http://u@a.example:81/page", "?y", "http://u@a.example:81/page?y"},
        {"http://:p@a.example/page#f", "http:x", "http://:p@a.example/x#f"},
        {"http://u:p@a.example/page#f", "/../x y", "http://u:p@a.example/x%20y#f"},
        {"http://u:p@a.example/page", "//a.example/x", "http://a.example/x"},
        {"http://u:p@a.example/page", "https://a.example/x", "https://a.example/x"},
        {"https://u:p@[::1]/page", "/x", "https://u:p@[::1]/x"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        for (int userinfo = 0; userinfo <= CAROM_USERINFO_KEPT; userinfo++) {
            struct answer answer =
                with_userinfo((enum carom_userinfo)userinfo, cases[i].url, cases[i].location, NULL);
            assert_goes(&answer, cases[i].next);
        }
    }
    struct answer answer = with_userinfo(CAROM_USERINFO_REFUSED, "http://u:p@a.example/page",
                                         "http://u:p@a.example/x", NULL);
    assert_stops(&answer, CAROM_REASON_USERINFO);
    answer = with_userinfo(CAROM_USERINFO_IGNORED, "http://u:p@a.example/page",
                           "http://u:p@a.example/x", NULL);
    assert_goes(&answer, "http://a.example/x");
}

/* ---- fragments ---- */

static void a_fragment_is_inherited_by_a_location_without_one(void **state)
{
    (void)state;
    static const struct {
        const char *url, *location, *inherited, *alone;
    } cases[] = {
        {"http://h/p#f", "/x", "http://h/x#f", "http://h/x"},
        {"http://h/p#f", "http://g/x", "http://g/x#f", "http://g/x"},
        {"http://h/p#f", "http://g", "http://g/#f", "http://g/"},
        {"http://h/p#f", "", "http://h/p#f", "http://h/p"},
        {"http://h/p#f", "?q", "http://h/p?q#f", "http://h/p?q"},
        {"http://h/p#f", "/x#g", "http://h/x#g", "http://h/x#g"},
        {"http://h/p#f", "/x#", "http://h/x#", "http://h/x#"},
        {"http://h/p#", "/x", "http://h/x#", "http://h/x"},
        {"http://h/p", "/x", "http://h/x", "http://h/x"},
        {"http://h/p#a%20/?#b", "/x", "http://h/x#a%20/?#b", "http://h/x"},
        {"http://h/#f", "http://G:80/a/../b?c", "http://g/b?c#f", "http://g/b?c"},
    };
    for (size_t i = 0; i < 2 * COUNT_OF(cases); i++) {
        struct carom_policy policy = open_policy;
        char line[64];
        policy.loops = CAROM_LOOPS_COUNTED;
        policy.inherits_fragment = i % 2 == 1;
        (void)snprintf(line, sizeof line, "Location: %s", cases[i / 2].location);
        struct answer answer = FOLLOW(.policy = &policy, .url = cases[i / 2].url, .answer = line);
        assert_goes(&answer, i % 2 == 1 ? cases[i / 2].inherited : cases[i / 2].alone);
    }
}

static void a_stop_has_the_url_with_its_fragment_too(void **state)
{
    (void)state;
    struct carom_policy policy = open_policy;
    policy.inherits_fragment = true;
    struct answer answer =
        FOLLOW(.policy = &policy, .url = "http://h/#f", .answer = "Location: mailto:a@b");
    assert_stops(&answer, CAROM_REASON_SCHEME);
    assert_string_equal(answer.url, "mailto:a@b#f");
    answer = FOLLOW(.policy = &policy, .url = "http://h/#f", .answer = "Location: x://u@h");
    assert_stops(&answer, CAROM_REASON_SCHEME);
    assert_string_equal(answer.url, "x://u@h#f");
}

/* ---- hosts that are not ASCII ---- */

/* `ü` to xn--tda; NOSPACE and failures as asked for. */
static enum carom_result to_ascii(void *ctx, struct carom_view domain, struct carom_buf *out)
{
    static const char answer[] = "xn--tda.example";
    enum carom_result result = *(const enum carom_result *)ctx;
    assert_true(domain.len > 2 && memcmp(domain.ptr, "\xC3\xBC", 2) == 0);
    out->len = sizeof answer - 1;
    if (result != CAROM_OK)
        return result;
    if (out->len > out->cap)
        return CAROM_ERR_NOSPACE;
    memcpy(out->ptr, answer, out->len);
    return CAROM_OK;
}

static void a_host_that_is_not_ascii_goes_through_the_plug_in(void **state)
{
    (void)state;
    enum carom_result result = CAROM_OK;
    const struct carom_idna idna = {to_ascii, &result};
    const char *line = "Location: http://\xC3\xBC.example/x";
    struct answer answer = FOLLOW(.idna = &idna, .answer = line);
    assert_goes(&answer, "http://xn--tda.example/x");
    assert_true(answer.crosses_origin);
    answer = FOLLOW(.idna = &idna, .url = "http://xn--tda.example/", .answer = line);
    assert_goes(&answer, "http://xn--tda.example/x");
    assert_false(answer.crosses_origin);
    struct carom_policy policy = policy_with(CAROM_LOCATIONS_JOINED, CAROM_EMPTY_IS_NONE);
    answer = FOLLOW(.policy = &policy, .idna = &idna,
                    .answer = "Location: http://\xC3\xBC.example/x\nLocation: y");
    assert_goes(&answer, "http://xn--tda.example/x,%20y");
    result = CAROM_ERR_SYNTAX;
    answer = FOLLOW(.idna = &idna, .answer = line);
    assert_stops(&answer, CAROM_REASON_INVALID_LOCATION);
    answer = FOLLOW(.answer = line);
    assert_stops(&answer, CAROM_REASON_INVALID_LOCATION);
}

static void no_memory_for_a_host_is_a_failure_that_leaves_nothing(void **state)
{
    (void)state;
    static const struct carom_next nothing;
    static const struct carom_field field = {{"Location", 8}, {"//\xC3\xBC.example", 12}};
    enum carom_result no_memory = CAROM_ERR_NOMEM;
    const struct carom_idna idna = {to_ascii, &no_memory};
    struct held_url held = parse_text("http://a.example/", NULL);
    struct carom_sent request = {text_view("GET"), &held.url, NULL, 0, CAROM_BODY_NONE};
    struct carom_answered response = {302, &field, 1};
    struct carom_chain chain, before;
    struct carom_next next;
    char bytes[256];
    struct carom_buf buf = {bytes, sizeof bytes, 0};
    memset(&chain, 0, sizeof chain);
    before = chain;
    memset(&next, 0xA5, sizeof next);
    assert_int_equal(carom_follow(&open_policy, &request, &response, &idna, &chain, &buf, &next),
                     CAROM_ERR_NOMEM);
    assert_memory_equal(&next, &nothing, sizeof next);
    assert_memory_equal(&chain, &before, sizeof chain);
    release_url(&held);
}

/* ---- long ones ---- */

static void a_length_that_never_fits_is_still_reported(void **state)
{
    (void)state;
    struct carom_field fields[2];
    char *long_value = malloc(100000);
    assert_non_null(long_value);
    memset(long_value, 'x', 100000);
    struct carom_policy policy = policy_with(CAROM_LOCATIONS_JOINED, CAROM_EMPTY_IS_NONE);
    struct held_url held = parse_text("http://a.example/", NULL);
    struct carom_sent request = {text_view("GET"), &held.url, NULL, 0, CAROM_BODY_NONE};
    struct carom_answered response = {302, fields, 2};
    struct carom_chain chain;
    struct carom_next next;
    struct carom_buf none = {NULL, 0, 0};
    fields[0] = fields[1] = (struct carom_field){{"Location", 8}, {long_value, 100000}};
    memset(&chain, 0, sizeof chain);
    assert_int_equal(carom_follow(&policy, &request, &response, NULL, &chain, &none, &next),
                     CAROM_ERR_NOSPACE);
    char *bytes = malloc(none.len);
    assert_non_null(bytes);
    struct carom_buf buf = {bytes, none.len, 0};
    assert_int_equal(carom_follow(&policy, &request, &response, NULL, &chain, &buf, &next),
                     CAROM_OK);
    assert_int_equal(next.url.path.len, 200005); /* a slash, a comma and a space as three bytes */
    free(bytes);
    free(long_value);
    release_url(&held);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_missing_or_bad_location_is_a_defined_stop),
        cmocka_unit_test(a_nul_or_newline_makes_a_location_invalid),
        cmocka_unit_test(an_empty_location_is_a_reference_or_none),
        cmocka_unit_test(locations_must_be_alike),
        cmocka_unit_test(locations_that_are_not_empty_must_be_alike),
        cmocka_unit_test(a_single_location_is_asked_for),
        cmocka_unit_test(the_first_or_the_last_location_counts),
        cmocka_unit_test(locations_are_joined),
        cmocka_unit_test(a_location_is_read_against_the_request_as_browsers_do),
        cmocka_unit_test(a_strict_policy_takes_rfc_3986_only),
        cmocka_unit_test(only_schemes_of_the_policy_are_followed),
        cmocka_unit_test(a_tab_in_a_scheme_hides_nothing),
        cmocka_unit_test(userinfo_is_refused_ignored_or_kept),
        cmocka_unit_test(userinfo_is_refused_once_the_first_origin_is_left),
        cmocka_unit_test(userinfo_of_the_request_is_not_the_locations),
        cmocka_unit_test(a_fragment_is_inherited_by_a_location_without_one),
        cmocka_unit_test(a_stop_has_the_url_with_its_fragment_too),
        cmocka_unit_test(a_host_that_is_not_ascii_goes_through_the_plug_in),
        cmocka_unit_test(no_memory_for_a_host_is_a_failure_that_leaves_nothing),
        cmocka_unit_test(a_length_that_never_fits_is_still_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
