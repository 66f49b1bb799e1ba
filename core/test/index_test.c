/* The index finds what a plain scan finds, in rule sets of every shape, and stays small. */
#include "support.h"

#include "index.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

/* A text that is written piece by piece. */
struct text {
    char *bytes;
    size_t len;
    size_t cap;
};

static struct text text_begin(size_t cap)
{
    struct text text = {malloc(cap), 0, cap};
    assert_non_null(text.bytes);
    return text;
}

static void text_add(struct text *text, const char *piece)
{
    size_t len = strlen(piece);
    assert_true(len <= text->cap - text->len);
    memcpy(text->bytes + text->len, piece, len);
    text->len += len;
}

static struct carom_rules compile_in(enum carom_dialect dialect, const struct text *text)
{
    struct counting_allocator counts = {0};
    struct carom_compile_options options = {.dialect = dialect,
                                            .allocator = counting_allocator(&counts)};
    struct carom_rules rules;
    assert_int_equal(carom_rules_compile(carom_view_of(text->bytes, text->len), &options, &rules),
                     CAROM_OK);
    return rules;
}

static struct carom_rules compile(const struct text *text)
{
    return compile_in(CAROM_DIALECT_CAROM, text);
}

/* What a plain scan finds: the first rule from `first` on that matches when asked alone. */
static bool scan(const struct carom_rules *rules, const struct carom_lookup *lookup, uint32_t first,
                 struct carom_match *out)
{
    uint32_t count = carom_rules_count(rules);
    for (uint32_t i = first; i < count; i++) {
        enum carom_mismatch why;
        assert_int_equal(carom_rules_try(rules, lookup, i, out, &why), CAROM_OK);
        if (why == CAROM_MISMATCH_NONE)
            return true;
        assert_int_equal(out->capture_count, 0);
    }
    return false;
}

/* Compares index and scan for a request, for the first match and for all behind it. */
static size_t compare(const struct carom_rules *rules, const struct carom_lookup *lookup)
{
    size_t matches = 0;
    for (uint32_t first = 0;;) {
        struct carom_match found, scanned;
        bool is_found = carom_rules_match(rules, lookup, first, &found);
        assert_int_equal(scan(rules, lookup, first, &scanned), is_found);
        if (!is_found)
            return matches;
        assert_int_equal(found.rule, scanned.rule);
        assert_int_equal(found.capture_count, scanned.capture_count);
        for (size_t i = 0; i < found.capture_count; i++) {
            assert_ptr_equal(found.captures[i].ptr, scanned.captures[i].ptr);
            assert_int_equal(found.captures[i].len, scanned.captures[i].len);
        }
        matches++;
        first = found.rule + 1;
    }
}

static struct carom_lookup lookup_of(char *target)
{
    char *question = strchr(target, '?');
    struct carom_lookup lookup = {.method = CAROM_LITERAL("GET"),
                                  .scheme = CAROM_LITERAL("http"),
                                  .authority = CAROM_LITERAL("H.example:80"),
                                  .country = CAROM_LITERAL("DE"),
                                  .path = text_view(target)};
    if (question != NULL) {
        lookup.path.len = (size_t)(question - target);
        lookup.has_query = true;
        lookup.query = text_view(question + 1);
    }
    return lookup;
}

static const char *pick(uint32_t *state, const char *const *choices, size_t count)
{
    return choices[next_random(state) % count];
}

#define PICK(state, choices) pick(state, choices, sizeof(choices) / sizeof(choices)[0])

/* A path of up to four segments; a pattern when `is_pattern`. */
static void add_path(struct text *text, uint32_t *state, bool is_pattern)
{
    static const char *const literals[] = {"/a", "/b", "/", "/%7Ea", "/~a", "/c.d", "/a"};
    static const char *const endings[] = {"", "", "", "", "", "", "/", "//"};
    static const char *const placeholders[] = {"/:p", "/:q", "/:r", "/:s"};
    uint32_t count = next_random(state) % 5;
    uint32_t splat =
        is_pattern && next_random(state) % 3 == 0 ? next_random(state) % (count + 1) : IMAGE_NONE;
    size_t start = text->len;
    for (uint32_t i = 0; i < count; i++) {
        if (i == splat)
            text_add(text, "/*");
        else if (is_pattern && next_random(state) % 3 == 0)
            text_add(text, placeholders[i]);
        else
            text_add(text, PICK(state, literals));
    }
    if (splat == count)
        text_add(text, "/*");
    else
        text_add(text, PICK(state, endings));
    if (text->len == start)
        text_add(text, "/");
}

