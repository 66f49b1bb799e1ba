/*
 * A rule that is reported as dead is dead: of thousands of small random rule sets, every request that can be
 * made of their few segments and conditions is decided.
 */
#include "lint_support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RULES_MAX = 6, PATHS_MAX = 256, PATH_BYTES = 24, SETS = 250 };

/* The splitmix64 generator: the same sets everywhere. */
static uint64_t next_random(uint64_t *state)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static size_t below(uint64_t *state, size_t count)
{
    return (size_t)(next_random(state) % count);
}

/* A text that grows in a buffer that suffices. */
struct text {
    char bytes[2048];
    size_t len;
};

static void add(struct text *text, const char *piece)
{
    size_t len = strlen(piece);
    assert_true(text->len + len < sizeof text->bytes);
    memcpy(text->bytes + text->len, piece, len + 1);
    text->len += len;
}

#define PICK(state, list) (list)[below((state), sizeof(list) / sizeof((list)[0]))]

/* What all rules of a set are made of: few things, so that rules meet. */
struct recipe {
    enum carom_dialect dialect;
    bool hosts, queries, lists;
};

static void add_from(struct text *text, uint64_t *state, const struct recipe *recipe)
{
    static const char *const hosts[] = {"", "", "http://h", "https://h", "http://g"};
    static const char *const carom[] = {"/a", "/a", "/b", "/:x", "/:y", "/*", "/%61", "/"};
    static const char *const netlify[] = {"/a", "/a", "/b", "/:x", "/:y", "/*", "/a*", "/"};
    static const char *const cloudflare[] = {"/a",    "/b",   "/:x", "/:y",  "/*", "/a*",
                                             "/:x-b", "/a:y", "/",   "/b:x", "/*b"};
    size_t count = 1 + below(state, 3);
    if (recipe->hosts)
        add(text, PICK(state, hosts));
    for (size_t i = 0; i < count; i++) {
        if (recipe->dialect == CAROM_DIALECT_CLOUDFLARE)
            add(text, PICK(state, cloudflare));
        else if (recipe->dialect == CAROM_DIALECT_NETLIFY)
            add(text, PICK(state, netlify));
        else
            add(text, PICK(state, carom));
    }
}

static void add_target(struct text *text, uint64_t *state, const struct recipe *recipe)
{
    static const char *const hosts[] = {" ", " ", " http://h", " https://h", " https://f"};
    static const char *const segments[] = {"/a",      "/b",  "/c", "/:x", "/:y",
                                           "/:splat", "/:q", "/",  "/%61"};
    static const char *const ends[] = {"", "", "", "?k=1", "#f"};
    static const char *const statuses[] = {"", " 301", " 302", " 303", " 307", " 308", " 200"};
    size_t count = 1 + below(state, 3);
    struct text target = {"", 0};
    add(&target, recipe->hosts ? PICK(state, hosts) : " ");
    for (size_t i = 0; i < count; i++)
        add(&target, PICK(state, segments));
    add(&target, PICK(state, ends));
    add(text, target.bytes);
    add(text, PICK(state, statuses));
    if (recipe->dialect != CAROM_DIALECT_CLOUDFLARE && below(state, 8) == 0)
        add(text, " 404");
}

static void add_conditions(struct text *text, uint64_t *state, const struct recipe *recipe)
{
    static const char *const carom[] = {"",
                                        "",
                                        " Method=GET",
                                        " Method=POST,GET",
                                        " Country=de",
                                        " Country=AT,de",
                                        " Language=de",
                                        " Language=de-at,fr",
                                        " Cookie=c",
                                        " Cookie=d,c",
                                        " Method=GET Country=de"};
    static const char *const netlify[] = {"",
                                          "",
                                          " Country=de",
                                          " Country=AT,de",
                                          " Language=de",
                                          " Language=de-at,fr",
                                          " Cookie=c",
                                          " Country=de Foo=bar"};
    if (recipe->lists && recipe->dialect == CAROM_DIALECT_CAROM)
        add(text, PICK(state, carom));
    else if (recipe->lists && recipe->dialect == CAROM_DIALECT_NETLIFY)
        add(text, PICK(state, netlify));
}

static void add_rule(struct text *text, uint64_t *state, const struct recipe *recipe)
{
    static const char *const pairs[] = {"", "", " k=1", " k=:q", " k=2", " j=1 k=:q", " j=:q"};
    struct text rule = {"", 0};
    add_from(&rule, state, recipe);
    if (recipe->queries)
        add(&rule, PICK(state, pairs));
    add_target(&rule, state, recipe);
    /* In netlify conditions stand behind a status. */
    if (recipe->lists && recipe->dialect == CAROM_DIALECT_NETLIFY)
        add(&rule, " 302");
    add_conditions(&rule, state, recipe);
    add(text, rule.bytes);
    add(text, "\n");
}

