/*
 * A request and a rules file from one input, for the targets that decide.
 *
 * An input is a text of sections with a line `--` between them; the last ones may be left out:
 *
 *     GET https www.example.com 1.1 strict trace now=1700000000 dialect=netlify country=DE
 *     --
 *     /news/today?page=2
 *     --
 *     /news/:day /blog/:day 307
 *     --
 *     Accept: text/html;q=0.8, application/json
 *     --
 *     text/plain
 *     the representation
 *
 * The first section: method, scheme, authority (`-` is an empty one), version (1.0, 1.1 or 2), then
 * options in any order; the dialect of the rules is carom when none is named, and with `x-country` the
 * country is said to come from a field. The second: the request-target. The third: the rules. The fourth: the
 * request's fields. The fifth: the media type and, after its line, the bytes of what a rewrite
 * answers with.
 */
#ifndef FUZZ_CASE_H
#define FUZZ_CASE_H

#include "carom/respond.h"
#include "model/decide.h"

enum { FUZZ_FIELDS_MAX = 8 };

struct fuzz_case {
    struct carom_request request; /* every view is an exact-size block */
    struct carom_field fields[FUZZ_FIELDS_MAX];
    struct model_field model_fields[FUZZ_FIELDS_MAX]; /* the same */
    struct carom_respond_options options;
    enum carom_dialect dialect;
    struct carom_view fifth; /* that section as it stands in the input */
    char *rules;             /* bad lines are blanked out, so that the text compiles */
    size_t rules_len;
    struct model_arena arena;
    struct model_rules model; /* the same rules */
};

void fuzz_case_read(struct carom_view input, struct fuzz_case *out);
void fuzz_case_release(struct fuzz_case *test);

/* The request for the model. */
struct model_request fuzz_case_request(const struct fuzz_case *test);

#endif
