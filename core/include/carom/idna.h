/*
 * Domain names that are not ASCII, to ASCII by ICU: a library of its own (carom_idna), because its
 * tables are large and the core does without them.
 */
#ifndef CAROM_IDNA_H
#define CAROM_IDNA_H

#include "carom/url.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The plug-in for carom_url_parse. It is made once and lives until the process ends.
 *
 * ICU has a limit of its own: a label that is not ASCII, written out or in Punycode, is refused when
 * it has more than 1,000 UTF-16 code units. The DNS has no label of more than 63 bytes.
 *
 * Returns: NULL when ICU cannot be set up (its data are missing).
 * Thread safety: any number of threads may call this and use what it returns.
 * Cost: each call of to_ascii is linear in the domain; ICU may allocate.
 */
const struct carom_idna *carom_idna_icu(void);

#ifdef __cplusplus
}
#endif

#endif