static void add_rule(struct text *text, uint32_t *state)
{
    static const char *const hosts[] = {
        "", "", "", "", "http://h.example", "https://h.example", "http://other.example"};
    static const char *const pairs[] = {"", "", "", " k=1", " k=2 l=1", " k=:k", " l=1 k=2"};
    static const char *const keys[] = {"",
                                       "",
                                       "",
                                       " Method=GET",
                                       " Method=PUT,GET",
                                       " Method=PUT",
                                       " Country=de",
                                       " Country=at,us",
                                       " Language=de",
                                       " Cookie=c"};
    text_add(text, PICK(state, hosts));
    add_path(text, state, next_random(state) % 2 == 0);
    text_add(text, PICK(state, pairs));
    text_add(text, " /to");
    text_add(text, PICK(state, keys));
    text_add(text, "\n");
}

/* Empty segments and a `*` behind text, which mean something there. */
static void add_netlify_rule(struct text *text, uint32_t *state)
{
    static const char *const hosts[] = {"", "", "", "http://h.example", "https://h.example:80"};
    static const char *const segments[] = {"/a", "/b", "/a", "/:p", "/:q", "/*", "/a*", "/c.*"};
    static const char *const pairs[] = {"", "", " k=1", " k=2 l=1", " k=:k"};
    static const char *const keys[] = {
        "", "", " Country=de", " Country=at,us", " Language=de", " Cookie=c", " Foo=1"};
    text_add(text, PICK(state, hosts));
    for (uint32_t i = 0, count = 1 + next_random(state) % 4; i < count; i++)
        text_add(text, PICK(state, segments));
    text_add(text, next_random(state) % 8 == 0 ? "/" : "");
    text_add(text, PICK(state, pairs));
    text_add(text, " /to 301");
    text_add(text, PICK(state, keys));
    text_add(text, "\n");
}

static void add_cloudflare_rule(struct text *text, uint32_t *state)
{
    static const char *const segments[] = {"/a", "/b", "/", "/c.d", "/%7Ea", "/x-a"};
    static const char *const last[] = {"", "", "", "/*", "/:p", "/x-:p", "/:p.d", "/a*", "*", "/"};
    for (uint32_t i = 0, count = 1 + next_random(state) % 3; i < count; i++)
        text_add(text, PICK(state, segments));
    text_add(text, PICK(state, last));
    text_add(text, " /to\n");
}

/* Requests for random paths of a rule set. */
static size_t compare_some(const struct carom_rules *rules, uint32_t *random)
{
    size_t matches = 0;
    for (unsigned i = 0; i < 40; i++) {
        static const char *const queries[] = {"", "", "?", "?k=1", "?l=1&k=%32", "?k=2&k=1&l=1"};
        struct text target = text_begin(256);
        add_path(&target, random, false);
        text_add(&target, PICK(random, queries));
        target.bytes[target.len] = '\0';
        struct carom_lookup lookup = lookup_of(target.bytes);
        struct carom_field fields[] = {
            {CAROM_LITERAL("Accept-Language"), CAROM_LITERAL("de-AT, en;q=0.5")},
            {CAROM_LITERAL("Cookie"), CAROM_LITERAL("b=1; c=2")}};
        lookup.fields = fields;
        lookup.field_count = next_random(random) % 3;
        if (next_random(random) % 2 == 0)
            lookup.authority = CAROM_LITERAL("h.example");
        matches += compare(rules, &lookup);
        free(target.bytes);
    }
    return matches;
}

