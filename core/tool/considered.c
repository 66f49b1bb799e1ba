#include "considered.h"

#include "buffer.h"

#include "carom/load.h"
#include "carom/url.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char out_of_memory_text[] = "out of memory";
static const char damaged_text[] = "the rule image is damaged: make it again with `carom compile`";

static void split_target(struct carom_view target, struct carom_lookup *lookup)
{
    const char *question = target.len > 0 ? memchr(target.ptr, '?', target.len) : NULL;
    lookup->path = target;
    if (question != NULL) {
        lookup->path.len = (size_t)(question - target.ptr);
        lookup->has_query = true;
        lookup->query = carom_view_of(question + 1, target.len - lookup->path.len - 1);
    }
}

/* In cloudflare the request's URL is what the URL Standard makes of it. */
static const char *rewrite_as_url(struct considering *considering)
{
    struct carom_view target = considering->request->target;
    struct carom_buf *url_text = &considering->url_text, *memory = &considering->memory;
    struct carom_url url;
    enum carom_result result = CAROM_ERR_NOMEM;
    if (buffer_append(url_text, "https://request.invalid", sizeof "https://request.invalid" - 1) &&
        buffer_append(url_text, target.ptr, target.len)) {
        do {
            memory->len = 0;
            result = carom_url_parse(carom_view_of(url_text->ptr, url_text->len), NULL, NULL,
                                     memory, &url);
        } while (result == CAROM_ERR_NOSPACE && buffer_make_room(memory) == CAROM_OK);
    }
    if (result != CAROM_OK)
        return out_of_memory_text;
    considering->lookup.path = url.path;
    considering->lookup.has_query = url.query.len > 0; /* an empty one is none */
    considering->lookup.query = url.query;
    return NULL;
}

const char *considering_start(struct considering *considering)
{
    const struct carom_request *request = considering->request;
    considering->lookup = (struct carom_lookup){
        .method = request->method,
        .scheme = request->scheme,
        .authority = request->authority,
        .country = request->country,
        .fields = request->fields,
        .field_count = request->field_count,
    };
    /* `*` and what CONNECT asks for are outside the rules. */
    bool is_outside = request->target.len == 0 || request->target.ptr[0] != '/' ||
                      carom_view_equal(request->method, CAROM_LITERAL("CONNECT"));
    considering->next = 0;
    considering->end = is_outside ? 0 : carom_rules_count(considering->rules);
    if (considering->decision->has_rule)
        considering->end = considering->decision->rule + 1;
    split_target(request->target, &considering->lookup);
    if (!is_outside && carom_rules_dialect(considering->rules) == CAROM_DIALECT_CLOUDFLARE)
        return rewrite_as_url(considering);
    return NULL;
}

/* Whether a rule's path matches, whatever host it asks for. */
static bool path_matches(const struct considering *considering, const struct considered *considered)
{
    struct carom_lookup lookup = considering->lookup;
    struct carom_match match;
    enum carom_mismatch why;
    lookup.scheme = considered->rule.scheme;
    lookup.authority = considered->rule.host;
    return carom_rules_try(considering->rules, &lookup, considered->number, &match, &why) ==
               CAROM_OK &&
           why != CAROM_MISMATCH_PATH;
}

/*
 * Whether the pattern of a rule that a later one stands in for has the path: what only that one would
 * tell, so that the pattern is asked alone.
 */
static bool superseded_path_matches(const struct considering *considering,
                                    const struct considered *considered)
{
    const struct carom_rule *rule = &considered->rule;
    struct carom_compile_options options = {carom_rules_dialect(considering->rules),
                                            carom_malloc_allocator(), NULL, NULL};
    struct carom_buf text = {NULL, 0, 0};
    struct carom_rules alone = {NULL, 0};
    struct carom_match match;
    bool matches = false;
    if (buffer_append(&text, rule->from.ptr, rule->from.len) && buffer_append(&text, " /", 2) &&
        carom_rules_compile(carom_view_of(text.ptr, text.len), &options, &alone) == CAROM_OK) {
        void *memory;
        matches = carom_rules_match(&alone, &considering->lookup, 0, &match);
        memcpy(&memory, &alone.image, sizeof memory);
        free(memory);
    }
    buffer_free(&text);
    return matches;
}

