/*
 * Targets whose host a capture has a part in, and the promise on all others: whatever is captured,
 * the origin is the one that the rule names.
 */
#include "support.h"

#include "carom/guard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An initialiser of a view. */
#define BYTES(text)                                                                                \
    {                                                                                              \
        text, sizeof(text) - 1                                                                     \
    }

/* A path and what is captured behind it, which may hold any byte. */
static size_t put_path(char *out, size_t cap, const char *path, struct carom_view capture)
{
    size_t len = strlen(path);
    assert_true(len + capture.len <= cap);
    memcpy(out, path, len);
    memcpy(out + len, capture.ptr, capture.len);
    return len + capture.len;
}

struct answer {
    struct carom_decision decision;
    char scratch[2048];
};

/* Decides a GET of path + capture, in a buffer of exactly the size that is asked for. */
static void decide(struct answer *answer, const struct carom_rules *rules, const char *path,
                   struct carom_view capture)
{
    char target[1024];
    size_t len = put_path(target, sizeof target, path, capture);
    struct carom_request request = {.method = CAROM_LITERAL("GET"),
                                    .scheme = CAROM_LITERAL("http"),
                                    .authority = CAROM_LITERAL("h"),
                                    .target = carom_view_of(target, len),
                                    .version = CAROM_HTTP_1_1};
    struct carom_buf none = {NULL, 0, 0};
    enum carom_result result = carom_decide(rules, &request, &none, &answer->decision);
    if (result == CAROM_ERR_NOSPACE) {
        assert_true(none.len > 0 && none.len <= sizeof answer->scratch);
        struct carom_buf exact = {answer->scratch, none.len, 0};
        result = carom_decide(rules, &request, &exact, &answer->decision);
        assert_int_equal(exact.len, none.len);
    }
    assert_int_equal(result, CAROM_OK);
}

static void assert_refused(const struct carom_decision *decision)
{
    assert_int_equal(decision->action, CAROM_ACTION_REFUSE);
    assert_int_equal(decision->status, 400);
    assert_true(decision->has_rule);
    assert_int_equal(decision->line, 1);
    assert_int_equal(decision->rule, 0);
    assert_int_equal(decision->location.len, 0);
    assert_int_equal(decision->alternate_count, 0);
    assert_int_equal(decision->max_age_s, -1);
    assert_int_equal(decision->reason.len, 0);
}

/* NULL for `location`: refused by the rule. */
struct vector {
    const char *rules;
    const char *target;
    const char *location;
};

static void assert_vectors(const struct vector *vectors, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct carom_rules rules = rules_of(vectors[i].rules);
        struct answer answer;
        decide(&answer, &rules, vectors[i].target, carom_view_of("", 0));
        if ((vectors[i].location == NULL) != (answer.decision.status == 400))
            print_error("%s on %s: %u\n", vectors[i].rules, vectors[i].target,
                        (unsigned)answer.decision.status);
        if (vectors[i].location == NULL)
            assert_refused(&answer.decision);
        else
            assert_view(answer.decision.location, vectors[i].location);
        free_rules(&rules);
    }
}

#define ASSERT_VECTORS(...)                                                                        \
    do {                                                                                           \
        static const struct vector vectors[] = {__VA_ARGS__};                                      \
        assert_vectors(vectors, sizeof vectors / sizeof vectors[0]);                               \
    } while (0)

/* ---- one payload class, one test ---- */

static void assert_all_refused(const char *rule, const struct carom_view *captures, size_t count)
{
    struct carom_rules rules = rules_of(rule);
    for (size_t i = 0; i < count; i++) {
        struct answer answer;
        decide(&answer, &rules, "/x/", captures[i]);
        if (answer.decision.status != 400)
            print_error("%s on \"%.*s\"\n", rule, (int)captures[i].len, captures[i].ptr);
        assert_refused(&answer.decision);
    }
    free_rules(&rules);
}

