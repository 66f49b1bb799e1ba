/*
 * A rule's target as something to compare: where it leads, and the names in it.
 */
#ifndef CAROM_SRC_LINT_TARGET_H
#define CAROM_SRC_LINT_TARGET_H

#include "lint_pattern.h"

/* A target in its parts. Views into it; scheme and authority are empty for a relative one. */
struct lint_target {
    struct carom_view scheme;
    struct carom_view authority;
    struct carom_view path;  /* empty when an absolute one has none */
    struct carom_view query; /* without its `?`; {NULL, 0} when there is none */
};

/* Returns: false when it is neither relative nor of http or https. */
bool carom_lint_target_read(struct carom_view target, struct lint_target *out);

/* A host without the default port of its scheme, and without a `:` that no port follows. */
struct carom_view carom_lint_host(struct carom_view scheme, struct carom_view authority);

/* What a rule captures, by name. */
struct lint_names {
    size_t count;
    struct carom_view names[CAROM_CAPTURES_MAX];
    bool is_splat[CAROM_CAPTURES_MAX];
    bool is_of_query[CAROM_CAPTURES_MAX];
};

void carom_lint_names_read(enum carom_dialect dialect, const struct carom_rule *rule,
                           struct lint_names *out);

/*
 * The name that begins at text.ptr[at] with its `:`, when it is captured.
 * Returns: its index, or LINT_NONE. Out: *len is its length with the `:`.
 */
uint32_t carom_lint_name_at(const struct lint_names *names, struct carom_view text, size_t at,
                            size_t *len);

/*
 * The next name of a text that is captured, from *at on. Out: *at is behind it; *start where its `:` is.
 * Returns: its index, or LINT_NONE when there is none.
 */
uint32_t carom_lint_next_name(const struct lint_names *names, struct carom_view text, size_t *at,
                              size_t *start);

/* Whether a text has none of the names, so that every request gets it as it is. */
bool carom_lint_is_fixed(const struct lint_names *names, struct carom_view text);

#endif
