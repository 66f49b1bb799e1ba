/*
 * What a URI may hold at which place, and the two spellings the rules speak of: the canonical one
 * that paths are compared in, and the safe one that targets are written in. From RFC 3986, sections
 * 2 and 3.
 */
#ifndef FUZZ_MODEL_URI_H
#define FUZZ_MODEL_URI_H

#include "model/text.h"

/* Where a byte stands, which decides whether it may stand there as it is. */
enum model_place {
    MODEL_PATH,          /* pchar and `/` */
    MODEL_QUERY,         /* pchar, `/` and `?` */
    MODEL_QUERY_CAPTURE, /* as in a query, without `&` and `+`: a capture of the path */
    MODEL_FRAGMENT       /* pchar, `/` and `?` */
};

bool model_allowed_raw(char byte, enum model_place place);

/*
 * Appends the canonical spelling: an escape of an unreserved character is that character, any other
 * escape has capital digits, and a byte that may not stand there is escaped.
 */
void model_put_canonical(struct model_text *text, struct model_view bytes, enum model_place place);

/* Appends the safe spelling: escapes stay as they are, a byte that may not stand there is escaped.
 */
void model_put_safe(struct model_text *text, struct model_view bytes, enum model_place place);

/* Whether there is `%` and two hexadecimal digits at this index. */
bool model_is_escape(struct model_view view, size_t at);

/* Whether bytes could be a URI reference: only bytes that RFC 3986 knows, `%` only in escapes, one
 * `#`. */
bool model_is_reference(struct model_view view);

#endif