static size_t compare_sets(enum carom_dialect dialect, uint32_t count_max,
                           void (*add)(struct text *text, uint32_t *state))
{
    uint32_t random = 1;
    size_t matches = 0;
    for (unsigned round = 0; round < 400; round++) {
        struct text text = text_begin(1 << 16);
        uint32_t count = round % 8 == 0 ? count_max : 1 + next_random(&random) % 12;
        for (uint32_t i = 0; i < count; i++)
            add(&text, &random);
        struct carom_rules rules = compile_in(dialect, &text);
        matches += compare_some(&rules, &random);
        free_rules(&rules);
        free(text.bytes);
    }
    return matches;
}

static void the_index_finds_what_a_scan_finds(void **state)
{
    (void)state;
    /* Or this compares little. */
    assert_true(compare_sets(CAROM_DIALECT_CAROM, 200, add_rule) > 10000);
    assert_true(compare_sets(CAROM_DIALECT_NETLIFY, 200, add_netlify_rule) > 10000);
    assert_true(compare_sets(CAROM_DIALECT_CLOUDFLARE, 100, add_cloudflare_rule) > 2000);
}

/* Many rules of one pattern: `format` takes the rule's number twice. */
static struct carom_rules many(unsigned count, void (*line)(char *out, size_t cap, unsigned i))
{
    enum { LINE_CAP = 256 };
    struct text text = text_begin((size_t)count * LINE_CAP + 1);
    for (unsigned i = 0; i < count; i++) {
        char bytes[LINE_CAP];
        line(bytes, sizeof bytes, i);
        text_add(&text, bytes);
    }
    struct carom_rules rules = compile(&text);
    free(text.bytes);
    return rules;
}

static void by_query(char *out, size_t cap, unsigned i)
{
    (void)snprintf(out, cap, "/p/:x all=1 id=%u /to/%u\n", i % 700, i);
}

static void by_country(char *out, size_t cap, unsigned i)
{
    (void)snprintf(out, cap, "/p/a /to/%u Country=%c%c,xx\n", i, 'a' + (int)(i % 26),
                   'a' + (int)(i / 26 % 26));
}

static void by_language(char *out, size_t cap, unsigned i)
{
    (void)snprintf(out, cap, "/p/* /to/%u Language=%c%c,%c%c-b%u\n", i, 'a' + (int)(i % 26),
                   'a' + (int)(i / 26 % 26), 'a' + (int)(i % 26), 'a' + (int)(i / 26 % 26), i);
}

static void by_cookie(char *out, size_t cap, unsigned i)
{
    (void)snprintf(out, cap, "/p/a /to/%u Cookie=c%u,d%u\n", i, i, i / 2);
}

static void by_method(char *out, size_t cap, unsigned i)
{
    (void)snprintf(out, cap, "/p/a /to/%u Method=M%u,GET%u\n", i, i, i % 3);
}

/* What most rules ask for does not tell them apart. */
static void by_the_rarest(char *out, size_t cap, unsigned i)
{
    (void)snprintf(out, cap, "/p/a all=1 /to/%u Country=cb,xx Method=GET,M77 Cookie=c%u,d%u\n", i,
                   i, i / 2);
}

static void by_nothing(char *out, size_t cap, unsigned i)
{
    (void)snprintf(out, cap, "/p/a /to/%u%s\n", i, i % 2 == 0 ? "" : " Method=GET");
}

static void rules_of_one_pattern_are_found_by_what_they_ask_for(void **state)
{
    (void)state;
    static void (*const lines[])(char *out, size_t cap, unsigned i) = {
        by_query, by_country, by_language, by_cookie, by_method, by_the_rarest, by_nothing};
    static const char *const fields[][2] = {{"Accept-Language", "ca-B7;q=0.5, fr;q=0"},
                                            {"Cookie", "a=b; c17=1;d20=2"}};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct carom_rules rules = many(1500, lines[i]);
        static const char *const methods[] = {"M77", "GET2", "GET"};
        for (size_t k = 0; k < sizeof methods / sizeof methods[0]; k++) {
            char target[] = "/p/a?all=0&id=33&all=1&id=34";
            struct carom_field own[2];
            struct carom_lookup lookup = lookup_of(target);
            for (size_t f = 0; f < 2; f++)
                own[f] = (struct carom_field){text_view(fields[f][0]), text_view(fields[f][1])};
            lookup.fields = own;
            lookup.field_count = 2;
            lookup.country = CAROM_LITERAL("Cb");
            lookup.method = text_view(methods[k]);
            size_t matches = compare(&rules, &lookup);
            assert_true(matches > 0 || lines[i] == by_method || lines[i] == by_the_rarest);
        }
        free_rules(&rules);
    }
}

