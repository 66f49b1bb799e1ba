/*
 * A model of Vary, RFC 9111 section 4.1: a text is made of what a request has for each field that is
 * named, and the texts are compared.
 *
 * Where the RFC leaves it open: commas in quotes separate nothing; but for white space beside commas
 * and around the whole, values are compared byte by byte; a field without a value is not none.
 */
#ifndef FUZZ_MODEL_VARY_H
#define FUZZ_MODEL_VARY_H

#include "model/http.h"

enum model_vary { MODEL_VARY_NONE, MODEL_VARY_FIELDS, MODEL_VARY_ANY };

/* Field lines of a message. */
struct model_fields {
    const struct model_field *lines;
    size_t count;
};

/* What the Vary lines among a response's fields name. */
enum model_vary model_vary_of(struct model_fields response);

/* Whether what answered one request may answer the other. */
bool model_vary_matches(struct model_arena *arena, struct model_fields response,
                        struct model_fields stored, struct model_fields request);

#endif