#define ASSERT_ALL_REFUSED(rule, ...)                                                              \
    do {                                                                                           \
        static const struct carom_view captures[] = {__VA_ARGS__};                                 \
        assert_all_refused(rule, captures, sizeof captures / sizeof captures[0]);                  \
    } while (0)

static void a_capture_at_the_end_of_a_host_cannot_choose_another(void **state)
{
    (void)state;
    ASSERT_ALL_REFUSED("/x/* https://ok:splat", BYTES(".e"), BYTES("e"), BYTES("-e"), BYTES("."),
                       BYTES(".."), BYTES(".e:443"), BYTES("%2ee"), BYTES("%"), BYTES("_"));
}

static void a_capture_in_a_host_cannot_make_userinfo_of_it(void **state)
{
    (void)state;
    ASSERT_ALL_REFUSED("/x/* https://ok:splat", BYTES("@e"), BYTES(":80@e"), BYTES(":@e"),
                       BYTES("%40e"), BYTES(":p%40@e"), BYTES(":443@e:443"));
}

static void a_capture_in_a_host_cannot_choose_the_port(void **state)
{
    (void)state;
    ASSERT_ALL_REFUSED("/x/* https://ok:splat", BYTES(":80"), BYTES(":4430"), BYTES(":0443"),
                       BYTES(":65536"), BYTES(":x"), BYTES("::443"), BYTES(":443:"),
                       BYTES(":+443"));
    ASSERT_VECTORS({"/x/* https://ok:splat", "/x/:443", "https://ok:443"},
                   {"/x/* http://ok:splat", "/x/:80", "http://ok:80"},
                   {"/x/* http://ok:splat", "/x/:443", NULL},
                   {"/x/* https://ok:splat", "/x/:", "https://ok:"});
}

static void a_capture_cannot_end_the_host_that_it_stands_in(void **state)
{
    (void)state;
    ASSERT_ALL_REFUSED("/x/* https://ok:splat.example", BYTES("/"), BYTES("/e"), BYTES("\\"),
                       BYTES("\\e"), BYTES("//e"), BYTES("#"), BYTES("%2f"), BYTES("%5c"),
                       BYTES("/../"));
    ASSERT_ALL_REFUSED("/x/* https://ok:splat", BYTES("/e"), BYTES("\\e"), BYTES("\\.e"),
                       BYTES("%2Fe"), BYTES("#@e"));
}

static void controls_and_spaces_in_a_host_are_refused(void **state)
{
    (void)state;
    ASSERT_ALL_REFUSED("/x/* https://ok:splat", BYTES("\t"), BYTES("\t.e"), BYTES(".\te"),
                       BYTES("\n"), BYTES("\r\nX: y"), BYTES(" "), BYTES("\0"), BYTES("\0.e"),
                       BYTES("\x7f"), BYTES("%09"), BYTES("%00"), BYTES("%0d%0a"));
}

static void bytes_that_idna_would_make_dots_of_are_refused(void **state)
{
    (void)state;
    ASSERT_ALL_REFUSED("/x/* https://ok:splat",
                       BYTES("\xEF\xBC\x8E"
                             "e"),
                       BYTES("\xE3\x80\x82"
                             "e"),
                       BYTES("\xEF\xBD\xA1"
                             "e"),
                       BYTES("%ef%bc%8ee"), BYTES("\xC2\xAD"),
                       BYTES("\xC0\xAE"
                             "e"),
                       BYTES("\xFF"), BYTES("\xC3\xA9"));
}

static void an_empty_capture_leads_to_the_host_without_it(void **state)
{
    (void)state;
    ASSERT_VECTORS({"/x/* https://ok:splat", "/x/", "https://ok"},
                   {"/x/* https://ok:splat", "/x", "https://ok"},
                   {"/x/* https://ok:splat/p?q#f", "/x/", "https://ok/p?q#f"},
                   {"/x k=:k https://o:k.example/", "/x?k=", "https://o.example/"},
                   {"/x k=:k https://o:k.example/", "/x?k=+", NULL},
                   {"/x k=:k https://o:k.example/", "/x?k=.e", NULL});
}

