#include "cases.h"

#include "follow_case.h"
#include "freshness_case.h"

static bool prepare_one(const char *file, struct workload *out)
{
    (void)file;
    return workload_single("/blog/2019/03/introducing-webhooks /news/introducing-webhooks 307\n",
                           "/blog/2019/03/introducing-webhooks", "/news/introducing-webhooks", out);
}

static bool prepare_placeholder(const char *file, struct workload *out)
{
    (void)file;
    return workload_single("/blog/:year/:month/:slug /news/:year/:slug 307\n",
                           "/blog/2019/03/introducing-webhooks", "/news/2019/introducing-webhooks",
                           out);
}

static bool prepare_splat(const char *file, struct workload *out)
{
    (void)file;
    return workload_single("/docs/v1/* https://docs.example.com/:splat 307\n",
                           "/docs/v1/guide/getting-started",
                           "https://docs.example.com/guide/getting-started", out);
}

static bool prepare_thousand(const char *file, struct workload *out)
{
    (void)file;
    return workload_thousand(out);
}

const struct micro_case micro_cases[] = {
    {.name = "one",
     .description = "decide and respond, one static rule",
     .steps = STEP_BOTH,
     .prepare = prepare_one},
    {.name = "one-decide",
     .description = "decide alone, one static rule",
     .steps = STEP_DECIDE,
     .prepare = prepare_one},
    {.name = "one-respond",
     .description = "respond alone, one static rule",
     .steps = STEP_RESPOND,
     .prepare = prepare_one},
    {.name = "placeholder",
     .description = "decide and respond, one rule with three placeholders",
     .steps = STEP_BOTH,
     .prepare = prepare_placeholder},
    {.name = "splat",
     .description = "decide and respond, one rule with a splat",
     .steps = STEP_BOTH,
     .prepare = prepare_splat},
    {.name = "thousand",
     .description = "decide and respond, 1,000 static rules, Zipf-like",
     .steps = STEP_BOTH,
     .prepare = prepare_thousand},
    {.name = "site",
     .description = "decide and respond, the rules file of --rules, Zipf-like",
     .steps = STEP_BOTH,
     .needs_file = true,
     .prepare = workload_site},
    {.name = "url",
     .description = "read and write a URL as browsers do, all shapes in turn",
     .kind = MICRO_READER,
     .reading = &url_readings[0],
     .reader = 0},
    {.name = "url-libcurl",
     .description = "the same by libcurl",
     .kind = MICRO_READER,
     .reading = &url_readings[0],
     .reader = 2},
    {.name = "url-uriparser",
     .description = "the same by liburiparser, without normalising",
     .kind = MICRO_READER,
     .reading = &url_readings[0],
     .reader = 3},
    {.name = "uri",
     .description = "parse a URI by RFC 3986, all shapes in turn",
     .kind = MICRO_READER,
     .reading = &url_readings[1],
     .reader = 0},
    {.name = "uri-uriparser",
     .description = "the same by liburiparser",
     .kind = MICRO_READER,
     .reading = &url_readings[1],
     .reader = 1},
    {.name = "uri-normalise",
     .description = "parse, normalise and write a URI by RFC 3986, all shapes in turn",
     .kind = MICRO_READER,
     .reading = &url_readings[2],
     .reader = 0},
    {.name = "uri-normalise-uriparser",
     .description = "the same by liburiparser",
     .kind = MICRO_READER,
     .reading = &url_readings[2],
     .reader = 1},
    {.name = "follow-same-origin",
     .description = "decide a 302 with a whole URL of the same origin",
     .kind = MICRO_CLIENT,
     .measure = measure_follow_same_origin},
    {.name = "follow-same-origin-url",
     .description = "of this, reading the URL",
     .kind = MICRO_CLIENT,
     .measure = measure_location_same_origin},
    {.name = "follow-cross-origin",
     .description = "decide a 302 with a whole URL of another origin",
     .kind = MICRO_CLIENT,
     .measure = measure_follow_cross_origin},
    {.name = "follow-cross-origin-url",
     .description = "of this, reading the URL",
     .kind = MICRO_CLIENT,
     .measure = measure_location_cross_origin},
    {.name = "follow-relative",
     .description = "decide a 302 with an absolute path",
     .kind = MICRO_CLIENT,
     .measure = measure_follow_relative},
    {.name = "follow-relative-url",
     .description = "of this, reading the URL",
     .kind = MICRO_CLIENT,
     .measure = measure_location_relative},
    {.name = "freshness",
     .description = "for how long a 307 with nine fields is fresh",
     .kind = MICRO_CLIENT,
     .measure = measure_freshness},
    {.name = "date",
     .description = "of this, reading its Date",
     .kind = MICRO_CLIENT,
     .measure = measure_date},
    {.name = "url-peers",
     .description = "each URL shape by itself, Carom and its peers side by side",
     .kind = MICRO_READINGS},
    {.name = "linear",
     .description = "long and hostile URLs: what a byte costs at 1 KB, 64 KB and 1 MB",
     .kind = MICRO_LINEAR},
    {.name = "lint",
     .description = "rules that never decide, chains and more, in 45,000 rules and in hostile sets",
     .kind = MICRO_LINT},
};

const size_t micro_case_count = sizeof(micro_cases) / sizeof(micro_cases[0]);
