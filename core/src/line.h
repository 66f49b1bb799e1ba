/*
 * One line of a rules file, read and checked, before it goes into an image.
 */
#ifndef CAROM_SRC_LINE_H
#define CAROM_SRC_LINE_H

#include "carom/rules.h"

/* A query pair of `from`. */
struct line_pair {
    struct carom_view key;
    struct carom_view value;
    bool captures; /* the value is `:name` */
};

/* A valid rule. The views are into the line, raw but checked. */
struct line_rule {
    struct carom_view scheme; /* "http" or "https"; empty: any */
    struct carom_view host;   /* as it was written, but for a default port; empty: any */
    struct carom_view from;   /* the path; in cloudflare as the URL Standard serialises it */
    bool is_dynamic;
    size_t pair_count;
    struct line_pair pairs[CAROM_QUERY_PAIRS_MAX];
    size_t path_capture_count; /* the first of the captures; the others are the query's */
    size_t capture_count;
    struct carom_view
        captures[CAROM_CAPTURES_MAX]; /* names, in the order of carom_match.captures */
    size_t target_count;
    struct carom_view targets[1 + CAROM_ALTERNATES_MAX]; /* `to` and the alternates */
    uint16_t status;
    bool force;
    struct carom_view methods;
    struct carom_view countries;
    struct carom_view languages;
    struct carom_view cookies;
    struct carom_view reason; /* percent-encoded, without its quotes */
    int64_t max_age_s;        /* -1: none */
    struct carom_view allowed_hosts;
    bool is_open; /* a target has a capture in its authority */
};

enum line_kind {
    LINE_EMPTY = 0, /* blank, or a comment */
    LINE_RULE,
    LINE_ERROR
};

/* What one rule leaves for the next to know: zeroed, but for the dialect, at the start of a file. */
struct line_context {
    enum carom_dialect dialect;
    uint32_t static_count;  /* of the rules so far, as the dialect counts them */
    uint32_t dynamic_count; /* the same; in cloudflare with every rule behind the first of them */
};

/*
 * Reads one line, without its line end, as the context's dialect reads it.
 *
 * Returns: LINE_RULE: *rule is set. LINE_ERROR: *problem has severity, column, message and token.
 *          LINE_EMPTY. What is not said to be set is unspecified.
 * Cost: linear in the line.
 */
enum line_kind carom_line_read(struct line_context *context, struct carom_view line,
                               struct line_rule *rule, struct carom_diagnostic *problem);

/* The index of a captured name; capture_count when there is none of that name. */
size_t carom_line_capture_index(const struct line_rule *rule, struct carom_view name);

#endif
