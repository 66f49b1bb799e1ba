#include "cases.h"

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
    {"one", "decide and respond, one static rule", STEP_BOTH, false, prepare_one},
    {"one-decide", "decide alone, one static rule", STEP_DECIDE, false, prepare_one},
    {"one-respond", "respond alone, one static rule", STEP_RESPOND, false, prepare_one},
    {"placeholder", "decide and respond, one rule with three placeholders", STEP_BOTH, false,
     prepare_placeholder},
    {"splat", "decide and respond, one rule with a splat", STEP_BOTH, false, prepare_splat},
    {"thousand", "decide and respond, 1,000 static rules, Zipf-like", STEP_BOTH, false,
     prepare_thousand},
    {"site", "decide and respond, the rules file of --rules, Zipf-like", STEP_BOTH, true,
     workload_site},
};

const size_t micro_case_count = sizeof(micro_cases) / sizeof(micro_cases[0]);
