/*
 * Workloads with many requests: generated rules, and a rules file as sites have them.
 */
#include "random.h"
#include "workload.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { THOUSAND = 1000, LINE_MAX_BYTES = 160, PATH_MAX_BYTES = 1024 };

void workload_draw_zipf(struct workload *workload)
{
    uint64_t state = 307;
    double total = 0;
    for (size_t i = 0; i < workload->request_count; i++)
        total += 1.0 / (double)(i + 1);
    for (size_t i = 0; i < WORKLOAD_TURN; i++) {
        double drawn = random_unit(&state) * total;
        size_t rank = 0;
        while (rank + 1 < workload->request_count && drawn >= 1.0 / (double)(rank + 1)) {
            drawn -= 1.0 / (double)(rank + 1);
            rank++;
        }
        workload->order[i] = (uint16_t)rank;
    }
}

/* Popularity must not follow file order, which a scan of the rules would profit from. */
static void shuffle_requests(struct workload *workload)
{
    uint64_t state = 1945;
    for (size_t i = workload->request_count; i > 1; i--) {
        size_t other = (size_t)(random_next(&state) % i);
        struct workload_request kept = workload->requests[i - 1];
        workload->requests[i - 1] = workload->requests[other];
        workload->requests[other] = kept;
    }
}

static bool allocate(struct workload *workload, size_t requests, size_t text_bytes)
{
    workload->requests = calloc(requests, sizeof(*workload->requests));
    workload->text = malloc(text_bytes);
    if (workload->requests != NULL && workload->text != NULL)
        return true;
    fputs("carom-micro: not enough memory\n", stderr);
    workload_free(workload);
    return false;
}

/* Writes rule `number` as a line and notes its request. Returns the line's length. */
static size_t write_rule(struct workload *workload, size_t number, char *line)
{
    static const char *const sections[] = {"blog", "docs/v1", "de/support", "shop/item", "api/v1"};
    struct workload_request *request = &workload->requests[number];
    const char *section = sections[number % (sizeof(sections) / sizeof(sections[0]))];
    int path_len = snprintf(line, LINE_MAX_BYTES, "/%s/%zu/moved-page-%zu", section,
                            2000 + number % 25, number);
    int to_len = snprintf(line + path_len, LINE_MAX_BYTES - (size_t)path_len,
                          " /new/%s/page-%zu 307\n", section, number);
    request->request = workload_browser_request(carom_view_of(line, (size_t)path_len));
    request->status = 307;
    request->location = carom_view_of(line + path_len + 1, (size_t)to_len - 1 - strlen(" 307\n"));
    return (size_t)path_len + (size_t)to_len;
}

bool workload_thousand(struct workload *out)
{
    size_t used = 0;
    memset(out, 0, sizeof(*out));
    if (!allocate(out, THOUSAND, THOUSAND * LINE_MAX_BYTES))
        return false;
    for (size_t i = 0; i < THOUSAND; i++)
        used += write_rule(out, i, out->text + used);
    out->request_count = THOUSAND;
    if (!workload_compile(carom_view_of(out->text, used), &out->rules)) {
        workload_free(out);
        return false;
    }
    shuffle_requests(out);
    workload_draw_zipf(out);
    return true;
}

/*
 * A path that the pattern matches: the name of a placeholder for its value, two segments for a splat.
 * Returns its length, 0 when it would be longer than PATH_MAX_BYTES.
 */
static size_t example_path(struct carom_view pattern, char *out)
{
    static const char splat[] = "some/page";
    size_t used = 0;
    for (size_t i = 0; i < pattern.len; i++) {
        bool at_start = i > 0 && pattern.ptr[i - 1] == '/';
        if (used + sizeof(splat) > PATH_MAX_BYTES)
            return 0;
        if (at_start && pattern.ptr[i] == '*') {
            memcpy(out + used, splat, sizeof(splat) - 1);
            used += sizeof(splat) - 1;
        } else if (!at_start || pattern.ptr[i] != ':') {
            out[used++] = pattern.ptr[i];
        }
    }
    return used;
}

/* Adds the request for one rule. An earlier rule may win it; a later one or none is an error. */
static bool add_site_request(struct workload *workload, uint32_t index, char *path)
{
    struct workload_request *added = &workload->requests[workload->request_count];
    static char scratch_bytes[8192];
    struct carom_buf scratch = {scratch_bytes, sizeof(scratch_bytes), 0};
    struct carom_decision decision;
    struct carom_rule rule;
    if (carom_rules_rule(&workload->rules, index, &rule) != CAROM_OK)
        return false;
    if (rule.query_count > 0 || rule.methods.len > 0)
        return true;
    size_t path_len = example_path(rule.from, path);
    if (path_len == 0)
        return true;
    added->request = workload_browser_request(carom_view_of(path, path_len));
    if (carom_decide(&workload->rules, &added->request, &scratch, &decision) != CAROM_OK)
        return false;
    if (!decision.has_rule || decision.rule > index) {
        fprintf(stderr, "carom-micro: %.*s should match the rule of line %u or an earlier one\n",
                (int)path_len, path, (unsigned)rule.line);
        return false;
    }
    added->status = decision.status;
    workload->request_count++;
    return true;
}

bool workload_site(const char *file, struct workload *out)
{
    char message[CAROM_LOAD_MESSAGE_MAX];
    struct carom_load_options options = {.dialect = CAROM_DIALECT_CAROM};
    memset(out, 0, sizeof(*out));
    if (carom_load(file, &options, &out->loaded, message) != CAROM_OK) {
        fprintf(stderr, "carom-micro: %s: %s\n", file, message);
        return false;
    }
    out->rules = out->loaded.rules;
    uint32_t count = carom_rules_count(&out->rules);
    if (count == 0 || count > UINT16_MAX) {
        fprintf(stderr, "carom-micro: %s has %u rules; 1 to 65535 can be measured\n", file, count);
        workload_free(out);
        return false;
    }
    if (!allocate(out, count, (size_t)count * PATH_MAX_BYTES))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        if (!add_site_request(out, i, out->text + (size_t)i * PATH_MAX_BYTES)) {
            workload_free(out);
            return false;
        }
    }
    if (out->request_count == 0) {
        fprintf(stderr, "carom-micro: no rule of %s matches a plain GET\n", file);
        workload_free(out);
        return false;
    }
    shuffle_requests(out);
    workload_draw_zipf(out);
    return true;
}