/* A mismatch of what is asked before the path is one of the path if that does not match either. */
static void look_at_path(const struct considering *considering, struct considered *considered)
{
    bool is_origin =
        considered->why == CAROM_MISMATCH_SCHEME || considered->why == CAROM_MISMATCH_HOST;
    if ((is_origin && !path_matches(considering, considered)) ||
        (considered->why == CAROM_MISMATCH_SUPERSEDED &&
         !superseded_path_matches(considering, considered)))
        considered->why = CAROM_MISMATCH_PATH;
}

const char *considering_next(struct considering *considering, struct considered *out, bool *more)
{
    const struct carom_decision *decision = considering->decision;
    *more = considering->next < considering->end;
    if (!*more)
        return NULL;
    out->number = considering->next++;
    if (carom_rules_rule(considering->rules, out->number, &out->rule) != CAROM_OK ||
        carom_rules_try(considering->rules, &considering->lookup, out->number, &out->match,
                        &out->why) != CAROM_OK)
        return damaged_text;
    out->outcome = CONSIDERED_MISMATCH;
    if (out->why != CAROM_MISMATCH_NONE) {
        look_at_path(considering, out);
    } else if (decision->has_rule && out->number == decision->rule) {
        out->outcome = CONSIDERED_DECIDES;
    } else if (carom_rules_dialect(considering->rules) == CAROM_DIALECT_NETLIFY) {
        out->outcome = CONSIDERED_OWN_PATHS;
        considering->end = considering->next;
    } else {
        out->outcome = CONSIDERED_LOOP;
    }
    return NULL;
}

const char *considered_word(const struct considered *considered)
{
    static const char *const words[] = {[CAROM_MISMATCH_NONE] = "matches",
                                        [CAROM_MISMATCH_SCHEME] = "scheme",
                                        [CAROM_MISMATCH_HOST] = "host",
                                        [CAROM_MISMATCH_PATH] = "path",
                                        [CAROM_MISMATCH_METHOD] = "method",
                                        [CAROM_MISMATCH_QUERY] = "query",
                                        [CAROM_MISMATCH_COUNTRY] = "country",
                                        [CAROM_MISMATCH_LANGUAGE] = "language",
                                        [CAROM_MISMATCH_COOKIE] = "cookie",
                                        [CAROM_MISMATCH_UNKNOWN] = "unknown_condition",
                                        [CAROM_MISMATCH_SUPERSEDED] = "superseded"};
    switch (considered->outcome) {
    case CONSIDERED_LOOP:
        return "loop";
    case CONSIDERED_OWN_PATHS:
        return "own_paths";
    case CONSIDERED_DECIDES:
        return "decides";
    case CONSIDERED_MISMATCH:
    default:
        return words[considered->why];
    }
}

/* Pieces of a sentence. */
struct sentence {
    struct carom_buf *out;
    bool failed;
};

static void say_view(struct sentence *sentence, struct carom_view view)
{
    if (!buffer_append(sentence->out, view.ptr, view.len))
        sentence->failed = true;
}

static void say(struct sentence *sentence, const char *text)
{
    say_view(sentence, carom_view_of(text, strlen(text)));
}

/* What the request has of something, or that it is not known. */
static void say_own(struct sentence *sentence, const char *what, struct carom_view own)
{
    say(sentence, what);
    if (own.len > 0) {
        say(sentence, " is ");
        say_view(sentence, own);
    } else {
        say(sentence, " is not known");
    }
}

static void say_list(struct sentence *sentence, const char *key, struct carom_view list)
{
    say(sentence, key);
    say(sentence, "=");
    say_view(sentence, list);
}

/* The request's fields of a name, as they came. */
static void say_fields(struct sentence *sentence, const struct considering *considering,
                       const char *name)
{
    const struct carom_lookup *lookup = &considering->lookup;
    bool any = false;
    for (size_t i = 0; i < lookup->field_count; i++) {
        const struct carom_field *field = &lookup->fields[i];
        if (field->name.len != strlen(name) ||
            strncasecmp(field->name.ptr, name, field->name.len) != 0)
            continue;
        say(sentence, any ? ", " : name);
        say(sentence, any ? "" : " is ");
        say_view(sentence, field->value);
        any = true;
    }
    if (!any) {
        say(sentence, "the request has no ");
        say(sentence, name);
    }
}

