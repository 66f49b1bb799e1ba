/*
 * A model of the rules file: written from the grammar in carom/rules.h, plainly.
 */
#ifndef FUZZ_MODEL_RULES_H
#define FUZZ_MODEL_RULES_H

#include "model/pattern.h"

#include <stdint.h>

enum { MODEL_CAPTURES_MAX = 32, MODEL_PAIRS_MAX = 16, MODEL_ALTERNATES_MAX = 8 };

enum model_dialect { MODEL_CAROM, MODEL_NETLIFY, MODEL_CLOUDFLARE };

struct model_pair {
    struct model_view key;   /* canonical */
    struct model_view value; /* canonical; a captured one is the name */
    bool captures;
};

struct model_rule {
    enum model_dialect dialect;
    uint32_t line;
    int status;
    bool force;
    struct model_view scheme;     /* "http" or "https"; empty: any */
    struct model_view host;       /* host, or host:port, in lower case; empty: any */
    struct model_view from;       /* the path; in carom canonical */
    struct model_pattern pattern; /* the same, in the dialects of the services */
    bool has_star;
    bool never;                     /* it asks for something that no request has */
    struct model_view written_from; /* in netlify: as it stands in the line */
    bool has_status;                /* in netlify: the line has one */
    bool is_signed;                 /* in netlify: the same */
    struct model_view signed_by;    /* in netlify: with what */
    bool is_repeated;               /* in netlify: by a later rule, which is the one that counts */
    struct model_view to;           /* as it was written; empty when a refusal has none */
    size_t pair_count;
    struct model_pair pairs[MODEL_PAIRS_MAX];
    size_t path_name_count; /* the first of the names; the others are the query's */
    size_t name_count;
    struct model_view
        names[MODEL_CAPTURES_MAX]; /* of what it captures; empty: nobody can name it */
    size_t alternate_count;
    struct model_view alternates[MODEL_ALTERNATES_MAX]; /* as they were written */
    struct model_view methods; /* these four as they were written; empty: any */
    struct model_view countries;
    struct model_view languages;
    struct model_view cookies;
    struct model_view reason;        /* decoded */
    int64_t max_age_s;               /* -1: none */
    struct model_view allowed_hosts; /* as Allow-Host was written */
    size_t warning_count; /* of the targets whose host a request could choose without Allow-Host */
    bool has_remark;      /* a warning of another kind */
    bool has_reason;
    bool has_allowed_hosts;
};

struct model_rules {
    enum model_dialect dialect;
    size_t count;
    struct model_rule **rules;
    size_t bad_count;
    uint32_t *bad_lines; /* the numbers of the lines that are neither empty nor a rule */
    size_t ignored_count;
    uint32_t *ignored_lines; /* those of the lines that are left out with a warning */
};

enum model_line { MODEL_LINE_EMPTY, MODEL_LINE_RULE, MODEL_LINE_IGNORED, MODEL_LINE_BAD };

/* What is known while a text is being read, line by line. */
struct model_reading {
    struct model_arena *arena;
    struct model_rules *out;
    size_t static_count; /* in cloudflare, as it counts them */
    size_t dynamic_count;
};

/* Reads a whole text; everything in *out lives in the arena. */
void model_rules_read(struct model_arena *arena, enum model_dialect dialect, struct model_view text,
                      struct model_rules *out);

/* Whether a segment is `:` and a name, nothing else. */
bool model_is_placeholder(struct model_view segment);
/* The length of the name that begins at an index: `[A-Za-z_][A-Za-z0-9_]*`; 0 when none does. */
size_t model_name_len(struct model_view view, size_t at);
/* Reads three digits, and perhaps `!`. Returns: whether a rule may have this status. */
bool model_read_status(struct model_rule *rule, struct model_view token);
bool model_is_redirect(int status);
bool model_is_refusal(int status);

#endif