/* Rules of a set that compile by themselves. */
static void make_set(struct text *text, uint64_t *state, const struct recipe *recipe)
{
    size_t count = 2 + below(state, RULES_MAX - 1);
    text->len = 0;
    text->bytes[0] = '\0';
    for (size_t made = 0; made < count;) {
        struct text one = {"", 0};
        struct carom_rules rules;
        add_rule(&one, state, recipe);
        if (!compile_dialect(recipe->dialect, one.bytes, &rules))
            continue;
        free_rules(&rules);
        add(text, one.bytes);
        made++;
    }
}

/* All paths of at most three segments, some empty, with a slash behind and without. */
struct paths {
    size_t count;
    char bytes[PATHS_MAX][PATH_BYTES];
};

static void add_path(struct paths *out, const char *path)
{
    assert_true(out->count < PATHS_MAX && strlen(path) < PATH_BYTES);
    memcpy(out->bytes[out->count++], path, strlen(path) + 1);
}

static void make_paths(struct paths *out, enum carom_dialect dialect)
{
    enum { CHOICES = 5 };
    static const char *const choices_of[][CHOICES] = {
        [CAROM_DIALECT_CAROM] = {"a", "b", "", "a-b", "%61"},
        [CAROM_DIALECT_NETLIFY] = {"a", "b", "", "ab", "%61"},
        [CAROM_DIALECT_CLOUDFLARE] = {"a", "b", "", "ab-b", "ba"},
    };
    const char *const *segments = choices_of[dialect];
    size_t choices = 1;
    out->count = 0;
    for (size_t count = 1; count <= 3; count++) {
        choices *= CHOICES;
        for (size_t choice = 0; choice < choices; choice++) {
            size_t rest = choice;
            struct text path = {"", 0};
            for (size_t i = 0; i < count; i++, rest /= CHOICES) {
                add(&path, "/");
                add(&path, segments[rest % CHOICES]);
            }
            add_path(out, path.bytes);
            add(&path, "/");
            if (count < 3)
                add_path(out, path.bytes);
        }
    }
}

/* Notes which rules are said to be dead: with line numbers as indices, since each line is a rule. */
struct claims {
    enum carom_dialect dialect;
    bool is_dead[RULES_MAX + 2];
    uint32_t twin[RULES_MAX + 2]; /* netlify: of two the same rules, one is dead */
    size_t count;
};

static void note_claim(void *ctx, const struct carom_lint_finding *finding)
{
    struct claims *claims = ctx;
    if (finding->kind == CAROM_LINT_DUPLICATE && claims->dialect == CAROM_DIALECT_NETLIFY)
        claims->twin[finding->line] = finding->other_line;
    else if (finding->kind == CAROM_LINT_DUPLICATE || finding->kind == CAROM_LINT_UNREACHABLE)
        claims->is_dead[finding->line] = true;
    else
        return;
    claims->count++;
}

/* Everything a request can differ in beside its path. */
struct client {
    const char *query, *method, *scheme, *host, *country, *language, *cookie;
};

struct survey {
    struct carom_rules rules;
    struct carom_request request;
    struct carom_field fields[2];
    bool has_decided[RULES_MAX + 2];
};

static void decide(struct survey *survey, const char *path, const struct client *client)
{
    char target[2 * PATH_BYTES], scratch[512];
    struct carom_request *request = &survey->request;
    (void)snprintf(target, sizeof target, "%s%s", path, client->query);
    memset(request, 0, sizeof *request);
    request->method = text_view(client->method);
    request->scheme = text_view(client->scheme);
    request->authority = text_view(client->host);
    request->country = text_view(client->country);
    request->target = text_view(target);
    request->version = CAROM_HTTP_1_1;
    request->fields = survey->fields;
    if (client->language[0] != '\0')
        survey->fields[request->field_count++] =
            (struct carom_field){CAROM_LITERAL("Accept-Language"), text_view(client->language)};
    if (client->cookie[0] != '\0')
        survey->fields[request->field_count++] =
            (struct carom_field){CAROM_LITERAL("Cookie"), text_view(client->cookie)};
    struct carom_buf buf = {scratch, sizeof scratch, 0};
    struct carom_decision decision;
    assert_int_equal(carom_decide(&survey->rules, request, &buf, &decision), CAROM_OK);
    if (decision.has_rule)
        survey->has_decided[decision.line] = true;
}

static const char *const no_query[] = {"", "?k=1"};
static const char *const queries[] = {"", "?k=1", "?k=2", "?j=1&k=3", "?j=2"};
static const char *const one_method[] = {"GET"};
static const char *const methods[] = {"GET", "POST"};
static const char *const nothing[] = {""};
static const char *const origins[] = {"", "http://h", "https://h", "http://g", "https://f"};
static const char *const countries[] = {"", "de", "at"};
static const char *const languages[] = {"", "de", "de-at", "fr"};
static const char *const cookies[] = {"", "c=1"};

