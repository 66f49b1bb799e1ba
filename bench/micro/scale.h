/*
 * The part of carom-micro about rule sets at scale: which sets are measured, and in which order.
 */
#ifndef CAROM_MICRO_SCALE_H
#define CAROM_MICRO_SCALE_H

#include "scale_measure.h"

/*
 * Measures and prints. Returns: false with messages on standard error when a set could not be measured;
 * the others are, all the same.
 */
bool scale_run(const struct scale_options *options, bool json);

#endif