static void an_alternate_is_held_to_its_host_too(void **state)
{
    (void)state;
    ASSERT_VECTORS(
        {"/x/* /y 307 Alternate=/z Alternate=https://ok:splat", "/x/.e", NULL},
        {"/x/* /y 307 Alternate=/z Alternate=https://ok:splat", "/x/", "/y"},
        {"/x/* https://a:splat/ 307 Alternate=https://b:splat/ Allow-Host=a.e", "/x/.e", NULL},
        {"/x/* https://a:splat/ 307 Alternate=https://b:splat/ Allow-Host=a.e,b.e", "/x/.e",
         "https://a.e/"});
}

static void a_refused_alternate_comes_before_a_loop(void **state)
{
    (void)state;
    ASSERT_VECTORS({"/x/* /x/:splat 307 Alternate=https://ok:splat", "/x/.e", NULL});
}

static void the_path_of_an_open_target_is_as_free_as_any(void **state)
{
    (void)state;
    ASSERT_VECTORS(
        {"/x/:h/* https://h:h/:splat Allow-Host=h.e", "/x/.e//@f\\", "https://h.e//@f%5C"},
        {"/x/* https://ok/:splat", "/x/.e", "https://ok/.e"},
        {"/x/* https://ok?:splat", "/x/.e", "https://ok?.e"},
        {"/x/* https://ok#:splat", "/x/.e", "https://ok#.e"},
        {"/x/* https://ok/a:splat#@:splat", "/x/.e", "https://ok/a.e#@.e"});
}

static void the_rule_keeps_its_force_and_methods_when_it_refuses(void **state)
{
    (void)state;
    struct carom_rules rules =
        rules_of("/x/* https://ok:splat 307! Method=GET,PUT Max-Age=60\n/* /z");
    struct answer answer;
    decide(&answer, &rules, "/x/.e", carom_view_of("", 0));
    assert_refused(&answer.decision);
    assert_true(answer.decision.force);
    assert_view(answer.decision.methods, "GET,PUT");
    free_rules(&rules);
}

/* ---- Allow-Host ---- */

static void hosts_that_are_listed_are_led_to(void **state)
{
    (void)state;
    ASSERT_VECTORS(
        {"/x/:h https://:h/ Allow-Host=a.example,b.example:8080", "/x/a.example",
         "https://a.example/"},
        {"/x/:h https://:h/ Allow-Host=a.example,b.example:8080", "/x/A.Example:443",
         "https://A.Example:443/"},
        {"/x/:h https://:h/ Allow-Host=a.example,b.example:8080", "/x/b.example:8080",
         "https://b.example:8080/"},
        {"/x/:h https://:h/ Allow-Host=a.example,b.example:8080", "/x/b.example", NULL},
        {"/x/:h https://:h/ Allow-Host=a.example,b.example:8080", "/x/a.example:8080", NULL},
        {"/x/:h https://:h/ Allow-Host=a.example,b.example:8080", "/x/a.example.", NULL},
        {"/x/:h https://:h/ Allow-Host=a.example,b.example:8080", "/x/xa.example", NULL},
        {"/x/:h https://:h/ Allow-Host=a.example,b.example:8080", "/x/a.example,b.example", NULL},
        {"/x/:h https://:h/ Allow-Host=h:443", "/x/h", "https://h/"},
        {"/x/:h http://:h/ Allow-Host=h:443", "/x/h", NULL},
        {"/x/:h http://:h/ Allow-Host=127.0.0.1", "/x/127.0.0.1", "http://127.0.0.1/"},
        {"/x/:h http://:h/ Allow-Host=127.0.0.1", "/x/127.1", NULL},
        {"/x/:h http://:h/ Allow-Host=127.0.0.1", "/x/0x7f000001", NULL},
        {"/x/:h http://:h/ Allow-Host=127.0.0.1", "/x/127.0.0.01", NULL},
        {"/x/:h http://:h/ Allow-Host=xn--caf-dma.example", "/x/xn--caf-dma.example",
         "http://xn--caf-dma.example/"},
        {"/x/:p http://h::p/ Allow-Host=h:8080", "/x/8080", "http://h:8080/"},
        {"/x/:p http://h::p/ Allow-Host=h:8080", "/x/8081", NULL},
        {"/x/:p http://h::p/ Allow-Host=h:8080", "/x/80", "http://h:80/"});
}

