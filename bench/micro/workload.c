#include "workload.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    /* Generated rules are a million times wrong, if they are wrong. */
    PROBLEMS_SHOWN_MAX = 3
};

static void print_problem(void *ctx, const struct carom_diagnostic *diagnostic)
{
    size_t *count = ctx;
    if ((*count)++ >= PROBLEMS_SHOWN_MAX)
        return;
    fprintf(stderr, "carom-micro: line %u of the rules: %.*s\n", (unsigned)diagnostic->line,
            (int)diagnostic->message.len, diagnostic->message.ptr);
}

bool workload_compile(struct carom_view text, struct carom_rules *out)
{
    size_t problems = 0;
    struct carom_compile_options options = {
        .dialect = CAROM_DIALECT_CAROM,
        .allocator = carom_malloc_allocator(),
        .report = print_problem,
        .report_ctx = &problems,
    };
    enum carom_result result = carom_rules_compile(text, &options, out);
    if (result != CAROM_OK) {
        struct carom_view name = carom_result_name(result);
        fprintf(stderr, "carom-micro: the rules do not compile: %.*s\n", (int)name.len, name.ptr);
        return false;
    }
    return true;
}

struct carom_request workload_browser_request(struct carom_view path)
{
    static const struct carom_field fields[] = {
        {{"User-Agent", 10},
         {"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", 70}},
        {{"Accept", 6}, {"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", 63}},
        {{"Accept-Language", 15}, {"en-US,en;q=0.5", 14}},
        {{"Accept-Encoding", 15}, {"gzip, deflate", 13}},
    };
    struct carom_request request = {
        .method = CAROM_LITERAL("GET"),
        .scheme = CAROM_LITERAL("http"),
        .authority = CAROM_LITERAL("www.example.com"),
        .target = path,
        .version = CAROM_HTTP_1_1,
        .fields = fields,
        .field_count = sizeof(fields) / sizeof(fields[0]),
    };
    return request;
}

bool workload_single(const char *rules, const char *path, const char *location,
                     struct workload *out)
{
    memset(out, 0, sizeof(*out));
    if (!workload_compile(carom_view_of(rules, strlen(rules)), &out->rules))
        return false;
    out->requests = calloc(1, sizeof(*out->requests));
    if (out->requests == NULL) {
        fputs("carom-micro: not enough memory\n", stderr);
        workload_free(out);
        return false;
    }
    out->request_count = 1;
    out->requests[0].request = workload_browser_request(carom_view_of(path, strlen(path)));
    out->requests[0].status = 307;
    out->requests[0].location = carom_view_of(location, strlen(location));
    return true;
}

void workload_free_rules(struct carom_rules *rules)
{
    struct carom_allocator allocator = carom_malloc_allocator();
    /* The image was given by this allocator as writable memory; the rule set only reads it. */
    if (rules->image != NULL)
        (void)allocator.resize(allocator.ctx, (void *)(uintptr_t)rules->image, rules->image_bytes,
                               0);
    memset(rules, 0, sizeof(*rules));
}

void workload_free(struct workload *workload)
{
    if (workload->loaded.rules.image != NULL)
        carom_unload(&workload->loaded);
    else
        workload_free_rules(&workload->rules);
    free(workload->requests);
    free(workload->text);
    memset(workload, 0, sizeof(*workload));
}
