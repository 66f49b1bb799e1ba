/*
 * Writing the lists of an index.
 */
#ifndef CAROM_SRC_LISTS_H
#define CAROM_SRC_LISTS_H

#include "block.h"
#include "split.h"

/*
 * Adds a list to the image for each place that has members beside its first rule, and makes the
 * place's value lead there. Long lists are split by `splitter`; with NULL none is.
 *
 * In/Out: members, whose places are in the image, are sorted.
 * Out:    nothing is of use when image->failure is set then.
 */
void carom_lists_write(struct block *image, struct block *members, struct splitter *splitter);

#endif
