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
 * A link-value that is malformed ends its field line: what follows it cannot be told apart, and it is
 * none itself. One with an `anchor`, whatever it says, is about another resource and is passed over, and
 * so are empty members of the list. The reference is what stands between `<` and the first `>`. White
 * space may stand around `;` and `=`, and between two `;` nothing else. A parameter without `=` has an
 * empty value; a value without quotes is one byte or more up to a `;`, a `,` or white space, without a
 * quote in it, so that `type=text/html` is one, as in RFC 5988. In quotes stands any byte, and a
 * quoted-pair stands for its octet. `rel` is a list with white space between its names, which are
 * compared without case, as the names of parameters are; of a parameter given twice the first counts
 * (§3.3, §3.4), also when it is empty.
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
