/*
 * A strict parser of one HTTP/1.1 response, after RFC 9112 sections 4, 5 and 6: nothing is
 * repaired, nothing is skipped, and obs-fold, bare CR, bare LF and obs-text are refused.
 */
#ifndef FUZZ_MODEL_HTTP_H
#define FUZZ_MODEL_HTTP_H

#include "model/text.h"

enum { MODEL_FIELDS_MAX = 16 };

struct model_field {
    struct model_view name;
    struct model_view value;
};

struct model_response {
    int status;
    struct model_view reason;
    size_t field_count;
    struct model_field fields[MODEL_FIELDS_MAX];
    struct model_view body; /* all that follows the empty line */
};

/* Returns: whether the bytes are a response; what is wrong with them otherwise, in *problem. */
bool model_parse_response(struct model_view bytes, struct model_response *out,
                          const char **problem);

/* How many fields have this name, whatever its case; the last of them in *value. */
size_t model_field_values(const struct model_response *response, const char *name,
                          struct model_view *value);

/* A strict number: digits only, no leading zero, below 10^12. Returns: -1 when it is none. */
long long model_number(struct model_view digits);

#endif
