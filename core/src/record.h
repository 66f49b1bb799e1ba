/*
 * A rule to its record in the image.
 */
#ifndef CAROM_SRC_RECORD_H
#define CAROM_SRC_RECORD_H

#include "block.h"
#include "line.h"

/*
 * Adds the record of a rule, as image.h draws it, at the end of the image.
 *
 * Out: nothing is added when image->failure is set then.
 */
void carom_record_add(struct block *image, enum carom_dialect dialect, const struct line_rule *rule,
                      uint32_t line, uint32_t index);

#endif