static void by_captured_pair(char *out, size_t cap, unsigned i)
{
    (void)snprintf(out, cap, "/p/a k=:v l%u=:w /to/%u\n", i, i);
}

/* Neither pair alone tells a rule from many others. */
static void by_two_pairs(char *out, size_t cap, unsigned i)
{
    (void)snprintf(out, cap, "/p/a k%u=1 l%u=%s /to/%u\n", i % 30, i / 30,
                   i % 7 == 0 ? ":v" : "%7e", i);
}

/* Queries of many pairs, of which most rules find one and lack the other. */
static void pairs_of_a_long_query_are_found(void **state)
{
    (void)state;
    static void (*const lines[])(char *out, size_t cap, unsigned i) = {by_captured_pair,
                                                                       by_two_pairs};
    static const char *const keys[] = {"l", "%6c", "k", "k"};
    static const char *const values[] = {"=~", "=%7E", "=1", "=", ""};
    uint32_t random = 5;
    size_t matches = 0;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct carom_rules rules = many(900, lines[i]);
        for (int request = 0; request < 40; request++) {
            char target[1024] = "/p/a?k=1&";
            size_t len = strlen(target);
            for (uint32_t k = 0, count = next_random(&random) % 60; k < count; k++) {
                int added =
                    snprintf(target + len, sizeof target - len, "%s%u%s&", PICK(&random, keys),
                             (unsigned)(next_random(&random) % 35), PICK(&random, values));
                assert_true(added > 0 && (size_t)added < sizeof target - len);
                len += (size_t)added;
            }
            struct carom_lookup lookup = lookup_of(target);
            matches += compare(&rules, &lookup);
        }
        free_rules(&rules);
    }
    assert_true(matches > 100);
}

static void by_query_and_country(char *out, size_t cap, unsigned i)
{
    (void)snprintf(out, cap, "/p/a a=b /to/%u Country=%c%c\n", i, 'a' + (int)(i % 26),
                   'a' + (int)(i / 26));
}

static void by_cookie_and_language(char *out, size_t cap, unsigned i)
{
    (void)snprintf(out, cap, "/p/a /to/%u Cookie=a Language=ca-B%u\n", i, i);
}

/* Were the list looked at for each of them, this would take minutes with sanitizers. */
static void what_a_request_names_again_is_not_looked_at_again(void **state)
{
    (void)state;
    enum { TIMES = 2000 };
    static char target[sizeof "/p/a?" + 4 * TIMES] = "/p/a?";
    static char cookies[4 * TIMES + 1];
    for (size_t i = 0; i < TIMES; i++) {
        memcpy(target + strlen("/p/a?") + 4 * i, "a=b&", 4);
        memcpy(cookies + 4 * i, "a=b;", 4);
    }
    static void (*const lines[])(char *out, size_t cap, unsigned i) = {by_query_and_country,
                                                                       by_cookie_and_language};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        struct carom_rules rules = many(400, lines[i]);
        struct carom_field own[] = {{CAROM_LITERAL("Cookie"), text_view(cookies)},
                                    {CAROM_LITERAL("Accept-Language"), CAROM_LITERAL("ca-B399")}};
        struct carom_lookup lookup = lookup_of(target);
        struct carom_match match;
        lookup.country = CAROM_LITERAL("JP");
        lookup.fields = own;
        lookup.field_count = 2;
        assert_true(carom_rules_match(&rules, &lookup, 0, &match));
        assert_int_equal(match.rule, 399);
        free_rules(&rules);
    }
}

/* Nearly always `/a`, so that paths and patterns meet; now and then another, or none between slashes. */
static void add_run(struct text *text, uint32_t *state, uint32_t count, bool may_be_empty)
{
    static const char *const others[] = {"/b", "/%61", "/long-segment-with-more-than-one-word"};
    for (uint32_t i = 0; i < count; i++) {
        uint32_t drawn = next_random(state) % 64;
        if (drawn == 0 && may_be_empty)
            text_add(text, "/");
        text_add(text, drawn < 4 ? PICK(state, others) : "/a");
    }
}

