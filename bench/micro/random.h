/*
 * The splitmix64 generator: the same sequence everywhere, and the library's rand() nowhere.
 */
#ifndef CAROM_MICRO_RANDOM_H
#define CAROM_MICRO_RANDOM_H

#include <stdint.h>

/* A number to another one that looks drawn; different numbers stay different. */
static inline uint64_t random_mix(uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static inline uint64_t random_next(uint64_t *state)
{
    return random_mix(*state += 0x9E3779B97F4A7C15u);
}

/* A number from 0 to 1, without 1. */
static inline double random_unit(uint64_t *state)
{
    return (double)(random_next(state) >> 11) / 9007199254740992.0;
}

#endif
