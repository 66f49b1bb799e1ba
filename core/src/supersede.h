/*
 * Identical rules, of which only the last counts.
 */
#ifndef CAROM_SRC_SUPERSEDE_H
#define CAROM_SRC_SUPERSEDE_H

#include "block.h"

/* What of a rule's line is not in its record, and makes it another rule for Netlify all the same. */
struct rule_source {
    struct carom_view from; /* as it stands in the line */
    struct carom_view to;   /* the same; empty for the path itself, with `:splat` for the `*` */
    struct carom_view signed_by;
    bool has_status;
    bool is_signed;
};

/*
 * Marks each rule behind which an identical one stands, as Netlify keeps the last of them.
 *
 * In:     sources holds a struct rule_source for each rule.
 * In/Out: the image has its header and records; failure is set when there is no memory, and
 *         CAROM_ERR_COLLISIONS when the rules were made to have equal hashes.
 * Cost:   linear in the records.
 */
void carom_supersede(struct block *image, const struct block *sources);

#endif
