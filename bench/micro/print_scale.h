/*
 * Results of rule sets at scale on standard output: tables, or one JSON object.
 */
#ifndef CAROM_MICRO_PRINT_SCALE_H
#define CAROM_MICRO_PRINT_SCALE_H

#include "scale_bounds.h"

enum scale_part { SCALE_PART_SETS, SCALE_PART_PAIRS, SCALE_PART_MAPPED };

/* The parts begin in order, each before its first result, and the bounds come last. */
struct scale_print {
    void (*begin)(enum scale_part part);
    void (*result)(const struct scale_result *result);
    void (*pair)(const struct scale_pair *pair);
    void (*mapped)(const struct scale_mapped *mapped);
    void (*bounds)(const struct scale_bounds *bounds);
};

extern const struct scale_print scale_print_text, scale_print_json;

#endif
