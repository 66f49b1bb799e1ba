#include "follow_case.h"

#include "carom/follow.h"

#include <stdio.h>
#include <string.h>

enum { URL_BYTES = 1024, ANSWER_FIELDS = 8, LOCATION_FIELD = 5 };

static const char asked_url[] =
    "https://www.example.com/blog/2019/03/introducing-webhooks?ref=feed";

/* A redirect, the URL that it leads to, and whether that has another origin. */
struct redirect {
    const char *location;
    const char *next;
    bool crosses_origin;
};

static const struct redirect same_origin = {
    "https://www.example.com/news/2019/introducing-webhooks",
    "https://www.example.com/news/2019/introducing-webhooks", false};
static const struct redirect cross_origin = {"https://news.example.net/2019/introducing-webhooks",
                                             "https://news.example.net/2019/introducing-webhooks",
                                             true};
static const struct redirect relative = {"/news/2019/introducing-webhooks",
                                         "https://www.example.com/news/2019/introducing-webhooks",
                                         false};

/* An exchange that is decided again and again. */
struct exchange {
    struct carom_url url;
    struct carom_field answer[ANSWER_FIELDS];
    struct carom_sent request;
    struct carom_answered response;
    const struct carom_policy *policy;
    struct carom_view next;
    bool crosses_origin;
};

static struct carom_view text_of(const char *text)
{
    return carom_view_of(text, strlen(text));
}

static void set_answer(struct exchange *exchange, const char *location)
{
    static const struct carom_field answer[ANSWER_FIELDS] = {
        {{"Date", 4}, {"Mon, 04 Mar 2019 08:49:37 GMT", 29}},
        {{"Server", 6}, {"nginx", 5}},
        {{"Content-Type", 12}, {"text/html; charset=utf-8", 24}},
        {{"Content-Length", 14}, {"138", 3}},
        {{"Connection", 10}, {"keep-alive", 10}},
        {{"Location", 8}, {NULL, 0}},
        {{"Cache-Control", 13}, {"max-age=300", 11}},
        {{"Strict-Transport-Security", 25}, {"max-age=31536000", 16}},
    };
    memcpy(exchange->answer, answer, sizeof answer);
    exchange->answer[LOCATION_FIELD].value = text_of(location);
}

static bool prepare(const struct redirect *redirect, struct exchange *out)
{
    static const struct carom_field asked[] = {
        {{"Accept", 6}, {"text/html", 9}},
        {{"Authorization", 13}, {"Basic eDp5", 10}},
        {{"Cookie", 6}, {"a=b", 3}},
    };
    static char bytes[URL_BYTES];
    struct carom_buf buf = {bytes, sizeof bytes, 0};
    set_answer(out, redirect->location);
    out->request = (struct carom_sent){CAROM_LITERAL("GET"), &out->url, asked, 3, CAROM_BODY_NONE};
    out->response = (struct carom_answered){302, out->answer, ANSWER_FIELDS};
    out->policy = carom_policy_at(0);
    out->next = text_of(redirect->next);
    out->crosses_origin = redirect->crosses_origin;
    return carom_url_parse(text_of(asked_url), NULL, NULL, &buf, &out->url) == CAROM_OK;
}

static bool is_right(const struct exchange *exchange, const struct carom_next *next)
{
    bool drops = (next->drop & (uint32_t)CAROM_DROP_AUTHORIZATION) != 0;
    return next->action == CAROM_FOLLOW_GO && next->crosses_origin == exchange->crosses_origin &&
           drops == exchange->crosses_origin &&
           carom_view_equal(next->method, CAROM_LITERAL("GET")) &&
           carom_view_equal(next->url.href, exchange->next);
}

/* Without the array, of which nothing counts. */
static void begin_chain(struct carom_chain *chain)
{
    chain->count = chain->dropped = chain->domain_len = chain->seen_count = 0;
    chain->has_left = chain->is_temporary = false;
}

static size_t run_follow(void *ctx, size_t iterations)
{
    static char bytes[URL_BYTES];
    static struct carom_chain chain;
    const struct exchange *exchange = ctx;
    size_t wrong = 0;
    for (size_t i = 0; i < iterations; i++) {
        struct carom_buf buf = {bytes, sizeof bytes, 0};
        struct carom_next next;
        begin_chain(&chain);
        enum carom_result result = carom_follow(exchange->policy, &exchange->request,
                                                &exchange->response, NULL, &chain, &buf, &next);
        wrong += result != CAROM_OK || chain.count != 1 || !is_right(exchange, &next);
    }
    return wrong;
}

static size_t run_location(void *ctx, size_t iterations)
{
    static char bytes[URL_BYTES];
    const struct exchange *exchange = ctx;
    struct carom_view location = exchange->answer[LOCATION_FIELD].value;
    size_t wrong = 0;
    for (size_t i = 0; i < iterations; i++) {
        struct carom_buf buf = {bytes, sizeof bytes, 0};
        struct carom_url url;
        wrong += carom_url_parse(location, &exchange->url, NULL, &buf, &url) != CAROM_OK ||
                 !carom_view_equal(url.href, exchange->next);
    }
    return wrong;
}

static bool measure(const char *name, const struct redirect *redirect,
                    size_t (*run)(void *ctx, size_t iterations), size_t iterations,
                    struct measurement *out)
{
    struct exchange exchange;
    struct loop loop = {run, &exchange, 1, false};
    if (!prepare(redirect, &exchange)) {
        fprintf(stderr, "carom-micro: %s: %s was not read\n", name, asked_url);
        return false;
    }
    return loop_measure(name, &loop, iterations, out);
}

bool measure_follow_same_origin(const char *name, size_t iterations, struct measurement *out)
{
    return measure(name, &same_origin, run_follow, iterations, out);
}

bool measure_follow_cross_origin(const char *name, size_t iterations, struct measurement *out)
{
    return measure(name, &cross_origin, run_follow, iterations, out);
}

bool measure_follow_relative(const char *name, size_t iterations, struct measurement *out)
{
    return measure(name, &relative, run_follow, iterations, out);
}

bool measure_location_same_origin(const char *name, size_t iterations, struct measurement *out)
{
    return measure(name, &same_origin, run_location, iterations, out);
}

bool measure_location_cross_origin(const char *name, size_t iterations, struct measurement *out)
{
    return measure(name, &cross_origin, run_location, iterations, out);
}

bool measure_location_relative(const char *name, size_t iterations, struct measurement *out)
{
    return measure(name, &relative, run_location, iterations, out);
}
