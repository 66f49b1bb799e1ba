/*
 * The alternatives that a response offers, with their URLs resolved.
 */
#ifndef CAROM_TOOL_FOLLOW_ALTERNATES_H
#define CAROM_TOOL_FOLLOW_ALTERNATES_H

#include "carom/alternate.h"
#include "carom/url.h"

#include <jansson.h>

/* A walk along them. Zeroed but for the first three members it is ready; free it with
 * alternates_free. */
struct alternates {
    const struct carom_field *fields; /* of the response */
    size_t field_count;
    const struct carom_url *base; /* of the request */
    size_t cursor;
    /* The latest one. */
    struct carom_view url;
    struct carom_buf url_bytes, type, language, title; /* empty when not said */
};

/*
 * Goes to the next one whose reference is a URL.
 *
 * Returns: CAROM_OK, and *more tells whether there was one; CAROM_ERR_NOMEM.
 */
CAROM_MUST_CHECK enum carom_result alternates_next(struct alternates *alternates, bool *more);

void alternates_free(struct alternates *alternates);

/* [{"url":…,"type":…|null,"language":…|null,"title":…|null}]; NULL when out of memory. */
json_t *alternates_json(const struct carom_field *fields, size_t field_count,
                        const struct carom_url *base);

/* Appends them, a line each behind an indent of `column` spaces. Returns: false when out of memory. */
bool put_alternates(struct carom_buf *out, const struct carom_field *fields, size_t field_count,
                    const struct carom_url *base, size_t column);

#endif
