/*
 * What UTS #46 maps otherwise than the tables of Unicode 15.0, which Debian's ICU has.
 */
#ifndef CAROM_IDNA_UTS46_UPDATES_H
#define CAROM_IDNA_UTS46_UPDATES_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Whether UTS #46 of Unicode 17 maps a code point that Unicode 15.0 disallows or maps to another.
 *
 * Out: *to is what it is mapped to, a code point whose UTF-8 is not longer; 0 when it is ignored.
 * Cost: O(1).
 */
bool carom_uts46_update(uint32_t code_point, uint32_t *to);

#endif