struct choices {
    const char *const *texts;
    size_t count;
};

#define CHOICES_OF(flag, many, few)                                                                \
    ((flag) ? (struct choices){(many), sizeof(many) / sizeof((many)[0])}                           \
            : (struct choices){(few), sizeof(few) / sizeof((few)[0])})

enum { AXES = 6 };

/* Decides every path for one of the clients, which the number spells in the axes' choices. */
static void decide_for(struct survey *survey, const struct paths *paths, const struct choices *axes,
                       size_t number)
{
    const char *chosen[AXES];
    for (size_t i = 0; i < AXES; i++) {
        chosen[i] = axes[i].texts[number % axes[i].count];
        number /= axes[i].count;
    }
    const char *host = strstr(chosen[2], "://");
    struct client client = {chosen[0], chosen[1], "", "", chosen[3], chosen[4], chosen[5]};
    if (host != NULL) {
        client.scheme = strncmp(chosen[2], "https", 5) == 0 ? "https" : "http";
        client.host = host + 3;
    }
    for (size_t i = 0; i < paths->count; i++)
        decide(survey, paths->bytes[i], &client);
}

static void decide_all(struct survey *survey, const struct paths *paths,
                       const struct recipe *recipe)
{
    bool is_carom = recipe->dialect == CAROM_DIALECT_CAROM;
    const struct choices axes[AXES] = {
        CHOICES_OF(recipe->queries, queries, no_query),
        CHOICES_OF(is_carom, methods, one_method),
        CHOICES_OF(recipe->hosts, origins, nothing),
        CHOICES_OF(recipe->lists, countries, nothing),
        CHOICES_OF(recipe->lists, languages, nothing),
        CHOICES_OF(recipe->lists, cookies, nothing),
    };
    size_t clients = 1;
    for (size_t i = 0; i < AXES; i++)
        clients *= axes[i].count;
    for (size_t i = 0; i < clients; i++)
        decide_for(survey, paths, axes, i);
}

static void check_claims(const struct claims *claims, const struct survey *survey,
                         const struct text *text)
{
    for (uint32_t line = 1; line < RULES_MAX + 2; line++) {
        uint32_t twin = claims->twin[line];
        bool is_wrong = (claims->is_dead[line] && survey->has_decided[line]) ||
                        (twin > 0 && survey->has_decided[line] && survey->has_decided[twin]);
        if (is_wrong)
            print_error("line %u decides, in\n%s", (unsigned)line, text->bytes);
        assert_false(is_wrong);
    }
}

/* How many claims were made and, of the rules that never decided, how many were found. */
static void check_dialect(enum carom_dialect dialect, size_t claims_at_least)
{
    uint64_t state = 4 + (uint64_t)dialect;
    size_t claimed = 0;
    static struct paths paths;
    make_paths(&paths, dialect);
    for (size_t i = 0; i < SETS; i++) {
        bool can = dialect != CAROM_DIALECT_CLOUDFLARE;
        struct recipe recipe = {dialect, can && i % 4 == 1, can && i % 4 == 2, can && i % 4 == 3};
        struct counting_allocator counts = {0, 0, 0, 0};
        struct claims claims = {.dialect = dialect};
        struct carom_lint_options options = {counting_allocator(&counts), note_claim, &claims};
        struct survey survey;
        struct text text;
        memset(&survey, 0, sizeof survey);
        make_set(&text, &state, &recipe);
        if (!compile_dialect(dialect, text.bytes, &survey.rules))
            continue; /* rules that cannot stand together */
        assert_int_equal(carom_lint(&survey.rules, &options), CAROM_OK);
        if (claims.count > 0)
            decide_all(&survey, &paths, &recipe);
        check_claims(&claims, &survey, &text);
        claimed += claims.count;
        free_rules(&survey.rules);
    }
    print_message("%zu rules were said to be dead\n", claimed);
    assert_true(claimed >= claims_at_least);
}

static void no_request_reaches_what_is_reported_in_carom(void **state)
{
    (void)state;
    check_dialect(CAROM_DIALECT_CAROM, SETS / 4);
}

static void no_request_reaches_what_is_reported_in_netlify(void **state)
{
    (void)state;
    check_dialect(CAROM_DIALECT_NETLIFY, SETS / 4);
}

static void no_request_reaches_what_is_reported_in_cloudflare(void **state)
{
    (void)state;
    check_dialect(CAROM_DIALECT_CLOUDFLARE, SETS / 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_request_reaches_what_is_reported_in_carom),
        cmocka_unit_test(no_request_reaches_what_is_reported_in_netlify),
        cmocka_unit_test(no_request_reaches_what_is_reported_in_cloudflare),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