static void a_wildcard_means_every_host_below_a_suffix(void **state)
{
    (void)state;
    ASSERT_VECTORS(
        {"/t/:t/* https://:t.example.com/:splat Allow-Host=*.example.com", "/t/a/b",
         "https://a.example.com/b"},
        {"/t/:t/* https://:t.example.com/:splat Allow-Host=*.example.com", "/t/a.b-c.d/",
         "https://a.b-c.d.example.com/"},
        {"/t/:t/* https://:t.example.com/:splat Allow-Host=*.example.com", "/t/.a/", NULL},
        {"/t/:t/* https://:t.example.com/:splat Allow-Host=*.example.com", "/t/a./", NULL},
        {"/t/:t/* https://:t.example.com/:splat Allow-Host=*.example.com", "/t/a..b/", NULL},
        {"/t/:t/* https://:t.example.com/:splat Allow-Host=*.example.com", "/t/a@b/", NULL},
        {"/t/:t/* https://:t.example.com/:splat Allow-Host=*.example.com", "/t/e:80@/", NULL},
        {"/t/:t/* https://:t.example.com/:splat Allow-Host=*.example.com", "/t/%61/", NULL},
        {"/t/:t https://:t Allow-Host=*.example.com", "/t/a.EXAMPLE.com", "https://a.EXAMPLE.com"},
        {"/t/:t https://:t Allow-Host=*.example.com", "/t/example.com", NULL},
        {"/t/:t https://:t Allow-Host=*.example.com", "/t/.example.com", NULL},
        {"/t/:t https://:t Allow-Host=*.example.com", "/t/aexample.com", NULL},
        {"/t/:t https://:t Allow-Host=*.example.com", "/t/a.example.com:443",
         "https://a.example.com:443"},
        {"/t/:t https://:t Allow-Host=*.example.com", "/t/a.example.com:8443", NULL},
        {"/t/:t https://:t Allow-Host=*.example.com", "/t/a.example.com.e", NULL});
}

static void a_host_has_253_bytes_at_most(void **state)
{
    (void)state;
    char host[300];
    struct carom_rules rules = rules_of("/x/* https://:splat Allow-Host=*.example.com");
    for (size_t len = 250; len < 300; len++) {
        struct answer answer;
        for (size_t i = 0; i < len; i++)
            host[i] = i % 10 == 9 ? '.' : 'a';
        memcpy(host + len - 12, ".example.com", 12);
        host[len - 13] = 'a';
        decide(&answer, &rules, "/x/", carom_view_of(host, len));
        assert_int_equal(answer.decision.status, len <= 253 ? 301 : 400);
        char line[400], expected[400];
        (void)snprintf(line, sizeof line, "/x/* https://%.*s:splat", (int)len, host);
        struct counting_allocator counts = {0, 0, 0, 0};
        struct problems problems;
        struct carom_rules open;
        enum carom_result result = compile_text(text_view(line), &counts, &problems, &open);
        assert_int_equal(result, len <= 253 ? CAROM_OK : CAROM_ERR_SYNTAX);
        (void)snprintf(expected, sizeof expected, "1:%zu ", sizeof "/x/* https://" + len);
        assert_memory_equal(problems.text, expected, strlen(expected));
        if (result == CAROM_OK)
            free_rules(&open);
    }
    free_rules(&rules);
}

