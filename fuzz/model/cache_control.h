/*
 * A model of Cache-Control, RFC 9111 section 5.2: its field lines are cut into a list of directives
 * first, and then asked.
 *
 * Where the RFC leaves it open: each line is cut by itself; what is not a directive by the grammar is
 * none, up to the next comma outside quotes, but that those which forbid, bind or end a lifetime are obeyed
 * all the same; any byte may stand in quotes.
 */
#ifndef FUZZ_MODEL_CACHE_CONTROL_H
#define FUZZ_MODEL_CACHE_CONTROL_H

#include "model/http.h"

struct model_directive {
    struct model_view name;
    struct model_view argument; /* without quotes and backslashes; empty when there is none */
};

struct model_directives {
    size_t count;
    struct model_directive *items; /* in the order of the lines */
};

/* The directives of all Cache-Control lines. */
struct model_directives model_directives_of(struct model_arena *arena,
                                            const struct model_field *fields, size_t count);

/* The first directive with this name, in any case; NULL when there is none. */
const struct model_directive *model_directive(const struct model_directives *directives,
                                              const char *name);

/*
 * Seconds (RFC 9111 section 1.2.2): a row of digits, 2^31 when they are more.
 * Returns: -1 when it is no row of digits.
 */
long long model_delta_seconds(struct model_view digits);

#endif
