/*
 * One pattern against one path: what each dialect shows by example, and every small pattern against
 * every small path, as a matcher that searches by backtracking finds it.
 */
#include "pattern.h"
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct carom_view copied(const char *text)
{
    return carom_view_of(exact_copy(text_view(text)), strlen(text));
}

static void free_copy(struct carom_view copy)
{
    union {
        const char *constant;
        void *block;
    } bytes = {copy.ptr};
    free(bytes.block);
}

/* What a match captured, joined by `|`; "no" when there is none. */
static void write_match(enum carom_dialect dialect, struct carom_view pattern,
                        struct carom_view path, char *out, size_t cap)
{
    struct carom_match match;
    match.capture_count = 0;
    if (!carom_pattern_match(dialect, pattern, path, &match)) {
        assert_int_equal(match.capture_count, 0);
        (void)snprintf(out, cap, "no");
        return;
    }
    size_t len = 0;
    out[0] = '\0';
    for (size_t i = 0; i < match.capture_count; i++) {
        int added = snprintf(out + len, cap - len, "%s%.*s", i > 0 ? "|" : "",
                             (int)match.captures[i].len, match.captures[i].ptr);
        assert_true(added >= 0 && (size_t)added < cap - len);
        len += (size_t)added;
    }
}

struct vector {
    const char *pattern;
    const char *path;
    const char *captures; /* "no": does not match */
};

static void assert_matches(enum carom_dialect dialect, const struct vector *vectors, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct carom_view pattern = copied(vectors[i].pattern);
        struct carom_view path = copied(vectors[i].path);
        char captures[256];
        write_match(dialect, pattern, path, captures, sizeof captures);
        if (strcmp(captures, vectors[i].captures) != 0)
            print_error("%s on %s: %s\n", vectors[i].pattern, vectors[i].path, captures);
        assert_string_equal(captures, vectors[i].captures);
        free_copy(pattern);
        free_copy(path);
    }
}

#define ASSERT_MATCHES(dialect, ...)                                                               \
    do {                                                                                           \
        static const struct vector vectors[] = {__VA_ARGS__};                                      \
        assert_matches((dialect), vectors, sizeof vectors / sizeof vectors[0]);                    \
    } while (0)

static void a_splat_in_the_middle_takes_whole_segments(void **state)
{
    (void)state;
    for (int dialect = CAROM_DIALECT_CAROM; dialect <= CAROM_DIALECT_NETLIFY; dialect++)
        ASSERT_MATCHES(
            (enum carom_dialect)dialect, {"/*/b", "/a/b/b", "a/b"}, {"/*/b", "/b", ""},
            {"/*/b", "/b/", ""}, {"/*/b", "//b", ""}, {"/*/b", "///b", "/"},
            {"/*/b", "/a/b/b/", "a/b"}, {"/*/b", "/a/b//", "no"}, {"/*/b", "/ab", "no"},
            {"/*/b", "/", "no"}, {"/*/b/", "/a/b", "a"}, {"/a/*/b", "/a/b", ""},
            {"/a/*/b", "/a//b", ""}, {"/a/*/b", "/a///b", "/"}, {"/a/*/b", "/a/c/d/b", "c/d"},
            {"/a/*/b", "/a", "no"}, {"/a/*/b", "/b", "no"}, {"/a/*/:x", "/a/1", "|1"},
            {"/a/*/:x", "/a/1/", "|1"}, {"/a/*/:x", "/a/1//2", "1/|2"}, {"/a/*/:x", "/a/", "no"},
            {"/:x/*/b", "/1//b", "1|"}, {"/:x/*/b", "//b", "no"}, {"/:x/*/b", "/b", "no"},
            {"/*/b/:x/c", "/a/b/1/b/2/c", "a/b/1|2"}, {"/*/b/:x/c", "/b/1/b/c", "no"});
}

