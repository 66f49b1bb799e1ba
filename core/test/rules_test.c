#include "support.h"

#include "line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Compiles a text that must be valid and gives its canonical print, for comparison. */
static void assert_prints(const char *text, const char *expected)
{
    struct carom_rules rules = rules_of(text);
    char printed[2048];
    struct carom_buf out = {printed, sizeof printed, 0};
    assert_int_equal(carom_rules_print(&rules, &out), CAROM_OK);
    assert_view(carom_view_of(printed, out.len), expected);
    free_rules(&rules);
    if (strcmp(text, expected) != 0)
        assert_prints(expected, expected);
}

static void a_rule_is_from_to_and_status(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *printed;
    } cases[] = {
        {"/a /b", "/a /b 301\n"},
        {"/a /b 307", "/a /b 307\n"},
        {"/a\t\t/b   307!  ", "/a /b 307!\n"},
        {"  /a /b\r\n/c /d\r\n", "/a /b 301\n/c /d 301\n"},
        {"\xEF\xBB\xBF/a /b", "/a /b 301\n"},
        {"# a comment\n\n   # another\n/a /b # 410 and one behind\n", "/a /b 301\n"},
        {"/a /b#ads", "/a /b#ads 301\n"},
        {"/a https://x.example", "/a https://x.example 301\n"},
        {"/a https://X_y.Example.:00443/", "/a https://X_y.Example.:00443/ 301\n"},
        {"/a http://127.0.0.1:8080/", "/a http://127.0.0.1:8080/ 301\n"},
        {"/a http://[::ffff:127.0.0.1]", "/a http://[::ffff:127.0.0.1] 301\n"},
        {"/a http://a.b!c~.de/", "/a http://a.b!c~.de/ 301\n"},
        {"/a https://x.example:8080/p?q#f 308", "/a https://x.example:8080/p?q#f 308\n"},
        {"/a http://[::1]:80/", "/a http://[::1]:80/ 301\n"},
        {"/docs/:version/* /v/:version/:splat 302", "/docs/:version/* /v/:version/:splat 302\n"},
        {"/a/b/ /c", "/a/b/ /c 301\n"},
        {"", ""},
        {"\n\n\r\n", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_prints(cases[i].text, cases[i].printed);
}

static void paths_are_normalised(void **state)
{
    (void)state;
    assert_prints("/caf\xC3\xA9 /%63af%c3%a9", "/caf%C3%A9 /%63af%c3%a9 301\n");
    assert_prints("/%41%2f%7e /x", "/A%2F~ /x 301\n");
    assert_prints("/a\"b /x\"y?q=\"#z\"#", "/a%22b /x%22y?q=%22#z%22%23 301\n");
    assert_prints("/100% /x%", "/100%25 /x%25 301\n");
}

static void keys_are_read_and_printed(void **state)
{
    (void)state;
    assert_prints("/a /b 307 Method=POST,PUT Max-Age=0 Alternate=/c Alternate=https://m.example/d",
                  "/a /b 307 Method=POST,PUT Max-Age=0 Alternate=/c "
                  "Alternate=https://m.example/d\n");
    assert_prints("/a 403 Reason=\"not in your country\"",
                  "/a 403 Reason=\"not in your country\"\n");
    assert_prints("/a 451 reason=by%20order%22%25%c3%a9",
                  "/a 451 Reason=\"by order%22%25\xC3\xA9\"\n");
    assert_prints("/a /b max-age=2147483647", "/a /b 301 Max-Age=2147483647\n");
    assert_prints("/p id=:id tag=red /q/:id 302", "/p id=:id tag=red /q/:id 302\n");
    assert_prints("/p %68ttp://x=1 /q", "/p %68ttp://x=1 /q 301\n");
    assert_prints("/p q=:%61b /q", "/p q=:%61b /q 301\n");
}

/* What the reader makes of lines that are rules, before there is an image. */
static struct line_rule line_of(const char *text)
{
    static struct line_context context;
    struct line_rule rule;
    struct carom_diagnostic problem;
    assert_int_equal(carom_line_read(&context, text_view(text), &rule, &problem), LINE_RULE);
    assert_int_equal(problem.message.len, 0);
    return rule;
}

static void a_from_may_have_a_scheme_and_a_host(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *scheme;
        const char *host;
        const char *path;
    } cases[] = {
        {"/a /b", "", "", "/a"},
        {"https://h/a /b", "https", "h", "/a"},
        {"http://www.Example.com/a/:x/* /b", "http", "www.Example.com", "/a/:x/*"},
        {"https://h:443/a /b", "https", "h", "/a"},
        {"https://h:/a /b", "https", "h", "/a"},
        {"https://h:80/a /b", "https", "h:80", "/a"},
        {"http://h:80/a /b", "http", "h", "/a"},
        {"http://h:443 /b", "http", "h:443", "/"},
        {"http://127.0.0.1:8080/ /b", "http", "127.0.0.1:8080", "/"},
        {"https://xn--caf-dma.example /b", "https", "xn--caf-dma.example", "/"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct line_rule rule = line_of(cases[i].text);
        assert_view(rule.scheme, cases[i].scheme);
        assert_view(rule.host, cases[i].host);
        assert_view(rule.from, cases[i].path);
    }
}

static void a_splat_stands_anywhere_and_captures_in_its_place(void **state)
{
    (void)state;
    struct line_rule rule = line_of("/:a/*/b/:c k=:d /:splat/:a");
    assert_true(rule.is_dynamic);
    assert_int_equal(rule.path_capture_count, 3);
    assert_int_equal(rule.capture_count, 4);
    static const char *const names[] = {"a", "splat", "c", "d"};
    for (size_t i = 0; i < 4; i++) {
        assert_view(rule.captures[i], names[i]);
        assert_int_equal(carom_line_capture_index(&rule, text_view(names[i])), i);
    }
    rule = line_of("/*/ /b");
    assert_true(rule.is_dynamic);
    assert_int_equal(rule.capture_count, 1);
}

static void conditions_are_lists(void **state)
{
    (void)state;
    struct line_rule rule = line_of(
        "/a /b 302! Method=GET,HEAD Country=de,AT Language=de,pt-BR,zh-Hant-12 Cookie=a.b,c");
    assert_view(rule.methods, "GET,HEAD");
    assert_view(rule.countries, "de,AT");
    assert_view(rule.languages, "de,pt-BR,zh-Hant-12");
    assert_view(rule.cookies, "a.b,c");
    assert_true(rule.force);
    rule = line_of("/a 403 country=de language=de cookie=a");
    assert_view(rule.countries, "de");
    assert_view(rule.languages, "de");
    assert_view(rule.cookies, "a");
    rule = line_of("/a /b");
    assert_int_equal(rule.methods.len + rule.countries.len + rule.languages.len + rule.cookies.len,
                     0);
}

static void hosts_are_read_and_printed(void **state)
{
    (void)state;
    assert_prints("/x/* https://ok:splat", "/x/* https://ok:splat 301\n");
    assert_prints("/t/:t https://:t.example.com/ 302 allow-host=*.Example.com,b:8080,127.0.0.1",
                  "/t/:t https://:t.example.com/ 302 Allow-Host=*.Example.com,b:8080,127.0.0.1\n");
    assert_prints("/t/:t /:t Allow-Host=a-b,xn--caf-dma.example:0 Alternate=http://h::t?:t",
                  "/t/:t /:t 301 Alternate=http://h::t?:t "
                  "Allow-Host=a-b,xn--caf-dma.example:0\n");
}

static void conditions_and_origins_are_printed(void **state)
{
    (void)state;
    assert_prints(
        "https://WWW.Example.com:443/a/*/b /:splat 302! country=de,AT language=pt-BR cookie=x",
        "https://www.example.com/a/*/b /:splat 302! Country=de,AT Language=pt-BR Cookie=x\n");
    assert_prints("http://h:8080 /b", "http://h:8080/ /b 301\n");
    assert_prints("http://h/x/* 200", "http://h/x/* /:splat 200\n");
}

static void refusals_and_forwards_go_without_a_target(void **state)
{
    (void)state;
    assert_prints("/gone 410", "/gone 410\n");
    assert_prints("/x 404!", "/x 404!\n");
    assert_prints("/x k=v 403", "/x k=v 403\n");
    assert_prints("/* /404.html 404", "/* /404.html 404\n");
    assert_prints("/x/* 200", "/x/* /:splat 200\n");
}

static void every_bad_line_is_reported_with_its_place(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *problem; /* how the report begins */
    } cases[] = {
        {"a /b", "1:1 expected a path that begins with `/`, or http:// or https:// with a host and "
                 "a path: \"a\""},
        {"HTTPS://h/a /b", "1:1 expected a path that begins with `/`, or http:// or https://"},
        {"https:///a /b", "1:9 expected a host after the scheme"},
        {"https://a_b/ /b", "1:9 expected a host after the scheme, with a port at most"},
        {"https://*.example/ /b", "1:9 expected a host after the scheme"},
        {"https://:h.example/ /b", "1:9 expected a host after the scheme"},
        {"https://h:08/ /b", "1:9 expected a host after the scheme"},
        {"https://h:65536/ /b", "1:9 expected a host after the scheme"},
        {"https://u@h/ /b", "1:9 expected a host after the scheme"},
        {"https://127.1/ /b", "1:9 expected a host after the scheme"},
        {"https://caf\xC3\xA9.example/ /b", "1:9 expected a host after the scheme"},
        {"http://[::1]/a /b", "1:8 an IPv6 address is not matched"},
        {"http://h?x /b", "1:9 a path holds no query"},
        {"http://h#x /b", "1:9 a fragment is never sent"},
        {"http://h/a/:1 /b", "1:12 a placeholder is `:` and a name"},
        {"/a?x /b", "1:3 a path holds no query"},
        {"/a#x /b", "1:3 a fragment is never sent"},
        {"/a", "1:1 missing target"},
        {"/a 301", "1:1 missing target: only a refusal"},
        {"/a 200", "1:1 missing target: only a refusal"},
        {"/a/:id 200", "1:1 missing target: only a refusal"},
        {"/a b", "1:4 expected the target"},
        {"/a HTTP://x", "1:4 expected the target"},
        {"/a /b 299", "1:7 a rule's status is one of"},
        {"/a /b 3071", "1:7 a rule's status is one of"},
        {"/a /b 30", "1:7 a rule's status is one of"},
        {"/a /b 307x", "1:7 expected a status of three digits"},
        {"/a /b 307!!", "1:7 expected a status of three digits"},
        {"/a /b 301 302", "1:11 a rule has one status"},
        {"/a /b Max-Age=1 302", "1:17 the status stands before"},
        {"/a /b /c", "1:7 expected Key=value"},
        {"/a /b Region=us", "1:7 unknown key: expected Method, Country, Language, Cookie"},
        {"/a /b COUNTRY=us", "1:7 unknown key"},
        {"/a /b Country=", "1:15 expected countries by their two letters"},
        {"/a /b Country=usa", "1:15 expected countries by their two letters"},
        {"/a /b Country=de,u1", "1:18 expected countries by their two letters"},
        {"/a /b Country=de,,at", "1:18 expected countries by their two letters"},
        {"/a /b Country=de country=at", "1:18 this key may stand only once"},
        {"/a /b Language=", "1:16 expected languages with commas"},
        {"/a /b Language=*", "1:16 expected languages with commas"},
        {"/a /b Language=de,en-", "1:19 expected languages with commas"},
        {"/a /b Language=-en", "1:16 expected languages with commas"},
        {"/a /b Language=e1", "1:16 expected languages with commas"},
        {"/a /b Language=en_GB", "1:16 expected languages with commas"},
        {"/a /b Language=abcdefghi", "1:16 expected languages with commas"},
        {"/a /b Language=de-abcdefghi", "1:16 expected languages with commas"},
        {"/a /b Cookie=", "1:14 expected names of cookies"},
        {"/a /b Cookie=a,b=c", "1:16 expected names of cookies"},
        {"/a /b Cookie=a;b", "1:14 expected names of cookies"},
        {"/a /b Role=admin", "1:7 Role is not for this program"},
        {"/a /b role=", "1:7 Role is not for this program"},
        {"/a /b Method=get", "1:14 expected methods in upper case"},
        {"/a /b Method=", "1:14 expected methods"},
        {"/a /b Method=GET,", "1:18 expected methods"},
        {"/a /b Method=GET,,PUT", "1:18 expected methods"},
        {"/a /b Method=GET Method=PUT", "1:18 this key may stand only once"},
        {"/a /b Max-Age=", "1:15 expected whole seconds"},
        {"/a /b Max-Age=1s", "1:15 expected whole seconds"},
        {"/a /b Max-Age=2147483648", "1:15 expected whole seconds"},
        {"/a /b Max-Age=99999999999", "1:15 expected whole seconds"},
        {"/a /b Alternate=c", "1:17 expected a URI"},
        {"/a /b Alternate=//c", "1:17 a target that begins with `//`"},
        {"/a /b 200 Alternate=/c", "1:1 Alternate goes with a redirect"},
        {"/a 410 Alternate=/c", "1:1 Alternate goes with a redirect"},
        {"/a /b 301 Reason=x", "1:1 Reason goes with 403"},
        {"/a 403 Reason=", "1:15 expected a text"},
        {"/a 403 Reason=\"\"", "1:15 expected a text"},
        {"/a 403 Reason=\"open", "1:15 expected one closing"},
        {"/a 403 Reason=\"a\"b", "1:15 expected one closing"},
        {"/a 403 Reason=a%0Ab", "1:15 a reason, percent-decoded, is UTF-8"},
        {"/a 403 Reason=%ff", "1:15 a reason, percent-decoded, is UTF-8"},
        {"/a http://h.example.8080/", "1:11 not all clients find the same host here"},
        /* What is known of one line's origin says nothing of one that is nearly the same. */
        {"/a http://h/\n/b http://h/b\n/c http://h.8080/", "3:11 not all clients find the same"},
        {"/a http://h/\n/b http://u@h/", "2:11 expected a host after the scheme"},
        {"/a http://h/\n/b http://h:x/", "2:11 expected a host after the scheme"},
        {"/:x http://h:x/ Allow-Host=h\n/b http://h:x/", "2:11 expected a host after the scheme"},
        {"/:x http://:x/ Allow-Host=h\n/b http://:x/", "2:11 expected a host after the scheme"},
        {"/a http://2130706433/", "1:11 not all clients find the same host here"},
        {"/a http://0x7f.1/", "1:11 not all clients find the same host here"},
        {"/a http://127.1:81/x", "1:11 not all clients find the same host here"},
        {"/a http://127.0.0.01", "1:11 not all clients find the same host here"},
        {"/a http://1.2.3.4./", "1:11 not all clients find the same host here"},
        {"/a http://[1:2]/", "1:11 expected a host"},
        {"/a http://[::1.2.3]/", "1:11 expected a host"},
        {"/a http://[v1.x]/", "1:11 not all clients find the same host here"},
        {"/a http://%6fk.example/", "1:11 expected a host"},
        {"/a /b Alternate=http://1.2.3/", "1:24 not all clients find the same host here"},
        {"/a https://x.example/ 404", "1:4 what is served with this status is a path"},
        {"/a https://x.example/ 200", "1:4 what is served with this status is a path"},
        {"/:a/:a /b", "1:5 a name may be captured only once"},
        {"/:splat /b", "1:2 the name splat belongs"},
        {"/:1 /b", "1:2 a placeholder is `:` and a name"},
        {"/: /b", "1:2 a placeholder is `:` and a name"},
        {"/:id.html /b", "1:2 a placeholder is `:` and a name"},
        {"/a* /b", "1:2 `*` is a splat and may stand only as a whole segment"},
        {"/a/*b/c /b", "1:4 `*` is a splat and may stand only as a whole segment"},
        {"/a/*/b/* /b", "1:8 a path has one splat `*` at most"},
        {"/*/* /b", "1:4 a path has one splat `*` at most"},
        {"/a/*/b 200", "1:1 missing target: only a refusal"},
        {"/a =x /b", "1:4 expected key=value"},
        {"/a x=1&y=2 /b", "1:4 a query pair holds no `&`"},
        {"/a x=1 %78=2 /b", "1:8 a query key may stand only once"},
        {"/a //x", "1:4 a target that begins with `//`"},
        {"/a /\\x", "1:4 a target that begins with `//`"},
        {"/:h https://:h/x", "1:13 a capture in the authority and no host without it"},
        {"/:h /b Alternate=https://:h.example", "1:26 a capture in the authority and no host"},
        {"/:h https://ok.:h", "1:16 a capture in the authority and no host"},
        {"/:h https://127.0.0:h", "1:20 a capture in the authority and no host"},
        {"/:h https://o:08:h", "1:17 a capture in the authority and no host"},
        {"/:h https://u@h:h/", "1:14 beside a capture, an authority holds only"},
        {"/:h https://a_b:h/", "1:14 beside a capture, an authority holds only"},
        {"/:h https://[::1]:h/", "1:13 beside a capture, an authority holds only"},
        {"/:h https://:h%2e/", "1:15 beside a capture, an authority holds only"},
        {"/:h https://\xC3\xA9:h/", "1:13 beside a capture, an authority holds only"},
        {"/a /b Allow-Host=h", "1:18 Allow-Host has no use here"},
        {"/:h /:h Allow-Host=h", "1:20 Allow-Host has no use here"},
        {"/:h https://ok/:h Allow-Host=h", "1:30 Allow-Host has no use here"},
        {"/:h https://ok:x/ Allow-Host=h", "1:13 expected a host after the scheme"},
        {"/a 403 Allow-Host=h", "1:19 Allow-Host has no use here"},
        {"/:h https://o:h Allow-Host=h Allow-Host=h", "1:30 this key may stand only once"},
        {"/:h https://o:h Allow-Host=", "1:28 expected hosts with commas between"},
        {"/:h https://o:h Allow-Host=a,", "1:30 expected hosts with commas between"},
        {"/:h https://o:h Allow-Host=a,,b", "1:30 expected hosts with commas between"},
        {"/:h https://o:h Allow-Host=a,b_c", "1:30 expected hosts with commas between"},
        {"/:h https://o:h Allow-Host=a..b", "1:28 expected hosts with commas between"},
        {"/:h https://o:h Allow-Host=a.b.", "1:28 expected hosts with commas between"},
        {"/:h https://o:h Allow-Host=a:", "1:28 expected hosts with commas between"},
        {"/:h https://o:h Allow-Host=a:08", "1:28 expected hosts with commas between"},
        {"/:h https://o:h Allow-Host=a:65536", "1:28 expected hosts with commas between"},
        {"/:h https://o:h Allow-Host=1.2.3", "1:28 expected hosts with commas between"},
        {"/:h https://o:h Allow-Host=1.2.3.256", "1:28 expected hosts with commas between"},
        {"/:h https://o:h Allow-Host=1.2.3.4.5", "1:28 expected hosts with commas between"},
        {"/:h https://o:h Allow-Host=a.0x7F", "1:28 expected hosts with commas between"},
        {"/:h https://o:h Allow-Host=caf\xC3\xA9.example", "1:28 expected hosts with commas"},
        {"/:h https://o:h Allow-Host=https://a", "1:28 expected hosts with commas between"},
        {"/:h https://o:h Allow-Host=a.*.b", "1:28 expected hosts with commas between"},
        {"/:h https://o:h Allow-Host=a,*", "1:30 expected hosts with commas between"},
        {"/:h https://o:h Allow-Host=*.", "1:28 expected two labels or more"},
        {"/:h https://o:h Allow-Host=*.com", "1:28 expected two labels or more"},
        {"/:h https://o:h Allow-Host=a.b,*.c.d:80", "1:32 expected two labels or more"},
        {"/:h https://o:h Allow-Host=*.0.1", "1:28 expected two labels or more"},
        {"/:h https://o:h Allow-Host=*.a.0x", "1:28 expected two labels or more"},
        {"/:h https://o:h Allow-Host=*.*.a.b", "1:28 expected two labels or more"},
        {"/a https:///x", "1:12 expected a host"},
        {"/a https://x:70000", "1:12 expected a host"},
        {"/a https://x:65536", "1:12 expected a host"},
        {"/a https://x:8a/", "1:12 expected a host"},
        {"/a https://[::1/", "1:12 expected a host"},
        {"/a https://x:000080", "1:12 expected a host"},
        {"/a https://[:]/", "1:12 expected a host"},
        {"/a https://[::g]/", "1:12 expected a host"},
        {"/a https://[::1]x/", "1:12 expected a host"},
        {"/a https://x\\@y/", "1:12 expected a host"},
        {"/a https://caf\xC3\xA9.example/", "1:12 expected a host"},
        {"/a https://a@b@c/", "1:12 expected a host"},
        {"/a https://user:pw@h/", "1:12 expected a host"},
        {"/a\x01 /b", "1:3 control byte"},
        {"/a\rb /b", "1:3 control byte"},
        {"/a\xC0\xAF /b", "1:1 not valid UTF-8"},
        {"/ok /b\n\n  bad\n", "3:3 expected a path"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct counting_allocator counts = {0, 0, 0, 0};
        struct problems problems;
        struct carom_rules rules;
        assert_int_equal(compile_text(text_view(cases[i].text), &counts, &problems, &rules),
                         CAROM_ERR_SYNTAX);
        if (strncmp(problems.text, cases[i].problem, strlen(cases[i].problem)) != 0)
            print_error("%s\n got %s expected %s\n", cases[i].text, problems.text,
                        cases[i].problem);
        assert_memory_equal(problems.text, cases[i].problem, strlen(cases[i].problem));
        assert_int_equal(problems.count, 1);
        assert_null(rules.image);
        assert_int_equal(counts.blocks, 0);
    }
}

static void all_bad_lines_are_reported_not_the_first(void **state)
{
    (void)state;
    struct counting_allocator counts = {0, 0, 0, 0};
    struct problems problems;
    struct carom_rules rules;
    assert_int_equal(compile_text(text_view("x\n/a /b\ny\n/c /d\nz"), &counts, &problems, &rules),
                     CAROM_ERR_SYNTAX);
    assert_int_equal(problems.count, 3);
}

static void nul_bytes_are_named(void **state)
{
    (void)state;
    static const char text[] = "/a\0b /c";
    struct counting_allocator counts = {0, 0, 0, 0};
    struct problems problems;
    struct carom_rules rules;
    assert_int_equal(compile_text(carom_view_of(text, sizeof text - 1), &counts, &problems, &rules),
                     CAROM_ERR_SYNTAX);
    assert_string_equal(problems.text, "1:3 NUL byte: a rules file is UTF-8 text: \"\\x00\"\n");
}

static void limits_are_errors_of_the_line(void **state)
{
    (void)state;
    char text[1024] = "";
    for (int i = 0; i <= CAROM_CAPTURES_MAX; i++) {
        char segment[16];
        (void)snprintf(segment, sizeof segment, "/:p%d", i);
        strcat(text, segment);
    }
    strcat(text, " /x");
    struct counting_allocator counts = {0, 0, 0, 0};
    struct problems problems;
    struct carom_rules rules;
    assert_int_equal(compile_text(text_view(text), &counts, &problems, &rules), CAROM_ERR_SYNTAX);
    assert_non_null(strstr(problems.text, "more than 32 captures"));
    strcpy(text, "/a");
    for (int i = 0; i <= CAROM_QUERY_PAIRS_MAX; i++) {
        char pair[16];
        (void)snprintf(pair, sizeof pair, " k%d=v", i);
        strcat(text, pair);
    }
    strcat(text, " /x");
    assert_int_equal(compile_text(text_view(text), &counts, &problems, &rules), CAROM_ERR_SYNTAX);
    assert_non_null(strstr(problems.text, "more than 16 query pairs"));
    strcpy(text, "/a /b");
    for (int i = 0; i <= CAROM_ALTERNATES_MAX; i++)
        strcat(text, " Alternate=/c");
    assert_int_equal(compile_text(text_view(text), &counts, &problems, &rules), CAROM_ERR_SYNTAX);
    assert_non_null(strstr(problems.text, "more than 8 alternates"));
}

static void no_memory_is_a_clear_error_without_a_leak(void **state)
{
    (void)state;
    static const char text[] = "/a /b 307 Alternate=/c\n/:x/* k=:v https://h/:x/:splat?v=:v#f\n"
                               "/no 403 Reason=\"why\"\n";
    size_t fail_at = 1;
    for (;; fail_at++) {
        struct counting_allocator counts = {0, 0, 0, fail_at};
        struct problems problems;
        struct carom_rules rules;
        enum carom_result result = compile_text(text_view(text), &counts, &problems, &rules);
        if (result == CAROM_OK) {
            assert_int_equal(counts.blocks, 1);
            assert_int_equal(counts.bytes, rules.image_bytes);
            free_rules(&rules);
            break;
        }
        assert_int_equal(result, CAROM_ERR_NOMEM);
        assert_int_equal(counts.blocks, 0);
        assert_null(rules.image);
    }
    assert_true(fail_at >= 3);
}

static void a_line_of_a_megabyte_compiles(void **state)
{
    (void)state;
    size_t len = 1 << 20;
    char *text = malloc(len);
    assert_non_null(text);
    memset(text, 'x', len);
    text[0] = '/';
    text[len / 2] = ' ';
    text[len / 2 + 1] = '/';
    struct counting_allocator counts = {0, 0, 0, 0};
    struct problems problems;
    struct carom_rules rules;
    assert_int_equal(compile_text(carom_view_of(text, len), &counts, &problems, &rules), CAROM_OK);
    struct carom_rule rule;
    assert_int_equal(carom_rules_rule(&rules, 0, &rule), CAROM_OK);
    assert_int_equal(rule.from.len, len / 2);
    free_rules(&rules);
    free(text);
}

static void diagnostics_shorten_and_quote_their_token(void **state)
{
    (void)state;
    char token[200];
    memset(token, 'x', sizeof token);
    token[0] = '\n';
    struct carom_diagnostic diagnostic = {CAROM_SEVERITY_ERROR,
                                          1,
                                          1,
                                          CAROM_LITERAL("odd"),
                                          carom_view_of(token, sizeof token),
                                          {NULL, 0}};
    char text[512];
    struct carom_buf out = {text, sizeof text, 0};
    assert_int_equal(carom_diagnostic_write(&diagnostic, &out), CAROM_OK);
    assert_view(
        carom_view_of(text, out.len),
        "odd: \"\\x0Axxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"\xE2\x80\xA6");
    struct carom_buf small = {text, out.len - 1, 0};
    assert_int_equal(carom_diagnostic_write(&diagnostic, &small), CAROM_ERR_NOSPACE);
    assert_int_equal(small.len, out.len);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rule_is_from_to_and_status),
        cmocka_unit_test(paths_are_normalised),
        cmocka_unit_test(keys_are_read_and_printed),
        cmocka_unit_test(a_from_may_have_a_scheme_and_a_host),
        cmocka_unit_test(a_splat_stands_anywhere_and_captures_in_its_place),
        cmocka_unit_test(conditions_are_lists),
        cmocka_unit_test(hosts_are_read_and_printed),
        cmocka_unit_test(conditions_and_origins_are_printed),
        cmocka_unit_test(refusals_and_forwards_go_without_a_target),
        cmocka_unit_test(every_bad_line_is_reported_with_its_place),
        cmocka_unit_test(all_bad_lines_are_reported_not_the_first),
        cmocka_unit_test(nul_bytes_are_named),
        cmocka_unit_test(limits_are_errors_of_the_line),
        cmocka_unit_test(no_memory_is_a_clear_error_without_a_leak),
        cmocka_unit_test(a_line_of_a_megabyte_compiles),
        cmocka_unit_test(diagnostics_shorten_and_quote_their_token),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
