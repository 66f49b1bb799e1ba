/*
 * Identical rules, of which only the last counts.
 */
#ifndef CAROM_SRC_SUPERSEDE_H
#define CAROM_SRC_SUPERSEDE_H

#include "block.h"

/*
 * Marks each rule behind which an identical one stands, as Netlify keeps the last of them.
 *
 * In/Out: the image has its header and records; failure is set when there is no memory.
 * Cost:   linear in the records.
 */
void carom_supersede(struct block *image);

#endif
