#include "freshness_case.h"

#include "carom/date.h"
#include "carom/freshness.h"

/* When the answer came, 2019-03-04T08:49:37Z, how old it was then, and for how long it is kept. */
enum { CAME_S = 1551689377, AGE_S = 12, KEPT_S = 90 };

enum { ANSWER_FIELDS = 9, DATE_FIELD = 0 };

static const struct carom_field answer[ANSWER_FIELDS] = {
    {{"Date", 4}, {"Mon, 04 Mar 2019 08:49:37 GMT", 29}},
    {{"Server", 6}, {"nginx", 5}},
    {{"Content-Type", 12}, {"text/html; charset=utf-8", 24}},
    {{"Content-Length", 14}, {"138", 3}},
    {{"Location", 8}, {"https://www.example.com/news/2019/introducing-webhooks", 54}},
    {{"Cache-Control", 13}, {"public, max-age=3600", 20}},
    {{"Expires", 7}, {"Mon, 04 Mar 2019 09:49:37 GMT", 29}},
    {{"Vary", 4}, {"Accept-Encoding", 15}},
    {{"Age", 3}, {"12", 2}},
};

static size_t run_freshness(void *ctx, size_t iterations)
{
    const struct carom_stored *stored = ctx;
    size_t wrong = 0;
    for (size_t i = 0; i < iterations; i++) {
        struct carom_freshness freshness;
        enum carom_result result = carom_freshness_read(stored, &freshness);
        wrong += result != CAROM_OK || freshness.why != CAROM_STORABLE_EXPLICIT ||
                 freshness.fresh_s != 3600 - AGE_S - KEPT_S || freshness.vary != CAROM_VARY_FIELDS;
    }
    return wrong;
}

static size_t run_date(void *ctx, size_t iterations)
{
    const struct carom_field *date = ctx;
    size_t wrong = 0;
    for (size_t i = 0; i < iterations; i++) {
        int64_t unix_s;
        wrong += carom_date_read(date->value, CAME_S, &unix_s) != CAROM_OK || unix_s != CAME_S;
    }
    return wrong;
}

bool measure_freshness(const char *name, size_t iterations, struct measurement *out)
{
    struct carom_stored stored = {
        .method = CAROM_LITERAL("GET"),
        .status = 307,
        .fields = answer,
        .field_count = ANSWER_FIELDS,
        .request_s = CAME_S,
        .response_s = CAME_S,
        .now_s = CAME_S + KEPT_S,
    };
    struct loop loop = {run_freshness, &stored, 1, false};
    return loop_measure(name, &loop, iterations, out);
}

bool measure_date(const char *name, size_t iterations, struct measurement *out)
{
    struct carom_field date = answer[DATE_FIELD];
    struct loop loop = {run_date, &date, 1, false};
    return loop_measure(name, &loop, iterations, out);
}