/* ---- reports ---- */

static void assert_reports(const char *text, enum carom_result expected, const char *reports)
{
    struct counting_allocator counts = {0, 0, 0, 0};
    struct problems problems;
    struct carom_rules rules;
    assert_int_equal(compile_text(text_view(text), &counts, &problems, &rules), expected);
    assert_string_equal(problems.text, reports);
    if (expected == CAROM_OK)
        free_rules(&rules);
}

#define WARNING                                                                                    \
    "this capture lets a request write into the host: one that does is refused with 400, until "   \
    "Allow-Host names the hosts that are meant"

static void an_open_target_is_a_warning_with_an_example(void **state)
{
    (void)state;
    assert_reports("/x/* https://ok:splat", CAROM_OK,
                   "1:16 " WARNING ": \":splat\" (for example /x/.evil.example → "
                   "https://ok.evil.example)\n");
    assert_reports(
        "/t/:a/:b caf\xC3\xA9=\xC3\xA9 k=:k https://o:k.example:81/:b", CAROM_OK,
        "1:33 " WARNING ": \":k\" (for example "
        "/t/x/x?caf%C3%A9=%C3%A9&k=.evil.example → https://o.evil.example.example:81)\n");
    assert_reports("/:p http://h::p/", CAROM_OK,
                   "1:14 " WARNING ": \":p\" (for example /81 → http://h:81)\n");
    assert_reports("/:p/* http://:p-ok.example/", CAROM_OK,
                   "1:14 " WARNING ": \":p\" (for example /evil.example/ → "
                   "http://evil.example-ok.example)\n");
}

static void each_open_target_of_a_rule_is_reported(void **state)
{
    (void)state;
    assert_reports("/x/:a /b Alternate=https://m:a/ Alternate=https://n:a Alternate=/:a\n/c /d",
                   CAROM_OK,
                   "1:29 " WARNING ": \":a\" (for example /x/.evil.example → "
                   "https://m.evil.example)\n"
                   "1:52 " WARNING ": \":a\" (for example /x/.evil.example → "
                   "https://n.evil.example)\n");
    assert_reports("/x/:a https://m:a/ Allow-Host=m.example Alternate=https://n:a", CAROM_OK, "");
}

static void an_example_that_does_not_fit_is_left_out(void **state)
{
    (void)state;
    char text[400] = "/";
    memset(text + 1, 'a', 240);
    strcat(text, "/* https://ok:splat");
    assert_reports(text, CAROM_OK, "1:255 " WARNING ": \":splat\"\n");
}

/* What a report says of a request, a decision must hold true. */
static void note_example(void *ctx, const struct carom_diagnostic *diagnostic)
{
    char *example = ctx;
    assert_int_equal(diagnostic->severity, CAROM_SEVERITY_WARNING);
    assert_true(diagnostic->example.len > 0 && diagnostic->example.len < 256);
    memcpy(example, diagnostic->example.ptr, diagnostic->example.len);
    example[diagnostic->example.len] = '\0';
}

static void the_example_of_a_report_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "/x/* https://ok:splat",           "/* https://ok:splat/p",
        "/:a/b/:c https://:c-d:a",         "/a/ k=:k http://o:k:8080",
        "/%61/\xC3\xA9/* http://h::splat", "/a k=:k l=:%61 http://h:0:k",
        "/a k=:k l=:l http://o:l:k",       "/:h https://ok:h:h/:h",
        "/:h/* https://ok:splat:h/:h",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char example[256] = "";
        struct counting_allocator counts = {0, 0, 0, 0};
        struct carom_compile_options options = {CAROM_DIALECT_CAROM, counting_allocator(&counts),
                                                note_example, example};
        struct carom_rules rules;
        assert_int_equal(carom_rules_compile(text_view(texts[i]), &options, &rules), CAROM_OK);
        char *arrow = strstr(example, " → ");
        assert_non_null(arrow);
        *arrow = '\0';
        struct answer answer;
        decide(&answer, &rules, example, carom_view_of("", 0));
        assert_refused(&answer.decision);
        free_rules(&rules);
    }
}

