/*
 * User instructions as the processor counts them, where the machine and the kernel let a program ask.
 */
#ifndef CAROM_MICRO_INSTRUCTIONS_H
#define CAROM_MICRO_INSTRUCTIONS_H

#include "loop.h"

/*
 * Runs so many iterations. Adds to *faults.
 *
 * Returns: instructions for one of them, of which some are the loop's own; negative when they cannot be
 * counted here, as on most virtual machines.
 */
double loop_instructions(const struct loop *loop, size_t iterations, struct faults *faults);

#endif