static void a_splat_at_the_end_keeps_the_trailing_slash(void **state)
{
    (void)state;
    for (int dialect = CAROM_DIALECT_CAROM; dialect <= CAROM_DIALECT_NETLIFY; dialect++)
        ASSERT_MATCHES((enum carom_dialect)dialect, {"/*", "/", ""}, {"/*", "//", "/"},
                       {"/*", "/b/", "b/"}, {"/*/", "/b/", "b/"}, {"/*", "//b", "/b"},
                       {"/a/*", "/a", ""}, {"/a/*", "/a/", ""}, {"/a/*", "/a//", "/"},
                       {"/a/*", "/ab", "no"}, {"/:x/*", "/1//b", "1|/b"}, {"/:x/*", "//b", "no"});
}

static void placeholders_are_named_by_dialect(void **state)
{
    (void)state;
    static const struct {
        const char *segment;
        enum segment_kind carom, netlify, cloudflare;
    } cases[] = {
        {"a", SEGMENT_LITERAL, SEGMENT_LITERAL, SEGMENT_LITERAL},
        {"", SEGMENT_LITERAL, SEGMENT_LITERAL, SEGMENT_LITERAL},
        {":", SEGMENT_LITERAL, SEGMENT_LITERAL, SEGMENT_LITERAL},
        {"*", SEGMENT_SPLAT, SEGMENT_SPLAT, SEGMENT_SPLAT},
        {"a*b", SEGMENT_LITERAL, SEGMENT_LITERAL, SEGMENT_SPLAT},
        {"a*", SEGMENT_LITERAL, SEGMENT_SPLAT, SEGMENT_SPLAT},
        {"**", SEGMENT_LITERAL, SEGMENT_SPLAT, SEGMENT_SPLAT},
        {":a*", SEGMENT_LITERAL, SEGMENT_PLACEHOLDER, SEGMENT_SPLAT},
        {":a", SEGMENT_PLACEHOLDER, SEGMENT_PLACEHOLDER, SEGMENT_PLACEHOLDER},
        {":_a1", SEGMENT_PLACEHOLDER, SEGMENT_PLACEHOLDER, SEGMENT_LITERAL},
        {":1", SEGMENT_LITERAL, SEGMENT_PLACEHOLDER, SEGMENT_LITERAL},
        {":a-b", SEGMENT_LITERAL, SEGMENT_PLACEHOLDER, SEGMENT_PLACEHOLDER},
        {"x-:a", SEGMENT_LITERAL, SEGMENT_LITERAL, SEGMENT_PLACEHOLDER},
        {"x:1:_", SEGMENT_LITERAL, SEGMENT_LITERAL, SEGMENT_LITERAL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct carom_view segment = text_view(cases[i].segment);
        assert_int_equal(carom_pattern_segment_kind(CAROM_DIALECT_CAROM, segment), cases[i].carom);
        assert_int_equal(carom_pattern_segment_kind(CAROM_DIALECT_NETLIFY, segment),
                         cases[i].netlify);
        assert_int_equal(carom_pattern_segment_kind(CAROM_DIALECT_CLOUDFLARE, segment),
                         cases[i].cloudflare);
    }
}

static void only_carom_compares_in_normal_form(void **state)
{
    (void)state;
    ASSERT_MATCHES(CAROM_DIALECT_CAROM, {"/A/:x", "/%41/%42", "%42"}, {"/a%2F/*", "/a%2f/b", "b"},
                   {"/*/caf%C3%A9", "/x/caf\xC3\xA9", "x"});
    ASSERT_MATCHES(CAROM_DIALECT_NETLIFY, {"/A/:x", "/%41/%42", "no"}, {"/a%2F/*", "/a%2f/b", "no"},
                   {"/caf\xC3\xA9/*", "/caf\xC3\xA9", ""});
    ASSERT_MATCHES(CAROM_DIALECT_CLOUDFLARE, {"/A/:x", "/%41/%42", "no"},
                   {"/caf%C3%A9*", "/caf%C3%A9", ""}, {"/caf%C3%A9*", "/caf%c3%a9", "no"});
}

static void of_two_splats_in_netlify_the_first_captures(void **state)
{
    (void)state;
    ASSERT_MATCHES(CAROM_DIALECT_NETLIFY, {"/a/*/b/*", "/a/1/b/2", "1"}, {"/a/*/b/*", "/a/b", ""},
                   {"/a/*/b/*", "/a/b/b/b", ""}, {"/a/*/b/*", "/a//b/b", ""},
                   {"/a/*/b/*", "/a///b", "/"}, {"/a/*/b/*", "/a/1/b/2/b/3", "1/b/2"},
                   {"/a/*/b/*", "/a/1", "no"}, {"/*/b/*", "/b/b", "b"}, {"/*/b/*", "/b/c", ""},
                   {"/*/b/*", "//b/b", "/b"}, {"/*/*", "/a/b", "a/b"}, {"/*/*/b", "/b", ""},
                   {"/a/*/*/b", "/a/1/2/b", ""}, {"/*/:x/*", "/a/b/c", "a/b|c"},
                   {"/a/*/b/*/c", "/a/b/c/b/c", ""}, {"/a/*/b/*/c", "/a/b/c", ""});
}

static void cloudflare_captures_anywhere(void **state)
{
    (void)state;
    ASSERT_MATCHES(
        CAROM_DIALECT_CLOUDFLARE, {"/:id.html", "/a.b.html", "a.b"}, {"/:id.html", "/.html", "no"},
        {"/:id.html", "/a/b.html", "no"}, {"/x-:id", "/x-1", "1"}, {"/x-:id", "/x-", "no"},
        {"/foo*bar", "/foobar", ""}, {"/foo*bar", "/foo/x/bar", "/x/"},
        {"/foo*bar", "/fobar", "no"}, {"/foo*bar", "/foobarx", "no"}, {"/news/*", "/news/", ""},
        {"/news/*", "/news", "no"}, {"/news/*", "/news//a/", "/a/"}, {"/a", "/a/", "no"},
        {"/a/", "/a", "no"}, {"/a*", "/a", ""}, {"/*", "/", ""}, {"/:a:b", "/123", "12|3"},
        {"/:a:b", "/1", "no"}, {"/:a-:b", "/1-2-3", "1-2|3"}, {"/:a-:b", "/-", "no"},
        {"/:a-:b", "/--", "no"}, {"/:a-:b", "/---", "-|-"}, {"/:a-*", "/1-2-3", "1-2|3"},
        {"/*-:a", "/1-2-3", "1-2|3"}, {"/*-:a", "/1-2/3", "no"},
        {"/:a-*-:b", "/1-2-3-4", "1-2|3|4"}, {"/:a*:b", "/12", "1||2"}, {"/:a*:b", "/1", "no"},
        {"/:a*:b", "/12/3/45", "12|/3/4|5"}, {"/:a/*/:b", "/1/2/3/4", "1|2/3|4"},
        {"/:a/*/:b", "/1/2", "no"}, {"/:a/*/:b", "/1//2", "1||2"},
        {"/:a/*.:b/c", "/1/x.y/z.w/c", "1|x.y/z|w"}, {"/a*b/c*", "/a1b/c*", "1"});
}

/* ---- every small pattern against every small path ---- */

/* Strings over an alphabet of texts, behind a first one that all have; the shortest come first. */
struct strings {
    const char *first;
    const char *const *alphabet;
    size_t letters;
    size_t units_max;
};

static size_t count_strings(const struct strings *strings)
{
    size_t count = 1;
    for (size_t i = 0; i < strings->units_max; i++)
        count = count * strings->letters + 1;
    return count;
}

static void nth_string(const struct strings *strings, size_t n, char *out)
{
    size_t letters = strings->letters;
    size_t count = 0;
    size_t units[16];
    for (; n > 0; n = (n - 1) / letters)
        units[count++] = (n - 1) % letters;
    strcpy(out, strings->first);
    for (size_t i = count; i > 0; i--)
        strcat(out, strings->alphabet[units[i - 1]]);
}

/* What the reference captures. */
struct found {
    const char *start[16];
    size_t len[16];
    bool is_splat[16];
    size_t count;
};

/*
 * A regular expression, matched by trying: `:` is ([^/]+), `*` is (.*), `?` is a slash that may be
 * there, `|` is nothing, or a slash, or a slash and (.*); anything else is itself.
 */
static bool search(const char *expression, const char *path, struct found *found);

/*
 * One capture of between `shortest` and `longest` bytes, the longest first, and the rest behind
 * it.
 */
static bool search_capture(const char *expression, const char *path, size_t shortest,
                           size_t longest, struct found *found)
{
    size_t index = found->count++;
    found->is_splat[index] = expression[0] != ':';
    for (size_t len = longest + 1; len-- > shortest;) {
        found->start[index] = path;
        found->len[index] = len;
        found->count = index + 1;
        if (search(expression + 1, path + len, found))
            return true;
    }
    found->count = index;
    return false;
}

static bool search(const char *expression, const char *path, struct found *found)
{
    switch (expression[0]) {
    case '\0':
        return path[0] == '\0';
    case ':':
        return search_capture(expression, path, 1, strcspn(path, "/"), found);
    case '*':
        return search_capture(expression, path, 0, strlen(path), found);
    case '?':
        return (path[0] == '/' && search(expression + 1, path + 1, found)) ||
               search(expression + 1, path, found);
    case '|':
        return search_capture(expression, path, 0, 0, found) ||
               (path[0] == '/' &&
                (search_capture(expression, path + 1, 0, 0, found) ||
                 search_capture(expression, path + 1, 0, strlen(path + 1), found)));
    default:
        return expression[0] == path[0] && search(expression + 1, path + 1, found);
    }
}

/* Cloudflare has nothing that is not in the pattern; here `:x` is the only placeholder. */
static void express_cloudflare(const char *pattern, char *out)
{
    for (; *pattern != '\0'; pattern++) {
        if (*pattern != 'x')
            *out++ = *pattern;
    }
    *out = '\0';
}

static void express_carom(const char *pattern, char *out)
{
    for (; *pattern != '\0'; pattern++) {
        if (pattern[0] == '/' && pattern[1] == '*')
            *out++ = '|', pattern++;
        else if (*pattern != 'x')
            *out++ = *pattern;
    }
    strcpy(out, pattern[-1] == '*' ? "" : "?");
}

static void express_netlify(const char *pattern, char *out)
{
    bool is_static = strpbrk(pattern, ":*") == NULL;
    const char *begin = pattern;
    while (*pattern != '\0') {
        const char *segment = ++pattern;
        size_t len = strcspn(segment, "/");
        pattern += len;
        bool is_star = len == 1 && segment[0] == '*';
        bool before_star = pattern[0] == '/' && pattern[1] == '*';
        if (is_star) {
            out += sprintf(out, "%s", segment == begin + 1 ? "?*" : "|");
        } else if (segment[0] == ':') {
            out += sprintf(out, "/:%s", before_star ? "" : "?");
        } else if (segment[len - 1] == '*') {
            out += sprintf(out, "/%.*s?*", (int)len - 1, segment);
        } else {
            bool takes_slash = *pattern == '\0' || (!is_static && !before_star);
            out += sprintf(out, "/%.*s%s", (int)len, segment, takes_slash ? "?" : "");
        }
    }
}

/* What was captured, joined by `|`; in netlify without the splats behind the first. */
static void write_found(const struct found *found, bool first_splat_only, char *out, size_t cap)
{
    size_t len = 0;
    size_t splats = 0;
    size_t written = 0;
    out[0] = '\0';
    for (size_t i = 0; i < found->count; i++) {
        if (found->is_splat[i] && splats++ > 0 && first_splat_only)
            continue;
        len += (size_t)snprintf(out + len, cap - len, "%s%.*s", written++ > 0 ? "|" : "",
                                (int)found->len[i], found->start[i]);
    }
    assert_true(len < cap);
}

static void compare(enum carom_dialect dialect, const char *expression, const char *pattern,
                    const char *path)
{
    char expected[64] = "no", actual[64];
    struct found found = {.count = 0};
    if (search(expression, path, &found))
        write_found(&found, dialect == CAROM_DIALECT_NETLIFY, expected, sizeof expected);
    write_match(dialect, text_view(pattern), text_view(path), actual, sizeof actual);
    if (strcmp(actual, expected) != 0)
        print_error("%s (%s) on %s: %s, not %s\n", pattern, expression, path, actual, expected);
    assert_string_equal(actual, expected);
}

/* Patterns with more splats than a rule may have are left out. */
static void compare_all(enum carom_dialect dialect, void (*express)(const char *, char *),
                        const struct strings *patterns, const struct strings *paths)
{
    for (size_t p = 0; p < count_strings(patterns); p++) {
        char pattern[64], expression[128], path[64];
        nth_string(patterns, p, pattern);
        size_t splats = 0;
        for (const char *c = pattern; *c != '\0'; c++)
            splats += *c == '*';
        if (pattern[0] == '\0' || (splats > 1 && dialect != CAROM_DIALECT_NETLIFY))
            continue;
        express(pattern, expression);
        for (size_t s = 0; s < count_strings(paths); s++) {
            nth_string(paths, s, path);
            if (path[0] != '\0')
                compare(dialect, expression, pattern, path);
        }
    }
}

static void cloudflare_matches_as_its_regular_expression_does(void **state)
{
    (void)state;
    static const char *const pattern_units[] = {"/", "-", ":x", "*"};
    static const char *const path_units[] = {"/", "-", "a"};
    compare_all(CAROM_DIALECT_CLOUDFLARE, express_cloudflare,
                &(struct strings){"/", pattern_units, 4, 6},
                &(struct strings){"/", path_units, 3, 5});
}

static void carom_matches_as_a_regular_expression_would(void **state)
{
    (void)state;
    static const char *const pattern_units[] = {"/a", "/-", "/:x", "/*"};
    static const char *const path_units[] = {"/", "/-", "/a"};
    compare_all(CAROM_DIALECT_CAROM, express_carom, &(struct strings){"", pattern_units, 4, 5},
                &(struct strings){"", path_units, 3, 6});
}

static void netlify_matches_as_its_regular_expression_does(void **state)
{
    (void)state;
    static const char *const pattern_units[] = {"/a", "/-", "/:x", "/*", "/a*"};
    static const char *const path_units[] = {"/", "/-", "/a", "a"};
    compare_all(CAROM_DIALECT_NETLIFY, express_netlify, &(struct strings){"", pattern_units, 5, 4},
                &(struct strings){"/", path_units, 4, 4});
    compare_all(CAROM_DIALECT_NETLIFY, express_netlify,
                &(struct strings){"/*", pattern_units, 5, 4},
                &(struct strings){"", path_units, 3, 5});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_splat_in_the_middle_takes_whole_segments),
        cmocka_unit_test(a_splat_at_the_end_keeps_the_trailing_slash),
        cmocka_unit_test(placeholders_are_named_by_dialect),
        cmocka_unit_test(only_carom_compares_in_normal_form),
        cmocka_unit_test(of_two_splats_in_netlify_the_first_captures),
        cmocka_unit_test(cloudflare_captures_anywhere),
        cmocka_unit_test(cloudflare_matches_as_its_regular_expression_does),
        cmocka_unit_test(carom_matches_as_a_regular_expression_would),
        cmocka_unit_test(netlify_matches_as_its_regular_expression_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