/* ---- what holds for every target that is not open ---- */

static const struct carom_view hostile[] = {
    BYTES(""),
    BYTES("/"),
    BYTES("/e"),
    BYTES("//e"),
    BYTES("///e"),
    BYTES("/\\e"),
    BYTES("\\\\e"),
    BYTES("\\/e"),
    BYTES("\t//e"),
    BYTES("/\t/e"),
    BYTES("\n/e"),
    BYTES("\r\n//e"),
    BYTES(" //e"),
    BYTES(".e"),
    BYTES("@e"),
    BYTES(":80@e"),
    BYTES(":"),
    BYTES(":80"),
    BYTES(":443"),
    BYTES("e:443"),
    BYTES("//ok@e"),
    BYTES("//ok:80@e"),
    BYTES("//e\\.ok"),
    BYTES("%2ee"),
    BYTES("%2e%2e/e"),
    BYTES(".//e"),
    BYTES("..//e"),
    BYTES("../..//e"),
    BYTES("%2e//e"),
    BYTES(".%2F/e"),
    BYTES("%2f%2fe"),
    BYTES("%5ce"),
    BYTES("%5c%5ce"),
    BYTES("https:e"),
    BYTES("https:/e"),
    BYTES("http:///e"),
    BYTES("https://e/"),
    BYTES("javascript:alert(1)"),
    BYTES("java\tscript:alert(1)"),
    BYTES("data:,x"),
    BYTES("\xEF\xBC\x8E"
          "e"),
    BYTES("\xE3\x80\x82"
          "e"),
    BYTES("/\xEF\xBC\x8F"
          "e"),
    BYTES("\xC0\xAF"
          "e"),
    BYTES("\xC0\xAF\xC0\xAF"
          "e"),
    BYTES("\xED\xA0\x80"),
    BYTES("\xFF\xFE"),
    BYTES("xn--e-/"),
    BYTES("\0//e"),
    BYTES("/\0/e"),
    BYTES("\r\nLocation: //e"),
    BYTES("%0d%0aLocation:%20//e"),
    BYTES("[::1]"),
    BYTES("?//e"),
    BYTES("#//e"),
    BYTES("&a=//e"),
    BYTES("%"),
    BYTES("%4"),
    BYTES("C:|/e"),
    BYTES("127.1"),
};

/* Each shape of a target with a fixed origin; its origin is NULL where it is the request's. */
static const struct {
    const char *rule;
    const char *origin;
} shapes[] = {
    {"/x/* /:splat", NULL},
    {"/x/* /:splat/", NULL},
    {"/x/* /:splat:splat", NULL},
    {"/x/* /y/:splat", NULL},
    {"/x/* /y:splat", NULL},
    {"/x/* /?:splat", NULL},
    {"/x/* /y?q=:splat&r=:splat", NULL},
    {"/x/* /#:splat", NULL},
    {"/x/* /:splat?q=:splat#:splat", NULL},
    {"/x/* https://ok.example/:splat", "https://ok.example"},
    {"/x/* https://ok.example/y:splat", "https://ok.example"},
    {"/x/* https://ok.example?:splat", "https://ok.example"},
    {"/x/* https://ok.example#:splat", "https://ok.example"},
    {"/x/* https://OK.example:8443/:splat?q=:splat#:splat", "https://ok.example:8443"},
    {"/x/* http://ok.example:/:splat", "http://ok.example"},
    {"/x/* http://127.0.0.1:81/:splat", "http://127.0.0.1:81"},
    {"/x/* http://[::1]/:splat", "http://[::1]"},
    {"/x/* https://ok.example:splat/p", "https://ok.example"},
    {"/x/* https://:splat Allow-Host=e", "https://e"},
};

