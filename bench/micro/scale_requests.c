#include "scale_requests.h"

#include "random.h"
#include "scale_write.h"
#include "workload.h"

#include "carom/decide.h"

#include <stdio.h>
#include <stdlib.h>

enum { SCRATCH_BYTES = 16384 };

/* A part of a sum, from 0 to all of it, the place that it was drawn for, and what it fell upon. */
struct scale_drawn {
    double part;
    size_t place;
    uint32_t number;
};

bool scale_requests_make(size_t count, struct scale_requests *out)
{
    memset(out, 0, sizeof(*out));
    out->text.cap = count * SCALE_LINE_MAX;
    out->text.ptr = malloc(out->text.cap);
    out->items = calloc(count, sizeof(*out->items));
    out->drawn = calloc(count, sizeof(*out->drawn));
    out->count = count;
    if (out->text.ptr != NULL && out->items != NULL && out->drawn != NULL)
        return true;
    fputs("carom-micro: not enough memory for the requests\n", stderr);
    scale_requests_free(out);
    return false;
}

void scale_requests_free(struct scale_requests *requests)
{
    free(requests->text.ptr);
    free(requests->items);
    free(requests->drawn);
    memset(requests, 0, sizeof(*requests));
}

static int by_part(const void *left, const void *right)
{
    const struct scale_drawn *a = left, *b = right;
    return (a->part > b->part) - (a->part < b->part);
}

static int by_place(const void *left, const void *right)
{
    const struct scale_drawn *a = left, *b = right;
    return (a->place > b->place) - (a->place < b->place);
}

/* Exactly by 1/k: the parts of the sum in order, and one walk along it. */
static void draw_zipf(struct scale_drawn *drawn, size_t count, uint32_t rules, uint64_t seed)
{
    double total = 0, sum = 0;
    size_t done = 0;
    for (uint32_t rank = 1; rank <= rules; rank++)
        total += 1.0 / rank;
    for (size_t i = 0; i < count; i++)
        drawn[i] = (struct scale_drawn){random_unit(&seed) * total, i, 0};
    qsort(drawn, count, sizeof(*drawn), by_part);
    for (uint32_t rank = 1; rank <= rules && done < count; rank++) {
        sum += 1.0 / rank;
        /* Each rank is a rule of its own: the factor is a prime above any number of rules. The last
         * one takes what rounding leaves. */
        while (done < count && (drawn[done].part < sum || rank == rules))
            drawn[done++].number = (uint32_t)((rank * (uint64_t)2654435761 + 307) % rules);
    }
    qsort(drawn, count, sizeof(*drawn), by_place);
}

void scale_requests_draw(struct scale_source source, enum scale_draw draw, uint64_t seed,
                         struct scale_requests *requests)
{
    uint32_t rules = source.set->rules;
    if (draw == DRAW_ZIPF)
        draw_zipf(requests->drawn, requests->count, rules, seed);
    requests->text.len = 0;
    for (size_t i = 0; i < requests->count; i++) {
        struct scale_request *request = &requests->items[i];
        uint32_t number =
            draw == DRAW_ZIPF ? requests->drawn[i].number : (uint32_t)(random_next(&seed) % rules);
        scale_write_request(source, number, &requests->text, request);
        if (draw == DRAW_MISSING) {
            put_text(&requests->text, "x");
            request->target_len++;
            request->rule = SCALE_NO_RULE;
        }
    }
}

double scale_requests_bytes(const struct scale_requests *requests)
{
    double total = 0;
    for (size_t i = 0; i < requests->count; i++)
        total += requests->items[i].target_len;
    return total / (double)requests->count;
}

/* Decides one request. In/Out: *asked, of which only what differs between requests is set. */
static bool decide(const struct scale_decisions *decisions, const struct scale_request *request,
                   struct carom_request *asked, struct carom_decision *decision)
{
    static char scratch_bytes[SCRATCH_BYTES];
    struct carom_buf scratch = {scratch_bytes, sizeof(scratch_bytes), 0};
    const char *text = decisions->requests->text.ptr + request->at;
    asked->target = carom_view_of(text, request->target_len);
    text += request->target_len;
    asked->method =
        request->method_len > 0 ? carom_view_of(text, request->method_len) : CAROM_LITERAL("GET");
    asked->country = carom_view_of(text + request->method_len, request->country_len);
    if (carom_decide(&decisions->rules, asked, &scratch, decision) != CAROM_OK)
        return false;
    return decision->has_rule ? decision->rule == request->rule : request->rule == SCALE_NO_RULE;
}

static size_t run_decisions(void *ctx, size_t iterations)
{
    struct scale_decisions *decisions = ctx;
    const struct scale_requests *requests = decisions->requests;
    struct carom_request asked = workload_browser_request(CAROM_LITERAL("/"));
    struct carom_decision decision;
    size_t wrong = 0;
    for (size_t i = 0; i < iterations; i++) {
        wrong += !decide(decisions, &requests->items[decisions->next], &asked, &decision);
        if (++decisions->next == requests->count)
            decisions->next = 0;
    }
    return wrong;
}

struct loop scale_loop(struct scale_decisions *decisions)
{
    struct loop loop = {run_decisions, decisions, decisions->requests->count, false};
    return loop;
}

bool scale_decides_as_expected(struct scale_source source, const struct scale_decisions *decisions)
{
    struct carom_request asked = workload_browser_request(CAROM_LITERAL("/"));
    struct carom_decision decision;
    char name[SCALE_NAME_MAX];
    for (size_t i = 0; i < decisions->requests->count; i++) {
        const struct scale_request *request = &decisions->requests->items[i];
        bool right = decide(decisions, request, &asked, &decision);
        bool redirected = decision.action == CAROM_ACTION_REDIRECT && decision.location.len > 0;
        if (right && redirected == (request->rule != SCALE_NO_RULE))
            continue;
        scale_source_name(source, name);
        fprintf(stderr, "carom-micro: %s: %.*s %.*s should be decided by rule %ld, not by %ld\n",
                name, (int)asked.method.len, asked.method.ptr, (int)asked.target.len,
                asked.target.ptr, request->rule == SCALE_NO_RULE ? -1L : (long)request->rule,
                decision.has_rule ? (long)decision.rule : -1L);
        return false;
    }
    return true;
}
