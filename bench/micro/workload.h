/*
 * A rule set, the requests that are asked of it, and the answers that they must get.
 */
#ifndef CAROM_MICRO_WORKLOAD_H
#define CAROM_MICRO_WORKLOAD_H

#include "carom/decide.h"
#include "carom/load.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    /* How many requests a workload asks before it begins again. */
    WORKLOAD_TURN = 4096
};

struct workload_request {
    struct carom_request request;
    uint16_t status;
    struct carom_view location; /* what is expected; empty: not known beforehand */
};

struct workload {
    struct carom_rules rules;
    struct carom_loaded loaded; /* behind the rules when they came from a file, zeroed otherwise */
    struct workload_request *requests;
    size_t request_count;
    char *text;                    /* the bytes behind paths and locations */
    uint16_t order[WORKLOAD_TURN]; /* indices into requests */
};

/*
 * Compiles `rules` and asks one request for `path`, over and over.
 *
 * Returns: false with a message on standard error, and nothing to free.
 * In: the views and the text must outlive the workload.
 */
bool workload_single(const char *rules, const char *path, const char *location,
                     struct workload *out);

/* A thousand static 307 rules, requested Zipf-like (s = 1.0) from a fixed seed. Returns as above. */
bool workload_thousand(struct workload *out);

/*
 * The rules file at `file`, with one request for each rule that a plain GET can reach, Zipf-like.
 * Returns as above.
 */
bool workload_site(const char *file, struct workload *out);

void workload_free(struct workload *workload);

/* A GET for `path` with the fields of a browser. */
struct carom_request workload_browser_request(struct carom_view path);

/* Fills workload->order: index 0 … request_count-1 with the k-th most popular in proportion to 1/k. */
void workload_draw_zipf(struct workload *workload);

/* Compiles a rules text; says what is wrong on standard error when it does not compile. */
bool workload_compile(struct carom_view text, struct carom_rules *out);

/* Frees what workload_compile gave; does nothing to a zeroed one. Out: zeroed. */
void workload_free_rules(struct carom_rules *rules);

#endif