static void assert_origin(const char *request_url, struct carom_view location, const char *origin)
{
    char url_bytes[64], bytes[8192];
    struct carom_buf url_buf = {url_bytes, sizeof url_bytes, 0}, buf = {bytes, sizeof bytes, 0};
    struct carom_url request;
    struct carom_guard guard;
    assert_int_equal(carom_url_parse(text_view(request_url), NULL, NULL, &url_buf, &request),
                     CAROM_OK);
    assert_int_equal(carom_guard_read(&request, location, NULL, &buf, &guard), CAROM_OK);
    enum carom_guard_verdict expected =
        origin == NULL ? CAROM_GUARD_SAME_ORIGIN : CAROM_GUARD_OTHER_ORIGIN;
    if (guard.verdict != expected)
        print_error("%.*s is %.*s\n", (int)location.len, location.ptr, (int)guard.reason.len,
                    guard.reason.ptr);
    assert_int_equal(guard.verdict, expected);
    assert_view(guard.origin, origin == NULL ? "" : origin);
    assert_false(guard.has_credentials);
}

static void no_capture_leaves_the_origin_that_the_rule_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        struct carom_rules rules = rules_of(shapes[i].rule);
        for (size_t k = 0; k < sizeof hostile / sizeof hostile[0]; k++) {
            struct answer answer;
            decide(&answer, &rules, "/x/", hostile[k]);
            if (answer.decision.status == 400) /* open, and refused */
                continue;
            assert_int_equal(answer.decision.status, 301);
            assert_origin("http://h/x/y", answer.decision.location, shapes[i].origin);
            assert_origin("https://h/x/y", answer.decision.location, shapes[i].origin);
        }
        free_rules(&rules);
    }
}

static void a_refusal_asks_for_no_space(void **state)
{
    (void)state;
    struct carom_rules rules =
        rules_of("/x/* /a-long-target-that-is-never-written Alternate=https://ok:splat");
    struct carom_request request = {.method = CAROM_LITERAL("GET"),
                                    .target = CAROM_LITERAL("/x/.e"),
                                    .version = CAROM_HTTP_1_1};
    struct carom_buf none = {NULL, 0, 0};
    struct carom_decision decision;
    assert_int_equal(carom_decide(&rules, &request, &none, &decision), CAROM_OK);
    assert_int_equal(none.len, 0);
    assert_refused(&decision);
    free_rules(&rules);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_capture_at_the_end_of_a_host_cannot_choose_another),
        cmocka_unit_test(a_capture_in_a_host_cannot_make_userinfo_of_it),
        cmocka_unit_test(a_capture_in_a_host_cannot_choose_the_port),
        cmocka_unit_test(a_capture_cannot_end_the_host_that_it_stands_in),
        cmocka_unit_test(controls_and_spaces_in_a_host_are_refused),
        cmocka_unit_test(bytes_that_idna_would_make_dots_of_are_refused),
        cmocka_unit_test(an_empty_capture_leads_to_the_host_without_it),
        cmocka_unit_test(an_alternate_is_held_to_its_host_too),
        cmocka_unit_test(a_refused_alternate_comes_before_a_loop),
        cmocka_unit_test(the_path_of_an_open_target_is_as_free_as_any),
        cmocka_unit_test(the_rule_keeps_its_force_and_methods_when_it_refuses),
        cmocka_unit_test(hosts_that_are_listed_are_led_to),
        cmocka_unit_test(a_wildcard_means_every_host_below_a_suffix),
        cmocka_unit_test(a_host_has_253_bytes_at_most),
        cmocka_unit_test(an_open_target_is_a_warning_with_an_example),
        cmocka_unit_test(each_open_target_of_a_rule_is_reported),
        cmocka_unit_test(an_example_that_does_not_fit_is_left_out),
        cmocka_unit_test(the_example_of_a_report_is_refused),
        cmocka_unit_test(no_capture_leaves_the_origin_that_the_rule_names),
        cmocka_unit_test(a_refusal_asks_for_no_space),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
