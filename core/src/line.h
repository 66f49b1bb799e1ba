/*
 * One line of a rules file, read and checked, before it goes into an image.
 *
 * line.c chooses the reader of the dialect; line_carom.c, line_netlify.c and line_cloudflare.c are these;
 * line_reader.h is what they share.
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

/*
 * A valid rule. The views are into the line, raw but checked; what a dialect makes otherwise is static
 * text, or in the context's buffer until the next line is read. Of the arrays, at the end, only what is
 * counted is set.
 */
struct line_rule {
    enum carom_dialect dialect;
    uint16_t status;
    bool force;
    bool is_dynamic;          /* in cloudflare also every rule behind the first dynamic one */
    bool is_open;             /* a target has a capture in its authority */
    bool never;               /* it asks for something that no request has */
    struct carom_view scheme; /* "http" or "https"; empty: any */
    struct carom_view host;   /* as it was written, in carom but for a default port; empty: any */
    struct carom_view from;   /* the path; in cloudflare as the URL Standard serialises it */
    struct carom_view from_token; /* netlify: `from` as it stands in the line */
    bool has_to;                  /* netlify: the line has one */
    bool has_status;              /* netlify: the same */
    bool is_signed;               /* netlify: it has `signed=` or `Sign=` */
    struct carom_view signed_by;  /* netlify: what stands behind that */
    struct carom_view to_token;   /* `to` as it stands in the line; empty when there is none */
    struct carom_view methods;
    struct carom_view countries;
    struct carom_view languages;
    struct carom_view cookies;
    struct carom_view reason; /* percent-encoded, without its quotes */
    struct carom_view allowed_hosts;
    int64_t max_age_s;         /* -1: none */
    size_t path_capture_count; /* the first of the captures; the others are the query's */
    size_t capture_count;
    size_t pair_count;
    size_t target_count;
    /* Names, in the order of carom_match.captures: from left to right. Empty: a capture that
     * no target can name, since an earlier one has its name. */
    struct carom_view captures[CAROM_CAPTURES_MAX];
    struct line_pair pairs[CAROM_QUERY_PAIRS_MAX];
    struct carom_view targets[1 + CAROM_ALTERNATES_MAX]; /* `to` and the alternates */
};

enum line_kind {
    LINE_EMPTY = 0, /* blank, or a comment: nothing to keep, nothing to say */
    LINE_RULE,
    LINE_IGNORED, /* a rule that the dialect leaves out, with a warning */
    LINE_ERROR
};

/* How many rules a cloudflare file may have, and how long its lines may be, in UTF-16 code units. */
enum {
    CLOUDFLARE_STATIC_MAX = 2000,
    CLOUDFLARE_DYNAMIC_MAX = 100,
    CLOUDFLARE_RULES_MAX = CLOUDFLARE_STATIC_MAX + CLOUDFLARE_DYNAMIC_MAX,
    CLOUDFLARE_LINE_MAX = 2000
};

enum {
    /* A code unit is three bytes of UTF-8 at most, and a byte three when it is percent-encoded; then
     * the `/` that a path may get, and two behind a host. */
    LINE_BYTES_MAX = 3 * CLOUDFLARE_LINE_MAX,
    LINE_BUFFER_BYTES = 3 * LINE_BYTES_MAX + 3,
    LINE_PATH_BUCKETS = 2048, /* a power of two */
    LINE_ORIGINS = 4          /* most files lead to hardly more sites */
};

/* A path that a cloudflare file has a rule for: the token, from which it can be made again. */
struct line_path {
    const char *token;
    uint32_t hash;
    uint16_t token_len;
    uint16_t next; /* of the same bucket: its index + 1; 0: none */
};

/*
 * What one line leaves for the next to know: zeroed, but for the dialect, at the start of a file. The
 * lines read so far must stay where they are.
 */
struct line_context {
    enum carom_dialect dialect;
    uint32_t static_count;  /* of the rules so far, as the dialect counts them */
    uint32_t dynamic_count; /* the same; in cloudflare with every rule behind the first of them */
    uint32_t path_count;
    /* Of targets, as lines have them, without port; the oldest gives way, and empty ones are none yet. */
    struct carom_view good_origins[LINE_ORIGINS];
    uint32_t next_origin;
    uint16_t path_buckets[LINE_PATH_BUCKETS]; /* the latest path of this hash: its index + 1 */
    struct line_path paths[CLOUDFLARE_RULES_MAX];
    char buffer[LINE_BUFFER_BYTES];
};

/*
 * Reads one line, without its line end, as the context's dialect reads it.
 *
 * Returns: LINE_RULE: *rule is set; problem->message is empty, or *problem is a warning.
 *          LINE_IGNORED: *problem is a warning. LINE_ERROR: *problem is an error.
 *          LINE_EMPTY. What is not said to be set is unspecified.
 * Out:     of *problem severity, column, message and token.
 * Cost:    linear in the line; in cloudflare a path is compared with each earlier one of its hash.
 */
enum line_kind carom_line_read(struct line_context *context, struct carom_view line,
                               struct line_rule *rule, struct carom_diagnostic *problem);

/*
 * Where in the line the capture stands that a target has in its authority; the whole target when that
 * cannot be told. Empty: its authority is fixed.
 */
struct carom_view carom_line_open_token(const struct line_rule *rule, size_t target);

/* The index of a captured name; capture_count when there is none of that name. */
size_t carom_line_capture_index(const struct line_rule *rule, struct carom_view name);

#endif
