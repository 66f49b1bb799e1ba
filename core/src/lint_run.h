/*
 * What the parts of a lint share while it runs.
 */
#ifndef CAROM_SRC_LINT_RUN_H
#define CAROM_SRC_LINT_RUN_H

#include "carom/lint.h"

#include "lint_example.h"
#include "lint_index.h"

/* What a fixed target comes to; see lint_chain.c. */
struct lint_memo;

struct lint_run {
    const struct carom_rules *rules;
    const struct carom_lint_options *options;
    enum carom_dialect dialect;
    uint32_t count;
    enum carom_result failure; /* the first one; CAROM_OK: none */
    struct lint_index index;
    size_t text_steps;         /* left for cloudflare's patterns */
    struct lint_block example; /* memory of an example */
    struct lint_table hosts;   /* to rules, by the hosts that they name */
    struct lint_block memos;   /* of struct lint_memo, for each rule */
    struct lint_block stack;   /* of uint32_t */
    struct lint_block here;    /* where a walk stands: a URL */
    struct lint_block scratch; /* of carom_decide */
    bool outgrown;             /* the last location asked for was longer than any agent follows */
    size_t hops_left;          /* for walks through rules with captures */
};

/* Reads a rule. Returns: false after a failure, which is noted. */
bool carom_lint_read(struct lint_run *run, uint32_t number, struct carom_rule *out);

/*
 * Looks whether an earlier rule takes all requests of this one, reports it, and adds it to the index.
 * Returns: whether it can decide; false also after a failure.
 */
bool carom_lint_reach(struct lint_run *run, uint32_t number, const struct carom_rule *rule);

/* Before the first chain. Returns: false after a failure, which is noted. */
bool carom_lint_chains_init(struct lint_run *run);

/* Follows what a rule that can decide redirects to, and reports chains and cycles. */
void carom_lint_chain(struct lint_run *run, uint32_t number, const struct carom_rule *rule);

/* Reports names that a rule captures or uses in vain, and methods that its status loses. */
void carom_lint_names(struct lint_run *run, uint32_t number, const struct carom_rule *rule);

#endif
