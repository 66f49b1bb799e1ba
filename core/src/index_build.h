/*
 * Making the index of an image from its records.
 */
#ifndef CAROM_SRC_INDEX_BUILD_H
#define CAROM_SRC_INDEX_BUILD_H

#include "block.h"

/*
 * Adds the index behind the records, and notes it in the header.
 *
 * In:   the image holds the header, with its dialect and number of rules, and the records; static_count
 *       of the rules are without RULE_DYNAMIC.
 * Out:  nothing is of use when image->failure is set then.
 * Cost: linear in the records, but for the sorting of rules that share a pattern.
 */
void carom_index_build(struct block *image, uint32_t static_count);

#endif
