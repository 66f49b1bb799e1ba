/*
 * The alternatives that a response offers: its Link fields with the relation `alternate` (RFC 8288), as
 * 300 and 406 may have them (S17).
 *
 * Thread safety: pure. No allocation.
 */
#ifndef CAROM_ALTERNATE_H
#define CAROM_ALTERNATE_H

#include "carom/result.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One of them. Views are of the field's value; without quotes, quoted-pairs left in. */
struct carom_alternate {
    struct carom_view reference; /* a URI reference, relative to the response's URL */
    struct carom_view type;      /* media type; empty when not said */
    struct carom_view language;  /* the first hreflang; empty when not said */
    struct carom_view title;     /* empty when not said */
};

/*
 * The next alternative in Link fields.
 *
 * A link-value that is malformed ends its field line: what follows it cannot be told apart. One with an
 * `anchor` is about another resource and is passed over. `rel` is a list, names compared without case;
 * of a parameter given twice the first counts (§3.3, §3.4).
 *
 * Returns: false when there is none any more; then *out is zeroed.
 * In/Out:  *cursor is 0 before the first call, and stands for nothing else than the next call.
 * Cost:    all calls together are linear in the Link fields, but for each call looking once more along
 *          the names of the fields.
 */
bool carom_alternate_next(const struct carom_field *fields, size_t field_count, size_t *cursor,
                          struct carom_alternate *out);

#ifdef __cplusplus
}
#endif

#endif
