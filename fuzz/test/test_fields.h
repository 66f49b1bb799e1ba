/*
 * Field lines in the models' tests.
 */
#ifndef FUZZ_TEST_FIELDS_H
#define FUZZ_TEST_FIELDS_H

#include "model/vary.h"

enum { FIELDS_MAX = 6 };

/* A message's fields as names and values in turn, up to a NULL. */
struct lines {
    const char *texts[2 * FIELDS_MAX + 1];
};

static inline struct model_fields fields_of(const struct lines *lines, struct model_field *fields)
{
    size_t count = 0;

    for (; lines->texts[2 * count] != NULL; count++)
        fields[count] = (struct model_field){model_literal(lines->texts[2 * count]),
                                             model_literal(lines->texts[2 * count + 1])};
    return (struct model_fields){fields, count};
}

#endif