/*
 * Whether it is this pair that the query lacks: with all others added, the rule still asks for more. The
 * last of equal keys counts, so that what is added is what holds.
 */
static bool lacks_pair(const struct considering *considering, const struct considered *considered,
                       size_t pair)
{
    const struct carom_rule *rule = &considered->rule;
    struct carom_lookup lookup = considering->lookup;
    struct carom_buf query = {NULL, 0, 0};
    struct sentence sentence = {&query, false};
    say_view(&sentence, lookup.query);
    for (size_t i = 0; i < rule->query_count; i++) {
        if (i == pair)
            continue;
        say(&sentence, "&");
        say_view(&sentence, rule->query[i].name);
        say(&sentence, "=");
        say_view(&sentence, rule->query[i].value);
    }
    struct carom_match match;
    enum carom_mismatch why = CAROM_MISMATCH_NONE;
    lookup.has_query = true;
    lookup.query = carom_view_of(query.ptr, query.len);
    bool lacks = !sentence.failed &&
                 carom_rules_try(considering->rules, &lookup, considered->number, &match, &why) ==
                     CAROM_OK &&
                 why == CAROM_MISMATCH_QUERY;
    buffer_free(&query);
    return lacks;
}

static void say_pairs(struct sentence *sentence, const struct considering *considering,
                      const struct considered *considered)
{
    const struct carom_rule *rule = &considered->rule;
    const char *before = "the query has no pair ";
    for (size_t i = 0; i < rule->query_count; i++) {
        if (!lacks_pair(considering, considered, i))
            continue;
        say(sentence, before);
        say_view(sentence, rule->query[i].name);
        say(sentence, "=");
        if (rule->query_captures[i])
            say(sentence, "…");
        else
            say_view(sentence, rule->query[i].value);
        before = ", and none ";
    }
}

static void say_mismatch(struct sentence *sentence, const struct considering *considering,
                         const struct considered *considered)
{
    const struct carom_rule *rule = &considered->rule;
    switch (considered->why) {
    case CAROM_MISMATCH_SCHEME:
        say_own(sentence, "the request's scheme", considering->lookup.scheme);
        break;
    case CAROM_MISMATCH_HOST:
        say_own(sentence, "the request's host", considering->lookup.authority);
        break;
    case CAROM_MISMATCH_PATH:
        say(sentence, "its path does not match");
        break;
    case CAROM_MISMATCH_METHOD:
        say_list(sentence, "Method", rule->methods);
        say(sentence, " does not have ");
        say_view(sentence, considering->lookup.method);
        break;
    case CAROM_MISMATCH_QUERY:
        say_pairs(sentence, considering, considered);
        break;
    case CAROM_MISMATCH_COUNTRY:
        say_list(sentence, "Country", rule->countries);
        say_own(sentence, ": the request's country", considering->lookup.country);
        break;
    case CAROM_MISMATCH_LANGUAGE:
        say_list(sentence, "Language", rule->languages);
        say(sentence, ": ");
        say_fields(sentence, considering, "Accept-Language");
        break;
    case CAROM_MISMATCH_COOKIE:
        say_list(sentence, "Cookie", rule->cookies);
        say(sentence, ": ");
        say_fields(sentence, considering, "Cookie");
        break;
    case CAROM_MISMATCH_UNKNOWN:
        say(sentence, "it asks for something that is not known here, and never holds");
        break;
    case CAROM_MISMATCH_SUPERSEDED:
        say(sentence, "the same rule stands on a later line, and the last one counts");
        break;
    case CAROM_MISMATCH_NONE:
        break;
    }
}

bool considered_detail(const struct considering *considering, const struct considered *considered,
                       struct carom_buf *out)
{
    struct sentence sentence = {out, false};
    switch (considered->outcome) {
    case CONSIDERED_MISMATCH:
        say_mismatch(&sentence, considering, considered);
        break;
    case CONSIDERED_LOOP:
        say(&sentence, "it would only lead back to the request");
        break;
    case CONSIDERED_OWN_PATHS:
        say(&sentence, "it leads to paths of its own, and no later rule is asked");
        break;
    case CONSIDERED_DECIDES:
        say(&sentence, "it decides");
        break;
    }
    return !sentence.failed;
}

void considering_free(struct considering *considering)
{
    buffer_free(&considering->memory);
    buffer_free(&considering->url_text);
}