/* A few, or about as many as a search keeps from each end of a path. */
static uint32_t deep_count(uint32_t *state)
{
    static const uint32_t about[] = {0, 1, 3, 60, 62, 124, 126};
    return about[next_random(state) % (sizeof about / sizeof about[0])] + next_random(state) % 6;
}

static void add_deep_rule(struct text *text, uint32_t *state)
{
    add_run(text, state, deep_count(state), false);
    text_add(text, next_random(state) % 3 == 0 ? "/:p" : "/*");
    add_run(text, state, deep_count(state), false);
    text_add(text, " /to 301\n");
}

static size_t compare_deep(enum carom_dialect dialect, uint32_t *random)
{
    enum { RULES = 30, PATHS = 30, PATH_CAP = 400 * 40 };
    size_t matches = 0;
    struct text text = text_begin((size_t)RULES * PATH_CAP);
    for (int i = 0; i < RULES; i++)
        add_deep_rule(&text, random);
    struct carom_rules rules = compile_in(dialect, &text);
    for (int i = 0; i < PATHS; i++) {
        struct text target = text_begin(PATH_CAP);
        add_run(&target, random, 1 + deep_count(random) + deep_count(random), true);
        text_add(&target, next_random(random) % 4 == 0 ? "/" : "");
        target.bytes[target.len] = '\0';
        struct carom_lookup lookup = lookup_of(target.bytes);
        matches += compare(&rules, &lookup);
        free(target.bytes);
    }
    free_rules(&rules);
    free(text.bytes);
    return matches;
}

static void deep_paths_are_searched_as_a_scan_does(void **state)
{
    (void)state;
    size_t matches = 0;
    uint32_t random = 3;
    for (int round = 0; round < 40; round++) {
        matches += compare_deep(CAROM_DIALECT_CAROM, &random);
        matches += compare_deep(CAROM_DIALECT_NETLIFY, &random);
    }
    assert_true(matches > 1000);
}

enum { SUBTAGS = 32 };

/* So many subtags of 1 to 8 bytes, in both cases: beginnings end at every place of a hash's words. */
static void long_tag(char *out, size_t cap, unsigned subtags)
{
    size_t len = 0;
    for (unsigned i = 0; i < subtags; i++)
        len += (size_t)snprintf(out + len, cap - len, "%s%.*s%c", i == 0 ? "" : "-",
                                (int)(i * 5 % 8), "aBcDeFg", 'a' + (int)(i % 26));
    assert_true(len < cap);
}

/* The longest tag first. */
static void by_beginning(char *out, size_t cap, unsigned i)
{
    char tag[9 * SUBTAGS];
    long_tag(tag, sizeof tag, SUBTAGS - i);
    int len = snprintf(out, cap, "/p/a /to/%u Language=%s\n", i, tag);
    assert_true(len > 0 && (size_t)len < cap);
}

static void a_language_is_found_by_each_of_its_beginnings(void **state)
{
    (void)state;
    struct carom_rules rules = many(SUBTAGS, by_beginning);
    for (unsigned subtags = 1; subtags <= SUBTAGS; subtags++) {
        char target[] = "/p/a";
        char tag[9 * SUBTAGS];
        long_tag(tag, sizeof tag, subtags);
        for (size_t i = 0; tag[i] != '\0'; i++) {
            if (tag[i] >= 'a' && tag[i] <= 'z' && i % 2 == 0)
                tag[i] = (char)(tag[i] - 'a' + 'A');
        }
        struct carom_field field = {CAROM_LITERAL("Accept-Language"), text_view(tag)};
        struct carom_lookup lookup = lookup_of(target);
        struct carom_match match;
        lookup.fields = &field;
        lookup.field_count = 1;
        assert_int_equal(compare(&rules, &lookup), subtags);
        assert_true(carom_rules_match(&rules, &lookup, 0, &match));
        assert_int_equal(match.rule, SUBTAGS - subtags);
    }
    free_rules(&rules);
}

