/*
 * A very large set in a file: how long it takes to open, and a decision when nothing is in the caches.
 */
#ifndef CAROM_MICRO_SCALE_MAPPED_H
#define CAROM_MICRO_SCALE_MAPPED_H

#include "scale_measure.h"

enum { SCALE_MAPPED_SMALL = 10, SCALE_OPENINGS = 9, SCALE_COLD_ROUNDS = 41 };

/* By the clock on the wall: a page that has to be found is time that somebody waits. */
struct scale_opening {
    uint32_t rules;
    struct spread open_ms;    /* mmap and carom_rules_open */
    struct spread decided_ms; /* from there to the first decision */
};

struct scale_mapped {
    uint32_t rules;
    size_t text_bytes;
    size_t image_bytes;
    double compile_s;
    struct scale_opening small; /* of ten rules, for comparison */
    struct scale_opening large;
    size_t walk_bytes;     /* of the buffer whose misses are measured */
    struct spread miss_ns; /* one dependent cache miss */
    struct spread cold_ns; /* one decision, of requests drawn uniformly */
    struct spread misses;  /* the second divided by the first, in the same round */
};

/*
 * Measures static rules, SCALE_RULES_MAX of them or as many as the options allow. The file is in the
 * options' folder, or in $TMPDIR, or in /tmp, and has no name any more when this is over, however.
 *
 * Returns: false with a message on standard error as scale_measure does, or when there is no place for
 * the file.
 */
bool scale_measure_mapped(const struct scale_options *options, struct scale_mapped *out);

#endif
