/*
 * Compiles a set of rules at scale and times its decisions.
 */
#ifndef CAROM_MICRO_SCALE_MEASURE_H
#define CAROM_MICRO_SCALE_MEASURE_H

#include "loop.h"
#include "scale_sets.h"

enum {
    /* Requests before a loop begins again: so few that what they need stays in the caches. */
    SCALE_TURN = 4096,
    SCALE_HOSTILE_TURN = 512,
    /* So many that it does not. */
    SCALE_LONG_TURN = 65536,
    SCALE_ROUNDS = 9
};

/* What is measured, and how. */
struct scale_options {
    bool run;      /* rule sets at scale, and not the cases */
    bool full;     /* also the largest set, mapped from a file */
    bool has_only; /* only one set, by itself */
    struct scale_source only;
    uint32_t largest;   /* no set of more rules */
    const char *images; /* a folder for images; NULL: none are kept */
    size_t iterations;  /* 0: as many as give a steady time; else one batch of so many */
};

/* A figure that was not measured is negative. */
struct scale_result {
    struct scale_source source;
    size_t turn;
    size_t text_bytes;
    size_t image_bytes;
    double compile_s;
    double request_bytes; /* the mean of the requests' targets */
    struct spread ns;     /* for one decision */
    double long_ns;       /* over SCALE_LONG_TURN requests: more than the caches hold */
    double missing_ns;    /* for a request that no rule answers; of static sets */
    double instructions;  /* for one decision, when the processor counts them */
};

/* A hostile set and the plain one beside it, round by round. */
struct scale_pair {
    struct scale_result hostile;
    struct scale_result plain;
    struct spread factor; /* the one's time divided by the other's, in the same round */
};

/*
 * Measure one set by itself, or two side by side, after every request was decided once as expected.
 *
 * Return: false with a message on standard error when that was not so, when anything was allocated in
 * a loop, when a set does not compile, or when memory is short.
 */
bool scale_measure(struct scale_source source, const struct scale_options *options,
                   struct scale_result *out);
bool scale_measure_pair(const struct scale_set *set, const struct scale_options *options,
                        struct scale_pair *out);

#endif