static void static_line(char *out, size_t cap, unsigned i)
{
    (void)snprintf(out, cap, "/shop/item-%u /products/%u\n", i, i);
}

/* What of the file is not held, blanks, status and line end, makes room for the index. */
static void an_image_is_the_text_and_24_bytes_a_rule(void **state)
{
    (void)state;
    enum { COUNT = 50000 };
    size_t text_bytes = 0;
    for (unsigned i = 0; i < COUNT; i++) {
        char line[96];
        static_line(line, sizeof line, i);
        text_bytes += strlen(line);
    }
    struct carom_rules rules = many(COUNT, static_line);
    assert_true(rules.image_bytes <= text_bytes + 24 * (size_t)COUNT);
    free_rules(&rules);
}

static void a_path_without_a_rule_is_not_found(void **state)
{
    (void)state;
    struct carom_rules rules = many(50000, static_line);
    for (unsigned i = 50000; i < 60000; i++) {
        char target[64];
        (void)snprintf(target, sizeof target, "/shop/item-%u", i);
        struct carom_lookup lookup = lookup_of(target);
        struct carom_match match;
        assert_false(carom_rules_match(&rules, &lookup, 0, &match));
    }
    free_rules(&rules);
}

static void every_rule_is_read_by_its_index(void **state)
{
    (void)state;
    struct carom_rules rules = many(1000, static_line);
    for (unsigned i = 0; i < 1000; i++) {
        char from[64];
        struct carom_rule rule;
        (void)snprintf(from, sizeof from, "/shop/item-%u", i);
        assert_int_equal(carom_rules_rule(&rules, i, &rule), CAROM_OK);
        assert_true(carom_view_equal(rule.from, text_view(from)));
        assert_int_equal(rule.line, i + 1);
    }
    free_rules(&rules);
}

static void a_very_long_rule_is_kept_whole(void **state)
{
    (void)state;
    enum { LONG = 200000 };
    struct text text = text_begin(4 * LONG);
    size_t name_start;
    text_add(&text, "/:");
    name_start = text.len;
    memset(text.bytes + text.len, 'n', LONG);
    text.len += LONG;
    text_add(&text, " /x:");
    memcpy(text.bytes + text.len, text.bytes + name_start, LONG);
    text.len += LONG;
    text_add(&text, "/y\n/b /");
    memset(text.bytes + text.len, 'z', LONG);
    text.len += LONG;
    text_add(&text, "\n/c /d\n");
    struct carom_rules rules = compile(&text);
    struct exchange exchange;
    exchange_init(&exchange, "GET", "/v");
    struct carom_buf scratch = {exchange.decided, sizeof exchange.decided, 0};
    assert_int_equal(carom_decide(&rules, &exchange.request, &scratch, &exchange.decision),
                     CAROM_OK);
    assert_true(carom_view_equal(exchange.decision.location, CAROM_LITERAL("/xv/y")));
    struct carom_rule rule;
    assert_int_equal(carom_rules_rule(&rules, 1, &rule), CAROM_OK);
    assert_int_equal(rule.to.len, LONG + 1);
    assert_int_equal(carom_rules_rule(&rules, 2, &rule), CAROM_OK);
    assert_true(carom_view_equal(rule.to, CAROM_LITERAL("/d")));
    free_rules(&rules);
    free(text.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_index_finds_what_a_scan_finds),
        cmocka_unit_test(rules_of_one_pattern_are_found_by_what_they_ask_for),
        cmocka_unit_test(what_a_request_names_again_is_not_looked_at_again),
        cmocka_unit_test(pairs_of_a_long_query_are_found),
        cmocka_unit_test(deep_paths_are_searched_as_a_scan_does),
        cmocka_unit_test(a_language_is_found_by_each_of_its_beginnings),
        cmocka_unit_test(an_image_is_the_text_and_24_bytes_a_rule),
        cmocka_unit_test(a_path_without_a_rule_is_not_found),
        cmocka_unit_test(every_rule_is_read_by_its_index),
        cmocka_unit_test(a_very_long_rule_is_kept_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
