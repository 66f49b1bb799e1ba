/*
 * A model of Link, RFC 8288 section 3: each field line is cut into link-values with all their
 * parameters first, and then asked.
 *
 * Where the RFC leaves it open: what is malformed ends its line; a reference is what stands up to the
 * first `>`; a value without quotes is at least one byte up to white space, `,` or `;`, and has no
 * quote; a parameter without a value is empty; of parameters with one name the first counts.
 */
#ifndef FUZZ_MODEL_LINK_H
#define FUZZ_MODEL_LINK_H

#include "model/vary.h"

/* A link to an alternative; views are of the field's value. */
struct model_alternate {
    struct model_view reference;
    struct model_view type;
    struct model_view language;
    struct model_view title;
};

struct model_alternates {
    size_t count;
    struct model_alternate *items;
};

/* The links of all Link lines that have the relation `alternate` and no anchor. */
struct model_alternates model_alternates_of(struct model_arena *arena, struct model_fields fields);

#endif
