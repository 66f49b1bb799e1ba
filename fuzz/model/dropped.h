/*
 * Which fields go from a request when it is redirected: kinds of fields, and the names of each kind.
 */
#ifndef FUZZ_MODEL_DROPPED_H
#define FUZZ_MODEL_DROPPED_H

#include "model/http.h"

#include <stdint.h>

enum model_kind {
    MODEL_KIND_AUTHORIZATION,
    MODEL_KIND_COOKIE,
    MODEL_KIND_WWW_AUTHENTICATE,
    MODEL_KIND_PROXY_AUTHORIZATION,
    MODEL_KIND_PROXY_AUTHENTICATE,
    MODEL_KIND_HOST,
    MODEL_KIND_REFERER,
    MODEL_KIND_ORIGIN,
    MODEL_KIND_CONTENT_TYPE,
    MODEL_KIND_CONTENT_ENCODING,
    MODEL_KIND_CONTENT_LANGUAGE,
    MODEL_KIND_CONTENT_LOCATION,
    MODEL_KIND_CONTENT_ANY,
    MODEL_KIND_DIGEST,
    MODEL_KIND_LAST_MODIFIED,
    MODEL_KIND_FRAMING,
    MODEL_KIND_CONDITIONAL,
    MODEL_KIND_CONNECTION,
    MODEL_KINDS
};

struct model_kinds {
    bool has[MODEL_KINDS];
};

/* The kinds in a list of words, such as `authorization cookie`; the words stand in dropped.c. */
struct model_kinds model_kinds_of(const char *words);

/* Adds what `more` has. */
void model_add_kinds(struct model_kinds *kinds, const struct model_kinds *more);
bool model_same_kinds(const struct model_kinds *a, const struct model_kinds *b);

/* Those of them that are credentials, which stay away for the rest of a chain. */
struct model_kinds model_credentials(const struct model_kinds *kinds);

/* Whether a field goes; what Connection names (RFC 9110 section 7.6.1) stands in `fields`. */
bool model_drops(const struct model_kinds *kinds, struct model_view name,
                 const struct model_field *fields, size_t field_count);

#endif
